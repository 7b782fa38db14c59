/* SPDX-License-Identifier: Apache-2.0 */
/* A policy of models to the keys of Claude Code.  Names of lines are what the client
 * resolves by itself, to the newest model of the line; they are used wherever the policy
 * can be said by them, so that no build pins a version. */
#include <fcntl.h>

#include "models_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"

static const struct pc_str maker = PC_STR("anthropic");
const char *const client_lines[CLIENT_LINES] = {"opus", "sonnet", "haiku", "fable"};

bool names_has(const struct names *names, struct pc_str name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (pc_str_eq(names->items[i], name))
			return true;
	}
	return false;
}

void names_add(struct pc_arena *arena, struct names *names, struct pc_str name)
{
	if (names_has(names, name))
		return;
	pc_arena_grow(arena, names->items, names->count, names->cap);
	names->items[names->count++] = name;
}

struct pc_str names_joined(struct pc_arena *arena, const struct names *names)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < names->count; i++)
		pc_buf_printf(&out, "%s%.*s", i ? ", " : "", PC_STR_ARG(names->items[i]));
	return pc_arena_str(arena, pc_buf_str(&out));
}

struct pc_span policy_span(const struct compiling *c)
{
	return (struct pc_span){.file = c->policy->file};
}

/* ---- models --------------------------------------------------------------- */

bool model_is_ours(const struct pc_model *model)
{
	return pc_str_eq(model->provider, maker);
}

bool line_has_name(struct pc_str line)
{
	for (size_t i = 0; i < CLIENT_LINES; i++) {
		if (pc_str_is(line, client_lines[i]))
			return true;
	}
	return false;
}

enum pc_hop_reason model_judge(const struct compiling *c, const struct pc_model *model)
{
	const struct pc_hop hop = {.requested = model->id, .now = c->models->as_of};
	struct pc_hop_answer answer;

	pc_model_decide(&answer, c->models, c->policy, &hop);
	/* What it costs is counted where work is dispatched. */
	if (answer.verdict == PC_HOP_USE || answer.verdict == PC_HOP_WARN ||
		answer.reason == PC_HOP_NO_PRICE)
		return PC_HOP_FINE;
	return answer.reason;
}

bool model_is_usable(const struct compiling *c, const struct pc_model *model)
{
	return model_is_ours(model) && model_judge(c, model) == PC_HOP_FINE;
}

/* ---- findings ------------------------------------------------------------- */

static void say_unheld(struct compiling *c)
{
	const struct pc_model_policy *policy = c->policy;
	const struct {
		const char *key;
		bool is_said;
	} all[] = {{"min-days-left", policy->min_days_left != 0},
		{"redirects", policy->n_redirects != 0},
		{"on-deprecated: redirect",
			policy->on_deprecated == PC_ON_MODEL_REDIRECT},
		{"on-retired: redirect", policy->on_retired == PC_ON_MODEL_REDIRECT}};
	struct names keys = {NULL, 0, 0};

	for (size_t i = 0; i < PC_COUNT(all); i++) {
		if (all[i].is_said)
			names_add(c->arena, &keys, pc_str(all[i].key));
	}
	if (keys.count)
		pc_diag_add(c->diags, "PC2632", PC_NOTE, policy_span(c),
			"the client has nothing for %.*s: that holds where models are "
			"dispatched, and is judged for the client on the day of the "
			"table",
			PC_STR_ARG(names_joined(c->arena, &keys)));
}

/* An empty list leaves the client its default, as it does to deny all of them. */
static void say_nothing_left(struct compiling *c)
{
	for (size_t i = 0; i < c->models->count; i++) {
		if (model_is_usable(c, &c->models->items[i]))
			return;
	}
	pc_diag_add(c->diags, "PC2637", PC_ERROR, policy_span(c),
		"no model of Anthropic may be used; the client cannot be told so: it "
		"uses "
		"its default all the same");
}

/* ---- keys ----------------------------------------------------------------- */

static const struct pc_node *said(const struct compiling *c, const char *key)
{
	return pc_node_get_c(c->settings->effective, key);
}

static bool is_same_list(const struct pc_node *list, const struct names *names)
{
	if (list->kind != PC_LIST || list->n_items != names->count)
		return false;
	for (size_t i = 0; i < list->n_items; i++) {
		if (!names_has(names, pc_node_text(list->items[i])))
			return false;
	}
	return true;
}

