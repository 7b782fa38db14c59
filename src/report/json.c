/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as one JSON document; every member is always there, null where it does not
 * apply. */
#include "pc/doc/write.h"
#include "report_priv.h"

static void put_number(struct pc_buf *out, const char *name, uint32_t number, bool known)
{
	if (known)
		pc_buf_printf(out, "\"%s\":%u,", name, number);
	else
		pc_buf_printf(out, "\"%s\":null,", name);
}

static void put_finding(struct pc_buf *out, const struct pc_diag *diag)
{
	bool placed = diag->at.file && diag->at.line;

	pc_buf_printf(out, "{\"code\":\"%s\",\"severity\":\"%s\",", diag->code,
		pc_severity_name(diag->severity));
	put_member(out, "file", pc_str(diag->at.file));
	pc_buf_add_char(out, ',');
	put_number(out, "line", diag->at.line, placed);
	put_number(out, "column", diag->at.col, placed);
	put_member(out, "key", diag->key);
	pc_buf_add_char(out, ',');
	put_member(out, "rule", diag->rule);
	pc_buf_printf(out, ",\"effect\":\"%s\",", pc_effect_name(diag->effect));
	put_member(out, "message", diag->text);
	pc_buf_add_char(out, ',');
	put_member(out, "fix", diag->hint);
	pc_buf_add_char(out, '}');
}

void pc_report_json(struct pc_buf *out, const struct pc_report *report)
{
	const struct pc_diags *diags = report->diags;
	bool first = true;

	pc_buf_puts(out, "{\"findings\":[");
	for (size_t i = 0; i < diags->count; i++) {
		put_comma(out, &first);
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
