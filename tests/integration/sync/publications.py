#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What authors publish, well or badly, over a remote that is a path: publications.py POLICYD [--timed]

Each bad publication leaves the machine exactly as it was, and its reason is recorded once; the good ones get in force."""
import os
import random
import shutil
import sys

sys.dont_write_bytecode = True
from machine import Machine, Place, Repo, Tally, need, run  # noqa: E402


def stripped(raw):
    """The commit without its signature."""
    head, message = raw.split(b"\n\n", 1)
    kept, inside = [], False
    for line in head.split(b"\n"):
        inside = line.startswith(b"gpgsig ") or (inside and line.startswith(b" "))
        if not inside:
            kept.append(line)
    return b"\n".join(kept) + b"\n\n" + message


def with_signature(raw, armored):
    head, message = raw.split(b"\n\n", 1)
    return head + b"\ngpgsig " + armored.strip().replace(b"\n", b"\n ") + b"\n\n" + message


def signature(raw):
    head = raw.split(b"\n\n", 1)[0]
    return head[head.index(b"gpgsig ") + 7:].replace(b"\n ", b"\n")


def sign(place, data, space, key="signer"):
    return run("ssh-keygen", "-Y", "sign", "-q", "-n", space, "-f", place.path(key), data=data)


# ---- bad publications: each gets a repository with one good commit in force, and spoils it

def unsigned(repo):
    repo.publish("Bash(a:*)", sign=False)


def by_a_stranger(repo):
    repo.publish("Bash(a:*)", key="stranger")


def by_one_who_is_revoked(repo):
    repo.publish("Bash(a:*)", key="gone")


def altered(repo):
    repo.publish("Bash(a:*)")
    repo.put(repo.raw().replace(b"a change", b"A change"))


def signature_stripped(repo):
    repo.publish("Bash(a:*)")
    repo.put(stripped(repo.raw()))


def signature_empty(repo):
    repo.publish("Bash(a:*)")
    repo.put(with_signature(stripped(repo.raw()), b""))


def signature_of_another(repo):
    repo.publish("Bash(a:*)")
    other = signature(repo.raw())
    repo.publish("Bash(b:*)")
    repo.put(with_signature(stripped(repo.raw()), other))


def other_namespace(repo):
    repo.publish("Bash(a:*)")
    raw = stripped(repo.raw())
    repo.put(with_signature(raw, sign(repo.place, raw, "file")))


def rolled_back(repo):
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.push()


def unrelated(repo):
    repo.git("checkout", "-q", "--orphan", "other")
    repo.deny("Bash(other:*)")
    repo.commit("another history")
    repo.push()


def rollback_tag_unsigned(repo):
    gone = repo.head()
    rolled_back(repo)
    repo.git("tag", "-a", "--no-sign", "-m", "back", "rollback/" + gone)
    repo.push("HEAD:refs/heads/main", "rollback/" + gone)


def rollback_tag_renamed(repo):
    gone = repo.head()
    rolled_back(repo)
    repo.git("tag", "-s", "-m", "back", "rollback/" + "0" * 40)
    repo.push("HEAD:refs/heads/main", "refs/tags/rollback/%s:refs/tags/rollback/%s" % ("0" * 40, gone))


def policy_tag_renamed(repo):
    repo.publish("Bash(a:*)", sign=False)
    repo.git("tag", "-s", "-m", "good", "policy/one")
    repo.push("refs/tags/policy/one:refs/tags/policy/two")


def policy_tag_of_a_stranger(repo):
    repo.publish("Bash(a:*)", sign=False)
    repo.git("-c", "user.signingKey=" + repo.place.path("stranger.pub"), "tag", "-s", "-m", "good", "policy/one")
    repo.push("policy/one")


def tag_elsewhere(repo):
    repo.publish("Bash(a:*)", sign=False)
    repo.git("tag", "-s", "-m", "good", "release/one")
    repo.push("release/one")


def huge(repo):
    repo.write("huge.bin", random.Random(1).randbytes(70 << 20))
    repo.commit()
    repo.push()


def large_when_unpacked(repo):
    repo.write("managed-settings.d/20-large.json", b" " * (100 << 20))
    repo.commit()
    repo.push()


def too_many_files(repo):
    tree = repo.git("write-tree")
    blob = repo.git("hash-object", "-w", "--stdin", data=b"{}")
    many = "".join("100644 blob %s\tf%05d\n" % (blob, i) for i in range(17000))
    many = repo.git("mktree", data=many.encode())
    listed = repo.git("ls-tree", tree) + "\n040000 tree %s\tmany\n" % many
    tree = repo.git("mktree", data=listed.encode())
    made = repo.git("commit-tree", "-S", "-p", "HEAD", "-m", "many", tree)
    repo.push(made + ":refs/heads/main")
    repo.git("reset", "-q", "--soft", made)


def too_many_by_trees(repo):
    """Trees that hold each other ten times: a few objects, and a thousand million files."""
    blob = repo.git("hash-object", "-w", "--stdin", data=b"{}")
    tree = repo.git("mktree", data=("100644 blob %s\tf\n" % blob).encode())
    for _ in range(9):
        tree = repo.git("mktree", data="".join("040000 tree %s\td%d\n" % (tree, i) for i in range(10)).encode())
    made = repo.git("commit-tree", "-S", "-p", "HEAD", "-m", "bomb", tree)
    repo.push(made + ":refs/heads/main")
    repo.git("reset", "-q", "--soft", made)


def too_deep(repo):
    repo.write("/".join("d" * 1 for _ in range(30)) + "/x.json", "{}")
    repo.commit()
    repo.push()


def broken_json(repo):
    repo.write("managed-settings.d/20-broken.json", '{"permissions": {')
    repo.commit()
    repo.push()


def failing_test(repo):
    repo.write("tests/a.yaml", "calls:\n  - Bash: one\n    expect: allow\n")
    repo.commit()
    repo.push()


def models_unreadable(repo):
    repo.write("model-policy.yaml", "models: {allow: [flagship}\n")
    repo.commit()
    repo.push()


def no_model_left(repo):
    repo.write("model-policy.yaml", "models: {deny: ['provider:anthropic']}\n")
    repo.commit()
    repo.push()


def nothing_in_it(repo):
    repo.git("rm", "-rq", "managed-settings.d")
    repo.write("README", "nothing")
    repo.commit()
    repo.push()


def link_out(repo):
    os.symlink("/etc/passwd", os.path.join(repo.work, "managed-settings.d", "20-x.json"))
    repo.commit()
    repo.push()


def expires_never_said_right(repo):
    repo.publish("Bash(a:*)", message="a change\n\nPolicy-Expires: soon")


def branch_gone(repo):
    repo.git("config", "receive.denyDeleteCurrent", "ignore", where=repo.bare)
    repo.push("HEAD:refs/heads/other", ":refs/heads/main")


BAD = [
    (unsigned, "refused", "unsigned: "),
    (by_a_stranger, "refused", "unknown-signer: "),
    (by_one_who_is_revoked, "refused", "revoked: "),
    (altered, "refused", "bad: "),
    (signature_stripped, "refused", "unsigned: "),
    (signature_empty, "refused", "refused"),
    (signature_of_another, "refused", "bad: "),
    (other_namespace, "refused", "wrong-namespace: "),
    (rolled_back, "refused", "does not descend from"),
    (unrelated, "refused", "does not descend from"),
    (rollback_tag_unsigned, "refused", "does not descend from"),
    (rollback_tag_renamed, "refused", "does not descend from"),
    (policy_tag_renamed, "refused", "was signed under another name"),
    (policy_tag_of_a_stranger, "refused", "its tag 'policy/one'"),
    (tag_elsewhere, "refused", "unsigned: "),
    (huge, "refused", "more than 67108864 bytes"),
    (large_when_unpacked, "refused", "is larger than 8388608 bytes"),
    (too_many_files, "refused", "more than 16384 files"),
    (too_many_by_trees, "refused", "more than 16384 files"),
    (too_deep, "refused", "more than 16 deep"),
    (broken_json, "refused", "verify finds 1 error: managed-settings.d/20-broken.json:1:"),
    (failing_test, "refused", "verify finds 1 error: tests/a.yaml:2:5: PC1801"),
    (models_unreadable, "refused", "verify finds 1 error: model-policy.yaml:1:26: PC2620"),
    (no_model_left, "refused", "verify finds 1 error: model-policy.yaml: PC2637"),
    (nothing_in_it, "refused", "nothing in managed-settings.d/"),
    (link_out, "refused", "is a link to '/etc/passwd'"),
    (expires_never_said_right, "refused", "'Policy-Expires: soon'"),
    (branch_gone, "refused", "has no branch 'main'"),
]


def bad_publications(tally, machine, base):
    for spoil, outcome, reason in BAD:
        name = spoil.__name__
        repo = Repo(base.place, name, base)
        spoil(repo)
        machine.use(remote=repo.bare)
        tally.changes_nothing(machine, name, outcome, "" if reason == "refused" else reason)
        # What was in force before is what the next good publication comes after.
        machine.use(remote=base.bare)
        tally.that(machine.look() == 0, "%s: the good remote afterwards" % name, machine)
    print("%d bad publications, none changed the machine" % len(BAD))


def good_publications(tally, machine, repo):
    times = []
    machine.use(remote=repo.bare)
    for i in range(5):
        repo.publish("Bash(good%d:*)" % i)
        times.append(tally.in_force(machine, repo, "good%d" % i, "push %d" % i))
    repo.publish("Bash(tagged:*)", sign=False)
    repo.git("tag", "-s", "-m", "good", "policy/1")
    repo.push("policy/1")
    times.append(tally.in_force(machine, repo, "tagged", "a signed tag on an unsigned commit"))
    gone = repo.head()
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.git("tag", "-s", "-m", "back", "rollback/" + gone)
    repo.push("HEAD:refs/heads/main", "rollback/" + gone)
    times.append(tally.in_force(machine, repo, "good3", "a rollback by a signed tag"))
    repo.publish("Bash(after:*)")
    times.append(tally.in_force(machine, repo, "after", "a push after a rollback"))
    repo.commit("the same rules")
    repo.push()
    generations = len(machine.rows("generation"))
    times.append(tally.in_force(machine, repo, "after", "another commit with the same rules"))
    tally.that(len(machine.rows("generation")) == generations, "the same rules are no new generation", machine)
    tally.that(machine.look() == 0 and machine.said == "", "a commit with the same rules is known afterwards", machine)
    repo.write("model-policy.yaml", "models: {allow: [flagship]}\n")
    repo.publish("Bash(models:*)")
    times.append(tally.in_force(machine, repo, "models", "a policy of models"))
    tally.that('"availableModels"' in machine.document() and '"opus"' in machine.document(), "models are in the document", machine)
    repo.git("rm", "-q", "model-policy.yaml")
    repo.publish("Bash(after:*)")
    times.append(tally.in_force(machine, repo, "after", "a policy without models"))
    tally.that('"availableModels"' not in machine.document(), "models are not in the document any more", machine)
    tally.measured(times, "a push over a path")
    # Whoever has gone on since is not sent back by the old tag.
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.push()
    tally.changes_nothing(machine, "an old rollback tag", "refused", "does not descend from")


def unreadable_lists(tally, machine, repo):
    """Whoever cannot know who may sign, or who may no longer, takes nothing new."""
    kept = dict(machine.settings)
    repo.publish("Bash(unread:*)")
    place = repo.place
    for what, settings in [
            ("no file of signers", {"allowed_signers": place.path("not-there")}),
            ("a directory of signers", {"allowed_signers": place.top}),
            ("no file of who is revoked", {"revoked_signers": place.path("not-there")}),
            ("a faulty file of who is revoked", {"revoked_signers": place.write("faulty", "somebody\n")})]:
        machine.use(**settings)
        tally.changes_nothing(machine, what, "failed", "revoked-signers" if "revoked" in what else "")
        machine.settings = dict(kept)
    tally.in_force(machine, repo, "unread", "a push when they can be read again")


def expiry(tally, machine, repo):
    repo.git("fetch", "-q", repo.bare, "+refs/heads/main:refs/heads/at")
    repo.git("reset", "-q", "--hard", machine.rows("generation")[-1]["commit_id"])
    repo.publish("Bash(later:*)", message="a change\n\nPolicy-Expires: 2999-12-31")
    tally.in_force(machine, repo, "later", "a policy that expires later")
    tally.that(machine.rows("generation")[-1]["expires"] == 32503593600, "the expiry is recorded", machine)
    repo.publish("Bash(expired:*)", message="a change\n\nPolicy-Expires: 2020-01-31")
    machine.look()
    tally.that("expired" in machine.document(), "an expired policy is in force", machine)
    tally.changes_nothing(machine, "an expired policy", "expired", "too old")
    repo.publish("Bash(renewed:*)")
    tally.in_force(machine, repo, "renewed", "a policy after an expired one")


def openpgp(tally, machine, repo):
    if not shutil.which("gpg"):
        print("no OpenPGP: gpg is not installed (packaging/install-deps test)")
        return
    place = repo.place
    env = dict(os.environ, GNUPGHOME=place.path("gnupg"))
    os.mkdir(env["GNUPGHOME"], 0o700)
    os.makedirs(place.path("keyring"))
    for name in ("pgp", "stranger"):
        run("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", name + "@example.com", "ed25519", "sign", env=env)
    keys = {}
    for name in ("pgp", "stranger"):
        listed = run("gpg", "--batch", "--with-colons", "--list-keys", name + "@example.com", env=env).decode()
        keys[name] = [line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr")][0]
    with open(place.path("keyring", "pubring.gpg"), "wb") as out:
        out.write(run("gpg", "--batch", "--export", env=env))
    place.write("keyring/signers", "# who may\n%s pgp@example.com\n" % keys["pgp"])
    os.environ["GNUPGHOME"] = env["GNUPGHOME"]

    def publish(rule, key):
        repo.deny(rule)
        repo.git("add", "-A")
        repo.git("-c", "gpg.format=openpgp", "-c", "user.signingKey=" + keys[key], "commit", "-q", "-S", "-m", "by OpenPGP")
        repo.push()

    publish("Bash(pgp:*)", "pgp")
    tally.changes_nothing(machine, "OpenPGP, which nobody allowed", "refused", "")
    machine.use(gpg_keyring=place.path("keyring"))
    tally.in_force(machine, repo, "pgp", "a commit signed with OpenPGP")
    tally.that(machine.rows("generation")[-1]["signer"] == "pgp@example.com", "the OpenPGP signer is recorded", machine)
    publish("Bash(pgp2:*)", "stranger")
    tally.changes_nothing(machine, "OpenPGP by a stranger", "refused", "")
    repo.publish("Bash(ssh:*)")
    tally.in_force(machine, repo, "ssh", "an SSH signature beside OpenPGP")
    machine.use(gpg_keyring=None)
    run("gpgconf", "--kill", "all", env=env, check=False)


def staging_damage(tally, machine, repo):
    staged = os.path.join(machine.state, "staging", "repo.git")

    def packs():
        where = os.path.join(staged, "objects", "pack")
        return [os.path.join(where, n) for n in sorted(os.listdir(where)) if n.endswith(".pack")]

    def truncate_packs():
        for path in packs():
            os.chmod(path, 0o644)
            os.truncate(path, os.path.getsize(path) // 2)

    def remove_packs():
        for path in packs():
            os.unlink(path)

    def flip_packs():
        for path in packs():
            os.chmod(path, 0o644)
            with open(path, "r+b") as file:
                file.seek(40)
                byte = file.read(1)
                file.seek(40)
                file.write(bytes([byte[0] ^ 0xff]))

    def lock_branch():
        os.makedirs(os.path.join(staged, "refs", "heads"), exist_ok=True)
        open(os.path.join(staged, "refs", "heads", "main.lock"), "wb").close()

    def borrow():
        with open(os.path.join(staged, "objects", "info", "alternates"), "w", encoding="utf-8") as out:
            out.write(repo.bare + "/objects\n")

    def no_head():
        os.unlink(os.path.join(staged, "HEAD"))

    def garbage_config():
        with open(os.path.join(staged, "config"), "wb") as out:
            out.write(b"\0[[[")

    def many_packs():
        with open(packs()[0], "rb") as file:
            text = file.read()
        for i in range(70):
            with open(os.path.join(staged, "objects", "pack", "pack-%040d.pack" % i), "wb") as out:
                out.write(text)

    for damage in (truncate_packs, remove_packs, flip_packs, lock_branch, borrow, no_head, garbage_config, many_packs):
        os.makedirs(os.path.join(staged, "objects", "info"), exist_ok=True)
        damage()
        tally.that(machine.look() == 0, "staging with %s, nothing new" % damage.__name__, machine)
        damage_gone = not os.path.exists(os.path.join(staged, "objects", "info", "alternates"))
        repo.publish("Bash(%s:*)" % damage.__name__)
        tally.in_force(machine, repo, damage.__name__, "a push after %s" % damage.__name__)
        tally.that(damage_gone, "%s is gone" % damage.__name__, machine)


def main():
    need("git", "ssh-keygen")
    tally, place = Tally(), Place()
    base = Repo(place, "base")
    base.publish("Bash(zero:*)")
    base.publish("Bash(one:*)")
    machine = Machine(place, "machine", os.path.abspath(sys.argv[1]), base.bare)
    tally.in_force(machine, base, "one", "the first policy")
    tally.that(machine.look() == 0 and machine.rows("sync")[-1]["outcome"] == "same", "nothing new", machine)
    bad_publications(tally, machine, base)
    repo = Repo(place, "good", base)
    good_publications(tally, machine, repo)
    expiry(tally, machine, repo)
    unreadable_lists(tally, machine, repo)
    openpgp(tally, machine, repo)
    staging_damage(tally, machine, repo)
    tally.end("publications")


main()
