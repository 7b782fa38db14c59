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

/* ---- what it makes of the policy --------------------------------------------------- */

static void compare(struct pc_machine_client *client, const struct pc_machine *machine)
{
	struct pc_diags diags = {.arena = machine->arena};
	struct pc_err err;
	const struct pc_settings *settings =
		pc_machine_settings(machine, client->version, &diags, &err);
	const struct pc_node *root = settings ? settings->effective : NULL;
	struct pc_str least = machine_text(root, "requiredMinimumVersion");
	struct pc_str most = machine_text(root, "requiredMaximumVersion");

	client->ignores = machine_ignored(
		&client->n_ignores, machine, client->version, settings, &diags);
	if (machine_is_older(client->version, least))
		client->refuses = pc_arena_printf(
			machine->arena, "is older than %.*s", PC_STR_ARG(least));
	if (machine_is_older(most, client->version))
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

	client->version = machine_version(machine->arena, first);
	if (!client->version.len)
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
};

static bool is_known(const struct pc_machine_clients *clients, struct pc_str real)
{
	for (size_t i = 0; i < clients->count; i++) {
		if (pc_str_eq(clients->items[i].real, real))
			return true;
	}
	return false;
}

/* Root runs nothing of others as root, and nothing needlessly. */
static const struct pc_machine_home nobody = {.uid = 65534, .gid = 65534};

/* What there is at path, unless it is known already, and its version as it was
 * installed. */
static bool look(struct pc_machine_client *out, const struct search *search)
{
	struct pc_arena *arena = search->machine->arena;
	struct stat st;

	if (stat(out->path.ptr, &st) < 0 || !S_ISREG(st.st_mode) ||
		!(st.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) ||
		pc_fs_real(&out->real, arena, out->path) != PC_OK ||
		is_known(search->out, out->real))
		return false;
	out->version = machine_installed_version(search->machine, out->real);
	return true;
}

/* as: whose home it lies in, or nobody: who looks at it, and runs it if need be, for it
 * may be anything. */
static void see(
	const struct search *search, struct pc_str path, const struct pc_machine_home *as)
{
	const struct pc_machine *machine = search->machine;
	struct pc_machine_clients *out = search->out;
	struct pc_machine_client client = {
		.path = path, .user = as->user, .uid = as->uid, .gid = as->gid};
	bool is_there;

	if (out->count == PC_MAX_CLIENTS || (as->path.len && !machine_act_as(as)))
		return;
	is_there = look(&client, search);
	machine_act_as(NULL);
	if (!is_there)
		return;
	if (!client.version.len)
		ask(&client, machine, as->uid == 0 ? &nobody : as);
	if (client.version.len)
		compare(&client, machine);
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

void pc_machine_find_clients(
	struct pc_machine_clients *out, const struct pc_machine *machine)
{
	const struct search search = {out, machine};
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
