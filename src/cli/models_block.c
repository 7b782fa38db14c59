/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models block, unblock, blocks: the kill switch.  Who reads the file while it
 * is changed has the old one or the new one, and two who change it do so one after the
 * other. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clean.h"
#include "models.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/doc/write.h"
#include "pc/models/blocks.h"

struct block_args {
	struct models_args shared;
	struct pc_str reason, until, file, policy;
};

#define FIELD(member) offsetof(struct block_args, member)

static const struct opt file_option[] = {
	{OPT_TEXT, "file", "FILE", "The file of blocks (default: the machine's)",
		FIELD(file)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static const struct opt block_options[] = {
	{OPT_TEXT, "reason", "TEXT", "Why; whoever is refused is told", FIELD(reason)},
	{OPT_TEXT, "until", "DATE", "When it ends (default: never)", FIELD(until)},
	{OPT_TEXT, "file", "FILE", "The file of blocks (default: the machine's)",
		FIELD(file)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static const struct opt blocks_options[] = {
	{OPT_TEXT, "file", "FILE", "The file of blocks (default: the machine's)",
		FIELD(file)},
	{OPT_TEXT, "policy", "FILE", "The policy of models (default: the machine's)",
		FIELD(policy)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- one change ----------------------------------------------------------- */

struct change {
	struct pc_arena *arena;
	const char *command, *file;
	struct models_open open;
	struct pc_model_blocks blocks;
	int lock;
};

static void change_done(struct change *change)
{
	pc_close(&change->lock);
}

static int take_lock(struct change *change)
{
	struct pc_str dir = pc_path_dir(pc_str(change->file));
	const char *path = dir.len ? pc_arena_str(change->arena, dir).ptr : ".";
	struct pc_err err;

	change->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (change->lock < 0 || flock(change->lock, LOCK_EX) < 0) {
		(void)pc_err_sys(&err, "'%s'", path);
		return output_failure(&err);
	}
	return EXIT_FINE;
}

static int read_blocks(struct change *change)
{
	struct pc_err err;
	enum pc_status status = pc_model_blocks_load(
		&change->blocks, change->arena, change->file, NULL, &err);

	if (status == PC_OK || status == PC_ERR_ABSENT)
		return EXIT_FINE;
	output_error(&err);
	fprintf(stderr,
		"policyctl %s: '%s' cannot be read; until it is mended or taken away "
		"every model is refused\n",
		change->command, change->file);
	return EXIT_COULD_NOT;
}

static int start(struct change *change, const struct block_args *args,
	const char *command, struct pc_arena *arena)
{
	int status;

	*change = (struct change){.arena = arena,
		.command = command,
		.file = args->file.ptr ? args->file.ptr : PC_MODEL_BLOCKS_FILE,
		.lock = -1};
	if (!args->file.ptr && geteuid() != 0) {
		fprintf(stderr, "policyctl %s: only root may change '%s'\n", command,
			change->file);
		return EXIT_COULD_NOT;
	}
	if (!args->file.ptr)
		mkdir("/etc/policyctl", 0755);
	status = models_open(&change->open, &args->shared, command, arena);
	if (status == EXIT_FINE)
		status = take_lock(change);
	return status == EXIT_FINE ? read_blocks(change) : status;
}

static int save(const struct change *change)
{
	struct pc_err err;

	if (pc_model_blocks_save(change->file, &change->blocks, &err) != PC_OK)
		return output_failure(&err);
	return EXIT_FINE;
}

/* ---- block ---------------------------------------------------------------- */

/* A position is held by another one tomorrow: who holds it now is meant. */
static struct pc_str what_of(const struct change *change, struct pc_str name)
{
	const struct pc_models *models = change->open.models;
	const struct pc_model *holder = pc_models_position(models, name);
	bool is_known = false;

	if (holder) {
		fprintf(stderr, "policyctl %s: '%.*s' is held by '%.*s'\n",
			change->command, PC_STR_ARG(name), PC_STR_ARG(holder->id));
		return holder->id;
	}
	for (size_t i = 0; i < models->count && !is_known; i++)
		is_known = pc_model_entry_fits(models, name, models->items[i].id, true);
	if (!is_known)
		fprintf(stderr,
			"policyctl %s: no model of the table is called '%.*s'; it is "
			"blocked all the same\n",
			change->command, PC_STR_ARG(name));
	return name;
}

static int read_words(struct pc_model_block *out, const struct block_args *args)
{
	if (!pc_str_trim(args->reason).len) {
		fputs("policyctl models block: say why: --reason TEXT\n", stderr);
		return EXIT_USAGE;
	}
	if (args->until.ptr && !pc_time_read(&out->until, args->until)) {
		fprintf(stderr,
			"policyctl models block: --until must be a date such as "
			"2026-12-31, not '%.*s'\n",
			PC_STR_ARG(args->until));
		return EXIT_USAGE;
	}
	out->reason = args->reason;
	return EXIT_FINE;
}

static void put_block(struct change *change, const struct pc_model_block *block)
{
	struct pc_model_blocks *blocks = &change->blocks;
	struct pc_model_block *items = pc_arena_new_array(
		change->arena, struct pc_model_block, blocks->count + 1);
	size_t n = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		if (!pc_str_eq(blocks->items[i].what, block->what))
			items[n++] = blocks->items[i];
	}
	items[n++] = *block;
	*blocks = (struct pc_model_blocks){items, n};
}

static void add_until(struct pc_buf *out, struct pc_arena *arena, int64_t until)
{
	if (until)
		pc_buf_printf(
			out, "until %.*s", PC_STR_ARG(clean_time(arena, until * 1000)));
	else
		pc_buf_puts(out, "for good");
}

static int run_block(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct block_args *args = opaque;
	PC_AUTO(change_done) struct change change = {.lock = -1};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_model_block block = {.until = 0};
	int status = read_words(&block, args);

	if (status == EXIT_FINE)
		status = start(&change, args, "models block", arena);
	if (status != EXIT_FINE)
		return status;
	if (block.until && block.until <= change.open.now) {
		fputs("policyctl models block: --until has passed\n", stderr);
		return EXIT_USAGE;
	}
	block.what = what_of(&change, operands->items[0]);
	block.since = change.open.now;
	put_block(&change, &block);
	status = save(&change);
	if (status != EXIT_FINE)
		return status;
	pc_buf_puts(&out, "blocked: ");
	clean_text(&out, block.what);
	pc_buf_puts(&out, ", ");
	add_until(&out, arena, block.until);
	pc_buf_puts(&out, "\n");
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_models_block = {
	.name = "models block",
	.operands = "MODEL",
	.brief = "Have a model refused at once, whatever policy says",
	.opts = {models_options, block_options, NULL},
	.args_size = sizeof(struct block_args),
	.min_operands = 1,
	.max_operands = 1,
	.run = run_block,
};

/* ---- unblock -------------------------------------------------------------- */

static bool is_meant(const struct pc_models *models, const struct pc_model_block *block,
	struct pc_str name)
{
	const struct pc_model *model = pc_models_name(models, name).model;

	return pc_str_eq(block->what, name) ||
	       (model && pc_models_find(models, block->what) == model);
}

/* Something else may cover it still: a pattern, a whole provider. */
static void say_rest(const struct change *change, struct pc_str name)
{
	for (size_t i = 0; i < change->blocks.count; i++) {
		const struct pc_model_block *block = &change->blocks.items[i];

		if (pc_model_entry_fits(change->open.models, block->what, name, true))
			fprintf(stderr,
				"policyctl models unblock: '%.*s' is still blocked, by "
				"'%.*s'\n",
				PC_STR_ARG(name), PC_STR_ARG(block->what));
	}
}

static int run_unblock(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct block_args *args = opaque;
	PC_AUTO(change_done) struct change change = {.lock = -1};
	struct pc_str name = operands->items[0];
	size_t n = 0, before;
	int status = start(&change, args, "models unblock", arena);

	if (status != EXIT_FINE)
		return status;
	before = change.blocks.count;
	for (size_t i = 0; i < before; i++) {
		if (!is_meant(change.open.models, &change.blocks.items[i], name))
			change.blocks.items[n++] = change.blocks.items[i];
	}
	change.blocks.count = n;
	if (n < before)
		status = save(&change);
	if (status != EXIT_FINE)
		return status;
	say_rest(&change, name);
	if (n == before) {
		printf("no block is called '%.*s'\n", PC_STR_ARG(name));
		return EXIT_FINDINGS;
	}
	printf("unblocked: %.*s\n", PC_STR_ARG(name));
	return EXIT_FINE;
}

const struct cmd cmd_models_unblock = {
	.name = "models unblock",
	.operands = "MODEL",
	.brief = "Take a block back",
	.opts = {models_options, file_option, NULL},
	.args_size = sizeof(struct block_args),
	.min_operands = 1,
	.max_operands = 1,
	.run = run_unblock,
};

/* ---- blocks --------------------------------------------------------------- */

static void write_block_json(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_model_block *block, int64_t now)
{
	pc_json_next(out);
	pc_buf_puts(out, "{");
	pc_json_member(out, "model", block->what);
	pc_json_member(out, "reason", block->reason);
	pc_json_member(out, "since",
		block->since ? clean_time(arena, block->since * 1000)
			     : (struct pc_str){0});
	pc_json_member(out, "until",
		block->until ? clean_time(arena, block->until * 1000)
			     : (struct pc_str){0});
	pc_json_key(out, "in_force");
	pc_buf_puts(out, block->until && now >= block->until ? "false" : "true");
	pc_json_member(out, "file", pc_str(block->at.file));
	pc_buf_puts(out, "}");
}

static void write_block_text(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_model_block *block, int64_t now)
{
	clean_text(out, block->what);
	pc_buf_puts(out, ", ");
	add_until(out, arena, block->until);
	if (block->until && now >= block->until)
		pc_buf_puts(out, ", which has passed");
	pc_buf_puts(out, ": ");
	clean_text(out, block->reason);
	pc_buf_puts(out, " (");
	clean_text(out, output_place(arena, block->at));
	pc_buf_puts(out, ")\n");
}

static void write_blocks(struct pc_buf *out, struct pc_arena *arena,
	const struct models_open *open, const struct pc_model_policy *policy)
{
	if (open->is_json) {
		pc_buf_puts(out, "{");
		pc_json_member(out, "fault", policy->blocks_fault);
		pc_json_key(out, "blocks");
		pc_buf_puts(out, "[");
	}
	for (size_t i = 0; i < policy->n_blocks; i++) {
		const struct pc_model_block *block = &policy->blocks[i];

		if (open->is_json)
			write_block_json(out, arena, block, open->now);
		else
			write_block_text(out, arena, block, open->now);
	}
	if (open->is_json)
		pc_buf_puts(out, "]}\n");
	else if (policy->blocks_fault.len)
		pc_buf_puts(out, "every model is blocked\n");
	else if (!policy->n_blocks)
		pc_buf_puts(out, "nothing is blocked\n");
}

static int run_blocks(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct block_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_model_policy *policy = NULL;
	struct models_open open;
	int status = models_open(&open, &args->shared, "models blocks", arena);

	(void)operands;
	if (status == EXIT_FINE)
		status = models_policy(&policy, args->policy, args->file, arena);
	if (status != EXIT_FINE)
		return status;
	write_blocks(&out, arena, &open, policy);
	output_text(stdout, pc_buf_str(&out));
	return policy->blocks_fault.len ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_models_blocks = {
	.name = "models blocks",
	.operands = "",
	.brief = "Print what is blocked",
	.opts = {models_options, blocks_options, NULL},
	.args_size = sizeof(struct block_args),
	.run = run_blocks,
};
