#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policyd is ready when its roles work, also where the repository never answers; a service manager that waits less than a sweep
is told to wait longer; --root is where everything lies.  ready.py POLICYD"""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

PATIENCE = 60  # s; only a defect waits for it


def lay(root, port):
    """A machine that was just set up, below a directory."""
    for name, mode in [("var/lib/policyd/staging", 0o700), ("var/lib/policyd/record", 0o750), ("run/policyd", 0o755), ("etc/policyd", 0o755)]:
        os.makedirs(os.path.join(root, name))
        os.chmod(os.path.join(root, name), mode)
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        for name in ("var/lib/policyd/staging", "var/lib/policyd/record", "run/policyd"):
            shutil.chown(os.path.join(root, name), user)
    with open(os.path.join(root, "etc/policyd/policyd.yaml"), "w", encoding="utf-8") as out:
        out.write("remote: http://127.0.0.1:%d/policy.git\nproxy: ''\nsync-user: %s\nserve-user: %s\n" % (port, user, user))


def hear(manager, wanted):
    """Every line up to wanted."""
    heard = []
    while wanted not in heard:
        heard += manager.recv(4096).decode().splitlines()
    return heard


def main():
    with tempfile.TemporaryDirectory(prefix="pc-ready-") as top:
        os.chmod(top, 0o755)
        deaf = socket.create_server(("127.0.0.1", 0))  # takes connections and never says a word
        root = os.path.join(top, "root")
        lay(root, deaf.getsockname()[1])
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(os.path.join(top, "notify"))
        manager.settimeout(PATIENCE)
        env = dict(os.environ, NOTIFY_SOCKET=os.path.join(top, "notify"), WATCHDOG_USEC="30000000")
        with subprocess.Popen([sys.argv[1], "--root", root], stdin=subprocess.DEVNULL, env=env) as policyd:
            heard = hear(manager, "READY=1")
            answers = os.path.exists(os.path.join(root, "run/policyd/policyd.sock"))
            policyd.send_signal(signal.SIGTERM)
            heard += hear(manager, "STOPPING=1")
            ended = policyd.wait(PATIENCE)
    # Four sweeps of a minute.
    if "WATCHDOG_USEC=240000000" not in heard or not answers or ended != 0:
        sys.exit("heard %s, a socket: %s, ended with %d" % (heard, answers, ended))


if __name__ == "__main__":
    main()
