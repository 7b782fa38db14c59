/* SPDX-License-Identifier: Apache-2.0 */
/* The tables as a page for people: docs/settings.md. */
#include "pc/settings/schema.h"
#include "schema_priv.h"
#include "shapes_priv.h"

const char *schema_scope(const struct key *key)
{
	static const char *const names[] = {
		[SCOPE_ANY] = "any file",
		[SCOPE_NO_REPOSITORY] = "user, local, managed",
		[SCOPE_USER] = "user, managed",
		[SCOPE_MANAGED] = "managed",
		[SCOPE_GLOBAL] = "~/.claude.json",
	};

	return names[key->scope];
}

const struct shape *schema_shape(const struct key *key)
{
	return key->schema ? key->schema : key->shape;
}

/* One row is one line, and a bar would end a cell. */
static void put_cell(struct pc_buf *out, struct pc_str text)
{
	pc_buf_puts(out, " | ");
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '|')
			pc_buf_add_char(out, '\\');
		pc_buf_add_char(out, text.ptr[i]);
	}
}

static struct pc_str type_words(const struct key *key, struct pc_arena *arena)
{
	const struct shape *shape = key->members ? NULL : schema_shape(key);
	struct pc_str words;

	if (!shape)
		return key->boolean_too ? PC_STR("an object, true or false")
					: PC_STR("an object");
	words = shape_words(shape, arena);
	return shape->kind == SHAPE_ANY ? PC_STR("anything") : words;
}

static struct pc_str wrong_words(const struct key *key, struct pc_arena *arena)
{
	if (key->shape == &shape_anything)
		return PC_STR("taken");
	if (key->repair == repair_env)
		return PC_STR("made a text");
	switch (key->bad) {
	case BAD_STRICT:
		return key->members ? PC_STR("all its locks closed")
				    : pc_arena_printf(arena, "read as `%s`", key->strict);
	case BAD_EMPTY:
		return PC_STR("the empty list");
	case BAD_SILENT:
		return PC_STR("ignored in silence");
	case BAD_UNHELD:
		return PC_STR("dropped");
	case BAD_DROP:
		break;
	}
	return key->entries == ENTRIES_TOGETHER ? PC_STR("ignored")
						: PC_STR("ignored; a wrong entry alone");
}

static struct pc_str describe(const struct key *key, struct pc_arena *arena)
{
	if (key->instead)
		return pc_arena_printf(
			arena, "%s. Deprecated: use `%s`", key->what, key->instead);
	if (key->gone)
		return pc_arena_printf(
			arena, "%s. Does nothing since %s", key->what, key->gone);
	return pc_str(key->what);
}

static void put_row(struct pc_buf *out, const struct key *key, struct pc_str path,
	struct pc_arena *arena)
{
	pc_buf_printf(out, "| `%.*s`", PC_STR_ARG(path));
	put_cell(out, type_words(key, arena));
	put_cell(out, pc_str(schema_scope(key)));
	put_cell(out, pc_str(key->since ? key->since : ""));
	put_cell(out, wrong_words(key, arena));
	put_cell(out, describe(key, arena));
	pc_buf_puts(out, " |\n");
}

static void put_rows(struct pc_buf *out, const struct key *keys, struct pc_str prefix,
	struct pc_arena *arena)
{
	for (const struct key *key = keys; key->name; key++) {
		struct pc_str path = pc_arena_printf(arena, "%.*s%s%s",
			PC_STR_ARG(prefix), prefix.len ? "." : "", key->name);

		put_row(out, key, path, arena);
		if (key->members)
			put_rows(out, key->members, path, arena);
	}
}

static const char introduction[] =
	"<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
	"# Settings keys\n"
	"\n"
	"Written by `policyctl schema --reference` from the table that `verify` reads;\n"
	"`policyctl schema` writes the same as a JSON Schema. *Since* is the first "
	"version\n"
	"that knows the key, where that is on record. *Wrong* is what the client makes "
	"of a\n"
	"value of another type in a managed file; in a user's, project's or local file "
	"most\n"
	"wrong values make it ignore the whole file.\n"
	"\n"
	"| key | type | set by | since | wrong | what it is |\n"
	"|---|---|---|---|---|---|\n";

void pc_schema_write_page(struct pc_buf *out)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_buf_puts(out, introduction);
	put_rows(out, keys_top, (struct pc_str){0}, &arena);
}
