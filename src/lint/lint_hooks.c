/* SPDX-License-Identifier: Apache-2.0 */
/* Managed hooks that guard tool calls: one that cannot run must not mean "go ahead". */
#include "lint_priv.h"

/* The kinds of handler for which the client heeds onFailure. */
static bool heeds_failure(const struct pc_node *handler)
{
	struct pc_str type = pc_node_text(pc_node_get_c(handler, "type"));

	return pc_str_is(type, "command") || pc_str_is(type, "http") ||
	       pc_str_is(type, "mcp_tool");
}

/* Nobody waits for these: they watch and cannot guard. */
static bool is_async(const struct pc_node *handler)
{
	static const char *const keys[] = {"async", "asyncRewake"};

	for (size_t i = 0; i < PC_COUNT(keys); i++) {
		const struct pc_node *value = pc_node_get_c(handler, keys[i]);

		if (value && value->kind == PC_BOOL && value->boolean)
			return true;
	}
	return false;
}

static void check_handler(struct lint *lint, const struct pc_node *handler)
{
	struct pc_str failure = pc_node_text(pc_node_get_c(handler, "onFailure"));
	struct pc_diag *finding;

	if (!heeds_failure(handler) || is_async(handler) || pc_str_is(failure, "block"))
		return;
	finding = pc_diag_add(lint->diags, "PC1704", PC_WARNING, handler->at,
		"a hook that guards tool calls fails open: when it cannot start, crashes "
		"or takes too long, the call goes on");
	finding->effect = PC_EFFECT_ACCEPTED;
	finding->key = PC_STR("hooks.PreToolUse");
	finding->hint =
		PC_STR("add \"onFailure\": \"block\" to the handler (clients before "
		       "2.1.295 do not know it)");
}

void lint_hooks(struct lint *lint)
{
	const struct pc_value *groups = lint_managed(lint, "hooks.PreToolUse");

	for (size_t i = 0; groups && i < groups->n_children; i++) {
		const struct pc_node *handlers =
			pc_node_get_c(groups->children[i]->node, "hooks");

		for (size_t k = 0;
			handlers && handlers->kind == PC_LIST && k < handlers->n_items;
			k++)
			check_handler(lint, handlers->items[k]);
	}
}
