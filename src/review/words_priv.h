/* SPDX-License-Identifier: Apache-2.0 */
/* Words of which a few are known, and the one that was probably meant. */
#ifndef PC_REVIEW_WORDS_PRIV_H
#define PC_REVIEW_WORDS_PRIV_H

#include "pc/base/str.h"

/* The known word (a list ended by NULL) that is most similar, or NULL. */
const char *words_like(const char *const *known, struct pc_str typed);
/* Whether the two are one typing mistake, or only capital letters, apart. */
bool words_near(struct pc_str a, struct pc_str b);

#endif
