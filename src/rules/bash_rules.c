/* SPDX-License-Identifier: Apache-2.0 */
/* The command rules of one tool: three indexes, and the questions that deciding asks. */
#include "bash_priv.h"
#include "pc/base/limits.h"

enum { N_LISTS = PC_LIST_ALLOW + 1 };

struct bash_rules {
	struct bash_index *lists[N_LISTS];
	bool is_used[N_LISTS];
};

struct bash_rules *bash_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n)
{
	struct bash_rules *index = pc_arena_new(arena, struct bash_rules);

	for (size_t i = 0; i < n; i++)
		index->is_used[rules[i]->src->list] = true;
	for (int list = 0; list < N_LISTS; list++) {
		if (index->is_used[list])
			index->lists[list] =
				bash_index_new(arena, rules, n, (enum pc_list_kind)list);
	}
	return index;
}

void bash_rules_free(struct bash_rules *index)
{
	(void)index; /* all of it is in the arena */
}

static struct bash_texts texts_for(const struct bash_call *call, struct pc_str source)
{
	return (struct bash_texts){
		.arena = call->ev->arena,
		.line = pc_str_head(source, PC_MAX_COMMAND_SIZE),
		.continued = pc_str_find_str(source, PC_STR("\\\n")) < source.len,
	};
}

void bash_call_texts(struct bash_call *call)
{
	struct bash_texts *texts = pc_arena_new(call->ev->arena, struct bash_texts);

	*texts = texts_for(call, call->line);
	texts->strict = true;
	texts->continued = call->tree.has_continuation;
	bash_texts_of_line(texts, call);
	call->texts = texts;
}

const struct pc_rule *bash_rules_find(const struct bash_rules *index,
	enum pc_list_kind list, const struct bash_call *call)
{
	struct bash_call own = *call;

	if (!index->is_used[list])
		return NULL;
	if (!own.texts)
		bash_call_texts(&own);
	return bash_index_find(index->lists[list], own.texts, BASH_ANY_RULE);
}

static bool is_denied(const struct bash_rules *index, const struct bash_texts *texts,
	enum bash_which which)
{
	return index->is_used[PC_LIST_DENY] &&
	       bash_index_find(index->lists[PC_LIST_DENY], texts, which);
}

/* The client looks into ( ) for deny rules alone, and for the whole line then. */
static bool has_subshell(const struct pc_sh_commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		if (commands->items[i].within & PC_SH_IN_SUBSHELL)
			return true;
	}
	return false;
}

const struct pc_rule *bash_rules_ask_first(
	const struct bash_rules *index, const struct bash_call *call)
{
	const struct pc_rule *first = NULL;
	struct bash_texts all = *call->texts, one = all;

	if (!index->is_used[PC_LIST_ASK] || has_subshell(&call->commands))
		return NULL;
	for (size_t i = 0; i < all.of_commands; i += one.count) {
		const struct pc_rule *ask;

		one.items = all.items + i;
		for (one.count = 1; i + one.count < all.of_commands; one.count++) {
			if (one.items[one.count].group != one.items[0].group)
				break;
		}
		if (is_denied(index, &one, BASH_SAID_RULE))
			return NULL;
		ask = bash_index_find(index->lists[PC_LIST_ASK], &one, BASH_SAID_RULE);
		if (!ask && is_denied(index, &one, BASH_ANY_RULE))
			return NULL;
		first = first_rule(first, ask);
	}
	return first;
}

/* An exact rule first: it lifts checks that others do not. */
static const struct pc_rule *find_allow(
	const struct bash_rules *index, const struct bash_texts *texts, bool *exact)
{
	const struct bash_index *list = index->lists[PC_LIST_ALLOW];
	const struct pc_rule *rule = bash_index_find(list, texts, BASH_EXACT_RULE);

	*exact = rule != NULL;
	return rule ? rule : bash_index_find(list, texts, BASH_ANY_RULE);
}

const struct pc_rule *bash_rules_allow(const struct bash_rules *index,
	const struct bash_call *call, const struct pc_sh_command *command, bool *exact)
{
	struct bash_texts texts =
		texts_for(call, pc_sh_text(command->tree, command->node->span));

	*exact = false;
	if (!index->is_used[PC_LIST_ALLOW])
		return NULL;
	bash_texts_of_command(&texts, command);
	return find_allow(index, &texts, exact);
}

const struct pc_rule *bash_rules_allow_line(
	const struct bash_rules *index, const struct bash_call *call, bool *exact)
{
	struct bash_texts texts = texts_for(call, call->line);
	struct bash_line line;

	*exact = false;
	if (!index->is_used[PC_LIST_ALLOW])
		return NULL;
	bash_line_scan(&line, call);
	if (line.has_pipe) /* each side of a pipe must be allowed on its own */
		return NULL;
	bash_texts_push(&texts, call->line, true);
	return find_allow(index, &texts, exact);
}
