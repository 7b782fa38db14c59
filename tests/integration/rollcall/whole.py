#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""models scan from sources to ledger: quiet days, and each source broken in each way, of which nothing may follow.
whole.py POLICYCTL HARNESS"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

POLICYCTL = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import provider_docs  # noqa: E402
import provider_pages  # noqa: E402
from provider_server import ProviderServer, everything, path_of, words  # noqa: E402

ENVIRONMENT = {**os.environ, "no_proxy": "*", "ASAN_OPTIONS": "detect_leaks=0"}
SOURCES = (*provider_pages.SOURCES, *provider_docs.SOURCES)
CALM = "No flagship swap. No pricing change. No critical alert."
NOT_OFFICIAL = "No official source was checked."
OFFICIAL = [source for source in SOURCES if source.split("-")[-1] in ("page", "md", "api")]
SECRET = "sk-" + "ant-" + hashlib.sha256(b"nobody's").hexdigest()
# What of a broken source people are told; where several may be said, it depends on the kind of document.
BREAKS = {"redirect": ("redirected",), 500: ("status",), "cut": ("short",), "half": ("short", "shape"), "type": ("type",), "empty": ("short",),
          "script": ("script", "shape", "short", "type"), "bad_gzip": ("short",), "nothing": ("offline",)}
failures = 0


def check(what, holds, why=""):
    global failures
    if not holds:
        failures += 1
        print("not ok: %s %s" % (what, why))


class Scans:
    """One ledger, day by day."""

    def __init__(self, directory, name, sources=SOURCES):
        self.ledger, self.sources = os.path.join(directory, name + ".db"), sources
        self.key_file = os.path.join(directory, "key")

    def scan(self, server, day, *more, status=0):
        got = subprocess.run([POLICYCTL, "models", "scan", "--ledger", self.ledger, "--at", day, *more, *words(server, self.key_file, self.sources)],
                             capture_output=True, text=True, env=ENVIRONMENT)
        check("exit status on %s with %s" % (day, more), got.returncode == status, "%d: %s" % (got.returncode, got.stderr))
        check("the key is told nowhere", SECRET not in got.stdout + got.stderr)
        return got.stdout

    def json(self, server, day, *more, status=0):
        return json.loads(self.scan(server, day, "--format", "json", *more, status=status))


def test_quiet(server, directory):
    scans = Scans(directory, "quiet")
    first = scans.json(server, "2026-11-01")
    check("all are read", all(s["read"] and s["models"] and len(s["sha256"]) == 64 for s in first["sources"]), first["sources"])
    check("in their order", [s["name"] for s in first["sources"]] == list(SOURCES))
    for day in "2026-11-02", "2026-11-03":
        check("a quiet day has one sentence", scans.scan(server, day) == CALM + "\n")
    check("or none", scans.scan(server, "2026-11-04", "--quiet") == "")
    got = scans.json(server, "2026-11-05", "--fail-on", "note")
    check("nothing happened", got["sentence"] == CALM and got["events"] == [] and got["at"] == "2026-11-05T00:00:00Z")
    with open(scans.ledger, "rb") as ledger:
        check("no key in the ledger", SECRET.encode() not in ledger.read())


