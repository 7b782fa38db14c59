/* SPDX-License-Identifier: Apache-2.0 */
/* Table, policy and blocks, read anew when their files are others.  Each generation has a
 * memory of its own, which goes when the next one has been read. */
#include "pc/models/guard.h"

#include <stdlib.h>
#include <time.h>

#include "pc/base/stamp.h"
#include "policy_priv.h"

enum { TABLE, POLICY, BLOCKS, FILES };

/* A file as it was when it was read. */
struct watched {
	const char *path;
	struct pc_stamp stamp;
	bool is_young; /* it could change once more and leave the same stamp */
};

/* What was read of it at last, and why not what lies there now. */
struct part {
	struct pc_arena arena;
	char fault[sizeof(((struct pc_err *)0)->text)];
};

struct pc_model_guard {
	struct watched files[FILES];
	struct part parts[FILES];
	struct pc_models *models;
	struct pc_model_policy *said; /* by the policy's own file */
	struct pc_model_policy whole; /* with the operator's blocks */
	uint64_t generation;
};

static void watch(struct watched *file)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	pc_stamp_take(&file->stamp, file->path, PC_STAMP_CONTENT);
	file->is_young = pc_stamp_is_young(&file->stamp, now);
}

static bool is_same(const struct watched *file)
{
	return !file->is_young && pc_stamp_holds(&file->stamp);
}

/* The new one has been read into arena, or err says why not: then the old one stays. */
static bool settle(struct part *part, struct pc_arena *arena, enum pc_status status,
	const struct pc_err *err)
{
	if (status != PC_OK) {
		pc_arena_done(arena);
		memcpy(part->fault, err->text, sizeof(part->fault));
		return false;
	}
	pc_arena_done(&part->arena);
	part->arena = *arena;
	part->fault[0] = '\0';
	return true;
}

static enum pc_status read_table(struct pc_model_guard *guard, struct pc_err *err)
{
	struct pc_arena arena = {0};
	struct pc_models *models = NULL;
	enum pc_status status;

	watch(&guard->files[TABLE]);
	status = pc_models_load(&models, &arena, guard->files[TABLE].path, NULL, err);
	if (status == PC_ERR_ABSENT)
		status = pc_models_builtin(&models, &arena, err);
	if (settle(&guard->parts[TABLE], &arena, status, err))
		guard->models = models;
	return status;
}

static enum pc_status read_policy(struct pc_model_guard *guard, struct pc_err *err)
{
	struct pc_arena arena = {0};
	struct pc_model_policy *said = NULL;
	enum pc_status status;

	watch(&guard->files[POLICY]);
	status = pc_model_policy_load(
		&said, &arena, guard->files[POLICY].path, NULL, NULL, err);
	if (settle(&guard->parts[POLICY], &arena, status, err))
		guard->said = said;
	return status;
}

/* With the last good policy, whatever became of that. */
static void read_blocks(struct pc_model_guard *guard)
{
	struct pc_arena arena = {0};

	watch(&guard->files[BLOCKS]);
	guard->whole = *guard->said;
	blocks_load(&guard->whole, &arena, guard->files[BLOCKS].path, NULL);
	settle(&guard->parts[BLOCKS], &arena, PC_OK, NULL);
}

enum pc_status pc_model_guard_new(struct pc_model_guard **out,
	const struct pc_model_guard_where *where, struct pc_err *err)
{
	struct pc_model_guard *guard = pc_xcalloc(1, sizeof(*guard));
	enum pc_status status;

	guard->files[TABLE].path = where->table ? where->table : PC_MODELS_FILE;
	guard->files[POLICY].path = where->policy ? where->policy : PC_MODEL_POLICY_FILE;
	guard->files[BLOCKS].path = where->blocks ? where->blocks : PC_MODEL_BLOCKS_FILE;
	status = read_table(guard, err);
	if (status == PC_OK)
		status = read_policy(guard, err);
	if (status != PC_OK) {
		pc_model_guard_free(guard);
		return status;
	}
	read_blocks(guard);
	guard->generation = 1;
	*out = guard;
	return PC_OK;
}

void pc_model_guard_free(struct pc_model_guard *guard)
{
	if (!guard)
		return;
	for (size_t i = 0; i < FILES; i++)
		pc_arena_done(&guard->parts[i].arena);
	free(guard);
}

static const char *fault_of(const struct pc_model_guard *guard)
{
	return guard->parts[TABLE].fault[0] ? guard->parts[TABLE].fault
					    : guard->parts[POLICY].fault;
}

void pc_model_guard_look(struct pc_model_guard_view *out, struct pc_model_guard *guard)
{
	bool is_other_policy = !is_same(&guard->files[POLICY]);
	bool is_other = is_other_policy;
	struct pc_err err;

	if (!is_same(&guard->files[TABLE])) {
		is_other = true;
		(void)!read_table(guard, &err);
	}
	if (is_other_policy)
		(void)!read_policy(guard, &err);
	if (is_other_policy || !is_same(&guard->files[BLOCKS])) {
		is_other = true;
		read_blocks(guard);
	}
	guard->generation += is_other;
	*out = (struct pc_model_guard_view){.models = guard->models,
		.policy = &guard->whole,
		.fault = pc_str(fault_of(guard)),
		.generation = guard->generation};
	if (!out->fault.len)
		out->fault = guard->whole.blocks_fault;
}

void pc_model_guard_decide(
	struct pc_hop_answer *out, struct pc_model_guard *guard, const struct pc_hop *hop)
{
	struct pc_model_guard_view view;

	pc_model_guard_look(&view, guard);
	pc_model_decide(out, view.models, view.policy, hop);
}
