#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""daemon.py POLICYD POLICYCTL: policyd's audit of the machine.

Without a schedule nobody looks; without a key for fingerprints that is said; with both, a key that is planted in a home's agent settings and one
that only a process has come into the record, the status and the report as fingerprints, and stand in nothing that policyd writes or says."""
import base64
import hashlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
from stand import AS_ROOT, Stand, until  # noqa: E402

POLICYD, POLICYCTL = sys.argv[1:3]
STANDING = "SELECT code, severity, file, text FROM finding WHERE ended = 0 AND source IN ('audit', 'audit-run')"


def made_up():
    return "sk-or-" + "v1-" + hashlib.sha256(os.urandom(16)).hexdigest()


def put(path, text, mode=0o600):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as out:
        out.write(text)
    os.chmod(path, mode)


def asked(stand, what):
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(20)
        asking.connect(os.path.join(stand.run, "policyd.sock"))
        asking.sendall(json.dumps({"do": what}).encode() + b"\n")
        return asking.makefile("rb").readline()


def written(stand, home):
    """All that lies below the stand, but what was planted; and a key's forms would be seen in it."""
    for directory, _, names in os.walk(stand.top):
        if directory.startswith(home):
            continue
        for name in names:
            path = os.path.join(directory, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb") as file:
                    yield path, file.read()


def main():
    if not AS_ROOT:
        print("skipped: homes of all users are root's to see")
        sys.exit(77)
    in_home, in_process = made_up(), made_up()
    with Stand(POLICYD) as stand:
        home = os.path.join(stand.root, "home/ada")
        policy, own = (os.path.join(stand.root, "etc/policyctl", name) for name in ("audit.yaml", "audit.key"))
        put(os.path.join(stand.root, "etc/passwd"), "ada:x:%d:%d::/home/ada:/bin/sh\n" % (os.getuid(), os.getgid()), 0o644)
        put(os.path.join(home, ".claude/settings.json"), json.dumps({"env": {"OPENROUTER_API_KEY": in_home}}))
        variable = "PCTEST%d_KEY" % os.getpid()
        stand.beside("sleep", "600", env={"PATH": "/usr/bin:/bin", variable: in_process})
        stand.start()

        def again():
            os.kill(stand.process.pid, signal.SIGHUP)

        def rows(code):
            return [row for row in stand.rows(STANDING) if row[0] == code]

        assert not stand.rows(STANDING)
        put(policy, "audit: {schedule: 12h}\n", 0o644)
        again()
        until("it says that there is no key", lambda: rows("PC2571"))
        assert "no key" in rows("PC2571")[0][3], rows("PC2571")
        assert not rows("PC2570")
        # It is due again when policyd begins anew.
        assert stand.stop() == 0
        put(own, base64.b64encode(os.urandom(33)).decode() + "\n")
        stand.start()
        again()
        until("keys are found", lambda: rows("PC2570"))
        until("there is no fault any more", lambda: not rows("PC2571"))
        found = {row[2]: row for row in rows("PC2570") if "/home/ada" in row[2] or variable in row[3]}
        assert set(found) == {"/home/ada/.claude/settings.json", "process (sleep)"}, rows("PC2570")
        assert all(row[1] == "warning" and "openrouter" in row[3] and "sk-o" in row[3] for row in found.values()), found
        prints = [row[3].split("fingerprint ")[1][:32] for row in found.values()]
        assert len(set(prints)) == 2 and all(int(one, 16) for one in prints), found
        status, report = asked(stand, "status"), asked(stand, "report")
        text = subprocess.run([POLICYCTL, "status", "--config", stand.config], capture_output=True, check=False)
        assert json.loads(report)["findings"]["keys"] >= len(found), report
        for said in (status, report, text.stdout):
            assert all(one.encode() in said for one in prints), said
        for where, data in [*written(stand, home), ("status", status + report + text.stdout + text.stderr)]:
            for key in (in_home, in_process):
                for form in (key[4:].encode(), key[10:30].encode(), base64.b64encode(key.encode())[:40]):
                    assert form not in data, where
        # Nobody looks: nothing is known.
        os.unlink(policy)
        again()
        until("nothing stands", lambda: not stand.rows(STANDING))
        assert stand.stop() == 0
    print("one key in a home, one in a process, two fingerprints")


main()
