/* SPDX-License-Identifier: Apache-2.0 */
/* Rules and calls as an organisation would have them, made from a seed: the same numbers
 * give the same bytes on every machine, so that runs can be compared and other engines
 * can be asked the same questions. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "pc/base/arena.h"
#include "pc/base/buf.h"

enum { COMMAND_SIZE = 80 };

struct workload_rule {
	const char *list; /* "deny", "ask", "allow" */
	struct pc_str text;
};

/* n rules into arena, drawn as if there were n_all in all (with more, they are about more
 * things): two in five deny, one ask, two allow; mostly Bash and paths, some
 * hosts and MCP tools.  Nearly all differ. */
struct workload_rule *workload_rules(
	struct pc_arena *arena, size_t n, size_t n_all, uint64_t seed);

struct workload {
	const struct workload_rule *rules;
	size_t n_rules;
};

/* n command lines of exactly COMMAND_SIZE bytes: every other one is made from a rule, so
 * that the rule or a stricter one decides it; the rest is about the same teams and
 * numbers. Many have two or three commands. */
struct pc_str *workload_commands(
	struct pc_arena *arena, size_t n, const struct workload *workload);
/* n absolute paths below the project, the home directory and the system, likewise. */
struct pc_str *workload_paths(
	struct pc_arena *arena, size_t n, const struct workload *workload);

/* A settings document with these rules. */
void workload_write(struct pc_buf *out, const struct workload_rule *rules, size_t n);

#endif
