#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which machine gets what, and when: targets.py POLICYD POLICYCTL

One look of policyd after the other.  No soak is waited for: what policyd remembers of when it saw a commit is moved into the past."""
import json
import os
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from machine import Machine, Place, Repo, Tally, need  # noqa: E402

RINGS = """groups:
  canaries: {label: canary}
rings:
- {name: canary, groups: canaries, soak: 2h}
- {name: rest}
"""


def outcome(machine):
    return machine.rows("sync")[-1]


def age(machine, seconds):
    """Whatever was seen, was seen that much earlier."""
    path = os.path.join(machine.state, "staging", "seen")
    with open(path, encoding="utf-8") as file:
        lines = [line.split() for line in file]
    with open(path, "w", encoding="utf-8") as out:
        for commit, after, at in lines:
            out.write("%s %d %d\n" % (commit, max(0, int(after) - seconds), int(at) - seconds))


def date(repo, seconds):
    """Commits from now on say that they were made that long ago."""
    when = "@%d +0000" % (int(repo.place.began) - seconds)
    os.environ["GIT_COMMITTER_DATE"] = os.environ["GIT_AUTHOR_DATE"] = when


def files(repo, **named):
    for name, text in named.items():
        repo.write("managed-settings.d/%s.json" % name.replace("_", "-"), text)


def deny(*rules):
    return json.dumps({"permissions": {"deny": list(rules)}}) + "\n"


def fragments(tally, place, policyd):
    repo = Repo(place, "fragments")
    files(repo, **{"10_all": deny("Bash(all:*)"), "20_data": deny("Bash(data:*)"), "30_new": deny("Bash(new:*)")})
    repo.write("targets.yaml", "groups:\n  data: {label: data}\nfragments:\n  20-data.json: {groups: data}\n  30-new.json: {mode: monitor}\n")
    repo.commit()
    repo.push()
    machine = Machine(place, "m-fragments", policyd, repo.bare, labels=place.write("labels", "# none\n"))
    tally.in_force(machine, repo, "all", "a policy in parts")
    tally.that("data" not in machine.document() and "new" not in machine.document(), "what is for others, or monitored, is not enforced", machine)
    place.write("labels", "laptop data # both\n")
    tally.in_force(machine, repo, "data", "the same commit after the label file changed")
    repo.write("targets.yaml", "groups:\n  data: {label: data}\nfragments:\n  20-data.json: {groups: data}\n")
    repo.commit()
    repo.push()
    tally.in_force(machine, repo, "new", "a fragment that is not only monitored any more")
    number = machine.rows("generation")[-1]["number"]
    tally.that(machine.look() == 0 and machine.rows("generation")[-1]["number"] == number, "a look at the same puts nothing in force", machine)
    repo.write("targets.yaml", "fragments:\n  99-none.json: {}\n")
    repo.commit()
    repo.push()
    tally.changes_nothing(machine, "targets with a fragment that is not there", "refused", "targets.yaml:2:3: PC2304")


def rings(tally, place, policyd):
    repo = Repo(place, "rings")
    repo.write("targets.yaml", RINGS)
    repo.publish("Bash(one:*)")
    late = Machine(place, "m-late", policyd, repo.bare)
    canary = Machine(place, "m-canary", policyd, repo.bare, labels=place.write("canary", "canary\n"))
    tally.in_force(late, repo, "one", "a machine without any policy waits for no ring")
    tally.in_force(canary, repo, "one", "a canary")
    age(late, 86400)
    # Signed long ago and published now: it soaks from now on.
    date(repo, 7 * 86400)
    two = repo.publish("Bash(two:*)")
    tally.in_force(canary, repo, "two", "a canary gets it at once")
    tally.that(late.look() == 0 and "one" in late.document(), "the others wait", late)
    tally.that(outcome(late)["outcome"] == "waiting" and "ring 'rest' gets it at" in outcome(late)["reason"], "and say for what", late)
    repo.deny("Bash(three:*)")
    repo.commit()
    repo.push()
    late.look()
    tally.that("one" in late.document(), "also when more was published meanwhile", late)
    path = os.path.join(late.state, "staging", "seen")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    with open(path, "w", encoding="utf-8") as out:
        for line in lines:
            commit, after, at = line.split()
            out.write("%s %d %d\n" % (commit, int(after) - 7200 * (commit == two), int(at) - 7200 * (commit == two)))
    late.look()
    tally.that("two" in late.document() and "three" not in late.document(), "the one that has soaked is due, and not the head", late)
    tally.that(late.rows("generation")[-1]["commit_id"] == two and outcome(late)["outcome"] == "waiting", "as that commit", late)
    age(late, 7200)
    tally.in_force(late, repo, "three", "the head, when it has soaked")
    del os.environ["GIT_COMMITTER_DATE"], os.environ["GIT_AUTHOR_DATE"]


def halt(tally, place, policyd):
    repo = Repo(place, "halt")
    repo.publish("Bash(one:*)")
    machine = Machine(place, "m-halt", policyd, repo.bare)
    tally.in_force(machine, repo, "one", "before a halt")
    bad = repo.publish("Bash(bad:*)")
    repo.git("-c", "user.signingKey=" + place.path("stranger.pub"), "tag", "-s", "-m", "stop", "halt/" + bad)
    repo.push("halt/" + bad)
    tally.in_force(machine, repo, "bad", "a halt by a stranger is none")
    bad = repo.publish("Bash(worse:*)")
    repo.git("tag", "-s", "-m", "stop", "halt/" + bad)
    repo.push("halt/" + bad)
    tally.that(machine.look() == 0 and "bad" in machine.document(), "a halted commit does not get in force", machine)
    tally.that("halted by signer@example.com" in outcome(machine)["reason"], "and who halted it is said", machine)
    repo.publish("Bash(mended:*)")
    tally.in_force(machine, repo, "mended", "what comes after a halted commit")
    halted = repo.publish("Bash(again:*)")
    repo.git("tag", "-s", "-m", "stop", "halt/" + halted)
    repo.push("halt/" + halted)
    machine.look()
    repo.push(":refs/tags/halt/" + halted)
    tally.in_force(machine, repo, "again", "a halt that was taken back")


def brakes(tally, place, policyd):
    repo = Repo(place, "brakes")
    repo.publish("Bash(one:*)")
    machine = Machine(place, "m-brakes", policyd, repo.bare)
    tally.in_force(machine, repo, "one", "before a pause")
    repo.write("targets.yaml", "pause: [{owner: ann, reason: freeze, until: 2999-01-01}]\n")
    repo.publish("Bash(two:*)")
    tally.that(machine.look() == 0 and "one" in machine.document() and "paused by ann" in outcome(machine)["reason"], "a pause", machine)
    repo.write("targets.yaml", "pause: [{owner: ann, reason: freeze, until: 2020-01-01}]\n")
    repo.publish("Bash(three:*)")
    tally.in_force(machine, repo, "three", "a pause that is over")
    repo.write("targets.yaml", "kill: [{what: agents, owner: eve, reason: incident 7, until: 2999-01-01}]\n")
    repo.publish("Bash(four:*)")
    tally.that(machine.look() == 1 and json.loads(machine.document())["permissions"]["deny"] == ["Bash(four:*)", "*"], "agents are stopped", machine)
    tally.that(outcome(machine)["outcome"] == "killed" and "incident 7" in outcome(machine)["reason"], "loudly", machine)
    number = machine.rows("generation")[-1]["number"]
    tally.that(machine.look() == 1 and machine.rows("generation")[-1]["number"] == number, "and once", machine)
    repo.write("targets.yaml", "kill: [{what: policy, owner: eve, reason: incident 8, until: 2999-01-01}]\n")
    repo.write("managed-settings.d/30-broken.json", '{"permissions":\n')
    repo.commit()
    repo.push()
    tally.that(machine.look() == 1 and "permissions" not in machine.document() and "incident 8" in machine.document(),
               "the policy is lifted, even where it is broken", machine)
    repo.git("rm", "-q", "targets.yaml", "managed-settings.d/30-broken.json")
    repo.publish("Bash(five:*)")
    tally.in_force(machine, repo, "five", "after a kill switch")


def overrides(tally, place, policyd):
    repo = Repo(place, "overrides")
    files(repo, **{"10_all": deny("Bash(all:*)"), "20_data": deny("Bash(data:*)")})
    machine = Machine(place, "m-overrides", policyd, repo.bare)
    with open(os.path.join(machine.root, "etc", "hostname"), "w", encoding="utf-8") as out:
        out.write("lap-ann.example.com\n")
    override = "machines: lap-*\nskip: 20-data.json\nowner: ann\nreason: she tests it\nexpires: %s\n"
    soon = subprocess.run(["date", "-u", "-d", "+20 days", "+%F"], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    repo.write("overrides/ann.yaml", override % soon)
    repo.commit()
    repo.push()
    tally.in_force(machine, repo, "all", "with an override")
    tally.that("data" not in machine.document(), "the fragment is skipped", machine)
    repo.write("overrides/ann.yaml", override % "2026-01-01")
    repo.commit()
    repo.push()
    tally.in_force(machine, repo, "data", "an override that is over")
    repo.write("overrides/ann.yaml", override % "2999-01-01")
    repo.commit()
    repo.push()
    tally.changes_nothing(machine, "an override without end", "refused", "overrides/ann.yaml:1:1: PC2308")


class Daemon:
    """policyd as it runs, and policyctl beside it."""

    def __init__(self, machine, policyctl):
        self.machine, self.policyctl = machine, policyctl
        machine.use(interval="30d")
        self.config = machine.configure()
        self.talk = os.path.join(machine.top, "talk")
        with open(self.talk, "ab") as talk:
            self.process = subprocess.Popen([machine.policyd, "--config", self.config], stdin=subprocess.DEVNULL, stdout=talk, stderr=talk)
        for _ in range(200):
            if self.ctl("status", "--no-clients") != 70 and "does not answer" not in machine.said:
                break
            time.sleep(0.05)
        self.sync()

    def ctl(self, *words):
        done = subprocess.run([self.policyctl, words[0], "--config", self.config, *words[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        self.machine.said = done.stdout.decode(errors="replace")
        with open(self.talk, encoding="utf-8", errors="replace") as talk:
            print("".join(line for line in talk if "rror" in line), end="")
        return done.returncode

    def ask(self, what):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s, s.makefile("rb") as answer:
            s.connect(os.path.join(self.machine.top, "run", "policyd.sock"))
            s.sendall(json.dumps({"do": what}).encode() + b"\n")
            return json.loads(answer.readline() or "{}")

    def sync(self, *words):
        return self.ctl("sync", *words)

    def explain(self, *words):
        self.ctl("sync", "--explain", "--format", "json", *words)
        return json.loads(self.machine.said)

    def end(self):
        self.process.terminate()
        self.process.wait(60)


def rollback(tally, place, policyd, policyctl):
    repo = Repo(place, "rollback")
    repo.publish("Bash(one:*)")
    machine = Machine(place, "m-rollback", policyd, repo.bare)
    daemon = Daemon(machine, policyctl)
    tally.that(daemon.sync() == 0 and "one" in machine.document() and "generation 1 is in force" in machine.said, "sync says what came of it",
               machine)
    two = repo.publish("Bash(two:*)")
    tally.that(daemon.sync() == 0 and "two" in machine.document(), "sync puts in force what is new", machine)
    tally.that(daemon.ctl("rollback", "--reason", "two hurts") == 0 and "one" in machine.document(), "a rollback", machine)
    tally.that(daemon.sync() == 0 and "one" in machine.document() and "went back from it: two hurts" in machine.said, "stays", machine)
    why = daemon.explain()
    hold = [w for w in why["why"] if w["topic"] == "hold"]
    tally.that(hold and hold[0]["name"] == two and "two hurts" in why["waits"] and why["takes"] is None, "is explained", machine)
    daemon.end()
    daemon = Daemon(machine, policyctl)
    tally.that("one" in machine.document(), "and outlives a restart", machine)
    repo.publish("Bash(three:*)")
    tally.that(daemon.sync() == 0 and "three" in machine.document(), "until something newer comes", machine)
    tally.that(not [w for w in daemon.explain()["why"] if w["topic"] == "hold"], "then nothing is held", machine)
    daemon.ctl("rollback", "--reason", "three hurts")
    daemon.sync()
    tally.that("one" in machine.document(), "another rollback", machine)
    tally.that(daemon.sync("--resume", "--reason", "it was something else") == 0 and "three" in machine.document(), "resumed", machine)
    # A client does not start where one file wants a newer one than another allows.
    foreign = os.path.join(machine.root, "etc", "claude-code", "managed-settings.d", "10-mdm.json")
    with open(foreign, "w", encoding="utf-8") as out:
        out.write('{"requiredMaximumVersion":"2.1.100"}\n')
    files(repo, **{"20_version": '{"requiredMinimumVersion":"2.1.200"}\n'})
    hurts = repo.commit()
    repo.push()
    tally.that(daemon.sync() == 1 and "three" in policy(machine) and "2.1.200" not in policy(machine), "a policy that stops clients is taken back",
               machine)
    tally.that("clients would not start" in machine.rows("sync")[-1]["reason"] or "clients would not start" in machine.said, "and said", machine)
    daemon.sync()
    tally.that("three" in policy(machine) and daemon.explain()["why"][0]["name"] == hurts, "and not tried again", machine)
    repo.git("rm", "-q", "managed-settings.d/20-version.json")
    repo.publish("Bash(four:*)")
    tally.that(daemon.sync() == 0 and "four" in policy(machine), "the one after it is", machine)
    daemon.end()


def child(process, role):
    """The process of that role, or None."""
    with open("/proc/%d/task/%d/children" % (process.pid, process.pid), encoding="ascii") as children:
        for pid in children.read().split():
            try:
                with open("/proc/%s/cmdline" % pid, encoding="utf-8") as words:
                    if "--role=" + role in words.read():
                        return int(pid)
            except OSError:
                continue
    return None


def stop_look(daemon):
    """A look that has read the remote, and does not end yet."""
    for _ in range(20):
        daemon.process.send_signal(signal.SIGHUP)
        until = time.time() + 5
        while time.time() < until:
            pid = child(daemon.process, "check")
            if pid:
                os.kill(pid, signal.SIGSTOP)
                if child(daemon.process, "check") == pid:
                    return pid
                break
    sys.exit("WRONG: no look could be stopped")


def at_once(tally, place, policyd, policyctl):
    """Asked for while a look is under way, which has read the remote before."""
    repo = Repo(place, "at-once")
    repo.publish("Bash(one:*)")
    machine = Machine(place, "m-at-once", policyd, repo.bare)
    daemon = Daemon(machine, policyctl)
    pid = stop_look(daemon)
    repo.publish("Bash(two:*)")
    asked = int(time.time() * 1000)
    tally.that(daemon.ask("sync") == {"done": "asked for"}, "a look is asked for while another is under way", machine)
    os.kill(pid, signal.SIGCONT)
    for _ in range(600):
        if daemon.ask("status")["looked"] >= asked:
            break
        time.sleep(0.05)
    tally.that("two" in machine.document(), "what it finds counts, and not what the older one found", machine)
    tally.that(daemon.sync() == 0 and "generation 2 is in force" in machine.said, "and there is nothing more", machine)
    daemon.end()


def policy(machine):
    with open(os.path.join(machine.root, "etc", "claude-code", "managed-settings.d", "zz-policyd.json"), encoding="utf-8") as file:
        return file.read()


def main():
    need("git", "ssh-keygen")
    tally, place = Tally(), Place()
    place.began = tally.began
    policyd = os.path.abspath(sys.argv[1])
    for scene in (fragments, rings, halt, brakes, overrides):
        scene(tally, place, policyd)
    for scene in (rollback, at_once):
        scene(tally, place, policyd, os.path.abspath(sys.argv[2]))
    tally.end("targets")


main()
