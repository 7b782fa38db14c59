/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown to the common form of a page: headings with "#" and tables with pipes, and
 * what stands in their texts.  The rest of the language is passed over, but for what
 * hides text: blocks of code, comments, and the heading of the file itself. */
#include "markdown.h"

#include "pc/base/buf.h"

struct reader {
	struct page_builder *builder;
	struct pc_buf lead;
	struct pc_str rest;  /* after the line at hand */
	uint32_t line;       /* of the line at hand */
	struct pc_str fence; /* that the block of code ends with; empty: there is none */
	bool in_comment;
	bool ends_in_row; /* the last line is one, and has no end */
};

enum { LEAD = 400 };

static struct pc_str next_line(struct reader *r)
{
	struct pc_str line = pc_str_cut(&r->rest, '\n');

	r->line++;
	if (pc_str_ends(line, PC_STR("\r")))
		line.len--;
	return line;
}

/* ---- lines ------------------------------------------------------------------ */

/* The level of a heading; 0: it is none. */
static int heading_level(struct pc_str line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] == '#')
		n++;
	return n >= 1 && n <= 6 && (n == line.len || line.ptr[n] == ' ') ? (int)n : 0;
}

static struct pc_str fence_of(struct pc_str line)
{
	size_t n = 0;

	if (line.len == 0 || !strchr("`~", line.ptr[0]))
		return (struct pc_str){0};
	while (n < line.len && line.ptr[n] == line.ptr[0])
		n++;
	return n >= 3 ? pc_str_head(line, n) : (struct pc_str){0};
}

/* Whether the line is inside of code or a comment, which this function follows. */
static bool is_hidden(struct reader *r, struct pc_str line)
{
	struct pc_str fence = fence_of(line);

	if (r->fence.len) {
		if (pc_str_starts(fence, r->fence) && fence.len == line.len)
			r->fence = (struct pc_str){0};
		return true;
	}
	if (r->in_comment) {
		r->in_comment = pc_str_find_str(line, PC_STR("-->")) == line.len;
		return true;
	}
	if (fence.len) {
		r->fence = fence;
		return true;
	}
	if (!pc_str_starts(line, PC_STR("<!--")))
		return false;
	r->in_comment = pc_str_find_str(line, PC_STR("-->")) == line.len;
	return true;
}

/* ---- tables ----------------------------------------------------------------- */

/* Where the next pipe that ends a cell is, or the end. */
static size_t cell_end(struct pc_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '\\')
			i++;
		else if (line.ptr[i] == '|')
			return i;
	}
	return line.len;
}

/* Without the pipes at both ends. */
static struct pc_str row_inside(struct pc_str line)
{
	size_t end = 0;

	line = pc_str_trim(line);
	if (line.len && line.ptr[0] == '|')
		line = pc_str_from(line, 1);
	for (size_t at = 0; at < line.len; at = end + 1) {
		end = at + cell_end(pc_str_from(line, at));
		if (end + 1 == line.len)
			return pc_str_head(line, end);
	}
	return line;
}

static size_t count_cells(struct pc_str line)
{
	struct pc_str rest = row_inside(line);
	size_t n = 1;

	for (size_t at; (at = cell_end(rest)) < rest.len; n++)
		rest = pc_str_from(rest, at + 1);
	return n;
}

static bool is_delimiter(struct pc_str cell)
{
	cell = pc_str_trim(cell);
	if (cell.len && cell.ptr[0] == ':')
		cell = pc_str_from(cell, 1);
	if (pc_str_ends(cell, PC_STR(":")))
		cell.len--;
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] != '-')
			return false;
	}
	return cell.len > 0;
}

/* "| --- | :-: |" */
static bool is_delimiter_row(struct pc_str line)
{
	struct pc_str rest;

	if (pc_str_find(line, '|') == line.len)
		return false;
	rest = row_inside(line);
	for (;;) {
		size_t at = cell_end(rest);

		if (!is_delimiter(pc_str_head(rest, at)))
			return false;
		if (at == rest.len)
			return true;
		rest = pc_str_from(rest, at + 1);
	}
}

