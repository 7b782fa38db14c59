/* SPDX-License-Identifier: Apache-2.0 */
/* Events that are no tool calls: a session is told which policy holds, and settings that
 * change may be kept from counting. */
#include "hook_priv.h"

static size_t count_rules(const struct pc_settings *settings, enum pc_list_kind list)
{
	size_t n = 0;

	for (size_t i = 0; i < settings->n_rules; i++)
		n += settings->rules[i].list == list;
	return n;
}

void events_session(struct answer *out, struct pc_arena *arena, const struct force *force)
{
	size_t denies = count_rules(force->settings, PC_LIST_DENY);
	size_t asks = count_rules(force->settings, PC_LIST_ASK);

	out->by = ANSWER_BY_EVENT;
	out->context = pc_arena_printf(arena,
		"policyctl " PC_VERSION " checks every tool call against the policy "
		"sha256:%s: %zu deny rule%s, %zu ask rule%s. What a rule denies is "
		"denied however a command spells it.",
		force->digest, denies, pc_plural(denies), asks, pc_plural(asks));
}

/* What a managed fragment says under x-policyctl.hook.configChange. Any word but "allow"
 * is read as "deny": one that is not understood must not loosen anything. */
static bool keeps_settings(const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_documents; i++) {
		const struct pc_document *document = &settings->documents[i];
		const struct pc_node *hook = pc_node_get_c(
			pc_node_get_c(document->root, "x-policyctl"), "hook");
		const struct pc_node *change = pc_node_get_c(hook, "configChange");

		if (document->layer == PC_LAYER_MANAGED && change &&
			!pc_str_is(pc_node_text(change), "allow"))
			return true;
	}
	return false;
}

void events_change(struct answer *out, struct pc_arena *arena, const struct force *force,
	const struct request *request)
{
	out->by = ANSWER_BY_EVENT;
	/* The client takes the policy's own changes whatever a hook says. */
	if (pc_str_is(request->changed, "policy_settings") ||
		!keeps_settings(force->settings))
		return;
	out->opinion = OPINION_DENY;
	out->reason = pc_arena_printf(arena,
		"the policy sha256:%s keeps settings from changing during a session",
		force->digest);
}
