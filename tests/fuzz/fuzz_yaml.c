/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as YAML.  What reads is a tree that JSON can hold, and comes back equal from
 * YAML and from JSON. */
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "pc/doc/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static void check_format(
	struct pc_arena *arena, const struct pc_node *node, enum pc_format format)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_node *again = NULL;
	enum pc_status status;
	struct pc_err err = {0};

	pc_node_write(&buf, node, format);
	if (format == PC_FORMAT_YAML)
		status = pc_yaml_read(&again, arena, "y", pc_buf_str(&buf), NULL, &err);
	else
		status = pc_json_read(&again, arena, "j", pc_buf_str(&buf), NULL, &err);
	if (status == PC_ERR_LIMIT)
		return; /* indenting may pass the ceiling on size */
	if (status != PC_OK)
		fprintf(stderr, "%u:%u: %s\n%s\n", err.at.line, err.at.col, err.text,
			buf.ptr);
	must(status == PC_OK, "what is written can be read");
	must(pc_node_eq(node, again), "what is read again is equal");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf canonical = {0};
	struct pc_str text = {(const char *)data, size};
	struct pc_diags diags = {.arena = &arena};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_yaml_read(&node, &arena, "f", text, &diags, &err) != PC_OK) {
		must(err.status != PC_OK && err.text[0], "a failure says why");
		pc_source_excerpt(&canonical, text, err.at);
		return 0;
	}
	must(pc_utf8_valid(text, NULL), "only UTF-8 is read");
	check_format(&arena, node, PC_FORMAT_JSON);
	check_format(&arena, node, PC_FORMAT_YAML);
	pc_node_write(&canonical, node, PC_FORMAT_CANONICAL);
	return 0;
}
