/* SPDX-License-Identifier: Apache-2.0 */
/* The two files that tell about the others: manifest.json says what goes where on the
 * machine and who may write it, SHA256SUMS is what sha256sum -c reads. */
#include "pc/base/fs.h"
#include "pc/doc/write.h"

#include "enforce_priv.h"

struct pc_str manifest_root(struct pc_arena *arena, const struct pc_target *target)
{
	struct pc_str root = pc_arena_str(arena, pc_str(target->place));
	size_t colon = pc_str_find(root, ':');
	char *at = pc_arena_bytes(arena, root.len);
	size_t len = 0;

	if (colon < root.len)
		root = pc_str_from(root, colon + 1);
	for (size_t i = 1; i < root.len; i++)
		at[len++] = root.ptr[i] == '\\' ? '/' : root.ptr[i];
	return (struct pc_str){at, len};
}

static void add_member(struct pc_buf *out, const char *key, struct pc_str text)
{
	pc_buf_printf(out, "\"%s\": ", key);
	pc_json_quote(out, text);
}

/* Owner, group and mode, as far as machines of that kind have them. */
static void add_rights(struct pc_buf *out, const struct pc_target *target, unsigned mode)
{
	pc_buf_puts(out, ", ");
	add_member(out, "owner", pc_str(target->owner));
	if (*target->group) {
		pc_buf_puts(out, ", ");
		add_member(out, "group", pc_str(target->group));
	}
	if (mode)
		pc_buf_printf(out, ", \"mode\": \"%04o\"", mode);
}

/* Where the file lies on the machine: the target's place and what follows the root. */
static struct pc_str place_of(const struct maker *m, struct pc_str path)
{
	const struct pc_target *target = m->out->target;
	struct pc_str rest = pc_str_from(path, m->out->root.len);
	struct pc_str whole =
		pc_arena_printf(m->arena, "%s%.*s", target->place, PC_STR_ARG(rest));
	char *at = pc_arena_bytes(m->arena, whole.len);
	bool backslashes =
		pc_str_find(pc_str(target->place), '\\') < strlen(target->place);

	for (size_t i = 0; i < whole.len; i++)
		at[i] = backslashes && whole.ptr[i] == '/' ? '\\' : whole.ptr[i];
	return (struct pc_str){at, whole.len};
}

static void add_directory(struct pc_buf *out, const struct maker *m, struct pc_str path)
{
	pc_buf_puts(out, "\n    {");
	add_member(out, "place", place_of(m, path));
	add_rights(out, m->out->target, m->out->target->dir_mode);
	pc_buf_add_char(out, '}');
}

static void add_directories(struct pc_buf *out, const struct maker *m)
{
	const struct pc_build *build = m->out;
	const struct pc_target *target = build->target;
	struct pc_str dropins;

	pc_buf_puts(out, "  \"directories\": [");
	if (build->root.len) {
		add_directory(out, m, build->root);
		dropins = pc_arena_printf(
			m->arena, "%.*s/%s", PC_STR_ARG(build->root), target->dropins);
		for (size_t i = 0; i < build->n_files; i++) {
			if (!pc_path_within(build->files[i].path, dropins))
				continue;
			pc_buf_add_char(out, ',');
			add_directory(out, m, dropins);
			break;
		}
		pc_buf_puts(out, "\n  ");
	}
	pc_buf_puts(out, "],\n");
}

static void add_file(
	struct pc_buf *out, const struct maker *m, const struct pc_built_file *file)
{
	char hex[PC_SHA256_HEX];

	pc_sha256_hex(hex, file->bytes);
	pc_buf_puts(out, "\n    {");
	add_member(out, "path", file->path);
	if (m->out->root.len) {
		pc_buf_puts(out, ", ");
		add_member(out, "place", place_of(m, file->path));
		add_rights(out, m->out->target, m->out->target->file_mode);
	}
	pc_buf_puts(out, ", ");
	add_member(out, "sha256", pc_str(hex));
	pc_buf_add_char(out, '}');
}

static void add_line(struct pc_buf *out, const char *key, const char *text)
{
	pc_buf_puts(out, "  ");
	add_member(out, key, pc_str(text));
	pc_buf_puts(out, ",\n");
}

void manifest_make(struct maker *m)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_build *build = m->out;

	pc_buf_puts(&out, "{\n");
	add_line(&out, "target", build->target->name);
	add_line(&out, "agent", build->target->agent);
	add_line(&out, "os", build->target->os);
	add_line(&out, "place", build->target->place);
	add_line(&out, "digest", build->digest);
	add_directories(&out, m);
	pc_buf_puts(&out, "  \"files\": [");
	for (size_t i = 0; i < build->n_files; i++) {
		if (i > 0)
			pc_buf_add_char(&out, ',');
		add_file(&out, m, &build->files[i]);
	}
	pc_buf_puts(&out, "\n  ]\n}\n");
	maker_tell(m, manifest_name, pc_buf_str(&out));
}

void sums_make(struct maker *m)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_build *build = m->out;
	char hex[PC_SHA256_HEX];

	for (size_t i = 0; i < build->n_files; i++) {
		pc_sha256_hex(hex, build->files[i].bytes);
		pc_buf_printf(&out, "%s  %.*s\n", hex, PC_STR_ARG(build->files[i].path));
	}
	maker_tell(m, sums_name, pc_buf_str(&out));
}
