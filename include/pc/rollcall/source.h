/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked: one small adapter each, from bytes to sightings. */
#ifndef PC_ROLLCALL_SOURCE_H
#define PC_ROLLCALL_SOURCE_H

#include "pc/rollcall/reading.h"

enum pc_source_key {
	PC_SOURCE_NO_KEY,
	PC_SOURCE_X_API_KEY, /* "x-api-key: ...", as Anthropic has it */
	PC_SOURCE_BEARER,    /* "Authorization: Bearer ..." */
};

struct pc_source {
	const char *name;     /* "anthropic-page" */
	const char *provider; /* whose models; "": of many */
	enum pc_authority authority;
	const char *url;
	const char *accept; /* media type */
	enum pc_source_key key;
	/* Every model of the provider that is served stands there: one that is missing
	 * has vanished. */
	bool is_complete;
	/* Tells of a page's next address in *next (empty: it was the last), where a
	 * source comes in pages; NULL: it comes as one. */
	struct pc_str (*next)(
		struct pc_arena *arena, struct pc_str url, struct pc_str body);
	/* Fills items, count, unread and why of *reading; everything in arena.  body is
	 * foreign: of any bytes, at most PC_MAX_SOURCE_SIZE. */
	void (*read)(
		struct pc_reading *reading, struct pc_arena *arena, struct pc_str body);
};

extern const struct pc_source *const pc_sources[]; /* ended by NULL */
const struct pc_source *pc_source_find(struct pc_str name);

#endif
