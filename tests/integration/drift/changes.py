# SPDX-License-Identifier: Apache-2.0
"""Each way to change what lies there: it is put right, or told only, once, and by whom."""
import os
import shutil
import sys
import time

from machine import AS_ROOT, OURS, Machine, somebody, wait_for

THEIRS = "managed-settings.d/10-mdm.json"


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def replace_by_link(path):
    os.rename(path, path + ".aside")
    os.symlink(path + ".aside", path)


def scenes(machine):
    """What somebody does, and the rows: (change, kind, path); what is ours is put right after each."""
    ours, theirs, place = machine.place(OURS), machine.place(THEIRS), machine.place()
    yield "changed", lambda: write(ours, "{}"), [("drift", "changed", OURS)]
    yield "deleted", lambda: os.remove(ours), [("drift", "missing", OURS)]
    yield "mode", lambda: os.chmod(ours, 0o666), [("drift", "mode", OURS)]
    if AS_ROOT:
        yield "owner", lambda: os.chown(ours, 4711, 4711), [("drift", "owner", OURS)]
    yield "link", lambda: replace_by_link(ours), [("drift", "link", OURS)]
    yield "mode of its directory", lambda: os.chmod(os.path.dirname(ours), 0o777), [
        ("drift", "mode", "managed-settings.d")]
    yield "all of it moved away", lambda: os.rename(place, place + ".aside"), [("drift", "missing", OURS)]
    yield "theirs added", lambda: write(theirs, "{}"), [("drift", "foreign appeared", THEIRS)]
    yield "theirs changed", lambda: write(theirs, '{"model":"x"}'), [("drift", "foreign changed", THEIRS)]
    yield "theirs broken", lambda: write(theirs, "{"), [
        ("drift", "foreign changed", THEIRS), ("drift", "foreign fault", THEIRS)]
    yield "theirs mended", lambda: write(theirs, "{}"), [
        ("drift", "foreign changed", THEIRS), ("corrective", "foreign fault", THEIRS)]
    yield "theirs removed", lambda: os.remove(theirs), [("drift", "foreign gone", THEIRS)]
    yield "a parent that others may write", lambda: os.chmod(os.path.dirname(place), 0o777), [
        ("drift", "parent", os.path.dirname(place))]
    yield "that mended", lambda: os.chmod(os.path.dirname(place), 0o755), [
        ("corrective", "parent", os.path.dirname(place))]


def check(machine, name, deed, expected):
    with somebody(deed) as child:
        is_ours = expected[0][0] == "drift" and not expected[0][1].startswith(("foreign", "parent"))
        wanted = sorted(expected + [("corrective",) + row[1:] for row in expected if is_ours])
        rows = machine.new_rows(len(wanted))
        wait_for("the policy in its place", machine.holds)
        got = sorted((row["change"], row["kind"], row["path"]) for row in rows)
        assert got == wanted, (name, got, wanted)
        for row in rows:
            check_row(name, row, child)


def check_row(name, row, child):
    is_own = row["by"] == "policyd"
    assert row["generation"] == 1, (name, row)
    assert row["mended"] == (0 if row["change"] == "drift" and row["kind"].startswith(("foreign", "parent")) else 1), row
    if is_own:
        assert row["change"] == "corrective" and row["process"] == 0, (name, row)
    elif KNOWS_WHO:
        assert row["process"] == child and "'python" in row["by"] and ", user %d" % os.geteuid() in row["by"], (name, row)
    else:
        assert row["by"] == "unknown" and row["process"] == 0, (name, row)


def cannot_be_mended(machine):
    """A parent that others may write: nothing is done, which is told, once."""
    parent = machine.path("root/etc")
    os.chmod(parent, 0o777)
    machine.new_rows(1)
    write(machine.place(OURS), '{"model":"x"}')
    row = machine.new_rows(1)[0]
    assert (row["change"], row["kind"], row["mended"]) == ("drift", "changed", 0), row
    wait_for("the fault", lambda: machine.standing("PC2203"))
    assert "repair" in machine.reasons(), machine.reasons()
    time.sleep(2)  # sweeps
    assert not machine.news() and len(machine.findings("PC2203")) == 1
    os.chmod(parent, 0o755)
    rows = machine.new_rows(2)
    assert sorted((row["change"], row["kind"]) for row in rows) == [("corrective", "changed"), ("corrective", "parent")]
    wait_for("its end", lambda: not machine.standing("PC2203"))
    assert machine.holds()


def nothing_happens(machine):
    """Many looks at a machine with something of others, something broken and something that is no document."""
    write(machine.place(THEIRS), "{")
    machine.new_rows(2)
    write(machine.place("README"), "")
    time.sleep(3)
    assert not machine.news()
    # What a new process finds is the same, and no news.
    machine.down()
    machine.up()
    n_rows = len(machine.log("drift"))
    again = machine.new_rows(1)[0]
    assert (again["kind"], again["times"] > 1) == ("foreign fault", True), again
    assert len(machine.log("drift")) == n_rows
    os.remove(machine.place(THEIRS))
    rows = machine.new_rows(2)
    assert sorted((row["change"], row["kind"]) for row in rows) == [
        ("corrective", "foreign fault"), ("drift", "foreign gone")], rows


def nobody_else(machine):
    """With "exclusive" documents of others are removed, and kept; that is what root wants."""
    write(machine.place(THEIRS), '{"model":"x"}')
    rows = machine.new_rows(2)
    assert sorted((row["change"], row["kind"], row["mended"]) for row in rows) == [
        ("drift", "foreign appeared", 1), ("intended", "foreign removed", 1)], rows
    wait_for("that it goes", lambda: not os.path.exists(machine.place(THEIRS)))
    kept = [open(machine.path("state/apply/objects", name), encoding="utf-8").read()
            for name in os.listdir(machine.path("state/apply/objects"))]
    assert '{"model":"x"}' in kept, kept


def before_the_next_policy(machine):
    """What was changed just before a new policy came is not lost with it."""
    machine.down()
    write(machine.place(OURS), "{}")
    machine.up()
    machine.put('{"permissions":{"deny":["Bash(wget:*)"]}}')
    rows = machine.new_rows(2)
    assert sorted((row["change"], row["kind"], row["generation"]) for row in rows) == [
        ("corrective", "changed", 1), ("drift", "changed", 1)], rows
    assert [row["change"] for row in machine.log("generation")] == ["intended", "intended"]


def run(more, *acts):
    machine = Machine(more)
    try:
        machine.up()
        machine.put()
        for act in acts:
            act(machine)
    except BaseException:
        shutil.copyfileobj(open(machine.path("talk"), encoding="utf-8"), sys.stderr)
        raise
    finally:
        machine.close()


def all_scenes(machine):
    global KNOWS_WHO
    with open(machine.path("talk"), encoding="utf-8") as talk:
        KNOWS_WHO = "is not known" not in talk.read()
    for name, deed, expected in scenes(machine):
        check(machine, name, deed, expected)
        if name == "all of it moved away":
            shutil.rmtree(machine.place() + ".aside")


KNOWS_WHO = False
run("", all_scenes, cannot_be_mended, nothing_happens, before_the_next_policy)
run("exclusive: true", nobody_else)
print("drift is put right and told" + ("" if KNOWS_WHO else "; by whom could not be tested, as the system does not tell us"))
