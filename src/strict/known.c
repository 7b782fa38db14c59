/* SPDX-License-Identifier: Apache-2.0 */
/* The index is made once a process has looked for so many names that making it would have
 * cost less: the hook, which mostly sees a few commands and ends, reads the lists. */
#include "known.h"

#include <stdatomic.h>
#include <string.h>

/* In the order in which rows of one kind are asked. */
static const struct source {
	enum known_kind kind;
	const struct known_table *table;
} sources[] = {
	{KNOWN_PROGRAM, &file_programs},
	{KNOWN_PROGRAM, &net_programs},
	{KNOWN_PROGRAM, &git_programs},
	{KNOWN_CARRIER, &carrier_shells},
	{KNOWN_CARRIER, &carrier_starters},
	{KNOWN_CARRIER, &carrier_search},
	{KNOWN_CARRIER, &carrier_remote},
	{KNOWN_CARRIER, &carrier_build},
	{KNOWN_CARRIER, &carrier_tools},
	{KNOWN_CARRIER, &carrier_git},
	{KNOWN_VARIABLES, &carrier_variables},
	{KNOWN_LANGUAGE, &code_languages},
	{KNOWN_WAY, &file_ways},
	{KNOWN_NET, &net_variables},
};

/* Twice what there is; past it the lists are read, which only is slower. */
enum { MAX_NAMES = 1 << 13, BUCKETS = 1 << 12, PATIENCE = 64 };

struct entry {
	const char *name;
	uint16_t len, row, next; /* next: an entry's number and one, 0 for none */
	uint8_t source, kind;
};

static struct entry entries[MAX_NAMES];
static uint16_t buckets[BUCKETS];

enum { NOT_YET, BEGUN, READY };
static _Atomic int state;
static _Atomic unsigned asked;

static const void *row_at(const struct known_table *table, size_t i)
{
	return (const char *)table->rows + i * table->size;
}

static const char *names_of(const void *row)
{
	return *(const char *const *)row;
}

static bool is_of(const struct known_table *table, const void *row)
{
	uintptr_t at = (uintptr_t)row, begin = (uintptr_t)table->rows;

	return at >= begin && at < begin + table->size * table->count;
}

/* ---- the lists --------------------------------------------------------------- */

static const void *row_in(
	const struct known_table *table, size_t from, struct pc_str name)
{
	for (size_t i = from; i < table->count; i++) {
		if (names_have(names_of(row_at(table, i)), name))
			return row_at(table, i);
	}
	return NULL;
}

static const void *row_in_lists(
	enum known_kind kind, struct pc_str name, const void *after)
{
	const void *found = NULL;

	for (size_t s = 0; s < PC_COUNT(sources) && !found; s++) {
		const struct known_table *table = sources[s].table;
		size_t from = 0;

		if (sources[s].kind != kind)
			continue;
		if (after && !is_of(table, after))
			continue;
		if (after)
			from = (size_t)((const char *)after - (const char *)table->rows) /
				       table->size +
			       1;
		after = NULL;
		found = row_in(table, from, name);
	}
	return found;
}

/* ---- the index --------------------------------------------------------------- */

static uint16_t *bucket(struct pc_str name)
{
	uint64_t hash = pc_str_hash(name);

	return &buckets[(hash ^ hash >> 32) % BUCKETS];
}

/* Backwards, each before those that are there, so that a bucket is in order. */
static bool make_index(void)
{
	size_t n = 0;

	for (size_t s = PC_COUNT(sources); s-- > 0;) {
		const struct known_table *table = sources[s].table;

		for (size_t i = table->count; i-- > 0;) {
			struct pc_str rest = pc_str(names_of(row_at(table, i)));

			while (rest.len) {
				struct pc_str name = pc_str_cut(&rest, ' ');
				uint16_t *first = bucket(name);

				if (n == MAX_NAMES)
					return false;
				entries[n++] = (struct entry){name.ptr,
					(uint16_t)name.len, (uint16_t)i, *first,
					(uint8_t)s, (uint8_t)sources[s].kind};
				*first = (uint16_t)n;
			}
		}
	}
	return true;
}

static bool is_ready(void)
{
	int seen = atomic_load_explicit(&state, memory_order_acquire);

	if (seen != NOT_YET ||
		atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed) < PATIENCE)
		return seen == READY;
	if (!atomic_compare_exchange_strong(&state, &seen, BEGUN) || !make_index())
		return false;
	atomic_store_explicit(&state, READY, memory_order_release);
	return true;
}

const void *known_row(enum known_kind kind, struct pc_str name, const void *after)
{
	bool is_behind = !after;

	if (!name.len)
		return NULL;
	if (!is_ready())
		return row_in_lists(kind, name, after);
	for (size_t at = *bucket(name); at; at = entries[at - 1].next) {
		const struct entry *entry = &entries[at - 1];
		const void *row;

		if (entry->kind != (uint8_t)kind || entry->len != name.len ||
			memcmp(entry->name, name.ptr, name.len) != 0)
			continue;
		row = row_at(sources[entry->source].table, entry->row);
		if (is_behind && row != after)
			return row;
		is_behind |= row == after;
	}
	return NULL;
}
