/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is not as it was left is told, and ours put right. */
#include "apply.h"
#include "pc/base/limits.h"

/* A look's own view: what was heard before it, and what it found. */
struct look {
	struct pc_site *site;
	struct pc_drift drift;
	int64_t generation; /* in force before anything is done */
	uint64_t heard;
};

static enum pc_status look_at(
	struct look *out, struct apply *apply, struct pc_site *site, struct pc_err *err)
{
	*out = (struct look){.site = site};
	out->generation = pc_site_history(site)->current;
	if (apply->actors)
		out->heard = pc_actors_read(apply->actors);
	if (out->generation == 0)
		return PC_OK; /* nothing of ours is there yet */
	PC_TRY(pc_drift_check(&out->drift, site, err));
	if (apply->actors)
		pc_actors_read(apply->actors);
	return PC_OK;
}

static bool has_passed(const struct pc_drift *drift)
{
	for (size_t i = 0; i < drift->n_rows; i++) {
		if (!pc_drift_lasts(drift->rows[i].kind))
			return true;
	}
	return false;
}

static enum pc_status tell(
	struct apply *apply, const struct look *look, bool is_mended, struct pc_err *err)
{
	if (look->generation)
		apply_tell_drift(apply, &look->drift, look->generation, is_mended);
	if (apply->actors)
		pc_actors_forget(apply->actors, look->heard);
	return has_passed(&look->drift) ? pc_drift_settle(look->site, err) : PC_OK;
}

enum pc_status apply_put(struct apply *apply, struct message_applied *out,
	struct pc_site *site, struct pc_wish *wish, struct pc_err *err)
{
	enum pc_status status;
	struct pc_err untold;
	struct look look;

	/* A state that cannot be compared with is no reason to stay with it. */
	if (look_at(&look, apply, site, &untold) != PC_OK) {
		daemon_log("apply", "%s", untold.text);
		look.generation = 0;
	}
	wish->exclusive = apply->daemon->config.exclusive;
	status = apply_wish(out, site, wish, err);
	/* Directories may have been made; who changes something in them next is seen. */
	apply_watch_places(apply);
	if (tell(apply, &look, status == PC_OK, &untold) != PC_OK)
		daemon_log("apply", "%s", untold.text);
	return status;
}

/* Where nobody else's documents may be, each look has to see whether any are. */
static bool is_to_be_mended(const struct apply *apply, const struct look *look)
{
	return look->generation &&
	       (look->drift.n_ours > 0 || apply->daemon->config.exclusive);
}

static enum pc_status mend(struct apply *apply, struct pc_err *err)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	struct message_applied applied = {0};
	enum pc_status status = PC_OK;
	struct pc_err untold;
	struct pc_wish wish;
	struct look look;

	PC_TRY(pc_site_open(&site, &apply->where, PC_SITE_WRITE, err));
	PC_TRY(look_at(&look, apply, site, err));
	if (is_to_be_mended(apply, &look)) {
		status = pc_wish_of_generation(&wish, site, look.generation, err);
		wish.exclusive = apply->daemon->config.exclusive;
		if (status == PC_OK)
			status = apply_wish(&applied, site, &wish, err);
	}
	if (tell(apply, &look, status == PC_OK, &untold) != PC_OK)
		daemon_log("apply", "%s", untold.text);
	return status;
}

/* What fails once may go well a moment later, while others are at work there. */
static int64_t until_next(struct apply *apply, bool well)
{
	enum { AGAIN = 700, MOST = 3 };

	apply->failed_looks = well ? 0 : apply->failed_looks + 1;
	if (!well && apply->failed_looks <= MOST)
		return AGAIN;
	return apply->daemon->config.sweep;
}

void apply_on_sweep(void *arg, int what)
{
	struct apply *apply = arg;
	struct pc_err err;
	bool well;

	(void)what;
	apply->is_due = false;
	apply_watch_places(apply);
	well = mend(apply, &err) == PC_OK;
	apply_tell_fault(apply, well ? NULL : &err);
	apply_compile_changed(apply);
	apply_watch_places(apply);
	role_progress("apply");
	pc_watch_after(apply->sweep, until_next(apply, well));
}
