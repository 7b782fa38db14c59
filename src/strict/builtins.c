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
	struct field value = *word;

	if (equals == text.len || equals == 0)
		return;
	value.text = pc_str_from(text, equals + 1);
	if (word->kind == FIELD_UNKNOWN)
		value.text = word->text;
	walk_judge_value(walk, scope, name, &value);
	scope_set_field(scope, walk, name, &value);
}

static bool has_option_letter(const struct simple *simple, char letter)
{
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		if (!is_option(&simple->words->items[i]))
			break;
		if (pc_str_find(text, letter) < text.len)
			return true;
	}
	return false;
}

static void run_export(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = operand(simple, 1); i < simple->words->count; i++)
		builtin_assign(walk, scope, &simple->words->items[i]);
}

/* What is written is not the value of an integer; names and letters have their way. */
static void run_declare(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	static const char attributes[] = "nlu";
	bool computed = has_option_letter(simple, 'i');

	for (size_t i = operand(simple, 1); i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;
		size_t equals = pc_str_find(text, '=');
		struct pc_str name = pc_str_head(text, equals);
		bool refers = has_option_letter(simple, 'n');

		if (refers)
			scope_set(scope, walk, name, pc_str_from(text, equals + 1));
		for (const char *at = attributes; *at; at++) {
			if (has_option_letter(simple, *at))
				scope_set_attribute(scope, walk, name, *at);
		}
		if (!refers)
			builtin_assign(walk, scope, &simple->words->items[i]);
		if (computed)
			scope_guess(scope, walk, name, pc_str_from(text, equals + 1));
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

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The next word of a line, as IFS parts it; the last name takes all that is left. */
static struct pc_str next_word(struct pc_str *line, struct pc_str ifs, bool last)
{
	struct pc_str word = *line;
	size_t n = 0;

	while (word.len && is_blank(*word.ptr) && ifs.len &&
		memchr(ifs.ptr, *word.ptr, ifs.len))
		word = pc_str_from(word, 1);
	if (last) {
		*line = (struct pc_str){0};
		while (word.len && is_blank(word.ptr[word.len - 1]) && ifs.len &&
			memchr(ifs.ptr, word.ptr[word.len - 1], ifs.len))
			word.len--;
		return word;
	}
	while (n < word.len && !(ifs.len && memchr(ifs.ptr, word.ptr[n], ifs.len)))
		n++;
	*line = pc_str_from(word, n + (n < word.len));
	return pc_str_head(word, n);
}

/* What read knows of its line. */
struct reading {
	struct pc_str line, ifs;
	struct field unknown;
	bool is_known;
	size_t at; /* the first name */
	bool is_array;
};

static void read_options(struct reading *r, const struct simple *simple)
{
	const struct fields *words = simple->words;

	for (r->at = 1; r->at < words->count && is_option(&words->items[r->at]);) {
		struct pc_str option = words->items[r->at].text;
		char last = option.ptr[option.len - 1];

		r->at += 1 + (strchr("dinNptu", last) != NULL);
		r->is_array |= last == 'a';
		if (last == 'd')
			r->line = pc_str_trim(simple->input);
		/* Another descriptor, or not all of a line. */
		r->is_known &= !strchr("nNu", last);
	}
}

static void read_array(struct walk *walk, struct scope *scope, const struct reading *r,
	struct pc_str name)
{
	struct field items[PC_MAX_STRICT_ITEMS];
	struct fields all = {items, 0};
	struct pc_str line = r->line;

	if (!r->is_known)
		items[all.count++] = r->unknown;
	while (r->is_known && line.len && all.count < PC_COUNT(items)) {
		struct pc_str word = next_word(&line, r->ifs, false);

		if (word.len)
			items[all.count++] =
				(struct field){.kind = FIELD_KNOWN, .text = word};
	}
	scope_set_array(scope, walk, name, &all);
}

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

/* read X Y <<< 'curl x': words of the first line, the rest to the last name. */
static void run_read(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct pc_str rest = simple->input;
	struct reading r = {.line = pc_str_cut(&rest, '\n'),
		.unknown = {.kind = FIELD_UNKNOWN, .from = walk->upstream}};

	if (read_line(walk, scope, simple))
		return;
	r.is_known = simple->input_known && (!rest.len || walk->reads_line);
	walk->reads_line = false;
	r.is_known &= scope_variable(&r.ifs, scope, PC_STR("IFS"));
	/* Without -r a backslash takes the next byte. */
	r.is_known &=
		pc_str_find(r.line, '\\') == r.line.len || has_option_letter(simple, 'r');
	read_options(&r, simple);
	if (r.is_array) {
		if (r.at < words->count)
			read_array(walk, scope, &r, words->items[r.at].text);
		return;
	}
	if (r.at >= words->count && r.is_known)
		scope_set(scope, walk, PC_STR("REPLY"), r.line);
	else if (r.at >= words->count)
		scope_set_field(scope, walk, PC_STR("REPLY"), &r.unknown);
	for (; r.at < words->count; r.at++) {
		struct pc_str name = words->items[r.at].text;
		bool last = r.at + 1 == words->count;

		if (r.is_known)
			scope_set(scope, walk, name, next_word(&r.line, r.ifs, last));
		else
			scope_set_field(scope, walk, name, &r.unknown);
	}
}

static void run_mapfile(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct field items[PC_MAX_STRICT_ITEMS];
	struct fields lines = {items, 0};
	struct pc_str rest = simple->input;
	bool known = simple->input_known && !simple->input_repeats;
	size_t at = operand(simple, 1);
	struct pc_str name = at < simple->words->count ? simple->words->items[at].text
						       : PC_STR("MAPFILE");

	while (known && rest.len && lines.count < PC_COUNT(items)) {
		items[lines.count++] = (struct field){
			.kind = FIELD_KNOWN, .text = pc_str_cut(&rest, '\n')};
	}
	if (!known)
		items[lines.count++] = (struct field){
			.kind = FIELD_UNKNOWN, .text = name, .from = walk->upstream};
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

static void add_alias(
	struct walk *walk, struct scope *scope, struct pc_str name, struct pc_str text)
{
	struct alias *fresh = pc_arena_new(walk->arena, struct alias);

	fresh->text = text;
	scope->aliases = map_with(walk->arena, scope->aliases, name, fresh);
}

static void run_alias(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = operand(simple, 1); i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;
		size_t equals = pc_str_find(text, '=');

		if (simple->words->items[i].kind == FIELD_KNOWN && equals < text.len)
			add_alias(walk, scope, pc_str_head(text, equals),
				pc_str_from(text, equals + 1));
	}
}

/* hash -p FILE NAME: the name is that file from now on. */
static void run_hash(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;

	if (words->count > 3 && pc_str_is(words->items[1].text, "-p"))
		add_alias(walk, scope, words->items[3].text, words->items[2].text);
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

static void run_let(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	for (size_t i = 1; i < simple->words->count; i++)
		values_assign_arith(scope, walk->arena, simple->words->items[i].text);
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
	content = written_find(walk, scope, written_path(walk, &simple->words->items[1]));
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
	else if (!plain_run(walk, scope, content) &&
		 !setup_prints(walk, scope, content->source))
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

/* history -s WORDS... puts a line where fc -s finds it. */
static const char history_name[] = "history -s";

static void run_history(
	struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct fields *words = simple->words;
	bool known;

	if (words->count > 2 && pc_str_is(words->items[1].text, "-s"))
		scope_set(scope, walk, pc_str(history_name),
			joined(walk, words->items + 2, words->count - 2, &known));
}

static void run_fc(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	const struct variable *line = scope_find(scope, pc_str(history_name));

	if (line && (has_option_letter(simple, 's') || has_option_letter(simple, 'e')))
		run_text(walk, scope, line->value, "fc");
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
	/* Beside what is there already, too. */
	struct pc_str rest = input ? flow_text(input) : simple->input;

	for (size_t i = 1; i < simple->words->count; i++) {
		const struct flow *table =
			written_find(walk, scope, simple->words->items[i].text);

		if (table)
			rest = flow_text(table);
	}
	walk->input = NULL; /* the table is not what its commands read */
	if (simple->reads_pipe && !simple->input_known && !rest.len &&
		!simple->lines.len &&
		pc_str_find_str(walk->upstream, PC_STR("crontab")) == walk->upstream.len)
		judge_unknown(walk, UNKNOWN_COMMAND, PC_STR("what crontab reads"));
	while (rest.len) {
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

/* dotglob: a star takes a dot, too; lastpipe: the last of a pipe is this very shell. */
static void run_shopt(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	static const char *const known[][2] = {
		{"dotglob", "shopt dotglob"}, {"lastpipe", "shopt lastpipe"}};

	for (size_t i = 1; i < simple->words->count; i++) {
		for (size_t k = 0; k < PC_COUNT(known); k++) {
			if (pc_str_is(simple->words->items[i].text, known[k][0]))
				scope_set(scope, walk, pc_str(known[k][1]), PC_STR("1"));
		}
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
	{"hash", run_hash},
	{"let", run_let},
	{"eval", run_eval},
	{".", run_source},
	{"source", run_source},
	{"trap", run_trap},
	{"jobs", run_jobs},
	{"history", run_history},
	{"fc", run_fc},
	{"crontab", run_crontab},
	{"ln", links_note},
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
