/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules have a certain call, however many rules there are.  A rule is filed under
 * what every word of it holds: all of a literal word, the words before ":*", the path of
 * a directory; else three bytes, those that fewest others are filed under.  A lookup asks
 * for everything of that kind in its word. What is found is then tried exactly. */
#include <stdlib.h>

#include "pc/base/buf.h"
#include "relations_priv.h"

enum key_kind { KEY_WHOLE = 1, KEY_GRAM, KEY_ALWAYS };

enum {
	GRAM = 3,
	MOST_BORDERS = 24,
	MOST_DIRS = 16,
	LOOKS_PER_STEP = 8,
	BYTES_PER_LOOK = 16
};

/* ---- keys ----------------------------------------------------------------- */

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static struct pc_str fold(struct pc_arena *arena, struct pc_str s)
{
	char *out;
	size_t i = 0;

	while (i < s.len && folded(s.ptr[i]) == s.ptr[i])
		i++;
	if (i == s.len)
		return s;
	out = pc_arena_bytes(arena, s.len);
	for (i = 0; i < s.len; i++)
		out[i] = folded(s.ptr[i]);
	return (struct pc_str){out, s.len};
}

static uint64_t mix(uint64_t hash, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)folded(s.ptr[i])) * 0x100000001b3ull;
	return (hash ^ 0xFF) * 0x9e3779b97f4a7c15ull;
}

/* Words of different channels do not meet; the three of paths are one. */
static uint64_t space_of(const struct facet *facet)
{
	enum channel channel = facet->channel;
	uint64_t hash;

	if (channel == CHANNEL_READS || channel == CHANNEL_WRITES)
		channel = CHANNEL_PATH;
	hash = 0xcbf29ce484222325ull + (uint64_t)channel * 0x51ed2701f3a4c7b9ull;
	if (channel == CHANNEL_NAME || channel == CHANNEL_FIELD)
		hash = mix(mix(hash, facet->tool), facet->field);
	return hash;
}

static uint64_t key_of(uint64_t space, enum key_kind kind, struct pc_str text)
{
	return mix(space + (uint64_t)kind, text) | 1;
}

static struct bucket *bucket_of(const struct relations *relations, uint64_t key)
{
	size_t at = (size_t)(key >> 20) & relations->mask;

	while (relations->buckets[at].key && relations->buckets[at].key != key)
		at = (at + 1) & relations->mask;
	return &relations->buckets[at];
}

static size_t filter_bit(const struct relations *relations, uint64_t key)
{
	return (size_t)(key >> 24) & (relations->mask * 8 + 7);
}

static bool may_have(const struct relations *relations, uint64_t key)
{
	size_t bit = filter_bit(relations, key);

	return relations->filter[bit / 64] >> (bit % 64) & 1;
}

void index_init(struct relations *relations)
{
	size_t size = 64;

	while (size < 3 * relations->n_entries)
		size *= 2;
	relations->buckets = pc_arena_new_array(&relations->arena, struct bucket, size);
	relations->mask = size - 1;
	relations->filter = pc_arena_new_array(&relations->arena, uint64_t, size / 8);
}

static void file_under(struct relations *relations, struct entry *entry, uint64_t key,
	struct pc_str pattern, const char *meta)
{
	struct bucket *bucket = bucket_of(relations, key);
	struct filing *filing = pc_arena_new(&relations->arena, struct filing);
	size_t bit = filter_bit(relations, key);

	relations->filter[bit / 64] |= 1ull << (bit % 64);
	bucket->key = key;
	filing->entry = entry;
	filing->pattern = fold(&relations->arena, pattern);
	filing->meta = meta;
	filing->next = bucket->first;
	bucket->first = filing;
	bucket->n++;
}

static void file_whole(struct relations *relations, struct entry *entry, uint64_t space,
	struct pc_str text)
{
	file_under(
		relations, entry, key_of(space, KEY_WHOLE, text), (struct pc_str){0}, "");
}

static struct pc_str longer(struct pc_str a, struct pc_str b)
{
	return b.len > a.len ? b : a;
}

/* Cuts the next part that is literal off a pattern, perhaps empty.  What a set holds and
 * what a backslash stands before is none. */
