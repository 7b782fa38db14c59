/* SPDX-License-Identifier: Apache-2.0 */
/* What the deny and ask rules of a policy speak of, one thing at a time: for those who
 * ask about more than one call, as the strict profile does. */
#ifndef PC_RULES_REACH_H
#define PC_RULES_REACH_H

#include "pc/rules/policy.h"
#include "pc/rules/shape.h"

/* Kinds of things that some deny or ask rule names. */
enum {
	PC_NAMES_COMMANDS = 1 << 0, /* Bash(...) */
	PC_NAMES_READS = 1 << 1,    /* Read(...) */
	PC_NAMES_WRITES = 1 << 2,   /* Edit(...), and Read(...), which binds writers */
	PC_NAMES_HOSTS = 1 << 3,    /* WebFetch(domain:...) */
};

unsigned pc_policy_names(const struct pc_policy *policy);
const struct pc_settings *pc_policy_settings(const struct pc_policy *policy);

/* All rules, in the client's order. */
const struct pc_rule *pc_policy_rules(const struct pc_policy *policy, size_t *n);

/* The first rule of the list (deny or ask) that covers the absolute, normal path for
 * reading or for writing; links are followed through the evaluator. */
const struct pc_rule *pc_policy_file_rule(const struct pc_policy *policy,
	const struct pc_evaluator *evaluator, enum pc_list_kind list, bool writes,
	struct pc_str path);

/* A deny or ask rule about command lines, filed under the program that it names. */
struct pc_program_rule {
	const struct pc_rule *rule;
	struct pc_command_shape shape;
	struct pc_str program; /* base name of the first word; empty when that is no
				  plain word */
};

/* Rules of one program, in the client's order. */
struct pc_program_rules {
	const struct pc_program_rule *const *items;
	/* For each the mark of a word that a command has to have for the rule to be about
	 * it; 0: none is certain.  So that a thousand rules for git are not all tried. */
	const uint16_t *marks;
	size_t count;
};

enum { PC_WORD_MARKS = 1024 };

/* 1 to PC_WORD_MARKS - 1; different words may have the same. */
uint16_t pc_word_mark(struct pc_str word);

/* The rules of that program; the empty name: those that name none. */
struct pc_program_rules pc_policy_program(
	const struct pc_policy *policy, struct pc_str name);

/* All of them, for names that are known only in part. */
const struct pc_program_rule *pc_policy_programs(
	const struct pc_policy *policy, size_t *n);

#endif
