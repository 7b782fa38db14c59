/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's directory: whether its files are where they count, belong to whom they
 * must, and can be read and only read by everybody. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

/* Names that look right and that no client reads. */
static const char *const wrong_places[] = {
	"/etc/claude-code/settings.json",
	"/etc/claude-code/managed_settings.json",
	"/etc/claude-code/managed-settings.yaml",
	"/etc/claude-code/managed-settings.yml",
	"/etc/claude-code/policies.json",
	"/etc/claude/managed-settings.json",
	"/etc/claude/settings.json",
	"/etc/ClaudeCode/managed-settings.json",
	"/etc/claudecode/managed-settings.json",
	"/usr/local/etc/claude-code/managed-settings.json",
};

/* ---- every path that counts ---------------------------------------------------------
 */

struct found {
	struct pc_str path;
	struct stat st; /* not of what a link leads to */
	bool is_above;  /* a directory on the way, which others use too */
};

struct paths {
	struct doctor *doctor;
	struct found *items;
	size_t count, cap;
};

static void add(struct paths *paths, struct pc_str path, bool is_above)
{
	struct found found = {
		.path = pc_arena_str(paths->doctor->arena, path), .is_above = is_above};

	if (paths->count > PC_MAX_FRAGMENTS || lstat(found.path.ptr, &found.st) < 0)
		return;
	pc_arena_grow(paths->doctor->arena, paths->items, paths->count, paths->cap);
	paths->items[paths->count++] = found;
}

/* Root first. */
static void add_parents(struct paths *paths, struct pc_str path)
{
	struct pc_str parent = pc_path_dir(path);

	if (parent.len >= path.len)
		return;
	if (!pc_str_eq(path, paths->doctor->agent.root))
		add_parents(paths, parent);
	add(paths, path, !pc_str_eq(path, paths->doctor->agent.managed));
}

static void add_entries(struct paths *paths, struct pc_str dir)
{
	struct pc_arena *arena = paths->doctor->arena;
	DIR *list = opendir(pc_arena_str(arena, dir).ptr);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		struct pc_str name = pc_str(entry->d_name);

		if (entry->d_name[0] != '.' && pc_str_ends(name, PC_STR(".json")))
			add(paths, pc_path_join(arena, dir, name), false);
	}
	if (list)
		closedir(list);
}

static struct paths find_paths(struct doctor *doctor)
{
	struct paths paths = {.doctor = doctor};
	struct pc_str managed = doctor->agent.managed;
	struct pc_str dropins = pc_path_join(
		doctor->arena, managed, pc_str(doctor->agent.target->dropins));

	add_parents(&paths, managed);
	add_entries(&paths, managed);
	add(&paths, dropins, false);
	add_entries(&paths, dropins);
	return paths;
}

/* ---- the checks
 * ------------------------------------------------------------------------ */

static void look_at_place(struct health_report *out, struct doctor *doctor)
{
	for (size_t i = 0; i < PC_COUNT(wrong_places); i++) {
		struct pc_str path = agent_path(&doctor->agent, pc_str(wrong_places[i]));

		if (access(path.ptr, F_OK) < 0)
			continue;
		health_fault(out, doctor, path,
			"no client reads '%.*s', which looks like managed settings",
			PC_STR_ARG(path));
		return;
	}
	if (access(doctor->agent.managed.ptr, F_OK) < 0) {
		health_fault(out, doctor, doctor->agent.managed,
			"there is no '%.*s', so this machine has no policy",
			PC_STR_ARG(doctor->agent.managed));
		out->mend = "systemctl restart policyd";
	}
}

/* Whoever tries things out under another root need not be root. */
static bool may_own(const struct doctor *doctor, uid_t uid)
{
	return uid == 0 || (doctor->agent.root.len && uid == geteuid());
}

static void look_at_owner(struct health_report *out, struct doctor *doctor)
{
	struct paths paths = find_paths(doctor);

	for (size_t i = 0; i < paths.count; i++) {
		const struct found *found = &paths.items[i];

		if (may_own(doctor, found->st.st_uid))
			continue;
		health_fault(out, doctor, found->path,
			"'%.*s' belongs to user %u, who may change the policy",
			PC_STR_ARG(found->path), (unsigned)found->st.st_uid);
		return;
	}
}

