/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a command line: parse, flatten, take every word's value, and hold the
 * promises of pc/shell/ast.h: spans lie in the text and nest, and the views point into
 * what they are views of. */
#include <assert.h>
#include <stdint.h>

#include "pc/base/limits.h"
#include "pc/shell/effects.h"
#include "pc/shell/word.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct check {
	struct pc_arena *arena;
	struct pc_str text;
};

static void check_parts(
	const struct check *c, const struct pc_sh_part *part, struct pc_sh_span outer);
static void check_node(
	const struct check *c, const struct pc_sh_node *node, struct pc_sh_span outer);
static void check_words(
	const struct check *c, const struct pc_sh_word *word, struct pc_sh_span outer);

static void check_span(
	const struct check *c, struct pc_sh_span span, struct pc_sh_span outer)
{
	assert(span.start <= span.end);
	assert(span.end <= c->text.len);
	assert(outer.start <= span.start);
	assert(span.end <= outer.end);
}

static struct pc_sh_span everything(const struct check *c)
{
	return (struct pc_sh_span){0, (uint32_t)c->text.len};
}

static void check_part(const struct check *c, const struct pc_sh_part *part)
{
	struct check inner = *c;

	if (part->kind == PC_SH_BACKTICK) {
		inner.text = part->text;
		check_node(&inner, part->body, everything(&inner));
		return;
	}
	/* Empty views may have no place. */
	if (part->text.len)
		assert(part->text.ptr >= c->text.ptr &&
			part->text.ptr + part->text.len <= c->text.ptr + c->text.len);
	check_node(c, part->body, part->span);
	check_parts(c, part->parts, part->span);
	check_words(c, part->words, part->span);
}

static void check_parts(
	const struct check *c, const struct pc_sh_part *part, struct pc_sh_span outer)
{
	uint32_t at = outer.start;

	for (; part; part = part->next) {
		check_span(c, part->span, outer);
		assert(at <= part->span.start);
		at = part->span.end;
		check_part(c, part);
	}
}

static void check_word(
	const struct check *c, const struct pc_sh_word *word, struct pc_sh_span outer)
{
	struct pc_str value;

	check_span(c, word->span, outer);
	assert(word->text.len == word->span.end - word->span.start);
	check_parts(c, word->parts, word->span);
	(void)pc_sh_word_value(&value, c->arena, word);
	assert(value.len <= word->text.len);
	(void)pc_sh_word_is(word, "sudo");
}

static void check_words(
	const struct check *c, const struct pc_sh_word *word, struct pc_sh_span outer)
{
	uint32_t at = outer.start;

	for (; word; word = word->next) {
		check_word(c, word, outer);
		assert(at <= word->span.start);
		at = word->span.end;
	}
}

static void check_node(
	const struct check *c, const struct pc_sh_node *node, struct pc_sh_span outer)
{
	for (; node; node = node->next) {
		size_t n_words = 0;

		check_span(c, node->span, outer);
		check_words(c, node->words, node->span);
		for (const struct pc_sh_word *w = node->words; w; w = w->next)
			n_words++;
		assert(n_words == node->n_words);
		for (const struct pc_sh_assign *a = node->assigns; a; a = a->next) {
			check_span(c, a->span, node->span);
			check_parts(c, a->index_parts, a->span);
			if (a->value.parts)
				check_word(c, &a->value, a->span);
		}
		for (const struct pc_sh_redir *r = node->redirs; r; r = r->next) {
			check_span(c, r->span, outer);
			if (r->target.parts)
				check_word(c, &r->target, r->span);
			check_span(c, r->body, everything(c));
			check_parts(c, r->body_parts, r->body);
		}
		check_parts(c, node->parts, node->span);
		check_node(c, node->cond, node->span);
		check_node(c, node->body, node->span);
		check_node(c, node->other, node->span);
		check_node(c, node->children, node->span);
	}
}

static void check_commands(const struct pc_sh_commands *commands)
{
	for (size_t i = 0; i < commands->count; i++) {
		const struct pc_sh_command *command = &commands->items[i];
		struct pc_str whole = command->tree->text;

		assert(command->n_args == 0 ||
			command->args[0].word == command->node->words);
		if (command->text.len)
			assert(command->text.ptr >= whole.ptr &&
				command->text.ptr + command->text.len <=
					whole.ptr + whole.len);
		assert(command->depth <= PC_MAX_SHELL_DEPTH);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_arena arena = {0};
	struct check c = {&arena, {(const char *)data, size}};
	struct pc_sh_commands commands;
	struct pc_sh_tree tree;

	pc_sh_parse(&tree, &arena, c.text);
	assert((tree.fault != PC_SH_FINE) == (tree.fault_text != NULL));
	assert(tree.fault_at.start <= tree.fault_at.end && tree.fault_at.end <= size);
	check_node(&c, tree.root, everything(&c));
	pc_sh_commands(&commands, &arena, &tree);
	check_commands(&commands);
	assert(commands.truncated || commands.count <= tree.n_commands);
	pc_arena_done(&arena);
	return 0;
}
