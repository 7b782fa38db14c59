/* SPDX-License-Identifier: Apache-2.0 */
/* Commands of the shell's own that change what it knows, or that run a text in it. */
#include "pc/base/fs.h"
#include "walk_priv.h"

typedef void builtin_fn(
	struct walk *walk, struct scope *scope, const struct simple *simple);

static bool is_option(const struct field *word)
{
	return word->kind == FIELD_KNOWN && word->text.len > 1 &&
	       (word->text.ptr[0] == '-' || word->text.ptr[0] == '+');
}

/* The first word that is no option. */
static size_t operand(const struct simple *simple, size_t from)
{
	const struct fields *words = simple->words;

	while (from < words->count && is_option(&words->items[from])) {
		if (pc_str_is(words->items[from++].text, "--"))
			break;
	}
	return from;
}

void builtin_assign(struct walk *walk, struct scope *scope, const struct field *word)
{
	struct pc_str text = word->kind == FIELD_UNKNOWN ? word->begins : word->text;
	size_t equals = pc_str_find(text, '=');
	struct pc_str name = pc_str_head(text, equals);

	if (equals == text.len || equals == 0)
		return;
	if (word->kind == FIELD_UNKNOWN)
		scope_forget(scope, walk, name);
	else
		scope_set(scope, walk, name, pc_str_from(text, equals + 1));
}

/* declare -i -u -l -n -A: the value is not what is written. */
static bool has_attribute(const struct simple *simple)
{
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		if (!is_option(&simple->words->items[i]))
			break;
		for (size_t k = 1; k < text.len; k++) {
			if (memchr("iulnA", text.ptr[k], 5))
				return true;
		}
	}
	return false;
}

static void run_export(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = operand(simple, 1); i < simple->words->count; i++)
		builtin_assign(walk, scope, &simple->words->items[i]);
}

static void run_declare(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	bool changed = has_attribute(simple);

	for (size_t i = operand(simple, 1); i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		builtin_assign(walk, scope, &simple->words->items[i]);
		if (changed)
			scope_guess(scope, walk,
				pc_str_head(text, pc_str_find(text, '=')),
				pc_str_from(text, pc_str_find(text, '=') + 1));
	}
}

static void run_unset(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = operand(simple, 1); i < simple->words->count; i++)
		scope_forget(scope, walk, simple->words->items[i].text);
}

static void run_cd(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct field to = {.kind = FIELD_KNOWN};
	size_t at = 1;

	while (at < simple->words->count && is_option(&simple->words->items[at]))
		at++;
	if (at < simple->words->count)
		to = simple->words->items[at];
	else if (!scope_variable(&to.text, scope, PC_STR("HOME")))
		to.kind = FIELD_UNKNOWN;
	if (to.kind == FIELD_KNOWN && pc_str_is(to.text, "-") &&
		!scope_variable(&to.text, scope, PC_STR("OLDPWD")))
		to.kind = FIELD_UNKNOWN;
	scope_change_dir(scope, walk, &to);
}

static void run_popd(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct field back = {.kind = FIELD_KNOWN};

	(void)simple;
	if (!scope_variable(&back.text, scope, PC_STR("OLDPWD")))
		back.kind = FIELD_UNKNOWN;
	scope_change_dir(scope, walk, &back);
}

/* read X Y <<< 'curl x': words of the first line, the rest to the last name. */
/* read -r X: a line that is known but for names, as it is. */
static bool read_line(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	bool is_raw = words->count == 3 && pc_str_is(words->items[1].text, "-r");
	bool has_escapes = pc_str_find(simple->lines, '\\') < simple->lines.len;

	if (!simple->lines.len || !walk->input || (!is_raw && has_escapes) ||
		words->count != 2U + is_raw ||
		words->items[words->count - 1].kind != FIELD_KNOWN)
		return false;
	scope_set_lines(scope, walk, words->items[words->count - 1].text, walk->input);
	return true;
}

static void run_read(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct pc_str rest = simple->input, line;
	size_t at = 1;

	if (read_line(walk, scope, simple))
		return;

	line = pc_str_trim(pc_str_cut(&rest, '\n'));
	while (at < words->count && is_option(&words->items[at])) {
		struct pc_str option = words->items[at].text;
		char last = option.ptr[option.len - 1];

		at += 1 + (strchr("adinNptu", last) != NULL);
		if (last == 'd')
			line = pc_str_trim(simple->input);
		if (last == 'a' && at <= words->count)
			at--;
	}
	if (at >= words->count) {
		scope_forget(scope, walk, PC_STR("REPLY"));
		if (simple->input_known)
			scope_set(scope, walk, PC_STR("REPLY"), line);
	}
	for (; at < words->count; at++) {
		struct pc_str name = words->items[at].text;
		bool last = at + 1 == words->count;

		if (simple->input_known && !rest.len)
			scope_set(
				scope, walk, name, last ? line : pc_str_cut(&line, ' '));
		else
			scope_forget(scope, walk, name);
		line = pc_str_trim(line);
	}
}

