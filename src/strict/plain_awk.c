/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that awk makes of lines: awk '{print "mv " $1 " " $2}'.
 *
 * Texts and fields side by side are followed; a program that computes anything else, or
 * sets a variable, is not. */
#include "plain_priv.h"

enum kind {
	END,
	TEXT,  /* a literal, decoded */
	FIELD, /* $1, $NF, $(NF-1), NR, substr($1, 2): a name, a piece of one, a number */
	WORD,
	REGEX,
	NUMBER,
	MARK, /* another character */
	ODD,  /* what is not followed here */
};

struct token {
	enum kind kind;
	struct pc_str text;
};

struct awk {
	struct walk *walk;
	struct pc_str rest;
	struct token token;
	bool after_operand; /* a slash divides */
	struct pc_str input;
	struct flow out, piped; /* piped: into commands of its own */
};

/* ---- tokens -------------------------------------------------------------------- */

static bool is_letter(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Past a literal in quotes or slashes: its length, 0 without an end. */
static size_t quoted_length(struct pc_str text)
{
	for (size_t i = 1; i < text.len && text.ptr[i] != '\n'; i++) {
		if (text.ptr[i] == '\\')
			i++;
		else if (text.ptr[i] == text.ptr[0])
			return i + 1;
	}
	return 0;
}

/* One escape of a literal, behind the backslash: its length, 0 for what is not followed.
 */
static size_t escape(struct pc_str text, char *out)
{
	static const char simple[][2] = {
		{'n', '\n'}, {'t', '\t'}, {'"', '"'}, {'\\', '\\'}, {'/', '/'}};
	unsigned value = 0;
	size_t n = 0;

	for (size_t i = 0; text.len && i < PC_COUNT(simple); i++) {
		*out = simple[i][1];
		if (text.ptr[0] == simple[i][0])
			return 1;
	}
	while (n < 3 && n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '7')
		value = value * 8 + (unsigned)(text.ptr[n++] - '0');
	*out = (char)value;
	return value >= ' ' && value < 127 ? n : 0;
}

static bool decode(struct walk *walk, struct pc_str *out, struct pc_str text)
{
	struct flow decoded = {0};

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\\') {
			size_t n = escape(pc_str_from(text, i + 1), &c);

			if (!n)
				return false;
			i += n;
		}
		flow_add(walk, &decoded, (struct pc_str){&c, 1});
	}
	*out = flow_text(&decoded);
	return !decoded.unknown;
}

static size_t word_length(struct pc_str text)
{
	size_t n = 0;

	while (n < text.len && (is_letter(text.ptr[n]) || is_digit(text.ptr[n])))
		n++;
	return n;
}

/* $1 $NF $(NF-1): their length, 0 for other fields. */
static size_t field_length(struct pc_str text)
{
	struct pc_str behind = pc_str_from(text, 1);
	size_t close;

	if (pc_str_starts(behind, PC_STR("NF")) ||
		(behind.len && is_digit(behind.ptr[0])))
		return 1 + word_length(behind);
	if (!pc_str_starts(behind, PC_STR("(NF-")))
		return 0;
	close = pc_str_find(behind, ')');
	return close == 4 + word_length(pc_str_from(behind, 4)) && close < behind.len &&
			       is_digit(behind.ptr[4])
		       ? 2 + close
		       : 0;
}

/* substr($5, 5), length($0): of a field and numbers. */
static size_t call_length(struct pc_str text)
{
	size_t i = word_length(text), close = pc_str_find(text, ')');

	if (i == text.len || text.ptr[i] != '(' || close == text.len)
		return 0;
	for (i++; i < close; i++) {
		if (!strchr("$0123456789, ", text.ptr[i]))
			return 0;
	}
	return close + 1;
}

static enum kind word_kind(struct pc_str word, struct pc_str text, size_t *n)
{
	/* They change what fields are, or run something. */
	static const char *const odd[] = {"system", "getline", "sub", "gsub", "gensub",
		"split", "function", "func", "eval", "close", "sprintf", "in"};
	static const char *const numbers[] = {"NR", "FNR", "NF", "FILENAME"};

	for (size_t i = 0; i < PC_COUNT(odd); i++) {
		if (pc_str_is(word, odd[i]))
			return ODD;
	}
	for (size_t i = 0; i < PC_COUNT(numbers); i++) {
		if (pc_str_is(word, numbers[i]))
			return FIELD;
	}
	if (pc_str_is(word, "substr") || pc_str_is(word, "length")) {
		*n = call_length(text);
		return *n ? FIELD : ODD;
	}
	return WORD;
}

