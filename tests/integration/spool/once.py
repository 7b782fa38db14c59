# SPDX-License-Identifier: Apache-2.0
"""Decisions handed in by many writers and by real hooks while policyd is killed at many moments: each is in the record once."""
import json
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
from stand import Stand, until  # noqa: E402

POLICYD, HOOK, WRITER = sys.argv[1:4]
ROUNDS, WRITERS, LINES, HOOKS = 5, 4, 400, 10


def event(session, cwd):
    return json.dumps({"session_id": session, "transcript_path": "/t", "cwd": cwd, "permission_mode": "default", "hook_event_name": "PreToolUse",
                       "tool_name": "Bash", "tool_use_id": "t", "tool_input": {"command": "curl x"}}).encode()


def main():
    moments = random.Random(5)
    with Stand(POLICYD) as stand:
        with open(os.path.join(stand.managed, "managed-settings.json"), "w", encoding="utf-8") as out:
            out.write('{"permissions": {"deny": ["Bash(curl:*)"]}}')
        expected = set()
        stand.start()
        for number in range(ROUNDS):
            running = []
            for writer in range(WRITERS):
                session = "w%d.%d" % (number, writer)
                expected |= {"%s-%d" % (session, i) for i in range(LINES)}
                running.append(subprocess.Popen([WRITER, stand.spool, str(LINES), session]))
            for i in range(HOOKS):
                session = "h%d.%d" % (number, i)
                expected.add(session)
                hook = subprocess.Popen([HOOK, "--managed", stand.managed, "--state", stand.path("log"), "--spool", stand.spool],
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                hook.stdin.write(event(session, stand.top))
                hook.stdin.close()
                running.append(hook)
            # In the midst of their writing, of taking in, of removing; once in each round only the role.
            for kill in range(4):
                time.sleep(moments.uniform(0.0, 0.12))
                if kill == 0:
                    stand.kill("serve")
                else:
                    stand.kill()
                    stand.start()
            for process in running:
                process.wait()
        until("all of them are recorded", lambda: stand.one("SELECT count(*) FROM decision") >= len(expected), 0.05)
        recorded = [row[0] for row in stand.rows("SELECT session FROM decision")]
        twice = len(recorded) - len(set(recorded))
        lost, foreign = expected - set(recorded), set(recorded) - expected
        said = stand.said()
        own = os.path.join(stand.spool, str(os.geteuid()))
        stand.stop()
        left = sum(os.path.getsize(os.path.join(own, name)) for name in os.listdir(own))
        print("%d decisions, policyd killed %d times: %d lost, %d twice, %d others; %d bytes left in the spool" % (
            len(expected), ROUNDS * 4, len(lost), twice, len(foreign), left))
        if lost or twice or foreign or left > 512 << 10 or os.path.exists(stand.path("log", "decisions.jsonl")):
            sys.exit(said)


main()