/* What an author said counts. */
static bool is_free(struct compiling *c, const char *key,
	bool (*agrees)(const struct compiling *c, const struct pc_node *value))
{
	const struct pc_node *value = said(c, key);

	if (!value)
		return true;
	if (!agrees(c, value))
		pc_diag_add(c->diags, "PC2631", PC_WARNING, value->at,
			"'%s' says something else than " PC_MODEL_POLICY_NAME
			", and is what counts",
			key)
			->key = pc_arena_str(c->arena, pc_str(key));
	return false;
}

static bool agrees_start(const struct compiling *c, const struct pc_node *value)
{
	return pc_str_eq(pc_node_text(value), c->start);
}

static bool agrees_available(const struct compiling *c, const struct pc_node *value)
{
	return is_same_list(value, &c->available);
}

static bool agrees_enforced(const struct compiling *c, const struct pc_node *value)
{
	(void)c;
	return value->kind == PC_BOOL && value->boolean;
}

static void put_list(struct pc_buf *out, const char *key, const struct names *names)
{
	pc_buf_printf(out, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < names->count; i++) {
		pc_buf_puts(out, i ? ", " : "");
		pc_json_quote(out, names->items[i]);
	}
	pc_buf_puts(out, "]");
}

static void put_keys(struct compiling *c, struct pc_buf *out)
{
	if (c->start.len && is_free(c, "model", agrees_start)) {
		pc_buf_puts(out, ",\n  \"model\": ");
		pc_json_quote(out, c->start);
	}
	if (!c->allows_all && is_free(c, "availableModels", agrees_available))
		put_list(out, "availableModels", &c->available);
	if (!c->allows_all && is_free(c, "enforceAvailableModels", agrees_enforced))
		pc_buf_puts(out, ",\n  \"enforceAvailableModels\": true");
	if (c->denied.count)
		put_list(out, "deniedModels", &c->denied);
}

void pc_build_models(struct pc_str *out, struct pc_arena *arena,
	const struct pc_model_policy *policy, const struct pc_models *models,
	const struct pc_settings *settings, struct pc_diags *diags)
{
	PC_AUTO(pc_buf_done) struct pc_buf keys = {0};
	struct compiling c = {.arena = arena,
		.diags = diags,
		.policy = policy,
		.models = models,
		.settings = settings};

	models_allow(&c);
	models_deny(&c);
	say_unheld(&c);
	say_nothing_left(&c);
	put_keys(&c, &keys);
	*out = (struct pc_str){0};
	if (keys.len)
		*out = pc_arena_printf(arena, "{%.*s\n}\n", (int)keys.len - 1,
			pc_buf_str(&keys).ptr + 1);
}

/* ---- of a repository ------------------------------------------------------ */

static enum pc_status read_named(struct pc_str *out, struct pc_arena *arena,
	struct pc_str dir, const char *name, struct pc_err *err)
{
	return pc_fs_read(out, arena, AT_FDCWD,
		pc_path_join(arena, dir, pc_str(name)).ptr, PC_MAX_DOC_SIZE, err);
}

static const char *shown_name(
	struct pc_arena *arena, struct pc_str shown, const char *name)
{
	return pc_arena_printf(arena, "%.*s%s", PC_STR_ARG(shown), name).ptr;
}

enum pc_status pc_build_models_of(struct pc_named_file *out, struct pc_arena *arena,
	const struct pc_build_repository *repository, struct pc_diags *diags,
	struct pc_err *err)
{
	struct pc_named_file file = {.layer = PC_LAYER_MANAGED};
	struct pc_model_policy *policy;
	struct pc_models *models;
	struct pc_str text;
	enum pc_status status =
		read_named(&text, arena, repository->dir, PC_MODEL_POLICY_NAME, err);

	*out = file;
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	PC_TRY(pc_model_policy_read(&policy, arena,
		shown_name(arena, repository->shown, PC_MODEL_POLICY_NAME), text, diags,
		err));
	status = read_named(&text, arena, repository->dir, PC_MODELS_NAME, err);
	if (status == PC_ERR_ABSENT) {
		status = pc_models_builtin(&models, arena, err);
	} else {
		PC_TRY(status);
		status = pc_models_read(&models, arena,
			shown_name(arena, repository->shown, PC_MODELS_NAME), text, diags,
			err);
	}
	PC_TRY(status);
	pc_build_models(&file.text, arena, policy, models, repository->settings, diags);
	file.path = pc_str(shown_name(
		arena, repository->shown, "managed-settings.d/" PC_BUILD_MODELS_NAME));
	*out = file;
	return PC_OK;
}
