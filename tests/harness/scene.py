# SPDX-License-Identifier: Apache-2.0
"""Settings files laid out in a directory of their own, so that policyctl can be asked about them.

Paths begin with MANAGED/ (the managed settings directory), HOME/ or PROJ/ (the working directory, a git work
tree).  In calls and arguments the words PROJ and HOME stand for the real directories.
"""
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORDED = "/mnt/w"  # where the recording client saw PROJ and HOME


def find_program():
    """The policyctl to test: $POLICYCTL, or the newest preset that was built."""
    if os.environ.get("POLICYCTL"):
        return os.environ["POLICYCTL"]
    for preset in ("release", "debug", "sanitize"):
        path = os.path.join(ROOT, "build", preset, "bin", "policyctl")
        if os.access(path, os.X_OK):
            return path
    sys.exit("no build/*/bin/policyctl: build first, or set POLICYCTL")


class Scene:
    """One vector's files, laid out in a directory of their own."""

    def __init__(self, vector, top):
        self.top = top
        self.managed = os.path.join(top, "etc")
        self.proj = os.path.join(top, "w", "proj")
        self.home = os.path.join(top, "w", "home")
        for path in (self.managed, self.proj, self.home, os.path.join(self.proj, ".git")):
            os.makedirs(path, exist_ok=True)
        with open(os.path.join(self.proj, ".git", "HEAD"), "w") as out:
            out.write("ref: refs/heads/main\n")
        for name, value in vector.get("files", {}).items():
            self.lay(name, value)
        self.cwd = self.words(vector.get("cwd", "PROJ"))
        os.makedirs(self.cwd, exist_ok=True)

    def place(self, name):
        for prefix, real in (("MANAGED/", self.managed), ("HOME/", self.home), ("PROJ/", self.proj)):
            if name.startswith(prefix):
                return os.path.join(real, name[len(prefix):])
        return os.path.join(self.top, "w", name.lstrip("/"))

    def recorded(self, text):
        """Settings files name the recorded places; ours lie elsewhere."""
        return text.replace(RECORDED + "/", self.top + "/w/")

    def words(self, text):
        return self.recorded(text.replace("PROJ", self.proj).replace("HOME", self.home))

    def lay(self, name, value):
        path = self.place(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(value, dict) and "$link" in value:
            os.symlink(self.words(value["$link"]), path)
            return
        text = value if isinstance(value, str) else json.dumps(value)
        with open(path, "wb") as out:
            out.write(self.recorded(text).encode("utf-8", "surrogatepass"))

    def options(self, vector):
        out = ["--managed", self.managed, "--home", self.home, "--cwd", self.cwd]
        args = list(vector.get("args", []))
        while args:
            flag = args.pop(0)
            if flag == "--mcp-config":
                args.pop(0)
            elif flag == "--dangerously-skip-permissions":
                out.append(flag)
            else:
                out += [flag, self.words(args.pop(0))]
        return out

    def names(self, text):
        """The reverse of words(): real places back to the words that a case uses."""
        for real, word in ((self.managed, "MANAGED"), (self.proj, "PROJ"), (self.home, "HOME")):
            text = text.replace(real, word)
        return text
