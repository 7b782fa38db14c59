#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what fmt makes of texts against other readers: node reads the same value from JSON as before, byte for byte
what JSON.stringify(value, null, 2) writes, and PyYAML the same value from YAML, with the same comments.

    compare.py POLICYCTL NODE [COUNT [SEED]]

Prints the first disagreements and exits 1 if there is one.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import yaml

TEXTS = ["Bash(curl:*)", "Read(~/.ssh/**)", "a b", "", "it's", 'say "x"', "C:\\tmp", "yes", "1", "é", "\U0001F600",
         "#x", "a: b", "- a", "{", "a, b", "x # y", "~", "a\nb", " a", "tab\there", "\u202e", "null", "[a]", "*a"]
COMMENTS = ["# one", "#two", "# - Bash(wget:*)", "# a: 'b'", "#", "# \"", "# é"]
NODE_PROGRAM = """
const fs = require("fs");
for (const file of process.argv.slice(1))
    process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(file, "utf8")), null, 2) + "\\n\\0");
"""


def tree(draw, depth=0):
    kind = draw.randrange(9 if depth < 4 else 5)
    if kind < 4:
        return draw.choice(TEXTS)
    if kind == 4:
        return draw.choice([None, True, False, 1, -5, 2.5])
    if kind < 7:
        return [tree(draw, depth + 1) for _ in range(draw.randrange(5))]
    return {draw.choice(TEXTS) + "k": tree(draw, depth + 1) for _ in range(draw.randrange(5))}


def scalar(draw, value):
    if not isinstance(value, str):
        return json.dumps(value)
    if value in ("Bash(curl:*)", "Read(~/.ssh/**)", "a b", "it's", "é", 'say "x"', "C:\\tmp") and draw.random() < 0.5:
        return value
    if all(c.isprintable() for c in value) and draw.random() < 0.5:
        return "'%s'" % value.replace("'", "''")
    return json.dumps(value, ensure_ascii=draw.random() < 0.5) if "\U0001F600" not in value else '"%s"' % value


def space(draw, most):
    return " " * draw.randrange(1, most)


def flow(draw, value, lines):
    gap = lambda: draw.choice(["", " ", "  ", "\n" + " " * 30]) if lines else draw.choice(["", " "])
    if isinstance(value, list):
        return "[" + ("," + gap()).join(gap() + flow(draw, item, lines) for item in value) + gap() + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(gap() + scalar(draw, key) + ": " + flow(draw, item, lines)
                               for key, item in value.items()) + gap() + "}"
    return scalar(draw, value) if not isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class Writer:
    """YAML with margins of every kind."""

    def __init__(self, draw):
        self.draw, self.lines, self.comments = draw, [], []

    def margins(self, indent):
        for _ in range(self.draw.randrange(3)):
            if self.draw.random() < 0.5:
                self.lines.append("")
            else:
                self.comments.append(self.draw.choice(COMMENTS))
                self.lines.append(" " * max(0, indent + self.draw.randrange(-3, 4)) + self.comments[-1])

    def trailing(self):
        if self.draw.random() < 0.2:
            self.comments.append(self.draw.choice(COMMENTS))
            self.lines[-1] += space(self.draw, 5) + self.comments[-1]

    def block(self, value, indent):
        step = self.draw.randrange(1, 5)
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in children:
            self.margins(indent)
            head = " " * indent + (scalar(self.draw, key) + ":" if isinstance(value, dict) else "-")
            if isinstance(child, (list, dict)) and child and self.draw.random() < 0.7:
                self.lines.append(head)
                self.trailing()
                same = isinstance(value, dict) and isinstance(child, list) and self.draw.random() < 0.5
                self.block(child, indent if same else indent + step)
            elif isinstance(child, str) and child and child.strip() == child and "\n" not in child and \
                    all(c.isprintable() for c in child) and self.draw.random() < 0.1:
                self.lines += [head + space(self.draw, 3) + self.draw.choice(["|-", ">-"]), " " * (indent + step) + child]
            else:
                self.lines.append(head + space(self.draw, 4) + flow(self.draw, child, False))
                self.trailing()


def comments_of(text):
    """By PyYAML's tokens: what stands outside of them behind a '#'."""
    out, solid = [], set()
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken):
            solid.update(range(token.start_mark.index, token.end_mark.index))
            if token.style in ("|", ">"):
                solid.difference_update(range(token.start_mark.index, text.index("\n", token.start_mark.index)))
    at = 0
    while at < len(text):
        if text[at] == "#" and at not in solid:
            end = text.find("\n", at) % (len(text) + 1)
            out.append(text[at:end].rstrip())
            at = end
        at += 1
    return out


def run(program, words, folder):
    return subprocess.run([program] + words, cwd=folder, capture_output=True, text=True)


def write_all(folder, texts, ending):
    names = []
    for i, text in enumerate(texts):
        names.append("%05d%s" % (i, ending))
        with open(os.path.join(folder, names[-1]), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return names


def read_all(folder, names):
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            yield file.read()


def compare(what, before, behind, same):
    wrong = 0
    for one, other in zip(before, behind):
        if not same(one, other):
            wrong += 1
            if wrong <= 3:
                print("%s:\n%s\n--- becomes\n%s" % (what, one, other))
    return wrong


def same_yaml(one, other):
    return yaml.safe_load(one) == yaml.safe_load(other) and comments_of(one) == comments_of(other)


def check_json(program, node, draw, count, folder):
    texts = [json.dumps(tree(draw), ensure_ascii=draw.random() < 0.5, indent=draw.choice([None, 0, 1, 4, "\t"]))
             for _ in range(count)]
    names = write_all(folder, texts, ".json")
    want = subprocess.run([node, "-e", NODE_PROGRAM] + names, cwd=folder, capture_output=True, check=True).stdout
    done = run(program, ["fmt"] + names, folder)
    if done.returncode:
        print(done.stderr)
    escape = lambda text: text.replace("\u202e", "\\u202e")  # the one thing that fmt writes otherwise
    return bool(done.returncode) + compare("JSON", map(escape, want.decode("utf-8").split("\0")), read_all(folder, names),
                                           lambda one, other: one == other)


def check_yaml(program, draw, count, folder):
    texts = []
    for _ in range(count):
        value = tree(draw)
        if not isinstance(value, (list, dict)) or not value:
            value = {"k": value}
        writer = Writer(draw)
        if draw.random() < 0.1:
            texts.append(flow(draw, value, True))
        else:
            writer.block(value, draw.choice([0, 0, 2]))
            texts.append("\n".join(writer.lines) + draw.choice(["", "\n", "\n\n", "\n# end"]))
    names = write_all(folder, texts, ".yaml")
    done = run(program, ["fmt"] + names, folder)
    if done.returncode:
        print(done.stderr)
    again = run(program, ["fmt", "--check"] + names, folder)
    if again.returncode:
        print("not in form at once:\n" + again.stdout)
    return bool(done.returncode) + bool(again.returncode) + \
        compare("YAML", texts, read_all(folder, names), same_yaml)


def main():
    program, node = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    draw = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    with tempfile.TemporaryDirectory(prefix="pc") as folder:
        wrong = check_json(program, node, draw, count, folder) + check_yaml(program, draw, count, folder)
    print("2 x %d texts: %d disagreements" % (count, wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
