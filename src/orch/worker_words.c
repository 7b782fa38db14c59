/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments and environment of a worker, and how its end is told to those who classify
 * it.  No shell ever sees any of it: one argument of a template is one of the program. */

#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/orch/environment.h"
#include "worker.h"

static const struct pc_str open_prompt = {"{prompt}", sizeof("{prompt}") - 1};

bool worker_takes_prompt(const struct pc_texts *argv)
{
	for (size_t i = 0; i < argv->count; i++)
		if (pc_str_find_str(argv->items[i], open_prompt) < argv->items[i].len)
			return true;
	return false;
}

/* What a name in braces stands for; false: there is no such name. */
static bool look_up(
	struct pc_str *out, struct pc_str name, const struct worker_words *words)
{
	const struct {
		const char *name;
		struct pc_str text;
		bool is_there;
	} table[] = {
		{"model", words->model, true},
		{"dir", words->dir, true},
		{"prompt", words->prompt, words->has_prompt},
	};

	for (size_t i = 0; i < PC_COUNT(table); i++)
		if (table[i].is_there && pc_str_is(name, table[i].name)) {
			*out = table[i].text;
			return true;
		}
	return false;
}

/* What stands for a name is not looked at again: braces in a prompt are the prompt's. */
static enum pc_status fill(struct pc_buf *out, struct pc_str text,
	const struct worker_words *words, struct pc_err *err)
{
	while (text.len) {
		size_t at = pc_str_find(text, '{');
		struct pc_str rest = pc_str_from(text, at + 1), value,
			      name = pc_str_head(rest, pc_str_find(rest, '}'));

		pc_buf_add(out, pc_str_head(text, at));
		if (at == text.len)
			return PC_OK;
		if (name.len == rest.len || !look_up(&value, name, words))
			return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
				"'{%.*s' stands for nothing here",
				PC_STR_ARG(pc_str_head(name, 40)));
		/* An argument ends at a NUL: the rest would be lost unseen. */
		if (value.len > PC_MAX_WORKER_ARG ||
			memchr(value.ptr ? value.ptr : "", '\0', value.len))
			return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
				"{%.*s} does not fit into an argument", PC_STR_ARG(name));
		pc_buf_add(out, value);
		text = pc_str_from(rest, name.len + 1);
	}
	return PC_OK;
}

static enum pc_status fill_one(char **out, struct pc_arena *arena, struct pc_str text,
	const struct worker_words *words, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf one = {0};

	PC_TRY(fill(&one, text, words, err));
	/* What a job says is never an option: behind "--" it may begin as it likes. */
	if (!words->is_behind_options && one.len && one.ptr[0] == '-' &&
		pc_str_starts(text, PC_STR("{")))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"an argument that begins with '-' would be an option of the "
			"program; \"--\" before it in argv ends those");
	if (one.len > PC_MAX_WORKER_ARG)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"an argument of a worker is longer than %d bytes",
			PC_MAX_WORKER_ARG);
	*out = (char *)(uintptr_t)pc_arena_str(arena, pc_buf_str(&one)).ptr;
	return PC_OK;
}

enum pc_status worker_argv(char ***out, size_t *n, struct pc_arena *arena,
	const struct pc_texts *argv, const struct worker_words *words, struct pc_err *err)
{
	char **all = pc_arena_new_array(arena, char *, 2 * PC_MAX_WORKER_ARGS + 1);
	struct worker_words now = *words;

	if (argv->count > PC_MAX_WORKER_ARGS)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"a worker has more than %d arguments", PC_MAX_WORKER_ARGS);
	if (argv->count == 0 || !pc_str_starts(argv->items[0], PC_STR("/")))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the program of a worker has no absolute path");
	/* Which program runs is never for a job to say. */
	all[0] = (char *)(uintptr_t)pc_arena_str(arena, argv->items[0]).ptr;
	for (size_t i = 1; i < argv->count; i++) {
		PC_TRY(fill_one(&all[i], arena, argv->items[i], &now, err));
		now.is_behind_options |= pc_str_is(argv->items[i], "--");
	}
	*n = argv->count;
	*out = all;
	return PC_OK;
}

enum pc_status worker_check(const struct pc_run_plan *plan, struct pc_err *err)
{
	const char *fault = NULL;

	PC_TRY(pc_pass_take(plan, err));
	if (!plan->job || !plan->job->prompt.len)
		fault = "a job without a prompt";
	else if (plan->job->prompt.len > PC_MAX_WORKER_PROMPT)
		fault = "the prompt is longer than any worker takes";
	return fault ? pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "%s", fault)
		     : PC_OK;
}

const char *worker_place(struct pc_arena *arena, const struct pc_run_plan *plan)
{
	struct pc_str cwd = plan->job->cwd;

	return pc_arena_str(arena, cwd.len ? cwd : plan->dir).ptr;
}

bool worker_fault(
	struct pc_failure *out, struct pc_arena *arena, const struct worker_end *end)
{
	static const struct {
		enum pc_failure_class class;
		const char *said;
	} table[] = {
		[WORKER_CANCELLED] = {PC_FAILURE_WORKER_LOST, "cancelled"},
		[WORKER_FLOODED] = {PC_FAILURE_OUTPUT_INVALID, "it said too much"},
	};

	if (end->stop >= PC_COUNT(table) || !table[end->stop].said)
		return false;
	*out = (struct pc_failure){.class = table[end->stop].class,
		.may_have_run = true,
		.said = pc_arena_str(arena, pc_str(table[end->stop].said))};
	return true;
}

char **worker_env(
	struct pc_arena *arena, const struct pc_run_plan *plan, const char *const *more)
{
	struct pc_environment clean;
	size_t n = 0, n_more = 0, at = 0;
	char **out;

	pc_environment_clean(&clean, arena, plan->environment);
	while (clean.environment[n])
		n++;
	while (more[n_more])
		n_more++;
	out = pc_arena_new_array(arena, char *, n + n_more + 2);
	/* Of a name that stands twice programs take the first. */
	out[at++] = (char *)(uintptr_t)pc_arena_printf(
		arena, "%s=%.*s", PC_JOB_VARIABLE, PC_STR_ARG(plan->dir))
			    .ptr;
	for (size_t i = 0; i < n_more; i++)
		out[at++] = (char *)(uintptr_t)more[i];
	for (size_t i = 0; i < n; i++)
		out[at++] = (char *)(uintptr_t)clean.environment[i];
	return out;
}

void worker_outcome(struct pc_outcome *out, const struct worker_end *end)
{
	out->exit_status = end->ending.signal ? -1 : end->ending.status;
	out->signal = end->ending.signal ? end->ending.signal : -1;
	out->timed_out = end->stop == WORKER_LATE || end->stop == WORKER_SILENT;
	out->now = pc_when_now();
}
