/* SPDX-License-Identifier: Apache-2.0 */
/* find: its expression says which files an -exec is run with; -name tells them apart as
 * far as anything can before it runs. */
#include "pc/base/limits.h"

#include "carriers_priv.h"

enum { MAX_NESTING = 32 };

/* What the base name of {} may be, at one place of the expression. */
struct names {
	struct field items[PC_MAX_CARRIED_RUNS];
	size_t count;
	bool limited; /* false: any name */
	bool more;    /* names that were not kept */
	bool some;    /* other tests pick some of the files: nobody knows which */
};

struct find {
	struct carry *carry;
	size_t at, first; /* the next word; the expression's first */
	int depth;
	size_t runs;
};

static struct pc_str word_at(const struct find *find, size_t i)
{
	return i < find->carry->n_words ? field_start(&find->carry->words[i])
					: (struct pc_str){0};
}

static bool takes_no_value(struct pc_str test)
{
	return list_has(
		"-depth -d -daystart -follow -mount -xdev -x -noleaf -warn -nowarn "
		"-ignore_readdir_race -noignore_readdir_race -help -version -empty "
		"-executable -readable -writable -nogroup -nouser -true -false "
		"-delete -print -print0 -ls -prune -quit -a -and -H -L -P",
		test);
}

static void add_name(struct names *names, struct field name)
{
	if (names->count < PC_MAX_CARRIED_RUNS)
		names->items[names->count++] = name;
	else
		names->more = true;
}

static bool is_pattern(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("*?[\\", text.ptr[i]))
			return true;
	return false;
}

static struct pc_str without_case(struct pc_arena *arena, struct pc_str text)
{
	struct pc_buf out = {0};

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i], low = (char)(c | 0x20);

		if (low >= 'a' && low <= 'z')
			pc_buf_printf(&out, "[%c%c]", low, low & ~0x20);
		else
			pc_buf_add_char(&out, c);
	}
	return buf_taken(arena, &out);
}

/* Unlike the shell's, find's wildcards match a leading dot: that is a second pattern. */
static struct names named(
	struct pc_arena *arena, const struct field *value, bool any_case)
{
	struct names names = {.limited = true};
	struct pc_str text = value->text, rest;
	char first = text.len ? text.ptr[0] : '\0';

	/* "*" is every name; of "$X*" nobody knows which. */
	if (value->kind != FIELD_KNOWN || pc_str_is(text, "*"))
		return (struct names){.some = value->kind != FIELD_KNOWN};
	if (any_case)
		text = without_case(arena, text);
	if (!is_pattern(text)) {
		add_name(&names, known_field(text));
		return names;
	}
	add_name(&names, (struct field){.kind = FIELD_PATTERN, .text = text});
	if (first != '*' && first != '?' && (first != '[' || any_case))
		return names;
	rest = first == '*'   ? text
	       : first == '?' ? pc_str_from(text, 1)
			      : pc_str_from(text, pc_str_find(text, ']') + 1);
	text = pc_arena_printf(arena, ".%.*s", PC_STR_ARG(rest));
	add_name(&names,
		(struct field){.kind = is_pattern(text) ? FIELD_PATTERN : FIELD_KNOWN,
			.text = text});
	return names;
}

/* ---- running ----------------------------------------------------------------------- */

static void run_with(struct find *find, size_t from, size_t to, const struct field *item)
{
	struct carry *carry = find->carry;
	struct field *words;

	if (find->runs++ >= PC_MAX_CARRIED_RUNS)
		return;
	words = pc_arena_new_array(carry->arena, struct field, to - from);
	for (size_t i = from; i < to; i++)
		words[i - from] = field_replaced(
			carry->arena, &carry->words[i], PC_STR("{}"), item);
	tell_words(carry, words, to - from);
}

static struct pc_str below(
	struct pc_arena *arena, struct pc_str start, struct pc_str name)
{
	const char *slash = pc_str_ends(start, PC_STR("/")) ? "" : "/";

