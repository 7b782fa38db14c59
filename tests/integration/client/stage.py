# SPDX-License-Identifier: Apache-2.0
"""One start of the client, run as the first process of mount, pid and network namespaces: stage.py < SCENARIO.

Nothing that the client runs can leave a trace: the file system is read-only, but for a tmpfs with the project, the
home, a copy of /etc and /tmp; /dev has a few harmless nodes; the network is a loopback with the model's endpoint.
Prints {"results": {number: [is_error, text]}, "exit", "stderr", "told": what the model was told first, "log": the
decision log}, or {"unfit": why} when the machine does not let
us lay this out.
"""
import json
import os
import shutil
import subprocess
import sys

import messages

NODES = ("null", "zero", "full", "random", "urandom", "tty")


def mount(*words):
    subprocess.run(("mount",) + words, check=True, capture_output=True, text=True)


def lay_dev(top):
    """A /dev of our own, so that nobody can remove or replace what others need."""
    dev = os.path.join(top, "dev")
    os.makedirs(os.path.join(dev, "shm"))
    for name in NODES:
        with open(os.path.join(dev, name), "w", encoding="ascii"):
            pass
        mount("--bind", "/dev/" + name, os.path.join(dev, name))
        mount("-o", "remount,bind,ro", os.path.join(dev, name))
    os.symlink("/proc/self/fd", os.path.join(dev, "fd"))
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink("/proc/self/fd/%d" % number, os.path.join(dev, name))
    mount("--rbind", dev, "/dev")


def lock_rest(top):
    """Makes every mount read-only that is not ours."""
    with open("/proc/self/mounts", encoding="utf-8") as lines:
        points = [line.split()[1].encode().decode("unicode_escape") for line in lines]
    for point in points:
        ours = (top, "/dev", "/proc", "/tmp", "/etc")
        if not any(point == o or point.startswith(o + "/") for o in ours):
            mount("-o", "remount,bind,ro", point)


def lay(scenario):
    top = scenario["top"]
    mount("--make-rprivate", "/")
    mount("-t", "tmpfs", "tmpfs", top)
    for name in ("proj", "home", "tmp", "bin", "state"):
        os.makedirs(os.path.join(top, name))
    shutil.copytree("/etc", os.path.join(top, "etc"), symlinks=True, ignore_dangling_symlinks=True)
    managed = os.path.join(top, "etc", "claude-code")
    shutil.rmtree(managed, ignore_errors=True)
    os.makedirs(managed)
    for name in ("policyctl", "policyctl-hook"):
        shutil.copy(os.path.join(scenario["programs"], name), os.path.join(top, "bin", name))
    for name, text in scenario["files"].items():
        with open(os.path.join(top, name), "w", encoding="utf-8") as out:
            out.write(text)
    mount("--bind", os.path.join(top, "etc"), "/etc")
    mount("--bind", os.path.join(top, "tmp"), "/tmp")
    mount("-t", "proc", "proc", "/proc")
    lay_dev(top)
    lock_rest(top)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True, capture_output=True, text=True)


def deploy(scenario):
    """The hook as it is deployed to machines, then what is wrong with this one."""
    if not scenario["hook"]:
        return
    hook = os.path.join(scenario["top"], "bin", "policyctl-hook")
    subprocess.run([os.path.join(scenario["top"], "bin", "policyctl"), "hook", "--install", "--managed", "/etc/claude-code",
                    "--state", os.path.join(scenario["top"], "state"), "--time-limit", "1"], check=True, capture_output=True, text=True)
    if scenario["hook"] == "missing":
        os.unlink(hook)
    elif scenario["hook"] != "sound":
        with open(hook, "w", encoding="ascii") as out:
            out.write(scenario["hook"])


def run_client(scenario):
    model, port = messages.serve(scenario["calls"])
    top = scenario["top"]
    env = {"PATH": os.environ["PATH"], "HOME": top + "/home", "TMPDIR": "/tmp", "SHELL": "/bin/bash", "LANG": "C.UTF-8",
           "ANTHROPIC_BASE_URL": "http://127.0.0.1:%d" % port, "ANTHROPIC_API_KEY": "none",
           "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1", "BASH_DEFAULT_TIMEOUT_MS": "5000"}
    client = subprocess.run([scenario["client"], "-p", "go", "--model", "claude-sonnet-4-6"], cwd=top + "/proj", env=env,
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    log = top + "/state/decisions.jsonl"
    return {"results": model.results, "exit": client.returncode, "stderr": client.stderr[-2000:] + client.stdout[-500:],
            "told": model.told, "log": open(log, encoding="utf-8").read() if os.path.exists(log) else ""}


def main():
    scenario = json.load(sys.stdin)
    try:
        lay(scenario)
    except (OSError, shutil.Error, subprocess.CalledProcessError) as error:
        print(json.dumps({"unfit": "%s %s" % (error, getattr(error, "stderr", ""))}))
        return
    deploy(scenario)
    print(json.dumps(run_client(scenario)))


main()
