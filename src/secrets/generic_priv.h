/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the rule of assignments tell each other: assignment.c finds name and
 * value, weigh.c says whether they are a secret, words.c what is text rather than
 * chance. */
#ifndef PC_SECRETS_GENERIC_PRIV_H
#define PC_SECRETS_GENERIC_PRIV_H

#include "secrets_priv.h"

/* How a value is tied to its name, weakest first. */
enum pc_assigned_form {
	PC_ASSIGNED_WORDS,  /* name value: an option, ENV NAME value, "Bearer value" */
	PC_ASSIGNED_CALL,   /* name("value"), call("name", "value") */
	PC_ASSIGNED_MARK,   /* name = value, name: value, <name>value */
	PC_ASSIGNED_QUERY,  /* ?name=value& */
	PC_ASSIGNED_SIBLING /* name: NAME, value: "value" */
};

struct pc_assigned {
	struct pc_str name;
	struct pc_str value;
	enum pc_assigned_form form;
	char before; /* the byte before the name; 0: it begins the line */
	char tie;    /* what ties the value to it: '=', ':', '>', ...; 0: blanks */
	char after;  /* the byte behind an unquoted value; 0: the end */
	bool is_quoted;
	bool is_leading; /* nothing stands before the name, but words like "export" */
	bool is_alone;   /* not quoted, but it is certain where the value ends */
};

/* The name that holds the anchor, and the value that it is given; false: none is. */
bool pc_assignment_read(struct pc_assigned *out, const struct pc_secret_spot *spot);

/* Whether that is a secret. */
bool pc_assignment_weigh(const struct pc_assigned *assigned);

/* How much more a text looks like words, names or code than like chance: quarter bits,
 * below 0 where chance is likelier.  Letters, digits and others, as they follow each
 * other. */
int pc_secret_wordiness(struct pc_str text);

/* Whether a word of the text, in any case, is one of the list ("" ends it); words end
 * at other bytes than letters, and where a capital follows a small letter. */
bool pc_secret_has_word(struct pc_str text, const char *const *words);

#endif
