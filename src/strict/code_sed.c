/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts of sed: the commands that run programs (e, s///e) and that name files (r R w W,
 * s///w). */
#include "code_priv.h"

#include "pc/base/buf.h"

struct script {
	const struct code *code;
	struct pc_str text;
	size_t at;
};

static char peek(const struct script *s)
{
	return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static void skip(struct script *s, const char *chars)
{
	while (peek(s) && strchr(chars, peek(s)))
		s->at++;
}

/* Past the next delimiter; a backslash hides one. */
static struct pc_str delimited(struct script *s, char delimiter)
{
	size_t start = s->at;

	while (s->at < s->text.len && peek(s) != delimiter)
		s->at += peek(s) == '\\' ? 2 : 1;
	if (s->at > s->text.len)
		s->at = s->text.len;
	s->at++;
	return pc_str_head(pc_str_from(s->text, start), s->at - 1 - start);
}

static struct pc_str to_line_end(struct script *s)
{
	size_t start = s->at;

	s->at += pc_str_find(pc_str_from(s->text, s->at), '\n');
	return pc_str_trim(pc_str_head(pc_str_from(s->text, start), s->at - start));
}

static void address(struct script *s)
{
	for (;;) {
		skip(s, " \t0123456789$,!~+;{}\n");
		if (peek(s) == '/') {
			s->at++;
			delimited(s, '/');
			skip(s, "IM");
		} else if (peek(s) == '\\' && s->at + 1 < s->text.len) {
			s->at += 2;
			delimited(s, s->text.ptr[s->at - 1]);
			skip(s, "IM");
		} else {
			return;
		}
	}
}

static void file(struct script *s)
{
	struct pc_str name = to_line_end(s);

	code_touches(s->code, pc_str_head(name, pc_str_find(name, ';')), false, true);
	code_touches(s->code, name, false, true);
}

static void run(struct script *s, struct pc_str command)
{
	if (command.len)
		implies_script(s->code->walk, s->code->by, command, s->code->how, false);
	else
		implies_unknown(s->code->walk, s->code->by,
			UNKNOWN_COMMAND | UNKNOWN_READ | UNKNOWN_WRITE | UNKNOWN_HOST,
			s->code->how);
}

/* s/x/y/flags: with e, what comes out is run: y, as far as that can be told. */
static void substitution(struct script *s)
{
	char delimiter = peek(s);
	struct pc_str with, script;

	s->at++;
	delimited(s, delimiter);
	with = delimited(s, delimiter);
	for (; peek(s) && strchr("gpIimMe0123456789w", peek(s)); s->at++) {
		if (peek(s) == 'e') {
			run(s, with);
			if (plain_runs(&script, s->code->walk, s->code->by))
				run(s, script);
			else if (pc_str_find(with, '&') < with.len ||
				 pc_str_find(with, '\\') < with.len)
				run(s, (struct pc_str){0});
		} else if (peek(s) == 'w') {
			s->at++;
			file(s);
			return;
		}
	}
}

static void command(struct script *s)
{
	char name = peek(s);

	s->at++;
	if (name == 's') {
		substitution(s);
	} else if (name == 'y') {
		char delimiter = peek(s);

		s->at++;
		delimited(s, delimiter);
		delimited(s, delimiter);
	} else if (name && strchr("rRwW", name)) {
		file(s);
	} else if (name == 'e') {
		run(s, to_line_end(s));
	} else if (name && strchr("aic#", name)) {
		to_line_end(s);
	} else if (name && strchr("btTl:qQL", name)) {
		while (peek(s) && !strchr(";}\n", peek(s)))
			s->at++;
	}
}

void code_read_sed(const struct code *code, struct pc_str text)
{
	struct script s = {.code = code, .text = text};

	while (s.at < text.len) {
		address(&s);
		if (s.at < text.len)
			command(&s);
	}
}
