/* SPDX-License-Identifier: Apache-2.0 */
/* The policy in force for one request: the settings that the client itself has there. */
#include <stdio.h>

#include "hook_priv.h"

/* Nothing managed at all: whoever deployed the hook meant it to enforce something. */
static bool is_managed(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_files; i++) {
		if (settings->files[i].layer == PC_LAYER_MANAGED &&
			settings->files[i].is_read)
			return true;
	}
	return false;
}

/* Layers are those of the directory in which the client was started; a command sees the
 * one in which the session is by now, and rules without an anchor hold in both. */
static struct pc_where where_of(
	const struct hook_places *places, const struct request *request)
{
	return (struct pc_where){
		.managed_dir = places->managed,
		.home = places->home,
		.cwd = places->project.len ? places->project : request->start,
		.moved_to = request->cwd,
		.permission_mode = request->mode,
	};
}

static enum pc_status check(const struct pc_settings *settings,
	const struct hook_places *places, struct pc_err *err)
{
	struct pc_str dir = places->managed.len ? places->managed : pc_managed_dir();

	if (settings->refused) {
		return pc_err_set(err, PC_ERR_PARSE, settings->refused_at, "%.*s",
			PC_STR_ARG(settings->refused_why));
	}
	if (!is_managed(settings)) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%.*s' holds no managed settings", PC_STR_ARG(dir));
	}
	/* The client has other settings then than these files, and runs no helper twice.
	 */
	if (places->managed.len == 0 &&
		pc_settings_find(settings, PC_STR("policyHelper"))) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"the policy comes from a policyHelper; give the hook --managed "
			"with the directory that it is made from");
	}
	return PC_OK;
}

enum pc_status force_load(struct force *out, const struct hook_places *places,
	const struct request *request, struct pc_err *err)
{
	const struct pc_where where = where_of(places, request);
	struct pc_generation *generation = &out->generation;

	PC_TRY(pc_generation_open(generation, &where,
		&(struct pc_image_dirs){places->state, places->shared}, err));
	if (generation->notice.status != PC_OK)
		fprintf(stderr, "policyctl: %s\n", generation->notice.text);
	PC_TRY(check(generation->settings, places, err));
	out->settings = generation->settings;
	out->policy = generation->policy;
	out->digest = generation->digest;
	return PC_OK;
}

void force_done(struct force *force)
{
	pc_generation_done(&force->generation);
}
