/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that one substitution of sed or perl -p makes of lines: sed 's/.*./mv & &.bak/'.
 */
#include "plain_priv.h"

/* s/pattern/with/flags */
struct edit {
	struct pc_str pattern, with, flags;
	bool is_perl, is_extended;
	bool only_matches; /* sed -n with p: other lines are not printed */
};

static struct pc_str to_delimiter(struct pc_str *text, char delimiter)
{
	struct pc_str all = *text;
	size_t i = 0;

	while (i < all.len && all.ptr[i] != delimiter)
		i += all.ptr[i] == '\\' ? 2 : 1;
	i = i < all.len ? i : all.len;
	*text = pc_str_from(all, i + 1);
	return pc_str_head(all, i);
}

/* Nothing but one s command.  Of a delimiter in a set, seds think differently. */
static bool read_edit(struct edit *edit, struct pc_str text)
{
	char delimiter;

	text = pc_str_trim(text);
	while (pc_str_ends(text, PC_STR(";")))
		text.len--;
	if (text.len < 4 || text.ptr[0] != 's' || !strchr("/#|@,!:%", text.ptr[1]))
		return false;
	delimiter = text.ptr[1];
	text = pc_str_from(text, 2);
	edit->pattern = to_delimiter(&text, delimiter);
	edit->with = to_delimiter(&text, delimiter);
	edit->flags = pc_str_trim(text);
	return pc_str_find(edit->pattern, '[') == edit->pattern.len ||
	       pc_str_rfind(edit->pattern, '[') < pc_str_rfind(edit->pattern, ']');
}

/* ---- the pattern --------------------------------------------------------------- */

enum shape {
	SHAPE_OTHER,
	SHAPE_ALL,   /* the whole of any line: .* */
	SHAPE_BEGIN, /* ^ */
	SHAPE_END,   /* $ */
	SHAPE_LINE,  /* the whole of a line: ^a.*b$ */
	SHAPE_HEAD,  /* a line from its start: ^a.*b */
};

static bool is_one_of(struct pc_str text, const char *const *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_is(text, all[i]))
			return true;
	}
	return false;
}

/* The pattern without the marks of its groups; *alters: one of several. */
static struct pc_str without_groups(
	struct walk *walk, const struct edit *edit, bool *alters)
{
	struct flow out = {0};
	struct pc_str in = edit->pattern;

	for (size_t i = 0; i < in.len; i++) {
		bool escaped = in.ptr[i] == '\\' && i + 1 < in.len;
		char c = in.ptr[i + escaped];

		if (strchr("()|", c) && escaped != edit->is_extended) {
			*alters |= c == '|';
			i += escaped;
			continue;
		}
		flow_add(walk, &out, pc_str_head(pc_str_from(in, i), 1U + escaped));
		i += escaped;
	}
	return flow_text(&out);
}

/* Where it fits at all, it fits from the start of the line: ^x, .*x, [^:]*:.* */
static bool starts_a_line(struct pc_str pattern)
{
	return pc_str_starts(pattern, PC_STR("^")) ||
	       pc_str_starts(pattern, PC_STR(".*")) ||
	       (pattern.len > 7 && pc_str_starts(pattern, PC_STR("[^")) &&
		       pc_str_starts(pc_str_from(pattern, 3), PC_STR("]*")) &&
		       pattern.ptr[5] == pattern.ptr[2] &&
		       pc_str_starts(pc_str_from(pattern, 6), PC_STR(".*")));
}

static enum shape shape_of(struct walk *walk, const struct edit *edit)
{
	static const char *const all[] = {
		".*", "^.*", ".*$", "^.*$", ".*.", "..*", "^..*$", "^..*"};
	static const char *const all_extended[] = {".+", "^.+$", "^.+"};
	bool alters = false, ends;
	struct pc_str text = without_groups(walk, edit, &alters);

	if (alters || pc_str_find_str(edit->pattern, PC_STR("(?")) < edit->pattern.len)
		return SHAPE_OTHER;
	if (is_one_of(text, all, PC_COUNT(all)) ||
		(edit->is_extended &&
			is_one_of(text, all_extended, PC_COUNT(all_extended))))
		return SHAPE_ALL;
	if (pc_str_is(text, "^"))
		return SHAPE_BEGIN;
	if (pc_str_is(text, "$"))
		return SHAPE_END;
	ends = (pc_str_ends(text, PC_STR("$")) && !pc_str_ends(text, PC_STR("\\$"))) ||
	       (pc_str_ends(text, PC_STR(".*")) && !pc_str_ends(text, PC_STR("\\.*")));
	if (!starts_a_line(text))
		return SHAPE_OTHER;
	return ends ? SHAPE_LINE : SHAPE_HEAD;
}

