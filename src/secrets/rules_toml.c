/* SPDX-License-Identifier: Apache-2.0 */
/* Rules in the form that gitleaks reads.  What has no counterpart here is told, as a rule
 * that finds more or less than its author means is worse than none. */
#include "rules_priv.h"

#include "pc/base/buf.h"
#include "pc/doc/read.h"

#include "rules_re2.h"

enum { LEAST_KEYWORD = 3 };

struct import {
	struct rules *rules;
	struct pc_str provider;
	struct pc_buf unless; /* what holds for all rules of the file */
};

/* Keys that are read, or that change nothing about what is found. */
static const char *const file_keys[] = {"title", "description", "minVersion", "rules",
	"allowlist", "allowlists", "extend", ""};
static const char *const rule_keys[] = {"id", "description", "regex", "secretGroup",
	"entropy", "keywords", "tags", "allowlist", "allowlists", "path", ""};
static const char *const allow_keys[] = {"description", "regexes", "regexTarget",
	"stopwords", "condition", "paths", "commits", ""};

static void tell(const struct import *import, const char *code, const struct pc_node *at,
	struct pc_str rule, const char *what, const char *hint)
{
	enum pc_severity severity = strcmp(code, "PC2513") ? PC_WARNING : PC_NOTE;

	pc_diag_add(import->rules->diags, code, severity, at->at, "%s%.*s%s%s",
		rule.len ? "rule '" : "", PC_STR_ARG(rule), rule.len ? "': " : "", what)
		->hint = pc_str(hint);
}

static void tell_lost(const struct import *import, const struct pc_node *at,
	struct pc_str rule, const char *what)
{
	tell(import, "PC2511", at, rule, what,
		"policyctl's own form of rules, policy and baselines say what is let be");
}

static void tell_left_out(const struct import *import, const struct pc_node *at,
	struct pc_str rule, const char *why)
{
	tell(import, "PC2512", at, rule, why,
		"write the rule in policyctl's own form: policyctl-audit-rules(5)");
}

static void tell_unknown(const struct import *import, const struct pc_node *map,
	struct pc_str rule, const char *const *known)
{
	for (size_t i = 0; map && map->kind == PC_MAP && i < map->n_pairs; i++) {
		const char *const *key = known;
		struct pc_str text;

		while (**key && !pc_str_is(map->pairs[i].key, *key))
			key++;
		if (**key)
			continue;
		text = pc_arena_printf(import->rules->arena, "'%.*s' is not carried over",
			PC_STR_ARG(map->pairs[i].key));
		tell_lost(import, map->pairs[i].value, rule, text.ptr);
	}
}

static struct pc_str text_at(const struct pc_node *map, const char *key)
{
	return pc_node_text(pc_node_get_c(map, key));
}

/* ---- what is let be ---------------------------------------------------------------- */

static void add_alternative(struct pc_buf *out, struct pc_str regex)
{
	pc_buf_puts(out, out->len ? "|(?:" : "(?:");
	pc_buf_add(out, regex);
	pc_buf_puts(out, ")");
}

static void add_regexes(
	struct import *import, struct pc_buf *out, const struct pc_node *list)
{
	for (size_t i = 0; list && list->kind == PC_LIST && i < list->n_items; i++) {
		struct pc_str text = pc_node_text(list->items[i]), regex;

		if (!text.len)
			continue;
		pc_re2_translate(&regex, import->rules->arena, text, 0);
		add_alternative(out, regex);
	}
}

static void add_stopwords(struct pc_buf *out, const struct pc_node *list)
{
	for (size_t i = 0; list && list->kind == PC_LIST && i < list->n_items; i++) {
		struct pc_str word = pc_node_text(list->items[i]);
		PC_AUTO(pc_buf_done) struct pc_buf regex = {0};

		if (!word.len)
			continue;
		pc_buf_puts(&regex, "(?i)");
		for (size_t c = 0; c < word.len; c++)
			pc_buf_printf(&regex, "\\x%02x", (unsigned char)word.ptr[c]);
		add_alternative(out, pc_buf_str(&regex));
	}
}

static bool is_list(const struct pc_node *map, const char *key)
{
	const struct pc_node *list = pc_node_get_c(map, key);

	return list && list->kind == PC_LIST && list->n_items;
}

