/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a report. */
#include "pc/wire/report.h"

#include <stddef.h>

#include "pc/base/limits.h"

/* A name or a word; a path, a rule or an address; a reason.  Together they are so short
 * that a report whose lists are empty fits, whatever has to be escaped in it. */
enum { NAME = 128, PATH = 512, REASON = 512, HEX = 64 };

#define FIELD(key, kind, row, member)                                                    \
	{                                                                                \
		key, kind, offsetof(struct row, member), 0, NULL                         \
	}
#define NUMBER(key, row, member) FIELD(key, PC_WIRE_NUMBER, row, member)
#define BOOL(key, row, member)   FIELD(key, PC_WIRE_BOOL, row, member)
#define TEXT(key, row, member, most)                                                     \
	{                                                                                \
		key, PC_WIRE_TEXT, offsetof(struct row, member), most, NULL              \
	}
#define DIGITS(key, row, member)                                                         \
	{                                                                                \
		key, PC_WIRE_HEX, offsetof(struct row, member), HEX, NULL                \
	}
#define PART(key, row, member, of)                                                       \
	{                                                                                \
		key, PC_WIRE_PART, offsetof(struct row, member), 0, of                   \
	}
#define LIST(key, row, member, most, of)                                                 \
	{                                                                                \
		key, PC_WIRE_LIST, offsetof(struct row, member), most, of                \
	}
#define TABLE(fields, row)                                                               \
	{                                                                                \
		fields, PC_COUNT(fields), sizeof(struct row)                             \
	}

/* ---- the survey -------------------------------------------------------------------- */

static const struct pc_wire_field document_fields[] = {
	TEXT("path", pc_wire_document, path, PATH),
	DIGITS("digest", pc_wire_document, digest),
	TEXT("fault", pc_wire_document, fault, REASON),
};
static const struct pc_wire_table document = TABLE(document_fields, pc_wire_document);

static const struct pc_wire_field hook_fields[] = {
	BOOL("named", pc_wire_hook, is_named),
	TEXT("program", pc_wire_hook, program, PATH),
	TEXT("fault", pc_wire_hook, fault, NAME),
	BOOL("fails_closed", pc_wire_hook, fails_closed),
	BOOL("for_all_calls", pc_wire_hook, is_for_all),
};
static const struct pc_wire_table hook = TABLE(hook_fields, pc_wire_hook);

static const struct pc_wire_field client_fields[] = {
	TEXT("path", pc_wire_client, path, PATH),
	TEXT("version", pc_wire_client, version, NAME),
	TEXT("user", pc_wire_client, user, NAME),
	TEXT("fault", pc_wire_client, fault, REASON),
	TEXT("ignores", pc_wire_client, ignores, REASON),
	TEXT("does_not_start", pc_wire_client, refuses, REASON),
};
static const struct pc_wire_table client = TABLE(client_fields, pc_wire_client);

static const struct pc_wire_field source_fields[] = {
	TEXT("what", pc_wire_source, what, NAME),
	TEXT("path", pc_wire_source, path, PATH),
	TEXT("user", pc_wire_source, user, NAME),
	BOOL("files_are_dead", pc_wire_source, is_dead),
};
static const struct pc_wire_table source = TABLE(source_fields, pc_wire_source);

static const struct pc_wire_field model_fields[] = {
	TEXT("name", pc_wire_model, name, PC_MAX_MODEL_NAME),
	TEXT("verdict", pc_wire_model, verdict, NAME),
	TEXT("code", pc_wire_model, code, NAME),
	TEXT("use", pc_wire_model, use, PC_MAX_MODEL_NAME),
	TEXT("path", pc_wire_model, path, PATH),
	NUMBER("users", pc_wire_model, users),
	NUMBER("ends", pc_wire_model, ends),
	BOOL("managed", pc_wire_model, is_managed),
	BOOL("wrong", pc_wire_model, is_wrong),
};
static const struct pc_wire_table model = TABLE(model_fields, pc_wire_model);

