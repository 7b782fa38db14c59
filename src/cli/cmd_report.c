/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl report: what the hub is told, shown or sent.  policyd composes it; where it
 * does not answer, this does the same with what it may read. */
#include <fcntl.h>
#include <stdio.h>

#include "agent.h"
#include "ask.h"
#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/machine/report.h"

struct report_args {
	struct agent_words words;
	bool is_show, is_send;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct report_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "show", NULL, "Print the report that would be sent now",
		FIELD(is_show)},
	{OPT_FLAG, "send", NULL, "Have policyd make one and send what waits",
		FIELD(is_send)},
	{OPT_WORD, "format", "text|json",
		"Indented for people, or the line that is sent (default: text)",
		FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

enum { PATIENCE = 5000 };

static void talk(const char *what, const char *why)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	clean_text(&clean, pc_str(why));
	fprintf(stderr, "policyctl report: %s%s\n", what, clean.len ? clean.ptr : "");
}

/* ---- without policyd --------------------------------------------------------------- */

static struct pc_str in_record(const struct agent *agent, const char *name)
{
	return pc_arena_printf(
		agent->arena, "%.*s/record/%s", PC_STR_ARG(agent->state), name);
}

static void read_mark(struct pc_wire_mark *out, const struct agent *agent)
{
	enum { MOST = 4096 };
	struct pc_str path = in_record(agent, "report.json"), text;
	struct pc_err err;

	*out = (struct pc_wire_mark){0};
	if (pc_fs_read(&text, agent->arena, AT_FDCWD, path.ptr, MOST, &err) != PC_OK ||
		pc_wire_read(out, agent->arena, &pc_wire_mark_table, text, MOST, &err) !=
			PC_OK)
		talk("no report was made before, as far as can be read: ", err.text);
}

static void open_record(struct pc_db **out, const struct agent *agent)
{
	struct pc_err err;

	if (pc_db_open(out, in_record(agent, "policyd.db").ptr, PC_DB_READ, &err) ==
		PC_OK)
		return;
	*out = NULL;
	talk("there is no record to read: ", err.text);
}

static enum pc_status compose(
	const struct pc_node **out, const struct agent *agent, struct pc_err *err)
{
	struct pc_machine machine = agent->machine;
	struct pc_wire_survey survey;
	struct pc_wire_mark mark, next;
	struct pc_machine_told from = {.mark = &mark,
		.seen = &survey,
		.root = agent->root,
		.now = pc_when_now()};
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	struct pc_wire_report report;
	struct pc_node *tree;
	enum pc_status status;

	read_mark(&mark, agent);
	open_record(&from.db, agent);
	machine.models = agent_models(agent);
	pc_machine_survey(&survey, &machine, true, from.now);
	status = pc_machine_report(&report, &next, agent->arena, &from, err);
	pc_db_close(&from.db);
	PC_TRY(status);
	pc_wire_report_write(&line, &report);
	PC_TRY(pc_json_read(&tree, agent->arena, "report",
		pc_arena_str(agent->arena, pc_buf_str(&line)), NULL, err));
	*out = tree;
	return PC_OK;
}

/* ---- both -----------------------------------------------------------------------------
 */

static int show(const struct agent *agent, struct pc_str format)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	bool is_line = pc_str_is(format, "json");
	const struct pc_node *report;
	struct pc_err err;

	if (ask_policyd(&report, agent->arena, agent->socket,
		    ask_simple(agent->arena, "report"), PATIENCE, &err) != PC_OK) {
		talk("policyd does not answer, this is what is seen without it: ",
			err.text);
		if (compose(&report, agent, &err) != PC_OK)
			return output_failure(&err);
	}
	if (agent->config.hub.len == 0)
		talk("nothing is sent: policyd.yaml names no hub", "");
	pc_node_write(&text, report, is_line ? PC_FORMAT_JSON_LINE : PC_FORMAT_JSON);
	if (is_line)
		pc_buf_add_char(&text, '\n');
	clean_json(&clean, pc_buf_str(&text));
	output_text(stdout, pc_buf_str(&clean));
	return EXIT_FINE;
}

static int send_now(const struct agent *agent)
{
	const struct pc_node *answer;
	struct pc_err err;

	if (ask_policyd(&answer, agent->arena, agent->socket,
		    ask_simple(agent->arena, "send"), PATIENCE, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	puts("asked for; policyctl status --format json says what comes of it");
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct report_args *args = opaque;
	struct agent agent;

	(void)operands;
	if (args->is_show == args->is_send) {
		fputs("policyctl report: either --show or --send has to say what to do\n",
			stderr);
		return EXIT_USAGE;
	}
	agent_read(&agent, arena, &args->words);
	return args->is_show ? show(&agent, args->format) : send_now(&agent);
}

const struct cmd cmd_report = {
	.name = "report",
	.operands = "",
	.brief = "Show what the hub is told about this machine, or send it now",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct report_args),
	.run = run,
};
