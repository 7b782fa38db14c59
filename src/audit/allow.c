/* SPDX-License-Identifier: Apache-2.0 */
/* "policyctl:allow RULE reason until 2027-06-30", in a comment of any syntax: in the line
 * of the key, or alone in the line above. */
#include "allow_priv.h"
#include "pc/base/limits.h"
#include "pc/doc/fields.h"
#include "pc/secrets/rule.h"

static const char marker[] = "policyctl:allow";

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether nothing but signs stands in it: a line above speaks for the next one only when
 * it says nothing itself. */
static bool is_bare(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (is_letter_or_digit(text.ptr[i]))
			return false;
	}
	return true;
}

/* Up to the next blank. */
static struct pc_str take_word(struct pc_str *rest)
{
	struct pc_str text = pc_str_trim(*rest);
	size_t n = 0;

	while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '\t')
		n++;
	*rest = pc_str_trim(pc_str_from(text, n));
	return pc_str_head(text, n);
}

/* The last " until DATE" of the text. */
static bool take_date(struct pc_str *reason, int64_t *until)
{
	enum { DATE = sizeof("2027-06-30") - 1 };
	const struct pc_str word = PC_STR("until ");
	bool is_there = false;
	struct pc_str text = *reason;

	for (size_t at = 0; at + word.len + DATE <= text.len; at++) {
		struct pc_str rest = pc_str_from(text, at);

		if (!pc_str_starts(rest, word) ||
			!pc_time_read(
				until, pc_str_head(pc_str_from(rest, word.len), DATE)))
			continue;
		*reason = pc_str_trim(pc_str_head(text, at));
		is_there = true;
	}
	return is_there;
}

/* Whether a word may be meant as the id of some rule. */
static bool may_be_rule(struct pc_str word)
{
	if (pc_str_find(word, '-') < word.len)
		return true;
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		if (pc_str_is(word, pc_secret_rules[i].id))
			return true;
	}
	return false;
}

/* What the comment that begins with rest says, of that rule. */
static bool read_comment(
	struct allow *out, struct pc_str rest, const struct allow_asked *asked)
{
	enum { SECOND = 1000, DAY = 24 * 60 * 60 };
	struct pc_str rule = take_word(&rest);
	struct allow allow = {.rule = rule, .reason = rest};

	bool is_meant = pc_str_is(rule, asked->rule);

	if (!is_meant && may_be_rule(rule))
		return false;
	if (!is_meant || !take_date(&allow.reason, &allow.until) || is_bare(allow.reason))
		allow.kind = ALLOW_INCOMPLETE;
	else if (allow.until + DAY <= asked->now)
		allow.kind = ALLOW_EXPIRED;
	else if (allow.until - asked->now > asked->longest / SECOND)
		allow.kind = ALLOW_TOO_LONG;
	else
		allow.kind = ALLOW_GOOD;
	*out = allow;
	return true;
}

/* A good one counts before others. */
static void read_line(struct allow *out, struct pc_str line, bool is_above,
	const struct allow_asked *asked)
{
	size_t at, n = 0;

	while (n++ < PC_MAX_AUDIT_ALLOWS &&
		(at = pc_str_find_str(line, PC_STR(marker))) < line.len) {
		struct pc_str rest = pc_str_from(line, at + sizeof(marker) - 1);
		size_t end = pc_str_find_str(rest, pc_str(marker));
		struct allow found;

		if (is_above && !is_bare(pc_str_head(line, at)))
			return;
		if (out->kind != ALLOW_GOOD &&
			read_comment(&found, pc_str_head(rest, end), asked)) {
			found.is_above = is_above;
			*out = found;
		}
		line = rest;
	}
}

struct allow allow_read(struct pc_str lines, const struct allow_asked *asked)
{
	struct allow out = {.kind = ALLOW_NONE};
	size_t last = pc_str_rfind(lines, '\n');

	if (last == lines.len) {
		read_line(&out, lines, false, asked);
		return out;
	}
	read_line(&out, pc_str_from(lines, last + 1), false, asked);
	if (out.kind == ALLOW_GOOD)
		return out;
	lines = pc_str_head(lines, last);
	last = pc_str_rfind(lines, '\n');
	read_line(&out, last == lines.len ? lines : pc_str_from(lines, last + 1), true,
		asked);
	return out;
}
