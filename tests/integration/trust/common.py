# SPDX-License-Identifier: Apache-2.0
"""What both comparisons need: keys, files, and one process of ours for all questions."""
import base64
import os
import shutil
import subprocess
import sys
import tempfile

NOW = 1718000000  # 2024-06-10 06:13:20 UTC
TYPES = [("ed25519", []), ("ecdsa256", ["-t", "ecdsa", "-b", "256"]), ("ecdsa384", ["-t", "ecdsa", "-b", "384"]),
         ("ecdsa521", ["-t", "ecdsa", "-b", "521"]), ("rsa2048", ["-t", "rsa", "-b", "2048"]), ("rsa4096", ["-t", "rsa", "-b", "4096"])]
BEGIN, END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print("skipped: %s is not installed (packaging/install-deps test)" % program)
            sys.exit(77)


def run(*argv, **more):
    return subprocess.run(argv, stdin=more.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True,
                          **more).stdout.decode()


class Place:
    """A directory with keys of every type, which goes away."""

    def __init__(self, dump, forge, dump_args=()):
        os.environ["TZ"] = "UTC"
        self.held = tempfile.TemporaryDirectory(prefix="pc-trust-")
        self.dir = self.held.name
        self.forge_program = os.path.abspath(forge)
        self.dump = os.path.abspath(dump)
        self.files = 0
        self.dump_args = list(dump_args)
        self.ours = None

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, data, name=None):
        self.files += 1
        path = self.path(name or "f%d" % self.files)
        with open(path, "wb") as out:
            out.write(data if isinstance(data, bytes) else data.encode())
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def key(self, name, args):
        run("ssh-keygen", "-q", "-N", "", "-C", name, "-f", self.path(name), *(args or ["-t", "ed25519"]))
        return self.public(name)

    def public(self, name):
        return " ".join(self.read(name + ".pub").decode().split()[:2])

    def sign(self, key, payload, *more):
        """ssh-keygen -Y sign with the key file of that name, or its certificate."""
        with open(payload, "rb") as file:
            return run("ssh-keygen", "-Y", "sign", "-n", "git", "-f", self.path(key), *more, stdin=file)

    def forge(self, name, payload, *options):
        out = self.path("forged")
        run(self.forge_program, self.path(name + ".pem"), self.path(name + ".pub"), payload, out, *options)
        return self.read("forged").decode()

    def ask(self, *fields):
        if not self.ours:
            self.ours = subprocess.Popen([self.dump] + self.dump_args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.ours.stdin.write("\t".join(str(f) for f in fields) + "\n")
        self.ours.stdin.flush()
        return self.ours.stdout.readline().rstrip("\n").split("\t")


def blob_of(armored):
    return base64.b64decode("".join(armored.split("\n")[1:-2]))


def armor(blob):
    text = base64.b64encode(blob).decode()
    return BEGIN + "".join(text[i:i + 70] + "\n" for i in range(0, len(text), 70)) + END
