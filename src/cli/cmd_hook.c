/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl hook: hands over to policyctl-hook, the program that lies beside this one and
 * links only what deciding needs; or deploys it.  What goes wrong before that blocks the
 * call, as everything else that goes wrong in a hook. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "hook_install.h"

/* The client's word for "blocked". */
enum { EXIT_BLOCK = 2 };

#define FIELD(member) offsetof(struct hook_words, member)

static const struct opt options[] = {
	{OPT_WORD, "agent", "claude|codex|copilot|gemini",
		"Whose hook protocol to speak (default: claude)", FIELD(agent)},
	{OPT_TEXT, "audit", "FILE",
		"What audits of this machine go by (default: /etc/policyctl/audit.yaml)",
		FIELD(audit)},
	{OPT_TEXT, "managed", "DIR",
		"Managed settings directory (default: the machine's)", FIELD(managed)},
	{OPT_TEXT, "state", "DIR",
		"Where the decision log is kept (default: see the manual)", FIELD(state)},
	{OPT_TEXT, "spool", "DIR",
		"Where policyd takes decisions in (default: see the manual)",
		FIELD(spool)},
	{OPT_TEXT, "shared", "DIR",
		"Where root keeps the policy compiled for others (default: see the "
		"manual)",
		FIELD(shared)},
	{OPT_TEXT, "time-limit", "SECONDS",
		"Block calls that take longer to decide (default: 5)", FIELD(time_limit)},
	{OPT_FLAG, "compile", NULL, "Compile the policy for all users of the machine",
		FIELD(compile)},
	{OPT_FLAG, "install", NULL, "Write the managed fragment that deploys the hook",
		FIELD(install)},
	{OPT_FLAG, "uninstall", NULL, "Remove that fragment", FIELD(uninstall)},
	{OPT_FLAG, "print", NULL,
		"With --install: print the fragment instead; with --uninstall: its name",
		FIELD(print)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* As execv() wants it. */
static char *word(struct pc_arena *arena, struct pc_str text)
{
	char *copy = pc_arena_alloc(arena, text.len + 1);

	if (text.len)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

static int become_hook(const struct hook_words *words, struct pc_arena *arena)
{
	const struct {
		const char *name;
		struct pc_str value;
	} passed[] = {
		{"--agent", words->agent},
		{"--audit", words->audit},
		{"--managed", words->managed},
		{"--state", words->state},
		{"--spool", words->spool},
		{"--shared", words->shared},
		{"--time-limit", words->time_limit},
	};
	struct pc_str program = hook_program(arena);
	char *argv[2 * PC_COUNT(passed) + 3] = {NULL};
	size_t n = 0;

	if (program.len == 0)
		return EXIT_BLOCK;
	argv[n++] = word(arena, program);
	for (size_t i = 0; i < PC_COUNT(passed); i++) {
		if (!passed[i].value.ptr)
			continue;
		argv[n++] = word(arena, pc_str(passed[i].name));
		argv[n++] = word(arena, passed[i].value);
	}
	if (words->compile)
		argv[n++] = word(arena, PC_STR("--compile"));
	execv(program.ptr, argv);
	fprintf(stderr, "policyctl hook: '%.*s': %s\n", PC_STR_ARG(program),
		strerror(errno));
	return EXIT_BLOCK;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct hook_words *words = opaque;

	(void)operands;
	if (words->install + words->uninstall == 0 && !words->print)
		return become_hook(words, arena);
	if (words->install == words->uninstall) {
		fputs("policyctl hook: --print goes with --install or --uninstall, and "
		      "these not with each other\n",
			stderr);
		return EXIT_USAGE;
	}
	/* How other agents are told of hooks is theirs to say. */
	if (words->agent.len && !pc_str_is(words->agent, "claude")) {
		fputs("policyctl hook: --install and --uninstall are for claude alone; "
		      "see the manual\n",
			stderr);
		return EXIT_USAGE;
	}
	return words->install ? hook_install(words, arena) : hook_uninstall(words, arena);
}

const struct cmd cmd_hook = {
	.name = "hook",
	.operands = "",
	.brief = "Answer the client's hook: block what deny rules name, however it is "
		 "spelled",
	.opts = {options, NULL},
	.args_size = sizeof(struct hook_words),
	.wrong_words = EXIT_BLOCK,
	.run = run,
};
