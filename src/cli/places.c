/* SPDX-License-Identifier: Apache-2.0 */
/* From options and environment to loaded settings. */
#include "places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"

#define FIELD(member) offsetof(struct places, member)

const struct opt place_options[] = {
	{OPT_TEXT, "managed", "DIR",
		"Managed settings directory (default: the machine's)", FIELD(managed)},
	{OPT_TEXT, "repo", "DIR",
		"Policy repository: as --managed, YAML fragments count too", FIELD(repo)},
	{OPT_TEXT, "home", "DIR", "The user's home (default: $HOME)", FIELD(home)},
	{OPT_TEXT, "cwd", "DIR", "Where the client was started (default: here)",
		FIELD(cwd)},
	{OPT_TEXT, "settings", "FILE", "The client's --settings: a file or JSON",
		FIELD(settings)},
	{OPT_LIST, "allowedTools", "RULE", "The client's --allowedTools; may be repeated",
		FIELD(allowed)},
	{OPT_LIST, "disallowedTools", "RULE",
		"The client's --disallowedTools; may be repeated", FIELD(disallowed)},
	{OPT_LIST, "add-dir", "DIR", "The client's --add-dir; may be repeated",
		FIELD(add_dirs)},
	{OPT_TEXT, "permission-mode", "MODE", "The client's --permission-mode",
		FIELD(mode)},
	{OPT_FLAG, "dangerously-skip-permissions", NULL,
		"The client's flag of that name: bypass mode", FIELD(bypass)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static struct pc_str here(struct pc_arena *arena)
{
	char path[4096];

	return getcwd(path, sizeof(path)) ? pc_arena_str(arena, pc_str(path))
					  : PC_STR("/");
}

struct pc_str places_absolute(struct pc_arena *arena, struct pc_str path)
{
	return path.len ? pc_path_join(arena, here(arena), path) : path;
}

struct pc_str places_home(struct pc_arena *arena, const struct places *places)
{
	return places_absolute(
		arena, places->home.len ? places->home : pc_str(getenv("HOME")));
}

struct pc_where places_where(struct pc_arena *arena, const struct places *places)
{
	return (struct pc_where){
		.managed_dir = places_absolute(
			arena, places->repo.len ? places->repo : places->managed),
		.home = places_absolute(arena, places->home),
		.cwd = places_absolute(arena, places->cwd),
		.settings = places->settings,
		.allowed_tools = places->allowed.items,
		.n_allowed_tools = places->allowed.count,
		.disallowed_tools = places->disallowed.items,
		.n_disallowed_tools = places->disallowed.count,
		.add_dirs = places->add_dirs.items,
		.n_add_dirs = places->add_dirs.count,
		.client_version = places->client_version,
		.permission_mode = places->mode,
		.bypass = places->bypass,
		.yaml = places->repo.len > 0,
		.as_mended = places->as_mended,
	};
}

/* The client takes a directory that is not there for an empty one; a person may have
 * mistyped it. */
static void warn_if_absent(const char *option, struct pc_str path)
{
	if (path.len && access(path.ptr, F_OK) != 0)
		fprintf(stderr,
			"policyctl: --%s: '%.*s' is not there; it counts as empty\n",
			option, PC_STR_ARG(path));
}

int places_check_dir(const char *what, struct pc_str path)
{
	struct stat st;
	struct pc_err err;
	bool is_there = stat(path.ptr, &st) == 0;

	if (is_there && S_ISDIR(st.st_mode) && access(path.ptr, R_OK | X_OK) == 0)
		return 0;
	if (is_there && !S_ISDIR(st.st_mode))
		errno = ENOTDIR;
	pc_err_sys(&err, "%s'%.*s'", what, PC_STR_ARG(path));
	return output_failure(&err);
}

int places_load(struct pc_settings **out, struct pc_arena *arena,
	const struct places *places, struct pc_diags *diags)
{
	struct pc_where where = places_where(arena, places);
	struct pc_err err;

	where.home = places_home(arena, places);
	if (where.cwd.len == 0)
		where.cwd = here(arena);
	if (places->repo.len && places->managed.len) {
		fputs("policyctl: --managed and --repo exclude each other\n", stderr);
		return EXIT_USAGE;
	}
	if (places->repo.len && places_check_dir("--repo: ", where.managed_dir) != 0)
		return EXIT_COULD_NOT;
	if (places->managed.len)
		warn_if_absent("managed", where.managed_dir);
	if (places->cwd.len)
		warn_if_absent("cwd", where.cwd);
	if (pc_settings_load(out, arena, &where, diags, &err) == PC_OK)
		return 0;
	return output_failure(&err);
}
