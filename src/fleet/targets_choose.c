/* SPDX-License-Identifier: Apache-2.0 */
/* Which commit is this machine's?  The newest one that is signed, not halted and due in
 * its ring; unless a brake is on. */
#include <stdlib.h>

#include "pc/base/buf.h"
#include "targets_priv.h"

enum { PER_SECOND = 1000, SHORT = 12 };

static const char *const kill_names[] = {
	[PC_KILL_NOTHING] = "nothing",
	[PC_KILL_POLICY] = "policy",
	[PC_KILL_AGENTS] = "agents",
};

const char *pc_kill_name(enum pc_kill kill)
{
	return kill_names[kill];
}

/* ---- the deck ---------------------------------------------------------- */

uint32_t pc_ring_figure(struct pc_str salt, struct pc_str id)
{
	enum { DIGITS = 8, BASE = 16 };
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	char hex[PC_SHA256_HEX];

	pc_buf_puts(&text, "policyctl ring 1");
	pc_buf_add_char(&text, '\0');
	pc_buf_add(&text, salt);
	pc_buf_add_char(&text, '\0');
	pc_buf_add(&text, id);
	pc_sha256_hex(hex, pc_buf_str(&text));
	hex[DIGITS] = '\0';
	return (uint32_t)strtoul(hex, NULL, BASE);
}

bool pc_ring_has(int64_t percent, uint32_t figure)
{
	const int64_t all = 100;

	return percent >= all || (int64_t)figure * all < (percent << 32);
}

/* ---- this machine's ring ----------------------------------------------- */

struct choosing {
	const struct pc_targets_question *q;
	struct pc_arena *arena;
	struct pc_choice *out;
	struct membership membership;
	const struct ring *ring; /* NULL: none, of several */
	int64_t wait;            /* seconds that earlier rings have a commit first */
	const struct brake *pause;
	const struct override *hold, *pin;
};

#define TEXT(choosing, ...) pc_arena_printf((choosing)->arena, __VA_ARGS__)

static void why(struct choosing *choosing, struct pc_why why)
{
	whys_add(&choosing->out->whys, choosing->arena, &why);
}

static bool is_in_ring(
	struct choosing *choosing, const struct ring *ring, uint32_t figure)
{
	if (member_of(&choosing->membership, &ring->groups).ptr)
		return true;
	if (ring->percent >= 0)
		return pc_ring_has(ring->percent, figure);
	return ring->groups.count == 0;
}

static void explain_ring(struct choosing *choosing, uint32_t figure)
{
	const struct ring *ring = choosing->ring;
	struct pc_str by = member_of(&choosing->membership, &ring->groups);
	const struct pc_targets *targets = choosing->q->targets;
	const double percent = (double)figure * 100 / 4294967296.0;

	why(choosing,
		(struct pc_why){.topic = "ring",
			.name = ring->name,
			.verdict = "member",
			.at = ring->at,
			.text = TEXT(choosing,
				"ring %zu of %zu%s%.*s; its figure is %.3f of "
				"100%s",
				(size_t)(ring - targets->rings) + 1, targets->n_rings,
				by.ptr ? " by group " : "", PC_STR_ARG(by), percent,
				choosing->q->machine->id.len
					? ""
					: ", as it has no machine id")});
}

/* A machine that nobody can deal comes last. */
static void find_ring(struct choosing *choosing)
{
	const struct pc_targets *targets = choosing->q->targets;
	struct pc_str id = choosing->q->machine->id;
	uint32_t figure = id.len ? pc_ring_figure(targets->salt, id) : UINT32_MAX;

	for (size_t i = 0; i < targets->n_rings; i++) {
		choosing->ring = &targets->rings[i];
		if (is_in_ring(choosing, choosing->ring, figure)) {
			explain_ring(choosing, figure);
			return;
		}
		choosing->wait += choosing->ring->soak / PER_SECOND;
	}
	choosing->ring = NULL;
	if (targets->n_rings)
		why(choosing, (struct pc_why){.topic = "ring",
				      .verdict = "none",
				      .at = targets->rings[targets->n_rings - 1].at,
				      .text = PC_STR(
					      "no ring reaches this machine's figure, so "
					      "it gets no new commit")});
}

/* ---- brakes ------------------------------------------------------------ */

static bool is_meant(struct choosing *choosing, const struct brake *brake)
{
	return (brake->groups.count == 0 ||
		       member_of(&choosing->membership, &brake->groups).ptr) &&
	       !member_of(&choosing->membership, &brake->not ).ptr;
}

