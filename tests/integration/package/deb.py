#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The .deb installed, used, upgraded, removed and purged: deb.py BUILD-DIRECTORY CPACK"""
import os
import sys
import tempfile

from root import TOP, Checks, Root, build_packages, check_fresh, need, put_in_force, run, seed
from machine import Place, Repo

DPKG = ("dpkg", "--no-triggers", "--force-unsafe-io", "--force-confdef", "--force-confold")
UNIT = "usr/lib/systemd/system/policyd.service"


def with_other_configuration(package, out):
    """The same package, whose own policyd.yaml has changed since the last version."""
    tree = os.path.join(out, "tree")
    run("dpkg-deb", "-R", package, tree)
    with open(os.path.join(tree, "etc/policyd/policyd.yaml"), "a", encoding="utf-8") as file:
        file.write("# New in this version.\n")
    run("dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, package)


def upgrade(checks, root, package):
    with open(root.path(UNIT), "a", encoding="utf-8") as out:
        out.write("# An older version.\n")
    state, policy, rows = root.digests("var/lib/policyd"), root.digests("etc/claude-code"), root.rows()
    configuration = root.digests("etc/policyd")
    root.inside(*DPKG, "-i", package)
    checks.that("An older version" not in root.read(UNIT), "the unit is the new one")
    checks.same(rows, root.rows(), "every row is still there")
    checks.that(sum(map(len, rows.values())) > 200, "there were rows")
    checks.same(state, root.digests("var/lib/policyd"), "every generation is still there")
    checks.same(policy, root.digests("etc/claude-code"), "the policy is as it was")
    checks.same(configuration, root.digests("etc/policyd"), "the administrator's configuration is kept")
    checks.that("New in this version" in root.read("etc/policyd/policyd.yaml.dpkg-dist"), "the new one lies beside it")
    status, text = root.as_the_unit("policyd", "--once", check=False)
    checks.that(status == 0 and len(root.rows()["generation"]) == 2, "the new version goes on", text)


def main():
    build, cpack = sys.argv[1:]
    need("dpkg", "dpkg-deb", "dpkg-shlibdeps", "deb-systemd-helper", "systemd-sysusers", "systemd-tmpfiles", "setpriv", "git", "ssh-keygen")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="pc-deb-") as out:
        os.chmod(out, 0o755)
        old, new = build_packages(build, cpack, "DEB", ["0.0.8", "0.0.9"], out)
        with_other_configuration(new, out)
        place = Place()
        repo = Repo(place, "policy")
        root = Root([TOP, build, out, place.top])
        try:
            root.inside(*DPKG, "--purge", "policyctl", check=False)
            root.inside(*DPKG, "-i", old)
            check_fresh(checks, root)
            put_in_force(checks, root, place, repo)
            seed(root, build)
            upgrade(checks, root, new)
            status, text = root.inside("policyctl", "doctor", "--no-network", "--check", "state", "--check", "config", "--check", "spool", check=False)
            checks.that(status == 0, "doctor finds the directories as they should be", text)

            kept = root.digests("var/lib/policyd")
            root.inside(*DPKG, "--remove", "policyctl")
            checks.that(not root.has("usr/sbin/policyd") and not root.has(UNIT), "remove takes the programs")
            checks.same(kept, root.digests("var/lib/policyd"), "remove keeps the state")
            checks.that("Ours" in root.read("etc/policyd/policyd.yaml"), "remove keeps the configuration")
            root.inside(*DPKG, "-i", new)
            checks.same(kept, root.digests("var/lib/policyd"), "who comes back finds it")
            root.inside(*DPKG, "--purge", "policyctl")
            for name in ("var/lib/policyd", "var/lib/policyctl", "var/spool/policyctl", "run/policyd", "var/lib/policyd-orch", "var/spool/policyd-orch", "etc/policyd", "etc/systemd/system/multi-user.target.wants/policyd.service"):
                checks.that(not root.has(name), "purge leaves no " + name)
            checks.that(root.has("etc/claude-code/managed-settings.d/zz-policyd.json"), "purge leaves the policy in force")
        finally:
            root.close()
    checks.end("deb")


if __name__ == "__main__":
    main()