static bool is_assignment(struct pc_str text)
{
	bool compares = text.len > 1 && text.ptr[1] == '=';

	return text.ptr[0] == '='
		       ? !compares
		       : strchr("+-*/%^", text.ptr[0]) &&
				 (compares ||
					 (text.len > 1 && text.ptr[1] == text.ptr[0]));
}

static void other(struct awk *awk, struct pc_str text, size_t *n)
{
	if (is_assignment(text) || text.ptr[0] == '#') {
		awk->token.kind = ODD;
		return;
	}
	*n = text.len > 1 && text.ptr[1] == '=' && strchr("=!<>", text.ptr[0]) ? 2 : 1;
	awk->token.kind = MARK;
}

static void next(struct awk *awk)
{
	struct pc_str text = awk->rest;
	size_t n = 0;

	while (text.len && strchr(" \t\r", text.ptr[0]))
		text = pc_str_from(text, 1);
	awk->token = (struct token){END, text};
	if (!text.len)
		return;
	if (text.ptr[0] == '"' || (text.ptr[0] == '/' && !awk->after_operand)) {
		n = quoted_length(text);
		awk->token.kind = text.ptr[0] == '"' ? TEXT : REGEX;
	} else if (text.ptr[0] == '$') {
		n = field_length(text);
		awk->token.kind = FIELD;
	} else if (is_digit(text.ptr[0])) {
		n = word_length(text);
		awk->token.kind = NUMBER;
	} else if (is_letter(text.ptr[0])) {
		n = word_length(text);
		awk->token.kind = word_kind(pc_str_head(text, n), text, &n);
	} else {
		other(awk, text, &n);
	}
	if (!n)
		awk->token.kind = ODD;
	awk->token.text = pc_str_head(text, n);
	awk->rest = pc_str_from(text, n);
	awk->after_operand = awk->token.kind == FIELD || awk->token.kind == NUMBER ||
			     awk->token.kind == WORD || awk->token.kind == TEXT ||
			     pc_str_is(awk->token.text, ")");
	if (awk->token.kind == TEXT && !decode(awk->walk, &awk->token.text,
					       pc_str_from(pc_str_head(text, n - 1), 1)))
		awk->token.kind = ODD;
}

static bool is_mark(const struct awk *awk, const char *mark)
{
	return awk->token.kind == MARK && pc_str_is(awk->token.text, mark);
}

/* ---- print and printf ------------------------------------------------------------ */

static bool ends_statement(const struct awk *awk)
{
	return awk->token.kind == END || is_mark(awk, ";") || is_mark(awk, "}") ||
	       is_mark(awk, "\n");
}

static bool ends_print(const struct awk *awk)
{
	return ends_statement(awk) || is_mark(awk, "|");
}

/* Texts and fields side by side, up to a comma or the end. */
static bool add_expression(struct awk *awk, struct flow *out)
{
	for (; !ends_print(awk) && !is_mark(awk, ","); next(awk)) {
		if (awk->token.kind == TEXT || awk->token.kind == NUMBER) {
			flow_add(awk->walk, out, awk->token.text);
		} else if (awk->token.kind == FIELD) {
			bool is_line = pc_str_is(awk->token.text, "$0");

			is_line &= pc_str_find(awk->input, '\n') == awk->input.len;
			if (!is_line && !plain_is_names(awk->input))
				return false;
			flow_add(awk->walk, out, is_line ? awk->input : plain_piece);
		} else {
			return false;
		}
	}
	return !out->unknown;
}

/* print x | "sh": what was printed is that command's. */
static bool end_print(struct awk *awk, const struct flow *line)
{
	if (!is_mark(awk, "|")) {
		flow_join(awk->walk, &awk->out, line);
		return true;
	}
	flow_join(awk->walk, &awk->piped, line);
	next(awk);
	if (awk->token.kind != TEXT)
		return false;
	next(awk);
	return ends_statement(awk);
}

static bool add_print(struct awk *awk)
{
	struct flow line = {0};

	next(awk);
	if (ends_print(awk))
		flow_add(awk->walk, &line, awk->input);
	while (!ends_print(awk)) {
		if (!add_expression(awk, &line))
			return false;
		if (!is_mark(awk, ","))
			continue;
		flow_add(awk->walk, &line, PC_STR(" "));
		next(awk);
		if (ends_print(awk)) /* it goes on in the next line */
			return false;
	}
	flow_add(awk->walk, &line, PC_STR("\n"));
	return end_print(awk, &line);
}

