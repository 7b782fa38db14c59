/* SPDX-License-Identifier: Apache-2.0 */
/* The policy files of a revision in a private directory, so that everything that loads
 * files can load them.  Entries of a tree have hostile names and sizes: each is made with
 * O_EXCL below a directory that nobody else can enter. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fleet_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/format.h"

static const char *const documents[] = {"managed-settings.json", "managed-settings.yaml",
	"managed-settings.yml", "targets.yaml", "models.yaml", "model-policy.yaml"};
static const struct directory {
	const char *name;
	bool takes_all; /* also what no reader reads: it has to be said that it is there
			 */
} directories[] = {{"managed-settings.d", true}, {"tests", false}, {"overrides", false}};

struct job {
	struct tree tree;
	const struct pc_revision *revision;
	struct pc_export *out;
	size_t bytes;
	struct pc_err *err;
};

/* ---- one file ------------------------------------------------------------- */

static enum pc_status copy_bytes(struct job *job, int fd, const git_oid *id)
{
	git_blob *blob = NULL;
	struct pc_str bytes;
	enum pc_status status;

	if (git_blob_lookup(&blob, job->tree.repo->git, id) < 0) {
		return pc_err_set(job->err, PC_ERR_SYSTEM, (struct pc_span){0},
			"git cannot read an object: %s", git_complaint());
	}
	bytes.ptr = git_blob_rawcontent(blob);
	bytes.len = (size_t)git_blob_rawsize(blob);
	status = pc_fs_write_fd(fd, bytes, job->err);
	git_blob_free(blob);
	return status;
}

/* A blob past every reader's ceiling is not taken into memory: a hole of that size is
 * refused for the same reason. */
static enum pc_status copy_blob(struct job *job, int fd, const git_oid *id)
{
	git_odb *odb = NULL;
	git_object_t type;
	size_t size = 0;
	int code = git_repository_odb(&odb, job->tree.repo->git);

	if (code == 0)
		code = git_odb_read_header(&size, &type, odb, id);
	git_odb_free(odb);
	if (code < 0) {
		return pc_err_set(job->err, PC_ERR_SYSTEM, (struct pc_span){0},
			"git cannot read an object: %s", git_complaint());
	}
	if (size > PC_MAX_DOC_SIZE) {
		if (ftruncate(fd, PC_MAX_DOC_SIZE + 1) < 0)
			return pc_err_sys(job->err, "writing a copy");
		return PC_OK;
	}
	job->bytes += size;
	if (job->bytes > PC_MAX_REVISION_SIZE) {
		return pc_err_set(job->err, PC_ERR_LIMIT, (struct pc_span){0},
			"its policy files are larger than %d bytes together",
			PC_MAX_REVISION_SIZE);
	}
	return copy_bytes(job, fd, id);
}

static enum pc_status make_file(
	struct job *job, int dir, const char *name, const struct tree_place *place)
{
	PC_AUTO(pc_close)
	int fd = openat(
		dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return pc_err_sys(job->err, "a copy of '%s'", name);
	job->out->n_files++;
	return copy_blob(job, fd, &place->id);
}

static enum pc_status make_dir(struct job *job, int dir, const char *name)
{
	if (mkdirat(dir, name, 0700) < 0)
		return pc_err_sys(job->err, "a copy of '%s'", name);
	return PC_OK;
}

/* Whatever stands at that path of the tree, under the same name. */
static enum pc_status copy_entry(
	struct job *job, int dir, struct pc_str path, const char *name)
{
	struct tree_place place = tree_find(&job->tree, path);

	switch (place.kind) {
	case TREE_FILE:
		return make_file(job, dir, name, &place);
	case TREE_DIRECTORY:
		return make_dir(job, dir, name);
	case TREE_OUTSIDE:
		return pc_err_set(job->err, PC_ERR_PARSE, (struct pc_span){0},
			"'%.*s' is a link to '%.*s', which the revision does not hold: "
			"nobody can tell what it says",
			PC_STR_ARG(path), PC_STR_ARG(place.link));
	case TREE_NOTHING:
		break;
	}
	return PC_OK;
}

/* ---- a directory ---------------------------------------------------------- */

/* Names that a file system could not hold are no files in any checkout either. */
static bool is_name(const char *name)
{
	struct pc_str text = pc_str(name);

	return text.len && text.len <= NAME_MAX && pc_str_find(text, '/') == text.len &&
	       !pc_str_is(text, ".") && !pc_str_is(text, "..");
}

static enum pc_status copy_entries(struct job *job, int dir, struct pc_str path,
	const git_tree *entries, bool takes_all)
{
	size_t n = 0;

	for (size_t i = 0; i < git_tree_entrycount(entries); i++) {
		const char *name =
			git_tree_entry_name(git_tree_entry_byindex(entries, i));

		if (!takes_all && !pc_is_document(pc_str(name)))
			continue;
		if (++n > PC_MAX_FRAGMENTS) {
			return pc_err_set(job->err, PC_ERR_LIMIT, (struct pc_span){0},
				"'%.*s' has more than %d files", PC_STR_ARG(path),
				PC_MAX_FRAGMENTS);
		}
		if (!is_name(name)) {
			return pc_err_set(job->err, PC_ERR_PARSE, (struct pc_span){0},
				"'%.*s' holds the name '%s', which no file can have",
				PC_STR_ARG(path), name);
		}
		PC_TRY(copy_entry(
			job, dir, tree_join(job->tree.arena, path, pc_str(name)), name));
	}
	return PC_OK;
}

static enum pc_status copy_directory(
	struct job *job, int top, const struct directory *directory)
{
	const char *name = directory->name;
	struct pc_str path =
		tree_join(job->tree.arena, job->revision->path, pc_str(name));
	struct tree_place place = tree_find(&job->tree, path);
	PC_AUTO(pc_close) int dir = -1;
	git_tree *entries = NULL;
	enum pc_status status;

