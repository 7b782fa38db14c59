/* SPDX-License-Identifier: Apache-2.0 */
/* Brace expansion.  bash does it on the text of a word, before everything else, and reads
 * the results anew, so that {~,x} and {[a],b} mean what they mean alone; so it is done
 * here. */
#include "values_priv.h"

/* A growing list of texts. */
struct texts {
	struct pc_str *items;
	size_t count, cap;
};

struct making {
	struct expansion *e;
	const struct pc_sh_word *word;
	bool failed;
};

static void add_text(struct making *m, struct texts *texts, struct pc_str s)
{
	if (texts->count == PC_MAX_BRACE_WORDS || !spend(m->e, s.len + 64)) {
		m->failed = true;
		return;
	}
	if (texts->count == texts->cap)
		pc_arena_grow(m->e->arena, texts->items, texts->count, texts->cap);
	texts->items[texts->count++] = s;
}

static struct pc_str joined(struct making *m, struct pc_str a, struct pc_str b)
{
	struct bytes bytes = {0};

	if (a.len == 0 || b.len == 0)
		return a.len ? a : b;
	bytes_add(m->e->arena, &bytes, a);
	bytes_add(m->e->arena, &bytes, b);
	return (struct pc_str){bytes.ptr, bytes.len};
}

/* Each of these followed by each of those. */
static void multiply(struct making *m, struct texts *these, const struct texts *those)
{
	struct texts all = {0};

	for (size_t i = 0; i < these->count && !m->failed; i++) {
		for (size_t k = 0; k < those->count && !m->failed; k++)
			add_text(m, &all, joined(m, these->items[i], those->items[k]));
	}
	*these = all;
}

static bool read_int(struct pc_str s, long long *out)
{
	size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
	long long value = 0;

	if (s.len == i || s.len - i > 9)
		return false;
	for (; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		value = value * 10 + (s.ptr[i] - '0');
	}
	*out = s.ptr[0] == '-' ? -value : value;
	return true;
}