/* One allowlist.  All of it holds for the key itself, or it is not carried over. */
static void read_allowlist(struct import *import, struct pc_buf *out,
	const struct pc_node *allow, struct pc_str rule)
{
	struct pc_str target = text_at(allow, "regexTarget");
	bool has_places = is_list(allow, "paths") || is_list(allow, "commits");
	bool has_texts = is_list(allow, "regexes") || is_list(allow, "stopwords");
	bool is_all = pc_str_eq_nocase(text_at(allow, "condition"), PC_STR("AND"));

	tell_unknown(import, allow, rule, allow_keys);
	if (has_places)
		tell_lost(import, allow, rule,
			"paths and commits of an allowlist are not carried over; it "
			"finds "
			"keys there too");
	if (is_all && (has_places || (is_list(allow, "regexes") &&
					     is_list(allow, "stopwords")))) {
		if (has_texts)
			tell_lost(import, allow, rule,
				"an allowlist of which all has to hold is not carried "
				"over");
		return;
	}
	if (target.len && !pc_str_is(target, "secret") && is_list(allow, "regexes"))
		tell_lost(import, allow, rule,
			"an allowlist's 'regexes' for matches and lines are not carried "
			"over");
	else
		add_regexes(import, out, pc_node_get_c(allow, "regexes"));
	add_stopwords(out, pc_node_get_c(allow, "stopwords"));
}

/* "allowlist" is a table, and in newer files "allowlists" a list of them. */
static void read_allowlists(struct import *import, struct pc_buf *out,
	const struct pc_node *map, struct pc_str rule)
{
	static const char *const keys[] = {"allowlist", "allowlists"};

	for (size_t k = 0; k < PC_COUNT(keys); k++) {
		const struct pc_node *node = pc_node_get_c(map, keys[k]);

		if (node && node->kind == PC_MAP)
			read_allowlist(import, out, node, rule);
		for (size_t i = 0; node && node->kind == PC_LIST && i < node->n_items;
			i++)
			read_allowlist(import, out, node->items[i], rule);
	}
}

/* ---- rules --------------------------------------------------------------------------
 */

static const char *id_of(
	struct import *import, const struct pc_node *node, struct pc_str id)
{
	struct pc_arena *arena = import->rules->arena;
	struct pc_str own = pc_arena_lower(arena, id);
	char *text = pc_arena_bytes(arena, own.len + sizeof("imported-"));
	size_t n = 0;

	for (size_t i = 0; i < own.len; i++) {
		char c = own.ptr[i];
		bool is_well = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (is_well)
			text[n++] = c;
		else if (n && text[n - 1] != '-')
			text[n++] = '-';
	}
	while (n && text[n - 1] == '-')
		n--;
	text[n] = '\0';
	if (pc_secret_rule_is_taken(import->rules, text)) {
		memmove(text + strlen("imported-"), text, n + 1);
		memcpy(text, "imported-", strlen("imported-"));
	}
	if (!pc_str_is(id, text))
		tell(import, "PC2513", node, id,
			pc_arena_printf(arena, "is called '%s' here", text).ptr,
			"baselines and policy name it so");
	return text;
}

/* NULL: there is nothing to find the rule by. */
static const char *const *keywords_of(
	struct import *import, const struct pc_node *list, struct pc_str regex)
{
	struct pc_arena *arena = import->rules->arena;
	size_t n = list && list->kind == PC_LIST ? list->n_items : 0;
	const char **out = pc_arena_new_array(arena, const char *, n + 2);
	struct pc_str begins = pc_re2_begins(regex);

	for (size_t i = 0; i < n; i++) {
		struct pc_str word = pc_node_text(list->items[i]);

		if (word.len < LEAST_KEYWORD)
			return NULL;
		out[i] = pc_arena_lower(arena, word).ptr;
	}
	if (n)
		return out;
	out[0] = pc_arena_lower(arena, begins).ptr;
	return begins.len >= LEAST_KEYWORD ? out : NULL;
}

static bool read_entropy(struct pc_secret_rule *out, const struct pc_node *node)
{
	double bits = 0;

	if (!node)
		return true;
	if (!pc_node_number(node, &bits) || !(bits >= 0 && bits <= 8))
		return false;
	out->entropy = (uint16_t)(bits * 100 + 0.5);
	return true;
}

/* Which group is the key: without a word, the first one. */
static bool read_pattern(struct import *import, struct pc_secret_rule *out,
	const struct pc_node *node, struct pc_str id, struct pc_str regex)
{
	const struct pc_node *group = pc_node_get_c(node, "secretGroup");
	struct pc_str pattern;
	int n_groups = pc_re2_translate(&pattern, import->rules->arena, regex, 0);
	int key = n_groups > 0;

	if (group && group->kind == PC_INT && group->integer > 0) {
		if (group->integer > n_groups)
			return false;
		key = (int)group->integer;
	} else if (n_groups > 1) {
		tell(import, "PC2513", node, id,
			"the first of several groups is taken for the key, even where "
			"another one is filled",
			"write 'secretGroup', or (?:...) for what is no key");
	}
	pc_re2_translate(&pattern, import->rules->arena, regex, key);
	out->pattern = pattern.ptr;
	return pc_str_eq(pattern, pc_str(pattern.ptr));
}

