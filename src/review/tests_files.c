/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a repository hold policy tests, and their bytes as trees. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/format.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "tests_priv.h"

struct names {
	struct pc_str *items;
	size_t count, cap;
};

static bool is_yaml(struct pc_str name)
{
	return pc_language_of(name) == PC_LANGUAGE_YAML;
}

static bool is_test_file(struct pc_str name)
{
	return name.ptr[0] != '.' && pc_is_document(name);
}

static int by_name(const void *a, const void *b)
{
	return pc_str_cmp(*(const struct pc_str *)a, *(const struct pc_str *)b);
}

static void add_name(struct pc_arena *arena, struct names *names, struct pc_str path)
{
	pc_arena_grow(arena, names->items, names->count, names->cap);
	names->items[names->count++] = path;
}

static void close_dir(DIR **stream)
{
	if (*stream)
		closedir(*stream);
}

static enum pc_status list_files(
	struct names *out, struct pc_arena *arena, struct pc_str dir, struct pc_err *err)
{
	PC_AUTO(close_dir) DIR *stream = opendir(pc_arena_str(arena, dir).ptr);
	struct dirent *entry;

	if (!stream && (errno == ENOENT || errno == ENOTDIR))
		return PC_OK;
	if (!stream)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(dir));
	while ((entry = readdir(stream)) != NULL) {
		struct pc_str name = pc_str(entry->d_name);

		if (is_test_file(name) && entry->d_type != DT_DIR)
			add_name(arena, out, pc_path_join(arena, dir, name));
		if (out->count > PC_MAX_FRAGMENTS) {
			return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
				"'%.*s': more than %d test files", PC_STR_ARG(dir),
				PC_MAX_FRAGMENTS);
		}
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return PC_OK;
}

static void add_file(struct pc_tests *tests, struct pc_arena *arena, const char *file)
{
	pc_arena_grow(arena, tests->files, tests->n_files, tests->cap_files);
	tests->files[tests->n_files++] = file;
}

/* White space and, in YAML, comments. */
static bool is_blank(struct pc_str text, bool yaml)
{
	while (text.len) {
		struct pc_str line = pc_str_trim(pc_str_cut(&text, '\n'));

		if (line.len && !(yaml && line.ptr[0] == '#'))
			return false;
	}
	return true;
}

static void cannot_read(struct pc_diags *diags, struct pc_span at, const char *why)
{
	struct pc_diag *diag = pc_diag_add(diags, "PC1802", PC_ERROR, at,
		"policy tests that cannot be read: %s; none of this file was run", why);

	diag->effect = PC_EFFECT_IGNORED;
}

void pc_tests_read(struct pc_tests *tests, struct pc_arena *arena, const char *file,
	struct pc_str text, struct pc_diags *diags)
{
	struct reading reading = {
		.tests = tests, .arena = arena, .diags = diags, .file = {file, 0, 0}};
	struct pc_node *root = NULL;
	struct pc_source_facts facts = {0};
	struct pc_err err;
	enum pc_status status;

	add_file(tests, arena, file);
	text = pc_source_decode(&facts, arena, file, text);
	if (facts.n_bad || facts.utf16) {
		cannot_read(diags, facts.utf16 ? reading.file : facts.bad_at,
			"it is no UTF-8");
		return;
	}
	if (is_blank(text, is_yaml(pc_str(file)))) {
		tests_read_tree(&reading, NULL);
		return;
	}
	status = is_yaml(pc_str(file))
			 ? pc_yaml_read(&root, arena, file, text, diags, &err)
			 : pc_json_read(&root, arena, file, text, diags, &err);
	if (status == PC_OK)
		tests_read_tree(&reading, root);
	else
		cannot_read(diags, err.at.file ? err.at : reading.file, err.text);
}

enum pc_status pc_tests_load_file(struct pc_tests *tests, struct pc_arena *arena,
	struct pc_str path, struct pc_diags *diags, struct pc_err *err)
{
	const char *file = pc_arena_str(arena, path).ptr;
	struct pc_str text;
	struct pc_err why;

	if (pc_fs_read(&text, arena, AT_FDCWD, file, PC_MAX_DOC_SIZE, &why) == PC_OK) {
		pc_tests_read(tests, arena, file, text, diags);
	} else {
		add_file(tests, arena, file);
		cannot_read(diags, (struct pc_span){file, 0, 0}, why.text);
	}
	if (tests->count > PC_MAX_TESTS) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){file, 0, 0},
			"more than %d policy tests", PC_MAX_TESTS);
	}
	return PC_OK;
}

enum pc_status pc_tests_load(struct pc_tests *tests, struct pc_arena *arena,
	struct pc_str repository, struct pc_diags *diags, struct pc_err *err)
{
	struct names names = {0};
	struct pc_str dir = pc_path_join(arena, repository, PC_STR("tests"));

	PC_TRY(list_files(&names, arena, dir, err));
	for (size_t i = 0; i < names.count; i++)
		PC_TRY(pc_tests_load_file(tests, arena, names.items[i], diags, err));
	return PC_OK;
}
