/* SPDX-License-Identifier: Apache-2.0 */
/* Keys whose members or entries the client judges one by one, each in a way of its own:
 * marketplaces, MCP servers, plugins, model rows, the policy helper, closed word lists.
 */
#include "keys_priv.h"
#include "shape_special_priv.h"

static struct pc_str member_path(struct repair *r, struct pc_str path, struct pc_str name)
{
	return pc_arena_printf(r->arena, "%.*s.%.*s", PC_STR_ARG(path), PC_STR_ARG(name));
}

static void say_member(struct repair *r, struct pc_str path, const struct pc_node *value,
	const struct shape_fault *fault)
{
	repair_say(r, "PC1304", value->at, path,
		"%s%.*s%s%.*s; the client ignores the entry",
		fault->member.len ? "'" : "", PC_STR_ARG(fault->member),
		fault->member.len ? "' " : "", PC_STR_ARG(fault->what));
}

static struct pc_node *not_an_object(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	return repair_bad(r, key, path, value,
		pc_arena_printf(r->arena, "must be an object, not %s",
			pc_kind_name(value->kind)));
}

/* The client looks up the kind of a source later than at the rest of the entry, and an
 * unknown kind spoils all entries. */
static bool names_unknown_source(const struct pc_node *entry)
{
	const struct pc_node *source = pc_node_get_c(entry, "source");
	const struct pc_node *kind = pc_node_get_c(source, "source");

	return kind && kind->kind == PC_TEXT && !special_source_form(source);
}

/* A map of which each member has the shape .of; wrong ones are dropped. */
struct pc_node *repair_marketplaces(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_MAP)
		return not_an_object(r, key, path, value);
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];
		struct shape_fault fault = {0};

		if (shape_fits(key->shape->of, pair.value, r->arena, &fault)) {
			unknown_members(r, key->shape->of, member_path(r, path, pair.key),
				pair.value);
			repair_keep(out, pair,
				shape_strip(key->shape->of, pair.value, r->arena));
			continue;
		}
		if (names_unknown_source(pair.value))
			return repair_bad(r, key, path, value,
				PC_STR("has a source of an unknown kind"));
		say_member(r, member_path(r, path, pair.key), pair.value, &fault);
	}
	return out;
}

/* ---- managedMcpServers ---------------------------------------------------- */

static bool is_server_name(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '_' || c == '-'))
			return false;
	}
	return name.len > 0 && !pc_str_is(name, "__proto__") &&
	       !pc_str_is(name, "constructor") && !pc_str_is(name, "prototype");
}

static bool has_variable(const struct pc_node *node)
{
	bool found = node->kind == PC_TEXT &&
		     pc_str_find_str(node->text, PC_STR("${")) < node->text.len;

	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs && !found; i++)
		found = has_variable(node->pairs[i].value);
	return found;
}

static const char *server_fault(const struct pc_node *server)
{
	static const char *const programs[] = {"command", "args", "env", "headersHelper"};
	struct pc_str type = pc_node_text(pc_node_get_c(server, "type"));
	struct pc_str url = pc_node_text(pc_node_get_c(server, "url"));

	for (size_t i = 0; i < PC_COUNT(programs); i++) {
		if (pc_node_get_c(server, programs[i]))
			return "may not name a program or its environment";
	}
	if (!pc_str_is(type, "http") && !pc_str_is(type, "sse"))
		return "must be of type \"http\" or \"sse\"";
	if (has_variable(server))
		return "may not use ${VAR}";
	if (url.ptr && !pc_str_starts(url, PC_STR("https://")))
		return "must have an https:// URL";
	return NULL;
}

struct pc_node *repair_servers(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_MAP)
		return not_an_object(r, key, path, value);
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];
		struct shape_fault fault = {.what = PC_STR("has a bad name")};
		bool named = is_server_name(pair.key);
		const char *why = NULL;

		if (named && shape_fits(key->shape->of, pair.value, r->arena, &fault)) {
			why = server_fault(pair.value);
			fault = (struct shape_fault){.what = pc_str(why)};
			if (!why) {
				repair_keep(out, pair,
					shape_strip(
						key->shape->of, pair.value, r->arena));
				continue;
			}
		}
		say_member(r,
			member_path(r, path, named ? pair.key : PC_STR("<invalid name>")),
			pair.value, &fault);
	}
	return out;
}

