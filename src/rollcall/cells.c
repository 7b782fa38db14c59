/* SPDX-License-Identifier: Apache-2.0 */
/* Cells to values, by tables of the words that providers use. */
#include "cells.h"

struct word {
	const char *text;
	int value;
};

static bool word_find(int *value, const struct word *words, size_t n, struct pc_str text)
{
	for (size_t i = 0; i < n; i++) {
		if (!pc_str_eq_nocase(text, pc_str(words[i].text)))
			continue;
		*value = words[i].value;
		return true;
	}
	return false;
}

#define WORD_FIND(value, words, text)                                                    \
	word_find((value), (words), sizeof(words) / sizeof((words)[0]), (text))

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool cell_is_none(struct pc_str text)
{
	static const struct word words[] = {{"", 1}, {"-", 1}, {"--", 1}, {"---", 1},
		{"N/A", 1}, {"NA", 1}, {"none", 1}, {"not applicable", 1}};
	int value;

	return WORD_FIND(&value, words, pc_str_trim(text));
}

/* ---- dates ------------------------------------------------------------------ */

enum { DAY = 86400 };

struct date_parts {
	int year, month, day; /* 0: not said */
};

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Midnight of a day, s since 1970. */
static int64_t date_seconds(const struct date_parts *date)
{
	int64_t days = 0;

	for (int year = 1970; year < date->year; year++)
		days += is_leap(year) ? 366 : 365;
	for (int month = 1; month < date->month; month++)
		days += days_of(date->year, month);
	return (days + date->day - 1) * DAY;
}

/* Years before and after these are no dates of models. */
static bool date_is_real(const struct date_parts *date)
{
	return date->year >= 2018 && date->year <= 2099 && date->month >= 1 &&
	       date->month <= 12 && date->day <= days_of(date->year, date->month);
}

static int month_of(struct pc_str word)
{
	static const struct word months[] = {{"January", 1}, {"February", 2},
		{"March", 3}, {"April", 4}, {"May", 5}, {"June", 6}, {"July", 7},
		{"August", 8}, {"September", 9}, {"October", 10}, {"November", 11},
		{"December", 12}, {"Jan", 1}, {"Feb", 2}, {"Mar", 3}, {"Apr", 4},
		{"Jun", 6}, {"Jul", 7}, {"Aug", 8}, {"Sep", 9}, {"Sept", 9}, {"Oct", 10},
		{"Nov", 11}, {"Dec", 12}};
	int month = 0;

	return WORD_FIND(&month, months, word) ? month : 0;
}

/* The number that a word is, with an ordinal's letters or without; -1: none. */
static int number_of(struct pc_str word)
{
	static const struct word endings[] = {
		{"", 1}, {"st", 1}, {"nd", 1}, {"rd", 1}, {"th", 1}};
	int value = 0, ignored;
	size_t n = 0;

	for (; n < word.len && n < 4 && is_digit(word.ptr[n]); n++)
		value = value * 10 + (word.ptr[n] - '0');
	return n && WORD_FIND(&ignored, endings, pc_str_from(word, n)) ? value : -1;
}

/* One word of a date; each part is said once. */
static bool take_date_word(struct date_parts *date, struct pc_str word)
{
	int month = month_of(word), number = number_of(word);

	if (month && date->month == 0) {
		date->month = month;
		return true;
	}
	if (number >= 1 && number <= 31 && date->day == 0) {
		date->day = number;
		return true;
	}
	if (number >= 1000 && date->year == 0) {
		date->year = number;
		return true;
	}
	return false;
}

/* "2026-10-15" and nothing more. */
static bool read_iso(struct date_parts *date, struct pc_str text)
{
	static const char form[] = "dddd-dd-dd";
	int parts[3] = {0}, part = 0;

	if (text.len != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (form[i] == '-') {
			if (text.ptr[i] != '-')
				return false;
			part++;
			continue;
		}
		if (!is_digit(text.ptr[i]))
			return false;
		parts[part] = parts[part] * 10 + (text.ptr[i] - '0');
	}
	*date = (struct date_parts){parts[0], parts[1], parts[2]};
	return parts[2] >= 1 && date_is_real(date);
}

static bool read_date(struct date_parts *date, struct pc_str text)
{
	size_t at = 0;

	text = pc_str_trim(text);
	if (read_iso(date, text))
		return true;
	*date = (struct date_parts){0};
	while (at < text.len) {
		size_t from = at;

		while (at < text.len &&
			(is_digit(text.ptr[at]) || is_letter(text.ptr[at])))
			at++;
		if (at == from || !take_date_word(date,
					  (struct pc_str){text.ptr + from, at - from}))
			return false;
		while (at < text.len && strchr(" ,.\n", text.ptr[at]))
			at++;
	}
	return date->month && date_is_real(date);
}

static bool starts_nocase(struct pc_str text, const char *with)
{
	return pc_str_eq_nocase(pc_str_head(text, strlen(with)), pc_str(with));
}

