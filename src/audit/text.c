/* SPDX-License-Identifier: Apache-2.0 */
/* One document in memory: its text, then its structure, then what was found is handed
 * in. */
#include "audit_priv.h"
#include "pc/base/limits.h"

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

void pc_audit_look(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text, struct pc_audit_hits *hits)
{
	const struct pc_secret_text window = {.text = text};

	pc_secret_scan(scanner, &window, pc_audit_hits_add, hits);

	bool is_wanted = pc_audit_shape_is_wanted(at->path, text);

	if (text.len > PC_MAX_AUDIT_DOCUMENT && is_wanted)
		pc_audit_note(job->audit, "PC2523", at->path,
			"its structure is not looked at, as it is larger than %u MB: "
			"names of services are not known, values in it that are encoded "
			"twice are not found",
			(unsigned)(PC_MAX_AUDIT_DOCUMENT >> 20));
	else if (text.len <= PC_MAX_AUDIT_DOCUMENT && (is_wanted || hits->n))
		pc_audit_shape(job, scanner, at->path, text, hits);
	if (hits->n) {
		pc_audit_hand_in(job, at, text, hits);
		pc_audit_hits_clear(hits);
	}
}

void pc_audit_text(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	const struct pc_audit_place *at, struct pc_str text)
{
	struct pc_audit_hits hits = {0};

	pc_audit_look(job, scanner, at, text, &hits);
	pc_audit_hits_done(&hits);
}
