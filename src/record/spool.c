/* SPDX-License-Identifier: Apache-2.0 */
/* Files of hooks, from where they were left, up to the last whole line.  A file is known
 * by device and inode, as it is renamed when it is full, and by how it begins, as the
 * number of an inode comes back. */
#include "pc/record/spool.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
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

/* Whole lines behind the place; a line that is longer than lines are is passed over. */
static enum pc_status read_lines(struct pc_str *out, struct pc_arena *arena, int fd,
	int64_t place, struct pc_err *err)
{
	char *room = pc_arena_bytes(arena, PC_MAX_SPOOL_READ);
	ssize_t n = pread(fd, room, PC_MAX_SPOOL_READ, place);
	size_t end;

	if (n < 0)
		return pc_err_sys(err, "reading a decision log");
	*out = (struct pc_str){room, (size_t)n};
	end = pc_str_rfind(*out, '\n');
	if (end < out->len)
		*out = pc_str_head(*out, end + 1);
	else if ((size_t)n < PC_MAX_SPOOL_READ)
		out->len = 0;
	return PC_OK;
}

/* One file's next piece, with its rows, in one transaction. */
static enum pc_status take_piece(struct pc_spooled *out, struct pc_db *db,
	const struct file *file, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str lines;
	int64_t place;

	PC_TRY(place_of(&place, db, file, err));
	if (place >= file->st.st_size)
		return PC_OK;
	PC_TRY(read_lines(&lines, &arena, file->fd, place, err));
	if (lines.len == 0)
		return PC_OK;
	out->files++;
	out->has_more |= place + (int64_t)lines.len < file->st.st_size;
	PC_TRY(pc_chain_add(db, lines, file->st.st_uid, &out->added, &out->strange, err));
	return keep_place(db, file, place + (int64_t)lines.len, err);
}

/* False: nothing that a hook of this user wrote, or nothing yet. */
static bool open_file(struct file *out, int dir, const char *called, uid_t owner)
{
	ssize_t n;

	out->fd = openat(dir, called, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (out->fd < 0 || fstat(out->fd, &out->st) < 0 || !S_ISREG(out->st.st_mode) ||
		out->st.st_uid != owner)
		return false;
	n = pread(out->fd, out->head_bytes, HEAD, 0);
	out->head = (struct pc_str){out->head_bytes, n > 0 ? (size_t)n : 0};
	return n == HEAD;
}

static enum pc_status take_file(struct pc_spooled *out, struct pc_db *db, int dir,
	const char *called, uid_t owner, struct pc_err *err)
{
	struct file file;
	enum pc_status status = PC_OK;

	if (open_file(&file, dir, called, owner)) {
		status = pc_db_begin(db, err);
		if (status == PC_OK)
			status = take_piece(out, db, &file, err);
		if (status == PC_OK)
			status = pc_db_end(db, err);
		else
			pc_db_undo(db);
	}
	pc_close(&file.fd);
	return status;
}

/* decisions.jsonl.4 is the oldest. */
static enum pc_status take_files(
	struct pc_spooled *out, struct pc_db *db, int dir, struct pc_err *err)
{
	struct stat st;

	if (fstat(dir, &st) < 0)
		return PC_OK;
	for (int age = PC_MAX_OLD_LOGS; age >= 0; age--) {
		char file[sizeof(name) + 8];

		snprintf(file, sizeof(file), age ? "%s.%d" : "%s", name, age);
		PC_TRY(take_file(out, db, dir, file, st.st_uid, err));
	}
	return PC_OK;
}

static bool is_number(const char *text)
{
	for (const char *at = text; *at; at++) {
		if (!isdigit((unsigned char)*at))
			return false;
	}
	return *text != '\0';
}

/* /var/spool/policyctl/1000: only that user's own. */
static enum pc_status take_user(struct pc_spooled *out, struct pc_db *db, int top,
	const char *user, struct pc_err *err)
{
	const int decimal = 10;
	PC_AUTO(pc_close)
	int dir = openat(top, user, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (dir < 0 || fstat(dir, &st) < 0 ||
		st.st_uid != (uid_t)strtoul(user, NULL, decimal))
		return PC_OK;
	return take_files(out, db, dir, err);
}

enum pc_status pc_spool_take(
	struct pc_spooled *out, struct pc_db *db, const char *path, struct pc_err *err)
{
	PC_AUTO(pc_close)
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	enum pc_status status;
	DIR *list;

	*out = (struct pc_spooled){0};
	if (dir < 0)
		return pc_err_sys(err, "the spool '%s'", path);
	status = take_files(out, db, dir, err);
	list = fdopendir(dup(dir));
	while (list && status == PC_OK) {
		const struct dirent *entry = readdir(list);

		if (!entry)
			break;
		if (is_number(entry->d_name))
			status = take_user(out, db, dir, entry->d_name, err);
	}
	if (list)
		closedir(list);
	return status;
}
