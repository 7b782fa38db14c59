#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What policyctl models scan makes of answers, good and broken; where keys go; what it may do.  fetching.py POLICYCTL HARNESS"""
import hashlib
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

POLICYCTL = sys.argv[1]
sys.path.insert(0, sys.argv[2])
from provider_server import ProviderServer  # noqa: E402

failures = 0
ENVIRONMENT = {**os.environ, "no_proxy": "*", "ASAN_OPTIONS": "detect_leaks=0"}


def check(what, holds, why=""):
    global failures
    if not holds:
        failures += 1
        print("not ok: %s %s" % (what, why))


def models(*names):
    return {"data": [{"id": name, "type": "model", "display_name": name, "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active",
                      "deprecated_at": None, "retires_at": None} for name in names]}


def anthropic(path):
    """Three pages, by after_id."""
    pages = {"": ("claude-a-1", "claude-a-2"), "claude-a-2": ("claude-b-1", "claude-b-2"), "claude-b-2": ("claude-c-1",)}
    after = path.partition("after_id=")[2].partition("&")[0]
    page = models(*pages[after])
    page.update(has_more=after != "claude-b-2", first_id=pages[after][0], last_id=pages[after][-1])
    return json.dumps(page).encode()


OPENAI = json.dumps({"object": "list", "data": [{"id": "gpt-a-%d" % i, "object": "model", "created": 1760000000, "owned_by": "openai"}
                                                for i in range(40)]}).encode()


def key(seed):
    """A key that is nobody's."""
    return "sk-" + "ant-" + hashlib.sha256(seed.encode()).hexdigest()


def run(*words, status=0, env=None):
    got = subprocess.run([POLICYCTL, "models", "scan", *words], capture_output=True, text=True, env=env or ENVIRONMENT)
    check("exit status of %s" % (words,), got.returncode == status, "%d: %s" % (got.returncode, got.stderr))
    return got


def readings(*words, status=0):
    return {r["name"]: r for r in json.loads(run("--readings", *words, status=status).stdout)["readings"]}


def secret_file(directory, name, text, mode=0o600):
    path = os.path.join(directory, name)
    with open(path, "w") as out:
        out.write(text + "\n")
    os.chmod(path, mode)
    return path


CLASSES = {"redirect": "redirected", "slow": "offline", "stalled": ("short", "offline"), "cut": "short", "half": ("short", "shape"), "type": "type",
           "login": "type", "huge": "large", "bomb": "large", "bad_gzip": "short", "script": ("script", "shape", "type"), "empty": "short",
           "nothing": "offline", "not_http": "offline", 500: "status", 503: "status", 429: "status", 404: "status", 204: "status",
           401: "no-key", 403: "no-key"}
GOOD = (None, "gzip", "no_type")


def test_answers(server, key_file):
    def one(how):
        path = "/openai/%s" % how
        server.documents[path] = ("application/json", OPENAI)
        server.broken[path] = how
        return how, readings("--source", "openai-api=" + server.url(path), "--key", "openai-api=file:" + key_file,
                             "--deadline", "1s" if how in ("slow", "stalled") else "60s",
                             status=0 if how in GOOD else 70)["openai-api"]

    with ThreadPoolExecutor(6) as pool:
        for how, got in pool.map(one, (*CLASSES, *GOOD)):
            if how in GOOD:
                check("%s is read" % how, got["read"] and len(got["models"]) == 40, got)
                check("%s is summed up" % how, got["sha256"] == hashlib.sha256(OPENAI).hexdigest())
                continue
            wanted = (CLASSES[how],) if isinstance(CLASSES[how], str) else CLASSES[how]
            check("%s is %s" % (how, wanted), not got["read"] and got["unread"] in wanted and not got["models"] and got["why"], got)
            check("%s tells no more than it may" % how, "nobodys-business" not in json.dumps(got))


