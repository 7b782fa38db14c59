/* SPDX-License-Identifier: Apache-2.0 */
/* A git commit or annotated tag, taken apart into what was signed and the signature, as
 * git does it: the signature of a commit stands in the header "gpgsig" ("gpgsig-sha256"
 * in repositories of that object format), that of a tag at the end of its message, and
 * what was signed is the rest.
 *
 * Stricter than git where two readers could disagree about an object: headers have one
 * order, an id has one form, nothing hides behind a NUL, and there is one signature. */
#ifndef PC_TRUST_OBJECT_H
#define PC_TRUST_OBJECT_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_object_kind { PC_OBJECT_COMMIT, PC_OBJECT_TAG };

struct pc_object {
	enum pc_object_kind kind;
	struct pc_str payload;   /* the bytes that were signed */
	struct pc_str signature; /* armored; empty: there is none */
	struct pc_str target;    /* hex: the tree of a commit, what a tag points to */
	struct pc_str type;      /* of a tag's target: "commit" */
	struct pc_str name;      /* of a tag */
};

/* bytes are the object's content, without git's "commit 123" before it.  Views lie in
 * bytes or in arena.  PC_ERR_PARSE, with the line in err->at, for bytes that are no such
 * object; PC_ERR_LIMIT past PC_MAX_SIGNED_OBJECT. */
PC_MUST_CHECK enum pc_status pc_object_read(struct pc_object *out, struct pc_arena *arena,
	enum pc_object_kind kind, struct pc_str bytes, struct pc_err *err);

#endif
