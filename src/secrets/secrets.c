/* SPDX-License-Identifier: Apache-2.0 */
/* Rules made ready: which literals to look for, and what each is for.  Nothing is
 * compiled here but a table of some hundred literals. */
#include <stdlib.h>

#include "engine_priv.h"

/* A literal and one use of it, before equal literals are put together. */
struct wanted {
	struct pc_literal literal;
	struct anchor_use use;
};

struct wants {
	struct wanted *items;
	size_t n, cap;
};

static void want(
	struct wants *wants, struct pc_str text, bool is_caseless, struct anchor_use use)
{
	if (text.len < PC_LEAST_LITERAL)
		return;
	pc_xgrow(wants->items, wants->n, wants->cap);
	wants->items[wants->n++] = (struct wanted){
		.literal = {.text = text, .is_caseless = is_caseless},
		.use = use,
	};
}

/* ---- rules ------------------------------------------------------------------------- */

static bool is_left_out(const struct pc_secrets_options *options, const char *id)
{
	for (const char *const *at = options->without; at && *at; at++)
		if (strcmp(*at, id) == 0)
			return true;
	return false;
}

/* Whether the key is not what the pattern begins with. */
static bool is_key_behind(const char *pattern)
{
	const char *group = pc_pattern_key_group(pattern);

	return group && group != pattern;
}

static void add_rules(
	struct pc_secrets *secrets, const struct pc_secret_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct pc_secret_rule *rule = &rules[i];

		if (!rule->pattern || is_left_out(&secrets->options, rule->id))
			continue;
		secrets->rules[secrets->n_rules++] = (struct engine_rule){
			.rule = rule,
			.pattern = {.text = rule->pattern,
				.is_caseless = rule->is_caseless},
			.unless = {.text = rule->unless},
			.with = -1,
			.key_first = !is_key_behind(rule->pattern),
		};
	}
}

static void pair_rules(struct pc_secrets *secrets)
{
	for (size_t i = 0; i < secrets->n_rules; i++) {
		const char *with = secrets->rules[i].rule->with;

		for (size_t j = 0; with && j < secrets->n_rules; j++)
			if (strcmp(secrets->rules[j].rule->id, with) == 0)
				secrets->rules[i].with = (int)j;
	}
}

/* ---- anchors ----------------------------------------------------------------------- */

static void want_rule(struct wants *wants, const struct pc_secret_rule *rule, unsigned n)
{
	const char *const *texts = rule->prefixes;
	struct anchor_use use = {.kind = USE_PREFIX, .rule = n};

	if (!texts[0]) {
		texts = rule->keywords;
		use.kind = USE_KEYWORD;
	}
	for (; *texts; texts++)
		want(wants, pc_str(*texts), use.kind == USE_KEYWORD, use);
}

/* Whether the keywords of a rule are looked for in names that say "key" or the like.
 * Those of users' own rules are not: their names may say anything. */
static bool is_service(const struct pc_secret_rule *rule)
{
	return rule->context == PC_SECRET_NAMED && !rule->prefixes[0] &&
	       rule >= pc_secret_rules && rule < pc_secret_rules + pc_secret_n_rules;
}

static void want_generic(struct wants *wants)
{
	struct anchor_use use = {.kind = USE_GENERIC};

	for (const char *const *word = pc_secret_generic_rule.keywords; *word; word++) {
		use.is_short = strstr(*word, "pas") || strstr(*word, "pw");
		want(wants, pc_str(*word), true, use);
	}
}

/* The literals of prefixes in base64; their texts live in secrets->encoded. */
static void want_encoded(struct pc_secrets *secrets, struct wants *wants)
{
	size_t room = 0, n = wants->n;
	char *at;

	for (size_t i = 0; i < n; i++)
		room += 6 * wants->items[i].literal.text.len;
	at = secrets->encoded = pc_xmalloc(room + 1);
	for (size_t i = 0; i < n; i++) {
		struct pc_str prefix = wants->items[i].literal.text;

		if (wants->items[i].use.kind != USE_PREFIX || prefix.len < LEAST_ENCODED)
			continue;
		for (unsigned shift = 0; shift < 3; shift++) {
			struct pc_str text = {at, encoded_anchor(at, prefix, shift)};

			at += text.len;
			want(wants, text, false,
				(struct anchor_use){.kind = USE_ENCODED, .shift = shift});
		}
	}
}

