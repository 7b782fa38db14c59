#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policyd-orch is killed under load, again and again: kill.py POLICYD_ORCH [--kills 10] [--seed 1]

Each life of it is given jobs, of programs and of a provider on loopback, some are cancelled, and after a random time, or
while it starts, it gets SIGKILL.  Behind each kill: what was answered is in the file, and the workers are gone as soon as
the next one serves.  At the end, when all jobs have ended: each has ended once, the programs that ran say what the rows
say, who ran twice has an attempt that was lost, and what the provider has served was charged."""
import argparse
import collections
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.join(HERE, "..", "..", "..")
LONG = 60  # s that anything here may take
# 10 tokens in and 5 out of claude-sonnet-5-5, in picodollars, as table below has it.
PRICE = 10 * 2000000 + 5 * 10000000
WAITING, RUNNING, DONE, FAILED, REFUSED, CANCELLED, DEAD = 0, 4, 6, 7, 8, 9, 10

MODELS = """as-of: 2026-11-20
providers: [{name: anthropic, flagship-line: sonnet}]
positions: {worker: claude-sonnet-5-5}
models:
  - {provider: anthropic, id: claude-sonnet-5-5, line: sonnet, state: current, prices: {input: 2.00, output: 10.00}}
"""
CONFIG = """orchestrator:
  limits: {slots: 12, operator-slots: 1, sweep: 1s, tokens-5min: 2000000000, backpressure-depth: 1000000}
  backends:
    - {name: program, kind: command, provider: local, argv: [/bin/sh, "%(top)s/work"], subscription: true}
    - {name: api, kind: anthropic, provider: anthropic, url: "http://127.0.0.1:%(port)s"}
  keys: [{name: own, provider: anthropic, key: "file:%(top)s/key"}]
  chains:
    - {name: worker, steps: [{backend: program, model: worker}]}
    - {name: api, steps: [{backend: api, model: worker}]}
  types: [{name: work, tier: worker, max-attempts: 100}, {name: ask, chain: api, max-attempts: 100}]
