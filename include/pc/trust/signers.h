/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sign: the "allowed signers" file of git and ssh-keygen (ssh-keygen(1), ALLOWED
 * SIGNERS).  One line for each key:
 *
 *   PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]
 *
 * PRINCIPALS is a list of patterns with commas ('*', '?', '!' before one that may not),
 * in quotes if it has spaces.  OPTIONS: cert-authority, namespaces="LIST",
 * valid-after="TIME", valid-before="TIME"; a TIME is YYYYMMDD[HHMM[SS]], local unless a Z
 * follows.
 *
 * A line that is not exactly this, or has an option that is not one of these, allows
 * nobody: it is noted in .faults, and the other lines count, as with ssh-keygen. */
#ifndef PC_TRUST_SIGNERS_H
#define PC_TRUST_SIGNERS_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

struct pc_signer {
	struct pc_span at;        /* of the line's first character */
	struct pc_str principals; /* the patterns as written, without quotes */
	struct pc_str namespaces; /* patterns; counts if has_namespaces */
	struct pc_str key;        /* SSH wire form */
	int64_t valid_after;      /* seconds since 1970, the first that counts; 0: any */
	int64_t valid_before;     /* the last that counts; 0: any */
	bool has_namespaces;
	bool is_authority; /* the key signs certificates, not objects */
};

struct pc_signers_fault {
	struct pc_span at;
	struct pc_str text; /* one line */
};

/* All of it lives in the arena of the reading, and so do no bytes of the text. */
struct pc_signers {
	struct pc_signer *items; /* in the order of the file */
	size_t count, cap;
	struct pc_signers_fault *faults;
	size_t n_faults, faults_cap;
	const char *file; /* as handed in; for messages */
};

/* file is interned by the caller.  PC_ERR_LIMIT past PC_MAX_SIGNERS_SIZE; whatever else
 * is wrong is a fault of its line. */
PC_MUST_CHECK enum pc_status pc_signers_read(struct pc_signers *out,
	struct pc_arena *arena, const char *file, struct pc_str text, struct pc_err *err);

#endif
