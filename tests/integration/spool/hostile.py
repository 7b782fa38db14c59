# SPDX-License-Identifier: Apache-2.0
"""What users put into the spool who mean no good: it is a finding, and nobody else's decisions suffer."""
import os
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "harness"))
from stand import AS_ROOT, Stand, until  # noqa: E402

POLICYD, _, WRITER = sys.argv[1:4]
ANN, BOB, EVE = 12345, 12346, 12347
wrong = []


def that(holds, what):
    if not holds:
        wrong.append(what)
        print("WRONG: %s" % what)


def run_as(user, *words, **more):
    return subprocess.run(words, user=user, group=user, extra_groups=[], check=False, capture_output=True, text=True, **more)


def decide(stand, user, session, count=1):
    return run_as(user, WRITER, stand.spool, str(count), session)


def recorded(stand, user, count=1):
    until("%d decisions of %d" % (count, user), lambda: stand.one("SELECT count(*) FROM decision WHERE user = ?", user) >= count, 0.02)


def found(stand, code, place):
    until("%s about %s" % (code, place),
          lambda: stand.one("SELECT count(*) FROM finding WHERE code = ? AND file = ?", code, os.path.join(stand.spool, place).rstrip("/")), 0.02)


def closed_to_others(stand):
    decide(stand, ANN, "a")
    recorded(stand, ANN)
    own = os.path.join(stand.spool, str(ANN))
    that(os.stat(own).st_mode & 0o7777 == 0o2770, "the mode of a user's directory")
    that(os.stat(os.path.join(own, "decisions.jsonl")).st_mode & 0o7777 == 0o640, "the mode of a user's log")
    for words in (["ls", stand.spool], ["ls", own], ["cat", os.path.join(own, "decisions.jsonl")], ["touch", os.path.join(own, "x")], ["rmdir", own],
                  ["mv", own, os.path.join(stand.spool, "x")]):
        that(run_as(EVE, *words).returncode != 0, "another user can: %s" % " ".join(words))
    that(run_as(ANN, "ls", stand.spool).returncode != 0, "a user can list the spool")


def strange_things(stand):
    """Made by Eve, one after the other; Bob's decisions come through each time."""
    own = os.path.join(stand.spool, str(EVE))
    run_as(EVE, WRITER, stand.spool, "5", "junk", "100")
    found(stand, "PC2401", str(EVE))
    shell = (("a link to a file of root's", "ln -s /etc/shadow %s/decisions.jsonl.1" % own),
             ("a FIFO", "mkfifo %s/decisions.jsonl.2" % own),
             ("a directory", "mkdir %s/decisions.jsonl.3" % own),
             ("a huge file", "truncate -s 1T %s/decisions.jsonl.4" % own),
             ("names that are no numbers", "touch %s/x; mkdir %s/y; ln -s / %s/z" % ((stand.spool,) * 3)))
    for number, (what, command) in enumerate(shell):
        that(run_as(EVE, "sh", "-c", command).returncode == 0, "made: %s" % what)
        run_as(EVE, WRITER, stand.spool, "1", "e%d" % number)
        decide(stand, BOB, "b%d" % number)
        recorded(stand, BOB, number + 1)
    found(stand, "PC2402", str(EVE))
    found(stand, "PC2403", "")
    until("what is no user's is gone", lambda: sorted(os.listdir(stand.spool)) == [str(n) for n in (ANN, BOB, EVE)], 0.02)
    that(stand.one("SELECT count(*) FROM decision WHERE user NOT IN (?, ?, ?)", ANN, BOB, EVE) == 0, "decisions of nobody")


def anothers_name(stand):
    """Eve takes the place of a user who has not come yet."""
    late = 12348
    run_as(EVE, "mkdir", "-m", "0777", os.path.join(stand.spool, str(late)))
    done = decide(stand, late, "late")
    until("the place is free again", lambda: not os.path.exists(os.path.join(stand.spool, str(late))) or done.returncode == 0, 0.02)
    that(decide(stand, late, "later").returncode == 0, "a user whose place was taken")
    recorded(stand, late)
    run_as(EVE, "sh", "-c", "mkdir -m 0777 {0}/12349; touch {0}/12349/x".format(stand.spool))
    refused = decide(stand, 12349, "never")
    that(refused.returncode == 1 and "not this user's alone" in refused.stderr, "a place that another user filled is not written to")


def closes_to_policyd(stand):
    own = os.path.join(stand.spool, str(EVE))
    run_as(EVE, "chmod", "0700", own)
    stand.kill("serve")
    found(stand, "PC2403", str(EVE))
    decide(stand, BOB, "after")
    run_as(EVE, "rm", "-rf", own)


def floods(stand):
    """She writes as fast as she can; the others do not wait behind her."""
    flood = stand.beside(WRITER, stand.spool, "0", "flood", user=EVE, group=EVE, extra_groups=[])
    recorded(stand, EVE, 2000)
    before = stand.one("SELECT count(*) FROM decision WHERE user = ?", BOB)
    for number in range(3):
        decide(stand, BOB, "f%d" % number)
        recorded(stand, BOB, before + number + 1)
    that(flood.poll() is None, "the flood goes on")
    # As if she had handed in all that is taken of one user in a day.
    db = sqlite3.connect(stand.database, timeout=30)
    db.execute("UPDATE allowance SET left = -1000000000 WHERE user = ?", (EVE,))
    db.commit()
    db.close()
    found(stand, "PC2404", str(EVE))
    count = stand.one("SELECT count(*) FROM decision WHERE user = ?", EVE)
    decide(stand, BOB, "g")
    recorded(stand, BOB, before + 4)
    that(stand.one("SELECT count(*) FROM decision WHERE user = ?", EVE) == count, "nothing more of her is taken")
    flood.kill()
    flood.wait()
    own = os.path.join(stand.spool, str(EVE))
    that(sum(os.path.getsize(os.path.join(own, name)) for name in os.listdir(own)) <= 48 << 20, "her own hook's log stays in its bounds")


def main():
    if not AS_ROOT:
        print("skipped: only root has several users to try with")
        sys.exit(77)
    with Stand(POLICYD) as stand:
        stand.start()
        for scene in (closed_to_others, strange_things, anothers_name, closes_to_policyd, floods):
            scene(stand)
        said = stand.said()
        if wrong:
            sys.exit(said)
        print("5 scenes hold")


main()
