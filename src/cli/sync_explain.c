/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl sync --explain: the same evaluation that policyd asks, over policyd's own
 * copy of the repository or over an author's. */
#include <fcntl.h>
#include <stdio.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/enforce/hold.h"
#include "sync.h"

struct explaining {
	const struct sync_args *args;
	struct pc_arena *arena;
	struct agent agent;
	struct pc_repo *repo;
	struct pc_revision revision; /* the head, and where in it the policy is */
	const char *staging;         /* NULL: an author's repository */
	struct pc_stage_rules rules;
	struct pc_signers signers;
	struct pc_hold hold;
	struct pc_targets_question question;
	struct explanation out;
};

/* Of a machine that is only thought of nobody knows what it has. */
static const struct pc_str whatever = PC_STR("what it has");

/* ---- the machine ------------------------------------------------------- */

static struct pc_texts texts_of(const struct texts *typed)
{
	return (struct pc_texts){.items = typed->items, .count = typed->count};
}

static enum pc_status find_facts(struct explaining *e, struct pc_err *err)
{
	const struct sync_args *args = e->args;
	struct pc_facts *facts = &e->out.facts;
	const struct pc_facts_where where = {.root = e->agent.root,
		.os = pc_str(e->agent.target->os),
		.label_file = e->agent.config.label_file,
		.users = e->agent.config.users};

	if (args->machine.len)
		*facts = (struct pc_facts){
			.name = args->machine, .os = pc_str(e->agent.target->os)};
	else
		PC_TRY(pc_facts_read(facts, e->arena, &where, err));
	if (args->os.len)
		facts->os = args->os;
	if (args->id.len)
		facts->id = args->id;
	if (args->labels.count)
		facts->labels = texts_of(&args->labels);
	if (args->users.count)
		facts->users = texts_of(&args->users);
	return PC_OK;
}

/* ---- the repository ---------------------------------------------------- */

static enum pc_status open_staging(struct explaining *e, struct pc_err *err)
{
	const struct pc_config *config = &e->agent.config;

	e->staging =
		pc_arena_printf(e->arena, "%.*s/staging", PC_STR_ARG(e->agent.state)).ptr;
	if (pc_stage_open(&e->repo, e->staging, err) != PC_OK) {
		if (err->status == PC_ERR_ABSENT)
			return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
				"policyd has fetched nothing yet into '%s': name an "
				"author's repository by --repository",
				e->staging);
		return err->status;
	}
	e->out.is_staged = true;
	e->out.source = pc_remote_shown(e->arena, config->remote);
	e->revision = (struct pc_revision){.path = config->path,
		.rev = e->args->at.len ? e->args->at
				       : pc_arena_printf(e->arena, "refs/heads/%.*s",
						 PC_STR_ARG(config->branch))};
	return PC_OK;
}

static enum pc_status open_authors(struct explaining *e, struct pc_err *err)
{
	struct pc_str dir = e->args->repository;

	PC_TRY(pc_repo_open(&e->repo, dir.ptr, err));
	e->out.source = dir;
	return pc_repo_resolve(&e->revision, e->repo, e->arena,
		e->args->at.len ? e->args->at : PC_STR("HEAD"), err);
}

static enum pc_status find_head(struct explaining *e, struct pc_err *err)
{
	PC_TRY(e->args->repository.len ? open_authors(e, err) : open_staging(e, err));
	return pc_repo_commit(e->out.head, e->repo, e->revision.rev, err);
}

/* Without the signers' file, or where gpg would have to be asked, all are believed; what
 * is printed says so. */
static void find_signers(struct explaining *e)
{
	const struct pc_config *config = &e->agent.config;
	enum { PER_SECOND = 1000 };
	const char *file = pc_arena_str(e->arena, config->signers).ptr;
	struct pc_str text;
	struct pc_err err;

	e->rules = (struct pc_stage_rules){.branch = config->branch,
		.path = e->revision.path,
		.in_force = e->out.in_force,
		.trust.now = pc_when_now() / PER_SECOND};
	e->out.is_trusted_blindly = true;
	if (!e->staging || config->keyring.len ||
		pc_fs_read(&text, e->arena, AT_FDCWD, file, PC_MAX_SIGNERS_SIZE, &err) !=
			PC_OK ||
		pc_signers_read(&e->signers, e->arena, file, text, &err) != PC_OK)
		return;
	e->rules.trust.signers = &e->signers;
	e->out.is_trusted_blindly = false;
}

/* ---- what is asked ----------------------------------------------------- */

