/* SPDX-License-Identifier: Apache-2.0 */
/* Globs as git matches them.  What a star took is given back at most once for each star
 * that matters, the last one and the last "**" before it, so the steps are bounded by the
 * lengths; a budget bounds what is left of that. */
#include "ignore.h"
#include "pc/base/limits.h"

struct at {
	struct pc_str pattern, text;
	size_t p, t;
	bool is_path;
	/* Where to go on when something does not match; SIZE_MAX: nowhere. */
	size_t star_p, star_t, stars_p, stars_t;
};

enum set { SET_NO, SET_YES, SET_BROKEN };

/* "[:alpha:]" at *p, which stands on its '['. */
static enum set class_has(struct pc_str pattern, size_t *p, unsigned char c)
{
	struct pc_str rest = pc_str_from(pattern, *p + 2);
	size_t end = pc_str_find(rest, ']');
	bool is_class, has;

	if (end == rest.len || !rest.ptr)
		return SET_BROKEN;
	if (end == 0 || rest.ptr[end - 1] != ':') /* no class: a '[' */
		return c == '[' ? SET_YES : SET_NO;
	has = pc_str_class_has(pc_str_head(rest, end - 1), (char)c, &is_class);
	if (!is_class)
		return SET_BROKEN;
	*p += 2 + end;
	return has ? SET_YES : SET_NO;
}

/* One member of a set, *p on its first byte and afterwards on its last; *before is the
 * one before it, from which a '-' reaches, or 0. */
static enum set member_has(
	struct pc_str pattern, size_t *p, unsigned char *before, unsigned char c)
{
	unsigned char here = (unsigned char)pattern.ptr[*p];
	bool has_next = *p + 1 < pattern.len;

	if (here == '-' && *before && has_next && pattern.ptr[*p + 1] != ']') {
		here = (unsigned char)pattern.ptr[++*p];
		if (here == '\\' && ++*p >= pattern.len)
			return SET_BROKEN;
		here = (unsigned char)pattern.ptr[*p];

		bool is_within = c >= *before && c <= here;

		*before = 0;
		return is_within ? SET_YES : SET_NO;
	}
	if (here == '[' && has_next && pattern.ptr[*p + 1] == ':') {
		*before = 0;
		return class_has(pattern, p, c);
	}
	if (here == '\\') {
		if (!has_next)
			return SET_BROKEN;
		here = (unsigned char)pattern.ptr[++*p];
	}
	*before = here;
	return here == c ? SET_YES : SET_NO;
}

/* Whether the set at *p, which stands on its '[', has c; *p is behind it then. */
static enum set set_has(struct pc_str pattern, size_t *p, unsigned char c)
{
	unsigned char before = 0;
	bool is_negated, is_in = false;
	size_t first;

	++*p;
	is_negated = *p < pattern.len && strchr("!^", pattern.ptr[*p]) && pattern.ptr[*p];
	*p += is_negated;
	first = *p;
	for (; *p < pattern.len && (pattern.ptr[*p] != ']' || *p == first); ++*p) {
		enum set has = member_has(pattern, p, &before, c);

		if (has == SET_BROKEN)
			return SET_BROKEN;
		is_in |= has == SET_YES;
	}
	if (*p >= pattern.len)
		return SET_BROKEN;
	++*p;
	return is_in != is_negated ? SET_YES : SET_NO;
}

/* Whether what stands at p, now behind it, takes c; not '*'. */
static enum set takes(struct at *at, unsigned char c)
{
	char want = at->pattern.ptr[at->p];

	if (want == '[')
		return set_has(at->pattern, &at->p, c);
	if (want == '\\' && ++at->p >= at->pattern.len)
		return SET_BROKEN;
	if (want == '\\')
		want = at->pattern.ptr[at->p];
	else if (want == '?')
		want = (char)c;
	at->p++;
	return (unsigned char)want == c ? SET_YES : SET_NO;
}

/* One byte of the text against what stands at p; both move on when it matches. */
static enum set byte_matches(struct at *at)
{
	unsigned char c = (unsigned char)at->text.ptr[at->t];
	bool is_open = strchr("?[", at->pattern.ptr[at->p]) != NULL;
	enum set has = takes(at, c);

	if (has == SET_YES && is_open && at->is_path && c == '/')
		has = SET_NO;
	at->t += has == SET_YES;
	return has;
}

/* Stars at p.  True: they take all that is left. */
static bool take_stars(struct at *at)
{
	size_t start = at->p;
	bool is_bound;

	while (at->p < at->pattern.len && at->pattern.ptr[at->p] == '*')
		at->p++;
	is_bound = at->is_path && at->p - start > 1 &&
		   (start == 0 || at->pattern.ptr[start - 1] == '/');
	if (is_bound && at->p == at->pattern.len)
		return true;
	if (is_bound && at->pattern.ptr[at->p] == '/') {
		at->stars_p = ++at->p;
		at->stars_t = at->t;
		at->star_p = SIZE_MAX;
	} else {
		at->star_p = at->p;
		at->star_t = at->t;
	}
	return false;
}

/* The last star takes one byte more, or else "**" one directory more. */
static bool take_more(struct at *at)
{
	struct pc_str text = at->text;

	if (at->star_p != SIZE_MAX && at->star_t < text.len &&
		!(at->is_path && text.ptr[at->star_t] == '/')) {
		at->p = at->star_p;
		at->t = ++at->star_t;
		return true;
	}
	if (at->stars_p == SIZE_MAX)
		return false;

	size_t slash = at->stars_t + pc_str_find(pc_str_from(text, at->stars_t), '/');

	if (slash >= text.len)
		return false;
	at->stars_t = slash + 1;
	at->star_p = SIZE_MAX;
	at->p = at->stars_p;
	at->t = at->stars_t;
	return true;
}

bool pc_ignore_glob_matches(struct pc_str pattern, struct pc_str text, bool is_path)
{
	struct at at = {.pattern = pattern,
		.text = text,
		.is_path = is_path,
		.star_p = SIZE_MAX,
		.stars_p = SIZE_MAX};

	for (size_t steps = 0; steps < PC_MAX_IGNORE_STEPS; steps++) {
		if (at.p < pattern.len && pattern.ptr[at.p] == '*') {
			if (take_stars(&at))
				return true;
			continue;
		}
		if (at.p == pattern.len && at.t == text.len)
			return true;
		if (at.p < pattern.len && at.t == text.len)
			return false; /* a star that takes more leaves less */

		enum set has = at.p < pattern.len ? byte_matches(&at) : SET_NO;

		if (has == SET_BROKEN || (has == SET_NO && !take_more(&at)))
			return false;
	}
	return false;
}