def test_broken(server, directory):
    """Each source alone, so that what happened is only its own; all ways in one ledger each, good days between."""
    def one(source):
        path, scans = path_of(source), Scans(directory, source, (source,))
        scans.json(server, "2026-11-01")
        day, told = 1, []
        for how, wanted in BREAKS.items():
            server.broken[path] = how
            day += 1
            got = scans.json(server, "2026-11-%02d" % day, status=70)
            what = "%s that is broken by %s" % (source, how)
            told.append((what + " is not checked", not got["sources"][0]["read"] and got["sources"][0]["unread"] in wanted, got["sources"]))
            told.append((what + ": nothing follows", {e["event"] for e in got["events"]} <= {"not-checked"}, got["events"]))
            told.append((what + " is not called quiet", got["sentence"] != CALM, got["sentence"]))
        del server.broken[path]
        got = scans.json(server, "2026-11-20")
        told.append((source + " is read again, and nothing is new",
                     got["sources"][0]["read"] and {e["event"] for e in got["events"]} <= {"checked-again"}, got["events"]))
        quiet = scans.scan(server, "2026-11-21")
        told.append((source + ": then it is quiet", quiet == (CALM if source in OFFICIAL else NOT_OFFICIAL) + "\n", quiet))
        return told

    with ThreadPoolExecutor(4) as pool:
        for told in pool.map(one, SOURCES):
            for what, holds, why in told:
                check(what, holds, why)


def test_exits(server, directory):
    scans = Scans(directory, "exits", ("openrouter", "litellm"))
    scans.scan(server, "2026-11-01")
    server.broken[path_of("litellm")] = 503
    text = scans.scan(server, "2026-11-02")
    check("what was not read is told", "NOT CHECKED: litellm: status: it answered 503\n" in text, text)
    scans.scan(server, "2026-11-03", "--fail-on", "error")
    text = scans.scan(server, "2026-11-04", "--fail-on", "warning", "--quiet", status=1)
    check("quietness leaves it in", "NOT CHECKED: litellm" in text, text)
    server.broken[path_of("openrouter")] = "nothing"
    text = scans.scan(server, "2026-11-05", status=70)
    check("nothing read is no quiet day", CALM not in text and text.count("NOT CHECKED: ") == 2, text)
    server.broken.clear()
    got = scans.json(server, "2026-11-06")
    check("it is told that they are back", [e["event"] for e in got["events"]].count("checked-again") == 2, got["events"])


def test_own_ledger(server, directory):
    """Without --ledger it lies where programs keep their state."""
    if os.geteuid() == 0:
        return
    state = os.path.join(directory, "state")
    got = subprocess.run([POLICYCTL, "models", "scan", *words(server, "", ("openrouter",))], capture_output=True, text=True,
                         env={**ENVIRONMENT, "XDG_STATE_HOME": state})
    path = os.path.join(state, "policyctl", "models.db")
    check("a ledger of one's own", got.returncode == 0 and os.path.exists(path) and os.stat(os.path.dirname(path)).st_mode & 0o077 == 0, got.stderr)


def test_words(server, directory):
    scans = Scans(directory, "words", ("openrouter",))
    scans.scan(server, "2026-11-01", "--ledger", os.path.join(directory, "nowhere", "models.db"), status=70)
    scans.scan(server, "2026-11-01", "--table", os.path.join(directory, "none.yaml"), status=70)
    scans.scan(server, "2026-11-01", "--policy", os.path.join(directory, "none.yaml"), status=70)
    scans.scan(server, "2026-11-01", "--write", "--format", "json", status=64)
    scans.scan(server, "2026-11-01", "--write", "--readings", status=64)
    with open(os.path.join(directory, "other.db"), "w") as other:
        other.write("this is no ledger\n" * 100)
    scans.scan(server, "2026-11-01", "--ledger", os.path.join(directory, "other.db"), status=70)
    with open(os.path.join(directory, "other.db")) as other:
        check("what is no ledger stays", other.read() == "this is no ledger\n" * 100)


def main():
    facts = {provider: provider_pages.facts(provider) for provider in provider_pages.PAGES}
    with tempfile.TemporaryDirectory() as directory, ProviderServer(everything(facts, 10)) as server:
        with open(os.path.join(directory, "key"), "w") as out:
            out.write(SECRET + "\n")
        os.chmod(out.name, 0o600)
        test_quiet(server, directory)
        test_exits(server, directory)
        test_words(server, directory)
        test_own_ledger(server, directory)
        test_broken(server, directory)
    print("whole:", "ok" if not failures else "%d failures" % failures)
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
