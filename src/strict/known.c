/* SPDX-License-Identifier: Apache-2.0 */
/* An index is made once a process has looked for so many names that making it would have
 * cost less: the hook, which mostly sees a few commands and ends, reads the lists. */
#include "known.h"

#include <stdlib.h>
#include <string.h>

#include "pc/base/arena.h"

enum { PATIENCE = 16, MOST_NAMES = UINT16_MAX - 1 };

struct entry {
	struct pc_str name;
	const void *row;
	uint16_t next; /* the number of an entry, from 1; 0 for none */
};

struct known_index {
	struct entry *entries;
	uint16_t *buckets;
	size_t mask;
};

bool names_have(const char *names, struct pc_str name)
{
	const char *at = names;

	while (at && name.len && (at = strchr(at, name.ptr[0])) != NULL) {
		if ((at == names || at[-1] == ' ') &&
			strncmp(at, name.ptr, name.len) == 0 &&
			(at[name.len] == ' ' || at[name.len] == '\0'))
			return true;
		at++;
	}
	return false;
}

static const void *row_at(const struct known_table *table, size_t i)
{
	return (const char *)table->rows + i * table->size;
}

static const char *names_of(const void *row)
{
	return *(const char *const *)row;
}

/* ---- the lists --------------------------------------------------------------- */

static const void *row_in_lists(
	const struct known_tables *known, struct pc_str name, const void *after)
{
	bool is_behind = !after;

	for (size_t t = 0; t < known->n_tables; t++) {
		const struct known_table *table = known->tables[t];

		for (size_t i = 0; i < table->count; i++) {
			const void *row = row_at(table, i);

			if (is_behind && names_have(names_of(row), name))
				return row;
			is_behind |= row == after;
		}
	}
	return NULL;
}

/* ---- the index --------------------------------------------------------------- */

static uint16_t *bucket(const struct known_index *index, struct pc_str name)
{
	uint64_t hash = pc_str_hash(name);

	return &index->buckets[(hash ^ hash >> 32) & index->mask];
}

static size_t count_names(const struct known_tables *known)
{
	size_t n = 0;

	for (size_t t = 0; t < known->n_tables; t++) {
		for (size_t i = 0; i < known->tables[t]->count; i++) {
			const char *at = names_of(row_at(known->tables[t], i));

			for (n++; *at; at++)
				n += *at == ' ';
		}
	}
	return n;
}

static void add_row(struct known_index *index, size_t *n, const void *row)
{
	struct pc_str rest = pc_str(names_of(row));

	while (rest.len) {
		struct pc_str name = pc_str_cut(&rest, ' ');
		uint16_t *first = bucket(index, name);

		index->entries[(*n)++] = (struct entry){name, row, *first};
		*first = (uint16_t)*n;
	}
}

static void index_free(struct known_index *index)
{
	free(index->entries);
	free(index->buckets);
	free(index);
}

/* Backwards, each before those that are there, so that a bucket is in order. */
static struct known_index *index_new(const struct known_tables *known)
{
	size_t n = 0, size = 16, most = count_names(known);
	struct known_index *index;

	if (most > MOST_NAMES)
		return NULL;
	while (size < 2 * most)
		size *= 2;
	index = pc_xmalloc(sizeof(*index));
	index->mask = size - 1;
	index->buckets = pc_xcalloc(size, sizeof(*index->buckets));
	index->entries = pc_xcalloc(most, sizeof(*index->entries));
	for (size_t t = known->n_tables; t-- > 0;) {
		for (size_t i = known->tables[t]->count; i-- > 0;)
			add_row(index, &n, row_at(known->tables[t], i));
	}
	return index;
}

static const struct known_index *index_of(struct known_tables *known)
{
	struct known_index *index = atomic_load(&known->index), *fresh;

	if (index || atomic_fetch_add_explicit(&known->asked, 1, memory_order_relaxed) !=
			     PATIENCE)
		return index;
	fresh = index_new(known);
	if (!fresh || atomic_compare_exchange_strong(&known->index, &index, fresh))
		return fresh;
	index_free(fresh);
	return index;
}

const void *known_row(struct known_tables *known, struct pc_str name, const void *after)
{
	const struct known_index *index;
	bool is_behind = !after;

	if (!name.len || pc_str_find(name, ' ') < name.len)
		return NULL;
	index = index_of(known);
	if (!index)
		return row_in_lists(known, name, after);
	for (size_t at = *bucket(index, name); at; at = index->entries[at - 1].next) {
		const struct entry *entry = &index->entries[at - 1];

		if (!pc_str_eq(entry->name, name))
			continue;
		if (is_behind && entry->row != after)
			return entry->row;
		is_behind |= entry->row == after;
	}
	return NULL;
}