static void explain_brake(struct choosing *choosing, const struct brake *brake,
	const char *topic, const char *name)
{
	const char *verdict = is_over(brake->until, choosing->q->now) ? "over"
			      : is_meant(choosing, brake)             ? "holds"
								      : "not meant";

	why(choosing, (struct pc_why){.topic = topic,
			      .name = pc_str(name),
			      .verdict = verdict,
			      .text = brake->reason,
			      .at = brake->at,
			      .owner = brake->owner,
			      .until = brake->until});
}

static bool holds(struct choosing *choosing, const struct brake *brake)
{
	return !is_over(brake->until, choosing->q->now) && is_meant(choosing, brake);
}

static void find_brakes(struct choosing *choosing)
{
	const struct pc_targets *targets = choosing->q->targets;
	struct pc_choice *out = choosing->out;

	for (size_t i = 0; i < targets->n_kills; i++) {
		const struct brake *kill = &targets->kills[i];
		enum pc_kill what = (enum pc_kill)(kill->what + PC_KILL_POLICY);

		explain_brake(choosing, kill, "kill", pc_kill_name(what));
		if (!holds(choosing, kill) || what <= out->kill)
			continue;
		out->kill = what;
		out->killed = TEXT(choosing,
			"the kill switch '%s' of %.*s is on until "
			"%.*s: %.*s",
			pc_kill_name(what), PC_STR_ARG(kill->owner),
			PC_STR_ARG(date_of(choosing->arena, kill->until)),
			PC_STR_ARG(kill->reason));
	}
	for (size_t i = 0; i < targets->n_pauses; i++) {
		explain_brake(choosing, &targets->pauses[i], "pause", "");
		if (!choosing->pause && holds(choosing, &targets->pauses[i]))
			choosing->pause = &targets->pauses[i];
	}
}

static void explain_override(struct choosing *choosing, const struct override *override)
{
	const struct pc_targets_question *q = choosing->q;
	const char *verdict = override_holds(override, q->machine, q->now) ? "holds"
			      : override_is_here(override, q->machine)     ? "over"
									   : NULL;

	if (verdict)
		why(choosing, (struct pc_why){.topic = "override",
				      .name = override->name,
				      .verdict = verdict,
				      .text = override->reason,
				      .at = override->at,
				      .owner = override->owner,
				      .until = override->expires});
}

static void find_overrides(struct choosing *choosing)
{
	const struct pc_targets_question *q = choosing->q;

	for (size_t i = 0; i < q->targets->n_overrides; i++) {
		const struct override *override = &q->targets->overrides[i];

		explain_override(choosing, override);
		if (!override_holds(override, q->machine, q->now))
			continue;
		if (override->hold && !choosing->hold)
			choosing->hold = override;
		if (override->pin.ptr && !choosing->pin)
			choosing->pin = override;
	}
}

/* ---- candidates -------------------------------------------------------- */

/* How many of the candidates came after what this machine went back from. */
static size_t newer_than_held(const struct pc_targets_question *q)
{
	for (size_t i = 0; q->held.len && i < q->n_candidates; i++) {
		if (pc_str_eq(q->candidates[i].commit, q->held))
			return i;
	}
	return q->n_candidates;
}

struct verdict {
	const char *word; /* "due" alone may be taken */
	struct pc_str text;
	int64_t due;
};

static struct verdict judge_due(
	struct choosing *choosing, const struct pc_candidate *candidate)
{
	struct verdict verdict = {.word = "due"};
	const struct ring *ring = choosing->ring;

	if (choosing->q->targets->n_rings == 0 || choosing->pin)
		return verdict;
	if (!ring) {
		verdict.word = "no ring";
		verdict.text = PC_STR("no ring reaches this machine");
		return verdict;
	}
	verdict.due = candidate->published + choosing->wait;
	if (verdict.due > choosing->q->now) {
		verdict.word = "soaking";
		verdict.text = TEXT(choosing, "ring '%.*s' gets it at %.*s",
			PC_STR_ARG(ring->name),
			PC_STR_ARG(date_of(choosing->arena, verdict.due)));
	}
	return verdict;
}

static struct verdict judge(
	struct choosing *choosing, const struct pc_candidate *candidate, bool is_newer)
{
	const struct override *pin = choosing->pin;
	struct pc_str held_why = choosing->q->held_why;

