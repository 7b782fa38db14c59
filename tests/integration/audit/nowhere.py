#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A key is nowhere but in the input: nowhere.py POLICYCTL AUDIT_KEYS

Keys of all rules are planted in a tree, a git repository, a home and a process; then
policyctl audit runs in all its ways and formats.  In what it writes (stdout, stderr, and
every file that appears or changes) no piece of a key may stand beyond the first four
characters: not as it is, nor in base64, hexadecimal, URL-encoded or backwards.
"""
import base64
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

SHOWN = 4  # characters that a report may show
PIECE = 8

# What reports are full of, and what is no piece of a key unless it is one as a whole.
PRINTS = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9A-Za-z])")


def pieces(data):
    return {data[at:at + PIECE] for at in range(len(data) - PIECE + 1)}


def forms(key):
    """All that could be made of a key without losing it."""
    yield key[SHOWN:]
    yield key[::-1][:-SHOWN]
    yield key[SHOWN:].hex().encode()
    yield key[SHOWN:].hex().upper().encode()
    for skip in range(SHOWN, SHOWN + 3):
        # The last characters depend on what follows.
        yield base64.b64encode(key[skip:])[:-4]
        yield base64.urlsafe_b64encode(key[skip:])[:-4]
    yield urllib.parse.quote(key[SHOWN:], safe="").encode()
    yield json.dumps(key[SHOWN:].decode("latin-1"))[1:-1].encode()


class Planted:
    """The keys, and the pieces that only they have: what every key of a rule has in
    common is no secret, nor is what the table of rules says."""

    def __init__(self, audit_keys, program):
        public = pieces(subprocess.check_output([program, "audit", "--list-rules", "--format", "json"]))
        self.rows = [json.loads(line) for line in subprocess.check_output([audit_keys]).splitlines()]
        self.owner = {}
        for row in self.rows:
            key, other = row["key"].encode(), row["other"].encode()
            common = set().union(*(pieces(form) for form in forms(other)))
            for form in forms(key):
                for piece in pieces(form) - common - public:
                    self.owner[piece] = row["rule"]
        self.all = b"\n".join(row["key"].encode() for row in self.rows)

    def find(self, data):
        """The rules whose keys have a piece in it."""
        def drop(match):
            return match.group() if match.group() in self.all else b"\n"

        found = {}
        data = PRINTS.sub(drop, data)
        for line in set(data.split(b"\n")):
            for at in range(len(line) - PIECE + 1):
                rule = self.owner.get(line[at:at + PIECE])
                if rule:
                    found.setdefault(rule, line[max(0, at - 40):at + PIECE])
        return found


class Stage:
    def __init__(self, program, top, planted):
        self.program, self.top, self.planted = program, top, planted
        self.runs, self.failed = 0, []
        self.home = os.path.join(top, "home")
        self.env = {"PATH": os.environ["PATH"], "HOME": self.home, "TMPDIR": os.path.join(top, "tmp"),
                    "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        for name in ("home", "tmp", "tree", "out"):
            os.mkdir(os.path.join(top, name))

    def path(self, *parts):
        return os.path.join(self.top, *parts)

    def write(self, name, data, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        os.chmod(path, mode)

    def stamps(self):
        out = {}
        for folder, folders, files in os.walk(self.top):
            # git's own objects are the input.
            folders[:] = [name for name in folders if name != "objects"]
            for name in files:
                path = os.path.join(folder, name)
                st = os.lstat(path)
                out[path] = (st.st_mtime_ns, st.st_size, st.st_ino)
        return out

    def check(self, what, data):
        for rule, near in self.planted.find(data).items():
            self.failed.append("%s: a piece of the key of %s: %r" % (what, rule, near))

    def run(self, *words, stdin=None, want=(0, 1), cwd=None, program=None, written=True):
        before = self.stamps() if written else None
        run = subprocess.run([program or self.program] + list(words), input=stdin, env=self.env,
                             cwd=cwd or self.path("tree"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.runs += 1
        what = " ".join(words)
        if run.returncode not in want:
            self.failed.append("%s: exit %d: %s" % (what, run.returncode, run.stderr[-300:]))
        self.check(what, run.stdout)
        self.check(what + " (stderr)", run.stderr)
        if written:
            for path, stamp in self.stamps().items():
                if before.get(path) != stamp:
                    with open(path, "rb") as file:
                        self.check("%s wrote %s" % (what, path), file.read())
        return run


def plant_tree(stage, rows):
    for at, row in enumerate(rows):
        stage.write("tree/plain/%03d.txt" % (at // 8), "")
    for at, row in enumerate(rows):
        with open(stage.path("tree/plain/%03d.txt" % (at // 8)), "ab") as file:
            file.write(row["text"].encode() + b"\n\n\n\n\n")
    named = next(row["key"] for row in rows if row["rule"] == "openrouter-api-key")
    stage.write("tree/named/%s.txt" % named, "key: %s\n" % named)
    stage.write("tree/allowed.txt", "%s # policyctl:%s openrouter-api-key it is %s until 2020-01-01\n" % (named, "allow", named))
    env = [{"name": "API_KEY", "value": row["key"]} for row in rows[::20]]
    env += [{"name": "SETTINGS", "value": json.dumps({"key": row["key"]})} for row in rows[5::40]]
    service = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "one"},
               "spec": {"template": {"spec": {"containers": [{"name": "web", "env": env,
                                                               "args": ["--key=" + rows[3]["key"]]}]}}}}
    stage.write("tree/service.json", json.dumps(service, indent=1))
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"},
              "data": {"KEY%d" % at: base64.b64encode(row["key"].encode()).decode() for at, row in enumerate(rows[::30])}}
    stage.write("tree/secret.json", json.dumps(secret))


def git(stage, *words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b"] + list(words), env=stage.env,
                   cwd=stage.path("repo"), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def plant_repository(stage, rows):
    os.mkdir(stage.path("repo"))
    git(stage, "init", "-qb", "main", ".")
    stage.write("repo/old.txt", "\n\n\n\n\n".join(row["text"] for row in rows[1::9]))
    git(stage, "add", "-A")
    git(stage, "commit", "-qm", "one")
    git(stage, "rm", "-q", "old.txt")
    git(stage, "commit", "-qm", "two", "--allow-empty")
    stage.write("repo/new.txt", "\n\n\n\n\n".join(row["text"] for row in rows[2::9]))
    git(stage, "add", "-A")


def plant_home(stage, rows):
    keys = {"VAR_%d" % at: row["key"] for at, row in enumerate(rows[4::60])}
    stage.write("home/.claude/settings.json", json.dumps({"env": dict(keys, OPENROUTER_API_KEY=rows[0]["key"])}))
    stage.write("home/.bashrc", "".join("export API_KEY_%s='%s'\n" % (name, key) for name, key in keys.items()))
    stage.write("home/.config/policyctl/audit.key", "0123456789abcdef" * 2 + "\n", 0o600)


def seen(stage, rows, share, *words):
    """What is not found is not held back either."""
    report = json.loads(stage.run(*words).stdout)
    if len(report["incidents"]) < share * len(rows):
        stage.failed.append("%s: only %d keys found" % (" ".join(words), len(report["incidents"])))


def all_ways(stage, rows):
    formats = ("text", "json", "sarif", "junit", "csv", "gitlab")
    for name in formats:
        stage.run("audit", "--format", name, written=False)
    seen(stage, rows, 0.8, "audit", "--format", "json")
    seen(stage, rows, 0.08, "audit", "--format", "json", "--history", stage.path("repo"))
    seen(stage, rows, 0.08, "audit", "--format", "json", "--staged", stage.path("repo"))
    stage.run("audit", "--history", stage.path("repo"))
    stage.run("audit", "--staged", stage.path("repo"))
    stage.run("audit", "--home", stage.home, "--agents", "--processes", "--progress", "always")
    seen(stage, rows, 0.01, "audit", "--home", stage.home, "--processes", "--format", "json")
    stage.run("audit", "-", "--stdin-name", "x.env", stdin=b"\n\n\n\n\n".join(row["text"].encode() for row in rows))
    # What later audits read.
    old = stage.run("audit", "--format", "json", written=False).stdout
    stage.write("out/old.json", old)
    stage.run("audit", "--write-baseline")
    stage.run("audit", "--quiet", want=(0, 1))
    os.rename(stage.path("tree/plain/001.txt"), stage.path("tree/plain/moved.txt"))
    stage.run("audit", "--compare", stage.path("out/old.json"), want=(0, 1))
    stage.run("audit", "--compare", stage.path("out/old.json"), "--format", "json", "--no-baseline")
    # Faults.
    bad = "rules:\n- id: x\n  pattern: '%s('\n  match: ['%s']\n  mend: %s\n" % (rows[0]["key"], rows[1]["key"], rows[2]["key"])
    stage.write("out/bad.yaml", bad)
    stage.run("audit", "--check-rules", stage.path("out/bad.yaml"), want=(1,))
    good = ("rules:\n- id: our-key\n  provider: x\n  about: key\n  group: other\n  severity: error\n  sureness: sure\n"
            "  prefixes: [zz_]\n  pattern: 'zz_[0-9a-f]{16}'\n  mend: Do.\n  match: ['%s']\n  none: ['%s']\n" % (rows[0]["key"], rows[1]["key"]))
    stage.write("out/good.yaml", good)
    stage.run("audit", "--check-rules", stage.path("out/good.yaml"), want=(0, 1))
    stage.run("audit", "--rules", stage.path("out/bad.yaml"), want=(70,), written=False)
    stage.write("out/audit.yaml", "audit:\n  env:\n  - {names: ['*'], paths: ['*.txt'], reason: it is there}\n")
    stage.run("audit", "--policy", stage.path("out/audit.yaml"), written=False)
    # git's hook: what git says when it stops a commit.
    stage.run("audit", "--install-hook", stage.path("repo"), want=(0,))
    bindir = os.path.dirname(os.path.abspath(stage.program))
    stage.env["PATH"] = bindir + ":" + stage.env["PATH"]
    stage.run("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "three", program="git", want=(1,),
              cwd=stage.path("repo"), written=False)


def check_limits(stage):
    """While keys are in memory nobody gets an image of it."""
    child = subprocess.Popen([stage.program, "audit", "-"], env=stage.env, stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        child.stdin.write(b"x" * 100)
        child.stdin.flush()
        for _ in range(500):
            with open("/proc/%d/limits" % child.pid) as file:
                core = next(line for line in file if line.startswith("Max core file size")).split()[4:6]
            if core == ["0", "0"]:
                break
            time.sleep(0.01)
        else:
            stage.failed.append("a core file could be written: %s" % core)
        if os.geteuid() != 0 and os.stat("/proc/%d/mem" % child.pid).st_uid != 0:
            stage.failed.append("its memory can be read by other processes of its user")
    finally:
        child.stdin.close()
        child.wait()


def main():
    planted = Planted(sys.argv[2], sys.argv[1])
    rows = planted.rows
    if len(rows) < 400:
        sys.exit("nowhere.py: only %d rules find their examples" % len(rows))
    random.seed(6)
    with tempfile.TemporaryDirectory(prefix="pc-nowhere") as top:
        stage = Stage(os.path.abspath(sys.argv[1]), top, planted)
        plant_tree(stage, rows)
        plant_repository(stage, rows)
        plant_home(stage, rows)
        keeper = subprocess.Popen(["sleep", "1000"], env=dict(
            stage.env, **{"API_KEY_%d" % at: row["key"] for at, row in enumerate(rows[6::50]) if "\n" not in row["key"]}))
        try:
            all_ways(stage, rows)
            check_limits(stage)
        finally:
            keeper.send_signal(signal.SIGKILL)
            keeper.wait()
        # The test can fail: the input itself has them all.
        with open(stage.path("tree/service.json"), "rb") as file:
            if len(planted.find(file.read())) < 20:
                stage.failed.append("what is planted is not found in the input itself")
        if os.listdir(stage.path("tmp")):
            stage.failed.append("files were left in TMPDIR")
        for line in stage.failed[:40]:
            print(line)
        print("%d runs, %d keys" % (stage.runs, len(rows)))
        sys.exit(1 if stage.failed else 0)


if __name__ == "__main__":
    main()
