/* SPDX-License-Identifier: Apache-2.0 */
/* Load, check, build: what `policyctl build` does, without a word to anybody. */
#include "policy.h"

#include "pc/enforce/plan.h"
#include "pc/review/checks.h"

static const struct pc_span nowhere;

/* Where a finding stands, as the authors know the file. */
static struct pc_str place_of(
	struct pc_arena *arena, const struct pc_export *copy, const struct pc_diag *diag)
{
	struct pc_str file = pc_str(diag->at.file);

	if (pc_str_starts(file, copy->path))
		file = pc_str_from(file, copy->path.len + 1);
	if (diag->at.line == 0)
		return file;
	return pc_arena_printf(
		arena, "%.*s:%u:%u", PC_STR_ARG(file), diag->at.line, diag->at.col);
}

/* A text without the name of our copy, which is another one each time. */
static struct pc_str without_copy(
	struct pc_arena *arena, const struct pc_export *copy, struct pc_str text)
{
	struct pc_str name = pc_arena_printf(arena, "%.*s/", PC_STR_ARG(copy->path));
	size_t at;

	while ((at = pc_str_find_str(text, name)) < text.len)
		text = pc_arena_printf(arena, "%.*s%.*s", (int)at, text.ptr,
			PC_STR_ARG(pc_str_from(text, at + name.len)));
	return text;
}

static enum pc_status refuse(struct pc_err *err, const struct pc_export *copy,
	const struct pc_diags *diags, size_t n_errors)
{
	const struct pc_diag *first = diags->items;
	struct pc_str place, text;

	while (first->severity != PC_ERROR)
		first++;
	place = place_of(diags->arena, copy, first);
	text = without_copy(diags->arena, copy, first->text);
	return pc_err_set(err, PC_ERR_PARSE, nowhere,
		"verify finds %zu error%s: %.*s: %s: %.*s", n_errors, pc_plural(n_errors),
		PC_STR_ARG(place), first->code, PC_STR_ARG(text));
}

static bool has_managed_file(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_files; i++) {
		if (settings->files[i].layer == PC_LAYER_MANAGED)
			return true;
	}
	return false;
}

static enum pc_status look_at_findings(
	struct pc_diags *diags, const struct pc_export *copy, struct pc_err *err)
{
	size_t n_errors;

	pc_diags_fold(diags);
	pc_diags_sort(diags);
	pc_diags_thin(diags);
	n_errors = pc_diags_count(diags, PC_ERROR);
	if (n_errors)
		return refuse(err, copy, diags, n_errors);
	if (diags->dropped)
		return pc_err_set(err, PC_ERR_PARSE, nowhere,
			"verify finds so much that not all of it was kept");
	return PC_OK;
}

static enum pc_status load(struct pc_settings **out, struct pc_diags *diags,
	const struct pc_export *copy, struct pc_err *err)
{
	const struct pc_where where = {
		.apart = true, .yaml = true, .managed_dir = copy->path};
	struct pc_checks checks = {.repository = copy->path, .nobody_asks = true};

	PC_TRY(pc_settings_load(out, diags->arena, &where, diags, err));
	if (!has_managed_file(*out) && !pc_diags_count(diags, PC_ERROR))
		return pc_err_set(err, PC_ERR_PARSE, nowhere,
			"it has no managed-settings.json (or .yaml) and nothing in "
			"managed-settings.d/");
	PC_TRY(pc_checks_run(&checks, *out, diags, err));
	PC_TRY(look_at_findings(diags, copy, err));
	if ((*out)->refused)
		return pc_err_set(err, PC_ERR_PARSE, nowhere,
			"the client would not start with it: %.*s",
			PC_STR_ARG((*out)->refused_why));
	return PC_OK;
}

enum pc_status policy_make(struct policy *out, struct pc_arena *arena,
	const struct pc_target *target, const struct pc_export *copy, struct pc_err *err)
{
	const struct pc_build_wish merged = {
		.target = target, .layout = PC_LAYOUT_MERGED};
	struct pc_diags diags = {.arena = arena}, held = {.arena = arena};
	struct pc_settings *settings;
	struct pc_build build;
	struct pc_wish wish;

	PC_TRY(load(&settings, &diags, copy, err));
	if (pc_build_make(&build, arena, settings, &merged, &held, err) != PC_OK) {
		size_t n_errors = pc_diags_count(&held, PC_ERROR);

		return n_errors ? refuse(err, copy, &held, n_errors) : err->status;
	}
	PC_TRY(pc_wish_of_build(&wish, &build, err));
	out->path = wish.path;
	out->bytes = wish.bytes;
	pc_sha256_hex(out->digest, wish.bytes);
	return PC_OK;
}
