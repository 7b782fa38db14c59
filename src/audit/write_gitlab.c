/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's report of secret detection (its schema 15.0.7).  What is known or allowed is
 * left out: GitLab would show it as open. */
#include "pc/doc/write.h"
#include "write_priv.h"

static const char *severity_of(enum pc_severity severity)
{
	static const char *const names[] = {
		[PC_NOTE] = "Low",
		[PC_WARNING] = "Medium",
		[PC_ERROR] = "Critical",
	};

	return names[severity];
}

static void put_location(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	const struct pc_audit_place *at = &finding->at;
	struct pc_str path = at->path;

	while (pc_str_starts(path, PC_STR("./")))
		path = pc_str_from(path, 2);
	pc_json_key(out, "location");
	pc_buf_add_char(out, '{');
	pc_json_member(out, "file", path);
	if (at->line)
		pc_buf_printf(
			out, ",\"start_line\":%u,\"end_line\":%u", at->line, at->line);
	/* The schema demands a commit; this stands for the tree as it lies there. */
	pc_json_key(out, "commit");
	pc_buf_add_char(out, '{');
	pc_json_member(out, "sha", at->commit.len ? at->commit : PC_STR("0000000"));
	pc_buf_puts(out, "}}");
}

static void put_identifier(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	pc_json_key(out, "identifiers");
	pc_buf_puts(out, "[{\"type\":\"policyctl_rule_id\"");
	pc_json_key(out, "name");
	pc_buf_printf(out, "\"policyctl rule %s\"", rule->id);
	pc_json_member(out, "value", pc_str(rule->id));
	pc_buf_puts(out, "}]");
}

static void put_solution(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	if (is_said(rule->mend))
		pc_buf_puts(&text, rule->mend);
	if (is_said(rule->rotate))
		pc_buf_printf(
			&text, "%sRotate it at %s", text.len ? " " : "", rule->rotate);
	if (text.len)
		pc_json_member(out, "solution", pc_buf_str(&text));
}

static void put_finding(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	PC_AUTO(pc_buf_done) struct pc_buf name = {0}, text = {0};
	char print[PC_SHA256_HEX];

	put_kind(&name, finding->rule);
	put_sentence(&text, finding);
	place_print(print, finding);
	pc_json_next(out);
	pc_buf_puts(out, "\n{");
	pc_json_member(out, "id", pc_str(print));
	pc_json_member(out, "name", pc_buf_str(&name));
	pc_json_member(out, "description", pc_buf_str(&text));
	pc_json_member(out, "severity", pc_str(severity_of(finding->severity)));
	put_solution(out, finding->rule);
	put_location(out, finding);
	put_identifier(out, finding->rule);
	pc_buf_add_char(out, '}');
}

static void put_tool(struct pc_buf *out, const char *name)
{
	pc_json_key(out, name);
	pc_buf_puts(out, "{\"id\":\"policyctl\",\"name\":\"policyctl audit\",\"version\":"
			 "\"" PC_VERSION "\",\"vendor\":{\"name\":\"policyctl\"}}");
}

static void put_moment(struct pc_buf *out, const char *name, int64_t at)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	put_time(&text, at);
	pc_json_member(out, name, pc_buf_str(&text));
}

void pc_audit_write_gitlab(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;

	pc_buf_puts(out, "{\"version\":\"15.0.7\",\"scan\":{");
	put_tool(out, "analyzer");
	put_tool(out, "scanner");
	pc_json_member(out, "type", PC_STR("secret_detection"));
	put_moment(out, "start_time", result->started);
	put_moment(out, "end_time", result->ended);
	pc_json_member(out, "status", PC_STR("success"));
	pc_buf_puts(out, "},\n\"vulnerabilities\":[");
	for (size_t i = 0; i < result->n_findings; i++) {
		if (result->findings[i].state == PC_AUDIT_OPEN)
			put_finding(out, &result->findings[i]);
	}
	pc_buf_puts(out, "]}\n");
}
