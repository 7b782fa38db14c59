/* SPDX-License-Identifier: Apache-2.0 */
/* Unified diffs after Myers, "An O(ND) difference algorithm and its variations" (1986),
 * greedy, with the trace kept; bounded, since two fragments that differ in thousands of
 * lines are two different fragments. */
#include "pc/doc/diff.h"

#include <stdlib.h>

enum {
	CONTEXT = 3,
	/* Changed lines up to which the shortest script is looked for: the trace takes
	 * this squared times four bytes. */
	MOST_EDITS = 2000,
};

struct lines {
	struct pc_str *items; /* each with its line end */
	size_t count;
};

struct diff {
	struct lines old, new;
	bool *goes, *comes; /* of each line of old, of new */
};

static struct lines split(struct pc_str text)
{
	struct lines lines = {0};
	size_t cap = 0;

	while (text.len > 0) {
		size_t end = pc_str_find(text, '\n');
		size_t size = end < text.len ? end + 1 : end;

		pc_xgrow(lines.items, lines.count, cap);
		lines.items[lines.count++] = pc_str_head(text, size);
		text = pc_str_from(text, size);
	}
	return lines;
}

static bool same(const struct diff *diff, size_t i, size_t j)
{
	return pc_str_eq(diff->old.items[i], diff->new.items[j]);
}

/* The part of both texts in which they differ. */
struct window {
	size_t old, new;      /* first lines */
	int64_t n_old, n_new; /* how many */
};

static struct window differing(const struct diff *diff)
{
	size_t begin = 0, end_old = diff->old.count, end_new = diff->new.count;

	while (begin < end_old && begin < end_new && same(diff, begin, begin))
		begin++;
	while (end_old > begin && end_new > begin &&
		same(diff, end_old - 1, end_new - 1)) {
		end_old--;
		end_new--;
	}
	return (struct window){
		begin, begin, (int64_t)(end_old - begin), (int64_t)(end_new - begin)};
}

static void mark_all(struct diff *diff, const struct window *w)
{
	for (int64_t i = 0; i < w->n_old; i++)
		diff->goes[w->old + (size_t)i] = true;
	for (int64_t i = 0; i < w->n_new; i++)
		diff->comes[w->new + (size_t)i] = true;
}

/* How far each diagonal k = x - y in -d..d was reached with d changes: row d of the trace
 * is at d * d and has 2 * d + 1 entries. */
static int64_t reached(const int32_t *trace, int64_t d, int64_t k)
{
	return trace[d * d + k + d];
}

/* Whether the best way to diagonal k with d changes ends with a line that comes. */
static bool comes_last(const int32_t *trace, int64_t d, int64_t k)
{
	return k == -d ||
	       (k != d && reached(trace, d - 1, k - 1) < reached(trace, d - 1, k + 1));
}

static int64_t furthest(const struct diff *diff, const struct window *w,
	const int32_t *trace, int64_t d, int64_t k)
{
	int64_t x = 0;

	if (d > 0)
		x = comes_last(trace, d, k) ? reached(trace, d - 1, k + 1)
					    : reached(trace, d - 1, k - 1) + 1;
	while (x < w->n_old && x - k < w->n_new && x >= 0 && x - k >= 0 &&
		same(diff, w->old + (size_t)x, w->new + (size_t)(x - k)))
		x++;
	return x;
}

/* The number of changes after which both ends are reached, or -1 when it is too large. */
static int64_t search(const struct diff *diff, const struct window *w, int32_t *trace)
{
	for (int64_t d = 0; d <= MOST_EDITS; d++) {
		for (int64_t k = -d; k <= d; k += 2) {
			int64_t x = furthest(diff, w, trace, d, k);

			trace[d * d + k + d] = (int32_t)x;
			if (x >= w->n_old && x - k >= w->n_new)
				return d;
		}
	}
	return -1;
}

static void mark_script(
	struct diff *diff, const struct window *w, const int32_t *trace, int64_t d)
{
	int64_t k = w->n_old - w->n_new;

	for (; d > 0; d--) {
		bool comes = comes_last(trace, d, k);
		int64_t x;

		k += comes ? 1 : -1;
		x = reached(trace, d - 1, k);
		if (comes)
			diff->comes[w->new + (size_t)(x - k)] = true;
		else
			diff->goes[w->old + (size_t)x] = true;
	}
}

static void compare(struct diff *diff)
{
	struct window w = differing(diff);
	int64_t most = w.n_old + w.n_new < MOST_EDITS ? w.n_old + w.n_new : MOST_EDITS;
	int32_t *trace = pc_xcalloc((size_t)((most + 1) * (most + 1)), sizeof(*trace));
	int64_t d = search(diff, &w, trace);

	if (d < 0)
		mark_all(diff, &w);
	else
		mark_script(diff, &w, trace, d);
	free(trace);
}

