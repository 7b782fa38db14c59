/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 4180, for spreadsheets: a line for each place.  Names of files and services are
 * other people's texts, and a spreadsheet takes one that begins with '=' for a formula: a
 * quote before it makes it a text. */
#include "pc/report/put.h"
#include "write_priv.h"

static void put_text(struct pc_buf *out, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	struct pc_str field;

	if (text.len && strchr("=+-@\t\r\n", text.ptr[0]))
		pc_buf_add_char(&clean, '\'');
	pc_put_clean(&clean, text);
	field = pc_buf_str(&clean);
	pc_buf_add_char(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			pc_buf_add_char(out, '"');
		pc_buf_add_char(out, field.ptr[i]);
	}
	pc_buf_add_char(out, '"');
}

static void put_next(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, ',');
	put_text(out, text);
}

static void put_finding(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	PC_AUTO(pc_buf_done) struct pc_buf date = {0};
	const struct pc_audit_place *at = &finding->at;

	if (at->date)
		put_date(&date, at->date);
	put_text(out, pc_str(finding->fingerprint));
	put_next(out, pc_str(finding->rule->id));
	put_next(out, pc_str(finding->rule->provider));
	put_next(out, pc_str(pc_severity_name(finding->severity)));
	put_next(out, pc_str(pc_audit_sureness_name(finding->sureness)));
	put_next(out, pc_str(pc_audit_state_name(finding->state)));
	put_next(out, pc_str(finding->shown));
	pc_buf_printf(out, ",%zu", finding->length);
	put_next(out, pc_str(pc_audit_source_name(at->source)));
	put_next(out, at->path);
	pc_buf_printf(out, ",%u,%u", at->line, at->line ? at->col : 0);
	put_next(out, at->service);
	put_next(out, at->container);
	put_next(out, at->variable);
	put_next(out, at->commit);
	put_next(out, pc_buf_str(&date));
	put_next(out, finding->owner);
	put_next(out, finding->why);
	pc_buf_puts(out, "\r\n");
}

void pc_audit_write_csv(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;

	pc_buf_puts(out,
		"fingerprint,rule,provider,severity,sureness,state,shown,length,source,"
		"path,line,column,service,container,variable,commit,date,owner,why\r\n");
	for (size_t i = 0; i < result->n_findings; i++)
		put_finding(out, &result->findings[i]);
}
