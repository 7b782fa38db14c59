/* SPDX-License-Identifier: Apache-2.0 */
/* Each call is one text repeated, between a beginning and an end. */
#include "hostile.h"

enum { MEGABYTE = 1 << 20 };

#define TEN(x) x x x x x x x x x x

const struct workload_rule hostile_rules[HOSTILE_RULES] = {
	{"deny", PC_STR("Read(/" TEN("**/a/") TEN("**/a/") TEN("**/a/") "b)")},
	{"deny", PC_STR("Read(/deep/" TEN("*a") TEN("*a") TEN("*a") "b)")},
	{"deny", PC_STR("Bash(x" TEN(" *a") TEN(" *a") TEN(" *a") "b)")},
};

static const struct recipe {
	const char *what, *tool, *field;
	const char *head, *repeated;
	size_t times;
	const char *tail;
} recipes[] = {
	{"a command of 10 MB, one word", "Bash", "command", "echo ", "a", 10 * MEGABYTE,
		""},
	{"a command of 10 MB, two million commands", "Bash", "command", "", "a -b;",
		2 * MEGABYTE, "a"},
	{"10,000 nested $(", "Bash", "command", "echo ", "$(", 10000, ""},
	{"10,000 nested ( and their ends", "Bash", "command", "", "(", 10000, "a)"},
	{"100,000 quotes, the last open", "Bash", "command", "echo ", "'a'\"b\"", 50000,
		"'"},
	{"a rule with 30 stars, 100 kB of near hits", "Bash", "command", "x ", "a a",
		33000, ""},
	{"a glob with 30 **, a path of 2,000 parts", "Read", "file_path",
		"/home/dev/app/", "a/", 2000, "c"},
	{"a glob with 30 *, a name of 4,000 letters", "Read", "file_path",
		"/home/dev/app/deep/", "a", 4000, "c"},
};

struct hostile *hostile_calls(struct pc_arena *arena)
{
	struct hostile *calls = pc_arena_new_array(arena, struct hostile, HOSTILE_CALLS);

	for (size_t i = 0; i < PC_COUNT(recipes); i++) {
		const struct recipe *r = &recipes[i];
		PC_AUTO(pc_buf_done) struct pc_buf text = {0};

		pc_buf_puts(&text, r->head);
		for (size_t n = 0; n < r->times; n++)
			pc_buf_puts(&text, r->repeated);
		pc_buf_puts(&text, r->tail);
		calls[i] = (struct hostile){r->what, r->tool, r->field,
			pc_arena_str(arena, pc_buf_str(&text))};
	}
	return calls;
}
