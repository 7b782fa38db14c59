/* SPDX-License-Identifier: Apache-2.0 */
/* What the settings module makes of a managed directory, a home and a working directory,
 * as one line of JSON: digest, refusal, findings, rules, effective settings.
 *
 *   settings_dump MANAGED HOME CWD [--settings X] [--allowedTools X] ... */
#include <stdio.h>
#include <stdlib.h>

#include "pc/base/hash.h"
#include "pc/doc/write.h"
#include "pc/settings/settings.h"

enum { MAX_FLAGS = 16 };

static void put_findings(struct pc_buf *out, const struct pc_diags *diags)
{
	pc_buf_puts(out, ",\"findings\":[");
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		pc_buf_printf(out, "%s[\"%s\",\"%s\",", i ? "," : "", diag->code,
			pc_severity_name(diag->severity));
		pc_json_quote(out, diag->text);
		pc_buf_printf(out, ",%u,%u,\"%s\",", diag->at.line, diag->at.col,
			pc_effect_name(diag->effect));
		pc_json_quote(out, diag->key);
		pc_buf_puts(out, "]");
	}
	pc_buf_puts(out, "]");
}

static void put_rules(struct pc_buf *out, const struct pc_settings *settings)
{
	pc_buf_puts(out, ",\"rules\":[");
	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];

		pc_buf_printf(out, "%s[\"%s\",\"%s\",", i ? "," : "",
			pc_list_name(rule->list), pc_layer_name(rule->from.layer));
		pc_json_quote(out, rule->text);
		pc_buf_puts(out, "]");
	}
	pc_buf_puts(out, "]");
}

static void put_all(struct pc_buf *out, const struct pc_settings *settings,
	const struct pc_diags *diags)
{
	char hex[PC_SHA256_HEX];

	pc_settings_digest(settings, hex);
	pc_buf_printf(out, "{\"digest\":\"%s\",\"refused\":%s", hex,
		settings->refused ? "true" : "false");
	pc_json_member(out, "why", settings->refused_why);
	pc_buf_printf(out, ",\"mode\":%d,\"trusted\":%s", (int)settings->mode,
		settings->is_trusted ? "true" : "false");
	put_findings(out, diags);
	put_rules(out, settings);
	pc_buf_puts(out, ",\"effective\":");
	pc_node_write(out, settings->effective, PC_FORMAT_JSON_LINE);
	pc_buf_puts(out, "}");
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_str allowed[MAX_FLAGS], disallowed[MAX_FLAGS];
	struct pc_where where = {
		.allowed_tools = allowed, .disallowed_tools = disallowed};
	struct pc_settings *settings;
	struct pc_err err;

	if (argc < 4)
		return 64;
	where.managed_dir = pc_str(argv[1]);
	where.home = pc_str(argv[2]);
	where.cwd = pc_str(argv[3]);
	for (int i = 4; i + 1 < argc && i < MAX_FLAGS; i += 2) {
		struct pc_str flag = pc_str(argv[i]), text = pc_str(argv[i + 1]);

		if (pc_str_is(flag, "--settings"))
			where.settings = text;
		else if (pc_str_is(flag, "--allowedTools"))
			allowed[where.n_allowed_tools++] = text;
		else if (pc_str_is(flag, "--disallowedTools"))
			disallowed[where.n_disallowed_tools++] = text;
		else if (pc_str_is(flag, "--permission-mode"))
			where.permission_mode = text;
	}
	if (pc_settings_load(&settings, &arena, &where, &diags, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 70;
	}
	put_all(&out, settings, &diags);
	puts(out.ptr);
	return 0;
}
