/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of secrets with every rule at work.  Input: a byte that says how to read the
 * rest.  0: as it is; 1: a template (what keys look like stands in no file); 2: the
 * number of a rule whose examples are put between the bytes.
 *
 * Whatever the bytes: hits lie in the text and say what stands there, lines and columns
 * are true, the table and vectorscan find the same, and so do windows of a longer text.
 */
#include "must.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/match/literals.h"
#include "pc/secrets/scan.h"

enum {
	MOST_TEXT = 2000, /* of what is split, less than one window sees of the next */
	MOST_HITS = 512,
	FILLER = 18 << 10,
};

struct got {
	struct pc_str text;
	size_t before; /* of the text, in what it is a window of */
	struct {
		const struct pc_secret_rule *rule;
		size_t at, len;
		uint32_t line, col;
		uint64_t key, name;
	} hits[MOST_HITS];
	size_t n;
};

static void check_place(struct pc_str text, const struct pc_secret_hit *hit)
{
	uint32_t line = 1, col = 1;

	for (size_t i = 0; i < hit->at; i++) {
		bool ends = text.ptr[i] == '\n';

		line += ends;
		col = ends ? 1 : col + ((text.ptr[i] & 0xC0) != 0x80);
	}
	must(line == hit->line && col == hit->col, "line and column are true");
}

static void found(void *context, const struct pc_secret_hit *hit)
{
	struct got *got = context;
	struct pc_str there = {got->text.ptr + hit->at, hit->len};

	must(hit->at <= got->text.len && hit->len <= got->text.len - hit->at,
		"a hit lies in the text");
	must(hit->len > 0 && hit->key.len > 0, "a key is not empty");
	must(hit->is_encoded || pc_str_eq(there, hit->key),
		"the key is what stands there");
	must(got->n == 0 || got->hits[got->n - 1].at + got->hits[got->n - 1].len <=
				    hit->at + got->before,
		"hits are told in order, one for each place");
	if (!got->before)
		check_place(got->text, hit);
	if (got->n == MOST_HITS)
		return;
	got->hits[got->n].rule = hit->rule;
	got->hits[got->n].at = hit->at + got->before;
	got->hits[got->n].len = hit->len;
	got->hits[got->n].line = hit->line;
	got->hits[got->n].col = hit->col;
	got->hits[got->n].key = pc_str_hash(hit->key);
	got->hits[got->n++].name = pc_str_hash(hit->name);
}

/* Whether both found the same; keys in two parts are not told where one of them stands in
 * a window that is still to come. */
static void compare(
	const struct got *a, const struct got *b, bool paired, const char *what)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (!paired && i < a->n && a->hits[i].rule->with)
			i++;
		while (!paired && j < b->n && b->hits[j].rule->with)
			j++;
		if (i == a->n || j == b->n)
			break;
		if (memcmp(&a->hits[i], &b->hits[j], sizeof(a->hits[i])) != 0)
			fprintf(stderr, "%s at %zu+%zu %u:%u, %s at %zu+%zu %u:%u\n",
				a->hits[i].rule->id, a->hits[i].at, a->hits[i].len,
				a->hits[i].line, a->hits[i].col, b->hits[j].rule->id,
				b->hits[j].at, b->hits[j].len, b->hits[j].line,
				b->hits[j].col);
		must(memcmp(&a->hits[i], &b->hits[j], sizeof(a->hits[i])) == 0, what);
		i++;
		j++;
	}
	if (i < a->n || j < b->n)
		fprintf(stderr, "only one: %s\n",
			i < a->n ? a->hits[i].rule->id : b->hits[j].rule->id);
	must(i == a->n && j == b->n, what);
}

static struct pc_secret_scanner *opened(bool is_plain)
{
	struct pc_secrets *secrets;
	struct pc_err err;

	must(pc_secrets_open(&secrets,
		     &(struct pc_secrets_options){.size = SIZE_MAX,
			     .is_plain = is_plain,
			     .fast = pc_literals_fast()},
		     &err) == PC_OK,
		"the rules can be made ready");
	return pc_secret_scanner_new(secrets);
}

static void scan(struct got *got, struct pc_secret_scanner *scanner, struct pc_str text)
{
	*got = (struct got){.text = text};
	pc_secret_scan(scanner, &(struct pc_secret_text){.text = text}, found, got);
}

static void fill(struct pc_buf *out)
{
	for (size_t from = out->len; out->len - from < FILLER;)
		pc_buf_puts(out, "it was a dark and stormy night; the rain fell\n");
}

/* The text in the middle of a longer one, whole and in two windows. */
static void check_windows(
	struct pc_secret_scanner *scanner, struct pc_str text, size_t cut)
{
	static struct got whole, split;
	PC_AUTO(pc_buf_done) struct pc_buf all = {0};
	size_t end, next;
	struct pc_secret_text window = {.goes_on = true};

	fill(&all);
	end = all.len + cut % (text.len + 2 * MOST_TEXT);
	pc_buf_add(&all, text);
	pc_buf_puts(&all, "\n");
	fill(&all);
	scan(&whole, scanner, pc_buf_str(&all));
	for (next = end - PC_SECRET_OVERLAP; next && all.ptr[next - 1] != '\n'; next--)
		;
	window.text = split.text = pc_str_head(pc_buf_str(&all), end);
	split.n = split.before = 0;
	pc_secret_scan(scanner, &window, found, &split);
	window = (struct pc_secret_text){.text = pc_str_from(pc_buf_str(&all), next),
		.seen = end - next,
		.line = 1};
	for (size_t i = 0; i < next; i++)
		window.line += all.ptr[i] == '\n';
	split.text = window.text;
	split.before = next;
	pc_secret_scan(scanner, &window, found, &split);
	compare(&whole, &split, false, "windows find the same as the whole");
}

/* Examples of a rule between the input's lines. */
static void with_examples(struct pc_buf *out, struct pc_arena *arena, struct pc_str input)
{
	size_t number = input.len < 2 ? 0
				      : (unsigned char)input.ptr[0] * 256U +
						(unsigned char)input.ptr[1];
	const struct pc_secret_rule *rule = &pc_secret_rules[number % pc_secret_n_rules];
	struct pc_str rest = pc_str_from(input, 2);

	for (const char *const *text = rule->match; *text; text++) {
		pc_buf_add(out, pc_str_cut(&rest, '\n'));
		pc_buf_add(out, pc_secret_sample(arena, *text, input.len));
	}
	pc_buf_add(out, rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pc_secret_scanner *table, *fast;
	static struct got by_table, by_fast;
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str input = {(const char *)data, size};

	if (!table)
		table = opened(true);
	if (!fast)
		fast = opened(false);
	if (size < 2 || size > 2 * MOST_TEXT)
		return 0;
	if (data[0] % 3 == 0)
		pc_buf_add(&text, pc_str_from(input, 2));
	else if (data[0] % 3 == 2)
		with_examples(&text, &arena, pc_str_from(input, 2));
	else if (size < 300) {
		PC_AUTO(pc_buf_done) struct pc_buf template = {0};

		pc_buf_add(&template, pc_str_from(input, 2));
		pc_buf_add_char(&template, '\0');
		pc_buf_add(&text, pc_secret_sample(&arena, template.ptr, size));
	}
	scan(&by_table, table, pc_buf_str(&text));
	scan(&by_fast, fast, pc_buf_str(&text));
	compare(&by_table, &by_fast, true, "vectorscan finds the same");
	if (text.len <= MOST_TEXT)
		check_windows(table, pc_buf_str(&text), data[1] * 37U + text.len);
	return 0;
}
