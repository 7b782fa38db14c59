/* SPDX-License-Identifier: Apache-2.0 */
/* What a person typed, "HEAD~1" or "main:policies", to a tree and a path in it; and what
 * may have been meant by a name that is not there. */
#include "fleet_priv.h"
#include "pc/base/fs.h"

static const struct pc_span nowhere;

/* ---- what may have been meant --------------------------------------------- */

/* The name of a reference as people type it, or an empty view. */
static struct pc_str short_name(const char *reference)
{
	static const struct {
		struct pc_str prefix;
	} kinds[] = {
		{{"refs/heads/", 11}},
		{{"refs/tags/", 10}},
		{{"refs/remotes/", 13}},
	};
	struct pc_str name = pc_str(reference);

	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_starts(name, kinds[i].prefix))
			return pc_str_from(name, kinds[i].prefix.len);
	}
	return (struct pc_str){0};
}

struct guess {
	struct pc_str typed, best;
	size_t distance;
};

static void guess_look(struct guess *guess, struct pc_str name)
{
	size_t cut = name.len > guess->typed.len ? name.len - guess->typed.len : 0;
	size_t distance = pc_str_distance(guess->typed, name);

	/* "main" where there is only "origin/main". */
	if (cut && name.ptr[cut - 1] == '/' &&
		pc_str_eq(pc_str_from(name, cut), guess->typed))
		distance = 0;
	if (name.len && distance < guess->distance) {
		guess->best = name;
		guess->distance = distance;
	}
}

/* Near enough to be a slip: at most two letters, and never all of them. */
static struct guess guess_for(struct pc_str typed)
{
	return (struct guess){.typed = typed, .distance = typed.len < 3 ? typed.len : 3};
}

static bool is_revision(const struct pc_repo *repo, struct pc_str rev)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	git_object *object = NULL;

	if (rev.len == 0 || git_revparse_single(&object, repo->git,
				    pc_arena_str(&arena, rev).ptr) < 0)
		return false;
	git_object_free(object);
	return true;
}

/* Of "mian~2" only "mian" can be a name. */
static struct pc_str name_in(struct pc_str rev)
{
	size_t len = 0;

	while (len < rev.len && !strchr("~^@", rev.ptr[len]))
		len++;
	return pc_str_head(rev, len);
}

static enum pc_status meant(const struct pc_repo *repo, struct pc_str rev,
	struct guess *guess, struct pc_err *err)
{
	git_strarray names = {0};

	if (git_reference_list(&names, repo->git) < 0)
		names = (git_strarray){0};
	for (size_t i = 0; i < names.count; i++)
		guess_look(guess, short_name(names.strings[i]));
	if (guess->best.len) {
		pc_err_set(err, PC_ERR_ABSENT, nowhere,
			"'%.*s' is no revision of this repository; did you mean '%.*s'?",
			PC_STR_ARG(rev), PC_STR_ARG(guess->best));
	}
	git_strarray_dispose(&names);
	return guess->best.len ? err->status : PC_OK;
}

static enum pc_status no_such_revision(
	const struct pc_repo *repo, struct pc_str rev, struct pc_err *err)
{
	struct pc_str name = name_in(rev);
	struct guess guess = guess_for(name);
	const char *why = "";

	if (!is_revision(repo, name))
		PC_TRY(meant(repo, rev, &guess, err));
	if (git_repository_head_unborn(repo->git) == 1)
		why = ", which has no commit yet";
	else if (git_repository_is_shallow(repo->git) == 1)
		why = ", which is a shallow clone; fetch the rest of it: git fetch "
		      "--unshallow origin";
	return pc_err_set(err, PC_ERR_ABSENT, nowhere,
		"'%.*s' is no revision of this repository%s", PC_STR_ARG(rev), why);
}

enum pc_status pc_repo_commit(
	char *out, const struct pc_repo *repo, struct pc_str rev, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	git_object *object = NULL, *commit = NULL;

	if (git_revparse_single(&object, repo->git, pc_arena_str(&arena, rev).ptr) < 0)
		return no_such_revision(repo, rev, err);
	if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0)
		git_oid_tostr(out, GIT_OID_HEXSZ + 1, git_object_id(commit));
	git_object_free(object);
	if (!commit)
		return pc_err_set(err, PC_ERR_USAGE, nowhere, "'%.*s' is no commit",
			PC_STR_ARG(rev));
	git_object_free(commit);
	return PC_OK;
}

/* ---- revisions ------------------------------------------------------------ */

