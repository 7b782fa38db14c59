/* SPDX-License-Identifier: Apache-2.0 */
/* Names that the table has, and what looks like one of them: with another date, other
 * signs between its parts, parts that changed places, a letter too many, too few or of
 * another script. */
#include <stdlib.h>

#include "mention_priv.h"

static bool is_figure(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_figures(struct pc_str text, size_t len)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_figure(text.ptr[i]))
			return false;
	}
	return len ? text.len == len : text.len > 0;
}

/* ---- parts ------------------------------------------------------------------ */

static bool is_separator(char c)
{
	return c == '-' || c == '.' || c == '_' || c == '@';
}

/* As it would be in ASCII; false: it is longer than any name. */
static bool copy_plain(struct name_parts *out, struct pc_str name, size_t *n)
{
	size_t len = 1;

	*n = 0;
	for (size_t at = 0; at < name.len; at += len) {
		int c = (unsigned char)name.ptr[at];

		len = 1;
		if ((unsigned char)name.ptr[at] >= 0x80) {
			out->is_strange = true;
			c = strange_at(name, at, &len);
			if (c <= 0)
				continue;
		}
		if (c == ':' || c == '[')
			break;
		if (*n >= MOST_NAME)
			return false;
		out->text[(*n)++] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
	}
	return true;
}

static bool split(struct name_parts *out, struct pc_str text)
{
	size_t start = 0;

	for (size_t at = 0; at <= text.len; at++) {
		if (at < text.len && !is_separator(text.ptr[at]))
			continue;
		if (at > start) {
			if (out->n == MOST_PARTS)
				return false;
			out->items[out->n++] =
				(struct pc_str){text.ptr + start, at - start};
		}
		start = at + 1;
	}
	return out->n > 0;
}

/* How many of the last parts are a date, or say which snapshot. */
static size_t count_date(const struct name_parts *parts)
{
	enum { LEAST = 6, MOST = 9 };
	size_t n = parts->n;
	struct pc_str last = parts->items[n - 1];

	if (n > 3 && is_figures(last, 2) && is_figures(parts->items[n - 2], 2) &&
		is_figures(parts->items[n - 3], 4))
		return 3;
	if (n > 2 && ((is_figures(last, 0) && last.len >= LEAST && last.len <= MOST) ||
			     pc_str_is(last, "latest")))
		return 1;
	return 0;
}

static bool is_bedrock_version(struct pc_str part)
{
	return part.len == 2 && part.ptr[0] == 'v' && is_figure(part.ptr[1]);
}

static uint64_t hash_more(uint64_t hash, struct pc_str text)
{
	const uint64_t prime = 0x100000001b3U;

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.ptr[i]) * prime;
	return hash;
}

/* So that sums of it do not coincide: those of pc_str_hash() of one letter do. */
static uint64_t hash_alone(struct pc_str text)
{
	uint64_t hash = pc_str_hash(text);

	hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9U;
	hash = (hash ^ hash >> 27) * 0x94d049bb133111ebU;
	return hash ^ hash >> 31;
}

static void hash_parts(struct name_parts *parts)
{
	const uint64_t basis = 0xcbf29ce484222325U;

	parts->joint = parts->figures = basis;
	parts->sorted = 0;
	for (size_t i = 0; i < parts->n; i++) {
		struct pc_str part = parts->items[i];

		parts->joint = hash_more(parts->joint, part);
		parts->sorted += hash_alone(part);
		for (size_t j = 0; j < part.len; j++)
			if (is_figure(part.ptr[j]))
				parts->figures = hash_more(
					parts->figures, (struct pc_str){&part.ptr[j], 1});
	}
}

bool name_parts_read(struct name_parts *out, struct pc_str name)
{
	size_t n, n_date;

	*out = (struct name_parts){.base_len = name.len};
	if (!copy_plain(out, name, &n) || !split(out, (struct pc_str){out->text, n}))
		return false;
	if (out->n > 2 && is_bedrock_version(out->items[out->n - 1]))
		out->n--;
	n_date = count_date(out);
	if (n_date) {
		out->n -= n_date;
		out->is_dated = true;
		out->base_len = (size_t)(out->items[out->n].ptr - out->text);
		out->base_len -= out->base_len > 0;
	}
	hash_parts(out);
	return true;
}

/* ---- the table -------------------------------------------------------------- */

static void add_text(struct pc_arena *arena, struct pc_str **items, size_t *n,
	size_t *cap, struct pc_str text)
{
	for (size_t i = 0; i < *n; i++) {
		if (pc_str_eq((*items)[i], text))
			return;
	}
	if (*n >= MOST_WORDS || !text.len)
		return;
	*items = pc_arena_grown(arena, *items, *n, cap, sizeof(**items));
	(*items)[(*n)++] = text;
}

static bool has_figure(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (is_figure(text.ptr[i]))
			return true;
	}
	return false;
}

static void add_words(struct pc_mentions *m, struct pc_str text)
{
	struct pc_str part;

	(void)pc_str_cut(&text, '-');
	while (text.ptr) {
		part = pc_str_cut(&text, '-');
		if (!has_figure(part))
			add_text(&m->arena, &m->words, &m->n_words, &m->cap_words, part);
	}
}

static void add_known(
	struct pc_mentions *m, const struct pc_model *model, struct pc_str text)
{
	struct name_parts parts;

	if (!name_parts_read(&parts, text))
		return;
	pc_arena_grow(&m->arena, m->known, m->n_known, m->cap_known);
	m->known[m->n_known++] = (struct known_name){
		.model = model,
		.text = text,
		.joint = parts.joint,
		.sorted = parts.sorted,
		.figures = parts.figures,
		.base_len = parts.base_len,
		.is_dated = parts.is_dated,
	};
	add_words(m, text);
}

