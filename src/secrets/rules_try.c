/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of users held against their own examples, as the engine will see them. */
#include "pc/secrets/scan.h"

#include "rules_priv.h"

enum { SEEDS = 3 };

struct trial {
	const struct rules *rules;
	struct pc_secret_scanner *scanner;
	const struct pc_secret_rule *rule; /* whose example it is */
	bool by_it, by_other;
};

static void tell(void *context, const struct pc_secret_hit *hit)
{
	struct trial *trial = context;

	if (hit->rule == trial->rule)
		trial->by_it = true;
	else
		trial->by_other = true;
}

/* Each template stands for many texts: a few of them. */
static bool try_example(struct trial *trial, const char *example, bool holds_key)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct pc_secret_text text = {
			.text = pc_secret_sample(&arena, example, seed)};

		trial->by_it = trial->by_other = false;
		pc_secret_scan(trial->scanner, &text, tell, trial);
		if (holds_key ? !trial->by_it && !trial->by_other : trial->by_it)
			return false;
	}
	return true;
}

static bool try_examples(struct trial *trial, size_t i, bool holds_key)
{
	const struct rules *rules = trial->rules;
	const char *const *examples = holds_key ? trial->rule->match : trial->rule->none;
	bool good = true;

	for (size_t n = 0; examples && examples[n]; n++) {
		struct pc_span at = rules->at[i];
		struct pc_diag *diag;

		if (try_example(trial, examples[n], holds_key))
			continue;
		if (rules->places)
			at = (holds_key ? rules->places[i].match
					: rules->places[i].none)[n];
		diag = pc_diag_add(rules->diags, holds_key ? "PC2505" : "PC2506",
			PC_ERROR, at, "'%s' %s its example", trial->rule->id,
			holds_key ? "does not find" : "takes for a key");
		diag->hint = holds_key ? PC_STR("look at length, charset, entropy and "
						"context, and at what stands around the "
						"key")
				       : PC_STR("make the pattern or the context "
						"narrower");
		good = false;
	}
	return good;
}

/* The ids of all that is built in: the surest rule tells a place, and here it has to be
 * one of these. */
static const char *const *built_in(struct pc_arena *arena)
{
	const char **ids = pc_arena_new_array(arena, const char *, pc_secret_n_rules + 2);
	size_t n = 0;

	for (size_t i = 0; i < pc_secret_n_rules; i++)
		ids[n++] = pc_secret_rules[i].id;
	ids[n] = "generic-assignment";
	return ids;
}

bool pc_secret_rules_try(const struct rules *rules)
{
	struct pc_secrets_options options = {.more = rules->items,
		.n_more = rules->count,
		.without = built_in(rules->arena),
		.is_plain = true};
	struct trial trial = {.rules = rules};
	struct pc_secrets *secrets;
	struct pc_err err;
	bool good = true;

	if (pc_secrets_open(&secrets, &options, &err) != PC_OK) {
		pc_diag_add(rules->diags, "PC2501", PC_ERROR, err.at, "%s", err.text);
		return false;
	}
	trial.scanner = pc_secret_scanner_new(secrets);
	for (size_t i = 0; i < rules->count; i++) {
		trial.rule = &rules->items[i];
		good &= try_examples(&trial, i, true);
		good &= try_examples(&trial, i, false);
	}
	pc_secret_scanner_free(trial.scanner);
	pc_secrets_close(secrets);
	return good;
}
