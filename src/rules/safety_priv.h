/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that say why a command line cannot be approved by itself:
 *
 *   safety.c           the line and its constructs
 *   safety_words.c     words, strings, assignments, redirections
 *   safety_commands.c  programs and builtins that do more than their words say
 *
 * Every check answers with one static sentence, or NULL when nothing is wrong. */
#ifndef PC_SAFETY_PRIV_H
#define PC_SAFETY_PRIV_H

#include "rules_priv.h"

/* Where the spans of a part point to: a backtick's body has a text of its own. */
struct safety_text {
	struct pc_str source;
	const struct bash_call *call;
};

/* Called back for the list inside a substitution that may stand where it stands. */
const char *safety_substitution(
	const struct safety_text *text, const struct pc_sh_part *part);

/* The one reason of a substitution that a rule for the whole line does not lift. */
extern const char safety_pipe_inside[];
/* The one reason that leaves the line's files in sight. */
extern const char safety_variable_set[];

enum safety_place {
	SAFETY_IN_ARGUMENT,
	SAFETY_IN_ASSIGNMENT,
	SAFETY_IN_DECLARATION, /* an operand of export, declare ... */
	SAFETY_IN_FOR,         /* what a for loop goes over */
	SAFETY_IN_REDIRECTION,
};

const char *safety_word(const struct safety_text *text, const struct pc_sh_word *word,
	enum safety_place place);
const char *safety_assigns(const struct safety_text *text, const struct pc_sh_node *node);
const char *safety_redirs(const struct safety_text *text, const struct pc_sh_node *node);

/* What the words of one command make it do; program is where its name stands, behind
 * the wrappers that are looked through. */
const char *safety_command(const struct pc_sh_command *command, size_t program);
/* Index of the word that names the program behind timeout, nice, nohup ..., or n_args.
 * *why is set when a wrapper's own words cannot be read. */
size_t safety_program(const struct pc_sh_command *command, const char **why);

/* Whether list, words between blanks, holds word. */
bool safety_in_list(const char *list, struct pc_str word);

#endif
