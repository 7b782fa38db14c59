/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine of secrets costs by itself, on texts that lie in memory:
 *
 *	bench_scan [--table] [--anchors] [--rules] PATH...
 *
 * --table: without vectorscan; --anchors: in how many places each anchor stands, and how
 * many of them there are for each kind, instead of a scan; --rules: what was told. */
#include <ftw.h>

#include "engine_priv.h"
#include "pc/base/fs.h"

enum { MOST_TEXT = 2000 << 20, FEW = 1000 };

static struct {
	struct pc_buf text;
	size_t *ends;
	size_t n, cap;
} all;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int load(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	FILE *file;
	size_t size = (size_t)st->st_size;

	(void)ftw;
	if (type != FTW_F || !S_ISREG(st->st_mode) || all.text.len + size > MOST_TEXT)
		return 0;
	file = fopen(path, "rbe");
	if (!file)
		return 0;
	all.text.len += fread(pc_buf_room(&all.text, size), 1, size, file);
	(void)fclose(file);
	pc_xgrow(all.ends, all.n, all.cap);
	all.ends[all.n++] = all.text.len;
	return 0;
}

static struct pc_str text_of(size_t i)
{
	size_t from = i ? all.ends[i - 1] : 0;

	return (struct pc_str){all.text.ptr + from, all.ends[i] - from};
}

/* ---- anchors ----------------------------------------------------------------------- */

static bool count(void *context, unsigned which, size_t end)
{
	size_t *counts = context;

	(void)end;
	counts[which]++;
	return true;
}

static const size_t *sorted_by;

static int by_count(const void *left, const void *right)
{
	size_t a = sorted_by[*(const unsigned *)left];
	size_t b = sorted_by[*(const unsigned *)right];

	return (a < b) - (a > b);
}

static const char *use_of(const struct pc_secrets *secrets, const struct anchor *anchor)
{
	const struct anchor_use *use = &secrets->anchors.uses[anchor->first];

	switch (use->kind) {
	case USE_PREFIX:
	case USE_KEYWORD:
		return secrets->rules[use->rule].rule->id;
	case USE_GENERIC:
		return "(assignments)";
	case USE_ENCODED:
		return "(base64)";
	}
	return "";
}

static void anchors(const struct pc_secrets *secrets, const struct pc_literals_way *way)
{
	size_t *counts = pc_xcalloc(secrets->anchors.n + 1, sizeof(*counts));
	unsigned *order = pc_xcalloc(secrets->anchors.n + 1, sizeof(*order));
	double start = now();
	struct pc_literals *made =
		way->make(secrets->anchors.literals, secrets->anchors.n);
	double ready = now();
	struct pc_literals_space *space = way->space ? way->space(made) : NULL;
	size_t sum = 0;

	for (size_t i = 0; i < all.n; i++)
		way->find(made, space, text_of(i), count, counts);
	printf("%zu anchors: %.1f ms to make, %.3f s, %.2f GB/s\n", secrets->anchors.n,
		(ready - start) * 1e3, now() - ready,
		(double)all.text.len / 1e9 / (now() - ready));
	for (unsigned i = 0; i < secrets->anchors.n; i++) {
		order[i] = i;
		sum += counts[i];
	}
	sorted_by = counts;
	qsort(order, secrets->anchors.n, sizeof(*order), by_count);
	printf("%zu places\n", sum);
	for (size_t i = 0; i < secrets->anchors.n && counts[order[i]] >= FEW; i++) {
		const struct anchor *anchor = &secrets->anchors.items[order[i]];

		printf("%9zu  %-20.*s %s%s\n", counts[order[i]],
			PC_STR_ARG(anchor->literal.text), use_of(secrets, anchor),
			anchor->n > 1 ? " ..." : "");
	}
	if (space)
		way->free_space(space);
	way->free(made);
	free(counts);
	free(order);
}

/* ---- scans ------------------------------------------------------------------------- */

static bool lists;

static void found(void *context, const struct pc_secret_hit *hit)
{
	size_t *n = context;

	++*n;
	if (lists)
		printf("%s %u:%u %.4s (%zu) %.*s\n", hit->rule->id, hit->line, hit->col,
			hit->key.ptr, hit->key.len, PC_STR_ARG(hit->name));
}

static void scan(struct pc_secrets *secrets)
{
	struct pc_secret_scanner *scanner = pc_secret_scanner_new(secrets);

	for (int turn = 0; turn < 2; turn++) {
		double start = now(), took;
		size_t n = 0;

		for (size_t i = 0; i < all.n; i++)
			pc_secret_scan(scanner,
				&(struct pc_secret_text){.text = text_of(i)}, found, &n);
		took = now() - start;
		printf("%zu texts, %.0f MB, %.3f s, %.2f GB per CPU-second, %zu found, "
		       "%zu gave up\n",
			all.n, (double)all.text.len / 1e6, took,
			(double)all.text.len / 1e9 / took, n, pc_secret_gave_up(scanner));
		lists = false;
	}
	pc_secret_scanner_free(scanner);
}

int main(int argc, char **argv)
{
	struct pc_secrets_options options = {.fast = pc_literals_fast()};
	struct pc_secrets *secrets;
	struct pc_err err;
	bool counts = false;
	double start;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--table") == 0)
			options.is_plain = true;
		else if (strcmp(argv[i], "--anchors") == 0)
			counts = true;
		else if (strcmp(argv[i], "--rules") == 0)
			lists = true;
		else if (nftw(argv[i], load, 64, FTW_PHYS) != 0)
			return 70;
	}
	start = now();
	if (pc_secrets_open(&secrets, &options, &err) != PC_OK)
		return 70;
	printf("%zu rules made ready in %.3f ms\n", secrets->n_rules,
		(now() - start) * 1e3);
	if (counts)
		anchors(secrets, options.is_plain || !options.fast ? &pc_literals_table
								   : options.fast);
	else
		scan(secrets);
	pc_secrets_close(secrets);
	pc_buf_done(&all.text);
	free(all.ends);
	return 0;
}
