/* SPDX-License-Identifier: Apache-2.0 */
/* The table of formats, and the words that several of them use. */
#include "write_priv.h"

static const struct {
	const char *name;
	pc_audit_write_fn *write;
} formats[] = {
	{"text", pc_audit_write_text},
	{"json", pc_audit_write_json},
	{"sarif", pc_audit_write_sarif},
	{"junit", pc_audit_write_junit},
	{"csv", pc_audit_write_csv},
	{"gitlab", pc_audit_write_gitlab},
};

pc_audit_write_fn *pc_audit_format(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(formats); i++) {
		if (pc_str_is(name, formats[i].name))
			return formats[i].write;
	}
	return NULL;
}

const char *pc_audit_state_name(enum pc_audit_state state)
{
	static const char *const names[] = {
		[PC_AUDIT_OPEN] = "open",
		[PC_AUDIT_KNOWN] = "known",
		[PC_AUDIT_ALLOWED] = "allowed",
	};

	return names[state];
}

const char *pc_audit_source_name(enum pc_audit_source source)
{
	static const char *const names[] = {
		[PC_AUDIT_FILE] = "file",
		[PC_AUDIT_MEMBER] = "member",
		[PC_AUDIT_STDIN] = "stdin",
		[PC_AUDIT_STAGED] = "staged",
		[PC_AUDIT_HISTORY] = "history",
		[PC_AUDIT_PROCESS] = "process",
	};

	return names[source];
}

const char *pc_audit_sureness_name(enum pc_secret_sureness sureness)
{
	static const char *const names[] = {
		[PC_SECRET_POSSIBLE] = "possible",
		[PC_SECRET_LIKELY] = "likely",
		[PC_SECRET_SURE] = "sure",
	};

	return names[sureness];
}

void put_date(struct pc_buf *out, int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&at, &tm))
		pc_buf_printf(out, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			tm.tm_mday);
}

void put_time(struct pc_buf *out, int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&at, &tm))
		pc_buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* "OpenRouter API key" */
void put_kind(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	const char *provider = rule->provider ? rule->provider : "";

	pc_buf_puts(out, provider);
	if (*provider && rule->about)
		pc_buf_add_char(out, ' ');
	pc_buf_puts(out, rule->about ? rule->about : "key");
}

static void put_name(struct pc_buf *out, const char *what, struct pc_str name)
{
	if (name.len)
		pc_buf_printf(out, ", %s %.*s", what, PC_STR_ARG(name));
}

void put_sentence(struct pc_buf *out, const struct pc_audit_finding *finding)
{
	const struct pc_secret_rule *rule = finding->rule;

	put_kind(out, rule);
	pc_buf_printf(out, ", %s, fingerprint %s", finding->shown, finding->fingerprint);
	put_name(out, "service", finding->at.service);
	put_name(out, "container", finding->at.container);
	put_name(out, "variable", finding->at.variable);
	put_name(out, "commit", finding->at.commit);
	put_name(out, "owner", finding->owner);
	if (is_said(rule->mend))
		pc_buf_printf(out, ". %s", rule->mend);
	if (is_said(rule->rotate))
		pc_buf_printf(out, "%s Rotate it at %s", is_said(rule->mend) ? "" : ".",
			rule->rotate);
}

void place_print(char out[PC_SHA256_HEX], const struct pc_audit_finding *finding)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const struct pc_audit_place *at = &finding->at;

	pc_buf_printf(&text, "%s\n%s\n%s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
		finding->fingerprint, finding->rule->id, pc_audit_source_name(at->source),
		PC_STR_ARG(finding->below), PC_STR_ARG(at->service),
		PC_STR_ARG(at->container), PC_STR_ARG(at->variable),
		PC_STR_ARG(at->commit));
	pc_sha256_hex(out, pc_buf_str(&text));
}
