/* SPDX-License-Identifier: Apache-2.0 */
/* The list "keys": by reference, each with who may use it for what. */
#include <stddef.h>

#include "config_priv.h"

struct entry {
	struct pc_key made;
	int rank;
	const struct pc_node *budget_day, *budget_month;
};

/* In the order of enum pc_key_rank. */
static const char *const ranks[] = {"prioritised", "pooled", "fallback", NULL};

#define ENTRY(member) offsetof(struct entry, member)

static const struct pc_field entry_fields[] = {
	{"name", PC_FIELD_TEXT, ENTRY(made.name), true, 0, 0, NULL,
		"what rows and reports call it by"},
	{"provider", PC_FIELD_TEXT, ENTRY(made.provider), true, 0, 0, NULL,
		"whose key it is"},
	{"key", PC_FIELD_TEXT, ENTRY(made.reference), true, 0, 0, NULL, "where it lies"},
	{"vault-token", PC_FIELD_TEXT, ENTRY(made.vault_token), false, 0, 0, NULL,
		"where the token for vault lies"},
	{"vault-ca", PC_FIELD_TEXT, ENTRY(made.vault_ca), false, 0, 0, NULL,
		"a file with who vouches for vault"},
	{"organization", PC_FIELD_TEXT, ENTRY(made.organization), false, 0, 0, NULL,
		"whose purse it shares with other keys"},
	{"rank", PC_FIELD_WORD, ENTRY(rank), false, 0, 0, ranks, "when it is tried"},
	{"always", PC_FIELD_BOOL, ENTRY(made.is_always), false, 0, 0, NULL,
		"whether nothing is tried after it"},
	{"models", PC_FIELD_TEXTS, ENTRY(made.models), false, 0, 0, NULL,
		"what it may be used for"},
	{"agents", PC_FIELD_TEXTS, ENTRY(made.agents), false, 0, 0, NULL,
		"who may use it"},
	{"projects", PC_FIELD_TEXTS, ENTRY(made.projects), false, 0, 0, NULL,
		"for whose work"},
	{"budget-day", PC_FIELD_NODE, ENTRY(budget_day), false, 0, 0, NULL,
		"dollars in a day"},
	{"budget-month", PC_FIELD_NODE, ENTRY(budget_month), false, 0, 0, NULL,
		"dollars in a month"},
	{"concurrency", PC_FIELD_NUMBER, ENTRY(made.concurrency), false, 1, 10000, NULL,
		"calls with it at the same time"},
};
static const struct pc_fields entry_table = {
	"a key", entry_fields, PC_COUNT(entry_fields)};

/* Never the key itself, which the finding does not repeat. */
static void check_reference(struct config_reading *reading, const struct pc_key *key)
{
	struct pc_err err;

	if (pc_key_check(key, reading->config->allows_env_keys, &err) == PC_OK)
		return;
	config_refuse(reading,
		pc_str_starts(key->reference, PC_STR("env:")) ? "PC2717" : "PC2716",
		key->at, "%s", err.text)
		->hint = PC_STR("key: file:/etc/policyctl/keys/NAME");
}

static bool read_entry(struct config_reading *reading, struct pc_key *out,
	const struct config_names *names, const struct pc_node *map)
{
	struct entry entry = {.rank = PC_KEY_POOLED, .made = {.at = map->at}};

	if (!config_fields(reading, &entry, &entry_table, map) ||
		!config_name(reading, names, entry.made.name, map->at))
		return false;
	entry.made.rank = (enum pc_key_rank)entry.rank;
	config_money(reading, &entry.made.budget_day, entry.budget_day);
	config_money(reading, &entry.made.budget_month, entry.budget_month);
	check_reference(reading, &entry.made);
	*out = entry.made;
	return true;
}

static bool has_backend(const struct pc_orch_config *config, struct pc_str provider)
{
	for (size_t i = 0; i < config->n_backends; i++) {
		if (pc_str_eq(config->backends[i].provider, provider))
			return true;
	}
	return false;
}

static bool has_key(const struct pc_orch_config *config, struct pc_str provider)
{
	for (size_t i = 0; i < config->n_keys; i++) {
		if (pc_str_eq(config->keys[i].provider, provider))
			return true;
	}
	return false;
}

/* Whether no call that fits the other one gets past the first. */
static bool hides(const struct pc_key *first, const struct pc_key *other)
{
	return first->is_always && pc_str_eq(first->provider, other->provider) &&
	       !first->models.count && !first->agents.count && !first->projects.count &&
	       (first->rank < other->rank ||
		       (first->rank == other->rank && first < other));
}

static void check_uses(struct config_reading *reading)
{
	const struct pc_orch_config *config = reading->config;

	for (size_t i = 0; i < config->n_backends; i++) {
		const struct pc_orch_backend *backend = &config->backends[i];

		if (!backend->is_keyless && !has_key(config, backend->provider))
			config_refuse(reading, "PC2709", backend->at,
				"'%.*s' needs a key of '%.*s', and there is none",
				PC_STR_ARG(backend->name), PC_STR_ARG(backend->provider));
	}
	for (size_t i = 0; i < config->n_keys; i++) {
		const struct pc_key *key = &config->keys[i];

		if (!has_backend(config, key->provider))
			pc_diag_add(reading->diags, "PC2718", PC_WARNING, key->at,
				"the key '%.*s' is for '%.*s', which no backend asks",
				PC_STR_ARG(key->name), PC_STR_ARG(key->provider));
	}
}

static void check_hidden(struct config_reading *reading)
{
	const struct pc_orch_config *config = reading->config;

	for (size_t i = 0; i < config->n_keys; i++) {
		const struct pc_key *key = &config->keys[i];

		for (size_t k = 0; k < config->n_keys; k++) {
			if (!hides(&config->keys[k], key))
				continue;
			pc_diag_add(reading->diags, "PC2719", PC_WARNING, key->at,
				"the key '%.*s' is never tried: '%.*s' comes first and "
				"is always used",
				PC_STR_ARG(key->name), PC_STR_ARG(config->keys[k].name));
			break;
		}
	}
}

void config_keys(struct config_reading *reading, const struct pc_node *list)
{
	size_t n = config_entries(reading, list), count = 0;
	struct pc_key *items = pc_arena_new_array(reading->arena, struct pc_key, n);

	for (size_t i = 0; i < n; i++) {
		const struct config_names names = {items, sizeof(*items), count};

		count += read_entry(reading, &items[count], &names, list->items[i]);
	}
	reading->config->keys = items;
	reading->config->n_keys = count;
	check_uses(reading);
	check_hidden(reading);
}
