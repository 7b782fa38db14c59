#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policyd over some time: it looks again by itself and when told to, starts again what ended, tells the service manager of work and
of nothing else, drops who asks nothing, and ends also when a role does not.  lives.py POLICYD"""
import json
import os
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sync"))
from machine import Machine, Place, Repo, Tally, need  # noqa: E402

PATIENCE = 90  # s; only a defect waits for it


def wait_for(what, holds):
    """The first answer that is true; waits for a state and not for a time."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = holds()
        if answer:
            return answer
        if time.monotonic() > end:
            sys.exit("waited in vain: %s" % what)
        time.sleep(0.05)


class Policyd:
    def __init__(self, machine, place):
        self.machine, self.manager = machine, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(place.path("notify"))
        os.chmod(place.path("notify"), 0o777)
        self.manager.settimeout(PATIENCE)
        self.socket = os.path.join(machine.settings["run"], "policyd.sock")
        env = dict(os.environ, NOTIFY_SOCKET=place.path("notify"), WATCHDOG_USEC="2000000")
        with open(place.path("talk"), "wb") as talk:
            self.process = subprocess.Popen([machine.policyd, "--config", machine.configure()], stdin=subprocess.DEVNULL, stdout=talk,
                                            stderr=talk, env=env)

    def hear(self, wanted):
        while wanted not in self.manager.recv(4096).decode().splitlines():
            pass

    def pings_in(self, seconds):
        """How often it says that work is done."""
        end, n = time.monotonic() + seconds, 0
        while True:
            self.manager.settimeout(max(end - time.monotonic(), 0.01))
            try:
                n += self.manager.recv(4096).decode().splitlines().count("WATCHDOG=1")
            except socket.timeout:
                break
        self.manager.settimeout(PATIENCE)
        return n

    def role(self, name):
        """Its process, or None."""
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid), encoding="ascii") as file:
            for pid in file.read().split():
                try:
                    with open("/proc/%s/cmdline" % pid, "rb") as words:
                        if b"--role=" + name.encode() in words.read().split(b"\0"):
                            return int(pid)
                except OSError:
                    pass
        return None

    def ask(self, line):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE)
            s.connect(self.socket)
            s.sendall(line)
            data = b""
            while True:
                more = s.recv(65536)
                if not more:
                    return data
                data += more

    def looks(self):
        return sum(r["times"] for r in self.machine.rows("sync") if r["remote"])


def looks_again(tally, policyd, repo):
    wait_for("the first policy", lambda: "first" in policyd.machine.document())
    before = policyd.looks()
    wait_for("a look by itself", lambda: policyd.looks() > before)
    repo.publish("Bash(second:*)")
    policyd.process.send_signal(signal.SIGHUP)
    wait_for("a look when told to", lambda: "second" in policyd.machine.document())
    repo.publish("Bash(third:*)")
    answer = json.loads(policyd.ask(b'{"do":"sync"}\n'))
    tally.that("done" in answer, "a look that is asked for: %s" % answer)
    wait_for("a look that is asked for", lambda: "third" in policyd.machine.document())


def starts_again(tally, policyd):
    for name in ("apply", "serve"):
        old = policyd.role(name)
        os.kill(old, signal.SIGKILL)
        new = wait_for("another " + name, lambda n=name, o=old: policyd.role(n) not in (None, o) and policyd.role(n))
        tally.that(new != old, "%s has started again" % name)
    wait_for("an answer", lambda: os.path.exists(policyd.socket))
    wait_for("the record is there", lambda: b'"generation"' in ask_or_nothing(policyd))
    path = os.path.join(policyd.machine.root, "etc/claude-code/managed-settings.d/zz-policyd.json")
    os.unlink(path)
    wait_for("a repair by the new apply", lambda: os.path.exists(path))


def ask_or_nothing(policyd):
    try:
        return policyd.ask(b'{"do":"status"}\n')
    except OSError:
        return b""


def watches(tally, policyd):
    policyd.hear("WATCHDOG=1")
    serve = policyd.role("serve")
    os.kill(serve, signal.SIGSTOP)
    policyd.pings_in(0)  # those of the time before
    # What was done before may still be told.
    n = policyd.pings_in(5)
    tally.that(n <= 1, "no work, and the manager is told of some: %d times" % n)
    os.kill(serve, signal.SIGCONT)
    policyd.hear("WATCHDOG=1")
    tally.right += 1


def drops_the_silent(tally, policyd):
    """More than have room; whoever asks is answered when they are gone."""
    silent = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for s in silent:
        s.connect(policyd.socket)  # before it has a timeout: with one, a full queue is a failure
        s.settimeout(PATIENCE)
    silent[0].sendall(b'{"do":')
    ends = []
    for s in silent:
        try:
            ends.append(s.recv(1))
        except ConnectionResetError:
            ends.append(b"")
        s.close()
    tally.that(ends == [b""] * 20, "somebody who asked nothing got %s" % ends)
    tally.that(b'"generation"' in policyd.ask(b'{"do":"status"}\n'), "an answer after them")


def ends(tally, policyd):
    """A role that does not hear is not waited for."""
    apply, serve = policyd.role("apply"), policyd.role("serve")
    os.kill(apply, signal.SIGSTOP)
    policyd.process.send_signal(signal.SIGTERM)
    policyd.hear("STOPPING=1")
    tally.that(policyd.process.wait(PATIENCE) == 0, "it ends")
    tally.that(not os.path.exists("/proc/%d" % apply) and not os.path.exists("/proc/%d" % serve), "its roles are gone")


def main():
    need("git", "ssh-keygen")
    place, tally = Place(), Tally()
    repo = Repo(place, "good")
    repo.publish("Bash(first:*)")
    machine = Machine(place, "machine", os.path.abspath(sys.argv[1]), repo.bare, interval="10s", sweep="1s")
    policyd = Policyd(machine, place)
    try:
        policyd.hear("READY=1")
        looks_again(tally, policyd, repo)
        starts_again(tally, policyd)
        watches(tally, policyd)
        drops_the_silent(tally, policyd)
        ends(tally, policyd)
    finally:
        policyd.process.kill()
        policyd.process.wait()
        with open(place.path("talk"), encoding="utf-8", errors="replace") as talk:
            print(talk.read(), end="")
    tally.end("a life of policyd")


main()
