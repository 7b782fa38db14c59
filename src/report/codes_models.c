/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of models: of the table (PC2600-2619), of the policy of models
 * (PC2620-2639), of who names models (PC2640-2659), of scans (PC2660-2679). */
#include "codes_priv.h"

const struct pc_code codes_models[] = {
	{.code = "PC2600",
		.title = "A table of models that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Nothing is known of any model.",
		.mend = "Write YAML as models.yaml(5) has it.",
		.bad = "models: {id: claude-opus-5-5}",
		.good = "models: [{id: claude-opus-5-5, ...}]"},
	{.code = "PC2640",
		.title = "A model that is retired",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Requests for it fail.",
		.mend = "Write the model that the table names for it; 'policyctl models "
			"check --fix' does, where that is certain.",
		.bad = "model: claude-opus-4-1-20250805",
		.good = "model: claude-opus-4-8"},
	{.code = "PC2641",
		.title = "A model that is deprecated",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It is served until the day that was announced, and requests "
			"fail from then on. Where that day is within --fail-in, this is "
			"an error.",
		.mend = "Go over to the model that the table names for it, before that "
			"day.",
		.bad = "model: claude-sonnet-4-5",
		.good = "model: claude-sonnet-5-5"},
	{.code = "PC2642",
		.title = "A model that is legacy",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It is served, and may be the next one that is deprecated.",
		.mend = "Nothing has to be done. Try the newer model while there is "
			"time.",
		.bad = "model: claude-opus-4-8",
		.good = "model: claude-opus-5-5"},
	{.code = "PC2643",
		.title = "A model that has outlived its end",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The day that was announced has passed and it was seen to be "
			"served since; nobody says for how long.",
		.mend = "Go over to the model that the table names for it, now.",
		.bad = "model: claude-haiku-4-5 (its end has passed)",
		.good = "model: claude-haiku-5-5"},
	{.code = "PC2644",
		.title = "A model that is a preview",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Those who were invited get answers, for as long as it pleases "
			"its maker.",
		.mend = "Write a model that work may be routed to.",
		.bad = "model: claude-mythos-5",
		.good = "model: claude-opus-5-5"},
	{.code = "PC2645",
		.title = "A model that the table does not know",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Nothing is known of it: requests may fail, and what they cost "
			"is not known.",
		.mend = "Write one that the table has; or bring the table up to date "
			"with 'policyctl models scan'; or say why it stands there in a "
			"comment, 'policyctl: model-ok REASON'.",
		.bad = "model: claude-opus-9-9",
		.good = "model: claude-opus-5-5"},
	{.code = "PC2646",
		.title = "A name that only looks like a model's",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No model has that name, so requests fail, or somebody else "
			"answers them.",
		.mend = "Write the name that was meant. Copy it from the table, as "
			"letters of another script and signs that are not shown look "
			"right.",
		.bad = "model: claude-opus-4.8",
		.good = "model: claude-opus-4-8"},
	{.code = "PC2647",
		.title = "A parameter that the newer model refuses",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_REFUSED,
		.then = "The file names a model that is to be replaced, and has "
			"something that requests for its successor may not say: they "
			"fail.",
		.mend = "Take it out of requests when the model is replaced. --fix "
			"leaves such a file as it is.",
		.bad = "model=\"claude-sonnet-4-5\", temperature=0.2",
		.good = "model=\"claude-sonnet-5-5\""},
	{.code = "PC2648",
		.title = "A model that is current",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It is what its maker recommends; or a word that stands for such "
			"a one. It is told with --all alone.",
		.mend = "Nothing.",
		.bad = "policyctl models check --all .",
		.good = "policyctl models check ."},
	{.code = "PC2649",
		.title = "A comment that allows a model without a reason",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The name beside it is judged as if the comment were not there.",
		.mend = "Write why it may stand there.",
		.bad = "\"claude-2.1\", # policyctl: model-ok",
		.good = "\"claude-2.1\", # policyctl: model-ok a row of a test"},
	{.code = NULL},
};
