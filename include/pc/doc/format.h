/* SPDX-License-Identifier: Apache-2.0 */
/* The one form in which a fragment is written, so that a difference between two versions
 * of it is a difference in what it says.  Nothing that an author wrote is lost: numbers
 * stay as written, comments stay, and the result reads as the same tree.
 *
 * JSON: as JSON.stringify(value, null, 2) writes it, "$schema" and "x-policyctl" first
 * and all other keys where they stood.
 * YAML: two spaces a level, one space behind a dash, double quotes where quotes are
 * (single ones where that saves escapes), two spaces before a comment behind something,
 * at most one blank line; lists and maps in brackets on one line where they fit on it. */
#ifndef PC_DOC_FORMAT_H
#define PC_DOC_FORMAT_H

#include "pc/base/buf.h"
#include "pc/base/err.h"

enum pc_language { PC_LANGUAGE_JSON, PC_LANGUAGE_YAML };

/* Whether the name ends as that of a document: .json, .yaml or .yml. */
bool pc_is_document(struct pc_str name);
/* By the ending of the file's name: YAML for .yaml and .yml. */
enum pc_language pc_language_of(struct pc_str path);

/* Adds the text in its one form to out.  PC_ERR_PARSE or PC_ERR_LIMIT, with its place,
 * for what the readers refuse, and for what cannot be kept: a byte order mark, a key that
 * stands twice, a YAML directive. */
PC_MUST_CHECK enum pc_status pc_format(struct pc_buf *out, const char *file,
	struct pc_str text, enum pc_language language, struct pc_err *err);

#endif
