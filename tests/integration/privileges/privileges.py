# SPDX-License-Identifier: Apache-2.0
"""What each role of policyd may do in its own sandbox, and nothing else; and the same of those that run, as the kernel has it.

Of each try the table below names the roles that may; for all others it has to fail.  Files are kept apart by Landlock; where the kernel has none,
those tries are left out, which is said."""
import os
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
from stand import AS_ROOT, OTHER, Stand, until  # noqa: E402

POLICYD, TRIES = sys.argv[1:3]
ROLES = ("apply", "audit", "check", "compile", "glance", "models", "report", "serve", "survey", "sync")
ROOTS = ("apply", "audit", "compile", "glance", "survey")
# Homes are looked into as their users.
OTHERS = ("glance", "survey")
# CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER
OF_FILES = 1 << 0 | 1 << 1 | 1 << 3
# CAP_DAC_READ_SEARCH, and no other
LOOKING = {"audit": 1 << 2}
# CAP_KILL, CAP_SETGID, CAP_SETUID
OF_USERS = 1 << 5 | 1 << 6 | 1 << 7
wrong = []


def that(holds, what):
    if not holds:
        wrong.append(what)
        print("WRONG: %s" % what)


def table(stand, port):
    """(try, roles that may, is it about files)"""
    managed, spool = stand.managed, stand.spool
    everything = ROLES
    rows = [
        # What the client decides by is apply's alone.
        ("make %s" % managed, ("apply",), True),
        ("write %s/managed-settings.json" % managed, ("apply",), True),
        ("replace %s/managed-settings.json" % managed, ("apply",), True),
        ("make %s" % os.path.dirname(managed), ("apply",), True),
        ("read %s/managed-settings.json" % managed, ("apply", "compile", "audit", "glance", "survey"), True),
        # Each one's own.
        ("make %s/staging" % stand.state, ("sync",), True),
        ("read %s/staging/thing" % stand.state, ("apply", "check", "audit", "glance", "survey", "sync"), True),
        ("make %s/staging/export" % stand.state, ("check", "sync"), True),
        ("make %s/record" % stand.state, ("serve",), True),
        ("read %s/record/thing" % stand.state, ("apply", "serve", "audit", "glance", "survey"), True),
        ("make %s/apply" % stand.state, ("apply",), True),
        ("read %s/apply/thing" % stand.state, ("apply", "audit", "glance", "survey"), True),
        ("make %s/queue" % stand.state, ("serve",), True),
        ("make %s/models" % stand.state, ("models",), True),
        ("read %s/etc/policyctl/models.yaml" % stand.root, ("apply", "audit", "glance", "models", "survey"), True),
        ("make %s" % stand.run, ("serve",), True),
        ("make %s" % spool, ("serve",), True),
        ("make %s/monitor" % stand.shared, ("apply", "compile"), True),
        ("make %s" % stand.shared, ("compile",), True),
        # Whose secrets are whose.
        ("read %s" % stand.path("token"), ("apply", "report", "audit", "glance", "survey"), True),
        ("read %s" % stand.path("signers"), ("apply", "check", "audit", "glance", "survey"), True),
        ("read %s" % stand.path("ssh-key"), ("apply", "audit", "glance", "survey", "sync"), True),
        ("read %s" % stand.path("secret"), ("apply", "audit", "glance", "survey"), True),
        ("read /etc/shadow", ("apply", "audit", "glance", "survey"), True),
        ("read /etc/passwd", ("apply", "audit", "glance", "survey"), True),
        ("read %s" % stand.root, ("apply", "audit", "glance", "survey"), True),
        ("make %s" % stand.top, (), True),
        ("write %s" % stand.path("secret"), (), True),
        ("chmod %s" % stand.path("secret"), ("apply", "compile", "glance", "survey"), False),  # Landlock does not know it
        ("chmod2 %s" % stand.path("secret"), ("apply", "compile", "glance", "survey"), False),
        ("make /tmp", (), True),
        ("device /tmp", (), True),
        ("memory", (), True),
        # The network.
        ("connect %d" % port, ("models", "report", "sync"), False),
        ("listen", (), False),
        ("socketpair", ("models", "report", "serve", "sync"), False),
        # The rest of the machine.
        ("run /bin/true", (), True),
        ("trace", (), False),
        ("look-into", (), False),
        ("mount /tmp", (), False),
        ("unshare", (), False),
        ("clone", (), False),
        ("clone3", (), False),
        ("chroot /tmp", (), False),
        ("keys", (), False),
        ("root", ROOTS, False),
    ]
    may_run = {"run /bin/true": ("survey",)}
    rows = [(what, may_run.get(what, roles), files) for what, roles, files in rows]
    allowed = {socket.AF_UNIX: ("models", "report", "serve", "sync"), socket.AF_INET: ("models", "report", "sync"),
               socket.AF_INET6: ("models", "report", "sync"), socket.AF_NETLINK: ("models", "report", "sync")}
    rows += [("socket %d" % family, allowed.get(family, ()), False) for family in range(48)]
    assert all(role in everything for _, roles, _ in rows for role in roles)
    return rows


