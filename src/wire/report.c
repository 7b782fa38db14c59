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
	TEXT("path", pc_report_document, path, PATH),
	DIGITS("digest", pc_report_document, digest),
	TEXT("fault", pc_report_document, fault, REASON),
};
static const struct pc_wire_table document = TABLE(document_fields, pc_report_document);

static const struct pc_wire_field hook_fields[] = {
	BOOL("named", pc_report_hook, is_named),
	TEXT("program", pc_report_hook, program, PATH),
	TEXT("fault", pc_report_hook, fault, NAME),
	BOOL("fails_closed", pc_report_hook, fails_closed),
	BOOL("for_all_calls", pc_report_hook, is_for_all),
};
static const struct pc_wire_table hook = TABLE(hook_fields, pc_report_hook);

static const struct pc_wire_field client_fields[] = {
	TEXT("path", pc_report_client, path, PATH),
	TEXT("version", pc_report_client, version, NAME),
	TEXT("user", pc_report_client, user, NAME),
	TEXT("fault", pc_report_client, fault, REASON),
	TEXT("ignores", pc_report_client, ignores, REASON),
	TEXT("does_not_start", pc_report_client, refuses, REASON),
};
static const struct pc_wire_table client = TABLE(client_fields, pc_report_client);

static const struct pc_wire_field source_fields[] = {
	TEXT("what", pc_report_source, what, NAME),
	TEXT("path", pc_report_source, path, PATH),
	TEXT("user", pc_report_source, user, NAME),
	BOOL("files_are_dead", pc_report_source, is_dead),
};
static const struct pc_wire_table source = TABLE(source_fields, pc_report_source);

static const struct pc_wire_field survey_fields[] = {
	NUMBER("at", pc_report_survey, at),
	PART("document", pc_report_survey, document, &document),
	PART("hook", pc_report_survey, hook, &hook),
	TEXT("clients_do_not_start", pc_report_survey, refused, REASON),
	LIST("clients", pc_report_survey, clients, PC_MAX_CLIENTS, &client),
	LIST("higher_sources", pc_report_survey, sources, PC_MAX_CLIENTS, &source),
};
const struct pc_wire_table pc_report_survey_table =
	TABLE(survey_fields, pc_report_survey);

/* ---- the rest ------------------------------------------------------------------------
 */

static const struct pc_wire_field machine_fields[] = {
	DIGITS("id", pc_report_machine, id),
	TEXT("hostname", pc_report_machine, hostname, NAME),
	TEXT("os", pc_report_machine, os, NAME),
	TEXT("os_version", pc_report_machine, os_version, NAME),
	TEXT("arch", pc_report_machine, arch, NAME),
	TEXT("policyctl", pc_report_machine, policyctl, NAME),
};
static const struct pc_wire_table machine = TABLE(machine_fields, pc_report_machine);

static const struct pc_wire_field policy_fields[] = {
	NUMBER("generation", pc_report_policy, generation),
	DIGITS("commit", pc_report_policy, commit),
	DIGITS("digest", pc_report_policy, digest),
	TEXT("signer", pc_report_policy, signer, NAME),
	NUMBER("at", pc_report_policy, at),
	NUMBER("signed_at", pc_report_policy, signed_at),
	NUMBER("expires", pc_report_policy, expires),
};
static const struct pc_wire_table policy = TABLE(policy_fields, pc_report_policy);

static const struct pc_wire_field reason_fields[] = {
	TEXT("id", pc_report_reason, id, NAME),
	TEXT("text", pc_report_reason, text, REASON),
};
static const struct pc_wire_table reason = TABLE(reason_fields, pc_report_reason);

