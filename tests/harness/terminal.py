#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A terminal for tests: terminal.py ROWS COLUMNS STEPS COMMAND...

STEPS is a JSON list, done one after the other: {"see": TEXT} waits until the screen has it, {"unseen": TEXT} until it
has it no more, {"size": [ROWS, COLUMNS]} makes it another one, {"type": TEXT} types, {"signal": NAME} sends one, {"touch": FILE}
makes a file.  Prints the screen as it was before the last step, how the command ended, whether the terminal is as it was
before, and all that was written that is neither text nor known to a screen."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 60


class Screen:
    """What a frame left: from where it goes to the top to where it clears the rest."""

    def __init__(self):
        self.raw = b""

    def lines(self):
        text = self.raw.decode("utf-8", "replace")
        frames = text.split("\033[H")
        whole = [frame for frame in frames[1:] if "\033[J" in frame]
        frame = whole[-1].split("\033[J")[0] if whole else ""
        return [re.sub("\033\\[[0-9;?]*[a-zA-Z]", "", line) for line in frame.replace("\r", "").split("\n")]


def size(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    rows, columns, steps, command = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]), sys.argv[4:]
    master, slave = pty.openpty()
    size(slave, rows, columns)
    before = termios.tcgetattr(slave)
    child = os.fork()
    if child == 0:
        os.close(master)
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in range(3):
            os.dup2(slave, fd)
        os.execvp(command[0], command)
    screen, end, shown = Screen(), time.monotonic() + PATIENCE, []

    def listen(seconds):
        if select.select([master], [], [], seconds)[0]:
            try:
                screen.raw += os.read(master, 65536)
            except OSError:
                return False
        return True

    for step in steps:
        shown = screen.lines()
        (verb, value), = step.items()
        if verb in ("see", "unseen"):
            while (value in "\n".join(screen.lines())) != (verb == "see"):
                listen(0.05)
                if time.monotonic() > end:
                    os.kill(child, signal.SIGKILL)
                    sys.exit("never %s: %s\n%s" % (verb, value, "\n".join(screen.lines())))
        elif verb == "size":
            size(slave, *value)
            os.kill(child, signal.SIGWINCH)
        elif verb == "type":
            os.write(master, value.encode())
        elif verb == "signal":
            os.kill(child, getattr(signal, value))
        elif verb == "touch":
            open(value, "w").close()
    status = None
    while status is None and time.monotonic() < end:
        listen(0.02)
        pid, how = os.waitpid(child, os.WNOHANG)
        status = os.waitstatus_to_exitcode(how) if pid else None
    while select.select([master], [], [], 0)[0]:
        listen(0)
    print("\n".join(shown))
    print("exit %s" % status)
    print("terminal %s" % ("as before" if termios.tcgetattr(slave) == before else "changed"))
    print("screen %s" % ("given back" if screen.raw.rstrip().endswith(b"\033[?1049l") else "kept"))
    known = re.sub(rb"\033\[(\?(1049|25|7)[hl]|H|K|J|2J|[0-9]*m)|[\r\n]", b"", screen.raw)
    print("hostile %s" % sorted(set(re.findall(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]", known))))
    print("coloured %s" % bool(re.search(rb"\033\[[0-9]+m", screen.raw)))


main()