static const char *const none[] = {NULL};

static void fill(struct import *import, struct pc_secret_rule *out,
	const struct pc_node *node, struct pc_str id)
{
	struct pc_arena *arena = import->rules->arena;
	struct pc_str about = text_at(node, "description");
	PC_AUTO(pc_buf_done) struct pc_buf unless = {0};

	out->id = id_of(import, node, id);
	out->provider = import->provider.ptr;
	out->about = pc_arena_str(arena, about.len ? about : id).ptr;
	out->group = "custom";
	out->severity = PC_ERROR;
	out->sureness = PC_SECRET_LIKELY;
	out->prefixes = none;
	out->is_open = true; /* such expressions have their borders themselves */
	out->context = PC_SECRET_NEAR;
	out->mend = pc_secret_usual_mend;
	out->match = none;
	out->none = none;
	pc_buf_add(&unless, pc_buf_str(&import->unless));
	read_allowlists(import, &unless, node, id);
	if (unless.len)
		out->unless = pc_arena_str(arena, pc_buf_str(&unless)).ptr;
}

/* Why the rule is left out; NULL: it is not. */
static const char *read_rule(
	struct import *import, struct pc_secret_rule *out, const struct pc_node *node)
{
	struct pc_str id = text_at(node, "id"), regex = text_at(node, "regex");

	if (!id.len)
		return "it has no id";
	if (!regex.len)
		return "it has no expression: paths alone are no keys";
	if (!read_pattern(import, out, node, id, regex))
		return "'secretGroup' is a group that the expression has not";
	if (!read_entropy(out, pc_node_get_c(node, "entropy")))
		return "'entropy' is no number from 0 to 8";
	out->keywords = keywords_of(import, pc_node_get_c(node, "keywords"), regex);
	if (!out->keywords)
		return "it has no keywords of three letters or more";
	if (pc_node_get_c(node, "path"))
		tell_lost(import, node, id,
			"'path' is not carried over; it looks at all files");
	tell_unknown(import, node, id, rule_keys);
	fill(import, out, node, id);
	return NULL;
}

static void tell_extend(const struct import *import, const struct pc_node *tree)
{
	const struct pc_node *extend = pc_node_get_c(tree, "extend");

	for (size_t i = 0; extend && extend->kind == PC_MAP && i < extend->n_pairs; i++) {
		const struct pc_pair *pair = &extend->pairs[i];

		if (pc_str_is(pair->key, "useDefault"))
			tell(import, "PC2513", pair->value, (struct pc_str){0},
				"the rules that are added to are policyctl's own",
				"name a file with rules of others for itself");
		else
			tell_lost(import, pair->value, (struct pc_str){0},
				"what 'extend' names is not read");
	}
}

static void read_list(struct import *import, const struct pc_node *list)
{
	struct rules *rules = import->rules;

	if (!list)
		return; /* a file of allowlists alone */
	if (list->kind != PC_LIST) {
		tell_left_out(import, list, PC_STR("rules"), "it is no list of tables");
		return;
	}
	rules->items =
		pc_arena_new_array(rules->arena, struct pc_secret_rule, list->n_items);
	rules->at = pc_arena_new_array(rules->arena, struct pc_span, list->n_items);
	for (size_t i = 0; i < list->n_items; i++) {
		const struct pc_node *node = list->items[i];
		struct pc_secret_rule rule = {0};
		const char *why = read_rule(import, &rule, node);

		if (why) {
			tell_left_out(import, node, text_at(node, "id"),
				pc_arena_printf(rules->arena, "left out: %s", why).ptr);
			continue;
		}
		rules->at[rules->count] = node->at;
		rules->items[rules->count++] = rule;
	}
}

bool pc_secret_rules_read_toml(struct rules *rules, const char *file, struct pc_str text)
{
	struct import import = {.rules = rules};
	struct pc_err err = {0};
	struct pc_node *tree;

	if (pc_toml_read(&tree, rules->arena, file, text, &err) != PC_OK) {
		pc_diag_add(rules->diags, "PC2501", PC_ERROR, err.at, "%s", err.text)
			->hint = PC_STR("a file of rules that ends in .toml is TOML with "
					"[[rules]], as gitleaks reads it");
		return false;
	}
	import.provider = text_at(tree, "title");
	if (!import.provider.len)
		import.provider = PC_STR("Custom");
	import.provider = pc_arena_str(rules->arena, import.provider);
	tell_unknown(&import, tree, (struct pc_str){0}, file_keys);
	tell_extend(&import, tree);
	read_allowlists(&import, &import.unless, tree, (struct pc_str){0});
	read_list(&import, pc_node_get_c(tree, "rules"));
	pc_buf_done(&import.unless);
	return true;
}
