/* SPDX-License-Identifier: Apache-2.0 */
/* Where contents came into history: commits from the oldest on, and of each the trees
 * that no earlier one had.  Trees without any of the contents are never looked at again;
 * those with some are, under another path. */
#include <stdlib.h>

#include "commits.h"
#include "oids.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/fleet/origins.h"

enum tree_state {
	TREE_CLEAN = 1, /* nothing in it is sought */
	TREE_OF_INTEREST,
	TREE_OF_HEAD, /* and the commit that is checked out has it */
};

struct search {
	git_repository *git;
	git_odb *odb;
	struct pc_arena *arena;
	struct pc_sought *blobs;
	struct oids sought; /* id -> number of the blob */
	struct oids trees;  /* id -> enum tree_state */
	struct oids places; /* trees of interest, each with its path */
	struct pc_buf path;
	struct pc_blob_origin now; /* the commit that is looked at */
	size_t n_visits;
	bool is_head;
};

static bool visit_tree(struct search *search, const git_oid *id, size_t depth);

static void note_blob(struct search *search, uint32_t number)
{
	struct pc_sought *blob = &search->blobs[number];

	if (search->is_head) {
		blob->is_in_head = true;
		return;
	}
	for (size_t i = 0; i < blob->n_origins; i++) {
		if (pc_str_eq(blob->origins[i].path, pc_buf_str(&search->path)))
			return;
	}
	if (blob->n_origins == PC_MAX_ORIGINS)
		return;
	pc_arena_grow(search->arena, blob->origins, blob->n_origins, blob->cap);
	blob->origins[blob->n_origins] = search->now;
	blob->origins[blob->n_origins++].path =
		pc_arena_str(search->arena, pc_buf_str(&search->path));
}

static void cut_path(struct pc_buf *path, size_t len)
{
	path->len = len;
	if (path->ptr)
		path->ptr[len] = '\0';
}

struct entry {
	bool is_tree, is_file; /* else a submodule */
	struct pc_str name;
	git_oid id;
};

/* "100644 name\0" and the bytes of an id.  False: no more, or no tree. */
static bool next_entry(struct entry *entry, struct pc_str *rest)
{
	size_t blank = pc_str_find(pc_str_head(*rest, 8), ' ');
	struct pc_str mode = pc_str_head(*rest, blank);
	size_t end = pc_str_find(*rest, '\0');

	if (rest->len == 0 || mode.len == rest->len || end <= blank ||
		rest->len - end < 1 + GIT_OID_RAWSZ)
		return false;
	*entry = (struct entry){.is_tree = pc_str_is(mode, "40000"),
		.is_file =
			pc_str_starts(mode, PC_STR("100")) || pc_str_is(mode, "120000"),
		.name = {rest->ptr + blank + 1, end - blank - 1}};
	memcpy(entry->id.id, rest->ptr + end + 1, GIT_OID_RAWSZ);
	*rest = pc_str_from(*rest, end + 1 + GIT_OID_RAWSZ);
	return true;
}

/* Whether anything in it is sought. */
static bool visit_entries(struct search *search, struct pc_str rest, size_t depth)
{
	size_t len = search->path.len;
	bool is_of_interest = false;
	struct entry entry;
	uint32_t *number;

	while (next_entry(&entry, &rest)) {
		number = entry.is_file ? oids_find(&search->sought, &entry.id) : NULL;
		if (!number && !entry.is_tree)
			continue;
		if (len)
			pc_buf_add_char(&search->path, '/');
		pc_buf_add(&search->path, entry.name);
		if (number)
			note_blob(search, *number);
		if (number || visit_tree(search, &entry.id, depth + 1))
			is_of_interest = true;
		cut_path(&search->path, len);
	}
	return is_of_interest;
}

/* Whether this tree, which is of interest, was looked at under this path. */
static bool was_here(struct search *search, const git_oid *id)
{
	uint64_t hash = pc_str_hash(pc_buf_str(&search->path));
	git_oid place = *id;
	bool is_new;

	for (size_t i = 0; i < sizeof(hash); i++)
		place.id[i] ^= (unsigned char)(hash >> (8 * i));
	oids_put(&search->places, &place, &is_new);
	return !is_new;
}

