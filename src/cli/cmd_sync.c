/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl sync: policyd looks at the repository now; this asks, waits until the look is
 * over, and says what came of it. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "ask.h"
#include "clean.h"
#include "output.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"
#include "sync.h"

#define FIELD(member) offsetof(struct sync_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "explain", NULL, "Say why this machine gets what it gets",
		FIELD(explain)},
	{OPT_TEXT, "repository", "DIR",
		"With --explain: a policy repository, instead of policyd's copy",
		FIELD(repository)},
	{OPT_TEXT, "at", "REV",
		"With --explain: as if this were published (default: the head)",
		FIELD(at)},
	{OPT_TEXT, "machine", "NAME",
		"With --explain: another machine, of which only what follows is known",
		FIELD(machine)},
	{OPT_WORD, "os", "linux|macos|windows", "With --explain: the machine's system",
		FIELD(os)},
	{OPT_TEXT, "id", "ID", "With --explain: the machine's id", FIELD(id)},
	{OPT_LIST, "label", "WORD", "With --explain: a word of the machine's label file",
		FIELD(labels)},
	{OPT_LIST, "user", "NAME", "With --explain: a user with a home on the machine",
		FIELD(users)},
	{OPT_FLAG, "resume", NULL, "End what a rollback on this machine holds",
		FIELD(resume)},
	{OPT_TEXT, "reason", "TEXT", "With --resume: why; it is recorded", FIELD(reason)},
	{OPT_TEXT, "timeout", "TIME",
		"How long to wait for policyd, such as 30s (default: 2m)",
		FIELD(timeout)},
	{OPT_WORD, "format", "text|json", "With --explain: how to print (default: text)",
		FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int wrong(const char *why)
{
	fprintf(stderr, "policyctl sync: %s\n", why);
	return EXIT_USAGE;
}

/* ---- what came of it --------------------------------------------------- */

static void say(FILE *to, struct pc_str what, struct pc_str detail)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	clean_text(&out, what);
	if (detail.len) {
		pc_buf_puts(&out, ": ");
		clean_text(&out, detail);
	}
	fprintf(to, "%s\n", out.ptr);
}

static int outcome(const struct agent *agent, const struct pc_node *answer)
{
	static const char *const fine[] = {"same", "new", "waiting"};
	struct agent_generation generation = {0};
	const struct pc_node *look = pc_node_get_c(answer, "look"), *refusal;
	struct pc_str how = agent_text(look, "outcome");
	bool is_known = agent_generation(&generation, agent, answer), is_fine = false;

	refusal = is_known ? agent_refusal(answer, &generation) : NULL;
	if (refusal) {
		look = refusal;
		how = agent_text(refusal, "outcome");
	}
	for (size_t i = 0; i < PC_COUNT(fine); i++)
		is_fine |= pc_str_is(how, fine[i]);
	if (is_known)
		printf("generation %" PRId64 " is in force, commit %.*s\n",
			generation.number, PC_STR_ARG(generation.commit));
	if (!is_fine || agent_text(look, "reason").len)
		say(is_fine ? stdout : stderr, how, agent_text(look, "reason"));
	return is_fine && is_known ? EXIT_FINE : EXIT_FINDINGS;
}

static int wait_for(const struct agent *agent, int64_t asked, int64_t timeout)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	int64_t until = pc_when_now() + timeout;
	const struct pc_node *answer;
	struct pc_err err;

	while (pc_when_now() < until) {
		nanosleep(&pause, NULL);
		if (agent_status(&answer, agent, &err) != PC_OK)
			return output_failure(&err);
		if (agent_number(answer, "looked") >= asked)
			return outcome(agent, answer);
	}
	fputs("policyctl sync: policyd was asked, and has not said what came of it: see "
	      "policyctl log --since 5m\n",
		stderr);
	return EXIT_COULD_NOT;
}

static struct pc_str make_question(struct pc_arena *arena, const struct sync_args *args)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_buf_add_char(&out, '{');
	pc_json_member(&out, "do", pc_str(args->resume ? "resume" : "sync"));
	if (args->reason.len)
		pc_json_member(&out, "reason", args->reason);
	pc_buf_puts(&out, "}\n");
	return pc_arena_str(arena, pc_buf_str(&out));
}

static int ask(const struct sync_args *args, struct pc_arena *arena, int64_t timeout)
{
	enum { PATIENCE = 3000 };
	struct pc_str question = make_question(arena, args);
	const struct pc_node *answer;
	struct agent agent;
	struct pc_err err;
	int64_t asked;

	if (question.len > PC_MAX_QUESTION)
		return wrong("--reason is too long");
	agent_read(&agent, arena, &args->words);
	asked = pc_when_now();
	if (ask_policyd(&answer, arena, agent.socket, question, PATIENCE, &err) !=
		PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	return wait_for(&agent, asked, timeout);
}

/* ---- words ------------------------------------------------------------- */

static int check_words(const struct sync_args *args)
{
	bool asks = args->repository.len || args->at.len || args->machine.len ||
		    args->os.len || args->id.len || args->labels.count ||
		    args->users.count || args->format.len;

	if (args->explain && (args->resume || args->reason.len || args->timeout.len))
		return wrong("--explain changes nothing, so --resume, --reason and "
			     "--timeout do not go with it");
	if (!args->explain && asks)
		return wrong("what is asked about, and how it is printed, goes with "
			     "--explain");
	if (!args->resume && args->reason.len)
		return wrong("--reason goes with --resume");
	if (args->resume && pc_str_trim(args->reason).len == 0)
		return wrong("--reason has to say why");
	return 0;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	enum { USUAL = 120000 };
	const struct sync_args *args = opaque;
	int64_t timeout = USUAL;
	int status = check_words(args);

	(void)operands;
	if (status)
		return status;
	if (args->explain)
		return sync_explain(args, arena);
	if (args->timeout.ptr && !pc_duration_read(&timeout, args->timeout))
		return wrong("--timeout must be a duration such as 30s");
	return ask(args, arena, timeout);
}

const struct cmd cmd_sync = {
	.name = "sync",
	.operands = "",
	.brief = "Have policyd look at the repository now, or say who gets what and why",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct sync_args),
	.run = run,
};
