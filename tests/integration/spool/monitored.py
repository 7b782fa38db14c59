# SPDX-License-Identifier: Apache-2.0
"""A published policy of which one fragment is only monitored: hooks of users decide by what is in force, compiled for them a moment after it
came, and record what the fragment would have said."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "harness"), os.path.join(HERE, "..", "sync")]
from machine import Place, Repo, need  # noqa: E402
from stand import AS_ROOT, Stand, until  # noqa: E402

POLICYD, HOOK, _ = sys.argv[1:4]
POLICYCTL = os.path.join(os.path.dirname(POLICYD), "policyctl")
ANN = 12345
wrong = []


def that(holds, what):
    if not holds:
        wrong.append(what)
        print("WRONG: %s" % what)


class Users:
    """Each call has a session of its own, by which its row is found."""

    def __init__(self, stand):
        self.stand, self.calls = stand, 0

    def call(self, command):
        """(exit status, row of the record)"""
        self.calls += 1
        session = "s%d" % self.calls
        event = json.dumps({"session_id": session, "transcript_path": "/t", "cwd": "/", "permission_mode": "default",
                            "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_use_id": "t", "tool_input": {"command": command}})
        words = [HOOK, "--managed", self.stand.managed, "--state", "/nonexistent", "--spool", self.stand.spool, "--shared", self.stand.shared]
        done = subprocess.run(words, input=event.encode(), capture_output=True, check=False, env={"HOME": "/nonexistent"},
                              **({"user": ANN, "group": ANN, "extra_groups": []} if AS_ROOT else {}))
        row = until("the decision about '%s': %s" % (command, done.stderr.decode()),
                    lambda: self.stand.rows("SELECT verdict, would, would_rule, would_source, line FROM decision WHERE session = ?", session))[0]
        return done.returncode, row[:4], json.loads(row[4])["from"]


def published(stand, repo, message):
    commit = repo.commit(message)
    repo.push()
    os.kill(stand.process.pid, 1)  # SIGHUP: look now
    until("the policy of %s" % message, lambda: stand.one("SELECT count(*) FROM generation WHERE commit_id = ?", commit))
    until("it is compiled", stand.is_quiet)


def main():
    need("git", "ssh-keygen")
    place = Place()
    repo = Repo(place, "policy")
    repo.write("managed-settings.d/10-rules.json", '{"permissions":{"deny":["Bash(curl:*)"],"ask":["Bash(ssh:*)"]}}\n')
    repo.write("managed-settings.d/50-try.json", '{"permissions":{"deny":["Bash(wget:*)","Bash(ssh:*)"],"ask":["Bash(scp:*)"]}}\n')
    repo.write("targets.yaml", "fragments:\n  50-try.json: {mode: monitor}\n")
    with Stand(POLICYD, **{"remote": repo.bare, "allowed-signers": place.path("signers")}) as stand:
        stand.start()
        users = Users(stand)
        monitor = os.path.join(stand.shared, "monitor", "managed-settings.json")
        shared = "shared" if AS_ROOT else "image"

        def compiled():
            """The policy is in force a moment before its form for the hooks is there; until then they read the files."""
            until("decisions by what was compiled", lambda: not AS_ROOT or users.call("true")[2] == shared)

        published(stand, repo, "monitored")
        compiled()
        that(os.stat(monitor).st_mode & 0o7777 == 0o644, "the mode of the monitored policy")
        for command, want in (("curl x", (2, ("deny", "", "", ""))), ("ls", (0, ("none", "", "", ""))),
                              ("wget x", (0, ("none", "deny", "Bash(wget:*)", "50-try.json"))),
                              ("scp a b:", (0, ("none", "ask", "Bash(scp:*)", "50-try.json"))),
                              ("ssh x", (0, ("ask", "deny", "Bash(ssh:*)", "50-try.json")))):
            status, row, origin = users.call(command)
            that((status, row) == want, "%s: %s, not %s" % (command, (status, row), want))
            that(origin == shared or not AS_ROOT, "%s was decided from %s" % (command, origin))
        listed = subprocess.run([POLICYCTL, "log", "--state", stand.state, "--would", "deny"], capture_output=True, text=True, check=True).stdout
        that(len(listed.split("Z  decision")) == 3 and "monitored rule Bash(wget:*) (50-try.json)" in " ".join(listed.split()), listed)

        repo.write("targets.yaml", "fragments:\n  50-try.json: {mode: enforce}\n")
        published(stand, repo, "enforced")
        compiled()
        that(not os.path.exists(monitor), "the monitored policy is gone")
        status, row, origin = users.call("wget x")
        that((status, row) == (2, ("deny", "", "", "")), "enforced: %s" % (row,))
        that(origin == shared or not AS_ROOT, "decided from %s" % origin)

        # Back to before: what was monitored with what was left is not monitored any more.
        repo.write("targets.yaml", "fragments:\n  50-try.json: {mode: monitor}\n")
        published(stand, repo, "monitored again")
        that(os.path.exists(monitor), "it is monitored again")
        verified = subprocess.run([POLICYCTL, "log", "--state", stand.state, "--verify"], capture_output=True, text=True, check=False)
        that(verified.returncode == 0 and "hold" in verified.stdout, verified.stdout)
        if wrong:
            sys.exit(stand.said())
        print("%d calls" % users.calls)


main()
