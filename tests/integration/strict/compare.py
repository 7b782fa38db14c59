#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the values of words that we call known against bash.

  compare.py <values_dump> [seed [count]]

The words are those of words.txt, and some that are put together at random from
those of pieces.txt, the same every time unless another seed is given.  A word whose value is
said to be known must have exactly that value in bash, in an empty environment; one that
is not known is only counted.  Where bash reports an error there is nothing to compare.
With a bash other than 5.x nothing is compared.

Nothing of this touches a file: no redirection, no program but base64, rev, tr and the
like.  Prints what differs; exits 1 when anything does.
"""

import os
import random
import subprocess
import sys

SETUPS = [
    "",
    "x=curl;",
    "x='a b  c';",
    "x=' a ';",
    "x=; y=z;",
    "x=a:b::c; IFS=:;",
    "x='a : b'; IFS=' :';",
    "x=aXbXc; IFS=X;",
    "a=(one 'two three' '' four);",
    "a=();",
    "set -- p 'q r' '' s;",
    "set -- '';",
    "x=y; y=curl;",
    "x=/usr/local/bin/curl.exe;",
    "x=AbC; n=2;",
    "x='*';",
    "x='a\\b';",
    "n=3; x=abcdef;",
    "set --; x='';",
]



def read(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if not line.startswith("# ")]


def lines(seed, count):
    found, rand, choices = read("words.txt"), random.Random(seed), read("pieces.txt")
    for piece in choices:
        found += [f"{setup} f {piece}" for setup in SETUPS]
    for _ in range(count):
        word = "".join(rand.choice(choices) for _ in range(rand.randint(1, 4)))
        found.append(f"{rand.choice(SETUPS)} f {word}")
    return found


BASH = r"""
while IFS= read -r line; do
	(
		f() { local LC_ALL=C; printf 'known'; for i in "$@"; do printf ' '; [[ $i ]] || printf -- -
			while [[ $i ]]; do printf %02x "'${i:0:1}"; i=${i:1}; done; done; }
		LC_ALL=$lc; unset i lc LINE
		exec 2>/dev/null
		l=$line; unset line
		eval "unset l; $l"
	) || printf error
	echo
done
"""


def bash_answers(bash, all_lines, lc):
    env = {"PATH": "/usr/bin:/bin", "lc": lc, "HOME": "/"}
    run = subprocess.run([bash, "--norc", "-c", BASH], cwd="/", env=env, check=True,
                         input="\n".join(all_lines) + "\n", text=True,
                         capture_output=True)
    return run.stdout.split("\n")


def our_answers(program, all_lines, *args):
    run = subprocess.run([program, *args], check=True, text=True, capture_output=True,
                         input="\n".join(all_lines) + "\n")
    return run.stdout.split("\n")


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1500
    version = subprocess.run(["bash", "--version"], capture_output=True, text=True).stdout
    if " version 5." not in version:
        print("skipped: bash 5 is needed")
        return 0
    all_lines = lines(seed, count)
    ours = our_answers(sys.argv[1], all_lines)
    guesses = our_answers(sys.argv[1], all_lines, "guess")
    theirs = bash_answers("bash", all_lines, "C.UTF-8")
    wrong = known = guessed = right = 0
    for line, our, guess, their in zip(all_lines, ours, guesses, theirs):
        if not their.startswith("known") or "error" in their:
            continue
        if our.startswith("known"):
            known += 1
            if our != their:
                wrong += 1
                print(f"{line}\n  ours: {readable(our)}\n  bash: {readable(their)}")
        elif guess.startswith("known"):
            guessed += 1
            right += guess == their
    print(f"{len(all_lines)} words: {known} known, {wrong} of them wrong; "
          f"{right} of {guessed} guesses right")
    return 1 if wrong else 0


def readable(answer):
    return [bytes.fromhex(x.replace("-", "")).decode("utf-8", "backslashreplace")
            for x in answer.split(" ")[1:]] if answer.startswith("known") else answer


if __name__ == "__main__":
    sys.exit(main())
