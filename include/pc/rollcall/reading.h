/* SPDX-License-Identifier: Apache-2.0 */
/* What one source says about models at one moment, whatever its format; or that it could
 * not be read, of which nothing follows. */
#ifndef PC_ROLLCALL_READING_H
#define PC_ROLLCALL_READING_H

#include "pc/base/hash.h"
#include "pc/models/table.h"

/* What a sighting says, as bits: only these fields count. */
enum {
	PC_SAYS_STATE = 1 << 0,
	PC_SAYS_RETIRES = 1 << 1, /* .retires; PC_DATE_NONE: "there is none" */
	PC_SAYS_ANNOUNCED = 1 << 2,
	PC_SAYS_REPLACEMENT = 1 << 3, /* and options */
	PC_SAYS_PRICE = 1 << 4,
	PC_SAYS_LIMITS = 1 << 5, /* context, output */
	PC_SAYS_LINE = 1 << 6,
	PC_SAYS_RELEASED = 1 << 7,
	PC_SAYS_TARGET = 1 << 8, /* which snapshot answers to this name */
};

struct pc_sighting {
	unsigned says;
	/* .provider and .id are always there; the rest as .says has it.  .state of a
	 * source that cannot tell legacy from current is PC_MODEL_CURRENT. */
	struct pc_model model;
	struct pc_str via;    /* the cloud that this row is about; empty: the maker */
	struct pc_str target; /* PC_SAYS_TARGET */
	uint32_t line;        /* in what was read; 0: none */
};

enum pc_unread {
	PC_READ,
	PC_UNREAD_OFFLINE, /* nobody answered */
	PC_UNREAD_STATUS,  /* an answer that is no 200 */
	PC_UNREAD_REDIRECTED,
	PC_UNREAD_SHORT,  /* less than such a page ever had, or cut off */
	PC_UNREAD_SCRIPT, /* a page that is made by a script in a browser */
	PC_UNREAD_SHAPE,  /* its tables or members are not those that are known */
	PC_UNREAD_LARGE,  /* past a ceiling */
	PC_UNREAD_TYPE,   /* another kind of document */
	PC_UNREAD_NO_KEY, /* it wants a key, and there is none or it is refused */
	PC_UNREADS
};

const char *pc_unread_name(enum pc_unread why); /* "offline", ... */

struct pc_source;

struct pc_reading {
	const struct pc_source *source;
	enum pc_unread unread;
	struct pc_str why;          /* one line for people, when it is not read */
	struct pc_str url;          /* that was asked */
	int64_t retrieved;          /* s */
	char sha256[PC_SHA256_HEX]; /* of what came; empty when nothing did */
	struct pc_sighting *items;
	size_t count;
	size_t skipped; /* rows of a list of thousands that were not understood, as a
			 * whole or in part; what was not is left out, and nothing follows
			 * of it */
};

#endif
