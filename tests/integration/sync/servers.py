# SPDX-License-Identifier: Apache-2.0
"""Real servers on loopback ports, and bad ones before them: apache2 with git http-backend and TLS by an authority made here, sshd, and
connections that are cut, slow, silent or say something else."""
import base64
import hashlib
import http.client
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

from machine import AS_ROOT, OTHER, program, run

MODULES = "/usr/lib/apache2/modules"
BACKEND = "/usr/lib/git-core/git-http-backend"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process, what):
    for _ in range(100):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    print("skipped: %s does not start here" % what)
    sys.exit(77)


class Authority:
    """Makes certificates for servers on this machine."""

    def __init__(self, place, name):
        self.place, self.name, self.dir = place, name, place.path("ca-" + name)
        os.mkdir(self.dir)
        os.mkdir(os.path.join(self.dir, "new"))
        self.cert = os.path.join(self.dir, "ca.pem")
        self.key = os.path.join(self.dir, "ca.key")
        for file, text in (("index", ""), ("serial", "01\n")):
            with open(os.path.join(self.dir, file), "w", encoding="utf-8") as out:
                out.write(text)
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=test authority " + name, "-keyout", self.key, "-out", self.cert)

    def server(self, name, names, dates=()):
        """(certificate, key) for subjectAltName names."""
        key, request, cert = [os.path.join(self.dir, name + end) for end in (".key", ".csr", ".pem")]
        config = os.path.join(self.dir, name + ".cnf")
        with open(config, "w", encoding="utf-8") as out:
            out.write("[ca]\ndefault_ca = a\n[a]\ndatabase = {0}/index\nserial = {0}/serial\nnew_certs_dir = {0}/new\n"
                      "default_md = sha256\npolicy = p\nx509_extensions = x\ndefault_days = 10\n[p]\ncommonName = supplied\n"
                      "[x]\nsubjectAltName = {1}\nbasicConstraints = CA:FALSE\n".format(self.dir, names))
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name, "-keyout", key,
            "-out", request)
        run("openssl", "ca", "-batch", "-notext", "-config", config, "-cert", self.cert, "-keyfile", self.key, "-in", request, "-out",
            cert, *dates)
        return cert, key


