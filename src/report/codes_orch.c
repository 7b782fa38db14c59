/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of the orchestrator: of orchestrator.yaml (PC2700-2723). */
#include "codes_priv.h"

const struct pc_code codes_orch[] = {
	{.code = "PC2700",
		.title = "A configuration of the orchestrator that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "No job is dispatched.",
		.mend = "Write YAML as orchestrator.yaml(5) has it.",
		.bad = "orchestrator: {backends: [}",
		.good = "orchestrator: {backends: [...], chains: [...]}"},
	{.code = "PC2701",
		.title = "A name that is none",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used. Names are handed to programs "
			"that print keys, and stand in rows and reports.",
		.mend = "Write small letters, digits and - _ . behind the first, at most "
			"60 of them.",
		.bad = "backends: [{name: My Backend, ...}]",
		.good = "backends: [{name: my-backend, ...}]"},
	{.code = "PC2702",
		.title = "A name that stands twice in a list",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: nobody could tell which of the "
			"two is meant.",
		.mend = "Give one of them another name.",
		.bad = "keys: [{name: k, ...}, {name: k, ...}]",
		.good = "keys: [{name: k-1, ...}, {name: k-2, ...}]"},
	{.code = "PC2703",
		.title = "More entries than a list may have",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used. A list has at most 256 entries.",
		.mend = "Unite entries; a key, a chain or a type for each job is more "
			"than anybody can look through.",
		.bad = "keys: [{name: k-1, ...}, ..., {name: k-257, ...}]",
		.good = "keys: [{name: k-1, ...}]"},
	{.code = "PC2704",
		.title = "A budget that is no amount of dollars",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: a budget that was read wrongly "
			"would be spent before anybody sees it.",
		.mend = "Write dollars as a decimal above 0, with a point. Leave the key "
			"out where there is to be no budget; pause what is to spend "
			"nothing.",
		.bad = "budget-day: 0",
		.good = "budget-day: 12.50"},
	{.code = "PC2705",
		.title = "Slots that are all kept for people",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: no job would ever run.",
		.mend = "Keep fewer, or have more slots.",
		.bad = "limits: {slots: 1, operator-slots: 1}",
		.good = "limits: {slots: 20, operator-slots: 1}"},
	{.code = "PC2706",
		.title = "A lease that one late heartbeat ends",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: jobs would be taken from workers "
			"that are there, and run twice.",
		.mend = "Let a lease last two heartbeats at least.",
		.bad = "limits: {lease: 30s, heartbeat: 20s}",
		.good = "limits: {lease: 90s, heartbeat: 30s}"},
	{.code = "PC2707",
		.title = "An address that nothing may be sent to",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used. Keys and prompts go over https, "
			"or to this machine itself.",
		.mend = "Write an address that begins with https://, without a name or a "
			"password in it.",
		.bad = "url: http://models.example.com/v1",
		.good = "url: https://models.example.com/v1"},
	{.code = "PC2708",
		.title = "A backend with what its kind does not have",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: what a kind has no use for would "
			"pass for something that it goes by.",
		.mend = "Programs (claude-cli, command) have argv, which command needs; "
			"anthropic and openai have url; openai alone has contract.",
		.bad = "{name: b, kind: anthropic, provider: anthropic, argv: "
		       "[/usr/bin/claude]}",
		.good = "{name: b, kind: claude-cli, provider: anthropic, argv: "
			"[/usr/bin/claude]}"},
	{.code = "PC2709",
		.title = "A backend without any key",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: each call of it would be refused "
			"by its provider.",
		.mend = "Add a key of the same provider, or say keyless: true of a "
			"backend that needs none.",
		.bad = "backends: [{name: b, kind: openai, provider: openai}]",
		.good = "backends: [{name: b, kind: openai, provider: local, keyless: "
			"true}]"},
	{.code = "PC2710",
		.title = "A step that goes to no backend",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used.",
		.mend = "Write a name of the list backends.",
		.bad = "steps: [{backend: claud, model: flagship}]",
		.good = "steps: [{backend: claude, model: flagship}]"},
	{.code = "PC2711",
		.title = "A type of jobs whose chain is not there",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: jobs of the type could go "
			"nowhere. A type that names no chain goes by that of its tier, "
			"which is worker unless it says otherwise.",
		.mend = "Add the chain, or name another one.",
		.bad = "types: [{name: mail, tier: grunt}]  # and no chain is called "
		       "grunt",
		.good = "chains: [{name: grunt, steps: [...]}]"},
	{.code = "PC2712",
		.title = "A chain without steps, or with too many",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used. A chain has 1 to 16 steps: each "
			"may be one more attempt.",
		.mend = "Write the backends and models that are tried, one after the "
			"other.",
		.bad = "chains: [{name: brain, steps: []}]",
		.good = "chains: [{name: brain, steps: [{backend: claude, model: "
			"flagship}]}]"},
	{.code = "PC2713",
		.title = "A chain that tries the same twice",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "What refused a job before is asked again, at once.",
		.mend = "Take the second one out: what may be asked again is asked again "
			"without it, when its window ends.",
		.bad = "steps: [{backend: b, model: m}, {backend: b, model: m}]",
		.good = "steps: [{backend: b, model: m}, {backend: c, model: m}]"},
	{.code = "PC2714",
		.title = "A program that is looked for in PATH",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: whoever changes PATH would "
			"choose the program.",
		.mend = "Write where it lies.",
		.bad = "argv: [claude]",
		.good = "argv: [/usr/local/bin/claude]"},
	{.code = "PC2715",
		.title = "A place that is no whole path",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: where jobs lie would depend on "
			"the orchestrator was started.",
		.mend = "Write the path from the root; that of a socket has at most 107 "
			"bytes.",
		.bad = "state: jobs",
		.good = "state: /var/lib/policyd/jobs"},
	{.code = "PC2716",
		.title = "A key that stands in the configuration, or a reference that "
			 "means nothing",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used. The finding does not repeat what "
			"stands there: it may be a key, and who can read the file can "
			"read it.",
		.mend = "Have the provider replace a key that stood there; then say "
			"where the new one lies: file:/PATH, exec:/PROGRAM, or vault: "
			"with a vault-token.",
		.bad = "keys: [{name: k, provider: p, key: THE-KEY-ITSELF}]",
		.good = "keys: [{name: k, provider: p, key: "
			"\"file:/etc/policyctl/keys/k\"}]"},
	{.code = "PC2717",
		.title = "A key in the environment",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used, unless it says allows-env-keys: "
			"true: every program that is started from there gets it, and a "
			"worker that has it may switch from a subscription to paid "
			"calls.",
		.mend = "Write it into a file that only policyd may read.",
		.bad = "key: \"env:OPENAI_API_KEY\"",
		.good = "key: \"file:/etc/policyctl/keys/openai\""},
	{.code = "PC2718",
		.title = "A key that no backend uses",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "It is never read.",
		.mend = "Write the provider as the backends have it, or take the key "
			"out.",
		.bad = "keys: [{name: k, provider: open-ai, ...}]  # and backends of "
		       "openai",
		.good = "keys: [{name: k, provider: openai, ...}]"},
	{.code = "PC2719",
		.title = "A key that is never tried",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "Another key of its provider comes before it, fits every call "
			"and is always used, so that its failures are final.",
		.mend = "Say which models, agents or projects the other one is for, or "
			"take always out of it.",
		.bad = "keys: [{name: a, rank: prioritised, always: true, ...}, {name: "
		       "b, ...}]",
		.good = "keys: [{name: a, rank: prioritised, always: true, agents: "
			"[client], ...}, {name: b, ...}]"},
	{.code = "PC2720",
		.title = "A user that can be none",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_REFUSED,
		.then = "The configuration is not used: who may hand in jobs would be "
			"somebody else than is meant.",
		.mend = "Write names of users, groups with @ before them, or * for all.",
		.bad = "users: [\"alice bob\", \"@\"]",
		.good = "users: [alice, \"@staff\"]"},
	{.code = "PC2721",
		.title = "A step whose model may not be called",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The chain is shorter than it looks: model-policy.yaml refuses "
			"the step whenever it is its turn, and a job that has no other "
			"one is refused.",
		.mend = "Name a model that may be called, or have model-policy.yaml "
			"allow this one. Programs that no model answers for may be given "
			"any name that is allowed, such as a position.",
		.bad = "steps: [{backend: api, model: claude-opus-4-20250514}]",
		.good = "steps: [{backend: api, model: flagship}]"},
	{.code = "PC2722",
		.title = "A step with a model that its backend does not have",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "The step is never taken: the backend's provider makes other "
			"models and does not serve this one.",
		.mend = "Name a model of that provider, or another backend.",
		.bad = "{backend: openai, model: claude-opus-5-5}",
		.good = "{backend: anthropic, model: claude-opus-5-5}"},
	{.code = "PC2723",
		.title = "A backend that no chain goes to",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_IGNORED,
		.then = "No job is ever sent there.",
		.mend = "Write it into a chain, or take it out.",
		.bad = "backends: [{name: spare, ...}]",
		.good = "chains: [{name: worker, steps: [{backend: spare, model: "
			"worker}]}]"},
	{.code = NULL},
};