static void run_mapfile(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct field items[PC_MAX_STRICT_ITEMS];
	struct fields lines = {items, 0};
	struct pc_str rest = simple->input;
	size_t at = operand(simple, 1);
	struct pc_str name = at < simple->words->count ? simple->words->items[at].text
						       : PC_STR("MAPFILE");

	while (simple->input_known && rest.len && lines.count < PC_COUNT(items)) {
		items[lines.count++] = (struct field){
			.kind = FIELD_KNOWN, .text = pc_str_cut(&rest, '\n')};
	}
	if (!simple->input_known)
		items[lines.count++] = (struct field){.kind = FIELD_UNKNOWN};
	scope_set_array(scope, walk, name, &lines);
}

/* printf -v X ...: what it would print. */
static void run_printf(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct flow *before = walk->output, own = {0};
	struct simple plain = *simple;
	struct fields rest;

	if (words->count < 4 || !pc_str_is(words->items[1].text, "-v"))
		return;
	rest = (struct fields){words->items + 2, words->count - 2};
	plain.words = &rest;
	/* The name stands where the program's would. */
	walk->output = &own;
	rest.items = pc_arena_new_array(walk->arena, struct field, rest.count);
	memcpy(rest.items, words->items + 2, rest.count * sizeof(*rest.items));
	rest.items[0] = words->items[0];
	flow_print(walk, &plain, false);
	walk->output = before;
	if (own.unknown)
		scope_forget(scope, walk, words->items[2].text);
	else
		scope_set(scope, walk, words->items[2].text, flow_text(&own));
}

static void run_set(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	size_t at = operand(simple, 1);

	if (at > words->count || words->count == 1)
		return;
	if (at == words->count && !pc_str_is(words->items[at - 1].text, "--"))
		return;
	scope_set_arguments(scope, walk, words->items + at, words->count - at);
}

static void run_shift(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct variable *all = scope_find(scope, PC_STR("@"));
	size_t n = 1;

	if (!all || !all->array)
		return;
	if (simple->words->count > 1) {
		struct pc_str count = simple->words->items[1].text;

		n = count.len == 1 && *count.ptr >= '0' && *count.ptr <= '9'
			    ? (size_t)(*count.ptr - '0')
			    : SIZE_MAX;
	}
	if (n > all->array->count)
		n = all->array->count;
	scope_set_arguments(scope, walk, all->array->items + n, all->array->count - n);
}

static void run_alias(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = operand(simple, 1); i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;
		size_t equals = pc_str_find(text, '=');
		struct alias *fresh;

		if (simple->words->items[i].kind != FIELD_KNOWN || equals == text.len)
			continue;
		fresh = pc_arena_new(walk->arena, struct alias);
		fresh->text = pc_str_from(text, equals + 1);
		scope->aliases = map_with(
			walk->arena, scope->aliases, pc_str_head(text, equals), fresh);
	}
}

static struct pc_str joined(
	struct walk *walk, const struct field *words, size_t n, bool *known)
{
	struct flow text = {0};

	*known = true;
	for (size_t i = 0; i < n; i++) {
		if (i)
			flow_add(walk, &text, PC_STR(" "));
		*known &= words[i].kind == FIELD_KNOWN;
		flow_add(walk, &text, words[i].text);
	}
	*known &= !text.unknown;
	return flow_text(&text);
}

static void run_text(
	struct walk *walk, struct scope *scope, struct pc_str script, const char *how)
{
	const char *before = walk->how;

	walk->how = how;
	walk_script(walk, scope, script);
	walk->how = before;
}

/* In this very scope: "eval X=curl; $X". */
static void run_eval(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	bool known;
	size_t at = operand(simple, 1);
	struct pc_str text;

	if (at >= simple->words->count)
		return;
	text = joined(walk, simple->words->items + at, simple->words->count - at, &known);
	if (known)
		run_text(walk, scope, text, "eval");
	else if (at + 1 < simple->words->count ||
		 !plain_run_word(walk, scope, &simple->words->items[at]))
		judge_unknown(walk, UNKNOWN_COMMAND, PC_STR("what eval runs"));
}

