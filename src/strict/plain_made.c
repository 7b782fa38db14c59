/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that find and xargs make of names: find -printf 'mv %p %f\n', xargs echo rm. */
#include "plain_priv.h"
#include "roles.h"

/* ---- find -------------------------------------------------------------------- */

/* The directive behind a %: its length, 0 when it is no name or number. */
static size_t directive(struct pc_str format)
{
	size_t i = 0;

	while (i < format.len && strchr("-+ #0123456789.", format.ptr[i]) &&
		format.ptr[i])
		i++;
	if (i == format.len || !format.ptr[i])
		return 0;
	if (strchr("ACTB", format.ptr[i]))
		return i + 2 <= format.len ? i + 2 : 0;
	return strchr("pfhPHsSkbdDuUgGmMinlyYFtac", format.ptr[i]) ? i + 1 : 0;
}

/* -printf: each name ends with the newline that is its last byte. */
static bool add_format(struct walk *walk, struct flow *out, struct pc_str format)
{
	if (!pc_str_ends(format, PC_STR("\\n")) && !pc_str_ends(format, PC_STR("\n")))
		return false;
	format.len -= format.ptr[format.len - 1] == '\n' ? 1 : 2;
	for (size_t i = 0; i < format.len; i++) {
		char c = format.ptr[i];
		size_t n = c == '%' ? directive(pc_str_from(format, i + 1)) : 0;

		if (c == PIECE)
			return false;
		if (n) {
			flow_add(walk, out, plain_piece);
			i += n;
			continue;
		}
		if (c == '%' || c == '\\') {
			char next = i + 1 < format.len ? format.ptr[i + 1] : '\0';

			if (c == '\\' && next == 'n')
				c = '\n';
			else if (c == '\\' && next == 't')
				c = '\t';
			else if (next != c)
				return false;
			i++;
		}
		flow_add(walk, out, (struct pc_str){&c, 1});
	}
	flow_add(walk, out, PC_STR("\n"));
	return true;
}

/* echo WORDS, with what stands for the name replaced. */
static bool add_echo(struct walk *walk, struct flow *out, const struct field *words,
	size_t n, struct pc_str mark)
{
	for (size_t i = 0; i < n; i++) {
		struct pc_str rest = words[i].text;

		if (words[i].kind != FIELD_KNOWN || pc_str_find(rest, PIECE) < rest.len ||
			(i == 0 && rest.len && rest.ptr[0] == '-'))
			return false;
		if (i)
			flow_add(walk, out, PC_STR(" "));
		while (mark.len && pc_str_find_str(rest, mark) < rest.len) {
			size_t at = pc_str_find_str(rest, mark);

			flow_add(walk, out, pc_str_head(rest, at));
			flow_add(walk, out, plain_piece);
			rest = pc_str_from(rest, at + mark.len);
		}
		flow_add(walk, out, rest);
	}
	return true;
}

/* -exec echo ... \; : the place behind it, 0 when it is another command. */
static size_t add_exec(
	struct walk *walk, struct flow *out, const struct fields *words, size_t at)
{
	size_t end = at;

	while (end < words->count && !pc_str_is(words->items[end].text, ";") &&
		!pc_str_is(words->items[end].text, "+"))
		end++;
	if (end == words->count || !pc_str_is(words->items[at].text, "echo") ||
		!add_echo(walk, out, words->items + at + 1, end - at - 1, PC_STR("{}")))
		return 0;
	flow_add(walk, out, PC_STR("\n"));
	return end;
}

/* Names begin as the places do in which they are looked for. */
static void add_name(struct walk *walk, struct flow *out, struct pc_str place)
{
	if (plain_is_names(place)) {
		flow_add(walk, out, place);
		if (!pc_str_ends(place, PC_STR("/")))
			flow_add(walk, out, PC_STR("/"));
	}
	flow_add(walk, out, plain_piece);
	flow_add(walk, out, PC_STR("\n"));
}

static void add_names(struct walk *walk, struct flow *out, const struct fields *words)
{
	static const char links[] = "-H -L -P";
	size_t n = 0;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;
		bool is_known = words->items[i].kind == FIELD_KNOWN;

		if (names_have(links, word))
			continue;
		if (word.len && strchr("-(!", word.ptr[0]))
			break;
		add_name(walk, out, is_known ? word : (struct pc_str){0});
		n++;
	}
	if (!n)
		add_name(walk, out, PC_STR("."));
}

