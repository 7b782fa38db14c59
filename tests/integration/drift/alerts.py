# SPDX-License-Identifier: Apache-2.0
"""What is more than drift: tampering, another manager, sources above the files, old clients; each told once."""
import json
import os
import shutil
import sys
import time

from machine import OURS, Machine, wait_for


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def one_finding(machine, code):
    rows = wait_for(code, lambda: machine.findings(code))
    assert len(rows) == 1, rows
    return rows[0]


def tampering(machine):
    for i in range(7):
        wait_for("the policy in its place", machine.holds)
        if i == 4:
            assert not machine.findings("PC2201") and not machine.reasons()
        write(machine.place(OURS), '{"model":"%d"}' % i)
        wait_for("drift", lambda: machine.status()["day"]["drifts"] > i)
    row = wait_for("all of it", lambda: [row for row in machine.findings("PC2201") if row["times"] == 3])[0]
    assert len(machine.findings("PC2201")) == 1 and "7 times" in row["text"], row
    assert row["severity"] == "error" and row["file"] == OURS and row["ended"] == 0, row
    wait_for("the policy in its place", machine.holds)
    reasons = machine.reasons()
    assert list(reasons) == ["tampering"] and "7 times" in reasons["tampering"], reasons
    assert not machine.findings("PC2202")
    with open(machine.path("talk"), encoding="utf-8") as talk:
        assert talk.read().count("tampering") == 1


def fight(machine):
    for i in range(8):
        wait_for("the policy in its place", machine.holds)
        write(machine.place(OURS), "{}")
        wait_for("drift", lambda: machine.status()["day"]["drifts"] > i)
    wait_for("the policy in its place", machine.holds)
    row = one_finding(machine, "PC2202")
    assert row["text"].startswith("something else manages this file: "), row
    rows = wait_for("the last repair", lambda: machine.status()["day"]["repairs"] == 8 and machine.log("drift"))
    assert [(row["change"], row["times"]) for row in rows] == [("drift", 8), ("corrective", 8)], rows
    assert list(machine.reasons()) == ["other-manager"]
    assert not machine.findings("PC2201")


def sources(machine):
    place = machine.path("root/home/ann/.claude/remote-settings.json")
    write(place, '{"model":"x"}')
    row = one_finding(machine, "PC2204")
    assert "your policy is not in force for ann, because server-managed settings come first" == row["text"], row
    assert row["file"] == "/home/ann/.claude/remote-settings.json", row
    assert list(machine.reasons()) == ["higher-source"]
    time.sleep(2)  # more sweeps find the same
    assert len(machine.findings("PC2204")) == 1
    os.remove(place)
    wait_for("its end", lambda: not machine.standing("PC2204"))
    assert not machine.reasons()


def clients(machine):
    package = machine.path("root/usr/local/bin/node_modules/@anthropic-ai/claude-code")
    os.makedirs(package)
    write(machine.path("root/usr/local/bin/claude"), "#!/bin/sh\nexit 1\n")
    os.chmod(machine.path("root/usr/local/bin/claude"), 0o755)
    write(package + "/package.json", json.dumps({"name": "@anthropic-ai/claude-code", "version": "2.1.250"}))
    machine.put('{"managedMcpServers":{},"requiredMinimumVersion":"2.1.251"}')
    row = one_finding(machine, "PC2205")
    assert row["text"] == "the client 2.1.250 ignores what the policy uses: managedMcpServers (since 2.1.259)", row
    assert row["file"] == "/usr/local/bin/claude" and row["severity"] == "warning", row
    assert one_finding(machine, "PC2206")["text"].endswith("it is older than 2.1.251")
    assert "old-client" in machine.reasons()
    write(package + "/package.json", json.dumps({"name": "@anthropic-ai/claude-code", "version": "2.1.290"}))
    machine.put('{"managedMcpServers":{}}')
    wait_for("its end", lambda: not machine.standing("PC2205") and not machine.standing("PC2206"))


def run(*acts):
    machine = Machine()
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


run(tampering)
run(fight)
if os.geteuid() == 0:  # others see their own home alone
    run(sources)
run(clients)
print("alerts are told once")
