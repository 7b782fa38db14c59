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

void lint_subdomains(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str host = rule->spec, wider;
	struct pc_verdict verdict;
	struct pc_diag *finding;

	if (!is_domain(host))
		return;
	verdict = lint_decide(lint, "WebFetch", "url",
		pc_arena_printf(&lint->work, "https://sub.%.*s/", PC_STR_ARG(host)));
	if (verdict.kind == PC_VERDICT_DENY || verdict.kind == PC_VERDICT_ABSENT ||
		(rule->src->list == PC_LIST_ASK && verdict.kind == PC_VERDICT_ASK))
		return;
	finding = pc_diag_add(lint->diags, "PC1502", PC_WARNING, rule->src->from.at,
		"rule \"%.*s\": means this one host: https://sub.%.*s/ %s",
		PC_STR_ARG(rule->src->text), PC_STR_ARG(host), lint_outcome(&verdict));
	lint_about(finding, rule, PC_EFFECT_ACCEPTED);
	wider = pc_arena_printf(
		lint->diags->arena, "WebFetch(domain:*.%.*s)", PC_STR_ARG(host));
	finding->hint = pc_arena_printf(lint->diags->arena,
		"add %.*s beside it: \"*.\" takes in every depth, but not the host "
		"itself",
		PC_STR_ARG(wider));
}
