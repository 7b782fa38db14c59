/* SPDX-License-Identifier: Apache-2.0 */
/* A text looked through: one pass for anchors, then what confirm.c found there is put in
 * order, one candidate for each place, and told. */
#include <stdlib.h>

#include "engine_priv.h"

enum {
	/* Text that has to be seen before vectorscan's automaton pays: it takes some 8 ms
	 * to make, and saves 1 ns a byte. */
	MUCH = 4 << 20,
};

struct pc_secret_scanner *pc_secret_scanner_new(const struct pc_secrets *secrets)
{
	struct pc_secret_scanner *scanner = pc_xcalloc(1, sizeof(*scanner));

	/* What is shared changes in places that are made once, under a lock. */
	scanner->secrets = (struct pc_secrets *)(uintptr_t)secrets;
	scanner->patterns = pc_pattern_scratch_new(false);
	scanner->searched = pc_xcalloc(secrets->n_rules + 1, sizeof(*scanner->searched));
	scanner->matched = pc_xcalloc(secrets->n_rules + 1, sizeof(*scanner->matched));
	return scanner;
}

static void wipe(struct pc_secret_scanner *scanner)
{
	for (size_t i = 0; i < scanner->n_decoded; i++) {
		char *text = (char *)(uintptr_t)scanner->decoded[i].ptr;

		explicit_bzero(text, scanner->decoded[i].len);
		free(text);
	}
	scanner->n_decoded = 0;
	scanner->n_candidates = 0;
	if (scanner->value.ptr)
		explicit_bzero(scanner->value.ptr, scanner->value.cap);
	scanner->value.len = 0;
}

void pc_secret_scanner_free(struct pc_secret_scanner *scanner)
{
	if (!scanner)
		return;
	wipe(scanner);
	if (scanner->space)
		scanner->secrets->options.fast->free_space(scanner->space);
	pc_pattern_scratch_free(scanner->patterns);
	pc_buf_done(&scanner->value);
	free(scanner->searched);
	free(scanner->matched);
	free(scanner->candidates);
	free(scanner->decoded);
	free(scanner);
}

size_t pc_secret_gave_up(const struct pc_secret_scanner *scanner)
{
	return scanner->gave_up;
}

/* ---- looking ----------------------------------------------------------------------- */

static bool on_anchor(void *context, unsigned which, size_t end)
{
	struct look *look = context;

	return confirm_anchor(look, &look->scanner->secrets->anchors.items[which], end);
}

/* The automaton, when so much was seen that it pays.  The thread that sees the last byte
 * of that makes it; others go on with the table until it is there. */
static const struct pc_literals *fast_of(struct pc_secrets *secrets, size_t len)
{
	struct pc_literals *fast = __atomic_load_n(&secrets->fast, __ATOMIC_ACQUIRE);
	size_t seen;

	if (fast || secrets->options.is_plain || !secrets->options.fast)
		return fast;
	seen = __atomic_add_fetch(&secrets->seen, len, __ATOMIC_RELAXED);
	if (seen < MUCH && secrets->options.size < MUCH)
		return NULL;
	if (__atomic_exchange_n(&secrets->tried_fast, true, __ATOMIC_ACQ_REL))
		return NULL;
	fast = secrets->options.fast->make(secrets->anchors.literals, secrets->anchors.n);
	__atomic_store_n(&secrets->fast, fast, __ATOMIC_RELEASE);
	return fast;
}

void look_through(struct look *look)
{
	pc_literals_table.find(
		look->scanner->secrets->table, NULL, look->text, on_anchor, look);
}

static void look_at(struct pc_secret_scanner *scanner, struct look *look)
{
	const struct pc_literals_way *way = scanner->secrets->options.fast;
	const struct pc_literals *fast = fast_of(scanner->secrets, look->text.len);

	if (!fast) {
		look_through(look);
		return;
	}
	if (!scanner->space) {
		scanner->space = way->space(fast);
		pc_pattern_scratch_use_jit(scanner->patterns);
	}
	way->find(fast, scanner->space, look->text, on_anchor, look);
}

/* ---- one for each place ------------------------------------------------------------ */

static int by_rank(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank > b->rank ? -1 : 1;
	if (a->len != b->len)
		return a->len > b->len ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	/* Rules in the order of the table. */
	return (a->rule > b->rule) - (a->rule < b->rule);
}

static bool keep(struct candidate *kept, size_t n, const struct candidate *candidate)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (kept[middle].at < candidate->at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < n && kept[low].at < candidate->at + candidate->len)
		return false;
	if (low > 0 && kept[low - 1].at + kept[low - 1].len > candidate->at)
		return false;
	memmove(kept + low + 1, kept + low, (n - low) * sizeof(*kept));
	kept[low] = *candidate;
	return true;
}

