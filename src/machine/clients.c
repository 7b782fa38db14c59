/* SPDX-License-Identifier: Apache-2.0 */
/* Clients on this machine: where they lie, what version they say that they are, and what
 * of the policy that version does not know. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/os/program.h"

/* In a home, and for everybody. */
static const char *const own_places[] = {
	".local/bin/claude",
	".claude/local/claude",
	".claude/local/node_modules/.bin/claude",
	".npm-global/bin/claude",
	".bun/bin/claude",
	".volta/bin/claude",
};
static const char *const common_places[] = {
	"/usr/local/bin/claude",
	"/usr/bin/claude",
	"/opt/homebrew/bin/claude",
	"/opt/claude/bin/claude",
	"/snap/bin/claude",
};

/* ---- versions ------------------------------------------------------------------- */

struct version {
	unsigned parts[3];
};

static bool read_version(struct version *out, struct pc_str text)
{
	enum { DIGITS = 5, BASE = 10 };
	struct version version = {0};

	for (size_t i = 0, at = 0; i < PC_COUNT(version.parts); i++) {
		size_t start = at;

		for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' &&
			at - start < DIGITS;
			at++)
			version.parts[i] =
				version.parts[i] * BASE + (unsigned)(text.ptr[at] - '0');
		if (at == start)
			return false;
		if (i + 1 < PC_COUNT(version.parts) &&
			(at == text.len || text.ptr[at++] != '.'))
			return false;
	}
	*out = version;
	return true;
}

/* False when either is none: the client does not compare it, either. */
static bool is_older(struct pc_str a, struct pc_str b)
{
	struct version x, y;

	if (!read_version(&x, a) || !read_version(&y, b))
		return false;
	for (size_t i = 0; i < PC_COUNT(x.parts); i++) {
		if (x.parts[i] != y.parts[i])
			return x.parts[i] < y.parts[i];
	}
	return false;
}

/* ---- what it makes of the policy --------------------------------------------------- */

static void add_ignored(struct pc_machine_client *client,
	const struct pc_machine *machine, struct pc_str key)
{
	client->ignores = client->n_ignores
				  ? pc_arena_printf(machine->arena, "%.*s, %.*s",
					    PC_STR_ARG(client->ignores), PC_STR_ARG(key))
				  : pc_arena_str(machine->arena, key);
	client->n_ignores++;
}

/* The first client that blocks a call when its hook fails. */
static const char heeds_failures[] = "2.1.295";

static void compare(struct pc_machine_client *client, const struct pc_machine *machine,
	const struct pc_machine_hook *hook)
{
	struct pc_diags diags = {.arena = machine->arena};
	struct pc_err err;
	const struct pc_settings *settings =
		pc_machine_settings(machine, client->version, &diags, &err);
	const struct pc_node *root = settings ? settings->effective : NULL;
	struct pc_str least = machine_text(root, "requiredMinimumVersion");
	struct pc_str most = machine_text(root, "requiredMaximumVersion");

	for (size_t i = 0; i < diags.count; i++) {
		if (strcmp(diags.items[i].code, "PC1319") == 0)
			add_ignored(client, machine, diags.items[i].key);
	}
	if (hook->fails_closed && is_older(client->version, pc_str(heeds_failures)))
		add_ignored(client, machine, PC_STR("onFailure of the hook"));
	if (is_older(client->version, least))
		client->refuses = pc_arena_printf(
			machine->arena, "is older than %.*s", PC_STR_ARG(least));
	if (is_older(most, client->version))
		client->refuses = pc_arena_printf(
			machine->arena, "is newer than %.*s", PC_STR_ARG(most));
}

/* ---- asking it ------------------------------------------------------------------------
 */

