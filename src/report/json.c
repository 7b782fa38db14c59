/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as one JSON document; every member is always there, null where it does not
 * apply. */
#include "pc/doc/write.h"
#include "report_priv.h"

static void put_number(struct pc_buf *out, const char *name, uint32_t number, bool known)
{
	pc_json_key(out, name);
	if (known)
		pc_buf_printf(out, "%u", number);
	else
		pc_buf_puts(out, "null");
}

static void put_finding(struct pc_buf *out, const struct pc_diag *diag)
{
	bool placed = diag->at.file && diag->at.line;

	pc_buf_add_char(out, '{');
	pc_json_member(out, "code", pc_str(diag->code));
	pc_json_member(out, "severity", pc_str(pc_severity_name(diag->severity)));
	pc_json_member(out, "file", pc_str(diag->at.file));
	put_number(out, "line", diag->at.line, placed);
	put_number(out, "column", diag->at.col, placed);
	pc_json_member(out, "key", diag->key);
	pc_json_member(out, "rule", diag->rule);
	pc_json_member(out, "effect", pc_str(pc_effect_name(diag->effect)));
	pc_json_member(out, "message", diag->text);
	pc_json_member(out, "fix", diag->hint);
	pc_buf_add_char(out, '}');
}

void pc_report_json(struct pc_buf *out, const struct pc_report *report)
{
	const struct pc_diags *diags = report->diags;

	pc_buf_puts(out, "{\"findings\":[");
	for (size_t i = 0; i < diags->count; i++) {
		pc_json_next(out);
		pc_buf_add_char(out, '\n');
		put_finding(out, &diags->items[i]);
	}
	pc_buf_printf(out,
		"],\n\"summary\":{\"files\":%zu,\"rules\":%zu,\"tests\":%zu,\"errors\":%"
		"zu,"
		"\"warnings\":%zu,\"notes\":%zu,\"dropped\":%zu,\"refused\":%s}}\n",
		report->n_files, report->n_rules, report->n_tests,
		pc_diags_count(diags, PC_ERROR), pc_diags_count(diags, PC_WARNING),
		pc_diags_count(diags, PC_NOTE), diags->dropped,
		report->refused ? "true" : "false");
}
