/* SPDX-License-Identifier: Apache-2.0 */
/* A job as it is ordered on the command line, for submit, schedule and run. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "job.h"
#include "output.h"
#include "pc/base/decimal.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/models/table.h"
#include "places.h"

#define FIELD(member) offsetof(struct job_order, member)

const struct opt job_order_options[] = {
	{OPT_TEXT, "file", "FILE", "Read the prompt from this file", FIELD(file)},
	{OPT_TEXT, "system", "FILE", "What the model is told before the prompt",
		FIELD(system_prompt)},
	{OPT_TEXT, "inputs", "FILE", "JSON that belongs to the prompt", FIELD(inputs)},
	{OPT_TEXT, "type", "NAME",
		"What kind of work it is, as the configuration names them", FIELD(type)},
	{OPT_TEXT, "project", "NAME", "Whose budget and limits it has", FIELD(project)},
	{OPT_TEXT, "queue", "NAME", "The queue that it waits in", FIELD(queue)},
	{OPT_TEXT, "priority", "N", "Larger ones go first (default: 0)", FIELD(priority)},
	{OPT_TEXT, "tier", "NAME", "How hard it is: brain, worker or grunt", FIELD(tier)},
	{OPT_TEXT, "chain", "NAME", "The ways that are tried, one after the other",
		FIELD(chain)},
	{OPT_TEXT, "model", "MODEL", "The model that it wants", FIELD(model)},
	{OPT_TEXT, "position", "NAME", "The position that its model has to hold",
		FIELD(position)},
	{OPT_TEXT, "effort", "LEVEL", "How much the model is to think", FIELD(effort)},
	{OPT_TEXT, "schema", "FILE", "A JSON Schema that the answer has to meet",
		FIELD(schema)},
	{OPT_TEXT, "data-class", "NAME",
		"The class of the data in it, which says who may see it",
		FIELD(data_class)},
	{OPT_TEXT, "cwd", "DIR", "The directory that a worker starts in", FIELD(cwd)},
	{OPT_TEXT, "tools", "RULES", "Tools that a worker is granted: Read,Glob,Grep",
		FIELD(tools)},
	{OPT_LIST, "after", "IDS",
		"Jobs that have to be done before: 7,9; may be said often", FIELD(after)},
	{OPT_FLAG, "also-failed", NULL, "Those of --after may also end badly",
		FIELD(also_failed)},
	{OPT_TEXT, "unique", "KEY",
		"None of two jobs with this key, while one is under way", FIELD(unique)},
	{OPT_TEXT, "not-before", "TIME", "Not to be started before then: a date",
		FIELD(not_before)},
	{OPT_TEXT, "in", "DURATION", "Not to be started before that time is over: 90m",
		FIELD(in)},
	{OPT_TEXT, "deadline", "TIME",
		"Of no use after that: a duration from now, or a date", FIELD(deadline)},
	{OPT_TEXT, "max-attempts", "N", "Attempts before it is given up",
		FIELD(max_attempts)},
	{OPT_TEXT, "budget", "DOLLARS", "What it may cost at most", FIELD(budget)},
	{OPT_FLAG, "operator", NULL,
		"An operator's: before all others, in their own slots",
		FIELD(is_operator)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- texts -------------------------------------------------------------------- */

static int say_wrong(const char *command, const char *what)
{
	fprintf(stderr, "policyctl %s: %s\n", command, what);
	return EXIT_USAGE;
}

static enum pc_status read_prompt(struct pc_str *out, const struct job_order *order,
	const struct pc_str *prompt, struct pc_arena *arena, struct pc_err *err)
{
	if (order->file.len)
		return pc_fs_read(
			out, arena, AT_FDCWD, order->file.ptr, PC_MAX_WORKER_PROMPT, err);
	*out = *prompt;
	if (!pc_str_is(*prompt, "-"))
		return PC_OK;
	if (pc_fs_read_fd(out, arena, STDIN_FILENO, PC_MAX_WORKER_PROMPT, err) != PC_OK)
		return pc_err_wrap(err, "the prompt on standard input");
	return PC_OK;
}

static int put_prompt(struct pc_buf *out, const char *command,
	const struct job_order *order, const struct pc_str *prompt,
	struct pc_arena *arena)
{
	struct pc_str text;
	struct pc_err err;
	size_t bad;

