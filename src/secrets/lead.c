/* SPDX-License-Identifier: Apache-2.0 */
/* Values that begin like the keys of one provider and cannot be one: a key that was cut,
 * or one that was made up.  Rules that know keys by what stands around them ask here
 * before they take such a value for somebody's key. */
#include "engine_priv.h"

enum { SHORTEST_LEAD = 3 };

/* What the keys of many services begin with says nothing of one of them. */
static bool is_word_of_many(struct pc_str prefix)
{
	static const char *const words[] = {"key", "app", "pat", "test", "live", "secret",
		"private", "token", "dataset", "sess", "prod", "dev", "user", "api",
		"auth", "access", "pass", "admin", "service", "data", "sk", "pk", "rk",
		"ck", "ak", "as", "al", "db", "id", "re"};

	while (prefix.len && strchr("-_.:", prefix.ptr[prefix.len - 1]))
		prefix.len--;
	for (size_t i = 0; i < PC_COUNT(words); i++) {
		if (pc_str_is(prefix, words[i]))
			return true;
	}
	return prefix.len == 0;
}

static bool begins_with_lead(const struct pc_secret_rule *rule, struct pc_str value)
{
	if (rule->sureness != PC_SECRET_SURE || rule->context != PC_SECRET_ANYWHERE ||
		!rule->least || rule->is_open)
		return false;
	for (const char *const *at = rule->prefixes; *at; at++) {
		struct pc_str prefix = pc_str(*at);

		if (prefix.len >= SHORTEST_LEAD && pc_str_starts(value, prefix) &&
			!is_word_of_many(prefix))
			return true;
	}
	return false;
}

bool is_cut_key(const struct pc_secrets *secrets, struct pc_str value)
{
	bool begins = false;

	for (size_t i = 0; i < secrets->n_rules; i++) {
		const struct pc_secret_rule *rule = secrets->rules[i].rule;
		bool is_fixed = rule->least == rule->most;

		if (!begins_with_lead(rule, value))
			continue;
		/* Where lengths differ, longer ones may have come since. */
		if (value.len >= rule->least && (!is_fixed || value.len == rule->least))
			return false;
		begins = true;
	}
	return begins;
}