static int by_literal(const void *left, const void *right)
{
	const struct wanted *a = left, *b = right;

	if (a->literal.is_caseless != b->literal.is_caseless)
		return a->literal.is_caseless ? 1 : -1;
	int order = pc_str_cmp(a->literal.text, b->literal.text);

	if (order)
		return order;
	if (a->use.kind != b->use.kind)
		return a->use.kind < b->use.kind ? -1 : 1;
	return (a->use.rule > b->use.rule) - (a->use.rule < b->use.rule);
}

static bool is_same(const struct pc_literal *a, const struct pc_literal *b)
{
	return a->is_caseless == b->is_caseless && pc_str_eq(a->text, b->text);
}

static void make_anchors(struct anchors *anchors, struct wants *wants)
{
	anchors->items = pc_xcalloc(wants->n + 1, sizeof(*anchors->items));
	anchors->literals = pc_xcalloc(wants->n + 1, sizeof(*anchors->literals));
	anchors->uses = pc_xcalloc(wants->n + 1, sizeof(*anchors->uses));
	if (wants->n)
		qsort(wants->items, wants->n, sizeof(*wants->items), by_literal);
	for (size_t i = 0; i < wants->n; i++) {
		const struct wanted *wanted = &wants->items[i];

		if (i == 0 || !is_same(&wanted->literal, &wants->items[i - 1].literal)) {
			anchors->literals[anchors->n] = wanted->literal;
			anchors->items[anchors->n++] = (struct anchor){
				.literal = wanted->literal,
				.first = (unsigned)i,
			};
		}
		anchors->items[anchors->n - 1].n++;
		anchors->uses[anchors->n_uses++] = wanted->use;
	}
}

static void free_anchors(struct anchors *anchors)
{
	free(anchors->items);
	free(anchors->literals);
	free(anchors->uses);
}

enum pc_status pc_secrets_open(struct pc_secrets **out,
	const struct pc_secrets_options *options, struct pc_err *err)
{
	struct pc_secrets *secrets = pc_xcalloc(1, sizeof(*secrets));
	struct wants wants = {0}, services = {0};

	(void)err;
	secrets->options = *options;
	secrets->rules = pc_xcalloc(
		pc_secret_n_rules + options->n_more + 1, sizeof(*secrets->rules));
	add_rules(secrets, pc_secret_rules, pc_secret_n_rules);
	add_rules(secrets, options->more, options->n_more);
	pair_rules(secrets);
	for (size_t i = 0; i < secrets->n_rules; i++) {
		const struct pc_secret_rule *rule = secrets->rules[i].rule;

		want_rule(is_service(rule) ? &services : &wants, rule, (unsigned)i);
	}
	secrets->no_generic = is_left_out(options, pc_secret_generic_rule.id);
	want_generic(&wants);
	want_encoded(secrets, &wants);
	make_anchors(&secrets->anchors, &wants);
	make_anchors(&secrets->services, &services);
	free(wants.items);
	free(services.items);
	secrets->table =
		pc_literals_table.make(secrets->anchors.literals, secrets->anchors.n);
	secrets->service_table =
		pc_literals_table.make(secrets->services.literals, secrets->services.n);
	*out = secrets;
	return PC_OK;
}

void pc_secrets_close(struct pc_secrets *secrets)
{
	if (!secrets)
		return;
	for (size_t i = 0; i < secrets->n_rules; i++) {
		pc_pattern_done(&secrets->rules[i].pattern);
		pc_pattern_done(&secrets->rules[i].unless);
	}
	if (secrets->fast)
		secrets->options.fast->free(secrets->fast);
	pc_literals_table.free(secrets->table);
	pc_literals_table.free(secrets->service_table);
	free_anchors(&secrets->anchors);
	free_anchors(&secrets->services);
	free(secrets->rules);
	free(secrets->encoded);
	free(secrets);
}
