/* SPDX-License-Identifier: Apache-2.0 */
/* A set of object ids, with open addressing. */
#include <stdlib.h>

#include "oids.h"

static size_t place_of(const struct oids *oids, const git_oid *id)
{
	uint64_t first;
	size_t at;

	memcpy(&first, id->id, sizeof(first));
	at = (size_t)first & (oids->cap - 1);
	while (oids->entries[at].is_taken &&
		memcmp(oids->entries[at].id.id, id->id, GIT_OID_RAWSZ) != 0)
		at = (at + 1) & (oids->cap - 1);
	return at;
}

static void grow(struct oids *oids)
{
	struct oids larger = {.cap = oids->cap ? 2 * oids->cap : 64};

	larger.entries = pc_xcalloc(larger.cap, sizeof(*larger.entries));
	larger.count = oids->count;
	for (size_t i = 0; i < oids->cap; i++) {
		if (oids->entries[i].is_taken) {
			larger.entries[place_of(&larger, &oids->entries[i].id)] =
				oids->entries[i];
		}
	}
	free(oids->entries);
	*oids = larger;
}

uint32_t *oids_put(struct oids *oids, const git_oid *id, bool *is_new)
{
	struct oid_entry *entry;

	if (oids->count + oids->count / 2 >= oids->cap)
		grow(oids);
	entry = &oids->entries[place_of(oids, id)];
	*is_new = !entry->is_taken;
	if (*is_new) {
		*entry = (struct oid_entry){.id = *id, .is_taken = true};
		oids->count++;
	}
	return &entry->value;
}

uint32_t *oids_find(const struct oids *oids, const git_oid *id)
{
	struct oid_entry *entry;

	if (oids->count == 0)
		return NULL;
	entry = &oids->entries[place_of(oids, id)];
	return entry->is_taken ? &entry->value : NULL;
}

void oids_done(struct oids *oids)
{
	free(oids->entries);
	*oids = (struct oids){0};
}
