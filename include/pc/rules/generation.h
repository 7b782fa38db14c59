/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and the policy compiled from them, for programs that decide once and end: the
 * generation of the same place that an earlier process compiled is mapped from its image
 * when nothing changed since.
 *
 *   where -> image that holds   -> mapped, nothing is read
 *         -> none, or stale     -> loaded, compiled, kept as an image for the next
 *   the same for users who may not keep images, from one of the managed settings alone
 *
 * docs/decisions/0004-compiled-policy.md says who is trusted with an image, and why. */
#ifndef PC_RULES_GENERATION_H
#define PC_RULES_GENERATION_H

#include "pc/base/hash.h"
#include "pc/rules/policy.h"
#include "pc/settings/settings.h"

enum pc_origin_of_generation {
	PC_GENERATION_COMPILED, /* from the files; no image was kept */
	PC_GENERATION_KEPT,     /* from the files, and kept for the next */
	PC_GENERATION_MAPPED,   /* from the image */
	PC_GENERATION_SHARED,   /* from the image of the managed settings, and the user's
				   own   files */
};

struct pc_generation {
	const struct pc_settings *settings;
	const struct pc_policy *policy;
	const char *digest; /* pc_settings_digest() of the settings */
	enum pc_origin_of_generation origin;
	/* Why an image that is there was not used, or none could be kept, where somebody
	 * has to do something about it; status PC_OK: nothing. */
	struct pc_err notice;
	struct pc_arena arena; /* of what was compiled here */
};

/* Where images lie; empty: none is used or kept there. */
struct pc_image_dirs {
	struct pc_str own;    /* in "compiled", where this user may write the policy */
	struct pc_str shared; /* in "machine", for users who may not */
};

/* Only one generation at a time may be open in a process.  Fails as pc_settings_load()
 * and pc_policy_compile() do; images never make it fail. */
PC_MUST_CHECK enum pc_status pc_generation_open(struct pc_generation *out,
	const struct pc_where *where, const struct pc_image_dirs *dirs,
	struct pc_err *err);
/* Compiles the managed settings for everybody who decides by them, below shared_dir,
 * unless what was compiled there before still holds.  For root and the owner of
 * managed_dir. */
PC_MUST_CHECK enum pc_status pc_generation_share(
	struct pc_str managed_dir, struct pc_str shared_dir, struct pc_err *err);
/* A program that ends anyway need not. */
void pc_generation_done(struct pc_generation *generation);

#endif
