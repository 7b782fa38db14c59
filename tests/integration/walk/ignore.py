# SPDX-License-Identifier: Apache-2.0
"""What .gitignore files leave out of a walk is what git leaves out: repositories of
patterns and names by chance, held against `git ls-files`."""
import os
import random
import shutil
import subprocess
import sys
import tempfile

DUMP = os.path.abspath(sys.argv[1])
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 25
NAMES = ["a", "b", "ab", "a.o", "b.O", "x y", "a b ", "[a]", "!a", "#a", "A", "-", "foo",
         "foo.bar", ".hid", "\u00e9", "a\\", "z]"]
PIECES = ["a", "b", "*", "**", "?", "ab", "foo", "*.o", "[ab]", "[!a]", "[^b]", "[a-c]",
          "[[:alpha:]]", "[]a]", "\\*", "\\a", "f*", "*a*", "a**", "[", "\\!a", "\\#a",
          "x\\ y", "A", ".hid", "\u00e9", "[a-", "[[:upper:]]", "*.*", "[!-b]", "[a\\]]"]
ENV = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null",
           GIT_CEILING_DIRECTORIES="/", LC_ALL="C.UTF-8", HOME="/nonexistent")


def git(*args):
    return subprocess.run(["git", "--literal-pathspecs", *args], env=ENV,
                          check=True, capture_output=True).stdout


def line(chance):
    """One line of a .gitignore file."""
    pieces = [chance.choice(PIECES) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
    text = "/".join(pieces)
    if chance.random() < 0.2:
        text = "/" + text
    if chance.random() < 0.2:
        text += "/"
    if chance.random() < 0.25:
        text = "!" + text
    return text + chance.choice(["", "", "", "", " ", "\\ ", "\r", "  "])


def lines(chance):
    return "".join(line(chance) + "\n" for _ in range(chance.randint(1, 5)))


def plant(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("PLANTED1\n")


def grow(chance, top, depth):
    """Files and directories with names by chance."""
    for name in chance.sample(NAMES, chance.randint(2, 7)):
        path = os.path.join(top, name)
        if depth < 3 and chance.random() < 0.4:
            os.mkdir(path)
            grow(chance, path, depth + 1)
        else:
            plant(path)
    if chance.random() < 0.5 or depth == 0:
        with open(os.path.join(top, ".gitignore"), "w", encoding="utf-8", newline="") as file:
            file.write(lines(chance))


def unescape(text):
    return (text.encode().decode("unicode_escape")).encode("latin-1").decode()


def walked(path):
    """Files that the walk looks at, as it names them."""
    out = subprocess.run([DUMP, "-g", "./" + path if path != "." else "."], env=ENV, check=True,
                         capture_output=True).stdout.decode()
    found = [unescape(row.rsplit(":", 3)[0]).removeprefix("./")
             for row in out.splitlines()]
    return {name for name in found if not name.startswith(".git/")
            and "/.git/" not in name}


def compare(top, path, seed):
    os.chdir(top)
    args = ["ls-files", "-z", "--others", "--exclude-standard", "--", path]
    wanted = {name.decode() for name in git(*args).split(b"\0") if name}
    wanted = {name for name in wanted if os.path.basename(name) != ".gitignore"}
    got = walked(path)
    if got == wanted:
        return True
    print(f"seed {seed}, {path}:")
    for name in sorted(got ^ wanted):
        print("  only git looks at" if name in wanted else "  git leaves out", repr(name))
    subprocess.run("find . -name .gitignore -not -path './.git/*' | while read -r f; do "
                   "echo \"$f:\"; cat -A \"$f\"; done; echo exclude:; cat -A .git/info/exclude",
                   shell=True, check=False)
    return False


def main():
    if not shutil.which("git"):
        return 77
    fine = True
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as top:
            subprocess.run(["git", "init", "-q", top], env=ENV, check=True)
            grow(chance, top, 0)
            with open(os.path.join(top, ".git/info/exclude"), "w",
                      encoding="utf-8") as file:
                file.write(lines(chance))
            fine = compare(top, ".", seed) and fine
            for name in sorted(os.listdir(top)):
                # A directory that is left out itself is looked at when it is named.
                left_out = subprocess.run(["git", "check-ignore", "-q", "./" + name],
                                          env=ENV, check=False).returncode == 0
                if os.path.isdir(name) and name != ".git" and not left_out:
                    fine = compare(top, name, seed) and fine
            os.chdir("/")
        if not fine:
            break
    return 0 if fine else 1


sys.exit(main())
