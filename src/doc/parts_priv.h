/* SPDX-License-Identifier: Apache-2.0 */
/* A document as its author laid it out: the tree of the readers again, but every value
 * knows from which byte to which it reaches, in which style it is written, and which
 * comments and blank lines stand around it.  format_*.c writes a text anew from it,
 * edit*.c finds what to cut out.  Only texts that the readers took have parts. */
#ifndef PC_DOC_PARTS_PRIV_H
#define PC_DOC_PARTS_PRIV_H

#include "pc/base/diag.h"
#include "pc/doc/format.h"
#include "pc/doc/node.h"

/* Bytes of the text; end is behind the last one. */
struct range {
	size_t begin, end;
};

enum part_style {
	PART_PLAIN, /* also JSON's numbers and words */
	PART_SINGLE,
	PART_DOUBLE, /* also JSON's strings */
	PART_LITERAL,
	PART_FOLDED,
	PART_FLOW, /* lists and maps in brackets */
	PART_BLOCK,
};

struct part {
	enum pc_kind kind;
	enum part_style style, key_style;
	/* Without the white space behind it; a block scalar that keeps its trailing
	 * lines has them. */
	struct range value;
	struct range key; /* of a member; both 0 for items and the root */
	size_t lead;      /* its first byte: '-', '?', key or value */
	struct pc_str key_text;
	const struct pc_node *node; /* of a scalar: its value */
	struct part *parent, *first, *last, *next;
	size_t count; /* of children */
	/* edit.c: what becomes of its value and its key, what comes behind it, and how
	 * many edits there are in it. */
	struct edit *edit, *key_edit, *additions;
	size_t n_edits;
};

enum margin_kind {
	MARGIN_BLANK,    /* a line with nothing on it */
	MARGIN_COMMENT,  /* a comment that has its line to itself */
	MARGIN_TRAILING, /* a comment behind something */
};

/* What stands between values and means nothing to the client. */
struct margin {
	enum margin_kind kind;
	size_t at; /* the '#', or the line's begin */
	size_t column;
	struct pc_str text; /* of a comment, without white space behind it */
};

struct parts {
	struct pc_arena *arena;
	struct pc_str text;
	enum pc_language language;
	struct pc_node *tree; /* what the reader makes of the text */
	struct part *root;
	struct margin *margins; /* in their order; none in JSON */
	size_t n_margins;
	struct range start; /* of "---"; empty when there is none */
	bool has_directive;
	/* JSON: of a key that stands twice, of which tree has the last value only; NULL
	 * when there is none. */
	const struct pc_diag *twin;
};

/* Reads text and lays it out.  The text and the tree live as long as the arena. A byte
 * order mark is an error in either language. */
PC_MUST_CHECK enum pc_status parts_read(struct parts *out, struct pc_arena *arena,
	const char *file, struct pc_str text, enum pc_language language,
	struct pc_err *err);

/* parts_json.c, parts_yaml.c: the tree and the margins of a text that was read. */
void parts_of_json(struct parts *parts);
void parts_of_yaml(struct parts *parts);

/* Makes child the last one of parent, or the root when there is none. */
void parts_keep(struct parts *parts, struct part *parent, struct part *child);

/* The offset of the first byte at or behind `at` that is neither white space nor part of
 * a YAML comment. */
size_t parts_skip(const struct parts *parts, size_t at);

/* The line that holds the byte: its first byte; its line end or the text's end. */
size_t parts_line_begin(const struct parts *parts, size_t at);
size_t parts_line_end(const struct parts *parts, size_t at);

/* How many characters stand before it on its line. */
size_t parts_column(const struct parts *parts, size_t at);

/* The index of the first margin at or behind the offset. */
size_t parts_margin_from(const struct parts *parts, size_t at);
bool parts_has_comment(const struct parts *parts, struct range range);

/* Deep equality, the order of keys and 1 against 1.0 included. */
bool parts_same_tree(const struct pc_node *a, const struct pc_node *b);

static inline struct pc_str parts_slice(const struct parts *parts, struct range range)
{
	return (struct pc_str){parts->text.ptr + range.begin, range.end - range.begin};
}

static inline bool part_is_block(const struct part *part)
{
	return part->style == PART_BLOCK;
}

static inline bool part_is_member(const struct part *part)
{
	return part->parent && part->parent->kind == PC_MAP;
}

#endif
