/* SPDX-License-Identifier: Apache-2.0 */
/* From the bytes of a page to its tables; and where these are missing, what came instead.
 */
#include "sheet.h"

enum { LITTLE_TEXT = 400 }; /* bytes that a page without its script has, at most */

static bool has_nocase(struct pc_str text, const char *what)
{
	struct pc_str want = pc_str(what);

	for (size_t i = 0; i + want.len <= text.len; i++) {
		if (pc_str_eq_nocase(pc_str_head(pc_str_from(text, i), want.len), want))
			return true;
	}
	return false;
}

static bool has_any(struct pc_str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (has_nocase(text, words[i]))
			return true;
	}
	return false;
}

static struct pc_str first_heading(const struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		if (page->blocks[i].level)
			return page->blocks[i].text;
	}
	return (struct pc_str){0};
}

static void refuse_short(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	sheet_refuse(r, PC_UNREAD_SHORT, 0, "%zu bytes, and such a page has %zu at least",
		body.len, source->least);
}

/* None of the tables is there: what came instead? */
static void tell_what_came(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	static const char *const faults[] = {"not found", "404", "error", "denied",
		"forbidden", "unavailable", "moment", "too many requests", "captcha",
		"sign in", "log in", "login", "are you human", "attention required"};
	static const char *const scripts[] = {"loading", "enable javascript",
		"javascript to run", "requires javascript"};
	const struct page *page = r->page;
	struct pc_str heading = first_heading(page);
	const size_t n = sizeof(faults) / sizeof(faults[0]);
	bool has_script = page->n_scripts || source->is_markdown;

	if (page->has_password)
		sheet_refuse(r, PC_UNREAD_SHAPE, 0, "a page that asks for a password");
	else if (has_any(page->title, faults, n) || has_any(heading, faults, n))
		sheet_refuse(r, PC_UNREAD_SHAPE, 0, "a page of a fault: \"%.*s\"",
			PC_STR_ARG(sheet_quoted(r, has_any(page->title, faults, n)
							   ? page->title
							   : heading)));
	else if (page->text_size < LITTLE_TEXT &&
		 ((has_script && has_any(page->lead, scripts,
					 sizeof(scripts) / sizeof(scripts[0]))) ||
			 page->n_scripts))
		sheet_refuse(r, PC_UNREAD_SCRIPT, 0,
			"%zu bytes of text: the page is made by a script",
			page->text_size);
	else if (body.len < source->least)
		refuse_short(r, source, body);
	else
		sheet_refuse(
			r, PC_UNREAD_SHAPE, 0, "no table of %s", source->sheets[0]->name);
}

/* Whether it is the kind of document that was asked for. */
static bool type_is_right(struct sheet_reader *r, bool is_markdown, struct pc_str body)
{
	enum { BEGINNING = 4096 };
	struct pc_str text =
		pc_str_starts(body, PC_STR("\xef\xbb\xbf")) ? pc_str_from(body, 3) : body;
	bool is_html, is_json;

	text = pc_str_head(pc_str_trim(text), BEGINNING);
	is_html = text.len && text.ptr[0] == '<' &&
		  (has_nocase(text, "<html") || has_nocase(text, "<!doctype html"));
	is_json = text.len && strchr("{[", text.ptr[0]);
	if (text.len == 0 || (is_html != is_markdown && !is_json))
		return true;
	sheet_refuse(
		r, PC_UNREAD_TYPE, 0, "it is no %s", is_markdown ? "Markdown" : "HTML");
	return false;
}

/* Pages in HTML say where they end. */
static bool html_is_cut(struct pc_str body)
{
	enum { TAIL = 4096 };
	size_t from = body.len > TAIL ? body.len - TAIL : 0;

	return !has_nocase(pc_str_from(body, from), "</html");
}

static void read_page(
	struct sheet_reader *r, const struct page_source *source, struct pc_str body)
{
	struct page page = {0};
	struct pc_str why = {0};
	enum pc_unread unread = page_judge_bytes(&why, r->arena, body);

	if (unread == PC_READ && !type_is_right(r, source->is_markdown, body))
		return;
	if (unread == PC_READ)
		unread = source->is_markdown
				 ? page_read_markdown(&page, &why, r->arena, body)
				 : page_read_html(&page, &why, r->arena, body);
	if (unread == PC_READ && !source->is_markdown && html_is_cut(body)) {
		unread = PC_UNREAD_SHORT;
		why = PC_STR("it is cut off: no </html>");
	}
	if (unread != PC_READ) {
		sheet_refuse(r, unread, 0, "%.*s", PC_STR_ARG(why));
		return;
	}
	r->page = &page;
	if (!sheets_read(r, source))
		tell_what_came(r, source, body);
	else if (body.len < source->least)
		refuse_short(r, source, body);
}

void page_source_read(struct pc_reading *reading, struct pc_arena *arena,
	struct pc_str body, const struct page_source *source)
{
	struct sheet_reader r;

	sheet_reader_init(&r, reading, arena);
	read_page(&r, source, body);
	if (reading->unread == PC_READ)
		return;
	reading->items = NULL;
	reading->count = 0;
}