static int compare_joint(const void *left, const void *right)
{
	const struct known_name *a = left, *b = right;

	if (a->joint != b->joint)
		return a->joint < b->joint ? -1 : 1;
	return pc_str_cmp(a->text, b->text);
}

/* Of names with the same base, whether one has a date. */
static void find_dated(struct pc_mentions *m)
{
	size_t start = 0;

	if (m->n_known)
		qsort(m->known, m->n_known, sizeof(*m->known), compare_joint);
	while (start < m->n_known) {
		size_t end = start;
		bool has_dated = false;

		for (; end < m->n_known && m->known[end].joint == m->known[start].joint;
			end++)
			has_dated = has_dated || m->known[end].is_dated;
		for (; start < end; start++)
			m->known[start].has_dated = has_dated;
	}
}

void known_read(struct pc_mentions *m)
{
	static const char *const lines[] = {
		"opus", "sonnet", "haiku", "fable", "mythos", "instant"};

	for (size_t i = 0; i < PC_COUNT(lines); i++)
		add_text(&m->arena, &m->lines, &m->n_lines, &m->cap_lines,
			pc_str(lines[i]));
	for (size_t i = 0; i < m->models->count; i++) {
		const struct pc_model *model = &m->models->items[i];

		if (pc_str_starts(model->id, PC_STR("claude-")))
			add_text(&m->arena, &m->lines, &m->n_lines, &m->cap_lines,
				model->line);
		add_known(m, model, model->id);
		for (size_t j = 0; j < model->aliases.count; j++)
			add_known(m, model, model->aliases.items[j]);
	}
	find_dated(m);
}

/* ---- what looks like one ---------------------------------------------------- */

static bool is_swapped(struct pc_str a, struct pc_str b)
{
	size_t i = 0;

	if (a.len != b.len)
		return false;
	while (i < a.len && a.ptr[i] == b.ptr[i])
		i++;
	return i + 1 < a.len && a.ptr[i] == b.ptr[i + 1] && a.ptr[i + 1] == b.ptr[i] &&
	       pc_str_eq(pc_str_from(a, i + 2), pc_str_from(b, i + 2));
}

bool is_typo(struct pc_str a, struct pc_str b)
{
	enum { SHORT = 3, USUAL = 5 };
	size_t shorter = a.len < b.len ? a.len : b.len;
	size_t distance;

	if (is_swapped(a, b))
		return true;
	if (shorter <= SHORT && a.len + b.len <= (size_t)2 * SHORT)
		return false;
	distance = pc_str_distance(a, b);
	return distance == 1 || (distance == 2 && shorter >= USUAL);
}

/* Whether the parts are those of the known name but for one or two letters of a part. */
static bool has_typo(const struct name_parts *parts, const struct known_name *known)
{
	struct name_parts other;
	size_t n_other = 0;

	if (!name_parts_read(&other, known->text) || other.n != parts->n)
		return false;
	for (size_t i = 0; i < parts->n; i++) {
		struct pc_str a = parts->items[i], b = other.items[i];

		if (pc_str_eq(a, b))
			continue;
		if (has_figure(a) || has_figure(b) || !is_typo(a, b) || n_other++)
			return false;
	}
	return n_other == 1;
}

/* Of makers that date many snapshots, one that the table does not have may well be. */
static bool is_other_snapshot(const struct name_parts *parts, struct pc_str name,
	const struct known_name *known)
{
	return !parts->is_strange && parts->is_dated && !known->has_dated &&
	       !pc_str_is(known->model->provider, "anthropic") &&
	       pc_str_eq(pc_str_head(name, parts->base_len),
		       pc_str_head(known->text, known->base_len));
}

static bool looks_like(const struct name_parts *parts, struct pc_str name,
	const struct known_name *known)
{
	if (known->joint == parts->joint)
		return !is_other_snapshot(parts, name, known);
	if (known->sorted == parts->sorted)
		return true;
	return known->figures == parts->figures && has_typo(parts, known);
}

const struct known_name *like_find(const struct pc_mentions *mentions, struct pc_str name,
	const struct name_parts *parts)
{
	const struct known_name *best = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < mentions->n_known; i++) {
		const struct known_name *known = &mentions->known[i];
		size_t distance;

		if (!looks_like(parts, name, known))
			continue;
		distance = pc_str_distance(name, known->text);
		if (!best || distance < least) {
			best = known;
			least = distance;
		}
	}
	return best;
}

/* ---- what clients call them ------------------------------------------------- */

static const char *const aliases[] = {
	"opus", "sonnet", "haiku", "fable", "opusplan", "default", "best", "inherit"};

static struct pc_str without_context(struct pc_str word)
{
	if (pc_str_ends(word, PC_STR("[1m]")))
		word.len -= sizeof("[1m]") - 1;
	return word;
}

bool is_client_alias(struct pc_str word)
{
	word = without_context(word);
	for (size_t i = 0; i < PC_COUNT(aliases); i++) {
		if (pc_str_is(word, aliases[i]))
			return true;
	}
	return false;
}

struct pc_str alias_like(struct pc_str word)
{
	word = without_context(word);
	for (size_t i = 0; i < PC_COUNT(aliases); i++) {
		struct pc_str alias = pc_str(aliases[i]);

		if (pc_str_eq_nocase(word, alias) || is_typo(word, alias))
			return alias;
	}
	return (struct pc_str){0};
}