/* The surest of each place, in the order of places. */
static void settle(struct pc_secret_scanner *scanner)
{
	struct candidate *all = scanner->candidates, *kept;
	size_t n = 0;

	if (scanner->n_candidates < 2)
		return;
	qsort(all, scanner->n_candidates, sizeof(*all), by_rank);
	kept = pc_xcalloc(scanner->n_candidates + 1, sizeof(*kept));
	for (size_t i = 0; i < scanner->n_candidates; i++)
		if (keep(kept, n, &all[i]))
			n++;
	free(all);
	scanner->candidates = kept;
	scanner->cap_candidates = scanner->n_candidates + 1;
	scanner->n_candidates = n;
}

/* ---- telling ----------------------------------------------------------------------- */

/* Lines and columns of rising offsets. */
struct place {
	struct pc_str text;
	size_t at;
	uint32_t line, col;
};

static void go_to(struct place *place, size_t at)
{
	const char *text = place->text.ptr;
	const char *end;

	while ((end = memchr(text + place->at, '\n', at - place->at))) {
		place->at = (size_t)(end - text) + 1;
		place->line++;
		place->col = 1;
	}
	for (; place->at < at; place->at++)
		place->col += (text[place->at] & 0xC0) != 0x80;
}

static bool is_paired(
	const struct pc_secret_scanner *scanner, const struct engine_rule *rule)
{
	return !rule || rule->with < 0 || scanner->matched[rule->with];
}

/* Whether this window tells it: of what lies near the end of one, the next one does. */
static bool is_ours(const struct pc_secret_text *text, const struct candidate *candidate)
{
	size_t end = candidate->at + candidate->len;

	if (text->seen && end + TAIL <= text->seen)
		return false;
	return !text->goes_on || end + TAIL <= text->text.len;
}

static void tell(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	pc_secret_hit_fn *found, void *context)
{
	struct place place = {
		.text = text->text, .line = text->line ? text->line : 1, .col = 1};

	for (size_t i = 0; i < scanner->n_candidates; i++) {
		const struct candidate *candidate = &scanner->candidates[i];

		if (!is_paired(scanner, candidate->rule) || !is_ours(text, candidate))
			continue;
		go_to(&place, candidate->at);
		found(context, &(struct pc_secret_hit){
				       .rule = candidate->rule ? candidate->rule->rule
							       : &pc_secret_generic_rule,
				       .sureness = candidate->sureness,
				       .key = candidate->key,
				       .name = candidate->name,
				       .at = candidate->at,
				       .len = candidate->len,
				       .line = place.line,
				       .col = place.col,
				       .is_encoded = candidate->is_encoded,
			       });
	}
}

static void note_matched(struct pc_secret_scanner *scanner)
{
	const struct engine_rule *rules = scanner->secrets->rules;

	for (size_t i = 0; i < scanner->n_candidates; i++)
		if (scanner->candidates[i].rule)
			scanner->matched[scanner->candidates[i].rule - rules] = true;
}

void pc_secret_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	pc_secret_hit_fn *found, void *context)
{
	struct look look = {
		.scanner = scanner, .text = text->text, .number = ++scanner->looks};

	if (!text->seen)
		memset(scanner->matched, 0, scanner->secrets->n_rules);
	look_at(scanner, &look);
	if (scanner->n_candidates) {
		settle(scanner);
		note_matched(scanner);
		tell(scanner, text, found, context);
	}
	wipe(scanner);
}

/* ---- values ------------------------------------------------------------------------ */

void pc_secret_scan_value(struct pc_secret_scanner *scanner, struct pc_str name,
	struct pc_str value, pc_secret_hit_fn *found, void *context)
{
	struct pc_secret_text text = {0};
	struct look look = {
		.scanner = scanner, .outer_name = name, .number = ++scanner->looks};
	size_t before = name.len + 2, n = 0;

	/* At once, so that nothing is left behind where it grows. */
	(void)pc_buf_room(&scanner->value, name.len + value.len + 4);
	pc_buf_add(&scanner->value, name);
	pc_buf_puts(&scanner->value, "=\"");
	pc_buf_add(&scanner->value, value);
	pc_buf_puts(&scanner->value, "\"");
	look.text = text.text = pc_buf_str(&scanner->value);
	look_at(scanner, &look);
	settle(scanner);
	note_matched(scanner);
	for (size_t i = 0; i < scanner->n_candidates; i++) {
		struct candidate *candidate = &scanner->candidates[i];

		if (candidate->at < before ||
			candidate->at + candidate->len > before + value.len)
			continue;
		candidate->at -= before;
		scanner->candidates[n++] = *candidate;
	}
	scanner->n_candidates = n;
	text.text = value;
	tell(scanner, &text, found, context);
	wipe(scanner);
}
