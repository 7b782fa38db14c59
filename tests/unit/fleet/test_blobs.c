/* SPDX-License-Identifier: Apache-2.0 */
/* Every blob once, held against what git lists and against its own name, in all the forms
 * that a repository can have. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <git2/odb.h>

#include "pc/fleet/origins.h"
#include "pc_test.h"

static const char script[] =
	"set -e; cd \"$0\"; export HOME=$PWD GIT_CONFIG_NOSYSTEM=1\n"
	"export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com\n"
	"export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com\n"
	"at() { export GIT_AUTHOR_DATE=\"@$1 +0000\" GIT_COMMITTER_DATE=\"@$1 +0000\"; "
	"}\n"
	"all() { git -C \"$1\" cat-file --batch-all-objects "
	"--batch-check=\"%(objecttype) "
	"%(objectname)\" | sed -n 's/^blob //p' | sort > \"$1.blobs\"; }\n"
	"id() { git hash-object \"$1\" > \"$top/$2.id\"; }\n"
	"top=$PWD; git init -q -b main repo; cd repo\n"
	"for i in 1 2 3 4 5 6 7 8; do at $((1000 + i)); seq $i 300 > text; seq 1 $i > "
	"text2\n"
	"git add .; git commit -qm $i; done\n"
	"at 2000; printf 'a\\0b\\377' > bin; head -c 10485760 /dev/zero > big; seq 1 "
	"60000 > noise\n"
	"mkdir -p dir/sub; echo gone > dir/sub/gone; id dir/sub/gone gone\n"
	"git add .; git commit -qm binaries\n"
	"at 2100; git mv dir other; git commit -qm renamed\n"
	"at 2200; git rm -qr other; git commit -qm removed; git repack -qad\n"
	"at 2300; git checkout -qb side; echo side > side; id side side; git add .\n"
	"git commit -qm side; git checkout -q main; echo main >> text; git commit -qam "
	"main\n"
	"at 2400; git merge -q --no-edit side; git branch -qD side; git repack -qd\n"
	"at 2500; git checkout -q --detach; echo tagged > tagged; id tagged tagged\n"
	"git add .; git commit -qm tagged; git tag -a only -m tag; git checkout -q main\n"
	"at 2600; echo first > stash1; id stash1 stash1; git add .; git stash -q\n"
	"at 2700; echo second > stash2; git add .; git stash -q\n"
	"echo nowhere | git hash-object -w --stdin > $top/nowhere.id\n"
	"ln -s text link; git add link; git commit -qm link; cd ..\n"
	"git clone -q --bare repo bare.git; git clone -q --shared repo shared; cd "
	"shared\n"
	"echo own > own; git add .; git commit -qm own; cd ..\n"
	"git clone -q --depth 2 \"file://$PWD/repo\" shallow\n"
	"git -C repo config uploadpack.allowFilter true\n"
	"git clone -q --bare --filter=blob:none \"file://$PWD/repo\" partial\n"
	"git -C repo worktree add -q ../tree HEAD\n"
	"git init -q twice; cd twice; seq 1 100 > a; git add .; git commit -qm a\n"
	"git repack -q; seq 2 100 > b; git add .; git commit -qm b; git repack -qa\n"
	"cd ..; for r in old refs damaged; do git clone -q --bare --no-local repo $r; "
	"done\n"
	"git -C old -c pack.indexVersion=1 repack -qadf\n"
	"git -C refs -c repack.useDeltaBaseOffset=false repack -qadf\n"
	/* As in packs of more than 2 GB. */
	"rm -f refs/objects/pack/*.idx refs/objects/pack/*.rev\n"
	"git -C refs index-pack --index-version=2,0x100 $top/refs/objects/pack/*.pack "
	"> id\n"
	"p=$(echo damaged/objects/pack/*.pack); chmod +w $p\n"
	"printf 'no zlib' | dd of=$p bs=1 seek=$(($(wc -c < $p) / 2)) conv=notrunc "
	"status=none\n"
	"cp -r old common; git -C common multi-pack-index write 2>/dev/null\n"
	"git init -q empty; git init -q --object-format=sha256 sha256\n"
	"for r in repo bare.git shared shallow twice old refs common empty partial; do "
	"all $r; "
	"done\n"
	"cp repo.blobs tree.blobs\n";

