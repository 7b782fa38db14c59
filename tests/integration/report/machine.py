#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""All of policyd with a hub that comes and goes: a machine's reports are told, kept, sent later, and hold no secrets.
machine.py <directory of policyd> <record_seed>"""
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

from hub import TOKEN, Hub, Tally, authority, need, silent

# The machine and its repository are those of the tests of sync; that file has this one's name.
spec = importlib.util.spec_from_file_location("sync_machine", os.path.join(os.path.dirname(__file__), "..", "sync", "machine.py"))
sync = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sync)

CANARY = "canary9Zq"
SENDER = "daemon"  # who syncs and sends when we are root; a user and a group of each system
PATIENCE = 30


def until(what, predicate):
    """What predicate says when it is something; it is waited for, as long as a slow machine may take."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = predicate()
        if value:
            return value
        time.sleep(0.01)
    sys.exit("WRONG: %s: not within %d s" % (what, PATIENCE))


class Policyd:
    def __init__(self, machine, programs):
        self.machine, self.programs = machine, programs
        self.config = os.path.join(machine.top, "policyd.yaml")
        self.output = os.path.join(machine.top, "output")
        self.process = None

    def start(self):
        with open(self.config, "w", encoding="utf-8") as out:
            out.writelines("%s: %s\n" % item for item in self.machine.settings.items())
        with open(self.output, "ab") as output:
            self.process = subprocess.Popen([os.path.join(self.programs, "policyd"), "--config", self.config], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=subprocess.STDOUT, umask=0o077)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def ask(self, what):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE)
            try:
                s.connect(os.path.join(self.machine.top, "run", "policyd.sock"))
            except OSError:
                return {}
            s.sendall(json.dumps({"do": what}).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                more = s.recv(65536)
                if not more:
                    break
                answer += more
        return json.loads(answer or "{}")

    def report(self):
        return self.ask("status").get("report") or {}

    def send(self):
        """Asks for a report, and waits for what becomes of that."""
        before = self.report().get("tried")
        if self.ask("send") != {"done": "asked for"}:
            sys.exit("WRONG: policyd does not want to send")
        return until("an attempt to send", lambda: (lambda r: r.get("tried") != before and r)(self.report()))

    def policyctl(self, *argv):
        return subprocess.run([os.path.join(self.programs, "policyctl"), *argv, "--config", self.config], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=PATIENCE)

    def log(self):
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return file.read()

    def processes(self):
        """What anybody can see of policyd's processes: their words."""
        seen = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid, "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if self.config.encode() in words:
                seen[pid] = words
        return seen


def seed(machine, tool):
    """Rows with what nobody should keep, and everybody does."""
    now = int(time.time() * 1000)
    spool = machine.place.path("seeds")
    own = os.path.join(spool, str(os.geteuid()))
    os.makedirs(own, 0o700)
    rows = [
        {"table": "drift", "at": now, "last": now, "times": 1, "change": "drift", "mended": 1, "kind": "changed", "by": "vi (4)",
         "path": "/etc/claude-code/managed-settings.d/token=%s.json" % CANARY, "diff": "+ the contents: %s" % CANARY},
        {"table": "drift", "at": now, "last": now, "times": 1, "change": "drift", "mended": 0, "kind": "changed", "path": "/x",
         "by": "curl https://bob:%s@example.com/" % CANARY},
        {"table": "finding", "at": now, "last": now, "times": 1, "code": "PC9999", "severity": "error", "source": "test", "file": "/x",
         "text": "sk-ant-" + "api03-%sAbCdEfGh12345678" % CANARY},
        {"spool": spool},
    ]
    with open(os.path.join(own, "decisions.jsonl"), "w", encoding="utf-8") as out:
        for i, (verdict, rule) in enumerate([("deny", "Bash(curl -H Authorization: Bearer %s)" % CANARY), ("deny", "Bash(rm:*)"),
                                             ("deny", "Bash(rm:*)"), ("allow", "Read(//x/**)"), ("ask", "")]):
            line = {"id": "018f3c2e-9a4b-7cde-8f01-00000000000%d" % i, "time": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
                    "agent": "claude", "session": "s", "event": "PreToolUse", "tool": "Bash", "verdict": verdict, "by": "rule",
                    "policy": "", "cwd": "/home", "sha256": "", "us": 5}
            out.write(json.dumps({**line, **({"rule": rule} if rule else {})}) + "\n")
    record = os.path.join(machine.state, "record")
    subprocess.run([tool, os.path.join(record, "policyd.db")], input="\n".join(json.dumps(r) for r in rows).encode(), check=True)
    for name in os.listdir(record):
        if sync.AS_ROOT:
            shutil.chown(os.path.join(record, name), sync.OTHER)


def install(machine):
    """A client, and the users of the machine, of whom there are none."""
    for directory in ("usr/bin", "etc"):
        os.makedirs(os.path.join(machine.root, directory), exist_ok=True)
    with open(os.path.join(machine.root, "etc/passwd"), "w", encoding="utf-8"):
        pass
    with open(os.path.join(machine.root, "etc/os-release"), "w", encoding="utf-8") as out:
        out.write('ID=test\nPRETTY_NAME="Test OS 7"\n')
    client = os.path.join(machine.root, "usr/bin/claude")
    with open(client, "w", encoding="utf-8") as out:
        out.write("#!/bin/sh\necho '2.1.300 (Claude Code)'\n")
    os.chmod(client, 0o755)


def first(tally, policyd, hub, commit):
    """What happens is told without being asked for; what a report says."""
    until("a policy in force", lambda: policyd.ask("status").get("generation"))
    headers, body, path = until("a report for what happened", lambda: hub.got)[0]
    report = json.loads(body)
    tally.that(headers.get("Authorization") == "Bearer " + TOKEN and path == "/report", "headers: %s" % headers)
    machine, policy, survey = report["machine"], report["policy"], report["survey"]
    tally.that(report["schema"] == 1 and report["seq"] == 1 and report["dropped"] == 0, "the beginning: %s" % report)
    tally.that(re.fullmatch("[0-9a-f]{32}", machine["id"]) and machine["hostname"] == os.uname().nodename and machine["os"] == "linux"
               and machine["os_version"] == "Test OS 7" and machine["arch"] == os.uname().machine and machine["policyctl"],
               "the machine: %s" % machine)
    tally.that(policy["commit"] == commit and policy["generation"] == 1 and policy["signer"] == "signer@example.com", "policy: %s" % policy)
    tally.that(survey["document"]["digest"] == policy["digest"] and report["in_force"] is True and not report["reasons"]["items"],
               "in force: %s" % report)
    tally.that(report["sync"]["outcome"] in ("new", "same") and report["sync"]["commit"] == commit and "outcome" not in report["pending"],
               "sync: %s" % report)
    clients = [c for c in survey["clients"]["items"] if c["path"] == "/usr/bin/claude"]
    tally.that(clients and clients[0].get("version") == "2.1.300", "clients: %s" % survey["clients"])
    decisions = report["decisions"]
    tally.that([decisions[k] for k in ("allow", "ask", "deny", "other")] == [1, 1, 3, 0], "decisions: %s" % decisions)
    tally.that(decisions["rules"]["items"][0] == {"rule": "Bash(rm:*)", "verdict": "deny", "count": 2}, "rules: %s" % decisions)
    tally.that(report["drift"]["count"] >= 2 and report["drift"]["unmended"] >= 1, "drift: %s" % report["drift"])
    tally.that(report["findings"]["errors"] >= 1, "findings: %s" % report["findings"])
    return report


def shown(tally, policyd, hub, before):
    """report --show is what is sent, but for the time."""
    done = policyd.policyctl("report", "--show", "--format", "json")
    tally.that(done.returncode == 0, "report --show: %s" % done)
    show = json.loads(done.stdout)
    hub.got = []
    policyd.send()
    until("the report that was shown", lambda: hub.got)
    sent = json.loads(hub.got[0][1])
    tally.that(show["seq"] == sent["seq"] == before["seq"] + 1, "numbers: %s %s" % (show["seq"], sent["seq"]))
    tally.that(sent["since"] == before["at"] and sent["decisions"]["deny"] == 0, "counted again: %s" % sent)
    tally.that(sent["machine"] == before["machine"], "another machine: %s" % sent["machine"])
    for report in (show, sent):
        for key in ("at", "survey", "sync"):
            del report[key]
    tally.that(show == sent, "shown %s\n   sent %s" % (show, sent))


def offline(tally, policyd, hub):
    """Kept while nobody answers, sent when somebody does, each one once and in order."""
    hub.close()
    hub.got = []
    for queued in (1, 2):
        seen = policyd.send()
        tally.that(seen["outcome"] == "offline" and seen["queued"] == queued and seen["failed"] == 1, "off: %s" % seen)
    wait = seen["next_attempt"] - time.time() * 1000
    tally.that(0 < wait <= 3600 * 1000 * 1.1, "the next attempt is in %d ms" % wait)
    hub.open()
    policyd.send()
    until("an empty queue", lambda: policyd.report().get("queued") == 0)
    numbers = [json.loads(body)["seq"] for _, body, _ in hub.got]
    tally.that(numbers == list(range(numbers[0], numbers[0] + 3)), "not each once, in order: %s" % numbers)
    tally.that(policyd.log().count("a report was not taken: the hub cannot be reached") == 1, "offline was not told once")


def unwilling(tally, policyd, hub):
    hub.answer, hub.headers = 503, {"Retry-After": "7200"}
    seen = policyd.send()
    wait = seen["next_attempt"] / 1000 - time.time()
    tally.that(seen["outcome"] == "later" and seen["queued"] == 1 and wait > 7190, "503: %s, in %d s" % (seen, wait))
    hub.answer, hub.headers = 429, {}
    seen = policyd.send()
    wait = seen["next_attempt"] / 1000 - time.time()
    tally.that(seen["outcome"] == "later" and seen["queued"] == 2 and 5 < wait < 20, "429: %s, in %d s" % (seen, wait))
    hub.answer = 401
    seen = [policyd.send() for _ in range(2)][-1]
    tally.that(seen["outcome"] == "refused" and seen["rejected"] == 2 and seen["failed"] == 0 and seen["next_attempt"] == 0, "401: %s" % seen)
    rows = [r for r in policyd.machine.rows("sync") if r["outcome"] == "report refused"]
    tally.that(len(rows) == 1 and rows[0]["times"] == 2 and policyd.log().count("answered 401") == 1, "401 was not told once: %s" % rows)
    hub.answer, hub.got = 200, []
    policyd.send()
    until("an empty queue", lambda: policyd.report().get("queued") == 0)
    tally.that(json.loads(hub.got[-1][1])["rejected"] == 2, "what was rejected is not counted: %s" % hub.got[-1][1])


def tamper(tally, policyd):
    """What somebody writes into the document is in the record, but for the secrets in it."""
    for directory, _, files in os.walk(policyd.machine.root):
        for name in files:
            if name == "zz-policyd.json":
                with open(os.path.join(directory, name), "w", encoding="utf-8") as out:
                    out.write('{"env":{"API_TOKEN":"%s","SHOWN":"plain4711"}}\n' % CANARY)
    rows = until("a record of that", lambda: [r for r in policyd.machine.rows("drift") if "plain4711" in r["diff"]])
    tally.that("[redacted]" in rows[0]["diff"] and CANARY not in str(rows), "the record keeps a secret: %s" % rows)


def confined(pid, tell=False):
    """No new privileges, a filter of system calls, no capabilities; and as root another user."""
    with open("/proc/%s/status" % pid, encoding="utf-8") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    if tell:
        return status
    return status["NoNewPrivs"] == "1" and status["Seccomp"] == "2" and int(status["CapEff"], 16) == 0 and not status["Uid"].startswith("0\t")


def slow(tally, policyd, hub):
    """Nobody waits for a hub that is slow; and while it is, nobody sees the token."""
    hub.answer, hub.got = silent, []
    before = policyd.report()["tried"]
    policyd.ask("send")
    until("a request", lambda: hub.got)
    tally.that("generation" in policyd.ask("status") and policyd.report()["tried"] == before, "policyd waited for the hub")
    words = policyd.processes()
    tally.that(any(b"--role=report" in w for w in words.values()), "no role sends: %s" % words)
    tally.that(TOKEN.encode() not in b"".join(words.values()), "the token is among the words of a process")
    sender = [pid for pid, w in words.items() if b"--role=report" in w][0]
    tally.that(confined(sender), "who sends may do more than that: %s" % confined(sender, True))
    until("the end of its patience", lambda: policyd.report()["tried"] != before)
    tally.that(policyd.report()["outcome"] == "offline", "a slow hub: %s" % policyd.report())
    hub.answer = 200


def secrets(tally, policyd, hub, bodies):
    """The token is nowhere; what looks like a secret is in no report."""
    for directory, _, files in os.walk(policyd.machine.top):
        for name in files:
            path = os.path.join(directory, name)
            if name == "token" or not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                bytes_ = file.read()
            tally.that(TOKEN.encode() not in bytes_, "the token is in %s" % path)
            if os.path.basename(directory) in ("queue", "rejected"):
                tally.that(CANARY.encode() not in bytes_, "a secret is in %s" % path)
    sent = b"".join(bodies + [body for _, body, _ in hub.got])
    tally.that(CANARY.encode() not in sent, "a secret was sent")
    tally.that(b"[redacted]" in sent and b"the contents" not in sent, "paths, and no contents")


def alone(tally, policyd):
    """Without policyd, from the record; which is said."""
    done = policyd.policyctl("report", "--show", "--format", "json")
    report = json.loads(done.stdout or b"{}")
    tally.that(done.returncode == 0 and b"policyd does not answer" in done.stderr, "alone: %s" % done)
    tally.that(report.get("in_force") is True and report["machine"]["os_version"] == "Test OS 7", "alone: %s" % report)
    tally.that(policyd.policyctl("report", "--send").returncode == 70, "sending without policyd")


def main():
    need("openssl", "git", "ssh-keygen")
    programs, tool = sys.argv[1:3]
    tally, place = Tally(), sync.Place()
    repo = sync.Repo(place, "policy")
    commit = repo.publish("Bash(rm:*)")
    machine = sync.Machine(place, "m", programs, repo.bare)
    queue = os.path.join(machine.state, "queue")
    os.mkdir(queue, 0o700)
    token = os.path.join(machine.top, "token")
    with open(token, "w", encoding="utf-8") as out:
        out.write(TOKEN + "\n")
    os.chmod(token, 0o600)
    if sync.AS_ROOT:  # as packages lay it out: two users, who share a group
        machine.use(sync_user=SENDER)
        shutil.chown(os.path.join(machine.state, "staging"), SENDER)
        shutil.chown(queue, sync.OTHER, SENDER)
        os.chmod(queue, 0o2750)
        shutil.chown(token, "root", SENDER)
        os.chmod(token, 0o640)
    ca, *identity = authority(place.top, "hub")
    hub = Hub(identity)
    machine.use(hub=hub.url(), hub_token_file=token, hub_ca_file=ca, report_interval="1h", timeout="3s")
    install(machine)
    seed(machine, tool)
    policyd = Policyd(machine, programs)
    policyd.start()
    try:
        report = first(tally, policyd, hub, commit)
        bodies = [body for _, body, _ in hub.got]
        shown(tally, policyd, hub, report)
        offline(tally, policyd, hub)
        unwilling(tally, policyd, hub)
        tamper(tally, policyd)
        slow(tally, policyd, hub)
        secrets(tally, policyd, hub, bodies)
    finally:
        policyd.stop()
    alone(tally, policyd)
    if tally.wrong:
        print(policyd.log())
    tally.end("machine")


main()
