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
	{.code = "PC2620",
		.title = "A policy of models that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "It is not used: nothing is built of it, and whoever asks which"
			" model may be called gets no answer.",
		.mend = "Write YAML as model-policy.yaml(5) has it.",
		.bad = "models: {allow: [flagship}",
		.good = "models: {allow: [flagship]}"},
	{.code = "PC2621",
		.title = "A name in a policy that no model has",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "An entry of allow lets nothing through; one of deny or block"
			" waits for a model of that name.",
		.mend = "Write an id, a position, line:NAME, provider:NAME or a pattern "
			"of"
			" the table; 'policyctl models list' prints it.",
		.bad = "allow: [claude-opsu-5-5]",
		.good = "allow: [flagship]"},
	{.code = "PC2622",
		.title = "A default that is no position, or may not be used",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Sessions would start with a version that somebody has to"
			" remember to change, or with what is refused.",
		.mend = "Name a position of the table, and one whose model may be used.",
		.bad = "default: claude-opus-5-5",
		.good = "default: flagship"},
	{.code = "PC2623",
		.title = "A redirection to what may not be used",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "Whoever asks for the first is refused: redirections lead to"
			" nothing that the same policy refuses, and not in a circle.",
		.mend = "Lead to a position.",
		.bad = "redirects: [{from: \"gpt-*\", to: claude-opus-4-1-20250805}]",
		.good = "redirects: [{from: \"gpt-*\", to: flagship}]"},
	{.code = "PC2624",
		.title = "A model that is allowed and refused all the same",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "It is refused: being allowed saves no model from another rule.",
		.mend = "Take it out of allow, or change the rule that the finding "
			"names.",
		.bad = "allow: [claude-opus-4-1-20250805]",
		.good = "allow: [flagship]"},
	{.code = "PC2625",
		.title = "A block that has ended",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "It holds no more.",
		.mend = "Take it out, or give it another end.",
		.bad = "block: [{model: m, reason: r, until: 2024-01-01}]",
		.good = "block: [{model: m, reason: r}]"},
	{.code = "PC2626",
		.title = "A key that stands in a policy",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The policy is not used. The finding does not repeat the key; who"
			" can read the policy can read it.",
		.mend = "Have the provider replace that key; then say where the new one"
			" lies: file:/PATH or exec:/PROGRAM.",
		.bad = "sources: [{name: anthropic-api, key: THE-KEY-ITSELF}]",
		.good = "sources: [{name: anthropic-api, key:"
			" \"file:/etc/policyctl/keys/anthropic\"}]"},
	{.code = "PC2627",
		.title = "Blocks that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "Every model is refused: nobody knows what the file would have"
			" blocked, and a kill switch with a typing mistake is not void.",
		.mend = "Mend the line that is named. policyctl models block and unblock"
			" never write such a file.",
		.bad = "blocks: [{model: claude-opus-5-5}]",
		.good = "blocks: [{model: claude-opus-5-5, reason: it leaks}]"},
	{.code = "PC2628",
		.title = "An entry that names no model",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The policy is not used.",
		.mend = "Write what stands behind the colon, or take the entry away.",
		.bad = "deny: [\"provider:\"]",
		.good = "deny: [\"provider:openai\"]"},
	{.code = "PC2629",
		.title = "A policy by which no model may be used",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "Whatever is asked for is refused.",
		.mend = "Let allow name a position whose model is served and has a "
			"price.",
		.bad = "deny: [\"*\"]",
		.good = "deny: [\"line:opus\"]"},
	{.code = "PC2630",
		.title = "Unknown models are let through and refused",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "They are refused: on-unknown lets them through, but nobody knows"
			" what they cost, and unknown-price says deny.",
		.mend = "Say what is meant for both.",
		.bad = "models: {on-unknown: allow}",
		.good = "models: {on-unknown: allow, unknown-price: warn}"},
	{.code = "PC2631",
		.title = "A fragment says something else than the policy of models",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The fragment counts: the build leaves the key as its author "
			"wrote"
			" it.",
		.mend = "Take the key out of the fragment, or say the same in"
			" model-policy.yaml.",
		.bad = "availableModels: [sonnet]\n# model-policy.yaml has allow: "
		       "[flagship]",
		.good = "# availableModels is left to model-policy.yaml"},
	{.code = "PC2632",
		.title = "What holds where models are dispatched, not in the client",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_IGNORED,
		.then = "It has no key for that. What is refused on the day of the table "
			"is"
			" denied there.",
		.mend = "Nothing, where dispatch is what counts; else build again when "
			"the"
			" table changes.",
		.bad = "min-days-left: 14",
		.good = "deny: [\"line:fable\"]"},
	{.code = "PC2633",
		.title = "Models that can be allowed only by pinning versions",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Their ids stand in availableModels. Nobody moves on to the next"
			" version by himself, and the names of lines mean these ids.",
		.mend = "Allow a position or a line.",
		.bad = "allow: [claude-opus-5]",
		.good = "allow: [flagship]"},
	{.code = "PC2634",
		.title = "A default that the client has no name for",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The build sets no model: a version there would be one that"
			" somebody has to remember to change.",
		.mend = "Name a position that the newest model of a line holds.",
		.bad = "default: previous-flagship",
		.good = "default: flagship"},
	{.code = "PC2635",
		.title = "A denial that takes other models along",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_RESTRICTIVE,
		.then = "It refuses the others, too: it takes an id, without the date"
			" behind it, for every id that begins with it.",
		.mend = "Nothing, where that is wanted; else deny it only where models "
			"are"
			" dispatched.",
		.bad = "deny: [claude-opus-5]",
		.good = "deny: [claude-opus-4-1-20250805]"},
	{.code = "PC2636",
		.title = "Models that the client cannot refuse alone",
		.severity = PC_NOTE,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Who asks for one of them by its id gets it, or what its provider"
			" says of it: denying it would take along what may be used.",
		.mend = "Nothing: they are refused where models are dispatched. deny "
			"names"
			" one that is to be refused at any price.",
		.bad = "allow: [flagship]  # and claude-opus-5 is in the table",
		.good = "allow: [\"line:opus\"]"},
	{.code = "PC2637",
		.title = "A policy by which the client may use no model",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It uses its default all the same: neither an empty list nor the"
			" denial of everything stops it.",
		.mend = "Allow one; or keep the client from starting by other means.",
		.bad = "deny: [\"provider:anthropic\"]",
		.good = "deny: [\"line:fable\"]"},
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
	{.code = "PC2660",
		.title = "A source that nobody knows",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No scan starts, so that a typing mistake does not pass for a "
			"source that has nothing new.",
		.mend = "Write one of those that policyctl models scan --list-sources "
			"prints.",
		.bad = "sources: [{name: anthropic-pages}]",
		.good = "sources: [{name: anthropic-page}]"},
	{.code = "PC2661",
		.title = "A source that is named twice",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No scan starts: nobody can tell which address and key are "
			"meant.",
		.mend = "Take one of them away.",
		.bad = "sources: [{name: litellm}, {name: litellm, url: "
		       "'https://mirror.example.com/prices.json'}]",
		.good = "sources: [{name: litellm, url: "
			"'https://mirror.example.com/prices.json'}]"},
	{.code = "PC2662",
		.title = "A key for a source that takes none",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No scan starts: the key would go to whoever has no use for it.",
		.mend = "Take the key away, or name the source that it is for.",
		.bad = "sources: [{name: anthropic-page, key: "
		       "'file:/etc/policyctl/keys/anthropic'}]",
		.good = "sources: [{name: anthropic-api, key: "
			"'file:/etc/policyctl/keys/anthropic'}]"},
	{.code = "PC2663",
		.title = "A source that wants a key and has none",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Every scan says NOT CHECKED of it, unless --key names one.",
		.mend = "Say where its key lies, or leave the source out.",
		.bad = "sources: [{name: openai-api}]",
		.good = "sources: [{name: openai-api, key: "
			"'exec:/usr/local/bin/key-of'}]"},
	{.code = "PC2670",
		.title = "A source of models that was not read",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Nothing follows of it: what the source said before stands as "
			"it was, and nobody knows whether it still says so.",
		.mend = "The text says why. A page that has another shape than those "
			"that "
			"are known wants a newer policyctl.",
		.bad = "https://example.com/deprecations: anthropic-page was not read: "
		       "it was redirected",
		.good = "policyd: models: 7 of 7 sources read: No flagship swap. ..."},
	{.code = "PC2671",
		.title = "A scan of models could not run",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "model-policy.yaml has a schedule, and nobody asks providers: "
			"what was known before stands as it was.",
		.mend = "The text says why. The user policyd-models and its directory, "
			"/var/lib/policyd/models, have to be there: systemd-sysusers && "
			"systemd-tmpfiles --create.",
		.bad = "models: {schedule: 12h, sources: [no-such-source]}",
		.good = "models: {schedule: 12h, sources: [anthropic-page]}"},
	{.code = "PC2672",
		.title = "Something that a provider did with little notice",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "A model is served after its end; or, within the last seven "
			"days, sources told of something that may break what is "
			"running.",
		.mend = "Read 'policyctl models history', then 'policyctl models "
			"propose'.",
		.bad = "claude-opus-4-8: an end that moved from 2027-05-28 to 2026-12-24",
		.good = "policyd: models: 7 of 7 sources read: No flagship swap. ..."},
	{.code = NULL},
};