/* %s %d %-10s: what comes next; of others nothing is said. */
static bool add_conversion(struct awk *awk, struct pc_str *format)
{
	struct flow value = {0};

	while (format->len && strchr("-0123456789", format->ptr[0]))
		*format = pc_str_from(*format, 1);
	if (!format->len || !strchr("sdi", format->ptr[0]) || !is_mark(awk, ","))
		return false;
	*format = pc_str_from(*format, 1);
	next(awk);
	if (!add_expression(awk, &value))
		return false;
	flow_add(awk->walk, &awk->out, flow_text(&value));
	return true;
}

static bool add_printf(struct awk *awk)
{
	struct pc_str format;

	next(awk);
	format = awk->token.text;
	if (awk->token.kind != TEXT || !pc_str_ends(format, PC_STR("\n")))
		return false;
	next(awk);
	while (format.len) {
		char c = format.ptr[0];

		format = pc_str_from(format, 1);
		if (c == '%' && !pc_str_starts(format, PC_STR("%"))) {
			if (!add_conversion(awk, &format))
				return false;
			continue;
		}
		if (c == '%')
			format = pc_str_from(format, 1);
		flow_add(awk->walk, &awk->out, (struct pc_str){&c, 1});
	}
	return ends_statement(awk);
}

/* ---- the program ----------------------------------------------------------------- */

/* A pattern without an action prints the line. */
static void end_rule(struct awk *awk, bool *has_pattern)
{
	if (*has_pattern) {
		flow_add(awk->walk, &awk->out, awk->input);
		flow_add(awk->walk, &awk->out, PC_STR("\n"));
	}
	*has_pattern = false;
}

static bool statement(struct awk *awk)
{
	if (awk->token.kind == WORD && pc_str_is(awk->token.text, "print"))
		return add_print(awk);
	if (awk->token.kind == WORD && pc_str_is(awk->token.text, "printf"))
		return add_printf(awk);
	if (awk->token.kind == ODD)
		return false;
	next(awk);
	return true;
}

static bool read_program(struct awk *awk)
{
	bool has_pattern = false;
	size_t depth = 0;

	for (next(awk); awk->token.kind != END;) {
		if (is_mark(awk, "{")) {
			has_pattern = false;
			depth++;
		} else if (is_mark(awk, "}")) {
			if (!depth--)
				return false;
		} else if (!depth && (is_mark(awk, ";") || is_mark(awk, "\n"))) {
			end_rule(awk, &has_pattern);
		} else if (!depth) {
			has_pattern = true;
		}
		if (!statement(awk))
			return false;
	}
	end_rule(awk, &has_pattern);
	return depth == 0;
}

/* -F x, -v name=value: but for the variables that awk itself uses. */
static size_t program_at(const struct fields *words)
{
	for (size_t i = 1; i < words->count; i++) {
		struct pc_str text = words->items[i].text, value;

		if (!pc_str_starts(text, PC_STR("-")))
			return i;
		if (!pc_str_starts(text, PC_STR("-F")) &&
			!pc_str_starts(text, PC_STR("-v")))
			return 0;
		value = text.len > 2           ? pc_str_from(text, 2)
			: i + 1 < words->count ? words->items[++i].text
					       : (struct pc_str){0};
		if (text.ptr[1] == 'v' &&
			(!value.len || !(value.ptr[0] >= 'a' && value.ptr[0] <= 'z')))
			return 0;
	}
	return 0;
}

static bool read_awk(struct awk *awk, const struct simple *simple)
{
	const struct fields *words = simple->words;
	size_t at = program_at(words), files[8], n = 0;

	if (!at || words->items[at].kind != FIELD_KNOWN ||
		pc_str_find(words->items[at].text, PIECE) < words->items[at].text.len)
		return false;
	for (size_t i = at + 1; i < words->count; i++) {
		if (n == PC_COUNT(files) || words->items[i].kind == FIELD_UNKNOWN ||
			pc_str_find(words->items[i].text, '=') < words->items[i].text.len)
			return false;
		files[n++] = i;
	}
	awk->rest = words->items[at].text;
	return plain_input(&awk->input, awk->walk, simple, files, n) && read_program(awk);
}

/* Without the last newline. */
static bool lines_of(struct pc_str *out, const struct flow *flow)
{
	*out = pc_str_head(flow_text(flow), flow->len - (flow->len > 0));
	return !flow->unknown && out->len;
}

/* What its own commands print comes between its lines. */
bool plain_awk(struct pc_str *out, struct walk *walk, const struct simple *simple)
{
	struct awk awk = {.walk = walk};

	return read_awk(&awk, simple) && !awk.piped.len && lines_of(out, &awk.out);
}

bool plain_piped(struct pc_str *lines, struct walk *walk, const struct simple *simple)
{
	struct awk awk = {.walk = walk};

	return !walk->odd_names && read_awk(&awk, simple) && lines_of(lines, &awk.piped);
}
