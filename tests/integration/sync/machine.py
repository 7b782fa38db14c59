# SPDX-License-Identifier: Apache-2.0
"""A machine (a root directory, state, policyd.yaml) and repositories with signed policies, for the tests in this directory."""
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

AS_ROOT = os.geteuid() == 0
OTHER = "nobody"  # who syncs and serves when we are root


def need(*programs):
    for program in programs:
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            print("skipped: %s is not installed (packaging/install-deps test)" % program)
            sys.exit(77)


def program(name):
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def run(*argv, data=None, check=True, **more):
    done = subprocess.run(argv, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **more)
    if check and done.returncode:
        sys.exit("%s: %s" % (" ".join(argv), done.stderr.decode()))
    return done.stdout


class Place:
    """A directory that others may enter, with the signers' keys; it goes away."""

    def __init__(self):
        self.held = tempfile.TemporaryDirectory(prefix="pc-sync-")
        self.top = os.path.realpath(self.held.name)
        os.chmod(self.top, 0o755)
        os.environ.update(TZ="UTC", HOME=self.path("home"), GIT_CONFIG_NOSYSTEM="1", LC_ALL="C")
        for name in [n for n in os.environ if n.lower() in ("https_proxy", "http_proxy", "all_proxy", "no_proxy")]:
            del os.environ[name]
        os.mkdir(self.path("home"))
        for key in ("signer", "stranger", "gone"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", self.path(key))
        self.write("signers", 'signer@example.com namespaces="git" %s\ngone@example.com %s\n' % (self.public("signer"), self.public("gone")))
        self.write("revoked", "# left in spring\n%s\n" % self.public("gone"))

    def path(self, *names):
        return os.path.join(self.top, *names)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        return self.path(name)

    def public(self, key):
        with open(self.path(key + ".pub"), encoding="utf-8") as file:
            return " ".join(file.read().split()[:2])


class Repo:
    """A work tree to publish from, and the bare repository that machines see."""

    def __init__(self, place, name, source=None):
        self.place, self.name = place, name
        self.work, self.bare = place.path(name + ".work"), place.path(name + ".git")
        if source:
            shutil.copytree(source.work, self.work)
            shutil.copytree(source.bare, self.bare)
        else:
            run("git", "init", "-q", "-b", "main", self.work)
            run("git", "init", "-q", "-b", "main", "--bare", self.bare)
        for key, value in [("user.name", "A Signer"), ("user.email", "signer@example.com"), ("gpg.format", "ssh"),
                           ("user.signingKey", place.path("signer.pub")), ("gc.auto", "0")]:
            self.git("config", key, value)
        self.git("config", "http.receivepack", "false", where=self.bare)

    def git(self, *args, where=None, data=None, check=True):
        return run("git", "-C", where or self.work, *args, data=data, check=check).decode(errors="replace").strip()

    def write(self, path, text):
        whole = os.path.join(self.work, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())

    def deny(self, *rules):
        self.write("managed-settings.d/10-rules.json", '{"permissions":{"deny":[%s]}}\n' % ",".join('"%s"' % r for r in rules))

    def commit(self, message="a change", sign=True, key="signer"):
        self.git("add", "-A")
        self.git("-c", "user.signingKey=" + self.place.path(key + ".pub"), "commit", "-q", "--allow-empty", "-S" if sign else "--no-gpg-sign",
                 "-m", message)
        return self.head()

    def head(self):
        return self.git("rev-parse", "HEAD")

    def push(self, *what):
        self.git("push", "-q", "--force", self.bare, *(what or ("HEAD:refs/heads/main",)))

    def raw(self, name="HEAD"):
        return run("git", "-C", self.work, "cat-file", "commit", name)

    def put(self, raw):
        """A commit of these bytes becomes the head."""
        made = self.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=raw)
        self.git("update-ref", "refs/heads/main", made)
        self.push()
        return made

    def publish(self, *rules, **more):
        self.deny(*rules)
        made = self.commit(**more)
        self.push()
        return made


