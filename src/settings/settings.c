/* SPDX-License-Identifier: Apache-2.0 */
/* The whole load, and what decisions need of its result: rules, mode, directories. */
#include "pc/settings/settings.h"

#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "withhold_priv.h"

/* ---- rules ---------------------------------------------------------------- */

struct rules {
	struct load *load;
	struct pc_rule_text *items;
	size_t count, cap;
	/* For rules of a flag. */
	enum pc_list_kind list;
};

static void add_rule(struct rules *rules, const struct pc_rule_text *rule)
{
	pc_arena_grow(rules->load->arena, rules->items, rules->count, rules->cap);
	rules->items[rules->count++] = *rule;
}

static void add_list(struct rules *rules, const struct doc *doc, const char *name,
	enum pc_list_kind kind)
{
	const struct pc_node *list =
		pc_node_get_c(pc_node_get_c(doc->root, "permissions"), name);
	const struct pc_node *reasons =
		pc_node_get_c(pc_node_get_c(doc->root, "x-policyctl"), "reasons");

	for (size_t i = 0; list && list->kind == PC_LIST && i < list->n_items; i++) {
		const struct pc_node *item = list->items[i];

		add_rule(rules,
			&(struct pc_rule_text){
				.text = item->text,
				.list = kind,
				.from = {doc->layer, item->at},
				.base = doc->base,
				.why = pc_node_text(pc_node_get(reasons, item->text)),
			});
	}
}

static void take_flag_rule(void *user, struct pc_str text)
{
	struct rules *rules = user;
	bool allows = rules->list == PC_LIST_ALLOW;
	struct pc_span at = {allows ? "--allowedTools" : "--disallowedTools", 0, 0};

	add_rule(rules, &(struct pc_rule_text){
				.text = text,
				.list = rules->list,
				.from = {PC_LAYER_FLAG, at},
				.base = rules->load->out->cwd,
				.from_flag = true,
			});
}

static bool has_rules(const struct doc *doc)
{
	return pc_node_get_c(doc->root, "permissions") != NULL;
}

/* An earlier load may have had words of a command line, which are not this one's. */
static bool are_managed(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_rules; i++) {
		if (settings->rules[i].from.layer != PC_LAYER_MANAGED)
			return false;
	}
	return true;
}

/* Whether all rules are those of the managed documents of an earlier load. */
static bool are_earlier(const struct load *load)
{
	const struct pc_where *where = load->where;
	const struct pc_settings *earlier = where->managed_of;
	size_t n = 0;

	if (!earlier || where->n_allowed_tools || where->n_disallowed_tools)
		return false;
	for (size_t i = 0; i < load->n_docs; i++) {
		const struct doc *doc = &load->docs[i];

		if (doc->layer != PC_LAYER_MANAGED && has_rules(doc))
			return false;
		if (doc->layer != PC_LAYER_MANAGED)
			continue;
		if (n == earlier->n_documents || earlier->documents[n].root != doc->root)
			return false;
		n++;
	}
	return n > 0 && n == earlier->n_documents && are_managed(earlier);
}

static enum pc_status collect_rules(struct load *load)
{
	const struct pc_where *where = load->where;
	struct rules rules = {.load = load};

	if (are_earlier(load)) {
		load->out->rules = where->managed_of->rules;
		load->out->n_rules = where->managed_of->n_rules;
		load->out->rules_base = load->out->cwd;
		return PC_OK;
	}
	for (size_t i = 0; i < load->n_docs; i++) {
		add_list(&rules, &load->docs[i], "deny", PC_LIST_DENY);
		add_list(&rules, &load->docs[i], "ask", PC_LIST_ASK);
		add_list(&rules, &load->docs[i], "allow", PC_LIST_ALLOW);
	}
	rules.list = PC_LIST_ALLOW;
	for (size_t i = 0; i < where->n_allowed_tools && !withhold_lock(load); i++)
		flags_split(where->allowed_tools[i], take_flag_rule, &rules);
	rules.list = PC_LIST_DENY;
	for (size_t i = 0; i < where->n_disallowed_tools; i++)
		flags_split(where->disallowed_tools[i], take_flag_rule, &rules);
	if (rules.count > PC_MAX_RULES) {
		return pc_err_set(load->err, PC_ERR_LIMIT, (struct pc_span){0},
			"more than %d rules", PC_MAX_RULES);
	}
	load->out->rules = rules.items;
	load->out->n_rules = rules.count;
	return PC_OK;
}

/* ---- the start mode ------------------------------------------------------- */

