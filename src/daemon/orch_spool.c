/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs that are handed in as files, each once, whatever ends in between:
 *
 *   NAME.json        written elsewhere and renamed in; its owner is the job's
 *   taken/new-NAME.json  nobody but us can change it any more
 *   taken/N-NAME.json  its job is N, if there is a job N: the name is changed before the
 *                    job is committed, so that a crash leaves one or the other
 *   NAME.done, NAME.refused  the number, or why not, for a day
 *
 * Nothing in it is trusted: only plain files with one name on the spool's own file system
 * are read, and only so many in one round. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "orch.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/node.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/orch/manage.h"
#include "pc/os/wakes.h"

enum {
	SPOOL_MODE = 01733, /* to be handed in at, not to be listed */
	TAKEN_MODE = 0700,
	ANSWER_MODE = 0644,
	MOMENT = 50,         /* ms */
	ROUND = 32,          /* files before others are heard: one commit */
	KEPT = 24 * 60 * 60, /* s that an answer stays, and what is no job */
	NAME_ROOM = NAME_MAX + 1,
	MOST_NAME_LEN = 200, /* with room for what is put before and behind it */
};

static const char ending[] = ".json", fresh[] = "new-";

struct job_spool {
	struct orch *orch;
	const char *path;
	int dir, taken;
	struct pc_wakes *wakes;
	struct pc_watch *round; /* a timer */
	bool is_watched;
};

/* One file of a round. */
struct handed {
	char name[MOST_NAME_LEN + 1]; /* without its ending */
	char at[NAME_ROOM];           /* in taken */
	struct pc_buf answer;         /* what it gets */
	bool is_done;
};

/* ---- answers
 * ---------------------------------------------------------------------------- */

/* A file of ours takes the name, whatever had it. */
static enum pc_status write_answer(
	struct job_spool *spool, const struct handed *handed, struct pc_err *err)
{
	static const char draft[] = ".answer";
	char name[NAME_ROOM];
	PC_AUTO(pc_close) int fd = -1;

	snprintf(name, sizeof(name), "%s.%s", handed->name,
		handed->is_done ? "done" : "refused");
	unlinkat(spool->taken, draft, 0);
	fd = openat(spool->taken, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		ANSWER_MODE);
	if (fd < 0 || fchmod(fd, ANSWER_MODE) < 0)
		return pc_err_sys(err, "'%s' in '%s'", name, spool->path);
	PC_TRY(pc_fs_write_fd(fd, pc_buf_str(&handed->answer), err));
	if (renameat(spool->taken, draft, spool->dir, name) < 0)
		return pc_err_sys(err, "'%s' in '%s'", name, spool->path);
	return PC_OK;
}

/* The answer first: who ends in between answers once more. */
static void finish(struct job_spool *spool, const struct handed *handed)
{
	struct pc_err err;

	if (write_answer(spool, handed, &err) != PC_OK)
		orch_log("%s", err.text);
	unlinkat(spool->taken, handed->at, 0);
}

static void refuse(struct handed *handed, const char *why)
{
	handed->is_done = false;
	pc_buf_done(&handed->answer);
	answer_error(&handed->answer, why, "");
}

/* ---- one file
 * ---------------------------------------------------------------------------- */

