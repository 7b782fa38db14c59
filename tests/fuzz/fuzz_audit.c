/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what audits go by, told apart by their first byte: 'b' a baseline, 'p' a
 * policy, 'r' a report that a later one is compared with, anything else the lines around
 * a key.  What is written of a baseline is read again and says the same. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/allow_priv.h"
#include "pc/audit/baseline.h"
#include "pc/audit/compare.h"
#include "pc/audit/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct pc_audit_key key = {
	.bytes = "0", .size = 1, .id = "0123456789abcdef"};

static void try_baseline(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	static struct pc_diags none;
	const struct pc_audit_result nothing = {.diags = &none, .key_id = key.id};
	struct pc_diags diags = {.arena = arena};
	struct pc_baseline baseline, again;
	struct pc_err err;

	pc_baseline_init(&baseline, arena, "/tree/baseline");
	if (pc_baseline_parse(&baseline, text, &key, &diags, &err) != PC_OK)
		return;
	pc_baseline_report_stale(&baseline, &diags);
	pc_baseline_write(&out, &baseline, &nothing);
	pc_baseline_init(&again, arena, "/tree/baseline");
	assert(pc_baseline_parse(&again, pc_buf_str(&out), &key, NULL, &err) == PC_OK);
	assert(again.count == baseline.count);
	for (size_t i = 0; i < again.count; i++)
		assert(pc_str_eq(again.entries[i].path, baseline.entries[i].path));
}

static void try_policy(struct pc_arena *arena, struct pc_str text)
{
	struct pc_audit_finding finding = {
		.rule = &pc_secret_rules[0], .below = PC_STR("deploy/api.yaml")};
	struct pc_diags diags = {.arena = arena};
	struct pc_audit_policy *policy = NULL;
	struct pc_err err;

	finding.at.variable = PC_STR("API_KEY");
	if (pc_audit_policy_read(&policy, arena, "audit.yaml", text, &diags, &err) !=
		PC_OK)
		return;
	pc_audit_policy_check_rules(policy, NULL, 0, &diags);
	pc_audit_policy_leaves_out(policy, PC_STR("deploy/api.yaml"));
	pc_audit_policy_apply(policy, &finding);
	pc_audit_policy_free(policy);
}

static void try_report(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_audit_side side = {"report.json", text};
	struct pc_audit_comparison comparison;
	struct pc_err err;

	if (pc_audit_compare(&comparison, arena, &side, &side, &err) != PC_OK)
		return;
	/* Nothing changed. */
	assert(comparison.n[PC_AUDIT_MOVED] == 0 && comparison.n[PC_AUDIT_FIXED] == 0);
	pc_audit_compare_text(&out, &comparison, true);
	pc_audit_compare_json(&out, &comparison);
}

static void try_lines(struct pc_str text)
{
	const struct allow_asked asked = {
		.rule = "a-rule", .now = INT64_C(1795348800), .longest = INT64_MAX};
	struct allow allow = allow_read(text, &asked);

	assert(allow.kind != ALLOW_GOOD || allow.reason.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = pc_arena_str(
		&arena, pc_str_from((struct pc_str){(const char *)data, size}, 1));

	if (size && data[0] == 'b')
		try_baseline(&arena, text);
	else if (size && data[0] == 'p')
		try_policy(&arena, text);
	else if (size && data[0] == 'r')
		try_report(&arena, text);
	else
		try_lines(text);
	return 0;
}