/* Cuts what says that a date is a floor. */
static bool cut_floor(struct pc_str *text)
{
	static const char *const words[] = {"not sooner than", "no sooner than",
		"not earlier than", "no earlier than", "not before", "earliest",
		"at the earliest", "at earliest", "on or after", "after"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!starts_nocase(*text, words[i]))
			continue;
		*text = pc_str_trim(pc_str_from(*text, strlen(words[i])));
		if (text->len && (*text->ptr == ':' || *text->ptr == ','))
			*text = pc_str_trim(pc_str_from(*text, 1));
		return true;
	}
	return false;
}

/* Signs of a note behind a cell's text. */
static struct pc_str without_notes(struct pc_str text)
{
	static const char *const signs[] = {"*", "\xe2\x80\xa0", "\xe2\x80\xa1",
		"\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "."};
	bool again = true;

	while (again) {
		again = false;
		text = pc_str_trim(text);
		for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
			struct pc_str sign = pc_str(signs[i]);

			if (!pc_str_ends(text, sign))
				continue;
			text.len -= sign.len;
			again = true;
		}
	}
	return text;
}

/* Cuts words in brackets at the end; false: they say something about the date that cannot
 * be told. */
static bool cut_brackets(struct pc_str *text, bool *is_floor)
{
	size_t open = pc_str_rfind(*text, '(');
	struct pc_str words;

	if (!pc_str_ends(*text, PC_STR(")")) || open == text->len)
		return true;
	words = pc_str_from(*text, open);
	*text = pc_str_trim(pc_str_head(*text, open));
	*is_floor = *is_floor || pc_str_find_str(words, PC_STR("earliest")) < words.len;
	for (size_t i = 0; i < words.len; i++) {
		if (is_digit(words.ptr[i]))
			return false;
	}
	return true;
}

bool cell_date(struct pc_model_date *out, struct pc_str text)
{
	static const struct word words[] = {{"to be announced", PC_DATE_TO_ANNOUNCE},
		{"to be determined", PC_DATE_TO_ANNOUNCE}, {"TBA", PC_DATE_TO_ANNOUNCE},
		{"TBD", PC_DATE_TO_ANNOUNCE},
		{"no shutdown date announced", PC_DATE_NONE},
		{"no retirement date announced", PC_DATE_NONE},
		{"not announced", PC_DATE_NONE}};
	struct date_parts date;
	bool is_floor = false;
	int kind;

	text = without_notes(text);
	if (cell_is_none(text)) {
		*out = (struct pc_model_date){PC_DATE_NONE, 0};
		return true;
	}
	if (WORD_FIND(&kind, words, text)) {
		*out = (struct pc_model_date){(enum pc_model_date_kind)kind, 0};
		return true;
	}
	if (!cut_brackets(&text, &is_floor))
		return false;
	is_floor = cut_floor(&text) || is_floor;
	if (!read_date(&date, text) || (date.day == 0 && !is_floor))
		return false;
	if (date.day == 0)
		date.day = 1;
	*out = (struct pc_model_date){
		is_floor ? PC_DATE_NOT_BEFORE : PC_DATE_EXACT, date_seconds(&date)};
	return true;
}

bool heading_date(int64_t *out, struct pc_str text)
{
	enum { ISO = 10 };
	struct date_parts date;

	if (!read_iso(&date, pc_str_head(text, ISO)))
		return false;
	if (text.len > ISO && (is_digit(text.ptr[ISO]) || is_letter(text.ptr[ISO])))
		return false;
	*out = date_seconds(&date);
	return true;
}

/* ---- states ----------------------------------------------------------------- */

enum pc_model_state cell_state(struct pc_str text)
{
	static const struct word words[] = {{"Active", PC_MODEL_CURRENT},
		{"Active (latest)", PC_MODEL_CURRENT},
		{"Active (current)", PC_MODEL_CURRENT}, {"Current", PC_MODEL_CURRENT},
		{"Latest", PC_MODEL_CURRENT}, {"Active (legacy)", PC_MODEL_LEGACY},
		{"Legacy", PC_MODEL_LEGACY}, {"Deprecated", PC_MODEL_DEPRECATED},
		{"Retired", PC_MODEL_RETIRED}, {"Shutdown", PC_MODEL_RETIRED},
		{"Shut down", PC_MODEL_RETIRED}, {"Preview", PC_MODEL_PREVIEW},
		{"Research preview", PC_MODEL_PREVIEW},
		{"Limited preview", PC_MODEL_PREVIEW},
		{"Gated preview", PC_MODEL_PREVIEW},
		{"Active (preview)", PC_MODEL_PREVIEW},
		{"Active (research preview)", PC_MODEL_PREVIEW},
		{"Active (limited preview)", PC_MODEL_PREVIEW},
		{"Active (invitation)", PC_MODEL_PREVIEW},
		{"Active (invitation only)", PC_MODEL_PREVIEW},
		{"Active (invite only)", PC_MODEL_PREVIEW},
		{"Active (invite-only)", PC_MODEL_PREVIEW},
		{"Active, invitation", PC_MODEL_PREVIEW},
		{"Active, invitation only", PC_MODEL_PREVIEW},
		{"Invitation only", PC_MODEL_PREVIEW}, {"Invite-only", PC_MODEL_PREVIEW},
		{"Invite only", PC_MODEL_PREVIEW}};
	int state;

