/* SPDX-License-Identifier: Apache-2.0 */
/* Which documents apply to one user in one directory, in the order in which they are
 * merged: user, project, local, --settings, managed base, managed drop-ins by name. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/format.h"
#include "settings_priv.h"

void load_refuse(struct load *load, struct pc_span at, struct pc_str why)
{
	if (load->out->refused)
		return;
	if (!load->out->is_blind)
		finding_refused(load->diags, at, (struct pc_str){0}, why);
	load->out->refused = true;
	load->out->refused_at = at;
	load->out->refused_why = why;
}

void load_note(struct load *load, const char *path, enum pc_stamp_kind kind)
{
	struct pc_settings *out = load->out;

	if (!load->where->stamps)
		return;
	pc_arena_grow(load->arena, out->stamps, out->n_stamps, load->cap_stamps);
	pc_stamp_take(&out->stamps[out->n_stamps++], path, kind);
}

struct pc_str layers_git_root(struct load *load, struct pc_str dir)
{
	struct pc_arena *arena = load->arena;
	struct pc_str at = dir;
	struct stat st;

	for (;;) {
		struct pc_str git = pc_path_join(arena, at, PC_STR(".git"));

		load_note(load, git.ptr, PC_STAMP_THERE);
		if (stat(git.ptr, &st) == 0)
			return at;
		if (at.len <= 1)
			return dir;
		at = pc_path_dir(at);
	}
}

void layers_add(struct load *load, const struct doc *doc)
{
	pc_arena_grow(load->arena, load->docs, load->n_docs, load->cap_docs);
	load->docs[load->n_docs++] = *doc;
}

static bool is_yaml_name(struct pc_str name)
{
	return pc_language_of(name) == PC_LANGUAGE_YAML;
}

static void add_file(struct load *load, const struct doc *doc, bool is_read)
{
	struct pc_settings *out = load->out;

	if (out->n_files == load->cap_files) {
		size_t cap = load->cap_files ? load->cap_files * 2 : 16;
		struct pc_settings_file *more =
			pc_arena_new_array(load->arena, struct pc_settings_file, cap);

		for (size_t i = 0; i < out->n_files; i++)
			more[i] = out->files[i];
		out->files = more;
		load->cap_files = cap;
	}
	out->files[out->n_files++] = (struct pc_settings_file){.name = doc->file,
		.layer = doc->layer,
		.is_yaml = is_yaml_name(pc_str(doc->file)),
		.is_base = doc->is_base,
		.is_read = is_read};
}

static const char cannot_read[] = "goes on without it, or refuses to start when no other "
				  "managed file says anything";
/* Recorded with an API key, documented otherwise for people who are signed in: decisions
 * take the stricter of the two, and what is said names both. */
static const char may_not_read[] =
	"goes on without it, or for a user who is signed in refuses to start when no "
	"other managed file says anything";

/* What the client makes of a file that gives no tree. */
static void say_fault(struct load *load, const struct doc *doc, enum doc_state state,
	const struct doc_fault *fault)
{
	bool managed = doc->layer == PC_LAYER_MANAGED;
	bool denied = managed && fault->cause == EACCES;
	const char *then = "ignores the file and says nothing";
	struct pc_str none = {0};

	if (state == DOC_BROKEN && managed) {
		finding_add(load->diags, "PC1201", fault->at, none,
			"%.*s; the client refuses to start", PC_STR_ARG(fault->why));
		load_refuse(load, fault->at, fault->why);
		return;
	}
	if (managed)
		then = denied ? may_not_read : cannot_read;
	finding_add(load->diags, state == DOC_BROKEN ? "PC1204" : "PC1202", fault->at,
		none, "%.*s; the client %s", PC_STR_ARG(fault->why), then);
	if (managed && !load->source_failed && (!denied || !load->source_denied)) {
		load->failed_at = fault->at;
		load->failed_why = fault->why;
	}
	load->source_failed |= managed && !denied;
	load->source_denied |= denied;
}

/* A document that is there counts as the client reads it. */
static void take_document(struct load *load, struct doc *doc, enum doc_state state,
	const struct doc_fault *fault)
{
	add_file(load, doc, state == DOC_READ);
	if (state != DOC_READ)
		say_fault(load, doc, state, fault);
	else if (repair_document(load, doc))
		layers_add(load, doc);
}

/* The name by which places and findings call a file. */
static const char *shown_name(const struct load *load, struct pc_str path)
{
	struct pc_str dir = load->where->managed_dir, shown = load->where->shown_as;

	if (shown.len && pc_path_within(path, dir)) {
		path = pc_arena_printf(load->arena, "%.*s%.*s", PC_STR_ARG(shown),
			PC_STR_ARG(pc_str_from(path, dir.len + 1)));
	}
	return pc_arena_str(load->arena, path).ptr;
}

