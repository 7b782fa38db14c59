/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of policyctl status, for people and for programs. */
#include <inttypes.h>

#include "clean.h"
#include "pc/base/when.h"
#include "pc/doc/write.h"
#include "status.h"

static const char *const state_names[] = {
	"none", "pending", "verifying", "verified", "failed"};

/* ---- for people ------------------------------------------------------------------- */

enum { LABEL = 12 };

/* "label       text", folded. */
static void put(struct pc_buf *out, const char *label, struct pc_str text)
{
	pc_buf_printf(out, "%-*s", LABEL, label);
	clean_fold(out, text, LABEL, LABEL);
}

#define PUT(out, arena, label, ...)                                                      \
	put((out), (label), pc_arena_printf((arena), __VA_ARGS__))

static struct pc_str moment(struct pc_arena *arena, int64_t ms)
{
	int64_t far = pc_when_now() - ms;

	if (ms == 0)
		return PC_STR("never");
	return pc_arena_printf(arena, "%.*s (%s%.*s%s)",
		PC_STR_ARG(clean_time(arena, ms)), far < 0 ? "in " : "",
		PC_STR_ARG(clean_age(arena, far)), far < 0 ? "" : " ago");
}

static void put_policy(struct pc_buf *out, const struct status *status)
{
	enum { PER_SECOND = 1000 };
	const struct agent_generation *generation = &status->generation;
	struct pc_arena *arena = status->arena;

	if (!status->has_generation) {
		put(out, "policy", PC_STR("none that is known"));
		return;
	}
	PUT(out, arena, "policy", "generation %" PRId64 ", commit %.*s",
		generation->number,
		PC_STR_ARG(
			generation->commit.len ? generation->commit : PC_STR("unknown")));
	put(out, "digest", generation->digest);
	put(out, "signer",
		generation->signer.len ? generation->signer : PC_STR("unknown"));
	put(out, "since", moment(arena, generation->at));
	if (generation->signed_at)
		put(out, "signed", moment(arena, generation->signed_at * PER_SECOND));
	if (generation->expires)
		put(out, "expires", moment(arena, generation->expires * PER_SECOND));
}

static void put_pending(struct pc_buf *out, const struct status *status)
{
	struct pending pending;

	if (!status_pending(&pending, status))
		return;
	PUT(out, status->arena, status->state == STATE_FAILED ? "refused" : "pending",
		"commit %.*s, %.*s%s%.*s", PC_STR_ARG(pending.commit),
		PC_STR_ARG(moment(status->arena, pending.since)),
		pending.why.len ? ": " : "", PC_STR_ARG(pending.why));
}

static void put_force(struct pc_buf *out, const struct status *status)
{
	const char *word = status->is_in_force    ? "yes, read back"
			   : status->is_read_back ? "not for everybody, though read back"
						  : "no";

	PUT(out, status->arena, "in force", "%s, %.*s", word,
		PC_STR_ARG(status->document.path));
}

static void put_sync(struct pc_buf *out, const struct status *status)
{
	const struct pc_node *look = status_look(status);
	const struct pc_node *day = pc_node_get_c(status->answer, "day");
	struct pc_arena *arena = status->arena;
	struct pc_str reason = agent_text(look, "reason");

	if (!status->answer)
		return;
	if (look)
		PUT(out, arena, "last sync", "%.*s, %.*s%s%.*s",
			PC_STR_ARG(agent_text(look, "outcome")),
			PC_STR_ARG(moment(arena, agent_number(look, "last"))),
			reason.len ? ": " : "", PC_STR_ARG(reason));
	else
		put(out, "last sync", PC_STR("never"));
	PUT(out, arena, "drift",
		"%" PRId64 " in the last day, %" PRId64 " of them not mended",
		agent_number(day, "drifts"), agent_number(day, "unmended"));
	PUT(out, arena, "decisions",
		"%" PRId64 " in the last day, %" PRId64 " denied, %" PRId64 " asked",
		agent_number(day, "decisions"), agent_number(day, "denied"),
		agent_number(day, "asked"));
}

static void put_hook(struct pc_buf *out, const struct status *status)
{
	const struct pc_machine_hook *hook = &status->hook;

	if (!hook->is_named) {
		put(out, "hook", PC_STR("not in the managed settings"));
		return;
	}
	PUT(out, status->arena, "hook", "%.*s%s%.*s%s%s", PC_STR_ARG(hook->program),
		hook->fault.len ? " " : "", PC_STR_ARG(hook->fault),
		hook->fails_closed ? "" : "; calls run when it fails",
		hook->is_for_all ? "" : "; a matcher keeps some calls from it");
}

