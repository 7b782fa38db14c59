#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the YAML that we write against PyYAML, which reads YAML 1.1 where we follow 1.2:
a tree of ours must be the same tree there, whatever its texts look like.

    compare.py DOC_DUMP [COUNT [SEED]]

Prints the first disagreements and exits 1 if there is one.
"""
import json
import random
import subprocess
import sys

import yaml

WORDS = ("yes no on off true null ~ y N 0777 1_000 0b11 0x1F 12:30:00 2024-01-01 1.5 .5 .5_0 1e3 .inf +1 -1 "
         "Bash(git push:*) Read(//etc/**) mcp__a__b *.md !x &x - a: #b %x @y ` ' \" \\ {a} [b] ? = << ... --- "
         "\u00e9 \U0001F600 \t \n \r \x01 \x85 \u2028 \ufeff").split(" ")


def text(draw):
    parts = []
    for _ in range(draw.randrange(4)):
        if draw.random() < 0.7:
            parts.append(draw.choice(WORDS))
        else:
            parts.append(chr(draw.choice([draw.randrange(32, 127), draw.randrange(0x20, 0x3000)])))
    return draw.choice(["", "", " "]).join(parts)


def tree(draw, depth=0):
    kind = draw.randrange(8 if depth < 4 else 4)
    if kind < 3:
        return text(draw)
    if kind == 3:
        return draw.choice([None, True, False, 1, -5, 2.5])
    if kind < 6:
        return [tree(draw, depth + 1) for _ in range(draw.randrange(4))]
    return {text(draw): tree(draw, depth + 1) for _ in range(draw.randrange(4))}


def answers(data):
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        size = int(data[at:end])
        yield data[end + 1:end + 1 + size].decode("utf-8")
        at = end + 1 + size


def read(document):
    try:
        return yaml.safe_load(document)
    except yaml.YAMLError as error:
        return "%s: %s" % (type(error).__name__, error)


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    trees = [tree(draw) for _ in range(count)]
    frames = [json.dumps(t, ensure_ascii=draw.random() < 0.5).encode("utf-8") for t in trees]
    asked = b"".join(b"%d\n%s" % (len(frame), frame) for frame in frames)
    run = subprocess.run([program, "--to-yaml"], input=asked, capture_output=True, check=True)
    documents = list(answers(run.stdout))
    wrong = abs(len(documents) - len(trees))
    for want, document in zip(trees, documents):
        got = read(document)
        if got != want:
            wrong += 1
            if wrong <= 5:
                print("want %r\ngot  %r\nfrom\n%s" % (want, got, document))
    print("%d trees: %d disagreements" % (len(trees), wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