static enum pc_status load_targets(struct pc_targets **out, struct explaining *e,
	struct pc_export *copy, struct pc_str commit, struct pc_err *err)
{
	struct pc_revision revision = {.rev = commit, .path = e->revision.path};
	struct pc_diags diags = {.arena = e->arena};
	struct pc_targets_where where = {.now = e->question.now, .made = e->question.now};

	PC_TRY(pc_repo_export(copy, e->repo, e->arena, &revision, err));
	where.dir = copy->path;
	where.shown = e->revision.path.len ? pc_arena_printf(e->arena, "%.*s/",
						     PC_STR_ARG(e->revision.path))
					   : e->revision.path;
	PC_TRY(pc_targets_load(out, &where, &diags, err));
	if (pc_diags_count(&diags, PC_ERROR) == 0)
		return PC_OK;
	output_diags(stderr, &diags, PC_ERROR);
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"%.12s would be refused: its targets are not right", commit.ptr);
}

/* Of this machine, what policyd knows: what is in force, and what is held. */
static void find_state(struct explaining *e)
{
	struct agent_generation generation;
	const struct pc_node *answer = NULL;
	struct pc_err err;

	e->question.in_force = whatever;
	if (!e->staging || e->args->machine.len)
		return;
	if (agent_status(&answer, &e->agent, &err) != PC_OK)
		answer = NULL;
	e->question.in_force = (struct pc_str){0};
	if (agent_generation(&generation, &e->agent, answer))
		e->question.in_force = e->out.in_force = generation.commit;
	if (pc_hold_read(&e->hold, e->arena,
		    pc_arena_printf(e->arena, "%.*s/apply", PC_STR_ARG(e->agent.state)),
		    &err) == PC_OK) {
		e->question.held = e->hold.commit;
		e->question.held_why = e->hold.why;
	}
}

static void find_candidates(struct explaining *e)
{
	const struct pc_history_wish wish = {.rules = &e->rules,
		.head = e->out.head,
		.staging = e->staging,
		.now = e->question.now,
		.soak = pc_targets_soak(e->question.targets)};
	struct pc_candidate *items;

	pc_stage_history(&items, &e->question.n_candidates, e->repo, e->arena, &wish);
	e->question.candidates = items;
}

static enum pc_status find_files(struct pc_texts *out, struct explaining *e,
	struct pc_targets **targets, struct pc_export *copy, struct pc_err *err)
{
	struct pc_str commit = e->out.choice.commit;

	if (commit.len == 0 || pc_str_eq(commit, whatever))
		commit = pc_str(e->out.head);
	if (!pc_str_is(commit, e->out.head)) {
		pc_export_done(copy);
		PC_TRY(load_targets(targets, e, copy, commit, err));
	}
	pc_targets_files(out, e->arena, copy->path);
	return PC_OK;
}

static enum pc_status find_out(
	struct explaining *e, struct pc_export *copy, struct pc_err *err)
{
	enum { PER_SECOND = 1000 };
	struct pc_targets *targets;
	struct pc_texts files;

	e->question.now = pc_when_now() / PER_SECOND;
	e->question.machine = &e->out.facts;
	PC_TRY(find_facts(e, err));
	PC_TRY(find_head(e, err));
	find_state(e);
	find_signers(e);
	PC_TRY(load_targets(&targets, e, copy, pc_str(e->out.head), err));
	e->question.targets = e->out.targets = targets;
	find_candidates(e);
	pc_targets_choose(&e->out.choice, e->arena, &e->question);
	PC_TRY(find_files(&files, e, &targets, copy, err));
	pc_targets_pick(
		&e->out.picks, e->arena, targets, &e->question, &files, &e->out.choice);
	if (pc_str_eq(e->out.choice.commit, whatever))
		e->out.choice.commit = (struct pc_str){0};
	return PC_OK;
}

int sync_explain(const struct sync_args *args, struct pc_arena *arena)
{
	PC_AUTO(pc_export_done) struct pc_export copy = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};
	struct explaining e = {.args = args, .arena = arena};
	struct pc_err err;
	enum pc_status status;

	agent_read(&e.agent, arena, &args->words);
	status = find_out(&e, &copy, &err);
	pc_repo_freep(&e.repo);
	if (status == PC_ERR_PARSE) {
		output_error(&err);
		return EXIT_FINDINGS;
	}
	if (status != PC_OK)
		return output_failure(&err);
	if (pc_str_is(args->format, "json")) {
		explanation_json(&out, &e.out);
		clean_json(&clean, pc_buf_str(&out));
	} else {
		explanation_text(&clean, arena, &e.out);
	}
	output_text(stdout, pc_buf_str(&clean));
	return EXIT_FINE;
}
