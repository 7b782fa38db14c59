# SPDX-License-Identifier: Apache-2.0
"""A machine below a directory, with the real policyd running on it, for tests and measurements of the whole.

    with Stand(policyd) as stand:        # remote: no repository, unless one is given
        stand.start(); ... stand.rows("SELECT ..."); stand.stop()

Nothing here waits for a time to pass, but until something is so; after a minute without that the test has failed."""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

AS_ROOT = os.geteuid() == 0
OTHER = "nobody"  # who syncs and serves when we are root
PATIENCE = 60


def until(what, holds, every=0.01):
    """Waits until holds() is true, and returns that."""
    for _ in range(int(PATIENCE / every)):
        got = holds()
        if got:
            return got
        time.sleep(every)
    raise TimeoutError("it did not come about: %s" % what)


class Stand:
    def __init__(self, policyd, **settings):
        self.policyd = os.path.abspath(policyd)
        self.held = tempfile.TemporaryDirectory(prefix="pc-stand-")
        self.top = os.path.realpath(self.held.name)
        os.chmod(self.top, 0o755)
        self.root, self.state, self.run = self.path("root"), self.path("state"), self.path("run")
        self.spool = os.path.join(self.root, "var/spool/policyctl")
        self.managed = os.path.join(self.root, "etc/claude-code")
        self.shared = os.path.join(self.root, "var/lib/policyctl")
        for directory in (self.managed, self.spool, self.shared, self.state + "/staging", self.state + "/record", self.state + "/apply", self.state + "/queue", self.state + "/models", self.run):
            os.makedirs(directory, mode=0o755)
        for directory, mode in ((self.state + "/staging", 0o700), (self.state + "/record", 0o700), (self.state + "/queue", 0o700), (self.state + "/models", 0o755), (self.run, 0o755), (self.spool, 0o3733)):
            if AS_ROOT:
                shutil.chown(directory, OTHER, "nogroup")
            os.chmod(directory, mode)
        os.chmod(self.state + "/apply", 0o700)
        self.write("signers", "")
        self.settings = {"remote": self.path("no-repository"), "allowed-signers": self.path("signers"), "state": self.state, "root": self.root,
                         "run": self.run, "sweep": "1h", "interval": "1h"}
        if AS_ROOT:
            self.settings.update({"sync-user": OTHER, "serve-user": OTHER, "models-user": OTHER})
        else:
            name = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
            self.settings.update({"sync-user": name, "serve-user": name, "models-user": name})
        self.settings.update(settings)
        self.process, self.others = None, []

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is TimeoutError:
            print(self.said())
        for process in self.others:
            process.kill()
            process.wait()
        if self.process:
            self.kill()
        self.held.cleanup()

    def beside(self, *words, **more):
        """A process that ends with the stand at the latest."""
        self.others.append(subprocess.Popen(words, **more))
        return self.others[-1]

    def path(self, *names):
        return os.path.join(self.top, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        return self.path(name)

    @property
    def config(self):
        return self.write("policyd.yaml", "".join("%s: %s\n" % item for item in self.settings.items()))

    # ---- policyd -----------------------------------------------------------------------------------------------------

    def start(self):
        with open(self.path("said"), "ab") as said:
            self.process = subprocess.Popen([self.policyd, "--config", self.config], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                            start_new_session=True, cwd="/")
        # A socket of an earlier one may lie there still.
        until("policyd answers", self.answers)
        return self

    def answers(self):
        import socket
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.settimeout(5)
                asking.connect(os.path.join(self.run, "policyd.sock"))
                asking.sendall(b'{"do": "status"}\n')
                return asking.recv(1 << 20) or None
            except OSError:
                return None

    def pids(self):
        """{role: process}; the supervisor is under "policyd"."""
        found = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open("/proc/%s/cmdline" % entry, "rb") as file:
                    words = file.read().split(b"\0")
                if not words[0] or os.getsid(int(entry)) != self.process.pid:
                    continue  # ended already, or another one's
            except OSError:
                continue
            role = [w[7:].decode() for w in words if w.startswith(b"--role=")]
            found[role[0] if role else "policyd" if int(entry) == self.process.pid else "?" + entry] = int(entry)
        return found

    def is_quiet(self):
        """No look is under way."""
        return set(self.pids()) & {"apply", "serve", "policyd"} == {"apply", "serve", "policyd"} and not set(self.pids()) & {"sync", "check", "compile"}

    def kill(self, role=None):
        """SIGKILL: all of it at once, or one role."""
        if role:
            os.kill(self.pids()[role], signal.SIGKILL)
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        until("its processes have ended", lambda: not self.pids())
        self.process = None

    def stop(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    def said(self):
        with open(self.path("said"), encoding="utf-8", errors="replace") as file:
            return file.read()

    # ---- the record --------------------------------------------------------------------------------------------------

    @property
    def database(self):
        return os.path.join(self.state, "record", "policyd.db")

    def rows(self, sql, *values):
        db = sqlite3.connect("file:%s?mode=ro" % self.database, uri=True, timeout=30)
        try:
            return db.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []  # not made yet
        finally:
            db.close()

    def one(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else 0
