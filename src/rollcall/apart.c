/* SPDX-License-Identifier: Apache-2.0 */
/* The reader, from its start to its end. */
#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hear.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/os/program.h"
#include "pc/os/sandbox.h"
#include "say.h"

enum { FAILED = 1 };

/* ---- the reader ---------------------------------------------------------------------
 */

static enum pc_status give_up_files(
	struct pc_arena *arena, const struct pc_scan *scan, struct pc_err *err)
{
	const struct pc_sandbox_path own[] = {
		{pc_arena_str(arena, scan->ca_file).ptr, PC_SANDBOX_READ}};
	struct pc_sandbox sandbox =
		pc_sandbox_with_network(arena, own, scan->ca_file.len ? 1 : 0, 0);
	struct pc_sandboxed done;

	return pc_sandbox_enter(&done, &sandbox, err);
}

/* A source with more than anybody hears would take those behind it away. */
static void say_line(struct pc_buf *out, const struct pc_reading *reading)
{
	struct pc_reading large = *reading;
	size_t start = out->len;

	say_reading(out, reading);
	if (out->len - start >= PC_MAX_SOURCE_SIZE) {
		large.items = NULL;
		large.count = large.skipped = 0;
		large.unread = PC_UNREAD_LARGE;
		large.why = PC_STR("it says more than is looked at");
		out->len = start;
		say_reading(out, &large);
	}
	pc_buf_add_char(out, '\n');
}

static enum pc_status read_all(int to, struct pc_scanner *scanner,
	const struct pc_scan *scan, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_reading *readings = NULL;
	size_t count = 0;

	PC_TRY(give_up_files(&arena, scan, err));
	pc_scanner_read(&readings, &count, &arena, scanner);
	for (size_t i = 0; i < count; i++)
		say_line(&out, &readings[i]);
	return pc_fs_write_fd(to, pc_buf_str(&out), err);
}

static PC_NORETURN void be_reader(
	int to, struct pc_scanner **scanner, const struct pc_scan *scan)
{
	struct pc_err err;
	enum pc_status status;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	status = read_all(to, *scanner, scan, &err);
	pc_scanner_close(scanner);
	if (status != PC_OK)
		fprintf(stderr, "policyctl models scan: %s\n", err.text);
	exit(status == PC_OK ? EXIT_SUCCESS : FAILED);
}

enum pc_status apart_start(struct apart *out, struct pc_arena *arena,
	struct pc_scanner **scanner, const struct pc_scan *scan, struct pc_err *err)
{
	int pair[2];

	pc_scanner_expect(&out->readings, &out->count, arena, *scanner);
	out->deadline = scan->deadline;
	if (pipe2(pair, O_CLOEXEC) < 0)
		return pc_err_sys(err, "a pipe");
	fflush(NULL);
	out->reader = fork();
	if (out->reader == 0) {
		close(pair[0]);
		be_reader(pair[1], scanner, scan);
	}
	pc_scanner_close(scanner);
	close(pair[1]);
	out->from = pair[0];
	if (out->reader > 0)
		return PC_OK;
	close(out->from);
	return pc_err_sys(err, "starting another process");
}

/* ---- whoever hears it -----------------------------------------------------------------
 */

static void fail_all(struct apart *apart, struct pc_str why)
{
	for (size_t i = 0; i < apart->count; i++) {
		apart->readings[i].unread = PC_UNREAD_SHAPE;
		apart->readings[i].why = why;
	}
}

/* Each line in its place: what is none leaves its source unread. */
static void take_lines(struct apart *apart, struct pc_arena *arena, struct pc_str said)
{
	for (size_t i = 0; i < apart->count && said.ptr; i++) {
		struct pc_str line = pc_str_cut(&said, '\n');

		if (said.ptr && !hear_reading(&apart->readings[i], arena, line))
			apart->readings[i].why = PC_STR("what it says is not understood");
	}
}

static int wait_for(struct apart *apart)
{
	int status = 0;

	close(apart->from);
	while (waitpid(apart->reader, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

void apart_stop(struct apart *apart)
{
	kill(apart->reader, SIGKILL);
	(void)wait_for(apart);
}

void apart_hear(struct apart *apart, struct pc_arena *arena)
{
	enum { SLACK = 10000 };
	struct pc_str said = {0};
	struct pc_err err;
	int status;

	if (pc_program_hear(&said, arena, apart->from, apart->deadline + SLACK,
		    PC_MAX_READINGS_SIZE, &err) != PC_OK) {
		apart_stop(apart);
		fail_all(apart, PC_STR("its reader did not end in time"));
		return;
	}
	status = wait_for(apart);
	fail_all(apart, WIFSIGNALED(status) ? pc_arena_printf(arena,
						      "its reader was ended by signal %d",
						      WTERMSIG(status))
					    : PC_STR("its reader did not come to it"));
	take_lines(apart, arena, said);
}