/* libgit2 1.5 forgets a little of each repository that says which extensions it uses. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libgit2.so\nleak:libpcre2";
}

static char top[] = "/tmp/pc-blobs-XXXXXX";

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

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	run((const char *const[]){"sh", "-c", script, top, NULL});
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	run((const char *const[]){"rm", "-rf", top, NULL});
	return 0;
}

static struct pc_str below(struct pc_arena *arena, const char *name)
{
	return pc_arena_printf(arena, "%s/%s", top, name);
}

struct seen {
	pthread_mutex_t lock;
	char (*ids)[PC_OBJECT_HEX];
	size_t n, cap, n_large;
	uint64_t largest;
};

static bool note(void *context, unsigned thread, const struct pc_blob *blob)
{
	struct seen *seen = context;
	git_oid id;

	(void)thread;
	assert_int_equal(git_odb_hash(&id, blob->bytes.ptr ? blob->bytes.ptr : "",
				 blob->bytes.len, GIT_OBJECT_BLOB),
		0);
	assert_memory_equal(id.id, blob->id, PC_OBJECT_ID);
	pthread_mutex_lock(&seen->lock);
	pc_xgrow(seen->ids, seen->n, seen->cap);
	pc_object_hex(seen->ids[seen->n++], blob->id);
	pthread_mutex_unlock(&seen->lock);
	return blob->bytes.len % 2;
}

static void note_damage(void *context, unsigned thread, const unsigned char *id,
	enum pc_blob_fault fault, uint64_t size)
{
	(void)context;
	(void)thread;
	(void)id;
	(void)size;
	assert_int_equal(fault, PC_BLOB_BROKEN);
}

static void note_fault(void *context, unsigned thread, const unsigned char *id,
	enum pc_blob_fault fault, uint64_t size)
{
	struct seen *seen = context;

	(void)thread;
	(void)id;
	assert_int_equal(fault, PC_BLOB_LARGE);
	pthread_mutex_lock(&seen->lock);
	seen->n_large++;
	seen->largest = size;
	pthread_mutex_unlock(&seen->lock);
}

static int by_text(const void *a, const void *b)
{
	return memcmp(a, b, PC_OBJECT_HEX);
}

/* Of repository name, with what git lists. */
static struct pc_blobs_sum compare(const char *name, unsigned threads)
{
	struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};
	const struct pc_blobs_job job = {
		.threads = threads, .each = note, .fault = note_fault, .context = &seen};
	struct pc_blobs_sum sum = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	char line[PC_OBJECT_HEX + 2];
	struct pc_err err;
	FILE *list;

	assert_int_equal(pc_repo_open(&repo, below(&arena, name).ptr, &err), PC_OK);
	assert_int_equal(pc_repo_blobs(&sum, repo, &job, &err), PC_OK);
	assert_int_equal(sum.n_blobs, seen.n);
	if (seen.n)
		qsort(seen.ids, seen.n, sizeof(*seen.ids), by_text);
	list = fopen(pc_arena_printf(&arena, "%s/%s.blobs", top, name).ptr, "r");
	assert_non_null(list);
	for (size_t i = 0; i < seen.n; i++) {
		assert_non_null(fgets(line, sizeof(line), list));
		assert_memory_equal(line, seen.ids[i], PC_OBJECT_HEX - 1);
	}
	assert_null(fgets(line, sizeof(line), list));
	fclose(list);
	free(seen.ids);
	pc_repo_free(repo);
	pc_arena_done(&arena);
	return sum;
}

static void every_blob_is_told_once(void **state)
{
	static const char *const names[] = {"repo", "tree", "bare.git", "shared", "twice",
		"old", "refs", "common", "empty"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(names); i++) {
		struct pc_blobs_sum sum = compare(names[i], i % 2 + 1);

		assert_int_equal(sum.n_faults, 0);
		assert_false(sum.is_shallow);
		assert_false(sum.is_partial);
	}
}

static struct seen in_order(const char *name)
{
	struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};
	const struct pc_blobs_job job = {.threads = 1, .each = note, .context = &seen};
	struct pc_blobs_sum sum = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	assert_int_equal(pc_repo_open(&repo, below(&arena, name).ptr, &err), PC_OK);
	assert_int_equal(pc_repo_blobs(&sum, repo, &job, &err), PC_OK);
	pc_repo_free(repo);
	pc_arena_done(&arena);
	return seen;
}

/* By their ids it would take ten times as long. */
static void a_common_index_does_not_change_the_order(void **state)
{
	struct seen with = in_order("common"), without = in_order("old");

	(void)state;
	assert_true(with.n > 2);
	assert_int_equal(with.n, without.n);
	assert_memory_equal(with.ids, without.ids, with.n * sizeof(*with.ids));
	free(with.ids);
	free(without.ids);
}

static void what_is_not_here_is_said(void **state)
{
	(void)state;
	assert_true(compare("shallow", 2).is_shallow);
	assert_true(compare("partial", 2).is_partial);
}