"""
# A worker with a child of its own, which a signal to the worker alone would leave behind.
WORK = """read kind tag
echo "start $tag $$" >>%(top)s/runs
case $kind in
brief) sleep 0.03 ;;
long) [ -e %(top)s/seen-$tag ] || { : >%(top)s/seen-$tag; sh -c 'while [ ! -e %(top)s/drain ]; do sleep 0.1; done'; } ;;
bad) [ -e %(top)s/seen-$tag ] || { : >%(top)s/seen-$tag; exit 3; } ;;
esac
echo "end $tag $$" >>%(top)s/runs
echo "did $tag"
"""
ANSWERS = [{"says": "slow", "times": 0, "wait": 0.05, "text": "late"},
           {"says": "busy", "times": 4, "error": "overloaded"},
           {"says": "broken", "times": 3, "break": "text", "text": "half of it"},
           {"times": 0, "text": "well"}]
KINDS = ["work short", "work brief", "work brief", "work long", "work bad", "ask quick", "ask slow", "ask busy", "ask broken"]


def fail(text):
    raise AssertionError(text)


def until(what, holds):
    end = time.time() + LONG
    while time.time() < end:
        got = holds()
        if got:
            return got
        time.sleep(0.005)
    return fail("it did not come about: " + what)


class Place:
    def __init__(self, top, program):
        self.top, self.program, self.root = top, program, os.path.join(top, "root")
        self.socket = os.path.join(self.root, "run/policyd-orch/jobs.sock")
        self.queue = os.path.join(self.root, "var/lib/policyd/jobs/queue.db")
        os.makedirs(os.path.join(self.root, "etc/policyctl"))
        os.makedirs(os.path.join(self.root, "etc/claude-code"))
        self.put("key", "not-a-key\n")
        self.put("work", WORK % {"top": top})
        self.put("runs", "")
        self.put("answers", json.dumps(ANSWERS))
        self.provider = subprocess.Popen([sys.executable, "-B", os.path.join(TREE, "tests/harness/fake_provider"), "--port-file", self.path("port"),
                                          "--script", self.path("answers"), "--log", self.path("asked")])
        until("a provider", lambda: os.path.exists(self.path("port")))
        with open(self.path("port"), encoding="ascii") as port:
            self.put("root/etc/policyctl/orchestrator.yaml", CONFIG % {"top": top, "port": port.read().strip()})
        self.put("root/etc/policyctl/models.yaml", MODELS)
        self.put("root/etc/claude-code/managed-settings.json", "{}\n")

    def path(self, name):
        return os.path.join(self.top, name)

    def put(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.path(name), 0o600)

    def lines(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read().splitlines()

    def start(self):
        with open(self.path("talk"), "ab") as talk:
            return subprocess.Popen([self.program, "--root", self.root], stdin=subprocess.DEVNULL, stdout=talk, stderr=talk)

    def has_jobs(self):
        """Whether it has lived for long enough to make its file."""
        return os.path.exists(self.queue) and self.rows("SELECT 1 FROM sqlite_master WHERE name = 'job'")

    def rows(self, query):
        with sqlite3.connect(self.queue) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(query)]

    def workers(self):
        """Of us, by what they were started with."""
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid, encoding="utf-8", errors="replace") as words:
                    text = words.read()
                if (self.top + "/work") in text or (self.top + "/drain") in text:
                    found[int(pid)] = text.replace("\0", " ")
            except OSError:
                continue
        return found


class Client:
    """Asks one thing after the other until whoever answers is gone."""

    def __init__(self, place):
        self.end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.end.settimeout(LONG)
        self.end.connect(place.socket)
        self.lines = self.end.makefile("rb")

    def say(self, question):
        self.end.sendall(json.dumps(question).encode() + b"\n")

    def hear(self):
        """None: it is gone."""
        line = self.lines.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self):
        self.lines.close()
        self.end.close()


def connect(place, process):
    def tries():
        if process.poll() is not None:
            fail("policyd-orch ended by itself with %d" % process.returncode)
        try:
            return Client(place)
        except OSError:
            return None

    return until("policyd-orch answers", tries)


class Load:
    def __init__(self, place, chance):
        self.place, self.chance = place, chance
        self.told, self.asked, self.count = {}, {}, 0  # number of the job by its tag; what was asked for it
        self.cancelled = set()

    def make(self):
        kind = self.chance.choice(KINDS)
        type_, word = kind.split()
        self.count += 1
        tag = "t%d" % self.count
        job = {"type": type_, "prompt": "%s %s" % (word, tag), "unique": tag}
        if self.chance.random() < 0.1:
            job["is_operator"] = True
        self.asked[tag] = job
        return tag, job

    def give(self, client, count):
        """So many jobs, each answered or not."""
        made = [self.make() for _ in range(count)]
        try:
            for _, job in made:
                client.say({"do": "submit", "job": job})
            for tag, _ in made:
                answer = client.hear()
                if answer is None:
                    return
                if "job" not in answer:
                    fail("a job was refused: %s" % answer)
                self.told[tag] = answer["job"]
        except (BrokenPipeError, ConnectionResetError):
            return

    def cancel_one(self, client):
        job = self.chance.choice(list(self.told.values()) or [0])
        try:
            client.say({"do": "cancel", "job": job, "why": "by chance"})
            client.hear()  # it may have ended, or be gone
        except (BrokenPipeError, ConnectionResetError):
            return

    def take_over(self):
        """Who was not answered looks whether it was done, and forgets what was not."""
        there = {row["unique"].rpartition("/")[2] if "/" in row["unique"] else row["unique"]: row["id"]
                 for row in self.place.rows("SELECT id, \"unique\" FROM job")}
        for tag, number in self.told.items():
            if there.get(tag) != number:
                fail("job %d (%s) was promised and is not there: %s" % (number, tag, sorted(there)[:20]))
        for tag in [tag for tag in self.asked if tag not in self.told]:
            if tag in there:
                self.told[tag] = there[tag]
            else:
                del self.asked[tag]


def live(place, load, chance):
    """One life, and its end."""
    process = place.start()
    if chance.random() < 0.15:
        time.sleep(chance.random() * 0.05)
    else:
        client = connect(place, process)
        load.give(client, chance.randrange(1, 9))
        if chance.random() < 0.3 and load.told:
            load.cancel_one(client)
        time.sleep(chance.random() * 0.12)
        if chance.random() < 0.5:
            load.give(client, chance.randrange(1, 5))
        process.send_signal(signal.SIGKILL)
        client.close()
    process.kill()
    process.wait()


def is_open(row):
    return row["state"] < DONE


def check_file(place):
    got = place.rows("PRAGMA integrity_check")
    if [list(row.values()) for row in got] != [["ok"]]:
        fail("the file is damaged: %s" % got)


def drain(place):
    """A last life, in which all jobs end."""
    left = place.workers()
    process = place.start()
    client = connect(place, process)
    until("workers of before are gone: %s" % left, lambda: not set(left) & set(place.workers()))
    place.put("drain", "")
    client.say({"do": "board"})
    client.hear()
    until_all = lambda: not any(map(is_open, place.rows("SELECT id, state FROM job")))
    try:
        until("all jobs have ended", until_all)
    except AssertionError:
        for row in list(filter(is_open, place.rows("SELECT * FROM job")))[:5] + place.rows("SELECT *, unixepoch() FROM window"):
            print({name: value for name, value in row.items() if value not in (0, "")})
        raise
    client.close()
    process.terminate()
    if process.wait(LONG) != 0:
        fail("policyd-orch ended with %d" % process.returncode)


def check_job(job, attempts, events, runs):
    number = job["id"]
    good = [row for row in attempts if row["failure"] == 0]
    lost = [row for row in events if row["what"] == "lost"]
    if any(row["ended"] == 0 for row in attempts):
        fail("job %d has ended, and an attempt of it has not: %s" % (number, attempts))
    if job["state"] not in (DONE, CANCELLED):
        fail("job %d has ended as %d: %s" % (number, job["state"], job))
    if len(good) > 1 or (job["state"] == DONE and len(good) != 1):
        fail("job %d has %d good attempts" % (number, len(good)))
    for column in ("cash", "list_price"):
        if job[column] != sum(row[column] for row in attempts):
            fail("job %d has %s %d, its attempts %s" % (number, column, job[column], [row[column] for row in attempts]))
    starts = sum(word == "start" for word, _ in runs)
    if starts > len(attempts):
        fail("job %d was started %d times, by %d attempts" % (number, starts, len(attempts)))
    bad = [row for row in attempts if row["failure"] != 0]
    if starts > 1 and len(bad) < starts - 1:
        fail("job %d ran %d times, and %d attempts failed" % (number, starts, len(bad)))
    if job["state"] == DONE and job["type"] == "work" and not any(word == "end" for word, _ in runs):
        fail("job %d is done, and nobody did it" % number)
    # One after the other: nobody ends who is not the last that started.
    last = None
    for word, pid in runs:
        if word == "end" and pid != last:
            fail("job %d had two workers at once: %s" % (number, runs))
        last = pid
    return len(lost), starts


def check_all(place, load):
    check_file(place)
    if place.rows("PRAGMA foreign_key_check"):
        fail("a key points to nothing")
    jobs = {row["id"]: row for row in place.rows("SELECT * FROM job")}
    attempts, events, runs = (collections.defaultdict(list) for _ in range(3))
    for row in place.rows("SELECT * FROM attempt ORDER BY id"):
        attempts[row["job"]].append(row)
    for row in place.rows("SELECT * FROM event ORDER BY id"):
        events[row["job"]].append(row)
    numbers = dict(load.told)
    if sorted(numbers.values()) != sorted(jobs):
        fail("jobs that nobody has asked for: %s" % (set(jobs) - set(numbers.values())))
    for line in place.lines("runs"):
        word, tag, pid = line.split()
        runs[numbers[tag]].append((word, pid))
    lost = again = 0
    for number, job in jobs.items():
        one, starts = check_job(job, attempts[number], events[number], runs[number])
        if job["losses"] > one:
            fail("job %d lost %d leases, and %d are told" % (number, job["losses"], one))
        lost, again = lost + one, again + (starts > 1)
    return check_spend(place, jobs, attempts) + (len(jobs), lost, again)


def check_spend(place, jobs, attempts):
    served = sum(1 for line in map(json.loads, place.lines("asked")) if line["path"].endswith("/messages") and
                 "error" not in (ANSWERS[line["answer"]] if line["answer"] is not None else {}))
    asked = sum(1 for line in map(json.loads, place.lines("asked")) if line["path"].endswith("/messages"))
    of_api = [row for rows in attempts.values() for row in rows if row["backend"] == "api"]
    cash = sum(row["cash"] for row in of_api)
    if asked > len(of_api):
        fail("the provider was asked %d times, by %d attempts" % (asked, len(of_api)))
    if cash < served * PRICE:
        fail("%d was charged, and %d answers cost %d" % (cash, served, served * PRICE))
    totals = sum(job["cash"] for job in jobs.values())
    if totals != cash:
        fail("jobs cost %d, attempts %d" % (totals, cash))
    return served, cash


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance, began = random.Random(args.seed), time.time()
    with tempfile.TemporaryDirectory(prefix="jobs-kill-", ignore_cleanup_errors=True) as top:
        place = Place(os.path.realpath(top), os.path.abspath(args.program))
        load = Load(place, chance)
        try:
            for number in range(args.kills):
                live(place, load, chance)
                if place.has_jobs():
                    load.take_over()
                    if number % 10 == 0:
                        check_file(place)
            drain(place)
            served, cash, jobs, lost, again = check_all(place, load)
            if place.workers():
                fail("workers are left: %s" % place.workers())
        except AssertionError as fault:
            print("".join(line + "\n" for line in place.lines("talk")[-8:]), end="")
            sys.exit("WRONG, --seed %d --kills %d: %s" % (args.seed, args.kills, fault))
        finally:
            place.put("drain", "")
            place.provider.kill()
            place.provider.wait()
    print("%d kills, %d jobs, %d leases lost, %d programs ran again, %d answers for $%.6f charged, %d s" %
          (args.kills, jobs, lost, again, served, cash / 1e12, time.time() - began))


main()