static struct doc_file file_at(const struct load *load, struct pc_str path)
{
	return (struct doc_file){
		pc_arena_str(load->arena, path).ptr, shown_name(load, path)};
}

static enum doc_state load_file(
	struct load *load, struct doc *doc, struct pc_str path, bool yaml)
{
	struct doc_file file = file_at(load, path);
	struct doc_fault fault;
	enum doc_state state;

	doc->file = file.shown;
	state = document_read(&doc->root, load, file, yaml, &fault);
	if (state != DOC_ABSENT)
		take_document(load, doc, state, &fault);
	return state;
}

/* ---- user, project, local ------------------------------------------------- */

static bool look(struct load *load, struct pc_str path, struct stat *out)
{
	const char *name = pc_arena_str(load->arena, path).ptr;

	load_note(load, name, PC_STAMP_LINK);
	return lstat(name, out) == 0;
}

static bool is_there(struct load *load, struct pc_str path)
{
	struct stat st;

	return look(load, path, &st);
}

static bool is_link(struct load *load, struct pc_str path)
{
	struct stat st;

	return look(load, path, &st) && S_ISLNK(st.st_mode);
}

/* Whether git tracks the local file: its name stands in the index. */
static bool is_tracked(struct load *load, struct pc_str root)
{
	struct pc_str path = pc_path_join(load->arena, root, PC_STR(".git/index"));
	struct pc_str index;
	struct pc_err err;

	load_note(load, path.ptr, PC_STAMP_CONTENT);
	if (pc_fs_read(&index, load->arena, AT_FDCWD, path.ptr, PC_MAX_REQUEST_SIZE,
		    &err) != PC_OK)
		return false;
	return pc_str_find_str(index, pc_str(place_local)) < index.len;
}

/* A local file that came with the repository is the repository's word. */
static bool is_supplied(struct load *load, struct pc_str root, struct pc_str path)
{
	return is_there(load, path) &&
	       (is_link(load, path) || is_link(load, pc_path_dir(path)) ||
		       is_tracked(load, root));
}

static void load_local(struct load *load, struct pc_str root, struct pc_str dir)
{
	struct pc_str path = pc_path_join(load->arena, dir, pc_str(place_local));
	struct doc doc = {
		.layer = PC_LAYER_LOCAL,
		.base = load->out->cwd,
		.from_repository = is_supplied(load, root, path),
	};

	load_file(load, &doc, path, false);
}

static void load_user(struct load *load)
{
	struct pc_str user =
		pc_path_join(load->arena, load->out->home, pc_str(place_user));
	struct doc doc = {
		.layer = PC_LAYER_USER,
		.base = pc_path_dir(user),
	};

	load_file(load, &doc, user, false);
}

static void load_workspace(struct load *load)
{
	struct pc_arena *arena = load->arena;
	struct pc_str home = load->out->home, cwd = load->out->cwd;
	struct pc_str root = layers_git_root(load, cwd);
	struct pc_str user = pc_path_join(arena, home, pc_str(place_user));
	struct pc_str project = pc_path_join(arena, cwd, pc_str(place_user));
	struct doc doc = {
		.layer = PC_LAYER_PROJECT,
		.base = cwd,
		.from_repository = true,
	};

	if (!pc_str_eq(user, project))
		load_file(load, &doc, project, false);
	load_local(load, root, root);
	if (!pc_str_eq(root, cwd))
		load_local(load, root, cwd);
}

/* ---- --settings ----------------------------------------------------------- */

static bool is_inline(struct pc_str text)
{
	return text.len > 1 && text.ptr[0] == '{' && text.ptr[text.len - 1] == '}';
}

static enum pc_status load_inline(struct load *load, struct doc *doc, struct pc_str text)
{
	struct doc_fault fault;

	doc->file = "--settings";
	doc->base = load->out->cwd;
	if (document_parse(&doc->root, load, text, doc->file, false, &fault) !=
		DOC_READ) {
		return pc_err_set(
			load->err, PC_ERR_USAGE, fault.at, "%.*s", PC_STR_ARG(fault.why));
	}
	if (repair_document(load, doc))
		layers_add(load, doc);
	return PC_OK;
}

static enum pc_status load_flag(struct load *load)
{
	struct pc_str text = js_trim(load->where->settings);
	struct doc doc = {.layer = PC_LAYER_FLAG};
	enum doc_state state;
	struct pc_str path;