def number(text):
    return int(text, 16)


def check_status(role, status):
    that(status["NoNewPrivs"] == "1", "%s may get new privileges" % role)
    that(status["Seccomp"] == "2", "%s has no filter of system calls" % role)
    if AS_ROOT:
        uids, gids = set(status["Uid"].split()), set(status["Gid"].split())
        that((uids == {"0"}) == (role in ROOTS), "%s runs as %s" % (role, uids))
        that(role in ROOTS or "0" not in gids | set(status["Groups"].split()), "%s is in root's group" % role)
    for name in ("CapInh", "CapAmb"):
        that(number(status[name]) == 0, "%s has %s %s" % (role, name, status[name]))
    for name in ("CapPrm", "CapEff"):
        most = LOOKING.get(role, OF_FILES if role in ROOTS else 0) | (OF_USERS if role in OTHERS else 0)
        that(number(status[name]) & ~most == 0, "%s has %s %s" % (role, name, status[name]))


def try_role(stand, role, rows):
    owner = {} if not AS_ROOT or role in ROOTS else {"user": OTHER, "group": "nogroup", "extra_groups": []}
    victim = stand.beside("sleep", "600", **owner)
    words = [TRIES, role, stand.config, POLICYD, str(victim.pid)]
    done = subprocess.run(words, input="".join(what + "\n" for what, _, _ in rows), capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode or not lines or not lines[0].startswith("entered"):
        sys.exit("%s: %d %s" % (role, done.returncode, done.stdout + done.stderr))
    check_status(role, fields("\n".join(line[7:] for line in lines if line.startswith("status "))))
    answers = [line for line in lines[1:] if not line.startswith("status ")]
    that(len(answers) == len(rows), "%s: %d tries, %d answers" % (role, len(rows), len(answers)))
    has_files = lines[0] == "entered files"
    tried = 0
    for (what, roles, is_file), answer in zip(rows, answers):
        # Who only looks at all files writes none, with Landlock or without.
        is_closed = role in LOOKING and what.split()[0] in ("make", "write", "replace", "device")
        if is_file and not has_files and not is_closed or not AS_ROOT and what in ("root", "chmod %s" % stand.path("secret")):
            continue
        tried += 1
        # A kind of socket that the kernel does not have nobody can make.
        may = answer == "yes"
        if what.startswith("socket ") and role in roles and "not supported" in answer:
            may = True
        that(may == (role in roles), "%s: %s: %s" % (role, what, answer))
    return tried, has_files


def fields(text):
    return {name: value.replace("\t", " ").strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


def status_of(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return fields(file.read())


def main():
    if not AS_ROOT:
        print("skipped: only root can be the roles that policyd has")
        sys.exit(77)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    with Stand(POLICYD) as stand:
        for name, mode, owner in (("token", 0o600, OTHER), ("ssh-key", 0o600, OTHER), ("secret", 0o600, None)):
            os.chmod(stand.write(name, "x"), mode)
            if owner:
                shutil.chown(stand.path(name), owner)
        os.mkdir(stand.state + "/staging/export")
        shutil.chown(stand.state + "/staging/export", OTHER)
        for name in ("staging", "record", "apply"):
            with open(os.path.join(stand.state, name, "thing"), "w", encoding="ascii") as out:
                out.write("x")
            os.chmod(os.path.join(stand.state, name, "thing"), 0o644)
        os.makedirs(stand.root + "/etc/policyctl")
        with open(stand.root + "/etc/policyctl/models.yaml", "w", encoding="ascii") as out:
            out.write("as-of: 2026-01-01\nmodels: []\n")
        os.makedirs(stand.shared + "/monitor")
        with open(stand.managed + "/managed-settings.json", "w", encoding="ascii") as out:
            out.write('{"permissions": {"deny": ["Bash(curl:*)"]}}')
        stand.settings.update({"ssh-key": stand.path("ssh-key"), "hub": "https://127.0.0.1:1/", "hub-token-file": stand.path("token")})
        rows = table(stand, listener.getsockname()[1])
        tried = [try_role(stand, role, rows) for role in ROLES]
        if not all(files for _, files in tried):
            print("this kernel has no Landlock: what roles may do with files was not tried")
        # Those that run, started by the supervisor.
        stand.settings.pop("hub")
        stand.settings.pop("hub-token-file")
        stand.start()
        until("its first look is over", stand.is_quiet)
        for role, pid in stand.pids().items():
            if role != "policyd":
                check_status(role, status_of(pid))
        print("%d roles, %d tries" % (len(ROLES), sum(count for count, _ in tried)))
    sys.exit(1 if wrong else 0)


main()
