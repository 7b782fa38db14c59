/* SPDX-License-Identifier: Apache-2.0 */
/* One document in memory: its text, then its structure, then what was found is handed
 * in. */
#include "audit_priv.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

/* Where the line begins that an offset lies in, or as far before it as is looked. */
static size_t start_of_line(struct pc_str text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < PC_MAX_AUDIT_LINE && text.ptr[start - 1] != '\n')
		start--;
	return start;
}

/* The line that an offset lies in, without its end, and the one above it. */
static struct pc_str lines_at(struct pc_str text, size_t at)
{
	size_t start, len;
	const char *end;

	if (at >= text.len)
		return (struct pc_str){0};
	start = start_of_line(text, at);
	end = memchr(text.ptr + at, '\n', text.len - at);
	len = (size_t)((end ? end : text.ptr + text.len) - (text.ptr + start));
	if (len > (size_t)2 * PC_MAX_AUDIT_LINE)
		len = (size_t)2 * PC_MAX_AUDIT_LINE;
	if (start > 0 && text.ptr[start - 1] == '\n') {
		size_t above = start_of_line(text, start - 1);

		len += start - above;
		start = above;
	}
	return (struct pc_str){text.ptr + start, len};
}

void pc_audit_hand_in(const struct pc_audit_job *job, const struct pc_audit_place *at,
	struct pc_str text, const struct pc_audit_hits *hits)
{
	if (hits->n >= PC_MAX_SECRET_HITS)
		pc_audit_note(job->audit, "PC2527", at->path,
			"more than %d keys in one text: the rest of them is not told",
			PC_MAX_SECRET_HITS);
	for (size_t i = 0; i < hits->n; i++) {
		const struct pc_audit_hit *hit = &hits->items[i];
		struct pc_audit_place place = *at;

		if (hit->is_none)
			continue;
		if (job->is_wanted &&
			!job->is_wanted(job->wanted_context, &hit->hit, text))
			continue;
		place.line = hit->hit.line;
		place.col = hit->hit.col;
		place.service = hit->service;
		place.container = hit->container;
		place.variable = hit->variable.len ? hit->variable : hit->hit.name;
		pc_audit_add(job->audit, &place, &hit->hit, lines_at(text, hit->hit.at));
	}
}

/* Bytes of a program, where only what surely is a key counts as one: names beside values
 * mean nothing there. */
static bool is_binary(struct pc_str text)
{
	enum { HEAD = 1024 };

	return text.len && memchr(text.ptr, 0, text.len < HEAD ? text.len : HEAD);
}

void pc_audit_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	struct pc_audit_hits *hits)
{
	size_t before = hits->n;

	pc_secret_scan(scanner, text, pc_audit_hits_add, hits);
	if (hits->n == before || !is_binary(text->text))
		return;
	for (size_t i = before; i < hits->n; i++)
		if (hits->items[i].hit.sureness < PC_SECRET_SURE)
			hits->items[i].is_none = true;
}

void pc_audit_note_structure(const struct pc_audit_job *job, struct pc_str path)
{
	pc_audit_note(job->audit, "PC2523", path,
		"its structure is not looked at, as it is larger than %u MB: names of "
		"services are not known, and values that only it shows are not found",
		(unsigned)(PC_MAX_AUDIT_DOCUMENT >> 20));
}

static void look(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text, struct pc_audit_hits *hits)
{
	const struct pc_secret_text window = {.text = text};

	pc_audit_scan(scanner, &window, hits);

	bool is_wanted = pc_audit_shape_is_wanted(at->path, text);

	if (text.len > PC_MAX_AUDIT_DOCUMENT && is_wanted)
		pc_audit_note_structure(job, at->path);
	else if (text.len <= PC_MAX_AUDIT_DOCUMENT && (is_wanted || hits->n))
		pc_audit_shape(job, scanner, at->path, text, hits);
	if (hits->n) {
		pc_audit_hand_in(job, at, text, hits);
		pc_audit_hits_clear(hits);
	}
}

/* Files of Windows are often UTF-16, and say so in their first two bytes. */
static bool is_utf16(struct pc_str text)
{
	return text.len > 2 && text.len <= PC_MAX_AUDIT_DOCUMENT &&
	       (pc_str_starts(text, PC_STR("\xff\xfe")) ||
		       pc_str_starts(text, PC_STR("\xfe\xff")));
}

static uint32_t unit_at(struct pc_str text, size_t at)
{
	bool is_little = text.ptr[0] == '\xff';
	uint32_t first = (unsigned char)text.ptr[at];
	uint32_t second = (unsigned char)text.ptr[at + 1];

	return is_little ? second << 8 | first : first << 8 | second;
}

static size_t from_utf16(char *out, struct pc_str text)
{
	enum { HIGH = 0xd800, LOW = 0xdc00, END = 0xe000, MORE = 0x10000 };
	size_t len = 0;

	for (size_t at = 2; at + 1 < text.len; at += 2) {
		uint32_t c = unit_at(text, at);
		uint32_t next = at + 3 < text.len ? unit_at(text, at + 2) : 0;

		if (c >= HIGH && c < LOW && next >= LOW && next < END) {
			c = MORE + ((c - HIGH) << 10) + (next - LOW);
			at += 2;
		}
		len += pc_utf8_put(out + len, c);
	}
	return len;
}

static void visit(const struct pc_audit_job *job, const struct pc_audit_place *at,
	struct pc_str text, bool is_converted)
{
	const struct pc_audit_part part = {
		.text = text, .own = text.len, .line = 1, .is_converted = is_converted};

	job->visit(job->visitor, at->path, &part);
}

void pc_audit_look(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text, struct pc_audit_hits *hits)
{
	if (!is_utf16(text)) {
		if (job->visit)
			visit(job, at, text, false);
		else
			look(job, scanner, at, text, hits);
		return;
	}

	/* A unit of two bytes becomes three at most, a pair of them four. */
	size_t size = text.len / 2 * 3 + 4;
	char *utf8 = pc_xmalloc(size);
	size_t len = from_utf16(utf8, text);

	if (job->visit)
		visit(job, at, (struct pc_str){utf8, len}, true);
	else
		look(job, scanner, at, (struct pc_str){utf8, len}, hits);
	explicit_bzero(utf8, len);
	free(utf8);
}

void pc_audit_text(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text)
{
	struct pc_audit_hits hits = {0};

	pc_audit_look(job, scanner, at, text, &hits);
	pc_audit_hits_done(&hits);
}