	if (!candidate->is_signed)
		return (struct verdict){.word = "unsigned",
			.text = PC_STR("nobody who may sign has signed it")};
	if (candidate->halted.len)
		return (struct verdict){.word = "halted",
			.text = TEXT(choosing, "it was halted by %.*s",
				PC_STR_ARG(candidate->halted))};
	if (!is_newer)
		return (struct verdict){.word = "held",
			.text = TEXT(choosing, "this machine went back from it: %.*s",
				PC_STR_ARG(held_why))};
	if (pin && !pc_str_eq(pin->pin, candidate->commit))
		return (struct verdict){.word = "pinned",
			.text = TEXT(choosing,
				"override '%.*s' of %.*s pins %.*s until "
				"%.*s: %.*s",
				PC_STR_ARG(pin->name), PC_STR_ARG(pin->owner), SHORT,
				pin->pin.ptr,
				PC_STR_ARG(date_of(choosing->arena, pin->expires)),
				PC_STR_ARG(pin->reason))};
	return judge_due(choosing, candidate);
}

static void explain_candidate(struct choosing *choosing,
	const struct pc_candidate *candidate, const struct verdict *verdict)
{
	why(choosing, (struct pc_why){.topic = "commit",
			      .name = candidate->commit,
			      .verdict = verdict->word,
			      .text = verdict->text,
			      .until = verdict->due});
}

/* The newest that may be taken; of the head, why it may not. */
static const struct pc_candidate *find_due(struct choosing *choosing)
{
	const struct pc_targets_question *q = choosing->q;
	size_t n_newer = newer_than_held(q);

	for (size_t i = 0; i < q->n_candidates; i++) {
		struct verdict verdict = judge(choosing, &q->candidates[i], i < n_newer);

		explain_candidate(choosing, &q->candidates[i], &verdict);
		if (strcmp(verdict.word, "due") == 0)
			return &q->candidates[i];
		if (i == 0) {
			choosing->out->waits = verdict.text;
			choosing->out->due = verdict.due;
		}
	}
	return NULL;
}

/* Without any policy a new one is better than none: its soaking does not count. */
static const struct pc_candidate *find_first(const struct pc_targets_question *q)
{
	for (size_t i = 0; i < q->n_candidates; i++) {
		if (q->candidates[i].is_signed && !q->candidates[i].halted.len)
			return &q->candidates[i];
	}
	return NULL;
}

/* ---- the whole
 * ------------------------------------------------------------------------- */

/* Nothing new while one of these is on; a machine that has nothing waits for none. */
static bool is_stopped(struct choosing *choosing)
{
	const struct brake *pause = choosing->pause;
	const struct override *hold = choosing->hold;

	if (choosing->q->in_force.len == 0)
		return false;
	if (pause)
		choosing->out->waits = TEXT(choosing, "paused by %.*s until %.*s: %.*s",
			PC_STR_ARG(pause->owner),
			PC_STR_ARG(date_of(choosing->arena, pause->until)),
			PC_STR_ARG(pause->reason));
	else if (hold)
		choosing->out->waits = TEXT(choosing,
			"override '%.*s' of %.*s holds this machine until %.*s: %.*s",
			PC_STR_ARG(hold->name), PC_STR_ARG(hold->owner),
			PC_STR_ARG(date_of(choosing->arena, hold->expires)),
			PC_STR_ARG(hold->reason));
	return pause || hold;
}

static void choose(struct choosing *choosing)
{
	const struct pc_targets_question *q = choosing->q;
	struct pc_choice *out = choosing->out;
	const struct pc_candidate *found = NULL;

	if (is_stopped(choosing)) {
		/* A kill switch is no new policy. */
		if (out->kill)
			out->commit = q->in_force;
		return;
	}
	if (!q->is_rollback)
		found = find_due(choosing);
	if (!found && (q->is_rollback || q->in_force.len == 0))
		found = find_first(q);
	if (found)
		out->commit = found->commit;
	/* What somebody went back to is not made again from its commit. */
	else if (q->held.len == 0 || out->kill)
		out->commit = q->in_force;
	if (found && found == q->candidates)
		out->waits = (struct pc_str){0};
}

void pc_targets_choose(struct pc_choice *out, struct pc_arena *arena,
	const struct pc_targets_question *question)
{
	struct choosing choosing = {.q = question, .arena = arena, .out = out};

	*out = (struct pc_choice){0};
	membership_init(
		&choosing.membership, arena, question->targets, question->machine);
	explain_groups(&out->whys, arena, &choosing.membership);
	find_ring(&choosing);
	find_brakes(&choosing);
	find_overrides(&choosing);
	if (question->targets->halt_after)
		why(&choosing,
			(struct pc_why){.topic = "halt-after",
				.verdict = "not here",
				.text = pc_arena_printf(arena,
					"whoever gets the reports counts %lld failures, "
					"and asks for a tag halt/<commit>",
					(long long)question->targets->halt_after)});
	if (question->held.len)
		why(&choosing, (struct pc_why){.topic = "hold",
				       .name = question->held,
				       .verdict = "holds",
				       .text = question->held_why});
	choose(&choosing);
}
