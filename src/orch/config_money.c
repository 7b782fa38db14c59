/* SPDX-License-Identifier: Apache-2.0 */
/* Money as people write it.  Nothing is rounded: who is told of a budget means it. */
#include "config_priv.h"
#include "pc/base/decimal.h"

enum { PICO_PLACES = 12, SHOWN = 40 };

static struct pc_str written(struct pc_arena *arena, const struct pc_node *node)
{
	switch (node->kind) {
	case PC_INT:
		return pc_arena_printf(arena, "%lld", (long long)node->integer);
	case PC_REAL:
		return node->written;
	default:
		return pc_node_text(node);
	}
}

void config_money(
	struct config_reading *reading, int64_t *out, const struct pc_node *node)
{
	int64_t value = 0;
	struct pc_str text;

	if (!node)
		return;
	text = written(reading->arena, node);
	if (!text.ptr) {
		config_refuse(reading, "PC2102", node->at,
			"a budget has to be a number of dollars, such as 12.50");
		return;
	}
	if (pc_decimal_read(&value, text, PICO_PLACES) == PC_DECIMAL_EXACT && value > 0) {
		*out = value;
		return;
	}
	config_refuse(reading, "PC2704", node->at,
		"'%.*s' is no budget: dollars, more than 0, with at most %d places and "
		"below 9 million",
		PC_STR_ARG(pc_str_head(text, SHOWN)), PICO_PLACES)
		->hint = PC_STR("leave the key out where there is to be no budget");
}
