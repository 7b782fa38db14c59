/* SPDX-License-Identifier: Apache-2.0 */
/* An operator's blocks: the kill switch.  The file is written whole or not at all, so
 * that nobody ever reads half of it; one that cannot be read means that nobody knows what
 * is blocked, which callers take for everything. */
#include "pc/models/blocks.h"

#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "policy_priv.h"

static const struct pc_field block_fields[] = {
	{"model", PC_FIELD_TEXT, offsetof(struct pc_model_block, what), true, 0, 0, NULL,
		"an id, a pattern with *, or provider:NAME"},
	{"reason", PC_FIELD_TEXT, offsetof(struct pc_model_block, reason), true, 0, 0,
		NULL, "why"},
	{"since", PC_FIELD_TIME, offsetof(struct pc_model_block, since), false, 0, 0,
		NULL, "when it was made"},
	{"until", PC_FIELD_TIME, offsetof(struct pc_model_block, until), false, 0, 0,
		NULL, "when it ends; without it never"},
};
static const struct pc_fields block_table = {
	"a block", block_fields, PC_COUNT(block_fields)};

static void check_block(struct reading *reading, const struct pc_model_block *block)
{
	if (!block->what.len || block->what.len > PC_MAX_MODEL_NAME)
		reading_refuse(reading, block->at, "a block has to name what is blocked");
	else if (!pc_str_trim(block->reason).len)
		reading_refuse(reading, block->at, "a block has to say why");
}

void blocks_read(struct pc_model_block **out, size_t *n, struct reading *reading,
	const struct pc_node *list)
{
	struct pc_model_block *items = list_read(n, reading, list, &block_table,
		sizeof(struct pc_model_block), offsetof(struct pc_model_block, at));

	for (size_t i = 0; i < *n; i++)
		check_block(reading, &items[i]);
	*out = items;
}

enum pc_status pc_model_blocks_parse(struct pc_model_blocks *out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct found {
		const struct pc_node *blocks;
	} found = {NULL};
	static const struct pc_field fields[] = {{"blocks", PC_FIELD_NODE,
		offsetof(struct found, blocks), true, 0, 0, NULL, "what is not called"}};
	static const struct pc_fields table = {"a file of blocks", fields, 1};
	struct pc_diags unheard = {.arena = arena};
	struct reading reading = {arena, diags ? diags : &unheard, true};
	struct pc_model_blocks blocks = {NULL, 0};
	struct pc_node *tree;

	if (pc_yaml_read(&tree, arena, file, text, reading.diags, err) != PC_OK)
		return err->status;
	if (!pc_fields_read(&found, &table, tree, reading.diags))
		reading.is_good = false;
	blocks_read(&blocks.items, &blocks.count, &reading, found.blocks);
	if (!reading.is_good) {
		const struct pc_diag *first = &reading.diags->items[0];

		for (size_t i = 0; i < reading.diags->count; i++) {
			if (reading.diags->items[i].severity == PC_ERROR)
				first = &reading.diags->items[i];
		}
		return pc_err_set(
			err, PC_ERR_PARSE, first->at, "%.*s", PC_STR_ARG(first->text));
	}
	*out = blocks;
	return PC_OK;
}

enum pc_status pc_model_blocks_load(struct pc_model_blocks *out, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;

	PC_TRY(pc_fs_read_trusted(&text, arena, file, PC_MAX_DOC_SIZE, err));
	return pc_model_blocks_parse(out, arena, file, text, diags, err);
}

static void take_fault(struct pc_model_policy *policy, struct pc_arena *arena,
	const char *file, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_span at = {.file = file};

	if (err->at.line)
		at.line = err->at.line, at.col = err->at.col;
	(void)pc_err_wrap(err,
		"every model is blocked, because the blocks in '%s' cannot be read",
		file);
	policy->blocks_fault = pc_arena_printf(arena, "%s", err->text);
	policy->blocks_at = at;
	pc_diag_add(diags, "PC2627", PC_ERROR, at, "%s", err->text);
}

void blocks_load(struct pc_model_policy *policy, struct pc_arena *arena, const char *file,
	struct pc_diags *diags)
{
	struct pc_model_blocks more = {NULL, 0};
	struct pc_err err;
	enum pc_status status = pc_model_blocks_load(&more, arena, file, NULL, &err);
	struct pc_model_block *all;

	if (status != PC_OK && status != PC_ERR_ABSENT)
		take_fault(policy, arena, file, diags, &err);
	if (status != PC_OK)
		return;
	all = pc_arena_new_array(
		arena, struct pc_model_block, policy->n_blocks + more.count);
	/* An operator's first: theirs is the reason that is told. */
	for (size_t i = 0; i < more.count; i++)
		all[i] = more.items[i];
	for (size_t i = 0; i < policy->n_blocks; i++)
		all[more.count + i] = policy->blocks[i];
	policy->blocks = all;
	policy->n_blocks += more.count;
}

/* ---- writing -------------------------------------------------------------- */

static void add_time(struct pc_buf *out, const char *key, int64_t at)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	if (at)
		pc_buf_printf(out, "    %s: \"%s\"\n", key,
			pc_when_time(&arena, at * 1000).ptr);
}

/* JSON's texts are YAML's too, and have no line of their own to break. */
static void add_text(struct pc_buf *out, const char *key, struct pc_str text)
{
	pc_buf_puts(out, key);
	pc_json_quote(out, text);
	pc_buf_puts(out, "\n");
}

void pc_model_blocks_write(struct pc_buf *out, const struct pc_model_blocks *blocks)
{
	pc_buf_puts(out, "# Models that are not called, whatever else is said: "
			 "policyctl models block\n");
	if (!blocks->count)
		pc_buf_puts(out, "blocks: []\n");
	else
		pc_buf_puts(out, "blocks:\n");
	for (size_t i = 0; i < blocks->count; i++) {
		const struct pc_model_block *block = &blocks->items[i];

		add_text(out, "  - model: ", block->what);
		add_text(out, "    reason: ", block->reason);
		add_time(out, "since", block->since);
		add_time(out, "until", block->until);
	}
}

enum pc_status pc_model_blocks_save(
	const char *file, const struct pc_model_blocks *blocks, struct pc_err *err)
{
	enum { READABLE = 0644 };
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_model_blocks_write(&text, blocks);
	return pc_fs_replace(AT_FDCWD, file, pc_buf_str(&text), READABLE, err);
}