static bool is_padded(struct pc_str s)
{
	s = pc_str_from(s, s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'));
	return s.len > 1 && s.ptr[0] == '0';
}

struct sequence {
	long long from, to, step;
	int width; /* with zeros before it */
	bool letters;
};

static bool is_letter(struct pc_str s)
{
	return s.len == 1 && ((s.ptr[0] >= 'a' && s.ptr[0] <= 'z') ||
				     (s.ptr[0] >= 'A' && s.ptr[0] <= 'Z'));
}

static struct pc_str cut_dots(struct pc_str *rest)
{
	size_t at = pc_str_find_str(*rest, PC_STR(".."));
	struct pc_str before = pc_str_head(*rest, at);

	*rest = pc_str_from(*rest, at + 2);
	return before;
}

/* 1..9 a..e 01..10..2 */
static bool read_sequence(struct sequence *s, struct pc_str text)
{
	struct pc_str from = cut_dots(&text), to = cut_dots(&text);

	s->step = 1;
	if (text.len && !read_int(text, &s->step))
		return false;
	if (s->step < 0)
		s->step = -s->step;
	if (s->step == 0)
		s->step = 1;
	if (is_letter(from) && is_letter(to)) {
		/* Between the cases of letters stand bytes that quote. */
		s->letters = true;
		s->from = (unsigned char)from.ptr[0];
		s->to = (unsigned char)to.ptr[0];
		return (from.ptr[0] < 'a') == (to.ptr[0] < 'a');
	}
	if (is_padded(from) || is_padded(to))
		s->width = (int)(from.len > to.len ? from.len : to.len);
	return read_int(from, &s->from) && read_int(to, &s->to);
}

static bool add_sequence(struct making *m, struct texts *out, struct pc_str text)
{
	struct sequence s = {0};
	long long step, at;

	if (pc_str_find_str(text, PC_STR("..")) == text.len)
		return false;
	if (!read_sequence(&s, text)) {
		m->failed = true;
		return true;
	}
	step = s.from <= s.to ? s.step : -s.step;
	for (at = s.from; !m->failed && (step > 0 ? at <= s.to : at >= s.to); at += step)
		add_text(m, out,
			s.letters ? pc_arena_printf(m->e->arena, "%c", (int)at)
				  : pc_arena_printf(m->e->arena, "%0*lld", s.width, at));
	return true;
}

static void texts_of(struct making *m, struct texts *out, const struct pc_sh_part *parts);

/* The source of a part. */
static struct pc_str source_of(struct making *m, const struct pc_sh_part *part)
{
	return (struct pc_str){
		m->word->text.ptr + (part->span.start - m->word->span.start),
		part->span.end - part->span.start};
}

/* Multiplies by the alternatives of one {...}. */
static void put_brace(struct making *m, struct texts *out, const struct pc_sh_part *brace)
{
	struct texts all = {0}, one = {0};

	if (brace->parts && !brace->parts->next && brace->parts->kind == PC_SH_LITERAL &&
		pc_str_find(brace->parts->text, ',') == brace->parts->text.len &&
		add_sequence(m, &all, brace->parts->text)) {
		multiply(m, out, &all);
		return;
	}
	add_text(m, &one, (struct pc_str){0});
	for (const struct pc_sh_part *part = brace->parts; part; part = part->next) {
		struct pc_sh_part alone = *part;
		struct pc_str rest = part->text;

		alone.next = NULL;
		while (part->kind == PC_SH_LITERAL && pc_str_find(rest, ',') < rest.len) {
			struct texts piece = {0};

			add_text(m, &piece, pc_str_cut(&rest, ','));
			multiply(m, &one, &piece);
			for (size_t i = 0; i < one.count; i++)
				add_text(m, &all, one.items[i]);
			one.count = 0;
			add_text(m, &one, (struct pc_str){0});
		}
		if (part->kind == PC_SH_LITERAL) {
			struct texts piece = {0};

			add_text(m, &piece, rest);
			multiply(m, &one, &piece);
		} else {
			texts_of(m, &one, &alone);
		}
	}
	for (size_t i = 0; i < one.count; i++)
		add_text(m, &all, one.items[i]);
	multiply(m, out, &all);
}

/* Multiplies what is in out by what the parts stand for. */
static void texts_of(struct making *m, struct texts *out, const struct pc_sh_part *part)
{
	for (; part && !m->failed; part = part->next) {
		struct texts piece = {0};
		bool hidden = part->kind == PC_SH_GLOB || part->kind == PC_SH_EXTGLOB;

		if (part->kind == PC_SH_BRACE) {
			put_brace(m, out, part);
			continue;
		}
		/* A brace inside [...], which bash would expand before, or in an operand,
		 * which it counts. */
		m->failed |= hidden && pc_str_find(part->text, '{') < part->text.len;
		m->failed |=
			part->kind == PC_SH_PARAM &&
			pc_str_find(pc_str_from(part->text, 2), '{') + 2 < part->text.len;
		add_text(m, &piece, source_of(m, part));
		multiply(m, out, &piece);
	}
}

/* The text as a word of its own; false when it is not exactly one, or none. */
static bool read_word(struct making *m, struct pc_sh_word *out, struct pc_str text)
{
	struct pc_sh_tree tree;
	const struct pc_sh_node *command;

	pc_sh_parse(&tree, m->e->arena, joined(m, PC_STR(": "), text));
	command = tree.root ? tree.root->children : NULL;
	if (tree.fault || tree.has_comment || !command || command->next ||
		command->kind != PC_SH_SIMPLE || command->redirs || command->n_words > 2)
		return false;
	*out = (struct pc_sh_word){0};
	if (command->n_words == 2)
		*out = *command->words->next;
	return !(out->has & PC_SH_HAS_BRACE);
}

const struct pc_sh_word *brace_words(
	struct expansion *e, const struct pc_sh_word *word, size_t *count)
{
	struct making m = {.e = e, .word = word};
	struct texts texts = {0};
	struct pc_sh_word *words;

	add_text(&m, &texts, (struct pc_str){0});
	texts_of(&m, &texts, word->parts);
	if (m.failed)
		return NULL;
	words = pc_arena_new_array(e->arena, struct pc_sh_word, texts.count);
	for (size_t i = 0; i < texts.count; i++) {
		if (!spend(e, texts.items[i].len + 64) ||
			!read_word(&m, &words[i], texts.items[i]))
			return NULL;
	}
	*count = texts.count;
	return words;
}
