/* SPDX-License-Identifier: Apache-2.0 */
/* Where keys may lie in a home and beside it. */
#ifndef PC_AUDIT_PLACES_H
#define PC_AUDIT_PLACES_H

#include <stddef.h>

enum pc_place_kind {
	PC_PLACE_OPEN,  /* a key in it is a finding: a file, or a directory and all below
			 */
	PC_PLACE_LOGIN, /* what a program keeps of its own login and renews itself: no
			   finding, but it has to be the user's alone */
	PC_PLACE_SSH,   /* private keys: those with a passphrase are in order */
};

struct pc_place {
	const char *path; /* of files, with '*' and '?' as in a shell */
	enum pc_place_kind kind;
	const char *why; /* what stands there */
};

/* Below a home; from the root of the system. */
extern const struct pc_place pc_places_home[], pc_places_system[];
extern const size_t pc_n_places_home, pc_n_places_system;

#endif
