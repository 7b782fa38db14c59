/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a command line names, held against the path rules: redirections of any
 * command and the arguments of programs that bash_args.c knows.  Only for lines whose
 * words are known before they run; the client does not hold others against path rules.
 *
 * A path deny rule is a deny; where a cd or a subshell leaves open which file is meant,
 * the client asks instead.  Ask rules about paths have no say here. */
#include "bash_args_priv.h"
#include "bash_priv.h"
#include "path_priv.h"

enum { MAX_DIRS = 8 };

enum place { IN_ARGUMENT, IN_INPUT, IN_OUTPUT };

struct scan {
	const struct bash_call *call;
	const struct pc_settings *settings;
	bool rules_only;
	/* Where the line may be: the first is where it starts, others after each cd. */
	struct pc_str dirs[MAX_DIRS];
	size_t n_dirs;
	bool in_subshell;
	bool changes_dir; /* a cd stands anywhere in the line */
	struct bash_vars vars;
	const struct pc_rule *deny;
	const struct pc_rule *soft_rule;
	const char *objection; /* the first reason to ask */
};

/* ---- objections ----------------------------------------------------------- */

static void object(struct scan *s, const char *why)
{
	if (!s->objection)
		s->objection = why;
}

static bool has_glob(struct pc_str name)
{
	return pc_str_find(name, '*') < name.len || pc_str_find(name, '?') < name.len ||
	       pc_str_find(name, '[') < name.len;
}

/* The directory that a glob picks from: "a/b" of "a/b/x*". */
static struct pc_str before_glob(struct pc_str name)
{
	size_t end = 0;

	if (!has_glob(name))
		return name;
	for (size_t i = 0; i < name.len && !strchr("*?[", name.ptr[i]); i++) {
		if (name.ptr[i] == '/')
			end = i + 1;
	}
	return end ? pc_str_head(name, end) : PC_STR(".");
}

static bool climbs_back(struct pc_str name)
{
	struct pc_str rest = name;
	bool in_segment = false;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (pc_str_is(part, "..") && in_segment)
			return true;
		in_segment |= part.len && !pc_str_is(part, ".") && !pc_str_is(part, "..");
	}
	return false;
}

static bool is_home_relative(struct pc_str name)
{
	return pc_str_is(name, "~") || pc_str_starts(name, PC_STR("~/"));
}

/* What the spelling alone gives reason to ask for; NULL: nothing. */
static const char *odd_spelling(struct pc_str name, unsigned use, enum place place)
{
	bool is_tilde = name.len && name.ptr[0] == '~';

	if (pc_str_find(name, '$') < name.len || pc_str_find(name, '`') < name.len)
		return "shell expansion syntax in a path";
	if (place == IN_OUTPUT && is_tilde)
		return "shell expansion syntax in a path";
	if (is_tilde && !is_home_relative(name))
		return "a tilde form that the client does not expand";
	if (has_glob(name) && (use & FILE_WRITE))
		return "a glob names what is written";
	if (has_glob(name) && place == IN_INPUT)
		return "a glob names what is read";
	if (climbs_back(name))
		return "'..' behind a directory may follow a link";
	return NULL;
}

static bool is_allowed_write(const struct scan *s, const struct path_target *target,
	const struct path_hits *hits)
{
	enum pc_mode mode = s->settings->mode;

	if (hits->rule[PC_LIST_ALLOW][PATH_TOOL_EDIT] || mode == PC_MODE_BYPASS)
		return true;
	return mode == PC_MODE_ACCEPT_EDITS && target->is_working;
}

/* What no rule about commands lifts. */
static void hold_against_safety(struct scan *s, const struct path_target *target,
	const struct path_hits *hits, unsigned use)
{
	if (!(use & FILE_WRITE) || s->settings->mode == PC_MODE_BYPASS)
		return;
	if (target->is_unknown)
		object(s, "where the written path leads could not be determined");
	if (target->leaves_working && path_is_working(s->settings, target->path) &&
		!hits->rule[PC_LIST_ALLOW][PATH_TOOL_EDIT])
		object(s, "a link leads the write out of the working directories");
	if (path_is_protected(target->path) || path_is_protected(target->real))
		object(s, "the line writes to a protected file or directory");
}

/* A program that writes inside the working directories runs with a rule of its own; a
 * redirection needs one for the file as well. */
static void hold_against_places(struct scan *s, const struct path_target *target,
	const struct path_hits *hits, unsigned use, enum place place)
{
	bool own_rule = place == IN_ARGUMENT && target->is_working && s->n_dirs == 1;

	if (target->is_unknown)
		object(s, "where the path leads could not be determined");
	if (use & FILE_WRITE) {
		if (!own_rule && !is_allowed_write(s, target, hits))
			object(s, "the line writes to a file that no rule opens");
		return;
	}
	if (!target->is_really_working && s->settings->mode != PC_MODE_BYPASS &&
		(s->settings->blocks_outside_reads ||
			!hits->rule[PC_LIST_ALLOW][PATH_TOOL_READ]))
		object(s, "the line reads outside the working directories");
}

