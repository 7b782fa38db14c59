/* SPDX-License-Identifier: Apache-2.0 */
/* The policy in force for one request: the settings that the client itself has there. */
#include "hook_priv.h"
#include "pc/base/fs.h"

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
static void move_to(
	struct pc_settings *settings, struct pc_arena *arena, struct pc_str cwd)
{
	struct pc_str *dirs =
		pc_arena_new_array(arena, struct pc_str, settings->n_dirs + 1);

	cwd = pc_path_normal(arena, cwd);
	if (pc_str_eq(cwd, settings->cwd))
		return;
	dirs[0] = cwd;
	memcpy(dirs + 1, settings->dirs, settings->n_dirs * sizeof(*dirs));
	settings->dirs = dirs;
	settings->n_dirs++;
	settings->cwd = cwd;
}

static enum pc_status load(struct pc_settings **out, struct pc_arena *arena,
	const struct hook_places *places, const struct request *request,
	struct pc_err *err)
{
	const struct pc_where where = {
		.managed_dir = places->managed,
		.home = places->home,
		.cwd = places->project.len ? places->project : request->cwd,
		.permission_mode = request->mode,
	};

	PC_TRY(pc_settings_load(out, arena, &where, NULL, err));
	if ((*out)->refused) {
		return pc_err_set(err, PC_ERR_PARSE, (*out)->refused_at, "%.*s",
			PC_STR_ARG((*out)->refused_why));
	}
	if (!is_managed(*out)) {
		struct pc_str dir =
			places->managed.len ? places->managed : pc_managed_dir();

		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%.*s' holds no managed settings", PC_STR_ARG(dir));
	}
	move_to(*out, arena, request->cwd);
	return PC_OK;
}

enum pc_status force_load(struct force *out, struct pc_arena *arena,
	const struct hook_places *places, const struct request *request,
	struct pc_err *err)
{
	PC_TRY(load(&out->settings, arena, places, request, err));
	pc_settings_digest(out->settings, out->digest);
	return pc_policy_compile(&out->policy, out->settings, NULL, err);
}

void force_done(struct force *force)
{
	pc_policy_free(force->policy);
}
