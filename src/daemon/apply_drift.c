/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is not as it was left is told, and ours put right. */
#include "apply.h"
#include "pc/enforce/drift.h"

static void tell_drift(const struct pc_drift *drift, int64_t generation, bool mended)
{
	for (size_t i = 0; i < drift->n_rows; i++) {
		const struct pc_drift_row *row = &drift->rows[i];

		apply_tell(FD_EVENTS,
			&(struct message){MESSAGE_DRIFT,
				.drift = {.path = row->path,
					.kind = pc_str(pc_drift_name(row->kind)),
					.diff = row->diff,
					.generation = (uint64_t)generation,
					.mended =
						mended && pc_drift_is_ours(row->kind)}});
	}
}

static enum pc_status mend(struct apply *apply, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	const struct pc_history *history;
	struct message_applied applied = {0};
	struct pc_drift drift;
	struct pc_wish wish;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	history = pc_site_history(site);
	if (history->current == 0)
		return PC_OK; /* nothing of ours is there yet */
	PC_TRY(pc_drift_check(&drift, site, err));
	if (drift.n_ours > 0) {
		PC_TRY(pc_wish_of_generation(&wish, site, history->current, err));
		PC_TRY(apply_wish(&applied, site, &wish, err));
	}
	tell_drift(&drift, history->current, true);
	return PC_OK;
}

/* What is not there yet is seen through its parent, or by the sweep. */
static void watch_places(struct apply *apply)
{
	struct pc_err err;

	for (size_t i = 0; i < PC_COUNT(apply->places); i++) {
		if (pc_changes_add(apply->changes, apply->places[i], &err) != PC_OK &&
			err.status != PC_ERR_ABSENT)
			daemon_log("apply", "%s", err.text);
	}
}

void apply_on_sweep(void *arg, int what)
{
	struct apply *apply = arg;
	struct pc_err err;

	(void)what;
	if (mend(apply, &err) != PC_OK)
		daemon_log("apply", "%s", err.text);
	watch_places(apply);
	role_progress("apply");
	pc_watch_after(apply->sweep, apply->daemon->config.sweep);
}

/* One who writes a file does several things at once: they are looked at together. */
void apply_on_change(void *arg, const char *directory, const char *name)
{
	enum { MOMENT = 50 };
	struct apply *apply = arg;

	(void)directory;
	(void)name;
	pc_watch_after(apply->sweep, MOMENT);
}
