/* SPDX-License-Identifier: Apache-2.0 */
/* Redirections: what a command reads on each of its descriptors, where that stands in the
 * line, and where its output goes.  What a descriptor other than the first gives is kept
 * as a written file, "/dev/fd/3". */
#include "walk_priv.h"

static struct pc_str body_text(const struct walk *walk, const struct pc_sh_node *body)
{
	return (struct pc_str){
		walk->text.ptr + body->span.start, body->span.end - body->span.start};
}

/* What the program in <(...) prints; NULL: the word is something else. */
static struct flow *process_output(
	struct walk *walk, const struct scope *scope, const struct pc_sh_word *word)
{
	const struct pc_sh_part *part = word->parts;
	struct flow *before = walk->output, *content;
	struct scope own = *scope;

	if (!part || part->next || part->kind != PC_SH_PROC_IN || !part->body)
		return NULL;
	content = pc_arena_new(walk->arena, struct flow);
	walk->output = content;
	walk_node(walk, &own, part->body);
	walk->output = before;
	content->source = body_text(walk, part->body);
	return content;
}

bool walk_process_file(struct walk *walk, const struct scope *scope,
	const struct pc_sh_word *word, struct field *out)
{
	const struct flow *content = process_output(walk, scope, word);

	if (!content)
		return false;
	*out = (struct field){.kind = FIELD_KNOWN,
		.text = pc_arena_printf(walk->arena, "/dev/fd/%zu", walk->budget + 64)};
	written_add(walk, scope, out->text, content, false);
	return true;
}

/* ---- redirections ----------------------------------------------------------- */

static const struct field *target_of(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	static const struct field none = {.kind = FIELD_UNKNOWN};
	struct fields fields;

	if (!redir->target.parts)
		return &none;
	values_of(&fields, walk->arena, scope, &redir->target);
	return fields.count == 1 ? &fields.items[0] : &none;
}

/* In a body that is expanded a backslash quotes these. */
static void add_unescaped(struct walk *walk, struct flow *out, struct pc_str text)
{
	for (size_t i = 0; i < text.len;) {
		struct pc_str rest = pc_str_from(text, i);
		size_t at = pc_str_find(rest, '\\');

		flow_add(walk, out, pc_str_head(rest, at));
		i += at;
		if (i == text.len)
			return;
		if (i + 1 < text.len && strchr("$`\\\n", text.ptr[i + 1]))
			i++;
		if (text.ptr[i] != '\n')
			flow_add(walk, out, pc_str_head(pc_str_from(text, i), 1));
		i++;
	}
}

/* The body's text with the value of each expansion that has one; the others stay as they
 * are written, and are unknown to whoever runs the text, too. */
static void expand_body(struct walk *walk, const struct scope *scope,
	const struct pc_sh_redir *redir, struct flow *out)
{
	uint32_t at = redir->body.start;

	for (const struct pc_sh_part *part = redir->body_parts; part; part = part->next) {
		struct pc_sh_part one = *part;
		struct pc_sh_part quoted = {.kind = PC_SH_DOUBLE, .parts = &one};
		struct pc_sh_word word = {
			.has = PC_SH_HAS_QUOTE | PC_SH_HAS_PARAM | PC_SH_HAS_COMMAND,
			.parts = &quoted};
		struct field value;

		if (part->span.start < at || part->span.end > redir->body.end)
			continue;
		one.next = NULL;
		word.text = (struct pc_str){walk->text.ptr + part->span.start,
			part->span.end - part->span.start};
		add_unescaped(walk, out,
			(struct pc_str){walk->text.ptr + at, part->span.start - at});
		value = value_of(walk->arena, scope, &word);
		flow_add(walk, out, value.kind == FIELD_KNOWN ? value.text : word.text);
		at = part->span.end;
	}
	if (redir->quoted)
		flow_add(walk, out,
			(struct pc_str){walk->text.ptr + at, redir->body.end - at});
	else
		add_unescaped(walk, out,
			(struct pc_str){walk->text.ptr + at, redir->body.end - at});
}

static struct flow *heredoc(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	struct flow *out = pc_arena_new(walk->arena, struct flow);
	struct flow whole = {0};
	struct pc_str rest;

	if (redir->body.end > walk->text.len || redir->body.start > redir->body.end) {
		out->unknown = true;
		return out;
	}
	expand_body(walk, scope, redir, redir->strip_tabs ? &whole : out);
	if (!redir->strip_tabs)
		return out;
	out->unknown = whole.unknown;
	for (rest = flow_text(&whole); rest.ptr;) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		while (line.len && line.ptr[0] == '\t')
			line = pc_str_from(line, 1);
		flow_add(walk, out, line);
		if (rest.ptr)
			flow_add(walk, out, PC_STR("\n"));
	}
	return out;
}

static struct flow *here_string(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	struct flow *out = pc_arena_new(walk->arena, struct flow);
	struct field field = {.kind = FIELD_KNOWN};

	if (redir->target.parts)
		field = value_of(walk->arena, scope, &redir->target);
	out->unknown = field.kind == FIELD_UNKNOWN;
	flow_add(walk, out, field.text);
	flow_add(walk, out, PC_STR("\n"));
	out->source = redir->target.text;
	return out;
}

static const struct flow unknown_input = {.unknown = true};

static const struct flow *input_file(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redir)
{
	const struct flow *content = process_output(walk, scope, &redir->target);
	const struct field *field;

	if (content)
		return content;
	field = target_of(walk, scope, redir);
	content = copies_content(walk, scope, field);
	return content ? content : &unknown_input;
}