/* Another file system that never answers may be mounted there, or a device lie. */
static int open_plain(int dir, const char *name)
{
	const struct open_how how = {
		.flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS,
	};

	return (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
}

static const char *fault_of(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is no plain file";
	if (st->st_nlink > 1)
		return "it has more than one name";
	if (st->st_size > PC_MAX_ORCH_QUESTION)
		return "it is larger than 4 MiB";
	return NULL;
}

/* NULL, or what is wrong with it. */
static const char *read_file(struct pc_str *text, int64_t *uid, struct pc_arena *arena,
	int dir, const char *name)
{
	PC_AUTO(pc_close) int fd = open_plain(dir, name);
	struct stat st;
	struct pc_err err;
	const char *fault;

	*text = (struct pc_str){0};
	if (fd < 0)
		return errno == ELOOP ? "it is no plain file"
				      : pc_arena_printf(arena, "it cannot be read: %s",
						strerror(errno))
						.ptr;
	if (fstat(fd, &st) < 0)
		return "it cannot be looked at";
	fault = fault_of(&st);
	*uid = st.st_uid;
	if (!fault && pc_fs_read_fd(text, arena, fd, PC_MAX_ORCH_QUESTION, &err) != PC_OK)
		fault = "it cannot be read";
	return fault;
}

/* A question of another kind has no business here: its answer would lie in a file. */
static const char *fault_of_text(struct pc_arena *arena, struct pc_str text)
{
	struct pc_node *said;
	struct pc_err err;

	if (pc_json_read(&said, arena, "file", text, NULL, &err) != PC_OK)
		return "it is no JSON";
	if (!pc_str_is(pc_node_text(pc_node_get_c(said, "do")), "submit"))
		return "\"do\" has to be \"submit\"";
	return NULL;
}

/* What happens from here to the commit shows which of both happened. */
static void number_it(struct job_spool *spool, struct handed *handed, int64_t job)
{
	char numbered[NAME_ROOM];
	struct pc_err err;

	snprintf(numbered, sizeof(numbered), "%" PRId64 "-%s%s", job, handed->name,
		ending);
	if (renameat(spool->taken, handed->at, spool->taken, numbered) < 0 ||
		fsync(spool->taken) < 0) {
		/* Committed like that, it would be a job twice. */
		pc_err_sys(&err, "'%s' in '%s'", numbered, spool->path);
		orch_log("%s", err.text);
		_exit(EXIT_FAILURE);
	}
	memcpy(handed->at, numbered, sizeof(numbered));
}

static void submit(struct job_spool *spool, struct handed *handed)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct orch *orch = spool->orch;
	struct pc_desk_said said = {0};
	struct pc_desk_who asks;
	struct person who;
	struct pc_str text;
	struct pc_err err;
	int64_t uid = -1;
	const char *fault = read_file(&text, &uid, &arena, spool->taken, handed->at);

	if (!fault)
		fault = fault_of_text(&arena, text);
	if (fault) {
		refuse(handed, fault);
		return;
	}
	/* A file of our own user is of any worker of ours. */
	person_find(&who, uid, uid && uid == (int64_t)geteuid(), orch->rules->config);
	if (!who.may) {
		refuse(handed, "its owner may not ask for jobs");
		return;
	}
	asks = (struct pc_desk_who){who.uid, pc_str(who.name), who.is_operator};
	if (pc_desk_answer(&handed->answer, &said, &orch->desk, &asks, text, &err) !=
		PC_OK) {
		orch_broken(orch, &err);
		return;
	}
	handed->is_done = !said.is_error;
	orch->wants_turn |= said.is_change;
	askers_changed(orch->askers, said.job);
	if (handed->is_done)
		number_it(spool, handed, said.job);
}

/* ---- rounds
 * ------------------------------------------------------------------------------- */

static bool is_job(const char *entry)
{
	struct pc_str name = pc_str(entry);

	return name.len >= sizeof(ending) && name.len <= MOST_NAME_LEN &&
	       name.ptr[0] != '.' && pc_str_ends(name, pc_str(ending));
}

static void name_it(struct handed *handed, const char *entry)
{
	*handed = (struct handed){0};
	snprintf(handed->name, sizeof(handed->name), "%.*s",
		(int)(strlen(entry) - strlen(ending)), entry);
	snprintf(handed->at, sizeof(handed->at), "%s%s", fresh, entry);
}

/* Out of the reach of its owner; what cannot be taken is passed over. */
static bool take(struct job_spool *spool, struct handed *handed, const char *entry)
{
	if (!is_job(entry))
		return false;
	name_it(handed, entry);
	return renameat2(spool->dir, entry, spool->taken, handed->at, RENAME_NOREPLACE) ==
	       0;
}

/* One commit for all of them; an answer is there when its job is. */
static void submit_all(struct job_spool *spool, struct handed *items, size_t count)
{
	if (!count || !orch_commit(spool->orch) || !orch_begin(spool->orch))
		return;
	for (size_t i = 0; i < count; i++)
		submit(spool, &items[i]);
	if (!orch_commit(spool->orch))
		return;
	for (size_t i = 0; i < count; i++) {
		finish(spool, &items[i]);
		pc_buf_done(&items[i].answer);
	}
	orch_soon(spool->orch);
}

