# SPDX-License-Identifier: Apache-2.0
"""A machine below a directory, on which policyd's roles keep a policy, for the tests in this directory."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

STAND, POLICYCTL = sys.argv[1:3]
AS_ROOT = os.geteuid() == 0
OURS = "managed-settings.d/zz-policyd.json"
POLICY = '{"permissions":{"deny":["Bash(curl:*)"]}}'
PATIENCE = 90  # seconds, for states that come by themselves


with open("/proc/self/setgroups", encoding="utf-8") as may:
    if AS_ROOT and may.read().strip() == "deny":
        print("skipped: root of a user namespace that may not set groups cannot start policyd's roles")
        sys.exit(77)


def wait_for(what, ready):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = ready()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError("never: " + what)


class Machine:
    def __init__(self, more=""):
        self.held = tempfile.TemporaryDirectory(prefix="pc-drift-")
        self.top = os.path.realpath(self.held.name)
        os.chmod(self.top, 0o755)
        user = "root" if AS_ROOT else os.environ.get("USER") or str(os.geteuid())
        for name in ("root/etc/claude-code", "root/etc/policyd", "root/home/ann/.claude", "root/usr/local/bin",
                     "root/srv", "state/record", "state/spool", "state/queue", "state/apply", "run"):
            os.makedirs(self.path(name))
        os.chmod(self.path("state/apply"), 0o700)
        self.write("root/etc/passwd", "ann:x:%d:%d::/home/ann:/bin/sh\n" % (os.geteuid() or 4711, os.getegid() or 4711))
        self.write("root/etc/policyd/allowed_signers", "")
        self.write("config.yaml", """remote: /srv/policy.git
allowed-signers: /etc/policyd/allowed_signers
state: %s
run: %s
sync-user: %s
serve-user: %s
sweep: 1s
%s""" % (self.path("state"), self.path("run"), user, user, more))
        self.write("policy.json", POLICY)
        self.stand = None
        self.seen = {}  # rows of drift that were looked at, and how often they counted

    def path(self, *names):
        return os.path.join(self.top, *names)

    def place(self, *names):
        return self.path("root/etc/claude-code", *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def up(self):
        self.stand = subprocess.Popen([STAND, self.path("config.yaml"), self.path("root")], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=open(self.path("talk"), "a"), text=True)
        wait_for("a socket", lambda: os.path.exists(self.path("run/policyd.sock")))

    def put(self, text=POLICY):
        self.write("policy.json", text)
        self.stand.stdin.write("put %s 1111 ann 1790000000 0\n" % self.path("policy.json"))
        self.stand.stdin.flush()
        said = self.stand.stdout.readline()
        assert said.startswith("generation "), said

    def down(self):
        self.stand.stdin.close()
        self.stand.wait()
        os.remove(self.path("run/policyd.sock"))

    def close(self):
        if self.stand and self.stand.poll() is None:
            self.down()
        self.held.cleanup()

    def status(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self.path("run/policyd.sock"))
            line.sendall(b'{"do":"status"}\n')
            return json.loads(line.makefile().readline())

    def findings(self, code):
        return [row for row in self.log("finding") if row["code"] == code]

    def standing(self, code):
        return [row for row in self.findings(code) if not row["ended"]]

    def log(self, kind):
        said = subprocess.run([POLICYCTL, "log", "--state", self.path("state"), "--kind", kind, "--format", "json",
                               "--limit", "0"], stdout=subprocess.PIPE, check=True)
        return sorted((json.loads(line) for line in said.stdout.splitlines()), key=lambda row: row.get("seq", 0))

    def news(self):
        """Rows that were added, or counted once more."""
        return [row for row in self.log("drift") if row["times"] > self.seen.get(row["seq"], 0)]

    def new_rows(self, n):
        """The next n rows; there may be no more."""
        rows = wait_for("%d rows" % n, lambda: len(self.news()) >= n and self.news())
        assert len(rows) == n, rows
        for row in rows:
            assert row["times"] == self.seen.get(row["seq"], 0) + 1, row
            self.seen[row["seq"]] = row["times"]
        return rows

    def reasons(self):
        said = subprocess.run([POLICYCTL, "status", "--root", self.path("root"), "--state", self.path("state"),
                               "--socket", self.path("run/policyd.sock"), "--format", "json"],
                              stdout=subprocess.PIPE, check=False)
        return {row["id"]: row["text"] for row in json.loads(said.stdout)["reasons"]}

    def holds(self):
        """The policy lies there as it should."""
        path = self.place(OURS)
        with contextlib.suppress(OSError):
            with open(path, encoding="utf-8") as file:
                now = os.lstat(path)
                return file.read() == POLICY and not os.path.islink(path) and now.st_mode & 0o777 == 0o644 \
                    and now.st_uid == os.geteuid() and os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o755
        return False


@contextlib.contextmanager
def somebody(deed):
    """A process that does it, and stays to be looked at; its number."""
    child = os.fork()
    if child == 0:
        deed()
        signal.pause()
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