/* ---- enabledPlugins ------------------------------------------------------- */

static void say_none_left(
	struct repair *r, struct pc_str path, const struct pc_node *value)
{
	struct pc_diag *diag = repair_say(r, "PC1301", value->at, path,
		"has no valid entry; the client ignores it");

	diag->severity = PC_NOTE;
	diag->caused_by = value->pairs[0].value->at;
}

struct pc_node *repair_plugins(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_MAP)
		return not_an_object(r, key, path, value);
	if (!r->managed)
		return repair_value(r, key, path, value);
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];
		bool named = pc_str_find(pair.key, '@') < pair.key.len;
		struct shape_fault fault = {0};

		if (shape_fits(key->shape->of, pair.value, r->arena, &fault)) {
			repair_keep(out, pair, pair.value);
			continue;
		}
		say_member(r,
			member_path(r, path, named ? pair.key : PC_STR("<invalid id>")),
			pair.value, &fault);
	}
	if (out->n_pairs == 0 && value->n_pairs)
		say_none_left(r, path, value);
	if (out->n_pairs == 0 && value->n_pairs)
		return NULL;
	return out;
}

/* ---- modelPicker ---------------------------------------------------------- */

struct pc_node *repair_picker(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	const struct pc_node *options = pc_node_get_c(value, "options");
	const struct shape *row = key->shape->of;
	struct pc_node *out, *rows;
	struct pc_pair pair = {.key = PC_STR("options"), .key_at = value->at};

	if (!options || options->kind != PC_LIST)
		return repair_bad(r, key, path, value,
			PC_STR("must be an object with a list of 'options'"));
	out = repair_new_map(r, value);
	rows = repair_new_list(r, options);
	for (size_t i = 0; i < options->n_items; i++) {
		struct pc_node *item = options->items[i];
		struct shape_fault fault = {0};

		if (shape_fits(row, item, r->arena, &fault)) {
			rows->items[rows->n_items++] = shape_strip(row, item, r->arena);
			continue;
		}
		say_member(r,
			pc_arena_printf(
				r->arena, "%.*s.options.%zu", PC_STR_ARG(path), i),
			item, &fault);
	}
	repair_keep(out, pair, rows);
	return out;
}

/* ---- attribution ---------------------------------------------------------- */

/* A boolean stands for everything or nothing. */
struct pc_node *repair_attribution(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	static const char *const all_or_nothing[] = {
		"{\"commit\":\"\",\"pr\":\"\",\"sessionUrl\":false}", "{}"};

	if (value->kind != PC_BOOL)
		return repair_block(r, key, path, value);
	return repair_constant(r, all_or_nothing[value->boolean], value);
}

/* ---- words of a closed list ----------------------------------------------- */

/* strictPluginOnlyCustomization: true, or a list of surfaces. */
struct pc_node *repair_surfaces(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	const struct shape *word = key->shape->of;
	struct pc_node *out;

	if (value->kind == PC_NULL && r->managed)
		return NULL;
	if (value->kind == PC_BOOL)
		return value;
	if (value->kind != PC_LIST)
		return repair_bad(r, key, path, value,
			PC_STR("must be true or a list of surfaces"));
	out = repair_new_list(r, value);
	for (size_t i = 0; i < value->n_items; i++) {
		struct shape_fault fault = {0};

		if (shape_fits(word, value->items[i], r->arena, &fault))
			out->items[out->n_items++] = value->items[i];
		else
			repair_say(r, "PC1304", value->items[i]->at, path,
				"entry %.*s; it locks nothing", PC_STR_ARG(fault.what))
				->effect = PC_EFFECT_WARNED;
	}
	return out;
}

/* ---- sandbox.credentials -------------------------------------------------- */

struct pc_node *repair_credentials(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	return repair_block(r, key, path, value);
}

/* Lists under credentials are never absent once somebody wrote them. */
struct pc_node *repair_credential_list(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_LIST) {
		struct shape_fault fault = {0};

		shape_fits(key->shape, value, r->arena, &fault);
		return repair_bad(r, key, path, value, fault.what);
	}
	out = repair_value(r, key, path, value);
	if (out && out->n_items == 0 && value->n_items)
		repair_mark(r, out);
	return out;
}