/* ---- what it becomes ------------------------------------------------------------ */

/* What stands for a backslash and this: '\0' for nothing that is known here. */
static char escaped_char(char c)
{
	if (c == 'n')
		return '\n';
	if (c == 't')
		return '\t';
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return '\0';
	return c;
}

/* A reference at text.ptr[*i]: its end there, and whether it is the whole match. */
static bool is_reference(const struct edit *edit, size_t *i, bool *whole)
{
	struct pc_str text = pc_str_from(edit->with, *i);
	char c = text.ptr[0];
	char next = text.len > 1 ? text.ptr[1] : '\0';

	*whole = edit->is_perl ? next == '&' : c == '&';
	if (!edit->is_perl && c == '&')
		return true;
	if (c != (edit->is_perl ? '$' : '\\') ||
		!((next >= '1' && next <= '9') || (edit->is_perl && next == '&')))
		return false;
	*i += 1;
	return true;
}

static bool add_with(struct walk *walk, struct flow *out, const struct edit *edit,
	struct pc_str match, struct pc_str group)
{
	for (size_t i = 0; i < edit->with.len; i++) {
		char c = edit->with.ptr[i];
		bool whole = false;

		if (is_reference(edit, &i, &whole)) {
			if (whole ? !match.ptr : !group.ptr)
				return false;
			flow_add(walk, out, whole ? match : group);
			continue;
		}
		if (c == '\\') {
			if (++i == edit->with.len)
				return false;
			c = escaped_char(edit->with.ptr[i]);
		}
		if (!c || c == PIECE || (edit->is_perl && strchr("$@", c)))
			return false;
		flow_add(walk, out, (struct pc_str){&c, 1});
	}
	return !out->unknown;
}

static void end_line(struct walk *walk, struct flow *out)
{
	flow_add(walk, out, PC_STR("\n"));
}

/* One line as the command leaves it, and as it is when the pattern does not fit. */
static bool add_edited(struct walk *walk, struct flow *out, const struct edit *edit,
	enum shape shape, struct pc_str line)
{
	bool names = plain_is_names(line);
	struct pc_str group = names ? plain_piece : (struct pc_str){0};
	struct pc_str match = line;

	if ((shape == SHAPE_LINE || shape == SHAPE_HEAD) && !edit->only_matches) {
		flow_add(walk, out, line);
		end_line(walk, out);
	}
	if (shape == SHAPE_BEGIN || shape == SHAPE_END)
		match = PC_STR("");
	if (shape == SHAPE_HEAD && !names)
		return false;
	if (shape == SHAPE_HEAD)
		match = group;
	if (shape == SHAPE_END)
		flow_add(walk, out, line);
	if (!add_with(walk, out, edit, match, group))
		return false;
	if (shape == SHAPE_BEGIN)
		flow_add(walk, out, line);
	if (shape == SHAPE_HEAD)
		flow_add(walk, out, plain_piece);
	end_line(walk, out);
	return true;
}

/* ---- a text within names: s/\.jpg$/.png/ ------------------------------------------- */

static bool is_name_byte(char c)
{
	return c != PIECE && c != '\n' && plain_is_names((struct pc_str){&c, 1});
}

/* The text that a pattern without anything special stands for; *at_end: and a $. */
static bool literal_pattern(
	struct walk *walk, struct flow *out, const struct edit *edit, bool *at_end)
{
	struct pc_str in = edit->pattern;

	*at_end = pc_str_ends(in, PC_STR("$"));
	in.len -= *at_end;
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];

		if (c == '\\' && i + 1 < in.len && strchr("./-_", in.ptr[i + 1]))
			c = in.ptr[++i];
		else if (c == '.')
			return false;
		if (!is_name_byte(c))
			return false;
		flow_add(walk, out, (struct pc_str){&c, 1});
	}
	return out->len > 0;
}

/* No byte of the text is one of the line's own: where it fits, it fits in a name. */
static bool is_within_names(struct pc_str line, struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (pc_str_find(line, text.ptr[i]) < line.len)
			return false;
	}
	return true;
}

static bool add_renamed(
	struct walk *walk, struct flow *out, const struct edit *edit, struct pc_str line)
{
	struct flow text = {0}, with = {0};
	bool at_end;

