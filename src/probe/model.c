/* SPDX-License-Identifier: Apache-2.0 */
/* The stand-in for the model.  Its first message makes a few harmless calls, which show
 * whether the client uses the shell that it was given; then come the canaries, many in
 * one message, and those that the client cancelled once more, alone.  What came of a call
 * stands in the next request. */
#include <stdlib.h>
#include <string.h>

#include "pc/doc/read.h"
#include "probe_priv.h"

/* Read-only commands, which clients run without asking, unless a policy says otherwise.
 */
static const char *const control_commands[] = {
	"echo policyctl-probe-control", "pwd", "ls"};
enum { CONTROL_READ = PC_COUNT(control_commands) };
_Static_assert(N_CONTROLS == CONTROL_READ + 1, "one of them reads a file");

/* Calls in one message; a client runs them one after the other or together. */
enum { BATCH = 24 };
/* Tries of one call; a client cancels those beside one that failed. */
enum { MOST_TRIES = 3 };

static const char id_prefix[] = "toolu_probe_";

void model_init(struct model *model, struct pc_probe *probe, char *refused)
{
	*model = (struct model){.probe = probe, .refused = refused};
	model->tries = pc_xcalloc(probe->n + N_CONTROLS, sizeof(*model->tries));
}

void model_done(struct model *model)
{
	free(model->tries);
	model->tries = NULL;
}

/* ---- what came of calls ---------------------------------------------------------- */

/* The number and the try that an identifier of ours is for. */
static bool read_id(size_t *number, unsigned *try_, struct pc_str id)
{
	enum { BASE = 10 };
	size_t values[2] = {0};
	struct pc_str rest;

	if (!pc_str_starts(id, PC_STR(id_prefix)))
		return false;
	rest = pc_str_from(id, strlen(id_prefix));
	for (size_t i = 0, part = 0; i < rest.len; i++) {
		char c = rest.ptr[i];

		if (c == '_' && part == 0 && i > 0)
			part = 1;
		else if (c >= '0' && c <= '9' && values[part] <= PC_MAX_CANARIES)
			values[part] = values[part] * BASE + (size_t)(c - '0');
		else
			return false;
	}
	*number = values[0];
	*try_ = (unsigned)values[1];
	return true;
}

/* The text of a result: a text, or a list of parts. */
static struct pc_str result_text(struct pc_arena *arena, const struct pc_node *content)
{
	struct pc_str text = pc_node_text(content);

	for (size_t i = 0; content && content->kind == PC_LIST && i < content->n_items;
		i++) {
		struct pc_str part =
			pc_node_text(pc_node_get_c(content->items[i], "text"));

		text = pc_arena_printf(
			arena, "%.*s%.*s\n", PC_STR_ARG(text), PC_STR_ARG(part));
	}
	return text;
}

static bool shows_stub(struct pc_str text)
{
	return pc_str_find_str(text, pc_str(stub_words)) < text.len;
}

/* A harmless call. */
static void take_control(
	struct model *model, size_t control, bool is_error, struct pc_str text)
{
	bool is_stub = shows_stub(text);

	if (is_error && fate_of(is_error, text) != PC_FATE_THROUGH) {
		if (!model->refused[0])
			fate_text(model->refused, PC_MAX_CANARY_TEXT, text);
		return;
	}
	if (control == CONTROL_READ)
		return;
	model->shows_stub |= is_stub;
	model->shows_shell |= !is_stub;
}

static void take_result(
	struct model *model, struct pc_arena *arena, const struct pc_node *result)
{
	const struct pc_node *error = pc_node_get_c(result, "is_error");
	bool is_error = error && error->kind == PC_BOOL && error->boolean;
	struct pc_str text;
	struct try *call;
	unsigned try_;
	size_t number;
	int fate;