/* ---- output --------------------------------------------------------------- */

/* As git writes a name: in quotes when it holds what would end it. */
static void add_name(struct pc_buf *out, const char *mark, char side, struct pc_str name)
{
	bool odd = false, space = pc_str_find(name, ' ') < name.len;

	for (size_t i = 0; i < name.len; i++)
		odd |= (unsigned char)name.ptr[i] < ' ' || name.ptr[i] == '"' ||
		       name.ptr[i] == '\\';
	while (name.len > 0 && name.ptr[0] == '/')
		name = pc_str_from(name, 1);
	pc_buf_printf(out, "%s %s%c/", mark, odd ? "\"" : "", side);
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c < ' ')
			pc_buf_printf(out, "\\%03o", c);
		else if (c == '"' || c == '\\')
			pc_buf_printf(out, "\\%c", c);
		else
			pc_buf_add_char(out, (char)c);
	}
	/* A tab ends a name that has spaces. */
	pc_buf_puts(out, odd ? "\"\n" : space ? "\t\n" : "\n");
}

static void add_line(struct pc_buf *out, char sign, struct pc_str line)
{
	pc_buf_add_char(out, sign);
	pc_buf_add(out, line);
	if (!pc_str_ends(line, PC_STR("\n")))
		pc_buf_puts(out, "\n\\ No newline at end of file\n");
}

/* Both texts from here on, up to where they are apart by no more than gap common lines
 * from the next change. */
struct hunk {
	size_t old, new, n_old, n_new;
};

static bool changes_at(const struct diff *diff, size_t i, size_t j)
{
	return (i < diff->old.count && diff->goes[i]) ||
	       (j < diff->new.count && diff->comes[j]);
}

/* Moves past one line of either text or a common one. */
static void step(const struct diff *diff, size_t *i, size_t *j)
{
	if (*i < diff->old.count && diff->goes[*i]) {
		++*i;
	} else if (*j < diff->new.count && diff->comes[*j]) {
		++*j;
	} else {
		++*i;
		++*j;
	}
}

/* From the first change at or behind i, j. */
static bool next_hunk(struct hunk *hunk, const struct diff *diff, size_t i, size_t j)
{
	size_t common = 0;

	while (!changes_at(diff, i, j)) {
		if (i >= diff->old.count && j >= diff->new.count)
			return false;
		step(diff, &i, &j);
		common++;
	}
	common = common < CONTEXT ? common : CONTEXT;
	hunk->old = i - common;
	hunk->new = j - common;
	common = 0;
	while ((i < diff->old.count || j < diff->new.count) && common < 2 * CONTEXT + 1) {
		common = changes_at(diff, i, j) ? 0 : common + 1;
		step(diff, &i, &j);
	}
	common = common > CONTEXT ? common - CONTEXT : 0;
	hunk->n_old = i - common - hunk->old;
	hunk->n_new = j - common - hunk->new;
	return true;
}

static size_t first_line(size_t begin, size_t count)
{
	return count > 0 ? begin + 1 : begin;
}

static void add_hunk(struct pc_buf *out, const struct diff *diff, const struct hunk *hunk)
{
	size_t i = hunk->old, j = hunk->new;

	pc_buf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n",
		first_line(hunk->old, hunk->n_old), hunk->n_old,
		first_line(hunk->new, hunk->n_new), hunk->n_new);
	while (i < hunk->old + hunk->n_old || j < hunk->new + hunk->n_new) {
		if (i < diff->old.count && diff->goes[i])
			add_line(out, '-', diff->old.items[i]);
		else if (j < diff->new.count && diff->comes[j])
			add_line(out, '+', diff->new.items[j]);
		else
			add_line(out, ' ', diff->old.items[i]);
		step(diff, &i, &j);
	}
}

void pc_diff(struct pc_buf *out, struct pc_str name, struct pc_str old, struct pc_str new)
{
	struct diff diff = {.old = split(old), .new = split(new)};
	struct hunk hunk = {0};

	diff.goes = pc_xcalloc(diff.old.count + 1, sizeof(bool));
	diff.comes = pc_xcalloc(diff.new.count + 1, sizeof(bool));
	if (!pc_str_eq(old, new)) {
		compare(&diff);
		add_name(out, "---", 'a', name);
		add_name(out, "+++", 'b', name);
	}
	while (next_hunk(&hunk, &diff, hunk.old + hunk.n_old, hunk.new + hunk.n_new))
		add_hunk(out, &diff, &hunk);
	free(diff.old.items);
	free(diff.new.items);
	free(diff.goes);
	free(diff.comes);
}
