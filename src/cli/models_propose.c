/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models propose: what sources said last, as a patch to models.yaml; and the
 * same behind models scan.  The patch has two parts, facts and positions, because who
 * reads it may want one without the other: a position is what policies resolve to. */
#include "models_propose.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/fleet/offer.h"
#include "pc/rollcall/ledger.h"
#include "pc/rollcall/propose.h"

static const char command[] = "policyctl models propose", topic[] = "models";

struct work {
	struct pc_arena *arena;
	const struct models_propose *wish;
	const char *file;  /* of the table; NULL: the one that was built in */
	struct pc_str was; /* what it holds */
	struct pc_ledger *ledger;
	struct pc_roll *roll;
	const struct pc_model **models; /* what was said */
	size_t n_models;
	struct pc_proposal proposal;
	struct pc_err err;
};

static const char *shown_file(const struct work *work)
{
	return work->file ? work->file : PC_MODELS_NAME;
}

/* ---- what there is ------------------------------------------------------------------
 */

static enum pc_status open_table(struct work *work)
{
	struct pc_str named = work->wish->table;

	if (named.len)
		work->file = pc_arena_str(work->arena, named).ptr;
	else if (access(PC_MODELS_FILE, F_OK) == 0)
		work->file = PC_MODELS_FILE;
	work->was = pc_models_builtin_text();
	if (!work->file)
		return PC_OK;
	return pc_fs_read(&work->was, work->arena, AT_FDCWD, work->file, PC_MAX_DOC_SIZE,
		&work->err);
}

static enum pc_status open_roll(struct work *work, struct pc_diags *diags)
{
	const char *ledger = pc_arena_str(work->arena, work->wish->ledger).ptr;
	struct pc_models *models;
	enum pc_status status;

	PC_TRY(pc_models_read(
		&models, work->arena, shown_file(work), work->was, diags, &work->err));
	status = pc_ledger_open(&work->ledger, ledger, PC_LEDGER_READ, &work->err);
	if (status == PC_ERR_ABSENT)
		return pc_err_set(&work->err, status, (struct pc_span){0},
			"nobody has asked providers yet ('%s' is not there): policyctl "
			"models scan",
			ledger);
	PC_TRY(status);
	PC_TRY(pc_ledger_roll(&work->roll, work->ledger, models, &work->err));
	work->models = pc_roll_models(&work->n_models, work->arena, work->roll);
	return PC_OK;
}

static struct pc_propose question(const struct work *work, struct pc_str text)
{
	return (struct pc_propose){.file = shown_file(work),
		.text = text,
		.models = work->models,
		.n_models = work->n_models,
		.now = work->wish->now};
}

static enum pc_status propose(struct work *work, struct pc_diags *diags)
{
	struct pc_propose ask = question(work, work->was);

	PC_TRY(pc_propose(&work->proposal, work->arena, &ask, diags, &work->err));
	if (work->wish->no_positions) {
		work->proposal.text = work->proposal.facts;
		work->proposal.positions.count = 0;
	}
	return PC_OK;
}

/* ---- saying it ----------------------------------------------------------------------
 */

static void add_proposals(
	struct pc_buf *out, const struct pc_proposals *proposals, const char *before)
{
	for (size_t i = 0; i < proposals->count; i++) {
		const struct pc_proposed *one = &proposals->items[i];

		pc_buf_puts(out, before);
		clean_text(out, one->what);
		pc_buf_puts(out, ": ");
		clean_text(out, one->text);
		pc_buf_add_char(out, '\n');
	}
}

static bool is_told(const struct pc_proposals *proposals, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (pc_str_eq(proposals->items[k].url, proposals->items[i].url) &&
			pc_str_eq(proposals->items[k].sha256, proposals->items[i].sha256))
			return true;
	}
	return proposals->items[i].url.len == 0;
}

/* Each source once. */
static void add_sources(
	struct pc_buf *out, const struct pc_proposals *proposals, const char *before)
{
	for (size_t i = 0; i < proposals->count; i++) {
		const struct pc_proposed *one = &proposals->items[i];

		if (is_told(proposals, i))
			continue;
		pc_buf_puts(out, before);
		clean_text(out, one->url);
		if (one->sha256.len) {
			pc_buf_puts(out, " sha256:");
			clean_text(out, one->sha256);
		}
		pc_buf_add_char(out, '\n');
	}
}

