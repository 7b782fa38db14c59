/* SPDX-License-Identifier: Apache-2.0 */
/* Commits, read from their text: what their trees and parents are and when they were
 * made is in its first lines. */
#include <stdlib.h>

#include <git2/reflog.h>

#include "commits.h"
#include "oids.h"

/* Of one load.  todo holds commits whose parents are not all known yet. */
struct load {
	struct commits *commits;
	git_odb *odb;
	struct oids known; /* id -> number */
	uint32_t *todo;
	size_t n_todo, todo_cap;
	bool is_logged;
};

/* "<word> <40 digits>" at the start of a line. */
static bool line_id(git_oid *id, struct pc_str line, struct pc_str word)
{
	return pc_str_starts(line, word) && line.len >= word.len + GIT_OID_HEXSZ &&
	       git_oid_fromstrn(id, line.ptr + word.len, GIT_OID_HEXSZ) == 0;
}

/* "... <mail> 1700000000 +0100" */
static int64_t line_time(struct pc_str line)
{
	struct pc_str rest = pc_str_from(line, pc_str_rfind(line, '>') + 1);
	int64_t time = 0;

	rest = pc_str_trim(rest);
	for (size_t i = 0; i < rest.len && i < 12; i++) {
		if (rest.ptr[i] < '0' || rest.ptr[i] > '9')
			break;
		time = 10 * time + (rest.ptr[i] - '0');
	}
	return time;
}

static void parse(struct commit *commit, struct commits *all, struct pc_str rest)
{
	struct pc_str line;
	git_oid parent;

	commit->parents = (uint32_t)all->n_parents;
	while ((line = pc_str_cut(&rest, '\n')).len) {
		if (line_id(&parent, line, PC_STR("parent "))) {
			pc_xgrow(all->parents, all->n_parents, all->parents_cap);
			all->parents[all->n_parents++] = parent;
			commit->n_parents++;
		} else if (pc_str_starts(line, PC_STR("author "))) {
			commit->authored = line_time(line);
		} else if (pc_str_starts(line, PC_STR("committer "))) {
			commit->time = line_time(line);
		} else {
			line_id(&commit->tree, line, PC_STR("tree "));
		}
	}
}

static void put_on_list(struct load *load, uint32_t number)
{
	pc_xgrow(load->todo, load->n_todo, load->todo_cap);
	load->todo[load->n_todo++] = number;
}

/* Reads one that is not known yet, and puts it on the list.  What is not here, or is no
 * commit, is left out. */
static void take(struct load *load, const git_oid *id)
{
	struct commit commit = {.id = *id, .is_logged = load->is_logged};
	struct commits *all = load->commits;
	git_odb_object *object = NULL;
	bool is_new;

	if (git_odb_read(&object, load->odb, id) < 0)
		return;
	if (git_odb_object_type(object) == GIT_OBJECT_COMMIT) {
		parse(&commit, all,
			(struct pc_str){git_odb_object_data(object),
				git_odb_object_size(object)});
		*oids_put(&load->known, id, &is_new) = (uint32_t)all->count;
		put_on_list(load, (uint32_t)all->count);
		pc_xgrow(all->items, all->count, all->cap);
		all->items[all->count++] = commit;
	}
	git_odb_object_free(object);
}

/* Whether all parents were placed before; if not, those that were not are on the list. */
static bool parents_are_placed(struct load *load, uint32_t number)
{
	struct commits *all = load->commits;
	const struct commit commit = all->items[number];
	size_t before = load->n_todo;
	const uint32_t *parent;

	for (uint32_t i = commit.parents; i < commit.parents + commit.n_parents; i++) {
		git_oid id = all->parents[i];

		parent = oids_find(&load->known, &id);
		if (!parent)
			take(load, &id);
		else if (!all->items[*parent].is_placed)
			put_on_list(load, *parent);
	}
	return load->n_todo == before;
}

static void place(struct load *load, uint32_t number)
{
	struct commits *all = load->commits;
	struct commit *commit = &all->items[number];
	const struct commit *parent;
	const uint32_t *found;

	for (uint32_t i = commit->parents; i < commit->parents + commit->n_parents; i++) {
		found = oids_find(&load->known, &all->parents[i]);
		if (!found)
			continue;
		parent = &all->items[*found];
		if (parent->time > commit->time)
			commit->time = parent->time;
		if (parent->depth >= commit->depth)
			commit->depth = parent->depth + 1;
	}
	commit->is_placed = true;
}

/* A commit and everything before it. */
static void add(struct load *load, const git_oid *id)
{
	if (oids_find(&load->known, id))
		return;
	take(load, id);
	while (load->n_todo) {
		uint32_t number = load->todo[load->n_todo - 1];

		if (load->commits->items[number].is_placed) {
			load->n_todo--;
		} else if (parents_are_placed(load, number)) {
			place(load, number);
			load->n_todo--;
		}
	}
}

/* What a reference leads to, through tags; trees and blobs that some name have no
 * commit. */
static void add_reference(struct load *load, git_reference *reference)
{
	git_object *commit = NULL;

	if (git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) == 0)
		add(load, git_object_id(commit));
	git_object_free(commit);
}

/* What a reference named earlier: stashes below the newest, commits that were amended. */
static void add_log(struct load *load, git_repository *git, const char *name)
{
	git_reflog *log = NULL;

	if (git_reflog_read(&log, git, name) < 0)
		return;
	for (size_t i = 0; i < git_reflog_entrycount(log); i++) {
		add(load, git_reflog_entry_id_new(git_reflog_entry_byindex(log, i)));
	}
	git_reflog_free(log);
}

static void add_all(struct load *load, git_repository *git)
{
	git_reference_iterator *all = NULL;
	git_reference *reference = NULL;

	if (git_repository_head(&reference, git) == 0)
		add_reference(load, reference);
	git_reference_free(reference);
	if (load->is_logged)
		add_log(load, git, "HEAD");
	if (git_reference_iterator_new(&all, git) < 0)
		return;
	while (git_reference_next(&reference, all) == 0) {
		if (load->is_logged)
			add_log(load, git, git_reference_name(reference));
		else
			add_reference(load, reference);
		git_reference_free(reference);
	}
	git_reference_iterator_free(all);
}

static int by_history(const void *left, const void *right)
{
	const struct commit *a = left, *b = right;

	if (a->is_logged != b->is_logged)
		return a->is_logged ? 1 : -1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->depth != b->depth)
		return a->depth < b->depth ? -1 : 1;
	return memcmp(a->id.id, b->id.id, GIT_OID_RAWSZ);
}

void commits_load(struct commits *commits, const struct pc_repo *repo)
{
	struct load load = {.commits = commits};

	if (git_repository_odb(&load.odb, repo->git) < 0)
		return;
	add_all(&load, repo->git);
	load.is_logged = true;
	add_all(&load, repo->git);
	git_odb_free(load.odb);
	oids_done(&load.known);
	free(load.todo);
	if (commits->count)
		qsort(commits->items, commits->count, sizeof(*commits->items),
			by_history);
}

void commits_done(struct commits *commits)
{
	free(commits->items);
	free(commits->parents);
	*commits = (struct commits){0};
}