/* <&3, <&3-; NULL for <&-, which gives nothing. */
static const struct flow *input_copy(struct walk *walk, const struct scope *scope,
	const struct pc_sh_redir *redir, const struct flow *input)
{
	const struct field *field = target_of(walk, scope, redir);
	struct pc_str name = field->text;
	const struct flow *content;

	if (pc_str_ends(name, PC_STR("-")))
		name.len--;
	if (field->kind != FIELD_KNOWN)
		return &unknown_input;
	if (!name.len)
		return NULL;
	if (pc_str_is(name, "0"))
		return input;
	content = written_find(walk, scope,
		pc_arena_printf(walk->arena, "/dev/fd/%.*s", PC_STR_ARG(name)));
	return content ? content : &unknown_input;
}

/* The descriptor as the shell would name it; {x}<file gives x one of its own. */
static int descriptor_of(
	struct walk *walk, struct scope *scope, const struct pc_sh_redir *redir)
{
	enum { FIRST_OWN = 10 };
	struct pc_str number;
	int fd = FIRST_OWN;

	if (!redir->var.len)
		return redir->fd;
	for (const struct written *at = walk->written; at; at = at->next)
		fd += pc_str_starts(at->path, PC_STR("/dev/fd/"));
	number = pc_arena_printf(walk->arena, "%d", fd);
	scope_set(scope, walk, redir->var, number);
	return fd;
}

static const struct flow *input_of(struct walk *walk, const struct scope *scope,
	const struct pc_sh_redir *redir, const struct flow *input)
{
	switch (redir->op) {
	case PC_SH_REDIR_HEREDOC:
		return heredoc(walk, scope, redir);
	case PC_SH_REDIR_STRING:
		return here_string(walk, scope, redir);
	case PC_SH_REDIR_DUP_IN:
		return input_copy(walk, scope, redir, input);
	default:
		return input_file(walk, scope, redir);
	}
}

static bool gives_input(enum pc_sh_redir_op op)
{
	return op == PC_SH_REDIR_HEREDOC || op == PC_SH_REDIR_STRING ||
	       op == PC_SH_REDIR_DUP_IN || op == PC_SH_REDIR_IN || op == PC_SH_REDIR_RW;
}

const struct flow *walk_input(struct walk *walk, struct scope *scope,
	const struct pc_sh_redir *redirs, const struct flow *from)
{
	static const struct flow nothing = {0};
	bool is_new = false;

	for (const struct pc_sh_redir *redir = redirs; redir; redir = redir->next) {
		const struct flow *content;
		int fd;

		if (!gives_input(redir->op))
			continue;
		content = input_of(walk, scope, redir, from);
		fd = descriptor_of(walk, scope, redir);
		if (fd <= 0) {
			from = content;
			is_new = true;
		} else {
			written_add(walk, scope,
				pc_arena_printf(walk->arena, "/dev/fd/%d", fd),
				content ? content : &nothing, false);
		}
	}
	if (is_new)
		walk->upstream = from ? from->source : (struct pc_str){0};
	return from;
}

void walk_redirs(
	struct walk *walk, const struct scope *scope, const struct pc_sh_redir *redirs)
{
	for (; redirs; redirs = redirs->next) {
		walk_word(walk, scope, &redirs->target);
		walk_parts(walk, scope, redirs->body_parts);
	}
}

const struct pc_sh_redir *walk_output_file(const struct pc_sh_redir *redirs)
{
	static const bool writes[] = {[PC_SH_REDIR_OUT] = true,
		[PC_SH_REDIR_CLOBBER] = true,
		[PC_SH_REDIR_APPEND] = true,
		[PC_SH_REDIR_BOTH] = true,
		[PC_SH_REDIR_BOTH_APP] = true,
		[PC_SH_REDIR_STRING] = false};
	const struct pc_sh_redir *file = NULL;

	for (; redirs; redirs = redirs->next) {
		if (writes[redirs->op] && redirs->fd <= 1)
			file = redirs;
	}
	return file;
}

void walk_output_begin(
	struct walk *walk, struct output_end *end, const struct pc_sh_redir *redirs)
{
	*end = (struct output_end){
		.before = walk->output, .file = walk_output_file(redirs)};
	if (end->file)
		walk->output = &end->own;
}

/* > >(bash): what is printed is what the program in it reads. */
static bool into_process(
	struct walk *walk, const struct scope *scope, const struct output_end *end)
{
	const struct pc_sh_part *part = end->file->target.parts;
	const struct flow *before = walk->input;
	struct pc_str upstream = walk->upstream;
	struct scope own = *scope;

	if (!part || part->next || part->kind != PC_SH_PROC_OUT || !part->body)
		return false;
	walk->input = &end->own;
	walk->upstream = end->own.source;
	walk_node(walk, &own, part->body);
	walk->input = before;
	walk->upstream = upstream;
	return true;
}

void walk_output_end(struct walk *walk, const struct scope *scope, struct output_end *end)
{
	const struct field *field;
	struct pc_str path;

	walk->output = end->before;
	if (!end->file || into_process(walk, scope, end))
		return;
	field = target_of(walk, scope, end->file);
	path = written_path(walk, field);
	if (!path.len || pc_str_is(path, "/dev/null"))
		return;
	if (pc_str_is(path, "/dev/stdout") && walk->output) {
		flow_join(walk, walk->output, &end->own);
		return;
	}
	written_add(walk, scope, path, &end->own,
		end->file->op == PC_SH_REDIR_APPEND ||
			end->file->op == PC_SH_REDIR_BOTH_APP);
}