/* git-apply(1) and patch(1) pass over lines before a file's name. */
static void print_part(const struct work *work, const char *title,
	const struct pc_proposals *proposals, struct pc_str old, struct pc_str new)
{
	PC_AUTO(pc_buf_done) struct pc_buf head = {0};
	struct pc_str name = pc_str(shown_file(work));

	if (proposals->count == 0)
		return;
	if (pc_str_starts(name, PC_STR("/")))
		name = pc_path_base(name);
	pc_buf_printf(&head, "# %s\n", title);
	add_proposals(&head, proposals, "#   ");
	add_sources(&head, proposals, "# by ");
	output_text(stdout, pc_buf_str(&head));
	output_diff(name, old, new);
}

static void print_patch(const struct work *work)
{
	const struct pc_proposal *proposal = &work->proposal;

	print_part(work, "What official sources said last.", &proposal->said, work->was,
		proposal->facts);
	print_part(work,
		"Positions, which policies resolve to: take this part away to leave them "
		"as they are.",
		&proposal->positions, proposal->facts, proposal->text);
}

static void say_left(const struct work *work)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_buf_done) struct pc_buf before = {0};

	pc_buf_printf(&before, "%s: not proposed: ", command);
	add_proposals(&text, &work->proposal.left, before.ptr);
	output_text(stderr, pc_buf_str(&text));
}

/* ---- doing it -----------------------------------------------------------------------
 */

static enum pc_status write_file(struct work *work)
{
	enum { MODE = 07777 };
	/* Behind a link the file is replaced, and not the link. */
	char *real = realpath(work->file, NULL);
	enum pc_status status;
	struct stat st;

	if (!real || stat(real, &st) < 0)
		status = pc_err_sys(&work->err, "'%s'", work->file);
	else
		status = pc_fs_replace(AT_FDCWD, real, work->proposal.text,
			st.st_mode & MODE, &work->err);
	free(real);
	PC_TRY(status);
	fprintf(stderr, "%s: '%s' is written\n", command, work->file);
	return PC_OK;
}

/* Whether a branch has all of it already, however its days and hashes read. */
static bool has_it(void *context, struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct work *work = context;
	struct pc_diags diags = {.arena = &arena};
	struct pc_propose ask = question(work, text);
	struct pc_proposal proposal;
	struct pc_err err;

	return pc_propose(&proposal, &arena, &ask, &diags, &err) == PC_OK &&
	       proposal.said.count == 0 &&
	       (work->wish->no_positions || proposal.positions.count == 0);
}

static struct pc_str message_of(
	const struct work *work, const char *title, const struct pc_proposals *proposals)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_buf_printf(&text, "%s\n\n", title);
	add_proposals(&text, proposals, "");
	if (proposals->count)
		pc_buf_add_char(&text, '\n');
	add_sources(&text, proposals, "Source: ");
	return pc_arena_str(work->arena, pc_buf_str(&text));
}

static enum pc_status make_branch(struct work *work, struct pc_offer_file *file)
{
	enum { SECOND = 1000, DAY_LEN = 10 };
	const struct pc_proposal *proposal = &work->proposal;
	struct pc_offer_commit commits[2];
	struct pc_str day =
		pc_str_head(clean_time(work->arena, work->wish->now * SECOND), DAY_LEN);
	struct pc_offer offer = {.commits = commits,
		.now = work->wish->now,
		.branch =
			pc_arena_printf(work->arena, "%s/%.*s", topic, PC_STR_ARG(day))};
	struct pc_str branch;

	if (proposal->said.count)
		commits[offer.count++] = (struct pc_offer_commit){proposal->facts,
			message_of(work, "models: what official sources said last",
				&proposal->said)};
	if (proposal->positions.count)
		commits[offer.count++] = (struct pc_offer_commit){proposal->text,
			message_of(work, "models: positions given to the newest",
				&proposal->positions)};
	PC_TRY(pc_offer_make(&branch, work->arena, file, &offer, &work->err));
	fprintf(stderr, "%s: branch '%.*s' has it\n", command, PC_STR_ARG(branch));
	return PC_OK;
}

