/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine shows, as a part of its report. */
#include "machine_priv.h"
#include "pc/machine/report.h"

/* Nobody needs to see where a test's root is. */
static struct pc_str without_root(const struct pc_machine *machine, struct pc_str path)
{
	return machine->root.len && pc_str_starts(path, machine->root)
		       ? pc_str_from(path, machine->root.len)
		       : path;
}

static void add_clients(struct pc_wire_survey *out, const struct pc_machine *machine)
{
	struct pc_machine_clients found;
	struct pc_wire_client *clients;

	pc_machine_find_clients(&found, machine);
	clients = pc_arena_new_array(machine->arena, struct pc_wire_client, found.count);
	for (size_t i = 0; i < found.count; i++) {
		const struct pc_machine_client *client = &found.items[i];

		clients[i] = (struct pc_wire_client){
			.path = without_root(machine, client->path),
			.version = client->version,
			.user = client->user,
			.fault = client->fault,
			.ignores = client->ignores,
			.refuses = client->refuses,
		};
	}
	out->clients = (struct pc_wire_list){clients, found.count, 0};
}

static void add_sources(struct pc_wire_survey *out, const struct pc_machine *machine,
	const struct pc_settings *settings)
{
	struct pc_machine_sources found;
	struct pc_wire_source *sources;

	pc_machine_find_sources(&found, machine, settings);
	sources = pc_arena_new_array(machine->arena, struct pc_wire_source, found.count);
	for (size_t i = 0; i < found.count; i++) {
		const struct pc_machine_source *source = &found.items[i];

		sources[i] = (struct pc_wire_source){
			.what = pc_str(source->what),
			.path = without_root(machine, source->path),
			.user = source->who,
			.is_dead = source->is_dead,
		};
	}
	out->sources = (struct pc_wire_list){sources, found.count, 0};
}

void pc_machine_survey(struct pc_wire_survey *out, const struct pc_machine *machine,
	bool asks_clients, int64_t now)
{
	enum { SECOND = 1000 };
	struct pc_diags diags = {.arena = machine->arena};
	struct pc_machine_document document;
	const struct pc_settings *settings;
	struct pc_machine_hook hook;
	struct pc_err err;

	pc_machine_read_document(&document, machine);
	settings = pc_machine_settings(machine, (struct pc_str){0}, &diags, &err);
	pc_machine_read_hook(&hook, machine, settings);
	*out = (struct pc_wire_survey){
		.at = now,
		.document = {without_root(machine, document.path),
			pc_arena_str(machine->arena, pc_str(document.digest)),
			document.fault},
		.hook = {hook.is_named, hook.program, hook.fault, hook.fails_closed,
			hook.is_for_all},
	};
	if (settings && settings->refused)
		out->refused = settings->refused_why;
	add_sources(out, machine, settings);
	if (machine->models)
		pc_machine_find_models(
			&out->models, machine, machine->models, now / SECOND);
	if (asks_clients)
		add_clients(out, machine);
}
