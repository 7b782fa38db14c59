#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold our verdicts on whole objects against git verify-commit and verify-tag: compare_git.py TRUST_DUMP TRUST_FORGE

Commits, merges and tags that git signed with SSH keys and, where gpg is installed, with OpenPGP keys; then each of them changed:
every line of the object gone, doubled or altered, headers added, the signature taken from elsewhere."""
import os
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import common  # noqa: E402


class Repo:
    def __init__(self, place, name, object_format):
        self.place, self.top = place, place.path(name)
        self.format = object_format
        common.run("git", "init", "-q", "-b", "main", "--object-format=" + object_format, self.top)
        self.env = {"HOME": place.dir, "PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
                    "GNUPGHOME": place.path("gnupg")}
        for key, value in [("user.name", "A Nobody"), ("user.email", "a@example.com"), ("gpg.format", "ssh"),
                           ("user.signingKey", place.path("ed25519.pub")), ("gpg.ssh.allowedSignersFile", place.path("signers")),
                           ("commit.gpgSign", "false"), ("merge.ff", "false")]:
            self.git("config", key, value)

    def git(self, *args, data=None, check=True):
        done = subprocess.run(["git", "-C", self.top, *args], input=data, capture_output=True, env=self.env, check=False)
        if check and done.returncode:
            sys.exit("git %s: %s" % (" ".join(args), done.stderr.decode()))
        return done.stdout if check else done.returncode == 0

    def raw(self, kind, name):
        return self.git("cat-file", kind, name)

    def put(self, kind, data):
        return self.git("hash-object", "-t", kind, "-w", "--literally", "--stdin", data=data).decode().strip()


class Cases:
    def __init__(self, place):
        self.place, self.right, self.total, self.good, self.stricter, self.wrong = place, 0, 0, 0, 0, 0

    def check(self, repo, what, kind, data, stricter=False, signers="signers"):
        """stricter: we may refuse what git takes."""
        name = repo.put(kind, data)
        theirs = repo.git("verify-" + kind, name, check=False)
        answer = self.place.ask(kind, self.place.write(data), "", self.place.path(signers), "git", "", int(time.time()))
        ours = answer[0] == "good"
        if stricter and theirs and not ours:
            self.stricter += 1
            return
        self.total += 1
        self.right += ours == theirs
        self.good += ours and theirs
        if ours != theirs:
            self.wrong += 1
            print("%s: git %s, ours %s\n%r" % (what, "accepts" if theirs else "refuses", answer, data[:600]))


def make_history(repo):
    """The objects by what they are."""
    git, out = repo.git, []
    for key in ("ed25519", "ecdsa256", "ecdsa384", "rsa2048"):
        git("-c", "user.signingKey=" + repo.place.path(key + ".pub"), "commit", "-q", "--allow-empty", "-S", "-m", "by " + key)
        out.append(("commit by " + key, "commit", "HEAD"))
        out[-1] = (out[-1][0], "commit", git("rev-parse", "HEAD").decode().strip())
    for what, message in [("long", "subject\n\nbody\n\n" + "line\n" * 300), ("quoting", "x\n\n-----BEGIN SSH SIGNATURE-----\nno\n"),
                          ("a header in the message", "x\n\ngpgsig x\n y\n"), ("umlauts", "\u00e4\u00f6\u00fc\n")]:
        git("commit", "-q", "--allow-empty", "-S", "--cleanup=verbatim", "-F", "-", data=message.encode())
        out.append(("commit, " + what, "commit", git("rev-parse", "HEAD").decode().strip()))
    git("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-S", "-F", "-", data=b"\xe4\n")
    out.append(("commit with an encoding", "commit", git("rev-parse", "HEAD").decode().strip()))
    git("commit", "-q", "--allow-empty", "-m", "unsigned")
    out.append(("commit, unsigned", "commit", git("rev-parse", "HEAD").decode().strip()))
    for n in (1, 2, 3):
        git("checkout", "-q", "-b", "side%d" % n, "HEAD~%d" % n)
        git("commit", "-q", "--allow-empty", "-S", "-m", "side")
        git("tag", "-s", "-m", "a signed tag\n\nwith a body", "t%d" % n)
    git("checkout", "-q", "main")
    git("merge", "-q", "-S", "-m", "merge of a signed tag", "t1")
    out.append(("merge with a tag in it", "commit", git("rev-parse", "HEAD").decode().strip()))
    git("merge", "-q", "-S", "-m", "octopus", "t2", "side3")
    out.append(("octopus", "commit", git("rev-parse", "HEAD").decode().strip()))
    git("merge", "-q", "-m", "unsigned merge of a signed tag", "t3", check=False)
    for key in ("ed25519", "ecdsa521", "rsa4096"):
        git("-c", "user.signingKey=" + repo.place.path(key + ".pub"), "tag", "-s", "-m", "by " + key, "v-" + key)
        out.append(("tag by " + key, "tag", "v-" + key))
    git("tag", "-s", "-m", "of a tree", "v-tree", "HEAD^{tree}")
    git("tag", "-a", "-m", "unsigned", "v-unsigned")
    git("tag", "-s", "-F", "-", "v-quoting", data=b"x\n\n-----BEGIN PGP SIGNATURE-----\nno\n-----END PGP SIGNATURE-----\n")
    return out + [("tag of a tree", "tag", "v-tree"), ("tag, unsigned", "tag", "v-unsigned"), ("tag that quotes", "tag", "v-quoting")]


def damage(cases, repo, what, kind, data):
    """Each of its header lines, and some of its signature, in some way other than signed."""
    cases.check(repo, what, kind, data)
    lines = data.split(b"\n")
    for i in range(min(len(lines), 30)):
        cases.check(repo, "%s: without line %d" % (what, i), kind, b"\n".join(lines[:i] + lines[i + 1:]), stricter=True)
        cases.check(repo, "%s: line %d twice" % (what, i), kind, b"\n".join(lines[:i + 1] + lines[i:]), stricter=True)
        cases.check(repo, "%s: line %d longer" % (what, i), kind, b"\n".join(lines[:i] + [lines[i] + b"x"] + lines[i + 1:]), stricter=True)
        cases.check(repo, "%s: a space before line %d" % (what, i), kind, b"\n".join(lines[:i] + [b" " + lines[i]] + lines[i + 1:]), stricter=True)
    cases.check(repo, what + ": more at its end", kind, data + b"x\n", stricter=True)
    cases.check(repo, what + ": less at its end", kind, data[:-1], stricter=True)
    cases.check(repo, what + ": NUL at its end", kind, data + b"\0", stricter=True)
    cases.check(repo, what + ": CRLF", kind, data.replace(b"\n", b"\r\n"), stricter=True)


def signature_of(data):
    return re.search(rb"gpgsig[^ ]* (.*\n(?: .*\n)*)", data).group(0)


def exchange(cases, repo, objects):
    """Signatures from elsewhere, twice, empty, under other names."""
    commits = [repo.raw(k, n) for w, k, n in objects if k == "commit" and "unsigned" not in w]
    own, other = signature_of(commits[0]), signature_of(commits[1])
    header = own.split(b" ", 1)[0]
    first = commits[0]
    for what, data, stricter in [
            ("another's signature", first.replace(own, other), False), ("no signature", first.replace(own, b""), False),
            ("two signatures", first.replace(own, own + own), True), ("its own and another's", first.replace(own, own + other), True),
            ("an empty one", first.replace(own, header + b" \n"), False), ("an empty one first", first.replace(own, header + b" \n" + own), True),
            ("an unknown one beside it", first.replace(own, own + b"gpgsig-x y\n"), True),
            ("for the other format", first.replace(own, own.replace(header, b"gpgsig-sha256" if header == b"gpgsig" else b"gpgsig", 1)), False),
            ("and for the other format", first.replace(own, own + own.replace(header, b"gpgsig-sha256" if header == b"gpgsig" else b"gpgsig", 1)), True),
            ("in the message", first.replace(own, b"") + own, False), ("as a tag's", first.replace(own, b"") + own.split(b" ", 1)[1].replace(b"\n ", b"\n"), False),
            ("before its tree", own + first.replace(own, b""), True), ("behind its tree", first.replace(own, b"").replace(b"\nparent", b"\n" + own + b"parent", 1), True),
            ("header without value", first.replace(own, header + b"\n"), False), ("in capitals", first.replace(own, own.replace(header, header.upper(), 1)), False),
            ("NUL in a header", first.replace(b"author ", b"author \0", 1), False), ("NUL in the signature", first.replace(own, own.replace(b"\n ", b"\n \0", 1)), False)]:
        cases.check(repo, what, "commit", data, stricter=stricter)
    tag = repo.raw("tag", "v-ed25519")
    at = tag.index(b"-----BEGIN")
    for what, data, stricter in [
            ("tag: another's", tag[:at] + repo.raw("tag", "v-rsa4096")[repo.raw("tag", "v-rsa4096").index(b"-----BEGIN"):], False),
            ("tag: twice", tag + tag[at:], False), ("tag: with a header", tag.replace(b"\n\n", b"\n" + own + b"\n", 1), True),
            ("tag: other name", tag.replace(b"tag v-", b"tag w-"), False), ("tag: text behind it", tag + b"more\n", True),
            ("tag: another kind behind it", tag + b"-----BEGIN PGP SIGNATURE-----\n", False),
            ("tag: a commit's", repo.raw("tag", "v-unsigned") + own.split(b" ", 1)[1].replace(b"\n ", b"\n"), False),
            ("tag: empty message", tag[:tag.index(b"\n\n") + 2] + tag[at:], False)]:
        cases.check(repo, what, "tag", data, stricter=stricter)


def other_signers(cases, repo, objects, place):
    key = place.public("ed25519")
    data = repo.raw("commit", objects[0][2])
    for n, line in enumerate(["b@example.com %s\n", "*@example.com %s\n", '* namespaces="file" %s\n', '* valid-before="20200101" %s\n',
                              '* valid-after="20900101" %s\n', '* valid-after="20200101Z",namespaces="git" %s\n', "# %s\n", "* cert-authority %s\n",
                              "!a@example.com,* %s\n", "!a@example.com %s\n", "a,b,c %s\n"]):
        place.write(line.replace("%s", key), "signers")
        cases.check(repo, "signers " + line, "commit", data)


def gpg_objects(place, dump):
    """OpenPGP, with keys that have expired and that were revoked; 0 cases where there is no gpg."""
    if not shutil.which("gpg"):
        print("no OpenPGP: gpg is not installed (packaging/install-deps test)")
        return 0, 0, 0
    os.mkdir(place.path("gnupg"), 0o700)
    env = dict(os.environ, GNUPGHOME=place.path("gnupg"), LC_ALL="C")
    gpg = lambda *args, data=None: subprocess.run(["gpg", "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", *args], env=env, input=data,
                                                  capture_output=True, check=True).stdout.decode()
    prints = {}
    for name, until in (("good", "never"), ("over", "seconds=100"), ("gone", "never"), ("foreign", "never")):
        then = ["--faked-system-time", "%d!" % (time.time() - 1000)] if name == "over" else []
        gpg(*then, "--quick-generate-key", "%s@example.com" % name, "ed25519" if name != "gone" else "rsa2048", "sign", until)
        prints[name] = re.findall(r"^fpr:+([0-9A-F]+):", gpg("--with-colons", "--list-keys", name), re.M)[0]
    repo = Repo(place, "pgp", "sha1")
    objects = {}
    for name in prints:
        more = ["-c", "gpg.format=openpgp", "-c", "user.signingKey=" + prints[name]]
        if name == "over":
            wrapper = place.write("#!/bin/sh\nexec gpg --faked-system-time %d! \"$@\"\n" % (time.time() - 950), "gpg-early")
            os.chmod(wrapper, 0o755)
            more += ["-c", "gpg.program=" + wrapper]
        repo.git(*more, "commit", "-q", "--allow-empty", "-S", "-m", name)
        objects[name] = repo.raw("commit", "HEAD")
    repo.git("-c", "gpg.format=openpgp", "-c", "user.signingKey=" + prints["good"], "tag", "-s", "-m", "x", "v1")
    revocation = place.read("gnupg/openpgp-revocs.d/%s.rev" % prints["gone"]).decode().replace("\n:-----BEGIN", "\n-----BEGIN")
    gpg("--import", data=revocation.encode())
    other = common.Place(dump, place.forge_program, [place.path("gnupg"), prints["good"][:8] + " " + prints["good"][8:].lower(), "good@example.com"])
    total = wrong = 0
    place.write("", "nobody")
    good = objects["good"]
    for what, kind, data, want in [
            ("good", "commit", good, "good"), ("tag", "tag", repo.raw("tag", "v1"), "good"), ("over", "commit", objects["over"], "expired"),
            ("gone", "commit", objects["gone"], "revoked"), ("foreign", "commit", objects["foreign"], "unknown-signer"),
            ("altered", "commit", good.replace(b"good", b"evil"), "bad"), ("tag altered", "tag", repo.raw("tag", "v1").replace(b"tag v1", b"tag v2"), "bad"),
            ("stripped", "commit", good.replace(signature_of(good), b""), "unsigned"),
            ("garbage", "commit", good.replace(b"\n i", b"\n j", 1), None)]:
        answer = other.ask(kind, place.write(data), "", place.path("nobody"), "git", "", int(time.time()))
        total += 1
        if (want and answer[0] != want) or (not want and answer[0] == "good"):
            wrong += 1
            print("OpenPGP, %s: %s and not %s" % (what, answer, want))
    # Without a list of fingerprints nobody may sign.
    answer = place.ask("commit", place.write(good), "", place.path("nobody"), "git", "", int(time.time()))
    subprocess.run(["gpgconf", "--kill", "all"], env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return total + 1, wrong + (answer[0] != "unknown-signer"), total


def main():
    common.need("git", "ssh-keygen")
    place = common.Place(sys.argv[1], sys.argv[2])
    for name, args in common.TYPES:
        place.key(name, args)
    listed = "".join("%s@example.com %s\n" % (name, place.public(name)) for name, _ in common.TYPES)
    cases = Cases(place)
    for object_format in ("sha1", "sha256"):
        place.write(listed, "signers")
        repo = Repo(place, object_format, object_format)
        objects = make_history(repo)
        for what, kind, name in objects:
            if object_format == "sha1" and what in ("commit by ed25519", "merge with a tag in it", "tag by ed25519", "commit, umlauts"):
                damage(cases, repo, what, kind, repo.raw(kind, name))
            else:
                cases.check(repo, what, kind, repo.raw(kind, name))
        exchange(cases, repo, objects)
        other_signers(cases, repo, objects, place)
    total, wrong, pgp = gpg_objects(place, sys.argv[1])
    print("agree %d of %d (%d accepted by both); %d refused that git accepts; OpenPGP: %d of %d as they should be"
          % (cases.right, cases.total, cases.good, cases.stricter, total - wrong, total))
    return 1 if cases.wrong or wrong or cases.good < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
