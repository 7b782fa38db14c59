/* SPDX-License-Identifier: Apache-2.0 */
/* How far an audit is: one line on stderr that is written over.  How much there is in
 * all, a thread of its own finds out, of what takes more than a moment. */
#include <fts.h>
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
	atomic_bool ends;
} count;

static void count_tree(const char *path)
{
	enum { TOLD_EVERY = 1024 };
	/* fts_open() takes pointers to what may change. */
	char *copy = pc_str_dup(pc_str(path)), *const paths[] = {copy, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	uint64_t files = 0, bytes = 0;
	FTSENT *entry;

	while (tree && !atomic_load(&count.ends) && (entry = fts_read(tree))) {
		if (entry->fts_info != FTS_F)
			continue;
		files++;
		bytes += (uint64_t)entry->fts_statp->st_size;
		if (files < TOLD_EVERY)
			continue;
		pc_audit_expect(count.audit, files, bytes);
		files = bytes = 0;
	}
	pc_audit_expect(count.audit, files, bytes);
	if (tree)
		fts_close(tree);
	free(copy);
}

static void *count_all(void *unused)
{
	(void)unused;
	for (size_t i = 0; i < count.operands->count; i++) {
		if (!pc_str_is(count.operands->items[i], "-"))
			count_tree(count.operands->items[i].ptr);
	}
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
	double left;

	*out = '\0';
	if (counts->expected_bytes <= counts->bytes || counts->bytes == 0)
		return;
	left = counts->seconds * (double)(counts->expected_bytes - counts->bytes) /
	       (double)counts->bytes;
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