/* In a directory like /tmp nobody can replace what belongs to somebody else. */
static bool is_open_to_others(const struct found *found)
{
	if (S_ISLNK(found->st.st_mode) || !(found->st.st_mode & (S_IWGRP | S_IWOTH)))
		return false;
	return !found->is_above || !(found->st.st_mode & S_ISVTX);
}

static void look_at_mode(struct health_report *out, struct doctor *doctor)
{
	struct paths paths = find_paths(doctor);

	for (size_t i = 0; i < paths.count; i++) {
		if (!is_open_to_others(&paths.items[i]))
			continue;
		health_fault(out, doctor, paths.items[i].path,
			"others than its owner may write '%.*s'",
			PC_STR_ARG(paths.items[i].path));
		return;
	}
}

static void look_at_reading(struct health_report *out, struct doctor *doctor)
{
	struct paths paths = find_paths(doctor);

	for (size_t i = 0; i < paths.count; i++) {
		const struct found *found = &paths.items[i];
		mode_t wanted = S_ISDIR(found->st.st_mode) ? S_IXOTH : S_IROTH;

		if (S_ISDIR(found->st.st_mode) && !found->is_above)
			wanted |= S_IROTH;
		if (S_ISLNK(found->st.st_mode) || (found->st.st_mode & wanted) == wanted)
			continue;
		health_fault(out, doctor, found->path,
			"users cannot read '%.*s': their clients go on without it",
			PC_STR_ARG(found->path));
		return;
	}
}

static void look_at_links(struct health_report *out, struct doctor *doctor)
{
	struct paths paths = find_paths(doctor);

	for (size_t i = 0; i < paths.count; i++) {
		if (!S_ISLNK(paths.items[i].st.st_mode))
			continue;
		health_fault(out, doctor, paths.items[i].path,
			"'%.*s' is a link: policyd does not write through it, and "
			"whoever "
			"owns its end has the policy",
			PC_STR_ARG(paths.items[i].path));
		return;
	}
}

/* Each file by itself, as one that is broken keeps clients from all of them. */
static void look_at_json(struct health_report *out, struct doctor *doctor)
{
	struct paths paths = find_paths(doctor);

	for (size_t i = 0; i < paths.count; i++) {
		struct pc_str path = paths.items[i].path, text;
		struct pc_node *root;
		struct pc_err err;

		if (!pc_str_ends(path, PC_STR(".json")) ||
			pc_fs_read(&text, doctor->arena, AT_FDCWD, path.ptr,
				PC_MAX_DOC_SIZE, &err) != PC_OK ||
			pc_str_trim(text).len == 0)
			continue;
		if (pc_json_read(&root, doctor->arena, path.ptr, text, NULL, &err) ==
				PC_OK &&
			root->kind == PC_MAP)
			continue;
		health_fault(out, doctor, path,
			"'%.*s' is no JSON object: clients do not start with it",
			PC_STR_ARG(path));
		return;
	}
	if (doctor->settings && doctor->settings->refused)
		health_fault(out, doctor, (struct pc_str){0},
			"clients do not start: %.*s",
			PC_STR_ARG(doctor->settings->refused_why));
	if (out->health == HEALTH_FAULT)
		out->mend = "policyctl verify --managed %";
}

const struct check doctor_files[] = {
	{"place", "files lie where clients read them", look_at_place,
		"mv -n @ %/managed-settings.json"},
	{"owner", "policy files belong to root", look_at_owner, "chown root:root @"},
	{"mode", "only their owner may write policy files", look_at_mode, "chmod go-w @"},
	{"readable", "everybody may read policy files", look_at_reading, "chmod a+rX @"},
	{"links", "no link is on the way to policy files", look_at_links,
		"sh -c 'to=$(readlink -f \"$1\") && rm \"$1\" && cp -a \"$to\" \"$1\"' - "
		"@"},
	{"json", "every policy file can be read by clients", look_at_json,
		"mv -n @ @.broken"},
	{.id = NULL},
};
