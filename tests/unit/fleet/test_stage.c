/* SPDX-License-Identifier: Apache-2.0 */
/* What was fetched, and whether it may be put in force: each row changes a repository
 * that git made, with what a shell does to it. */
#include <stdarg.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/fleet/stage.h"
#include "pc_test.h"

static char top[64];

static int shell(const char *script)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		execlp("sh", "sh", "-euc", script, "sh", top, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Keys, signers, and a repository with three signed commits, of which the second is what
 * machines have. */
static const char make[] =
	"cd $1; for k in a b; do ssh-keygen -q -t ed25519 -N '' -C $k -f $k; done\n"
	"echo \"a@example.com $(cut -d' ' -f1,2 a.pub)\" >signers\n"
	"cat >lib <<'EOF'\n"
	"export GIT_DIR=$1/staging/repo.git GIT_WORK_TREE=$1/work HOME=$1 TZ=UTC\n"
	"export GIT_CONFIG_NOSYSTEM=1\n"
	"by() { git config user.signingKey $T/$1.pub; }\n"
	"commit() { git add -A; git commit -q --allow-empty \"$@\"; }\n"
	"T=$1; cd $1/work 2>/dev/null || true\n"
	"EOF\n"
	"mkdir -p staging work/managed-settings.d; git init -q --bare -b main "
	"staging/repo.git\n"
	". ./lib; cd $T/work; git config core.bare false\n"
	"git config user.name a; git config user.email a@example.com\n"
	"git config gpg.format ssh; by a\n"
	"for n in 1 2 3; do echo {} >managed-settings.d/$n.json; commit -S -m $n; done\n"
	"git rev-parse HEAD~1 >$T/in_force; cd $T; cp -r staging kept; cp -r work "
	"kept.work\n";

static const char again[] = "cd $1; rm -rf staging work; cp -r kept staging; "
			    "cp -r kept.work work\n";

static int set_up(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/pc-stage-XXXXXX");
	assert_non_null(mkdtemp(top));
	return shell("command -v git && command -v ssh-keygen") == 0 ? shell(make) : 0;
}

static int tear_down(void **state)
{
	(void)state;
	pc_fs_remove_tree(top);
	return 0;
}

static const struct row {
	const char *name;
	const char *script; /* after lib */
	enum pc_stage_status status;
	const char *reason; /* a part of it */
	/* Named where they are not this: */
	const char *in_force; /* NULL: the second commit; "": nothing */
	const char *path;
	int64_t expires;
	bool is_rollback;
} rows[] = {
	{"a signed commit after what is in force", "", PC_STAGE_GOOD, "", .path = ""},
	{"a signed commit when nothing is in force", "", PC_STAGE_GOOD, "",
		.in_force = ""},
	{"what is in force", "git reset -q --hard HEAD~1", PC_STAGE_SAME, "",
		.expires = 0},
	{"what was before it", "git reset -q --hard HEAD~2", PC_STAGE_REFUSED,
		"does not descend from", .expires = 0},
	{"a history of its own",
		"git checkout -q --orphan x; commit -S -m x; "
		"git branch -f main x",
		PC_STAGE_REFUSED, "does not descend from", .expires = 0},
	{"what is in force is no commit", "", PC_STAGE_REFUSED, "nobody knows which",
		.in_force = "by hand"},
	{"what is in force is nowhere", "", PC_STAGE_REFUSED, "does not descend from",
		.in_force = "1111111111111111111111111111111111111111"},
	{"no signature", "commit -m x", PC_STAGE_REFUSED, "unsigned: ", .expires = 0},
	{"a stranger's signature", "by b; commit -S -m x", PC_STAGE_REFUSED,
		"unknown-signer: ", .expires = 0},
	{"a changed commit",
		"commit -S -m before; git cat-file commit HEAD | sed s/before/after/ | "
		"git hash-object -t commit -w --stdin | xargs git update-ref "
		"refs/heads/main",
		PC_STAGE_REFUSED, "bad: ", .expires = 0},
	{"no signature, and a signed tag", "commit -m x; git tag -s -m x policy/1",
		PC_STAGE_GOOD, "", .expires = 0},
	{"a signed tag of an earlier commit", "git tag -s -m x policy/1; commit -m x",
		PC_STAGE_REFUSED, "unsigned: ", .expires = 0},
	{"a signed tag elsewhere", "commit -m x; git tag -s -m x v1", PC_STAGE_REFUSED,
		"unsigned: ", .expires = 0},
	{"a signed tag under another name",
		"commit -m x; git tag -s -m x policy/1; git update-ref "
		"refs/tags/policy/2 $(git rev-parse refs/tags/policy/1); "
		"git update-ref -d refs/tags/policy/1",
		PC_STAGE_REFUSED, "signed under another name, 'policy/1'", .expires = 0},
	{"a tag without a signature", "commit -m x; git tag -a -m x policy/1",
		PC_STAGE_REFUSED, "its tag 'policy/1'", .expires = 0},
	{"a tag that is only a name", "commit -m x; git tag policy/1", PC_STAGE_REFUSED,
		"unsigned: ", .expires = 0},
	{"a bad tag beside a good one",
		"commit -m x; git tag -a -m x policy/1; git tag -s -m x policy/2",
		PC_STAGE_GOOD, "", .expires = 0},
	{"back, by a signed tag",
		"f=$(cat $T/in_force); git reset -q --hard HEAD~2; "
		"git tag -s -m x rollback/$f",
		PC_STAGE_GOOD, "", .is_rollback = true},
	{"back from what came later, by a signed tag",
		"f=$(git rev-parse HEAD); git reset -q --hard HEAD~2; "
		"git tag -s -m x rollback/$f",
		PC_STAGE_GOOD, "", .is_rollback = true},
	{"back, for machines that are not as far as this one",
		"f=$(git rev-parse HEAD~2); git reset -q --hard HEAD~2; "
		"git tag -s -m x rollback/$f",
		PC_STAGE_REFUSED, "does not descend from", .expires = 0},
	{"back, by a tag of a stranger",
		"f=$(cat $T/in_force); git reset -q --hard HEAD~2; by b; "
		"git tag -s -m x rollback/$f",
		PC_STAGE_REFUSED, "does not descend from", .expires = 0},
	{"back, by a tag that points elsewhere",
		"f=$(cat $T/in_force); git tag -s -m x rollback/$f; "
		"git reset -q --hard HEAD~2",
		PC_STAGE_REFUSED, "does not descend from", .expires = 0},
	{"an expiry", "commit -S -m 'x\n\nPolicy-Expires: 2030-01-01'", PC_STAGE_GOOD, "",
		.expires = 1893456000},
	{"an expiry, in other letters, with a time",
		"commit -S -m 'x\n\npolicy-EXPIRES:  2030-01-01T00:00:10Z  '",
		PC_STAGE_GOOD, "", .expires = 1893456010},
	{"the earlier one of two",
		"commit -S -m 'x\n\nPolicy-Expires: 2031-01-01\nPolicy-Expires: "
		"2030-01-01'",
		PC_STAGE_GOOD, "", .expires = 1893456000},
	{"that of the tag",
		"commit -m 'x\n\nPolicy-Expires: 2031-01-01'; "
		"git tag -s -m 'x\n\nPolicy-Expires: 2030-01-01' policy/1",
		PC_STAGE_GOOD, "", .expires = 1893456000},
	{"an expiry that is none", "commit -S -m 'x\n\nPolicy-Expires: soon'",
		PC_STAGE_REFUSED, "'Policy-Expires: soon'", .expires = 0},
	{"an expiry in a header is none",
		"commit -S -m 'about Policy-Expires: 2030-01-01'", PC_STAGE_GOOD, "",
		.expires = 0},
	{"a directory of it", "", PC_STAGE_GOOD, "", .path = "managed-settings.d"},
	{"a directory that it has not", "", PC_STAGE_REFUSED, "no directory 'x'",
		.path = "x"},
	{"as deep as may be",
		"mkdir -p $(seq -s/ 1 16); echo {} >$(seq -s/ 1 16)/f; commit -S -m x",
		PC_STAGE_GOOD, "", .expires = 0},
	{"one deeper",
		"mkdir -p $(seq -s/ 1 17); echo {} >$(seq -s/ 1 17)/f; commit -S -m x",
		PC_STAGE_REFUSED, "more than 16 deep", .expires = 0},
	{"a file as large as may be", "head -c 8388608 /dev/zero >f; commit -S -m x",
		PC_STAGE_GOOD, "", .expires = 0},
	{"a byte more", "head -c 8388609 /dev/zero >f; commit -S -m x", PC_STAGE_REFUSED,
		"'f' is larger than", .expires = 0},
	{"more than may be together",
		"for n in 1 2 3 4 5 6 7 8 9; do head -c 8000000 /dev/zero >f$n; done; "
		"commit -S -m x",
		PC_STAGE_REFUSED, "larger than 67108864 bytes together", .expires = 0},
	{"no branch", "git update-ref -d refs/heads/main", PC_STAGE_NOTHING,
		"nothing was fetched", .expires = 0},
	{"a branch that points nowhere",
		"echo 1111111111111111111111111111111111111111 "
		">$GIT_DIR/refs/heads/main",
		PC_STAGE_BROKEN, "cannot be read", .expires = 0},
	{"a commit that is broken",
		"h=$(git rev-parse HEAD); f=$GIT_DIR/objects/$(echo $h | cut -c1-2)/"
		"$(echo $h | cut -c3-); chmod +w $f; echo x >$f",
		PC_STAGE_BROKEN, "cannot be read", .expires = 0},
	{"a tree that is gone",
		"h=$(git rev-parse HEAD:managed-settings.d); rm -f "
		"$GIT_DIR/objects/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)",
		PC_STAGE_BROKEN, "cannot be read", .expires = 0},
};

static void prepare(const struct row *r, struct pc_arena *arena)
{
	if (shell("command -v git && command -v ssh-keygen") != 0)
		skip();
	assert_int_equal(shell(again), 0);
	assert_int_equal(
		shell(pc_arena_printf(arena, ". $1/lib\n%s\n", r->script).ptr), 0);
}

static struct pc_str read_file(struct pc_arena *arena, const char *name)
{
	struct pc_str text;
	struct pc_err err;

	assert_int_equal(pc_fs_read(&text, arena, -1,
				 pc_arena_printf(arena, "%s/%s", top, name).ptr,
				 PC_MAX_SIGNERS_SIZE, &err),
		PC_OK);
	return pc_str_trim(text);
}

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_repo_freep) struct pc_repo *repo = NULL;
	struct pc_signers signers;
	struct pc_stage_rules rules = {.branch = PC_STR("main"),
		.path = pc_str(r->path),
		.in_force = pc_str(r->in_force),
		.trust = {.signers = &signers, .now = time(NULL)}};
	struct pc_staged staged;
	struct pc_err err;

	prepare(r, &arena);
	if (!r->in_force)
		rules.in_force = read_file(&arena, "in_force");
	assert_int_equal(pc_signers_read(&signers, &arena, "signers",
				 read_file(&arena, "signers"), &err),
		PC_OK);
	assert_int_equal(pc_stage_open(&repo,
				 pc_arena_printf(&arena, "%s/staging", top).ptr, &err),
		PC_OK);
	staged = pc_stage_judge(repo, &arena, &rules);
	if (!*r->reason)
		assert_str(staged.reason, "");
	assert_string_equal(
		pc_stage_status_name(staged.status), pc_stage_status_name(r->status));
	if (pc_str_find_str(staged.reason, pc_str(r->reason)) > staged.reason.len)
		fail_msg("%.*s", PC_STR_ARG(staged.reason));
	if (*r->reason)
		assert_true(pc_str_find_str(staged.reason, pc_str(r->reason)) <
			    staged.reason.len);
	assert_int_equal(staged.is_rollback, r->is_rollback);
	if (r->status == PC_STAGE_GOOD || r->status == PC_STAGE_SAME) {
		assert_str(staged.signer, "a@example.com");
		assert_int_equal(staged.expires, r->expires);
		assert_int_not_equal(staged.signed_at, 0);
	}
}

static void nothing_is_there(void **state)
{
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_stage_open(&repo, "/nonexistent", &err), PC_ERR_ABSENT);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_there)};
	int failed;

	set_up(NULL);
	failed = PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
	tear_down(NULL);
	return failed;
}
