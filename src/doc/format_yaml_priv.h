/* SPDX-License-Identifier: Apache-2.0 */
/* How format_yaml.c, which writes containers and margins, and format_scalar.c, which
 * writes what is in them, fit together. */
#ifndef PC_DOC_FORMAT_YAML_PRIV_H
#define PC_DOC_FORMAT_YAML_PRIV_H

#include "format_priv.h"
#include "pc/base/limits.h"

/* A container that is being written: where its children stood, where they stand now. */
struct level {
	size_t column, indent;
};

struct yaml_out {
	struct pc_buf *buf; /* the last line has no end yet */
	const struct parts *parts;
	size_t next;    /* margin to be written */
	bool blank;     /* a blank line comes before the next line */
	bool commented; /* a comment ends the line */
	bool opened;    /* a key, dash or bracket is what was written last */
	/* levels[0] is the document, levels[1] the root's children. */
	struct level levels[PC_MAX_DOC_DEPTH + 3];
	size_t deepest; /* level in which the last value was written */
};

/* Plain or quoted; in lines where the author wrote it so, those after the first indented.
 * Also block scalars, in quotes. */
void format_scalar(struct pc_buf *out, const struct parts *parts, const struct part *part,
	size_t indent);

/* The key of a member, on one line. */
void format_key(struct pc_buf *out, const struct parts *parts, const struct part *part);

/* A literal or folded scalar with its header, one level below depth. */
void format_block_scalar(struct yaml_out *out, const struct part *part, size_t depth);

/* Comments and blank lines before the offset. */
void format_yaml_margins(struct yaml_out *out, size_t upto, size_t depth);

#endif
