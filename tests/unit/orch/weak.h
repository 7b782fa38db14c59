/* SPDX-License-Identifier: Apache-2.0 */
/* What windows and routes ask of their neighbours, for tests that have to link without
 * them: scopes of classes, and keys in the order of their ranks. */
#ifndef ORCH_WEAK_H
#define ORCH_WEAK_H

#include "pc/orch/failure.h"
#include "pc/orch/key.h"

__attribute__((weak)) const struct pc_failure_row pc_failure_table[PC_FAILURES] = {
	[PC_FAILURE_RATE_LIMITED] = {.scope = PC_SCOPE_KEY_MODEL},
	[PC_FAILURE_RAMP_LIMITED] = {.scope = PC_SCOPE_KEY},
	[PC_FAILURE_OVERLOADED] = {.scope = PC_SCOPE_PROVIDER_MODEL},
	[PC_FAILURE_QUOTA_DAILY] = {.scope = PC_SCOPE_KEY_MODEL},
	[PC_FAILURE_SPEND_CAP] = {.scope = PC_SCOPE_ORGANIZATION},
	[PC_FAILURE_CREDIT_EXHAUSTED] = {.scope = PC_SCOPE_KEY},
	[PC_FAILURE_AUTH_EXPIRED] = {.scope = PC_SCOPE_KEY},
	[PC_FAILURE_AUTH_INVALID] = {.scope = PC_SCOPE_KEY},
	[PC_FAILURE_MODEL_GONE] = {.scope = PC_SCOPE_MODEL},
	[PC_FAILURE_MODEL_SUBSTITUTED] = {.scope = PC_SCOPE_JOB},
	[PC_FAILURE_POLICY_DENIED] = {.scope = PC_SCOPE_JOB},
	[PC_FAILURE_CONTENT_REFUSED] = {.scope = PC_SCOPE_JOB_MODEL},
	[PC_FAILURE_CONTEXT_OVERFLOW] = {.scope = PC_SCOPE_JOB_MODEL},
	[PC_FAILURE_BAD_REQUEST] = {.scope = PC_SCOPE_JOB},
	[PC_FAILURE_OUTPUT_INVALID] = {.scope = PC_SCOPE_JOB},
	[PC_FAILURE_WORKER_LOST] = {.scope = PC_SCOPE_WORKER},
	[PC_FAILURE_UNKNOWN] = {.scope = PC_SCOPE_BACKEND},
};

__attribute__((weak)) size_t pc_keys_order(const struct pc_key **out,
	const struct pc_key *keys, size_t n, struct pc_str provider, struct pc_str model,
	struct pc_str agent, struct pc_str project)
{
	size_t count = 0;

	(void)agent;
	(void)project;
	for (int rank = PC_KEY_PRIORITISED; rank <= PC_KEY_FALLBACK; rank++) {
		for (size_t i = 0; i < n; i++) {
			if ((int)keys[i].rank != rank ||
				!pc_str_eq(keys[i].provider, provider) ||
				(keys[i].models.count &&
					!pc_str_eq(keys[i].models.items[0], model)))
				continue;
			out[count++] = &keys[i];
			if (keys[i].is_always)
				return count;
		}
	}
	return count;
}

#endif
