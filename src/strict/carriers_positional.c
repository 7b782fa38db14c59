/* SPDX-License-Identifier: Apache-2.0 */
/* bash -c 'script' name a b: the script's $0, $1 and $@ are the words behind it.  They
 * are put into the text, quoted so that it means the same.  A script that may change them
 * (functions, set, shift) is left alone: its $1 is then unknown, which is the stricter
 * reading. */
#include "carriers_priv.h"

static bool changes_them(struct pc_str script)
{
	static const char *const signs[] = {"()", "function", "shift", "set ", "getopts"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (pc_str_find_str(script, pc_str(signs[i])) < script.len)
			return true;
	return false;
}

struct place {
	struct pc_buf out;
	const struct field *args;
	size_t n;
	bool is_double; /* inside double quotes */
};

static void add_split(struct place *place, const struct field *arg)
{
	struct pc_str rest = arg->text;

	if (arg->kind != FIELD_KNOWN || place->is_double) {
		add_field(&place->out, arg, true);
		return;
	}
	/* Unquoted, a value is split into words and its globs expand. */
	for (const char *between = ""; rest.ptr; between = " ") {
		struct pc_str word = pc_str_cut(&rest, ' ');

		pc_buf_puts(&place->out, between);
		add_quoted(&place->out, word);
	}
}

static bool all_known(const struct place *place, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < place->n; i++)
		if (place->args[i].kind == FIELD_UNKNOWN)
			return false;
	return true;
}

static void put(struct place *place, size_t from, size_t to)
{
	if (place->is_double)
		pc_buf_add_char(&place->out, '"');
	for (size_t i = from; i < to && i < place->n; i++) {
		if (i > from)
			pc_buf_add_char(&place->out, ' ');
		add_split(place, &place->args[i]);
	}
	if (place->is_double)
		pc_buf_add_char(&place->out, '"');
}

/* At a "$": the size of a parameter that was replaced, 0 when it stays. */
static size_t parameter(struct place *place, struct pc_str at)
{
	bool braces = at.len > 3 && at.ptr[1] == '{' && at.ptr[3] == '}';
	char name = at.len > 1 ? at.ptr[braces ? 2 : 1] : '\0';
	size_t from = 1, to = SIZE_MAX;

	if (name >= '0' && name <= '9') {
		from = (size_t)(name - '0');
		to = from + 1;
		if (from == 0 && place->n == 0)
			return 0;
	} else if (name != '@' && name != '*') {
		return 0;
	}
	if (!all_known(place, from, to))
		return 0;
	put(place, from, to);
	return braces ? 4 : 2;
}

struct pc_str with_positional(
	struct pc_arena *arena, struct pc_str script, const struct field *args, size_t n)
{
	struct place place = {.args = args, .n = n};
	bool is_single = false;
	size_t i = 0;

	if (pc_str_find(script, '$') == script.len || changes_them(script))
		return script;
	while (i < script.len) {
		char c = script.ptr[i];
		size_t took = 0;

		if (c == '\'' && !place.is_double)
			is_single = !is_single;
		else if (c == '"' && !is_single)
			place.is_double = !place.is_double;
		else if (c == '\\' && !is_single && i + 1 < script.len)
			pc_buf_add_char(&place.out, script.ptr[i++]);
		else if (c == '$' && !is_single)
			took = parameter(&place, pc_str_from(script, i));
		if (!took)
			pc_buf_add_char(&place.out, script.ptr[i++]);
		i += took;
	}
	return buf_taken(arena, &place.out);
}
