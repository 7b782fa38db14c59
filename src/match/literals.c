/* SPDX-License-Identifier: Apache-2.0 */
/* Literals by a table: the last three bytes of each make a number, for which a mask says
 * what may stand before them.  Few places pass; there the literals of the number are
 * compared, from their ends.  Letters count without case until then. */
#include <stdlib.h>

#include "pc/match/literals.h"

enum {
	BITS = 14, /* the masks fit into the nearest cache */
	N_CODES = 1 << BITS,
};

struct entry {
	uint32_t four, mask; /* how it ends, without what stands before it */
	struct pc_str text;
	bool is_caseless;
	unsigned which;
	unsigned next; /* of the same code; 0: none */
};

struct pc_literals {
	uint32_t before[N_CODES]; /* by the lowest five bits of the byte */
	uint16_t first[N_CODES];  /* entry; 0: none */
	unsigned char lower[256];
	struct entry *entries; /* from 1 */
	size_t n, cap;
};

/* The four bytes that end at end, the last of them highest, letters in lower case. */
static uint32_t last_four(const char *end)
{
	uint32_t four;

	memcpy(&four, end - sizeof(four), sizeof(four));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	four = __builtin_bswap32(four);
#endif
	return four | 0x20202020U;
}

static unsigned code_of(uint32_t four)
{
	return (unsigned)((four >> 8) * 0x9E3779B1U >> (32 - BITS));
}

static void enter(struct pc_literals *table, const struct pc_literal *literal, size_t i)
{
	struct pc_str text = literal->text;
	char end[4] = {0};
	size_t n = text.len < sizeof(end) ? text.len : sizeof(end);
	uint32_t four;
	unsigned code;

	if (text.len < PC_LEAST_LITERAL || table->n >= UINT16_MAX)
		return;
	memcpy(end + sizeof(end) - n, text.ptr + text.len - n, n);
	four = last_four(end + sizeof(end));
	code = code_of(four);
	pc_xgrow(table->entries, table->n, table->cap);
	table->entries[table->n] = (struct entry){
		.four = four,
		.mask = n < sizeof(end) ? 0xFFFFFF00U : UINT32_MAX,
		.text = text,
		.is_caseless = literal->is_caseless,
		.which = (unsigned)i,
		.next = table->first[code],
	};
	table->first[code] = (uint16_t)table->n++;
	table->before[code] |= n < sizeof(end) ? UINT32_MAX : 1U << (four & 31);
}

static struct pc_literals *table_make(const struct pc_literal *literals, size_t n)
{
	struct pc_literals *table = pc_xcalloc(1, sizeof(*table));

	pc_xgrow(table->entries, table->n, table->cap);
	table->entries[table->n++] = (struct entry){0};
	for (unsigned i = 0; i < 256; i++)
		table->lower[i] =
			(unsigned char)(i >= 'A' && i <= 'Z' ? i + 'a' - 'A' : i);
	for (size_t i = n; i-- > 0;)
		enter(table, &literals[i], i);
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

static bool tell(const struct pc_literals *table, uint32_t four, struct pc_str text,
	pc_literals_fn *hit, void *context)
{
	for (unsigned i = table->first[code_of(four)]; i; i = table->entries[i].next) {
		const struct entry *entry = &table->entries[i];

		if (((entry->four ^ four) & entry->mask) == 0 &&
			ends_with(table, entry, text.ptr + text.len, text.len) &&
			!hit(context, entry->which, text.len))
			return false;
	}
	return true;
}

static void table_find(const struct pc_literals *table, struct pc_literals_space *space,
	struct pc_str text, pc_literals_fn *hit, void *context)
{
	char head[4] = {0};

	(void)space;
	if (text.len < PC_LEAST_LITERAL)
		return;
	memcpy(head + 1, text.ptr, PC_LEAST_LITERAL);
	if (!tell(table, last_four(head + sizeof(head)),
		    pc_str_head(text, PC_LEAST_LITERAL), hit, context))
		return;
	for (size_t end = sizeof(head); end <= text.len; end++) {
		uint32_t four = last_four(text.ptr + end);

		if ((table->before[code_of(four)] >> (four & 31) & 1) &&
			!tell(table, four, pc_str_head(text, end), hit, context))
			return;
	}
}

const struct pc_literals_way pc_literals_table = {
	.make = table_make,
	.free = table_free,
	.find = table_find,
};
