/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of cells share: tables of words. */
#ifndef ROLLCALL_CELLS_PRIV_H
#define ROLLCALL_CELLS_PRIV_H

#include "cells.h"

struct word {
	const char *text;
	int value;
};

/* ASCII letters are compared without case. */
bool word_find(int *value, const struct word *words, size_t n, struct pc_str text);

#define WORD_FIND(value, words, text)                                                    \
	word_find((value), (words), sizeof(words) / sizeof((words)[0]), (text))

/* The text without signs of a note behind it. */
struct pc_str without_notes(struct pc_str text);

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#endif
