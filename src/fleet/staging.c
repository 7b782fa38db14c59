/* SPDX-License-Identifier: Apache-2.0 */
/* The directory that fetches land in.  Whatever state it was left in, by a kill, a full
 * disk or somebody's hand, the next fetch can go on: leftovers are swept, and what cannot
 * be read is replaced by what comes anew. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <git2/commit.h>
#include <git2/revwalk.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

void git_be_alone(void)
{
	static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA,
		GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};

	for (size_t i = 0; i < PC_COUNT(levels); i++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
}

/* ---- is it whole? --------------------------------------------------------- */

struct reading {
	git_repository *git;
	git_odb *odb;
	size_t n, bytes;
};

static bool object_is_readable(struct reading *reading, const git_oid *id)
{
	git_odb_object *object = NULL;
	git_object_t type;
	size_t size = 0;

	if (git_odb_read_header(&size, &type, reading->odb, id) < 0)
		return false;
	/* What nobody takes later does not have to be read now. */
	if (size > PC_MAX_DOC_SIZE || reading->bytes > PC_MAX_REVISION_SIZE)
		return true;
	reading->bytes += size;
	if (git_odb_read(&object, reading->odb, id) < 0)
		return false;
	git_odb_object_free(object);
	return true;
}

static bool tree_is_readable(struct reading *reading, const git_oid *id, int depth)
{
	git_tree *tree = NULL;
	bool good = true;

	if (depth > PC_MAX_STAGED_DEPTH)
		return true;
	if (!object_is_readable(reading, id))
		return false;
	if (git_tree_lookup(&tree, reading->git, id) < 0)
		return false;
	for (size_t i = 0; good && i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		if (++reading->n > PC_MAX_STAGED_ENTRIES)
			break; /* more than anybody takes */
		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			good = tree_is_readable(
				reading, git_tree_entry_id(entry), depth + 1);
		else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			good = object_is_readable(reading, git_tree_entry_id(entry));
	}
	git_tree_free(tree);
	return good;
}

static bool history_is_readable(git_repository *git, const git_oid *head)
{
	git_revwalk *walk = NULL;
	git_oid id;
	size_t n = 0;
	int code = git_revwalk_new(&walk, git);

	if (code == 0)
		code = git_revwalk_push(walk, head);
	while (code == 0 && n++ < PC_MAX_HISTORY)
		code = git_revwalk_next(&id, walk);
	git_revwalk_free(walk);
	return code == 0 || code == GIT_ITEROVER;
}

bool staging_is_whole(git_repository *git, const git_oid *head)
{
	struct reading reading = {.git = git};
	git_commit *commit = NULL;
	bool good = git_repository_odb(&reading.odb, git) == 0 &&
		    git_commit_lookup(&commit, git, head) == 0 &&
		    tree_is_readable(&reading, git_commit_tree_id(commit), 0) &&
		    history_is_readable(git, head);

	git_commit_free(commit);
	git_odb_free(reading.odb);
	return good;
}

/* ---- leftovers ------------------------------------------------------------ */

/* Locks and half-written files of a process that is no more: there is only one at a time,
 * and it is us. */
static int sweep_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	struct pc_str name = pc_str(path + at->base);

	(void)st;
	if (kind == FTW_F && (pc_str_ends(name, PC_STR(".lock")) ||
				     pc_str_starts(name, PC_STR("pack_git2_")) ||
				     pc_str_starts(name, PC_STR("tmp_")) ||
				     pc_str_starts(name, PC_STR("_tmp"))))
		unlink(path);
	return 0;
}

static void sweep(const char *repo)
{
	enum { MOST_OPEN = 16 };

	nftw(repo, sweep_one, MOST_OPEN, FTW_PHYS);
}

static size_t count_packs(struct pc_arena *arena, struct pc_str repo)
{
	DIR *dir = opendir(
		pc_arena_printf(arena, "%.*s/objects/pack", PC_STR_ARG(repo)).ptr);
	struct dirent *entry;
	size_t n = 0;

	while (dir && (entry = readdir(dir)))
		n += pc_str_ends(pc_str(entry->d_name), PC_STR(".pack"));
	if (dir)
		closedir(dir);
	return n;
}

/* ---- opening -------------------------------------------------------------- */

static struct pc_str below(struct pc_arena *arena, const char *top, const char *name)
{
	return pc_arena_printf(arena, "%s/%s", top, name);
}

static bool borrows_objects(struct pc_arena *arena, struct pc_str repo)
{
	return access(pc_arena_printf(
			      arena, "%.*s/objects/info/alternates", PC_STR_ARG(repo))
			       .ptr,
		       F_OK) == 0;
}

