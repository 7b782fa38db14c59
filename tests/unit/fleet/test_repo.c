/* SPDX-License-Identifier: Apache-2.0 */
/* Revisions of a real repository: what a text names, what is copied, and that nothing is
 * left behind. */
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/fleet/repo.h"
#include "pc_test.h"

struct place {
	char top[64];
	struct pc_arena arena;
	struct pc_repo *repo;
};

static struct pc_str below(struct place *p, const char *name)
{
	return pc_arena_printf(&p->arena, "%s/%s", p->top, name);
}

static void run(const char *const *argv)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})
#define GIT(p, ...)                                                                      \
	RUN("git", "-C", below(p, "repo").ptr, "-c", "user.name=a", "-c",                \
		"user.email=a@example.com", __VA_ARGS__)

static void put(struct place *p, const char *name, const char *text)
{
	FILE *out = fopen(below(p, name).ptr, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static int set_up(void **state)
{
	struct place *p = test_calloc(1, sizeof(*p));
	struct pc_err err;

	snprintf(p->top, sizeof(p->top), "/tmp/pc-repo-XXXXXX");
	assert_non_null(mkdtemp(p->top));
	mkdir(below(p, "tmp").ptr, 0700);
	setenv("TMPDIR", below(p, "tmp").ptr, 1);
	RUN("git", "init", "-q", "-b", "main", below(p, "repo").ptr);
	mkdir(below(p, "repo/team").ptr, 0700);
	mkdir(below(p, "repo/team/managed-settings.d").ptr, 0700);
	mkdir(below(p, "repo/team/tests").ptr, 0700);
	put(p, "repo/team/managed-settings.yaml", "model: a\n");
	put(p, "repo/team/managed-settings.d/10-a.json", "{}\n");
	put(p, "repo/team/managed-settings.d/README", "");
	put(p, "repo/team/tests/a.yaml", "");
	put(p, "repo/team/tests/big.bin", "");
	put(p, "repo/team/notes.json", "");
	GIT(p, "add", "-A");
	GIT(p, "commit", "-q", "-m", "one");
	assert_int_equal(pc_repo_open(&p->repo, below(p, "repo/team").ptr, &err), PC_OK);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	pc_repo_free(p->repo);
	RUN("rm", "-rf", p->top);
	pc_arena_done(&p->arena);
	test_free(p);
	return 0;
}

static bool is_there(struct place *p, struct pc_str dir, const char *name)
{
	return access(pc_arena_printf(&p->arena, "%.*s/%s", PC_STR_ARG(dir), name).ptr,
		       F_OK) == 0;
}

static void policy_files_are_copied_and_go_again(void **state)
{
	struct place *p = *state;
	struct pc_revision revision;
	struct pc_export copy;
	struct pc_err err;
	struct pc_str top;

	assert_int_equal(
		pc_repo_resolve(&revision, p->repo, &p->arena, PC_STR("HEAD"), &err),
		PC_OK);
	assert_str(revision.path, "team");
	assert_int_equal(
		pc_repo_export(&copy, p->repo, &p->arena, &revision, &err), PC_OK);
	assert_str(copy.shown_as, "HEAD:team/");
	assert_int_equal(copy.n_files, 4);
	assert_true(is_there(p, copy.path, "managed-settings.yaml"));
	assert_true(is_there(p, copy.path, "managed-settings.d/10-a.json"));
	assert_true(is_there(p, copy.path, "managed-settings.d/README"));
	assert_true(is_there(p, copy.path, "tests/a.yaml"));
	assert_false(is_there(p, copy.path, "tests/big.bin"));
	assert_false(is_there(p, copy.path, "notes.json"));
	top = pc_arena_str(&p->arena, pc_str(copy.top));
	pc_export_done(&copy);
	assert_int_not_equal(access(top.ptr, F_OK), 0);
	pc_export_done(&copy);
}

static void only_the_owner_sees_the_copies(void **state)
{
	struct place *p = *state;
	struct pc_revision revision;
	struct pc_export copy;
	struct pc_err err;
	struct stat st;

	assert_int_equal(
		pc_repo_resolve(&revision, p->repo, &p->arena, PC_STR("HEAD"), &err),
		PC_OK);
	assert_int_equal(
		pc_repo_export(&copy, p->repo, &p->arena, &revision, &err), PC_OK);
	assert_int_equal(stat(copy.top, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	pc_export_done(&copy);
}

static void a_failure_leaves_nothing_behind(void **state)
{
	struct place *p = *state;
	struct pc_revision revision;
	struct pc_export copy;
	struct pc_err err;

	assert_int_equal(symlink("/etc/hostname",
				 below(p, "repo/team/managed-settings.d/20-b.json").ptr),
		0);
	GIT(p, "add", "-A");
	GIT(p, "commit", "-q", "-m", "two");
	assert_int_equal(
		pc_repo_resolve(&revision, p->repo, &p->arena, PC_STR("HEAD"), &err),
		PC_OK);
	assert_int_equal(
		pc_repo_export(&copy, p->repo, &p->arena, &revision, &err), PC_ERR_PARSE);
	assert_int_equal(rmdir(below(p, "tmp").ptr), 0);
}

static const struct row {
	const char *name;
	const char *text;
	enum pc_status status;
	const char *path; /* with PC_OK */
	bool is_file;
} rows[] = {
	{"the directory in which we stand", "main", PC_OK, "team", false},
	{"the root", "main:", PC_OK, "", false},
	{"a path from the root", "main:team/managed-settings.d", PC_OK,
		"team/managed-settings.d", false},
	{"a path from here", "main:./managed-settings.d/../tests", PC_OK, "team/tests",
		false},
	{"slashes too many", "main://team//tests/", PC_OK, "team/tests", false},
	{"a file", "main:team/notes.json", PC_OK, "team/notes.json", true},
	{"a colon in braces", "HEAD^{/o:?n}", PC_OK, "team", false},
	{"a name that is not there", "nobody", PC_ERR_ABSENT, NULL, false},
	{"a path that is not there", "main:nobody", PC_ERR_ABSENT, NULL, false},
	{"below a file", "main:team/notes.json/x", PC_ERR_ABSENT, NULL, false},
	{"of the directory above", "main:../x", PC_ERR_ABSENT, NULL, false},
	{"far out of it", "main:./../../x", PC_ERR_USAGE, NULL, false},
	{"no revision", ":team", PC_ERR_USAGE, NULL, false},
	{"nothing", "", PC_ERR_USAGE, NULL, false},
	{"a file's own name", "HEAD:team/notes.json:x", PC_ERR_ABSENT, NULL, false},
};

static void texts_name_places(void **state)
{
	struct place *p = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct pc_revision out = {0};
		struct pc_err err;
		enum pc_status status =
			pc_repo_resolve(&out, p->repo, &p->arena, pc_str(r->text), &err);

		if (status != r->status)
			fail_msg("%s: %d", r->name, status);
		if (status != PC_OK)
			continue;
		assert_str(out.path, r->path);
		assert_int_equal(out.is_file, r->is_file);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(policy_files_are_copied_and_go_again),
		TEST(only_the_owner_sees_the_copies),
		TEST(a_failure_leaves_nothing_behind),
		TEST(texts_name_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