static void large_blobs_are_left_out(void **state)
{
	struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};
	const struct pc_blobs_job job = {
		.ceiling = 1 << 20, .each = note, .fault = note_fault, .context = &seen};
	struct pc_blobs_sum sum = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_repo_open(&repo, below(&arena, "repo").ptr, &err), PC_OK);
	assert_int_equal(pc_repo_blobs(&sum, repo, &job, &err), PC_OK);
	assert_int_equal(seen.n_large, 1);
	assert_int_equal(sum.n_faults, 1);
	assert_int_equal(seen.largest, 10485760);
	free(seen.ids);
	pc_repo_free(repo);
	pc_arena_done(&arena);
}

/* What cannot be read is told, and all else is looked at. */
static void damage_is_told(void **state)
{
	struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};
	const struct pc_blobs_job job = {
		.each = note, .fault = note_damage, .context = &seen};
	struct pc_blobs_sum sum = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_repo_open(&repo, below(&arena, "damaged").ptr, &err), PC_OK);
	assert_int_equal(pc_repo_blobs(&sum, repo, &job, &err), PC_OK);
	assert_int_equal(sum.n_faults, 1);
	assert_true(sum.n_blobs > 10);
	free(seen.ids);
	pc_repo_free(repo);
	pc_arena_done(&arena);
}

static void sha256_is_refused(void **state)
{
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	assert_int_equal(
		pc_repo_open(&repo, below(&arena, "sha256").ptr, &err), PC_ERR_SYSTEM);
	assert_non_null(strstr(err.text, "SHA-256"));
	pc_arena_done(&arena);
}

static void read_id(unsigned char *id, const char *name)
{
	struct pc_arena arena = {0};
	char hex[PC_OBJECT_HEX];
	FILE *in = fopen(pc_arena_printf(&arena, "%s/%s.id", top, name).ptr, "r");
	git_oid oid;

	assert_non_null(in);
	assert_non_null(fgets(hex, sizeof(hex), in));
	fclose(in);
	assert_int_equal(git_oid_fromstr(&oid, hex), 0);
	memcpy(id, oid.id, PC_OBJECT_ID);
	pc_arena_done(&arena);
}

static void origins_are_the_oldest(void **state)
{
	static const struct {
		const char *name;
		struct {
			const char *path;
			int64_t date;
		} origins[3];
		bool is_in_head;
	} rows[] = {
		{"gone", {{"dir/sub/gone", 2000}, {"other/sub/gone", 2100}}, false},
		{"side", {{"side", 2300}}, true},
		{"tagged", {{"tagged", 2500}}, false},
		/* Not the newest stash: only the log of refs/stash knows it. */
		{"stash1", {{"stash1", 2600}}, false},
		{"nowhere", {{NULL, 0}}, false},
	};
	struct pc_sought sought[PC_COUNT(rows)] = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++)
		read_id(sought[i].id, rows[i].name);
	assert_int_equal(pc_repo_open(&repo, below(&arena, "repo").ptr, &err), PC_OK);
	assert_int_equal(
		pc_repo_origins(sought, PC_COUNT(rows), repo, &arena, &err), PC_OK);
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		size_t n = 0;

		while (n < 3 && rows[i].origins[n].path)
			n++;
		print_message("%s\n", rows[i].name);
		assert_int_equal(sought[i].n_origins, n);
		assert_int_equal(sought[i].is_in_head, rows[i].is_in_head);
		for (size_t j = 0; j < n; j++) {
			assert_str(sought[i].origins[j].path, rows[i].origins[j].path);
			assert_int_equal(
				sought[i].origins[j].date, rows[i].origins[j].date);
		}
	}
	pc_repo_free(repo);
	pc_arena_done(&arena);
}

/* Parents are missing there: what is here is told all the same. */
static void origins_of_a_shallow_clone(void **state)
{
	struct pc_sought sought[1] = {0};
	struct pc_arena arena = {0};
	struct pc_repo *repo = NULL;
	struct pc_err err;

	(void)state;
	read_id(sought[0].id, "side");
	assert_int_equal(pc_repo_open(&repo, below(&arena, "shallow").ptr, &err), PC_OK);
	assert_int_equal(pc_repo_origins(sought, 1, repo, &arena, &err), PC_OK);
	assert_int_equal(sought[0].n_origins, 1);
	assert_str(sought[0].origins[0].path, "side");
	assert_true(sought[0].is_in_head);
	pc_repo_free(repo);
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_blob_is_told_once),
		cmocka_unit_test(a_common_index_does_not_change_the_order),
		cmocka_unit_test(what_is_not_here_is_said),
		cmocka_unit_test(large_blobs_are_left_out),
		cmocka_unit_test(damage_is_told),
		cmocka_unit_test(sha256_is_refused),
		cmocka_unit_test(origins_are_the_oldest),
		cmocka_unit_test(origins_of_a_shallow_clone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
