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

size_t pc_keys_order(const struct pc_key **out, const struct pc_key *keys, size_t n,
	struct pc_str provider, struct pc_str model, struct pc_str agent,
	struct pc_str project)
{
	size_t count = 0;

	for (int rank = PC_KEY_PRIORITISED; rank <= PC_KEY_FALLBACK; rank++) {
		for (size_t i = 0; i < n; i++) {
			const struct pc_key *key = &keys[i];

			if ((int)key->rank != rank ||
				!pc_str_eq(key->provider, provider) ||
				!lets(&key->models, model) ||
				!lets(&key->agents, agent) ||
				!lets(&key->projects, project))
				continue;
			out[count++] = key;
			if (key->is_always)
				return count;
		}
	}
	return count;
}