enum pc_status revision_tree(
	git_tree **out, const struct pc_repo *repo, struct pc_str rev, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	git_object *object = NULL, *tree = NULL;
	int code = git_revparse_single(&object, repo->git, pc_arena_str(&arena, rev).ptr);

	if (code == GIT_EAMBIGUOUS) {
		return pc_err_set(err, PC_ERR_USAGE, nowhere,
			"'%.*s' is the beginning of several commits' ids",
			PC_STR_ARG(rev));
	}
	if (code < 0)
		return no_such_revision(repo, rev, err);
	code = git_object_peel(&tree, object, GIT_OBJECT_TREE);
	git_object_free(object);
	if (code < 0) {
		return pc_err_set(err, PC_ERR_USAGE, nowhere,
			"'%.*s' is no commit, tag or tree", PC_STR_ARG(rev));
	}
	*out = (git_tree *)tree;
	return PC_OK;
}

/* The colon between revision and path; those in braces belong to the revision:
 * HEAD^{/fix: typo}. */
static size_t find_colon(struct pc_str text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '{')
			depth++;
		else if (text.ptr[i] == '}' && depth)
			depth--;
		else if (text.ptr[i] == ':' && !depth)
			return i;
	}
	return text.len;
}

static struct pc_str path_in_tree(
	const struct pc_repo *repo, struct pc_arena *arena, struct pc_str typed)
{
	bool from_here = pc_str_is(typed, ".") || pc_str_is(typed, "..") ||
			 pc_str_starts(typed, PC_STR("./")) ||
			 pc_str_starts(typed, PC_STR("../"));
	struct pc_str path = from_here ? tree_join(arena, repo->here, typed) : typed;

	while (path.len && path.ptr[0] == '/')
		path = pc_str_from(path, 1);
	path = pc_path_normal(arena, path);
	return pc_str_is(path, ".") ? (struct pc_str){0} : path;
}

static enum pc_status no_such_path(
	const struct tree *tree, const struct pc_revision *revision, struct pc_err *err)
{
	struct guess guess = guess_for(revision->path);

	for (size_t i = 0; i < git_tree_entrycount(tree->root); i++) {
		guess_look(&guess, pc_str(git_tree_entry_name(
					   git_tree_entry_byindex(tree->root, i))));
	}
	return pc_err_set(err, PC_ERR_ABSENT, nowhere,
		"there is no '%.*s' in '%.*s'%s%.*s%s", PC_STR_ARG(revision->path),
		PC_STR_ARG(revision->rev), guess.best.len ? "; did you mean '" : "",
		PC_STR_ARG(guess.best), guess.best.len ? "'?" : "");
}

static enum pc_status find_path(struct pc_revision *revision, const struct tree *tree,
	bool is_implied, struct pc_err *err)
{
	struct tree_place place = tree_find(tree, revision->path);

	if (place.kind == TREE_OUTSIDE) {
		return pc_err_set(err, PC_ERR_SYSTEM, nowhere,
			"'%.*s' leads out of '%.*s' by a link to '%.*s'",
			PC_STR_ARG(revision->path), PC_STR_ARG(revision->rev),
			PC_STR_ARG(place.link));
	}
	revision->is_file = place.kind == TREE_FILE;
	revision->is_absent = place.kind == TREE_NOTHING;
	if (revision->is_absent && !is_implied)
		return no_such_path(tree, revision, err);
	return PC_OK;
}

enum pc_status pc_repo_resolve(struct pc_revision *out, const struct pc_repo *repo,
	struct pc_arena *arena, struct pc_str text, struct pc_err *err)
{
	size_t colon = find_colon(text);
	bool is_implied = colon == text.len;
	struct pc_revision revision = {.rev = pc_str_head(text, colon)};
	struct tree tree = {.repo = repo, .arena = arena};
	enum pc_status status;

	if (revision.rev.len == 0) {
		return pc_err_set(err, PC_ERR_USAGE, nowhere,
			"'%.*s' names no revision: write REV or REV:PATH",
			PC_STR_ARG(text));
	}
	revision.path = is_implied
				? repo->here
				: path_in_tree(repo, arena, pc_str_from(text, colon + 1));
	if (pc_str_is(revision.path, "..") ||
		pc_str_starts(revision.path, PC_STR("../"))) {
		return pc_err_set(err, PC_ERR_USAGE, nowhere,
			"'%.*s' leads out of the repository", PC_STR_ARG(text));
	}
	PC_TRY(revision_tree(&tree.root, repo, revision.rev, err));
	status = find_path(&revision, &tree, is_implied, err);
	git_tree_free(tree.root);
	if (status == PC_OK)
		*out = revision;
	return status;
}
