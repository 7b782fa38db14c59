/* SPDX-License-Identifier: Apache-2.0 */
/* What stands where in a structured document, as a flat list: readers of trees
 * (shape_tree.c, by the table in shape_table.c) and of lines (shape_lines.c) fill it, and
 * shape_judge.c compares it with what was found in the text. */
#ifndef PC_AUDIT_SHAPE_PRIV_H
#define PC_AUDIT_SHAPE_PRIV_H

#include "audit_priv.h"
#include "pc/doc/node.h"

enum pc_shape_role {
	PC_SHAPE_NAMED,      /* tells where a hit stands; the text alone judges it */
	PC_SHAPE_SCRIPT,     /* the same, and the text knows better names than ours */
	PC_SHAPE_VALUE,      /* is judged by its name too */
	PC_SHAPE_ENCODED,    /* the same, and stands there in base64 */
	PC_SHAPE_ASSIGNMENT, /* "NAME=value" */
	PC_SHAPE_WORD,       /* of a command: "--api-key=value", or what follows one */
	PC_SHAPE_REFERENCE,  /* names a key that is kept elsewhere: the right way */
};

/* Texts are borrowed, from the document or the arena of the list. */
struct pc_shape_entry {
	enum pc_shape_role role;
	bool has_no_comments; /* between this and the next there are only values */
	struct pc_str service, container, variable;
	struct pc_str value; /* as the document means it, escapes and folds undone */
	uint32_t line, col;
	size_t at, end; /* in the text: where it begins, where the next one does */
};

struct pc_shape {
	struct pc_arena arena; /* holds keys: wiped, not freed */
	struct pc_str path, text;
	struct pc_shape_entry *entries;
	size_t n, cap;
	void *patterns; /* of shape_tree.c */
};

/* All of the entry but at and end. */
void pc_shape_add(struct pc_shape *shape, const struct pc_shape_entry *entry);

/* One document, with lines_before of other ones before it. */
struct pc_shape_tree {
	const struct pc_node *root;
	uint32_t lines_before;
	bool has_no_comments;
};
void pc_shape_tree(struct pc_shape *shape, const struct pc_shape_tree *tree);

/* A row: what stands at a path.  Its parts are divided by '.':
 *   word  a|b  *     a key of a map
 *   **               any number of keys and items, also none
 *   []               an item of a list
 *   S=*  C=*  V=*    a key that is the name of a service, container, variable
 *   [C:name,image]   an item whose member (the first that is there) is the name
 *   [C:#cell]        an item that is called by its number: "cell 3" */
struct pc_shape_row {
	const char *path;
	enum pc_shape_role role;
	const char *kind; /* what the document's "kind" has to be; NULL: anything */
};
extern const struct pc_shape_row pc_shape_rows[];
extern const size_t pc_shape_n_rows;
/* Where a document says what it is about, the best one first; NULL-ended. */
extern const char *const pc_shape_services[];

/* How a document is read, by what its path ends in or begins with after the last '/'. */
enum pc_shape_form {
	PC_SHAPE_NONE,
	PC_SHAPE_YAML,
	PC_SHAPE_JSON,
	PC_SHAPE_HCL,
	PC_SHAPE_SECTIONS, /* INI and TOML: [section] and name = value */
	PC_SHAPE_UNIT,     /* systemd */
	PC_SHAPE_DOCKERFILE,
};
struct pc_shape_name {
	const char *name; /* "*.yaml", "Dockerfile*", "config" */
	enum pc_shape_form form;
};
extern const struct pc_shape_name pc_shape_names[];
extern const size_t pc_shape_n_names;
/* A text of that form in which one of these stands is looked at even when nothing was
 * found in it.  Rare words: each document is searched for them. */
struct pc_shape_marker {
	enum pc_shape_form form;
	const char *word;
};
extern const struct pc_shape_marker pc_shape_markers[];
extern const size_t pc_shape_n_markers;

void pc_shape_lines(struct pc_shape *shape, enum pc_shape_form form);

/* The same text, each byte in its place, with blanks for comments and for commas before a
 * closing bracket, as settings of editors have them; */
struct pc_str pc_shape_without_comments(struct pc_arena *arena, struct pc_str text);
/* with blanks for lines of templates ("{{ ... }}", "{% ... %}"), and some text for
 * templates in a line; */
struct pc_str pc_shape_without_templates(struct pc_arena *arena, struct pc_str text);
/* with blanks for a byte order mark at its beginning. */
struct pc_str pc_shape_without_mark(struct pc_arena *arena, struct pc_str text);

/* Terraform's language as far as maps, lists and texts go: blocks become lists of maps,
 * their labels keys; any other expression the text that it is written in.  NULL: it is
 * none. */
struct pc_node *pc_shape_hcl(struct pc_arena *arena, struct pc_str text);

/* Names hits by the entries, and adds what only these show.  Places of entries are set.
 */
void pc_shape_judge(struct pc_shape *shape, struct pc_secret_scanner *scanner,
	struct pc_audit_hits *hits);

#endif