bool plain_find(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct flow lines = {0};
	bool acts = false;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;
		bool has_value = i + 1 < words->count;

		if (pc_str_is(word, "-printf")) {
			acts = true;
			if (!has_value || words->items[++i].kind != FIELD_KNOWN ||
				!add_format(walk, &lines, words->items[i].text))
				return false;
		} else if (pc_str_is(word, "-exec") || pc_str_is(word, "-execdir")) {
			acts = true;
			i = has_value ? add_exec(walk, &lines, words, i + 1) : 0;
			if (!i)
				return false;
		} else if (pc_str_is(word, "-print") || pc_str_is(word, "-print0")) {
			acts = true;
			add_names(walk, &lines, words);
		} else if (pc_str_starts(word, PC_STR("-fprint")) ||
			   pc_str_is(word, "-fls") || pc_str_is(word, "-ok") ||
			   pc_str_is(word, "-okdir")) {
			return false;
		}
	}
	if (!acts)
		add_names(walk, &lines, words);
	*out = pc_str_head(flow_text(&lines), lines.len - (lines.len > 0));
	return !lines.unknown && out->len;
}

/* ---- date -------------------------------------------------------------------- */

/* date +FORMAT: numbers and names of days. */
bool plain_date(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct flow lines = {0};
	struct pc_str format;

	if (words->count != 2 || words->items[1].kind != FIELD_KNOWN)
		return false;
	format = words->items[1].text;
	if (!format.len || format.ptr[0] != '+')
		return false;
	for (size_t i = 1; i < format.len; i++) {
		char c = format.ptr[i];

		if (c != '%') {
			flow_add(walk, &lines, (struct pc_str){&c, 1});
			continue;
		}
		if (++i == format.len ||
			!strchr("YmdHMSsjyFTDNuweBbAaIklpVGC", format.ptr[i]))
			return false;
		flow_add(walk, &lines, plain_piece);
	}
	*out = flow_text(&lines);
	return !lines.unknown && lines.len;
}

/* ---- xargs ------------------------------------------------------------------- */

/* The command's place; *mark: what -I puts the name in place of. */
static size_t command_of(const struct fields *words, struct pc_str *mark)
{
	size_t i = 1;

	for (; i < words->count; i++) {
		struct pc_str text = words->items[i].text;
		char letter = text.len > 1 ? text.ptr[1] : '\0';

		if (!text.len || text.ptr[0] != '-')
			return i;
		if (pc_str_is(text, "-0") || pc_str_is(text, "-r") ||
			pc_str_is(text, "-t"))
			continue;
		if (!letter || !strchr("InLP", letter))
			return 0;
		text = pc_str_from(text, 2);
		if (!text.len && i + 1 < words->count)
			text = words->items[++i].text;
		if (letter == 'I')
			*mark = text;
	}
	return 0;
}

/* printf FORMAT: each %s a name, none without. */
static bool add_printf(
	struct walk *walk, struct flow *out, const struct field *words, size_t n)
{
	struct pc_str rest;

	if (n != 1 || words->kind != FIELD_KNOWN ||
		pc_str_find_str(words->text, PC_STR("%s")) == words->text.len ||
		pc_str_find(words->text, PIECE) < words->text.len ||
		(words->text.ptr[0] == '-') || !pc_str_ends(words->text, PC_STR("\\n")))
		return false;
	rest = pc_str_head(words->text, words->text.len - 2);
	for (size_t at; (at = pc_str_find_str(rest, PC_STR("%s"))) < rest.len;) {
		flow_add(walk, out, pc_str_head(rest, at));
		flow_add(walk, out, plain_piece);
		rest = pc_str_from(rest, at + 2);
	}
	flow_add(walk, out, rest);
	return pc_str_find(flow_text(out), '%') == out->len &&
	       pc_str_find(flow_text(out), '\\') == out->len;
}

bool plain_xargs(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	const struct fields *words = simple->words;
	struct pc_str mark = {0};
	struct flow lines = {0};
	size_t at = command_of(words, &mark);
	bool prints;

	if (!at || !plain_is_names(simple->lines))
		return false;
	prints = pc_str_is(words->items[at].text, "printf");
	if (prints && !mark.len) {
		if (!add_printf(
			    walk, &lines, words->items + at + 1, words->count - at - 1))
			return false;
	} else if (!pc_str_is(words->items[at].text, "echo") ||
		   !add_echo(walk, &lines, words->items + at + 1, words->count - at - 1,
			   mark)) {
		return false;
	} else if (!mark.len) {
		flow_add(walk, &lines, PC_STR(" "));
		flow_add(walk, &lines, plain_piece);
	}
	*out = flow_text(&lines);
	return !lines.unknown && lines.len;
}
