/* SPDX-License-Identifier: Apache-2.0 */
/* Any document, any places, any edits: the first line says which, the rest is the
 * document.  An edit is refused, or its result reads. */
#include "pc/doc/edit.h"
#include "pc/doc/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 8, BYTES_EACH = 4 };

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

/* Four letters a fix: kind, line, column, what comes. */
static size_t read_fixes(struct pc_fix *fixes, struct pc_str line)
{
	static const char *const withs[] = {
		"x", "", "a: b #", "Bash(curl:*)", "\xC3\xA9\"\\\n", "true", "yes", "- "};
	static const char *const values[] = {"true", "null", "[]", "{\"a\": [1, \"b\"]}",
		"\"text\"", "-1.5e3", "{}", "[[], {}]"};
	size_t count = 0;

	for (; line.len >= BYTES_EACH && count < MOST;
		line = pc_str_from(line, BYTES_EACH)) {
		const unsigned char *byte = (const unsigned char *)line.ptr;
		enum pc_fix_kind kind = PC_FIX_TEXT + byte[0] % PC_FIX_ADD;
		const char *with = withs[byte[3] % PC_COUNT(withs)];

		if (kind == PC_FIX_VALUE)
			with = values[byte[3] % PC_COUNT(values)];
		fixes[count++] = (struct pc_fix){
			kind, {"f", byte[1] % 32 + 1u, byte[2] % 64 + 1u}, pc_str(with)};
	}
	return count;
}

static void check(const struct pc_fix *fixes, size_t count, struct pc_str text,
	enum pc_language language)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	enum pc_edit_state states[MOST];
	struct pc_node *node = NULL;
	struct pc_err err = {0};
	enum pc_status status;
	bool any = false;

	if (pc_edit(&out, &(struct pc_edits){fixes, states, count}, text, language,
		    &err) != PC_OK) {
		must(err.text[0] && out.len == 0, "refused with a reason");
		return;
	}
	status = language == PC_LANGUAGE_YAML
			 ? pc_yaml_read(&node, &arena, "f", pc_buf_str(&out), NULL, &err)
			 : pc_json_read(&node, &arena, "f", pc_buf_str(&out), NULL, &err);
	must(status == PC_OK, "the result reads");
	for (size_t i = 0; i < count; i++)
		any |= states[i] == PC_EDIT_DONE;
	must(any || pc_str_eq(text, pc_buf_str(&out)), "no edit, no change");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str text = {(const char *)data, size};
	struct pc_str line = pc_str_cut(&text, '\n');
	struct pc_fix fixes[MOST];
	size_t count = read_fixes(fixes, line);

	check(fixes, count, text, PC_LANGUAGE_JSON);
	check(fixes, count, text, PC_LANGUAGE_YAML);
	return 0;
}