/* Answers that nobody came for, and what is no job: neither is ever taken. */
static void remove_old(struct job_spool *spool, const char *name)
{
	struct stat st;

	if (fstatat(spool->dir, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 ||
		st.st_ctime > time(NULL) - KEPT)
		return;
	if (unlinkat(spool->dir, name, 0) < 0 && S_ISDIR(st.st_mode))
		unlinkat(spool->dir, name, AT_REMOVEDIR);
}

static bool is_own(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       strcmp(name, "taken") == 0;
}

static DIR *list(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *all = copy < 0 ? NULL : fdopendir(copy);

	if (!all)
		pc_close(&copy);
	return all;
}

/* The next ones; *has_more: there may be others. */
static size_t take_some(struct job_spool *spool, struct handed *items, bool *has_more)
{
	DIR *all = list(spool->dir);
	const struct dirent *entry;
	size_t count = 0, looked = 0;

	*has_more = false;
	while (all && count < ROUND && looked++ < PC_MAX_ORCH_SPOOL &&
		(entry = readdir(all))) {
		if (is_own(entry->d_name))
			continue;
		if (take(spool, &items[count], entry->d_name))
			count++;
		else
			remove_old(spool, entry->d_name);
	}
	*has_more = count == ROUND;
	if (all)
		closedir(all);
	return count;
}

static void watch(struct job_spool *spool)
{
	struct pc_err err;

	/* What cannot be watched is seen by the sweep. */
	if (!spool->is_watched)
		spool->is_watched =
			pc_wakes_add(spool->wakes, spool->path, 0, &err) == PC_OK;
}

static void on_round(void *arg, int what)
{
	struct job_spool *spool = arg;
	struct handed *items;
	bool has_more;

	(void)what;
	if (spool->orch->is_ending)
		return;
	items = pc_xcalloc(ROUND, sizeof(*items));
	watch(spool);
	submit_all(spool, items, take_some(spool, items, &has_more));
	free(items);
	if (has_more)
		pc_watch_after(spool->round, 0);
}

static void on_wake(void *arg, int64_t key)
{
	struct job_spool *spool = arg;

	(void)key;
	spool->is_watched = false;
	pc_watch_after(spool->round, MOMENT);
}

void job_spool_sweep(struct job_spool *spool)
{
	pc_watch_after(spool->round, 0);
}

/* ---- what the last process left -------------------------------------------------------
 */

/* Whether that of a name in taken is a job by now; else it is as if it had just come. */
static bool is_job_now(struct job_spool *spool, struct handed *handed, const char *entry)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_job job = {0};
	struct pc_err err;
	char *end = NULL;
	int64_t number = strtoimax(entry, &end, 10);

	if (number <= 0 || *end != '-')
		return false;
	name_it(handed, end + 1);
	if (pc_job_get(&job, &arena, spool->orch->queue, number, &err) != PC_OK) {
		renameat(spool->taken, entry, spool->taken, handed->at);
		return false;
	}
	snprintf(handed->at, sizeof(handed->at), "%s", entry);
	handed->is_done = true;
	pc_buf_printf(&handed->answer, "{\"job\":%" PRId64 "}\n", number);
	return true;
}

/* Those whose job is there are answered; *items: the next of the others. */
static size_t find_left(struct job_spool *spool, struct handed *items)
{
	DIR *all = list(spool->taken);
	const struct dirent *entry;
	size_t count = 0;

	while (all && count < ROUND && (entry = readdir(all))) {
		struct handed *next = &items[count];
		const char *name = entry->d_name;

		if (!is_job(pc_str_starts(pc_str(name), pc_str(fresh))
				    ? name + strlen(fresh)
				    : name))
			continue;
		if (pc_str_starts(pc_str(name), pc_str(fresh)))
			name_it(next, name + strlen(fresh));
		else if (is_job_now(spool, next, name)) {
			finish(spool, next);
			pc_buf_done(&next->answer);
			continue;
		}
		count++;
	}
	if (all)
		closedir(all);
	return count;
}

static void recover(struct job_spool *spool)
{
	struct handed *items = pc_xcalloc(ROUND, sizeof(*items));
	size_t count;

	do {
		count = find_left(spool, items);
		submit_all(spool, items, count);
	} while (count == ROUND && !spool->orch->is_ending);
	free(items);
}

/* ---- the whole
 * --------------------------------------------------------------------------- */

static enum pc_status open_dirs(struct job_spool *spool, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *taken = pc_arena_printf(&arena, "%s/taken", spool->path).ptr;

	PC_TRY(place_make(spool->path, SPOOL_MODE, err));
	PC_TRY(place_make(taken, TAKEN_MODE, err));
	spool->dir = open(spool->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	spool->taken = open(taken, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (spool->dir < 0 || spool->taken < 0)
		return pc_err_sys(err, "the spool '%s'", spool->path);
	return PC_OK;
}

enum pc_status job_spool_open(
	struct job_spool **out, struct orch *orch, const char *path, struct pc_err *err)
{
	struct job_spool *spool = pc_xcalloc(1, sizeof(*spool));
	enum pc_status status;

	*spool = (struct job_spool){.orch = orch, .path = path, .dir = -1, .taken = -1};
	status = open_dirs(spool, err);
	if (status == PC_OK)
		status = pc_wakes_new(&spool->wakes, orch->loop, on_wake, spool, err);
	if (status != PC_OK) {
		job_spool_close(&spool);
		return status;
	}
	spool->round = pc_loop_timer(orch->loop, on_round, spool);
	recover(spool);
	*out = spool;
	return PC_OK;
}

void job_spool_close(struct job_spool **out)
{
	struct job_spool *spool = *out;

	*out = NULL;
	if (!spool)
		return;
	if (spool->wakes)
		pc_wakes_free(&spool->wakes);
	pc_watch_free(&spool->round);
	pc_close(&spool->dir);
	pc_close(&spool->taken);
	free(spool);
}
