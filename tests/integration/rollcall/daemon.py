#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""daemon.py POLICYD POLICYCTL: policyd's scans of what providers say of their models.

Without a policy of models nobody is asked.  With one, a line in the journal and an entry in the ledger tell of each scan; a source that was
not read, an end that came with little notice and a scan that could not run are findings; what was said becomes a patch to models.yaml, a
branch of its repository, or the file; and a key stands nowhere but in the question."""
import http.server
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
import provider_docs  # noqa: E402
import provider_pages  # noqa: E402
from stand import AS_ROOT, OTHER, Stand, until  # noqa: E402

POLICYD, POLICYCTL = sys.argv[1:3]
STANDING = "SELECT code, severity, file, text FROM finding WHERE ended = 0 AND source IN ('models-scan', 'models-run')"
# No key of anybody's.
KEY = "a-word-that-stands-nowhere-else-%d" % os.getpid()
MODEL = "claude-opus-4-8"


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("x-api-key")))
        kind, body = self.server.pages.get(self.path.partition("?")[0], (None, ""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path, mode)


def written(top, *but):
    for directory, _, names in os.walk(top):
        for name in names:
            path = os.path.join(directory, name)
            if path not in but and stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb") as file:
                    yield path, file.read()


def git(where, *words):
    done = subprocess.run(["git", "-C", where, "-c", "init.defaultBranch=main", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Scene:
    def __init__(self, stand, server):
        self.stand, self.server = stand, server
        self.policy = os.path.join(stand.root, "etc/policyctl/model-policy.yaml")
        self.key = stand.path("api-key")
        self.ledger = os.path.join(stand.state, "models/ledger.db")

    def serve(self, facts):
        self.server.pages = {"/page": ("text/html; charset=utf-8", provider_pages.render("anthropic-page", facts)),
                             "/api": ("application/json", provider_docs.render("anthropic-api", [dict(one, provider="anthropic") for one in facts]))}

    def use(self, *sources):
        port = self.server.server_port
        put(self.policy, json.dumps({"models": {"schedule": "12h", "sources": [
            dict(more, name=name, url="http://127.0.0.1:%d%s" % (port, path)) for name, path, more in sources]}}))

    def again(self):
        os.kill(self.stand.process.pid, signal.SIGHUP)

    def anew(self):
        """The next scan is due when policyd begins anew."""
        assert self.stand.stop() == 0
        self.stand.start()
        self.again()

    def rows(self, code=""):
        return [row for row in self.stand.rows(STANDING) if row[0].startswith(code)]

    def scans(self):
        return self.stand.said().count("sources read: ")

    def policyctl(self, *words, status=0, **more):
        done = subprocess.run([POLICYCTL, *words], capture_output=True, text=True, check=False, **more)
        assert done.returncode == status, (words, done)
        return done


def check_findings(scene, facts):
    scene.serve(facts)
    scene.use(("anthropic-page", "/page", {}), ("anthropic-api", "/api", {"key": "file:" + scene.key}), ("openrouter", "/none", {}))
    scene.again()
    until("the first scan is over", scene.scans)
    until("a source that was not read is told", lambda: scene.rows("PC2670"))
    assert len(scene.rows()) == 1 and "openrouter" in scene.rows()[0][3], scene.rows()
    assert "models: 2 of 3 sources read: " in scene.stand.said(), scene.stand.said()
    assert ("/api", KEY) in [(path.partition("?")[0], key) for path, key in scene.server.asked], scene.server.asked
    if AS_ROOT:
        import pwd
        assert pwd.getpwuid(os.stat(scene.ledger).st_uid).pw_name == OTHER


def check_news(scene, facts):
    """An end with less notice than was promised."""
    scene.serve([dict(one, state="deprecated", announced="2026-11-20", retires="2026-12-01", kind="exact", replacement="claude-opus-5-5")
                 if one["id"] == MODEL else one for one in facts])
    scene.anew()
    until("the second scan is over", lambda: scene.scans() == 2)
    until("the end is told", lambda: [row for row in scene.rows("PC2672") if row[2] == MODEL])
    assert all(row[1] == "warning" for row in scene.rows()), scene.rows()


def check_proposal(scene):
    repo = scene.stand.path("repo")
    table, words = os.path.join(repo, "models.yaml"), ("models", "propose", "--ledger", scene.ledger, "--table")
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../policies/models.yaml"), encoding="utf-8") as file:
        was = file.read()
    put(table, was)
    patch = scene.policyctl(*words, table).stdout
    changed = [line for line in patch.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert "+    state: deprecated" in changed and "+    retires: 2026-12-01" in changed and "+    announced: 2026-11-20" in changed, patch
    assert "#   %s: retires: not before 2027-05-28 -> 2026-12-01" % MODEL in patch, patch
    git(repo, "init", "-q")
    git(repo, "config", "user.name", "somebody")
    git(repo, "config", "user.email", "somebody@example.com")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "the table")
    done = scene.policyctl(*words, table, "--commit", "--at", "2026-11-22")
    assert done.stdout == patch and "branch 'models/2026-11-22' has it" in done.stderr, done
    assert git(repo, "status", "--porcelain") == "" and git(repo, "branch", "--show-current") == "main"
    said = git(repo, "log", "-1", "--format=%B", "models/2026-11-22")
    assert "%s: state: legacy -> deprecated" % MODEL in said and "Source: http://127.0.0.1" in said and " sha256:" in said, said
    assert "has it already" in scene.policyctl(*words, table, "--commit").stderr
    subprocess.run(["git", "-C", repo, "apply"], input=patch, text=True, check=True)
    assert git(repo, "diff", "models/2026-11-22") == ""
    put(table, was + "# not committed yet\n")
    assert "not committed" in scene.policyctl(*words, table, "--commit", status=64).stderr
    git(repo, "checkout", "-q", ".")
    scene.policyctl(*words, table, "--write")
    assert git(repo, "diff", "models/2026-11-22") == "" and "nothing to propose" in scene.policyctl(*words, table).stderr


def check_doctor(scene):
    done = scene.policyctl("doctor", "--config", scene.stand.config, "--check", "models-scan")
    assert "models-scan" in done.stdout, done


TABLE = """as-of: 2026-10-10
models:
  - {provider: anthropic, id: claude-old-1, state: deprecated, retires: 2099-01-01, replacement: claude-new-1}
  - {provider: anthropic, id: claude-new-1, state: current}
