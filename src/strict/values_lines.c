/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that hand on lines of their input, or parts of them: head, tail, tac, uniq,
 * cut, grep; each as far as its plain uses go. */
#include "values_priv.h"

enum { MAX_LINES = 256 };

struct lines {
	struct pc_str items[MAX_LINES];
	size_t n;
};

static bool read_some(struct lines *lines, struct printing *p)
{
	struct pc_str rest = p->input;

	lines->n = 0;
	if (!p->has_input || !spend(p->e, p->input.len + 64))
		return false;
	while (rest.len) {
		if (lines->n == MAX_LINES)
			return false;
		lines->items[lines->n++] = pc_str_cut(&rest, '\n');
	}
	return true;
}

/* All of them, of which there must be an end. */
static bool read_lines(struct lines *lines, struct printing *p)
{
	return !p->repeats && read_some(lines, p);
}

static void put_line(struct printing *p, struct pc_str line)
{
	bytes_add(p->e->arena, p->out, line);
	bytes_add(p->e->arena, p->out, PC_STR("\n"));
}

static bool read_count(struct pc_str s, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || i > 6)
			return false;
		*out = *out * 10 + (size_t)(s.ptr[i] - '0');
	}
	return s.len > 0;
}

/* -n 3, -n3, -3; without any, 10.  *behind: "+3". */
static bool lines_wanted(const struct printing *p, size_t *n, bool *behind)
{
	struct pc_str text;

	*n = 10;
	*behind = false;
	if (p->n_args == 0)
		return true;
	text = p->args[p->n_args - 1];
	if (p->n_args == 2 && !pc_str_is(p->args[0], "-n") &&
		!pc_str_is(p->args[0], "--lines"))
		return false;
	if (p->n_args > 2)
		return false;
	if (p->n_args == 1 && pc_str_starts(text, PC_STR("-n")))
		text = pc_str_from(text, 2);
	else if (p->n_args == 1 && pc_str_starts(text, PC_STR("--lines=")))
		text = pc_str_from(text, strlen("--lines="));
	else if (p->n_args == 1 && text.len && text.ptr[0] == '-')
		text = pc_str_from(text, 1);
	else if (p->n_args == 1)
		return false;
	*behind = text.len && text.ptr[0] == '+';
	return read_count(pc_str_from(text, *behind), n);
}

bool print_head(struct printing *p)
{
	struct lines lines;
	size_t n;
	bool behind;

	if (!lines_wanted(p, &n, &behind) || behind || !read_some(&lines, p))
		return false;
	if (!p->repeats && n > lines.n)
		n = lines.n;
	if (!spend(p->e, n))
		return false;
	for (size_t i = 0; lines.n && i < n; i++)
		put_line(p, lines.items[i % lines.n]);
	p->repeats = false;
	return true;
}

bool print_tail(struct printing *p)
{
	struct lines lines;
	size_t n, from;
	bool behind;

	if (!lines_wanted(p, &n, &behind) || !read_lines(&lines, p))
		return false;
	from = behind ? n - (n > 0) : lines.n - (n < lines.n ? n : lines.n);
	for (size_t i = from; i < lines.n; i++)
		put_line(p, lines.items[i]);
	return true;
}

bool print_tac(struct printing *p)
{
	struct lines lines;

	if (p->n_args || !read_lines(&lines, p))
		return false;
	for (size_t i = lines.n; i-- > 0;)
		put_line(p, lines.items[i]);
	return true;
}

/* Order is the locale's: of one line there is only one. */
bool print_sorted(struct printing *p)
{
	struct lines lines;

	if (!read_lines(&lines, p) || lines.n > 1)
		return false;
	for (size_t i = 0; i < p->n_args; i++) {
		if (!p->args[i].len || p->args[i].ptr[0] != '-' ||
			pc_str_find(p->args[i], 'c') < p->args[i].len)
			return false;
	}
	if (lines.n)
		put_line(p, lines.items[0]);
	return true;
}

/* ---- parts of lines ---------------------------------------------------------- */

/* 2, 2-, -4, 2-4; counted from one. */
static bool read_range(struct pc_str s, size_t *from, size_t *to)
{
	size_t dash = pc_str_find(s, '-');

	*from = 1;
	*to = SIZE_MAX;
	if (s.len < 1 + (dash < s.len) ||
		(dash && !read_count(pc_str_head(s, dash), from)))
		return false;
	if (dash + 1 < s.len)
		return read_count(pc_str_from(s, dash + 1), to);
	if (dash == s.len)
		*to = *from;
	return *from > 0;
}

/* The value of -x behind its letter or in the next word. */
static bool option_value(const struct printing *p, char letter, struct pc_str *out)
{
	for (size_t i = 0; i < p->n_args; i++) {
		struct pc_str word = p->args[i];

		if (word.len < 2 || word.ptr[0] != '-' || word.ptr[1] != letter)
			continue;
		if (word.len > 2)
			*out = pc_str_from(word, 2);
		else if (i + 1 < p->n_args)
			*out = p->args[i + 1];
		else
			return false;
		return true;
	}
	return false;
}