static void put_client(struct pc_buf *out, const struct status *status,
	const struct pc_machine_client *client)
{
	struct pc_arena *arena = status->arena;

	PUT(out, arena, "client", "%.*s %.*s%s%.*s%s%.*s%s%.*s", PC_STR_ARG(client->path),
		PC_STR_ARG(client->version.len ? client->version : client->fault),
		client->user.len ? ", of " : "", PC_STR_ARG(client->user),
		client->n_ignores ? "; ignores " : "", PC_STR_ARG(client->ignores),
		client->refuses.len ? "; does not start: " : "",
		PC_STR_ARG(client->refuses));
}

/* Keys that policyd's audit found, and that it could not look. */
static void put_keys(struct pc_buf *out, const struct status *status)
{
	const struct pc_node *all = pc_node_get_c(status->answer, "findings");
	const char *name = "keys";

	for (size_t i = 0; all && all->kind == PC_LIST && i < all->n_items; i++) {
		struct pc_str code = agent_text(all->items[i], "code");

		if (!pc_str_is(code, "PC2570") && !pc_str_is(code, "PC2571"))
			continue;
		PUT(out, status->arena, name, "%.*s %.*s: %.*s", PC_STR_ARG(code),
			PC_STR_ARG(agent_text(all->items[i], "file")),
			PC_STR_ARG(agent_text(all->items[i], "text")));
		name = "";
	}
}

static void put_models(struct pc_buf *out, const struct status *status)
{
	enum { SECOND = 1000 };
	const struct pc_wire_model *models = status->models.items;
	const char *label = "models";

	for (size_t i = 0; i < status->models.count; i++) {
		if (!models[i].is_wrong)
			continue;
		put(out, label,
			pc_machine_model_say(
				status->arena, &models[i], pc_when_now() / SECOND));
		label = "";
	}
}

void status_write_text(struct pc_buf *out, const struct status *status)
{
	const struct pc_str version = agent_text(status->answer, "version");

	PUT(out, status->arena, "compliant", "%s", status->reasons.count ? "no" : "yes");
	for (size_t i = 0; i < status->reasons.count; i++)
		put(out, i ? "" : "because", status->reasons.items[i].text);
	put(out, "state", pc_str(state_names[status->state]));
	put_policy(out, status);
	put_force(out, status);
	put_pending(out, status);
	put_sync(out, status);
	put_hook(out, status);
	for (size_t i = 0; i < status->clients.count; i++)
		put_client(out, status, &status->clients.items[i]);
	put_models(out, status);
	put_keys(out, status);
	if (status->answer)
		PUT(out, status->arena, "policyd", "%.*s answers", PC_STR_ARG(version));
	else
		put(out, "policyd",
			PC_STR("does not answer; this is what is seen without "
			       "it"));
}

/* ---- for programs
 * ----------------------------------------------------------------------- */

static void json_begin(struct pc_buf *out, const char *name, char bracket)
{
	if (name)
		pc_json_key(out, name);
	else
		pc_json_next(out);
	pc_buf_add_char(out, bracket);
}

