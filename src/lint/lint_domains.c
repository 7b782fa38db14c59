/* SPDX-License-Identifier: Apache-2.0 */
/* WebFetch rules: a host is one host, its subdomains are others. */
#include "lint_priv.h"

/* A name that can have subdomains, as opposed to an address, a pattern or "localhost". */
static bool is_domain(struct pc_str host)
{
	size_t dot = pc_str_find(host, '.');
	bool has_letter = false;

	if (dot == 0 || dot + 1 >= host.len || pc_str_starts(host, PC_STR("www.")))
		return false;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-')
			return false;
		has_letter |= is_letter;
	}
	return has_letter;
}

/* Whether the rule leaves a call of that host open; *outcome says how. */
static bool is_open(struct lint *lint, const struct pc_rule *rule, struct pc_str url,
	const char **outcome)
{
	struct pc_verdict verdict = lint_decide(lint, "WebFetch", "url", url);

	*outcome = lint_outcome(&verdict);
	return verdict.kind != PC_VERDICT_DENY && verdict.kind != PC_VERDICT_ABSENT &&
	       (rule->src->list != PC_LIST_ASK || verdict.kind != PC_VERDICT_ASK);
}

/* "*.host" alone: every subdomain, and not the host. */
static void check_apex(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str host = pc_str_from(rule->spec, 2);
	const char *outcome;

	if (!is_domain(host) ||
		!is_open(lint, rule,
			pc_arena_printf(&lint->work, "https://%.*s/", PC_STR_ARG(host)),
			&outcome))
		return;
	lint_about(pc_diag_add(lint->diags, "PC1502", PC_WARNING, rule->src->from.at,
			   "rule \"%.*s\": takes in every subdomain, but not the host "
			   "itself: https://%.*s/ %s",
			   PC_STR_ARG(rule->src->text), PC_STR_ARG(host), outcome),
		rule, PC_EFFECT_ACCEPTED)
		->hint = pc_arena_printf(lint->diags->arena,
		"add WebFetch(domain:%.*s) beside it", PC_STR_ARG(host));
}

void lint_subdomains(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str host = rule->spec;
	const char *outcome;

	if (pc_str_starts(host, PC_STR("*."))) {
		check_apex(lint, rule);
		return;
	}
	if (!is_domain(host) || !is_open(lint, rule,
					pc_arena_printf(&lint->work, "https://sub.%.*s/",
						PC_STR_ARG(host)),
					&outcome))
		return;
	lint_about(pc_diag_add(lint->diags, "PC1502", PC_WARNING, rule->src->from.at,
			   "rule \"%.*s\": means this one host: https://sub.%.*s/ %s",
			   PC_STR_ARG(rule->src->text), PC_STR_ARG(host), outcome),
		rule, PC_EFFECT_ACCEPTED)
		->hint = pc_arena_printf(lint->diags->arena,
		"add WebFetch(domain:*.%.*s) beside it: \"*.\" takes in every depth, "
		"but not the host itself",
		PC_STR_ARG(host));
}
