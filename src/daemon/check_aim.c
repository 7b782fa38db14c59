/* SPDX-License-Identifier: Apache-2.0 */
/* From the head of the branch to the commit that this machine gets, and to what of that
 * it gets.  The head's targets.yaml and overrides say when; those of the commit, what. */
#include "check.h"

enum { PER_SECOND = 1000 };

void aim_done(struct aim *aim)
{
	pc_export_done(&aim->copy);
}

static enum pc_status copy_of(struct pc_export *out, struct check *check,
	const struct pc_repo *repo, struct pc_str commit, struct pc_err *err)
{
	const struct pc_revision revision = {
		.rev = commit, .path = check->daemon->config.path};

	return pc_repo_export(out, repo, &check->arena, &revision, err);
}

static enum pc_status read_targets(struct pc_targets **out, struct check *check,
	const struct pc_export *copy, const struct pc_staged *of, struct pc_err *err)
{
	const struct policy_wish wish = {
		.copy = copy, .now = check->started / PER_SECOND, .made = of->signed_at};

	return policy_targets(out, &check->arena, &wish, err);
}

static enum pc_status read_facts(
	struct pc_facts *out, struct check *check, struct pc_err *err)
{
	const struct pc_config *config = &check->daemon->config;
	const struct pc_facts_where where = {.root = config->root,
		.os = pc_str(check->target->os),
		.label_file = config->label_file,
		.users = config->users};

	return pc_facts_read(out, &check->arena, &where, err);
}

/* A rollback leads away from what is in force: nothing behind its head descends from
 * that. */
static void find_candidates(struct pc_targets_question *question, struct check *check,
	const struct pc_repo *repo)
{
	const struct pc_history_wish wish = {.rules = &check->rules,
		.head = check->staged.commit,
		.staging = check->staging,
		.now = question->now,
		.soak = pc_targets_soak(question->targets)};
	struct pc_candidate *items;

	if (check->staged.is_rollback) {
		items = pc_arena_new(&check->arena, struct pc_candidate);
		items->commit = pc_str(check->staged.commit);
		items->is_signed = true;
		question->n_candidates = 1;
	} else {
		pc_stage_history(
			&items, &question->n_candidates, repo, &check->arena, &wish);
	}
	question->candidates = items;
}

/* Nothing of ours shall change; what is in force is looked at again all the same. */
static struct pc_str commit_of(const struct aim *aim, const struct check *check)
{
	return aim->choice.commit.len ? aim->choice.commit : check->in_force.commit;
}

static enum pc_status judge_taken(struct aim *aim, struct check *check,
	const struct pc_repo *repo, struct pc_err *err)
{
	struct pc_stage_rules rules = check->rules;

	rules.commit = commit_of(aim, check);
	if (pc_str_is(rules.commit, check->staged.commit)) {
		aim->taken = check->staged;
		return PC_OK;
	}
	if (rules.commit.len == 0)
		return PC_OK;
	aim->taken = pc_stage_judge(repo, &check->arena, &rules);
	if (aim->taken.status == PC_STAGE_GOOD || aim->taken.status == PC_STAGE_SAME)
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0}, "%s: %.*s",
		aim->taken.commit, PC_STR_ARG(aim->taken.reason));
}

static enum pc_status pick(struct aim *aim, struct check *check,
	const struct pc_repo *repo, const struct pc_targets_question *question,
	struct pc_err *err)
{
	struct pc_targets *targets = aim->targets;
	struct pc_texts files;

	if (!pc_str_is(pc_str(aim->taken.commit), check->staged.commit)) {
		pc_export_done(&aim->copy);
		PC_TRY(copy_of(&aim->copy, check, repo, pc_str(aim->taken.commit), err));
		PC_TRY(read_targets(&targets, check, &aim->copy, &aim->taken, err));
	}
	pc_targets_files(&files, &check->arena, aim->copy.path);
	pc_targets_pick(
		&aim->picks, &check->arena, targets, question, &files, &aim->choice);
	return PC_OK;
}

enum pc_status aim_take(struct aim *out, struct check *check, const struct pc_repo *repo,
	struct pc_err *err)
{
	const struct message_in_force *in_force = &check->in_force;
	struct pc_targets_question question = {.machine = &out->facts,
		.now = check->started / PER_SECOND,
		.in_force = in_force->commit,
		.held = in_force->held,
		.held_why = in_force->held_why,
		.is_rollback = check->staged.is_rollback};

	PC_TRY(copy_of(&out->copy, check, repo, pc_str(check->staged.commit), err));
	PC_TRY(read_targets(&out->targets, check, &out->copy, &check->staged, err));
	PC_TRY(read_facts(&out->facts, check, err));
	question.targets = out->targets;
	find_candidates(&question, check, repo);
	pc_targets_choose(&out->choice, &check->arena, &question);
	PC_TRY(judge_taken(out, check, repo, err));
	out->is_as_it_is = true;
	if (out->choice.commit.len == 0)
		return PC_OK;
	PC_TRY(pick(out, check, repo, &question, err));
	out->is_as_it_is = pc_str_is(in_force->commit, out->taken.commit) &&
			   pc_str_is(in_force->plan, out->picks.plan);
	return PC_OK;
}

enum pc_status aim_make(struct policy *out, const struct aim *aim, struct check *check,
	struct pc_err *err)
{
	const struct policy_wish wish = {.target = check->target,
		.copy = &aim->copy,
		.picks = &aim->picks,
		.kill = aim->choice.kill,
		.killed = aim->choice.killed,
		.now = check->started / PER_SECOND,
		.made = aim->taken.signed_at};

	return policy_make(out, &check->arena, &wish, err);
}