static const struct pc_wire_field sync_fields[] = {
	TEXT("remote", pc_report_sync, remote, PATH),
	DIGITS("commit", pc_report_sync, commit),
	TEXT("outcome", pc_report_sync, outcome, NAME),
	TEXT("reason", pc_report_sync, reason, REASON),
	NUMBER("at", pc_report_sync, at),
	NUMBER("last", pc_report_sync, last),
	NUMBER("times", pc_report_sync, times),
};
static const struct pc_wire_table sync = TABLE(sync_fields, pc_report_sync);

static const struct pc_wire_field drift_row_fields[] = {
	NUMBER("at", pc_report_drift_row, at),
	NUMBER("generation", pc_report_drift_row, generation),
	BOOL("mended", pc_report_drift_row, mended),
	TEXT("path", pc_report_drift_row, path, PATH),
	TEXT("kind", pc_report_drift_row, kind, NAME),
	TEXT("by", pc_report_drift_row, by, PATH),
};
static const struct pc_wire_table drift_row =
	TABLE(drift_row_fields, pc_report_drift_row);

static const struct pc_wire_field drift_fields[] = {
	NUMBER("count", pc_report_drift, count),
	NUMBER("unmended", pc_report_drift, unmended),
	LIST("rows", pc_report_drift, rows, PC_MAX_REPORT_DRIFTS, &drift_row),
};
static const struct pc_wire_table drift = TABLE(drift_fields, pc_report_drift);

static const struct pc_wire_field rule_fields[] = {
	TEXT("rule", pc_report_rule, rule, PATH),
	TEXT("verdict", pc_report_rule, verdict, NAME),
	NUMBER("count", pc_report_rule, count),
};
static const struct pc_wire_table rule = TABLE(rule_fields, pc_report_rule);

static const struct pc_wire_field decision_fields[] = {
	NUMBER("allow", pc_report_decisions, allow),
	NUMBER("ask", pc_report_decisions, ask),
	NUMBER("deny", pc_report_decisions, deny),
	NUMBER("other", pc_report_decisions, other),
	LIST("rules", pc_report_decisions, rules, PC_MAX_REPORT_RULES, &rule),
};
static const struct pc_wire_table decisions = TABLE(decision_fields, pc_report_decisions);

static const struct pc_wire_field finding_fields[] = {
	NUMBER("errors", pc_report_findings, errors),
	NUMBER("warnings", pc_report_findings, warnings),
	NUMBER("other", pc_report_findings, other),
};
static const struct pc_wire_table findings = TABLE(finding_fields, pc_report_findings);

static const struct pc_wire_field report_fields[] = {
	NUMBER("schema", pc_report, schema),
	PART("machine", pc_report, machine, &machine),
	NUMBER("seq", pc_report, seq),
	NUMBER("since", pc_report, since),
	NUMBER("at", pc_report, at),
	NUMBER("dropped", pc_report, dropped),
	NUMBER("rejected", pc_report, rejected),
	PART("policy", pc_report, policy, &policy),
	BOOL("in_force", pc_report, is_in_force),
	LIST("reasons", pc_report, reasons, PC_MAX_REPORT_REASONS, &reason),
	PART("sync", pc_report, sync, &sync),
	PART("pending", pc_report, pending, &sync),
	PART("drift", pc_report, drift, &drift),
	PART("decisions", pc_report, decisions, &decisions),
	PART("findings", pc_report, findings, &findings),
	PART("survey", pc_report, survey, &pc_report_survey_table),
};
const struct pc_wire_table pc_report_table = TABLE(report_fields, pc_report);

/* ---- both ways ------------------------------------------------------------------------
 */

void pc_report_write(struct pc_buf *out, const struct pc_report *report)
{
	struct pc_report now = *report;

	now.schema = PC_REPORT_SCHEMA;
	pc_wire_write(out, &pc_report_table, &now, PC_MAX_REPORT - 1);
	pc_buf_add_char(out, '\n');
}

enum pc_status pc_report_read(struct pc_report *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct pc_report report;

	PC_TRY(pc_wire_read(&report, arena, &pc_report_table, text, PC_MAX_REPORT, err));
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
