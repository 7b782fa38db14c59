#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Remotes over https and ssh, and everything that can go wrong between them and us: connections.py POLICYD [--timed]"""
import os
import pwd
import random
import sys

sys.dont_write_bytecode = True
from machine import Machine, Place, Repo, Tally, need  # noqa: E402
from servers import Authority, Liar, Ssh, Web, Wire, free_port  # noqa: E402

HERE = "DNS:localhost"  # libgit2 in Debian 12 finds no addresses in certificates


class Scene:
    def __init__(self, policyd):
        self.tally, self.place = Tally(), Place()
        self.authority, self.stranger = Authority(self.place, "ours"), Authority(self.place, "other")
        self.good = self.authority.server("good", HERE)
        self.web = Web(self.place, {
            "good": self.good,
            "elsewhere": self.authority.server("elsewhere", "DNS:git.example.com"),
            "old": self.authority.server("old", HERE, ("-startdate", "20200101000000Z", "-enddate", "20200201000000Z")),
            "stranger": self.stranger.server("stranger", HERE),
        })
        self.repo = Repo(self.place, "base")
        self.repo.publish("Bash(one:*)")
        self.machine = Machine(self.place, "machine", policyd, self.web.url("good", self.repo), **{"ca-file": self.authority.cert})

    def bad(self, what, outcome, reason, remote, secret=None, **settings):
        """One bad remote, then the good one again: still nothing changes."""
        kept = dict(self.machine.settings)
        self.machine.use(remote=remote, **settings)
        self.tally.changes_nothing(self.machine, what, outcome, reason, secret)
        self.machine.settings = kept

    def at(self, port):
        return "https://localhost:%d/git/base.git" % port


def over_https(scene):
    tally, machine, repo, web = scene.tally, scene.machine, scene.repo, scene.web
    times = [tally.in_force(machine, repo, "one", "the first policy over https")]
    before = len(web.requests())
    tally.that(machine.look() == 0 and machine.rows("sync")[-1]["outcome"] == "same", "nothing new over https", machine)
    asked = web.requests()[before:]
    tally.that(len(asked) == 1 and asked[0].startswith("GET "), "nothing new, and still transferred: %s" % asked)
    for i in range(3):
        repo.publish("Bash(https%d:*)" % i)
        times.append(tally.in_force(machine, repo, "https%d" % i, "push %d over https" % i))
    tally.measured(times, "a push over https")


def bad_certificates(scene):
    trust = "certificate of 'localhost' is not valid"
    for name in ("elsewhere", "old", "stranger"):
        scene.bad("certificate " + name, "refused", trust, scene.web.url(name, scene.repo))
    scene.bad("our authority is not named", "refused", trust, scene.web.url("good", scene.repo), ca_file=None)
    scene.bad("another authority is named", "refused", trust, scene.web.url("good", scene.repo), ca_file=scene.stranger.cert)
    scene.bad("no authority in the file", "failed", "ca-file", scene.web.url("good", scene.repo), ca_file=scene.place.path("signers"))
    scene.bad("no TLS at all", "refused", "no safe connection", scene.at(scene.web.ports["plain"]))
    scene.bad("a plain address", "failed", "has to be an https://", "http://127.0.0.1:%d/git/base.git" % scene.web.ports["plain"])


def bad_wires(scene):
    """There is something to transfer, which none of these brings."""
    scene.repo.write("more.bin", random.Random(2).randbytes(3 << 20))
    scene.repo.commit()
    scene.repo.push()
    port = scene.web.ports["good"]
    for cut in (0, 100, 2000, 5000, 100000, 1 << 20):
        wire = Wire(port, cut=cut)
        scene.bad("cut after %d bytes" % cut, "", "", scene.at(wire.port))
        wire.end()
    wire = Wire(port, silent=True)
    scene.bad("a silent server", "offline", "too slow", scene.at(wire.port), timeout="3s")
    wire.end()
    wire = Wire(port, drip=1000)
    scene.bad("a slow server", "offline", "too slow", scene.at(wire.port), timeout="4s")
    wire.end()
    scene.bad("a server that is gone", "offline", "cannot be reached", scene.at(free_port()))
    scene.bad("a name that nobody knows", "offline", "name is not known", "https://git.invalid/base.git")


def broken_pack(data):
    """One byte in the middle of the pack is another."""
    at = data.index(b"PACK") + (len(data) - data.index(b"PACK")) // 2
    return data[:at] + bytes([data[at] ^ 0xff]) + data[at + 1:]


