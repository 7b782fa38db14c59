# SPDX-License-Identifier: Apache-2.0
"""What hook and hostile-commands share: policies of many rules, the hook's input, and bench_exec, which times whole
processes."""
import json
import os
import subprocess
import sys


def rules(count):
    """Deny rules of all kinds, and few allow rules, as policies have them."""
    kinds = ("Bash(tool%d:*)", "Read(./secrets/%d/**)", "Bash(git sub%d *)", "WebFetch(domain:host%d.example)", "Edit(//srv/%d/*.conf)",
             "mcp__server%d__tool", "Bash(npm run task-%d)", "Read(~/.config/app%d/token)")
    return {"permissions": {"allow": ["Bash", "Read"], "deny": ["Bash(curl:*)"] + [kinds[n % len(kinds)] % n for n in range(count - 3)]}}


def request(command, cwd):
    return json.dumps({"session_id": "bench", "transcript_path": "/tmp/t", "cwd": cwd, "permission_mode": "default",
                       "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_use_id": "toolu_1",
                       "tool_input": {"command": command, "description": "work"}})


def hook_words(bin, top, size):
    """The hook under a policy of so many rules; top: a directory to keep it in."""
    managed = os.path.join(top, "etc%d" % size)
    os.makedirs(managed)
    with open(os.path.join(managed, "managed-settings.json"), "w", encoding="utf-8") as out:
        json.dump(rules(size), out)
    return [os.path.join(bin, "policyctl-hook"), "--managed", managed, "--state", os.path.join(top, "state%d" % size)]


def measure(bin, rounds, stdin, commands, **who):
    """What bench_exec says of each command; who: as which user, for subprocess."""
    words = [os.path.join(bin, "..", "tests", "bench_exec"), str(rounds), stdin]
    for command in commands:
        words += ["--"] + command
    run = subprocess.run(words, capture_output=True, text=True, check=False, **who)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path
