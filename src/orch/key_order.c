/* SPDX-License-Identifier: Apache-2.0 */
/* Which keys of a provider a call may use, and in which order: those that the operator
 * prefers, the pool, and what is left for bad days. */
#include "pc/orch/key.h"

static bool is_same(char wanted, char c)
{
	return wanted == c;
}

/* A filter that is there lets nothing through that is not known: the stricter reading. */
static bool lets(const struct pc_texts *filter, struct pc_str what)
{
	for (size_t i = 0; what.len && i < filter->count; i++) {
		if (pc_str_fits(filter->items[i], what, is_same))
			return true;
	}
	return filter->count == 0;
}

static bool fits(const struct pc_key *key, const struct pc_key_use *use)
{
	return pc_str_eq(key->provider, use->provider) &&
	       lets(&key->models, use->model) && lets(&key->agents, use->agent) &&
	       lets(&key->projects, use->project);
}

size_t pc_keys_order(const struct pc_key **out, const struct pc_key *keys, size_t n,
	const struct pc_key_use *use)
{
	size_t count = 0;

	for (int rank = PC_KEY_PRIORITISED; rank <= PC_KEY_FALLBACK; rank++) {
		for (size_t i = 0; i < n; i++) {
			if ((int)keys[i].rank != rank || !fits(&keys[i], use))
				continue;
			out[count++] = &keys[i];
			if (keys[i].is_always)
				return count;
		}
	}
	return count;
}
