/* SPDX-License-Identifier: Apache-2.0 */
/* Hits of one document, with keys of our own until they are handed in. */
#include <string.h>

#include "audit_priv.h"

void pc_audit_hits_add(void *context, const struct pc_secret_hit *hit)
{
	struct pc_audit_hits *hits = context;
	size_t size = hit->key.len + hit->name.len;
	char *kept = pc_xmalloc(size + 1);

	if (hit->key.len)
		memcpy(kept, hit->key.ptr, hit->key.len);
	if (hit->name.len)
		memcpy(kept + hit->key.len, hit->name.ptr, hit->name.len);
	if (hits->n == hits->cap)
		pc_xgrow(hits->items, hits->n, hits->cap);

	struct pc_audit_hit *added = &hits->items[hits->n++];

	*added = (struct pc_audit_hit){.hit = *hit, .kept = kept, .n_kept = size};
	added->hit.key = (struct pc_str){kept, hit->key.len};
	added->hit.name = (struct pc_str){kept + hit->key.len, hit->name.len};
}

void pc_audit_hits_clear(struct pc_audit_hits *hits)
{
	for (size_t i = 0; i < hits->n; i++) {
		explicit_bzero(hits->items[i].kept, hits->items[i].n_kept);
		free(hits->items[i].kept);
	}
	hits->n = 0;
	pc_arena_reset(&hits->arena);
}

void pc_audit_hits_done(struct pc_audit_hits *hits)
{
	pc_audit_hits_clear(hits);
	free(hits->items);
	pc_arena_done(&hits->arena);
	*hits = (struct pc_audit_hits){0};
}
