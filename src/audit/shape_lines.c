/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of lines: Dockerfiles, units of systemd, sections with names and values. */
#include "shape_priv.h"

#include "pc/base/buf.h"

struct reader {
	struct pc_shape *shape;
	size_t at;
	uint32_t line, col;
	struct pc_str service, container;
};

/* One word of a line, quotes undone. */
struct word {
	struct pc_str text;
	uint32_t line, col;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static char peek(const struct reader *reader, size_t ahead)
{
	struct pc_str text = reader->shape->text;

	return reader->at + ahead < text.len ? text.ptr[reader->at + ahead] : '\0';
}

static bool is_end(const struct reader *reader)
{
	return reader->at >= reader->shape->text.len;
}

static void step(struct reader *reader)
{
	bool was_line_end = peek(reader, 0) == '\n';

	reader->at++;
	if (was_line_end) {
		reader->line++;
		reader->col = 1;
	} else if (((unsigned char)peek(reader, 0) & 0xC0) != 0x80) {
		reader->col++;
	}
}

/* Over blanks, and over the end of a line with a backslash before it. */
static void skip_blanks(struct reader *reader)
{
	while (!is_end(reader)) {
		bool goes_on =
			peek(reader, 0) == '\\' &&
			(peek(reader, 1) == '\n' ||
				(peek(reader, 1) == '\r' && peek(reader, 2) == '\n'));

		if (goes_on) {
			while (peek(reader, 0) != '\n')
				step(reader);
			step(reader);
		} else if (is_blank(peek(reader, 0))) {
			step(reader);
		} else {
			return;
		}
	}
}

static bool next_word(struct word *out, struct reader *reader)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	char quote = '\0';

	skip_blanks(reader);
	if (is_end(reader) || peek(reader, 0) == '\n')
		return false;
	out->line = reader->line;
	out->col = reader->col;
	for (; !is_end(reader) && peek(reader, 0) != '\n'; step(reader)) {
		char c = peek(reader, 0);

		if (!quote && is_blank(c))
			break;
		if (c == '\\' && quote != '\'' && peek(reader, 1)) {
			if (peek(reader, 1) == '\n')
				break;
			step(reader);
			pc_buf_add_char(&text, peek(reader, 0));
		} else if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? '\0' : c;
		} else {
			pc_buf_add_char(&text, c);
		}
	}
	out->text = pc_arena_str(&reader->shape->arena, pc_buf_str(&text));
	if (text.ptr)
		explicit_bzero(text.ptr, text.len);
	return true;
}

/* What is left of the line and those it goes on with, as it stands there. */
static struct word rest_of_line(struct reader *reader)
{
	struct pc_str text = reader->shape->text;
	struct word out = {0};
	size_t from;

	skip_blanks(reader);
	from = reader->at;
	out.line = reader->line;
	out.col = reader->col;
	while (!is_end(reader) &&
		(peek(reader, 0) != '\n' ||
			(reader->at > from && text.ptr[reader->at - 1] == '\\')))
		step(reader);
	out.text = (struct pc_str){text.ptr + from, reader->at - from};
	return out;
}

static void add(struct reader *reader, enum pc_shape_role role, struct pc_str variable,
	const struct word *word)
{
	pc_shape_add(reader->shape, &(struct pc_shape_entry){.role = role,
					    .service = reader->service,
					    .container = reader->container,
					    .variable = variable,
					    .value = word->text,
					    .line = word->line,
					    .col = word->col});
}

/* NAME=value NAME="value" ..., or where a document allows it NAME value. */
static void read_assignments(struct reader *reader, bool may_be_bare)
{
	struct word word;

	while (next_word(&word, reader)) {
		size_t equals = pc_str_find(word.text, '=');

		if (equals < word.text.len) {
			add(reader, PC_SHAPE_ASSIGNMENT, pc_str_head(word.text, equals),
				&word);
		} else if (may_be_bare) {
			struct word value = rest_of_line(reader);

			add(reader, PC_SHAPE_VALUE, word.text, &value);
		}
		may_be_bare = false;
	}
}

/* ---- Dockerfiles ------------------------------------------------------------------ */

static void read_stage(struct reader *reader)
{
	struct word word;
	bool is_name = false;

	reader->container = (struct pc_str){0};
	while (next_word(&word, reader)) {
		if (is_name)
			reader->container = word.text;
		is_name = pc_str_eq_nocase(word.text, PC_STR("AS"));
	}
}

