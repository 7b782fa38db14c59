/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that are larger than a simple command: the whole line, which exact rules may
 * name; a doubtful line, which any rule may name ("curl * | sh"); and compound commands
 * that the client does not look into piece by piece ("{ ...; }", "case ..."). */
#include "bash_priv.h"
#include "pc/base/limits.h"

/* ---- scanning ------------------------------------------------------------- */

static void put(struct bash_line *line, struct pc_str part)
{
	struct pc_str *parts;

	if (line->n_parts == line->room) {
		line->room = line->room ? line->room * 2 : 32;
		parts = pc_arena_new_array(line->arena, struct pc_str, line->room);
		if (line->n_parts)
			memcpy(parts, line->parts, line->n_parts * sizeof(*parts));
		line->parts = parts;
	}
	line->parts[line->n_parts++] = part;
}

/* Words are one space apart; a line that goes on leaves its line break there. */
static void put_simple(struct bash_line *line, const struct pc_sh_node *node)
{
	uint32_t end = 0;

	if (node->redirs && node->words &&
		node->redirs->span.start < node->words->span.start)
		line->opens_with_redir = true;
	for (const struct pc_sh_assign *assign = node->assigns; assign;
		assign = assign->next)
		put(line, pc_sh_text(line->tree, assign->span));
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		if (line->tree->has_continuation && end &&
			pc_str_find(pc_sh_text(line->tree,
					    (struct pc_sh_span){end, word->span.start}),
				'\\') < word->span.start - end)
			put(line, PC_STR("\n"));
		put(line, word->text);
		end = word->span.end;
	}
}

/* The compound command's text without the redirections behind it. */
static struct pc_str opaque_text(
	const struct bash_line *line, const struct pc_sh_node *node)
{
	struct pc_sh_span span = node->span;

	if (node->redirs && node->redirs->span.start > span.start)
		span.end = node->redirs->span.start;
	return pc_str_trim(pc_sh_text(line->tree, span));
}

static void put_opaque(struct bash_line *line, const struct pc_sh_node *node)
{
	const struct pc_sh_node **opaque;

	put(line, opaque_text(line, node));
	if (line->n_opaque == line->opaque_room) {
		line->opaque_room = line->opaque_room ? line->opaque_room * 2 : 4;
		opaque = pc_arena_new_array(
			line->arena, const struct pc_sh_node *, line->opaque_room);
		if (line->n_opaque)
			memcpy(opaque, line->opaque, line->n_opaque * sizeof(*opaque));
		line->opaque = opaque;
	}
	line->opaque[line->n_opaque++] = node;
}

static void put_join(struct bash_line *line, enum pc_sh_join joined)
{
	static const char *const signs[] = {
		[PC_SH_SEMI] = ";",
		[PC_SH_BACKGROUND] = "&",
		[PC_SH_AND] = "&&",
		[PC_SH_OR] = "||",
		[PC_SH_PIPE] = "|",
		[PC_SH_PIPE_BOTH] = "|&",
	};

	if (joined < PC_COUNT(signs) && signs[joined])
		put(line, pc_str(signs[joined]));
	if (joined == PC_SH_PIPE || joined == PC_SH_PIPE_BOTH)
		line->has_pipe = true;
}

static void visit(struct bash_line *line, const struct pc_sh_node *node);

static void visit_all(struct bash_line *line, const struct pc_sh_node *node)
{
	for (; node; node = node->next) {
		visit(line, node);
		put_join(line, node->joined);
	}
}

/* The client looks into these piece by piece. */
static void visit_compound(struct bash_line *line, const struct pc_sh_node *node)
{
	line->has_compound = true;
	if (node->cond)
		visit(line, node->cond);
	if (node->body)
		visit(line, node->body);
	if (node->other)
		visit(line, node->other);
}

