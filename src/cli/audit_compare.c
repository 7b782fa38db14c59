/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl audit --compare: whether a re-scan is at zero. */
#include "pc/audit/compare.h"

#include <fcntl.h>
#include <unistd.h>

#include "audit.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

static int read_report(
	struct audit_run *run, struct pc_audit_side *out, struct pc_str path)
{
	struct pc_err err;

	out->file = path.ptr;
	if (pc_fs_read(&out->text, run->arena, AT_FDCWD, path.ptr, PC_MAX_REPORT_SIZE,
		    &err) != PC_OK)
		return output_failure(&err);
	return 0;
}

bool audit_compare_has_both(const struct audit_run *run, const struct texts *operands)
{
	enum { BEGINNING = 64 };
	PC_AUTO(pc_close) int fd = -1;
	char head[BEGINNING];
	ssize_t n;

	if (!run->args->compare.len || operands->count != 1)
		return false;
	fd = open(operands->items[0].ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	n = fd < 0 ? 0 : read(fd, head, sizeof(head));
	return n > 0 && pc_audit_is_report((struct pc_str){head, (size_t)n});
}

static int compare(struct audit_run *run, const struct pc_audit_side *old,
	const struct pc_audit_side *new)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_audit_comparison comparison;
	struct pc_err err;

	if (pc_audit_compare(&comparison, run->arena, old, new, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	if (pc_str_is(run->args->format, "json"))
		pc_audit_compare_json(&out, &comparison);
	else
		pc_audit_compare_text(&out, &comparison, output_is_coloured(stdout));
	output_text(stdout, pc_buf_str(&out));
	if (run->status != 0)
		return run->status;
	return comparison.n[PC_AUDIT_NEW] || comparison.n[PC_AUDIT_STILL] ||
			       comparison.n[PC_AUDIT_MOVED]
		       ? EXIT_FINDINGS
		       : EXIT_FINE;
}

int audit_compare_reports(struct audit_run *run, struct pc_str new)
{
	struct pc_audit_side then, now;
	int status = read_report(run, &then, run->args->compare);

	if (status == 0)
		status = read_report(run, &now, new);
	return status != 0 ? status : compare(run, &then, &now);
}

/* Whether keys may be there that nobody saw: what is not found is not fixed then. */
static bool has_blind_spots(const struct pc_audit_result *result)
{
	const struct pc_diags *diags = result->diags;

	for (size_t i = 0; i < diags->count; i++) {
		if (strcmp(diags->items[i].code, "PC2520") == 0)
			return true;
	}
	return diags->dropped || result->n_dropped;
}

int audit_compare_result(struct audit_run *run, const struct pc_audit_result *result)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0}, notes = {0};
	const struct pc_audit_report report = {.result = result};
	struct pc_audit_side then, now = {.file = "this audit"};
	int status = read_report(run, &then, run->args->compare);

	if (status != 0)
		return status;
	pc_audit_write_json(&text, &report);
	now.text = pc_buf_str(&text);
	/* What could not be looked at may hide what is not fixed. */
	pc_audit_write_diags(&notes, result->diags, PC_NOTE, output_is_coloured(stderr));
	output_text(stderr, pc_buf_str(&notes));
	status = compare(run, &then, &now);
	return status == EXIT_FINE && has_blind_spots(result) ? EXIT_COULD_NOT : status;
}