static const struct pc_wire_field survey_fields[] = {
	NUMBER("at", pc_wire_survey, at),
	PART("document", pc_wire_survey, document, &document),
	PART("hook", pc_wire_survey, hook, &hook),
	TEXT("clients_do_not_start", pc_wire_survey, refused, REASON),
	LIST("clients", pc_wire_survey, clients, PC_MAX_CLIENTS, &client),
	LIST("higher_sources", pc_wire_survey, sources, PC_MAX_CLIENTS, &source),
	LIST("models", pc_wire_survey, models, PC_MAX_REPORT_MODELS, &model),
};
const struct pc_wire_table pc_wire_survey_table = TABLE(survey_fields, pc_wire_survey);

/* ---- the rest ------------------------------------------------------------------------
 */

static const struct pc_wire_field machine_fields[] = {
	DIGITS("id", pc_wire_machine, id),
	TEXT("hostname", pc_wire_machine, hostname, NAME),
	TEXT("os", pc_wire_machine, os, NAME),
	TEXT("os_version", pc_wire_machine, os_version, NAME),
	TEXT("arch", pc_wire_machine, arch, NAME),
	TEXT("policyctl", pc_wire_machine, policyctl, NAME),
};
static const struct pc_wire_table machine = TABLE(machine_fields, pc_wire_machine);

static const struct pc_wire_field policy_fields[] = {
	NUMBER("generation", pc_wire_policy, generation),
	DIGITS("commit", pc_wire_policy, commit),
	DIGITS("digest", pc_wire_policy, digest),
	TEXT("signer", pc_wire_policy, signer, NAME),
	NUMBER("at", pc_wire_policy, at),
	NUMBER("signed_at", pc_wire_policy, signed_at),
	NUMBER("expires", pc_wire_policy, expires),
};
static const struct pc_wire_table policy = TABLE(policy_fields, pc_wire_policy);

static const struct pc_wire_field reason_fields[] = {
	TEXT("id", pc_wire_reason, id, NAME),
	TEXT("text", pc_wire_reason, text, REASON),
};
static const struct pc_wire_table reason = TABLE(reason_fields, pc_wire_reason);

static const struct pc_wire_field sync_fields[] = {
	TEXT("remote", pc_wire_sync, remote, PATH),
	DIGITS("commit", pc_wire_sync, commit),
	TEXT("outcome", pc_wire_sync, outcome, NAME),
	TEXT("reason", pc_wire_sync, reason, REASON),
	NUMBER("at", pc_wire_sync, at),
	NUMBER("last", pc_wire_sync, last),
	NUMBER("times", pc_wire_sync, times),
};
static const struct pc_wire_table sync = TABLE(sync_fields, pc_wire_sync);

static const struct pc_wire_field drift_row_fields[] = {
	NUMBER("at", pc_wire_drift_row, at),
	NUMBER("last", pc_wire_drift_row, last),
	NUMBER("times", pc_wire_drift_row, times),
	NUMBER("generation", pc_wire_drift_row, generation),
	BOOL("mended", pc_wire_drift_row, mended),
	TEXT("change", pc_wire_drift_row, change, NAME),
	TEXT("path", pc_wire_drift_row, path, PATH),
	TEXT("kind", pc_wire_drift_row, kind, NAME),
	TEXT("by", pc_wire_drift_row, by, PATH),
};
static const struct pc_wire_table drift_row = TABLE(drift_row_fields, pc_wire_drift_row);

static const struct pc_wire_field drift_fields[] = {
	NUMBER("count", pc_wire_drift, count),
	NUMBER("unmended", pc_wire_drift, unmended),
	LIST("rows", pc_wire_drift, rows, PC_MAX_REPORT_DRIFTS, &drift_row),
};
static const struct pc_wire_table drift = TABLE(drift_fields, pc_wire_drift);

