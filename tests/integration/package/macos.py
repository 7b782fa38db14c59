#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a macOS package is made of, and the configuration profile: macos.py BUILD-DIRECTORY

plutil, launchd and pkgbuild are not here: what can be held against their documentation is."""
import json
import os
import plistlib
import re
import subprocess
import sys
import tempfile
import uuid

from root import TOP, Checks, run

MACOS = os.path.join(TOP, "packaging", "macos")
SCRIPTS = ("scripts/preinstall", "scripts/postinstall", "uninstall", "pkg.in")


def plist(path):
    with open(path, "rb") as file:
        return plistlib.load(file)


def check_tree(checks, build, top):
    out = os.path.join(top, "out")
    run(os.path.join(MACOS, "stage"), build, out)
    root = os.path.join(out, "root")
    service = plist(os.path.join(root, "Library/LaunchDaemons/org.policyctl.policyd.plist"))
    program = root + service["ProgramArguments"][0]
    checks.that(os.access(program, os.X_OK), "the service's program is in the package", program)
    checks.that(service["Label"] == "org.policyctl.policyd", "the label is the file's name")
    checks.that(service["KeepAlive"] == {"PathState": {"/etc/policyd/policyd.yaml": True}}, "it waits until it is configured")
    checks.that(sorted(os.listdir(root)) == ["Library", "private", "usr"], "nothing that is a link on a Mac", os.listdir(root))
    checks.that(not os.path.exists(os.path.join(root, "usr/local/lib")), "nothing of systemd")
    checks.that(sorted(os.listdir(os.path.join(out, "scripts"))) == ["postinstall", "preinstall"], "scripts have the names that count")
    checks.that("@" not in open(os.path.join(out, "pkg"), encoding="utf-8").read().replace('"$@"', ""), "the version is filled in")
    status, _ = run(os.path.join(MACOS, "stage"), build, out, check=False)
    checks.that(status == 70, "an earlier tree is not mixed with a new one")
    example = os.path.join(root, "private/etc/policyd/policyd.yaml.example")
    status, text = run(os.path.join(build, "bin/policyd"), "--check", "--config", example, check=False)
    checks.that(status == 0, "the example is right", text)


def profile(*words):
    return subprocess.run([os.path.join(MACOS, "profile"), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def check_profile(checks, build, top):
    words = ("Example & Söhne <Inc.>", "com.example", "ABCDE12345")
    made = profile(*words)
    text = made.stdout.decode()
    whole = plistlib.loads(made.stdout)
    parts = whole["PayloadContent"]
    checks.that(whole["PayloadOrganization"] == words[0], "the organization, as it was typed")
    checks.that(not re.search(r"@[A-Z_]+@", text), "every placeholder is filled in")
    checks.that(profile(*words).stdout == made.stdout, "the same words give the same bytes")
    ids = [p["PayloadUUID"] for p in [whole] + parts]
    checks.that(len({str(uuid.UUID(i)).upper() for i in ids} & set(ids)) == len(parts) + 1, "a UUID for each payload", ids)
    checks.that(all(p["PayloadIdentifier"].startswith("com.example.policyctl") and p["PayloadVersion"] == 1 for p in [whole] + parts), "identifiers")
    checks.that([p["PayloadType"] for p in parts] == ["com.apple.ManagedClient.preferences", "com.apple.servicemanagement"], "payloads")
    label = plistlib.loads(open(os.path.join(MACOS, "org.policyctl.policyd.plist.in"), "rb").read())["Label"]
    checks.that(parts[1]["Rules"] == [{"RuleType": "Label", "RuleValue": label, "TeamIdentifier": "ABCDE12345", "Comment": "policyd"}], "the rule")
    checks.that(profile("Example", "com example", "ABCDE12345").returncode == 1, "an identifier that is none")
    checks.that(profile("Example", "com.example", "short").returncode == 1, "a team that is none")
    check_settings(checks, build, top, parts[0]["PayloadContent"]["com.anthropic.claudecode"]["Forced"][0]["mcx_preference_settings"])
    check_signature(checks, top, made.stdout)


def check_settings(checks, build, top, settings):
    """The client's own words, and none that would silence the files."""
    checks.that(settings == {"managedSourcesBehavior": "merge"}, "the settings", settings)
    directory = os.path.join(top, "settings")
    os.mkdir(directory)
    with open(os.path.join(directory, "managed-settings.json"), "w", encoding="utf-8") as out:
        json.dump(settings, out)
    status, text = run(os.path.join(build, "bin/policyctl"), "verify", directory, check=False)
    checks.that(status == 0, "verify has nothing to say", text)


def check_signature(checks, top, text):
    """The command of README.md."""
    key, cert, plain, signed = (os.path.join(top, name) for name in ("key.pem", "cert.pem", "policyd.mobileconfig", "policyd.signed.mobileconfig"))
    with open(plain, "wb") as out:
        out.write(text)
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test", "-days", "2",
        "-keyout", key, "-out", cert)
    with open(os.path.join(MACOS, "README.md"), encoding="utf-8") as file:
        command = re.search(r"openssl smime (.*\\\n.*)", file.read())[0].replace("\\\n", " ")
    run(*command.split(), cwd=top)
    back = subprocess.run(["openssl", "smime", "-verify", "-noverify", "-inform", "der", "-in", signed], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    checks.that(back.returncode == 0 and back.stdout.replace(b"\r\n", b"\n") == text, "the signed profile holds the plain one")


def main():
    build = sys.argv[1]
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="pc-macos-") as top:
        for name in SCRIPTS:
            status, text = run("sh", "-n", os.path.join(MACOS, name), check=False)
            checks.that(status == 0, name, text)
        check_tree(checks, build, top)
        check_profile(checks, build, top)
    checks.end("macos")


if __name__ == "__main__":
    main()
