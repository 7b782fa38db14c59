/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a wrong document: value by value when it is managed, all or nothing
 * when it is a user's. */
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc_test.h"
#include "settings_priv.h"

/* The document as the layer reads it; NULL: the file does not count. */
static const char *repaired(struct pc_arena *arena, struct pc_diags *diags,
	const char *json, enum pc_layer layer)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_settings settings = {0};
	struct load load = {.arena = arena, .diags = diags, .out = &settings};
	struct doc doc = {.layer = layer, .file = "t"};
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&doc.root, arena, "t", pc_str(json), NULL, &err), PC_OK);
	if (!repair_document(&load, &doc))
		return NULL;
	pc_node_write(&out, doc.root, PC_FORMAT_JSON_LINE);
	return pc_arena_str(arena, pc_str_trim(pc_buf_str(&out))).ptr;
}

static const struct row {
	const char *name, *json, *managed, *user; /* NULL: rejected */
} rows[] = {
	{"what is right stays", "{\"model\":\"x\",\"x-more\":{\"a\":null}}",
		"{\"model\":\"x\",\"x-more\":{\"a\":null}}",
		"{\"model\":\"x\",\"x-more\":{\"a\":null}}"},
	{"a wrong value is dropped", "{\"model\":5,\"agent\":\"a\"}", "{\"agent\":\"a\"}",
		NULL},
	{"a lock reads its strictest value", "{\"disableBundledSkills\":5}",
		"{\"disableBundledSkills\":true}", NULL},
	{"a permission reads false", "{\"enableArtifact\":\"no\"}",
		"{\"enableArtifact\":false}", NULL},
	{"a quoted false is false", "{\"disableBundledSkills\":\"false\"}",
		"{\"disableBundledSkills\":false}", NULL},
	{"false is nothing to attribute", "{\"attribution\":false}",
		"{\"attribution\":{\"commit\":\"\",\"pr\":\"\",\"sessionUrl\":false}}",
		"{\"attribution\":{\"commit\":\"\",\"pr\":\"\",\"sessionUrl\":false}}"},
	{"a quoted true is true", "{\"disableBundledSkills\":\"true\"}",
		"{\"disableBundledSkills\":true}", NULL},
	{"null does not set a lock", "{\"disableBundledSkills\":null}", "{}", "{}"},
	{"false does not disable", "{\"disableAutoMode\":false}", "{}", NULL},
	{"a wrong allowlist is empty", "{\"availableModels\":5}",
		"{\"availableModels\":[]}", NULL},
	{"of a list of servers the wrong go",
		"{\"allowedMcpServers\":[1,{\"serverName\":\"a\"}]}",
		"{\"allowedMcpServers\":[{\"serverName\":\"a\"}]}",
		"{\"allowedMcpServers\":[{\"serverName\":\"a\"}]}"},
	{"nobody minds a wrong theme", "{\"theme\":5,\"agent\":\"a\"}",
		"{\"agent\":\"a\"}", "{\"agent\":\"a\"}"},
	{"variables become texts", "{\"env\":{\"A\":5,\"B\":null}}",
		"{\"env\":{\"A\":\"5\",\"B\":\"null\"}}",
		"{\"env\":{\"A\":\"5\",\"B\":\"null\"}}"},
	{"no variables are nothing", "{\"env\":{}}", "{}", "{}"},
	{"a wrong rule is skipped",
		"{\"permissions\":{\"deny\":[\"bash\",5,\"Bash(a)\"],\"allow\":[\"Read\"]"
		"}}",
		"{\"permissions\":{\"deny\":[\"Bash(a)\"],\"allow\":[\"Read\"]}}",
		"{\"permissions\":{\"deny\":[\"Bash(a)\"],\"allow\":[\"Read\"]}}"},
	{"no deny rule left: no grants either",
		"{\"permissions\":{\"deny\":[\"bash\"],\"allow\":[\"Read\"],"
		"\"ask\":[\"Edit\"],\"additionalDirectories\":[\"/x\"]}}",
		"{\"permissions\":{\"ask\":[\"Edit\"]}}",
		"{\"permissions\":{\"deny\":[],\"allow\":[\"Read\"],\"ask\":[\"Edit\"],"
		"\"additionalDirectories\":[\"/x\"]}}"},
	{"an unreadable deny list: the same",
		"{\"permissions\":{\"deny\":5,\"allow\":[\"Read\"]}}", "{}", NULL},
	{"no allow rule left is no rule",
		"{\"permissions\":{\"deny\":[\"Read\"],\"allow\":[\"bash\"]}}",
		"{\"permissions\":{\"deny\":[\"Read\"],\"allow\":[]}}",
		"{\"permissions\":{\"deny\":[\"Read\"],\"allow\":[]}}"},
	{"null in a block is not set", "{\"permissions\":{\"deny\":null}}", "{}", NULL},
	{"an empty block stays", "{\"permissions\":{}}", "{\"permissions\":{}}",
		"{\"permissions\":{}}"},
	{"unknown permissions stay", "{\"permissions\":{\"more\":1}}",
		"{\"permissions\":{\"more\":1}}", "{\"permissions\":{\"more\":1}}"},
	{"unknown network keys go", "{\"sandbox\":{\"network\":{\"more\":1},\"m\":1}}",
		"{\"sandbox\":{\"network\":{},\"m\":1}}",
		"{\"sandbox\":{\"network\":{},\"m\":1}}"},
	{"a block that is none locks", "{\"attribution\":[]}",
		"{\"attribution\":{\"sessionUrl\":false}}", NULL},
	{"an old name of a mode", "{\"permissions\":{\"defaultMode\":\"manual\"}}",
		"{\"permissions\":{\"defaultMode\":\"default\"}}",
		"{\"permissions\":{\"defaultMode\":\"default\"}}"},
	{"no mode at all", "{\"permissions\":{\"defaultMode\":\"loud\"}}",
		"{\"permissions\":{\"defaultMode\":\"default\"}}", NULL},
	{"a wrong hook is dropped alone",
		"{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"x\"},"
		"{\"type\":\"command\",\"command\":\"a\"}]}]}}",
		"{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\","
		"\"command\":\"a\"}]}]}}",
		"{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":\"command\","
		"\"command\":\"a\"}]}]}}"},
	{"a wrong guard takes all hooks along",
		"{\"agent\":\"a\",\"hooks\":{\"PreToolUse\":[{\"hooks\":[{\"type\":\"x\"}"
		"]}],"
		"\"Stop\":[{\"hooks\":[]}]}}",
		"{\"agent\":\"a\"}", NULL},
	{"an event that nobody knows", "{\"hooks\":{\"Never\":[],\"Stop\":[]}}",
		"{\"hooks\":{\"Stop\":[]}}", "{\"hooks\":{\"Stop\":[]}}"},
	{"a guard in the wrong place",
		"{\"agent\":\"a\",\"PreToolUse\":[{\"hooks\":[1]}]}",
		"{\"agent\":\"a\",\"PreToolUse\":[{\"hooks\":[1]}]}", NULL},
	{"an alias", "{\"allowedMarketplaces\":[]}", "{\"strictKnownMarketplaces\":[]}",
		"{}"},
	{"only managed settings may lock", "{\"allowManagedHooksOnly\":true}",
		"{\"allowManagedHooksOnly\":true}", "{}"},
	{"credentials that cannot be read stay, empty",
		"{\"sandbox\":{\"credentials\":{\"files\":5}}}",
		"{\"sandbox\":{\"credentials\":{\"files\":[]}}}", NULL},
};

