/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a home, and the system's own files that sessions read. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "places.h"
#include "walk_priv.h"

#include "pc/base/base64.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

struct visit {
	struct pc_audit_job job; /* the caller's, with our own of what is left out */
	const struct pc_audit_job *callers;
	struct pc_arena *arena;
	struct pc_str home, real_home;
	struct pc_str *logins; /* real paths that are left out */
	size_t n_logins, cap;
};

static bool is_left_out(void *context, struct pc_str path)
{
	const struct visit *visit = context;

	for (size_t i = 0; i < visit->n_logins; i++)
		if (pc_str_eq(visit->logins[i], path))
			return true;
	return visit->callers->is_left_out &&
	       visit->callers->is_left_out(visit->callers->context, path);
}

/* ---- private keys ----------------------------------------------------------------- */

/* OpenSSH's own form says which cipher it is under, in the bytes that its armor holds. */
static bool is_under_cipher(struct pc_str text)
{
	static const char begin[] = "-----BEGIN OPENSSH PRIVATE KEY-----";
	static const char magic[] = "openssh-key-v1"; /* and a NUL */
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_str body = pc_str_from(text, pc_str_find_str(text, pc_str(begin)));
	struct pc_str bytes;

	body = pc_str_from(body, sizeof(begin) - 1);
	body = pc_str_head(body, pc_str_find(body, '-'));
	if (!pc_base64_decode(&bytes, &arena, pc_str_trim(body)))
		return false;
	if (!pc_str_starts(bytes, (struct pc_str){magic, sizeof(magic)}))
		return false;
	bytes = pc_str_from(bytes, sizeof(magic));
	return !pc_str_starts(bytes, (struct pc_str){"\0\0\0\4none", 8});
}

/* Of several keys in a file one may have none. */
static bool has_many(struct pc_str text)
{
	static const struct pc_str begin = PC_STR("-----BEGIN ");
	size_t first = pc_str_find_str(text, begin);

	return first < text.len && pc_str_find_str(pc_str_from(text, first + begin.len),
					   begin) < text.len - first - begin.len;
}

static bool has_passphrase(const char *path)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_err err;
	struct pc_str text;

	if (pc_fs_read(&text, &arena, AT_FDCWD, path, PC_MAX_PRIVATE_KEY, &err) != PC_OK)
		return false;
	if (has_many(text))
		return false;
	return pc_str_find_str(text, PC_STR("BEGIN ENCRYPTED")) < text.len ||
	       pc_str_find_str(text, PC_STR("Proc-Type: 4,ENCRYPTED")) < text.len ||
	       is_under_cipher(text);
}

/* ---- places ----------------------------------------------------------------------- */

static struct pc_str real_path(struct pc_arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	struct pc_str out = pc_arena_str(arena, pc_str(real ? real : path));

	free(real);
	return out;
}

/* Dotfiles are often links to where they are kept.  A link to a directory somewhere else
 * is not followed, as one to "/" would mean the whole machine. */
static bool follow(struct pc_str *out, struct visit *visit, const char *path)
{
	struct stat st;

	*out = pc_str(path);
	if (lstat(path, &st) < 0)
		return false;
	if (!S_ISLNK(st.st_mode))
		return true;
	*out = real_path(visit->arena, path);
	if (stat(path, &st) < 0)
		return false;
	if (!S_ISDIR(st.st_mode) || pc_path_within(*out, visit->real_home))
		return true;
	pc_audit_note(visit->callers->audit, "PC2522", pc_str(path),
		"is not looked at: it is a symbolic link to a directory outside of the "
		"home");
	return false;
}

static void look(struct visit *visit, const char *path)
{
	struct pc_str real;
	struct pc_err err = {0};

	if (!follow(&real, visit, path) || is_left_out(visit, real))
		return;
	if (pc_audit_tree(&visit->job, real.ptr, &err) != PC_OK &&
		err.status != PC_ERR_ABSENT)
		pc_audit_note_errno(visit->callers, pc_str(path), err.cause);
}

static void leave_out(struct visit *visit, struct pc_str path)
{
	pc_arena_grow(visit->arena, visit->logins, visit->n_logins, visit->cap);
	visit->logins[visit->n_logins++] = path;
}

static void check_login(struct visit *visit, const char *path, const char *why)
{
	const mode_t others = S_IRGRP | S_IROTH;
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	leave_out(visit, pc_arena_str(visit->arena, pc_str(path)));
	leave_out(visit, real_path(visit->arena, path));
	if (st.st_mode & others)
		pc_audit_note(visit->callers->audit, "PC2528", pc_str(path),
			"others may read it (mode %04o): %s",
			(unsigned)(st.st_mode & 07777), why);
}

static void visit_path(
	struct visit *visit, const struct pc_place *place, const char *path)
{
	struct stat st;

	/* A pattern means files: ~/.env may be a directory with a whole Python. */
	if (strchr(place->path, '*') && (stat(path, &st) < 0 || !S_ISREG(st.st_mode)))
		return;
	if (place->kind == PC_PLACE_LOGIN)
		check_login(visit, path, place->why);
	else if (place->kind == PC_PLACE_OPEN || !has_passphrase(path))
		look(visit, path);
}

/* A directory's name as a part of a pattern. */
static struct pc_str quoted(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < text.len; i++) {
		if (strchr("*?[\\", text.ptr[i]))
			pc_buf_add_char(&out, '\\');
		pc_buf_add_char(&out, text.ptr[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static void visit_place(struct visit *visit, const struct pc_place *place)
{
	struct pc_str pattern = pc_arena_printf(visit->arena, "%.*s/%s",
		PC_STR_ARG(quoted(visit->arena, visit->home)), place->path);
	glob_t found = {0};

	if (glob(pattern.ptr, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			visit_path(visit, place, found.gl_pathv[i]);
	globfree(&found);
}

/* Logins first, so that the walk through a directory passes them over. */
static void visit_all(const struct pc_audit_job *job, struct pc_str below,
	const struct pc_place *places, size_t n_places)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct visit visit = {
		.job = *job, .callers = job, .arena = &arena, .home = below};

	visit.real_home =
		real_path(&arena, below.len ? pc_arena_str(&arena, below).ptr : "/");
	visit.job.is_left_out = is_left_out;
	visit.job.context = &visit;
	for (size_t i = 0; i < n_places; i++)
		if (places[i].kind == PC_PLACE_LOGIN)
			visit_place(&visit, &places[i]);
	for (size_t i = 0; i < n_places; i++)
		if (places[i].kind != PC_PLACE_LOGIN)
			visit_place(&visit, &places[i]);
}

enum pc_status pc_audit_home(const struct pc_audit_job *job, const char *home,
	const char *root, struct pc_err *err)
{
	struct pc_str below = pc_str(home);
	struct stat st;

	while (below.len > 1 && below.ptr[below.len - 1] == '/')
		below.len--;
	if (stat(home, &st) < 0)
		return pc_err_sys(err, "cannot look at \"%s\"", home);
	if (!S_ISDIR(st.st_mode))
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"\"%s\" is no directory", home);
	if (access(home, R_OK | X_OK) < 0)
		return pc_err_sys(err, "cannot look at \"%s\"", home);
	visit_all(job, below, pc_places_home, pc_n_places_home);
	if (root)
		visit_all(job, pc_str(root), pc_places_system, pc_n_places_system);
	return PC_OK;
}
