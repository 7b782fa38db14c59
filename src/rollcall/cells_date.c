/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as people write them, and what says of one that it is a floor. */
#include "cells_priv.h"

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