static void check_one(const char *json, enum pc_layer layer, const char *want)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const char *got = repaired(&arena, &diags, json, layer);

	assert_int_equal(got != NULL, want != NULL);
	if (want)
		assert_string_equal(got, want);
	if (!want || strcmp(want, json) != 0)
		assert_true(diags.count > 0 || strcmp(json, "{\"env\":{}}") == 0 ||
			    strstr(json, "manual") || strstr(json, "null") ||
			    strstr(json, "more") || strstr(json, "allowedMarketplaces") ||
			    strstr(json, "attribution\":false"));
}

static void check(const struct row *r)
{
	check_one(r->json, PC_LAYER_MANAGED, r->managed);
	check_one(r->json, PC_LAYER_USER, r->user);
}

static const struct named {
	const char *name, *json, *code, *path;
} findings[] = {
	{"the path comes first", "{\"sandbox\":{\"enabled\":5},\"agent\":\"a\"}",
		"PC1302", "sandbox.enabled: "},
	{"an entry by its place", "{\"worktree\":{\"sparsePaths\":[\"a\",5]}}", "PC1304",
		"worktree.sparsePaths[1]: "},
	{"a rule by its list", "{\"permissions\":{\"deny\":[\"bash\",\"Read\"]}}",
		"PC1310", "permissions.deny: the client skips the rule 'bash'"},
	{"a hook by its place", "{\"hooks\":{\"Stop\":[{\"hooks\":[{\"type\":5}]}]}}",
		"PC1311", "hooks.Stop.0.hooks.0.type: "},
	{"a hollow file", "{\"sandbox\":{\"enabled\":5}}", "PC1302", "sandbox: "},
	{"a slip", "{\"permisions\":{}}", "PC1309",
		"permisions: is no key that the client knows"},
};

static void check_finding(const struct named *n)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	bool found = false;

	repaired(&arena, &diags, n->json, PC_LAYER_MANAGED);
	for (size_t i = 0; i < diags.count; i++) {
		found |= strcmp(diags.items[i].code, n->code) == 0 &&
			 pc_str_starts(diags.items[i].text, pc_str(n->path));
	}
	assert_true(found);
}

/* The edit that a finding proposes; "" where none is certain. */
static const struct edit {
	const char *name, *json, *with;
} edits[] = {
	{"a number without its quotes", "{\"cleanupPeriodDays\":\"30\"}", "30"},
	{"a boolean without its quotes", "{\"verbose\":\"true\"}", "true"},
	{"no number that does not fit", "{\"cleanupPeriodDays\":\"0\"}", ""},
	{"a list of one", "{\"companyAnnouncements\":\"a \\\"b\\\"\"}",
		"[\"a \\\"b\\\"\"]"},
	{"a word with its capitals", "{\"teammateMode\":\"In-Process\"}", "in-process"},
	{"no guess at the key that was meant", "{\"permisions\":{}}", ""},
	{"nor at where it belongs", "{\"defaultMode\":\"plan\"}", ""},
	{"what the client makes of a variable", "{\"env\":{\"A\":5}}", "\"5\""},
	{"no guess at what 1 means", "{\"verbose\":1}", ""},
};

static void check_edit(const struct edit *e)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};

	repaired(&arena, &diags, e->json, PC_LAYER_MANAGED);
	assert_int_equal(diags.count, 1);
	assert_str(diags.items[0].fix.with, e->with);
	assert_int_equal(diags.items[0].fix.kind == PC_FIX_NONE, *e->with == '\0');
}

PC_TABLE(rows, check)
PC_TABLE(edits, check_edit)
PC_TABLE(findings, check_finding)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(findings) + PC_RUN(edits);
}
