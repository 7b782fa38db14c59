/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an answer is the document that was asked for.  All of it is foreign. */
#ifndef ROLLCALL_ANSWER_H
#define ROLLCALL_ANSWER_H

#include "pc/net/fetch.h"
#include "pc/rollcall/source.h"

/* PC_READ: its body may be read.  Else *why is one line for people, in arena. */
enum pc_unread answer_judge(struct pc_str *why, struct pc_arena *arena,
	const struct pc_source *source, const struct pc_fetched *got);

/* Whether a document of that Content-Type may be what Accept asked for.  A server that
 * says nothing is believed, as a reader will see. */
bool answer_fits(struct pc_str accept, struct pc_str type);

#endif
