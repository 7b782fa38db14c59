/* SPDX-License-Identifier: Apache-2.0 */
/* Settings to files: the form of the target decides who writes them; the manifest and the
 * sums come last and tell about the others. */
#include "pc/doc/write.h"

#include "enforce_priv.h"

const char pc_build_identifier[] = "policyctl.claude-code";
const char sums_name[] = "SHA256SUMS";
const char manifest_name[] = "manifest.json";

static void add_file(
	struct maker *m, struct pc_str path, struct pc_str bytes, bool is_carried)
{
	struct pc_build *out = m->out;

	pc_arena_grow(m->arena, out->files, out->n_files, m->cap);
	out->files[out->n_files++] = (struct pc_built_file){
		pc_arena_str(m->arena, path), pc_arena_str(m->arena, bytes), is_carried};
}

void maker_tell(struct maker *m, const char *name, struct pc_str text)
{
	add_file(m, pc_str(name), text, false);
}

enum pc_status maker_carry(struct maker *m, struct pc_str path, struct pc_str text)
{
	const struct pc_target *target = m->out->target;

	if (text.len > target->max_size) {
		return pc_err_set(m->err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%.*s' would have %zu bytes; %s reads at most %zu there",
			PC_STR_ARG(path), text.len, target->agent, target->max_size);
	}
	add_file(m, path, text, true);
	return PC_OK;
}

static enum pc_status merged_make(struct maker *m, const struct pc_node *settings)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_str path = pc_arena_printf(
		m->arena, "%.*s/%s", PC_STR_ARG(m->out->root), m->out->target->file);

	pc_node_write(&text, settings, PC_FORMAT_JSON);
	return maker_carry(m, path, pc_buf_str(&text));
}

static enum pc_status files_make(struct maker *m, const struct pc_node *settings)
{
	return m->wish->layout == PC_LAYOUT_FRAGMENTS ? fragments_make(m)
						      : merged_make(m, settings);
}

static enum pc_status make_form(struct maker *m)
{
	static enum pc_status (*const forms[])(struct maker *, const struct pc_node *) = {
		[PC_FORM_FILES] = files_make,
		[PC_FORM_PROFILE] = profile_make,
		[PC_FORM_PLIST] = plist_make,
		[PC_FORM_REG] = reg_make,
	};

	return forms[m->wish->target->form](m, m->settings->effective);
}

static bool has_managed_file(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_files; i++) {
		if (settings->files[i].layer == PC_LAYER_MANAGED &&
			settings->files[i].is_read)
			return true;
	}
	return false;
}

enum pc_status pc_build_make(struct pc_build *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_build_wish *wish,
	struct pc_diags *diags, struct pc_err *err)
{
	struct pc_build build = {.target = wish->target};
	struct maker m = {.arena = arena,
		.diags = diags,
		.err = err,
		.settings = settings,
		.wish = wish,
		.out = &build};

	if (settings->refused) {
		return pc_err_set(err, PC_ERR_PARSE, settings->refused_at,
			"the client would refuse to start: %.*s",
			PC_STR_ARG(settings->refused_why));
	}
	if (!has_managed_file(settings)) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"there are no managed settings to build from");
	}
	pc_settings_digest(settings, build.digest);
	if (wish->target->form == PC_FORM_FILES)
		build.root = manifest_root(arena, wish->target);
	PC_TRY(make_form(&m));
	manifest_make(&m);
	sums_make(&m);
	*out = build;
	return PC_OK;
}
