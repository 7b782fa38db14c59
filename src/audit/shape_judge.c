/* SPDX-License-Identifier: Apache-2.0 */
/* What was found in a text and what its structure says, put together: hits get names,
 * those that are names of secrets are none, and values are judged by names that stand
 * elsewhere, decoded where the document encodes them. */
#include <stdlib.h>

#include "shape_priv.h"

#include "pc/base/base64.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/read.h"

static int by_place(const void *a, const void *b)
{
	const struct pc_shape_entry *left = a;
	const struct pc_shape_entry *right = b;

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	return (left->col > right->col) - (left->col < right->col);
}

/* Lines and columns of all entries become offsets, in one pass over the text. */
static void set_places(struct pc_shape *shape)
{
	struct pc_str text = shape->text;
	uint32_t line = 1;
	uint32_t col = 1;
	size_t at = 0;

	qsort(shape->entries, shape->n, sizeof(*shape->entries), by_place);
	for (size_t i = 0; i < shape->n; i++) {
		struct pc_shape_entry *entry = &shape->entries[i];

		while (line < entry->line && at < text.len) {
			size_t end = pc_str_find(pc_str_from(text, at), '\n');

			at += end + 1;
			line++;
			col = 1;
		}
		while (line == entry->line && col < entry->col && at < text.len &&
			text.ptr[at] != '\n') {
			pc_utf8_next(text, &at);
			col++;
		}
		entry->at = at < text.len ? at : text.len;
	}
	for (size_t i = 0; i < shape->n; i++)
		shape->entries[i].end =
			i + 1 < shape->n ? shape->entries[i + 1].at : text.len;
}

/* The last entry that begins at or before an offset. */
static const struct pc_shape_entry *entry_at(const struct pc_shape *shape, size_t at)
{
	size_t from = 0;
	size_t to = shape->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (shape->entries[middle].at <= at)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? &shape->entries[from - 1] : NULL;
}

static bool holds(struct pc_str text, struct pc_str part)
{
	return part.len && pc_str_find_str(text, part) < text.len;
}

/* Whether a hit that begins behind an entry is in its value and not in a comment. */
static bool is_in_value(const struct pc_shape *shape, const struct pc_shape_entry *entry,
	const struct pc_secret_hit *hit)
{
	enum { PROBE = 24 };
	struct pc_str raw = pc_str_head(pc_str_from(shape->text, hit->at), hit->len);

	if (entry->has_no_comments || entry->value.len > PC_MAX_SHAPE_VALUE ||
		holds(entry->value, hit->key))
		return true;
	raw = pc_str_head(raw, PROBE);
	raw = pc_str_head(raw, pc_str_find(raw, '\n'));
	return holds(entry->value, pc_str_head(raw, pc_str_find(raw, '\\')));
}

/* A value that says where the key is to be had. */
static bool is_reference(struct pc_str value)
{
	static const char *const begins[] = {"${", "$(", "{{", "<%", "op://",
		"vault:", "secret/data/", "kv/data/", "sm://", "gcp-sm://",
		"secretref:", "keyvaultref:", "arn:aws:secretsmanager:", "arn:aws:ssm:",
		"@Microsoft.KeyVault(", "ENC[", "$ANSIBLE_VAULT;", "!vault"};

	value = pc_str_trim(value);
	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (pc_str_starts(value, pc_str(begins[i])))
			return true;
	return pc_str_starts(value, PC_STR("projects/")) &&
	       holds(value, PC_STR("/secrets/"));
}

static bool is_json(struct pc_str value)
{
	value = pc_str_trim(value);
	return value.len > 1 && (value.ptr[0] == '{' || value.ptr[0] == '[');
}

/* A part that is short enough to be told, in whole characters. */
static struct pc_str cut(struct pc_str name)
{
	size_t len = name.len < PC_MAX_SHAPE_NAME ? name.len : PC_MAX_SHAPE_NAME;

	while (len < name.len && len > 0 && ((unsigned char)name.ptr[len] & 0xC0) == 0x80)
		len--;
	return pc_str_head(name, len);
}

/* "args" and a name that the text gives: "args OPENROUTER_KEY". */
static struct pc_str joined_name(
	struct pc_arena *arena, const struct pc_shape_entry *entry, struct pc_str inner)
{
	struct pc_str variable = cut(entry->variable);
	bool is_words = entry->role == PC_SHAPE_SCRIPT || entry->role == PC_SHAPE_WORD;
	char joint = '\0';

	if (entry->role == PC_SHAPE_NAMED && entry->value.len < PC_MAX_SHAPE_VALUE)
		is_words = !pc_str_ends(variable, inner) && holds(entry->value, inner);
	if (is_words && pc_str_find(variable, ' ') == variable.len)
		joint = ' ';
	else if (entry->role >= PC_SHAPE_VALUE && is_json(entry->value))
		joint = '.';
	if (!joint || !inner.len || pc_str_eq(inner, entry->variable))
		return pc_arena_str(arena, variable);
	return pc_arena_printf(
		arena, "%.*s%c%.*s", PC_STR_ARG(variable), joint, PC_STR_ARG(cut(inner)));
}