static void visit(struct bash_line *line, const struct pc_sh_node *node)
{
	if (node->negated)
		put(line, PC_STR("!"));
	if (node->timed)
		put(line, node->time_posix ? PC_STR("time -p") : PC_STR("time"));
	switch (node->kind) {
	case PC_SH_LIST:
	case PC_SH_PIPELINE:
		visit_all(line, node->children);
		return;
	case PC_SH_IF:
	case PC_SH_WHILE:
	case PC_SH_UNTIL:
	case PC_SH_FOR:
		visit_compound(line, node);
		return;
	case PC_SH_SIMPLE:
		put_simple(line, node);
		return;
	case PC_SH_COND:
		put(line, opaque_text(line, node));
		return;
	default:
		put_opaque(line, node);
	}
}

void bash_line_scan(struct bash_line *out, const struct bash_call *call)
{
	*out = (struct bash_line){.arena = call->ev->arena, .tree = &call->tree};
	if (call->tree.root)
		visit(out, call->tree.root);
}

/* ---- texts ---------------------------------------------------------------- */

static struct pc_str join(const struct bash_line *line)
{
	size_t size = 0, len = 0;
	char *to;

	for (size_t i = 0; i < line->n_parts; i++)
		size += line->parts[i].len + 1;
	to = pc_arena_bytes(line->arena, size + 1);
	for (size_t i = 0; i < line->n_parts; i++) {
		if (i > 0)
			to[len++] = ' ';
		if (line->parts[i].len)
			memcpy(to + len, line->parts[i].ptr, line->parts[i].len);
		len += line->parts[i].len;
	}
	return (struct pc_str){to, len};
}

static bool is_keyword(struct pc_str word)
{
	static const char *const keywords[] = {
		"do", "then", "else", "elif", "if", "while", "until", "!", "time"};

	for (size_t i = 0; i < PC_COUNT(keywords); i++) {
		if (pc_str_is(word, keywords[i]))
			return true;
	}
	return false;
}

/* Without the words that may stand before a command where a line does not parse. */
static struct pc_str without_keywords(struct pc_str text)
{
	for (;;) {
		struct pc_str rest = text = pc_str_trim(text);

		if (!is_keyword(pc_str_cut(&rest, ' ')) || !rest.ptr)
			return text;
		text = rest;
	}
}

static const bool is_cut[256] = {
	[';'] = true,
	['&'] = true,
	['|'] = true,
	['\n'] = true,
	['('] = true,
	[')'] = true,
	['{'] = true,
	['}'] = true,
	['`'] = true,
};

/* A line that does not parse is cut wherever an operator may stand; where it goes on
 * forever, its beginning has to do. */
static void add_broken(struct bash_texts *texts, struct pc_str line)
{
	size_t begin = 0, pieces = 0;

	for (size_t i = 0; i <= line.len && pieces < PC_MAX_SHELL_COMMANDS; i++) {
		if (i < line.len && !is_cut[(unsigned char)line.ptr[i]])
			continue;
		pieces++;
		texts->from = texts->count;
		bash_texts_add(texts,
			without_keywords((struct pc_str){line.ptr + begin, i - begin}));
		begin = i + 1;
	}
}

void bash_line_texts(struct bash_texts *texts, const struct bash_line *line,
	const struct bash_call *call)
{
	if (call->tree.fault)
		add_broken(texts, pc_str_head(call->line, PC_MAX_COMMAND_SIZE));
	texts->from = texts->count;
	for (size_t i = 0; i < line->n_opaque; i++)
		bash_texts_push(texts, opaque_text(line, line->opaque[i]), false);
	if (texts->doubt && !texts->stumbled && !call->tree.fault &&
		!line->opens_with_redir && !(call->tree.has_heredoc && line->has_pipe))
		bash_texts_add(texts, line->has_compound ? call->line : join(line));
	bash_texts_push(texts, call->line, true);
	bash_texts_push(texts, bash_wrap_unquote(texts->arena, call->line), true);
}
