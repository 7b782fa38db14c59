/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of plain.c: lines of which all is known but names of files.
 *
 * Lines are a text, one alternative a line, without a newline at the end; PIECE stands in
 * it for what is a name, or a piece of one. The lines that come are some of these, in any
 * order, any number of times. */
#ifndef PC_STRICT_PLAIN_PRIV_H
#define PC_STRICT_PLAIN_PRIV_H

#include "walk_priv.h"

enum { PIECE = '\1' };
extern const struct pc_str plain_piece;

/* Nothing in them but names: a field of one is a name, too. */
bool plain_is_names(struct pc_str lines);

/* No word that the line itself computes, and no PIECE in one. */
bool plain_words(const struct simple *simple);

/* The operands of a command with letters as options: at[] are their places. */
struct plain_options {
	const char *flags, *valued, *more, *more_valued; /* letters; NULL: none */
	size_t at[16], n;
	bool is_more; /* one of the second kind stands there */
	unsigned n_e;
	bool has_r, has_n, has_p, has_E;
};
/* False when another option stands there. */
bool plain_operands(struct plain_options *options, const struct simple *simple);
/* The lines of these files, or, without any, of its standard input. */
bool plain_input(struct pc_str *out, const struct walk *walk, const struct simple *simple,
	const size_t *files, size_t n);

typedef bool plain_printer(
	struct pc_str *out, struct walk *walk, const struct simple *simple);
plain_printer plain_find, plain_xargs, plain_sed, plain_perl, plain_awk, plain_date;

#endif
