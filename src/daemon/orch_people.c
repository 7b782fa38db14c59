/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, as the system has users and groups, and what the configuration lets them. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "orch.h"
#include "pc/base/fs.h"
#include "pc/os/child.h"

enum { MOST_GROUPS = 1024, ROOM = 64 << 10, MOST_PARENTS = 64 };

struct user {
	struct pc_str name;
	gid_t groups[MOST_GROUPS];
	int n_groups;
};

static bool is_in_group(const struct user *user, struct pc_str name, char *room)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct group group, *found = NULL;

	if (getgrnam_r(pc_arena_str(&arena, name).ptr, &group, room, ROOM, &found) != 0 ||
		!found)
		return false;
	for (int i = 0; i < user->n_groups; i++) {
		if (user->groups[i] == group.gr_gid)
			return true;
	}
	return false;
}

static bool is_named(const struct pc_texts *list, const struct user *user, char *room)
{
	for (size_t i = 0; i < list->count; i++) {
		struct pc_str entry = list->items[i];

		if (pc_str_is(entry, "*") || pc_str_eq(entry, user->name))
			return true;
		if (pc_str_starts(entry, PC_STR("@")) &&
			is_in_group(user, pc_str_from(entry, 1), room))
			return true;
	}
	return false;
}

/* A number without a user is somebody yet, by its digits: containers have such. */
static void look_up(struct user *user, char name[static MOST_NAME], uid_t uid, char *room)
{
	struct passwd entry, *found = NULL;

	user->n_groups = 0;
	snprintf(name, MOST_NAME, "%u", uid);
	user->name = pc_str(name);
	if (getpwuid_r(uid, &entry, room, ROOM, &found) != 0 || !found ||
		strlen(entry.pw_name) >= MOST_NAME)
		return;
	snprintf(name, MOST_NAME, "%s", entry.pw_name);
	user->name = pc_str(name);
	user->n_groups = MOST_GROUPS;
	if (getgrouplist(name, entry.pw_gid, user->groups, &user->n_groups) < 0)
		user->n_groups = 0; /* in more than anybody is: in none */
}

void person_find(struct person *out, int64_t uid, bool is_worker,
	const struct pc_orch_config *config)
{
	char *room = pc_xmalloc(ROOM);
	struct user *user = pc_xcalloc(1, sizeof(*user));
	bool is_ours = !is_worker && (uid == 0 || uid == (int64_t)geteuid());

	*out = (struct person){.uid = uid};
	look_up(user, out->name, (uid_t)uid, room);
	out->is_operator =
		is_ours || (!is_worker && is_named(&config->operators, user, room));
	out->may = out->is_operator || is_named(&config->users, user, room);
	free(user);
	free(room);
}

/* ---- workers ------------------------------------------------------------------------
 */

/* Which group of the service manager it is in, out of which nobody gets by forking. */
static bool read_group(struct pc_str *out, struct pc_arena *arena, const char *pid)
{
	enum { MOST = 4096 };
	PC_AUTO(pc_close) int fd = -1;
	char path[64];
	struct pc_err err;

	(void)snprintf(path, sizeof(path), "/proc/%s/cgroup", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && pc_fs_read_fd(out, arena, fd, MOST, &err) == PC_OK && out->len;
}

/* Without a manager our group is that of whoever started us: it says nothing. */
static bool shares_group(int64_t pid, bool in_doubt)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str own, other;
	char text[32];

	if (!getenv("INVOCATION_ID"))
		return false;
	(void)snprintf(text, sizeof(text), "%" PRId64, pid);
	if (!read_group(&own, &arena, "self") || !read_group(&other, &arena, text))
		return in_doubt;
	return pc_str_eq(own, other);
}

/* From a process to the first one; *is_sure: every one of them was seen. */
static bool comes_from_us(bool *is_sure, pid_t pid)
{
	pid_t at = pid, parent;

	*is_sure = false;
	for (int i = 0; i < MOST_PARENTS && at > 1; i++) {
		parent = pc_child_parent(at);
		if (parent == getpid())
			return true;
		/* Without a parent is also who came in from outside of what we see. */
		*is_sure = parent == 1 || (parent == 0 && pc_child_began(at) != 0);
		at = parent;
	}
	*is_sure |= pid == 1;
	return false;
}

bool process_is_below(int64_t pid)
{
	bool is_sure;

	return comes_from_us(&is_sure, (pid_t)pid);
}

bool process_is_worker(int64_t pid, bool in_doubt)
{
	bool is_sure;

	if (comes_from_us(&is_sure, (pid_t)pid))
		return true;
	if (!is_sure || shares_group(pid, in_doubt))
		return is_sure || in_doubt;
	/* One that ended meanwhile may be in another group, or another process by now. */
	return in_doubt && pc_child_began((pid_t)pid) == 0;
}
