#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Ansible role: what it is made of, and what it does to a machine: ansible.py [BUILD-DIRECTORY CPACK]"""
import json
import os
import sys
import tempfile

import yaml

from root import TOP, Checks, Root, build_packages, need, run, skip

ROLE = os.path.join(TOP, "packaging", "ansible", "roles", "policyd")
SITE = os.path.join(TOP, "packaging", "ansible", "site.yml")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKhBBeY1zSVRaFMeFSu2aJ9zDx50DlQzjKmZ7fJ5QJVP"


def check_files(checks):
    """YAML, and nothing that is notified or used without being there."""
    read = {}
    for part in ("tasks", "handlers", "defaults", "meta"):
        with open(os.path.join(ROLE, part, "main.yml"), encoding="utf-8") as file:
            read[part] = yaml.safe_load(file)
    handlers = {h["name"] for h in read["handlers"]}
    notified = {t["notify"] for t in read["tasks"] if "notify" in t}
    checks.that(notified and notified <= handlers, "handlers that are notified", notified - handlers)
    sources = {t["ansible.builtin.template"]["src"] for t in read["tasks"] if "ansible.builtin.template" in t}
    checks.that(sources == set(os.listdir(os.path.join(ROLE, "templates"))), "templates", sources)
    with open(os.path.join(ROLE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    checks.that(all("`%s`" % name in text for name in read["defaults"]), "README.md has every variable")


def play(root, where, *more):
    status, text = root.inside("env", "ANSIBLE_ROLES_PATH=" + os.path.dirname(ROLE), "ANSIBLE_LOCAL_TEMP=/tmp/a", "ANSIBLE_PIPELINING=1", "ANSIBLE_GATHER_SUBSET=!all,!min,distribution,service_mgr",
                               "ansible-playbook", "-i", "localhost,", "-c", "local", "-e", "@" + where, *more, SITE, check=False)
    return status, text


def check_run(checks, build, cpack):
    with tempfile.TemporaryDirectory(prefix="pc-ansible-") as out:
        os.chmod(out, 0o755)
        package, = build_packages(build, cpack, "DEB", ["0.0.8"], out)
        variables = {"policyd_package": package, "policyd_remote": "https://git.example.com/policy.git", "policyd_settings": {"interval": "10m"},
                     "policyd_signers": [{"principal": "policy@example.com", "key": KEY, "valid_before": "20991231"}],
                     "ansible_python_interpreter": "/usr/bin/python3"}
        where, wrong = os.path.join(out, "vars.json"), os.path.join(out, "wrong.json")
        for path, more in ((where, {}), (wrong, {"policyd_settings": {"interval": "1s"}})):
            with open(path, "w", encoding="utf-8") as file:
                json.dump({**variables, **more}, file)
        root = Root([TOP, build, out])
        try:
            root.inside("dpkg", "--no-triggers", "--purge", "policyctl", check=False)
            status, text = play(root, where)
            checks.that(status == 0, "it runs", text)
            checks.that("interval: 10m" in root.read("etc/policyd/policyd.yaml"), "policyd.yaml", root.read("etc/policyd/policyd.yaml"))
            signers = root.read("etc/policyd/allowed_signers").splitlines()[-1]
            checks.that(signers == 'policy@example.com namespaces="git",valid-before="20991231" ' + KEY, "allowed_signers", signers)
            status, text = root.inside("policyctl", "doctor", "--no-network", "--check", "config", "--check", "signers", check=False)
            checks.that(status == 0, "doctor takes both", text)
            status, text = play(root, where, "--check")
            checks.that(status == 0 and "changed=0" in text, "the second time there is nothing to change", text)
            before = root.read("etc/policyd/policyd.yaml")
            status, text = play(root, wrong)
            checks.that(status != 0 and root.read("etc/policyd/policyd.yaml") == before, "what policyd would not take is not written", text)
        finally:
            root.close()


def main():
    checks = Checks()
    if len(sys.argv) == 1:
        check_files(checks)
        checks.end("ansible role, files")
    need("ansible-playbook")
    status, text = run("ansible-playbook", "-i", "localhost,", "--syntax-check", SITE, check=False, env=dict(os.environ, ANSIBLE_ROLES_PATH=os.path.dirname(ROLE)))
    checks.that(status == 0, "syntax", text)
    try:
        import apt  # noqa: F401, what Ansible's own module needs on a machine
    except ImportError:
        skip("python3-apt is not installed: syntax alone, %d wrong" % checks.wrong)
    check_run(checks, *sys.argv[1:])
    checks.end("ansible role, run")


if __name__ == "__main__":
    main()