	return pc_arena_printf(
		arena, "%.*s%s%.*s", PC_STR_ARG(start), slash, PC_STR_ARG(name));
}

/* Of names without wildcards, the start itself may be one. */
static bool may_be_found(struct pc_str start, const struct names *names)
{
	size_t slash = pc_str_rfind(start, '/');
	struct pc_str base = slash < start.len ? pc_str_from(start, slash + 1) : start;

	for (size_t i = 0; i < names->count; i++) {
		if (names->items[i].kind != FIELD_KNOWN ||
			pc_str_eq(names->items[i].text, base))
			return true;
	}
	return !names->limited || names->more;
}

/* What the search prints, as the name of a file: makers.c tells what comes out of it. */
static struct field printed(const struct find *find)
{
	struct carry *carry = find->carry;
	struct pc_buf text = {0};
	struct field item;

	for (size_t i = 0; i < carry->n_words; i++) {
		if (list_has("-exec -execdir -ok -okdir", word_at(find, i)))
			break;
		if (i)
			pc_buf_add_char(&text, ' ');
		add_field(&text, &carry->words[i], true);
	}
	item = unknown_field((struct pc_str){0}, (struct pc_str){0});
	item.from = buf_taken(carry->arena, &text);
	return item;
}

/* The files of one start: it itself, its entries of that name, and any below. */
static void run_below(struct find *find, size_t from, size_t to, struct pc_str start,
	const struct names *names)
{
	struct pc_arena *arena = find->carry->arena;
	struct pc_str top = below(arena, start, (struct pc_str){0});
	struct field item = known_field(start);

	if (may_be_found(start, names) && !pc_str_ends(start, PC_STR(".")) &&
		!pc_str_ends(start, PC_STR("/")))
		run_with(find, from, to, &item);
	for (size_t i = 0; names->limited && i < names->count; i++) {
		item = names->items[i];
		item.text = below(arena, start, item.text);
		run_with(find, from, to, &item);
	}
	if (!names->limited) {
		item = names->some ? printed(find)
				   : unknown_field(top, (struct pc_str){0});
		run_with(find, from, to, &item);
	}
}

static bool gives_names(const struct find *find, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++) {
		if (pc_str_is(word_at(find, i), "{}"))
			return true;
	}
	return false;
}

static size_t command_end(const struct find *find, size_t from)
{
	size_t to = from;

	while (to < find->carry->n_words && !pc_str_is(word_at(find, to), ";") &&
		!(pc_str_is(word_at(find, to), "+") && to > from &&
			pc_str_is(word_at(find, to - 1), "{}")))
		to++;
	return to;
}

static bool uses_files(const struct find *find, size_t from, size_t to)
{
	for (; from < to; from++) {
		struct pc_str text = field_start(&find->carry->words[from]);

		if (text.len && pc_str_find_str(text, PC_STR("{}")) < text.len)
			return true;
	}
	return false;
}

/* Past what is followed one by one: any file below a start may be what it is run with,
 * and is read and written. */
static void run_many(struct find *find, size_t from, size_t to)
{
	struct carry *carry = find->carry;
	struct field any = unknown_field((struct pc_str){0}, (struct pc_str){0});

	find->runs = 0;
	run_with(find, from, to, &any);
	for (size_t i = 1; i < find->first; i++) {
		implies_tree(
			carry->walk, carry->by, &carry->words[i], false, "find -exec");
		implies_tree(
			carry->walk, carry->by, &carry->words[i], true, "find -exec");
	}
}

