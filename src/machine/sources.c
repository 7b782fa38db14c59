/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of settings that come before the files: while one of them says anything, the
 * client does not look at the files at all, and tells nobody. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

/* ---- homes ------------------------------------------------------------------------- */

static void add_home(struct pc_machine_homes *out, const struct pc_machine *machine,
	const char *user, const char *path, uid_t uid, gid_t gid)
{
	struct pc_str whole = pc_machine_path(machine, pc_str(path));
	struct stat st;

	if (path[0] != '/' || !path[1] || stat(whole.ptr, &st) < 0 ||
		!S_ISDIR(st.st_mode))
		return;
	pc_arena_grow(machine->arena, out->items, out->count, out->cap);
	out->items[out->count++] = (struct pc_machine_home){
		pc_arena_str(machine->arena, pc_str(user)), whole, uid, gid};
}

/* The file alone: whole directories of people are nothing to walk through. */
static void read_users(struct pc_machine_homes *out, const struct pc_machine *machine)
{
	enum { FIRST_PERSON = 1000, NOBODY = 65534 };
	FILE *list = fopen(pc_machine_path(machine, PC_STR("/etc/passwd")).ptr, "re");
	struct passwd *user;

	if (!list)
		return;
	while (out->count < PC_MAX_CLIENTS && (user = fgetpwent(list))) {
		if ((user->pw_uid == 0 || user->pw_uid >= FIRST_PERSON) &&
			user->pw_uid != NOBODY)
			add_home(out, machine, user->pw_name, user->pw_dir, user->pw_uid,
				user->pw_gid);
	}
	fclose(list);
}

void pc_machine_find_homes(struct pc_machine_homes *out, const struct pc_machine *machine)
{
	const char *home = getenv("HOME"), *user = getenv("USER");

	*out = (struct pc_machine_homes){0};
	if (geteuid() == 0)
		read_users(out, machine);
	else if (home)
		add_home(out, machine, user ? user : "you", home, geteuid(), getegid());
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
static const struct pc_node *read_json(
	const struct pc_machine *machine, struct pc_str path)
{
	struct pc_node *root;
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, machine->arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE,
		    &err) != PC_OK ||
		pc_json_read(&root, machine->arena, path.ptr, text, NULL, &err) != PC_OK)
		return NULL;
	return root;
}

static void see_remote(struct pc_machine_sources *out, const struct pc_machine *machine,
	const struct pc_machine_home *home)
{
	struct pc_str path = pc_path_join(
		machine->arena, home->path, PC_STR(".claude/remote-settings.json"));
	const struct pc_node *root = read_json(machine, path);

	if (!root || !has_policy(root))
		return;
	add(out, machine,
		(struct pc_machine_source){"server-managed settings", path, home->user,
			!pc_str_is(
				machine_text(root, "managedSourcesBehavior"), "merge")});
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
	key = place->key ? pc_node_get_c(read_json(machine, path), place->key) : NULL;
	if (place->key && !(key && key->kind == PC_BOOL && key->boolean))
		return;
	add(out, machine, (struct pc_machine_source){place->what, path, {0}, true});
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
	struct pc_machine_homes homes;

	*out = (struct pc_machine_sources){0};
	pc_machine_find_homes(&homes, machine);
	for (size_t i = 0; i < homes.count; i++)
		see_remote(out, machine, &homes.items[i]);
	for (size_t i = 0; i < PC_COUNT(places); i++)
		see_place(out, machine, &places[i]);
	see_helper(out, machine, settings);
}
