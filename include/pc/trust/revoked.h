/* SPDX-License-Identifier: Apache-2.0 */
/* Who may sign no longer, whatever the allowed signers say: the file that git calls
 * gpg.ssh.revocationFile and ssh-keygen -Y verify takes with -r.  It is one of two:
 *
 *  - a list of public keys or certificates, a line "KEYTYPE BASE64 [COMMENT]" for each;
 *  - a key revocation list of ssh-keygen -k (OpenSSH's PROTOCOL.krl): keys, their SHA-1
 *    or SHA-256, and certificates of an authority by serial number or key id.
 *
 * A key that is revoked cannot sign, and as an authority cannot give certificates.
 *
 * Unlike a file of signers this one counts as a whole: what cannot be read might have
 * revoked somebody. */
#ifndef PC_TRUST_REVOKED_H
#define PC_TRUST_REVOKED_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum pc_revoked_kind {
	PC_REVOKED_KEY,     /* .bytes is its SSH wire form */
	PC_REVOKED_SHA1,    /* .bytes is the sum of that */
	PC_REVOKED_SHA256,  /* the same */
	PC_REVOKED_ID,      /* certificates with the key id .bytes */
	PC_REVOKED_SERIALS, /* certificates numbered .first to .last */
	PC_REVOKED_BITS,    /* those numbered .first + n for each bit n set in .bytes, a
			       number with its highest byte first */
};

struct pc_revoked_item {
	enum pc_revoked_kind kind;
	uint32_t line; /* of the file; 0: it has none */
	struct pc_str bytes;
	struct pc_str authority; /* of the certificates, in wire form; empty: any */
	uint64_t first, last;
};

/* All of it lives in the arena of the reading, but for the bytes of the text. */
struct pc_revoked {
	struct pc_revoked_item *items;
	size_t count, cap;
	const char *file; /* as handed in; for messages */
};

/* file is interned by the caller; text has to live as long as *out.  PC_ERR_PARSE, with
 * the line where there are lines; PC_ERR_LIMIT past PC_MAX_SIGNERS_SIZE. */
PC_MUST_CHECK enum pc_status pc_revoked_read(struct pc_revoked *out,
	struct pc_arena *arena, const char *file, struct pc_str text, struct pc_err *err);

#endif
