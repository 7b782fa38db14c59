/* SPDX-License-Identifier: Apache-2.0 */
/* What targets.yaml and overrides/ of a policy repository may not say.  Machines then
 * keep what they have. */
#include "codes_priv.h"

const struct pc_code codes_targets[] = {
	{.code = "PC2301",
		.title = "A targets.yaml or override that cannot be read",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Nobody can tell whom the policy is for, so no machine takes it. "
			"The agent itself reads no such file.",
		.mend = "Mend it at the place that is named. An empty file says "
			"nothing: take it away.",
		.bad = "groups: [",
		.good = "groups: {}"},
	{.code = "PC2302",
		.title = "A group that is not there",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "No machine is in it, so a mistyped name would silently mean "
			"nobody. No machine takes such a policy.",
		.mend = "Write the name as 'groups' has it, or add the group.",
		.bad = "groups: {laptops: {host: lap-*}}, rings: [{name: first, groups: "
		       "laptop}]",
		.good = "groups: {laptops: {host: lap-*}}, rings: [{name: first, groups: "
			"laptops}]"},
	{.code = "PC2303",
		.title = "Groups that are told by each other",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Whether a machine is in such a group depends on whether it is. "
			"No machine takes such a policy.",
		.mend = "Tell one of the groups by host, os, label or user.",
		.bad = "groups: {a: {not: b}, b: {not: a}}",
		.good = "groups: {a: {not: b}, b: {label: server}}"},
	{.code = "PC2304",
		.title = "Targets or an override of a fragment that is not there",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "A fragment without an entry goes to every machine, so a "
			"mistyped "
			"name would enforce what should be tried out. No machine takes "
			"such a policy.",
		.mend = "Write the file's name as managed-settings.d has it. Take the "
			"entry away together with the file.",
		.bad = "fragments: {30-date.json: {mode: monitor}}",
		.good = "fragments: {30-data.json: {mode: monitor}}"},
	{.code = "PC2305",
		.title = "A ring that no figure leads to",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The percentage of a ring includes the rings before it. One that "
			"is not larger than theirs has no machines by figure.",
		.mend = "Let percentages rise from ring to ring; leave the last one's "
			"away for everybody.",
		.bad = "rings: [{name: first, percent: 10}, {name: second, percent: 10}]",
		.good = "rings: [{name: first, percent: 10}, {name: second, percent: "
			"20}, {name: rest}]"},
	{.code = "PC2306",
		.title = "Rings that leave machines out",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "Machines behind the last percentage keep what they have, also "
			"when something urgent is published.",
		.mend = "Add a last ring without a percentage, or raise the last one to "
			"100 when the rollout is complete.",
		.bad = "rings: [{name: first, percent: 10}]",
		.good = "rings: [{name: first, percent: 10, soak: 1d}, {name: rest}]"},
	{.code = "PC2307",
		.title = "An override for nobody, or about nothing",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It has no effect, which its author does not know.",
		.mend = "Name machines or users, and say one of skip, monitor, pin and "
			"hold.",
		.bad = "owner: ann, reason: a test, expires: 2026-12-31, skip: "
		       "30-data.json",
		.good = "owner: ann, reason: a test, expires: 2026-12-31, skip: "
			"30-data.json, machines: lap-ann"},
	{.code = "PC2308",
		.title = "An override that lasts too long",
		.severity = PC_ERROR,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "An exception that lasts is a policy of its own, which nobody "
			"reviews. No machine takes such a policy.",
		.mend = "Let it end within 'longest-override' of targets.yaml, which is "
			"90 days at most; or make it a group.",
		.bad = "expires: 2999-12-31",
		.good = "expires: 2026-12-31"},
	{.code = "PC2309",
		.title = "A pause, kill switch or override that is over",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "It has no effect any more.",
		.mend = "Take it away, or give it another end.",
		.bad = "pause: [{owner: ann, reason: freeze, until: 2020-01-01}]",
		.good = "pause: []"},
	{.code = "PC2310",
		.title = "A pause or kill switch that is on",
		.severity = PC_WARNING,
		.effect = PC_EFFECT_ACCEPTED,
		.then = "The machines that it is for do not get this policy.",
		.mend = "Take it away when it has served.",
		.bad = "kill: [{what: agents, owner: ann, reason: incident 7, until: "
		       "2026-12-31}]",
		.good = "kill: []"},
	{.code = NULL},
};
