/* SPDX-License-Identifier: Apache-2.0 */
/* The commits that this machine could take, with what signed tags and its own memory say
 * of each.  Which one it takes is decided elsewhere (targets_choose.c). */
#include "pc/base/limits.h"
#include "seen.h"
#include "stage_priv.h"

struct chain {
	const struct pc_repo *repo;
	struct pc_arena *arena;
	const struct pc_history_wish *wish;
	git_oid *ids; /* from the head along first parents, up to what is in force */
	int64_t *signed_at;
	size_t n, cap;
	git_oid in_force;
	bool has_in_force;   /* something is */
	bool meets_in_force; /* the chain ends before it */
	struct seens seens;
};

static bool add_link(struct chain *chain, const git_commit *commit)
{
	size_t cap = chain->cap;

	if (chain->has_in_force &&
		git_oid_equal(git_commit_id(commit), &chain->in_force)) {
		chain->meets_in_force = true;
		return false;
	}
	if (chain->n == PC_MAX_CANDIDATES)
		return false;
	pc_arena_grow(chain->arena, chain->ids, chain->n, cap);
	pc_arena_grow(chain->arena, chain->signed_at, chain->n, chain->cap);
	chain->ids[chain->n] = *git_commit_id(commit);
	chain->signed_at[chain->n++] = git_commit_time(commit);
	return true;
}

static void follow_parents(struct chain *chain, const git_oid *head)
{
	git_commit *commit = NULL, *parent;
	bool goes_on = git_commit_lookup(&commit, chain->repo->git, head) == 0;

	while (goes_on && add_link(chain, commit)) {
		parent = NULL;
		goes_on = git_commit_parent(&parent, commit, 0) == 0;
		git_commit_free(commit);
		commit = parent;
	}
	git_commit_free(commit);
}

/* Who halted it by a signed tag "halt/<commit>"; where nobody's signature counts, any
 * such tag does. */
static struct pc_str halted_by(struct judge *judge)
{
	struct pc_str name = pc_arena_printf(judge->arena, "halt/%s", judge->out->commit);
	struct pc_str ref =
		pc_arena_printf(judge->arena, "refs/tags/%.*s", PC_STR_ARG(name));
	bool anybody = !judge->rules->trust.signers;
	struct signed_object tag;
	git_oid id;

	if (git_reference_name_to_id(&id, judge->repo->git, ref.ptr) < 0)
		return (struct pc_str){0};
	if (anybody)
		return PC_STR("a tag whose signature nobody looked at");
	if (!stage_object(&tag, judge, &id, PC_OBJECT_TAG) ||
		tag.trust.status != PC_TRUST_GOOD ||
		!stage_tag_means_head(judge, &tag, name))
		return (struct pc_str){0};
	return tag.trust.principal;
}

static struct pc_candidate look_at(struct chain *chain, size_t i, const struct seen *seen)
{
	const struct pc_history_wish *wish = chain->wish;
	struct pc_staged staged = {0};
	struct judge judge = {
		chain->repo, chain->arena, wish->rules, &staged, chain->ids[i]};
	struct pc_candidate out = {0};

	git_oid_tostr(staged.commit, sizeof(staged.commit), &judge.head);
	out.commit = pc_arena_str(chain->arena, pc_str(staged.commit));
	out.published = seen_published(seen, chain->signed_at[i], wish->now);
	out.is_signed = !wish->rules->trust.signers || stage_is_signed(&judge);
	out.halted = halted_by(&judge);
	return out;
}

/* Commits that were fetched together with a head, and not with the one before it, were
 * published with it. */
static const struct seen *seen_at(
	const struct chain *chain, size_t i, const struct seen *before)
{
	char hex[PC_COMMIT_HEX];

	git_oid_tostr(hex, sizeof(hex), &chain->ids[i]);
	for (size_t k = chain->seens.count; k > 0; k--) {
		if (pc_str_is(chain->seens.items[k - 1].commit, hex))
			return &chain->seens.items[k - 1];
	}
	return before;
}

static bool is_behind(const struct chain *chain, size_t i)
{
	const struct judge judge = {.repo = chain->repo};

	return chain->has_in_force && !chain->meets_in_force &&
	       stage_comes_after(&judge, &chain->ids[i], &chain->in_force) != 1;
}

static bool is_enough(
	const struct pc_history_wish *wish, const struct pc_candidate *candidate)
{
	return wish->soak >= 0 && candidate->is_signed && candidate->halted.len == 0 &&
	       candidate->published + wish->soak <= wish->now;
}

void pc_stage_history(struct pc_candidate **out, size_t *n, const struct pc_repo *repo,
	struct pc_arena *arena, const struct pc_history_wish *wish)
{
	struct chain chain = {.repo = repo, .arena = arena, .wish = wish};
	const struct seen *seen = NULL;
	git_oid head;

	*out = NULL;
	*n = 0;
	chain.has_in_force = stage_read_id(&chain.in_force, wish->rules->in_force);
	if (!stage_read_id(&head, pc_str(wish->head)))
		return;
	follow_parents(&chain, &head);
	if (wish->staging)
		seens_read(&chain.seens, arena, wish->staging);
	*out = pc_arena_new_array(arena, struct pc_candidate, chain.n);
	for (size_t i = 0; i < chain.n && !is_behind(&chain, i); i++) {
		seen = seen_at(&chain, i, seen);
		(*out)[i] = look_at(&chain, i, seen);
		*n = i + 1;
		if (is_enough(wish, &(*out)[i]))
			break;
	}
}
