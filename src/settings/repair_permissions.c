/* SPDX-License-Identifier: Apache-2.0 */
/* The permissions block and env: rule lists that lose single rules, and what a list that
 * could not be read takes along. */
#include "keys_priv.h"
#include "pc/settings/rule_text.h"

static enum pc_list_kind list_of(const struct key *key)
{
	if (pc_str_is(pc_str(key->name), "deny"))
		return PC_LIST_DENY;
	return pc_str_is(pc_str(key->name), "ask") ? PC_LIST_ASK : PC_LIST_ALLOW;
}

static const char *rule_fault(const struct pc_node *item, enum pc_list_kind list)
{
	if (item->kind != PC_TEXT)
		return "is no text";
	return pc_rule_text_fault(item->text, list);
}

static void say_rule(
	struct repair *r, struct pc_str path, const struct pc_node *item, const char *why)
{
	if (item->kind == PC_TEXT) {
		repair_say(r, "PC1310", item->at, path,
			"the client skips the rule '%.*s': %s", PC_STR_ARG(item->text),
			why)
			->rule = item->text;
	} else {
		repair_say(r, "PC1304", item->at, path,
			"an entry %s; the client removes it", why);
	}
}

/* A deny or ask list that cannot be read: what it guarded is unknown. */
static struct pc_node *lose_list(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value, struct pc_str what)
{
	if (r->managed && list_of(key) == PC_LIST_DENY)
		r->deny_lost = true;
	if (r->managed && list_of(key) == PC_LIST_ASK)
		r->ask_lost = true;
	r->list_at = value->at;
	return repair_bad(r, key, path, value, what);
}

/* Each of its rules was skipped, which is told of each. */
static struct pc_node *lose_last_rule(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *out =
		lose_list(r, key, path, value, PC_STR("has no valid rule left"));

	r->list_at = value->items[0]->at;
	repair_follows(r, r->list_at);
	return out;
}

struct pc_node *repair_rules(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	enum pc_list_kind list = list_of(key);
	struct pc_node *out;

	if (value->kind == PC_NULL && r->managed)
		return NULL;
	if (value->kind != PC_LIST) {
		return lose_list(r, key, path, value,
			pc_arena_printf(r->arena, "must be a list of rules, not %s",
				pc_kind_name(value->kind)));
	}
	out = repair_new_list(r, value);
	for (size_t i = 0; i < value->n_items; i++) {
		struct pc_node *item = value->items[i];
		const char *why = rule_fault(item, list);

		if (why)
			say_rule(r, path, item, why);
		else
			out->items[out->n_items++] = item;
	}
	if (r->managed && list != PC_LIST_ALLOW && value->n_items && out->n_items == 0)
		return lose_last_rule(r, key, path, value);
	return out;
}

/* Grants do not outlive the lists that bounded them. */
static void withhold(
	struct repair *r, struct pc_str path, struct pc_node *block, const char *name)
{
	const char *lost = r->deny_lost && r->ask_lost ? "'deny' and 'ask'"
			   : r->deny_lost              ? "'deny'"
						       : "'ask'";

	for (size_t i = 0; i < block->n_pairs; i++) {
		struct pc_pair *pair = &block->pairs[i];
		struct pc_diag *diag;
		struct pc_str inner;

		if (!pc_str_is(pair->key, name))
			continue;
		inner = pc_arena_printf(r->arena, "%.*s.%s", PC_STR_ARG(path), name);
		diag = repair_say(r, "PC1301", pair->value->at, inner,
			"is withheld by the client until it can read %s beside it", lost);
		diag->severity = PC_NOTE;
		diag->caused_by = r->list_at;
		if (repair_kept(r, pair->value))
			return;
		for (block->n_pairs--; i < block->n_pairs; i++)
			block->pairs[i] = block->pairs[i + 1];
		return;
	}
}

struct pc_node *repair_permissions(struct repair *r, const struct key *key,
	struct pc_str path, struct pc_node *value)
{
	struct pc_node *block = repair_block(r, key, path, value);

	if (!block || !(r->deny_lost || r->ask_lost))
		return block;
	withhold(r, path, block, "allow");
	withhold(r, path, block, "additionalDirectories");
	return block->n_pairs ? block : NULL;
}

struct pc_node *repair_mode(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_TEXT || !pc_str_is(value->text, "manual"))
		return repair_value(r, key, path, value);
	out = pc_node_new_text(r->arena, PC_STR("default"), value->at);
	return out;
}

/* The client says nothing; whoever wrote the file should know what was made of it. */
static struct pc_node *variable_text(
	struct repair *r, struct pc_str path, const struct pc_pair *pair)
{
	struct pc_span at = pair->value->at;
	struct pc_node *item =
		pc_node_new_text(r->arena, js_string(r->arena, pair->value), at);
	struct pc_diag *diag = repair_say(r, "PC1314", at,
		pc_arena_printf(
			r->arena, "%.*s.%.*s", PC_STR_ARG(path), PC_STR_ARG(pair->key)),
		"is no text; the client sets it to '%.*s'", PC_STR_ARG(item->text));

	if (pair->value->kind == PC_BOOL || pair->value->kind == PC_INT)
		diag->fix = (struct pc_fix){PC_FIX_VALUE, at,
			pc_arena_printf(r->arena, "\"%.*s\"", PC_STR_ARG(item->text))};
	return item;
}

/* Environment variables are texts; the client makes them so. */
struct pc_node *repair_env(struct repair *r, const struct key *key, struct pc_str path,
	struct pc_node *value)
{
	struct pc_node *out;

	if (value->kind != PC_MAP) {
		return repair_bad(r, key, path, value,
			pc_arena_printf(r->arena, "must be an object, not %s",
				pc_kind_name(value->kind)));
	}
	if (value->n_pairs == 0)
		return NULL;
	out = repair_new_map(r, value);
	for (size_t i = 0; i < value->n_pairs; i++) {
		struct pc_pair pair = value->pairs[i];
		struct pc_node *item = pair.value;

		if (item->kind != PC_TEXT)
			item = variable_text(r, path, &pair);
		repair_keep(out, pair, item);
	}
	return out;
}