def liars(scene):
    def only_pack(change):
        return lambda path, status, headers, data: (status, headers, change(data) if b"PACK" in data else data)

    def always(status, headers=None, data=b"x"):
        return lambda *_: (status, headers or {"Content-Type": "text/plain"}, data)

    def elsewhere(path, status, headers, data):
        return 302, {"Location": "https://127.0.0.1:%d%s" % (scene.web.ports["good"], path)}, b""

    def to_plain(path, status, headers, data):
        return 302, {"Location": "http://localhost:%d%s" % (scene.web.ports["plain"], path)}, b""

    cases = [
        ("a truncated pack", "", "", only_pack(lambda d: d[:len(d) // 2])),
        ("a pack without its end", "", "", only_pack(lambda d: d[:-30])),
        ("a broken pack", "", "", only_pack(broken_pack)),
        ("no pack", "", "", only_pack(lambda d: d[:d.index(b"PACK")])),
        ("somebody else's answer", "", "", always(200, {"Content-Type": "text/html"}, b"<html>sign in</html>")),
        ("404", "refused", "no repository for us", always(404)),
        ("403", "refused", "no repository for us", always(403)),
        ("500", "offline", "fault of its own", always(500)),
        ("401", "refused", "", always(401, {"WWW-Authenticate": 'Basic realm="x"'})),
        ("a redirect to another host", "refused", "another host", elsewhere),
        ("a redirect to a plain one", "refused", "", to_plain),
    ]
    for what, outcome, reason, change in cases:
        liar = Liar(scene.good, scene.web.ports["plain"], change)
        scene.bad(what, outcome, reason, scene.at(liar.port))
        liar.end()
    scene.bad("a password in an address that is gone", "offline", "", "https://somebody:hunter2@localhost:%d/x" % free_port(),
              secret="hunter2")


def with_passwords(scene):
    def private(user):
        return "https://%slocalhost:%d/private/base.git" % (user, scene.web.ports["good"])

    scene.bad("no password", "refused", "wants a name and a password", private(""))
    scene.bad("a wrong password", "refused", "wants a name and a password", private("somebody:wrong-one@"), secret="wrong-one")
    scene.machine.use(remote=private("somebody:hunter2@"))
    scene.repo.publish("Bash(private:*)")
    scene.tally.in_force(scene.machine, scene.repo, "private", "a push behind a password")
    rows = scene.machine.rows("sync")
    scene.tally.that("hunter2" not in str(rows) and rows[-1]["remote"] == private(""), "the password is in no row", scene.machine)


def over_ssh(scene):
    if "nologin" in pwd.getpwuid(os.geteuid()).pw_shell:
        print("no ssh: this user cannot log in")
        return
    ssh, machine, tally, repo = Ssh(scene.place), scene.machine, scene.tally, scene.repo
    url = ssh.url(repo)
    good = {"ssh_key": scene.place.path("client"), "known_hosts": ssh.known}

    repo.write("still-more.bin", random.Random(3).randbytes(1 << 20))
    repo.publish("Bash(shell:*)")

    def hosts(name, text):
        return dict(good, known_hosts=scene.place.write(name, text))

    try:
        scene.bad("no known hosts", "refused", "nobody knows the key", url, ssh_key=good["ssh_key"])
        scene.bad("an unknown host", "refused", "is not the one in", url, **hosts("nobody_known", ""))
        scene.bad("another host's key", "refused", "is not the one in", url, **hosts("other_known", ssh.line("otherkey")))
        scene.bad("a revoked key", "refused", "", url,
                  **hosts("revoked_known", ssh.line("hostkey") + ssh.line("hostkey", "@revoked ")))
        scene.bad("no key of ours", "refused", "name the file of one", url, known_hosts=ssh.known)
        scene.bad("a key that it does not know", "refused", "does not take the key", url, **dict(good, ssh_key=scene.place.path("unlisted")))
        scene.bad("a key that is none", "refused", "", url, **dict(good, ssh_key=scene.place.path("signers")))
        scene.bad("no repository there", "refused", "no repository for us", url + "x", **good)
        wire = Wire(ssh.port, silent=True)
        scene.bad("a silent sshd", "offline", "too slow", url.replace(str(ssh.port), str(wire.port)), timeout="3s", **good)
        wire.end()
        wire = Wire(ssh.port, cut=200000)
        known = hosts("wire_known", ssh.line("hostkey").replace(str(ssh.port), str(wire.port)))
        scene.bad("ssh cut", "offline", "", url.replace(str(ssh.port), str(wire.port)), **known)
        wire.end()
        machine.use(remote=url, **good)
        times = [tally.in_force(machine, repo, "shell", "the first look over ssh")]
        tally.that(machine.look() == 0 and machine.rows("sync")[-1]["outcome"] == "same", "nothing new over ssh", machine)
        repo.publish("Bash(ssh:*)")
        times.append(tally.in_force(machine, repo, "ssh", "another push over ssh"))
        tally.measured(times, "a push over ssh")
    finally:
        ssh.end()


def main():
    need("git", "ssh-keygen", "openssl")
    scene = Scene(os.path.abspath(sys.argv[1]))
    try:
        over_https(scene)
        bad_certificates(scene)
        bad_wires(scene)
        liars(scene)
        with_passwords(scene)
        over_ssh(scene)
        machine = scene.machine
        machine.use(remote=scene.web.url("good", scene.repo))
        scene.repo.publish("Bash(last:*)")
        scene.tally.in_force(machine, scene.repo, "last", "the good remote after all of this")
    finally:
        scene.web.end()
    scene.tally.end("connections")


main()
