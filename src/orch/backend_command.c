/* SPDX-License-Identifier: Apache-2.0 */
/* Any program that takes a prompt and prints an answer: by a template of arguments, no
 * shell.  A template without {prompt} gets it on standard input.  It tells neither tokens
 * nor money nor who answered: all of that stays not known. */
#include <stdlib.h>

#include "jobdir.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "worker.h"

struct pc_run {
	struct worker *worker;
	struct pc_arena arena;
	struct pc_buf output;
	struct pc_buf piece; /* the beginning of a letter, whose rest is on its way */
	size_t most_output;
	bool is_truncated;
	struct pc_run_hooks hooks;
};

static void run_free(struct pc_run *run)
{
	pc_buf_done(&run->output);
	pc_buf_done(&run->piece);
	pc_arena_done(&run->arena);
	free(run);
}

/* Bytes before a last letter that is not whole yet.  What is no UTF-8 at all does not
 * wait: it is nothing's beginning. */
static size_t whole_letters(struct pc_str bytes)
{
	enum { LONGEST = 4, TAIL = 0x80, TAIL_MASK = 0xC0 };

	for (size_t n = 1; n < LONGEST && n <= bytes.len; n++) {
		unsigned char c = (unsigned char)bytes.ptr[bytes.len - n];
		size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

		if ((c & TAIL_MASK) != TAIL)
			return c < TAIL || size <= n ? bytes.len : bytes.len - n;
	}
	return bytes.len;
}

/* Letters are whole in each piece: pieces become texts of JSON one by one. */
static void tell_piece(struct pc_run *run, struct pc_str bytes, bool is_last)
{
	struct pc_buf *piece = &run->piece;
	size_t n;

	if (!run->hooks.piece)
		return;
	pc_buf_add(piece, bytes);
	n = is_last ? piece->len : whole_letters(pc_buf_str(piece));
	if (!n)
		return;
	run->hooks.piece(run->hooks.context, pc_str_head(pc_buf_str(piece), n));
	memmove(piece->ptr, piece->ptr + n, piece->len - n);
	piece->len -= n;
}

static void on_said(void *context, struct pc_str bytes)
{
	struct pc_run *run = context;
	size_t room = run->most_output - run->output.len;

	pc_buf_add(&run->output, pc_str_head(bytes, room));
	run->is_truncated = run->is_truncated || bytes.len > room;
	tell_piece(run, bytes, false);
}

static void classify(
	struct pc_run *run, struct pc_failure *out, const struct worker_end *end)
{
	struct pc_outcome outcome = {.contract = PC_CONTRACT_COMMAND};
	struct pc_buf words = {0};

	worker_outcome(&outcome, end);
	outcome.has_ended = end->stop == WORKER_NOT_STOPPED && end->ending.signal == 0;
	outcome.is_error = end->ending.signal != 0 || end->ending.status != 0;
	pc_redact(&words, end->errors);
	outcome.body = pc_buf_str(&words);
	pc_failure_classify(out, &run->arena, &outcome);
	pc_buf_done(&words);
}

static void on_ended(void *context, const struct worker_end *end)
{
	struct pc_run *run = context;
	struct pc_run_end out = {.usage = {.list_price = -1}};

	if (!worker_fault(&out.failure, &run->arena, end))
		classify(run, &out.failure, end);
	tell_piece(run, (struct pc_str){0}, true);
	out.output = pc_buf_str(&run->output);
	out.is_truncated = run->is_truncated;
	run->hooks.ended(run->hooks.context, &out);
	run_free(run);
}

static enum pc_status check(const struct pc_run_plan *plan, struct pc_err *err)
{
	PC_TRY(worker_check(plan, err));
	/* Nobody knows what a program would do with it, or where it would show it. */
	if (plan->key)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a program by a template takes no key");
	return PC_OK;
}

static enum pc_status spawn(struct pc_run *run, struct pc_loop *loop,
	const struct pc_run_plan *plan, struct pc_err *err)
{
	static const char *const nothing[] = {NULL};
	PC_AUTO(pc_close) int dir = -1, input = -1;
	const struct worker_words words = {.model = plan->model,
		.dir = plan->dir,
		.prompt = plan->job->prompt,
		.has_prompt = true};
	struct worker_plan worker = {.deadline = plan->deadline,
		.idle = plan->idle,
		.said = on_said,
		.ended = on_ended,
		.context = run};
	char **argv = NULL;
	size_t n;
	int64_t step;

	PC_TRY(worker_argv(&argv, &n, &run->arena, &plan->argv, &words, err));
	PC_TRY(jobdir_open(&dir, &step, plan->dir, err));
	PC_TRY(jobdir_tell(dir, plan->dir, plan->job, step, err));
	if (!worker_takes_prompt(&plan->argv))
		PC_TRY(jobdir_input(&input, dir, plan->job->prompt, err));
	worker.argv = argv;
	worker.env = worker_env(&run->arena, plan, nothing);
	worker.dir = worker_place(&run->arena, plan);
	worker.is_job_dir = plan->job->cwd.len > 0;
	worker.input = input;
	return worker_start(&run->worker, loop, &worker, err);
}

static enum pc_status command_start(struct pc_run **out, struct pc_loop *loop,
	const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
	struct pc_err *err)
{
	struct pc_run *run = pc_xcalloc(1, sizeof(*run));
	enum pc_status status;

	run->hooks = *hooks;
	run->most_output = plan->most_output ? plan->most_output : PC_MAX_WORKER_OUTPUT;
	status = check(plan, err);
	if (status == PC_OK)
		status = spawn(run, loop, plan, err);
	if (status != PC_OK) {
		run_free(run);
		return status;
	}
	*out = run;
	worker_announce(run->worker, hooks);
	return PC_OK;
}

static void command_cancel(struct pc_run *run)
{
	worker_stop(run->worker, WORKER_CANCELLED);
}

const struct pc_backend pc_backend_command = {
	.name = "command",
	.contract = PC_CONTRACT_COMMAND,
	.start = command_start,
	.cancel = command_cancel,
};
