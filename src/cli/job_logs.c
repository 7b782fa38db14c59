/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job logs: what a job has written down so far. */
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "output.h"
#include "pc/doc/write.h"

static void write_text(struct pc_buf *out, struct pc_str text)
{
	if (isatty(STDOUT_FILENO))
		job_clean_lines(out, text);
	else
		pc_buf_add(out, text);
	if (text.len && text.ptr[text.len - 1] != '\n')
		pc_buf_add_char(out, '\n');
}

static void write_logs(struct pc_buf *out, const struct pc_node *answer)
{
	const struct pc_node *files = job_list(answer, "files");

	write_text(out, job_text(answer, "text"));
	for (size_t i = 0; files && i < files->n_items; i++) {
		pc_buf_printf(out, "%s==> ", i ? "\n" : "");
		clean_text(out, job_text(files->items[i], "name"));
		pc_buf_puts(out, " <==\n");
		write_text(out, job_text(files->items[i], "text"));
	}
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct job_words *words = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_answer answer;
	int64_t job;
	int status = job_read_id(&job, cmd_job_logs.name, operands->items[0]);

	if (status != EXIT_FINE)
		return status;
	job_put_do(&out, "logs");
	pc_json_integer(&out, "job", job);
	status = job_ask(
		&answer, cmd_job_logs.name, words, job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	if (job_is_json(words)) {
		job_print_json(answer.text);
		return EXIT_FINE;
	}
	out.len = 0;
	write_logs(&out, answer.tree);
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_job_logs = {
	.name = "job logs",
	.operands = "JOB",
	.brief = "Print what a job has written down: progress, steps, what its worker "
		 "said",
	.opts = {job_options, NULL},
	.args_size = sizeof(struct job_words),
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
};