	if (!read_id(
		    &number, &try_, pc_node_text(pc_node_get_c(result, "tool_use_id"))) ||
		number >= model->probe->n + N_CONTROLS)
		return;
	call = &model->tries[number];
	if (call->settled || try_ != call->issued)
		return;
	text = result_text(arena, pc_node_get_c(result, "content"));
	fate = fate_of(is_error, text);
	if (fate == FATE_AGAIN && call->issued < MOST_TRIES)
		return;
	call->settled = true;
	call->is_error = is_error;
	if (number >= model->probe->n) {
		take_control(model, number - model->probe->n, is_error, text);
		return;
	}
	model->probe->fates[number].kind =
		fate == FATE_AGAIN ? PC_FATE_NONE : (enum pc_fate_kind)fate;
	/* What a call brought is nobody's business; what was said of it is. */
	if (!is_error && !shows_stub(text))
		text = PC_STR("it ran");
	fate_text(model->probe->fates[number].text, PC_MAX_CANARY_TEXT, text);
}

static void take_messages(
	struct model *model, struct pc_arena *arena, const struct pc_node *messages)
{
	for (size_t m = 0; messages && messages->kind == PC_LIST && m < messages->n_items;
		m++) {
		const struct pc_node *content =
			pc_node_get_c(messages->items[m], "content");

		for (size_t i = 0;
			content && content->kind == PC_LIST && i < content->n_items;
			i++) {
			const struct pc_node *part = content->items[i];

			if (pc_str_is(pc_node_text(pc_node_get_c(part, "type")),
				    "tool_result"))
				take_result(model, arena, part);
		}
	}
}

/* ---- which calls are next ----------------------------------------------------------
 */

static void issue(struct model *model, struct said_call *call, size_t number)
{
	static const char tool_bash[] = "Bash";
	const struct pc_probe *probe = model->probe;
	unsigned try_ = ++model->tries[number].issued;

	*call = (struct said_call){.tool = PC_STR(tool_bash)};
	(void)snprintf(call->id, sizeof(call->id), "%s%zu_%u", id_prefix, number, try_);
	if (number < probe->n) {
		call->tool = probe->canaries[number]->action.tool;
		call->input = probe->canaries[number]->action.input;
	}
}

static const struct pc_node *one_field(
	struct pc_arena *arena, const char *name, struct pc_str text)
{
	struct pc_node *map = pc_node_new(arena, PC_MAP, (struct pc_span){0});

	map->pairs = pc_arena_new_array(arena, struct pc_pair, 1);
	map->n_pairs = 1;
	map->pairs[0] = (struct pc_pair){.key = pc_str(name),
		.value = pc_node_new_text(arena, text, (struct pc_span){0})};
	return map;
}

static size_t issue_controls(
	struct model *model, struct pc_arena *arena, struct said_call *calls)
{
	model->is_begun = true;
	for (size_t i = 0; i < N_CONTROLS; i++) {
		issue(model, &calls[i], model->probe->n + i);
		if (i == CONTROL_READ) {
			calls[i].tool = PC_STR("Read");
			calls[i].input = one_field(
				arena, "file_path", model->probe->stage->control);
		} else {
			calls[i].input =
				one_field(arena, "command", pc_str(control_commands[i]));
		}
	}
	return N_CONTROLS;
}

/* Why a canary cannot be tried here; NULL: it can. */
static const char *held_back(const struct model *model, const struct pc_canary *canary)
{
	if ((canary->needs & PC_CANARY_SERVER) && !model->has_servers)
		return "the policy lets nobody add an MCP server of that name";
	if ((canary->needs & PC_CANARY_OFFLINE) && !model->is_offline)
		return "nothing here keeps the client from the network";
	if (!(canary->needs & PC_CANARY_SHELL))
		return NULL;
	if (model->shows_shell)
		return "the client runs commands by another shell than it was given";
	return model->shows_stub ? NULL
				 : "the client runs no command at all, so that nothing "
				   "shows which shell it would use";
}

static bool hold(struct model *model, size_t number)
{
	const char *why = held_back(model, model->probe->canaries[number]);
	struct pc_fate *fate = &model->probe->fates[number];

	if (!why)
		return false;
	fate->kind = PC_FATE_HELD;
	fate_text(fate->text, sizeof(fate->text), pc_str(why));
	model->tries[number].settled = true;
	return true;
}

static size_t issue_again(struct model *model, struct said_call *calls)
{
	for (size_t i = 0; i < model->probe->n; i++) {
		if (model->tries[i].settled || model->tries[i].issued >= MOST_TRIES)
			continue;
		issue(model, &calls[0], i);
		return 1;
	}
	return 0;
}

