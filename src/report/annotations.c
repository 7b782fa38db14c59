/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that a CI service picks out of a job's log and shows beside the code: workflow
 * commands of GitHub Actions, logging commands of Azure Pipelines. */
#include "report_priv.h"

/* ---- GitHub Actions ------------------------------------------------------- */

static void put_github(struct pc_buf *out, const struct pc_diag *diag)
{
	static const char *const commands[] = {"notice", "warning", "error"};
	static const struct escape of_data[] = {
		{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
	static const struct escape of_property[] = {{'%', "%25"}, {'\r', "%0D"},
		{'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}, {0, NULL}};
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};

	pc_buf_printf(out, "::%s ", commands[diag->severity]);
	if (diag->at.file) {
		pc_buf_puts(out, "file=");
		put_escaped(out, pc_str(diag->at.file), of_property);
		pc_buf_add_char(out, ',');
	}
	if (diag->at.file && diag->at.line)
		pc_buf_printf(out, "line=%u,col=%u,", diag->at.line, diag->at.col);
	pc_buf_printf(out, "title=%s::", diag->code);
	put_message(&message, diag);
	put_escaped(out, pc_buf_str(&message), of_data);
	pc_buf_add_char(out, '\n');
}

void pc_report_github(struct pc_buf *out, const struct pc_report *report)
{
	for (size_t i = 0; i < report->diags->count; i++)
		put_github(out, &report->diags->items[i]);
	if (report->diags->dropped) {
		pc_buf_printf(out, "::warning ::and %zu more findings\n",
			report->diags->dropped);
	}
}

/* ---- Azure Pipelines ------------------------------------------------------ */

static void put_azure(struct pc_buf *out, const struct pc_diag *diag)
{
	static const struct escape of_data[] = {
		{'%', "%AZP25"}, {'\r', "%0D"}, {'\n', "%0A"}, {0, NULL}};
	static const struct escape of_property[] = {{'%', "%AZP25"}, {'\r', "%0D"},
		{'\n', "%0A"}, {';', "%3B"}, {']', "%5D"}, {0, NULL}};
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};

	/* It knows no notes. */
	pc_buf_printf(out, "##vso[task.logissue type=%s;",
		diag->severity == PC_ERROR ? "error" : "warning");
	if (diag->at.file) {
		pc_buf_puts(out, "sourcepath=");
		put_escaped(out, pc_str(diag->at.file), of_property);
		pc_buf_add_char(out, ';');
	}
	if (diag->at.file && diag->at.line) {
		pc_buf_printf(out, "linenumber=%u;columnnumber=%u;", diag->at.line,
			diag->at.col);
	}
	pc_buf_printf(out, "code=%s;]%s", diag->code,
		diag->severity == PC_NOTE ? "note: " : "");
	put_message(&message, diag);
	put_escaped(out, pc_buf_str(&message), of_data);
	pc_buf_add_char(out, '\n');
}

void pc_report_azure(struct pc_buf *out, const struct pc_report *report)
{
	for (size_t i = 0; i < report->diags->count; i++)
		put_azure(out, &report->diags->items[i]);
	if (report->diags->dropped) {
		pc_buf_printf(out,
			"##vso[task.logissue type=warning;]and %zu more findings\n",
			report->diags->dropped);
	}
}
