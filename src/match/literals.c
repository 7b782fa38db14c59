/* SPDX-License-Identifier: Apache-2.0 */
/* Literals by a table: the last three bytes of each, in lower case, make a number, and a
 * bit says whether any literal ends in that.  Few places pass; there the literals of the
 * number are compared, from their ends. */
#include <stdlib.h>

#include "pc/match/literals.h"

enum {
	BITS = 15, /* the last three bytes, five bits apart: older ones are shifted out */
	SHIFT = 5,
	N_CODES = 1 << BITS,
	CODE = N_CODES - 1,
};

struct entry {
	struct pc_str text;
	bool is_caseless;
	unsigned which;
	unsigned next; /* of the same code; 0: none */
};

struct pc_literals {
	uint64_t bits[N_CODES / 64];
	uint16_t first[N_CODES]; /* entry; 0: none */
	unsigned char lower[256];
	struct entry *entries; /* from 1 */
	size_t n, cap;
};

static unsigned step(const struct pc_literals *table, unsigned code, char c)
{
	return ((code << SHIFT) ^ table->lower[(unsigned char)c]) & CODE;
}

static void enter(
	struct pc_literals *table, unsigned code, const struct pc_literal *literal, size_t i)
{
	if (table->n + 1 >= UINT16_MAX)
		return;
	pc_xgrow(table->entries, table->n, table->cap);
	table->entries[table->n] = (struct entry){
		.text = literal->text,
		.is_caseless = literal->is_caseless,
		.which = (unsigned)i,
		.next = table->first[code],
	};
	table->first[code] = (uint16_t)table->n++;
	table->bits[code / 64] |= (uint64_t)1 << code % 64;
}

static struct pc_literals *table_make(const struct pc_literal *literals, size_t n)
{
	struct pc_literals *table = pc_xcalloc(1, sizeof(*table));

	pc_xgrow(table->entries, table->n, table->cap);
	table->entries[table->n++] = (struct entry){0};
	for (unsigned i = 0; i < 256; i++)
		table->lower[i] =
			(unsigned char)(i >= 'A' && i <= 'Z' ? i + 'a' - 'A' : i);
	for (size_t i = n; i-- > 0;) {
		struct pc_str text = literals[i].text;
		unsigned code = 0;

		for (size_t at = text.len < 3 ? 0 : text.len - 3; at < text.len; at++)
			code = step(table, code, text.ptr[at]);
		if (text.len >= 3) {
			enter(table, code, &literals[i], i);
			continue;
		}
		/* Any byte may stand before two. */
		for (unsigned any = 0; any < 1 << SHIFT; any++)
			enter(table, code ^ any << 2 * SHIFT, &literals[i], i);
	}
	return table;
}

static void table_free(struct pc_literals *table)
{
	if (!table)
		return;
	free(table->entries);
	free(table);
}

static bool ends_with(const struct pc_literals *table, const struct entry *entry,
	const char *end, size_t len)
{
	struct pc_str text = entry->text;
	const char *at = end - text.len;

	if (len < text.len)
		return false;
	if (!entry->is_caseless)
		return memcmp(at, text.ptr, text.len) == 0;
	for (size_t i = text.len; i-- > 0;)
		if (table->lower[(unsigned char)at[i]] !=
			table->lower[(unsigned char)text.ptr[i]])
			return false;
	return true;
}

static bool tell(const struct pc_literals *table, unsigned code, struct pc_str text,
	pc_literals_fn *hit, void *context)
{
	for (unsigned i = table->first[code]; i; i = table->entries[i].next) {
		const struct entry *entry = &table->entries[i];

		if (ends_with(table, entry, text.ptr + text.len, text.len) &&
			!hit(context, entry->which, text.len))
			return false;
	}
	return true;
}

static void table_find(const struct pc_literals *table, struct pc_literals_space *space,
	struct pc_str text, pc_literals_fn *hit, void *context)
{
	unsigned code = 0;

	(void)space;
	for (size_t i = 0; i < text.len; i++) {
		code = step(table, code, text.ptr[i]);
		if ((table->bits[code / 64] >> code % 64 & 1) &&
			!tell(table, code, pc_str_head(text, i + 1), hit, context))
			return;
	}
}

const struct pc_literals_way pc_literals_table = {
	.make = table_make,
	.free = table_free,
	.find = table_find,
};
