/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job schedule and schedules: jobs that are put into the queue again and again,
 * by the clock.  Their end is a wish (job_wish.c). */
#include <inttypes.h>
#include <stdio.h>

#include "clean.h"
#include "job.h"
#include "models_say.h"
#include "output.h"
#include "pc/doc/write.h"

struct schedule_args {
	struct job_order order;
	struct pc_str cron;
};

static const struct opt schedule_options[] = {
	{OPT_TEXT, "cron", "TEXT",
		"When: minute hour day month weekday, in UTC, or @daily and the like",
		offsetof(struct schedule_args, cron)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static bool of_one_job(const struct job_order *order)
{
	return order->after.count || order->unique.ptr || order->in.ptr ||
	       order->not_before.ptr || order->deadline.ptr;
}

static int run_schedule(
	void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct schedule_args *args = opaque;
	const char *command = cmd_job_schedule.name;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_answer answer;
	struct pc_str next;
	int status;

	if (!args->cron.len) {
		fprintf(stderr, "policyctl %s: --cron has to say when\n", command);
		return EXIT_USAGE;
	}
	if (of_one_job(&args->order)) {
		fprintf(stderr,
			"policyctl %s: --after, --unique, --in, --not-before and "
			"--deadline are for one job, and not for those of a schedule\n",
			command);
		return EXIT_USAGE;
	}
	job_put_do(&out, "schedule");
	pc_json_member(&out, "name", operands->items[0]);
	pc_json_member(&out, "cron", args->cron);
	status = job_order_write(&out, command, &args->order,
		operands->count > 1 ? &operands->items[1] : NULL, arena);
	if (status == EXIT_FINE)
		status = job_ask(&answer, command, &args->order.words,
			job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	next = clean_time(arena, job_number(answer.tree, "next"));
	if (job_is_json(&args->order.words))
		job_print_json(answer.text);
	else
		printf("next: %.*s\n", PC_STR_ARG(next));
	return EXIT_FINE;
}

const struct cmd cmd_job_schedule = {
	.name = "job schedule",
	.operands = "NAME [PROMPT]",
	.brief = "Have a job put into the queue again and again",
	.opts = {schedule_options, job_order_options, job_options, NULL},
	.args_size = sizeof(struct schedule_args),
	.min_operands = 1,
	.max_operands = 2,
	.run = run_schedule,
};

static void write_schedules(
	struct pc_buf *out, const struct pc_node *schedules, struct pc_arena *arena)
{
	enum { WORD = 30, WHAT = 60 };
	static const char *const heads[] = {
		"name", "cron", "next", "owner", "type", "project", "what"};
	struct models_grid grid = {.arena = arena, .columns = PC_COUNT(heads)};

	for (size_t i = 0; i < PC_COUNT(heads); i++)
		models_grid_add(&grid, pc_str(heads[i]));
	for (size_t i = 0; i < schedules->n_items; i++) {
		for (size_t k = 0; k < PC_COUNT(heads); k++) {
			const struct pc_node *row = schedules->items[i];
			struct pc_str cell = job_text(row, heads[k]);

			if (k == 2)
				cell = clean_time(arena, job_number(row, heads[k]));
			models_grid_add(
				&grid, job_line_of(arena, cell.len ? cell : PC_STR("-"),
					       k + 1 < PC_COUNT(heads) ? WORD : WHAT));
		}
	}
	models_grid_write(out, &grid);
}

static int run_schedules(
	void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct job_words *words = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_node *schedules;
	struct job_answer answer;
	int status;

	(void)operands;
	job_put_do(&out, "schedules");
	status = job_ask(
		&answer, cmd_job_schedules.name, words, job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	schedules = job_list(answer.tree, "schedules");
	out.len = 0;
	if (job_is_json(words))
		job_print_json(answer.text);
	else if (schedules && schedules->n_items)
		write_schedules(&out, schedules, arena);
	else
		fputs("no schedules\n", stderr);
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_job_schedules = {
	.name = "job schedules",
	.operands = "",
	.brief = "List schedules, and when each is due next",
	.opts = {job_options, NULL},
	.args_size = sizeof(struct job_words),
	.run = run_schedules,
};