static struct pc_str next_literal(struct pc_str *rest, const char *meta)
{
	struct pc_str literal = *rest;
	size_t i = 0;

	while (i < rest->len && rest->ptr[i] != '\0' && !strchr(meta, rest->ptr[i]))
		i++;
	literal.len = i;
	if (i < rest->len && rest->ptr[i] == '[')
		i += pc_str_find(pc_str_from(*rest, i), ']');
	else if (i < rest->len && rest->ptr[i] == '\\')
		i++;
	*rest = pc_str_from(*rest, i + 1);
	return literal;
}

static struct pc_str longest_literal(struct pc_str pattern, const char *meta)
{
	struct pc_str best = {0};

	while (pattern.len)
		best = longer(best, next_literal(&pattern, meta));
	return best;
}

/* By three bytes that every word of the rule holds. */
static void file_part(struct relations *relations, struct entry *entry, uint64_t space,
	struct pc_str pattern, const char *meta)
{
	struct pc_str literal = longest_literal(pattern, meta);
	uint64_t best = key_of(space, KEY_ALWAYS, (struct pc_str){0});
	size_t fewest = SIZE_MAX;

	for (size_t i = 0; i + GRAM <= literal.len; i++) {
		uint64_t key =
			key_of(space, KEY_GRAM, (struct pc_str){literal.ptr + i, GRAM});
		size_t n = bucket_of(relations, key)->n;

		if (n < fewest) {
			fewest = n;
			best = key;
		}
	}
	file_under(relations, entry, best, pattern, meta);
}

/* ---- filing by kind ------------------------------------------------------- */

