/* SPDX-License-Identifier: Apache-2.0 */
/* A path pattern as an automaton.  What a pattern means is decided in one place,
 * glob_regex.c; this reads the expression that it writes, which has few forms:
 *
 *   x  \x{61}  \n  \r  [...]  [^...]  (?: | )  (*FAIL)     with * + or ? behind it
 *   \A  at the beginning     \z  (?<=/)  at the end */
#include "pc/base/utf.h"

#include "automaton_priv.h"
#include "glob_priv.h"

enum { MOST_RANGES = 256, MOST_DEPTH = 16 };

struct reader {
	struct pc_auto *a;
	struct pc_str in;
	size_t at;
	uint32_t first; /* before any character */
	uint32_t begin; /* where a match begins, after any number of characters */
	uint32_t end;   /* accepts, and nothing may follow */
	unsigned depth;
	bool is_bad;
};

struct set {
	struct pc_range ranges[MOST_RANGES];
	size_t n;
};

static uint32_t read_alternatives(struct reader *r, uint32_t at);

static bool take(struct reader *r, const char *text)
{
	struct pc_str rest = pc_str_from(r->in, r->at);

	if (!pc_str_starts(rest, pc_str(text)))
		return false;
	r->at += strlen(text);
	return true;
}

/* ---- characters ----------------------------------------------------------- */

