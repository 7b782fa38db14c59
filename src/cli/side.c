/* SPDX-License-Identifier: Apache-2.0 */
/* From an operand to a directory that can be loaded; revisions are copied out of git. */
#include "side.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

void side_repo_done(struct side_repo *repo)
{
	pc_repo_freep(&repo->repo);
}

void side_done(struct side *side)
{
	pc_export_done(&side->copy);
}

/* ---- revisions ------------------------------------------------------------ */

static enum pc_status open_repo(struct side_repo *repo, struct pc_err *err)
{
	if (repo->repo)
		return PC_OK;
	return pc_repo_open(&repo->repo, repo->dir.len ? repo->dir.ptr : ".", err);
}

static int find_revision(struct side *side, struct pc_arena *arena,
	struct side_repo *repo, struct pc_str text)
{
	struct pc_err err;

	if (pc_repo_resolve(&side->revision, repo->repo, arena, text, &err) != PC_OK ||
		pc_repo_export(&side->copy, repo->repo, arena, &side->revision, &err) !=
			PC_OK)
		return output_failure(&err);
	side->is_revision = true;
	side->is_file = side->revision.is_file;
	side->path = side->copy.path;
	side->shown_as = side->copy.shown_as;
	return 0;
}

/* Nothing is there under that name, and no repository could know it. */
static int neither(struct pc_str operand, const struct pc_err *err)
{
	fprintf(stderr, "policyctl diff: '%.*s' is not there, and no revision: %s\n",
		PC_STR_ARG(operand), err->text);
	return EXIT_COULD_NOT;
}

/* ---- paths ---------------------------------------------------------------- */

/* A name that could be either is worth a word. */
static void say_what_counts(
	struct pc_arena *arena, struct side_repo *repo, struct pc_str operand)
{
	struct pc_revision ignored;
	struct pc_err err;

	if (pc_str_find(operand, '/') < operand.len || open_repo(repo, &err) != PC_OK ||
		pc_repo_resolve(&ignored, repo->repo, arena, operand, &err) != PC_OK)
		return;
	fprintf(stderr,
		"policyctl diff: '%.*s' is a path here and a revision, too; the path "
		"counts (rev:%.*s is the revision)\n",
		PC_STR_ARG(operand), PC_STR_ARG(operand));
}

int side_find(struct side *out, struct pc_arena *arena, struct side_repo *repo,
	struct pc_str operand)
{
	bool is_said = pc_str_starts(operand, PC_STR("rev:"));
	struct pc_str text = is_said ? pc_str_from(operand, strlen("rev:")) : operand;
	struct stat st;
	struct pc_err err;

	*out = (struct side){.name = operand};
	if (!is_said && stat(operand.ptr, &st) == 0) {
		say_what_counts(arena, repo, operand);
		out->path = operand;
		out->is_file = !S_ISDIR(st.st_mode);
		return 0;
	}
	if (open_repo(repo, &err) != PC_OK)
		return neither(operand, &err);
	return find_revision(out, arena, repo, text);
}

/* The place as the user would type it here, or in full. */
static struct pc_str in_work_tree(struct pc_arena *arena, const struct side_repo *repo,
	const struct pc_revision *revision)
{
	struct pc_str root = pc_repo_work_tree(repo->repo);
	struct pc_str here = pc_repo_here(repo->repo);
	struct pc_str dir = repo->dir.len ? repo->dir : PC_STR(".");

	if (here.len == 0)
		return pc_path_join(arena, dir, revision->path);
	if (pc_str_eq(revision->path, here))
		return dir;
	return pc_path_join(arena, root, revision->path);
}

int side_of_work_tree(struct side *out, struct pc_arena *arena, struct side_repo *repo,
	const struct side *revision)
{
	struct stat st;
	struct pc_err err;

	if (pc_repo_work_tree(repo->repo).len == 0) {
		fputs("policyctl diff: the repository has no work tree to compare with; "
		      "name two revisions\n",
			stderr);
		return EXIT_USAGE;
	}
	*out = (struct side){.name = PC_STR("work tree"),
		.path = in_work_tree(arena, repo, &revision->revision)};
	out->path = pc_arena_str(arena, out->path);
	if (stat(out->path.ptr, &st) != 0) {
		pc_err_sys(&err, "'%.*s' of the work tree", PC_STR_ARG(out->path));
		return output_failure(&err);
	}
	out->is_file = !S_ISDIR(st.st_mode);
	return 0;
}

/* ---- loading -------------------------------------------------------------- */

struct pc_str side_root(struct pc_arena *arena, const struct side *side)
{
	struct pc_str path = side->shown_as.ptr ? side->shown_as : side->path;

	if (side->shown_as.ptr || side->is_file)
		return path;
	path = pc_path_normal(arena, path);
	if (pc_str_is(path, "."))
		return (struct pc_str){0};
	return pc_str_ends(path, PC_STR("/"))
		       ? path
		       : pc_arena_printf(arena, "%.*s/", PC_STR_ARG(path));
}

struct pc_str side_place(
	struct pc_arena *arena, const struct side *side, struct pc_span at)
{
	struct pc_str file = pc_str(at.file);

	if (side->shown_as.ptr && pc_str_starts(file, side->path)) {
		file = pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(side->shown_as),
			PC_STR_ARG(pc_str_from(file, side->path.len + 1)));
		at.file = file.ptr;
	}
	return output_place(arena, at);
}

/* What we may not read may say anything: that is no side to compare with. */
static int load(
	struct pc_settings **out, struct pc_arena *arena, const struct pc_where *where)
{
	struct pc_err err;

	if (pc_settings_load(out, arena, where, NULL, &err) != PC_OK)
		return output_failure(&err);
	if (!(*out)->is_blind)
		return 0;
	pc_err_set(&err, PC_ERR_SYSTEM, (*out)->refused_at, "%.*s",
		PC_STR_ARG((*out)->refused_why));
	return output_failure(&err);
}

static int load_file(struct pc_settings **out, struct pc_arena *arena,
	const struct side *side, struct pc_where where)
{
	struct pc_named_file file = {
		.path = side->shown_as.ptr ? side->shown_as : side->path,
		.layer = PC_LAYER_MANAGED};
	struct pc_err err;

	/* A copy is read here, since places are to name what it is a copy of. */
	if (pc_fs_read(&file.text, arena, AT_FDCWD, side->path.ptr, PC_MAX_DOC_SIZE,
		    &err) != PC_OK) {
		pc_err_set(&err, err.status, (struct pc_span){file.path.ptr, 0, 0},
			"it cannot be read, or is larger than %d bytes", PC_MAX_DOC_SIZE);
		return output_failure(&err);
	}
	where.apart = true;
	where.file = &file;
	return load(out, arena, &where);
}

int side_load(struct pc_settings **out, struct pc_arena *arena, const struct side *side,
	const struct pc_test_where *who)
{
	struct pc_where where = {
		.home = who->home,
		.cwd = who->cwd,
		.permission_mode = who->mode,
		.add_dirs = who->dirs,
		.n_add_dirs = who->n_dirs,
		.stand_ins = &who->own,
		.yaml = true,
	};

	if (side->is_file)
		return load_file(out, arena, side, where);
	where.managed_dir = side->path;
	where.shown_as = side->shown_as;
	return load(out, arena, &where);
}
