/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes to their one form, in both languages.  It reads as the same tree, its form is
 * itself, and the difference between the two is a difference. */
#include "doc/parts_priv.h"

#include "pc/doc/diff.h"
#include "pc/doc/format.h"
#include "pc/doc/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static struct pc_node *read_text(
	struct pc_arena *arena, struct pc_str text, enum pc_language language)
{
	struct pc_node *node = NULL;
	struct pc_err err = {0};
	enum pc_status status =
		language == PC_LANGUAGE_YAML
			? pc_yaml_read(&node, arena, "f", text, NULL, &err)
			: pc_json_read(&node, arena, "f", text, NULL, &err);

	return status == PC_OK ? node : NULL;
}

static void check(struct pc_str text, enum pc_language language)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf once = {0};
	PC_AUTO(pc_buf_done) struct pc_buf twice = {0};
	PC_AUTO(pc_buf_done) struct pc_buf diff = {0};
	struct pc_node *before = read_text(&arena, text, language), *behind;
	struct pc_err err = {0};

	if (pc_format(&once, "f", text, language, &err) != PC_OK) {
		must(err.status != PC_OK && err.text[0] && once.len == 0,
			"a failure says why and writes nothing");
		return;
	}
	behind = read_text(&arena, pc_buf_str(&once), language);
	must(before && behind && pc_node_eq(before, behind), "the same tree");
	if (pc_format(&twice, "f", pc_buf_str(&once), language, &err) != PC_OK)
		fprintf(stderr, "%u:%u: %s\n%s", err.at.line, err.at.col, err.text,
			once.ptr);
	if (!pc_str_eq(pc_buf_str(&once), pc_buf_str(&twice)))
		fprintf(stderr, "%s-----\n%s", once.ptr, twice.ptr);
	must(pc_str_eq(pc_buf_str(&once), pc_buf_str(&twice)), "the form of a form");
	pc_diff(&diff, PC_STR("f"), text, pc_buf_str(&once));
	must((diff.len == 0) == pc_str_eq(text, pc_buf_str(&once)),
		"a difference where there is one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str text = {(const char *)data, size};

	check(text, PC_LANGUAGE_JSON);
	check(text, PC_LANGUAGE_YAML);
	return 0;
}