/* An empty repository is as good as one whose branch can be read. */
static bool is_usable(git_repository *git, struct pc_arena *arena, struct pc_str branch)
{
	struct pc_str name =
		pc_arena_printf(arena, "refs/heads/%.*s", PC_STR_ARG(branch));
	git_oid head;
	int code = git_reference_name_to_id(&head, git, name.ptr);

	return code == GIT_ENOTFOUND || (code == 0 && staging_is_whole(git, &head));
}

static bool open_old(
	struct staging *staging, struct pc_arena *arena, const struct pc_fetch_wish *wish)
{
	if (borrows_objects(arena, staging->repo) ||
		count_packs(arena, staging->repo) > PC_MAX_STAGED_PACKS ||
		git_repository_open_bare(&staging->git, staging->repo.ptr) < 0)
		return false;
	if (is_usable(staging->git, arena, wish->branch))
		return true;
	git_repository_free(staging->git);
	staging->git = NULL;
	return false;
}

static enum pc_status make_new(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err)
{
	git_repository_init_options options = {
		.version = GIT_REPOSITORY_INIT_OPTIONS_VERSION,
		.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT |
			 GIT_REPOSITORY_INIT_MKDIR,
		.mode = 0700};

	staging->is_aside = true;
	staging->repo = below(arena, staging->top, "new.git");
	pc_fs_remove_tree(staging->repo.ptr);
	if (git_repository_init_ext(&staging->git, staging->repo.ptr, &options) < 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "'%.*s': %s",
			PC_STR_ARG(staging->repo), git_complaint());
	return PC_OK;
}

static enum pc_status make_dir(const char *path, struct pc_err *err)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", path);
	return PC_OK;
}

static enum pc_status make_dirs(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err)
{
	static const char *const names[] = {"home", "home/.ssh", "export"};

	PC_TRY(make_dir(staging->top, err));
	for (size_t i = 0; i < PC_COUNT(names); i++)
		PC_TRY(make_dir(below(arena, staging->top, names[i]).ptr, err));
	staging->lock = open(below(arena, staging->top, "lock").ptr,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (staging->lock < 0 || flock(staging->lock, LOCK_EX | LOCK_NB) < 0)
		return pc_err_sys(
			err, "'%s' is locked: another fetch is under way", staging->top);
	return PC_OK;
}

/* libssh2 looks for the hosts that are known in a home directory. */
static enum pc_status know_hosts(struct staging *staging, struct pc_arena *arena,
	const struct pc_fetch_wish *wish, struct pc_err *err)
{
	struct pc_str link = below(arena, staging->top, "home/.ssh/known_hosts");

	if (unlink(link.ptr) < 0 && errno != ENOENT)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(link));
	if (wish->known_hosts.len &&
		symlink(pc_arena_str(arena, wish->known_hosts).ptr, link.ptr) < 0)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(link));
	return PC_OK;
}

enum pc_status staging_open(struct staging *out, struct pc_arena *arena,
	const struct pc_fetch_wish *wish, struct pc_err *err)
{
	out->top = wish->staging;
	out->repo = below(arena, wish->staging, "repo.git");
	PC_TRY(make_dirs(out, arena, err));
	PC_TRY(know_hosts(out, arena, wish, err));
	sweep(out->repo.ptr);
	if (open_old(out, arena, wish))
		return PC_OK;
	out->was_broken = access(out->repo.ptr, F_OK) == 0;
	return make_new(out, arena, err);
}

enum pc_status staging_begin_anew(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err)
{
	git_repository_free(staging->git);
	staging->git = NULL;
	staging->was_broken = true;
	return make_new(staging, arena, err);
}

enum pc_status staging_settle(
	struct staging *staging, struct pc_arena *arena, struct pc_err *err)
{
	struct pc_str place = below(arena, staging->top, "repo.git");
	struct pc_str old = below(arena, staging->top, "old.git");

	if (!staging->is_aside)
		return PC_OK;
	pc_fs_remove_tree(old.ptr);
	if (rename(place.ptr, old.ptr) < 0 && errno != ENOENT)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(place));
	if (rename(staging->repo.ptr, place.ptr) < 0)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(place));
	pc_fs_remove_tree(old.ptr);
	staging->is_aside = false;
	return PC_OK;
}

void staging_close(struct staging *staging)
{
	git_repository_free(staging->git);
	staging->git = NULL;
	pc_close(&staging->lock);
}
