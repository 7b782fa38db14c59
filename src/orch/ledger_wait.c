/* SPDX-License-Identifier: Apache-2.0 */
/* How long jobs waited, in buckets: each power of two has 32 of them, so that none is
 * wider than 1/32 of what is in it, and all of time has 1,920. */
#include "ledger_priv.h"

enum { FINE_BITS = 5, FINE = 1 << FINE_BITS };

static int top_bit(uint64_t n)
{
	int bit = 0;

	for (; n > 1; n >>= 1)
		bit++;
	return bit;
}

int ledger_bucket(int64_t ms)
{
	uint64_t n = ms > 0 ? (uint64_t)ms : 0;
	int shift;

	if (n < FINE)
		return (int)n;
	shift = top_bit(n) - FINE_BITS;
	return FINE * (shift + 1) + (int)(n >> shift) - FINE;
}

int64_t ledger_bucket_end(int bucket)
{
	int shift = bucket / FINE - 1;

	if (bucket < FINE)
		return bucket;
	return (int64_t)(((uint64_t)(bucket % FINE + FINE + 1) << shift) - 1);
}

void ledger_waits_add(struct ledger_waits *waits, int bucket, int64_t jobs, int64_t most,
	bool is_operator)
{
	if (bucket < 0 || bucket >= LEDGER_BUCKETS || jobs <= 0)
		return;
	waits->jobs += jobs;
	waits->buckets[bucket] += jobs;
	if (most > waits->most)
		waits->most = most;
	if (is_operator && most > waits->operator_most)
		waits->operator_most = most;
}

int64_t ledger_waits_percentile(const struct ledger_waits *waits, int percent)
{
	int64_t rank =
		waits->jobs / 100 * percent + (waits->jobs % 100 * percent + 99) / 100;
	int64_t seen = 0, end = 0;

	for (int i = 0; i < LEDGER_BUCKETS && seen < rank; i++) {
		seen += waits->buckets[i];
		end = ledger_bucket_end(i);
	}
	return end < waits->most ? end : waits->most;
}
