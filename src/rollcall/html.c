/* SPDX-License-Identifier: Apache-2.0 */
/* HTML to the common form of a page, over libxml2's reader: it tells of elements and
 * texts as they come, and no tree is made.  It gets nothing from anywhere: HTML has no
 * entities of its own making, and what a page names is not fetched.  Depth and number of
 * elements are bounded here, where the reader can be stopped. */
#include <libxml/HTMLparser.h>

#include "html_grey.h"
#include "html_tags.h"
#include "pc/base/buf.h"

struct reader {
	struct page_builder *builder;
	htmlParserCtxtPtr ctxt;
	struct pc_buf lead;
	struct pc_buf aside; /* what buttons of the cell say */
	int depth, nodes;
	int hidden;    /* depth of the element whose text nobody sees; 0: none */
	int button;    /* of the button that is open */
	int level;     /* of the heading that is open */
	uint32_t line; /* where it began */
	int tables;    /* that are open, one in another */
	bool in_row, in_cell, in_title, is_grey;
	unsigned columns, rows; /* that the cell goes over */
};

enum { LEAD = 400 };

/* ---- what elements are ------------------------------------------------------ */

enum role {
	ROLE_NONE,
	ROLE_HIDDEN,
	ROLE_BUTTON,
	ROLE_SCRIPT,
	ROLE_BREAK, /* begins a new line */
	ROLE_HEADING,
	ROLE_TABLE,
	ROLE_ROW,
	ROLE_CELL,
	ROLE_CODE,
	ROLE_STRUCK,
	ROLE_INPUT,
	ROLE_TITLE,
};

static enum role role_of(const char *name)
{
	static const struct {
		const char *name;
		enum role role;
	} table[] = {{"script", ROLE_SCRIPT}, {"style", ROLE_HIDDEN},
		{"template", ROLE_HIDDEN}, {"noscript", ROLE_HIDDEN},
		{"svg", ROLE_HIDDEN}, {"sup", ROLE_HIDDEN}, /* marks of footnotes */
		{"button", ROLE_BUTTON}, {"br", ROLE_BREAK}, {"p", ROLE_BREAK},
		{"div", ROLE_BREAK}, {"li", ROLE_BREAK}, {"ul", ROLE_BREAK},
		{"h1", ROLE_HEADING}, {"h2", ROLE_HEADING}, {"h3", ROLE_HEADING},
		{"h4", ROLE_HEADING}, {"h5", ROLE_HEADING}, {"h6", ROLE_HEADING},
		{"table", ROLE_TABLE}, {"tr", ROLE_ROW}, {"td", ROLE_CELL},
		{"th", ROLE_CELL}, {"code", ROLE_CODE}, {"tt", ROLE_CODE},
		{"kbd", ROLE_CODE}, {"s", ROLE_STRUCK}, {"del", ROLE_STRUCK},
		{"strike", ROLE_STRUCK}, {"input", ROLE_INPUT}, {"title", ROLE_TITLE}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) == 0)
			return table[i].role;
	}
	return ROLE_NONE;
}

static const char *attribute(const xmlChar **pairs, const char *name)
{
	for (size_t i = 0; pairs && pairs[i]; i += 2) {
		if (strcmp((const char *)pairs[i], name) == 0)
			return pairs[i + 1] ? (const char *)pairs[i + 1] : "";
	}
	return NULL;
}

static bool attribute_is(const xmlChar **pairs, const char *name, const char *value)
{
	const char *is = attribute(pairs, name);

	return is && pc_str_eq_nocase(pc_str(is), pc_str(value));
}

static bool has_class(struct pc_str classes, struct pc_str name)
{
	while (classes.ptr) {
		if (pc_str_eq(pc_str_cut(&classes, ' '), name))
			return true;
	}
	return false;
}

static unsigned attribute_count(const xmlChar **pairs, const char *name)
{
	const char *text = attribute(pairs, name);
	unsigned n = 0;

	for (; text && *text >= '0' && *text <= '9' && n < PC_MAX_PAGE_CELLS; text++)
		n = n * 10 + (unsigned)(*text - '0');
	return n ? n : 1;
}

/* ---- what the reader tells -------------------------------------------------- */

static uint32_t line_now(const struct reader *r)
{
	return r->ctxt->input && r->ctxt->input->line > 0 ? (uint32_t)r->ctxt->input->line
							  : 1;
}

static void refuse(struct reader *r, const char *what, int most)
{
	page_refuse(r->builder, PC_UNREAD_LARGE,
		pc_arena_printf(r->builder->arena, "line %u: more than %d %s",
			line_now(r), most, what));
	xmlStopParser(r->ctxt);
}

/* "Copy" beside a name is none of it; a name that is copied by a click on it is all that
 * the cell has. */
