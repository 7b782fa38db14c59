/* SPDX-License-Identifier: Apache-2.0 */
/* A wish becomes what lies on the machine. */
#include <inttypes.h>
#include <stdlib.h>

#include "apply.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"

int64_t apply_now(void)
{
	const int64_t per_milli = 1000;

	return pc_when_now() * per_milli;
}

/* Documents of others are removed only where root has said so. */
static void tell_removed(const struct pc_plan *plan)
{
	for (size_t i = 0; i < plan->n_steps; i++) {
		const struct pc_plan_step *step = &plan->steps[i];

		if (step->is_foreign && step->action == PC_PLAN_REMOVE)
			apply_tell_own(PC_STR("intended"), step->path, "foreign removed",
				plan->generation);
	}
}

enum pc_status apply_wish(struct message_applied *out, struct pc_site *site,
	const struct pc_wish *wish, struct pc_err *err)
{
	const struct pc_applied *current;
	struct pc_plan plan;

	PC_TRY(pc_plan_make(&plan, site, wish, err));
	if (plan.n_refused > 0)
		return pc_plan_write(site, &plan, err); /* which says why not */
	current = pc_applied_find(pc_site_history(site), plan.generation);
	/* The same document of another commit is another policy, as far as who answers
	 * for it and until when it holds. */
	out->is_new = plan.generation != pc_site_history(site)->current || !current ||
		      !pc_str_eq(current->note, pc_str_head(wish->note, PC_MAX_NOTE));
	out->generation = (uint64_t)plan.generation;
	out->changes = plan.n_changes;
	if (plan.n_changes == 0 && !out->is_new)
		return PC_OK;
	PC_TRY(pc_plan_write(site, &plan, err));
	tell_removed(&plan);
	return PC_OK;
}

/* What is noted of a generation: "<commit> <plan> <signer> <expires>". */
static struct pc_str make_note(struct apply *apply)
{
	const struct message_begin *coming = &apply->coming;

	return pc_arena_printf(&apply->coming_arena, "%.*s %.*s %.*s %" PRIu64,
		PC_STR_ARG(coming->commit),
		PC_STR_ARG(coming->plan.len ? coming->plan : PC_STR("-")),
		PC_STR_ARG(coming->signer), coming->expires);
}

void apply_note_read(struct apply_note *out, struct pc_str note)
{
	const int decimal = 10;
	size_t last = pc_str_rfind(note, ' ');

	*out = (struct apply_note){0};
	if (last == note.len)
		return;
	out->expires = strtoull(note.ptr + last + 1, NULL, decimal);
	out->signer = pc_str_head(note, last);
	out->commit = pc_str_cut(&out->signer, ' ');
	out->plan = pc_str_cut(&out->signer, ' ');
}

/* What came is put in force, unless it is not what was announced. */
enum pc_status apply_coming(
	struct apply *apply, struct message_applied *out, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct pc_str bytes = pc_buf_str(&apply->document);
	struct pc_wish wish = {.path = apply->name,
		.bytes = bytes,
		.at_us = apply_now(),
		.note = make_note(apply)};
	char digest[PC_SHA256_HEX];

	pc_sha256_hex(digest, bytes);
	if (!pc_str_is(apply->coming.digest, digest))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"what came is not what was announced");
	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	return apply_put(apply, out, site, &wish, err);
}

enum pc_status apply_earlier(struct apply *apply, struct message_applied *out,
	struct pc_arena *arena, int64_t number, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	char digest[PC_SHA256_HEX];
	struct apply_note note;
	struct pc_wish wish;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	PC_TRY(pc_wish_of_generation(&wish, site, number, err));
	wish.at_us = apply_now();
	pc_sha256_hex(digest, wish.bytes);
	out->digest = pc_arena_str(arena, pc_str(digest));
	apply_note_read(&note, pc_arena_str(arena, wish.note));
	out->commit = note.commit;
	out->signer = note.signer;
	out->expires = note.expires;
	return apply_put(apply, out, site, &wish, err);
}
