/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a targets.yaml, or, behind the letter O, as an override.  Nothing may
 * crash; an error has a place; and whatever they say, no machine takes a commit that is
 * not signed or that was halted, and none goes anywhere but to a commit that there is. */
#include <stdio.h>
#include <stdlib.h>

#include "fleet/targets_priv.h"
#include "pc/doc/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static const struct pc_candidate commits[] = {
	{PC_STR("d"), 1800000000, false, {0}},
	{PC_STR("c"), 1799990000, true, PC_STR("eve")},
	{PC_STR("b"), 1799900000, true, {0}},
};

static struct pc_str words[] = {{"laptop", 6}, {"ann", 3}};

static const struct pc_facts machine = {
	.name = PC_STR("lap-7.example.com"),
	.id = PC_STR("0123456789abcdef0123456789abcd48"),
	.os = PC_STR("linux"),
	.labels = {.items = words, .count = 1},
	.users = {.items = words + 1, .count = 1},
};

static void choose(struct pc_arena *arena, const struct pc_targets *targets)
{
	static const struct pc_str in_force[] = {{"", 0}, PC_STR("a")};
	struct pc_str file = PC_STR("30-data.json");
	const struct pc_texts files = {.items = &file, .count = 1};
	struct pc_choice choice;
	struct pc_picks picks;

	for (size_t i = 0; i < PC_COUNT(in_force); i++) {
		const struct pc_targets_question question = {.targets = targets,
			.machine = &machine,
			.now = 1800000000,
			.candidates = commits,
			.n_candidates = PC_COUNT(commits),
			.in_force = in_force[i]};

		pc_targets_choose(&choice, arena, &question);
		must(choice.commit.len == 0 || pc_str_is(choice.commit, "b") ||
				pc_str_eq(choice.commit, in_force[i]),
			"only a good commit is taken");
		must(choice.kill || choice.killed.len == 0, "nobody kills in silence");
		pc_targets_pick(&picks, arena, targets, &question, &files, &choice);
		must(picks.items[0].is_in || !picks.items[0].is_watched,
			"what is not there is not watched");
		for (size_t k = 0; k < choice.whys.count; k++)
			must(choice.whys.items[k].verdict != NULL, "a row says it");
	}
}

static bool has_errors(const struct pc_diags *diags)
{
	bool any = false;

	for (size_t i = 0; i < diags->count; i++) {
		any |= diags->items[i].severity == PC_ERROR;
		must(diags->items[i].at.file != NULL, "a finding has a place");
	}
	return any;
}

static void try_override(struct pc_arena *arena, struct pc_str text)
{
	const struct pc_targets_where where = {.now = 1800000000, .made = 1800000000};
	struct pc_diags diags = {.arena = arena};
	const struct checking check = {.where = &where, .diags = &diags};
	struct override override = {.name = PC_STR("x.yaml"), .at.file = "x.yaml"};
	struct pc_targets targets = {.overrides = &override, .n_overrides = 1};
	struct pc_node *tree;
	struct pc_err err;

	if (pc_yaml_read(&tree, arena, "x.yaml", text, &diags, &err) != PC_OK)
		return;
	override_read(&override, tree, &diags);
	overrides_check(&targets, &check);
	if (!has_errors(&diags))
		choose(arena, &targets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_str text = {(const char *)data, size};
	struct pc_targets *targets;

	if (size && data[0] == 'O') {
		try_override(&arena, pc_str_from(text, 1));
		return 0;
	}
	pc_targets_read(&targets, "targets.yaml", text, &diags);
	must(pc_targets_soak(targets) >= 0, "soaking takes its time");
	if (!has_errors(&diags))
		choose(&arena, targets);
	return 0;
}
