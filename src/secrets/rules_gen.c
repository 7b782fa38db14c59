/* SPDX-License-Identifier: Apache-2.0 */
/* rules_gen OUT.c IN.yaml...: the built-in rules as a constant table, so that policyctl
 * parses none when it starts.  Run by the build; what is wrong with a rule ends it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "rules_priv.h"

/* None are built in yet. */
const struct pc_secret_rule pc_secret_rules[] = {{.id = NULL}};
const size_t pc_secret_n_rules = 0;

/* Examples of built-in rules are tried by a unit test, which has the engine. */
bool pc_secret_rules_try(const struct rules *rules)
{
	(void)rules;
	return true;
}

static const char head[] =
	"/* SPDX-License-Identifier: Apache-2.0 */\n"
	"/* Written by rules_gen; src/secrets/rules.yaml is the source. */\n"
	"#include \"pc/secrets/rule.h\"\n\n"
	"const struct pc_secret_rule pc_secret_rules[] = {\n";

static const char *const severities[] = {"PC_NOTE", "PC_WARNING", "PC_ERROR"};

/* Every byte that might not be taken for itself becomes an octal escape, which ends after
 * three digits. */
static void put_text(struct pc_buf *out, const char *text)
{
	if (!text) {
		pc_buf_puts(out, "NULL");
		return;
	}
	pc_buf_add_char(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
			pc_buf_printf(out, "\\%03o", c);
		else
			pc_buf_add_char(out, (char)c);
	}
	pc_buf_add_char(out, '"');
}

static void put_member(struct pc_buf *out, const char *name, const char *text)
{
	if (!text)
		return;
	pc_buf_printf(out, "\t\t.%s = ", name);
	put_text(out, text);
	pc_buf_puts(out, ",\n");
}

static void put_texts(struct pc_buf *out, const char *name, const char *const *texts)
{
	pc_buf_printf(out, "\t\t.%s = (const char *const[]){", name);
	for (; *texts; texts++) {
		put_text(out, *texts);
		pc_buf_puts(out, ", ");
	}
	pc_buf_puts(out, "NULL},\n");
}

static void put_statuses(struct pc_buf *out, const char *name, const uint16_t *statuses)
{
	pc_buf_printf(out, "\t\t.call.%s = (const uint16_t[]){", name);
	for (; *statuses; statuses++)
		pc_buf_printf(out, "%u, ", *statuses);
	pc_buf_puts(out, "0},\n");
}

static void put_call(struct pc_buf *out, const struct pc_secret_call *call)
{
	if (!call->method)
		return;
	put_member(out, "call.method", call->method);
	put_member(out, "call.url", call->url);
	put_member(out, "call.header", call->header);
	put_member(out, "call.body", call->body);
	put_statuses(out, "alive", call->alive);
	put_statuses(out, "dead", call->dead);
}

static void put_rule(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	pc_buf_puts(out, "\t{\n");
	put_member(out, "id", rule->id);
	put_member(out, "provider", rule->provider);
	put_member(out, "about", rule->about);
	put_member(out, "group", rule->group);
	pc_buf_printf(out, "\t\t.severity = %s,\n", severities[rule->severity]);
	pc_buf_printf(out, "\t\t.sureness = (enum pc_secret_sureness)%d,\n",
		(int)rule->sureness);
	put_texts(out, "prefixes", rule->prefixes);
	put_texts(out, "keywords", rule->keywords);
	put_member(out, "pattern", rule->pattern);
	pc_buf_printf(out, "\t\t.is_open = %d, .is_caseless = %d,\n", rule->is_open,
		rule->is_caseless);
	pc_buf_printf(out, "\t\t.charset = (enum pc_charset)%d,\n", (int)rule->charset);
	pc_buf_printf(out, "\t\t.least = %u, .most = %u, .entropy = %u,\n", rule->least,
		rule->most, rule->entropy);
	pc_buf_printf(out, "\t\t.checksum = (enum pc_secret_checksum)%d,\n",
		(int)rule->checksum);
	pc_buf_printf(
		out, "\t\t.context = (enum pc_secret_context)%d,\n", (int)rule->context);
	put_member(out, "with", rule->with);
	put_member(out, "mend", rule->mend);
	put_member(out, "rotate", rule->rotate);
	put_call(out, &rule->call);
	put_texts(out, "match", rule->match);
	put_texts(out, "none", rule->none);
	pc_buf_puts(out, "\t},\n");
}

static void tell(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		fprintf(stderr, "%s:%u:%u: %.*s: %s (%.*s)\n",
			diag->at.file ? diag->at.file : "", diag->at.line, diag->at.col,
			PC_STR_ARG(diag->text), diag->code, PC_STR_ARG(diag->hint));
	}
}

/* Adds the rules of one file. */
static enum pc_status add_file(
	struct pc_buf *out, size_t *n, const char *file, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_secret_rule *rules;
	struct pc_str text;
	size_t n_rules;

	PC_TRY(pc_fs_read(&text, &arena, AT_FDCWD, file, PC_MAX_DOC_SIZE, err));
	if (!pc_secret_rules_read(&rules, &n_rules, &arena, file, text, &diags)) {
		tell(&diags);
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = file},
			"no table can be made of that");
	}
	for (size_t i = 0; i < n_rules; i++)
		put_rule(out, &rules[i]);
	*n += n_rules;
	return PC_OK;
}

static enum pc_status generate(const char *to, char **files, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_close) int fd = -1;
	size_t n = 0;

	pc_buf_puts(&out, head);
	for (; *files; files++)
		PC_TRY(add_file(&out, &n, *files, err));
	pc_buf_printf(&out, "};\nconst size_t pc_secret_n_rules = %zu;\n", n);
	fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return pc_err_sys(err, "'%s'", to);
	return pc_fs_write_fd(fd, pc_buf_str(&out), err);
}

int main(int argc, char **argv)
{
	struct pc_err err = {0};

	if (argc < 3) {
		fputs("usage: rules_gen OUT.c IN.yaml...\n", stderr);
		return 64;
	}
	if (generate(argv[1], argv + 2, &err) == PC_OK)
		return 0;
	fprintf(stderr, "rules_gen: %s\n", err.text);
	return 1;
}
