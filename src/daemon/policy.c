/* SPDX-License-Identifier: Apache-2.0 */
/* Load, check, pick, build: what `policyctl build` does, without a word to anybody. */
#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/doc/write.h"
#include "pc/enforce/models.h"
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

/* drop_in: one more, or NULL. */
static enum pc_status read_settings(struct pc_settings **out, struct pc_diags *diags,
	const struct pc_export *copy, const struct pc_named_file *drop_in,
	struct pc_err *err)
{
	const struct pc_where where = {.apart = true,
		.yaml = true,
		.managed_dir = copy->path,
		.drop_in = drop_in};

	return pc_settings_load(out, diags->arena, &where, diags, err);
}

static enum pc_status look_at_targets(struct pc_targets **out,
	const struct policy_wish *wish, struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_targets_where where = {
		.dir = wish->copy->path, .now = wish->now, .made = wish->made};

	return pc_targets_load(out, &where, diags, err);
}

enum pc_status policy_targets(struct pc_targets **out, struct pc_arena *arena,
	const struct policy_wish *wish, struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};

	PC_TRY(look_at_targets(out, wish, &diags, err));
	return look_at_findings(&diags, wish->copy, err);
}

static enum pc_status check_start(const struct pc_settings *settings, struct pc_err *err)
{
	if (!settings->refused)
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, nowhere,
		"the client would not start with it: %.*s",
		PC_STR_ARG(settings->refused_why));
}

/* All of the commit is looked at, whatever this machine gets of it. */
static enum pc_status check(struct pc_settings **out, struct pc_arena *arena,
	const struct policy_wish *wish, struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_checks checks = {.repository = wish->copy->path, .nobody_asks = true};
	struct pc_targets *targets;

	PC_TRY(read_settings(out, &diags, wish->copy, NULL, err));
	if (!has_managed_file(*out) && !pc_diags_count(&diags, PC_ERROR))
		return pc_err_set(err, PC_ERR_PARSE, nowhere,
			"it has no managed-settings.json (or .yaml) and nothing in "
			"managed-settings.d/");
	PC_TRY(pc_checks_run(&checks, *out, &diags, err));
	PC_TRY(look_at_targets(&targets, wish, &diags, err));
	PC_TRY(look_at_findings(&diags, wish->copy, err));
	return check_start(*out, err);
}

/* With what the clients can hold of the policy of models, in what this machine gets of
 * the authors' fragments. */
static enum pc_status add_models(const struct pc_settings **settings,
	const struct policy_wish *wish, struct pc_diags *held, struct pc_err *err)
{
	struct pc_arena *arena = held->arena;
	struct pc_diags diags = {.arena = arena};
	const struct pc_build_repository repository = {.dir = wish->copy->path,
		.shown = pc_arena_printf(arena, "%.*s/", PC_STR_ARG(wish->copy->path)),
		.settings = *settings};
	struct pc_named_file *file = pc_arena_new(arena, struct pc_named_file);
	struct pc_settings *more;

	PC_TRY(pc_build_models_of(file, arena, &repository, held, err));
	if (!file->text.ptr)
		return PC_OK;
	PC_TRY(read_settings(&more, &diags, wish->copy, file, err));
	*settings = more;
	return PC_OK;
}

static enum pc_status build(struct pc_str *out, struct pc_arena *arena,
	const struct policy_wish *wish, const struct pc_settings *settings,
	struct pc_err *err)
{
	const struct pc_build_wish merged = {
		.target = wish->target, .layout = PC_LAYOUT_MERGED};
	struct pc_diags held = {.arena = arena};
	struct pc_build built;
	struct pc_wish document;
	enum pc_status status = add_models(&settings, wish, &held, err);
	size_t n_errors = pc_diags_count(&held, PC_ERROR);

	if (status == PC_OK && !n_errors)
		status = pc_build_make(&built, arena, settings, &merged, &held, err);
	n_errors = pc_diags_count(&held, PC_ERROR);
	if (n_errors)
		return refuse(err, wish->copy, &held, n_errors);
	PC_TRY(status);
	PC_TRY(pc_wish_of_build(&document, &built, err));
	*out = document.bytes;
	return PC_OK;
}

/* ---- what of it this machine gets -------------------------------------- */

static const char *drop_ins(struct pc_arena *arena, const struct pc_export *copy)
{
	return pc_arena_printf(arena, "%.*s/managed-settings.d", PC_STR_ARG(copy->path))
		.ptr;
}

