/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts that know keys fit together.
 *
 *   key_kinds.c   references: which kinds there are, and what they look like
 *   key.c         reading one
 *   key_vault.c   a secret of a vault
 *   key_token.c   what a token says of itself
 *   key_order.c   which keys a call may use, one after the other */
#ifndef PC_ORCH_KEY_PRIV_H
#define PC_ORCH_KEY_PRIV_H

#include "pc/orch/key.h"

/* A reference, taken apart. */
struct key_wish {
	const struct pc_key *key;
	const char *name;   /* of the key; NUL-terminated */
	struct pc_str rest; /* of the reference, behind its kind */
	const struct pc_key_reading *how;
};

enum key_kind {
	KEY_FILE,
	KEY_PROGRAM,
	KEY_VAULT,
	KEY_KEYCHAIN,
	KEY_ENVIRONMENT,
	KEY_KINDS
};
/* rest: behind the kind.  KEY_KINDS: it is none, and *rest is not set. */
enum key_kind key_take_apart(struct pc_str *rest, struct pc_str reference);
PC_MUST_CHECK enum pc_status vault_read(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err);
/* file: and exec: alone. */
bool reference_is_local(struct pc_str reference);
PC_MUST_CHECK enum pc_status reference_read(struct pc_secret *out,
	struct pc_str reference, const char *name, int64_t deadline, struct pc_err *err);

/* The earlier one of two ends, where 0 is one that is not known. */
int64_t first_end(int64_t a, int64_t b);

#endif
