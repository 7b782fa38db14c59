/* SPDX-License-Identifier: Apache-2.0 */
/* What a value is called, read backwards from it: over what opens the value, what ties it
 * to its name, and what closes the name.  Asked for keys alone, so it may take its time;
 * assignment.c reads the other way. */
#include "secrets_priv.h"

enum {
	MOST_GAP = 64, /* blanks, quotes and ties on one side of something */
	MOST_NAME = 96,
	LINES_BACK = 3, /* from "value:" to the "name:" of its item */
};

/* Going back: what was not passed yet is [least, at). */
struct back {
	struct pc_str text;
	size_t least, at;
};

static char last(const struct back *back)
{
	return back->at > back->least ? back->text.ptr[back->at - 1] : '\0';
}

static size_t skip(struct back *back, const char *set)
{
	size_t from = back->at;

	while (last(back) && from - back->at < MOST_GAP && strchr(set, last(back)))
		back->at--;
	return from - back->at;
}

static bool skip_text(struct back *back, struct pc_str text)
{
	if (back->at - back->least < text.len ||
		!pc_str_eq_nocase(
			(struct pc_str){back->text.ptr + back->at - text.len, text.len},
			text))
		return false;
	back->at -= text.len;
	return true;
}

static bool is_name(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       c == '_' || c == '-' || c == '.';
}

static struct pc_str take_name(struct back *back)
{
	size_t end = back->at;

	while (is_name(last(back)) && end - back->at < MOST_NAME)
		back->at--;
	return (struct pc_str){back->text.ptr + back->at, end - back->at};
}

/* The line that ends at end, of which no more than PC_MAX_SECRET_LINE are looked at. */
static struct back line_before(struct pc_str text, size_t end)
{
	struct back back = {text, 0, end};
	const char *before;

	if (end > PC_MAX_SECRET_LINE)
		back.least = end - PC_MAX_SECRET_LINE;
	before = memrchr(text.ptr + back.least, '\n', end - back.least);
	if (before)
		back.least = (size_t)(before - text.ptr) + 1;
	return back;
}

/* ---- one line ---------------------------------------------------------------------- */

static const char blanks[] = " \t\r";
static const char quotes[] = "\"'`\\";

/* Words between a name and its value. */
static bool skip_schemes(struct back *back)
{
	static const char *const schemes[] = {"bearer", "basic", "token", "apikey"};

	if (!skip(back, blanks))
		return false;
	for (size_t i = 0; i < PC_COUNT(schemes); i++)
		if (skip_text(back, pc_str(schemes[i])))
			break;
	skip(back, blanks);
	skip(back, quotes);
	return true;
}

static bool is_type(struct pc_str name)
{
	static const char *const types[] = {
		"string", "str", "char", "const", "byte", "text", "var", "any"};

	for (size_t i = 0; i < PC_COUNT(types); i++)
		if (pc_str_eq_nocase(name, pc_str(types[i])))
			return true;
	return false;
}

/* NAME: type = value, NAME type = value. */
static struct pc_str before_type(struct back *back, struct pc_str type)
{
	struct pc_str name;

	if (!is_type(type))
		return type;
	skip(back, blanks);
	skip(back, ":?");
	skip(back, blanks);
	name = take_name(back);
	return name.len ? name : type;
}

/* <name>value, <name attribute="x">value: the first word behind '<'. */
static struct pc_str of_tag(struct back *back)
{
	size_t end = back->at;
	struct pc_str tag;
	size_t n = 0;

	while (last(back) && last(back) != '<' && end - back->at < MOST_NAME)
		back->at--;
	if (last(back) != '<')
		return (struct pc_str){0};
	tag = (struct pc_str){back->text.ptr + back->at, end - back->at};
	while (n < tag.len && is_name(tag.ptr[n]))
		n++;
	return pc_str_head(tag, n);
}

static struct pc_str without_dashes(struct pc_str name)
{
	while (name.len && (name.ptr[0] == '-' || name.ptr[0] == '.'))
		name = pc_str_from(name, 1);
	return name;
}

/* The name that the line gives to what stands behind it.  *is_bare: nothing stands there
 * but what opens a value. */
static struct pc_str name_in(struct back *back, bool *is_bare)
{
	size_t ties;
	bool is_apart;
	struct pc_str name;

