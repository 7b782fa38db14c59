/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl status: is this machine on the policy, and if not, why.  What policyd says is
 * held against what lies on the disk; a policy counts as verified when it was read back.
 */
#include <inttypes.h>
#include <stdio.h>

#include "ask.h"
#include "clean.h"
#include "machine.h"
#include "output.h"
#include "pc/doc/write.h"

struct status_args {
	struct agent_words words;
	bool no_clients;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct status_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "no-clients", NULL, "Do not run clients to ask for their versions",
		FIELD(no_clients)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* What became of the newest publication. */
enum state { STATE_NONE, STATE_PENDING, STATE_VERIFYING, STATE_VERIFIED, STATE_FAILED };

static const char *const state_names[] = {
	"none", "pending", "verifying", "verified", "failed"};

struct reason {
	const char *id;
	struct pc_str text;
};

struct status {
	struct pc_arena *arena;
	struct agent agent;
	const struct pc_node *answer; /* NULL: policyd does not answer */
	struct pc_err silence;        /* why not */
	bool has_generation;
	struct agent_generation generation;
	struct machine_document document;
	const struct pc_settings *settings;
	struct machine_hook hook;
	struct machine_sources sources;
	struct machine_clients clients;
	enum state state;
	bool is_read_back;      /* the document is what was put in force */
	struct reason *reasons; /* why it is not compliant */
	size_t n_reasons, reasons_cap;
};

/* ---- judging ------------------------------------------------------------------ */

static void add_reason(struct status *status, const char *id, struct pc_str text)
{
	pc_arena_grow(
		status->arena, status->reasons, status->n_reasons, status->reasons_cap);
	status->reasons[status->n_reasons++] = (struct reason){id, text};
}

#define REASON(status, id, ...)                                                          \
	add_reason((status), (id), pc_arena_printf((status)->arena, __VA_ARGS__))

static const struct pc_node *look_of(const struct status *status)
{
	const struct pc_node *look = pc_node_get_c(status->answer, "look");

	return look && look->kind == PC_MAP ? look : NULL;
}

/* Outcomes that leave a publication behind for good. */
static bool was_refused(struct pc_str outcome)
{
	return pc_str_starts(outcome, PC_STR("refused")) ||
	       pc_str_starts(outcome, PC_STR("not applied"));
}

static enum state judge_state(const struct status *status)
{
	const struct pc_node *newest = pc_node_get_c(status->answer, "sync");
	const struct pc_node *look = look_of(status);
	struct pc_str commit = agent_text(look, "commit_id");

