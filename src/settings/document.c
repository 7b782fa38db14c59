/* SPDX-License-Identifier: Apache-2.0 */
/* One settings document: bytes to a tree, as the client reads them.  What it does to a
 * file that does not get that far is the caller's business (layer.c). */
#include <fcntl.h>
#include <stdio.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "settings_priv.h"

enum {
	/* The client reads no larger settings file. */
	MAX_FILE = 2 << 20,
	/* The client drops lists and objects that lie deeper. */
	MAX_DEPTH = 64,
};

/* Why a file cannot be read, in words that name it as places do. */
static enum doc_state unreadable(struct doc_fault *fault, struct load *load,
	struct doc_file file, const char *text)
{
	struct pc_str why = pc_str(text), path = pc_str(file.path);
	size_t at = pc_str_find_str(why, path);
	bool named = at < why.len;

	*fault = (struct doc_fault){{file.shown, 0, 0},
		pc_arena_printf(load->arena, "%.*s%s%s", named ? (int)at : 0, text,
			named ? file.shown : "", named ? text + at + path.len : text)};
	return DOC_UNREADABLE;
}

enum doc_state document_read(struct pc_node **out, struct load *load,
	struct doc_file file, bool yaml, struct doc_fault *fault)
{
	struct pc_str bytes;
	struct pc_err err;
	enum pc_status status =
		pc_fs_read(&bytes, load->arena, AT_FDCWD, file.path, MAX_FILE, &err);

	if (status == PC_ERR_ABSENT)
		return DOC_ABSENT;
	if (status != PC_OK)
		return unreadable(fault, load, file, err.text);
	return document_parse(out, load, bytes, file.shown, yaml, fault);
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

	if (child->kind != PC_LIST && child->kind != PC_MAP)
		return;
	if (steps->depth < PC_COUNT(steps->names))
		steps->names[steps->depth] = name;
	steps->depth++;
	if (steps->depth >= MAX_DEPTH) {
		struct pc_str path = steps_text(steps, load->arena);

		finding_add(load->diags, "PC1205", child->at, path,
			"is nested more than %d levels deep; the client ignores it",
			MAX_DEPTH);
		*slot = pc_node_new(load->arena, PC_NULL, child->at);
	} else {
		prune(load, child, steps);
	}
	steps->depth--;
}

static void prune(struct load *load, struct pc_node *node, struct steps *steps)
{
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		prune_child(load, &node->pairs[i].value, node->pairs[i].key, steps);
	}
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		char name[24];
		int len = snprintf(name, sizeof(name), "%zu", i);

		prune_child(load, &node->items[i],
			steps->depth < PC_COUNT(steps->names)
				? pc_arena_str(
					  load->arena, (struct pc_str){name, (size_t)len})
				: (struct pc_str){0},
			steps);
	}
}

static enum doc_state broken(
	struct doc_fault *fault, struct pc_span at, struct load *load, const char *what)
{
	*fault = (struct doc_fault){
		at, pc_arena_printf(load->arena, "is not a JSON object: %s", what)};
	return DOC_BROKEN;
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
	struct pc_span start = {file, 1, 1};
	struct steps steps = {0};
	struct pc_node *root;
	struct pc_err err;
	size_t from = load->diags ? load->diags->count : 0;
	enum pc_status status;

	note_bytes(load, &facts, file);
	if (js_trim(text).len == 0) {
		*out = pc_node_new(load->arena, PC_MAP, start);
		return DOC_READ;
	}
	status = yaml ? pc_yaml_read(&root, load->arena, file, text, load->diags, &err)
		      : pc_json_read_cut(
				&root, load->arena, file, text, load->diags, &err);
	if (status != PC_OK)
		return broken(fault, err.at.file ? err.at : start, load, err.text);
	if (root->kind != PC_MAP)
		return broken(fault, root->at, load, pc_kind_name(root->kind));
	key_names_fill(load->diags, from, root);
	prune(load, root, &steps);
	*out = root;
	return DOC_READ;
}
