#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold what we make of revocation files against ssh-keygen -Y verify -r and ssh-keygen -Q: compare_revoked.py TRUST_DUMP TRUST_FORGE

Every key type, revoked in every way that ssh-keygen has: in a list of keys and in a KRL, by key, by sum, by the number and id of
its certificate, by its authority; each of them beside somebody else who is revoked; and damaged files."""
import os
import subprocess
import sys

sys.dont_write_bytecode = True
import common  # noqa: E402
from compare_ssh import SK, Cases  # noqa: E402

ALWAYS = ["-V", "always:forever"]


class Scene:
    def __init__(self, place):
        self.place, self.cases = place, Cases(place)
        self.payload = place.write(b"tree 1\n\nmessage\n")
        self.lists = []

    def krl(self, spec, *more):
        """What ssh-keygen -k makes of a specification."""
        spec, out = self.place.write(spec), self.place.path("krl%d" % len(self.lists))
        common.run("ssh-keygen", "-q", "-k", "-f", out, *more, spec)
        self.lists.append(out)
        with open(out, "rb") as file:
            return file.read()

    def certify(self, name, *args, ca="ca", who="a@example.com"):
        common.run("ssh-keygen", "-q", "-s", self.place.path(ca), "-n", who, *ALWAYS, *(args or ["-I", "id"]), self.place.path(name + ".pub"))

    def signed(self, name):
        """By the certificate, if it has one; and the line that allows it."""
        cert = self.place.path(name + "-cert.pub")
        has = os.path.exists(cert)
        options = dict(SK).get(name)
        if options:
            signature = self.place.forge(name, self.payload, *options, *(["cert=" + cert] if has else []))
        else:
            signature = self.place.sign(name + ("-cert.pub" if has else ""), self.payload)
        return signature, ("a@example.com cert-authority %s\n" % self.place.public("ca") if has else "a@example.com %s\n" % self.place.public(name))

    def hold(self, what, signed, revoked, **more):
        self.cases.add(what, self.payload, signed[0], signed[1], revoked=revoked, **more)


def lists_of_keys(scene, name, mine, others, signed):
    for what, text in [
            ("it", mine + "\n"), ("another", others + "\n"), ("both", others + "\n" + mine + "\n"), ("it, with a comment", mine + " at home\n"),
            ("no newline", mine), ("CRLF", mine + "\r\n"), ("comments", "# x\n\n  # y\n" + mine + "\n"), ("spaces before it", " \t" + mine + "\n"),
            ("spaces in it", mine.replace(" ", " \t ") + "\n"), ("nothing", ""), ("only comments", "#\n\n"), ("behind a comment", "#" + mine + "\n"),
            ("its type alone", mine.split()[0] + "\n"), ("words", "somebody is revoked\n"), ("a cut key", mine[:-9] + "\n"),
            ("another, then words", others + "\nwords\n"), ("a type that is another", "ssh-rsa " + others.split()[1] + "\n"),
            ("an option before it", "cert-authority " + mine + "\n"), ("a name before it", "a@example.com " + mine + "\n")]:
        scene.hold("%s: list of %s" % (name, what), signed, text)


def lists_for_key(scene, name, signed, other):
    public = scene.place.public(name)
    key, beside = scene.place.path(name + ".pub"), scene.place.path(other + ".pub")
    lists_of_keys(scene, name, public, scene.place.public(other), signed)
    for what, spec in [("key", "key: %s\n" % public), ("sha1", "sha1: %s\n" % public), ("sha256", "sha256: %s\n" % public),
                       ("hash", "hash: %s\n" % common.run("ssh-keygen", "-l", "-f", key).split()[1])]:
        scene.hold("%s: krl by %s" % (name, what), signed, scene.krl(spec))
        scene.hold("%s: krl by %s, another" % (name, what), signed,
                   scene.krl(spec.replace(public, scene.place.public(other)).replace(
                       common.run("ssh-keygen", "-l", "-f", key).split()[1], common.run("ssh-keygen", "-l", "-f", beside).split()[1])))


def each_type(scene):
    for name, args in common.TYPES:
        scene.place.key(name, args)
    for name, options in SK:
        scene.place.forge(name, scene.payload, *options)
    names = [n for n, _ in common.TYPES + SK]
    for i, name in enumerate(names):
        lists_for_key(scene, name, scene.signed(name), names[i - 1])


def certificates(scene):
    place = scene.place
    for ca in ("ca", "ca2"):
        place.key(ca, ["-t", "ecdsa"] if ca == "ca2" else [])
    ca, other = place.public("ca"), place.public("ca2")
    here, there = ["-s", place.path("ca.pub")], ["-s", place.path("ca2.pub")]
    for name, _ in common.TYPES + SK:
        scene.certify(name, "-I", "the id", "-z", "7")
        signed = scene.signed(name)
        for what, text in [("its key", place.public(name)), ("its authority", ca), ("another authority", other),
                           ("the certificate", place.read(name + "-cert.pub").decode())]:
            scene.hold("cert of %s: list of %s" % (name, what), signed, text)
        for what, spec, more in [
                ("serial", "serial: 7\n", here), ("other serial", "serial: 8\n", here), ("range", "serial: 5-9\n", here),
                ("range behind it", "serial: 8-100\n", here), ("serial by another", "serial: 7\n", there), ("id", "id: the id\n", here),
                ("other id", "id: the ID\n", here), ("id by another", "id: the id\n", there), ("authority", "key: %s\n" % ca, []),
                ("other authority", "key: %s\n" % other, []), ("key", "key: %s\n" % place.public(name), []), ("authority's sum", "sha256: %s\n" % ca, []),
                ("authority's old sum", "sha1: %s\n" % ca, [])]:
            scene.hold("cert of %s: krl by %s" % (name, what), signed, scene.krl(spec, *more))


def numbers(scene):
    """ssh-keygen chooses between lists, ranges and bit fields, by what is shorter."""
    here = ["-s", scene.place.path("ca.pub")]
    most = 2 ** 64 - 1
    for serial in (0, 1, 2, 63, 64, 65, 1000, 2 ** 32, 2 ** 63, most):
        scene.certify("ed25519", "-I", "id", "-z", str(serial))
        signed = scene.signed("ed25519")
        for what, revoked in [
                ("itself", [max(serial, 1)]), ("around it", [max(serial - 1, 1), min(serial + 1, most)]), ("odd", range(1, 200, 2)), ("even", range(2, 200, 2)),
                ("dense", [n for n in range(1, 1100) if n % 7]), ("sparse", [1, 1 << 20, 1 << 40, most]), ("high", range(most - 90, most + 1, 3))]:
            scene.hold("serial %d: %s" % (serial, what), signed, scene.krl("".join("serial: %d\n" % n for n in revoked), *here))
        scene.hold("serial %d: all" % serial, signed, scene.krl("serial: 1-%d\n" % most, *here))
        scene.hold("serial %d: any authority" % serial, signed, scene.krl("serial: %d\nid: x\n" % max(serial, 1), "-s", "none"))


def damaged(scene):
    """Whatever ssh-keygen does not read, we do not; each byte of a list in turn."""
    place = scene.place
    scene.certify("ed25519", "-I", "id", "-z", "7")
    signed = scene.signed("ed25519")
    spec = "serial: 8-20\nserial: 22\nserial: 100-102\nid: other\nsha1: %s\nsha256: %s\nkey: %s\n" % (
        (place.public("rsa2048"),) * 2 + (place.public("ecdsa256"),))
    whole = scene.krl(spec, "-s", place.path("ca.pub"))
    for i, old in enumerate(whole):
        changed = whole[:i] + bytes([old ^ (0x01, 0x80, 0xff, 0x20)[i % 4]]) + whole[i + 1:]
        scene.hold("krl: byte %d of %d" % (i, len(whole)), signed, changed)
    for i in range(0, len(whole), 3):
        scene.hold("krl: %d bytes of %d" % (i, len(whole)), signed, whole[:i])
    scene.hold("krl: longer", signed, whole + b"\0")
    scene.hold("krl: twice", signed, whole + whole)
    scene.hold("krl: whole", signed, whole)


def ask_q(scene):
    """ssh-keygen -Q, which looks at keys and not at signatures, says what -Y verify did."""
    place, wrong = scene.place, 0
    for name, _ in common.TYPES + SK:
        for revoked in (scene.krl("key: %s\n" % place.public(name)), scene.krl("sha256: %s\n" % place.public("ca"))):
            file, signed = place.write(revoked), scene.signed(name)
            theirs = subprocess.run(["ssh-keygen", "-Q", "-f", file, place.path(name + "-cert.pub")], stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, check=False).returncode
            ours = place.ask("signature", scene.payload, place.write(signed[0]), place.write(signed[1]), "git", "", common.NOW, file)[0]
            if theirs == 0 or ours != "revoked":
                print("-Q of %s: %d, ours %s" % (name, theirs, ours))
                wrong += 1
    return wrong


def main():
    common.need("ssh-keygen")
    scene = Scene(common.Place(sys.argv[1], sys.argv[2]))
    each_type(scene)
    certificates(scene)
    numbers(scene)
    damaged(scene)
    wrong = ask_q(scene)
    return scene.cases.run() or (1 if wrong else 0)


if __name__ == "__main__":
    sys.exit(main())
