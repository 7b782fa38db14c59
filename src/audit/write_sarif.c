/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0: the rules that found something, and a result for each place.  What could
 * not be looked at is told as the tool's own notifications. */
#include <stdlib.h>

#include "pc/doc/write.h"
#include "pc/report/put.h"
#include "write_priv.h"

/* {"text": ...} */
static void put_words(struct pc_buf *out, const char *name, struct pc_str text)
{
	pc_json_key(out, name);
	pc_buf_puts(out, "{\"text\":");
	pc_json_quote(out, text);
	pc_buf_add_char(out, '}');
}

static void put_rule(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	PC_AUTO(pc_buf_done) struct pc_buf kind = {0};

	put_kind(&kind, rule);
	pc_json_next(out);
	pc_buf_puts(out, "\n{");
	pc_json_member(out, "id", pc_str(rule->id));
	put_words(out, "shortDescription", pc_buf_str(&kind));
	if (is_said(rule->mend))
		put_words(out, "help", pc_str(rule->mend));
	if (is_said(rule->rotate) && strncmp(rule->rotate, "https://", 8) == 0)
		pc_json_member(out, "helpUri", pc_str(rule->rotate));
	pc_json_key(out, "defaultConfiguration");
	pc_buf_printf(out, "{\"level\":\"%s\"}", pc_severity_name(rule->severity));
	pc_json_key(out, "properties");
	pc_buf_puts(out, "{\"tags\":[\"security\",\"secret\"]}}");
}

static int compare_rules(const void *a, const void *b)
{
	const struct pc_secret_rule *x = *(const struct pc_secret_rule *const *)a;
	const struct pc_secret_rule *y = *(const struct pc_secret_rule *const *)b;

	return strcmp(x->id, y->id);
}

/* Each rule that found something, once. */
static void put_rules(struct pc_buf *out, const struct pc_audit_result *result)
{
	size_t n = result->n_findings;
	const struct pc_secret_rule **rules = pc_xcalloc(n + 1, sizeof(*rules));

	for (size_t i = 0; i < n; i++)
		rules[i] = result->findings[i].rule;
	qsort(rules, n, sizeof(const struct pc_secret_rule *), compare_rules);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(rules[i]->id, rules[i - 1]->id) != 0)
			put_rule(out, rules[i]);
	}
	free(rules);
}

static void put_location(
	struct pc_buf *out, struct pc_str path, uint32_t line, uint32_t col)
{
	pc_json_key(out, "locations");
	pc_buf_puts(out, "[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
	pc_put_uri(out, path);
	pc_buf_add_char(out, '}');
	if (line)
		pc_buf_printf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%u}",
			line, col ? col : 1);
	pc_buf_puts(out, "}}]");
}

static void put_suppression(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	bool is_known = finding->state == PC_AUDIT_KNOWN;

	pc_json_key(out, "suppressions");
	pc_buf_printf(out, "[{\"kind\":\"%s\",\"status\":\"accepted\",\"justification\":",
		is_known ? "external" : "inSource");
	pc_json_quote(out, is_known ? PC_STR("known from the baseline") : finding->why);
	pc_buf_puts(out, "}]");
}

static void put_properties(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	pc_json_key(out, "properties");
	pc_buf_add_char(out, '{');
	pc_json_member(out, "source", pc_str(pc_audit_source_name(finding->at.source)));
	pc_json_member(
		out, "sureness", pc_str(pc_audit_sureness_name(finding->sureness)));
	pc_json_member(out, "service", finding->at.service);
	pc_json_member(out, "container", finding->at.container);
	pc_json_member(out, "variable", finding->at.variable);
	pc_json_member(out, "commit", finding->at.commit);
	pc_json_member(out, "owner", finding->owner);
	pc_buf_add_char(out, '}');
}

static void put_result(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};
	char print[PC_SHA256_HEX];

	put_sentence(&message, finding);
	place_print(print, finding);
	pc_json_next(out);
	pc_buf_puts(out, "\n{");
	pc_json_member(out, "ruleId", pc_str(finding->rule->id));
	pc_json_member(out, "level", pc_str(pc_severity_name(finding->severity)));
	put_words(out, "message", pc_buf_str(&message));
	put_location(out, finding->at.path, finding->at.line, finding->at.col);
	pc_json_key(out, "partialFingerprints");
	pc_buf_printf(out, "{\"policyctlKey/v1\":\"%s\",\"policyctlPlace/v1\":\"%s\"}",
		finding->fingerprint, print);
	if (finding->state != PC_AUDIT_OPEN)
		put_suppression(out, finding);
	put_properties(out, finding);
	pc_buf_add_char(out, '}');
}

static void put_notification(struct pc_buf *out, const struct pc_diag *diag)
{
	pc_json_next(out);
	pc_buf_printf(out, "\n{\"descriptor\":{\"id\":\"%s\"}", diag->code);
	pc_json_member(out, "level", pc_str(pc_severity_name(diag->severity)));
	put_words(out, "message", diag->text);
	if (diag->at.file)
		put_location(out, pc_str(diag->at.file), diag->at.line, diag->at.col);
	pc_buf_add_char(out, '}');
}

void pc_audit_write_sarif(struct pc_buf *out, const struct pc_audit_report *report)
{
	const struct pc_audit_result *result = report->result;

	pc_buf_puts(out,
		"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/"
		"os/schemas/sarif-schema-2.1.0.json\",\n"
		"\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\","
		"\"tool\":{\"driver\":{\"name\":\"policyctl audit\",\"version\":"
		"\"" PC_VERSION "\",\"rules\":[");
	put_rules(out, result);
	pc_buf_puts(out, "]}},\n\"invocations\":[{\"executionSuccessful\":true,"
			 "\"toolExecutionNotifications\":[");
	for (size_t i = 0; i < result->diags->count; i++)
		put_notification(out, &result->diags->items[i]);
	pc_buf_puts(out, "]}],\n\"results\":[");
	for (size_t i = 0; i < result->n_findings; i++)
		put_result(out, &result->findings[i]);
	pc_buf_puts(out, "]");
	pc_json_key(out, "properties");
	pc_buf_printf(out, "{\"fingerprintKey\":\"%s\"}", result->key_id);
	pc_buf_puts(out, "}]}\n");
}