/* ---- one file ------------------------------------------------------------- */

static void deny(
	struct scan *s, const struct path_target *target, const struct pc_rule *rule)
{
	trace_step(s->call->ev, rule, "covers '%.*s'", PC_STR_ARG(target->path));
	if (s->in_subshell) {
		s->soft_rule = first_rule(s->soft_rule, rule);
		return;
	}
	s->deny = first_rule(s->deny, rule);
}

/* A shell command is taken to read where the links lead, and only that. */
static void take_real_read(
	struct scan *s, const struct path_target *target, struct path_hits *hits)
{
	struct path_hits real;

	path_rules_lookup(
		policy_paths(s->call->policy), s->call->ev->scratch, target->real, &real);
	hits->rule[PC_LIST_ALLOW][PATH_TOOL_READ] =
		real.rule[PC_LIST_ALLOW][PATH_TOOL_READ];
}

static void check_at(struct scan *s, struct pc_str dir, struct pc_str name, unsigned use,
	enum place place)
{
	const struct pc_evaluator *ev = s->call->ev;
	struct path_target target = path_resolve(
		s->call->policy, ev, path_normal(ev->arena, s->settings, dir, name));
	const struct pc_rule *rule = NULL;
	struct path_hits hits;

	/* The client takes such a path for a share on another machine. */
	if (pc_str_starts(name, PC_STR("//")))
		target.is_working = target.is_really_working = false;
	path_rules_hits(policy_paths(s->call->policy), ev, &target, &hits);
	if (target.is_linked)
		take_real_read(s, &target, &hits);
	if (use & FILE_READ)
		rule = hits.rule[PC_LIST_DENY][PATH_TOOL_READ];
	if (use & FILE_WRITE)
		rule = first_rule(rule, hits.rule[PC_LIST_DENY][PATH_TOOL_EDIT]);
	if (rule)
		deny(s, &target, rule);
	hold_against_safety(s, &target, &hits, use);
	if (!s->rules_only)
		hold_against_places(s, &target, &hits, use, place);
}

/* Anywhere in the line: the client does not follow the order. */
static bool changes_directory(const struct bash_call *call)
{
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];

		if (command->n_args > 1 && pc_str_is(command->args[0].value, "cd"))
			return true;
	}
	return false;
}

static void check(struct scan *s, struct pc_str name, unsigned use, enum place place)
{
	const char *odd = odd_spelling(name, use, place);
	bool is_relative;

	if (name.len == 0 || (place != IN_ARGUMENT && pc_str_is(name, "/dev/null")))
		return;
	is_relative = name.ptr[0] != '/' && !is_home_relative(name);
	if (odd && !s->rules_only)
		object(s, odd);
	if (place == IN_ARGUMENT && name.ptr[0] == '=' && !s->rules_only)
		object(s, "shell expansion syntax in a path");
	for (size_t i = 0; i < (is_relative ? s->n_dirs : 1); i++)
		check_at(s, s->dirs[i], before_glob(name), use, place);
	if (!s->rules_only && s->n_dirs == 1 && place == IN_ARGUMENT && is_relative &&
		s->call->policy->denies_paths && s->changes_dir)
		object(s, "the line changes directory and names a relative file");
	if (s->n_dirs > 1 && !s->rules_only) {
		if (place == IN_OUTPUT)
			object(s, "the line changes directory and redirects output");
		else if (is_relative && (use & FILE_WRITE || place != IN_ARGUMENT ||
						s->call->policy->denies_paths))
			object(s, "the line changes directory and names a relative file");
	}
}

/* ---- words ---------------------------------------------------------------- */

/* The value of a word as far as it is known: variables that the line sets, and $PWD. */
static struct pc_str word_text(
	struct scan *s, const struct pc_sh_word *word, bool known, struct pc_str value)
{
	struct pc_arena *arena = s->call->ev->arena;
	struct pc_str set;

	if (known || !(word->has & PC_SH_HAS_PARAM))
		return value;
	if (s->vars.count && bash_vars_value(&s->vars, arena, word, &set))
		return set;
	if (pc_str_is(value, "$PWD") || pc_str_starts(value, PC_STR("$PWD/")))
		return pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(s->dirs[0]),
			PC_STR_ARG(pc_str_from(value, 4)));
	if (pc_str_is(value, "$HOME") || pc_str_starts(value, PC_STR("$HOME/")))
		return pc_arena_printf(arena, "%.*s%.*s", PC_STR_ARG(s->settings->home),
			PC_STR_ARG(pc_str_from(value, 5)));
	return value;
}

static struct words words_of(struct scan *s, const struct pc_sh_command *command)
{
	struct pc_str *items = pc_arena_new_array(
		s->call->ev->arena, struct pc_str, command->n_args + 1);

