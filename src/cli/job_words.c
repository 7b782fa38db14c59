/* SPDX-License-Identifier: Apache-2.0 */
/* What was typed: ids, numbers, times; and questions, piece by piece. */
#include <stdio.h>

#include "job.h"
#include "pc/base/decimal.h"
#include "pc/doc/write.h"

int job_wrong(
	const char *command, const char *option, const char *must, struct pc_str typed)
{
	fprintf(stderr, "policyctl %s: %s must be %s, not '%.*s'\n", command, option,
		must, PC_STR_ARG(typed));
	return EXIT_USAGE;
}

bool job_read_number(int64_t *out, struct pc_str typed)
{
	for (size_t i = 0; i < typed.len; i++) {
		bool is_sign = i == 0 && typed.len > 1 && typed.ptr[i] == '-';

		if (!is_sign && (typed.ptr[i] < '0' || typed.ptr[i] > '9'))
			return false;
	}
	return pc_decimal_read(out, typed, 0) == PC_DECIMAL_EXACT;
}

int job_read_id(int64_t *out, const char *command, struct pc_str typed)
{
	/* "#7" is how people and tables write it. */
	struct pc_str digits = pc_str_from(typed, pc_str_starts(typed, PC_STR("#")));

	if (job_read_number(out, digits) && *out > 0)
		return EXIT_FINE;
	return job_wrong(command, "the job", "its number", typed);
}

void job_put(struct pc_buf *out, const char *name, struct pc_str text)
{
	if (text.len)
		pc_json_member(out, name, text);
}

void job_put_do(struct pc_buf *out, const char *what)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "do", pc_str(what));
}

struct pc_str job_put_end(struct pc_buf *out, struct pc_arena *arena)
{
	pc_buf_puts(out, "}\n");
	return pc_arena_str(arena, pc_buf_str(out));
}
