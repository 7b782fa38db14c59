/* SPDX-License-Identifier: Apache-2.0 */
/* What the orchestrator answers, in words for people. */
#include <inttypes.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "pc/base/decimal.h"
#include "pc/base/utf.h"
#include "pc/base/when.h"

int64_t job_number(const struct pc_node *map, const char *name)
{
	const struct pc_node *value = pc_node_get_c(map, name);

	return value && value->kind == PC_INT ? value->integer : 0;
}

struct pc_str job_text(const struct pc_node *map, const char *name)
{
	return pc_node_text(pc_node_get_c(map, name));
}

const struct pc_node *job_list(const struct pc_node *map, const char *name)
{
	const struct pc_node *value = pc_node_get_c(map, name);

	return value && value->kind == PC_LIST ? value : NULL;
}

bool job_flag(const struct pc_node *map, const char *name)
{
	const struct pc_node *value = pc_node_get_c(map, name);

	return value && ((value->kind == PC_BOOL && value->boolean) ||
				(value->kind == PC_INT && value->integer));
}

int64_t job_id(const struct pc_node *answer)
{
	const struct pc_node *job = pc_node_get_c(answer, "job");

	if (job && job->kind == PC_MAP)
		return job_number(job, "id");
	return job ? job_number(answer, "job") : job_number(answer, "id");
}

bool job_is_ended(struct pc_str state)
{
	static const char *const ends[] = {
		"done", "failed", "refused", "cancelled", "dead"};

	for (size_t i = 0; i < PC_COUNT(ends); i++) {
		if (pc_str_is(state, ends[i]))
			return true;
	}
	return false;
}

int64_t job_between(int64_t from, int64_t to)
{
	int64_t span;

	return __builtin_sub_overflow(to, from, &span) || span == INT64_MIN ? 0 : span;
}

struct pc_str job_money(struct pc_arena *arena, int64_t picodollars)
{
	enum { PER_MICRO = 1000000, MICRO_PLACES = 6, CENTS = 2 };
	int64_t micro = picodollars / PER_MICRO + (picodollars % PER_MICRO > 0);
	struct pc_str amount = pc_decimal_print(arena, micro, MICRO_PLACES, CENTS);

	return pc_arena_printf(arena, "$%.*s", PC_STR_ARG(amount));
}

struct pc_str job_span(struct pc_arena *arena, int64_t ms)
{
	enum { SECOND = 1000, TENTH = 100, SHORT = 10 * SECOND };

	if (ms >= 0 && ms < SECOND)
		return pc_arena_printf(arena, "%" PRId64 " ms", ms);
	if (ms >= 0 && ms < SHORT)
		return pc_arena_printf(arena, "%" PRId64 ".%" PRId64 " s", ms / SECOND,
			ms % SECOND / TENTH);
	return pc_when_age(arena, job_between(0, ms));
}

static bool is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\n' || cp == '\t' || cp == '\r';
}

struct pc_str job_line_of(struct pc_arena *arena, struct pc_str text, size_t columns)
{
	static const struct pc_str dots = {"...", 3};
	PC_AUTO(pc_buf_done) struct pc_buf flat = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	size_t n = 0, fits = 0;

	text = pc_str_trim(text);
	for (size_t i = 0; i < text.len && n <= columns;) {
		size_t from = i;
		uint32_t cp = pc_utf8_next(text, &i);

		if (is_blank(cp) && flat.len && flat.ptr[flat.len - 1] == ' ')
			continue;
		pc_buf_add(&flat,
			is_blank(cp) ? PC_STR(" ")
				     : pc_str_head(pc_str_from(text, from), i - from));
		n++;
		if (n + dots.len == columns)
			fits = flat.len;
	}
	if (n > columns && columns > dots.len) {
		flat.len = fits;
		pc_buf_add(&flat, dots);
	}
	clean_text(&clean, pc_buf_str(&flat));
	return pc_arena_str(arena, pc_buf_str(&clean));
}

void job_clean_lines(struct pc_buf *out, struct pc_str text)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\t')
			continue;
		clean_text(out, pc_str_head(pc_str_from(text, from), i - from));
		if (i < text.len)
			pc_buf_add_char(out, text.ptr[i]);
		from = i + 1;
	}
}

struct pc_str job_model(const struct pc_node *job)
{
	static const char *const names[] = {
		"model_answered", "model_used", "model", "position", "tier"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		struct pc_str model = job_text(job, names[i]);

		if (model.len)
			return model;
	}
	return PC_STR("-");
}

size_t job_columns(int fd)
{
	struct winsize size;

	return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
