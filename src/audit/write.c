/* SPDX-License-Identifier: Apache-2.0 */
/* The table of formats, and the words that several of them use. */
#include "write_priv.h"

static const struct {
	const char *name;
	pc_audit_write_fn *write;
} formats[] = {
	{"text", pc_audit_write_text},
	{"json", pc_audit_write_json},
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