static void set_names(struct pc_audit_hits *hits, struct pc_audit_hit *hit,
	const struct pc_shape_entry *entry, struct pc_str inner)
{
	hit->service = pc_arena_str(&hits->arena, cut(entry->service));
	hit->container = pc_arena_str(&hits->arena, cut(entry->container));
	hit->variable = joined_name(&hits->arena, entry, inner);
}

static bool decodes(struct pc_shape *shape, const struct pc_shape_entry *entry)
{
	struct pc_str bytes;

	return pc_base64_decode(&bytes, &shape->arena, pc_str_trim(entry->value));
}

/* The entry whose value it stands in, or NULL. */
static const struct pc_shape_entry *name_hit(
	struct pc_shape *shape, struct pc_audit_hits *hits, struct pc_audit_hit *hit)
{
	const struct pc_shape_entry *entry = entry_at(shape, hit->hit.at);

	if (!entry)
		return NULL;
	if (!is_in_value(shape, entry, &hit->hit)) {
		/* A comment: inside of one service it is that one's. */
		const struct pc_shape_entry *next = entry + 1;

		if (next < shape->entries + shape->n &&
			pc_str_eq(next->service, entry->service))
			hit->service = pc_arena_str(&hits->arena, cut(entry->service));
		return NULL;
	}
	set_names(hits, hit, entry, hit->hit.name);
	if (hit->hit.sureness == PC_SECRET_SURE)
		return entry;
	hit->is_none = entry->role == PC_SHAPE_REFERENCE ||
		       (entry->role != PC_SHAPE_SCRIPT && is_reference(entry->value)) ||
		       (entry->role == PC_SHAPE_ENCODED && !hit->hit.is_encoded &&
			       decodes(shape, entry));
	return entry;
}

/* ---- values ----------------------------------------------------------------------- */

struct judging {
	struct pc_shape *shape;
	struct pc_secret_scanner *scanner;
	struct pc_audit_hits *hits;
	const struct pc_shape_entry *entry;
	/* Hits of the text that may stand in the entry, and of all of them the one that
	 * they do stand in; from added on those that we added. */
	size_t from, to, added;
	const struct pc_shape_entry **owners;
	struct pc_str inner;
	bool is_encoded;
};

/* Whether a told hit of the same entry is this one.  One that only guessed, from a value
 * that turned out to be encoded or to hold more than a key, gives way. */
static bool is_told(struct pc_audit_hit *told, const struct pc_secret_hit *hit)
{
	if (told->is_none)
		return false;
	if (pc_str_eq(told->hit.key, hit->key))
		return true;
	if (!holds(told->hit.key, hit->key) && !holds(hit->key, told->hit.key))
		return false;
	if (hit->sureness <= told->hit.sureness)
		return true;
	told->is_none = true;
	return false;
}

/* Where the key stands in the text, as far as that can be said. */
static void set_hit_place(const struct judging *judging, struct pc_secret_hit *hit)
{
	const struct pc_shape_entry *entry = judging->entry;
	struct pc_str text = judging->shape->text;
	struct pc_str raw = {text.ptr + entry->at, entry->end - entry->at};
	bool is_there = !judging->is_encoded && raw.len <= PC_MAX_SHAPE_VALUE;
	size_t at = is_there ? pc_str_find_str(raw, hit->key) : raw.len;

	hit->line = entry->line;
	hit->col = entry->col;
	hit->at = entry->at;
	hit->len = at < raw.len ? hit->key.len : 0;
	if (at == raw.len)
		return;
	hit->at += at;
	for (size_t i = 0; i < at; i++) {
		hit->col = raw.ptr[i] == '\n' ? 1 : hit->col + 1;
		hit->line += raw.ptr[i] == '\n';
	}
}

static void found(void *context, const struct pc_secret_hit *hit)
{
	struct judging *judging = context;
	struct pc_audit_hits *hits = judging->hits;
	struct pc_secret_hit own = *hit;

	for (size_t i = judging->from; i < judging->to; i++)
		if (judging->owners[i] == judging->entry && is_told(&hits->items[i], hit))
			return;
	for (size_t i = judging->added; i < hits->n; i++)
		if (is_told(&hits->items[i], hit))
			return;
	if (hits->n >= PC_MAX_SECRET_HITS ||
		hits->n - judging->added >= PC_MAX_SHAPE_HITS)
		return;
	set_hit_place(judging, &own);
	own.is_encoded |= judging->is_encoded;
	pc_audit_hits_add(hits, &own);
	set_names(hits, &hits->items[hits->n - 1], judging->entry, judging->inner);
}

static void judge(
	struct judging *judging, struct pc_str name, struct pc_str value, unsigned codes);

