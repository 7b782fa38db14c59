#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs each line for real, and asks the strict profile about it: compare.py LINES POLICYCTL

A line names the program "marked", which is denied; it only writes down that it ran.
When it ran, the verdict must be deny (or ask, for lines that begin with "ask:"); when it
did not, the verdict must be allow.  Lines whose first word in brackets is not installed, or
which begin with "root:" and are not run by root, are left out and counted.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def lines_of(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield line


def did_run(line, work):
    log = os.path.join(work, "ran")
    if os.path.exists(log):
        os.unlink(log)
    env = {"PATH": work + "/bin:" + os.environ["PATH"], "HOME": work, "RAN": log, "LC_ALL": "C",
           "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["bash", "--norc", "-c", line], cwd=work + "/w", env=env, timeout=20,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.exists(log)


def verdicts(lines, program, work):
    calls = "".join(json.dumps({"tool": "Bash", "input": {"command": line}}) + "\n" for line in lines)
    run = subprocess.run([program, "check", "--batch", "--profile", "strict", "--managed", work + "/managed",
                          "--home", work, "--cwd", work + "/w"], input=calls, capture_output=True, text=True)
    return [json.loads(answer)["verdict"] for answer in run.stdout.splitlines()]


def prepare(work):
    for name in ("bin", "managed", "w"):
        os.mkdir(os.path.join(work, name))
    marked = os.path.join(work, "bin", "marked")
    with open(marked, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho \"$@\" >>\"$RAN\"\n")
    os.chmod(marked, 0o755)
    with open(work + "/managed/managed-settings.json", "w", encoding="utf-8") as file:
        json.dump({"permissions": {"deny": ["Bash(marked:*)"], "allow": ["Bash"]}}, file)
    for name in ("a.c", "b.txt"):
        with open(os.path.join(work, "w", name), "w", encoding="utf-8") as file:
            file.write(name + "\n")


def main():
    wanted, left_out, wrong = [], 0, 0
    for line in lines_of(sys.argv[1]):
        need, flags, text = re.match(r"(?:\[([\w.-]+)\] )?((?:root: |ask: )*)(.*)", line).groups()
        if (need and not shutil.which(need)) or ("root:" in flags and os.geteuid() != 0):
            left_out += 1
        else:
            wanted.append((flags, text))
    with tempfile.TemporaryDirectory() as work:
        prepare(work)
        said = verdicts([text for _, text in wanted], sys.argv[2], work)
        for (flags, text), verdict in zip(wanted, said):
            want = ("ask" if "ask:" in flags else "deny") if did_run(text, work) else "allow"
            if want != verdict:
                wrong += 1
                print("%s\n  really: %s, verdict: %s" % (text, want, verdict))
    print("%d lines, %d left out, %d differ" % (len(wanted), left_out, wrong))
    return 1 if wrong or len(said) != len(wanted) or not wanted else 0


sys.exit(main())