static void close_cell(struct reader *r)
{
	if (r->tables != 1 || !r->in_cell)
		return;
	if (!page_text_has(r->builder))
		page_text_add(r->builder, pc_buf_str(&r->aside));
	page_cell_close(r->builder, r->columns, r->rows);
	r->in_cell = false;
}

static void close_row(struct reader *r)
{
	if (r->tables != 1 || !r->in_row)
		return;
	close_cell(r);
	if (r->is_grey)
		page_row_grey(r->builder);
	page_row_close(r->builder);
	r->in_row = r->is_grey = false;
}

static void close_table(struct reader *r)
{
	if (r->tables == 0)
		return;
	if (r->tables == 1) {
		close_row(r);
		page_table_close(r->builder);
	}
	r->tables--;
}

/* A table ends where another begins, but for one in a cell, which makes that unreadable.
 */
static void open_table(struct reader *r)
{
	if (r->tables == 1 && !r->in_cell)
		close_table(r);
	if (r->tables++ == 0)
		page_table_open(r->builder, line_now(r));
	else
		r->builder->is_cut = true;
}

/* Rows that nobody would see as such: what belongs to them is missing. */
static bool is_in_table(struct reader *r)
{
	if (r->tables == 0)
		page_refuse(r->builder, PC_UNREAD_SHAPE,
			pc_arena_printf(r->builder->arena,
				"line %u: a row outside of a table", line_now(r)));
	return r->tables == 1;
}

static void open_row(struct reader *r)
{
	if (!is_in_table(r))
		return;
	close_row(r);
	page_row_open(r->builder, line_now(r));
	r->in_row = true;
}

static void open_cell(struct reader *r, const xmlChar **pairs)
{
	if (!is_in_table(r))
		return;
	if (!r->in_row)
		open_row(r);
	close_cell(r);
	r->in_cell = true;
	r->aside.len = 0;
	r->columns = attribute_count(pairs, "colspan");
	r->rows = attribute_count(pairs, "rowspan");
	page_text_open(r->builder);
}

static void open_heading(struct reader *r, const char *name)
{
	if (r->in_cell || r->level)
		return;
	r->level = name[1] - '0';
	r->line = line_now(r);
	page_text_open(r->builder);
}

static void open_by_role(
	struct reader *r, enum role role, const char *name, const xmlChar **pairs)
{
	if (role == ROLE_BREAK)
		page_text_mark(r->builder, '\n');
	else if (role == ROLE_CODE)
		page_text_mark(r->builder, CODE_ON);
	else if (role == ROLE_STRUCK)
		page_text_mark(r->builder, STRUCK_ON);
	else if (role == ROLE_TABLE)
		open_table(r);
	else if (role == ROLE_ROW)
		open_row(r);
	else if (role == ROLE_CELL)
		open_cell(r, pairs);
	else if (role == ROLE_HEADING)
		open_heading(r, name);
	else if (role == ROLE_INPUT && attribute_is(pairs, "type", "password"))
		r->builder->page.has_password = true;
	else if (role == ROLE_TITLE && !r->in_cell && !r->level) {
		r->in_title = true;
		page_text_open(r->builder);
	}
	if ((role == ROLE_ROW || role == ROLE_CELL) && r->tables == 1 &&
		html_is_grey(attribute(pairs, "class"), attribute(pairs, "style")))
		r->is_grey = true;
}

/* What only those hear who have the page read to them, or see who point at it. */
static bool is_beside(const xmlChar **pairs)
{
	static const char *const classes[] = {"sr-only", "visually-hidden", "tooltip"};
	const char *is = attribute(pairs, "class");

	if (attribute_is(pairs, "role", "tooltip"))
		return true;
	for (size_t i = 0; is && i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (has_class(pc_str(is), pc_str(classes[i])))
			return true;
	}
	return false;
}

/* What React has sent later than the page waits in hidden elements named "S:0" for a
 * script that puts it in place; and a reader's search finds "until-found". */
static bool is_hidden(const xmlChar **pairs)
{
	const char *id = attribute(pairs, "id");

	if (attribute_is(pairs, "aria-hidden", "true") || is_beside(pairs))
		return true;
	return attribute(pairs, "hidden") &&
	       !attribute_is(pairs, "hidden", "until-found") &&
	       !(id && pc_str_starts(pc_str(id), PC_STR("S:")));
}

