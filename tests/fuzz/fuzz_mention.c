/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a text that may name models; the first byte says whose text it is.  What
 * is found lies within the text, in order, without overlap, and on the line it claims;
 * whatever is to be written instead is no name that has ended. */
#include "must.h"
#include "pc/base/buf.h"
#include "pc/match/literals.h"
#include "pc/models/mention.h"

struct seen {
	struct pc_models *models;
	struct pc_arena *arena;
	struct pc_str text;
	size_t end;
	uint32_t line;
};

static uint32_t line_of(struct pc_str text, size_t at)
{
	uint32_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	return line;
}

static void look_at(void *context, const struct pc_mention *mention)
{
	/* 2026-11-22 */
	const struct pc_mention_how how = {.now = INT64_C(1795305600), .fail_in = 100};
	struct seen *seen = context;
	struct pc_mention_judged judged;
	struct pc_str instead;

	must(mention->name.len > 0, "a name has bytes");
	must(mention->offset >= seen->end, "names are in order");
	must(mention->offset + mention->name.len <= seen->text.len,
		"names are in the text");
	must(mention->name.ptr == seen->text.ptr + mention->offset,
		"names are of the text");
	must(mention->line == line_of(seen->text, mention->offset), "the line is right");
	must(mention->col > 0 && mention->line >= seen->line, "places are in order");
	must(mention->kind != PC_MENTION_MODEL || mention->is_alias_of_client ||
			mention->known.model,
		"what is known has a model");
	must(mention->kind != PC_MENTION_LOOKALIKE || mention->like_name.len,
		"a lookalike looks like one");
	seen->end = mention->offset + mention->name.len;
	seen->line = mention->line;
	pc_mention_judge(&judged, seen->models, mention, &how);
	must(pc_mention_say(seen->arena, seen->models, mention, &judged).len > 0,
		"all can be said");
	instead = pc_mention_instead(seen->arena, seen->models, mention, &judged);
	must(!instead.len ||
			pc_models_name(seen->models, instead).model == judged.successor,
		"what is written instead is the successor");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pc_arena table;
	static struct pc_models *models;
	static struct pc_mentions *mentions;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct seen seen = {.arena = &arena};
	struct pc_err err;

	if (!mentions) {
		must(pc_models_builtin(&models, &table, &err) == PC_OK,
			"the table is read");
		must(pc_mentions_open(&mentions, models, &pc_literals_table, &err) ==
				PC_OK,
			"it can be looked for");
	}
	if (size == 0)
		return 0;
	seen.models = models;
	seen.text = (struct pc_str){(const char *)data + 1, size - 1};
	pc_mentions_find(mentions, seen.text,
		(enum pc_mention_where)(data[0] % (PC_MENTION_IN_ROWS + 1)), look_at,
		&seen);
	return 0;
}
