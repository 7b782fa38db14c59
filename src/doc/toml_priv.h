/* SPDX-License-Identifier: Apache-2.0 */
/* The TOML reader's two parts: toml_read.c knows tables, toml_scan.c takes keys' parts,
 * strings and plain values. */
#ifndef PC_DOC_TOML_PRIV_H
#define PC_DOC_TOML_PRIV_H

#include "build_priv.h"

#include "pc/base/buf.h"

struct pc_toml {
	struct pc_build build;
	const char *file;
	struct pc_str rest;
	uint32_t line, col;
	unsigned depth;
	size_t n_holders; /* tables and lists, which become nodes at the end */
};

static inline struct pc_span pc_toml_here(const struct pc_toml *toml)
{
	return (struct pc_span){toml->file, toml->line, toml->col};
}

static inline char pc_toml_peek(const struct pc_toml *toml)
{
	return toml->rest.len ? toml->rest.ptr[0] : '\0';
}

static inline bool pc_toml_at_end(const struct pc_toml *toml)
{
	return toml->rest.len == 0;
}

/* Past n bytes. */
void pc_toml_step(struct pc_toml *toml, size_t n);
bool pc_toml_take(struct pc_toml *toml, const char *literal);
/* Blanks; then also comments and line ends. */
void pc_toml_skip_blanks(struct pc_toml *toml);
enum pc_status pc_toml_skip_lines(struct pc_toml *toml);
/* Blanks, a comment, and the end of the line or of the text. */
enum pc_status pc_toml_end_line(struct pc_toml *toml);

/* A fault at the next byte: "<what>, not '<byte>'". */
enum pc_status pc_toml_fault(struct pc_toml *toml, const char *what);

/* A string of any of the four kinds, at its first quote. */
PC_MUST_CHECK enum pc_status pc_toml_string(struct pc_str *out, struct pc_toml *toml);
/* One part of a key: bare, or a string in one line. */
PC_MUST_CHECK enum pc_status pc_toml_key(struct pc_str *out, struct pc_toml *toml);
/* Whatever has neither quotes nor brackets: a truth value, a number, a date (which
 * becomes a text). */
PC_MUST_CHECK enum pc_status pc_toml_plain(struct pc_node **out, struct pc_toml *toml);

#endif