static uint32_t read_hex(struct reader *r)
{
	uint32_t value = 0;

	for (; r->at < r->in.len && r->in.ptr[r->at] != '}'; r->at++) {
		char c = r->in.ptr[r->at];

		value = value * 16 +
			(uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	r->at++;
	return value;
}

static uint32_t read_char(struct reader *r)
{
	if (take(r, "\\x{"))
		return read_hex(r);
	if (take(r, "\\n"))
		return '\n';
	if (take(r, "\\r"))
		return '\r';
	if (r->in.ptr[r->at] == '\\') {
		r->is_bad = true;
		r->at++;
		return 0;
	}
	return pc_utf8_next(r->in, &r->at);
}

static void set_add(struct reader *r, struct set *set, uint32_t from, uint32_t to)
{
	if (set->n == MOST_RANGES)
		r->is_bad = true;
	else
		set->ranges[set->n++] = (struct pc_range){from, to};
}

static void add_overlap(
	struct reader *r, struct set *set, struct pc_range range, char low, char high)
{
	uint32_t from = range.from > (uint32_t)low ? range.from : (uint32_t)low;
	uint32_t to = range.to < (uint32_t)high ? range.to : (uint32_t)high;

	if (from <= to)
		set_add(r, set, from ^ 0x20, to ^ 0x20);
}

/* Letters match in either case. */
static void set_fold(struct reader *r, struct set *set)
{
	size_t n = set->n;

	for (size_t i = 0; i < n; i++) {
		add_overlap(r, set, set->ranges[i], 'a', 'z');
		add_overlap(r, set, set->ranges[i], 'A', 'Z');
	}
}

static void sort(struct set *set)
{
	for (size_t i = 1; i < set->n; i++) {
		struct pc_range range = set->ranges[i];
		size_t at = i;

		for (; at > 0 && set->ranges[at - 1].from > range.from; at--)
			set->ranges[at] = set->ranges[at - 1];
		set->ranges[at] = range;
	}
}

static void set_negate(struct reader *r, struct set *set)
{
	struct set out = {.n = 0};
	uint32_t from = 0;

	sort(set);
	for (size_t i = 0; i < set->n; i++) {
		if (set->ranges[i].from > from)
			set_add(r, &out, from, set->ranges[i].from - 1);
		if (set->ranges[i].to + 1 > from)
			from = set->ranges[i].to + 1;
	}
	if (from <= LAST_CHAR)
		set_add(r, &out, from, LAST_CHAR);
	*set = out;
}

static void set_add_all(struct reader *r, struct set *set, const struct set *more)
{
	for (size_t i = 0; i < more->n; i++)
		set_add(r, set, more->ranges[i].from, more->ranges[i].to);
}

/* \D \W \S inside a set: ASCII classes, as the matcher has them. */
static bool read_class(struct reader *r, struct set *set)
{
	static const struct {
		const char *name;
		struct set members;
	} classes[] = {
		{"\\D", {{{'0', '9'}}, 1}},
		{"\\W", {{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, 4}},
		{"\\S", {{{'\t', '\r'}, {' ', ' '}}, 2}},
	};

	for (size_t i = 0; i < PC_COUNT(classes); i++) {
		struct set members;

		if (!take(r, classes[i].name))
			continue;
		members = classes[i].members;
		set_negate(r, &members);
		set_add_all(r, set, &members);
		return true;
	}
	return false;
}

static void read_set(struct reader *r, struct set *set)
{
	bool is_negated = take(r, "^");

	while (r->at < r->in.len && !take(r, "]")) {
		uint32_t c;

		if (read_class(r, set))
			continue;
		c = read_char(r);
		set_add(r, set, c, take(r, "-") ? read_char(r) : c);
	}
	set_fold(r, set);
	if (is_negated)
		set_negate(r, set);
}

/* ---- conditions without a character --------------------------------------- */

/* Which states lead to target by skips alone. */
static void mark_leading(const struct pc_auto *a, bool *leads, uint32_t target)
{
	bool changed = true;

	leads[target] = true;
	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < a->n_edges; i++) {
			const struct edge *e = &a->edges[i];

			if (is_skip(e) && leads[e->to] && !leads[e->from])
				leads[e->from] = changed = true;
		}
	}
}

/* A state that is reached where at is, if the character before was a '/'. */
static uint32_t behind_slash(struct reader *r, uint32_t at)
{
	struct pc_auto *a = r->a;
	bool *leads = pc_arena_new_array(a->arena, bool, a->n_states + 1);
	uint32_t next = pc_auto_state(a), n = a->n_edges;

	mark_leading(a, leads, at);
	for (uint32_t i = 0; i < n; i++) {
		struct edge e = a->edges[i];

		/* What stands before the pattern is not looked at. */
		if (!is_skip(&e) && e.to >= r->first && leads[e.to] &&
			e.range.from <= '/' && '/' <= e.range.to)
			pc_auto_edge(a, e.from, (struct pc_range){'/', '/'}, next);
	}
	return next;
}

static bool read_condition(struct reader *r, uint32_t at, uint32_t *next)
{
	if (take(r, "\\A")) {
		r->is_bad |= at != r->begin;
		*next = r->first;
	} else if (take(r, "\\z")) {
		pc_auto_skip(r->a, at, r->end);
		*next = pc_auto_state(r->a);
	} else if (take(r, "(?<=/)")) {
		*next = behind_slash(r, at);
	} else if (take(r, "(*FAIL)")) {
		*next = pc_auto_state(r->a);
	} else {
		return false;
	}
	return true;
}

/* ---- pieces --------------------------------------------------------------- */

static uint32_t read_piece(struct reader *r, uint32_t at)
{
	struct set set = {.n = 0};

	if (take(r, "(?:"))
		return read_alternatives(r, at);
	if (take(r, "[")) {
		read_set(r, &set);
	} else {
		uint32_t c = read_char(r);

		set_add(r, &set, c, c);
		set_fold(r, &set);
	}
	return pc_auto_one(r->a, at, set.ranges, set.n);
}

static uint32_t read_repeated(struct reader *r, uint32_t at)
{
	uint32_t start = pc_auto_state(r->a), end, next;

	/* \A stands alone, or first among alternatives that begin the expression. */
	if (at == r->begin && pc_str_starts(pc_str_from(r->in, r->at), PC_STR("(?:\\A")))
		return read_piece(r, at);
	pc_auto_skip(r->a, at, start);
	end = read_piece(r, start);
	next = pc_auto_state(r->a);
	pc_auto_skip(r->a, end, next);
	if (take(r, "*")) {
		pc_auto_skip(r->a, start, next);
		pc_auto_skip(r->a, end, start);
	} else if (take(r, "+")) {
		pc_auto_skip(r->a, end, start);
	} else if (take(r, "?")) {
		pc_auto_skip(r->a, start, next);
	}
	return next;
}

static uint32_t read_sequence(struct reader *r, uint32_t at)
{
	while (r->at < r->in.len && r->in.ptr[r->at] != '|' && r->in.ptr[r->at] != ')' &&
		!r->is_bad && !r->a->too_large) {
		uint32_t next;

		at = read_condition(r, at, &next) ? next : read_repeated(r, at);
	}
	return at;
}

static uint32_t read_alternatives(struct reader *r, uint32_t at)
{
	uint32_t next = pc_auto_state(r->a);

	if (++r->depth > MOST_DEPTH)
		r->is_bad = true;
	do {
		pc_auto_skip(r->a, read_sequence(r, at), next);
	} while (!r->is_bad && take(r, "|"));
	r->is_bad |= !take(r, ")");
	r->depth--;
	return next;
}

bool pc_auto_glob(struct pc_auto *a, uint32_t at, struct pc_str pattern)
{
	PC_AUTO(pc_buf_done) struct pc_buf regex = {0};
	struct reader r = {.a = a};
	uint32_t more, end;

	if (!pc_glob_spell(&regex, pattern, false))
		return false;
	r.in = pc_buf_str(&regex);
	r.first = pc_auto_state(a);
	r.begin = pc_auto_state(a);
	r.end = pc_auto_state(a);
	pc_auto_accept(a, r.end);
	pc_auto_skip(a, at, r.first);
	pc_auto_skip(a, r.first, r.begin);
	more = pc_auto_one(a, r.first, &pc_any_char, 1);
	pc_auto_edge(a, more, pc_any_char, more);
	pc_auto_skip(a, more, r.begin);
	end = read_sequence(&r, r.begin);
	pc_auto_accept(a, pc_auto_run(a, end, &pc_any_char, 1));
	return !r.is_bad && r.at == r.in.len && !a->too_large;
}
