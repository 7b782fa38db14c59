/* SPDX-License-Identifier: Apache-2.0 */
/* Of what parts the names of models are made.  It is stricter than their makers: what is
 * called "claude-code" or "gpt-engineer" is something else. */
#include "mention_priv.h"

/* One part of a name, between two dashes. */
enum part {
	PART_OTHER,
	PART_LINE,    /* "opus" */
	PART_NUMBER,  /* "4", "4.1" */
	PART_DATE,    /* "20250805" */
	PART_VERSION, /* "v1", "v2:0" */
	PART_WORD,    /* one of the family's words: "mini" */
	PARTS
};

struct family {
	const char *head;
	const char *words; /* between blanks */
	enum shape (*shape)(const unsigned counts[PARTS], struct pc_str first);
};

static bool is_figures(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return text.len > 0;
}

static bool is_number(struct pc_str text)
{
	enum { MOST = 3 };
	size_t dot = pc_str_find(text, '.');

	if (dot == text.len)
		return text.len <= MOST && is_figures(text);
	return dot <= 2 && text.len - dot <= MOST && is_figures(pc_str_head(text, dot)) &&
	       is_figures(pc_str_from(text, dot + 1));
}

static bool is_date(struct pc_str text)
{
	enum { LEAST = 6, MOST = 9 };

	return text.len >= LEAST && text.len <= MOST && is_figures(text);
}

static bool is_version(struct pc_str text)
{
	return text.len >= 2 && text.ptr[0] == 'v' && text.ptr[1] >= '0' &&
	       text.ptr[1] <= '9' && text.len <= 4;
}

static bool has_word(const char *words, struct pc_str word)
{
	struct pc_str all = pc_str(words);

	while (all.ptr) {
		if (pc_str_eq(pc_str_cut(&all, ' '), word))
			return true;
	}
	return false;
}

static enum shape claude_shape(const unsigned counts[PARTS], struct pc_str first)
{
	(void)first;
	if (counts[PART_LINE] == 1 && (counts[PART_NUMBER] || counts[PART_WORD]))
		return counts[PART_NUMBER] <= 2 ? SHAPE_STRONG : SHAPE_NONE;
	return counts[PART_LINE] <= 1 ? SHAPE_WEAK : SHAPE_NONE;
}

/* "4", "4o", "5.1" */
static bool is_gpt_version(struct pc_str text)
{
	if (text.len > 1 && text.ptr[text.len - 1] == 'o')
		text.len--;
	return is_number(text) && text.ptr[0] >= '3';
}

static enum shape gpt_shape(const unsigned counts[PARTS], struct pc_str first)
{
	unsigned others = counts[PART_WORD] + counts[PART_DATE];

	if (!is_gpt_version(first))
		return others >= 1 && counts[PART_NUMBER] ? SHAPE_STRONG : SHAPE_WEAK;
	if (counts[PART_WORD])
		return SHAPE_STRONG;
	return first.len > 1 && first.ptr[0] >= '4' ? SHAPE_STRONG : SHAPE_WEAK;
}

static enum shape gemini_shape(const unsigned counts[PARTS], struct pc_str first)
{
	bool has_word_only = counts[PART_WORD] && !counts[PART_NUMBER];

	if (!is_number(first))
		return has_word_only || counts[PART_WORD] ? SHAPE_WEAK : SHAPE_NONE;
	return counts[PART_WORD] ? SHAPE_STRONG : SHAPE_WEAK;
}

static enum shape small_shape(const unsigned counts[PARTS], struct pc_str first)
{
	(void)first;
	return counts[PART_WORD] ? SHAPE_STRONG : SHAPE_WEAK;
}

static const struct family families[] = {
	{"claude-", "latest preview thinking fast", claude_shape},
	{"gpt-",
		"turbo mini nano pro preview codex max chat latest instruct vision audio "
		"realtime search api transcribe tts diarize image 16k 32k 0314 0613 1106 "
		"0125 0301 oss 20b 120b deep research",
		gpt_shape},
	{"chatgpt-", "latest mini 4o", small_shape},
	{"gemini-",
		"pro flash lite ultra nano preview exp latest image tts live native "
		"audio "
		"thinking generation embedding customtools computer use dialog",
		gemini_shape},
	{"o1-", "mini pro preview deep research", small_shape},
	{"o3-", "mini pro preview deep research", small_shape},
	{"o4-", "mini pro preview deep research", small_shape},
};

static bool is_in(const struct pc_str *items, size_t n, struct pc_str word)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_eq(items[i], word))
			return true;
	}
	return false;
}

static enum part part_of(const struct pc_mentions *mentions, const struct family *family,
	struct pc_str part)
{
	if (is_in(mentions->lines, mentions->n_lines, part))
		return PART_LINE;
	if (has_word(family->words, part))
		return PART_WORD;
	if (is_number(part))
		return PART_NUMBER;
	if (is_date(part) || (part.len == 4 && is_figures(part)))
		return PART_DATE;
	if (is_version(part))
		return PART_VERSION;
	if (family->shape != claude_shape &&
		is_in(mentions->words, mentions->n_words, part))
		return PART_WORD;
	return family->shape == gpt_shape && is_gpt_version(part) ? PART_NUMBER
								  : PART_OTHER;
}

/* Without what only sellers write. */
static struct pc_str without_end(struct pc_str name)
{
	static const char ends[] = {'@', ':', '['};

	for (size_t i = 0; i < sizeof(ends); i++)
		name = pc_str_head(name, pc_str_find(name, ends[i]));
	return name;
}

enum shape shape_of(const struct pc_mentions *mentions, struct pc_str name)
{
	const struct family *family = NULL;
	unsigned counts[PARTS] = {0};
	struct pc_str rest, first;

	for (size_t i = 0; i < PC_COUNT(families) && !family; i++) {
		if (pc_str_starts(name, pc_str(families[i].head)))
			family = &families[i];
	}
	if (!family)
		return SHAPE_NONE;
	rest = without_end(pc_str_from(name, strlen(family->head)));
	first = pc_str_head(rest, pc_str_find(rest, '-'));
	if (!rest.len)
		return SHAPE_NONE;
	while (rest.ptr)
		counts[part_of(mentions, family, pc_str_cut(&rest, '-'))]++;
	if (counts[PART_OTHER])
		return SHAPE_NONE;
	return family->shape(counts, first);
}