	if (!prompt == !order->file.len)
		return say_wrong(command, prompt ? "the prompt is an operand, or --file"
						 : "what is to be done? Say it as an "
						   "operand, '-' or --file FILE");
	if (read_prompt(&text, order, prompt, arena, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	if (!pc_str_trim(text).len)
		return say_wrong(command, "the prompt is empty");
	if (!pc_utf8_valid(text, &bad)) {
		fprintf(stderr, "policyctl %s: byte %zu of the prompt is not UTF-8\n",
			command, bad + 1);
		return EXIT_USAGE;
	}
	pc_json_member(out, "prompt", text);
	return EXIT_FINE;
}

static int put_file(struct pc_buf *out, const char *name, struct pc_str file,
	bool is_json, struct pc_arena *arena)
{
	struct pc_node *tree;
	struct pc_str text;
	struct pc_err err;

	if (!file.len)
		return EXIT_FINE;
	if (pc_fs_read(&text, arena, AT_FDCWD, file.ptr, PC_MAX_ORCH_QUESTION, &err) !=
			PC_OK ||
		(is_json && pc_json_read(&tree, arena, file.ptr, text, NULL, &err) !=
				    PC_OK)) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	pc_json_member(out, name, text);
	return EXIT_FINE;
}

/* Documents of JSON go as texts; the orchestrator reads them itself. */
static int put_files(
	struct pc_buf *out, const struct job_order *order, struct pc_arena *arena)
{
	int status = put_file(out, "system_prompt", order->system_prompt, false, arena);

	if (status == EXIT_FINE)
		status = put_file(out, "inputs", order->inputs, true, arena);
	return status == EXIT_FINE ? put_file(out, "schema", order->schema, true, arena)
				   : status;
}

static void put_texts(
	struct pc_buf *out, const struct job_order *order, struct pc_arena *arena)
{
	const struct {
		const char *name;
		struct pc_str text;
	} texts[] = {
		{"type", order->type},
		{"project", order->project},
		{"queue", order->queue},
		{"tier", order->tier},
		{"chain", order->chain},
		{"model", order->model},
		{"position", order->position},
		{"effort", order->effort},
		{"data_class", order->data_class},
		{"cwd", order->cwd.len ? places_absolute(arena, order->cwd)
				       : (struct pc_str){0}},
		{"tools", order->tools},
		{"unique", order->unique},
	};

	for (size_t i = 0; i < PC_COUNT(texts); i++)
		job_put(out, texts[i].name, texts[i].text);
}

/* ---- numbers ------------------------------------------------------------------- */

static bool read_span(int64_t *out, struct pc_str typed)
{
	return pc_duration_read(out, typed) && clean_read_time(out, typed, false);
}

static bool read_date(int64_t *out, struct pc_str typed)
{
	return !pc_duration_read(out, typed) && clean_read_time(out, typed, false);
}

static bool read_either(int64_t *out, struct pc_str typed)
{
	return clean_read_time(out, typed, false);
}

static bool read_count(int64_t *out, struct pc_str typed)
{
	return job_read_number(out, typed) && *out > 0;
}

static bool read_dollars(int64_t *out, struct pc_str typed)
{
	struct pc_str digits = pc_str_from(typed, pc_str_starts(typed, PC_STR("$")));

	return pc_decimal_read(out, digits, PC_PRICE_TOKEN_PLACES) == PC_DECIMAL_EXACT &&
	       *out > 0;
}

static int put_numbers(
	struct pc_buf *out, const char *command, const struct job_order *order)
{
	const struct {
		const char *option, *name, *must;
		struct pc_str typed;
		bool (*read)(int64_t *out, struct pc_str typed);
	} numbers[] = {
		{"--priority", "priority", "a whole number", order->priority,
			job_read_number},
		{"--not-before", "not_before", "a date (2026-12-31T18:00:00Z)",
			order->not_before, read_date},
		{"--in", "not_before", "a duration (90s, 15m, 2h, 7d)", order->in,
			read_span},
		{"--deadline", "deadline",
			"a duration (90s, 15m, 2h, 7d) or a date (2026-12-31)",
			order->deadline, read_either},
		{"--max-attempts", "max_attempts", "a number above 0",
			order->max_attempts, read_count},
		{"--budget", "budget_picodollars", "dollars (0.50)", order->budget,
			read_dollars},
	};

	for (size_t i = 0; i < PC_COUNT(numbers); i++) {
		int64_t value;

		if (!numbers[i].typed.ptr)
			continue;
		if (!numbers[i].read(&value, numbers[i].typed))
			return job_wrong(command, numbers[i].option, numbers[i].must,
				numbers[i].typed);
		pc_json_integer(out, numbers[i].name, value);
	}
	if (order->is_operator)
		pc_json_bool(out, "is_operator", true);
	return EXIT_FINE;
}

/* ---- what it waits for ------------------------------------------------------------ */

static int put_after(
	struct pc_buf *out, const char *command, const struct job_order *order)
{
	const struct texts *after = &order->after;

	if (order->also_failed && !after->count)
		return say_wrong(command, "--also-failed is about the jobs of --after");
	if (!after->count)
		return EXIT_FINE;
	if (order->also_failed)
		pc_json_bool(out, "also_failed", true);
	pc_json_key(out, "after");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < after->count; i++) {
		struct pc_str rest = after->items[i];

		while (rest.ptr) {
			struct pc_str one = pc_str_trim(pc_str_cut(&rest, ','));
			int64_t id;

			if (job_read_id(&id, command, one) != EXIT_FINE)
				return EXIT_USAGE;
			pc_json_next(out);
			pc_buf_printf(out, "%" PRId64, id);
		}
	}
	pc_buf_add_char(out, ']');
	return EXIT_FINE;
}

int job_order_write(struct pc_buf *out, const char *command,
	const struct job_order *order, const struct pc_str *prompt,
	struct pc_arena *arena)
{
	int status;

	if (order->in.ptr && order->not_before.ptr)
		return say_wrong(command, "--in and --not-before say the same; one of "
					  "them is enough");
	pc_json_key(out, "job");
	pc_buf_add_char(out, '{');
	/* Words first: nothing is read, and nobody waits at a terminal, in vain. */
	put_texts(out, order, arena);
	status = put_numbers(out, command, order);
	if (status == EXIT_FINE)
		status = put_files(out, order, arena);
	if (status == EXIT_FINE)
		status = put_prompt(out, command, order, prompt, arena);
	pc_buf_add_char(out, '}');
	return status == EXIT_FINE ? put_after(out, command, order) : status;
}
