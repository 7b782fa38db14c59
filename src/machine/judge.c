/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a machine complies, by what it shows and what was recorded. */
#include "machine_priv.h"
#include "pc/machine/report.h"

struct judge {
	struct pc_arena *arena;
	const struct pc_wire_report *report;
	struct pc_wire_reason *reasons;
	size_t count, cap;
};

static void add(struct judge *judge, const char *id, struct pc_str text)
{
	pc_arena_grow(judge->arena, judge->reasons, judge->count, judge->cap);
	judge->reasons[judge->count++] = (struct pc_wire_reason){pc_str(id), text};
}

#define ADD(judge, id, ...)                                                              \
	add((judge), (id), pc_arena_printf((judge)->arena, __VA_ARGS__))

static void judge_policy(struct judge *judge, int64_t now)
{
	enum { PER_SECOND = 1000 };
	const struct pc_wire_policy *policy = &judge->report->policy;
	const struct pc_wire_survey *survey = &judge->report->survey;

	if (policy->generation == 0)
		add(judge, "no-policy", PC_STR("no policy has been put in force"));
	else if (survey->at && !pc_str_eq(survey->document.digest, policy->digest))
		ADD(judge, "read-back", "'%.*s' is not what was put in force%s%.*s",
			PC_STR_ARG(survey->document.path),
			survey->document.fault.len ? ": " : "",
			PC_STR_ARG(survey->document.fault));
	if (policy->expires && policy->expires <= now / PER_SECOND)
		add(judge, "expired", PC_STR("the policy has expired"));
	if (survey->at == 0)
		add(judge, "not-seen", PC_STR("nobody has looked at the machine yet"));
}

/* False: nothing of the policy counts. */
static bool judge_sources(struct judge *judge)
{
	const struct pc_wire_survey *survey = &judge->report->survey;
	const struct pc_wire_source *sources = survey->sources.items;
	bool counts = survey->refused.len == 0;

	if (!counts)
		ADD(judge, "refused", "clients do not start: %.*s",
			PC_STR_ARG(survey->refused));
	for (size_t i = 0; i < survey->sources.count; i++) {
		if (!sources[i].is_dead)
			continue;
		counts = false;
		ADD(judge, "higher-source", "the files do not count%s%.*s: %.*s (%.*s)",
			sources[i].user.len ? " for " : "", PC_STR_ARG(sources[i].user),
			PC_STR_ARG(sources[i].what), PC_STR_ARG(sources[i].path));
	}
	return counts;
}

static void judge_clients(struct judge *judge)
{
	const struct pc_wire_survey *survey = &judge->report->survey;
	const struct pc_wire_client *clients = survey->clients.items;
	const struct pc_wire_hook *hook = &survey->hook;

	if (hook->is_named && hook->fault.len)
		ADD(judge, "hook", "the hook '%.*s' %.*s", PC_STR_ARG(hook->program),
			PC_STR_ARG(hook->fault));
	for (size_t i = 0; i < survey->clients.count; i++) {
		if (clients[i].ignores.len)
			ADD(judge, "old-client",
				"the client '%.*s' (%.*s) ignores what the policy uses: "
				"%.*s",
				PC_STR_ARG(clients[i].path),
				PC_STR_ARG(clients[i].version),
				PC_STR_ARG(clients[i].ignores));
	}
}

void pc_machine_judge(struct pc_wire_report *report, struct pc_arena *arena, int64_t now)
{
	struct judge judge = {.arena = arena, .report = report};
	const struct pc_wire_survey *survey = &report->survey;
	bool counts;

	judge_policy(&judge, now);
	counts = judge_sources(&judge);
	judge_clients(&judge);
	report->is_in_force = counts && report->policy.generation && survey->at &&
			      pc_str_eq(survey->document.digest, report->policy.digest);
	report->reasons = (struct pc_wire_list){judge.reasons, judge.count, 0};
}
