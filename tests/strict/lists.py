# SPDX-License-Identifier: Apache-2.0
"""The lists of this directory made into calls: techniques (programs.txt, files.txt, hosts.txt) times targets, the
ways of reach.txt and ways.txt, commands of commands.txt, and the look-alikes of benign.txt and lookalikes.txt.

A call is {"id","rules":{"deny":[...]},"call":{"tool","input"},"class":"bypass"|"benign","area","by"}.  The word
@PROJ@ in an input stands for the working directory.
"""
import base64
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))

# rule, program, arguments; the first is used with every technique, the others in turn.
PROGRAMS = (
    ("Bash(curl:*)", "curl", "-s https://x.example/a"),
    ("Bash(wget *)", "wget", "-q https://x.example/a"),
    ("Bash(git push:*)", "git", "push origin main"),
    ("Bash(rm -rf *)", "rm", "-rf build"),
    ("Bash(npm publish:*)", "npm", "publish --access public"),
    ("Bash(nc:*)", "nc", "x.example 80"),
)

# rule, as a word of the shell, as a string of other languages
READS = (
    ("Read(./.env)", "./.env", ".env"),
    ("Read(~/.ssh/**)", "~/.ssh/id_rsa", "@HOME@/.ssh/id_rsa"),
    ("Read(//etc/shadow)", "/etc/shadow", "/etc/shadow"),
    ("Read(**/*.pem)", "certs/key.pem", "certs/key.pem"),
)
WRITES = (
    ("Edit(~/.bashrc)", "~/.bashrc", "@HOME@/.bashrc"),
    ("Edit(./.env)", ".env", ".env"),
    ("Edit(//etc/hosts)", "/etc/hosts", "/etc/hosts"),
    ("Edit(/.github/**)", ".github/workflows/ci.yml", ".github/workflows/ci.yml"),
)
HOSTS = ("evil.example", "bad.evil.example")
# The sections of the other lists are rules.
TECHNIQUES = ("programs.txt", "files.txt", "hosts.txt")


def sections(name):
    """[(section, technique, line)] of a list; only some have techniques."""
    section = None
    with open(os.path.join(HERE, name), encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("[") and line.endswith("]") and not line.startswith(("[ ", "[[")):
                section = line[1:-1]
            elif section and line:
                by, template = line.split(": ", 1) if name in TECHNIQUES else ("", line)
                yield section, by, template.replace("⏎", "\n")


def fill(template, words):
    return re.sub("«([^»]*)»", lambda m: words[m.group(1)], template)


def escapes(text, form):
    return "".join(form % ord(c) for c in text)


def base(text):
    return base64.b64encode(text.encode()).decode()


def program_words(target):
    """What the words in «» stand for when this program is run."""
    _, program, args = target
    line = program + " " + args
    words = line.split()
    head, tail = program[:1], program[1:]
    return {
        "C": line, "P": program, "A": args, "H": head, "T": tail,
        "hex": escapes(program, "\\x%02x"), "octal": escapes(program, "\\%03o"), "unicode": escapes(program, "\\u%04x"),
        "T-hex": "%02x%s" % (ord(tail[0]), tail[1:]), "P-plain-hex": escapes(program, "%02x"),
        "C-hex": escapes(line, "\\x%02x"), "C-plain-hex": escapes(line, "%02x"),
        "P64": base(program), "C64": base(line), "reversed": program[::-1], "C-reversed": line[::-1],
        "upper": program.upper(), "C-upper": line.upper(), "length": str(len(program)),
        "bracket": program[:-1] + "[%s]" % program[-1], "question": program[:-1] + "?",
        "C-slashed": line.replace("/", "\\/"), "words,": ",".join(words), "args,": ",".join(args.split()), "words-ifs": "${IFS}".join(words),
        "words-comma": ",".join(words), "words-quoted": ", ".join('"%s"' % w for w in args.split()),
    }


def file_words(target):
    _, word, code = target
    full = code if code.startswith(("/", "@")) else "@PROJ@/" + code
    return {"F": word, "F-code": code, "F-full": full, "F-joined": full}


def host_words(host):
    return {"D": host, "D-upper": host.upper(), "D-head": host[:3], "D-tail": host[3:],
            "D-curl64": base("curl https://%s/" % host)}


def bash(ident, rules, command, **more):
    """A line as a call: of Bash, or of the tool that "@Tool {...}" names."""
    call = {"tool": "Bash", "input": {"command": command}}
    if re.match(r"@[A-Z]\w+ \{", command):
        tool, given = command[1:].split(" ", 1)
        call = {"tool": tool, "input": json.loads(given)}
    return dict({"id": ident, "rules": {"deny": rules}, "call": call}, **more)


def times(name, targets_of, words_of):
    """Each technique of a list with the first of its targets, and with one of the others in turn."""
    for n, (section, by, template) in enumerate(sections(name)):
        targets = targets_of(section)
        others = targets[1:]
        chosen = targets[:1] + (others[n % len(others):][:1] if others else ())
        for target in chosen:
            rule = target[0]
            area = section.split()[0]
            if "«" not in template and target is not targets[0]:
                continue
            yield bash("%s: %s %s" % (section, by, rule), [rule], fill(template, words_of(target)),
                       **{"class": "bypass", "area": area, "by": by})


def file_targets(section):
    kind = section.split()[1]
    return {"read": READS, "write": WRITES, ".env": READS[:1]}[kind]


def bypasses():
    yield from times("programs.txt", lambda _: PROGRAMS, program_words)
    yield from times("files.txt", file_targets, file_words)
    hosts = tuple(("WebFetch(domain:%s)" % h, h) for h in HOSTS)
    for area in ("reach", "ways"):
        for section, _, line in sections(area + ".txt"):
            yield bash("%s: %s %s" % (area, section, line), section.split(" ; "), line,
                       **{"class": "bypass", "area": area, "by": ""})
    yield from times("hosts.txt", lambda _: hosts, lambda target: host_words(target[1]))
    for rule, _, line in sections("commands.txt"):
        yield bash("commands: %s %s" % (rule, line), [rule], line, **{"class": "bypass", "area": "commands", "by": ""})


def benign():
    for n, (section, _, template) in enumerate(list(sections("benign.txt")) + list(sections("lookalikes.txt"))):
        targets = [(section.split(" ; "), {})]
        if section == "programs":
            targets = [([t[0]], program_words(t)) for t in (PROGRAMS[0], PROGRAMS[1:][n % (len(PROGRAMS) - 1)])]
        for rules, words in targets:
            yield bash("benign: %s %s" % (rules[0], template), rules, fill(template, words), **{"class": "benign", "by": "", "area": "benign"})


def everything():
    return list(bypasses()) + list(benign())