	if (text.len == 0)
		return PC_OK;
	if (is_inline(text))
		return load_inline(load, &doc, text);
	path = pc_path_join(load->arena, load->out->cwd, text);
	doc.base = pc_path_dir(path);
	state = load_file(load, &doc, path, false);
	if (state != DOC_ABSENT && state != DOC_UNREADABLE)
		return PC_OK;
	return pc_err_set(load->err, PC_ERR_ABSENT, (struct pc_span){0},
		"settings file '%.*s' %s", PC_STR_ARG(path),
		state == DOC_ABSENT ? "is not there" : "cannot be read");
}

/* ---- managed -------------------------------------------------------------- */

struct names {
	struct pc_str *items;
	size_t count, cap;
};

static int by_name(const void *a, const void *b)
{
	return pc_utf16_cmp(*(const struct pc_str *)a, *(const struct pc_str *)b);
}

static void add_name(struct pc_arena *arena, struct names *names, struct pc_str name)
{
	pc_arena_grow(arena, names->items, names->count, names->cap);
	names->items[names->count++] = pc_arena_str(arena, name);
}

/* Why the client passes over a name in the drop-in directory, or NULL. */
static const char *passed_over(struct load *load, struct pc_str name, const char *path)
{
	struct stat st;
	bool json = pc_str_ends(name, PC_STR(".json"));

	if (name.ptr[0] == '.')
		return "its name begins with a dot";
	if (!json && !(load->where->yaml && is_yaml_name(name)))
		return "its name does not end in '.json'";
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return "it is no file";
	return NULL;
}

static enum pc_status list_dropins(
	struct load *load, struct pc_str dir, struct names *out)
{
	const char *path = pc_arena_str(load->arena, dir).ptr;
	DIR *stream;
	int cause;
	struct pc_span at = {shown_name(load, dir), 0, 0};
	struct dirent *entry;

	load_note(load, path, PC_STAMP_CONTENT);
	stream = opendir(path);
	cause = errno;
	if (!stream && (cause == ENOENT || cause == ENOTDIR))
		return PC_OK;
	if (!stream) {
		struct doc doc = {.layer = PC_LAYER_MANAGED};
		struct doc_fault fault = {
			at, PC_STR("the directory cannot be read"), cause};

		say_fault(load, &doc, DOC_UNREADABLE, &fault);
		return PC_OK;
	}
	while ((entry = readdir(stream)) != NULL) {
		struct pc_str name = pc_str(entry->d_name);
		struct pc_str whole = pc_path_join(load->arena, dir, name);
		const char *why;

		if (pc_str_is(name, ".") || pc_str_is(name, ".."))
			continue;
		at.file = shown_name(load, whole);
		why = passed_over(load, name, pc_arena_str(load->arena, whole).ptr);
		if (!why)
			add_name(load->arena, out, name);
		else
			finding_add(load->diags, "PC1208", at, (struct pc_str){0},
				"the client does not read it: %s", why);
	}
	closedir(stream);
	if (out->count > PC_MAX_FRAGMENTS) {
		return pc_err_set(load->err, PC_ERR_LIMIT,
			(struct pc_span){shown_name(load, dir), 0, 0},
			"more than %d drop-in files", PC_MAX_FRAGMENTS);
	}
	return PC_OK;
}

/* A name that leads to no file.  A directory lists it all the same, so it is a link, or
 * somebody took the file away meanwhile. */
static void say_nowhere(struct load *load, struct doc_file file)
{
	bool link = is_link(load, pc_str(file.path));

	finding_add(load->diags, "PC1208", (struct pc_span){file.shown, 0, 0},
		(struct pc_str){0}, "the client does not read it: %s",
		link ? "it is a link to nothing"
		     : "it vanished while the directory was read");
}

static void load_managed_file(struct load *load, struct pc_str path, bool is_base)
{
	struct doc doc = {
		.layer = PC_LAYER_MANAGED,
		.base = load->out->cwd,
		.is_base = is_base,
	};
	struct doc_file file = file_at(load, path);
	struct doc_fault fault;
	enum doc_state state;

	doc.file = file.shown;
	state = document_read(&doc.root, load, file, is_yaml_name(path), &fault);
	/* Where the way to it ends in a file, the client has something to complain of. */
	if (state == DOC_ABSENT && !is_base && fault.cause == ENOTDIR)
		state = DOC_UNREADABLE;
	if (state != DOC_ABSENT)
		take_document(load, &doc, state, &fault);
	else if (!is_base || is_there(load, path))
		say_nowhere(load, file);
}

