/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as TOML, and what reads as a file of rules: a tree that JSON can hold, rules
 * that hold together, and expressions that PCRE2 can be asked about. */
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/secrets/rule.h"

#include "must.h"

static void check_tree(struct pc_arena *arena, const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *again = NULL;
	struct pc_err err = {0};
	enum pc_status status;

	pc_node_write(&buf, node, PC_FORMAT_JSON);
	status = pc_json_read(&again, arena, "j", pc_buf_str(&buf), NULL, &err);
	if (status == PC_ERR_LIMIT)
		return; /* escapes may pass the ceiling on size */
	must(status == PC_OK, "what is written can be read");
	must(pc_node_eq(node, again), "what is read again is equal");
}

static void check_rules(struct pc_arena *arena, struct pc_str text)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_secret_rule *rules = NULL;
	size_t n = 0;

	if (!pc_secret_rules_read(&rules, &n, arena, "f.toml", text, &diags)) {
		must(diags.count > 0, "a failure says why");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		must(rules[i].id && rules[i].id[0], "a rule has an id");
		must(rules[i].pattern && rules[i].keywords[0],
			"a rule can be looked for");
		must(rules[i].mend && rules[i].about && rules[i].provider,
			"a rule says what it is");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = {(const char *)data, size};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_toml_read(&node, &arena, "f", text, &err) != PC_OK) {
		must(err.status != PC_OK && err.text[0], "a failure says why");
		return 0;
	}
	must(pc_utf8_valid(text, NULL), "only UTF-8 is read");
	check_tree(&arena, node);
	check_rules(&arena, text);
	return 0;
}