def test_pages(server, key_file):
    words = ("--source", "anthropic-api=" + server.url("/anthropic"), "--key", "anthropic-api=file:" + key_file)
    server.asked.clear()
    before = server.connections
    got = readings(*words)["anthropic-api"]
    check("all pages are read", got["read"] and [m["id"] for m in got["models"]] ==
          ["claude-a-1", "claude-a-2", "claude-b-1", "claude-b-2", "claude-c-1"], got)
    check("of one connection", server.connections == before + 1, server.connections - before)
    check("in three questions", len(server.asked) == 3)
    whole = b"".join(anthropic(path) for path, _ in server.asked)
    check("what came is summed up", got["sha256"] == hashlib.sha256(whole).hexdigest())

    good = server.documents["/anthropic"]

    def later(how):
        def answer(path):
            return good[1](path) if "after_id" not in path else how
        return answer

    for name, body in ("half", b'{"data": [{"id": "cla'), ("none", b""), ("other", b'{"error": {}}'):
        server.documents["/anthropic"] = (good[0], later(body))
        got = readings(*words, status=70)["anthropic-api"]
        check("a second page that is %s: nothing follows" % name, not got["read"] and not got["models"], got)

    def endless(path):
        n = len(server.asked)
        page = models("claude-%d" % n)
        page.update(has_more=True, last_id="claude-%d" % n)
        return json.dumps(page).encode()

    server.documents["/anthropic"] = (good[0], endless)
    server.asked.clear()
    got = readings(*words, status=70)["anthropic-api"]
    check("pages come to an end", got["unread"] == "large" and len(server.asked) == 32, (got, len(server.asked)))
    server.documents["/anthropic"] = good


def test_keys(server, directory):
    secret = key("first")
    key_file = secret_file(directory, "first", secret)
    words = ("--source", "anthropic-api=" + server.url("/anthropic"))
    for reference in ("file:" + key_file, "exec:" + program(directory, "printf '%%s\\n' '%s'" % secret)):
        got = run("--readings", *words, "--key", "anthropic-api=" + reference)
        headers = server.headers_of("/anthropic")
        check("the key goes in a header", headers.get("x-api-key") == secret, headers)
        check("with the version", headers.get("anthropic-version"))
        check("and stands nowhere else", secret not in got.stdout + got.stderr and secret[10:40] not in got.stdout + got.stderr)
        check("nor in an address", not any(secret in path for path, _ in server.asked))
    server.broken["/anthropic"] = 401
    got = run("--readings", *words, "--key", "anthropic-api=file:" + key_file, status=70)
    check("refused keys are not told", secret not in got.stdout + got.stderr and '"no-key"' in got.stdout)
    server.broken["/anthropic"] = "redirect"
    run("--readings", *words, "--key", "anthropic-api=file:" + key_file, status=70)
    server.broken.clear()

    asked = len(server.asked)
    for name, reference in (("open", "file:" + secret_file(directory, "open", secret, 0o644)),
                            ("two words", "file:" + secret_file(directory, "words", secret + " " + secret)),
                            ("a line break", "file:" + secret_file(directory, "lines", secret + "\nX-Evil: 1")),
                            ("not there", "file:" + os.path.join(directory, "nothing")),
                            ("a program that fails", "exec:" + program(directory, "echo %s; exit 3" % secret)),
                            ("a program of everybody's", "exec:" + program(directory, "echo " + secret, 0o777)),
                            ("no program", "exec:" + directory)):
        got = run("--readings", *words, "--key", "anthropic-api=" + reference, status=70)
        check("a key that is %s" % name, '"no-key"' in got.stdout and secret not in got.stdout + got.stderr, got.stdout)
    got = run("--readings", *words, status=70)
    check("no key at all", '"no-key"' in got.stdout)
    check("nobody was asked with any of these", len(server.asked) == asked, server.asked[asked:])
    for reference in (secret, "env:ANTHROPIC_API_KEY", "file:relative", "exec:relative", ""):
        got = run("--readings", *words, "--key", "anthropic-api=" + reference, status=64 if reference else 70)
        check("a reference that is none", secret not in got.stdout + got.stderr, got.stderr)
    got = run("--readings", *words, "--key", secret, status=64)
    check("a key in place of an option", secret not in got.stdout + got.stderr)
    got = run("--readings", "--source", "openrouter=" + server.url("/x"), "--key", "openrouter=file:" + key_file, status=64)
    check("a key for who wants none", "takes no key" in got.stderr)


