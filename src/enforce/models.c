/* SPDX-License-Identifier: Apache-2.0 */
/* A policy of models to the keys of Claude Code.  Names of lines are what the client
 * resolves by itself, to the newest model of the line; they are used wherever the policy
 * can be said by them, so that no build pins a version. */
#include "pc/enforce/models.h"

#include <fcntl.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"

static const struct pc_str maker = PC_STR("anthropic");
/* Lines that the client has names for. */
static const char *const client_lines[] = {"opus", "sonnet", "haiku", "fable"};

struct names {
	struct pc_str *items;
	size_t count, cap;
};

struct compiling {
	struct pc_arena *arena;
	struct pc_diags *diags;
	const struct pc_model_policy *policy;
	const struct pc_models *models;
	const struct pc_settings *settings;
	struct names available, pinned, denied;
	struct names not_alone; /* cannot be denied without others */
	struct pc_str start;    /* of sessions; may be empty */
	bool allows_all;
};

static bool has(const struct names *names, struct pc_str name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (pc_str_eq(names->items[i], name))
			return true;
	}
	return false;
}

static void add(struct compiling *c, struct names *names, struct pc_str name)
{
	if (has(names, name))
		return;
	pc_arena_grow(c->arena, names->items, names->count, names->cap);
	names->items[names->count++] = name;
}

static struct pc_str joined(struct pc_arena *arena, const struct names *names)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < names->count; i++)
		pc_buf_printf(&out, "%s%.*s", i ? ", " : "", PC_STR_ARG(names->items[i]));
	return pc_arena_str(arena, pc_buf_str(&out));
}

static struct pc_span of_file(const struct compiling *c)
{
	return (struct pc_span){.file = c->policy->file};
}

/* ---- models --------------------------------------------------------------- */

static bool is_ours(const struct pc_model *model)
{
	return pc_str_eq(model->provider, maker);
}

static bool has_name(struct pc_str line)
{
	for (size_t i = 0; i < PC_COUNT(client_lines); i++) {
		if (pc_str_is(line, client_lines[i]))
			return true;
	}
	return false;
}

static enum pc_hop_reason judge(const struct compiling *c, const struct pc_model *model)
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

static bool is_usable(const struct compiling *c, const struct pc_model *model)
{
	return is_ours(model) && judge(c, model) == PC_HOP_FINE;
}

static bool fits(const struct compiling *c, struct pc_str entry,
	const struct pc_model *model, bool is_broad)
{
	return pc_model_entry_fits(c->models, entry, model->id, is_broad);
}

/* Whom the client takes for the line: the newest one that is current and may be used. */
static const struct pc_model *head_of(const struct compiling *c, struct pc_str line)
{
	const struct pc_model *head = NULL;

	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (pc_str_eq(model->line, line) && model->state == PC_MODEL_CURRENT &&
			is_usable(c, model) &&
			(!head || model->released > head->released))
			head = model;
	}
	return head;
}

/* ---- what is available ---------------------------------------------------- */

static void pin(struct compiling *c, struct pc_str id)
{
	add(c, &c->pinned, id);
}

static void add_line(struct compiling *c, struct pc_str line)
{
	add(c, &c->available, line);
}

static bool has_ended(const struct compiling *c, const struct pc_model *model)
{
	struct pc_model_status status;

	pc_model_status(&status, c->models, model, (struct pc_str){0}, c->models->as_of);
	return status.state == PC_MODEL_RETIRED;
}

/* All of the line that could be used otherwise fits the pattern. */
static bool covers_line(
	const struct compiling *c, struct pc_str entry, struct pc_str line)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];
		enum pc_hop_reason reason;

		if (!is_ours(model) || !pc_str_eq(model->line, line))
			continue;
		reason = judge(c, model);
		if ((reason == PC_HOP_FINE || reason == PC_HOP_NOT_ALLOWED) &&
			!has_ended(c, model) && !fits(c, entry, model, false))
			return false;
	}
	return true;
}

static void allow_pattern(struct compiling *c, struct pc_str entry)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (!is_usable(c, model) || !fits(c, entry, model, false))
			continue;
		if (has_name(model->line) && covers_line(c, entry, model->line))
			add_line(c, model->line);
		else
			pin(c, model->id);
	}
}

