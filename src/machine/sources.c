/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of settings that come before the files: while one of them says anything, the
 * client does not look at the files at all, and tells nobody. */
#include <fcntl.h>
#include <unistd.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

static void add(struct pc_machine_sources *out, const struct pc_machine *machine,
	struct pc_machine_source source)
{
	pc_arena_grow(machine->arena, out->items, out->count, out->cap);
	out->items[out->count++] = source;
}

/* ---- server-managed settings ---------------------------------------------------------
 */

/* Whether a source that says this is one: two keys only say how sources are read. */
static bool has_policy(const struct pc_node *root)
{
	for (size_t i = 0; root->kind == PC_MAP && i < root->n_pairs; i++) {
		if (!pc_str_is(root->pairs[i].key, "wslInheritsWindowsSettings") &&
			!pc_str_is(root->pairs[i].key, "managedSourcesBehavior") &&
			root->pairs[i].value->kind != PC_NULL)
			return true;
	}
	return false;
}

/* NULL when it is not there, or says nothing that can be read. */
static const struct pc_node *read_json(struct pc_arena *arena, struct pc_str path)
{
	struct pc_node *root;
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_CLIENT_MAX_FILE, &err) !=
			PC_OK ||
		pc_json_read(&root, arena, path.ptr, text, NULL, &err) != PC_OK)
		return NULL;
	return root;
}

/* As the user, and in memory of its own: a file of theirs may be anything, and there may
 * be thousands. */
static void see_remote(struct pc_machine_sources *out, const struct pc_machine *machine,
	struct pc_arena *scratch, const struct pc_machine_home *home)
{
	struct pc_str path =
		pc_path_join(scratch, home->path, PC_STR(".claude/remote-settings.json"));
	const struct pc_node *root;

	if (!machine_act_as(home))
		return;
	root = read_json(scratch, path);
	machine_act_as(NULL);
	if (root && has_policy(root))
		add(out, machine,
			(struct pc_machine_source){"server-managed settings",
				pc_arena_str(machine->arena, path), home->user,
				!pc_str_is(machine_text(root, "managedSourcesBehavior"),
					"merge")});
}

/* ---- other places
 * ----------------------------------------------------------------------- */

static const struct place {
	const char *os, *what, *path;
	const char *key; /* counts only with this key true; NULL: by being there */
} places[] = {
	{"macos", "a configuration profile",
		"/Library/Managed Preferences/com.anthropic.claudecode.plist", NULL},
	{"linux", "managed settings of Windows, which WSL was told to read",
		"/mnt/c/Program Files/ClaudeCode/managed-settings.json",
		"wslInheritsWindowsSettings"},
};

static void see_place(struct pc_machine_sources *out, const struct pc_machine *machine,
	const struct place *place)
{
	struct pc_str path = pc_machine_path(machine, pc_str(place->path));
	const struct pc_node *key;

	if (strcmp(place->os, machine->os) != 0 || access(path.ptr, F_OK) < 0)
		return;
	key = place->key ? pc_node_get_c(read_json(machine->arena, path), place->key)
			 : NULL;
	if (place->key && !(key && key->kind == PC_BOOL && key->boolean))
		return;
	add(out, machine, (struct pc_machine_source){place->what, path, {0}, true});
}

/* The profile of one user, on a Mac. */
static void see_profile(struct pc_machine_sources *out, const struct pc_machine *machine,
	struct pc_arena *scratch, const struct pc_machine_home *home)
{
	struct pc_str path = pc_arena_printf(scratch,
		"/Library/Managed Preferences/%.*s/com.anthropic.claudecode.plist",
		PC_STR_ARG(home->user));

	if (strcmp(machine->os, "macos") != 0)
		return;
	path = pc_machine_path(machine, path);
	if (access(path.ptr, F_OK) == 0)
		add(out, machine,
			(struct pc_machine_source){
				"a configuration profile", path, home->user, true});
}

static void see_helper(struct pc_machine_sources *out, const struct pc_machine *machine,
	const struct pc_settings *settings)
{
	const struct pc_value *helper =
		settings ? pc_settings_find(settings, PC_STR("policyHelper")) : NULL;

	if (helper)
		add(out, machine,
			(struct pc_machine_source){
				"a policyHelper, whose answer is all that "
				"counts",
				machine_text(helper->node, "path"), {0}, true});
}

void pc_machine_find_sources(struct pc_machine_sources *out,
	const struct pc_machine *machine, const struct pc_settings *settings)
{
	PC_AUTO(pc_arena_done) struct pc_arena scratch = {0};
	struct pc_machine_homes homes;

	*out = (struct pc_machine_sources){0};
	pc_machine_find_homes(&homes, machine);
	for (size_t i = 0; i < homes.count; i++) {
		see_remote(out, machine, &scratch, &homes.items[i]);
		see_profile(out, machine, &scratch, &homes.items[i]);
		pc_arena_reset(&scratch);
	}
	for (size_t i = 0; i < PC_COUNT(places); i++)
		see_place(out, machine, &places[i]);
	see_helper(out, machine, settings);
}
