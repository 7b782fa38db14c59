/* SPDX-License-Identifier: Apache-2.0 */
/* Deny rules on commands: other ways to run the same program, each put to the policy; the
 * finding shows the shortest that comes past.  A person's shell has endless more, so that
 * none was found means little: the rule stops habits, not intent. */
#include "lint_priv.h"

/* %c is the command, %p its program, %a its arguments. */
static const char *const ways[] = {
	"\\%p %a",
	"'%p' %a",
	"/usr/bin/%p %a",
	"sudo %c",
	"env %c",
	"env -S '%c'",
	"command %c",
	"nohup %c",
	"busybox %c",
	"exec %c",
	"eval '%c'",
	"sh -c '%c'",
	"bash -c '%c'",
	"X=%p; $X %a",
	"$(echo %p) %a",
	"xargs -n1 %c",
	"find . -exec %c \\;",
	"parallel %c",
	"git -C . %a",
	"python3 -c 'import os; os.system(\"%c\")'",
};

struct command {
	struct pc_str whole, program, arguments;
};

static struct pc_str spell(
	struct lint *lint, const char *way, const struct command *command)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (const char *at = way; *at; at++) {
		if (*at != '%') {
			pc_buf_add_char(&out, *at);
			continue;
		}
		at++;
		pc_buf_add(&out, *at == 'c'   ? command->whole
				 : *at == 'p' ? command->program
					      : command->arguments);
	}
	return pc_str_trim(pc_arena_str(&lint->work, pc_buf_str(&out)));
}

/* Only git has the option before its subcommand that "git -C" stands for. */
static bool is_fitting(const char *way, const struct command *command)
{
	return !pc_str_starts(pc_str(way), PC_STR("git ")) ||
	       pc_str_is(command->program, "git");
}

/* What runs is worse than what is asked about; then the shorter text is the better. */
static bool is_better(const struct pc_verdict *now, struct pc_str text,
	const struct pc_verdict *best, struct pc_str best_text)
{
	bool runs = now->kind == PC_VERDICT_ALLOW;

	if (!best_text.len || runs != (best->kind == PC_VERDICT_ALLOW))
		return !best_text.len || runs;
	return text.len < best_text.len;
}

void lint_around(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_verdict best = {0};
	struct pc_str best_text = {0};
	struct command command;
	struct lint_words words;

	if (!lint->options->ways_around || !pc_str_is(rule->tool, "Bash") ||
		!lint_words_of(&words, lint, rule))
		return;
	command.whole = lint_words_join(lint, &words);
	command.program = words.items[0];
	command.arguments = pc_str_from(command.whole, command.program.len + 1);
	for (size_t i = 0; i < PC_COUNT(ways); i++) {
		struct pc_str text = spell(lint, ways[i], &command);
		struct pc_verdict verdict;

		if (!is_fitting(ways[i], &command))
			continue;
		verdict = lint_decide_command(lint, text);
		if (!lint_escapes(PC_LIST_DENY, &verdict) ||
			!is_better(&verdict, text, &best, best_text))
			continue;
		best = verdict;
		best_text = text;
	}
	if (!best_text.len)
		return;
	lint_about(pc_diag_add(lint->diags, "PC1508", PC_NOTE, rule->src->from.at,
			   "rule \"%.*s\": a known way around it: \"%.*s\" %s",
			   PC_STR_ARG(rule->src->text), PC_STR_ARG(best_text),
			   lint_outcome(&best)),
		rule, PC_EFFECT_ACCEPTED)
		->hint = PC_STR("a rule stops the plain command; what must never happen "
				"needs the sandbox or a PreToolUse hook beside it");
}