	skip(back, quotes);
	is_apart = skip_schemes(back);
	skip(back, blanks);
	if (last(back) == '>' && back->at > back->least + 1 &&
		back->text.ptr[back->at - 2] != '=' &&
		back->text.ptr[back->at - 2] != '-') {
		back->at--;
		return of_tag(back);
	}
	ties = skip(back, "=:>|?(,-+[{@#~");
	*is_bare = back->at == back->least;
	skip(back, blanks);
	*is_bare |= back->at == back->least;
	skip(back, quotes);
	skip(back, "])");
	skip(back, quotes);
	skip(back, "[($");
	name = take_name(back);
	/* Only blanks between them: --name value, ENV NAME_X value, but not prose. */
	if (!ties && !(is_apart && name.len &&
			     (name.ptr[0] == '-' || memchr(name.ptr, '_', name.len))))
		return (struct pc_str){0};
	return without_dashes(before_type(back, name));
}

/* ---- lines before it --------------------------------------------------------------- */

/* Names that say no more than that a value follows. */
static bool says_nothing(struct pc_str name)
{
	static const char *const words[] = {
		"value", "string", "val", "default", "stringvalue", "data", "content"};

	for (size_t i = 0; i < PC_COUNT(words); i++)
		if (pc_str_eq_nocase(name, pc_str(words[i])))
			return true;
	return false;
}

/* NAME in a line that says "name: NAME", "key": "NAME", <key>NAME</key>. */
static struct pc_str named_in(struct pc_str line)
{
	static const char *const words[] = {"name", "key"};
	struct pc_str rest = pc_str_trim(line);
	size_t n = 0;

	while (rest.len && strchr("-<{\"' \t", rest.ptr[0]))
		rest = pc_str_from(rest, 1);
	while (n < PC_COUNT(words) &&
		!pc_str_eq_nocase(pc_str_head(rest, strlen(words[n])), pc_str(words[n])))
		n++;
	if (n == PC_COUNT(words))
		return (struct pc_str){0};
	rest = pc_str_from(rest, strlen(words[n]));
	if (!rest.len || !strchr(":=>\"' ", rest.ptr[0]))
		return (struct pc_str){0};
	while (rest.len && strchr(":=>\"' \t", rest.ptr[0]))
		rest = pc_str_from(rest, 1);
	for (n = 0; n < rest.len && n < MOST_NAME && is_name(rest.ptr[n]);)
		n++;
	return pc_str_head(rest, n);
}

static struct pc_str name_above(struct back line)
{
	for (int n = 0; n < LINES_BACK && line.least > 0; n++) {
		struct pc_str name;

		if (line.text.ptr[line.least - 1] != '\n')
			break;
		line = line_before(line.text, line.least - 1);
		name = named_in((struct pc_str){
			line.text.ptr + line.least, line.at - line.least});
		if (name.len)
			return name;
	}
	return (struct pc_str){0};
}

/* NAME: in the line above, or NAME = \ and so on, and the value in one of its own. */
static struct pc_str name_left_open(struct back line)
{
	bool is_bare;

	if (line.least == 0 || line.text.ptr[line.least - 1] != '\n')
		return (struct pc_str){0};
	line = line_before(line.text, line.least - 1);
	skip(&line, " \t\r\\|>-+");
	if (!last(&line) || !strchr("=:(,", last(&line)))
		return (struct pc_str){0};
	return name_in(&line, &is_bare);
}

/* {"name": "NAME", "value": ...}; end is before "value". */
static struct pc_str name_beside(struct back line, size_t end)
{
	struct pc_str before = {line.text.ptr + line.least, end - line.least};
	const char *open = before.len ? memrchr(before.ptr, '{', before.len) : NULL;

	if (open)
		before = pc_str_from(before, (size_t)(open - before.ptr));
	return named_in(before);
}

struct pc_str pc_secret_name_before(struct pc_str text, size_t at)
{
	struct back line = line_before(text, at), back = line;
	bool is_bare = false;
	struct pc_str name = name_in(&back, &is_bare), other = {0};

	if (is_bare)
		return name_left_open(line);
	if (says_nothing(name))
		other = name_beside(line, back.at);
	if (says_nothing(name) && !other.len)
		other = name_above(line);
	return other.len ? other : name;
}
