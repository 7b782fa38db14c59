/* SPDX-License-Identifier: Apache-2.0 */
/* sim_jobs [--seeds N] [--first S] [--days N] [--verbose SEED]: the article's 46 days,
 * once for each seed.  A line for each; a seed of which something does not hold is told
 * with what, and with the command that plays it again. */
#include "sim.h"

struct wishes {
	uint64_t first, count;
	int days;
	bool is_verbose;
};

static const char usage[] =
	"usage: sim_jobs [--seeds N] [--first S] [--days N] [--verbose SEED]\n";

struct sums {
	int64_t least, sum; /* of completion, in hundredths of a percent */
	int64_t operator_waited, blind, in_doubt, failed;
	uint64_t runs;
};

static int64_t completion(const struct results *r)
{
	return r->allowed ? r->done * 10000 / r->allowed : 10000;
}

static void print_run(const struct sim *s)
{
	const struct results *r = &s->results;
	int64_t part = completion(r);

	printf("seed %llu: %lld.%02lld %% of %lld done (%lld handed in, %lld refused, "
	       "%lld cancelled, %lld failed of themselves); operator waits %lld ms, once "
	       "more %lld ms; blind %lld s, in doubt %lld s; %lld attempts, %lld losses, "
	       "%lld crashes; %lld turns\n",
		(unsigned long long)s->seed, (long long)(part / 100),
		(long long)(part % 100), (long long)r->allowed, (long long)r->jobs,
		(long long)r->refused, (long long)r->cancelled, (long long)r->own,
		(long long)r->operator_waited, (long long)r->worst_wait_again,
		(long long)(r->blind / SECOND), (long long)(r->in_doubt / SECOND),
		(long long)r->attempts, (long long)r->losses, (long long)r->crashes,
		(long long)r->turns);
}

static void print_findings(const struct sim *s)
{
	int n = s->n_findings < MOST_FINDINGS ? s->n_findings : MOST_FINDINGS;

	for (int i = 0; i < n; i++)
		printf("  %s\n", s->findings[i]);
	if (s->n_findings > n)
		printf("  and %d more\n", s->n_findings - n);
	printf("  again: sim_jobs --days %d --verbose %llu\n", s->days,
		(unsigned long long)s->seed);
}

static void add(struct sums *sums, const struct sim *s)
{
	const struct results *r = &s->results;
	int64_t part = completion(r);

	if (!sums->runs++ || part < sums->least)
		sums->least = part;
	sums->sum += part;
	if (r->operator_waited > sums->operator_waited)
		sums->operator_waited = r->operator_waited;
	if (r->blind > sums->blind)
		sums->blind = r->blind;
	if (r->in_doubt > sums->in_doubt)
		sums->in_doubt = r->in_doubt;
	sums->failed += s->n_findings > 0;
}

static void run(struct sums *sums, const struct wishes *wishes, uint64_t seed)
{
	struct sim *s = pc_xcalloc(1, sizeof(*s));

	s->seed = seed;
	s->days = wishes->days;
	s->is_verbose = wishes->is_verbose;
	sim_run(s);
	print_run(s);
	if (s->n_findings)
		print_findings(s);
	fflush(stdout);
	add(sums, s);
	sim_done(s);
	free(s);
}

static bool read_wishes(struct wishes *out, int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2) {
		char *end = NULL;
		unsigned long long value;

		if (i + 1 == argc)
			return false;
		value = strtoull(argv[i + 1], &end, 10);
		if (!*argv[i + 1] || *end)
			return false;
		if (!strcmp(argv[i], "--seeds"))
			out->count = value;
		else if (!strcmp(argv[i], "--first"))
			out->first = value;
		else if (!strcmp(argv[i], "--days") && value >= 2 && value <= 3660)
			out->days = (int)value;
		else if (!strcmp(argv[i], "--verbose"))
			*out = (struct wishes){value, 1, out->days, true};
		else
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct wishes wishes = {.first = 1, .count = 1, .days = 46};
	struct sums sums = {0};

	if (!read_wishes(&wishes, argc, argv)) {
		fputs(usage, stderr);
		return 64;
	}
	for (uint64_t i = 0; i < wishes.count; i++)
		run(&sums, &wishes, wishes.first + i);
	if (sums.runs)
		printf("%llu seeds, %lld of them failed; completion %lld.%02lld %% at "
		       "worst, %lld.%02lld %% in the mean; operator waits %lld ms at "
		       "worst; blind %lld s, in doubt %lld s at worst\n",
			(unsigned long long)sums.runs, (long long)sums.failed,
			(long long)(sums.least / 100), (long long)(sums.least % 100),
			(long long)(sums.sum / (int64_t)sums.runs / 100),
			(long long)(sums.sum / (int64_t)sums.runs % 100),
			(long long)sums.operator_waited, (long long)(sums.blind / SECOND),
			(long long)(sums.in_doubt / SECOND));
	return sums.failed ? 1 : 0;
}