static void json_reasons(struct pc_buf *out, const struct status *status)
{
	json_begin(out, "reasons", '[');
	for (size_t i = 0; i < status->reasons.count; i++) {
		json_begin(out, NULL, '{');
		pc_json_member(out, "id", pc_str(status->reasons.items[i].id));
		pc_json_member(out, "text", status->reasons.items[i].text);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_policy(struct pc_buf *out, const struct status *status)
{
	const struct agent_generation *generation = &status->generation;

	pc_json_key(out, "policy");
	if (!status->has_generation) {
		pc_buf_puts(out, "null");
		return;
	}
	pc_buf_add_char(out, '{');
	pc_json_integer(out, "generation", generation->number);
	pc_json_member(out, "commit", generation->commit);
	pc_json_member(out, "digest", generation->digest);
	pc_json_member(out, "signer", generation->signer);
	pc_json_integer(out, "since", generation->at);
	pc_json_integer(out, "signed_at", generation->signed_at);
	pc_json_integer(out, "expires", generation->expires);
	pc_buf_add_char(out, '}');
}

static void json_pending(struct pc_buf *out, const struct status *status)
{
	struct pending pending;

	pc_json_key(out, "pending");
	if (!status_pending(&pending, status)) {
		pc_buf_puts(out, "null");
		return;
	}
	pc_buf_add_char(out, '{');
	pc_json_member(out, "commit", pending.commit);
	pc_json_integer(out, "since", pending.since);
	pc_json_member(out, "why", pending.why);
	pc_buf_add_char(out, '}');
}

static void json_read_back(struct pc_buf *out, const struct status *status)
{
	json_begin(out, "read_back", '{');
	pc_json_member(out, "path", status->document.path);
	pc_json_member(out, "digest", pc_str(status->document.digest));
	pc_json_bool(out, "same", status->is_read_back);
	pc_json_member(out, "fault", status->document.fault);
	pc_buf_add_char(out, '}');
}

static void json_hook(struct pc_buf *out, const struct pc_machine_hook *hook)
{
	json_begin(out, "hook", '{');
	pc_json_bool(out, "named", hook->is_named);
	pc_json_member(out, "program", hook->program);
	pc_json_member(out, "fault", hook->fault);
	pc_json_bool(out, "fails_closed", hook->fails_closed);
	pc_json_bool(out, "for_all_calls", hook->is_for_all);
	pc_buf_add_char(out, '}');
}

static void json_clients(struct pc_buf *out, const struct pc_machine_clients *clients)
{
	json_begin(out, "clients", '[');
	for (size_t i = 0; i < clients->count; i++) {
		const struct pc_machine_client *client = &clients->items[i];

		json_begin(out, NULL, '{');
		pc_json_member(out, "path", client->path);
		pc_json_member(out, "version", client->version);
		pc_json_member(out, "user", client->user);
		pc_json_member(out, "fault", client->fault);
		pc_json_member(out, "ignores", client->ignores);
		pc_json_member(out, "does_not_start", client->refuses);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_sources(struct pc_buf *out, const struct pc_machine_sources *sources)
{
	json_begin(out, "higher_sources", '[');
	for (size_t i = 0; i < sources->count; i++) {
		json_begin(out, NULL, '{');
		pc_json_member(out, "what", pc_str(sources->items[i].what));
		pc_json_member(out, "path", sources->items[i].path);
		pc_json_member(out, "user", sources->items[i].who);
		pc_json_bool(out, "files_are_dead", sources->items[i].is_dead);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_models(struct pc_buf *out, const struct pc_wire_list *list)
{
	const struct pc_wire_model *models = list->items;

	json_begin(out, "models", '[');
	for (size_t i = 0; i < list->count; i++) {
		json_begin(out, NULL, '{');
		pc_json_member(out, "name", models[i].name);
		pc_json_member(out, "verdict", models[i].verdict);
		pc_json_member(out, "code", models[i].code);
		pc_json_member(out, "use", models[i].use);
		pc_json_member(out, "path", models[i].path);
		pc_json_integer(out, "users", models[i].users);
		pc_json_integer(out, "ends", models[i].ends);
		pc_json_bool(out, "managed", models[i].is_managed);
		pc_json_bool(out, "wrong", models[i].is_wrong);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

void status_write_json(struct pc_buf *out, const struct status *status)
{
	static const char *const passed[] = {"look", "day", "report", "findings"};

	pc_buf_add_char(out, '{');
	pc_json_bool(out, "compliant", status->reasons.count == 0);
	pc_json_member(out, "state", pc_str(state_names[status->state]));
	json_reasons(out, status);
	json_policy(out, status);
	pc_json_bool(out, "in_force", status->is_in_force);
	json_read_back(out, status);
	json_pending(out, status);
	json_hook(out, &status->hook);
	json_sources(out, &status->sources);
	json_clients(out, &status->clients);
	json_models(out, &status->models);
	pc_json_member(out, "policyd", agent_text(status->answer, "version"));
	for (size_t i = 0; i < PC_COUNT(passed); i++) {
		const struct pc_node *node = pc_node_get_c(status->answer, passed[i]);

		pc_json_key(out, passed[i]);
		if (node)
			pc_node_write(out, node, PC_FORMAT_JSON_LINE);
		else
			pc_buf_puts(out, "null");
	}
	pc_buf_puts(out, "}\n");
}
