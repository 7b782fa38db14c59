/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models scan: asks providers what has changed.  policyctl-rollcall does it,
 * the one program with a way to them; this one has its options, and nothing of the
 * network. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "models.h"
#include "models_propose.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/self.h"
#include "pc/doc/fields.h"
#include "places.h"

struct scan_args {
	struct models_args models; /* the first member: models_options fill it */
	struct pc_str ledger, policy, ca_file, proxy, deadline, fail_on;
	struct texts sources, keys;
	bool is_quiet, only_readings, only_names, is_written, is_committed;
};

#define FIELD(member) offsetof(struct scan_args, member)

static const struct opt scan_options[] = {
	{OPT_TEXT, "ledger", "FILE", "What scans leave behind", FIELD(ledger)},
	{OPT_TEXT, "policy", "FILE", "Which sources, mirrors and keys there are",
		FIELD(policy)},
	{OPT_LIST, "source", "NAME", "Ask this source alone, or NAME=URL: it, there",
		FIELD(sources)},
	{OPT_LIST, "key", "KEY", "NAME=file:/PATH or NAME=exec:/PROGRAM", FIELD(keys)},
	{OPT_TEXT, "ca-file", "FILE", "The only certificate authorities", FIELD(ca_file)},
	{OPT_TEXT, "proxy", "URL", "For https, or none (default: the environment's)",
		FIELD(proxy)},
	{OPT_TEXT, "deadline", "TIME", "For all of them (default: 60s)", FIELD(deadline)},
	{OPT_WORD, "fail-on", "error|warning|note",
		"Exit with 1 when such a thing happened", FIELD(fail_on)},
	{OPT_FLAG, "quiet", NULL, "Print nothing when nothing happened", FIELD(is_quiet)},
	{OPT_FLAG, "readings", NULL, "Print what sources say, and write nothing down",
		FIELD(only_readings)},
	{OPT_FLAG, "list-sources", NULL, "Print the names of sources", FIELD(only_names)},
	{OPT_FLAG, "write", NULL, "Then change models.yaml, as models propose does",
		FIELD(is_written)},
	{OPT_FLAG, "commit", NULL, "Then commit that to a branch of its repository",
		FIELD(is_committed)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- the program ----------------------------------------------------------------------
 */

struct command {
	struct pc_arena *arena;
	char **words;
	size_t count, cap;
};

static void add_word(struct command *command, struct pc_str word)
{
	char *copy = pc_arena_bytes(command->arena, word.len + 1);

	if (word.len)
		memcpy(copy, word.ptr, word.len);
	copy[word.len] = '\0';
	pc_arena_grow(command->arena, command->words, command->count, command->cap);
	command->words[command->count++] = copy;
}

static void add_option(struct command *command, const char *name, struct pc_str value)
{
	if (!value.len)
		return;
	add_word(command, pc_arena_printf(command->arena, "--%s", name));
	add_word(command, value);
}

static void add_path(struct command *command, const char *name, struct pc_str path)
{
	if (path.len)
		add_option(command, name, places_absolute(command->arena, path));
}

static void add_flag(struct command *command, const char *word, bool is_set)
{
	if (is_set)
		add_word(command, pc_str(word));
}

static char **words_of(struct pc_arena *arena, const struct scan_args *args,
	struct pc_str program, struct pc_str ledger)
{
	struct command command = {.arena = arena};

	add_word(&command, program);
	add_path(&command, "table", args->models.table);
	add_option(&command, "at", args->models.at);
	add_option(&command, "format", args->models.format);
	add_path(&command, "ledger", ledger);
	add_path(&command, "policy", args->policy);
	add_path(&command, "ca-file", args->ca_file);
	add_option(&command, "proxy", args->proxy);
	add_option(&command, "deadline", args->deadline);
	add_option(&command, "fail-on", args->fail_on);
	for (size_t i = 0; i < args->sources.count; i++)
		add_option(&command, "source", args->sources.items[i]);
	for (size_t i = 0; i < args->keys.count; i++)
		add_option(&command, "key", args->keys.items[i]);
	add_flag(&command, "--quiet", args->is_quiet);
	add_flag(&command, "--readings", args->only_readings);
	add_flag(&command, "--list-sources", args->only_names);
	pc_arena_grow(arena, command.words, command.count, command.cap);
	command.words[command.count] = NULL;
	return command.words;
}

static PC_NORETURN void become(char **words)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	execv(words[0], words);
	fprintf(stderr, "policyctl models scan: '%s': %s\n", words[0], strerror(errno));
	_exit(EXIT_COULD_NOT);
}

static int start(char **words)
{
	struct pc_err err;
	int status = 0;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0)
		become(words);
	if (child < 0) {
		(void)pc_err_sys(&err, "starting '%s'", words[0]);
		return output_failure(&err);
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return EXIT_COULD_NOT;
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	fprintf(stderr,
		"policyctl models scan: policyctl-rollcall was ended by signal %d\n",
		WTERMSIG(status));
	return EXIT_COULD_NOT;
}

/* ---- around it ----------------------------------------------------------------------
 */

/* The directory that nobody named; whoever names one has it. */
static int make_dir(struct pc_arena *arena, struct pc_str dir)
{
	enum { ALL = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH };
	mode_t mode = geteuid() == 0 ? ALL : S_IRWXU;
	struct pc_err err;

	for (size_t i = 1; i <= dir.len; i++) {
		struct pc_str part = pc_arena_str(arena, pc_str_head(dir, i));

		if (i < dir.len && dir.ptr[i] != '/')
			continue;
		if (mkdir(part.ptr, mode) < 0 && errno != EEXIST) {
			(void)pc_err_sys(&err, "'%s'", part.ptr);
			return output_failure(&err);
		}
	}
	return EXIT_FINE;
}

static int check(const struct scan_args *args)
{
	bool is_proposed = args->is_written || args->is_committed;
	const char *why = NULL;

	if (is_proposed && (args->only_readings || args->only_names))
		why = "--write and --commit are for a scan that is written down";
	else if (is_proposed && pc_str_is(args->models.format, "json"))
		why = "--write and --commit print a patch, which is no JSON";
	if (!why)
		return EXIT_FINE;
	fprintf(stderr, "policyctl models scan: %s\n", why);
	return EXIT_USAGE;
}

static int propose(
	const struct scan_args *args, struct pc_str ledger, struct pc_arena *arena)
{
	struct models_propose wish = {.table = args->models.table,
		.ledger = ledger,
		.now = (int64_t)time(NULL),
		.is_written = args->is_written,
		.is_committed = args->is_committed};

	/* The program would have ended already. */
	if (args->models.at.len)
		(void)pc_time_read(&wish.now, args->models.at);
	return models_propose(&wish, arena);
}

static int run_scan(void *words, const struct texts *operands, struct pc_arena *arena)
{
	const struct scan_args *args = words;
	struct pc_str program = PC_STR(""), ledger = models_ledger(arena, args->ledger);
	bool needs_ledger = !args->only_readings && !args->only_names;
	int status = check(args), proposed;
	struct pc_err err;

	(void)operands;
	if (status == EXIT_FINE && needs_ledger && !args->ledger.len)
		status = make_dir(arena, pc_path_dir(ledger));
	if (status != EXIT_FINE)
		return status;
	if (pc_self_beside(&program, arena, "policyctl-rollcall", &err) != PC_OK)
		return output_failure(&err);
	status = start(words_of(arena, args, program, ledger));
	if (!(args->is_written || args->is_committed) || status > EXIT_FINDINGS)
		return status;
	proposed = propose(args, ledger, arena);
	return proposed != EXIT_FINE ? proposed : status;
}

const struct cmd cmd_models_scan = {
	.name = "models scan",
	.operands = "",
	.brief = "Ask providers what has changed, and write it down",
	.opts = {models_options, scan_options, NULL},
	.args_size = sizeof(struct scan_args),
	.min_operands = 0,
	.max_operands = 0,
	.run = run_scan,
};
