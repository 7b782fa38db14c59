#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The schema against its metaschema, against settings of our own, and against the client: check.py POLICYCTL ROWS

What the client took in silence must be valid, everything else must not; ROWS are lines of {"key","value","effect"}.
The one exception says so itself: "x-unchecked" marks keys of which the client takes anything in silence.
"""
import json
import subprocess
import sys

import jsonschema

GOOD = [
    {"permissions": {"deny": ["Bash(curl *)", "mcp__github__*", "Read(./.env)"], "allow": ["Bash(make (all))"],
                     "defaultMode": "plan", "additionalDirectories": ["../docs"]}},
    {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
        {"type": "command", "command": "guard", "timeout": 5, "onFailure": "block"},
        {"type": "http", "url": "https://hooks.example.com/x", "headers": {"A": "b"}}]}]}},
    {"strictKnownMarketplaces": [{"source": "github", "repo": "acme/plugins", "ref": "main"}],
     "extraKnownMarketplaces": {"acme": {"source": {"source": "git", "url": "https://git.example.com/p.git"}}}},
    {"allowedMcpServers": [{"serverName": "github"}, {"serverUrl": "https://*.example.com/*"},
                           {"serverCommand": ["npx", "server"]}]},
    {"sandbox": {"enabled": True, "network": {"allowedDomains": ["*.example.com"], "httpProxyPort": None}}},
    {"requiredMinimumVersion": "2.1.259", "managedMcpServers": {"docs": {"type": "http", "url": "https://x.example"}}},
    {"x-team": "platform", "$schema": "https://json.schemastore.org/claude-code-settings.json"},
]
BAD = [
    {"permissions": {"deny": "Bash(curl *)"}},
    {"permissions": {"deny": ["bash(curl *)"]}},
    {"permissions": {"defaultMode": "Plan"}},
    {"hooks": {"PreTooluse": []}},
    {"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}},
    {"hooks": {"Stop": [{"matcher": ["Bash"], "hooks": []}]}},
    {"strictKnownMarketplaces": [{"source": "github"}]},
    {"allowedMcpServers": [{"serverName": "a", "serverUrl": "b"}]},
    {"allowedProviders": []},
    {"sandbox": {"enabled": "true"}},
    {"managedMcpServers": {"docs": {"command": "server"}}},
    [],
]


def nested(key, value):
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


def is_unchecked(schema, key):
    for part in key.split("."):
        schema = schema.get("properties", {}).get(part, {})
        if schema.get("x-unchecked"):
            return True
    return False


def main():
    program, rows = sys.argv[1:]
    schema = json.loads(subprocess.run([program, "schema"], capture_output=True, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = ["%s is not valid: %s" % (json.dumps(s), next(validator.iter_errors(s)).message)
             for s in GOOD if not validator.is_valid(s)]
    wrong += ["%s is valid" % json.dumps(s) for s in BAD if validator.is_valid(s)]
    count = 0
    with open(rows, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            count += 1
            silent = row["effect"] == "accepted"
            valid = validator.is_valid(nested(row["key"], row["value"]))
            if valid != silent and not (silent and is_unchecked(schema, row["key"])):
                wrong.append("%s: %s: client %s, schema %s" % (
                    row["key"], json.dumps(row["value"]), row["effect"], "valid" if valid else "not valid"))
    print("\n".join(wrong + ["%d rows of the client, %d disagreements" % (count, len(wrong))]))
    sys.exit(1 if wrong or not count else 0)


main()