static void allow_model(
	struct compiling *c, const struct pc_model *model, bool is_position)
{
	if (!is_usable(c, model))
		return;
	if (is_position && has_name(model->line))
		add_line(c, model->line);
	else
		pin(c, model->id);
}

static void allow_entry(struct compiling *c, struct pc_str entry)
{
	struct pc_model_name name = pc_models_name(c->models, entry);

	if (pc_str_is(entry, "*") || pc_str_is(entry, "provider:anthropic"))
		c->allows_all = true;
	else if (name.model)
		allow_model(c, name.model, name.is_position);
	else
		allow_pattern(c, entry);
}

/* An id of a line that is available anyway says nothing more. */
static void drop_covered(struct compiling *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->pinned.count; i++) {
		const struct pc_model *model =
			pc_models_find(c->models, c->pinned.items[i]);

		if (!model || !has(&c->available, model->line))
			c->pinned.items[n++] = c->pinned.items[i];
	}
	c->pinned.count = n;
	if (n)
		pc_diag_add(c->diags, "PC2633", PC_WARNING, of_file(c),
			"the client can be told of these only by versions, which "
			"somebody "
			"has to change: %.*s",
			PC_STR_ARG(joined(c->arena, &c->pinned)))
			->hint = PC_STR("allow positions or lines: flagship, line:opus");
}

/* ---- what sessions start with --------------------------------------------- */

static void choose_start(struct compiling *c)
{
	struct pc_str name = c->policy->default_to;
	const struct pc_model *model =
		name.len ? pc_models_position(c->models, name) : NULL;

	if (!name.len)
		return;
	if (model && is_usable(c, model) && has_name(model->line) &&
		head_of(c, model->line) == model) {
		c->start = model->line;
		return;
	}
	pc_diag_add(c->diags, "PC2634", PC_WARNING, c->policy->default_at,
		"the client has no name for '%.*s' but that of a version; its sessions "
		"start as the client itself would have it",
		PC_STR_ARG(name));
}

static void allow(struct compiling *c)
{
	const struct pc_texts *entries = &c->policy->allow;

	/* The client falls back to the first one. */
	if (c->start.len && entries->count)
		add_line(c, c->start);
	for (size_t i = 0; i < entries->count; i++)
		allow_entry(c, entries->items[i]);
	if (c->allows_all || !entries->count) {
		c->available.count = c->pinned.count = 0;
		c->allows_all = true;
		return;
	}
	drop_covered(c);
	for (size_t i = 0; i < c->pinned.count; i++)
		add(c, &c->available, c->pinned.items[i]);
}

/* ---- what is denied ------------------------------------------------------- */

/* Without the date behind it, as the client compares. */
static struct pc_str base_of(struct pc_str id)
{
	enum { DATE = 8 };

	if (id.len <= DATE + 1 || id.ptr[id.len - DATE - 1] != '-')
		return id;
	for (size_t i = id.len - DATE; i < id.len; i++) {
		if (id.ptr[i] < '0' || id.ptr[i] > '9')
			return id;
	}
	return pc_str_head(id, id.len - DATE - 1);
}

/* Whether the client takes the first for the second, too. */
static bool takes_along(struct pc_str denied, struct pc_str id)
{
	struct pc_str base = base_of(denied), other = base_of(id);

	return pc_str_starts(other, base) &&
	       (other.len == base.len || other.ptr[base.len] == '-');
}

static struct names others_taken(const struct compiling *c, struct pc_str id)
{
	struct compiling scratch = {.arena = c->arena};
	struct names taken = {NULL, 0, 0};

	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];

		if (!pc_str_eq(model->id, id) && takes_along(id, model->id) &&
			is_usable(c, model))
			add(&scratch, &taken, model->id);
	}
	return taken;
}

/* Whoever denies by name has the name denied. */
static bool is_by_name(enum pc_hop_reason reason)
{
	return reason == PC_HOP_BLOCKED || reason == PC_HOP_DENIED;
}

static void deny_id(struct compiling *c, struct pc_str id, bool is_by_name)
{
	struct names taken = others_taken(c, id);

	if (taken.count && !is_by_name) {
		add(c, &c->not_alone, id);
		return;
	}
	if (taken.count)
		pc_diag_add(c->diags, "PC2635", PC_WARNING, of_file(c),
			"the client takes '%.*s' also for %.*s, and refuses that too",
			PC_STR_ARG(id), PC_STR_ARG(joined(c->arena, &taken)));
	add(c, &c->denied, id);
}

