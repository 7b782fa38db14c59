/* SPDX-License-Identifier: Apache-2.0 */
/* Any two lines as rules of any two lists, and all lines as the rules of a policy.  The
 * two stand to each other the other way round when they are swapped; a rule that can be
 * compared is equivalent to itself; comparing all of them ends. */
#include "pc/lint/analyze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_RULES = 24 };

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static enum pc_relation mirrored(enum pc_relation relation)
{
	if (relation == PC_RELATION_WITHIN)
		return PC_RELATION_COVERS;
	return relation == PC_RELATION_COVERS ? PC_RELATION_WITHIN : relation;
}

static void compare(const struct pc_settings *settings, const struct pc_rule_text *a,
	const struct pc_rule_text *b)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_analysis there, back, self;

	pc_analyze_rules(&there, &arena, settings, a, b);
	pc_analyze_rules(&back, &arena, settings, b, a);
	pc_analyze_rules(&self, &arena, settings, a, a);
	must(back.relation == mirrored(there.relation), "the relation has two sides");
	must(self.relation == PC_RELATION_EQUIVALENT ||
			self.relation == PC_RELATION_UNKNOWN,
		"a rule is equivalent to itself");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str rest = {(const char *)data, size}, cwd = PC_STR("/w");
	struct pc_rule_text rules[MOST_RULES];
	struct pc_settings settings = {.rules = rules,
		.cwd = cwd,
		.home = PC_STR("/h"),
		.dirs = &cwd,
		.n_dirs = 1};
	struct pc_diags diags = {.arena = &arena};

	while (rest.ptr && settings.n_rules < MOST_RULES) {
		struct pc_str line = pc_str_cut(&rest, '\n');
		unsigned list = line.len ? (unsigned char)line.ptr[0] % 3 : 0;

		rules[settings.n_rules] =
			(struct pc_rule_text){.text = pc_str_from(line, 1),
				.list = (enum pc_list_kind)list,
				.from = {PC_LAYER_MANAGED,
					{"test", (uint32_t)settings.n_rules + 1, 1}},
				.base = cwd};
		settings.n_rules++;
	}
	if (settings.n_rules > 1)
		compare(&settings, &rules[0], &rules[1]);
	pc_analyze_settings(&settings, &diags);
	must(diags.count + diags.dropped <= settings.n_rules + 1,
		"a rule has one finding at most");
	return 0;
}
