/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl-rollcall: one scan.  It is the one program that reads what providers write
 * about their models; policyctl models scan and policyd start it.
 *
 * What it needs of this machine is opened first.  Then it becomes two: one asks and may
 * write nothing, one writes and may ask nobody (apart.h). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "apart.h"
#include "pc/base/fs.h"
#include "pc/base/self.h"
#include "pc/os/sandbox.h"
#include "pc/rollcall/ledger.h"
#include "pc/rollcall/scan.h"
#include "say.h"
#include "words.h"

struct run {
	struct pc_arena arena;
	struct words words;
	struct pc_diags diags;
	struct pc_models *models;
	struct pc_model_policy *policy;
	struct pc_scan scan;
	struct pc_scanner *scanner;
	struct pc_ledger *ledger;
	struct pc_roll *roll;
	struct pc_buf out;
};

static void run_done(struct run *run)
{
	pc_scanner_close(&run->scanner);
	pc_ledger_close(&run->ledger);
	pc_roll_free(run->roll);
	pc_buf_done(&run->out);
	pc_arena_done(&run->arena);
}

/* ---- what it goes by ----------------------------------------------------------------
 */

static enum pc_status open_models(struct run *run, struct pc_err *err)
{
	const char *file = run->words.table ? run->words.table : PC_MODELS_FILE;
	enum pc_status status =
		pc_models_load(&run->models, &run->arena, file, &run->diags, err);

	if (status == PC_ERR_ABSENT && !run->words.table)
		return pc_models_builtin(&run->models, &run->arena, err);
	return status;
}

static enum pc_status open_policy(struct run *run, struct pc_err *err)
{
	const char *file = run->words.policy ? run->words.policy : PC_MODEL_POLICY_FILE;

	if (run->words.policy && access(file, F_OK) < 0)
		return pc_err_sys(err, "'%s'", file);
	return pc_model_policy_load(
		&run->policy, &run->arena, file, NULL, &run->diags, err);
}

static enum pc_status open_scanner(struct run *run, struct pc_err *err)
{
	struct pc_model_source_wish *wishes = NULL;

	run->scan = (struct pc_scan){.ca_file = pc_str(run->words.ca_file),
		.proxy = pc_str(run->words.proxy),
		.deadline = run->words.deadline,
		.now = run->words.at};
	PC_TRY(words_wishes(&wishes, &run->scan.n_wishes, &run->words, run->policy, err));
	run->scan.wishes = wishes;
	return pc_scanner_open(&run->scanner, &run->scan, err);
}

static enum pc_status open_all(struct run *run, struct pc_err *err)
{
	PC_TRY(open_models(run, err));
	PC_TRY(open_policy(run, err));
	return open_scanner(run, err);
}

