/* SPDX-License-Identifier: Apache-2.0 */
/* Keys by reference.  Read at use, zeroed after; never in argv, a log, a row or a core.
 *
 *   file:/PATH           one line, as pc_secret_read() has it
 *   exec:/PROGRAM        what it prints when it is called with the key's name
 *   vault:https://HOST/v1/MOUNT/data/PATH#FIELD
 *                        of a secret of KV version 2, with a token of its own
 *   keychain:NAME        where the system has one
 *   env:NAME             only where policy allows it */
#ifndef PC_ORCH_KEY_H
#define PC_ORCH_KEY_H

#include "pc/doc/fields.h"
#include "pc/net/secret.h"

enum pc_key_rank { PC_KEY_PRIORITISED, PC_KEY_POOLED, PC_KEY_FALLBACK };

struct pc_key {
	struct pc_str name, provider, reference, organization;
	/* Of vault: the reference of its token, file: or exec:; who its certificate is
	 * from, empty: the system's. */
	struct pc_str vault_token, vault_ca;
	enum pc_key_rank rank;
	bool is_always;         /* its failures are final: nothing after it is tried */
	struct pc_texts models; /* none: all */
	struct pc_texts agents, projects; /* who may use it; none: all */
	int64_t budget_day, budget_month; /* picodollars; 0: none */
	int64_t concurrency;              /* 0: any */
	struct pc_span at;
};

/* The reference's text is checked (PC_ERR_PARSE), and env: only where policy allows. */
PC_MUST_CHECK enum pc_status pc_key_check(
	const struct pc_key *key, bool allows_env, struct pc_err *err);
struct pc_key_reading {
	int64_t deadline; /* ms; it blocks at most for so long */
	int64_t now;      /* ms since 1970: leases are told as so many seconds from now */
	bool allows_env;
};
/* *expires: s since 1970, where the reference says (vault's lease or deletion, a token's
 * own claims), the first of them; 0: not known.  PC_ERR_ABSENT: there is no such key, or
 * no such kind here.  No error text has any of the key, nor of a reference that may be
 * one. */
PC_MUST_CHECK enum pc_status pc_key_read(struct pc_secret *out, int64_t *expires,
	const struct pc_key *key, const struct pc_key_reading *how, struct pc_err *err);
/* When a token ends by its own claims (a JWT's "exp"), whose signature is not looked at:
 * s since 1970; 0: it does not say. */
int64_t pc_token_expires(struct pc_str token);

/* Of one call; empty: not known. */
struct pc_key_use {
	struct pc_str provider, model, agent, project;
};
/* The order in which the keys of a provider are tried for it: prioritised ones that fit,
 * pooled, fallback; ends behind one that is "always".  out has n places.  Returns how
 * many. */
size_t pc_keys_order(const struct pc_key **out, const struct pc_key *keys, size_t n,
	const struct pc_key_use *use);

#endif
