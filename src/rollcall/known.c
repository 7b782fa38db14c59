/* SPDX-License-Identifier: Apache-2.0 */
/* The sources once more, without their readers: policyctl checks policies and links
 * neither libcurl nor libxml2.  A test holds this list against pc_sources[]. */
#include "pc/rollcall/known.h"

static const struct known {
	const char *name;
	bool wants_key;
} all[] = {
	{"anthropic-api", true},
	{"anthropic-page", false},
	{"anthropic-page-md", false},
	{"google-page", false},
	{"google-page-md", false},
	{"openai-api", true},
	{"openai-page", false},
	{"openai-page-md", false},
	{"openrouter", false},
	{"models-dev", false},
	{"litellm", false},
	{"model-eol", false},
};

const char *pc_source_known(size_t i, bool *wants_key)
{
	if (i >= PC_COUNT(all))
		return NULL;
	*wants_key = all[i].wants_key;
	return all[i].name;
}

static const struct known *find(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(all); i++) {
		if (pc_str_is(name, all[i].name))
			return &all[i];
	}
	return NULL;
}

static const char *nearest(struct pc_str name)
{
	enum { NEAR = 4 };
	const char *best = NULL;
	size_t least = NEAR;

	for (size_t i = 0; i < PC_COUNT(all); i++) {
		size_t distance = pc_str_distance(name, pc_str(all[i].name));

		if (distance >= least)
			continue;
		least = distance;
		best = all[i].name;
	}
	return best;
}

static void check_name(const struct pc_model_source_wish *wish, struct pc_diags *diags)
{
	const char *meant = nearest(wish->name);
	struct pc_diag *diag = pc_diag_add(diags, "PC2660", PC_ERROR, wish->at,
		"there is no source '%.*s': no scan starts", PC_STR_ARG(wish->name));

	diag->hint = meant && diags
			     ? pc_arena_printf(diags->arena, "did you mean '%s'?", meant)
			     : PC_STR("policyctl models scan --list-sources has "
				      "their names");
}

static void check_key(const struct pc_model_source_wish *wish, const struct known *known,
	struct pc_diags *diags)
{
	if (!known->wants_key && wish->key.len)
		pc_diag_add(diags, "PC2662", PC_ERROR, wish->at,
			"the source '%s' takes no key: no scan starts", known->name);
	if (known->wants_key && !wish->key.len)
		pc_diag_add(diags, "PC2663", PC_WARNING, wish->at,
			"the source '%s' wants a key, and has none: it will not be "
			"checked",
			known->name)
			->hint = PC_STR("key: file:/PATH or exec:/PROGRAM");
}

void pc_sources_check(const struct pc_model_policy *policy, struct pc_diags *diags)
{
	for (size_t i = 0; i < policy->n_sources; i++) {
		const struct pc_model_source_wish *wish = &policy->sources[i];
		const struct known *known = find(wish->name);

		if (!known) {
			check_name(wish, diags);
			continue;
		}
		check_key(wish, known, diags);
		for (size_t k = 0; k < i; k++) {
			if (pc_str_eq(policy->sources[k].name, wish->name))
				pc_diag_add(diags, "PC2661", PC_ERROR, wish->at,
					"the source '%s' is named twice: no scan starts",
					known->name);
		}
	}
}
