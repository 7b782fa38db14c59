/* SPDX-License-Identifier: Apache-2.0 */
/* Remotes as they are shown, and fetches from a path; the others have real servers in
 * tests/integration/sync. */
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch_priv.h"
#include "pc/base/fs.h"
#include "pc_test.h"

static const struct shown {
	const char *name, *remote, *expect;
	enum remote_kind kind;
} shown[] = {
	{"https", "https://git.example.com/p.git", "https://git.example.com/p.git",
		REMOTE_HTTPS},
	{"a name and a password", "https://me:secret@git.example.com/p.git",
		"https://git.example.com/p.git", REMOTE_HTTPS},
	{"a token for a name", "https://secret@git.example.com/p.git",
		"https://git.example.com/p.git", REMOTE_HTTPS},
	{"an @ in a password", "https://me:se@cret@git.example.com/p",
		"https://git.example.com/p", REMOTE_HTTPS},
	{"an @ in a path", "https://git.example.com/a@b", "https://git.example.com/a@b",
		REMOTE_HTTPS},
	{"ssh with its account", "ssh://git@git.example.com/p",
		"ssh://git@git.example.com/p", REMOTE_SSH},
	{"ssh with a password", "ssh://git:secret@git.example.com:22/p",
		"ssh://git@git.example.com:22/p", REMOTE_SSH},
	{"ssh as scp has it", "git@git.example.com:p", "git@git.example.com:p",
		REMOTE_SSH},
	{"a path", "/srv/p.git", "/srv/p.git", REMOTE_FILE},
	{"a path as an address", "file:///srv/p.git", "file:///srv/p.git", REMOTE_FILE},
	{"plain http", "http://me:secret@h/p", "http://h/p", REMOTE_NONE},
	{"git's own protocol", "git://h/p", "git://h/p", REMOTE_NONE},
	{"a relative path", "p.git", "p.git", REMOTE_NONE},
	{"a program to run", "ext::sh -c x", "ext::sh -c x", REMOTE_SSH},
	{"nothing", "", "", REMOTE_NONE},
};

static void check_shown(const struct shown *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	assert_int_equal(remote_kind(pc_str(r->remote)), r->kind);
	assert_str(pc_remote_shown(&arena, pc_str(r->remote)), r->expect);
}

static void run(const char *script, const char *top)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		execlp("sh", "sh", "-euc", script, "sh", top, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void look(const char *top, enum pc_fetch_outcome outcome, bool made_anew)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str staging = pc_arena_printf(&arena, "%s/staging", top);
	const struct pc_fetch_wish wish = {
		.remote = pc_arena_printf(&arena, "%s/remote.git", top),
		.branch = PC_STR("main"),
		.staging = staging.ptr};
	struct pc_fetched fetched = pc_fetch(&wish);

	if (fetched.outcome != outcome)
		fail_msg("%s: %s", pc_fetch_outcome_name(fetched.outcome),
			fetched.why.text);
	assert_int_equal(fetched.made_anew, made_anew);
	assert_int_equal(strlen(fetched.commit), outcome <= PC_FETCH_NEW ? 40 : 0);
}

static void only_what_is_new_comes(void **state)
{
	static const char commit[] =
		"cd $1; export HOME=$1; git clone -q remote.git w 2>/dev/null; cd w; "
		"git config user.name a; git config user.email a@b; date >f; "
		"git add f; git commit -qm x; git tag policy/1; git tag other; "
		"git push -q origin HEAD:main policy/1 other; cd ..; rm -rf w";
	char top[] = "/tmp/pc-fetch-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(top));
	look(top, PC_FETCH_OFFLINE, false);
	run("git init -q --bare -b main $1/remote.git", top);
	look(top, PC_FETCH_REFUSED, false);
	run(commit, top);
	look(top, PC_FETCH_NEW, false);
	look(top, PC_FETCH_SAME, false);
	run("cd $1/staging/repo.git; git rev-parse -q --verify refs/tags/policy/1; "
	    "! git rev-parse -q --verify refs/tags/other",
		top);
	run("git -C $1/remote.git tag -d policy/1", top);
	look(top, PC_FETCH_NEW, false);
	run("! git -C $1/staging/repo.git rev-parse -q --verify refs/tags/policy/1", top);
	run("cd $1/staging/repo.git/objects; for f in pack/*.pack; do chmod +w $f; "
	    "truncate -s 50 $f; done; find . -type f ! -path './pack/*' -delete",
		top);
	look(top, PC_FETCH_NEW, true);
	look(top, PC_FETCH_SAME, false);
	pc_fs_remove_tree(top);
}

PC_TABLE(shown, check_shown)

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_is_new_comes)};

	return PC_RUN(shown) + cmocka_run_group_tests(tests, NULL, NULL);
}