	if (!literal_pattern(walk, &text, edit, &at_end) ||
		!add_with(walk, &with, edit, (struct pc_str){0}, (struct pc_str){0}) ||
		(with.len && (!plain_is_names(flow_text(&with)) ||
				     pc_str_find(flow_text(&with), '\n') < with.len)))
		return false;
	if (plain_is_names(line))
		line = plain_piece;
	else if (!is_within_names(line, flow_text(&text)))
		return false;
	if (!edit->only_matches) {
		flow_add(walk, out, line);
		end_line(walk, out);
	}
	for (size_t i = 0; i < line.len; i++) {
		flow_add(walk, out, (struct pc_str){line.ptr + i, 1});
		if (line.ptr[i] != PIECE || (at_end && i + 1 < line.len))
			continue;
		flow_add(walk, out, flow_text(&with));
		if (!at_end)
			flow_add(walk, out, plain_piece);
	}
	end_line(walk, out);
	return true;
}

static bool edit_lines(struct pc_str *out, struct walk *walk, const struct edit *edit,
	struct pc_str lines)
{
	enum shape shape = shape_of(walk, edit);
	struct flow edited = {0};

	while (lines.ptr) {
		struct pc_str line = pc_str_cut(&lines, '\n');

		if (shape == SHAPE_OTHER ? !add_renamed(walk, &edited, edit, line)
					 : !add_edited(walk, &edited, edit, shape, line))
			return false;
	}
	*out = pc_str_head(flow_text(&edited), edited.len - (edited.len > 0));
	return !edited.unknown && out->len;
}

/* ---- the programs --------------------------------------------------------------- */

/* 5p 1d 2,4d /text/d: each line that is printed is one that came. */
static bool only_chooses(struct pc_str script)
{
	struct pc_str text = pc_str_trim(script);

	if (text.len < 2 || !strchr("pdq", text.ptr[text.len - 1]))
		return false;
	text.len--;
	if (text.ptr[text.len - 1] == '!')
		text.len--;
	if (text.len > 2 && text.ptr[0] == '/' && text.ptr[text.len - 1] == '/')
		return pc_str_find(pc_str_from(pc_str_head(text, text.len - 1), 1),
			       '/') == text.len - 2;
	for (size_t i = 0; i < text.len; i++) {
		if (!strchr("0123456789,$", text.ptr[i]))
			return false;
	}
	return true;
}

static bool flags_are(struct pc_str flags, const char *allowed)
{
	for (size_t i = 0; i < flags.len; i++) {
		if (!strchr(allowed, flags.ptr[i]))
			return false;
	}
	return true;
}

/* The script and what it reads. */
static bool read_sed(struct edit *edit, struct pc_str *script, struct pc_str *input,
	const struct walk *walk, const struct simple *simple)
{
	struct plain_options options = {.flags = "nErsue"};
	const struct field *word;

	if (!plain_operands(&options, simple) || !options.n || options.n_e > 1)
		return false;
	word = &simple->words->items[options.at[0]];
	if (word->kind != FIELD_KNOWN ||
		!plain_input(input, walk, simple, options.at + 1, options.n - 1))
		return false;
	*script = word->text;
	edit->is_extended = options.has_r || options.has_E;
	edit->only_matches = options.has_n;
	return true;
}

bool plain_sed(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	struct edit edit = {0};
	struct pc_str script, input;

	if (!read_sed(&edit, &script, &input, walk, simple))
		return false;
	if (only_chooses(script)) {
		*out = input;
		return true;
	}
	return read_edit(&edit, script) && flags_are(edit.flags, "gpiI") &&
	       (!edit.only_matches || pc_str_find(edit.flags, 'p') < edit.flags.len) &&
	       edit_lines(out, walk, &edit, input);
}

/* sed 's/x/y/e': what it has made of a line, the shell runs. */
bool plain_runs(struct pc_str *script, struct walk *walk, const struct simple *simple)
{
	struct edit edit = {0};
	struct pc_str text, input, lines;

	if (walk->odd_names || !plain_words(simple) ||
		!read_sed(&edit, &text, &input, walk, simple) ||
		!read_edit(&edit, text) || !flags_are(edit.flags, "e"))
		return false;
	edit.only_matches = true;
	return edit_lines(&lines, walk, &edit, input) &&
	       plain_script(script, walk, lines);
}

/* perl -pe 's/x/y/' */
bool plain_perl(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	struct plain_options options = {.flags = "pe"};
	struct edit edit = {.is_perl = true, .is_extended = true};
	const struct field *word;
	struct pc_str input;

	if (!plain_operands(&options, simple) || !options.n || options.n_e != 1 ||
		!options.has_p)
		return false;
	word = &simple->words->items[options.at[0]];
	return word->kind == FIELD_KNOWN &&
	       plain_input(&input, walk, simple, options.at + 1, options.n - 1) &&
	       read_edit(&edit, word->text) && flags_are(edit.flags, "i") &&
	       edit_lines(out, walk, &edit, input);
}
