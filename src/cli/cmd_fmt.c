/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl fmt: fragments in their one form (pc/doc/format.h), in place. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/format.h"
#include "target.h"

struct fmt_args {
	bool check, diff;
};

#define FIELD(member) offsetof(struct fmt_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "check", NULL,
		"Change nothing, name the files that are not in form, and exit with 1",
		FIELD(check)},
	{OPT_FLAG, "diff", NULL, "Change nothing, print what would be changed as a diff",
		FIELD(diff)},
	{OPT_END, NULL, NULL, NULL, 0},
};

struct fmt {
	const struct fmt_args *args;
	struct pc_arena *arena;
	size_t n_files; /* that were looked at */
	bool any;       /* something is not in form */
	bool failed;    /* something could not be looked at */
};

static void fail(struct fmt *fmt, const struct pc_err *err)
{
	output_error(err);
	fmt->failed = true;
}

/* Says what would be done, or does it and says so. */
static enum pc_status act(struct fmt *fmt, struct pc_str path, struct pc_str old,
	struct pc_str new, struct pc_err *err)
{
	if (fmt->args->diff) {
		output_diff(path, old, new);
		return PC_OK;
	}
	if (!fmt->args->check)
		PC_TRY(pc_fs_replace(AT_FDCWD, path.ptr, new, 0, err));
	printf("%.*s\n", PC_STR_ARG(path));
	return PC_OK;
}

static enum pc_status format_file(struct fmt *fmt, struct pc_str path, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_str text;

	PC_TRY(pc_fs_read(&text, &arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, err));
	PC_TRY(pc_format(&buf, path.ptr, text, pc_language_of(path), err));
	if (pc_str_eq(text, pc_buf_str(&buf)))
		return PC_OK;
	fmt->any = true;
	return act(fmt, path, text, pc_buf_str(&buf), err);
}

static void look_at_file(struct fmt *fmt, struct pc_str path)
{
	struct pc_err err;

	fmt->n_files++;
	if (format_file(fmt, path, &err) != PC_OK)
		fail(fmt, &err);
}

/* ---- directories ---------------------------------------------------------- */

static bool is_fragment(struct pc_str name)
{
	return name.ptr[0] != '.' && pc_is_document(name);
}

static bool is_base_file(struct pc_str name)
{
	return pc_str_is(name, "managed-settings.json") ||
	       pc_str_is(name, "managed-settings.yaml") ||
	       pc_str_is(name, "managed-settings.yml");
}

static bool is_directory(struct pc_str path)
{
	struct stat st;

	return stat(path.ptr, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b)
{
	const struct pc_str *x = a, *y = b;

	return pc_str_cmp(*x, *y);
}

static enum pc_status list(struct texts *out, struct fmt *fmt, struct pc_str dir,
	bool (*wanted)(struct pc_str name), struct pc_err *err)
{
	DIR *stream = opendir(dir.ptr);
	struct dirent *entry;

	if (!stream)
		return pc_err_sys(err, "'%.*s'", PC_STR_ARG(dir));
	while ((entry = readdir(stream)) != NULL) {
		struct pc_str name = pc_str(entry->d_name);
		struct pc_str path = pc_arena_printf(
			fmt->arena, "%.*s/%s", PC_STR_ARG(dir), entry->d_name);

		if (wanted(name) && !is_directory(path))
			texts_add(out, fmt->arena, path);
	}
	closedir(stream);
	if (out->count > 0)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return PC_OK;
}

static void look_at_all(
	struct fmt *fmt, struct pc_str dir, bool (*wanted)(struct pc_str name))
{
	struct texts files = {0};
	struct pc_err err;

	if (list(&files, fmt, dir, wanted, &err) != PC_OK)
		fail(fmt, &err);
	for (size_t i = 0; i < files.count; i++)
		look_at_file(fmt, files.items[i]);
}

static struct pc_str without_slash(struct fmt *fmt, struct pc_str dir)
{
	while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
		dir.len--;
	return pc_arena_str(fmt->arena, dir);
}

static void look_at_parts(struct fmt *fmt, struct pc_str dir)
{
	struct pc_str dropins =
		pc_arena_printf(fmt->arena, "%.*s/managed-settings.d", PC_STR_ARG(dir));

	if (pc_str_is(pc_path_base(dir), "managed-settings.d")) {
		look_at_all(fmt, dir, is_fragment);
		return;
	}
	look_at_all(fmt, dir, is_base_file);
	if (is_directory(dropins))
		look_at_all(fmt, dropins, is_fragment);
}

/* A mistyped directory must not pass for one that is in form. */
static void look_at_directory(struct fmt *fmt, struct pc_str typed)
{
	size_t before = fmt->n_files;

	look_at_parts(fmt, without_slash(fmt, typed));
	if (fmt->n_files > before || fmt->failed)
		return;
	target_say_empty(typed);
	fmt->failed = true;
}

/* ---- standard input ------------------------------------------------------- */

/* Brackets open JSON: a mistake in it must not turn it into YAML. */
static enum pc_language language_of_text(struct pc_str text)
{
	struct pc_str rest = pc_str_trim(text);

	return rest.len > 0 && (rest.ptr[0] == '{' || rest.ptr[0] == '[')
		       ? PC_LANGUAGE_JSON
		       : PC_LANGUAGE_YAML;
}

static enum pc_status format_stdin(struct fmt *fmt, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_str text;
	bool same;

	PC_TRY(pc_fs_read_fd(&text, fmt->arena, STDIN_FILENO, PC_MAX_DOC_SIZE, err));
	PC_TRY(pc_format(&buf, "-", text, language_of_text(text), err));
	same = pc_str_eq(text, pc_buf_str(&buf));
	fmt->any |= !same;
	if (fmt->args->diff)
		output_diff(PC_STR("-"), text, pc_buf_str(&buf));
	else if (!fmt->args->check)
		output_text(stdout, pc_buf_str(&buf));
	else if (!same)
		puts("-");
	return PC_OK;
}

static void look_at_operand(struct fmt *fmt, struct pc_str path)
{
	struct pc_err err;

	if (pc_str_is(path, "-")) {
		if (format_stdin(fmt, &err) != PC_OK)
			fail(fmt, &err);
	} else if (is_directory(path)) {
		look_at_directory(fmt, path);
	} else {
		look_at_file(fmt, path);
	}
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct fmt fmt = {.args = opaque, .arena = arena};

	if (operands->count == 0)
		look_at_directory(&fmt, PC_STR("."));
	for (size_t i = 0; i < operands->count; i++)
		look_at_operand(&fmt, operands->items[i]);
	if (fmt.failed)
		return EXIT_COULD_NOT;
	return fmt.any && fmt.args->check ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_fmt = {
	.name = "fmt",
	.operands = "[PATH...]",
	.brief = "Write fragments in their one form, comments and all",
	.opts = {options, NULL},
	.args_size = sizeof(struct fmt_args),
	.max_operands = SIZE_MAX,
	.run = run,
};
