/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as orchestrator.yaml, or as a token ('t' in front).  What is taken leads from
 * types to chains to backends that are there, names each thing once, and never orders
 * more keys than there are; what is not has a finding that says so. */
#include "must.h"

#include "pc/base/limits.h"
#include "pc/orch/config.h"

static void try_limits(const struct pc_orch_limits *limits)
{
	must(limits->operator_slots < limits->slots, "jobs have slots");
	must(limits->heartbeat <= limits->lease / 2, "a lease outlives a heartbeat");
	must(limits->budget_day >= 0 && limits->budget_month >= 0,
		"budgets are not negative");
	must(limits->backpressure_percent >= 1 && limits->backpressure_percent <= 100,
		"a percentage is one");
}

static void try_chains(const struct pc_orch_config *config)
{
	for (size_t i = 0; i < config->n_chains; i++) {
		const struct pc_orch_chain *chain = &config->chains[i];

		must(chain->count > 0 && chain->count <= PC_MAX_CHAIN_STEPS,
			"a chain has steps");
		for (size_t k = 0; k < chain->count; k++)
			must(chain->steps[k].backend >= config->backends &&
					chain->steps[k].backend <
						config->backends + config->n_backends,
				"a step goes to a backend");
	}
	for (size_t i = 0; i < config->n_types; i++)
		must(config->types[i].chain || config->types[i].tier.len,
			"a type goes somewhere");
}

static void try_keys(const struct pc_orch_config *config)
{
	const struct pc_key *order[PC_MAX_ORCH_ENTRIES];

	must(config->n_keys <= PC_MAX_ORCH_ENTRIES, "keys have a ceiling");
	for (size_t i = 0; i < config->n_keys; i++) {
		const struct pc_key *key = &config->keys[i];
		const struct pc_key_use use = {.provider = key->provider,
			.model = PC_STR("m"),
			.agent = PC_STR("a")};
		struct pc_err err;
		size_t n;

		must(pc_key_check(key, config->allows_env_keys, &err) == PC_OK,
			"a key is a reference");
		n = pc_keys_order(order, config->keys, config->n_keys, &use);
		must(n <= config->n_keys, "no key is tried twice");
		for (size_t k = 0; k < n; k++)
			must(k + 1 == n || (!order[k]->is_always &&
						   order[k]->rank <= order[k + 1]->rank),
				"keys are tried in order, and end where one is always "
				"used");
	}
}

static void try_config(struct pc_arena *arena, struct pc_str text)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_orch_config *config = NULL;
	struct pc_err err;

	if (pc_orch_config_read(&config, arena, "f", text, &diags, &err) != PC_OK) {
		must(pc_diags_count(&diags, PC_ERROR), "a refusal has a finding");
		must(!config, "a refusal gives nothing");
		return;
	}
	must(!pc_diags_count(&diags, PC_ERROR), "what has errors is refused");
	must(config->n_backends <= PC_MAX_ORCH_ENTRIES, "backends have a ceiling");
	try_limits(&config->limits);
	try_chains(config);
	try_keys(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = pc_arena_str(
		&arena, (struct pc_str){size ? (const char *)data : NULL, size});

	if (size && data[0] == 't')
		must(pc_token_expires(pc_str_from(text, 1)) >= 0, "an end is a time");
	else
		try_config(&arena, text);
	return 0;
}
