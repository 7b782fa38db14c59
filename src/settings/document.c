/* SPDX-License-Identifier: Apache-2.0 */
/* One settings document: bytes to a tree, as the client reads them.  What it does to a
 * file that does not get that far is the caller's business (layer.c). */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "settings_priv.h"

/* What went wrong without the quoted name before it, which the place says already. */
static struct pc_str cause_of(const char *path, const char *text)
{
	struct pc_str cause = pc_str(text);
	size_t quoted = strlen(path) + 2;

	if (cause.len > quoted && pc_str_starts(pc_str_from(cause, 1), pc_str(path)))
		cause = pc_str_from(cause, quoted);
	while (cause.len && (cause.ptr[0] == ':' || cause.ptr[0] == ' '))
		cause = pc_str_from(cause, 1);
	return cause;
}

enum doc_state document_read(struct pc_node **out, struct load *load,
	struct doc_file file, bool yaml, struct doc_fault *fault)
{
	struct pc_str bytes;
	struct pc_err err;
	enum pc_status status;

	load_note(load, file.path, PC_STAMP_CONTENT);
	status = pc_fs_read(
		&bytes, load->arena, AT_FDCWD, file.path, PC_CLIENT_MAX_FILE, &err);
	if (status == PC_OK)
		return document_parse(out, load, bytes, file.shown, yaml, fault);
	*fault = (struct doc_fault){
		.at = {file.shown, 0, 0},
		.why = pc_arena_str(load->arena, cause_of(file.path, err.text)),
		.cause = err.cause,
	};
	return status == PC_ERR_ABSENT ? DOC_ABSENT : DOC_UNREADABLE;
}

static void note_bytes(
	struct load *load, const struct pc_source_facts *facts, const char *file)
{
	struct pc_span whole = {file, 0, 0};
	struct pc_str none = {0};

	if (facts->bom) {
		finding_add(load->diags, "PC1206", whole, none,
			"begins with a byte order mark; the client skips it");
	}
	if (facts->n_bad) {
		finding_add(load->diags, "PC1207", facts->bad_at, none,
			"is no UTF-8 here; the client reads U+FFFD");
	}
}

/* A path such as zz.0.0.0.0.0.… for people: the client names six steps. */
struct steps {
	struct pc_str names[6];
	size_t depth;
};

static struct pc_str steps_text(const struct steps *steps, struct pc_arena *arena)
{
	struct pc_str text = steps->names[0];

	for (size_t i = 1; i < PC_COUNT(steps->names) && i < steps->depth; i++) {
		text = pc_arena_printf(arena, "%.*s.%.*s", PC_STR_ARG(text),
			PC_STR_ARG(steps->names[i]));
	}
	return pc_arena_printf(arena, "%.*s.\xE2\x80\xA6", PC_STR_ARG(text));
}

static void prune(struct load *load, struct pc_node *node, struct steps *steps);

static void prune_child(
	struct load *load, struct pc_node **slot, struct pc_str name, struct steps *steps)
{
	struct pc_node *child = *slot;

	if (steps->depth < PC_COUNT(steps->names))
		steps->names[steps->depth] = name;
	steps->depth++;
	if (steps->depth >= PC_CLIENT_MAX_DEPTH) {
		struct pc_str path = steps_text(steps, load->arena);

		finding_add(load->diags, "PC1205", child->at, path,
			"is nested more than %d levels deep; the client ignores it",
			PC_CLIENT_MAX_DEPTH);
		*slot = pc_node_new(load->arena, PC_NULL, child->at);
	} else {
		prune(load, child, steps);
	}
	steps->depth--;
}

static bool is_nested(const struct pc_node *node)
{
	return node->kind == PC_LIST || node->kind == PC_MAP;
}

static void prune(struct load *load, struct pc_node *node, struct steps *steps)
{
	bool is_named = steps->depth < PC_COUNT(steps->names);

	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		if (is_nested(node->pairs[i].value))
			prune_child(
				load, &node->pairs[i].value, node->pairs[i].key, steps);
	}
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		struct pc_str name = {0};

		if (!is_nested(node->items[i]))
			continue;
		if (is_named)
			name = pc_arena_printf(load->arena, "%zu", i);
		prune_child(load, &node->items[i], name, steps);
	}
}

static enum doc_state broken(
	struct doc_fault *fault, struct pc_span at, struct load *load, const char *what)
{
	*fault = (struct doc_fault){
		.at = at,
		.why = pc_arena_printf(load->arena, "is not a JSON object: %s", what),
	};
	return DOC_BROKEN;
}

/* What a file is that was never meant to be text, or NULL. */
static const char *foreign_kind(struct pc_str bytes)
{
	static const struct {
		struct pc_str magic;
		const char *what;
	} kinds[] = {
		{{"\x7F"
		  "ELF",
			 4},
			"a program (ELF)"},
		{{"\x1F\x8B", 2}, "compressed (gzip)"},
		{{"PK\x03\x04", 4}, "an archive (zip)"},
		{{"bplist", 6}, "a binary property list"},
		{{"\xFF\xFE\0\0", 4}, "UTF-32; save it as UTF-8"},
		{{"\xFE\xFF", 2}, "UTF-16 with the high byte first; save it as UTF-8"},
	};
	enum { LOOK_AT = 512 };

	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_starts(bytes, kinds[i].magic))
			return kinds[i].what;
	}
	bytes = pc_str_head(bytes, LOOK_AT);
	return pc_str_find(bytes, '\0') < bytes.len ? "binary (it has NUL bytes)" : NULL;
}

static bool is_utf16_le(struct pc_str bytes)
{
	return pc_str_starts(bytes, PC_STR("\xFF\xFE"));
}

enum doc_state document_parse(struct pc_node **out, struct load *load,
	struct pc_str bytes, const char *file, bool yaml, struct doc_fault *fault)
{
	struct pc_source_facts facts = {0};
	struct pc_str text = is_utf16_le(bytes)
				     ? js_from_utf16(load->arena, bytes)
				     : pc_source_decode(&facts, load->arena, file, bytes);
	struct pc_span start = {file, 1, 1}, whole = {file, 0, 0};
	struct steps steps = {0};
	const char *foreign;
	struct pc_node *root;
	struct pc_err err;
	size_t from = load->diags ? load->diags->count : 0;
	enum pc_status status;

	if (js_trim(text).len == 0) {
		*out = pc_node_new(load->arena, PC_MAP, start);
		return DOC_READ;
	}
	status = yaml ? pc_yaml_read(&root, load->arena, file, text, load->diags, &err)
		      : pc_json_read_cut(
				&root, load->arena, file, text, load->diags, &err);
	foreign = status == PC_OK ? NULL : foreign_kind(bytes);
	if (foreign)
		return broken(fault, whole, load, foreign);
	if (status != PC_OK)
		return broken(fault, err.at.file ? err.at : start, load, err.text);
	if (root->kind != PC_MAP)
		return broken(fault, root->at, load, pc_kind_name(root->kind));
	key_names_fill(load->diags, from, root);
	note_bytes(load, &facts, file);
	prune(load, root, &steps);
	*out = root;
	return DOC_READ;
}
