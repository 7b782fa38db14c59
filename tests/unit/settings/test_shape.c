/* SPDX-License-Identifier: Apache-2.0 */
/* Values against shapes, and what is stripped. */
#include "keys_priv.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc_test.h"

static const struct row {
	const char *name, *key, *json;
	bool fits;
	const char *member; /* at fault */
} values[] = {
	{"a text", "model", "\"x\"", true, ""},
	{"a number is no text", "model", "5", false, ""},
	{"a whole number", "cleanupPeriodDays", "30", true, ""},
	{"written with a fraction of nothing", "cleanupPeriodDays", "3e1", true, ""},
	{"a broken number", "cleanupPeriodDays", "1.5", false, ""},
	{"below the bound", "cleanupPeriodDays", "0", false, ""},
	{"past what a double counts", "cleanupPeriodDays", "9007199254740993", false, ""},
	{"infinity", "cleanupPeriodDays", "1e400", false, ""},
	{"the bound itself does not count", "skillListingBudgetFraction", "0", false, ""},
	{"the upper one does", "skillListingBudgetFraction", "1", true, ""},
	{"a word of the list", "tui", "\"fullscreen\"", true, ""},
	{"another word", "tui", "\"full\"", false, ""},
	{"a list of texts", "fallbackModel", "[\"a\"]", true, ""},
	{"an entry of another kind", "fallbackModel", "[\"a\",1]", false, "1"},
	{"a map to words", "skillOverrides", "{\"a\":\"on\"}", true, ""},
	{"a map to anything else", "skillOverrides", "{\"a\":\"x\"}", false, "a"},
	{"a form", "statusLine", "{\"type\":\"command\",\"command\":\"x\"}", true, ""},
	{"a form with a hole", "statusLine", "{\"type\":\"command\"}", false, "command"},
	{"one of several", "pluginConfigs", "{\"a@b\":{\"options\":{\"x\":[\"y\"]}}}",
		true, ""},
	{"none of several", "pluginConfigs", "{\"a@b\":{\"options\":{\"x\":null}}}",
		false, "a@b.options.x"},
	{"a server by name", "allowedMcpServers", "[{\"serverName\":\"a-b\"}]", true, ""},
	{"a server by two ways", "allowedMcpServers",
		"[{\"serverName\":\"a\",\"serverUrl\":\"b\"}]", false, "0"},
	{"a denied server may have spaces", "deniedMcpServers",
		"[{\"serverName\":\"a b\"}]", true, ""},
	{"an allowed one may not", "allowedMcpServers", "[{\"serverName\":\"a b\"}]",
		false, "0"},
	{"a source", "strictKnownMarketplaces",
		"[{\"source\":\"github\",\"repo\":\"a/b\"}]", true, ""},
	{"a source without its place", "strictKnownMarketplaces",
		"[{\"source\":\"github\"}]", false, "0"},
	{"a pattern that does not compile", "strictKnownMarketplaces",
		"[{\"source\":\"hostPattern\",\"hostPattern\":\"(\"}]", false, "0"},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct shape_fault fault = {0};
	struct pc_node *node;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(r->json), NULL, &err), PC_OK);
	assert_int_equal(shape_fits(key_top(pc_str(r->key))->shape, node, &arena, &fault),
		r->fits);
	assert_str(fault.member, r->member);
	assert_int_equal(fault.what.len > 0, !r->fits);
}

static const struct strip {
	const char *name, *key, *json, *rest;
} strips[] = {
	{"unknown members go", "fileSuggestion",
		"{\"type\":\"command\",\"command\":\"x\",\"more\":1}",
		"{\"type\":\"command\",\"command\":\"x\"}"},
	{"inside lists too", "sshConfigs",
		"[{\"id\":\"a\",\"name\":\"b\",\"sshHost\":\"c\",\"more\":1}]",
		"[{\"id\":\"a\",\"name\":\"b\",\"sshHost\":\"c\"}]"},
	{"a wrong member that nobody minds", "statusLine",
		"{\"type\":\"command\",\"command\":\"x\",\"refreshInterval\":0}",
		"{\"type\":\"command\",\"command\":\"x\"}"},
	{"maps keep their keys", "modelOverrides", "{\"a\":\"b\"}", "{\"a\":\"b\"}"},
	{"of a server entry one way stays", "deniedMcpServers",
		"[{\"more\":1,\"serverUrl\":\"x\"}]", "[{\"serverUrl\":\"x\"}]"},
};

static void check_strip(const struct strip *s)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_node *node;
	struct pc_err err;

	assert_int_equal(
		pc_json_read(&node, &arena, "t", pc_str(s->json), NULL, &err), PC_OK);
	pc_node_write(&out, shape_strip(key_top(pc_str(s->key))->shape, node, &arena),
		PC_FORMAT_JSON_LINE);
	assert_str(pc_str_trim(pc_buf_str(&out)), s->rest);
}

PC_TABLE(values, check)
PC_TABLE(strips, check_strip)

int main(void)
{
	return PC_RUN(values) + PC_RUN(strips);
}