static void load_base(struct load *load, struct pc_str dir)
{
	static const char *const yaml_bases[] = {
		"managed-settings.yaml", "managed-settings.yml"};

	load_managed_file(load, pc_path_join(load->arena, dir, pc_str(place_base)), true);
	for (size_t i = 0; load->where->yaml && i < PC_COUNT(yaml_bases); i++) {
		load_managed_file(load,
			pc_path_join(load->arena, dir, pc_str(yaml_bases[i])), true);
	}
}

static enum pc_status load_managed(struct load *load)
{
	struct pc_str dir = load->where->managed_dir;
	struct pc_str dropins = pc_path_join(load->arena, dir, pc_str(place_dropins));
	struct names names = {0};

	load_base(load, dir);
	PC_TRY(list_dropins(load, dropins, &names));
	if (names.count)
		qsort(names.items, names.count, sizeof(*names.items), by_name);
	for (size_t i = 0; i < names.count; i++) {
		load_managed_file(
			load, pc_path_join(load->arena, dropins, names.items[i]), false);
	}
	return PC_OK;
}

static void load_managed_again(struct load *load, const struct pc_settings *from)
{
	for (size_t i = 0; i < from->n_documents; i++) {
		const struct pc_document *document = &from->documents[i];
		struct doc doc = {
			.layer = PC_LAYER_MANAGED,
			.file = document->file,
			.base = load->out->cwd,
			.root = document->root,
		};

		if (document->layer == PC_LAYER_MANAGED)
			layers_add(load, &doc);
	}
	if (from->refused)
		load_refuse(load, from->refused_at, from->refused_why);
}

/* The client goes on without a managed file that failed only when another one says
 * something. */
static void refuse_without_policy(struct load *load)
{
	if (!load->source_failed && !load->source_denied)
		return;
	for (size_t i = 0; i < load->n_docs; i++) {
		const struct doc *doc = &load->docs[i];

		if (doc->layer == PC_LAYER_MANAGED && !doc->adds_nothing &&
			doc->root->n_pairs)
			return;
	}
	load->out->is_blind = !load->source_failed && !load->out->refused;
	load_refuse(load, load->failed_at, load->failed_why);
}

/* ---- a file by its name --------------------------------------------------- */

/* What a leading slash in a rule of that file means. */
static struct pc_str base_of(const struct load *load, const struct pc_named_file *file)
{
	struct pc_str dir = pc_path_dir(file->path);

	if (file->layer == PC_LAYER_MANAGED || file->path.ptr[0] != '/')
		return load->out->cwd;
	if (file->layer != PC_LAYER_USER && pc_str_is(pc_path_base(dir), ".claude"))
		return pc_path_dir(dir);
	return dir;
}

static void load_named(struct load *load, const struct pc_named_file *file)
{
	bool yaml = is_yaml_name(file->path);
	struct doc doc = {.layer = file->layer, .base = base_of(load, file)};
	struct doc_fault fault = {.why = PC_STR("it is not there any more")};
	enum doc_state state;

	doc.file = fault.at.file = pc_arena_str(load->arena, file->path).ptr;
	state = file->text.ptr
			? document_parse(
				  &doc.root, load, file->text, doc.file, yaml, &fault)
			: document_read(&doc.root, load,
				  (struct doc_file){doc.file, doc.file}, yaml, &fault);
	take_document(load, &doc, state, &fault);
}

/* It counts as one that lies beside the others. */
static void load_drop_in(struct load *load, const struct pc_named_file *file)
{
	size_t before = load->out->n_files;

	load_named(load, file);
	if (load->out->n_files > before)
		load->out->files[before].text = file->text;
}

/* ---- all of them ---------------------------------------------------------- */

static enum pc_status load_places(struct load *load)
{
	const struct pc_where *where = load->where;

	if (where->stand_ins) {
		stand_ins_load(load);
	} else {
		if (where->home.len || !where->apart)
			load_user(load);
		if (where->cwd.len || !where->apart)
			load_workspace(load);
		PC_TRY(load_flag(load));
	}
	if (where->managed_of) {
		load_managed_again(load, where->managed_of);
		return PC_OK;
	}
	if (where->managed_dir.len)
		PC_TRY(load_managed(load));
	if (where->drop_in)
		load_drop_in(load, where->drop_in);
	return PC_OK;
}

enum pc_status layers_load(struct load *load)
{
	if (load->where->file)
		load_named(load, load->where->file);
	else
		PC_TRY(load_places(load));
	refuse_without_policy(load);
	return PC_OK;
}
