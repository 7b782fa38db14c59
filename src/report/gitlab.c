/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's Code Quality report: one JSON array. */
#include "pc/doc/write.h"
#include "report_priv.h"

static const char *severity_of(const struct pc_diag *diag)
{
	static const char *const names[] = {"info", "minor", "major"};

	return diag->effect == PC_EFFECT_REFUSED ? "blocker" : names[diag->severity];
}

static void put_finding(struct pc_buf *out, const struct pc_diag *diag, const char *print)
{
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};
	const char *path = diag->at.file ? diag->at.file : "-";

	put_message(&message, diag);
	pc_buf_puts(out, "{\"description\":");
	pc_json_quote(out, pc_buf_str(&message));
	pc_buf_printf(out,
		",\"check_name\":\"%s\",\"fingerprint\":\"%s\","
		"\"severity\":\"%s\",\"location\":{\"path\":",
		diag->code, print, severity_of(diag));
	/* Paths below the repository are known without the dot. */
	pc_json_quote(out, pc_str(strncmp(path, "./", 2) == 0 ? path + 2 : path));
	pc_buf_printf(out, ",\"lines\":{\"begin\":%u}}}",
		diag->at.file && diag->at.line ? diag->at.line : 1);
}

void pc_report_gitlab(struct pc_buf *out, const struct pc_report *report)
{
	PC_AUTO(fingerprints_done) struct fingerprints prints = {0};
	const struct pc_diags *diags = report->diags;
	char hex[FINGERPRINT_HEX];

	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < diags->count; i++) {
		pc_json_next(out);
		pc_buf_add_char(out, '\n');
		fingerprint(&prints, hex, diags, &diags->items[i]);
		put_finding(out, &diags->items[i], hex);
	}
	pc_buf_puts(out, "]\n");
}
