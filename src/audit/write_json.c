/* SPDX-License-Identifier: Apache-2.0 */
/* An audit as one JSON document: what later audits compare themselves with.  Every member
 * is always there, null where it does not apply, and nothing in it depends on when or how
 * fast it was made. */
#include "pc/doc/write.h"
#include "write_priv.h"

static void put_number(struct pc_buf *out, const char *name, uint64_t number)
{
	pc_json_key(out, name);
	pc_buf_printf(out, "%llu", (unsigned long long)number);
}

static void put_known(struct pc_buf *out, const char *name, uint64_t number)
{
	if (number)
		put_number(out, name, number);
	else
		pc_json_member(out, name, PC_STR(""));
}

static void put_day(struct pc_buf *out, const char *name, int64_t seconds)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	if (seconds)
		put_date(&text, seconds);
	pc_json_member(out, name, pc_buf_str(&text));
}

static void put_place(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	const struct pc_audit_place *at = &finding->at;

	pc_json_next(out);
	pc_buf_puts(out, "\n  {");
	pc_json_member(out, "source", pc_str(pc_audit_source_name(at->source)));
	pc_json_member(out, "path", at->path);
	put_known(out, "line", at->line);
	put_known(out, "column", at->line ? at->col : 0);
	pc_json_member(out, "below", finding->below);
	pc_json_member(out, "service", at->service);
	pc_json_member(out, "container", at->container);
	pc_json_member(out, "variable", at->variable);
	pc_json_member(out, "commit", at->commit);
	put_day(out, "date", at->date);
	pc_json_key(out, "gone");
	pc_buf_puts(out, at->is_gone ? "true" : "false");
	pc_json_member(out, "rule", pc_str(finding->rule->id));
	pc_json_member(out, "severity", pc_str(pc_severity_name(finding->severity)));
	pc_json_key(out, "encoded");
	pc_buf_puts(out, finding->is_encoded ? "true" : "false");
	pc_json_member(out, "state", pc_str(pc_audit_state_name(finding->state)));
	pc_json_member(out, "why", finding->why);
	pc_json_member(out, "owner", finding->owner);
	pc_buf_add_char(out, '}');
}

static void put_incident(struct pc_buf *out, const struct pc_audit_incident *incident)
{
	const struct pc_secret_rule *rule = incident->rule;

	pc_json_next(out);
	pc_buf_puts(out, "\n {");
	pc_json_member(out, "fingerprint", pc_str(incident->fingerprint));
	pc_json_member(out, "rule", pc_str(rule->id));
	pc_json_member(out, "provider", pc_str(rule->provider));
	pc_json_member(out, "about", pc_str(rule->about));
	pc_json_member(out, "shown", pc_str(incident->shown));
	put_number(out, "length", incident->length);
	pc_json_member(out, "severity", pc_str(pc_severity_name(incident->severity)));
	pc_json_member(
		out, "sureness", pc_str(pc_audit_sureness_name(incident->sureness)));
	pc_json_member(out, "state", pc_str(pc_audit_state_name(incident->state)));
	pc_json_member(out, "owner", incident->owner);
	if (incident->life != PC_AUDIT_NOT_ASKED)
		pc_json_member(out, "life", pc_str(pc_audit_life_name(incident->life)));
	put_day(out, "first", incident->first);
	put_day(out, "last", incident->last);
	pc_json_member(out, "mend", pc_str(rule->mend));
	pc_json_member(out, "rotate", pc_str(rule->rotate));
	pc_json_key(out, "places");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < incident->n_places; i++)
		put_place(out, incident->places[i]);
	pc_buf_puts(out, "]}");
}

static void put_diag(struct pc_buf *out, const struct pc_diag *diag)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n {");
	pc_json_member(out, "code", pc_str(diag->code));
	pc_json_member(out, "severity", pc_str(pc_severity_name(diag->severity)));
	pc_json_member(out, "file", pc_str(diag->at.file));
	put_known(out, "line", diag->at.line);
	put_known(out, "column", diag->at.line ? diag->at.col : 0);
	pc_json_member(out, "message", diag->text);
	pc_json_member(out, "fix", diag->hint);
	pc_buf_add_char(out, '}');
}

static void put_summary(struct pc_buf *out, const struct pc_audit_result *result)
{
	pc_json_key(out, "summary");
	pc_buf_add_char(out, '{');
	put_number(out, "files", result->counts.files);
	put_number(out, "bytes", result->counts.bytes);
	put_number(out, "open", result->n_open);
	put_number(out, "known", result->n_known);
	put_number(out, "allowed", result->n_allowed);
	put_number(out, "places", result->n_findings);
	put_number(out, "dropped", result->n_dropped + result->diags->dropped);
	pc_buf_add_char(out, '}');
}

void pc_audit_write_json(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;

	pc_buf_puts(out, "{\"policyctl-audit\":1");
	pc_json_member(out, "key", pc_str(result->key_id));
	pc_json_key(out, "incidents");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < result->n_incidents; i++)
		put_incident(out, &result->incidents[i]);
	pc_buf_puts(out, "],\n\"findings\":[");
	for (size_t i = 0; i < result->diags->count; i++)
		put_diag(out, &result->diags->items[i]);
	pc_buf_puts(out, "]");
	put_summary(out, result);
	pc_buf_puts(out, "}\n");
}
