/* SPDX-License-Identifier: Apache-2.0 */
/* What a good value looks like, as data: the client's schema, one struct a type.  The
 * same tables can write a JSON Schema. */
#ifndef PC_SETTINGS_SHAPE_PRIV_H
#define PC_SETTINGS_SHAPE_PRIV_H

#include "pc/doc/node.h"

enum shape_kind {
	SHAPE_ANY,
	SHAPE_BOOL,
	SHAPE_TEXT,
	SHAPE_NUMBER,
	SHAPE_WORD,   /* one of .words */
	SHAPE_LIST,   /* of .of */
	SHAPE_MAP,    /* any key to .of */
	SHAPE_FORM,   /* .members; unknown members are stripped unless .open */
	SHAPE_EITHER, /* any of .choices */
	/* Texts and objects that the client looks at more closely. */
	SHAPE_PATH,           /* an absolute path */
	SHAPE_NAME,           /* of an environment variable */
	SHAPE_SERVER_ALLOWED, /* one of serverName, serverUrl, serverCommand */
	SHAPE_SERVER_DENIED,
	SHAPE_SOURCE, /* of a plugin marketplace */
};

struct member;

struct shape {
	enum shape_kind kind;
	const char *const *words;
	const struct shape *of;
	const struct member *members;
	const struct shape *const *choices;
	/* NUMBER: bounds in force when their flag is set. */
	double min, max;
	bool has_min, has_max, above_min, whole;
	bool open;
	bool not_empty; /* TEXT: at least one character */
	/* What only a JSON Schema says of it; comparing values does not look here. */
	const char *pattern; /* a regular expression, of a TEXT or of a MAP's names */
	bool filled;         /* LIST: at least one item */
	bool closed;         /* FORM: no other members */
};

enum member_need {
	MAY,
	NEEDED,
	QUIET_MEMBER, /* a wrong value is stripped and not worth a word */
};

struct member {
	const char *name; /* NULL ends a list */
	const struct shape *shape;
	enum member_need need;
};

/* Whether node has that shape.  On a fault, *what (if given) is a short text such as
 * "must be a boolean, not a number" and *where the node at fault, in arena. */
struct shape_fault {
	struct pc_str member; /* dotted path below the value; empty: the value itself */
	struct pc_str what;
	const struct pc_node *at;
};
bool shape_fits(const struct shape *shape, const struct pc_node *node,
	struct pc_arena *arena, struct shape_fault *fault);

/* The node without members that the client strips; the node itself when nothing is.  node
 * must fit. */
struct pc_node *shape_strip(
	const struct shape *shape, struct pc_node *node, struct pc_arena *arena);

/* "true or false", "one of \"a\", \"b\"", ... */
struct pc_str shape_words(const struct shape *shape, struct pc_arena *arena);

#endif