/* The pieces of a command pattern with "\n" for its stars: a literal star is none. */
static struct pc_str pattern_of(
	struct pc_arena *arena, const struct pc_command_shape *shape)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_add(&out, shape->head);
	for (size_t i = 0; i < shape->n_pieces; i++) {
		pc_buf_add_char(&out, '\n');
		pc_buf_add(&out, shape->pieces[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static void add_command(struct relations *relations, struct entry *entry, uint64_t space)
{
	struct pc_command_shape shape;

	pc_command_shape(&shape, &relations->arena, &entry->rule);
	entry->word = example_of_command(&relations->arena, &shape);
	if (shape.kind != PC_COMMAND_GLOB) {
		file_whole(relations, entry, space, shape.head);
		return;
	}
	file_part(relations, entry, space, pattern_of(&relations->arena, &shape), "\n");
}

static void add_host(struct relations *relations, struct entry *entry, uint64_t space)
{
	struct pc_str pattern, tail;

	if (!pc_host_shape(&pattern, &relations->arena, &entry->rule))
		return;
	tail = pc_str_from(pattern, pc_str_starts(pattern, PC_STR("*.")) ? 2 : 0);
	entry->word = example_of_stars(&relations->arena, pattern);
	if (pc_str_find(tail, '*') == tail.len)
		file_whole(relations, entry, space, tail);
	else
		file_part(relations, entry, space, pattern, "*");
}

static void file_path(struct relations *relations, struct entry *entry, uint64_t space,
	struct pc_str dir)
{
	struct pc_path_shape shape;

	pc_path_shape(&shape, &relations->arena, &relations->analysis.settings,
		&entry->rule, dir);
	if (!entry->word.len)
		entry->word = example_of_path(&relations->arena, &shape);
	if (shape.kind == PC_PATH_EXACT || shape.kind == PC_PATH_NAME)
		file_whole(relations, entry, space, shape.text);
	else if (shape.kind != PC_PATH_NEVER)
		file_part(relations, entry, space, shape.text, "*?[\\/ ");
}

static void add_path(struct relations *relations, struct entry *entry, uint64_t space)
{
	const struct pc_settings *settings = &relations->analysis.settings;
	bool is_anchored =
		entry->rule.spec.len && strchr("/~", entry->rule.spec.ptr[0]) != NULL;

	file_path(relations, entry, space, settings->cwd);
	if (!is_anchored && entry->rule.src->list != PC_LIST_ALLOW) {
		for (size_t i = 1; i < settings->n_dirs && i < MOST_DIRS; i++)
			file_path(relations, entry, space, settings->dirs[i]);
	}
	if (!entry->word.len)
		entry->word = example_by_search(relations, entry);
}

static void add_tool(struct relations *relations, struct entry *entry, uint64_t space)
{
	struct pc_str tool = entry->rule.tool;

	if (entry->rule.form == PC_RULE_TOOL_GLOB) {
		file_part(relations, entry, space, tool, "*");
		entry->word = example_by_search(relations, entry);
		return;
	}
	file_whole(relations, entry, space, tool);
	entry->word = tool;
	if (pc_str_starts(tool, PC_STR("mcp__")) &&
		pc_str_find_str(pc_str_from(tool, strlen("mcp__")), PC_STR("__")) ==
			tool.len - strlen("mcp__"))
		entry->word =
			pc_arena_printf(&relations->arena, "%.*s__a", PC_STR_ARG(tool));
}

static void add_value(struct relations *relations, struct entry *entry, uint64_t space,
	struct pc_str value)
{
	if (pc_str_find(value, '*') == value.len)
		file_whole(relations, entry, space, value);
	else
		file_part(relations, entry, space, value, "*");
}

static void add_name(struct relations *relations, struct entry *entry, uint64_t space)
{
	bool is_literal = pc_str_find(entry->rule.spec, '*') == entry->rule.spec.len &&
			  !names_the_name(&entry->rule);

	if (is_literal)
		file_whole(relations, entry, space,
			pc_str_from(entry->rule.spec,
				pc_str_starts(entry->rule.spec, PC_STR("/"))));
	else
		file_part(relations, entry, space, (struct pc_str){0}, "");
	entry->word = example_by_search(relations, entry);
}

static void add_facet(
	struct relations *relations, struct entry *entry, const struct facet *facet)
{
	uint64_t space = space_of(facet);

	switch (facet->channel) {
	case CHANNEL_TOOL:
		add_tool(relations, entry, space);
		break;
	case CHANNEL_COMMAND:
	case CHANNEL_POWERSHELL:
		add_command(relations, entry, space);
		break;
	case CHANNEL_HOST:
		add_host(relations, entry, space);
		break;
	case CHANNEL_PATH:
	case CHANNEL_READS:
	case CHANNEL_WRITES:
		add_path(relations, entry, space);
		break;
	case CHANNEL_NAME:
		add_name(relations, entry, space);
		break;
	case CHANNEL_FIELD:
		add_value(relations, entry, space, entry->rule.value);
		entry->field_word =
			example_of_stars(&relations->arena, entry->rule.value);
		break;
	case N_CHANNELS:
		break;
	}
}

void index_add(struct relations *relations, struct entry *entry)
{
	const struct language *language = &entry->language;

	for (size_t i = 0; i < language->n_facets; i++) {
		uint64_t space = space_of(&language->facets[i]);

		/* The facets of a path rule share one filing. */
		if (i == 0 || space != space_of(&language->facets[i - 1]))
			add_facet(relations, entry, &language->facets[i]);
	}
}

bool entry_point(const struct entry *entry, const struct facet *facet, struct point *out)
{
	out->facet = *facet;
	out->word = facet->channel == CHANNEL_FIELD ? entry->field_word : entry->word;
	return out->word.len > 0;
}

/* ---- lookup --------------------------------------------------------------- */

struct lookup {
	struct relations *relations;
	const struct point *point;
	struct pc_str text; /* the point's word, or its tool; folded */
	const struct entry *but;
	enum pc_list_kind first, last;
	struct found *out;
};

static void append(struct relations *relations, struct found *found, struct entry *entry)
{
	if (found->n == found->cap) {
		size_t cap = found->cap ? found->cap * 2 : 8;
		struct entry **items =
			pc_arena_new_array(&relations->arena, struct entry *, cap);

		if (found->n)
			memcpy(items, found->items, found->n * sizeof(struct entry *));
		found->items = items;
		found->cap = cap;
	}
	found->items[found->n++] = entry;
}

/* Whether the literal parts of the pattern are in the word, one behind the other. */
static bool holds(struct pc_str word, struct pc_str pattern, const char *meta)
{
	while (pattern.len) {
		struct pc_str literal = next_literal(&pattern, meta);
		size_t at = pc_str_find_str(word, literal);

		if (literal.len && at == word.len)
			return false;
		word = pc_str_from(word, at + literal.len);
	}
	return true;
}

static void try_key(const struct lookup *lookup, uint64_t key)
{
	struct relations *relations = lookup->relations;
	struct bucket *bucket;

	if (!may_have(relations, key))
		return;
	bucket = bucket_of(relations, key);
	if (bucket->stamp == relations->stamp)
		return;
	bucket->stamp = relations->stamp;
	analysis_charge(&relations->analysis,
		bucket->n * (1 + lookup->text.len / BYTES_PER_LOOK) / LOOKS_PER_STEP);
	for (struct filing *filing = bucket->first; filing; filing = filing->next) {
		struct entry *entry = filing->entry;
		enum pc_list_kind list = entry->text.list;

		if (entry == lookup->but || entry->stamp == relations->stamp ||
			list < lookup->first || list > lookup->last ||
			!holds(lookup->text, filing->pattern, filing->meta))
			continue;
		entry->stamp = relations->stamp;
		if (relations->tries == 0 || relations->analysis.steps == 0) {
			relations->analysis.gave_up = true;
			return;
		}
		relations->tries--;
		if (language_has(&relations->analysis, &entry->language, lookup->point))
			append(relations, lookup->out, entry);
	}
}

/* Where a literal of the channel may begin or end. */
static bool is_border(enum channel channel, struct pc_str word, size_t at)
{
	char before = at ? word.ptr[at - 1] : '\0';
	char here = at < word.len ? word.ptr[at] : '\0';

	if (at == 0 || at == word.len)
		return true;
	switch (channel) {
	case CHANNEL_TOOL:
		return here == '_' && at + 1 < word.len && word.ptr[at + 1] == '_';
	case CHANNEL_COMMAND:
	case CHANNEL_POWERSHELL:
		return here == ' ' || before == ' ' || before == '/';
	case CHANNEL_PATH:
	case CHANNEL_READS:
	case CHANNEL_WRITES:
		return here == '/' || before == '/';
	case CHANNEL_HOST:
		return before == '.';
	default:
		return false;
	}
}

static void try_parts(const struct lookup *lookup, uint64_t space, enum channel channel)
{
	struct pc_str word = lookup->text;
	size_t borders[MOST_BORDERS], n = 0;

	for (size_t i = 0; i <= word.len && n < MOST_BORDERS; i++) {
		if (is_border(channel, word, i))
			borders[n++] = i;
	}
	if (n == MOST_BORDERS)
		borders[n - 1] = word.len;
	for (size_t from = 0; from + 1 < n; from++) {
		for (size_t to = from + 1; to < n; to++) {
			struct pc_str part = {
				word.ptr + borders[from], borders[to] - borders[from]};

			try_key(lookup, key_of(space, KEY_WHOLE, part));
		}
	}
	for (size_t i = 0; i + GRAM <= word.len; i++) {
		try_key(lookup,
			key_of(space, KEY_GRAM, (struct pc_str){word.ptr + i, GRAM}));
	}
	try_key(lookup, key_of(space, KEY_ALWAYS, (struct pc_str){0}));
}

static int by_place(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;

	return *x < *y ? -1 : *x > *y;
}

void index_find(struct relations *relations, const struct point *point,
	const struct entry *but, enum pc_list_kind first, enum pc_list_kind last,
	struct found *out)
{
	struct pc_str word = fold(&relations->arena, point->word);
	struct lookup lookup = {relations, point, word, but, first, last, out};
	struct facet tool = {.channel = CHANNEL_TOOL};

	relations->stamp++;
	try_parts(&lookup, space_of(&point->facet), point->facet.channel);
	lookup.text = fold(&relations->arena, point->facet.tool);
	if (lookup.text.len)
		try_parts(&lookup, space_of(&tool), CHANNEL_TOOL);
	if (out->n > 1)
		qsort(out->items, out->n, sizeof(struct entry *), by_place);
}
