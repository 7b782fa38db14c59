/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to trees.  JSON: RFC 8259 strictly, with what JSON.parse does where the standard
 * leaves a choice.  YAML: the core schema's plain subset (no anchors, aliases, tags or
 * merges), for authors who want comments. */
#ifndef PC_DOC_READ_H
#define PC_DOC_READ_H

#include "pc/base/diag.h"
#include "pc/doc/node.h"

/* *out lives in arena and borrows from text, which must live as long.  file names the
 * places (borrowed, must outlive the tree).  Findings that do not stop the client
 * (duplicate keys PC1101) go to diags, which may be NULL.  On failure: PC_ERR_PARSE or
 * PC_ERR_LIMIT with err->at at the offending character.  text that is empty or only
 * white space is an error here, and so are malformed UTF-8 and a byte order mark; what
 * that means is the caller's business (pc_source_decode() takes both out). */
PC_MUST_CHECK enum pc_status pc_json_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err);
/* The same, but what is nested more than PC_MAX_DOC_DEPTH levels deep is no error: it is
 * held against the grammar and comes out as empty containers.  For readers who do not
 * look that deep, and never for writers. */
PC_MUST_CHECK enum pc_status pc_json_read_cut(struct pc_node **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* As pc_json_read() for a request of the machine, which may be as large as
 * PC_MAX_REQUEST_SIZE (a document: PC_MAX_DOC_SIZE). */
PC_MUST_CHECK enum pc_status pc_json_read_request(struct pc_node **out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags, struct pc_err *err);
/* As pc_json_read() for a report of our own making, which may be as large as
 * PC_MAX_REPORT_SIZE. */
PC_MUST_CHECK enum pc_status pc_json_read_report(struct pc_node **out,
	struct pc_arena *arena, const char *file, struct pc_str text, struct pc_err *err);
/* As pc_json_read() for what a source says of models, which may be as large as
 * PC_MAX_SOURCE_SIZE. */
PC_MUST_CHECK enum pc_status pc_json_read_source(struct pc_node **out,
	struct pc_arena *arena, const char *file, struct pc_str text, struct pc_err *err);
/* A key that stands twice is PC_ERR_PARSE here, as YAML demands.  Findings: PC1102 a
 * plain word that older YAML reads as a boolean (yes, off), PC1103 a number that older
 * YAML reads differently (0777, 1_000).  A byte order mark is skipped. */
PC_MUST_CHECK enum pc_status pc_yaml_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err);
/* For readers who only look what stands where, in documents of others: anchors and tags
 * are passed over, an alias is null, "<<" is a key as any other, of a key that stands
 * twice the last value counts.  Never for what decides anything. */
PC_MUST_CHECK enum pc_status pc_yaml_read_loose(struct pc_node **out,
	struct pc_arena *arena, const char *file, struct pc_str text, struct pc_err *err);
/* TOML 1.0, for files of rules of others (docs/decisions/0013).  Dates and times become
 * texts as they are written; infinity and what is no number are refused.  A key that
 * stands twice is an error. */
PC_MUST_CHECK enum pc_status pc_toml_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err);
/* Cuts the first document of a stream off *rest, and adds its lines to *line.  Loop while
 * rest->len.  A marker at the beginning of a line is one wherever it stands, so that a
 * document that does not parse does not cost those behind it. */
struct pc_str pc_yaml_next_document(struct pc_str *rest, uint32_t *line);

#endif