static void put_fields(
	struct printing *p, struct pc_str line, char between, const size_t range[2])
{
	size_t at = 1;
	bool any = false;

	if (pc_str_find(line, between) == line.len) {
		put_line(p, line);
		return;
	}
	for (; line.ptr; at++) {
		struct pc_str one = pc_str_cut(&line, between);

		if (at < range[0] || at > range[1])
			continue;
		if (any)
			bytes_add(p->e->arena, p->out, (struct pc_str){&between, 1});
		bytes_add(p->e->arena, p->out, one);
		any = true;
	}
	put_line(p, (struct pc_str){0});
}

bool print_cut(struct printing *p)
{
	struct pc_str text, between = PC_STR("\t");
	struct lines lines;
	size_t range[2];
	bool is_fields = option_value(p, 'f', &text);

	(void)option_value(p, 'd', &between);
	if ((!is_fields && !option_value(p, 'c', &text) &&
		    !option_value(p, 'b', &text)) ||
		p->n_args > 4 || between.len != 1 ||
		!read_range(text, &range[0], &range[1]) || !read_lines(&lines, p))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		struct pc_str line = lines.items[i];

		if (is_fields)
			put_fields(p, line, between.ptr[0], range);
		else
			put_line(p,
				pc_str_from(pc_str_head(line, range[1]), range[0] - 1));
	}
	return true;
}

static bool is_literal(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!s.ptr[i] || strchr(".*[]^$\\+?(){}|&", s.ptr[i]))
			return false;
	}
	return true;
}

/* grep WORD */
bool print_grep(struct printing *p)
{
	struct lines lines;

	if (p->n_args != 1 || !p->args[0].len || p->args[0].ptr[0] == '-' ||
		!is_literal(p->args[0]) || !read_lines(&lines, p))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		if (pc_str_find_str(lines.items[i], p->args[0]) < lines.items[i].len)
			put_line(p, lines.items[i]);
	}
	return true;
}

/* ---- sed --------------------------------------------------------------------- */

/* s/literal/literal/g, with the first address of "3p" "3d" "$p" in front. */
struct edit {
	char command;
	size_t line; /* 0: each */
	struct pc_str from, to;
	bool global;
};

static bool read_substitution(struct edit *edit, struct pc_str text)
{
	struct pc_str rest = pc_str_from(text, 2);
	char mark = text.len > 1 ? text.ptr[1] : '\0';

	edit->from = pc_str_cut(&rest, mark);
	if (!mark || !rest.ptr || !edit->from.len || !is_literal(edit->from))
		return false;
	edit->to = pc_str_cut(&rest, mark);
	if (!rest.ptr || !is_literal(edit->to))
		return false;
	edit->global = pc_str_is(rest, "g");
	return edit->global || !rest.len;
}

static bool read_edit(struct edit *edit, struct pc_str text)
{
	size_t n = 0;

	*edit = (struct edit){0};
	text = pc_str_trim(text);
	while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
		n++;
	if (n && (!read_count(pc_str_head(text, n), &edit->line) || !edit->line))
		return false;
	text = pc_str_from(text, n);
	if (!text.len)
		return false;
	edit->command = text.ptr[0];
	if (edit->command == 's')
		return read_substitution(edit, text);
	return text.len == 1 && strchr("pdq", edit->command);
}

static struct pc_str substituted(
	struct printing *p, const struct edit *edit, struct pc_str line)
{
	struct bytes out = {0};
	size_t at = pc_str_find_str(line, edit->from);

	for (; at < line.len; at = pc_str_find_str(line, edit->from)) {
		bytes_add(p->e->arena, &out, pc_str_head(line, at));
		bytes_add(p->e->arena, &out, edit->to);
		line = pc_str_from(line, at + edit->from.len);
		if (!edit->global)
			break;
	}
	bytes_add(p->e->arena, &out, line);
	return (struct pc_str){out.ptr, out.len};
}

bool print_sed(struct printing *p)
{
	size_t at = 0;
	bool quiet = false;
	struct lines lines;
	struct edit edit;

	for (; at + 1 < p->n_args && p->args[at].len > 1 && p->args[at].ptr[0] == '-';
		at++) {
		quiet |= pc_str_is(p->args[at], "-n");
		if (!pc_str_is(p->args[at], "-n") && !pc_str_is(p->args[at], "-e") &&
			!pc_str_is(p->args[at], "-E") && !pc_str_is(p->args[at], "-r"))
			return false;
	}
	if (at + 1 != p->n_args || !read_edit(&edit, p->args[at]) ||
		!read_lines(&lines, p))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		bool meant = !edit.line || edit.line == i + 1;
		struct pc_str line = lines.items[i];

		if (meant && edit.command == 's')
			line = substituted(p, &edit, line);
		if (meant && edit.command == 'p')
			put_line(p, line);
		if (!quiet && !(meant && edit.command == 'd'))
			put_line(p, line);
		if (meant && edit.command == 'q')
			break;
	}
	return true;
}
