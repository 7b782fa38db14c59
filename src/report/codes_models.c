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
		.bad = "models: [{provider: p, id: m, state: current}",
		.good = "models: [{provider: p, id: m, state: current}]"},
	{.code = "PC2601",
		.title = "A name that stands twice in a table of models",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. A name that two rows have would stand for either.",
		.mend = "Take it away from one of the two; an alias goes with the "
			"model that answers to it.",
		.bad = "models:\n"
		       "- {provider: p, id: m-1, state: current, aliases: [m]}\n"
		       "- {provider: p, id: m, state: legacy}",
		.good = "models:\n"
			"- {provider: p, id: m-2, state: current, aliases: [m]}\n"
			"- {provider: p, id: m-1, state: legacy}"},
	{.code = "PC2602",
		.title = "An end and a floor together",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. A day before which a model is not retired is no "
			"end.",
		.mend = "Keep retires where the end is announced, retires-not-"
			"before where it is not.",
		.bad = "models: [{provider: p, id: m, state: deprecated, retires: "
		       "2026-11-30, retires-not-before: 2026-09-29}]",
		.good = "models: [{provider: p, id: m, state: deprecated, retires: "
			"2026-11-30}]"},
	{.code = "PC2603",
		.title = "An end before its announcement",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. One of the two days is wrong.",
		.mend = "Hold both against the page that says so.",
		.bad = "models: [{provider: p, id: m, state: retired, announced: "
		       "2026-09-30, retires: 2026-01-30}]",
		.good = "models: [{provider: p, id: m, state: retired, announced: "
			"2025-09-30, retires: 2026-01-30}]"},
	{.code = "PC2604",
		.title = "An active model with an end",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It counts as deprecated, and as retired from that day on.",
		.mend = "Write state: deprecated, or retires-not-before when the "
			"day is no end.",
		.bad = "models: [{provider: p, id: m, state: current, retires: "
		       "2027-09-01}]",
		.good = "models: [{provider: p, id: m, state: current, retires-not-"
			"before: 2027-09-01}]"},
	{.code = "PC2605",
		.title = "A deprecated model of which nothing says when it ends",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "No days can be counted, so that no limit of days holds.",
		.mend = "Write retires with the day, or to-be-announced.",
		.bad = "models: [{provider: p, id: m, state: deprecated}]",
		.good = "models: [{provider: p, id: m, state: deprecated, retires: "
			"to-be-announced}]"},
	{.code = "PC2606",
		.title = "A replacement that the table does not have",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. Nothing could be said of the model that is named.",
		.mend = "Give it a row, or take the key away until more is known.",
		.bad = "models: [{provider: p, id: m-1, state: legacy, "
		       "replacement: m-2}]",
		.good = "models:\n"
			"- {provider: p, id: m-1, state: legacy, replacement: m-2}\n"
			"- {provider: p, id: m-2, state: current}"},
	{.code = "PC2607",
		.title = "A replacement that is retired",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The replacement of the replacement is taken, if there is "
			"one.",
		.mend = "Write the model that its provider names today.",
		.bad = "models:\n"
		       "- {provider: p, id: m-1, state: retired, replacement: m-2}\n"
		       "- {provider: p, id: m-2, state: retired}",
		.good = "models:\n"
			"- {provider: p, id: m-1, state: retired, replacement: m-2}\n"
			"- {provider: p, id: m-2, state: legacy}"},
	{.code = "PC2608",
		.title = "Replacements that go in a circle",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends.",
		.mend = "The newer model has no replacement until it is deprecated "
			"itself.",
		.bad = "models:\n"
		       "- {provider: p, id: m-1, state: legacy, replacement: m-2}\n"
		       "- {provider: p, id: m-2, state: current, replacement: m-1}",
		.good = "models:\n"
			"- {provider: p, id: m-1, state: legacy, replacement: m-2}\n"
			"- {provider: p, id: m-2, state: current}"},
	{.code = "PC2609",
		.title = "A position that nobody holds",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. Whoever asks for the position would get nothing.",
		.mend = "Write the id of a model, or a position that leads to one.",
		.bad = "positions: {brain: m-2}\n"
		       "models: [{provider: p, id: m-1, state: current}]",
		.good = "positions: {brain: m-1}\n"
			"models: [{provider: p, id: m-1, state: current}]"},
	{.code = "PC2610",
		.title = "A price that is none",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. Prices are whole micro-dollars of a million tokens.",
		.mend = "Write dollars of a million tokens with at most six places;"
			" several prices by rising above, of which the first has "
			"none.",
		.bad = "models: [{provider: p, id: m, state: current, prices: "
		       "{input: -0.10}}]",
		.good = "models: [{provider: p, id: m, state: current, prices: "
			"{input: 0.10}}]"},
	{.code = "PC2611",
		.title = "A name that no model can have",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends.",
		.mend = "Write the id as the provider's interface takes it.",
		.bad = "models: [{provider: p, id: the new one, state: current}]",
		.good = "models: [{provider: p, id: the-new-one, state: current}]"},
	{.code = "PC2612",
		.title = "Evidence that is not there",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The table is not used: a command that needs it says so and"
			" ends. Whoever reads the row could not see who says so.",
		.mend = "Write it under evidence at the top of the file, or as a "
			"map in the row.",
		.bad = "evidence: {page: {url: 'https://p.example/'}}\n"
		       "models: [{provider: p, id: m, state: current, evidence: "
		       "[site]}]",
		.good = "evidence: {page: {url: 'https://p.example/'}}\n"
			"models: [{provider: p, id: m, state: current, evidence: "
			"[page]}]"},
	{.code = "PC2613",
		.title = "A provider or line that the table does not have",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Nothing is known of the notice that the provider gives, or"
			" of its flagship.",
		.mend = "Add it to providers, or a model of that line to models.",
		.bad = "models: [{provider: q, id: m, state: current}]",
		.good = "providers: [{name: q, notice: 60d}]\n"
			"models: [{provider: q, id: m, state: current}]"},
	{.code = "PC2614",
		.title = "A position that is held by what is not to be used",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Whoever asks for the position is refused.",
		.mend = "Let a model hold it that is served to everybody.",
		.bad = "positions: {brain: m}\n"
		       "models: [{provider: p, id: m, state: preview}]",
		.good = "positions: {brain: m}\n"
			"models: [{provider: p, id: m, state: current}]"},
	{.code = "PC2615",
		.title = "What is said of a day that has not come",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It is taken as it is; nobody can have looked then.",
		.mend = "Write as-of as the day on which the source was read.",
		.bad = "as-of: 9999-12-31\n"
		       "models: [{provider: p, id: m, state: current}]",
		.good = "as-of: 2026-10-10\n"
			"models: [{provider: p, id: m, state: current}]"},
	{.code = NULL},
};
