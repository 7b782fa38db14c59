/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts of the rules module fit together.
 *
 *   grammar.c        rule text -> struct pc_rule
 *   compile.c        settings -> struct pc_policy: one index for each kind of rule
 *   generation.c     settings and policy together, from an image where there is one
 *   image*.c         a generation as a file (image_priv.h has the map)
 *   decide.c         tool -> which decider; what holds for every tool
 *   verdict.c        verdicts as values, the trace
 *   tools.c named.c  whole-tool rules, MCP, Agent, Skill, Tool(param:value)
 *   tool_table.c     the client's tools and what each does without a rule
 *   rule_index.c     names and name patterns to rules
 *   shape.c reach.c  the deciders' reading of a rule, for other modules
 *   web.c url*.c     WebFetch: URL -> host -> rule
 *   decide_file.c    Read, Edit, Write ...; path_*.c: index and patterns of path rules
 *   decide_bash.c    a command line: commands, rules, safety, files -> one verdict
 *   bash_*.c         which rule matches which command (bash_priv.h has the map), which
 *                    files a line names (bash_files.c, bash_args.c), what it removes
 *   powershell.c     command lines of PowerShell, by the index of bash_rules.c
 *   readonly*.c      commands that the client runs without a rule
 *   safety*.c        what no allow rule lifts
 */
#ifndef PC_RULES_PRIV_H
#define PC_RULES_PRIV_H

#include "pc/match/glob.h"
#include "pc/rules/policy.h"
#include "pc/shell/effects.h"
#include "pc/shell/word.h"

/* ---- command rules: bash_rules.c, bash_forms.c ---------------------------- */

struct bash_rules; /* all COMMAND rules of one tool, indexed */

struct bash_rules *bash_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n);
void bash_rules_free(struct bash_rules *index); /* what is not in the arena */

struct bash_texts; /* what deny and ask rules are compared with */

/* A command line under decision: parsed once, shared by everyone below. */
struct bash_call {
	const struct pc_policy *policy;
	const struct pc_evaluator *ev;
	struct pc_str line;
	struct pc_sh_tree tree;
	struct pc_sh_commands commands;
	const struct bash_texts *texts; /* bash_call_texts(); NULL: made on each find */
};

/* Fills call->texts, in the evaluator's arena, once the rest of the call is there. */
void bash_call_texts(struct bash_call *call);

/* For --explain: the line's commands, and every command rule tried on them. */
void bash_trace(const struct bash_call *call);

/* The first rule in file order of that list (deny or ask) that matches the line or any
 * command in it, or NULL. */
const struct pc_rule *bash_rules_find(const struct bash_rules *index,
	enum pc_list_kind list, const struct bash_call *call);
/* The client tries rules that say a command exactly ("x", or "x:*" for x alone) before
 * all others, deny before ask.  So an exact ask rule comes before a deny rule with a
 * wildcard: this is that ask rule, if every command of the line that a deny rule matches
 * has one; else NULL.  Only for lines that are not SAFETY_COMPLEX. */
const struct pc_rule *bash_rules_ask_first(
	const struct bash_rules *index, const struct bash_call *call);
/* The allow rule that covers one command of the call, or NULL; *exact tells whether the
 * rule has no wildcard. */
const struct pc_rule *bash_rules_allow(const struct bash_rules *index,
	const struct bash_call *call, const struct pc_sh_command *command, bool *exact);
/* The allow rule that covers the whole line as one text (exact rules do that). */
const struct pc_rule *bash_rules_allow_line(
	const struct bash_rules *index, const struct bash_call *call, bool *exact);

/* ---- what the client runs by itself, and what it never does: readonly*.c safety*.c - */

/* Whether the client runs this simple command without any rule. */
bool readonly_command(const struct bash_call *call, const struct pc_sh_command *command);
/* Whether the mode acceptEdits runs this simple command; its files are asked about
 * apart. */
bool readonly_edit(const struct pc_sh_command *command);
enum safety_kind {
	SAFETY_FINE,
	SAFETY_COMPLEX, /* the client does not know what the line runs; only a rule that
			   is the line itself lets it pass */
	SAFETY_STRICT,  /* a shape that no rule of its own helps, only bare Bash */
};

struct safety {
	enum safety_kind kind;
	struct pc_str reason; /* one static sentence; empty when fine */
	bool background;      /* a command is sent to the background with & */
	bool sight;           /* the files that the line names can be told */
};

struct safety safety_of(const struct bash_call *call);
/* Why the client cannot rule out that the line removes something: it asks then whatever
 * the rules say.  Empty when it can. */
struct pc_str safety_unreadable(const struct bash_call *call);

