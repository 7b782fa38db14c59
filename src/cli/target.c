/* SPDX-License-Identifier: Apache-2.0 */
/* From an operand to loaded settings: a directory is a policy repository, a file counts
 * for the scope that its place in the file system means. */
#include "target.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"

/* scope is one of theirs. */
static enum pc_layer find_scope(struct pc_str scope)
{
	static const enum pc_layer scopes[] = {
		PC_LAYER_MANAGED, PC_LAYER_USER, PC_LAYER_PROJECT, PC_LAYER_LOCAL};
	size_t i = 0;

	while (i < PC_COUNT(scopes) - 1 && !pc_str_is(scope, pc_layer_name(scopes[i])))
		i++;
	return scopes[i];
}

/* path is absolute. */
static enum pc_layer scope_of(
	struct pc_arena *arena, const struct places *places, struct pc_str path)
{
	struct pc_str user = pc_path_join(
		arena, places_home(arena, places), PC_STR(".claude/settings.json"));

	if (pc_str_eq(path, user))
		return PC_LAYER_USER;
	if (pc_str_ends(path, PC_STR("/.claude/settings.json")))
		return PC_LAYER_PROJECT;
	if (pc_str_ends(path, PC_STR("/.claude/settings.local.json")))
		return PC_LAYER_LOCAL;
	return PC_LAYER_MANAGED;
}

bool target_is_repository(struct pc_str dir)
{
	static const char *const names[] = {"managed-settings.json", "managed-settings.d",
		"managed-settings.yaml", "managed-settings.yml"};
	char path[PATH_MAX];

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		snprintf(path, sizeof(path), "%.*s/%s", PC_STR_ARG(dir), names[i]);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

static int load(struct pc_settings **out, struct pc_arena *arena,
	const struct pc_where *where, struct pc_diags *diags)
{
	struct pc_err err;

	if (pc_settings_load(out, arena, where, diags, &err) == PC_OK)
		return 0;
	return output_failure(&err);
}

static int load_file(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, const struct target *target, struct pc_diags *diags)
{
	struct pc_str whole = places_absolute(arena, target->path);
	struct pc_named_file file = {.path = target->path,
		.text = target->text,
		.layer = scope_of(arena, places, whole)};
	struct pc_where where = {.apart = true,
		.file = &file,
		.as_mended = true,
		.client_version = places->client_version};

	if (target->scope.len)
		file.layer = find_scope(target->scope);
	return load(out, arena, &where, diags);
}

static bool has_managed_file(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_files; i++) {
		if (settings->files[i].layer == PC_LAYER_MANAGED)
			return true;
	}
	return false;
}

void target_say_empty(struct pc_str dir)
{
	fprintf(stderr,
		"policyctl: '%.*s' has no managed-settings.json (or .yaml) and nothing "
		"in managed-settings.d/; other files are looked at by their names\n",
		PC_STR_ARG(dir));
}

static int load_repository(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, const struct target *target, struct pc_diags *diags)
{
	struct pc_where where = places_where(arena, places);
	size_t errors = pc_diags_count(diags, PC_ERROR);
	int status;

	where.apart = true;
	where.yaml = true;
	where.managed_dir = target->path;
	where.drop_in = target->drop_in;
	status = load(out, arena, &where, diags);
	if (status != 0 || has_managed_file(*out) ||
		pc_diags_count(diags, PC_ERROR) > errors)
		return status;
	target_say_empty(target->path);
	return EXIT_COULD_NOT;
}

int target_load(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, struct target *target, struct pc_diags *diags)
{
	struct stat st;
	bool is_known;

	if (target->text.ptr)
		return load_file(out, arena, places, target, diags);
	is_known = stat(target->path.ptr, &st) == 0;
	target->is_repository = is_known && S_ISDIR(st.st_mode);
	/* A file that cannot be looked at is a finding, and nothing at all is none. */
	if ((!is_known && (errno == ENOENT || errno == ENOTDIR)) ||
		target->is_repository) {
		int status = places_check_dir("", target->path);

		if (status != 0)
			return status;
	}
	return target->is_repository ? load_repository(out, arena, places, target, diags)
				     : load_file(out, arena, places, target, diags);
}
