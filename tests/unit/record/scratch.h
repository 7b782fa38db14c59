/* SPDX-License-Identifier: Apache-2.0 */
/* A database and a spool in a directory of their own, and lines as hooks write them. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/record/chain.h"
#include "pc/record/spool.h"
#include "pc_test.h"

struct scratch {
	char top[32], file[64];
	struct pc_db *db;
};

static inline void scratch_open(struct scratch *s)
{
	struct pc_err err;

	*s = (struct scratch){.top = "/tmp/pc-record-XXXXXX"};
	assert_non_null(mkdtemp(s->top));
	snprintf(s->file, sizeof(s->file), "%s/policyd.db", s->top);
	assert_int_equal(pc_db_open(&s->db, s->file, PC_DB_WRITE, &err), PC_OK);
}

static inline void scratch_close(struct scratch *s)
{
	pc_db_close(&s->db);
	pc_fs_remove_tree(s->top);
}

/* The line of decision number n. */
static inline void add_line(struct pc_buf *out, int n, const char *verdict)
{
	pc_buf_printf(out,
		"{\"id\":\"0193-%08d-0000-0000-000000000000\",\"time\":"
		"\"2026-11-22T03:%02d:%02d.%03dZ\",\"agent\":\"claude\",\"session\":"
		"\"s\","
		"\"event\":\"PreToolUse\",\"tool\":\"Bash\",\"verdict\":\"%s\",\"by\":"
		"\"rule\",\"rule\":\"Bash(curl:*)\",\"policy\":\"d\",\"us\":%d}\n",
		n, n / 60000 % 60, n / 1000 % 60, n % 1000, verdict, n);
}

#endif
