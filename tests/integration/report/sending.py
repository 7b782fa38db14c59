#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The role that sends reports, by itself: what it makes of each answer, and that nobody but the hub sees the token.
sending.py <directory of policyd> ..."""
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

from hub import TOKEN, Hub, Proxy, Tally, authority, endless, need, silent, stuck

AS_ROOT = os.geteuid() == 0
OTHER = "nobody"
KEPT = {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
OUTCOMES = ["taken", "later", "refused", "offline", "failed"]
WELL, BADLY, REFUSED, OFFLINE = 0, 1, 3, 4


class Sender:
    def __init__(self, top, programs):
        self.top, self.program = top, os.path.join(programs, "policyd-remote")
        self.queue = os.path.join(top, "state", "queue")
        self.everything = b""
        os.makedirs(self.queue)
        self.settings = {"remote": "/nonexistent", "allowed-signers": "/nonexistent", "state": os.path.join(top, "state"), "run": top,
                         "proxy": '""', "timeout": "20s", "hub-token-file": self.write("token", TOKEN + "\n", 0o600)}
        if AS_ROOT:
            self.settings.update({"sync-user": OTHER, "serve-user": OTHER})

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.top, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, mode)
        if AS_ROOT:
            shutil.chown(path, OTHER)
        return path

    def fill(self, *numbers):
        for name in os.listdir(self.queue):
            os.unlink(os.path.join(self.queue, name))
        for number in numbers:
            self.write("state/queue/%016d.json" % number, '{"seq":%d}\n' % number)

    def run(self, environment=None, **settings):
        """(exit status, [(name, outcome, milliseconds to wait, reason)]) of one run; a setting that is None is left out."""
        with open(os.path.join(self.top, "policyd.yaml"), "w", encoding="utf-8") as out:
            said = {**self.settings, **{key.replace("_", "-"): value for key, value in settings.items()}}
            out.writelines("%s: %s\n" % item for item in said.items() if item[1] is not None)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        argv = [self.program, "--role=report", "--config", out.name]

        def settle():
            high = os.dup(theirs.fileno())
            os.dup2(high, 5)

        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False,
                                 preexec_fn=settle, env={"PATH": "/usr/bin:/bin", **KEPT, **(environment or {})})
        theirs.close()
        output = child.communicate(timeout=60)[0]
        self.everything += output
        told = []
        while True:
            packet = ours.recv(1 << 17)
            if not packet:
                break
            self.everything += packet
            told.append(self.decode(packet))
        ours.close()
        return child.returncode, told

    @staticmethod
    def decode(packet):
        def number():
            nonlocal packet
            value, packet = struct.unpack("=Q", packet[:8])[0], packet[8:]
            return value

        def text():
            nonlocal packet
            size = number()
            value, packet = packet[:size].decode(), packet[size:]
            return value

        number()  # which message it is
        return (text(), OUTCOMES[number()], number(), text())


def name(number):
    return "%016d.json" % number


def answers(tally, sender, hub):
    """Each answer with two reports in the queue: what was told, and how many requests there were."""
    for what, answer, headers, status, told, reason, wait in [
            ("200", 200, {}, WELL, ["taken", "taken"], "", 0),
            ("204", 204, {}, WELL, ["taken", "taken"], "", 0),
            ("an endless answer", endless, {}, WELL, ["taken", "taken"], "", 0),
            ("301", 301, {"Location": "https://localhost/"}, OFFLINE, ["later"], "301", 0),
            ("400", 400, {}, REFUSED, ["refused"], "400", 0),
            ("401", 401, {}, REFUSED, ["refused"], "the token is not one that it knows", 0),
            ("403", 403, {}, REFUSED, ["refused"], "403", 0),
            ("404", 404, {}, REFUSED, ["refused"], "404", 0),
            ("408", 408, {}, OFFLINE, ["later"], "408", 0),
            ("413", 413, {}, REFUSED, ["refused"], "413", 0),
            ("429 with seconds", 429, {"Retry-After": "7"}, OFFLINE, ["later"], "429", 7000),
            ("500", 500, {}, OFFLINE, ["later"], "500", 0),
            ("503 with too many seconds", 503, {"Retry-After": "99999999"}, OFFLINE, ["later"], "503", 86400000),
            ("503 with nonsense", 503, {"Retry-After": "-soon"}, OFFLINE, ["later"], "503", 0)]:
        hub.answer, hub.headers, hub.got = answer, headers, []
        sender.fill(3, 10)
        code, seen = sender.run(hub=hub.url())
        tally.that(code == status and [s[1] for s in seen] == told, "%s: status %s, told %s" % (what, code, seen))
        tally.that([s[0] for s in seen] == [name(3), name(10)][:len(told)], "%s: not the oldest first: %s" % (what, seen))
        tally.that(seen and seen[0][2] == wait and reason in seen[0][3], "%s: told %s" % (what, seen))
        tally.that([json.loads(body)["seq"] for _, body, _ in hub.got] == [3, 10][:len(told)], "%s: %d requests" % (what, len(hub.got)))
        tally.that(all(headers.get("Authorization") == "Bearer " + TOKEN and headers["Content-Type"] == "application/json"
                       for headers, _, _ in hub.got), "%s: headers %s" % (what, hub.got))
        tally.that(len(os.listdir(sender.queue)) == 2, "%s: the role changed the queue" % what)
    hub.answer, hub.headers = 200, {}


def slow(tally, sender, hub):
    for what, answer, outcome in [("a silent hub", silent, "offline"), ("a hub that stops in its answer", stuck, "taken")]:
        hub.answer = answer
        sender.fill(1)
        _, seen = sender.run(hub=hub.url(), timeout="1s")
        tally.that([s[1] for s in seen] == [outcome], "%s: told %s" % (what, seen))
    hub.answer = 200


def elsewhere(tally, sender, hub, other):
    for status in (301, 302, 303, 307, 308):
        hub.answer, hub.headers = status, {"Location": other.url()}
        sender.fill(1)
        _, seen = sender.run(hub=hub.url())
        tally.that([s[1] for s in seen] == ["later"] and "elsewhere" in seen[0][3], "%d elsewhere: told %s" % (status, seen))
    hub.answer, hub.headers = 200, {}
    tally.that(not other.got, "a redirect was followed: %s" % other.got)


def connections(tally, sender, hub, stranger, plain):
    sender.fill(1)
    for what, settings, outcome, reason in [
            ("another authority's certificate", {"hub": stranger.url()}, "offline", "certificate"),
            ("a certificate for another name", {"hub": hub.url("127.0.0.1")}, "offline", "name"),
            ("an authority that is none", {"hub": hub.url(), "hub_ca_file": sender.write("none.pem", "x\n")}, "failed", ""),
            ("nobody there", {"hub": "https://localhost:1/"}, "offline", "onnect"),
            ("http to another machine", {"hub": "http://hub.invalid/"}, "failed", "https://"),
            ("a password in the address", {"hub": hub.url().replace("//", "//bob:pw-canary@")}, "failed", "hub-token-file"),
            ("no token file", {"hub": hub.url(), "hub_token_file": "/nonexistent"}, "failed", "'/nonexistent'"),
            ("no token file is named", {"hub": hub.url(), "hub_token_file": None}, "failed", "hub-token-file"),
            ("a token that all can read", {"hub": hub.url(), "hub_token_file": sender.write("open", TOKEN + "\n", 0o644)}, "failed", "chmod"),
            ("a token that others can write", {"hub": hub.url(), "hub_token_file": sender.write("open", TOKEN + "\n", 0o620)}, "failed",
             "chmod"),
            ("two tokens", {"hub": hub.url(), "hub_token_file": sender.write("two", TOKEN + "\n" + TOKEN + "\n", 0o600)}, "failed",
             "holds no token"),
            ("http to this machine", {"hub": plain.url("127.0.0.1")}, "taken", "")]:
        hub.got, stranger.got = [], []
        _, seen = sender.run(**settings)
        tally.that(len(seen) == 1 and seen[0][1] == outcome and reason in seen[0][3], "%s: told %s" % (what, seen))
        tally.that(not hub.got and not stranger.got, "%s: something was sent" % what)
    tally.that(b"pw-canary" not in sender.everything, "the password of an address was told")


def proxies(tally, sender, hub, plain):
    proxy = Proxy()
    address = "http://127.0.0.1:%d" % proxy.port
    for what, settings, environment in [("a proxy", {"proxy": address}, {}), ("the environment's", {"proxy": "auto"}, {"https_proxy": address})]:
        hub.got, proxy.heard = [], []
        _, seen = sender.run(environment, hub=hub.url(), **settings)
        tally.that([s[1] for s in seen] == ["taken"] and len(hub.got) == 1, "%s: told %s" % (what, seen))
        tally.that(len(proxy.heard) == 1 and proxy.heard[0].startswith(b"CONNECT localhost:"), "%s: heard %s" % (what, proxy.heard))
        tally.that(TOKEN.encode() not in b"".join(proxy.heard), "%s: it saw the token" % what)
    proxy.heard = []
    _, seen = sender.run({"http_proxy": address, "all_proxy": address}, hub=plain.url("127.0.0.1"), proxy="auto")
    tally.that([s[1] for s in seen] == ["taken"] and not proxy.heard, "http went through a proxy: %s" % proxy.heard)
    _, seen = sender.run({"https_proxy": address}, hub=hub.url())
    tally.that([s[1] for s in seen] == ["taken"] and not proxy.heard, "no proxy is none: %s" % proxy.heard)


def main():
    need("openssl")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="pc-report-") as top:
        top = os.path.realpath(top)
        os.chmod(top, 0o755)
        sender = Sender(top, sys.argv[1])
        ca, *identity = authority(top, "ours")
        _, *other = authority(top, "theirs")
        sender.settings["hub-ca-file"] = ca
        hub, stranger, plain = Hub(identity), Hub(other), Hub()
        answers(tally, sender, hub)
        slow(tally, sender, hub)
        elsewhere(tally, sender, hub, stranger)
        connections(tally, sender, hub, stranger, plain)
        sender.fill(1)
        proxies(tally, sender, hub, plain)
        sender.fill()
        code, seen = sender.run(hub=hub.url())
        tally.that(code == WELL and not seen, "an empty queue: told %s" % seen)
        tally.that(TOKEN.encode() not in sender.everything, "the token was told")
    tally.end("sending")


main()
