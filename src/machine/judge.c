/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a machine complies, by what its report says of it. */
#include "machine_priv.h"
#include "pc/machine/reasons.h"
#include "pc/machine/report.h"

static struct pc_machine_sources sources_of(
	struct pc_arena *arena, const struct pc_wire_survey *survey)
{
	const struct pc_wire_source *told = survey->sources.items;
	struct pc_machine_sources out = {.count = survey->sources.count};

	out.items = pc_arena_new_array(arena, struct pc_machine_source, out.count);
	for (size_t i = 0; i < out.count; i++) {
		out.items[i] = (struct pc_machine_source){
			.what = pc_arena_str(arena, told[i].what).ptr,
			.path = told[i].path,
			.who = told[i].user,
			.is_dead = told[i].is_dead};
	}
	return out;
}

static struct pc_machine_clients clients_of(
	struct pc_arena *arena, const struct pc_wire_survey *survey)
{
	const struct pc_wire_client *told = survey->clients.items;
	struct pc_machine_clients out = {.count = survey->clients.count};

	out.items = pc_arena_new_array(arena, struct pc_machine_client, out.count);
	for (size_t i = 0; i < out.count; i++) {
		out.items[i] = (struct pc_machine_client){.path = told[i].path,
			.version = told[i].version,
			.ignores = told[i].ignores};
	}
	return out;
}

static struct pc_machine_case case_of(
	struct pc_arena *arena, const struct pc_wire_report *report)
{
	const struct pc_wire_survey *survey = &report->survey;

	return (struct pc_machine_case){
		.has_policy = report->policy.generation != 0,
		.is_seen = survey->at != 0,
		.is_read_back = pc_str_eq(survey->document.digest, report->policy.digest),
		.document = survey->document.path,
		.fault = survey->document.fault,
		.expires = report->policy.expires,
		.refused = survey->refused,
		.sources = sources_of(arena, survey),
		.hook = {.is_named = survey->hook.is_named,
			.program = survey->hook.program,
			.fault = survey->hook.fault},
		.clients = clients_of(arena, survey),
	};
}

static bool counts(const struct pc_machine_case *seen)
{
	bool is_alive = seen->refused.len == 0;

	for (size_t i = 0; i < seen->sources.count; i++)
		is_alive = is_alive && !seen->sources.items[i].is_dead;
	return is_alive;
}

static struct pc_wire_list as_told(const struct pc_machine_reasons *reasons)
{
	struct pc_wire_reason *told =
		pc_arena_new_array(reasons->arena, struct pc_wire_reason, reasons->count);

	for (size_t i = 0; i < reasons->count; i++)
		told[i] = (struct pc_wire_reason){
			pc_str(reasons->items[i].id), reasons->items[i].text};
	return (struct pc_wire_list){told, reasons->count, 0};
}

void pc_machine_judge(struct pc_wire_report *report, struct pc_arena *arena,
	struct pc_str killed, int64_t now)
{
	struct pc_machine_reasons reasons = {.arena = arena};
	struct pc_machine_case seen = case_of(arena, report);

	seen.now = now;
	seen.killed = killed;
	pc_machine_find_reasons(&reasons, &seen);
	if (!seen.is_seen)
		pc_machine_reason_add(
			&reasons, "not-seen", "nobody has looked at the machine yet");
	report->is_in_force =
		counts(&seen) && seen.has_policy && seen.is_seen && seen.is_read_back;
	report->reasons = as_told(&reasons);
}