/* "2.1.283 (Claude Code)" */
static void read_answer(struct pc_machine_client *client,
	const struct pc_machine *machine, struct pc_str said)
{
	struct pc_str line = pc_str_cut(&said, '\n');
	struct pc_str first = pc_str_cut(&line, ' ');
	struct version version;

	if (read_version(&version, first))
		client->version = pc_arena_printf(machine->arena, "%u.%u.%u",
			version.parts[0], version.parts[1], version.parts[2]);
	else
		client->fault = PC_STR("does not say its version");
}

static void ask(struct pc_machine_client *client, const struct pc_machine *machine,
	const struct pc_machine_home *as)
{
	enum { PATIENCE = 5000 };
	const struct pc_program program = {.path = client->path.ptr,
		.argument = "--version",
		.home = as->path.len ? as->path.ptr : NULL,
		.uid = as->uid,
		.gid = as->gid,
		.deadline = PATIENCE,
		.most = PC_MAX_VERSION_TEXT};
	struct pc_str said;
	struct pc_err err;
	int status;

	if (machine->until && pc_program_now() >= machine->until)
		client->fault = PC_STR("was not asked: others took all the time");
	else if (pc_program_ask(&said, &status, machine->arena, &program, &err) != PC_OK)
		client->fault = pc_arena_str(machine->arena, pc_str(err.text));
	else
		read_answer(client, machine, said);
}

/* ---- finding them
 * ---------------------------------------------------------------------- */

struct search {
	struct pc_machine_clients *out;
	const struct pc_machine *machine;
	const struct pc_machine_hook *hook;
};

static bool is_known(const struct pc_machine_clients *clients, struct pc_str real)
{
	for (size_t i = 0; i < clients->count; i++) {
		if (pc_str_eq(clients->items[i].real, real))
			return true;
	}
	return false;
}

/* as: who runs it, for what lies in somebody's home may be anything. */
static void see(
	const struct search *search, struct pc_str path, const struct pc_machine_home *as)
{
	const struct pc_machine *machine = search->machine;
	struct pc_machine_clients *out = search->out;
	struct pc_machine_client client = {
		.path = path, .user = as->user, .uid = as->uid, .gid = as->gid};
	struct stat st;

	if (out->count == PC_MAX_CLIENTS ||
		pc_fs_real(&client.real, machine->arena, path) != PC_OK ||
		is_known(out, client.real) || stat(path.ptr, &st) < 0 ||
		!S_ISREG(st.st_mode) || !(st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)))
		return;
	ask(&client, machine, as);
	if (client.version.len)
		compare(&client, machine, search->hook);
	pc_arena_grow(machine->arena, out->items, out->count, out->cap);
	out->items[out->count++] = client;
}

/* The shell's own way of finding it; another root has another one. */
static void see_path(const struct search *search, const struct pc_machine_home *as)
{
	struct pc_str rest = pc_str(getenv("PATH"));

	while (search->machine->root.len == 0 && rest.ptr) {
		struct pc_str dir = pc_str_cut(&rest, ':');

		if (dir.len && dir.ptr[0] == '/')
			see(search,
				pc_path_join(
					search->machine->arena, dir, PC_STR("claude")),
				as);
	}
}

void pc_machine_find_clients(struct pc_machine_clients *out,
	const struct pc_machine *machine, const struct pc_machine_hook *hook)
{
	enum { NOBODY = 65534 };
	const struct search search = {out, machine, hook};
	/* Root runs nothing of others as root, and nothing needlessly. */
	const struct pc_machine_home nobody = {.uid = NOBODY, .gid = NOBODY};
	struct pc_machine_homes homes;

	*out = (struct pc_machine_clients){0};
	see_path(&search, &nobody);
	for (size_t i = 0; i < PC_COUNT(common_places); i++)
		see(&search, pc_machine_path(machine, pc_str(common_places[i])), &nobody);
	pc_machine_find_homes(&homes, machine);
	for (size_t h = 0; h < homes.count; h++) {
		for (size_t i = 0; i < PC_COUNT(own_places); i++)
			see(&search,
				pc_path_join(machine->arena, homes.items[h].path,
					pc_str(own_places[i])),
				&homes.items[h]);
	}
}