static void run(struct find *find, const struct names *names)
{
	struct carry *carry = find->carry;
	size_t from = find->at, to = command_end(find, from), starts = 0;

	find->at = to + 1;
	find->runs = 0;
	if (names->more)
		tell_unknown(carry, PC_STR("-exec"));
	if (!uses_files(find, from, to)) {
		tell_words(carry, carry->words + from, to - from);
		return;
	}
	for (size_t i = 1; i < find->first; i++) {
		const struct field *start = &carry->words[i];
		struct field item = unknown_field(field_start(start), (struct pc_str){0});

		if (start->kind == FIELD_KNOWN && start->text.len &&
			start->text.ptr[0] == '-')
			continue;
		starts++;
		if (start->kind == FIELD_KNOWN)
			run_below(find, from, to, start->text, names);
		else
			run_with(find, from, to, &item);
	}
	if (!starts)
		run_below(find, from, to, PC_STR("."), names);
	if (names->limited && gives_names(find, from, to)) {
		struct field item = printed(find);

		run_with(find, from, to, &item);
	}
	if (find->runs > PC_MAX_CARRIED_RUNS)
		run_many(find, from, to);
}

/* ---- the expression ---------------------------------------------------------------- */

static struct names alternatives(struct find *find, const struct names *within);

static bool ends_chain(struct pc_str word)
{
	return list_has("-o -or , )", word);
}

static struct names test(struct find *find, const struct names *within)
{
	struct pc_str word = word_at(find, find->at++);
	struct names found = {0};

	if (pc_str_is(word, "(") && find->depth < MAX_NESTING) {
		find->depth++;
		found = alternatives(find, within);
		find->depth--;
		find->at += pc_str_is(word_at(find, find->at), ")");
	} else if (pc_str_is(word, "!") || pc_str_is(word, "-not")) {
		if (find->at < find->carry->n_words && find->depth < MAX_NESTING) {
			find->depth++;
			test(find, within);
			find->depth--;
		}
		found.some = true;
	} else if (list_has("-exec -execdir -ok -okdir", word)) {
		run(find, within);
	} else if (list_has("-name -iname", word) && find->at < find->carry->n_words) {
		found = named(find->carry->arena, &find->carry->words[find->at++],
			pc_str_is(word, "-iname"));
	} else if (list_has("-path -wholename -ipath -iwholename -regex -iregex", word)) {
		found.some = true;
		find->at++;
	} else if (!takes_no_value(word)) {
		found.some =
			!list_has("-maxdepth -mindepth -printf -fprint -fprintf", word) &&
			!(pc_str_is(word, "-type") &&
				pc_str_is(word_at(find, find->at), "f"));
		find->at += pc_str_is(word, "-fprintf") ? 2 : 1;
	}
	return found;
}

static struct names chain(struct find *find, const struct names *within)
{
	struct names now = *within;

	while (find->at < find->carry->n_words && !ends_chain(word_at(find, find->at))) {
		struct names more = test(find, &now);

		more.some |= now.some;
		more.more |= now.more;
		if (!now.limited)
			now = more;
	}
	return now;
}

static struct names alternatives(struct find *find, const struct names *within)
{
	struct names all = chain(find, within);

	while (find->at < find->carry->n_words &&
		!pc_str_is(word_at(find, find->at), ")")) {
		struct names more;

		find->at++;
		more = chain(find, within);
		all.limited &= more.limited;
		all.some &= more.some;
		all.more |= more.more;
		for (size_t i = 0; i < more.count; i++)
			add_name(&all, more.items[i]);
	}
	return all;
}

static bool begins_expression(struct pc_str word)
{
	return (word.len > 1 && word.ptr[0] == '-' &&
		       !list_has("-H -L -P -D -O0 -O1 -O2 -O3", word)) ||
	       list_has("( ) ! ,", word);
}

void carry_find(struct carry *carry)
{
	struct find find = {.carry = carry, .at = 1};
	struct names any = {0};

	while (find.at < carry->n_words && !begins_expression(word_at(&find, find.at)))
		find.at++;
	find.first = find.at;
	while (find.at < carry->n_words) {
		alternatives(&find, &any);
		find.at++; /* a ")" too many */
	}
}