static bool is_done(struct search *search, const git_oid *id, bool *answer)
{
	const uint32_t *state = oids_find(&search->trees, id);

	*answer = state && *state != TREE_CLEAN;
	if (search->is_head)
		return !state || *state != TREE_OF_INTEREST;
	/* Trees that hold one another many times have more paths than anybody has time
	 * for; nobody makes them by hand. */
	return state &&
	       (*state == TREE_CLEAN || search->n_visits++ > PC_MAX_ORIGIN_VISITS ||
		       was_here(search, id));
}

static bool visit_tree(struct search *search, const git_oid *id, size_t depth)
{
	git_odb_object *object = NULL;
	bool answer, is_new;

	if (is_done(search, id, &answer))
		return answer;
	if (depth > PC_MAX_ORIGIN_DEPTH || git_odb_read(&object, search->odb, id) < 0)
		return false;
	answer = git_odb_object_type(object) == GIT_OBJECT_TREE &&
		 visit_entries(search,
			 (struct pc_str){git_odb_object_data(object),
				 git_odb_object_size(object)},
			 depth);
	git_odb_object_free(object);
	*oids_put(&search->trees, id, &is_new) = search->is_head ? TREE_OF_HEAD
						 : answer        ? TREE_OF_INTEREST
								 : TREE_CLEAN;
	if (answer && is_new)
		was_here(search, id);
	return answer;
}

static void visit_commit(
	struct search *search, const struct commit *commit, uint32_t order)
{
	search->now = (struct pc_blob_origin){.date = commit->authored, .order = order};
	pc_object_hex(search->now.commit, commit->id.id);
	cut_path(&search->path, 0);
	visit_tree(search, &commit->tree, 0);
}

static void look_at_head(struct search *search)
{
	git_object *tree = NULL;

	search->is_head = true;
	cut_path(&search->path, 0);
	if (git_revparse_single(&tree, search->git, "HEAD^{tree}") == 0)
		visit_tree(search, git_object_id(tree), 0);
	git_object_free(tree);
}

static bool some_are_missing(const struct pc_sought *blobs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (blobs[i].n_origins == 0)
			return true;
	}
	return false;
}

static void search_commits(
	struct search *search, const struct commits *commits, size_t n_blobs)
{
	bool logs_matter = false;

	for (size_t i = 0; i < commits->count; i++) {
		const struct commit *commit = &commits->items[i];

		if (commit->is_logged && !logs_matter) {
			if (!some_are_missing(search->blobs, n_blobs))
				return;
			logs_matter = true;
		}
		visit_commit(search, commit, (uint32_t)i);
	}
}

static void search_all(struct search *search, const struct pc_repo *repo, size_t n_blobs)
{
	struct commits commits = {0};
	git_oid id = {0};
	bool is_new;

	for (size_t i = 0; i < n_blobs; i++) {
		memcpy(id.id, search->blobs[i].id, GIT_OID_RAWSZ);
		*oids_put(&search->sought, &id, &is_new) = (uint32_t)i;
	}
	commits_load(&commits, repo);
	search_commits(search, &commits, n_blobs);
	commits_done(&commits);
	look_at_head(search);
}

enum pc_status pc_repo_origins(struct pc_sought *blobs, size_t n_blobs,
	const struct pc_repo *repo, struct pc_arena *arena, struct pc_err *err)
{
	struct search search = {.git = repo->git, .arena = arena, .blobs = blobs};
	struct pc_span none = {0};

	if (git_repository_odb(&search.odb, repo->git) < 0) {
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"the commits of the git repository cannot be walked: %s",
			git_complaint());
	}
	search_all(&search, repo, n_blobs);
	git_odb_free(search.odb);
	oids_done(&search.sought);
	oids_done(&search.trees);
	oids_done(&search.places);
	pc_buf_done(&search.path);
	return PC_OK;
}