static void run_source(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct flow *content;
	struct pc_str script;

	if (simple->words->count < 2)
		return;
	content = written_find(walk, scope, simple->words->items[1].text);
	if (!content && simple->reads_pipe &&
		(pc_str_is(simple->words->items[1].text, "/dev/stdin") ||
			pc_str_is(simple->words->items[1].text, "/dev/fd/0") ||
			pc_str_is(simple->words->items[1].text, "/proc/self/fd/0"))) {
		if (simple->input_known)
			run_text(walk, scope, simple->input, "source");
		else if (plain_script(&script, walk, simple->lines))
			run_text(walk, scope, script, "source");
		else
			judge_unknown(walk, UNKNOWN_COMMAND,
				PC_STR("what source reads from a pipe"));
		return;
	}
	if (!content)
		return;
	if (!content->unknown)
		run_text(walk, scope, flow_text(content), "source");
	else if (!plain_run(walk, scope, content))
		judge_unknown(walk, UNKNOWN_COMMAND, PC_STR("the file that source runs"));
}

static void run_trap(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	size_t at = operand(simple, 1);
	struct scope own = *scope;

	if (at >= simple->words->count)
		return;
	if (simple->words->items[at].kind == FIELD_KNOWN)
		run_text(walk, &own, simple->words->items[at].text, "trap");
	else
		judge_unknown(walk, UNKNOWN_COMMAND, PC_STR("what trap runs"));
}

/* A copy of a program is a script that runs it. */
static void copy_program(struct walk *walk, const struct scope *scope,
	const struct field *from, struct pc_str to)
{
	struct pc_str path = from->kind == FIELD_UNKNOWN ? from->ends : from->text;
	struct pc_str dir = pc_path_base(pc_path_dir(path));
	struct flow script = {0};

	if (!path.len || (from->kind != FIELD_UNKNOWN && !pc_str_is(dir, "bin") &&
				 !pc_str_is(dir, "sbin")))
		return;
	flow_add(walk, &script, pc_path_base(path));
	flow_add(walk, &script, PC_STR(" \"$@\""));
	written_add(walk, scope, to, &script, false);
}

/* jobs -x COMMAND */
static void run_jobs(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;

	(void)scope;
	if (words->count > 2 && pc_str_is(words->items[1].text, "-x"))
		implies_command(
			walk, simple, words->items + 2, words->count - 2, "jobs -x");
}

/* A table for crontab on its standard input: five times or "@daily", then a command. */
static void run_crontab(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	enum { TIMES = 5 };
	const struct flow *input = walk->input;
	struct pc_str rest = simple->input;

	walk->input = NULL; /* the table is not what its commands read */

	while (simple->input_known && rest.len) {
		struct pc_str line = pc_str_trim(pc_str_cut(&rest, '\n'));
		int n = pc_str_starts(line, PC_STR("@")) ? 1 : TIMES;

		while (n-- && line.len) {
			(void)pc_str_cut(&line, ' ');
			line = pc_str_trim(line);
		}
		run_text(walk, scope, line, "crontab");
	}
	walk->input = input;
}

/* A copy of a written file, or its new name, holds what it holds. */
static void run_copy(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	size_t at = operand(simple, 1);
	const struct fields *words = simple->words;
	const struct flow *content;

	if (at + 2 != words->count || words->items[at + 1].kind != FIELD_KNOWN)
		return;
	content = written_find(walk, scope, words->items[at].text);
	if (content)
		written_add(walk, scope, words->items[at + 1].text, content, false);
	else
		copy_program(walk, scope, &words->items[at], words->items[at + 1].text);
}

static void run_link(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	run_copy(walk, scope, simple);
	links_note(walk, scope, simple);
}

/* shopt -s dotglob: then a star takes a dot, too. */
static void run_shopt(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = 1; i < simple->words->count; i++) {
		if (pc_str_is(simple->words->items[i].text, "dotglob"))
			scope_set(scope, walk, PC_STR("shopt dotglob"), PC_STR("1"));
	}
}

static const struct builtin {
	const char *name;
	builtin_fn *run;
} builtins[] = {
	{"export", run_export},
	{"declare", run_declare},
	{"typeset", run_declare},
	{"local", run_declare},
	{"readonly", run_export},
	{"unset", run_unset},
	{"cd", run_cd},
	{"chdir", run_cd},
	{"pushd", run_cd},
	{"popd", run_popd},
	{"read", run_read},
	{"mapfile", run_mapfile},
	{"readarray", run_mapfile},
	{"printf", run_printf},
	{"set", run_set},
	{"shopt", run_shopt},
	{"shift", run_shift},
	{"alias", run_alias},
	{"eval", run_eval},
	{".", run_source},
	{"source", run_source},
	{"trap", run_trap},
	{"jobs", run_jobs},
	{"crontab", run_crontab},
	{"cp", run_copy},
	{"mv", run_copy},
	{"ln", run_link},
};

void builtin_run(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct pc_str program = simple_program(simple);

	for (size_t i = 0; i < PC_COUNT(builtins); i++) {
		if (pc_str_is(program, builtins[i].name)) {
			builtins[i].run(walk, scope, simple);
			return;
		}
	}
}
