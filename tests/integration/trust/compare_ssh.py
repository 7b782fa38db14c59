#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold our verdicts against ssh-keygen -Y verify: compare_ssh.py TRUST_DUMP TRUST_FORGE

Every key type, signed by ssh-keygen or (keys in hardware, which is not here) in their form by TRUST_FORGE; each of them as it
is, with every byte of the signature changed in turn, for other bytes, other names, other times; the file of signers in many
spellings; certificates. Where we refuse on purpose what ssh-keygen takes, the case says so and it has to be so."""
import concurrent.futures
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import common  # noqa: E402
from common import NOW, armor, blob_of

SK = [("sk-ed25519", ["type=sk-ssh-ed25519@openssh.com"]), ("sk-ecdsa", ["type=sk-ecdsa-sha2-nistp256@openssh.com"]),
      ("webauthn", ["type=sk-ecdsa-sha2-nistp256@openssh.com", "format=webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
                    "application=x.example"])]


class Cases:
    def __init__(self, place):
        self.place, self.list = place, []

    def add(self, name, payload, signature, signers, principal="a@example.com", space="git", now=NOW, stricter=False, revoked=None):
        p = self.place
        self.list.append({"name": name, "payload": payload, "signature": p.write(signature), "signers": p.write(signers),
                          "principal": principal, "space": space, "now": now, "stricter": stricter,
                          "revoked": None if revoked is None else p.write(revoked)})

    def theirs(self, case):
        when = time.strftime("%Y%m%d%H%M%S", time.gmtime(case["now"]))
        with open(case["payload"], "rb") as file:
            return subprocess.run(["ssh-keygen", "-Y", "verify", "-f", case["signers"], "-I", case["principal"], "-n", case["space"],
                                   "-s", case["signature"], "-Overify-time=" + when, *(["-r", case["revoked"]] if case["revoked"] else [])],
                                  stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def judge(self, case, theirs):
        answer = self.place.ask("signature", case["payload"], case["signature"], case["signers"], case["space"], case["principal"], case["now"],
                                *([case["revoked"]] if case["revoked"] else []))
        case["ours"], case["theirs"] = answer[0] == "good", theirs
        said = answer[-1] != ""
        case["right"] = said != case["ours"] and (theirs and not case["ours"] if case["stricter"] else case["ours"] == theirs)
        if not case["right"]:
            print("%s: ssh-keygen %s, ours %s" % (case["name"], "accepts" if theirs else "refuses", answer))

    def run(self, least=40):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for case, theirs in zip(self.list, pool.map(self.theirs, self.list)):
                self.judge(case, theirs)
        wrong = [c for c in self.list if not c["right"]]
        same = [c for c in self.list if c["ours"] == c["theirs"]]
        good = [c for c in same if c["ours"]]
        stricter = [c for c in self.list if c["stricter"]]
        print("agree %d of %d (%d accepted by both); %d refused on purpose that ssh-keygen accepts"
              % (len([c for c in same if not c["stricter"]]), len(self.list) - len(stricter), len(good), len(stricter)))
        for case in self.list:
            if "-v" in sys.argv and (case["ours"] or case["theirs"]):
                print(case["name"], "ours" if case["ours"] else "", "theirs" if case["theirs"] else "")
        return 1 if wrong or len(good) < least else 0


def flips(cases, name, payload, armored, signers):
    """Every byte, with a mask that depends on its place; the version alone is one that ssh-keygen takes when it is smaller."""
    blob = blob_of(armored)
    for i, old in enumerate(blob):
        mask = (0x01, 0x80, 0xff, 0x20)[i % 4]
        new = old ^ (mask if i != 9 else 0x01)
        changed = blob[:i] + bytes([new]) + blob[i + 1:]
        cases.add("%s: byte %d of %d" % (name, i, len(blob)), payload, armor(changed), signers, stricter=i == 9)


def each_type(place, cases, payload, other):
    for name, args in common.TYPES + SK:
        if (name, args) in SK:
            signed, signed_sha256 = place.forge(name, payload, *args), place.forge(name, payload, "hash=sha256", *args)
        else:
            place.key(name, args)
            signed, signed_sha256 = place.sign(name, payload), place.sign(name, payload, "-Ohashalg=sha256")
        line = "a@example.com %s\n" % place.public(name)
        cases.add(name, payload, signed, line)
        cases.add(name + ": sha256", payload, signed_sha256, line)
        cases.add(name + ": other bytes", other, signed, line)
        cases.add(name + ": other name", payload, signed, line, principal="b@example.com")
        cases.add(name + ": other namespace", payload, signed, line, space="file")
        cases.add(name + ": cut off", payload, armor(blob_of(signed)[:-1]), line)
        cases.add(name + ": longer", payload, armor(blob_of(signed) + b"\0"), line)
        flips(cases, name, payload, signed, line)


def forged(place, cases, payload):
    """What no ssh-keygen makes."""
    ed, ec, web = (s[1] for s in SK)
    lines = {name: "a@example.com %s\n" % place.public(name) for name, _ in SK}
    for name, options, more in [("sk-ed25519", ed, {}), ("sk-ecdsa", ec, {}), ("webauthn", web, {})]:
        def add(what, *changes, name=name, options=options, **more):
            cases.add("%s: %s" % (name, what), payload, place.forge(name, payload, *options, *changes), lines[name], **more)
        add("nobody touched it", "flags=0", stricter=True)
        add("touched and verified", "flags=5")
        add("counter at its end", "counter=0xffffffff")
        add("counter at zero", "counter=0")
        add("other namespace", "space=file")
        add("empty namespace", "space=")
        add("sha384", "hash=sha384")
        add("version 2", "version=2")
        add("version 0", "version=0", stricter=True)
        add("reserved is not empty", "reserved=x", stricter=True)
        add("tail", "tail=x")
        add("other application", "application=other:")
        place.forge(name, payload, *options)  # its line is what it was
    add = lambda what, *changes, **more: cases.add("webauthn: " + what, payload, place.forge("webauthn", payload, *web, *changes),
                                                   lines["webauthn"], **more)
    add("quote in the origin", 'origin=x","a":"')
    add("other ceremony", "ceremony=webauthn.create")
    add("attested data", "flags=0x41")
    add("extensions", "flags=0x81", "extensions=abc")
    add("extensions without their flag", "extensions=abc")
    add("flag without extensions", "flags=0x81")
    add("empty origin", "origin=")
    for name, options, more in [("plain", ["type=ssh-ed25519"], {}), ("malleable", ["type=ssh-ed25519", "order=1"], {"stricter": True}),
                                ("rsa", ["type=ssh-rsa", "format=rsa-sha2-512"], {}), ("sha1", ["type=ssh-rsa", "format=ssh-rsa"], {}),
                                ("rsa1024", ["type=ssh-rsa", "format=rsa-sha2-512", "bits=1024"], {"stricter": True}),
                                ("rsa2047", ["type=ssh-rsa", "format=rsa-sha2-512", "bits=2047"], {"stricter": True}),
                                ("exchanged", ["type=ssh-rsa", "format=ssh-ed25519"], {})]:
        signature = place.forge(name, payload, *options)
        cases.add("forged " + name, payload, signature, "a@example.com %s\n" % place.public(name), **more)


def armors(place, cases, payload):
    line = "a@example.com %s\n" % place.public("ed25519")
    signed = place.sign("ed25519", payload)
    lines = signed.split("\n")
    one = "".join(lines[1:-2])
    for what, text, more in [
            ("CRLF", signed.replace("\n", "\r\n"), {}), ("one long line", "\n".join([lines[0], one, lines[-2], ""]), {}),
            ("no last newline", signed[:-1], {}), ("text before it", "x\n" + signed, {}), ("empty line before it", "\n" + signed, {}),
            ("text behind it", signed + "x\n", {"stricter": True}), ("another behind it", signed + signed, {"stricter": True}),
            ("no end", signed.replace(lines[-2], ""), {}), ("no begin", signed.replace(lines[0], ""), {}), ("empty", "", {}),
            ("nothing between", lines[0] + "\n" + lines[-2] + "\n", {}), ("spaces in it", signed.replace(one[10], one[10] + " ", 1), {}),
            ("no padding", signed.replace("=", ""), {}), ("a letter less", signed.replace(lines[2], lines[2][1:]), {}),
            ("PGP", signed.replace("SSH", "PGP"), {}), ("begin twice", lines[0] + "\n" + signed, {}), ("NUL", signed.replace(lines[2], lines[2] + "\0"), {})]:
        cases.add("armor: " + what, payload, text, line, **more)


def signers_files(place, cases, payload):
    key, other = place.public("ed25519"), place.public("ecdsa256")
    signed = place.sign("ed25519", payload)
    add = lambda what, text, **more: cases.add("signers: " + what, payload, signed, text, **more)
    for what, text in [
            ("comment behind the key", "a@example.com %s somebody at home\n"), ("no newline", "a@example.com %s"), ("CRLF", "a@example.com %s\r\n"),
            ("tabs", "\ta@example.com\t%s\n"), ("comments and empty lines", "# x\n\n   \n  # y\na@example.com %s\n"),
            ("several spaces", "a@example.com     %s\n"), ("quoted principal", '"a@example.com" %s\n'), ("quoted with spaces", '"x y,a@example.com" %s\n'),
            ("a list", "b@example.com,a@example.com,c@example.com %s\n"), ("a star", "*@example.com %s\n"), ("all", "* %s\n"),
            ("question marks", "?@example.??? %s\n"), ("other domain", "*@example.org %s\n"), ("stars", "*a*@*e*.*m %s\n"),
            ("not me", "!a@example.com,* %s\n"), ("not somebody else", "!b@example.com,* %s\n"), ("only not", "!b@example.com %s\n"),
            ("not me behind it", "*,!a@example.com %s\n"), ("empty pattern", ",a@example.com %s\n"), ("case differs", "A@example.com %s\n"),
            ("git", 'a@example.com namespaces="git" %s\n'), ("file", 'a@example.com namespaces="file" %s\n'),
            ("file and git", 'a@example.com namespaces="file,git" %s\n'), ("namespace pattern", 'a@example.com namespaces="g*" %s\n'),
            ("not git", 'a@example.com namespaces="*,!git" %s\n'), ("no namespace", 'a@example.com namespaces="" %s\n'),
            ("capitals", 'a@example.com NameSpaces="git" %s\n'), ("without quotes", "a@example.com namespaces=git %s\n"),
            ("twice", 'a@example.com namespaces="git",namespaces="git" %s\n'), ("not closed", 'a@example.com namespaces="git %s\n'),
            ("unknown option", 'a@example.com no-touch-required %s\n'), ("unknown value", 'a@example.com x="y" %s\n'),
            ("unknown behind known", 'a@example.com namespaces="git",x %s\n'), ("comma at the end", 'a@example.com namespaces="git", %s\n'),
            ("text behind an option", 'a@example.com namespaces="git"x %s\n'), ("authority of a plain key", "a@example.com cert-authority %s\n"),
            ("authority with a value", 'a@example.com cert-authority="x" %s\n'), ("only a principal", "a@example.com\n"), ("no principal", "%s\n"),
            ("key of another type", "a@example.com ssh-rsa " + key.split()[1] + "\n"), ("half a key", "a@example.com " + key[:-8] + "\n"),
            ("type in capitals", "a@example.com " + key.replace("ssh-", "SSH-") + "\n"), ("another key", "a@example.com " + other + "\n"),
            ("another key first", "a@example.com " + other + "\na@example.com %s\n"), ("bad line of others first", "b@example.com x\na@example.com %s\n"),
            ("quote in an option", 'a@example.com namespaces="g\\"x,git" %s\n'), ("space in an option", 'a@example.com namespaces="a b,git" %s\n'),
            ("two lines, one for another use", 'a@example.com namespaces="file" %s\na@example.com %s\n'), ("empty", ""),
            ("two lines, one over", 'a@example.com valid-before="20000101" %s\na@example.com %s\n')]:
        add(what, text.replace("%s", key))
    add("bad line first", "a@example.com x %s\na@example.com %s\n".replace("%s", key))
    add("bad line behind", "a@example.com %s\na@example.com x %s\n".replace("%s", key))
    add("empty option", 'a@example.com namespaces="git",,valid-after="2020" %s\n'.replace("%s", key))
    for after, before in [("20240610", ""), ("20240611", ""), ("", "20240610"), ("", "20240611"), ("202406100613", ""), ("202406100614", ""),
                          ("20240610061320", ""), ("20240610061321", ""), ("", "20240610061320"), ("", "20240610061319"), ("20240101", "20241231"),
                          ("20240610061320", "20240610061320"), ("20250101", "20240101"), ("20230101", "20230201"), ("19700101", ""), ("19700102", ""),
                          ("20240610Z", ""), ("20240610061321Z", ""), ("202406100613utc", ""), ("", "20240610061319UTC"), ("2024061", ""), ("2024-06-10", ""),
                          ("20241310", ""), ("20240632", ""), ("20240610246060", ""), ("Z", ""), ("202406102", ""), ("99991231", ""), ("", "99991231"),
                          ("20240610 ", ""), (" 20240610", ""), ("always", ""), ("", "forever"), ("+1d", "")]:
        options = ",".join('%s="%s"' % (n, v) for n, v in (("valid-after", after), ("valid-before", before)) if v)
        add("time %s to %s" % (after, before), "a@example.com %s %s\n" % (options, key))
    add("a day that is not there", 'a@example.com valid-after="20240231" %s\n' % key, stricter=True)
    add("after twice", 'a@example.com valid-after="20240101",valid-after="20240101" %s\n' % key)
    add("all options", 'a@example.com namespaces="git",valid-after="20240101",valid-before="20250101" %s\n' % key)


def certificates(place, cases, payload):
    place.key("ca", [])
    place.key("ca2", ["-t", "ecdsa"])
    place.key("ca3", ["-t", "rsa", "-b", "2048"])
    line = lambda ca="ca", more="", who="*": "%s cert-authority%s %s\n" % (who, more, place.public(ca))

    def certify(name, *args, ca="ca", who="a@example.com"):
        common.run("ssh-keygen", "-q", "-s", place.path(ca), "-I", "id", *(["-n", who] if who else []), *args, place.path(name + ".pub"))
        return place.read(name + "-cert.pub")

    def signed(name, *args, **more):
        certify(name, *args, **more)
        options = dict(SK).get(name)
        if options:
            return place.forge(name, payload, *options, "cert=" + place.path(name + "-cert.pub"))
        return place.sign(name + "-cert.pub", payload)

    always = ["-V", "always:forever"]
    for name, _ in common.TYPES + SK:
        signature = signed(name, *always)
        cases.add("cert of %s" % name, payload, signature, line())
        cases.add("cert of %s, its key listed" % name, payload, signature, "* %s\n" % place.public(name))
        cases.add("cert of %s, no authority" % name, payload, signature, "* %s\n" % place.public("ca"))
        cases.add("cert of %s, other name" % name, payload, signature, line(), principal="b@example.com")
        if name in ("ed25519", "sk-ed25519"):
            flips(cases, "cert of " + name, payload, signature, line())
    for ca in ("ca2", "ca3"):
        cases.add("cert by " + ca, payload, signed("ed25519", *always, ca=ca), line(ca))
        cases.add("cert by %s, other listed" % ca, payload, signed("ed25519", *always, ca=ca), line())
    window = lambda a, b: ["-V", "%s:%s" % (a, b)]
    for a, b in [("20240101", "20250101"), ("20230101", "20240101"), ("20250101", "20260101"), ("20240610061320", "20250101"),
                 ("20240610061321", "20250101"), ("20240101", "20240610061320"), ("20240101", "20240610061321")]:
        cases.add("cert from %s to %s" % (a, b), payload, signed("ed25519", *window(a, b)), line())
    several = signed("ed25519", *always, who="b@example.com,a@example.com")
    for what, file in [("pattern", line(who="*@example.com")), ("other pattern", line(who="*@example.org")), ("name", line(who="a@example.com")),
                       ("not me", line(who="!a@example.com,*")), ("namespace", line(more=',namespaces="git"')),
                       ("other namespace", line(more=',namespaces="file"')), ("expired", line(more=',valid-before="20240101"')),
                       ("not yet", line(more=',valid-after="20250101"')), ("current", line(more=',valid-after="20240101",valid-before="20250101"'))]:
        cases.add("cert of two, " + what, payload, several, file)
        cases.add("cert of two, second, " + what, payload, several, file, principal="b@example.com")
        cases.add("cert of two, third, " + what, payload, several, file, principal="c@example.com")
    cases.add("cert of nobody", payload, signed("ed25519", *always, who=None), line())
    cases.add("cert of a host", payload, signed("ed25519", "-h", *always), line())
    cases.add("cert with an option", payload, signed("ed25519", "-O", "force-command=x", *always), line(), stricter=True)
    cases.add("cert with a source", payload, signed("ed25519", "-O", "source-address=10.0.0.0/8", *always), line(), stricter=True)
    cases.add("cert with an unknown option", payload, signed("ed25519", "-O", "critical:x@example.com=1", *always), line(), stricter=True)
    cases.add("cert with an extension", payload, signed("ed25519", "-O", "extension:x@example.com=1", *always), line())
    cases.add("cert without extensions", payload, signed("ed25519", "-O", "clear", *always), line())
    cases.add("cert with a serial", payload, signed("ed25519", "-z", "18446744073709551615", *always), line())
    cert = signed("ed25519", *always)
    cases.add("cert in the file", payload, cert, "* " + " ".join(place.read("ed25519-cert.pub").decode().split()[:2]) + "\n", stricter=True)


def main():
    common.need("ssh-keygen")
    place = common.Place(sys.argv[1], sys.argv[2])
    payload, other = place.write(b"tree 1\n\nmessage\n"), place.write(b"tree 2\n\nmessage\n")
    cases = Cases(place)
    each_type(place, cases, payload, other)
    forged(place, cases, payload)
    armors(place, cases, payload)
    signers_files(place, cases, payload)
    certificates(place, cases, payload)
    return cases.run()


if __name__ == "__main__":
    sys.exit(main())