	return WORD_FIND(&state, words, without_notes(text)) ? (enum pc_model_state)state
							     : PC_MODEL_UNKNOWN;
}

/* ---- ids -------------------------------------------------------------------- */

enum { MAX_ID = 128 };

/* The bytes that ids are made of. */
static bool is_id_byte(char c)
{
	return (c >= 'a' && c <= 'z') || is_digit(c) || (c && strchr("-._:@", c));
}

/* Outside of code a word that has neither digit nor dash is a word. */
static bool is_id(struct pc_str text, bool is_code)
{
	bool has_sign = is_code;

	if (text.len < 2 || text.len > MAX_ID ||
		!(text.ptr[0] >= 'a' && text.ptr[0] <= 'z'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_id_byte(text.ptr[i]))
			return false;
		has_sign = has_sign || is_digit(text.ptr[i]) || text.ptr[i] == '-';
	}
	return has_sign &&
	       (is_letter(text.ptr[text.len - 1]) || is_digit(text.ptr[text.len - 1]));
}

/* Words of people, not the leavings of a page that went wrong. */
static bool is_prose(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("<>{}[]$\\^=%~|", text.ptr[i]))
			return false;
	}
	return true;
}

struct scan {
	struct cell_ids *out;
	struct pc_arena *arena;
	struct pc_str bad;
	size_t cap;
	bool is_code;
	int depth; /* of brackets */
	enum id_rule rule;
};

static void add_id(struct scan *s, struct pc_str id)
{
	struct pc_texts *ids = &s->out->ids;

	for (size_t i = 0; i < ids->count; i++) {
		if (pc_str_eq(ids->items[i], id))
			return;
	}
	pc_arena_grow(s->arena, ids->items, ids->count, s->cap);
	ids->items[ids->count++] = id;
}

static bool has_word(struct pc_str text, const char *word)
{
	return pc_str_find_str(text, pc_str(word)) < text.len;
}

/* Words that are no id. */
static void take_words(struct scan *s, struct pc_str words)
{
	bool is_fine = is_prose(words) && (s->rule != ID_EACH || s->depth > 0);

	if (s->depth > 0 && (has_word(words, "preview") || has_word(words, "nvit")))
		s->out->is_preview = true;
	if (!is_fine && s->bad.len == 0)
		s->bad = words;
}

/* What stands between two separators. */
static void take_piece(struct scan *s, struct pc_str piece)
{
	struct pc_str rest = piece = pc_str_trim(piece);

	if (piece.len == 0)
		return;
	if (is_id(piece, s->is_code)) {
		add_id(s, piece);
		return;
	}
	if (pc_str_eq_nocase(piece, PC_STR("or")))
		s->out->is_either = true;
	if (pc_str_eq_nocase(piece, PC_STR("or")) ||
		pc_str_eq_nocase(piece, PC_STR("and")))
		return;
	take_words(s, piece);
	/* An id among words: with letters and digits both, no "two-day". */
	while (rest.ptr) {
		struct pc_str word = pc_str_cut(&rest, ' ');
		bool has_digit = false;

		for (size_t i = 0; i < word.len; i++)
			has_digit = has_digit || is_digit(word.ptr[i]);
		if (has_digit && is_id(word, false) && s->rule != ID_EACH)
			add_id(s, word);
	}
}

/* "a or b": the word is a separator as well. */
static void take_joined(struct scan *s, struct pc_str text)
{
	static const char *const joints[] = {" or ", " and ", " / "};

	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
		struct pc_str joint = pc_str(joints[i]);
		size_t at = pc_str_find_str(text, joint);

		if (at == text.len)
			continue;
		s->out->is_either = s->out->is_either || i == 0;
		take_joined(s, pc_str_head(text, at));
		take_joined(s, pc_str_from(text, at + joint.len));
		return;
	}
	take_piece(s, text);
}

static bool is_separator(char c)
{
	return c && strchr("\n,;|()\001\002", c);
}

bool cell_ids(struct cell_ids *out, struct pc_str *bad, struct pc_arena *arena,
	struct pc_str text, enum id_rule rule)
{
	struct scan s = {.out = out, .arena = arena, .rule = rule};
	size_t from = 0;

	*out = (struct cell_ids){0};
	text = without_notes(text);
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.ptr[i] : '\n';

		if (!is_separator(c))
			continue;
		take_joined(&s, (struct pc_str){text.ptr + from, i - from});
		from = i + 1;
		s.is_code = c == CODE_ON || (s.is_code && c != CODE_OFF);
		s.depth += (c == '(') - (c == ')' && s.depth > 0);
	}
	*bad = s.bad;
	if (s.bad.len)
		return false;
	*bad = text;
	return out->ids.count > 0 || rule == ID_ANY;
}