/* Of a line that is not available, nothing needs to be denied for not being allowed. */
static void deny_models(struct compiling *c)
{
	for (size_t i = 0; i < c->models->count; i++) {
		const struct pc_model *model = &c->models->items[i];
		enum pc_hop_reason reason;

		if (!is_ours(model) || has(&c->denied, model->line))
			continue;
		reason = judge(c, model);
		if (reason == PC_HOP_FINE || (reason == PC_HOP_NOT_ALLOWED &&
						     !has(&c->available, model->line)))
			continue;
		deny_id(c, model->id, is_by_name(reason));
	}
}

/* Lines as a whole, also for models that come; and names that the table does not have. */
static void deny_entry(struct compiling *c, struct pc_str entry)
{
	static const struct pc_str line = PC_STR("line:");
	struct pc_str name = pc_str_from(entry, line.len);

	if (pc_str_starts(entry, line) && has_name(name))
		add(c, &c->denied, name);
	else if (pc_str_is(entry, "*") || pc_str_is(entry, "provider:anthropic"))
		for (size_t i = 0; i < PC_COUNT(client_lines); i++)
			add(c, &c->denied, pc_str(client_lines[i]));
	else if (pc_str_starts(entry, PC_STR("claude-")) &&
		 pc_str_find(entry, '*') == entry.len &&
		 !pc_models_name(c->models, entry).model)
		deny_id(c, entry, true);
}

static void deny(struct compiling *c)
{
	const struct pc_model_policy *policy = c->policy;

	for (size_t i = 0; i < policy->deny.count; i++)
		deny_entry(c, policy->deny.items[i]);
	for (size_t i = 0; i < policy->n_blocks; i++) {
		const struct pc_model_block *block = &policy->blocks[i];

		if (!block->until || c->models->as_of < block->until)
			deny_entry(c, block->what);
	}
	deny_models(c);
	if (c->not_alone.count)
		pc_diag_add(c->diags, "PC2636", PC_NOTE, of_file(c),
			"the client cannot refuse these without others that may be used: "
			"%.*s",
			PC_STR_ARG(joined(c->arena, &c->not_alone)));
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
			add(c, &keys, pc_str(all[i].key));
	}
	if (keys.count)
		pc_diag_add(c->diags, "PC2632", PC_NOTE, of_file(c),
			"the client has nothing for %.*s: that holds where models are "
			"dispatched, and is judged for the client on the day of the "
			"table",
			PC_STR_ARG(joined(c->arena, &keys)));
}

/* An empty list leaves the client its default, as it does to deny all of them. */
static void say_nothing_left(struct compiling *c)
{
	for (size_t i = 0; i < c->models->count; i++) {
		if (is_usable(c, &c->models->items[i]))
			return;
	}
	pc_diag_add(c->diags, "PC2637", PC_ERROR, of_file(c),
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
		if (!has(names, pc_node_text(list->items[i])))
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

	choose_start(&c);
	allow(&c);
	deny(&c);
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
	struct pc_str dir, struct pc_str shown, const struct pc_settings *settings,
	struct pc_diags *diags, struct pc_err *err)
{
	struct pc_named_file file = {.layer = PC_LAYER_MANAGED};
	struct pc_model_policy *policy;
	struct pc_models *models;
	struct pc_str text;
	enum pc_status status = read_named(&text, arena, dir, PC_MODEL_POLICY_NAME, err);

	*out = file;
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	PC_TRY(pc_model_policy_read(&policy, arena,
		shown_name(arena, shown, PC_MODEL_POLICY_NAME), text, diags, err));
	status = read_named(&text, arena, dir, PC_MODELS_NAME, err);
	if (status == PC_ERR_ABSENT) {
		status = pc_models_builtin(&models, arena, err);
	} else {
		PC_TRY(status);
		status = pc_models_read(&models, arena,
			shown_name(arena, shown, PC_MODELS_NAME), text, diags, err);
	}
	PC_TRY(status);
	pc_build_models(&file.text, arena, policy, models, settings, diags);
	file.path = pc_str(
		shown_name(arena, shown, "managed-settings.d/" PC_BUILD_MODELS_NAME));
	*out = file;
	return PC_OK;
}
