/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the words of a command by the row that its program has: clusters of short
 * options, values attached and in the next word, --name=value and shortened long names
 * (as getopt_long takes them), operands by position. */
#include "roles.h"

enum { MAX_SUB_NAME = 48 };

struct reader {
	struct uses *out;
	struct pc_arena *arena;
	const struct field *words;
	size_t count, at; /* the next word */
	const struct program *program;
	size_t *operands;
	size_t n_operands;
	bool tree, quiet, rewrites, has_pattern, has_dir;
};

/* ---- fields ----------------------------------------------------------------- */

struct field field_behind(const struct field *field, size_t n)
{
	struct field out = *field;

	out.text = pc_str_from(field->text, n);
	out.begins = pc_str_from(field->begins, n);
	if (out.ends.len > out.text.len)
		out.ends = out.text;
	return out;
}

struct field field_known(struct pc_str text)
{
	return (struct field){.kind = FIELD_KNOWN, .text = text};
}

static bool is_absolute(const struct field *f)
{
	struct pc_str start = f->kind == FIELD_UNKNOWN ? f->begins : f->text;

	return start.len && (start.ptr[0] == '/' || start.ptr[0] == '~');
}

static struct pc_str joined(struct pc_arena *arena, struct pc_str a, struct pc_str b)
{
	return pc_arena_printf(arena, "%.*s/%.*s", PC_STR_ARG(a), PC_STR_ARG(b));
}

struct field field_below(
	struct pc_arena *arena, const struct field *dir, const struct field *path)
{
	struct field out = *path;

	if (!dir->text.len || is_absolute(path))
		return out;
	if (dir->kind == FIELD_UNKNOWN || path->kind == FIELD_UNKNOWN) {
		out.kind = FIELD_UNKNOWN;
		out.begins = dir->kind == FIELD_UNKNOWN
				     ? dir->begins
				     : joined(arena, dir->text, path->begins);
		out.ends = path->kind == FIELD_UNKNOWN
				   ? path->ends
				   : joined(arena, (struct pc_str){0}, path->text);
	} else if (dir->kind == FIELD_PATTERN) {
		out.kind = FIELD_PATTERN;
	}
	out.text = joined(arena, dir->text, path->text);
	return out;
}

/* ---- the table -------------------------------------------------------------- */

const struct program *program_row(struct pc_str name)
{
	static const struct known_table *const tables[] = {
		&file_programs, &net_programs, &git_programs};
	static struct known_tables programs = KNOWN_IN(tables);

	return known_row(&programs, name, NULL);
}

/* python3.11 is python3: without a version behind the name. */
static struct pc_str plain_name(struct pc_str name)
{
	size_t len = name.len;

	while (len && strchr("0123456789.-", name.ptr[len - 1]))
		len--;
	return len ? pc_str_head(name, len) : name;
}

/* The role of an option, 0 when the row has none.  A long name may be cut short. */
static char option_role(const struct program *program, struct pc_str name)
{
	char shortened = 0;

	for (const char *at = program->options; *at;) {
		size_t len = strcspn(at, " ");

		if (len >= name.len + 2 && memcmp(at, name.ptr, name.len) == 0) {
			if (at[name.len] == ':' && len == name.len + 2)
				return at[len - 1];
			if (name.len > 4 && name.ptr[1] == '-' && !shortened)
				shortened = at[len - 1];
		}
		at += len;
		at += *at == ' ';
	}
	return shortened;
}

/* ---- options ---------------------------------------------------------------- */

static void add(struct reader *r, char role, struct pc_str option, struct field value)
{
	struct uses *out = r->out;

	pc_arena_grow(r->arena, out->items, out->count, out->cap);
	out->items[out->count++] = (struct use){.role = role,
		.option = option,
		.operand = option.len == 0,
		.value = value};
}