static void judge_leaves(struct judging *judging, struct pc_str name,
	const struct pc_node *node, unsigned codes)
{
	if (node->kind == PC_MAP) {
		for (size_t i = 0; i < node->n_pairs; i++)
			judge_leaves(
				judging, node->pairs[i].key, node->pairs[i].value, codes);
	} else if (node->kind == PC_LIST) {
		for (size_t i = 0; i < node->n_items; i++)
			judge_leaves(judging, name, node->items[i], codes);
	} else if (node->kind == PC_TEXT) {
		judging->inner = name;
		judge(judging, name, node->text, codes);
	}
}

static void judge_json(
	struct judging *judging, struct pc_str name, struct pc_str value, unsigned codes)
{
	struct pc_node *root = NULL;
	struct pc_err err = {0};

	if (pc_json_read_cut(&root, &judging->shape->arena, NULL, value, NULL, &err) ==
		PC_OK)
		judge_leaves(judging, name, root, codes);
	judging->inner = (struct pc_str){0};
}

static bool is_text(struct pc_str bytes)
{
	size_t bad;

	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.ptr[i] < ' ' && !strchr("\t\n\r", bytes.ptr[i]))
			return false;
	return bytes.len && pc_utf8_valid(bytes, &bad);
}

static void judge_base64(
	struct judging *judging, struct pc_str name, struct pc_str value, unsigned codes)
{
	bool was_encoded = judging->is_encoded;
	struct pc_str bytes;

	if (!pc_base64_decode(&bytes, &judging->shape->arena, value) || !is_text(bytes))
		return;
	judging->is_encoded = true;
	judge(judging, name, bytes, codes);
	judging->is_encoded = was_encoded;
}

/* What is inside of a value first: it knows better names. */
static void judge(
	struct judging *judging, struct pc_str name, struct pc_str value, unsigned codes)
{
	enum { SHORTEST = 16 };

	value = pc_str_trim(value);
	if (!value.len || is_reference(value))
		return;
	if (codes > 0 && is_json(value))
		judge_json(judging, name, value, codes - 1);
	else if (codes > 0 && value.len >= SHORTEST)
		judge_base64(judging, name, value, codes - 1);
	pc_secret_scan_value(judging->scanner, name, value, found, judging);
}

static void judge_encoded(struct judging *judging)
{
	struct pc_str value = pc_str_trim(judging->entry->value);
	struct pc_str bytes;

	judging->is_encoded = pc_base64_decode(&bytes, &judging->shape->arena, value);
	judge(judging, judging->entry->variable, judging->is_encoded ? bytes : value,
		PC_MAX_SHAPE_CODES);
}

/* "--api-key=value", "KEY=value", or the word behind "--api-key". */
static void judge_word(struct judging *judging)
{
	const struct pc_shape_entry *entry = judging->entry;
	size_t equals = pc_str_find(entry->value, '=');
	size_t blank = pc_str_rfind(entry->variable, ' ');
	struct pc_str name = blank < entry->variable.len
				     ? pc_str_from(entry->variable, blank + 1)
				     : entry->variable;

	if (entry->role == PC_SHAPE_WORD && blank == entry->variable.len)
		return; /* a word of its own: the text says as much */
	while (name.len && name.ptr[0] == '-')
		name = pc_str_from(name, 1);
	judge(judging, name,
		equals < entry->value.len ? pc_str_from(entry->value, equals + 1)
					  : entry->value,
		PC_MAX_SHAPE_CODES);
}

static void judge_entry(struct judging *judging)
{
	judging->is_encoded = false;
	judging->inner = (struct pc_str){0};
	switch (judging->entry->role) {
	case PC_SHAPE_VALUE:
		judge(judging, judging->entry->variable, judging->entry->value,
			PC_MAX_SHAPE_CODES);
		break;
	case PC_SHAPE_ENCODED:
		judge_encoded(judging);
		break;
	case PC_SHAPE_ASSIGNMENT:
	case PC_SHAPE_WORD:
		judge_word(judging);
		break;
	default:
		break;
	}
}

void pc_shape_judge(struct pc_shape *shape, struct pc_secret_scanner *scanner,
	struct pc_audit_hits *hits)
{
	size_t n_told = hits->n;
	struct judging judging = {.shape = shape, .scanner = scanner, .hits = hits};

	judging.owners =
		pc_arena_new_array(&shape->arena, const struct pc_shape_entry *, n_told);
	set_places(shape);
	for (size_t i = 0; i < n_told; i++)
		judging.owners[i] = name_hit(shape, hits, &hits->items[i]);
	for (size_t i = 0; i < shape->n; i++) {
		const struct pc_shape_entry *entry = &shape->entries[i];

		judging.entry = entry;
		judging.from = judging.to;
		while (judging.from < n_told &&
			hits->items[judging.from].hit.at < entry->at)
			judging.from++;
		judging.to = judging.from;
		while (judging.to < n_told && hits->items[judging.to].hit.at < entry->end)
			judging.to++;
		judging.added = hits->n;
		if (judging.to - judging.from <= PC_MAX_SHAPE_HITS)
			judge_entry(&judging);
	}
}