def program(directory, line, mode=0o700):
    path = os.path.join(directory, "program-%s" % hashlib.sha256((line + str(mode)).encode()).hexdigest()[:8])
    with open(path, "w") as out:
        out.write("#!/bin/sh\n%s\n" % line)
    os.chmod(path, mode)
    return path


def test_process(server, directory):
    """While it waits: what others see of it, and what it may do."""
    secret = key("seen")
    key_file = secret_file(directory, "seen", secret)
    server.broken["/anthropic"] = "slow"
    asked = len(server.asked)
    process = subprocess.Popen([POLICYCTL, "models", "scan", "--readings", "--source", "anthropic-api=" + server.url("/anthropic"),
                                "--key", "anthropic-api=file:" + key_file, "--deadline", "20s"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    try:
        for _ in range(2000):
            if len(server.asked) > asked:
                break
            time.sleep(0.005)
        check("it asks", len(server.asked) > asked)
        children = open("/proc/%d/task/%d/children" % (process.pid, process.pid)).read().split()
        check("there is one", len(children) == 1)
        child = children[0]
        for pid in (str(process.pid), child):
            check("no key in the words", secret.encode() not in open("/proc/%s/cmdline" % pid, "rb").read())
        text = open("/proc/%s/status" % child).read()
        check("it gave up new privileges", "NoNewPrivs:\t1" in text)
        check("and system calls", "Seccomp:\t2" in text)
        # Of a process that nobody may look into everything belongs to root.
        check("nobody may look into it", os.geteuid() == 0 or os.stat("/proc/%s/environ" % child).st_uid == 0)
    finally:
        server.over.set()
        out, said = process.communicate()
    check("it went on", b'"offline"' in out and secret.encode() not in out + said, out + said)
    server.over.clear()
    server.broken.clear()


def test_words(server):
    got = run("--readings", "--source", "openruter", status=64)
    check("what was meant", "did you mean 'openrouter'" in got.stderr)
    for url in ("http://192.0.2.1/", "ftp://127.0.0.1/", "https://me:pass@127.0.0.1/", "file:///etc/passwd", "127.0.0.1"):
        run("--readings", "--source", "openrouter=" + url, status=64)
    run("--readings", "--source", "openrouter", "--source", "openrouter", status=64)
    run("--readings", "--deadline", "never", status=64)
    run("--readings", "--at", "yesterday", status=64)
    run("--readings", "--ca-file", "/nowhere/ca.pem", "--source", "openrouter=https://127.0.0.1:1/", "--deadline", "1s", status=70)
    names = run("--list-sources").stdout
    check("names", "openrouter" in names and "anthropic-api" in names and "(with a key)" in names)
    got = subprocess.run([os.path.join(os.path.dirname(POLICYCTL), "policyctl-rollcall")], capture_output=True, text=True)
    check("without a ledger", got.returncode == 64 and "--ledger" in got.stderr)


def needed(program):
    """The libraries that a program names, from its own header."""
    got = subprocess.run(["readelf", "-d", program], capture_output=True, text=True)
    return got.stdout if got.returncode == 0 else None


def test_links():
    libraries = needed(POLICYCTL)
    if libraries is not None:
        check("policyctl itself knows no network", "libcurl" not in libraries and "libxml2" not in libraries, libraries)


def main():
    with tempfile.TemporaryDirectory() as directory, \
            ProviderServer({"/openai": ("application/json", OPENAI), "/anthropic": ("application/json", anthropic)}) as server:
        key_file = secret_file(directory, "key", key("usual"))
        test_links()
        test_words(server)
        test_answers(server, key_file)
        test_pages(server, key_file)
        test_keys(server, directory)
        test_process(server, directory)
    print("fetching:", "ok" if not failures else "%d failures" % failures)
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
