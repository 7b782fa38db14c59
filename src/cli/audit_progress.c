/* SPDX-License-Identifier: Apache-2.0 */
/* How far an audit is: one line on stderr that is written over. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "audit.h"

enum { MEGABYTE = 1000000 };

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
	fputs("\r\033[K", stderr);
}
