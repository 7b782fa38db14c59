/* SPDX-License-Identifier: Apache-2.0 */
/* audit_keys: for each built-in rule that finds its own example, a line of JSON: the
 * rule, a text with a key by chance in it, that key, and another one for the same text.
 * For tests that plant keys: none stands in a file of this repository. */
#include <stdio.h>

#include "pc/doc/write.h"
#include "pc/secrets/scan.h"

struct look {
	const struct pc_secret_rule *rule;
	struct pc_arena *arena;
	struct pc_str key;
};

static void take(void *context, const struct pc_secret_hit *hit)
{
	struct look *look = context;

	if (hit->rule == look->rule && !look->key.len && !hit->is_encoded)
		look->key = pc_arena_str(look->arena, hit->key);
}

static struct pc_str key_of(
	struct pc_secret_scanner *scanner, struct look *look, struct pc_str text)
{
	const struct pc_secret_text window = {.text = text};

	look->key = (struct pc_str){0};
	pc_secret_scan(scanner, &window, take, look);
	return look->key;
}

static void put_rule(struct pc_secret_scanner *scanner, const struct pc_secret_rule *rule,
	uint64_t seed)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct look look = {.rule = rule, .arena = &arena};
	struct pc_str text = pc_secret_sample(&arena, rule->match[0], seed);
	struct pc_str key = key_of(scanner, &look, text);
	struct pc_str other = key_of(
		scanner, &look, pc_secret_sample(&arena, rule->match[0], seed + 1));

	if (!key.len || !other.len)
		return;
	pc_buf_add_char(&out, '{');
	pc_json_member(&out, "rule", pc_str(rule->id));
	pc_json_member(&out, "text", text);
	pc_json_member(&out, "key", key);
	pc_json_member(&out, "other", other);
	pc_buf_add_char(&out, '}');
	puts(out.ptr);
}

int main(void)
{
	const struct pc_secrets_options options = {.size = 0};
	struct pc_secret_scanner *scanner;
	struct pc_secrets *secrets;
	struct pc_err err;

	if (pc_secrets_open(&secrets, &options, &err) != PC_OK) {
		fprintf(stderr, "audit_keys: %s\n", err.text);
		return 70;
	}
	scanner = pc_secret_scanner_new(secrets);
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		if (pc_secret_rules[i].match && pc_secret_rules[i].match[0])
			put_rule(scanner, &pc_secret_rules[i], 2 * i + 1);
	}
	pc_secret_scanner_free(scanner);
	pc_secrets_close(secrets);
	return 0;
}
