/* SPDX-License-Identifier: Apache-2.0 */
/* How far an audit is: one line on stderr that is written over.  How much there is in
 * all, a thread of its own finds out, of what takes more than a moment. */
#include <ftw.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"

enum { MEGABYTE = 1000000 };

static struct {
	struct pc_audit *audit;
	const struct texts *operands;
	pthread_t thread;
	bool is_running;
	uint64_t files, bytes; /* that were not told yet */
	atomic_bool ends;
} count;

static int count_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	enum { TOLD_EVERY = 1024 };

	(void)path;
	(void)at;
	if (kind == FTW_F) {
		count.files++;
		count.bytes += (uint64_t)st->st_size;
	}
	if (count.files >= TOLD_EVERY) {
		pc_audit_expect(count.audit, count.files, count.bytes);
		count.files = count.bytes = 0;
	}
	return atomic_load(&count.ends);
}

static void *count_all(void *unused)
{
	enum { OPEN = 32 };

	(void)unused;
	for (size_t i = 0; i < count.operands->count; i++) {
		if (!pc_str_is(count.operands->items[i], "-"))
			nftw(count.operands->items[i].ptr, count_entry, OPEN, FTW_PHYS);
	}
	pc_audit_expect(count.audit, count.files, count.bytes);
	return NULL;
}

void audit_progress_begin(struct pc_audit *audit, const struct texts *operands)
{
	count.audit = audit;
	count.operands = operands;
}

static void count_once(const struct pc_audit_counts *counts)
{
	static const double long_work = 1.0;

	if (!count.operands || count.is_running || counts->seconds < long_work)
		return;
	count.is_running = pthread_create(&count.thread, NULL, count_all, NULL) == 0;
}

static void put_left(char *out, size_t size, const struct pc_audit_counts *counts)
{
	enum { MINUTE = 60 };
	uint64_t done = counts->all ? counts->done : counts->bytes;
	uint64_t all = counts->all ? counts->all : counts->expected_bytes;
	double left;

	*out = '\0';
	if (all <= done || done == 0)
		return;
	left = counts->seconds * (double)(all - done) / (double)done;
	if (left < MINUTE)
		snprintf(out, size, ", %.0f s left", left);
	else
		snprintf(out, size, ", %.0f min left", left / MINUTE);
}

void audit_progress_say(void *unused, const struct pc_audit_counts *counts)
{
	double rate = counts->seconds > 0 ? (double)counts->bytes / counts->seconds : 0;
	char left[64];

	(void)unused;
	count_once(counts);
	put_left(left, sizeof(left), counts);
	fprintf(stderr, "\r%" PRIu64 " files, %" PRIu64 " MB, %.0f MB/s%s\033[K",
		counts->files, counts->bytes / MEGABYTE, rate / MEGABYTE, left);
}

bool audit_progress_is_wanted(const struct audit_args *args)
{
	if (args->progress.len)
		return pc_str_is(args->progress, "always");
	return isatty(STDERR_FILENO);
}

void audit_progress_end(void)
{
	atomic_store(&count.ends, true);
	if (count.is_running)
		pthread_join(count.thread, NULL);
	count.is_running = false;
	fputs("\r\033[K", stderr);
}
