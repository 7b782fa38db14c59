#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""policyctl audit --verify against a gateway on loopback: what is asked, how often, and
what is told.  verify.py POLICYCTL"""

import hashlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

POLICYCTL = sys.argv[1]
asked = []
failures = 0


def key(seed):
    """A key that is nobody's."""
    return "sk-or-" + "v1-" + hashlib.sha256(seed.encode()).hexdigest()


ALIVE, DEAD, ODD, BUSY, AFTER = (key(s) for s in ("alive", "dead", "odd", "busy", "after"))
ANSWERS = {ALIVE: 200, DEAD: 401, ODD: 503, BUSY: 429, AFTER: 200}


class Gateway(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        asked.append((time.monotonic(), self.headers.get("Host"), self.path, bearer))
        self.send_response(ANSWERS.get(bearer, 418))
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *args):
        pass


def check(what, holds):
    global failures
    if not holds:
        failures += 1
        print("not ok:", what)


def audit(directory, policy, *more):
    with open(os.path.join(directory, "audit.yaml"), "w") as out:
        out.write(policy)
    return subprocess.run(
        [POLICYCTL, "audit", "--policy", os.path.join(directory, "audit.yaml"), "--format",
         "json", "--verify", *more, os.path.join(directory, "tree")],
        capture_output=True, text=True, env={**os.environ, "XDG_CONFIG_HOME": directory,
                                             "no_proxy": "*"})


def lives(run):
    """Of each key by the file that it stands in."""
    return {os.path.basename(i["places"][0]["path"]): i.get("life")
            for i in json.loads(run.stdout)["incidents"]}


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as directory:
        tree = os.path.join(directory, "tree")
        os.mkdir(tree)
        for name, text in ("alive", ALIVE), ("dead", DEAD), ("odd", ODD), ("again", ALIVE):
            with open(os.path.join(tree, name), "w") as out:
                out.write(f"OPENROUTER_API_KEY={text}\n")

        run = audit(directory, "audit:\n  on-write: off\n")
        check("nobody is asked where no policy says so", run.returncode == 70 and not asked)
        run = audit(directory, f"audit:\n  verify: [Groq]\n  verify-at: {here}\n")
        check("nobody but those that it names", not asked and set(lives(run).values()) == {None})

        run = audit(directory, f"audit:\n  verify: [OpenRouter]\n  verify-at: {here}/\n")
        told = lives(run)
        check("alive", told.get("again") == "alive")
        check("dead", told.get("dead") == "dead")
        check("neither", told.get("odd") == "uncertain")
        check("each key once", len(asked) == 3)
        check("by the provider's name", all(a[1] == "openrouter.ai" for a in asked))
        check("slowly", all(b[0] - a[0] >= 0.2 for a, b in zip(asked, asked[1:])))
        written = run.stdout + run.stderr
        for secret in ALIVE, DEAD, ODD:
            check("no key is told", secret not in written and secret[9:21] not in written)

        asked.clear()
        os.remove(os.path.join(tree, "odd"))
        with open(os.path.join(tree, "busy"), "w") as out:
            out.write("".join(f"OPENROUTER_API_KEY={k}\n" for k in (BUSY, AFTER)))
        run = audit(directory, f"audit:\n  verify: [all]\n  verify-at: {here}\n")
        check("who says it is too much is left alone", BUSY not in [a[3] for a in asked[:-1]])

        server.shutdown()
        server.server_close()
        asked.clear()
        run = audit(directory, f"audit:\n  verify: [all]\n  verify-at: {here}\n")
        check("no answer is no death", set(lives(run).values()) == {"uncertain"})
        run = audit(directory, "audit:\n  verify: [all]\n  verify-at: http://192.0.2.1\n")
        check("nothing goes out unencrypted", set(lives(run).values()) == {"uncertain"})
    print("verify:", "ok" if not failures else f"{failures} failures")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
