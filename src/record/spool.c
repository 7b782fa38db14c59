/* SPDX-License-Identifier: Apache-2.0 */
/* Files of hooks, from where they were left, up to the last whole line.  A file is known
 * by device and inode, as it is renamed when it is full, and by how it begins, as the
 * number of an inode comes back.
 *
 * A file of which everything was taken is removed under two locks: the directory's, as
 * hooks rename files holding it, and its own, as hooks write holding that with others. */
#include "pc/record/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/record/chain.h"
#include "record_priv.h"

static const char name[] = "decisions.jsonl";

enum { HEAD = 64 }; /* bytes: of the first line, past its id */

struct file {
	int fd;
	struct stat st;
	char head_bytes[HEAD];
	struct pc_str head;
};

/* Who is read, and what came of it. */
struct taking {
	struct pc_spooled *out;
	struct pc_db *db;
	int64_t user;
	int dir;
	int64_t left; /* bytes that this call still takes */
};

/* ---- places of files ------------------------------------------------------------ */

static enum pc_status place_of(
	int64_t *out, struct pc_db *db, const struct file *file, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	int step;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("SELECT read FROM spool WHERE device = ? AND inode = ? AND head = "
		       "?"),
		"a spool's place", err));
	sqlite3_bind_int64(statement, 1, (int64_t)file->st.st_dev);
	sqlite3_bind_int64(statement, 2, (int64_t)file->st.st_ino);
	bind_text(statement, 3, file->head);
	step = sqlite3_step(statement);
	*out = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	return step == SQLITE_ROW || step == SQLITE_DONE
		       ? PC_OK
		       : db_error(err, db, "a spool's place");
}

static enum pc_status keep_place(
	struct pc_db *db, const struct file *file, int64_t place, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("INSERT OR REPLACE INTO spool (device, inode, head, read, seen)"
		       " VALUES (?, ?, ?, ?, ?)"),
		"a spool's place", err));
	sqlite3_bind_int64(statement, 1, (int64_t)file->st.st_dev);
	sqlite3_bind_int64(statement, 2, (int64_t)file->st.st_ino);
	bind_text(statement, 3, file->head);
	sqlite3_bind_int64(statement, 4, place);
	sqlite3_bind_int64(statement, 5, (int64_t)time(NULL));
	return db_do(db, statement, "a spool's place", err);
}

static enum pc_status forget_place(
	struct pc_db *db, const struct file *file, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("DELETE FROM spool WHERE device = ? AND inode = ?"),
		"a spool's place", err));
	sqlite3_bind_int64(statement, 1, (int64_t)file->st.st_dev);
	sqlite3_bind_int64(statement, 2, (int64_t)file->st.st_ino);
	return db_do(db, statement, "a spool's place", err);
}

/* ---- allowances ------------------------------------------------------------------- */

/* What a user may still hand in, in bytes: it comes back over a day. */
static enum pc_status allowance_of(
	int64_t *out, struct pc_db *db, int64_t user, struct pc_err *err)
{
	enum { DAY = 24 * 60 * 60 };
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;
	int64_t now = (int64_t)time(NULL), since;
	int step;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("SELECT left, at FROM allowance WHERE user = ?"), "an allowance",
		err));
	sqlite3_bind_int64(statement, 1, user);
	step = sqlite3_step(statement);
	*out = PC_MAX_USER_DAY;
	if (step == SQLITE_DONE)
		return PC_OK;
	if (step != SQLITE_ROW)
		return db_error(err, db, "an allowance");
	since = now - sqlite3_column_int64(statement, 1);
	/* A clock that was set back or far ahead gives a whole day at once. */
	if (since >= 0 && since < DAY)
		*out = sqlite3_column_int64(statement, 0) +
		       since * (PC_MAX_USER_DAY / DAY);
	if (*out > PC_MAX_USER_DAY)
		*out = PC_MAX_USER_DAY;
	return PC_OK;
}

static enum pc_status keep_allowance(
	struct pc_db *db, int64_t user, int64_t left, struct pc_err *err)
{
	PC_AUTO(statement_done) sqlite3_stmt *statement = NULL;

	PC_TRY(db_prepare(&statement, db,
		PC_STR("INSERT OR REPLACE INTO allowance (user, left, at) VALUES (?, ?, "
		       "?)"),
		"an allowance", err));
	sqlite3_bind_int64(statement, 1, user);
	sqlite3_bind_int64(statement, 2, left);
	sqlite3_bind_int64(statement, 3, (int64_t)time(NULL));
	return db_do(db, statement, "an allowance", err);
}

/* ---- one file -----------------------------------------------------------------------
 */

