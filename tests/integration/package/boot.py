#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The service under a real systemd, which is the first process of a container made of the overlay root: boot.py BUILD-DIRECTORY CPACK

What only systemd can show: that the unit starts with all that it takes away, waits until it is configured, comes back when it
was killed, and mends an agent's directory that was removed as a whole."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from deb import DPKG
from root import TOP, Checks, Root, build_packages, need, run, skip
from machine import Place, Repo

PATIENCE = 60  # s; only a defect waits for it
CGROUP = "/sys/fs/cgroup/pc-boot-%d" % os.getpid()
TARGET = "[Unit]\nDescription=policyd, tried\nRequires=sysinit.target dbus.socket\nAfter=sysinit.target\nAllowIsolate=yes\n"


def until(what):
    end = time.time() + PATIENCE
    while time.time() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


class Booted:
    """systemd in namespaces of its own; inside() runs a command beside it."""

    def __init__(self, root):
        self.root, self.pid = root, None
        for kind, where, options in (("sysfs", "sys", "ro"), ("cgroup2", "sys/fs/cgroup", "rw")):
            status, why = run("mount", "-t", kind, "-o", options, kind, root.path(where), check=False)
            if status:
                skip("no %s for a container: %s" % (kind, why.strip()))
        self.group = root.path(CGROUP)
        try:
            os.mkdir(self.group)
        except OSError as err:
            skip("no control group for a container: %s" % err)
        root.write("etc/systemd/system/policyd-tried.target", TARGET)
        script = 'echo $$ > %s/cgroup.procs; exec unshare -m -p -f -u -i -C --kill-child sh -c "$1"' % self.group
        begin = "umount %s; mount -t cgroup2 cgroup2 %s; mount -t proc proc %s; exec chroot %s env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin" \
                " /lib/systemd/systemd --unit=policyd-tried.target --log-target=null --show-status=no" % (
                    root.path("sys/fs/cgroup"), root.path("sys/fs/cgroup"), root.path("proc"), root.root)
        self.process = subprocess.Popen(["sh", "-c", script, "sh", begin], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not until(lambda: self.process.poll() is not None or self.is_up()) or self.process.poll() is not None:
            self.close()
            skip("systemd does not start in a container here")

    def find(self):
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid), encoding="utf-8") as file:
            children = file.read().split()
        self.pid = children[0] if children else None

    def is_up(self):
        self.find()
        return self.pid and self.inside("systemctl", "is-active", "policyd-tried.target", check=False)[0] == 0

    def inside(self, *argv, check=True):
        return run("nsenter", "-t", self.pid, "-m", "-p", "-u", "-i", "-C", "--root", "--wd", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                   "LC_ALL=C.UTF-8", "HOME=/root", *argv, check=check)

    def show(self, what):
        return self.inside("systemctl", "show", "policyd", "-p", what, "--value").strip()

    def close(self):
        if self.pid:
            os.kill(int(self.pid), signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        for directory, _, _ in sorted(os.walk(self.group), reverse=True):
            until(lambda d=directory: try_rmdir(d))


def try_rmdir(path):
    try:
        os.rmdir(path)
    except OSError:
        return not os.path.exists(path)
    return True


def check_service(checks, root, booted, place, repo):
    compliant = lambda: booted.inside("policyctl", "status", "--no-clients", check=False)[0] == 0
    root.inside(*DPKG, "--unpack", PACKAGE[0])
    booted.inside(*DPKG, "--configure", "policyctl")
    checks.that(booted.show("Result") == "exec-condition" and booted.show("UnitFileState") == "enabled", "it waits until it is configured",
                booted.inside("systemctl", "status", "policyd", check=False))
    shutil.copy(place.path("signers"), root.path("etc/policyd/allowed_signers"))
    root.write("etc/policyd/policyd.yaml", "remote: /srv/policy/policy.git\n")
    status, text = booted.inside("systemctl", "restart", "policyd", check=False)
    checks.that(status == 0 and until(compliant), "it starts and the machine is on the policy", text + str(booted.inside("systemctl", "status", "policyd", check=False)))

    policy = root.path("etc/claude-code/managed-settings.d/zz-policyd.json")
    shutil.rmtree(root.path("etc/claude-code"))
    checks.that(until(lambda: os.path.exists(policy)), "a directory that was removed is made again")
    # An overlay does not say who changes files; that policyd may ask can be seen all the same.
    said = booted.inside("journalctl", "-u", "policyd", "--no-pager", "-o", "cat")
    checks.that("is not known here" not in said, "it may ask who changes files", said)
    first = booted.show("MainPID")
    booted.inside("systemctl", "kill", "-s", "KILL", "--kill-whom=main", "policyd")
    checks.that(until(lambda: booted.show("MainPID") not in ("0", first) and compliant()), "it comes back when it was killed")
    repo.publish("Bash(wget:*)")
    booted.inside("systemctl", "reload", "policyd")
    checks.that(until(lambda: os.path.exists(policy) and "wget" in open(policy, encoding="utf-8").read()), "reload looks at the repository")
    check_rights(checks, booted)
    second = booted.show("MainPID")
    booted.inside(*DPKG, "-i", PACKAGE[1])
    checks.that(booted.show("MainPID") not in ("0", second) and until(compliant), "an upgrade restarts it")
    booted.inside("systemctl", "stop", "policyd")
    checks.that(booted.show("Result") == "success", "it ends well", booted.show("Result"))


def check_rights(checks, booted):
    """The roles that stay, as the kernel sees them."""
    script = 'for p in $(cat /sys/fs/cgroup/system.slice/policyd.service/cgroup.procs); do tr "\\0" " " < /proc/$p/cmdline 2> /dev/null; ' \
             'grep -E "^(Uid|CapEff|NoNewPrivs|Seccomp):" /proc/$p/status | tr "\\n\\t" "  "; echo; done'
    lines = [line for line in booted.inside("sh", "-c", script).splitlines() if "Uid:" in line]  # others have ended meanwhile
    of = lambda what: [line for line in lines if what in line]
    checks.that(len(lines) >= 3 and all("NoNewPrivs: 1" in line and "Seccomp: 2" in line for line in lines), "no new privileges", lines)
    checks.that(of("--role=serve") and all("Uid: 0" not in line and "CapEff: 0000000000000000" in line for line in of("--role=serve")), "serve is nobody", lines)
    checks.that(of("--role=apply") and all("CapEff: 000000000000000b" in line for line in of("--role=apply")), "apply has kept three capabilities", lines)


ORCHESTRATOR = """orchestrator:
  spool: /var/spool/policyd-orch
  backends:
    - {name: cat, kind: command, provider: anthropic, argv: [/bin/cat]}
    - {name: self, kind: command, provider: anthropic, argv: [/bin/cat, /proc/self/status]}
    - {name: slow, kind: command, provider: anthropic, argv: [/bin/sleep, "600"]}
  chains:
    - {name: worker, steps: [{backend: cat, model: claude-sonnet-9}]}
    - {name: self, steps: [{backend: self, model: claude-sonnet-9}]}
    - {name: slow, steps: [{backend: slow, model: claude-sonnet-9}]}
  types: [{name: echo, tier: worker}, {name: self, chain: self}, {name: slow, chain: slow}]
"""
MODELS = """as-of: 2026-11-01
models:
  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current, prices: {input: 2.00, output: 10.00}}
"""


def check_orchestrator(checks, root, booted):
    """policyd-orch as its unit has it: started by nobody, a user of its own, workers that have no more than it."""
    show = lambda what: booted.inside("systemctl", "show", "policyd-orch", "-p", what, "--value").strip()
    told = lambda: booted.inside("journalctl", "-u", "policyd-orch", "--no-pager", "-o", "cat", check=False)[1]
    ask = lambda *words: booted.inside("policyctl", *words, check=False)
    checks.that(show("UnitFileState") == "disabled" and show("ActiveState") == "inactive", "nobody starts the orchestrator", show("ActiveState"))
    os.makedirs(root.path("etc/policyctl"), exist_ok=True)
    root.write("etc/policyctl/models.yaml", MODELS)
    root.write("etc/policyctl/orchestrator.yaml", ORCHESTRATOR)
    status, text = booted.inside("systemctl", "start", "policyd-orch", check=False)
    checks.that(status == 0 and show("ActiveState") == "active", "an administrator does", text + told())
    status, text = ask("run", "--type", "echo", "hello there")
    checks.that(status == 0 and "hello there" in text, "it runs a job", text + told())
    status, text = ask("run", "--type", "self", "x")
    fields = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
    checks.that(fields.get("Uid", "0").split("\t")[0] != "0" and fields.get("CapBnd") == "0" * 16 and fields.get("NoNewPrivs") == "1",
                "a worker is nobody and becomes nobody", text)
    root.write("srv/new", '{"do": "submit", "job": {"prompt": "by file", "type": "echo"}}')
    shutil.copy(root.path("srv/new"), root.path("var/spool/policyd-orch/.one"))
    os.chmod(root.path("var/spool/policyd-orch/.one"), 0o644)
    os.rename(root.path("var/spool/policyd-orch/.one"), root.path("var/spool/policyd-orch/one.json"))
    checks.that(until(lambda: root.has("var/spool/policyd-orch/one.done")), "it takes jobs as files",
                booted.inside("sh", "-c", "ls -lR /var/spool/policyd-orch; cat /var/spool/policyd-orch/*.refused", check=False)[1])
    job = ask("job", "submit", "--type", "slow", "x")[1].strip()
    checks.that(until(lambda: "running" in ask("job", "show", job)[1]), "a job runs", told())
    first = show("MainPID")
    booted.inside("systemctl", "kill", "-s", "KILL", "--kill-whom=main", "policyd-orch")
    checks.that(until(lambda: show("MainPID") not in ("0", first) and ask("job", "list")[0] == 0), "it comes back when it was killed", told())
    checks.that(until(lambda: "running" in ask("job", "show", job)[1]), "and goes on with its jobs", told())
    booted.inside("systemctl", "reload", "policyd-orch")
    checks.that(until(lambda: "is what the files say" in told()), "reload reads its files", told())
    booted.inside("systemctl", "stop", "policyd-orch")
    checks.that(show("Result") == "success", "it ends well", show("Result") + told())


PACKAGE = []


def main():
    build, cpack = sys.argv[1:]
    need("dpkg", "nsenter", "unshare", "git", "ssh-keygen", "/lib/systemd/systemd")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="pc-boot-") as out:
        os.chmod(out, 0o755)
        PACKAGE.extend(build_packages(build, cpack, "DEB", ["0.0.8", "0.0.9"], out))
        place = Place()
        repo = Repo(place, "policy")
        repo.publish("Bash(curl:*)")
        root = Root([TOP, build, out, place.top])
        booted = None
        try:
            root.inside(*DPKG, "--purge", "policyctl", check=False)
            # Where images are made, services are kept from starting by this.
            if root.has("usr/sbin/policy-rc.d"):
                os.unlink(root.path("usr/sbin/policy-rc.d"))
            # The service has a /tmp of its own.
            os.makedirs(root.path("srv/policy"))
            run("mount", "--bind", place.top, root.path("srv/policy"))
            booted = Booted(root)
            check_service(checks, root, booted, place, repo)
            check_orchestrator(checks, root, booted)
        finally:
            if booted:
                booted.close()
            root.close()
    checks.end("boot")


if __name__ == "__main__":
    main()
