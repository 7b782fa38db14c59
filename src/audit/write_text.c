/* SPDX-License-Identifier: Apache-2.0 */
/* Incidents for people: what it is, every place that it stands in, and once what to do.
 * No line of an input is shown, for what else may stand in it. */
#include "pc/report/put.h"
#include "write_priv.h"

enum { MOST_PLACES = 20 };

static const char *const severity_colours[] = {
	[PC_NOTE] = "\033[36m",
	[PC_WARNING] = "\033[33m",
	[PC_ERROR] = "\033[31m",
};

static const char *paint(const struct pc_audit_report *report, const char *colour)
{
	return report->colour ? colour : "";
}

/* ", service api" */
static void put_name(struct pc_buf *out, const char *what, struct pc_str name)
{
	if (!name.len)
		return;
	pc_buf_printf(out, ", %s ", what);
	pc_put_clean(out, name);
}

static void put_place(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	enum { SHORT_COMMIT = 12 };
	const struct pc_audit_place *at = &finding->at;

	pc_buf_puts(out, "  ");
	pc_put_clean(out, at->path);
	if (at->line)
		pc_buf_printf(out, ":%u:%u", at->line, at->col);
	put_name(out, "service", at->service);
	put_name(out, "container", at->container);
	put_name(out, "variable", at->variable);
	if (at->commit.len) {
		put_name(out, "commit", pc_str_head(at->commit, SHORT_COMMIT));
		if (at->date) {
			pc_buf_puts(out, " of ");
			put_date(out, at->date);
		}
	}
	if (at->is_gone)
		pc_buf_puts(out, ", no longer in HEAD");
	if (at->source == PC_AUDIT_STAGED)
		pc_buf_puts(out, ", staged");
	if (finding->is_encoded)
		pc_buf_puts(out, ", encoded");
	if (finding->state != PC_AUDIT_OPEN) {
		pc_buf_printf(out, " (%s", pc_audit_state_name(finding->state));
		if (finding->why.len)
			pc_buf_puts(out, ": ");
		pc_put_clean(out, finding->why);
		pc_buf_add_char(out, ')');
	}
	pc_buf_add_char(out, '\n');
}

static void put_places(struct pc_buf *out, const struct pc_audit_incident *incident)
{
	for (size_t i = 0; i < incident->n_places && i < MOST_PLACES; i++)
		put_place(out, incident->places[i]);
	if (incident->n_places > MOST_PLACES)
		pc_buf_printf(
			out, "  and %zu more places\n", incident->n_places - MOST_PLACES);
}

static void put_dates(struct pc_buf *out, const struct pc_audit_incident *incident)
{
	if (!incident->first)
		return;
	pc_buf_puts(out, ", since ");
	put_date(out, incident->first);
	if (incident->last != incident->first) {
		pc_buf_puts(out, ", last ");
		put_date(out, incident->last);
	}
}

static void put_incident(struct pc_buf *out, const struct pc_audit_report *report,
	const struct pc_audit_incident *incident)
{
	const char *bold = paint(report, "\033[1m"), *plain = paint(report, "\033[0m");
	const struct pc_secret_rule *rule = incident->rule;
	bool is_open = incident->state == PC_AUDIT_OPEN;

	pc_buf_printf(out, "%s%s%s %s%s: ", bold,
		paint(report, is_open ? severity_colours[incident->severity] : ""),
		is_open ? pc_severity_name(incident->severity)
			: pc_audit_state_name(incident->state),
		rule->id, plain);
	put_kind(out, rule);
	pc_buf_puts(out, ", ");
	pc_put_clean(out, pc_str(incident->shown));
	pc_buf_printf(out, ", fingerprint %s, %zu place%s", incident->fingerprint,
		incident->n_places, pc_plural(incident->n_places));
	if (incident->life != PC_AUDIT_NOT_ASKED)
		pc_buf_printf(out, ", %s", pc_audit_life_name(incident->life));
	if (incident->life_why.len) {
		pc_buf_puts(out, " (");
		pc_put_clean(out, incident->life_why);
		pc_buf_add_char(out, ')');
	}
	put_dates(out, incident);
	put_name(out, "owner", incident->owner);
	pc_buf_add_char(out, '\n');
	put_places(out, incident);
	if (incident->state != PC_AUDIT_OPEN ||
		!(is_said(rule->mend) || is_said(rule->rotate)))
		return;
	pc_buf_printf(out, " %sfix:%s ", paint(report, "\033[32m"), plain);
	if (is_said(rule->mend))
		pc_put_clean(out, pc_str(rule->mend));
	if (is_said(rule->rotate)) {
		pc_buf_printf(out, "%sRotate it at ", is_said(rule->mend) ? " " : "");
		pc_put_clean(out, pc_str(rule->rotate));
	}
	pc_buf_add_char(out, '\n');
}

static void put_diag(struct pc_buf *out, const struct pc_diag *diag, bool colour)
{
	const char *plain = colour ? "\033[0m" : "";

	pc_buf_puts(out, colour ? "\033[1m" : "");
	pc_put_clean(out, pc_str(diag->at.file ? diag->at.file : "-"));
	if (diag->at.file && diag->at.line)
		pc_buf_printf(out, ":%u:%u", diag->at.line, diag->at.col);
	pc_buf_printf(out,
		": %s%s %s%s: ", colour ? severity_colours[diag->severity] : "",
		pc_severity_name(diag->severity), diag->code, plain);
	pc_put_clean(out, diag->text);
	pc_buf_add_char(out, '\n');
	if (diag->hint.len) {
		pc_buf_printf(out, " %sfix:%s ", colour ? "\033[32m" : "", plain);
		pc_put_clean(out, diag->hint);
		pc_buf_add_char(out, '\n');
	}
}

void pc_audit_write_diags(struct pc_buf *out, const struct pc_diags *diags,
	enum pc_severity least, bool colour)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (diags->items[i].severity >= least)
			put_diag(out, &diags->items[i], colour);
	}
	if (diags->dropped)
		pc_buf_printf(out, "and %zu more findings\n", diags->dropped);
}

static void put_summary(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;
	size_t places = 0;

	for (size_t i = 0; i < result->n_incidents; i++)
		places += result->incidents[i].n_open;
	pc_put_count(out, result->n_open, "key");
	pc_buf_puts(out, " in ");
	pc_put_count(out, places, "place");
	if (result->n_known) {
		pc_buf_printf(out, ", %zu known%s", result->n_known,
			report->baseline ? " from " : "");
		pc_put_clean(out, pc_str(report->baseline));
	}
	if (result->n_allowed)
		pc_buf_printf(out, ", %zu allowed", result->n_allowed);
	pc_buf_puts(out, "; ");
	pc_put_count(out, result->counts.files, "file");
	pc_buf_puts(out, ", ");
	pc_put_count(out, result->counts.bytes, "byte");
	pc_buf_add_char(out, '\n');
}

void pc_audit_write_text(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;

	for (size_t i = 0; i < result->n_incidents; i++) {
		if (!report->quiet || result->incidents[i].state == PC_AUDIT_OPEN)
			put_incident(out, report, &result->incidents[i]);
	}
	pc_audit_write_diags(out, result->diags,
		report->quiet ? report->fail_on : PC_NOTE, report->colour);
	if (result->n_dropped)
		pc_buf_printf(out, "and %zu more places of keys\n", result->n_dropped);
	if (!report->quiet)
		put_summary(out, report);
}