static enum pc_status take_out(struct pc_arena *arena, const struct pc_export *copy,
	struct pc_str file, struct pc_err *err)
{
	const char *path =
		pc_arena_printf(arena, "%s/%.*s", drop_ins(arena, copy), PC_STR_ARG(file))
			.ptr;

	return unlink(path) < 0 ? pc_err_sys(err, "'%s'", path) : PC_OK;
}

static bool is_left_out(const struct pc_pick *pick)
{
	return !pick->is_in;
}

static bool is_watched(const struct pc_pick *pick)
{
	return pick->is_watched;
}

static enum pc_status build_without(struct pc_str *out, struct pc_arena *arena,
	const struct policy_wish *wish, bool (*is_one)(const struct pc_pick *pick),
	struct pc_err *err)
{
	struct pc_diags diags = {.arena = arena};
	struct pc_settings *settings;

	for (size_t i = 0; i < wish->picks->count; i++) {
		if (is_one(&wish->picks->items[i]))
			PC_TRY(take_out(
				arena, wish->copy, wish->picks->items[i].file, err));
	}
	PC_TRY(read_settings(&settings, &diags, wish->copy, NULL, err));
	PC_TRY(check_start(settings, err));
	return build(out, arena, wish, settings, err);
}

/* ---- kill switches ----------------------------------------------------- */

/* Behind every drop-in of the authors; "*" is every tool. */
static const char kill_name[] = "~kill.json";

static struct pc_str kill_document(struct pc_arena *arena, const struct policy_wish *wish)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	bool all = wish->kill == PC_KILL_AGENTS;

	pc_buf_puts(&text, "{\"x-policyctl\":{");
	pc_json_member(&text, "kill", pc_str(pc_kill_name(wish->kill)));
	pc_json_member(&text, "why", wish->killed);
	if (all) {
		pc_json_key(&text, "reasons");
		pc_buf_add_char(&text, '{');
		pc_json_member(&text, "*", wish->killed);
		pc_buf_add_char(&text, '}');
	}
	pc_buf_puts(&text, all ? "},\"permissions\":{\"deny\":[\"*\"]}}\n" : "}}\n");
	return pc_arena_str(arena, pc_buf_str(&text));
}

static enum pc_status add_kill(
	struct pc_arena *arena, const struct policy_wish *wish, struct pc_err *err)
{
	const char *dir = drop_ins(arena, wish->copy);

	if (mkdir(dir, S_IRWXU) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", dir);
	return pc_fs_replace(AT_FDCWD,
		pc_arena_printf(arena, "%s/%s", dir, kill_name).ptr,
		kill_document(arena, wish), S_IRUSR | S_IWUSR, err);
}

/* ---- the whole --------------------------------------------------------- */

static enum pc_status make_picked(struct policy *out, struct pc_arena *arena,
	const struct policy_wish *wish, struct pc_err *err)
{
	const struct pc_picks *picks = wish->picks;
	const char *dir = drop_ins(arena, wish->copy);
	struct pc_settings *settings;

	PC_TRY(check(&settings, arena, wish, err));
	/* Not before that: no policy test expects it. */
	if (wish->kill)
		PC_TRY(add_kill(arena, wish, err));
	if (picks->n_watched)
		PC_TRY(policy_monitor_add(dir, picks, settings, err));
	if (picks->n_out == 0 && picks->n_watched == 0 && !wish->kill)
		PC_TRY(build(&out->bytes, arena, wish, settings, err));
	else
		PC_TRY(build_without(&out->bytes, arena, wish, is_left_out, err));
	if (picks->n_watched == 0)
		return PC_OK;
	out->monitor = out->bytes;
	PC_TRY(policy_monitor_remove(dir, err));
	return build_without(&out->bytes, arena, wish, is_watched, err);
}

/* The agents are stopped on top of the policy, since nothing of it is to become looser;
 * but a fault in it does not keep them going. */
static void make_killed(
	struct policy *out, struct pc_arena *arena, const struct policy_wish *wish)
{
	struct pc_err err;

	if (wish->kill == PC_KILL_AGENTS && make_picked(out, arena, wish, &err) == PC_OK)
		return;
	out->bytes = kill_document(arena, wish);
	out->monitor = (struct pc_str){0};
}

enum pc_status policy_make(struct policy *out, struct pc_arena *arena,
	const struct policy_wish *wish, struct pc_err *err)
{
	*out = (struct policy){.path = pc_str(pc_wish_path)};
	if (wish->kill)
		make_killed(out, arena, wish);
	else
		PC_TRY(make_picked(out, arena, wish, err));
	pc_sha256_hex(out->digest, out->bytes);
	return PC_OK;
}