	if (was_refused(agent_text(newest, "outcome")) &&
		agent_text(newest, "commit_id").len &&
		agent_number(newest, "last") >= status->generation.at)
		return STATE_FAILED;
	if (!status->has_generation)
		return commit.len ? STATE_PENDING : STATE_NONE;
	if (commit.len && !pc_str_eq(commit, status->generation.commit) &&
		agent_number(look, "at") > status->generation.at)
		return STATE_PENDING;
	return status->is_read_back ? STATE_VERIFIED : STATE_VERIFYING;
}

static void judge_daemon(struct status *status)
{
	if (!status->answer)
		REASON(status, "silent", "policyd does not answer: %s",
			status->silence.text);
	if (status->agent.config_status == PC_ERR_PARSE)
		REASON(status, "configuration",
			"'%s' cannot be used; policyctl doctor "
			"says why",
			status->agent.config_file);
}

static void judge_policy(struct status *status)
{
	enum { PER_SECOND = 1000 };
	const struct agent_generation *generation = &status->generation;
	int64_t now = clean_now();

	if (!status->has_generation) {
		REASON(status, "no-policy",
			"no policy has been put in force, as far as is "
			"known");
		return;
	}
	if (!status->is_read_back)
		REASON(status, "read-back", "'%.*s' is not what was put in force%s%.*s",
			PC_STR_ARG(status->document.path),
			status->document.fault.len ? ": " : "",
			PC_STR_ARG(status->document.fault));
	if (generation->expires && generation->expires * PER_SECOND <= now)
		REASON(status, "expired", "the policy expired %.*s ago, at %.*s",
			PC_STR_ARG(clean_age(
				status->arena, now - generation->expires * PER_SECOND)),
			PC_STR_ARG(clean_time(
				status->arena, generation->expires * PER_SECOND)));
}

static void judge_machine(struct status *status)
{
	const struct machine_hook *hook = &status->hook;

	for (size_t i = 0; i < status->sources.count; i++) {
		const struct machine_source *source = &status->sources.items[i];

		if (source->is_dead)
			REASON(status, "higher-source",
				"the files do not count%s%.*s: %s come%s first (%.*s)",
				source->who.len ? " for " : "", PC_STR_ARG(source->who),
				source->what, source->what[0] == 'a' ? "s" : "",
				PC_STR_ARG(source->path));
	}
	if (status->settings && status->settings->refused)
		REASON(status, "refused", "clients do not start: %.*s",
			PC_STR_ARG(status->settings->refused_why));
	if (hook->is_named && hook->fault.len)
		REASON(status, "hook", "the hook '%.*s' %.*s", PC_STR_ARG(hook->program),
			PC_STR_ARG(hook->fault));
	for (size_t i = 0; i < status->clients.count; i++) {
		const struct machine_client *client = &status->clients.items[i];

		if (client->n_ignores)
			REASON(status, "old-client",
				"the client '%.*s' (%.*s) ignores what the policy "
				"uses: %.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->version),
				PC_STR_ARG(client->ignores));
	}
}

static void judge_drift(struct status *status)
{
	int64_t left = agent_number(pc_node_get_c(status->answer, "day"), "unmended");

	if (left && !status->is_read_back)
		REASON(status, "drift", "%" PRId64 " change%s of the last day %s left",
			left, pc_plural((size_t)left), left == 1 ? "was" : "were");
}

static void look_at_everything(struct status *status, const struct status_args *args)
{
	const struct agent *agent = &status->agent;
	struct pc_diags diags = {.arena = status->arena};
	struct pc_err err;

	agent_read(&status->agent, status->arena, &args->words);
	if (agent_status(&status->answer, agent, &status->silence) != PC_OK)
		status->answer = NULL;
	status->has_generation =
		agent_generation(&status->generation, agent, status->answer);
	machine_read_document(&status->document, agent);
	status->is_read_back =
		status->has_generation && status->document.digest[0] &&
		pc_str_is(status->generation.digest, status->document.digest);
	status->settings = machine_settings(agent, (struct pc_str){0}, &diags, &err);
	machine_read_hook(&status->hook, agent, status->settings);
	machine_find_sources(&status->sources, agent, status->settings);
	if (!args->no_clients)
		machine_find_clients(&status->clients, agent, &status->hook);
	status->state = judge_state(status);
	judge_daemon(status);
	judge_policy(status);
	judge_machine(status);
	judge_drift(status);
}

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
	int64_t far = clean_now() - ms;

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

static void put_sync(struct pc_buf *out, const struct status *status)
{
	const struct pc_node *look = look_of(status);
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
	const struct machine_hook *hook = &status->hook;

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
	const struct machine_client *client)
{
	struct pc_arena *arena = status->arena;

	PUT(out, arena, "client", "%.*s %.*s%s%.*s%s%.*s%s%.*s", PC_STR_ARG(client->path),
		PC_STR_ARG(client->version.len ? client->version : client->fault),
		client->user.len ? ", of " : "", PC_STR_ARG(client->user),
		client->n_ignores ? "; ignores " : "", PC_STR_ARG(client->ignores),
		client->refuses.len ? "; does not start: " : "",
		PC_STR_ARG(client->refuses));
}

static void write_text(struct pc_buf *out, const struct status *status)
{
	const struct pc_str version = agent_text(status->answer, "version");

	PUT(out, status->arena, "compliant", "%s", status->n_reasons ? "no" : "yes");
	for (size_t i = 0; i < status->n_reasons; i++)
		put(out, i ? "" : "because", status->reasons[i].text);
	put(out, "state", pc_str(state_names[status->state]));
	put_policy(out, status);
	PUT(out, status->arena, "in force", "%s, %.*s",
		status->is_read_back ? "yes, read back" : "no",
		PC_STR_ARG(status->document.path));
	put_sync(out, status);
	put_hook(out, status);
	for (size_t i = 0; i < status->clients.count; i++)
		put_client(out, status, &status->clients.items[i]);
	if (status->answer)
		PUT(out, status->arena, "policyd", "%.*s answers", PC_STR_ARG(version));
	else
		put(out, "policyd",
			PC_STR("does not answer; this is what is seen without "
			       "it"));
}

/* ---- for programs
 * ----------------------------------------------------------------------- */

static void json_number(struct pc_buf *out, const char *name, int64_t number)
{
	pc_json_key(out, name);
	pc_buf_printf(out, "%" PRId64, number);
}

static void json_bool(struct pc_buf *out, const char *name, bool value)
{
	pc_json_key(out, name);
	pc_buf_puts(out, value ? "true" : "false");
}

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
	for (size_t i = 0; i < status->n_reasons; i++) {
		json_begin(out, NULL, '{');
		pc_json_member(out, "id", pc_str(status->reasons[i].id));
		pc_json_member(out, "text", status->reasons[i].text);
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
	json_number(out, "generation", generation->number);
	pc_json_member(out, "commit", generation->commit);
	pc_json_member(out, "digest", generation->digest);
	pc_json_member(out, "signer", generation->signer);
	json_number(out, "since", generation->at);
	json_number(out, "signed_at", generation->signed_at);
	json_number(out, "expires", generation->expires);
	pc_buf_add_char(out, '}');
}

static void json_read_back(struct pc_buf *out, const struct status *status)
{
	json_begin(out, "read_back", '{');
	pc_json_member(out, "path", status->document.path);
	pc_json_member(out, "digest", pc_str(status->document.digest));
	json_bool(out, "same", status->is_read_back);
	pc_json_member(out, "fault", status->document.fault);
	pc_buf_add_char(out, '}');
}

static void json_hook(struct pc_buf *out, const struct machine_hook *hook)
{
	json_begin(out, "hook", '{');
	json_bool(out, "named", hook->is_named);
	pc_json_member(out, "program", hook->program);
	pc_json_member(out, "fault", hook->fault);
	json_bool(out, "fails_closed", hook->fails_closed);
	json_bool(out, "for_all_calls", hook->is_for_all);
	pc_buf_add_char(out, '}');
}

static void json_clients(struct pc_buf *out, const struct machine_clients *clients)
{
	json_begin(out, "clients", '[');
	for (size_t i = 0; i < clients->count; i++) {
		const struct machine_client *client = &clients->items[i];

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

static void json_sources(struct pc_buf *out, const struct machine_sources *sources)
{
	json_begin(out, "higher_sources", '[');
	for (size_t i = 0; i < sources->count; i++) {
		json_begin(out, NULL, '{');
		pc_json_member(out, "what", pc_str(sources->items[i].what));
		pc_json_member(out, "path", sources->items[i].path);
		pc_json_member(out, "user", sources->items[i].who);
		json_bool(out, "files_are_dead", sources->items[i].is_dead);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void write_json(struct pc_buf *out, const struct status *status)
{
	static const char *const passed[] = {"look", "day"};

	pc_buf_add_char(out, '{');
	json_bool(out, "compliant", status->n_reasons == 0);
	pc_json_member(out, "state", pc_str(state_names[status->state]));
	json_reasons(out, status);
	json_policy(out, status);
	json_read_back(out, status);
	json_hook(out, &status->hook);
	json_sources(out, &status->sources);
	json_clients(out, &status->clients);
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

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct status_args *args = opaque;
	struct status status = {.arena = arena};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	(void)operands;
	look_at_everything(&status, args);
	if (pc_str_is(args->format, "json")) {
		write_json(&out, &status);
		clean_json(&clean, pc_buf_str(&out));
	} else {
		write_text(&clean, &status);
	}
	output_text(stdout, pc_buf_str(&clean));
	return status.n_reasons ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_status = {
	.name = "status",
	.operands = "",
	.brief = "Say whether this machine is on the policy, and if not, why",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct status_args),
	.run = run,
};