/* The whole decision of a command line (deny, ask, safety, allow, read-only, mode). */
struct pc_verdict decide_bash(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* ---- PowerShell: powershell.c --------------------------------------------- */

/* A command or a rule's content in lower case, its alias replaced by what it stands for.
 */
struct pc_str powershell_canonical(struct pc_arena *arena, struct pc_str text);
struct pc_verdict decide_powershell(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* ---- files: decide_file.c path_rules.c bash_files.c ----------------------- */

enum path_use { PATH_READ, PATH_WRITE };

struct path_rules; /* all Read and Edit path rules, indexed */

struct path_rules *path_rules_new(struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *const *rules, size_t n);
/* How many of them the index has once more for each working directory. */
size_t path_rules_bare(const struct pc_rule *const *rules, size_t n);
void path_rules_free(struct path_rules *index);

/* The rule of that list that covers the absolute, normal path for that use, or NULL.
 * Handles the reach of Read and Edit rules over each other, and links through ev. */
const struct pc_rule *path_rules_find(const struct path_rules *index,
	const struct pc_evaluator *ev, enum pc_list_kind list, enum path_use use,
	struct pc_str path);

struct pc_verdict decide_file(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* What the files that a command line names add to its verdict: kind DENY or ASK with the
 * rule or the check, or ALLOW when the files say nothing against it.  Deny and ask rules
 * are tried on every file; working directories and protected files only when
 * rules_only is false. */
struct pc_verdict bash_files_check(const struct bash_call *call, bool rules_only);

/* ASK when rm or rmdir anywhere in the line, scripts of bash -c included, would remove
 * the root, a child of it, the home, a working directory or what holds one; else ALLOW.
 * For every line, also those that bash_files_check() is not given. */
struct pc_verdict bash_critical_removal(const struct bash_call *call);

/* ---- other tools: web.c mcp.c named.c ------------------------------------- */

struct web_rules;
struct web_rules *web_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n);
struct pc_verdict decide_web(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* Whole-tool rules and globs over tool names, MCP servers included: the first rule of the
 * list that names the tool, or NULL. */
struct tool_rules;
struct tool_rules *tool_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n);
const struct pc_rule *tool_rules_find(
	const struct tool_rules *index, enum pc_list_kind list, struct pc_str tool);

/* Tool(param:value), Agent(name), Skill(name): the first rule of the list that matches
 * the action's input, or NULL. */
struct named_rules;
struct named_rules *named_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n);
const struct pc_rule *named_rules_find(const struct named_rules *index,
	const struct pc_evaluator *ev, enum pc_list_kind list,
	const struct pc_action *action);

/* ---- command rules by program: reach.c ------------------------------------ */

struct program_rules;
struct program_rules *program_rules_new(
	struct pc_arena *arena, const struct pc_rule *rules, size_t n);

/* ---- the generation ------------------------------------------------------- */

struct pc_policy {
	struct pc_arena arena; /* empty when all of it lies in somebody else's */
	const struct pc_settings *settings;
	struct pc_rule *rules;
	size_t n_rules;
	struct tool_rules *tools;
	struct bash_rules *bash;
	struct bash_rules *powershell;
	struct path_rules *paths; /* policy_paths(); NULL: made when they are asked for */
	struct path_later *later;
	size_t n_bare;     /* path rules that count once for each working directory */
	bool denies_paths; /* a deny rule speaks of paths */
	struct web_rules *web;
	struct named_rules *named;
	struct program_rules *programs;
};

/* As pc_policy_compile(), all of it in the caller's arena; never to be freed as a policy.
 */
enum pc_status policy_compile_in(struct pc_policy **out, struct pc_arena *arena,
	const struct pc_settings *settings, struct pc_diags *diags, struct pc_err *err);

/* The same of settings that were loaded with .managed_of, from the policy of those, which
 * has to live as long: its indexes are taken over where the rules are the same.  That of
 * path rules, which depends on the place, is made when a path is asked about. */
enum pc_status policy_move_in(struct pc_policy **out, struct pc_arena *arena,
	const struct pc_policy *from, const struct pc_settings *settings,
	struct pc_err *err);

const struct path_rules *policy_paths(const struct pc_policy *policy);
/* What was made later; the policy itself is somebody's arena. */
void policy_forget_paths(const struct pc_policy *policy);

/* ---- shared by the deciders: verdict.c tools.c ---------------------------- */

/* Every tool without a decider of its own: named and whole-tool rules, then the tool's
 * default (named.c). */
struct pc_verdict decide_other(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action);

/* The first rule of the list that speaks of the action as a whole: bare tool, tool glob,
 * Tool(param:value), Agent(name).  Deciders ask for ASK and ALLOW; DENY was asked before.
 */
const struct pc_rule *whole_tool_rule(const struct pc_policy *policy,
	const struct pc_evaluator *ev, enum pc_list_kind list,
	const struct pc_action *action);

/* Of two rules (either may be NULL) the one that the client meets first. */
const struct pc_rule *first_rule(const struct pc_rule *a, const struct pc_rule *b);

struct pc_verdict verdict_by_rule(enum pc_verdict_kind kind, const struct pc_rule *rule);
struct pc_verdict verdict_by(
	enum pc_verdict_kind kind, enum pc_by by, struct pc_str reason);

/* For the trace; does nothing without one. */
void trace_step(const struct pc_evaluator *ev, const struct pc_rule *rule,
	const char *fmt, ...) PC_PRINTF(3, 4);

#endif
