/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0: the table of codes as rules, each finding as a result. */
#include "pc/doc/write.h"
#include "pc/report/codes.h"
#include "pc/report/put.h"
#include "report_priv.h"

/* {"text": ...} */
static void put_words(struct pc_buf *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	pc_json_key(out, name);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "text", pc_str(text));
	pc_buf_add_char(out, '}');
}

static void put_rule(struct pc_buf *out, const struct pc_code *code)
{
	pc_buf_printf(out, "{\"id\":\"%s\"", code->code);
	put_words(out, "shortDescription", code->title);
	put_words(out, "fullDescription", code->then);
	put_words(out, "help", code->mend);
	pc_buf_printf(out,
		",\"defaultConfiguration\":{\"level\":\"%s\"},"
		"\"properties\":{\"effect\":\"%s\"}}",
		pc_severity_name(code->severity), pc_effect_name(code->effect));
}

static void put_location(struct pc_buf *out, struct pc_span at)
{
	pc_buf_puts(out, "\"locations\":[");
	if (at.file) {
		pc_buf_puts(out, "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
		pc_put_uri(out, pc_str(at.file));
		pc_buf_add_char(out, '}');
		if (at.line) {
			pc_buf_printf(out,
				",\"region\":{\"startLine\":%u,\"startColumn\":%u}",
				at.line, at.col);
		}
		pc_buf_puts(out, "}}");
	}
	pc_buf_add_char(out, ']');
}

static void put_result(struct pc_buf *out, const struct pc_diag *diag, const char *print)
{
	PC_AUTO(pc_buf_done) struct pc_buf message = {0};

	put_message(&message, diag);
	pc_buf_printf(out,
		"{\"ruleId\":\"%s\",\"level\":\"%s\",\"message\":{\"text\":", diag->code,
		pc_severity_name(diag->severity));
	pc_json_quote(out, pc_buf_str(&message));
	pc_buf_puts(out, "},");
	put_location(out, diag->at);
	pc_buf_printf(out,
		",\"partialFingerprints\":{\"policyctl/v1\":\"%s\"},"
		"\"properties\":{\"effect\":\"%s\"",
		print, pc_effect_name(diag->effect));
	pc_json_member(out, "key", diag->key);
	pc_json_member(out, "rule", diag->rule);
	pc_buf_puts(out, "}}");
}

static void put_driver(struct pc_buf *out)
{
	const struct pc_code *code;

	pc_buf_puts(out,
		"{\"name\":\"policyctl\",\"version\":\"" PC_VERSION "\",\"rules\":[");
	for (size_t i = 0; (code = pc_code_at(i)); i++) {
		pc_json_next(out);
		pc_buf_add_char(out, '\n');
		put_rule(out, code);
	}
	pc_buf_puts(out, "]}");
}

void pc_report_sarif(struct pc_buf *out, const struct pc_report *report)
{
	PC_AUTO(fingerprints_done) struct fingerprints prints = {0};
	const struct pc_diags *diags = report->diags;
	char hex[FINGERPRINT_HEX];

	pc_buf_puts(out,
		"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/"
		"os/schemas/sarif-schema-2.1.0.json\",\n"
		"\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\","
		"\"tool\":{\"driver\":");
	put_driver(out);
	pc_buf_puts(out, "},\n\"results\":[");
	for (size_t i = 0; i < diags->count; i++) {
		pc_json_next(out);
		pc_buf_add_char(out, '\n');
		fingerprint(&prints, hex, diags, &diags->items[i]);
		put_result(out, &diags->items[i], hex);
	}
	pc_buf_puts(out, "]}]}\n");
}
