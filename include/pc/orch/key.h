/* SPDX-License-Identifier: Apache-2.0 */
/* Keys by reference: file:, exec:, vault:, keychain:, env:.  Read at use, zeroed after;
 * never in argv, a log, a row or a core. */
#ifndef PC_ORCH_KEY_H
#define PC_ORCH_KEY_H

#include "pc/doc/fields.h"
#include "pc/net/secret.h"

enum pc_key_rank { PC_KEY_PRIORITISED, PC_KEY_POOLED, PC_KEY_FALLBACK };

struct pc_key {
	struct pc_str name, provider, reference, organization;
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
/* Blocks at most deadline ms.  *expires: s, where the reference says (vault's lease, a
 * token's own claims); 0: not known. */
PC_MUST_CHECK enum pc_status pc_key_read(struct pc_secret *out, int64_t *expires,
	const struct pc_key *key, int64_t deadline, struct pc_err *err);

/* The order in which the keys of a provider are tried for a job: prioritised ones that
 * fit, pooled, fallback; ends behind one that is "always".  Returns how many. */
size_t pc_keys_order(const struct pc_key **out, const struct pc_key *keys, size_t n,
	struct pc_str provider, struct pc_str model, struct pc_str agent,
	struct pc_str project);

#endif
