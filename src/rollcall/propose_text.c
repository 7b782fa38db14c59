/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to a YAML text by the places of its tree.  Nothing here is certain: whoever
 * asks reads the new text again and compares. */
#include <stdlib.h>

#include "pc/doc/source.h"
#include "propose_priv.h"

static char at(const struct splices *splices, size_t offset)
{
	return offset < splices->text.len ? splices->text.ptr[offset] : '\n';
}

size_t text_offset(const struct splices *splices, struct pc_span span)
{
	return pc_source_offset(splices->text, span);
}

size_t text_line(const struct splices *splices, size_t offset)
{
	while (offset > 0 && splices->text.ptr[offset - 1] != '\n')
		offset--;
	return offset;
}

static size_t line_end(const struct splices *splices, size_t offset)
{
	while (offset < splices->text.len && splices->text.ptr[offset] != '\n')
		offset++;
	return offset;
}

static struct pc_str slice(const struct splices *splices, size_t begin, size_t end)
{
	return pc_str_head(pc_str_from(splices->text, begin), end - begin);
}

static void splice(struct splices *splices, size_t begin, size_t end, struct pc_str with)
{
	pc_arena_grow(splices->arena, splices->items, splices->count, splices->cap);
	splices->items[splices->count] =
		(struct splice){begin, end, with, splices->count};
	splices->count++;
}

/* ---- how far something reaches -------------------------------------------------- */

static bool is_filler(struct pc_str line)
{
	struct pc_str content = pc_str_trim(line);

	return content.len == 0 || content.ptr[0] == '#';
}

/* The end of the last line before the limit that is neither blank nor a comment. */
static size_t content_end(const struct splices *splices, size_t limit)
{
	size_t end = limit;

	while (end > 0) {
		size_t last = end - 1; /* the line's end, or the text's last byte */
		size_t begin = text_line(splices, last);
		size_t stop = line_end(splices, begin);

		stop = stop < end ? stop : end;
		if (!is_filler(slice(splices, begin, stop)))
			return stop;
		end = begin;
	}
	return 0;
}

static size_t quoted_end(const struct splices *splices, size_t begin)
{
	char quote = at(splices, begin);
	size_t end = begin + 1;

	for (; end < splices->text.len; end++) {
		char c = at(splices, end);

		if (c == '\\' && quote == '"')
			end++;
		else if (c == quote && quote == '\'' && at(splices, end + 1) == quote)
			end++;
		else if (c == quote)
			return end + 1;
	}
	return end;
}

static size_t flow_end(const struct splices *splices, size_t begin)
{
	size_t depth = 0, end = begin;

	while (end < splices->text.len) {
		char c = at(splices, end);

		if (c == '"' || c == '\'') {
			end = quoted_end(splices, end);
			continue;
		}
		depth += c == '[' || c == '{';
		depth -= c == ']' || c == '}';
		end++;
		if (depth == 0)
			return end;
	}
	return end;
}

static size_t plain_end(const struct splices *splices, size_t begin, bool is_flow)
{
	size_t end = begin;

	for (char c = at(splices, end); c != '\n' && c != '\r'; c = at(splices, ++end)) {
		if (is_flow && (c == ',' || c == '}' || c == ']'))
			break;
		if (c == '#' && end > begin && at(splices, end - 1) == ' ')
			break;
	}
	while (end > begin && at(splices, end - 1) == ' ')
		end--;
	return end;
}

bool text_is_flow(const struct splices *splices, const struct pc_node *map)
{
	return at(splices, text_offset(splices, map->at)) == '{';
}

/* Where the pair after it begins; of the last one, where the map's neighbour does. */
static size_t pair_limit(const struct splices *splices, const struct place *place,
	const struct pc_pair *pair)
{
	size_t own = text_offset(splices, pair->key_at), limit = place->limit;

	for (size_t i = 0; i < place->map->n_pairs; i++) {
		size_t key = text_offset(splices, place->map->pairs[i].key_at);

		if (key > own && key < limit)
			limit = text_line(splices, key);
	}
	return limit;
}

static size_t value_end(const struct splices *splices, const struct place *place,
	const struct pc_pair *pair)
{
	size_t begin = text_offset(splices, pair->value->at);

	switch (at(splices, begin)) {
	case '"':
	case '\'':
		return quoted_end(splices, begin);
	case '[':
	case '{':
		return flow_end(splices, begin);
	default:
		break;
	}
	if (pair->value->kind == PC_LIST || pair->value->kind == PC_MAP)
		return content_end(splices, pair_limit(splices, place, pair));
	return plain_end(splices, begin, text_is_flow(splices, place->map));
}

