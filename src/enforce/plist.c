/* SPDX-License-Identifier: Apache-2.0 */
/* A tree as an XML property list.  Two things have no form there: null, which the client
 * reads as not set and which is therefore left out, and characters that XML cannot hold,
 * which no spelling saves. */
#include "pc/base/utf.h"
#include "pc/doc/write.h"

#include <inttypes.h>
#include <math.h>

#include "enforce_priv.h"

struct plist {
	struct pc_buf *out;
	struct maker *maker;
	int level;
	size_t n_bad;
};

/* ---- texts ---------------------------------------------------------------- */

static bool is_xml(uint32_t cp)
{
	return cp >= 0x20 ? cp != 0xFFFE && cp != 0xFFFF
			  : cp == '\t' || cp == '\n' || cp == '\r';
}

static bool all_xml(struct pc_str text)
{
	if (!pc_utf8_valid(text, NULL))
		return false; /* a lone surrogate, too */
	for (size_t at = 0; at < text.len;) {
		if (!is_xml(pc_utf8_next(text, &at)))
			return false;
	}
	return true;
}

static void add_text(struct pc_buf *out, struct pc_str text)
{
	/* Readers of XML turn a carriage return into a line feed, except this one. */
	static const char *const names[128] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#13;"};

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 128 && names[c])
			pc_buf_puts(out, names[c]);
		else
			pc_buf_add_char(out, text.ptr[i]);
	}
}

/* ---- values --------------------------------------------------------------- */

static void indent(struct plist *p)
{
	for (int i = 0; i < p->level; i++)
		pc_buf_add_char(p->out, '\t');
}

static void add_element(struct plist *p, const char *name, struct pc_str text)
{
	indent(p);
	pc_buf_printf(p->out, "<%s>", name);
	add_text(p->out, text);
	pc_buf_printf(p->out, "</%s>\n", name);
}

static void open_element(struct plist *p, const char *name)
{
	indent(p);
	pc_buf_printf(p->out, "<%s>\n", name);
	p->level++;
}

static void close_element(struct plist *p, const char *name)
{
	p->level--;
	indent(p);
	pc_buf_printf(p->out, "</%s>\n", name);
}

static void refuse_text(struct plist *p, struct pc_span at, struct pc_str path)
{
	struct pc_diag *diag = pc_diag_add(p->maker->diags, "PC1902", PC_ERROR, at,
		"%.*s: has a character that no property list can hold; nothing is built",
		PC_STR_ARG(path));

	diag->effect = PC_EFFECT_IGNORED;
	diag->key = path;
	diag->hint = PC_STR("take the character out, or build files for this machine");
	p->n_bad++;
}

static bool has_form(const struct pc_node *node)
{
	double number;

	return node->kind != PC_NULL &&
	       (!pc_node_number(node, &number) || isfinite(number));
}

static void leave_out(struct plist *p, struct pc_span at, struct pc_str path)
{
	struct pc_diag *diag = pc_diag_add(p->maker->diags, "PC1901", PC_NOTE, at,
		"%.*s: is null, which has no form in a property list; it is left out, "
		"and the client reads it as not set",
		PC_STR_ARG(path));

	diag->effect = PC_EFFECT_IGNORED;
	diag->key = path;
	diag->hint = PC_STR("remove the key");
}

/* JavaScript has one kind of number, property lists have two: what is whole is an
 * integer, however it was written. */
static void add_number(struct plist *p, const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const double limit = 9007199254740992.0; /* 2^53: exact below */
	double number = 0;
	bool whole;

	pc_node_number(node, &number);
	whole = node->kind == PC_INT ||
		(fabs(number) < limit && (double)(int64_t)number == number);
	if (whole) {
		pc_buf_printf(&text, "%" PRId64,
			node->kind == PC_INT ? node->integer : (int64_t)number);
	} else {
		pc_json_number(&text, number);
	}
	add_element(p, whole ? "integer" : "real", pc_buf_str(&text));
}

static void add_node(struct plist *p, const struct pc_node *node, struct pc_str path);

static void add_map(struct plist *p, const struct pc_node *map, struct pc_str path)
{
	struct pc_arena *arena = p->maker->arena;

	open_element(p, "dict");
	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];
		struct pc_str inner = pc_arena_printf(arena, "%.*s%s%.*s",
			PC_STR_ARG(path), path.len ? "." : "", PC_STR_ARG(pair->key));

		if (!has_form(pair->value)) {
			leave_out(p, pair->value->at, inner);
			continue;
		}
		if (!all_xml(pair->key))
			refuse_text(p, pair->key_at, inner);
		add_element(p, "key", pair->key);
		add_node(p, pair->value, inner);
	}
	close_element(p, "dict");
}

static void add_list(struct plist *p, const struct pc_node *list, struct pc_str path)
{
	open_element(p, "array");
	for (size_t i = 0; i < list->n_items; i++) {
		struct pc_str inner = pc_arena_printf(
			p->maker->arena, "%.*s[%zu]", PC_STR_ARG(path), i);

		if (has_form(list->items[i]))
			add_node(p, list->items[i], inner);
		else
			leave_out(p, list->items[i]->at, inner);
	}
	close_element(p, "array");
}

static void add_node(struct plist *p, const struct pc_node *node, struct pc_str path)
{
	if (node == p->maker->settings->effective)
		path = (struct pc_str){0}; /* inside a profile, too */
	switch (node->kind) {
	case PC_MAP:
		add_map(p, node, path);
		break;
	case PC_LIST:
		add_list(p, node, path);
		break;
	case PC_TEXT:
		if (!all_xml(node->text))
			refuse_text(p, node->at, path);
		add_element(p, "string", node->text);
		break;
	case PC_BOOL:
		indent(p);
		pc_buf_puts(p->out, node->boolean ? "<true/>\n" : "<false/>\n");
		break;
	default:
		add_number(p, node);
	}
}

enum pc_status plist_make(struct maker *m, const struct pc_node *root)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct plist p = {.out = &out, .maker = m};

	pc_buf_puts(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
			  "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
			  "<plist version=\"1.0\">\n");
	add_node(&p, root, (struct pc_str){0});
	pc_buf_puts(&out, "</plist>\n");
	if (p.n_bad) {
		return pc_err_set(m->err, PC_ERR_PARSE, (struct pc_span){0},
			"a property list cannot hold these settings");
	}
	return maker_carry(m, pc_str(m->out->target->file), pc_buf_str(&out));
}