class Web:
    """apache2 with git http-backend: plain, and one TLS port for each certificate."""

    def __init__(self, place, certificates):
        if not program("apache2") or not os.path.isdir(MODULES) or not os.path.exists(BACKEND):
            print("skipped: apache2 or git http-backend is not installed (packaging/install-deps test)")
            sys.exit(77)
        self.place, self.log = place, place.path("web.log")
        self.ports = {name: free_port() for name in ["plain"] + list(certificates)}
        lines = ["LoadModule %s_module %s/mod_%s.so" % (m, MODULES, m) for m in
                 ("mpm_prefork", "authz_core", "alias", "env", "cgi", "ssl", "authn_core", "authn_file", "auth_basic", "authz_user") if os.path.exists("%s/mod_%s.so" % (MODULES, m))]
        lines += ["ServerName 127.0.0.1", "PidFile " + place.path("web.pid"), "ErrorLog " + place.path("web.err"),
                  "DefaultRuntimeDir " + place.top, "LogFormat \"%m %U %>s %B\" short", "CustomLog %s short" % self.log,
                  "DocumentRoot " + place.path("home"), "StartServers 2",
                  "SetEnv GIT_PROJECT_ROOT " + place.top, "SetEnv GIT_HTTP_EXPORT_ALL 1", "SetEnv HOME " + place.path("home"),
                  "ScriptAlias /git/ %s/" % BACKEND, "<Directory />", "Require all granted", "</Directory>",
                  "ScriptAlias /private/ %s/" % BACKEND, "<Location /private/>", "AuthType Basic", "AuthName private",
                  "AuthUserFile " + place.path("passwords"), "Require valid-user", "</Location>"]
        place.write("passwords", "somebody:{SHA}%s\n" % base64.b64encode(hashlib.sha1(b"hunter2").digest()).decode())
        if AS_ROOT:
            lines += ["User " + OTHER, "Group nogroup"]
        for name, port in self.ports.items():
            lines += ["Listen 127.0.0.1:%d" % port]
            if name != "plain":
                lines += ["<VirtualHost 127.0.0.1:%d>" % port, "SSLEngine on", "SSLCertificateFile " + certificates[name][0],
                          "SSLCertificateKeyFile " + certificates[name][1], "</VirtualHost>"]
        place.write("web.conf", "\n".join(lines) + "\n")
        place.write("home/.gitconfig", "[safe]\n\tdirectory = *\n")
        with open(place.path("web.out"), "wb") as out:
            self.process = subprocess.Popen([program("apache2"), "-X" if not AS_ROOT else "-DFOREGROUND", "-f", place.path("web.conf")],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        wait_for(self.ports["plain"], self.process, "apache2")

    def url(self, name, repo, user=""):
        return "https://%slocalhost:%d/git/%s" % (user, self.ports[name], os.path.basename(repo.bare))

    def requests(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read().splitlines()

    def end(self):
        self.process.terminate()
        self.process.wait()


class Ssh:
    def __init__(self, place):
        if not program("sshd"):
            print("skipped: sshd is not installed (packaging/install-deps test)")
            sys.exit(77)
        self.place, self.port, self.made = place, free_port(), None
        if AS_ROOT and not os.path.exists("/run/sshd"):
            os.mkdir("/run/sshd", 0o755)
            self.made = "/run/sshd"
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place.path("hostkey"))
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", place.path("otherkey"))
        for key in ("client", "unlisted"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "client", "-f", place.path(key))
            if AS_ROOT:
                shutil.chown(place.path(key), OTHER)
        place.write("authorized", place.public("client") + "\n")
        config = ["ListenAddress 127.0.0.1", "Port %d" % self.port, "HostKey " + place.path("hostkey"), "StrictModes no", "UsePAM no",
                  "PidFile none", "AuthorizedKeysFile " + place.path("authorized"), "PasswordAuthentication no",
                  "KbdInteractiveAuthentication no", "PermitRootLogin yes", "SetEnv HOME=" + place.path("home")]
        place.write("sshd.conf", "\n".join(config) + "\n")
        with open(place.path("sshd.out"), "wb") as out:
            self.process = subprocess.Popen([program("sshd"), "-D", "-e", "-f", place.path("sshd.conf")], stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=out, start_new_session=True)
        wait_for(self.port, self.process, "sshd")
        self.known = place.write("known_hosts", self.line("hostkey"))

    def line(self, key, mark=""):
        return "%s[127.0.0.1]:%d %s\n" % (mark, self.port, self.place.public(key))

    def url(self, repo):
        user = run("id", "-un").decode().strip()
        return "ssh://%s@127.0.0.1:%d%s" % (user, self.port, repo.bare)

    def end(self):
        self.process.terminate()
        self.process.wait()
        if self.made:
            os.rmdir(self.made)


class Wire:
    """A TCP port before another one: cuts after so many bytes of answers, drips, or is silent."""

    def __init__(self, to, cut=None, drip=None, silent=False):
        self.to, self.cut, self.drip, self.silent = to, cut, drip, silent
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                here, _ = self.listening.accept()
            except OSError:
                return
            if self.silent:
                threading.Thread(target=lambda h: (time.sleep(60), h.close()), args=(here,), daemon=True).start()
                continue
            there = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self.forward, args=(here, there), daemon=True).start()
            threading.Thread(target=self.back, args=(there, here), daemon=True).start()

    @staticmethod
    def forward(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def back(self, source, sink):
        n = 0
        try:
            while True:
                data = source.recv(self.drip or 65536)
                if not data:
                    break
                if self.drip:
                    time.sleep(0.05)
                if self.cut is not None and n + len(data) > self.cut:
                    sink.sendall(data[:self.cut - n])
                    break
                n += len(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_RDWR)
            source.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def end(self):
        self.listening.close()


class Liar:
    """A TLS server that passes requests on and changes the answers."""

    def __init__(self, certificate, to, change):
        liar = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                there = http.client.HTTPConnection("127.0.0.1", to)
                there.request(self.command, self.path, body, {"Content-Type": self.headers.get("Content-Type") or "",
                                                              "Accept": self.headers.get("Accept") or ""})
                answer = there.getresponse()
                status, headers, data = change(self.path, answer.status, {"Content-Type": answer.getheader("Content-Type")}, answer.read())
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = pass_on

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        liar.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