static const struct pc_wire_field rule_fields[] = {
	TEXT("rule", pc_wire_rule, rule, PATH),
	TEXT("verdict", pc_wire_rule, verdict, NAME),
	NUMBER("count", pc_wire_rule, count),
};
static const struct pc_wire_table rule = TABLE(rule_fields, pc_wire_rule);

static const struct pc_wire_field decision_fields[] = {
	NUMBER("allow", pc_wire_decisions, allow),
	NUMBER("ask", pc_wire_decisions, ask),
	NUMBER("deny", pc_wire_decisions, deny),
	NUMBER("other", pc_wire_decisions, other),
	LIST("rules", pc_wire_decisions, rules, PC_MAX_REPORT_RULES, &rule),
};
static const struct pc_wire_table decisions = TABLE(decision_fields, pc_wire_decisions);

static const struct pc_wire_field finding_fields[] = {
	NUMBER("at", pc_wire_finding, at),
	NUMBER("last", pc_wire_finding, last),
	NUMBER("times", pc_wire_finding, times),
	TEXT("code", pc_wire_finding, code, NAME),
	TEXT("severity", pc_wire_finding, severity, NAME),
	TEXT("source", pc_wire_finding, source, NAME),
	TEXT("file", pc_wire_finding, file, PATH),
	TEXT("text", pc_wire_finding, text, REASON),
	DIGITS("fingerprint", pc_wire_finding, fingerprint),
};
static const struct pc_wire_table finding = TABLE(finding_fields, pc_wire_finding);

static const struct pc_wire_field findings_fields[] = {
	NUMBER("errors", pc_wire_findings, errors),
	NUMBER("warnings", pc_wire_findings, warnings),
	NUMBER("other", pc_wire_findings, other),
	NUMBER("keys", pc_wire_findings, keys),
	LIST("rows", pc_wire_findings, rows, PC_MAX_REPORT_FINDINGS, &finding),
};
static const struct pc_wire_table findings = TABLE(findings_fields, pc_wire_findings);

static const struct pc_wire_field report_fields[] = {
	NUMBER("schema", pc_wire_report, schema),
	PART("machine", pc_wire_report, machine, &machine),
	NUMBER("seq", pc_wire_report, seq),
	NUMBER("since", pc_wire_report, since),
	NUMBER("at", pc_wire_report, at),
	NUMBER("dropped", pc_wire_report, dropped),
	NUMBER("rejected", pc_wire_report, rejected),
	PART("policy", pc_wire_report, policy, &policy),
	BOOL("in_force", pc_wire_report, is_in_force),
	LIST("reasons", pc_wire_report, reasons, PC_MAX_REPORT_REASONS, &reason),
	PART("sync", pc_wire_report, sync, &sync),
	PART("pending", pc_wire_report, pending, &sync),
	PART("drift", pc_wire_report, drift, &drift),
	PART("decisions", pc_wire_report, decisions, &decisions),
	PART("findings", pc_wire_report, findings, &findings),
	PART("survey", pc_wire_report, survey, &pc_wire_survey_table),
};
const struct pc_wire_table pc_wire_report_table = TABLE(report_fields, pc_wire_report);

/* ---- both ways ------------------------------------------------------------------------
 */

void pc_wire_report_write(struct pc_buf *out, const struct pc_wire_report *report)
{
	struct pc_wire_report now = *report;

	now.schema = PC_REPORT_SCHEMA;
	pc_wire_write(out, &pc_wire_report_table, &now, PC_MAX_REPORT - 1);
	pc_buf_add_char(out, '\n');
}

enum pc_status pc_wire_report_read(struct pc_wire_report *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct pc_wire_report report;

	PC_TRY(pc_wire_read(
		&report, arena, &pc_wire_report_table, text, PC_MAX_REPORT, err));
	if (report.schema != PC_REPORT_SCHEMA)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"a report of schema %lld, not %d", (long long)report.schema,
			PC_REPORT_SCHEMA);
	if (report.machine.id.len == 0 || report.seq < 1)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"a report of no machine, or without a number");
	*out = report;
	return PC_OK;
}
