# SPDX-License-Identifier: Apache-2.0
"""A root directory of its own for installing packages: this machine's, as it is, under an overlay that forgets everything.

So there is a real dpkg with a real list of what is installed, users, scripts that run, and nothing of it reaches the machine.
What stands here of policyctl already is taken away first."""
import ctypes
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(TOP, "tests", "integration", "sync"))
CLONE_NEWNS = 0x20000
OURS = ("etc/policyd", "etc/claude-code", "var/lib/policyd", "var/lib/policyctl", "var/spool/policyctl", "run/policyd",
        "var/lib/policyd-orch", "var/spool/policyd-orch", "run/policyd-orch")


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


def need(*programs):
    if os.geteuid() != 0:
        skip("only root can make users and their directories")
    for program in programs:
        if not shutil.which(program):
            skip(program + " is not installed")


def run(*argv, check=True, **more):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)
    text = done.stdout.decode(errors="replace")
    if check and done.returncode:
        sys.exit("%s: exit %d\n%s" % (" ".join(argv), done.returncode, text))
    return text if check else (done.returncode, text)


def build_packages(build, cpack, generator, versions, out):
    """A package of each version, from the same build."""
    packages = []
    for version in versions:
        where = os.path.join(out, version)
        run(cpack, "--config", os.path.join(build, "CPackConfig.cmake"), "-G", generator, "-B", where, "-D", "CPACK_PACKAGE_VERSION=" + version)
        packages += [os.path.join(where, name) for name in os.listdir(where) if name.endswith("." + generator.lower())]
    if len(packages) != len(versions):
        sys.exit("not a package for each version: %s" % packages)
    return packages


class Root:
    def __init__(self, shared):
        """shared: directories of this machine that are to be seen inside."""
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) < 0:
            skip("no mount namespace: " + os.strerror(ctypes.get_errno()))
        run("mount", "--make-rprivate", "/")
        self.top = tempfile.mkdtemp(prefix="pc-root-")
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", self.top)
        for name in ("upper", "work", "root"):
            os.mkdir(os.path.join(self.top, name))
        self.root = os.path.join(self.top, "root")
        layers = "lowerdir=/,upperdir=%s/upper,workdir=%s/work" % (self.top, self.top)
        status, why = run("mount", "-t", "overlay", "-o", layers, "overlay", self.root, check=False)
        if status:
            self.close()
            skip("no overlay over this machine's root: " + why.strip())
        for name, kind in (("proc", "proc"), ("tmp", "tmpfs"), ("run", "tmpfs")):
            run("mount", "-t", kind, kind, self.path(name))
        run("mount", "--rbind", "/dev", self.path("dev"))
        for place in shared:
            os.makedirs(self.path(place), exist_ok=True)
            run("mount", "--bind", place, self.path(place))
        for name in OURS:
            shutil.rmtree(self.path(name), ignore_errors=True)

    def close(self):
        run("umount", "-R", "-l", self.top, check=False)
        os.rmdir(self.top)

    def path(self, name):
        return os.path.join(self.root, name.lstrip("/"))

    def inside(self, *argv, check=True):
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8", "TZ": "UTC", "DEBIAN_FRONTEND": "noninteractive"}
        return run("chroot", self.root, *argv, check=check, env=env)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def has(self, name):
        return os.path.lexists(self.path(name))

    def unit(self):
        """The [Service] section of the unit, as lists: keys may come again."""
        found = {}
        for line in self.read("usr/lib/systemd/system/policyd.service").splitlines():
            if "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                found.setdefault(key, []).append(value)
        return found

    def as_the_unit(self, *argv, check=True):
        """Runs it with no more rights than the unit leaves: capabilities, files, umask."""
        unit = self.unit()
        caps = ",".join("+" + cap.lower().removeprefix("cap_") for cap in " ".join(unit["CapabilityBoundingSet"]).split())
        writable = [p.lstrip("-") for p in unit["ReadWritePaths"][0].split() if self.has(p.lstrip("-"))]
        script = "set -e; umask %s; for p in %s /tmp; do mount --rbind $p $p; done; mount -o remount,bind,ro /; " % (unit["UMask"][0], " ".join(writable))
        script += 'exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,%s "$@"' % caps
        return self.inside("unshare", "-m", "sh", "-c", script, "sh", *argv, check=check)

    def digests(self, name):
        """Every file below name, with owner and mode: what an upgrade may not touch. Not what sqlite keeps beside a database."""
        seen = {}
        for directory, names, files in os.walk(self.path(name)):
            for entry in names + files:
                path = os.path.join(directory, entry)
                st = os.lstat(path)
                if entry.endswith(("-wal", "-shm")) or "/export" in path:
                    continue
                text = b""
                if entry in files and not os.path.islink(path):
                    with open(path, "rb") as file:
                        text = file.read()
                seen[path.removeprefix(self.root)] = (st.st_uid, st.st_gid, oct(st.st_mode), hashlib.sha256(text).hexdigest()[:12])
        return seen

    def rows(self):
        """Every row of every table of the record."""
        path = self.path("var/lib/policyd/record/policyd.db")
        with sqlite3.connect(path) as db:
            tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            found = {name: list(db.execute('SELECT * FROM "%s"' % name)) for name in tables}
        db.close()
        return found


class Checks:
    def __init__(self):
        self.right, self.wrong = 0, 0

    def that(self, holds, what, more=""):
        if holds:
            self.right += 1
        else:
            self.wrong += 1
            print("WRONG: %s %s" % (what, more))

    def same(self, before, after, what):
        lost = {key: (value, after.get(key)) for key, value in before.items() if after.get(key) != value}
        self.that(not lost, what, str(lost)[:2000])

    def end(self, what):
        print("%s: %d right, %d wrong" % (what, self.right, self.wrong))
        sys.exit(1 if self.wrong else 0)