/* The ledger's own directory stays open, for sqlite makes its journal there. */
static enum pc_status give_up_the_rest(struct run *run, struct pc_err *err)
{
	struct pc_str dir = pc_path_dir(pc_str(run->words.ledger));
	const struct pc_sandbox_path own[] = {
		{dir.len ? pc_arena_str(&run->arena, dir).ptr : ".", PC_SANDBOX_WRITE},
		{"/etc/localtime", PC_SANDBOX_READ},
		{"/dev/urandom", PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox = {own, PC_COUNT(own), 0};
	struct pc_sandboxed done;

	return pc_sandbox_enter(&done, &sandbox, err);
}

/* ---- the scan -----------------------------------------------------------------------
 */

static enum pc_status write_down(struct run *run, const struct pc_step *step,
	struct pc_stepped *stepped, struct pc_err *err)
{
	PC_TRY(pc_ledger_roll(&run->roll, run->ledger, run->models, err));
	pc_roll_step(stepped, &run->arena, run->roll, step);
	return pc_ledger_add(run->ledger, step, stepped, run->roll, err);
}

/* What was not read is no error, but nobody can say either that nothing happened. */
static int judge(const struct words *words, const struct pc_stepped *stepped)
{
	if (!stepped->n_read)
		return EXIT_COULD_NOT;
	if (!words->has_fail_on)
		return EXIT_FINE;
	for (size_t i = 0; i < stepped->count; i++) {
		if (stepped->events[i].severity >= words->fail_on)
			return EXIT_FINDINGS;
	}
	return stepped->n_unread && words->fail_on <= PC_WARNING ? EXIT_FINDINGS
								 : EXIT_FINE;
}

static size_t count_read(const struct pc_step *step)
{
	size_t n = 0;

	for (size_t i = 0; i < step->n_readings; i++)
		n += step->readings[i].unread == PC_READ;
	return n;
}

/* Nothing of what providers wrote comes in before the ledger is all that is left. */
static enum pc_status open_ledger(struct run *run, struct pc_err *err)
{
	if (!run->words.only_readings)
		PC_TRY(pc_ledger_open(
			&run->ledger, run->words.ledger, PC_LEDGER_WRITE, err));
	return give_up_the_rest(run, err);
}

static enum pc_status scan(int *status, struct run *run, struct pc_err *err)
{
	struct pc_stepped stepped = {0};
	struct pc_step step = {.now = run->words.at};
	struct apart apart = {0};
	enum pc_status opened;

	PC_TRY(apart_start(&apart, &run->arena, &run->scanner, &run->scan, err));
	opened = open_ledger(run, err);
	if (opened != PC_OK) {
		apart_stop(&apart);
		return opened;
	}
	apart_hear(&apart, &run->arena);
	step.readings = apart.readings;
	step.n_readings = apart.count;
	if (run->words.only_readings) {
		say_readings(&run->out, step.readings, step.n_readings);
		*status = count_read(&step) ? EXIT_FINE : EXIT_COULD_NOT;
		return PC_OK;
	}
	PC_TRY(write_down(run, &step, &stepped, err));
	if (run->words.is_json)
		say_json(&run->out, &step, &stepped);
	else
		say_text(&run->out, &step, &stepped, run->words.is_quiet);
	*status = judge(&run->words, &stepped);
	return PC_OK;
}

static int list_names(void)
{
	for (size_t i = 0; pc_sources[i]; i++)
		printf("%-20s %s%s\n", pc_sources[i]->name, pc_sources[i]->url,
			pc_sources[i]->key == PC_SOURCE_NO_KEY ? "" : " (with a key)");
	return fflush(stdout) == 0 ? EXIT_FINE : EXIT_COULD_NOT;
}

static void tell(const struct run *run, const struct pc_err *err)
{
	for (size_t i = 0; i < run->diags.count; i++) {
		const struct pc_diag *diag = &run->diags.items[i];

		if (diag->severity == PC_ERROR)
			fprintf(stderr, "policyctl models scan: %s:%u:%u: %s: %.*s\n",
				diag->at.file, diag->at.line, diag->at.col, diag->code,
				PC_STR_ARG(diag->text));
	}
	if (err->at.file && err->at.line)
		fprintf(stderr, "policyctl models scan: %s:%u: %s\n", err->at.file,
			err->at.line, err->text);
	else
		fprintf(stderr, "policyctl models scan: %s\n", err->text);
}

int main(int argc, char **argv)
{
	PC_AUTO(run_done) struct run run = {0};
	struct pc_err err = {0};
	int status;

	signal(SIGPIPE, SIG_IGN);
	pc_self_hide();
	run.words.arena = run.diags.arena = &run.arena;
	status = words_read(&run.words, argc, argv);
	if (status < 0 && run.words.only_names)
		return list_names();
	if (status >= 0)
		return status;
	if (open_all(&run, &err) != PC_OK || scan(&status, &run, &err) != PC_OK ||
		pc_fs_write_fd(STDOUT_FILENO, pc_buf_str(&run.out), &err) != PC_OK) {
		tell(&run, &err);
		return err.status == PC_ERR_USAGE ? EXIT_WORDS : EXIT_COULD_NOT;
	}
	return status;
}
