/* SPDX-License-Identifier: Apache-2.0 */
/* The policy as it lies on the machine, and the hook that it names. */
#include "machine_priv.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/enforce/plan.h"

struct pc_str pc_machine_path(const struct pc_machine *machine, struct pc_str path)
{
	return pc_arena_printf(
		machine->arena, "%.*s%.*s", PC_STR_ARG(machine->root), PC_STR_ARG(path));
}

void pc_machine_read_document(
	struct pc_machine_document *out, const struct pc_machine *machine)
{
	struct pc_str bytes;
	struct pc_err err;

	*out = (struct pc_machine_document){
		.path = pc_path_join(
			machine->arena, machine->managed, pc_str(pc_wish_path))};
	if (pc_fs_read(&bytes, machine->arena, AT_FDCWD, out->path.ptr, PC_MAX_DOC_SIZE,
		    &err) == PC_OK)
		pc_sha256_hex(out->digest, bytes);
	else
		out->fault = pc_arena_str(machine->arena, pc_str(err.text));
}

const struct pc_settings *pc_machine_settings(const struct pc_machine *machine,
	struct pc_str client_version, struct pc_diags *diags, struct pc_err *err)
{
	const struct pc_where where = {.apart = true,
		.managed_dir = machine->managed,
		.client_version = client_version};
	struct pc_settings *settings;

	return pc_settings_load(&settings, machine->arena, &where, diags, err) == PC_OK
		       ? settings
		       : NULL;
}

/* ---- the hook ------------------------------------------------------------------ */

static const struct pc_node *item(const struct pc_node *list, size_t i)
{
	return list && list->kind == PC_LIST && i < list->n_items ? list->items[i] : NULL;
}

/* A handler with arguments is no shell's business; else the first word is the program. */
static struct pc_str program_of(const struct pc_node *handler)
{
	struct pc_str command = machine_text(handler, "command");

	return pc_node_get_c(handler, "args") ? command : pc_str_cut(&command, ' ');
}

static bool is_ours(const struct pc_node *handler)
{
	struct pc_str base = pc_path_base(program_of(handler));

	return pc_str_is(base, "policyctl-hook") ||
	       (pc_str_is(base, "policyctl") &&
		       pc_str_is(pc_node_text(item(pc_node_get_c(handler, "args"), 0)),
			       "hook"));
}

static bool is_for_all(const struct pc_node *group)
{
	struct pc_str matcher = machine_text(group, "matcher");

	return matcher.len == 0 || pc_str_is(matcher, "*") || pc_str_is(matcher, ".*");
}

static struct pc_str program_fault(
	const struct pc_machine *machine, struct pc_str program)
{
	struct pc_str path = pc_machine_path(machine, program);
	struct stat st;

	if (program.len == 0 || program.ptr[0] != '/')
		return PC_STR("is no absolute path");
	if (stat(path.ptr, &st) < 0)
		return PC_STR("is not there");
	if (!S_ISREG(st.st_mode))
		return PC_STR("is no file");
	if (!(st.st_mode & S_IXOTH))
		return PC_STR("cannot be executed by everybody");
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return PC_STR("can be replaced by others than its owner");
	return (struct pc_str){0};
}

static void see_handler(struct pc_machine_hook *out, const struct pc_machine *machine,
	const struct pc_node *group, const struct pc_node *handler)
{
	if (out->is_named || !is_ours(handler))
		return;
	out->is_named = true;
	out->program = pc_arena_str(machine->arena, program_of(handler));
	out->fault = program_fault(machine, out->program);
	out->fails_closed = pc_str_is(machine_text(handler, "onFailure"), "block");
	out->is_for_all = is_for_all(group);
	out->handler = handler;
}

void pc_machine_read_hook(struct pc_machine_hook *out, const struct pc_machine *machine,
	const struct pc_settings *settings)
{
	const struct pc_node *groups = pc_node_get_c(
		pc_node_get_c(settings ? settings->effective : NULL, "hooks"),
		"PreToolUse");
	const struct pc_node *group, *handler;

	*out = (struct pc_machine_hook){0};
	for (size_t g = 0; (group = item(groups, g)); g++) {
		const struct pc_node *handlers = pc_node_get_c(group, "hooks");

		for (size_t h = 0; (handler = item(handlers, h)); h++)
			see_handler(out, machine, group, handler);
	}
}