static void read_instruction(struct reader *reader)
{
	struct word word;
	struct word rest;

	if (!next_word(&word, reader) || pc_str_starts(word.text, PC_STR("#"))) {
		while (!is_end(reader) && peek(reader, 0) != '\n')
			step(reader);
		return;
	}
	if (pc_str_eq_nocase(word.text, PC_STR("FROM"))) {
		read_stage(reader);
		return;
	}
	if (pc_str_eq_nocase(word.text, PC_STR("ENV")) ||
		pc_str_eq_nocase(word.text, PC_STR("ARG")) ||
		pc_str_eq_nocase(word.text, PC_STR("LABEL"))) {
		read_assignments(reader, true);
		return;
	}
	rest = rest_of_line(reader);
	add(reader, PC_SHAPE_SCRIPT, word.text, &rest);
}

/* ---- units ------------------------------------------------------------------------ */

/* "api" for api.service, for api.service.d/key.conf, for app@.service. */
static struct pc_str unit_name(struct pc_str path)
{
	struct pc_str name = path;
	size_t slash = pc_str_rfind(path, '/');

	if (slash < path.len) {
		struct pc_str dir = pc_str_head(path, slash);
		size_t before = pc_str_rfind(dir, '/');

		name = pc_str_from(path, slash + 1);
		if (pc_str_ends(dir, PC_STR(".d")))
			name = before < dir.len ? pc_str_from(dir, before + 1) : dir;
	}
	return pc_str_head(name, pc_str_find(name, '.'));
}

static void read_directive(struct reader *reader)
{
	struct pc_str text = reader->shape->text;
	struct pc_str line = pc_str_from(text, reader->at);
	size_t equals;
	struct pc_str key;
	struct word rest;

	line = pc_str_head(line, pc_str_find(line, '\n'));
	equals = pc_str_find(line, '=');
	key = pc_str_trim(pc_str_head(line, equals));
	if (equals == line.len || !key.len || key.ptr[0] == '#' || key.ptr[0] == ';') {
		(void)rest_of_line(reader);
		return;
	}
	for (size_t i = 0; i <= equals; i++)
		step(reader);
	if (pc_str_is(key, "Environment")) {
		read_assignments(reader, false);
		return;
	}
	rest = rest_of_line(reader);
	if (pc_str_is(key, "SetCredential"))
		add(reader, PC_SHAPE_VALUE,
			pc_str_head(rest.text, pc_str_find(rest.text, ':')), &rest);
	else
		add(reader, PC_SHAPE_SCRIPT, key, &rest);
}

/* ---- sections --------------------------------------------------------------------- */

/* "tools" for [mcp_servers.tools.env], else all of it. */
static struct pc_str section_name(struct pc_str name)
{
	static const char *const ends[] = {".env", ".http_headers", ".headers"};

	if (pc_str_starts(name, PC_STR("mcp_servers.")))
		name = pc_str_from(name, sizeof("mcp_servers.") - 1);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (pc_str_ends(name, pc_str(ends[i])))
			name = pc_str_head(name, name.len - strlen(ends[i]));
	if (name.len > 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
		name = pc_str_head(pc_str_from(name, 1), name.len - 2);
	return name;
}

static void read_setting(struct reader *reader)
{
	struct word line = rest_of_line(reader);
	size_t equals = pc_str_find(line.text, '=');
	struct word value = line;
	struct pc_str key;

	if (!line.text.len || line.text.ptr[0] == '#' || line.text.ptr[0] == ';')
		return;
	if (line.text.ptr[0] == '[') {
		while (line.text.len && line.text.ptr[0] == '[')
			line.text = pc_str_from(line.text, 1);
		reader->service =
			section_name(pc_str_head(line.text, pc_str_find(line.text, ']')));
		return;
	}
	if (equals == line.text.len)
		equals = pc_str_find(line.text, ':');
	if (equals == line.text.len)
		return;
	key = pc_str_trim(pc_str_head(line.text, equals));
	value.text = pc_str_trim(pc_str_from(line.text, equals + 1));
	add(reader,
		value.text.len && strchr("{[", value.text.ptr[0]) ? PC_SHAPE_SCRIPT
								  : PC_SHAPE_NAMED,
		key, &value);
}

void pc_shape_lines(struct pc_shape *shape, enum pc_shape_form form)
{
	static void (*const reads[])(struct reader *) = {
		[PC_SHAPE_SECTIONS] = read_setting,
		[PC_SHAPE_UNIT] = read_directive,
		[PC_SHAPE_DOCKERFILE] = read_instruction,
	};
	struct reader reader = {.shape = shape, .line = 1, .col = 1};

	if (form == PC_SHAPE_UNIT)
		reader.service = unit_name(shape->path);
	while (!is_end(&reader)) {
		reads[form](&reader);
		if (!is_end(&reader) && peek(&reader, 0) == '\n')
			step(&reader);
	}
}