/* Roles that are about the command, not about a value; true for those that have none. */
static bool is_switch(struct reader *r, char role)
{
	if (role == '^')
		r->tree = true;
	else if (role == 'W')
		r->rewrites = true;
	else if (role == '!')
		r->quiet = true;
	return role && strchr("^W!", role);
}

static void take_value(
	struct reader *r, char role, struct pc_str option, struct field value)
{
	if (role == 'p' || role == 'P')
		r->has_pattern = true;
	if (role == 'I')
		r->rewrites |= pc_str_is(value.text, "inplace");
	if (role == 'D')
		r->has_dir = true;
	if (role == 'C')
		r->out->dir = field_below(r->arena, &r->out->dir, &value);
	if (role == 'P')
		role = 'r';
	if (role == '2') {
		if (r->at < r->count)
			add(r, 'r', option, r->words[r->at++]);
		return;
	}
	add(r, role == 'p' ? '-' : role, option, value);
}

static void take_next(struct reader *r, char role, struct pc_str option)
{
	if (r->at < r->count) {
		struct field value = r->words[r->at++];

		take_value(r, role, option, value);
	}
}

/* --name, --name=value, and -name where options are words. */
static void read_long(struct reader *r, const struct field *word)
{
	size_t eq = pc_str_find(word->text, '=');
	struct pc_str name = pc_str_head(word->text, eq);
	char role = option_role(r->program, name);

	if (is_switch(r, role))
		return;
	if (eq < word->text.len)
		take_value(r, role ? role : '?', name, field_behind(word, eq + 1));
	else if (role)
		take_next(r, role, name);
}

/* -abc value, -avalue.  bare: the first word of tar, whose values all come behind it. */
static void read_cluster(struct reader *r, const struct field *word, bool bare)
{
	struct pc_str text = word->text;

	for (size_t i = bare ? 0 : 1; i < text.len; i++) {
		struct pc_str name = pc_arena_printf(r->arena, "-%c", text.ptr[i]);
		char role = option_role(r->program, name);

		if (!role || role == '^' || role == '!')
			is_switch(r, role);
		else if (role == 'W') { /* -i of sed: the rest is a suffix */
			is_switch(r, role);
			if (!bare && r->program->flags == 0 && text.ptr[i] == 'i')
				return;
		} else if (bare || i + 1 == text.len) {
			take_next(r, role, name);
		} else {
			take_value(r, role, name, field_behind(word, i + 1));
			return;
		}
	}
}

static void read_option(struct reader *r, const struct field *word)
{
	bool is_long = word->text.len > 1 && word->text.ptr[1] == '-';

	if (is_long || (r->program->flags & PROGRAM_LONG))
		read_long(r, word);
	else
		read_cluster(r, word, false);
}

static bool is_option(const struct field *word)
{
	struct pc_str start = word->kind == FIELD_UNKNOWN ? word->begins : word->text;

	return start.len > 1 && start.ptr[0] == '-';
}

/* ---- operands --------------------------------------------------------------- */

static char operand_role(const struct reader *r, size_t nth)
{
	const char *spec = r->program->operands;
	const char *last = strchr(spec, '>');
	size_t len = last ? (size_t)(last - spec) : strlen(spec);
	size_t skip = r->has_pattern && len > 1 ? 1 : 0;

	if (last && nth + 1 == r->n_operands && nth && !r->has_dir)
		return last[1];
	if (!len)
		return '-';
	return spec[nth + skip < len ? nth + skip : len - 1];
}

static void add_here(struct reader *r)
{
	add(r, r->tree ? 'r' : 'g', (struct pc_str){0}, field_known(PC_STR(".")));
	r->out->items[r->out->count - 1].tree = r->tree;
}

