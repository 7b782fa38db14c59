/* SPDX-License-Identifier: Apache-2.0 */
/* Rows on a grey ground or struck through, as far as attributes tell. */
#include "html_grey.h"

#include "pc/base/str.h"

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* "#e8eaed" and "#ddd": all three parts alike, and darker than a page's white. */
static bool is_grey_colour(struct pc_str text)
{
	int parts[3], most = 0, least = 255;
	size_t len = 0, step;

	while (len < text.len && hex_digit(text.ptr[len]) >= 0)
		len++;
	if (len != 3 && len != 6)
		return false;
	step = len / 3;
	for (size_t i = 0; i < 3; i++) {
		int high = hex_digit(text.ptr[i * step]);

		parts[i] = high * 16 + hex_digit(text.ptr[i * step + step - 1]);
		most = parts[i] > most ? parts[i] : most;
		least = parts[i] < least ? parts[i] : least;
	}
	return most - least <= 16 && most < 0xf8;
}

static bool says_grey(const char *text)
{
	static const char *const words[] = {"gray", "grey", "shutdown", "shut-down",
		"retired", "strike", "line-through"};
	struct pc_str rest;

	if (!text)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(text, words[i]))
			return true;
	}
	rest = pc_str(text);
	for (size_t at; (at = pc_str_find(rest, '#')) < rest.len;) {
		rest = pc_str_from(rest, at + 1);
		if (is_grey_colour(rest))
			return true;
	}
	return false;
}

bool html_is_grey(const char *class, const char *style)
{
	if (says_grey(class))
		return true;
	/* A grey text is a matter of taste, a grey ground is not. */
	return style && (strstr(style, "background") || strstr(style, "line-through")) &&
	       says_grey(style);
}
