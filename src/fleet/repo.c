/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a repository. libgit2 holds its owner against the user, as git does; we only
 * say what that means. */
#include <stdlib.h>
#include <unistd.h>

#include <git2/config.h>

#include "fleet_priv.h"
#include "pc/base/fs.h"

const char *git_complaint(void)
{
	const git_error *last = git_error_last();

	return last && last->message ? last->message : "git says no more";
}

/* The directory around a .git, or of a bare repository. */
static struct pc_str around(const char *git_dir)
{
	struct pc_str path = pc_str(git_dir);

	if (pc_str_ends(path, PC_STR("/")))
		path.len--;
	return pc_str_is(pc_path_base(path), ".git") ? pc_path_dir(path) : path;
}

/* libgit2 1.5 says "not found", too, where it means that the owner is wrong and that no
 * safe.directory is configured. */
static bool is_foreign(int code, const char *dir, git_buf *git_dir)
{
	return (code == GIT_EOWNER || code == GIT_ENOTFOUND) &&
	       git_repository_discover(git_dir, dir, 0, NULL) == 0;
}

static enum pc_status open_fault(int code, const char *dir, struct pc_err *err)
{
	const char *complaint = git_complaint();
	struct pc_span none = {0};
	git_buf git_dir = {0};
	struct pc_str path;

	if (is_foreign(code, dir, &git_dir)) {
		path = around(git_dir.ptr);
		pc_err_set(err, PC_ERR_SYSTEM, none,
			"the git repository at '%.*s' belongs to another user; if you "
			"trust it: git config --global --add safe.directory %.*s",
			PC_STR_ARG(path), PC_STR_ARG(path));
		git_buf_dispose(&git_dir);
		return err->status;
	}
	if (code == GIT_ENOTFOUND) {
		return pc_err_set(err, PC_ERR_ABSENT, none,
			"there is no git repository at or above '%s'", dir);
	}
	if (strstr(complaint, "extensions.objectformat")) {
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"the git repository at '%s' names its objects by SHA-256, which "
			"this libgit2 cannot read",
			dir);
	}
	return pc_err_set(err, PC_ERR_SYSTEM, none,
		"the git repository at '%s' cannot be read: %s", dir, complaint);
}

/* The real path of a directory, without a slash at its end. */
static struct pc_str real_dir(struct pc_arena *arena, const char *dir)
{
	char *real = realpath(dir, NULL);
	struct pc_str out = pc_path_normal(arena, pc_str(real ? real : dir));

	free(real);
	return out;
}

static void find_here(struct pc_repo *repo, const char *dir)
{
	const char *root = git_repository_workdir(repo->git);
	struct pc_str here = real_dir(&repo->arena, dir);

	if (!root)
		return;
	repo->work_tree = real_dir(&repo->arena, root);
	if (pc_path_within(here, repo->work_tree) && here.len > repo->work_tree.len)
		repo->here = pc_str_from(
			here, repo->work_tree.len + !pc_str_is(repo->work_tree, "/"));
	/* Below .git nobody stands anywhere in a tree. */
	if (pc_str_is(repo->here, ".git") || pc_str_starts(repo->here, PC_STR(".git/")))
		repo->here = (struct pc_str){0};
}

/* What newer gits write into repositories, and changes nothing for reading them: objects
 * that are not here are not here. */
static void accept_extensions(void)
{
	static const char *names[] = {
		"partialclone", "worktreeconfig", "preciousobjects"};

	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, PC_COUNT(names));
}

enum pc_status pc_repo_open(struct pc_repo **out, const char *dir, struct pc_err *err)
{
	PC_AUTO(pc_repo_freep)
	struct pc_repo *repo = pc_xcalloc(1, sizeof(*repo));
	int code = git_libgit2_init();

	if (code < 0)
		return open_fault(code, dir, err);
	accept_extensions();
	code = git_repository_open_ext(&repo->git, dir, 0, NULL);
	if (code < 0)
		return open_fault(code, dir, err);
	find_here(repo, dir);
	*out = pc_steal(&repo);
	return PC_OK;
}

void pc_repo_free(struct pc_repo *repo)
{
	if (!repo)
		return;
	git_repository_free(repo->git);
	git_libgit2_shutdown();
	pc_arena_done(&repo->arena);
	free(repo);
}

void pc_repo_freep(struct pc_repo **repo)
{
	pc_repo_free(*repo);
	*repo = NULL;
}

struct pc_str pc_repo_work_tree(const struct pc_repo *repo)
{
	return repo->work_tree;
}

const char *pc_repo_git_dir(const struct pc_repo *repo)
{
	return git_repository_commondir(repo->git);
}

/* "core.hooksPath" with "~" for the home. */
static struct pc_str configured_hooks(const struct pc_repo *repo, struct pc_arena *arena)
{
	git_config *config = NULL;
	struct pc_str out = {0};
	git_buf path = {0};

	if (git_repository_config_snapshot(&config, repo->git) == 0 &&
		git_config_get_path(&path, config, "core.hookspath") == 0) {
		out = pc_arena_str(arena, (struct pc_str){path.ptr, path.size});
		git_buf_dispose(&path);
	}
	git_config_free(config);
	return out;
}

struct pc_str pc_repo_hooks(const struct pc_repo *repo, struct pc_arena *arena)
{
	struct pc_str path = configured_hooks(repo, arena);
	struct pc_str git_dir = pc_str(git_repository_path(repo->git));

	if (path.len) {
		/* Git calls hooks in the work tree, and of a bare repository in it. */
		return pc_path_join(
			arena, repo->work_tree.len ? repo->work_tree : git_dir, path);
	}
	return pc_path_join(
		arena, pc_str(git_repository_commondir(repo->git)), PC_STR("hooks"));
}

struct pc_str pc_repo_here(const struct pc_repo *repo)
{
	return repo->here;
}