class Machine:
    def __init__(self, place, name, policyd, remote, **settings):
        self.place, self.policyd, self.top = place, policyd, place.path(name)
        self.root, self.state = os.path.join(self.top, "root"), os.path.join(self.top, "state")
        for directory in ("root/etc", "state/staging", "state/record", "run"):
            os.makedirs(os.path.join(self.top, directory))
        for directory in ("state/staging", "state/record", "run"):
            os.chmod(os.path.join(self.top, directory), 0o700)
            if AS_ROOT:
                shutil.chown(os.path.join(self.top, directory), OTHER)
        self.settings = {"remote": remote, "allowed-signers": place.path("signers"), "revoked-signers": place.path("revoked"), "state": self.state, "root": self.root,
                         "run": os.path.join(self.top, "run"), "timeout": "60s", "proxy": '""'}
        if AS_ROOT:
            self.settings.update({"sync-user": OTHER, "serve-user": OTHER})
        self.settings.update(settings)
        self.said = ""

    def use(self, **settings):
        self.settings.update({key.replace("_", "-"): value for key, value in settings.items()})

    def configure(self):
        config = os.path.join(self.top, "policyd.yaml")
        with open(config, "w", encoding="utf-8") as out:
            out.writelines("%s: %s\n" % item for item in self.settings.items() if item[1] is not None)
        return config

    def look(self):
        """policyd --once; the exit status."""
        config = self.configure()
        done = subprocess.run([self.policyd, "--once", "--config", config], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        # A role's sandbox keeps a sanitizer from looking for leaks, and it says so.
        self.said = "".join(line for line in done.stdout.decode(errors="replace").splitlines(True) if "Can't open /proc/" not in line)
        return done.returncode

    def rows(self, table):
        with sqlite3.connect(os.path.join(self.state, "record", "policyd.db")) as db:
            db.row_factory = sqlite3.Row
            key = "number" if table == "generation" else "seq"
            return [dict(row) for row in db.execute("SELECT * FROM %s ORDER BY %s" % (table, key))]

    def snapshot(self):
        """What a client could see, and that it was not even touched."""
        seen = {}
        for directory, names, files in os.walk(os.path.join(self.root, "etc")):
            for name in names + files:
                path = os.path.join(directory, name)
                st = os.lstat(path)
                text = b""
                if name in files:
                    with open(path, "rb") as file:
                        text = file.read()
                seen[path] = (st.st_ino, st.st_mode, st.st_uid, st.st_mtime_ns if name in files else 0, hashlib.sha256(text).hexdigest())
        return seen

    def document(self):
        for directory, _, files in os.walk(os.path.join(self.root, "etc", "claude-code")):
            # What begins with a dot is being written, and may be gone by now.
            for name in (name for name in files if not name.startswith(".")):
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    return file.read()
        return ""


class Tally:
    """What was held against what; says what did not hold."""

    def __init__(self):
        self.right, self.wrong, self.began = 0, 0, time.time()

    def that(self, holds, what, machine=None):
        if holds:
            self.right += 1
            return True
        self.wrong += 1
        print("WRONG: %s" % what)
        if machine:
            print("   policyd said: %s" % machine.said.strip().replace("\n", "\n      "))
            print("   recorded: %s" % "\n      ".join(str([r[k] for k in ("times", "commit_id", "outcome", "reason")]) for r in
                                                       machine.rows("sync")[-4:]))
        return False

    def changes_nothing(self, machine, what, outcome, reason, secret=None):
        """Two looks: the machine is as it was, and the reason is recorded once.  An empty outcome: offline or refused, as it comes."""
        before, generations = machine.snapshot(), len(machine.rows("generation"))
        statuses = [machine.look(), machine.look()]
        newest = machine.rows("sync")[-1]
        outcome = outcome or newest["outcome"]
        rows = [r for r in machine.rows("sync") if r["outcome"] == outcome and reason in r["reason"]]
        self.that(newest["outcome"] in ("offline", "refused", "failed", "expired") and newest["reason"], "%s: no reason" % what, machine)
        self.that(statuses == [1, 1], "%s: exit statuses %s" % (what, statuses), machine)
        self.that(machine.snapshot() == before and len(machine.rows("generation")) == generations, "%s: the machine has changed" % what,
                  machine)
        self.that(len(rows) >= 1 and newest["outcome"] == outcome and reason in newest["reason"],
                  "%s: not '%s ... %s'" % (what, outcome, reason), machine)
        told = [r for r in rows if r["seq"] == newest["seq"]]
        self.that(len(told) == 1 and told[0]["times"] >= 2, "%s: not recorded once and counted" % what, machine)
        if secret:
            everything = machine.said + str(machine.rows("sync"))
            self.that(secret not in everything, "%s: a secret was told" % what, machine)

    def in_force(self, machine, repo, rule, what):
        """A look puts the head of repo in force; milliseconds from the end of the fetch."""
        status = machine.look()
        generations, syncs = machine.rows("generation"), machine.rows("sync")
        good = self.that(status == 0 and generations and generations[-1]["commit_id"] == repo.head()
                         and rule in machine.document(), "%s: not in force" % what, machine)
        if not good:
            return None
        fetched = [r for r in syncs if r["commit_id"] == repo.head() and r["outcome"] in ("new", "same")]
        return generations[-1]["at"] - fetched[-1]["last"]

    def measured(self, times, what):
        """What has to be in force within a second, when nothing else runs: --timed says so."""
        print("%s: in force after the end of the fetch, in ms: %s" % (what, times))
        self.that(None not in times and ("--timed" not in sys.argv or max(times) <= 1000), "%s is in force within a second: %s" % (what, times))

    def end(self, what):
        print("%s: %d right, %d wrong, %.0f s" % (what, self.right, self.wrong, time.time() - self.began))
        sys.exit(1 if self.wrong else 0)
