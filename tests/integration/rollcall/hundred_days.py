#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A hundred days with two scans each, from a provider's page and interface and two lists of others to the ledger: what
happened is told once, as what it is, by the first scan that can see it, while sources fail at random.  The same at the
level of the step, with more that may happen: tests/unit/rollcall/test_hundred_days.c.
hundred_days.py POLICYCTL HARNESS"""
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

POLICYCTL = sys.argv[1]
sys.path.insert(0, sys.argv[2])
import provider_docs  # noqa: E402
import provider_pages  # noqa: E402
from provider_server import ProviderServer, kind_of, path_of, words  # noqa: E402

ENVIRONMENT = {**os.environ, "no_proxy": "*", "ASAN_OPTIONS": "detect_leaks=0"}
CALM = "No flagship swap. No pricing change. No critical alert."
FIRST = datetime.datetime(2026, 11, 1)
STEPS, NEVER = 200, 10 ** 6
SOURCES = PAGE, API, ROUTER, LITELLM = "anthropic-page", "anthropic-api", "openrouter", "litellm"
FAILURES = "redirect", 500, "cut", "type", "empty", "nothing", "half"


def at(day):
    return 2 * day


def date(day):
    return (FIRST + datetime.timedelta(days=day)).strftime("%Y-%m-%d")


def new(name, day):
    return {"id": name, "state": "current", "announced": None, "retires": date(day + 365), "kind": "floor",
            "replacement": None, "released": date(day)}


# From when on, until when, in which sources, which model, and what is then so; None: it is not there.
CHANGES = [
    (at(10), NEVER, (PAGE, API), "claude-haiku-6", new("claude-haiku-6", 10)),
    (at(20), NEVER, (PAGE, API), "claude-opus-4-6",
     {"state": "deprecated", "announced": date(20), "retires": date(98), "kind": "exact", "replacement": "claude-opus-5-5"}),
    (at(29), NEVER, (PAGE, API), "claude-sonnet-4-5-20250929", {"state": "retired"}),
    (at(31), at(34), (PAGE,), "claude-opus-4-7", None),
    (at(40), NEVER, (ROUTER,), "claude-opus-5", {"price_in": "4", "price_out": "20"}),
    (at(45), NEVER, (PAGE,), "claude-sonnet-4-6", {"retires": date(80)}),
    (at(50), NEVER, (PAGE, API), "claude-opus-6", new("claude-opus-6", 50)),
    (at(55), at(57), (PAGE,), "claude-fable-5", {"kind": "exact"}),
    (at(60), NEVER, (PAGE,), "claude-opus-4-8",
     {"state": "deprecated", "announced": date(60), "retires": "2027-06-01", "kind": "exact", "replacement": "claude-opus-5-5"}),
    (at(63), NEVER, (API,), "claude-opus-4-8",
     {"state": "deprecated", "announced": date(60), "retires": "2027-06-01", "kind": "exact"}),
    (at(70), NEVER, (ROUTER,), "claude-opus-7", new("claude-opus-7", 69)),
]
# What these cost, as the table has it.
PRICES = {"claude-opus-4-5-20251101": ("5", "25"), "claude-opus-4-6": ("5", "25"), "claude-opus-4-8": ("5", "25"),
          "claude-sonnet-4-5-20250929": ("3", "15")}
# The page is made by a script in a browser for some days.
SCRIPT = range(at(36), at(39))

# What is told: by whom it can be seen from when on, and until when; "all": only by a scan that reads all of them;
# "looked": of others, once it can be held against what the provider says; "time": by the first scan then.
PLANS = [
    ("floor-passed", "claude-haiku-4-5-20251001", "time", {PAGE: 0}, NEVER),
    ("new-model", "claude-haiku-6", "any", {PAGE: at(10), API: at(10)}, NEVER),
    ("deprecated", "claude-opus-4-6", "any", {PAGE: at(20), API: at(20)}, NEVER),
    ("floor-passed", "claude-opus-4-5-20251101", "time", {PAGE: at(23)}, NEVER),
    ("retired", "claude-sonnet-4-5-20250929", "any", {PAGE: at(29), API: at(29)}, NEVER),
    ("row-vanished", "claude-opus-4-7", "any", {PAGE: at(31)}, at(34)),
    ("row-returned", "claude-opus-4-7", "any", {PAGE: at(34)}, NEVER),
    ("price", "claude-opus-5", "looked", {ROUTER: at(40)}, NEVER),
    ("floor-earlier", "claude-sonnet-4-6", "any", {PAGE: at(45)}, NEVER),
    ("bare-date", "claude-fable-5", "any", {PAGE: at(55)}, at(57)),
    ("date-later", "claude-fable-5", "any", {PAGE: at(57)}, NEVER),
    ("deprecated", "claude-opus-4-8", "any", {PAGE: at(60), API: at(63)}, NEVER),
    ("disagree", "claude-opus-4-8", "all", {PAGE: at(60), API: at(60)}, at(63)),
    ("rumour", "claude-opus-7", "looked", {ROUTER: at(70)}, NEVER),
    ("floor-passed", "claude-sonnet-4-6", "time", {PAGE: at(80)}, NEVER),
    # Its end is two days before the last one: the day after it, it is still listed.
    ("overdue", "claude-opus-4-6", "any", {PAGE: at(99), API: at(99)}, NEVER),
]


def first(is_read, holds):
    return next((step for step in range(STEPS) if holds(is_read[step], step)), STEPS)


def when(plan, is_read):
    _, _, mode, seen, until = plan
    if mode == "time":
        found = min(seen.values())
    elif mode == "all":
        found = first(is_read, lambda read, step: all(step >= since and source in read for source, since in seen.items()))
    else:
        found = first(is_read, lambda read, step: any(step >= since and source in read for source, since in seen.items()))
        if mode == "looked":
            seen_at = found
            found = first(is_read, lambda read, step: step >= seen_at and (PAGE in read or API in read))
    return found if found < min(until, STEPS) else None


def expectations(is_read):
    """A set of (event, what it is about) for each scan."""
    told = [set() for _ in range(STEPS)]
    for plan in PLANS:
        step = when(plan, is_read)
        if step is not None:
            assert (plan[0], plan[1]) not in told[step]
            told[step].add((plan[0], plan[1]))
    page, interface = (first(is_read, lambda read, step: step >= at(50) and source in read) for source in (PAGE, API))
    if page < interface:
        told[page].add(("new-model", "claude-opus-6"))
    told[interface].add(("new-flagship", "claude-opus-6"))
    for source in SOURCES:
        once = False
        for step in range(STEPS):
            before, now = step > 0 and source in is_read[step - 1], source in is_read[step]
            if once and before != now:
                told[step].add(("checked-again" if now else "not-checked", source))
            once = once or now
    return told


def documents(step):
    """What each source has then."""
    made = {}
    for source in SOURCES:
        models = provider_docs.priced([dict(fact, provider="anthropic") for fact in provider_pages.facts("anthropic")])
        for model in models:
            if str(model["id"]) in PRICES:
                model["price_in"], model["price_out"] = PRICES[model["id"]]
        by_id = {model["id"] if isinstance(model["id"], str) else tuple(model["id"]): model for model in models}
        for since, until, sources, name, change in CHANGES:
            if not since <= step < until or source not in sources:
                continue
            if change is None:
                by_id.pop(name)
            elif name in by_id:
                by_id[name].update(change)
            else:
                by_id[name] = dict(change, provider="anthropic")
        render = provider_pages.render if source == PAGE else provider_docs.render
        made[path_of(source)] = (kind_of(source), render(source, list(by_id.values())).encode())
    return made


def main():
    draw, failures = random.Random(7), 0
    broken = [{path_of(source): draw.choice(FAILURES) for source in SOURCES if step and draw.random() < 0.15} for step in range(STEPS)]
    for step in SCRIPT:
        broken[step][path_of(PAGE)] = "script"
    is_read = [{source for source in SOURCES if path_of(source) not in broken[step]} for step in range(STEPS)]
    wanted = expectations(is_read)
    with tempfile.TemporaryDirectory() as directory, ProviderServer({}) as server:
        key, ledger = os.path.join(directory, "key"), os.path.join(directory, "models.db")
        with open(key, "w") as out:
            out.write("nobody" + "s-key\n")
        os.chmod(key, 0o600)
        for step in range(STEPS):
            server.documents, server.broken = documents(step), broken[step]
            now = (FIRST + datetime.timedelta(hours=12 * step)).strftime("%Y-%m-%dT%H:%M:%SZ")
            got = subprocess.run([POLICYCTL, "models", "scan", "--ledger", ledger, "--at", now, "--format", "json", *words(server, key, SOURCES)],
                                 capture_output=True, text=True, env=ENVIRONMENT)
            if got.returncode != (0 if is_read[step] else 70):
                sys.exit("scan %d ended with %d: %s" % (step, got.returncode, got.stderr))
            answer = json.loads(got.stdout)
            told = [(event["event"], event["model"] or event["source"]) for event in answer["events"]]
            if len(told) != len(set(told)) or set(told) != wanted[step]:
                failures += 1
                print("scan %d told %s in place of %s" % (step, sorted(told), sorted(wanted[step])))
            if len(is_read[step]) == len(SOURCES) and not told and answer["sentence"] != CALM:
                failures += 1
                print("scan %d is quiet, and says: %s" % (step, answer["sentence"]))
        got = subprocess.run([POLICYCTL, "models", "history", "--ledger", ledger, "--events", "--limit", "0", "--format", "json"],
                             capture_output=True, text=True, env=ENVIRONMENT)
        kept = [(event["scan"] - 1, (event["kind"], event["model"] or event["source"])) for event in json.loads(got.stdout)["events"]]
        if sorted(kept) != sorted((step, one) for step in range(STEPS) for one in wanted[step]):
            failures += 1
            print("the ledger has other events")
    print("%d scans, %d events: %s" % (STEPS, sum(map(len, wanted)), "ok" if not failures else "%d failures" % failures))
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
