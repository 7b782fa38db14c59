/* SPDX-License-Identifier: Apache-2.0 */
/* What a parsed rule says, in the form in which the deciders compare it with a call: for
 * those who compare rules with each other.  The results live in arena, or borrow from the
 * rule and the settings. */
#ifndef PC_RULES_SHAPE_H
#define PC_RULES_SHAPE_H

#include "pc/rules/rule.h"

enum pc_command_kind {
	PC_COMMAND_EXACT,  /* head is the whole text */
	PC_COMMAND_PREFIX, /* head alone, or head and a space and more */
	PC_COMMAND_GLOB,   /* head, then any run and a piece, again and again; the last
			      piece, which may be empty, ends the text */
};

/* Of a rule of form PC_RULE_COMMAND.  PREFIX and GLOB are compared with texts in which a
 * run of blanks is one space. */
struct pc_command_shape {
	enum pc_command_kind kind;
	bool colon; /* PREFIX written as "head:*": head alone counts as said exactly */
	struct pc_str head;
	const struct pc_str *pieces; /* GLOB */
	size_t n_pieces;
};

void pc_command_shape(
	struct pc_command_shape *out, struct pc_arena *arena, const struct pc_rule *rule);

enum pc_path_kind {
	PC_PATH_NEVER,   /* matches nothing */
	PC_PATH_EXACT,   /* text is one absolute path: it and all below it */
	PC_PATH_NAME,    /* text is a component at any depth below root */
	PC_PATH_SIMPLE,  /* text is one component of literals and '*', at any depth */
	PC_PATH_GENERAL, /* text is for pc_glob, relative to root */
};

/* Of a rule of form PC_RULE_PATH.  ASCII letters of text match without case. */
struct pc_path_shape {
	enum pc_path_kind kind;
	struct pc_str root; /* the anchor: an absolute directory */
	struct pc_str text;
	bool below_only; /* what is in the directory, not itself */
	bool is_bare;    /* no anchor was written: other rules with '!' may carve it */
	bool is_negated; /* one of those */
};

/* dir: what a rule without an anchor is anchored at; the rule is so for each working
 * directory, in an allow list for the first alone. */
void pc_path_shape(struct pc_path_shape *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *rule,
	struct pc_str dir);

/* The host pattern of a rule of form PC_RULE_DOMAIN, in lower case: '*' alone is any
 * host, a leading "*." one or more labels, any other '*' a run without '.' and ':'.
 * False when it matches nothing. */
bool pc_host_shape(
	struct pc_str *out, struct pc_arena *arena, const struct pc_rule *rule);

/* The names of the client's tools, MCP tools aside; the empty view past the last. */
struct pc_str pc_tool_at(size_t i);

#endif
