/* SPDX-License-Identifier: Apache-2.0 */
/* Words that a program runs, told to the walk: as a command, as the text of a script, or
 * as something that nobody can know.  Of a text that is known in part, the part is told,
 * too, so that a rule that names it denies instead of asking. */
#include "pc/base/limits.h"

#include "carriers_priv.h"

/* What stands in a script for a piece that cannot be known: no line sets it. */
static const char unknown_piece[] = "$RANDOM";

struct pc_str buf_taken(struct pc_arena *arena, struct pc_buf *buf)
{
	struct pc_str text = pc_arena_str(arena, pc_buf_str(buf));

	pc_buf_done(buf);
	return text;
}

struct field known_field(struct pc_str text)
{
	return (struct field){.kind = FIELD_KNOWN, .text = text};
}

struct field unknown_field(struct pc_str begins, struct pc_str ends)
{
	return (struct field){.kind = FIELD_UNKNOWN,
		.text = PC_STR("$RANDOM"),
		.begins = begins,
		.ends = ends};
}

const char *carry_how(const struct carry *carry, struct pc_str option)
{
	return pc_arena_printf(carry->arena, "%.*s%s%.*s", PC_STR_ARG(carry->program),
		option.len ? " " : "", PC_STR_ARG(option))
		.ptr;
}

void tell_unknown(struct carry *carry, struct pc_str option)
{
	implies_unknown(
		carry->walk, carry->by, UNKNOWN_COMMAND, carry_how(carry, option));
}

void tell_words(struct carry *carry, const struct field *words, size_t n)
{
	if (n)
		implies_command(carry->walk, carry->by, words, n,
			carry_how(carry, (struct pc_str){0}));
}

void add_quoted(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'')
			pc_buf_puts(out, "'\\'");
		pc_buf_add_char(out, text.ptr[i]);
	}
	pc_buf_add_char(out, '\'');
}

void add_field(struct pc_buf *out, const struct field *field, bool quoted)
{
	switch (field->kind) {
	case FIELD_UNKNOWN:
		pc_buf_add(out, field->begins);
		pc_buf_puts(out, unknown_piece);
		pc_buf_add(out, field->ends);
		break;
	case FIELD_PATTERN:
		pc_buf_add(out, field->text);
		break;
	case FIELD_KNOWN:
		if (quoted)
			add_quoted(out, field->text);
		else
			pc_buf_add(out, field->text);
		break;
	}
}

/* The words as one text; guess: of what is unknown, the guess of that number. */
static struct pc_str joined(
	struct carry *carry, const struct field *words, size_t n, size_t guess)
{
	struct pc_buf text = {0};

	for (size_t i = 0; i < n; i++) {
		const struct field *word = &words[i];

		if (word->maybe && guess < word->maybe->count)
			word = &word->maybe->items[guess];
		if (i)
			pc_buf_add_char(&text, ' ');
		add_field(&text, word, false);
	}
	return buf_taken(carry->arena, &text);
}

/* Without the quotes around all of it. */
static void add_unquoted(struct pc_buf *out, struct pc_str source)
{
	bool quoted = source.len > 1 && source.ptr[0] == '"' &&
		      source.ptr[source.len - 1] == '"';

	for (size_t i = quoted; i < source.len - quoted; i++) {
		if (quoted && source.ptr[i] == '\\' && i + 2 < source.len &&
			strchr("$`\"\\", source.ptr[i + 1]))
			i++;
		pc_buf_add_char(out, source.ptr[i]);
	}
}

/* What the words are made of, as a script: what is unknown in them is so in there, too,
 * and counts where it is more than an argument. */
static struct pc_str sources(struct carry *carry, const struct field *words, size_t n)
{
	struct pc_buf text = {0};

	for (size_t i = 0; i < n; i++) {
		if (i)
			pc_buf_add_char(&text, ' ');
		if (words[i].kind == FIELD_UNKNOWN)
			add_unquoted(&text, words[i].text);
		else
			add_field(&text, &words[i], false);
	}
	return buf_taken(carry->arena, &text);
}

/* On another machine; "ssh localhost" stays on this one. */
static bool is_remote(const struct carry *carry)
{
	static const char here[] = "localhost 127.0.0.1 ::1 ip6-localhost";

	if (!(carry->row->flags & CARRIES_REMOTE))
		return false;
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str host = field_start(&carry->words[i]);
		size_t at = pc_str_rfind(host, '@');

		if (list_has(here, at < host.len ? pc_str_from(host, at + 1) : host))
			return false;
	}
	return true;
}

void tell_joined(struct carry *carry, const struct field *words, size_t n)
{
	bool known = true, certain = false;
	size_t guesses = 0;
	bool remote = is_remote(carry);
	const char *how = carry_how(carry, (struct pc_str){0});

	for (size_t i = 0; i < n; i++) {
		known &= words[i].kind != FIELD_UNKNOWN;
		certain |= field_start(&words[i]).len > 0;
		if (words[i].maybe && words[i].maybe->count > guesses)
			guesses = words[i].maybe->count;
	}
	if (certain)
		implies_script(carry->walk, carry->by, joined(carry, words, n, SIZE_MAX),
			how, remote);
	for (size_t i = 0; i < guesses && i < PC_MAX_CARRIED_RUNS; i++)
		implies_script(
			carry->walk, carry->by, joined(carry, words, n, i), how, remote);
	if (!known &&
		(n > 1 || remote || !implies_lines(carry->walk, carry->by, words, how)))
		implies_script(
			carry->walk, carry->by, sources(carry, words, n), how, remote);
}

void tell_text(struct carry *carry, const struct field *text, struct pc_str option)
{
	struct carry named = *carry;

	if (option.len)
		named.program = pc_str(carry_how(carry, option));
	tell_joined(&named, text, 1);
}

void tell_input(struct carry *carry)
{
	const char *how = carry_how(carry, (struct pc_str){0});
	struct pc_str text = carry->by->input;

	if (carry->by->input_known || plain_script(&text, carry->walk, carry->by->lines))
		implies_script(carry->walk, carry->by, text, how, is_remote(carry));
	else if (carry->by->reads_pipe)
		implies_unknown(carry->walk, carry->by, UNKNOWN_COMMAND, how);
}

struct field field_replaced(struct pc_arena *arena, const struct field *word,
	struct pc_str from, const struct field *to)
{
	struct pc_str rest = word->text;
	size_t at = pc_str_find_str(rest, from);
	struct pc_buf text = {0};
	bool script = pc_str_find(rest, ' ') < rest.len;
	struct field out = *word;

	if (word->kind == FIELD_UNKNOWN || !from.len || at == rest.len)
		return *word;
	if (at == 0 && from.len == rest.len)
		return *to;
	if (to->kind == FIELD_UNKNOWN && !script) {
		pc_buf_add(&text, pc_str_head(rest, at));
		pc_buf_add(&text, to->begins);
		return unknown_field(buf_taken(arena, &text),
			pc_str_from(rest, pc_str_find_str(rest, from) + from.len));
	}
	for (; at < rest.len; at = pc_str_find_str(rest, from)) {
		pc_buf_add(&text, pc_str_head(rest, at));
		add_field(&text, to, false);
		rest = pc_str_from(rest, at + from.len);
	}
	pc_buf_add(&text, rest);
	out.text = buf_taken(arena, &text);
	if (to->kind == FIELD_PATTERN && !script)
		out.kind = FIELD_PATTERN;
	return out;
}

struct pc_str text_in_lower(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		out[i] = (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z'
					? text.ptr[i] | 0x20
					: text.ptr[i]);
	return (struct pc_str){out, text.len};
}