static size_t issue_calls(
	struct model *model, struct pc_arena *arena, struct said_call *calls)
{
	/* Every call is in one request at least; a client may repeat some. */
	const size_t most = 64 + (size_t)2 * MOST_TRIES * model->probe->n;
	size_t n = 0;

	if (++model->n_asked > most)
		return 0;
	if (!model->is_begun)
		return issue_controls(model, arena, calls);
	while (n < BATCH && model->next < model->probe->n) {
		size_t number = model->next++;

		if (!hold(model, number))
			issue(model, &calls[n++], number);
	}
	return n ? n : issue_again(model, calls);
}

/* ---- requests --------------------------------------------------------------------- */

static bool is_true(const struct pc_node *node)
{
	return node && node->kind == PC_BOOL && node->boolean;
}

/* Without tools it is a question beside the session, for a title or the like. */
static bool has_tools(const struct pc_node *request)
{
	const struct pc_node *tools = pc_node_get_c(request, "tools");

	return tools && tools->kind == PC_LIST && tools->n_items;
}

bool model_answer(
	struct model *model, struct pc_buf *out, bool *is_stream, struct pc_str body)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct said_call calls[BATCH] = {0};
	struct pc_node *request;
	struct pc_str name;
	struct pc_err err;
	size_t n = 0;

	if (pc_json_read_request(&request, &arena, "request", body, NULL, &err) !=
			PC_OK ||
		request->kind != PC_MAP)
		return false;
	name = pc_node_text(pc_node_get_c(request, "model"));
	if (has_tools(request)) {
		take_messages(model, &arena, pc_node_get_c(request, "messages"));
		n = issue_calls(model, &arena, calls);
	}
	*is_stream = is_true(pc_node_get_c(request, "stream"));
	(*is_stream ? say_stream : say_whole)(out, name, calls, n);
	return true;
}

/* ---- the end ------------------------------------------------------------------------
 */

/* What the client refused and nobody denied would have been asked. */
static void take_refusals(struct model *model, const struct pc_node *list)
{
	for (size_t i = 0; list && list->kind == PC_LIST && i < list->n_items; i++) {
		struct pc_fate *fate;
		unsigned try_;
		size_t number;

		if (!read_id(&number, &try_,
			    pc_node_text(pc_node_get_c(list->items[i], "tool_use_id"))) ||
			number >= model->probe->n)
			continue;
		fate = &model->probe->fates[number];
		if (fate->kind == PC_FATE_THROUGH && model->tries[number].is_error)
			fate->kind = PC_FATE_ASKED;
	}
}

static bool is_connected(const struct pc_node *servers, struct pc_str name)
{
	for (size_t i = 0; i < servers->n_items; i++) {
		const struct pc_node *server = servers->items[i];

		if (pc_str_eq(pc_node_text(pc_node_get_c(server, "name")), name))
			return pc_str_is(pc_node_text(pc_node_get_c(server, "status")),
				"connected");
	}
	return false;
}

/* A tool of a server that is not there is missing for that reason alone. */
static void take_servers(struct model *model, const struct pc_node *servers)
{
	if (!servers || servers->kind != PC_LIST)
		return;
	for (size_t i = 0; i < model->probe->n; i++) {
		struct pc_fate *fate = &model->probe->fates[i];
		struct pc_str server, tool;

		if (fate->kind != PC_FATE_ABSENT ||
			!mcp_split(
				&server, &tool, model->probe->canaries[i]->action.tool) ||
			is_connected(servers, server))
			continue;
		fate->kind = PC_FATE_HELD;
		fate_text(fate->text, sizeof(fate->text),
			PC_STR("the client did not take the MCP server of that name"));
	}
}

void model_end(struct model *model, char *version, size_t size, struct pc_str talk)
{
	while (talk.len) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_str line = pc_str_cut(&talk, '\n');
		struct pc_node *said;
		struct pc_str told;
		struct pc_err err;

		if (pc_json_read_request(&said, &arena, "client", line, NULL, &err) !=
			PC_OK)
			continue;
		told = pc_node_text(pc_node_get_c(said, "claude_code_version"));
		if (told.len)
			fate_text(version, size, told);
		take_servers(model, pc_node_get_c(said, "mcp_servers"));
		take_refusals(model, pc_node_get_c(said, "permission_denials"));
	}
}
