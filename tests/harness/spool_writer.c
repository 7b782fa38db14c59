/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions as fast as many hooks would hand them in, by the hook's own function:
 *
 *   spool_writer SPOOL COUNT SESSION [JUNK]
 *
 * COUNT lines of sessions SESSION-0, SESSION-1 ...; COUNT 0: until somebody ends it.
 * JUNK: lines that are none instead, of so many bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "hook_priv.h"

static void add_decision(struct pc_buf *line, const char *session, long number)
{
	struct timespec now;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	pc_buf_printf(line,
		"{\"id\":\"%s-%ld-%d\",\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\","
		"\"agent\":\"claude\",\"session\":\"%s-%ld\",\"event\":\"PreToolUse\","
		"\"tool\":\"Bash\",\"verdict\":\"deny\",\"by\":\"rule\",\"rule\":"
		"\"Bash(curl:*)\",\"source\":\"/etc/claude-code/"
		"managed-settings.json:1:27\","
		"\"policy\":"
		"\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\","
		"\"from\":\"shared\",\"cwd\":\"/home/ann/work/project\",\"sha256\":"
		"\"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752\","
		"\"programs\":[\"curl\"],\"us\":180}\n",
		session, number, (int)getpid(), utc.tm_year + 1900, utc.tm_mon + 1,
		utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now.tv_nsec / 1000000,
		session, number);
}

int main(int argc, char **argv)
{
	long count = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	long junk = argc > 4 ? strtol(argv[4], NULL, 10) : 0;

	if (argc < 4)
		return 64;
	for (long i = 0; count == 0 || i < count; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf line = {0};
		struct pc_err err;

		pc_buf_add_char(&line, '\n');
		for (long n = 0; n < junk; n++)
			pc_buf_add_char(&line, n + 1 < junk ? 'x' : '\n');
		if (!junk)
			add_decision(&line, argv[3], i);
		if (spool_hand_in(pc_str(argv[1]), pc_buf_str(&line), &err) != PC_OK) {
			fprintf(stderr, "spool_writer: %s\n", err.text);
			return 1;
		}
	}
	return 0;
}
