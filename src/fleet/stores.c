/* SPDX-License-Identifier: Apache-2.0 */
/* The directories of objects, and what lies in them. */
#include "stores.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#include "oids.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum {
	DEEPEST = 5,                  /* stores that borrow from others, as git has it */
	MOST_PACKS = 400,             /* each is an open file */
	NAME = 2 * GIT_OID_RAWSZ - 2, /* digits of a file's name */
};

struct search {
	struct stores *stores;
	struct pc_arena arena;
	struct oids seen;
	struct pc_str *dirs; /* that were looked at */
	size_t n_dirs, dirs_cap;
};

static void add_pack(struct stores *stores, const char *path)
{
	pc_xgrow(stores->packs, stores->n_packs, stores->packs_cap);
	if (stores->n_packs == MOST_PACKS ||
		!pack_open(&stores->packs[stores->n_packs], path)) {
		stores->is_odd = true;
		return;
	}
	stores->n_entries += stores->packs[stores->n_packs++].n;
}

static void find_packs(struct search *search, struct pc_str dir)
{
	struct pc_str path = pc_path_join(&search->arena, dir, PC_STR("pack"));
	DIR *stream = opendir(path.ptr);
	const struct dirent *entry;

	while (stream && !search->stores->is_odd && (entry = readdir(stream))) {
		struct pc_str name = pc_str(entry->d_name);

		if (pc_str_ends(name, PC_STR(".idx")))
			add_pack(search->stores,
				pc_path_join(&search->arena, path, name).ptr);
	}
	if (stream)
		closedir(stream);
}

static bool is_packed(const struct stores *stores, const git_oid *id)
{
	for (size_t i = 0; i < stores->n_packs; i++) {
		if (pack_has(&stores->packs[i], id->id))
			return true;
	}
	return false;
}

static void add_id(struct search *search, const git_oid *id)
{
	struct stores *stores = search->stores;
	bool is_new;

	oids_put(&search->seen, id, &is_new);
	if (!is_new)
		return;
	pc_xgrow(stores->ids, stores->n_ids, stores->ids_cap);
	stores->ids[stores->n_ids++] = *id;
}

/* Files of a directory "ab" that are named by the rest of an id. */
static void find_loose_in(struct search *search, struct pc_str dir, const char *first)
{
	struct pc_str path = pc_path_join(&search->arena, dir, pc_str(first));
	DIR *stream = opendir(path.ptr);
	const struct dirent *entry;
	git_oid id;

	while (stream && (entry = readdir(stream))) {
		char hex[GIT_OID_HEXSZ + 1];

		if (strlen(entry->d_name) != NAME)
			continue;
		snprintf(hex, sizeof(hex), "%s%.38s", first, entry->d_name);
		if (git_oid_fromstr(&id, hex) == 0 && !is_packed(search->stores, &id))
			add_id(search, &id);
	}
	if (stream)
		closedir(stream);
}

static void find_loose(struct search *search, struct pc_str dir)
{
	enum { FIRSTS = 256 };
	char first[3];

	for (unsigned i = 0; i < FIRSTS; i++) {
		snprintf(first, sizeof(first), "%02x", i);
		find_loose_in(search, dir, first);
	}
}

/* A directory of objects, and those that its info/alternates names, one a line. */
static void add_dir(struct search *search, struct pc_str dir, unsigned depth)
{
	struct pc_str rest = {0}, line, real;
	struct pc_err err;

	if (pc_fs_real(&real, &search->arena, dir) != PC_OK)
		return;
	for (size_t i = 0; i < search->n_dirs; i++) {
		if (pc_str_eq(search->dirs[i], real))
			return;
	}
	pc_arena_grow(&search->arena, search->dirs, search->n_dirs, search->dirs_cap);
	search->dirs[search->n_dirs++] = real;
	if (depth == DEEPEST ||
		pc_fs_read(&rest, &search->arena, AT_FDCWD,
			pc_path_join(&search->arena, dir, PC_STR("info/alternates")).ptr,
			PC_MAX_ALTERNATES, &err) != PC_OK)
		return;
	while (rest.ptr) {
		line = pc_str_cut(&rest, '\n');
		if (line.len && line.ptr[0] != '#')
			add_dir(search, pc_path_join(&search->arena, real, line),
				depth + 1);
	}
}

static int collect(const git_oid *id, void *search)
{
	add_id(search, id);
	return 0;
}

/* All objects as libgit2 knows them. */
static enum pc_status ask_libgit2(
	struct search *search, const struct pc_repo *repo, struct pc_err *err)
{
	struct pc_span none = {0};
	git_odb *odb = NULL;
	int code = git_repository_odb(&odb, repo->git);

	if (code == 0)
		code = git_odb_foreach(odb, collect, search);
	git_odb_free(odb);
	if (code < 0) {
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"the objects of the git repository cannot be listed: %s",
			git_complaint());
	}
	return PC_OK;
}

static void close_packs(struct stores *stores)
{
	for (size_t i = 0; i < stores->n_packs; i++)
		pack_done(&stores->packs[i]);
	free(stores->packs);
	stores->packs = NULL;
	stores->n_packs = stores->packs_cap = 0;
	stores->n_entries = 0;
}

enum pc_status stores_open(
	struct stores *stores, const struct pc_repo *repo, struct pc_err *err)
{
	struct search search = {.stores = stores};
	enum pc_status status = PC_OK;
	git_buf path = {0};

	if (git_repository_item_path(&path, repo->git, GIT_REPOSITORY_ITEM_OBJECTS) == 0)
		add_dir(&search, pc_arena_str(&search.arena, pc_str(path.ptr)), 0);
	git_buf_dispose(&path);
	for (size_t i = 0; i < search.n_dirs; i++)
		find_packs(&search, search.dirs[i]);
	if (stores->is_odd || search.n_dirs == 0) {
		close_packs(stores);
		status = ask_libgit2(&search, repo, err);
	} else {
		for (size_t i = 0; i < search.n_dirs; i++)
			find_loose(&search, search.dirs[i]);
	}
	oids_done(&search.seen);
	pc_arena_done(&search.arena);
	return status;
}

void stores_done(struct stores *stores)
{
	close_packs(stores);
	free(stores->ids);
	*stores = (struct stores){0};
}