static void add_row(struct reader *r, struct pc_str line)
{
	struct pc_str rest = row_inside(line);

	page_row_open(r->builder, r->line);
	for (;;) {
		size_t at = cell_end(rest);

		page_text_open(r->builder);
		markdown_inline(r->builder, pc_str_trim(pc_str_head(rest, at)));
		page_cell_close(r->builder, 1, 1);
		if (at >= rest.len || r->builder->unread != PC_READ)
			break;
		rest = pc_str_from(rest, at + 1);
	}
	page_row_close(r->builder);
}

/* The line at hand is the header of a table when the next one is the line below such. */
static bool begins_table(const struct reader *r, struct pc_str line)
{
	struct pc_str rest = r->rest, below;

	if (pc_str_find(line, '|') == line.len || !rest.ptr)
		return false;
	below = pc_str_trim(pc_str_cut(&rest, '\n'));
	return is_delimiter_row(below) && count_cells(below) == count_cells(line);
}

static void read_table(struct reader *r, struct pc_str header)
{
	page_table_open(r->builder, r->line);
	add_row(r, header);
	next_line(r);
	while (r->rest.ptr && r->builder->unread == PC_READ) {
		struct pc_str ahead = r->rest;
		struct pc_str line = pc_str_trim(pc_str_cut(&ahead, '\n'));

		if (pc_str_find(line, '|') == line.len || heading_level(line) ||
			fence_of(line).len)
			break;
		next_line(r);
		add_row(r, line);
		r->ends_in_row = !r->rest.ptr;
	}
	page_table_close(r->builder);
}

/* ---- the whole -------------------------------------------------------------- */

static void read_heading(struct reader *r, struct pc_str line, int level)
{
	struct pc_str text = pc_str_trim(pc_str_from(line, (size_t)level));

	while (pc_str_ends(text, PC_STR("#")))
		text.len--;
	page_text_open(r->builder);
	markdown_inline(r->builder, pc_str_trim(text));
	page_heading(r->builder, level, page_text_close(r->builder), r->line);
}

static void read_line(struct reader *r, struct pc_str line)
{
	int level;

	line = pc_str_trim(line);
	if (is_hidden(r, line))
		return;
	r->builder->page.text_size += line.len;
	if (r->lead.len < LEAD && line.len) {
		pc_buf_add(&r->lead, pc_str_head(line, LEAD));
		pc_buf_add_char(&r->lead, ' ');
	}
	level = heading_level(line);
	if (level)
		read_heading(r, line, level);
	else if (begins_table(r, line))
		read_table(r, line);
	else if (line.len > 1 && line.ptr[0] == '|' && pc_str_ends(line, PC_STR("|")))
		page_refuse(r->builder, PC_UNREAD_SHAPE,
			pc_arena_printf(r->builder->arena,
				"line %u: a row outside of a table", r->line));
}

/* The file's own heading: between lines of "---", at its very beginning. */
static void skip_front(struct reader *r)
{
	const struct reader before = *r;

	if (!pc_str_is(next_line(r), "---")) {
		*r = before;
		return;
	}
	while (r->rest.ptr) {
		if (pc_str_is(pc_str_trim(next_line(r)), "---"))
			return;
	}
	*r = before;
}

static void judge_end(struct reader *r)
{
	if (r->fence.len || r->in_comment)
		page_refuse(r->builder, PC_UNREAD_SHORT,
			PC_STR("it is cut off: what hides text does not end"));
	else if (r->ends_in_row)
		page_refuse(r->builder, PC_UNREAD_SHORT,
			PC_STR("it is cut off: it ends in a table, without an end of "
			       "line"));
}

enum pc_unread page_read_markdown(
	struct page *out, struct pc_str *why, struct pc_arena *arena, struct pc_str body)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct page_builder *builder = pc_arena_new(arena, struct page_builder);
	struct reader r = {.builder = builder};
	enum pc_unread unread = page_judge_bytes(why, arena, body);

	if (unread != PC_READ)
		return unread;
	r.rest =
		pc_str_starts(body, PC_STR("\xef\xbb\xbf")) ? pc_str_from(body, 3) : body;
	builder->arena = arena;
	builder->text = &text;
	skip_front(&r);
	while (r.rest.ptr && builder->unread == PC_READ)
		read_line(&r, next_line(&r));
	judge_end(&r);
	builder->text = NULL;
	builder->page.lead = page_clean(arena, pc_buf_str(&r.lead));
	pc_buf_done(&r.lead);
	*why = builder->why;
	if (builder->unread == PC_READ)
		*out = builder->page;
	return builder->unread;
}