static void add_operands(struct reader *r)
{
	r->tree = r->tree && !r->quiet;
	for (size_t i = 0; i < r->n_operands; i++) {
		const struct field *word = &r->words[r->operands[i]];
		char role = operand_role(r, i);

		bool is_last =
			i + 1 == r->n_operands && i && strchr(r->program->operands, '>');

		add(r, role == 'r' && r->rewrites ? 'b' : role, (struct pc_str){0},
			strchr("rwbgRsS", role)
				? field_below(r->arena, &r->out->dir, word)
				: *word);
		r->out->items[r->out->count - 1].tree =
			r->tree && (!is_last || r->has_dir);
	}
	if ((r->program->flags & PROGRAM_HERE) &&
		(r->tree || strchr(r->program->operands, 'g')) && !r->quiet &&
		r->n_operands < strlen(r->program->operands) - (r->has_pattern ? 1 : 0))
		add_here(r);
}

/* ---- commands --------------------------------------------------------------- */

/* Where a row has commands below it, the row of the command. */
static bool enter_sub(struct reader *r, struct pc_str program, const struct field *word)
{
	struct pc_str name;
	const struct program *sub;

	if (!(r->program->flags & PROGRAM_SUB) || r->out->sub.len ||
		word->kind != FIELD_KNOWN || word->text.len > MAX_SUB_NAME ||
		pc_str_find(word->text, '/') < word->text.len)
		return false;
	r->out->sub = word->text;
	name = pc_arena_printf(
		r->arena, "%.*s:%.*s", PC_STR_ARG(program), PC_STR_ARG(word->text));
	sub = program_row(name);
	if (sub) {
		r->program = sub;
		r->out->program = sub;
		r->tree = sub->flags & PROGRAM_TREE;
	}
	return true;
}

static void read_words(struct reader *r, struct pc_str name)
{
	bool over = false;

	if ((r->program->flags & PROGRAM_BARE) && r->count > 1 &&
		!is_option(&r->words[1])) {
		r->at = 2;
		read_cluster(r, &r->words[1], true);
	}
	while (r->at < r->count) {
		const struct field *word = &r->words[r->at++];

		if (!over && word->kind == FIELD_KNOWN && pc_str_is(word->text, "--"))
			over = true;
		else if (!over && is_option(word))
			read_option(r, word);
		else if (!enter_sub(r, name, word))
			r->operands[r->n_operands++] = r->at - 1;
	}
}

/* tar cf - DIR...: the archive is printed, and nothing else is done. */
static bool prints_archive(const struct reader *r, struct pc_str program)
{
	struct pc_str letters = r->count > 2 ? r->words[1].text : (struct pc_str){0};

	if (!pc_str_is(program, "tar") || !pc_str_ends(letters, PC_STR("f")) ||
		!pc_str_is(r->words[2].text, "-"))
		return false;
	for (size_t i = 0; i < letters.len; i++) {
		if (!letters.ptr[i] || !strchr("-cvzjJf", letters.ptr[i]))
			return false;
	}
	for (size_t i = 3; i < r->count; i++) {
		struct pc_str word = r->words[i].text;

		if (r->words[i].kind != FIELD_KNOWN || (word.len && *word.ptr == '-'))
			return false;
	}
	return true;
}

void uses_of(struct uses *out, struct pc_arena *arena, const struct simple *simple)
{
	struct reader r = {.out = out, .arena = arena, .at = 1};
	struct pc_str name;

	*out = (struct uses){0};
	if (!simple->words || !simple->words->count)
		return;
	r.words = simple->words->items;
	r.count = simple->words->count;
	name = simple_program(simple);
	r.program = program_row(name);
	if (!r.program) {
		name = plain_name(name);
		r.program = program_row(name);
	}
	out->program = r.program;
	if (!r.program) {
		for (size_t i = 1; i < r.count; i++)
			add(&r, '?', (struct pc_str){0}, r.words[i]);
		return;
	}
	r.tree = r.program->flags & PROGRAM_TREE;
	r.quiet = simple->is_counted &&
		  ((r.program->flags & PROGRAM_LINES) || prints_archive(&r, name));
	r.operands = pc_arena_new_array(arena, size_t, r.count);
	read_words(&r, name);
	add_operands(&r);
}