static const struct {
	const char *name;
	enum pc_mode mode;
} modes[] = {
	{"default", PC_MODE_DEFAULT},
	{"manual", PC_MODE_DEFAULT},
	{"acceptEdits", PC_MODE_ACCEPT_EDITS},
	{"plan", PC_MODE_PLAN},
	{"auto", PC_MODE_AUTO},
	{"dontAsk", PC_MODE_DONT_ASK},
	{"bypassPermissions", PC_MODE_BYPASS},
};

static bool find_mode(struct pc_str name, enum pc_mode *out)
{
	for (size_t i = 0; i < PC_COUNT(modes); i++) {
		if (pc_str_is(name, modes[i].name)) {
			*out = modes[i].mode;
			return true;
		}
	}
	return false;
}

static bool is_disabled(const struct pc_settings *settings, struct pc_str path)
{
	const struct pc_value *value = pc_settings_find(settings, path);

	return value && pc_str_is(pc_node_text(value->node), "disable");
}

static enum pc_status choose_mode(struct load *load)
{
	struct pc_settings *out = load->out;
	const struct pc_value *value =
		pc_settings_find(out, PC_STR("permissions.defaultMode"));
	struct pc_str typed = load->where->permission_mode;

	if (value)
		find_mode(pc_node_text(value->node), &out->mode);
	if (typed.len && !find_mode(typed, &out->mode)) {
		return pc_err_set(load->err, PC_ERR_USAGE, (struct pc_span){0},
			"'%.*s' is no permission mode", PC_STR_ARG(typed));
	}
	if (load->where->bypass)
		out->mode = PC_MODE_BYPASS;
	if (out->mode == PC_MODE_BYPASS &&
		is_disabled(out, PC_STR("permissions.disableBypassPermissionsMode")))
		out->mode = PC_MODE_DEFAULT;
	if (out->mode == PC_MODE_AUTO &&
		(is_disabled(out, PC_STR("disableAutoMode")) ||
			is_disabled(out, PC_STR("permissions.disableAutoMode"))))
		out->mode = PC_MODE_DEFAULT;
	return PC_OK;
}

/* ---- directories ---------------------------------------------------------- */

static struct pc_str resolve_dir(const struct load *load, struct pc_str path)
{
	struct pc_str home = load->out->home;

	if (pc_str_is(path, "~"))
		return home;
	if (pc_str_starts(path, PC_STR("~/")))
		return pc_path_join(load->arena, home, pc_str_from(path, 2));
	return pc_path_join(load->arena, load->out->cwd, path);
}

static void collect_dirs(struct load *load)
{
	const struct pc_where *where = load->where;
	struct pc_settings *out = load->out;
	const struct pc_value *more =
		pc_settings_find(out, PC_STR("permissions.additionalDirectories"));
	size_t n_more = more ? more->n_children : 0;

	out->dirs = pc_arena_new_array(
		load->arena, struct pc_str, 1 + n_more + where->n_add_dirs);
	out->dirs[out->n_dirs++] = out->cwd;
	for (size_t i = 0; i < n_more; i++) {
		out->dirs[out->n_dirs++] =
			resolve_dir(load, pc_node_text(more->children[i]->node));
	}
	for (size_t i = 0; i < where->n_add_dirs; i++)
		out->dirs[out->n_dirs++] = resolve_dir(load, where->add_dirs[i]);
}

/* Layers stay those of the directory in which the session began. */
static void move(struct load *load)
{
	struct pc_settings *out = load->out;
	struct pc_str to = load->where->moved_to;
	struct pc_str *dirs =
		pc_arena_new_array(load->arena, struct pc_str, out->n_dirs + 1);

	if (to.len == 0)
		return;
	to = pc_path_normal(load->arena, to);
	if (pc_str_eq(to, out->cwd))
		return;
	dirs[0] = to;
	memcpy(dirs + 1, out->dirs, out->n_dirs * sizeof(*dirs));
	out->dirs = dirs;
	out->n_dirs++;
	out->cwd = to;
}

/* A lower layer may be stricter here than the one above it. */
static bool any_blocks_reads(const struct load *load)
{
	for (size_t i = 0; i < load->n_docs; i++) {
		const struct pc_node *value =
			pc_node_get_c(pc_node_get_c(load->docs[i].root, "permissions"),
				"blockReadsOutsideWorkingDirectories");

		if (value && value->kind == PC_BOOL && value->boolean)
			return true;
	}
	return false;
}

/* ---- the load ------------------------------------------------------------- */

static struct pc_str own_path(
	struct pc_arena *arena, struct pc_str path, const char *otherwise)
{
	return pc_path_normal(arena, path.len ? path : pc_str(otherwise));
}

