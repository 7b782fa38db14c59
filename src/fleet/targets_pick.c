/* SPDX-License-Identifier: Apache-2.0 */
/* Which drop-ins of a commit this machine gets, and which of them it only watches. */
#include "pc/base/buf.h"
#include "targets_priv.h"

struct picking {
	struct pc_arena *arena;
	const struct pc_targets *targets;
	const struct pc_targets_question *steering;
	struct membership membership;
	struct pc_picks *out;
};

static const struct rule *rule_of(const struct pc_targets *targets, struct pc_str file)
{
	for (size_t i = 0; i < targets->n_rules; i++) {
		if (pc_str_eq(targets->rules[i].file, file))
			return &targets->rules[i];
	}
	return NULL;
}

static bool names(const struct pc_texts *files, struct pc_str file)
{
	for (size_t i = 0; i < files->count; i++) {
		if (pc_str_eq(files->items[i], file))
			return true;
	}
	return false;
}

/* What targets.yaml says of a file, and by which group. */
static struct pc_why by_rule(struct picking *picking, struct pc_pick *pick)
{
	const struct rule *rule = rule_of(picking->targets, pick->file);
	struct membership *membership = &picking->membership;
	struct pc_why why = {.topic = "fragment", .name = pick->file, .verdict = "in"};
	struct pc_str out, in, watched;

	pick->is_in = true;
	if (!rule)
		return why;
	why.at = rule->at;
	in = member_of(membership, &rule->groups);
	out = member_of(membership, &rule->not );
	watched = member_of(membership, &rule->monitor);
	pick->is_in = (rule->groups.count == 0 || in.ptr) && !out.ptr;
	pick->is_watched = pick->is_in && (rule->mode == MODE_MONITOR || watched.ptr);
	why.verdict = !pick->is_in ? "out" : pick->is_watched ? "monitored" : "in";
	if (out.ptr)
		why.text = pc_arena_printf(
			picking->arena, "not for group %.*s", PC_STR_ARG(out));
	else if (!pick->is_in)
		why.text = PC_STR("for groups that this machine is not in");
	else if (watched.ptr)
		why.text = pc_arena_printf(picking->arena, "only monitored on group %.*s",
			PC_STR_ARG(watched));
	else if (in.ptr)
		why.text =
			pc_arena_printf(picking->arena, "for group %.*s", PC_STR_ARG(in));
	return why;
}

static void by_override(struct pc_why *why, struct picking *picking, struct pc_pick *pick,
	const struct override *override)
{
	bool skips = names(&override->skip, pick->file);

	if (!pick->is_in || (!skips && !names(&override->monitor, pick->file)))
		return;
	pick->is_in = !skips;
	pick->is_watched = !skips;
	why->verdict = skips ? "out" : "monitored";
	why->at = override->at;
	why->owner = override->owner;
	why->until = override->expires;
	why->text = pc_arena_printf(picking->arena, "override '%.*s': %.*s",
		PC_STR_ARG(override->name), PC_STR_ARG(override->reason));
}

static void pick_one(struct picking *picking, struct pc_pick *pick)
{
	const struct pc_targets_question *steering = picking->steering;
	struct pc_why why = by_rule(picking, pick);

	for (size_t i = 0; i < steering->targets->n_overrides; i++) {
		const struct override *override = &steering->targets->overrides[i];

		if (override_holds(override, steering->machine, steering->now))
			by_override(&why, picking, pick, override);
	}
	picking->out->n_out += !pick->is_in;
	picking->out->n_watched += pick->is_watched;
	whys_add(&picking->out->whys, picking->arena, &why);
}

static void make_plan(struct pc_picks *out, const struct pc_choice *choice)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_buf_puts(&text, pc_kill_name(choice->kill));
	pc_buf_add_char(&text, '\n');
	pc_buf_add(&text, choice->killed);
	for (size_t i = 0; i < out->count; i++) {
		const struct pc_pick *pick = &out->items[i];

		if (pick->is_in && !pick->is_watched)
			continue;
		pc_buf_add_char(&text, '\n');
		pc_buf_add_char(&text, pick->is_in ? 'w' : 'o');
		pc_buf_add(&text, pick->file);
	}
	pc_sha256_hex(out->plan, pc_buf_str(&text));
}

void pc_targets_pick(struct pc_picks *out, struct pc_arena *arena,
	const struct pc_targets *targets, const struct pc_targets_question *steering,
	const struct pc_texts *files, const struct pc_choice *choice)
{
	struct picking picking = {
		.arena = arena, .targets = targets, .steering = steering, .out = out};

	*out = (struct pc_picks){
		.items = pc_arena_new_array(arena, struct pc_pick, files->count),
		.count = files->count};
	membership_init(&picking.membership, arena, targets, steering->machine);
	for (size_t i = 0; i < files->count; i++) {
		out->items[i].file = files->items[i];
		pick_one(&picking, &out->items[i]);
	}
	make_plan(out, choice);
}
