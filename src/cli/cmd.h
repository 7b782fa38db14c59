/* SPDX-License-Identifier: Apache-2.0 */
/* Commands as data: a table of options and one function each.  The driver (cmd.c) turns
 * the tables into parsing, --help and usage errors; commands only run. */
#ifndef PC_CLI_CMD_H
#define PC_CLI_CMD_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

/* What policyctl exits with. */
enum {
	EXIT_FINE = 0,       /* allowed; nothing found */
	EXIT_FINDINGS = 1,   /* not allowed; findings */
	EXIT_USAGE = 64,     /* the words on the command line are wrong */
	EXIT_COULD_NOT = 70, /* the question could not be answered */
};

enum opt_kind {
	OPT_END,
	OPT_FLAG, /* bool */
	OPT_TEXT, /* struct pc_str; the last one counts */
	OPT_WORD, /* the same, and one of the words of .value */
	OPT_LIST, /* struct texts; every one counts */
};

struct opt {
	enum opt_kind kind;
	const char *name; /* long name, without dashes */
	/* What the help calls its value; OPT_WORD: "this|that"; NULL for flags. */
	const char *value;
	const char *brief;
	size_t offset; /* into the command's arguments */
};

struct texts {
	struct pc_str *items;
	size_t count, cap;
};

void texts_add(struct texts *texts, struct pc_arena *arena, struct pc_str text);

struct cmd {
	const char *name;
	const char *operands; /* as the usage line shows them */
	const char *brief;
	const struct opt *opts[4]; /* tables, ended by NULL */
	size_t args_size;
	size_t min_operands, max_operands;
	int wrong_words; /* the exit status for them; 0: EXIT_USAGE */
	/* args points at args_size bytes, filled from the options. Returns an exit
	 * status. arena lives as long as the run. */
	int (*run)(void *args, const struct texts *operands, struct pc_arena *arena);
	/* Of a command that has several forms, "models list", "models show": those,
	 * ended by NULL; the first is meant when none is named.  Then only name and brief
	 * of this one count. */
	const struct cmd *const *verbs;
};

extern const struct cmd cmd_analyze;
extern const struct cmd cmd_audit;
extern const struct cmd cmd_build;
extern const struct cmd cmd_check;
extern const struct cmd cmd_completion;
extern const struct cmd cmd_diff;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_fmt;
extern const struct cmd cmd_helper;
extern const struct cmd cmd_hook;
extern const struct cmd cmd_job;
extern const struct cmd cmd_log;
extern const struct cmd cmd_models;
extern const struct cmd cmd_probe;
extern const struct cmd cmd_report;
extern const struct cmd cmd_rollback;
extern const struct cmd cmd_run;
extern const struct cmd cmd_schema;
extern const struct cmd cmd_show;
extern const struct cmd cmd_status;
extern const struct cmd cmd_sync;
extern const struct cmd cmd_test;
extern const struct cmd cmd_verify;
extern const struct cmd cmd_explain;
extern const struct cmd *const commands[]; /* ended by NULL */

/* Runs the command that argv names; prints help and usage errors itself. */
int cmd_main(int argc, char **argv);

#endif