/* Where rules of named files are thought to apply: somebody's project, and no directory
 * of this machine. */
static const char apart_home[] = "/home/user", apart_cwd[] = "/home/user/project";

static bool is_trusted(struct load *load)
{
	if (load->where->stand_ins)
		return load->where->stand_ins->trusted;
	/* Nobody was asked yet about a file that is only looked at. */
	if (load->where->apart && load->where->home.len == 0)
		return true;
	return trust_accepted(load, layers_git_root(load, load->out->cwd));
}

static void list_documents(struct load *load)
{
	struct pc_settings *out = load->out;

	out->documents =
		pc_arena_new_array(load->arena, struct pc_document, load->n_docs + 1);
	for (size_t i = 0; i < load->n_docs; i++) {
		const struct doc *doc = &load->docs[i];

		out->documents[out->n_documents++] =
			(struct pc_document){doc->layer, doc->file, doc->root};
	}
}

static struct pc_value *merge_from(struct load *load, enum pc_layer lowest)
{
	struct pc_value *root = merge_new_root(load->arena);

	for (size_t i = 0; i < load->n_docs; i++) {
		if (load->docs[i].layer >= lowest)
			merge_document(load->arena, root, &load->docs[i]);
	}
	return root;
}

static void merge_all(struct load *load)
{
	struct pc_settings *out = load->out;
	const struct pc_settings *earlier = load->where->managed_of;
	bool only_managed = load->n_docs && load->docs[0].layer == PC_LAYER_MANAGED;

	out->managed = earlier ? earlier->managed : merge_from(load, PC_LAYER_MANAGED);
	out->root = only_managed ? out->managed : merge_from(load, PC_LAYER_USER);
	if (only_managed && earlier && earlier->root == earlier->managed)
		out->effective = earlier->effective;
	else
		out->effective = merge_plain(load->arena, out->root);
}

enum pc_status pc_settings_load(struct pc_settings **out, struct pc_arena *arena,
	const struct pc_where *where, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_where filled = *where;
	struct pc_settings *settings = pc_arena_new(arena, struct pc_settings);
	struct load load = {
		.arena = arena,
		.diags = diags,
		.err = err,
		.where = &filled,
		.out = settings,
	};
	struct withheld_list withheld = {0};

	if (filled.managed_dir.len == 0 && !where->apart)
		filled.managed_dir = pc_managed_dir();
	settings->home = own_path(arena, where->home, where->apart ? apart_home : "/");
	settings->cwd = own_path(arena, where->cwd, where->apart ? apart_cwd : "/");
	PC_TRY(layers_load(&load));
	settings->is_trusted = is_trusted(&load);
	withhold_values(&load, &withheld);
	list_documents(&load);
	merge_all(&load);
	withhold_remember(&load, settings->root, &withheld);
	PC_TRY(collect_rules(&load));
	PC_TRY(choose_mode(&load));
	collect_dirs(&load);
	settings->blocks_outside_reads = any_blocks_reads(&load);
	PC_TRY(versions_check(&load));
	start_check(&load);
	move(&load);
	*out = settings;
	return PC_OK;
}

/* ---- questions ------------------------------------------------------------ */

/* Keys may hold dots themselves: every way to cut the path is tried. */
static const struct pc_value *find_below(const struct pc_value *at, struct pc_str path)
{
	if (path.len == 0)
		return at;
	for (size_t i = 0; at->node->kind == PC_MAP && i < at->n_children; i++) {
		const struct pc_value *child = at->children[i];
		struct pc_str rest = pc_str_from(path, child->key.len);

		if (!pc_str_starts(path, child->key))
			continue;
		if (rest.len == 0)
			return child;
		if (rest.ptr[0] == '.') {
			const struct pc_value *found =
				find_below(child, pc_str_from(rest, 1));

			if (found)
				return found;
		}
	}
	return NULL;
}

const struct pc_value *pc_settings_find(
	const struct pc_settings *settings, struct pc_str path)
{
	return find_below(settings->root, path);
}

void pc_settings_digest(const struct pc_settings *settings, char *hex)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_node *plain = merge_plain(&arena, settings->managed);
	size_t n = 0;

	/* How sources combine is no part of what they say. */
	for (size_t i = 0; i < plain->n_pairs; i++) {
		if (!pc_str_is(plain->pairs[i].key, "managedSourcesBehavior"))
			plain->pairs[n++] = plain->pairs[i];
	}
	plain->n_pairs = n;
	pc_node_write(&text, plain, PC_FORMAT_CANONICAL);
	pc_sha256_hex(hex, pc_str_trim(pc_buf_str(&text)));
}