/* ---- setting -------------------------------------------------------------------- */

static const struct pc_pair *pair_of(const struct pc_node *map, const char *key)
{
	for (size_t i = 0; key && i < map->n_pairs; i++) {
		if (pc_str_is(map->pairs[i].key, key))
			return &map->pairs[i];
	}
	return NULL;
}

/* A value in lines of its own comes to the line of its key, and takes no comment along.
 */
static void replace(struct splices *splices, const struct place *place,
	const struct pc_pair *pair, const char *key, struct pc_str value)
{
	size_t begin = text_offset(splices, pair->key_at);
	size_t end = value_end(splices, place, pair);
	struct pc_str was = slice(splices, begin, end);

	if (pair->value->kind == PC_NULL || pc_str_find(was, '#') < was.len) {
		splices->is_unfit = true;
		return;
	}
	if (pc_str_is(pair->key, key) && pc_str_find(was, '\n') == was.len)
		splice(splices, text_offset(splices, pair->value->at), end, value);
	else
		splice(splices, begin, end,
			pc_arena_printf(
				splices->arena, "%s: %.*s", key, PC_STR_ARG(value)));
}

static size_t rank_of(const char *const *order, struct pc_str key)
{
	size_t rank = 0;

	while (order && order[rank] && !pc_str_is(key, order[rank]))
		rank++;
	return rank;
}

/* The pair that a new key comes behind; NULL: it is the first. */
static const struct pc_pair *pair_before(
	const struct pc_node *map, const char *key, const char *const *order)
{
	size_t rank = order ? rank_of(order, pc_str(key)) : SIZE_MAX;
	const struct pc_pair *found = NULL;

	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];

		if (rank_of(order, pair->key) < rank &&
			(!found || pair->key_at.line > found->key_at.line ||
				(pair->key_at.line == found->key_at.line &&
					pair->key_at.col > found->key_at.col)))
			found = pair;
	}
	return found;
}

static void add_key(struct splices *splices, const struct place *place, const char *key,
	struct pc_str value, const char *const *order)
{
	const struct pc_pair *before = pair_before(place->map, key, order);
	size_t column, end;

	if (place->map->n_pairs == 0 || !before) {
		splices->is_unfit = true;
		return;
	}
	if (text_is_flow(splices, place->map)) {
		end = value_end(splices, place, before);
		splice(splices, end, end,
			pc_arena_printf(
				splices->arena, ", %s: %.*s", key, PC_STR_ARG(value)));
		return;
	}
	column = before->key_at.col - 1;
	end = content_end(splices, pair_limit(splices, place, before));
	splice(splices, end, end,
		pc_arena_printf(splices->arena, "\n%*s%s: %.*s", (int)column, "", key,
			PC_STR_ARG(value)));
}

void text_set(struct splices *splices, const struct place *place, const char *key,
	struct pc_str value, const char *instead, const char *const *order)
{
	const struct pc_pair *pair = pair_of(place->map, key);

	if (!pair)
		pair = pair_of(place->map, instead);
	if (pair)
		replace(splices, place, pair, key, value);
	else
		add_key(splices, place, key, value, order);
}

size_t text_behind(
	const struct splices *splices, const struct place *place, const char *key)
{
	const struct pc_pair *pair = pair_of(place->map, key);

	return pair ? pair_limit(splices, place, pair) : place->limit;
}

size_t text_before(
	const struct splices *splices, const struct place *place, const char *key)
{
	const struct pc_pair *pair = pair_of(place->map, key);

	return pair ? text_line(splices, text_offset(splices, pair->key_at))
		    : place->limit;
}

void text_insert(struct splices *splices, size_t limit, struct pc_str lines)
{
	size_t end = content_end(splices, limit);

	splice(splices, end, end,
		pc_arena_printf(splices->arena, "\n%.*s", PC_STR_ARG(lines)));
}

/* ---- all of it ------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
	const struct splice *x = a, *y = b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

bool text_apply(struct pc_str *out, const struct splices *splices)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	size_t from = 0;

	if (splices->is_unfit)
		return false;
	if (splices->count)
		qsort(splices->items, splices->count, sizeof(*splices->items), by_place);
	for (size_t i = 0; i < splices->count; i++) {
		const struct splice *one = &splices->items[i];

		if (one->begin < from)
			return false;
		pc_buf_add(&buf, slice(splices, from, one->begin));
		pc_buf_add(&buf, one->with);
		from = one->end;
	}
	pc_buf_add(&buf, pc_str_from(splices->text, from));
	*out = pc_arena_str(splices->arena, pc_buf_str(&buf));
	return true;
}