	if (place.kind != TREE_DIRECTORY)
		return copy_entry(job, top, path, name);
	PC_TRY(make_dir(job, top, name));
	dir = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return pc_err_sys(job->err, "a copy of '%s'", name);
	if (git_tree_lookup(&entries, job->tree.repo->git, &place.id) < 0) {
		return pc_err_set(job->err, PC_ERR_SYSTEM, (struct pc_span){0},
			"git cannot read a tree: %s", git_complaint());
	}
	status = copy_entries(job, dir, path, entries, directory->takes_all);
	git_tree_free(entries);
	return status;
}

/* ---- the whole ------------------------------------------------------------ */

static enum pc_status copy_all(struct job *job, int top)
{
	struct pc_arena *arena = job->tree.arena;
	struct pc_str path = job->revision->path;

	if (job->revision->is_file)
		return copy_entry(
			job, top, path, pc_arena_str(arena, pc_path_base(path)).ptr);
	for (size_t i = 0; i < PC_COUNT(documents); i++) {
		PC_TRY(copy_entry(job, top, tree_join(arena, path, pc_str(documents[i])),
			documents[i]));
	}
	for (size_t i = 0; i < PC_COUNT(directories); i++)
		PC_TRY(copy_directory(job, top, &directories[i]));
	return PC_OK;
}

/* In malloc memory; NULL and *err. */
static char *make_top(struct pc_arena *arena, struct pc_err *err)
{
	const char *base = getenv("TMPDIR");
	struct pc_str path = pc_arena_printf(
		arena, "%s/policyctl-XXXXXX", base && base[0] == '/' ? base : "/tmp");
	char *top = pc_str_dup(path);

	if (mkdtemp(top))
		return top;
	free(top);
	pc_err_sys(err, "a directory for copies: '%.*s'", PC_STR_ARG(path));
	return NULL;
}

static void name_result(struct job *job)
{
	struct pc_arena *arena = job->tree.arena;
	const struct pc_revision *revision = job->revision;
	struct pc_export *out = job->out;

	out->path = pc_str(out->top);
	if (revision->is_file)
		out->path = pc_path_join(arena, out->path, pc_path_base(revision->path));
	out->shown_as = pc_arena_printf(arena, "%.*s:%.*s%s", PC_STR_ARG(revision->rev),
		PC_STR_ARG(revision->path),
		revision->path.len && !revision->is_file ? "/" : "");
}

static enum pc_status fill(struct job *job)
{
	PC_AUTO(pc_close)
	int top = open(job->out->top, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	enum pc_status status;

	if (top < 0)
		return pc_err_sys(job->err, "'%s'", job->out->top);
	PC_TRY(revision_tree(
		&job->tree.root, job->tree.repo, job->revision->rev, job->err));
	status = copy_all(job, top);
	git_tree_free(job->tree.root);
	if (status != PC_OK)
		return pc_err_wrap(job->err, "'%.*s'", PC_STR_ARG(job->revision->rev));
	return PC_OK;
}

enum pc_status pc_repo_export(struct pc_export *out, const struct pc_repo *repo,
	struct pc_arena *arena, const struct pc_revision *revision, struct pc_err *err)
{
	PC_AUTO(pc_export_done) struct pc_export export = {0};
	struct job job = {
		.tree = {.repo = repo, .arena = arena},
		.revision = revision,
		.out = &export,
		.err = err,
	};

	export.top = make_top(arena, err);
	if (!export.top)
		return err->status;
	if (!revision->is_absent)
		PC_TRY(fill(&job));
	name_result(&job);
	*out = export;
	export.top = NULL;
	return PC_OK;
}

void pc_export_done(struct pc_export *export)
{
	if (!export->top)
		return;
	pc_fs_remove_tree(export->top);
	free(export->top);
	export->top = NULL;
}
