/* SPDX-License-Identifier: Apache-2.0 */
/* Of a restriction that went, or a permission that came, without showing in any call that
 * was tried: is there a call that it opens?
 *
 * The exact analysis says whether every call of the rule is one of some other rules, or
 * names the shortest that is not. That call is decided, like any other: either it is the
 * one that was looked for, or the rule that decides it on the other side joins the others
 * and the question is asked again. */
#include "diff_priv.h"
#include "pc/lint/analyze.h"

/* Rules over which the calls of one rule may be spread. */
enum { MOST_OTHERS = 24 };

struct proof {
	struct pc_diff *diff;
	int side; /* that has the rule */
	struct pc_rule_text others[MOST_OTHERS];
	size_t n_others;
};

/* Decides the call under both policies; false when that leads no further. */
static bool learn(struct proof *proof, const struct pc_action *action)
{
	struct pc_diff *diff = proof->diff;
	struct pc_ruling ruling;

	pc_diff_call(diff, &diff->sides, action, (struct pc_str){0});
	ruling = rule_on(diff, !proof->side, action);
	if (!ruling.rule || proof->n_others == MOST_OTHERS)
		return false;
	for (size_t i = 0; i < proof->n_others; i++) {
		if (pc_str_eq(proof->others[i].text, ruling.rule->text) &&
			proof->others[i].list == ruling.rule->list)
			return false;
	}
	proof->others[proof->n_others++] = *ruling.rule;
	return true;
}

const char *proof_of_cover(struct pc_diff *diff, const struct pc_rule_text *rule,
	int side, const struct pc_rule_change *change)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct proof proof = {.diff = diff, .side = side};

	while (change->sense != PC_SENSE_WIDER) {
		struct pc_action witness = {0};
		enum pc_cover cover = pc_analyze_cover(&witness, &arena,
			diff->sides.settings[side], rule, proof.others, proof.n_others);

		if (cover == PC_COVER_YES)
			return proof.n_others ? "opens nothing: other rules say the same "
						"of all its calls"
					      : "opens nothing: it matches no call";
		if (cover == PC_COVER_UNKNOWN || !learn(&proof, &witness))
			return NULL;
		pc_arena_reset(&arena);
	}
	return NULL;
}