def check_fresh(checks, root):
    """What every installation has to look like, whichever package brought it."""
    wanted = [line.split() for line in root.read("usr/lib/tmpfiles.d/policyd.conf").splitlines() if line.startswith("d ")]
    checks.that(len(wanted) >= 6, "directories in tmpfiles.d")
    for _, name, mode, user, group, _ in wanted:
        seen = root.inside("stat", "-c", "%a %U %G", name).split()
        checks.that(seen == [mode.lstrip("0"), user, group], name, seen)
    for user in ("policyd", "policyd-sync", "policyd-models", "policyd-orch"):
        entry = root.inside("getent", "passwd", user).strip().split(":")
        checks.that(entry[6].endswith("nologin") and int(entry[2]) != 0, "the user " + user, entry)
    checks.that(root.has("etc/systemd/system/multi-user.target.wants/policyd.service"), "the service is enabled")
    checks.that(root.has("usr/lib/systemd/system/policyd-orch.service"), "the orchestrator's unit")
    checks.that(not root.has("etc/systemd/system/multi-user.target.wants/policyd-orch.service"), "which nobody enabled")
    checks.that(root.inside("policyctl", "--version").startswith("policyctl "), "policyctl runs")
    checks.that(root.inside("policyd", "--version").startswith("policyd "), "policyd runs")
    checks.that(root.inside("policyd-orch", "--version").startswith("policyd-orch "), "policyd-orch runs")
    checks.that("statically" in root.inside("file", "/usr/bin/policyctl-hook") or not root.has("usr/bin/file"), "the hook is linked statically")
    checks.that(root.has("usr/bin/policyctl-helper"), "the client's helper")
    for page in ("man1/policyctl.1", "man8/policyd.8"):
        checks.that(root.has("usr/share/man/%s.gz" % page), page)
    for name in ("bash-completion/completions/policyctl", "zsh/site-functions/_policyctl", "fish/vendor_completions.d/policyctl.fish"):
        checks.that(root.has("usr/share/" + name), name)
    check_queue(checks, root)
    condition = root.unit()["ExecCondition"][0].split('"')
    checks.that(root.inside("grep", "-qs", condition[1], "/etc/policyd/policyd.yaml", check=False)[0] == 1, "it waits until it is configured")
    status, text = root.inside("policyd", "--check", check=False)
    checks.that(status == 78 and "remote" in text, "what is missing is said", text)
    root.write("etc/policyd/policyd.yaml", root.read("etc/policyd/policyd.yaml") + "remote: /nowhere\n")
    checks.that(root.inside("grep", "-qs", condition[1], "/etc/policyd/policyd.yaml", check=False)[0] == 0, "it starts once it is configured")


def check_queue(checks, root):
    """What serve queues, the role that sends can read, and nobody else."""
    name = "/var/lib/policyd/queue/0.json"
    by = lambda user, script: root.inside("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "sh", "-c", script, check=False)[0]
    checks.that(by("policyd", "umask 077; echo x > %s && chmod 640 %s" % (name, name)) == 0, "serve queues reports")
    checks.that(by("policyd-sync", "cat " + name) == 0, "who sends can read them")
    checks.that(by("policyd-sync", "rm -f %s; test ! -e %s" % (name, name)) != 0 and by("nobody", "cat " + name) != 0, "and no more, and nobody else")
    os.unlink(root.path(name))


def put_in_force(checks, root, place, repo):
    """policyd as the service runs it, twice: two generations, in a database of the user's who keeps it."""
    root.write("etc/policyd/policyd.yaml", "# Ours.\nremote: %s\n" % repo.bare)
    with open(place.path("signers"), encoding="utf-8") as file:
        root.write("etc/policyd/allowed_signers", file.read())
    for rule in ("Bash(curl:*)", "Bash(wget:*)"):
        repo.publish(rule)
        status, text = root.as_the_unit("policyd", "--once", check=False)
        checks.that(status == 0, "policyd --once", text)
    policy = root.read("etc/claude-code/managed-settings.d/zz-policyd.json")
    checks.that("Bash(wget:*)" in policy, "the policy is in force", policy)
    checks.that(len(root.rows()["generation"]) == 2, "two generations are recorded", root.rows()["generation"])
    owner = root.inside("stat", "-c", "%U %a", "/var/lib/policyd/record/policyd.db").split()
    checks.that(owner[0] == "policyd" and owner[1][-1] == "0", "the record is policyd's", owner)
    mode = root.inside("stat", "-c", "%U %a", "/etc/claude-code/managed-settings.d/zz-policyd.json").strip()
    checks.that(mode == "root 644", "everybody reads the policy, root writes it", mode)


def seed(root, build):
    """Rows of every kind into the record, by the tests' own writer."""
    lines = ['{"table": "drift", "at": %d, "path": "/etc/claude-code/x", "kind": "changed"}' % n for n in range(100)]
    lines += ['{"table": "finding", "at": %d, "code": "PC1310", "text": "x"}' % n for n in range(100)]
    program = os.path.join(build, "tests", "record_seed")
    root.write("tmp/rows", "\n".join(lines) + "\n")
    root.inside("sh", "-c", "setpriv --reuid=policyd --regid=policyd --clear-groups %s /var/lib/policyd/record/policyd.db < /tmp/rows" % program)
