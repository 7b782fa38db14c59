#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The .rpm installed, used, upgraded and erased: rpm.py BUILD-DIRECTORY CPACK

Where packages are Debian's, rpm knows of none that is installed: what the package needs is not asked for."""
import os
import sys
import tempfile

from root import TOP, Checks, Root, build_packages, check_fresh, need, put_in_force, run, seed
from machine import Place, Repo

RPM = ("rpm", "--nodeps", "--force-debian", "--noplugins")
UNIT = "usr/lib/systemd/system/policyd.service"


def main():
    build, cpack = sys.argv[1:]
    need("rpmbuild", "rpm", "systemctl", "systemd-sysusers", "systemd-tmpfiles", "setpriv", "git", "ssh-keygen")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="pc-rpm-") as out:
        os.chmod(out, 0o755)
        old, new = build_packages(build, cpack, "RPM", ["0.0.8", "0.0.9"], out)
        needs = run("rpm", "-qp", "--requires", new)
        for library in ("libgit2.so", "libsqlite3.so", "libseccomp.so", "systemd"):
            checks.that(library in needs, "it needs " + library)
        place = Place()
        repo = Repo(place, "policy")
        root = Root([TOP, build, out, place.top])
        try:
            root.inside(*RPM, "-i", old)
            check_fresh(checks, root)
            put_in_force(checks, root, place, repo)
            seed(root, build)
            with open(root.path(UNIT), "a", encoding="utf-8") as file:
                file.write("# An older version.\n")
            state, rows, configuration = root.digests("var/lib/policyd"), root.rows(), root.digests("etc/policyd")
            root.inside(*RPM, "-U", new)
            checks.that("An older version" not in root.read(UNIT), "the unit is the new one")
            checks.same(rows, root.rows(), "every row is still there")
            checks.same(state, root.digests("var/lib/policyd"), "every generation is still there")
            checks.same(configuration, root.digests("etc/policyd"), "the administrator's configuration is kept")
            checks.that(root.has("etc/systemd/system/multi-user.target.wants/policyd.service"), "the service stays enabled")
            root.inside(*RPM, "-e", "policyctl")
            checks.that(not root.has("usr/sbin/policyd") and not root.has(UNIT), "erasing takes the programs")
            checks.same(state, root.digests("var/lib/policyd"), "erasing keeps the state")
            checks.that(any(name.startswith("policyd.yaml") for name in os.listdir(root.path("etc/policyd"))), "erasing keeps the configuration")
            checks.that(not root.has("etc/systemd/system/multi-user.target.wants/policyd.service"), "the service is disabled")
        finally:
            root.close()
    checks.end("rpm")


if __name__ == "__main__":
    main()
