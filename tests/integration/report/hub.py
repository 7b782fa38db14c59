# SPDX-License-Identifier: Apache-2.0
"""A hub on a loopback port: takes reports over TLS, or answers whatever it is told to."""
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time

TOKEN = "hub-token-canary-4b1d7e"


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print("skipped: %s is not installed (packaging/install-deps test)" % program)
            sys.exit(77)


def authority(directory, name):
    """An authority and a certificate of it for localhost: (its certificate, that one, its key)."""
    paths = [os.path.join(directory, name + end) for end in ("-ca.pem", "-ca.key", ".pem", ".key")]
    ca, ca_key, cert, key = paths
    run = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    for more in (["-subj", "/CN=test authority " + name, "-keyout", ca_key, "-out", ca],
                 ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE",
                  "-CA", ca, "-CAkey", ca_key, "-keyout", key, "-out", cert]):
        done = subprocess.run([*run, *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            # "req -x509 -CA" is of OpenSSL 3.
            print("skipped: openssl makes no certificates here: %s" % done.stdout.decode())
            sys.exit(77)
    return ca, cert, key


class Hub:
    """answer: a status, or a function of the handler that answers by itself."""

    def __init__(self, identity=None):
        self.identity, self.port, self.answer, self.headers = identity, 0, 200, {}
        self.got = []  # (headers, body)
        self.server = None
        self.open()

    def open(self):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                hub.got.append((dict(self.headers), body, self.path))
                if callable(hub.answer):
                    hub.answer(self)
                    return
                self.send_response(hub.answer)
                for item in hub.headers.items():
                    self.send_header(*item)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        if self.identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.identity)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def url(self, host="localhost"):
        return "%s://%s:%d/report" % ("https" if self.identity else "http", host, self.port)


def silent(handler):
    """Says nothing, until the other end has enough."""
    handler.connection.settimeout(30)
    try:
        handler.connection.recv(1)
    except OSError:
        pass
    handler.close_connection = True


def endless(handler):
    """Taken, and then it never stops talking."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass
    handler.close_connection = True


def stuck(handler):
    """Taken, and then it says half of what it promised."""
    handler.send_response(202)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"x")
    handler.wfile.flush()
    silent(handler)


class Proxy:
    """Takes CONNECT, and remembers what it was told."""

    def __init__(self):
        self.heard = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.socket.accept()
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            more = client.recv(4096)
            if not more:
                return
            head += more
        self.heard.append(head)
        if not head.startswith(b"CONNECT "):
            client.close()
            return
        host, port = head.split()[1].decode().rsplit(":", 1)
        server = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 go on\r\n\r\n")
        threading.Thread(target=self.copy, args=(client, server), daemon=True).start()
        self.copy(server, client)

    @staticmethod
    def copy(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Tally:
    def __init__(self):
        self.right, self.wrong, self.began = 0, 0, time.time()

    def that(self, holds, what):
        if holds:
            self.right += 1
        else:
            self.wrong += 1
            print("WRONG: %s" % what)
        return holds

    def end(self, what):
        print("%s: %d right, %d wrong, %.1f s" % (what, self.right, self.wrong, time.time() - self.began))
        sys.exit(1 if self.wrong else 0)
