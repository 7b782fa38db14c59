/* SPDX-License-Identifier: Apache-2.0 */
/* The simple commands of a tree, flat and in source order, each with the constructs that
 * it stands in.  Substitutions inside words, here-documents, arithmetic, assignments and
 * redirections are entered; quoted text is not. */
#ifndef PC_SHELL_EFFECTS_H
#define PC_SHELL_EFFECTS_H

#include "pc/shell/ast.h"

/* Bits of pc_sh_command.within: every construct between the root and the command. */
enum {
	PC_SH_IN_SUBST = 1 << 0, /* $() or backticks */
	PC_SH_IN_PROC = 1 << 1,  /* <() >() */
	PC_SH_IN_SUBSHELL = 1 << 2,
	PC_SH_IN_GROUP = 1 << 3,
	PC_SH_IN_LOOP = 1 << 4, /* for, while, until, select: condition and body */
	PC_SH_IN_IF = 1 << 5,
	PC_SH_IN_CASE = 1 << 6,
	PC_SH_IN_FUNCTION = 1 << 7,
	PC_SH_IN_HEREDOC = 1 << 8, /* an expansion in a here-document's body */
	PC_SH_IN_COPROC = 1 << 9,
	PC_SH_IN_DOUBLE = 1 << 10, /* the substitution stands inside double quotes */
	PC_SH_IN_ASSIGN = 1 << 11, /* the substitution is in an assignment's value */
	PC_SH_IN_REDIR = 1 << 12,  /* the substitution is in a redirection's target */
	PC_SH_IN_ARITH = 1 << 13,
	PC_SH_IS_NEGATED = 1 << 14,
	PC_SH_IS_TIMED = 1 << 15,
	PC_SH_IS_BACKGROUND = 1 << 16,
	PC_SH_IS_PIPED_FROM = 1 << 17, /* reads a pipe */
	PC_SH_IS_PIPED_TO = 1 << 18,   /* writes a pipe */
};

struct pc_sh_arg {
	const struct pc_sh_word *word;
	struct pc_str value; /* see pc_sh_word_value */
	bool known;
};

struct pc_sh_command {
	const struct pc_sh_node *node; /* PC_SH_SIMPLE; for [[ ]] PC_SH_COND, for (( ))
					  PC_SH_ARITH_COMMAND */
	const struct pc_sh_tree
		*tree; /* the spans' text; a tree of its own for backticks */
	unsigned within;
	unsigned depth;     /* nesting of substitutions */
	struct pc_str text; /* the source from the first assignment or word to the last
			       word, redirections in between included, those before
			       and behind left out */
	struct pc_sh_arg *args; /* words in order; args[0] is the program; none for a bare
				   assignment or redirection */
	size_t n_args;
};

struct pc_sh_commands {
	struct pc_sh_command *items;
	size_t count;
	bool truncated; /* past PC_MAX_SHELL_COMMANDS */
};

void pc_sh_commands(struct pc_sh_commands *out, struct pc_arena *arena,
	const struct pc_sh_tree *tree);

#endif
