/* SPDX-License-Identifier: Apache-2.0 */
/* The text behind a document, before it is read and after it was found wrong: bytes to
 * UTF-8 as a JavaScript program receives them, and the line that a place points at. */
#ifndef PC_DOC_SOURCE_H
#define PC_DOC_SOURCE_H

#include "pc/base/buf.h"
#include "pc/base/err.h"

/* What was found at the seams; which of it is a fault is the caller's decision. */
struct pc_source_facts {
	bool bom;              /* began with a byte order mark; it is not in the text */
	bool utf16;            /* began with one of UTF-16: nothing below will read it */
	size_t n_bad;          /* malformed sequences, each U+FFFD in the text now */
	struct pc_span bad_at; /* the first of them */
};

/* The text of bytes, as `readFileSync(path, "utf8")` gives it, less the byte order mark.
 * Borrows from bytes when nothing had to be replaced, else from arena. */
struct pc_str pc_source_decode(struct pc_source_facts *facts, struct pc_arena *arena,
	const char *file, struct pc_str bytes);

/* Between offsets in bytes and places.  Lines end with LF, CR LF or CR; a place past the
 * end of its line or of the text is the end of that. */
struct pc_span pc_source_place(const char *file, struct pc_str text, size_t offset);
size_t pc_source_offset(struct pc_str text, struct pc_span at);

/* Two lines, each ended, for people: the line of text that at points into and a caret
 * below the place.  Long lines are cut to what is around it.  Adds nothing when at has no
 * line in text. */
void pc_source_excerpt(struct pc_buf *out, struct pc_str text, struct pc_span at);

/* A place that was found before; the zero value is none. */
struct pc_source_mark {
	uint32_t line, col;
	size_t offset;
};

/* The same, looking for the place from mark on, and leaving it there: places in their
 * order cost one pass over the text. */
void pc_source_excerpt_next(struct pc_buf *out, struct pc_str text, struct pc_span at,
	struct pc_source_mark *mark);

#endif