static enum pc_status commit_file(struct work *work)
{
	struct pc_offer_file *file;
	struct pc_str branch;
	enum pc_status status = PC_OK;

	PC_TRY(pc_offer_open(&file, work->file, work->was, &work->err));
	branch = pc_offer_find(file, work->arena, topic, has_it, work);
	if (branch.len)
		fprintf(stderr, "%s: branch '%.*s' has it already\n", command,
			PC_STR_ARG(branch));
	else
		status = make_branch(work, file);
	pc_offer_close(&file);
	return status;
}

static bool is_wish_right(const struct work *work)
{
	const struct models_propose *wish = work->wish;
	const char *why = NULL;

	if (wish->is_written && wish->is_committed)
		why = "--write changes the file, --commit leaves it alone: which?";
	else if ((wish->is_written || wish->is_committed) && !work->file)
		why = "the table that was built in stays as it is: name a file by "
		      "--table";
	if (why)
		fprintf(stderr, "%s: %s\n", command, why);
	return !why;
}

static enum pc_status act(struct work *work)
{
	if (work->proposal.said.count + work->proposal.positions.count == 0) {
		fprintf(stderr, "%s: nothing to propose\n", command);
		return PC_OK;
	}
	print_patch(work);
	if (work->wish->is_written)
		return write_file(work);
	return work->wish->is_committed ? commit_file(work) : PC_OK;
}

int models_propose(const struct models_propose *wish, struct pc_arena *arena)
{
	struct work work = {.arena = arena, .wish = wish};
	struct pc_diags diags = {.arena = arena};
	enum pc_status status = open_table(&work);

	if (status == PC_OK && !is_wish_right(&work))
		return EXIT_USAGE;
	if (status == PC_OK)
		status = open_roll(&work, &diags);
	if (status == PC_OK)
		status = propose(&work, &diags);
	if (status == PC_OK) {
		say_left(&work);
		status = act(&work);
	} else {
		output_diags(stderr, &diags, PC_ERROR);
	}
	pc_roll_free(work.roll);
	pc_ledger_close(&work.ledger);
	return status == PC_OK ? EXIT_FINE : output_failure(&work.err);
}

/* ---- the verb -----------------------------------------------------------------------
 */

struct propose_args {
	struct models_args models; /* the first member: models_options fill it */
	struct pc_str ledger;
	bool is_written, is_committed, no_positions;
};

#define FIELD(member) offsetof(struct propose_args, member)

static const struct opt propose_options[] = {
	{OPT_TEXT, "ledger", "FILE", "What scans leave behind", FIELD(ledger)},
	{OPT_FLAG, "write", NULL, "Change the table's file", FIELD(is_written)},
	{OPT_FLAG, "commit", NULL, "Commit it to a branch of the file's repository",
		FIELD(is_committed)},
	{OPT_FLAG, "no-positions", NULL, "Leave positions with those who hold them",
		FIELD(no_positions)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run_propose(void *words, const struct texts *operands, struct pc_arena *arena)
{
	enum { SECOND = 1000 };
	const struct propose_args *args = words;
	struct models_propose wish = {.table = args->models.table,
		.ledger = models_ledger(arena, args->ledger),
		.now = pc_when_now() / SECOND,
		.is_written = args->is_written,
		.is_committed = args->is_committed,
		.no_positions = args->no_positions};

	(void)operands;
	if (args->models.at.len && !pc_time_read(&wish.now, args->models.at)) {
		fprintf(stderr,
			"%s: --at must be a date such as 2026-12-31, not '%.*s'\n",
			command, PC_STR_ARG(args->models.at));
		return EXIT_USAGE;
	}
	if (pc_str_is(args->models.format, "json")) {
		fprintf(stderr, "%s: a patch is no JSON\n", command);
		return EXIT_USAGE;
	}
	return models_propose(&wish, arena);
}

const struct cmd cmd_models_propose = {
	.name = "models propose",
	.operands = "",
	.brief = "Print what sources said last as a patch to models.yaml",
	.opts = {models_options, propose_options, NULL},
	.args_size = sizeof(struct propose_args),
	.min_operands = 0,
	.max_operands = 0,
	.run = run_propose,
};