/* What a user put there may be anything, also another file system that never answers. */
static int open_inside(int dir, const char *called, int flags)
{
	const struct open_how how = {
		.flags = (uint64_t)(flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS,
	};

	return (int)syscall(SYS_openat2, dir, called, &how, sizeof(how));
}

static bool is_plain(const struct stat *st, int64_t user)
{
	return S_ISREG(st->st_mode) && (int64_t)st->st_uid == user && st->st_nlink <= 1 &&
	       st->st_size <= PC_MAX_SPOOL_FILE;
}

/* False: nothing that a hook of this user wrote, or nothing yet. */
static bool open_file(struct file *out, const struct taking *taking, const char *called)
{
	ssize_t n;

	out->fd = open_inside(taking->dir, called, O_NONBLOCK | O_NOCTTY);
	if (out->fd < 0 && errno == ENOENT)
		return false;
	if (out->fd < 0 || fstat(out->fd, &out->st) < 0 ||
		!is_plain(&out->st, taking->user)) {
		taking->out->refused++;
		return false;
	}
	n = pread(out->fd, out->head_bytes, HEAD, 0);
	out->head = (struct pc_str){out->head_bytes, n > 0 ? (size_t)n : 0};
	return n == HEAD;
}

/* Whole lines behind the place; a line that is longer than lines are is passed over. */
static enum pc_status read_lines(struct pc_str *out, struct pc_arena *arena,
	const struct taking *taking, int fd, int64_t place)
{
	size_t most =
		taking->left < PC_MAX_SPOOL_READ ? PC_MAX_SPOOL_LINE : PC_MAX_SPOOL_READ;
	char *room = pc_arena_bytes(arena, most);
	ssize_t n = pread(fd, room, most, place);
	size_t end;

	*out = (struct pc_str){room, n > 0 ? (size_t)n : 0};
	if (n < 0)
		return PC_ERR_SYSTEM;
	end = pc_str_rfind(*out, '\n');
	if (end < out->len)
		*out = pc_str_head(*out, end + 1);
	else if ((size_t)n < most)
		out->len = 0;
	return PC_OK;
}

/* The rows of some lines, the place behind them and what they cost, or nothing. */
static enum pc_status keep_lines(const struct taking *taking, const struct file *file,
	struct pc_str lines, int64_t place, struct pc_err *err)
{
	struct pc_spooled *out = taking->out;
	struct pc_db *db = taking->db;
	size_t added = 0, strange = 0;
	int64_t allowance;
	enum pc_status status;

	PC_TRY(pc_db_begin(db, err));
	status = pc_chain_add(db, lines, taking->user, &added, &strange, err);
	if (status == PC_OK)
		status = keep_place(db, file, place, err);
	if (status == PC_OK)
		status = allowance_of(&allowance, db, taking->user, err);
	if (status == PC_OK)
		status = keep_allowance(
			db, taking->user, allowance - (int64_t)lines.len, err);
	if (status == PC_OK)
		status = pc_db_end(db, err);
	else
		pc_db_undo(db);
	if (status == PC_OK) {
		out->added += added;
		out->strange += strange;
	}
	return status;
}

/* Whether the file of that name is gone now, with nothing in it that was not taken. */
static bool remove_taken(const struct taking *taking, const char *called,
	const struct file *file, int64_t place)
{
	struct stat now, there;
	bool removed = false;

	if (flock(taking->dir, LOCK_EX | LOCK_NB) < 0)
		return false;
	if (flock(file->fd, LOCK_EX | LOCK_NB) == 0 && fstat(file->fd, &now) == 0 &&
		now.st_size == place &&
		fstatat(taking->dir, called, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		there.st_dev == now.st_dev && there.st_ino == now.st_ino)
		removed = unlinkat(taking->dir, called, 0) == 0;
	flock(taking->dir, LOCK_UN);
	return removed;
}

/* To make a file costs a hook more than to write to one, so the one in use stays while it
 * is small. */
static bool is_done_with(const struct file *file, int age)
{
	return age > 0 || file->st.st_size >= PC_MAX_SPOOL_KEPT;
}

static enum pc_status take_pieces(struct taking *taking, const char *called,
	struct file *file, int age, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str lines = {0};
	int64_t place;

	PC_TRY(place_of(&place, taking->db, file, err));
	/* Cut off by its user: what stands there now is new, or known by its ids. */
	if (place > file->st.st_size)
		place = 0;
	while (place < file->st.st_size && taking->left > 0) {
		pc_arena_reset(&arena);
		if (read_lines(&lines, &arena, taking, file->fd, place) != PC_OK) {
			taking->out->refused++;
			return PC_OK;
		}
		if (lines.len == 0)
			return PC_OK;
		place += (int64_t)lines.len;
		PC_TRY(keep_lines(taking, file, lines, place, err));
		taking->left -= (int64_t)lines.len;
	}
	taking->out->has_more |= place < file->st.st_size;
	if (place == file->st.st_size && is_done_with(file, age) &&
		remove_taken(taking, called, file, place))
		return forget_place(taking->db, file, err);
	return PC_OK;
}

/* ---- one user -------------------------------------------------------------------------
 */

/* decisions.jsonl.4 is the oldest. */
static enum pc_status take_files(struct taking *taking, struct pc_err *err)
{
	enum pc_status status = PC_OK;

	for (int age = PC_MAX_OLD_LOGS; status == PC_OK && age >= 0; age--) {
		char called[sizeof(name) + 8];
		struct file file;

		snprintf(called, sizeof(called), age ? "%s.%d" : "%s", name, age);
		if (open_file(&file, taking, called))
			status = take_pieces(taking, called, &file, age, err);
		pc_close(&file.fd);
	}
	return status;
}

enum pc_status pc_spool_take(struct pc_spooled *out, struct pc_db *db, const char *dir,
	int64_t user, struct pc_err *err)
{
	PC_AUTO(pc_close) int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	PC_AUTO(pc_close) int own = -1;
	struct taking taking = {
		.out = out, .db = db, .user = user, .left = PC_MAX_SPOOL_READ};
	int64_t allowance;
	char called[32];
	struct stat st;

	*out = (struct pc_spooled){0};
	snprintf(called, sizeof(called), "%lld", (long long)user);
	own = top < 0 ? -1 : open_inside(top, called, O_DIRECTORY);
	if (own < 0) {
		out->is_gone = errno == ENOENT;
		out->is_foreign = !out->is_gone;
		return PC_OK;
	}
	if (fstat(own, &st) < 0 || (int64_t)st.st_uid != user) {
		out->is_foreign = true;
		return PC_OK;
	}
	PC_TRY(allowance_of(&allowance, db, user, err));
	out->is_over = allowance <= 0;
	taking.dir = own;
	return out->is_over ? PC_OK : take_files(&taking, err);
}
