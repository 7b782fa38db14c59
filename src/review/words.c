/* SPDX-License-Identifier: Apache-2.0 */
/* Did you mean: for the words of test files. */
#include "words_priv.h"

const char *words_like(const char *const *known, struct pc_str typed)
{
	const char *best = NULL;
	size_t least = 1 + typed.len / 3;

	for (; *known; known++) {
		struct pc_str word = pc_str(*known);
		size_t distance =
			pc_str_eq_nocase(typed, word) ? 0 : pc_str_distance(typed, word);

		if (distance <= least && (!best || distance < least)) {
			least = distance;
			best = *known;
		}
	}
	return best;
}

bool words_near(struct pc_str a, struct pc_str b)
{
	return pc_str_eq_nocase(a, b) || pc_str_distance(a, b) <= 1;
}