"""


def asked(stand, what):
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(20)
        asking.connect(os.path.join(stand.run, "policyd.sock"))
        asking.sendall(json.dumps({"do": what}).encode() + b"\n")
        return json.loads(asking.makefile("rb").readline())


def plant(stand):
    """Three users with a model that ends, one of them with one that nobody knows; and one in the managed settings."""
    put(os.path.join(stand.root, "etc/policyctl/models.yaml"), TABLE)
    put(os.path.join(stand.managed, "managed-settings.json"), json.dumps({"availableModels": ["claude-new-1", "claude-old-1"]}))
    users = ""
    for number, name in enumerate(("ada", "bob", "eve"), 1001):
        users += "%s:x:%d:%d::/home/%s:/bin/sh\n" % (name, number, number, name)
        put(os.path.join(stand.root, "home", name, ".claude/settings.json"), json.dumps({"model": "claude-old-1", "env": {"ANTHROPIC_MODEL": "claude-old-1"}}))
    put(os.path.join(stand.root, "home/eve/.claude/settings.local.json"), json.dumps({"model": "claude-sonnet-9-9", "fallbackModel": ["opus", "claude-new-1"]}))
    put(os.path.join(stand.root, "etc/passwd"), users)


def check_named(scene):
    """What machines name is in the record, the status and the report."""
    standing = "SELECT code, severity, file, text FROM finding WHERE ended = 0 AND source = 'models'"
    until("models that are named are told", lambda: len(scene.stand.rows(standing)) == 2)
    rows = {row[0]: row for row in scene.stand.rows(standing)}
    assert set(rows) == {"PC2641", "PC2645"} and all(row[1] == "warning" for row in rows.values()), rows
    end = "claude-old-1 is deprecated, its end is 2099-01-01"
    assert rows["PC2641"][3] == end + "; managed settings and 3 users name it; write claude-new-1", rows
    assert rows["PC2641"][2].endswith("/managed-settings.json") and scene.stand.root not in rows["PC2641"][2], rows
    assert rows["PC2645"][2:] == ("/home/eve/.claude/settings.local.json", "claude-sonnet-9-9 is unknown; 1 user names it"), rows
    text = " ".join(scene.policyctl("status", "--config", scene.stand.config, "--no-clients", status=1).stdout.split())
    assert end + ", " in text and " days left; managed settings and 3 users name it" in text, text
    named = {one["name"]: one for one in asked(scene.stand, "report")["survey"]["models"]["items"]}
    assert set(named) == {"claude-old-1", "claude-new-1", "claude-sonnet-9-9"} and named["claude-old-1"]["users"] == 3, named
    assert named["claude-new-1"]["users"] == 1 and named["claude-new-1"]["managed"] and not named["claude-new-1"]["wrong"], named


def check_fault(scene):
    put(scene.policy, "models: {schedule: 12h, sources: [{name: nobody}]}\n")
    scene.anew()
    until("it says that it cannot", lambda: scene.rows("PC2671"))
    os.unlink(scene.policy)
    scene.again()
    until("nothing stands", lambda: not scene.rows())


def main():
    facts = provider_pages.facts("anthropic")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with Stand(POLICYD, proxy="''") as stand:
        scene = Scene(stand, server)
        put(scene.key, KEY + "\n", 0o600)
        if AS_ROOT:
            plant(stand)
        stand.start()
        assert not scene.rows() and not server.asked
        if AS_ROOT:
            check_named(scene)
            os.unlink(os.path.join(stand.root, "etc/policyctl/models.yaml"))
        check_findings(scene, facts)
        check_news(scene, facts)
        check_doctor(scene)
        check_proposal(scene)
        check_fault(scene)
        assert stand.stop() == 0
        for where, data in written(stand.top, scene.key):
            assert KEY.encode() not in data, where
    server.shutdown()
    print("%d scans, %d questions" % (2, len(server.asked)))


main()
