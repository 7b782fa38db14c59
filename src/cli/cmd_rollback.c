/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl rollback: an earlier policy is put back in force.  policyd does it; this asks
 * and waits until the record says what came of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "ask.h"
#include "clean.h"
#include "output.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"

struct rollback_args {
	struct agent_words words;
	struct pc_str reason, timeout;
};

#define FIELD(member) offsetof(struct rollback_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "reason", "TEXT", "Why; it is recorded, and has to be given",
		FIELD(reason)},
	{OPT_TEXT, "timeout", "TIME",
		"How long to wait for policyd, such as 30s (default: 15s)",
		FIELD(timeout)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int wrong(const char *why)
{
	fprintf(stderr, "policyctl rollback: %s\n", why);
	return EXIT_USAGE;
}

/* A generation's number; 0 is not one. */
static bool read_generation(int64_t *out, struct pc_str typed)
{
	enum { DIGITS = 9, BASE = 10 };
	int64_t number = 0;

	for (size_t i = 0; i < typed.len; i++) {
		if (typed.ptr[i] < '0' || typed.ptr[i] > '9' || i == DIGITS)
			return false;
		number = number * BASE + (typed.ptr[i] - '0');
	}
	*out = number;
	return number > 0;
}

struct rollback {
	struct agent agent;
	struct pc_str question;
	int64_t before;  /* the generation that was in force */
	int64_t seen;    /* the newest row of the sync history */
	int64_t timeout; /* ms */
};

static int64_t newest(const struct pc_node *answer, const char *table, const char *column)
{
	return agent_number(pc_node_get_c(answer, table), column);
}

/* -1: nothing yet; else the exit status. */
static int outcome(const struct rollback *rollback, const struct pc_node *answer)
{
	const struct pc_node *generation = pc_node_get_c(answer, "generation");
	const struct pc_node *sync = pc_node_get_c(answer, "sync");
	int64_t number = agent_number(generation, "number");
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	if (number > rollback->before) {
		pc_buf_printf(&out, "generation %" PRId64 " is in force: ", number);
		clean_text(&out, agent_text(generation, "commit_id"));
		pc_buf_puts(&out, ", digest ");
		clean_text(&out, agent_text(generation, "digest"));
		puts(out.ptr);
		return EXIT_FINE;
	}
	/* What apply refused; the row before it is our own wish. */
	if (agent_number(sync, "seq") <= rollback->seen ||
		!pc_str_is(agent_text(sync, "outcome"), "not applied"))
		return -1;
	pc_buf_puts(&out, "policyctl rollback: policyd refused: ");
	clean_text(&out, agent_text(sync, "reason"));
	fprintf(stderr, "%s\n", out.ptr);
	return EXIT_FINDINGS;
}

static int wait_for(const struct rollback *rollback)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	int64_t until = pc_when_now() + rollback->timeout;
	const struct pc_node *answer;
	struct pc_err err;
	int status = -1;

	while (status < 0 && pc_when_now() < until) {
		nanosleep(&pause, NULL);
		if (agent_status(&answer, &rollback->agent, &err) != PC_OK)
			return output_failure(&err);
		status = outcome(rollback, answer);
	}
	if (status < 0)
		fputs("policyctl rollback: policyd was asked, and has not said what came "
		      "of it: see policyctl log --since 5m\n",
			stderr);
	return status < 0 ? EXIT_COULD_NOT : status;
}

static int roll_back(struct rollback *rollback)
{
	enum { PATIENCE = 3000 };
	const struct pc_node *answer;
	struct pc_err err;

	if (agent_status(&answer, &rollback->agent, &err) != PC_OK)
		return output_failure(&err);
	rollback->before = newest(answer, "generation", "number");
	rollback->seen = newest(answer, "sync", "seq");
	if (ask_policyd(&answer, rollback->agent.arena, rollback->agent.socket,
		    rollback->question, PATIENCE, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	return wait_for(rollback);
}

static struct pc_str make_question(
	struct pc_arena *arena, int64_t to, struct pc_str reason)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_add_char(&out, '{');
	pc_json_member(&out, "do", PC_STR("rollback"));
	if (to) {
		pc_json_key(&out, "to");
		pc_buf_printf(&out, "%" PRId64, to);
	}
	pc_json_member(&out, "reason", reason);
	pc_buf_puts(&out, "}\n");
	return pc_arena_str(arena, pc_buf_str(&out));
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	enum { USUAL = 15000 };
	const struct rollback_args *args = opaque;
	struct rollback rollback = {.timeout = USUAL};
	struct pc_str reason = pc_str_trim(args->reason);
	int64_t to = 0;

	if (operands->count && !read_generation(&to, operands->items[0]))
		return wrong("the generation has to be a number from 1 on; policyctl log "
			     "--kind generation lists them");
	if (reason.len == 0)
		return wrong("--reason has to say why");
	if (args->timeout.ptr && !pc_duration_read(&rollback.timeout, args->timeout))
		return wrong("--timeout must be a duration such as 30s");
	rollback.question = make_question(arena, to, reason);
	if (rollback.question.len > PC_MAX_QUESTION)
		return wrong("--reason is too long");
	agent_read(&rollback.agent, arena, &args->words);
	return roll_back(&rollback);
}

const struct cmd cmd_rollback = {
	.name = "rollback",
	.operands = "[GENERATION]",
	.brief = "Put an earlier policy back in force",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct rollback_args),
	.max_operands = 1,
	.run = run,
};
