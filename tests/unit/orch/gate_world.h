/* SPDX-License-Identifier: Apache-2.0 */
/* A small world that a gate stands in: a table of models, a policy of them, rules of
 * permissions, five backends and their keys. */
#ifndef GATE_WORLD_H
#define GATE_WORLD_H

#include "pc_test.h"

#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/orch/capacity.h"
#include "pc/orch/config.h"
#include "pc/orch/gate.h"

enum { MOST_RULES = 16, NOW_S = 1795305600 }; /* 2026-11-22 */

/* What is left of budgets is the capacity's business: here it is what a row says. */
struct pc_capacity {
	enum pc_full full;
};

enum pc_full pc_capacity_ask(
	const struct pc_capacity *capacity, const struct pc_capacity_ask *ask)
{
	(void)ask;
	return capacity->full;
}

static const char gate_models[] =
	"as-of: 2026-11-20\n"
	"providers:\n"
	"  - {name: anthropic, flagship-line: opus}\n"
	"  - {name: openai}\n"
	"positions: {flagship: claude-opus-9, worker: claude-sonnet-9}\n"
	"models:\n"
	"  - {provider: anthropic, id: claude-opus-9, line: opus, state: current,\n"
	"     prices: {input: 4.00, output: 20.00}}\n"
	"  - {provider: anthropic, id: claude-opus-8, line: opus, state: retired,\n"
	"     announced: 2026-01-01, retires: 2026-10-01, replacement: claude-opus-9,\n"
	"     prices: {input: 4.00, output: 20.00}}\n"
	"  - {provider: anthropic, id: claude-sonnet-9, line: sonnet, state: current,\n"
	"     prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: anthropic, id: claude-sonnet-8, line: sonnet, state: "
	"deprecated,\n"
	"     announced: 2026-11-01, retires: 2027-02-01, replacement: claude-sonnet-9,\n"
	"     prices: {input: 2.00, output: 10.00}}\n"
	"  - {provider: openai, id: gpt-9, state: current,\n"
	"     prices: {input: 1.00, output: 8.00}}\n";

static struct pc_str data_all[] = {{"public", 6}, {"internal", 8}, {"secret", 6}};
static struct pc_str line_sonnet[] = {{"line:sonnet", 11}};
static struct pc_str agent_coder[] = {{"coder", 5}};
static struct pc_str project_one[] = {{"one", 3}};

static struct pc_orch_backend gate_backends[] = {
	{.name = {"claude", 6},
		.provider = {"anthropic", 9},
		.contract = PC_CONTRACT_CLAUDE_CLI,
		.is_subscription = true,
		.is_keyless = true,
		.data = {.items = data_all, .count = 2}},
	{.name = {"api", 3},
		.provider = {"anthropic", 9},
		.contract = PC_CONTRACT_ANTHROPIC},
	{.name = {"router", 6},
		.provider = {"openrouter", 10},
		.contract = PC_CONTRACT_OPENROUTER},
	{.name = {"gpt", 3}, .provider = {"openai", 6}, .contract = PC_CONTRACT_OPENAI},
	{.name = {"local", 5},
		.provider = {"local", 5},
		.contract = PC_CONTRACT_COMMAND,
		.is_keyless = true,
		.data = {.items = data_all, .count = 3}},
};

static struct pc_key gate_keys[] = {
	{.name = {"plain", 5}, .provider = {"anthropic", 9}},
	{.name = {"pinned", 6},
		.provider = {"anthropic", 9},
		.models = {.items = line_sonnet, .count = 1},
		.agents = {.items = agent_coder, .count = 1},
		.projects = {.items = project_one, .count = 1}},
	{.name = {"poor", 4}, .provider = {"anthropic", 9}, .budget_day = 1000},
	{.name = {"routed", 6}, .provider = {"openrouter", 10}},
	{.name = {"oai", 3}, .provider = {"openai", 6}},
};

static struct pc_orch_type gate_types[] = {{.name = {"cheap", 5}, .budget_day = 100}};

static const struct pc_orch_config gate_config = {.state = {"/q/state", 8},
	.backends = gate_backends,
	.n_backends = PC_COUNT(gate_backends),
	.keys = gate_keys,
	.n_keys = PC_COUNT(gate_keys),
	.types = gate_types,
	.n_types = PC_COUNT(gate_types)};

struct gate_world {
	char dir[64], table[96], policy_file[96], blocks[96];
	struct pc_arena arena;
	struct pc_settings settings;
	struct pc_rule_text rules[MOST_RULES];
	struct pc_diags diags;
	struct pc_policy *policy;
	struct pc_model_guard *guard;
	struct pc_gate *gate;
};

static inline void write_text(const char *path, const char *text)
{
	struct pc_err err;

	assert_int_equal(pc_fs_replace(AT_FDCWD, path, pc_str(text), 0644, &err), PC_OK);
}

/* rules: deny rules, one a line. */
static inline void read_rules(struct gate_world *w, const char *rules)
{
	struct pc_str rest = pc_str(rules ? rules : "");
	struct pc_err err;
	size_t n = 0;

	while (rest.len) {
		assert_true(n < MOST_RULES);
		w->rules[n] = (struct pc_rule_text){.text = pc_str_cut(&rest, '\n'),
			.list = PC_LIST_DENY,
			.from.at = {"rules", (uint32_t)n + 1, 1},
			.base = PC_STR("/w")};
		n++;
	}
	w->diags.arena = &w->arena;
	w->settings.rules = w->rules;
	w->settings.n_rules = n;
	w->settings.cwd = PC_STR("/w");
	w->settings.home = PC_STR("/h");
	w->settings.dirs = &w->settings.cwd;
	w->settings.n_dirs = 1;
	assert_int_equal(
		pc_policy_compile(&w->policy, &w->settings, &w->diags, &err), PC_OK);
}

/* models: the map "models:" of the policy, NULL: none. */
static inline void world_open(struct gate_world *w, const char *models, const char *rules)
{
	const struct pc_model_guard_where where = {w->table, w->policy_file, w->blocks};
	struct pc_gate_setup setup = {.config = &gate_config, .generation = 7};
	struct pc_err err;

	*w = (struct gate_world){.dir = "/tmp/pc-gate-XXXXXX"};
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->table, sizeof(w->table), "%s/models.yaml", w->dir);
	snprintf(w->policy_file, sizeof(w->policy_file), "%s/policy.yaml", w->dir);
	snprintf(w->blocks, sizeof(w->blocks), "%s/blocks.yaml", w->dir);
	write_text(w->table, gate_models);
	if (models) {
		write_text(w->policy_file,
			pc_arena_printf(&w->arena, "models: %s\n", models).ptr);
	}
	assert_int_equal(pc_model_guard_new(&w->guard, &where, &err), PC_OK);
	read_rules(w, rules);
	setup.guard = w->guard;
	setup.policy = w->policy;
	assert_int_equal(pc_gate_new(&w->gate, &setup, &err), PC_OK);
}

static inline void world_done(struct gate_world *w)
{
	pc_gate_free(w->gate);
	pc_policy_free(w->policy);
	pc_model_guard_free(w->guard);
	pc_arena_done(&w->arena);
	pc_fs_remove_tree(w->dir);
}

#endif