static void start_element(void *user, const xmlChar *name, const xmlChar **pairs)
{
	struct reader *r = user;
	enum role role = role_of((const char *)name);

	if (r->builder->unread != PC_READ) {
		xmlStopParser(r->ctxt);
		return;
	}
	r->depth++;
	if (r->depth > PC_MAX_PAGE_DEPTH) {
		refuse(r, "elements within elements", PC_MAX_PAGE_DEPTH);
		return;
	}
	if (++r->nodes > PC_MAX_PAGE_NODES) {
		refuse(r, "elements", PC_MAX_PAGE_NODES);
		return;
	}
	if (role == ROLE_SCRIPT)
		r->builder->page.n_scripts++;
	if (r->hidden)
		return;
	if (role == ROLE_HIDDEN || role == ROLE_SCRIPT || is_hidden(pairs)) {
		r->hidden = r->depth;
		return;
	}
	if (r->button)
		return;
	if (role == ROLE_BUTTON) {
		r->button = r->depth;
		return;
	}
	open_by_role(r, role, (const char *)name, pairs);
}

static void close_heading(struct reader *r)
{
	if (!r->level || r->in_cell)
		return;
	page_heading(r->builder, r->level, page_text_close(r->builder), r->line);
	r->level = 0;
}

static void close_title(struct reader *r)
{
	if (!r->in_title)
		return;
	r->in_title = false;
	r->builder->page.title =
		page_plain(r->builder->arena, page_text_close(r->builder));
}

static void end_element(void *user, const xmlChar *name)
{
	struct reader *r = user;
	enum role role = role_of((const char *)name);
	bool was_hidden = r->hidden || r->button;

	if (r->hidden == r->depth)
		r->hidden = 0;
	if (r->button == r->depth)
		r->button = 0;
	if (r->depth > 0)
		r->depth--;
	if (was_hidden)
		return;
	if (role == ROLE_BREAK)
		page_text_mark(r->builder, '\n');
	else if (role == ROLE_CODE)
		page_text_mark(r->builder, CODE_OFF);
	else if (role == ROLE_STRUCK)
		page_text_mark(r->builder, STRUCK_OFF);
	else if (role == ROLE_CELL)
		close_cell(r);
	else if (role == ROLE_ROW)
		close_row(r);
	else if (role == ROLE_TABLE)
		close_table(r);
	else if (role == ROLE_HEADING)
		close_heading(r);
	else if (role == ROLE_TITLE)
		close_title(r);
}

static void characters(void *user, const xmlChar *text, int len)
{
	struct reader *r = user;
	struct pc_str s = {(const char *)text, len > 0 ? (size_t)len : 0};

	if (r->hidden)
		return;
	if (r->button) {
		if (r->in_cell && r->aside.len < PC_MAX_PAGE_CELL)
			pc_buf_add(&r->aside, s);
		return;
	}
	page_text_add(r->builder, s);
	if (r->in_title)
		return;
	r->builder->page.text_size += pc_str_trim(s).len;
	if (r->lead.len < LEAD && pc_str_trim(s).len) {
		pc_buf_add(&r->lead, pc_str_head(pc_str_trim(s), LEAD));
		pc_buf_add_char(&r->lead, ' ');
	}
}

/* ---- the whole -------------------------------------------------------------- */

static void read_all(struct reader *r, struct pc_str body)
{
	htmlSAXHandler sax = {.startElement = start_element,
		.endElement = end_element,
		.characters = characters,
		.ignorableWhitespace = characters};
	htmlSAXHandlerPtr own = r->ctxt->sax;

	r->ctxt->sax = &sax;
	r->ctxt->userData = r;
	/* No document comes of it. */
	xmlFreeDoc(htmlCtxtReadMemory(r->ctxt, body.ptr, (int)body.len, NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
			HTML_PARSE_NOWARNING | HTML_PARSE_NODEFDTD));
	r->ctxt->sax = own;
	while (r->tables)
		close_table(r);
}

enum pc_unread page_read_html(
	struct page *out, struct pc_str *why, struct pc_arena *arena, struct pc_str body)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct page_builder *builder = pc_arena_new(arena, struct page_builder);
	struct reader r = {.builder = builder};
	enum pc_unread unread = page_judge_bytes(why, arena, body);

	if (unread != PC_READ)
		return unread;
	if (!html_tags_are_few(body)) {
		*why = pc_arena_printf(arena, "a tag with more than %d attributes",
			PC_MAX_PAGE_ATTRIBUTES);
		return PC_UNREAD_LARGE;
	}
	builder->arena = arena;
	builder->text = &text;
	r.ctxt = htmlNewParserCtxt();
	if (!r.ctxt)
		abort();
	read_all(&r, body);
	htmlFreeParserCtxt(r.ctxt);
	builder->text = NULL;
	builder->page.lead = page_clean(arena, pc_buf_str(&r.lead));
	pc_buf_done(&r.lead);
	pc_buf_done(&r.aside);
	*why = builder->why;
	if (builder->unread == PC_READ)
		*out = builder->page;
	return builder->unread;
}