	for (size_t i = 0; i < command->n_args; i++) {
		const struct pc_sh_arg *arg = &command->args[i];

		items[i] = word_text(s, arg->word, arg->known, arg->value);
	}
	return bash_args_unwrapped((struct words){items, command->n_args});
}

/* ---- redirections --------------------------------------------------------- */

static void check_redir(struct scan *s, const struct pc_sh_redir *redir)
{
	struct pc_arena *arena = s->call->ev->arena;
	struct pc_str value;
	bool known;

	switch (redir->op) {
	case PC_SH_REDIR_DUP_IN:
	case PC_SH_REDIR_DUP_OUT:
	case PC_SH_REDIR_HEREDOC:
	case PC_SH_REDIR_STRING:
		return;
	default:
		break;
	}
	known = pc_sh_word_value(&value, arena, &redir->target) == PC_SH_KNOWN;
	value = word_text(s, &redir->target, known, value);
	if (redir->op == PC_SH_REDIR_IN)
		check(s, value, FILE_READ, IN_INPUT);
	else if (redir->op == PC_SH_REDIR_RW)
		check(s, value, FILE_READ | FILE_WRITE, IN_OUTPUT);
	else
		check(s, value, FILE_WRITE, IN_OUTPUT);
}

/* ---- directories ---------------------------------------------------------- */

static void add_dir(struct scan *s, struct pc_str dir)
{
	for (size_t i = 0; i < s->n_dirs; i++) {
		if (pc_str_eq(s->dirs[i], dir))
			return;
	}
	if (s->n_dirs < MAX_DIRS)
		s->dirs[s->n_dirs++] = dir;
}

/* cd may fail, so what follows may run in either place. */
static void change_dir(struct scan *s, struct pc_str to)
{
	size_t n = s->n_dirs;

	for (size_t i = 0; i < n; i++)
		add_dir(s, path_normal(s->call->ev->arena, s->settings, s->dirs[i],
				   before_glob(to)));
}

static struct pc_str cd_target(struct words words)
{
	for (size_t i = 1; i < words.count; i++) {
		if (words.items[i].len && words.items[i].ptr[0] != '-')
			return words.items[i];
	}
	return PC_STR("~");
}

static bool is_cd(struct words words)
{
	return words.count &&
	       (pc_str_is(words.items[0], "cd") || pc_str_is(words.items[0], "pushd"));
}

static void found_argument(void *user, struct pc_str path, unsigned use)
{
	check(user, path, use, IN_ARGUMENT);
}

static void check_command(struct scan *s, const struct pc_sh_command *command)
{
	struct words words = words_of(s, command);
	bool is_piped = command->within & (PC_SH_IS_PIPED_FROM | PC_SH_IS_PIPED_TO);

	s->in_subshell = command->within & PC_SH_IN_SUBSHELL;
	if (bash_args_files(words, found_argument, s) == ARGS_WITH_FLAGS &&
		!s->rules_only)
		object(s, "cp or mv with flags");
	for (const struct pc_sh_redir *r = command->node->redirs; r; r = r->next)
		check_redir(s, r);
	if (is_cd(words) && !is_piped)
		change_dir(s, cd_target(words));
}

/* ---- the line ------------------------------------------------------------- */

static struct pc_verdict conclude(struct scan *s)
{
	static const char soft[] =
		"a deny rule covers a file that the line may name; the client asks";

	if (s->deny && s->n_dirs > 1 && s->call->commands.count > 1) {
		s->soft_rule = first_rule(s->soft_rule, s->deny);
		s->deny = NULL;
	}
	if (s->deny)
		return verdict_by_rule(PC_VERDICT_DENY, s->deny);
	if (s->soft_rule) {
		struct pc_verdict verdict =
			verdict_by(PC_VERDICT_ASK, PC_BY_SAFETY, PC_STR(soft));

		verdict.rule = s->soft_rule;
		return verdict;
	}
	if (s->objection) {
		trace_step(s->call->ev, NULL, "%s", s->objection);
		return verdict_by(PC_VERDICT_ASK, PC_BY_SAFETY, pc_str(s->objection));
	}
	return (struct pc_verdict){.kind = PC_VERDICT_ALLOW, .by = PC_BY_DEFAULT};
}

struct pc_verdict bash_files_check(const struct bash_call *call, bool rules_only)
{
	const struct pc_settings *settings = call->policy->settings;
	struct scan s = {
		.call = call,
		.settings = settings,
		.rules_only = rules_only,
		.dirs = {settings->cwd},
		.n_dirs = 1,
		.changes_dir = changes_directory(call),
	};

	bash_vars_find(&s.vars, call);
	for (size_t i = 0; i < call->commands.count; i++) {
		const struct pc_sh_command *command = &call->commands.items[i];

		if (command->node->kind == PC_SH_SIMPLE)
			check_command(&s, command);
	}
	return conclude(&s);
}
