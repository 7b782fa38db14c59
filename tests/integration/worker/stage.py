# SPDX-License-Identifier: Apache-2.0
"""One job by worker_stand.c and a provider on loopback, in a directory of its own: what tests of workers share."""
import concurrent.futures
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.join(HERE, "..", "..", "..")
LONG = 60  # s that anything here may take
KEY = "fake-key-of-a-test"
MODELS = """as-of: 2026-11-20
providers: [{name: anthropic, flagship-line: opus}, {name: openai}, {name: local}]
models:
  - {provider: anthropic, id: claude-sonnet-4-6, line: sonnet, state: current, prices: {input: 3.00, output: 15.00}}
  - {provider: anthropic, id: claude-opus-9, line: opus, state: current, prices: {input: 5.00, output: 25.00}}
  - {provider: openai, id: gpt-9, state: current, prices: {input: 1.00, output: 8.00}}
  - {provider: local, id: local-1, state: current, prices: {input: 0.01, output: 0.01}}
"""


def names(header, prefix):
    """The words of an enum, in its order."""
    text = open(os.path.join(TREE, "include", "pc", "orch", header), encoding="utf-8").read()
    return [name.lower() for name in re.findall(r"^\t%s([A-Z_]+)," % prefix, text, re.M)]


FAILURES, STATES = names("failure.h", "PC_FAILURE_"), names("job.h", "PC_JOB_")


class Scene:
    """What a case has: "answers" of the provider, "check" of what came; and "type", "tools", "attempts" of its job,
    "managed" settings and model "policy" around it."""

    def __init__(self, stand, top, case):
        self.stand = stand
        self.dir = tempfile.mkdtemp(prefix="job", dir=top)
        self.case = dict(case, answers=json.loads(json.dumps(case["answers"]).replace("@DIR@", self.dir)))
        for name in ("state", "state/jobs", "managed", "home"):
            os.makedirs(os.path.join(self.dir, name), mode=0o700)

    def put(self, name, text, mode=0o600):
        path = os.path.join(self.dir, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def lay(self, port):
        """Puts orchestrator.yaml and what it names there."""
        raise NotImplementedError

    def environment(self):
        return {}

    def while_running(self, stand):
        """What happens to it meanwhile."""

    def provider(self):
        port = os.path.join(self.dir, "port")
        script = self.put("script.json", json.dumps({"answers": self.case["answers"], "client": self.case.get("client", False)}))
        process = subprocess.Popen([sys.executable, "-B", os.path.join(TREE, "tests", "harness", "fake_provider"), "--port-file", port,
                                    "--script", script, "--log", os.path.join(self.dir, "log")])
        wait_for(lambda: os.path.exists(port))
        return process, open(port, encoding="ascii").read().strip()

    def asked(self):
        """What the provider was sent, but for side questions."""
        if not os.path.exists(os.path.join(self.dir, "log")):
            return []
        with open(os.path.join(self.dir, "log"), encoding="utf-8") as lines:
            return [entry for entry in map(json.loads, lines) if entry["method"] == "POST" and "count_tokens" not in entry["path"]]

    def rows(self):
        base = sqlite3.connect(os.path.join(self.dir, "state", "queue.db"))
        base.row_factory = sqlite3.Row
        job = dict(base.execute("SELECT * FROM job").fetchone())
        attempts = [dict(row) for row in base.execute("SELECT * FROM attempt ORDER BY id")]
        windows = [dict(row) for row in base.execute("SELECT * FROM window")]
        base.close()
        return job, attempts, windows

    def run_stand(self):
        env = dict({"PATH": os.environ["PATH"], "HOME": self.dir + "/home", "LANG": "C.UTF-8",
                    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}, **self.environment())
        words = [self.stand, self.dir, str(self.case.get("attempts", 1)), self.case.get("type", "alone"), self.case.get("tools", ""),
                 "do it"]
        with subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as stand:
            self.while_running(stand)
            try:
                out, err = stand.communicate(timeout=LONG)
            except subprocess.TimeoutExpired:
                stand.kill()
                out, err = stand.communicate()
                err += "\nit did not end"
        return stand.returncode, out, err

    def play(self):
        """What is wrong with what came."""
        process, port = self.provider()
        self.lay(port)
        self.put("models.yaml", MODELS)
        self.put("policy.yaml", self.case.get("policy", "models: {}") + "\n")
        self.put("managed/managed-settings.json", json.dumps(self.case.get("managed", {})))
        status, out, err = self.run_stand()
        process.terminate()
        process.wait()
        if err or status:
            return ["worker_stand: %d: %s" % (status, err[-2000:])]
        return list(self.case["check"](self, out, *self.rows()))

    def has_secret(self, secret):
        """Whether it stands in anything that is kept."""
        for place, _, files in os.walk(os.path.join(self.dir, "state")):
            for name in files:
                with open(os.path.join(place, name), "rb") as kept:
                    if secret.encode() in kept.read():
                        yield "a key stands in %s" % name


def play_all(make, cases, wanted):
    """Prints what is wrong; the exit status."""
    with tempfile.TemporaryDirectory(prefix="policyctl-worker") as top, concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [(name, pool.submit(make(top, cases[name]).play)) for name in wanted or cases]
        wrong = ["%s: %s" % (name, fault) for name, done in found for fault in done.result()]
    for fault in wrong:
        print(fault)
    print("%d jobs: %d wrong" % (len(found), len(wrong)))
    return 1 if wrong else 0


def wait_for(what):
    until = time.monotonic() + LONG
    while not what():
        if time.monotonic() > until:
            sys.exit("something did not happen within %d s" % LONG)
        time.sleep(0.02)


def differ(what, is_, should):
    """The columns that are not as they should be."""
    for name, value in should.items():
        if is_[name] != value:
            yield "%s: %s is %r, not %r" % (what, name, is_[name], value)


def job_of(job, state, failure="none", **more):
    return differ("job", dict(job, state=STATES[job["state"]], failure=FAILURES[job["failure"]]), dict(more, state=state, failure=failure))


def attempt_of(attempt, failure="none", **more):
    return differ("attempt %d" % attempt["number"], dict(attempt, failure=FAILURES[attempt["failure"]]), dict(more, failure=failure))
