/* SPDX-License-Identifier: Apache-2.0 */
/* Whether this machine still hears of models: that providers are asked as it was wished,
 * and that the table is not of long ago. */
#include <inttypes.h>
#include <unistd.h>

#include "clean.h"
#include "doctor.h"
#include "pc/base/when.h"
#include "pc/models/policy.h"
#include "pc/rollcall/ledger.h"

enum { SECOND = 1000, DAY = 24 * 60 * 60, OLD_DAYS = 30 };

/* ---- scans ----------------------------------------------------------------------- */

static bool keep(void *context, const struct pc_scan_row *scan)
{
	struct pc_scan_row *newest = context;

	*newest = *scan;
	newest->sentence = (struct pc_str){0};
	return true;
}

static enum pc_status newest_scan(
	struct pc_scan_row *out, const char *file, struct pc_err *err)
{
	const struct pc_ledger_filter filter = {.limit = 1};
	struct pc_ledger *ledger;
	enum pc_status status;

	PC_TRY(pc_ledger_open(&ledger, file, PC_LEDGER_READ, err));
	status = pc_ledger_scans(ledger, &filter, keep, out, err);
	pc_ledger_close(&ledger);
	return status;
}

/* One that is due may be late by a tenth, and takes a while. */
static void judge_scan(struct health_report *out, struct doctor *doctor,
	const struct pc_scan_row *newest, int64_t every)
{
	int64_t age = pc_when_now() - newest->at * SECOND;

	if (newest->number == 0)
		health_fault(out, doctor, (struct pc_str){0},
			"scans of models are scheduled, and there was none yet");
	else if (age > 2 * every)
		health_fault(out, doctor, (struct pc_str){0},
			"the last scan of models was %.*s ago",
			PC_STR_ARG(clean_age(doctor->arena, age)));
	else if (newest->n_read == 0)
		health_fault(out, doctor, (struct pc_str){0},
			"the last scan of models could read none of %" PRId64 " sources",
			newest->n_unread);
}

/* The machine's policy; NULL, and the report says why. */
static const struct pc_model_policy *open_policy(
	struct health_report *out, struct doctor *doctor)
{
	struct pc_str file = agent_path(&doctor->agent, PC_STR(PC_MODEL_POLICY_FILE));
	struct pc_diags diags = {.arena = doctor->arena};
	struct pc_model_policy *policy = NULL;
	struct pc_err err;

	if (access(file.ptr, F_OK) < 0)
		health_skip(out, "there is no model-policy.yaml: no scan is scheduled");
	else if (pc_model_policy_load(
			 &policy, doctor->arena, file.ptr, NULL, &diags, &err) != PC_OK)
		health_fault(out, doctor, file, "%s: %s", file.ptr, err.text);
	return policy;
}

static void look_at_scans(struct health_report *out, struct doctor *doctor)
{
	const struct pc_model_policy *policy = open_policy(out, doctor);
	struct pc_str file = pc_arena_printf(
		doctor->arena, "%.*s" PC_LEDGER_FILE, PC_STR_ARG(doctor->agent.state));
	struct pc_scan_row newest = {0};
	enum pc_status status;
	struct pc_err err;

	if (!policy)
		return;
	if (policy->schedule == 0) {
		health_skip(out, "model-policy.yaml wants no scans");
		return;
	}
	status = newest_scan(&newest, file.ptr, &err);
	if (status != PC_OK && status != PC_ERR_ABSENT)
		health_fault(out, doctor, file, "what scans left cannot be read: %s",
			err.text);
	else
		judge_scan(out, doctor, &newest, policy->schedule);
}

/* ---- the table --------------------------------------------------------------------- */

static void look_at_table(struct health_report *out, struct doctor *doctor)
{
	struct pc_str file = agent_path(&doctor->agent, PC_STR(PC_MODELS_FILE));
	struct pc_diags diags = {.arena = doctor->arena};
	struct pc_models *models;
	struct pc_err err;
	int64_t days;

	if (pc_models_load(&models, doctor->arena, file.ptr, &diags, &err) != PC_OK) {
		if (err.status == PC_ERR_ABSENT)
			health_skip(
				out, "this machine has no table of models of its own");
		else
			health_fault(out, doctor, file, "%s: %s", file.ptr, err.text);
		return;
	}
	days = (pc_when_now() / SECOND - models->as_of) / DAY;
	if (days > OLD_DAYS)
		health_fault(out, doctor, file,
			"the table of models is of %" PRId64 " days ago", days);
}

const struct check doctor_models[] = {
	{"models-scan", "providers of models are asked as it is scheduled", look_at_scans,
		"journalctl -u policyd | grep 'models:'"},
	{"models-table", "the table of models is not of long ago", look_at_table,
		"policyctl models propose --table @"},
	{.id = NULL},
};
