/* SPDX-License-Identifier: Apache-2.0 */
/* One row's grammar held against the words: which options stand there, and where the
 * command begins.  Lenient where a program would refuse: options may stand between the
 * operands, and those that no row knows take no value. */
#include "carriers_priv.h"

struct pc_str field_start(const struct field *field)
{
	return field->kind == FIELD_UNKNOWN ? field->begins : field->text;
}

static const struct fields *guesses_from(
	struct pc_arena *arena, const struct fields *guesses, size_t n)
{
	struct fields *rest;

	if (!guesses)
		return NULL;
	rest = pc_arena_new(arena, struct fields);
	rest->items = pc_arena_new_array(arena, struct field, guesses->count);
	rest->count = guesses->count;
	for (size_t i = 0; i < rest->count; i++)
		rest->items[i] = *field_from(arena, &guesses->items[i], n);
	return rest;
}

const struct field *field_from(
	struct pc_arena *arena, const struct field *field, size_t n)
{
	struct field *rest = pc_arena_new(arena, struct field);

	*rest = *field;
	rest->maybe = guesses_from(arena, field->maybe, n);
	if (field->kind == FIELD_UNKNOWN)
		rest->begins = pc_str_from(field->begins, n);
	else
		rest->text = pc_str_from(field->text, n);
	return rest;
}

bool is_assignment(struct pc_str word)
{
	size_t end = pc_str_find(word, '=');

	for (size_t i = 0; i < end; i++) {
		char c = word.ptr[i];

		if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return end > 0 && end < word.len;
}

static bool is_number(struct pc_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return false;
	return word.len > 0;
}

static void add_option(struct carry *carry, struct pc_str name, const struct field *value)
{
	pc_arena_grow(carry->arena, carry->options, carry->n_options, carry->cap_options);
	carry->options[carry->n_options++] = (struct option){name, value};
	carry->quits |= list_has(carry->row->quits, name) || pc_str_is(name, "--help") ||
			pc_str_is(name, "--version");
}

/* 0: takes no value, 1: one in the same word only, 2: the rest of the word or the next.
 */
static int takes_value(const struct carry *carry, struct pc_str name)
{
	char marked[64];
	const struct carrier *row = carry->row;

	if (list_has(row->values, name) || list_has(row->scripts, name))
		return 2;
	if (name.len + 1 >= sizeof(marked))
		return 0;
	memcpy(marked, name.ptr, name.len);
	marked[name.len] = '=';
	return list_has(row->scripts, (struct pc_str){marked, name.len + 1});
}

/* Returns how many of the words it took. */
static size_t long_option(struct carry *carry, size_t at)
{
	const struct field *word = &carry->words[at];
	struct pc_str text = field_start(word);
	size_t end = pc_str_find(text, '=');
	struct pc_str name = pc_str_head(text, end);

	if (end < text.len) {
		add_option(carry, name, field_from(carry->arena, word, end + 1));
		return 1;
	}
	if (takes_value(carry, name) < 2 || at + 1 >= carry->n_words) {
		add_option(carry, name, NULL);
		return 1;
	}
	add_option(carry, name, &carry->words[at + 1]);
	return 2;
}

static size_t short_options(struct carry *carry, size_t at)
{
	const struct field *word = &carry->words[at];
	struct pc_str text = field_start(word);

	for (size_t i = 1; i < text.len; i++) {
		char letters[2] = {'-', text.ptr[i]};
		struct pc_str name =
			pc_arena_str(carry->arena, (struct pc_str){letters, 2});
		int takes = takes_value(carry, name);

		if (takes == 0) {
			add_option(carry, name, NULL);
			continue;
		}
		if (i + 1 < text.len || word->kind == FIELD_UNKNOWN) {
			add_option(carry, name, field_from(carry->arena, word, i + 1));
			return 1;
		}
		if (takes == 2 && at + 1 < carry->n_words) {
			add_option(carry, name, &carry->words[at + 1]);
			return 2;
		}
		add_option(carry, name, NULL);
	}
	return 1;
}

static size_t options(struct carry *carry, size_t at)
{
	struct pc_str text = field_start(&carry->words[at]);

	if (text.ptr[1] == '-' || (carry->row->flags & CARRIES_LONG) ||
		takes_value(carry, text))
		return long_option(carry, at);
	return short_options(carry, at);
}

static bool one_of(struct pc_str alternatives, const struct field *word)
{
	while (alternatives.ptr && word->kind == FIELD_KNOWN)
		if (pc_str_eq(pc_str_cut(&alternatives, '|'), word->text))
			return true;
	return false;
}

/* Takes the word as the next operand in front of the command; false: it is none. */
static bool take_lead(struct pc_str *lead, const struct field *word, bool *other)
{
	struct pc_str want;

	if (!lead->ptr)
		return false;
	want = pc_str_cut(lead, ' ');
	if (pc_str_is(want, "*"))
		return true;
	if (pc_str_is(want, "#"))
		return word->kind == FIELD_UNKNOWN || is_number(word->text);
	*other = !one_of(want, word);
	return !*other;
}

static bool is_option(const struct carry *carry, struct pc_str text)
{
	enum { DASH_IS_OPTION = CARRIES_ARGS | CARRIES_ASSIGNS };

	if (carry->dashes || !text.len || text.ptr[0] != '-')
		return false;
	return text.len > 1 || (carry->row->flags & DASH_IS_OPTION);
}

bool carry_parse(struct carry *carry)
{
	struct pc_str lead = pc_str(carry->row->lead);
	unsigned flags = carry->row->flags;
	bool other = false, has_blank = false;
	size_t i = 1;

	while (i < carry->n_words && !other) {
		const struct field *word = &carry->words[i];
		struct pc_str text = field_start(word);

		if (!carry->dashes && word->kind == FIELD_KNOWN && pc_str_is(text, "--"))
			carry->dashes = true, i++;
		else if (is_option(carry, text))
			i += text.len > 1 ? options(carry, i) : 1;
		else if ((flags & CARRIES_ASSIGNS) && is_assignment(text))
			i++;
		else if (take_lead(&lead, word, &other)) {
			has_blank |= pc_str_find(text, ' ') < text.len;
			i++;
		} else if ((flags & CARRIES_NOTHING) ||
			   ((flags & CARRIES_MARKED) && !carry->dashes))
			i++;
		else
			break;
	}
	carry->begins = i < carry->n_words ? i : carry->n_words;
	carry->lacks_operand = lead.ptr != NULL || has_blank;
	/* Subcommands that were not reached. */
	while (lead.ptr && !other) {
		struct pc_str want = pc_str_cut(&lead, ' ');

		other = !pc_str_is(want, "*") && !pc_str_is(want, "#");
	}
	return !other;
}

const struct field *carry_option(const struct carry *carry, const char *names)
{
	for (size_t i = carry->n_options; i > 0; i--)
		if (carry->options[i - 1].value &&
			list_has(names, carry->options[i - 1].name))
			return carry->options[i - 1].value;
	return NULL;
}

bool carry_has(const struct carry *carry, const char *names)
{
	for (size_t i = 0; i < carry->n_options; i++)
		if (list_has(names, carry->options[i].name))
			return true;
	return false;
}
