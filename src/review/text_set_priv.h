/* SPDX-License-Identifier: Apache-2.0 */
/* A set of texts that remembers a number for each. */
#ifndef PC_REVIEW_TEXT_SET_PRIV_H
#define PC_REVIEW_TEXT_SET_PRIV_H

#include "pc/base/arena.h"

struct text_slot {
	struct pc_str text;
	size_t number;
	bool is_taken;
};

/* Zeroed: empty. */
struct text_set {
	struct pc_arena arena; /* owns the texts */
	struct text_slot *slots;
	size_t count, n_slots;
};

/* The entry of the text, or NULL. */
struct text_slot *text_set_find(const struct text_set *set, struct pc_str text);
/* False, and the number unchanged, when the text is there already. The text is copied. */
bool text_set_add(struct text_set *set, struct pc_str text, size_t number);
void text_set_done(struct text_set *set);

#endif
