/* SPDX-License-Identifier: Apache-2.0 */
/* Homes of this machine's users: where clients keep what stands above the files, and
 * where some clients lie.  What is in them is their users' own and may be anything. */
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { FIRST_PERSON = 1000, NOBODY = 65534 };

static bool is_person(uid_t uid)
{
	return uid >= FIRST_PERSON && uid != NOBODY;
}

/* A home that is mounted when somebody goes there is nobody's at work now, and to look at
 * thousands of them would mount them all. */
static bool is_there(const char *path, uid_t *owner)
{
	enum { AUTOFS = 0x0187 };
	PC_AUTO(pc_close) int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;
	struct stat st;

	if (fd < 0 || fstatfs(fd, &fs) < 0 || fs.f_type == AUTOFS || fstat(fd, &st) < 0)
		return false;
	*owner = st.st_uid;
	return true;
}

static bool is_known(const struct pc_machine_homes *homes, struct pc_str path)
{
	for (size_t i = 0; i < homes->count; i++) {
		if (pc_str_eq(homes->items[i].path, path))
			return true;
	}
	return false;
}

static void add(struct pc_machine_homes *out, const struct pc_machine *machine,
	const struct pc_machine_home *home)
{
	if (out->count == PC_MAX_HOMES)
		return;
	pc_arena_grow(machine->arena, out->items, out->count, out->cap);
	out->items[out->count++] = *home;
}

static void add_user(struct pc_machine_homes *out, const struct pc_machine *machine,
	const struct passwd *user)
{
	struct pc_machine_home home = {
		.path = pc_machine_path(machine, pc_str(user->pw_dir)),
		.uid = user->pw_uid,
		.gid = user->pw_gid,
	};
	uid_t owner;

	if (user->pw_dir[0] != '/' || !user->pw_dir[1] ||
		!is_there(home.path.ptr, &owner))
		return;
	home.user = pc_arena_str(machine->arena, pc_str(user->pw_name));
	add(out, machine, &home);
}

/* The file alone: whole directories of people are nothing to walk through. */
static void read_users(struct pc_machine_homes *out, const struct pc_machine *machine)
{
	FILE *list = fopen(pc_machine_path(machine, PC_STR("/etc/passwd")).ptr, "re");
	struct passwd *user;

	if (!list)
		return;
	while ((user = fgetpwent(list))) {
		if (user->pw_uid == 0 || is_person(user->pw_uid))
			add_user(out, machine, user);
	}
	fclose(list);
}

/* People that a directory service knows have homes here, too. */
static void read_homes(struct pc_machine_homes *out, const struct pc_machine *machine)
{
	struct pc_str all = pc_machine_path(machine,
		strcmp(machine->os, "macos") == 0 ? PC_STR("/Users") : PC_STR("/home"));
	size_t n_listed = out->count;
	const struct pc_machine_homes listed = {out->items, n_listed, 0};
	DIR *dir = opendir(all.ptr);
	const struct dirent *entry;

	while (dir && out->count < PC_MAX_HOMES && (entry = readdir(dir))) {
		struct pc_machine_home home = {
			.path = pc_path_join(machine->arena, all, pc_str(entry->d_name))};

		if (entry->d_name[0] == '.' || is_known(&listed, home.path) ||
			!is_there(home.path.ptr, &home.uid) || !is_person(home.uid))
			continue;
		home.gid = home.uid;
		home.user = pc_arena_str(machine->arena, pc_str(entry->d_name));
		add(out, machine, &home);
	}
	if (dir)
		closedir(dir);
}

void pc_machine_find_homes(struct pc_machine_homes *out, const struct pc_machine *machine)
{
	const char *home = getenv("HOME"), *user = getenv("USER");
	struct passwd own = {.pw_uid = geteuid(), .pw_gid = getegid()};
	char none[] = "", you[] = "you";

	*out = (struct pc_machine_homes){0};
	if (geteuid() == 0) {
		read_users(out, machine);
		read_homes(out, machine);
		return;
	}
	own.pw_dir = home ? pc_str_dup(pc_str(home)) : none;
	own.pw_name = user ? pc_str_dup(pc_str(user)) : you;
	add_user(out, machine, &own);
	if (home)
		free(own.pw_dir);
	if (user)
		free(own.pw_name);
}

bool machine_act_as(const struct pc_machine_home *home)
{
	uid_t uid;
	gid_t gid;

	if (getuid() != 0)
		return true;
	if (!home)
		return seteuid(0) == 0 && setegid(0) == 0;
	uid = home->uid;
	gid = home->gid;
	if (setegid(gid) == 0 && seteuid(uid) == 0)
		return true;
	machine_act_as(NULL);
	return false;
}
