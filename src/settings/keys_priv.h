/* SPDX-License-Identifier: Apache-2.0 */
/* The client's settings keys as tables: what each takes and what becomes of a value that
 * is not that.  keys.c has the top level, keys_blocks.c the keys below it. */
#ifndef PC_SETTINGS_KEYS_PRIV_H
#define PC_SETTINGS_KEYS_PRIV_H

#include "repair_priv.h"
#include "shape_priv.h"

/* Which files may set a key; elsewhere the client ignores it. */
enum key_scope {
	SCOPE_ANY,
	SCOPE_NO_REPOSITORY, /* user, local and managed settings */
	SCOPE_USER,          /* user and managed settings */
	SCOPE_MANAGED,
	SCOPE_GLOBAL, /* none: the client reads it from ~/.claude.json */
};

/* What the client does with a value of the wrong shape in a managed document. */
enum key_bad {
	BAD_DROP,   /* goes on without it, and says that it ignored it */
	BAD_UNHELD, /* goes on without it, and says that it cannot enforce it */
	BAD_SILENT, /* goes on without it and says nothing */
	BAD_STRICT, /* reads .strict instead, and says so */
	BAD_EMPTY,  /* enforces an empty list, and says so */
};

enum key_null {
	NULL_BAD,   /* as any other wrong shape */
	NULL_UNSET, /* as if the key were not there */
	NULL_SAID,  /* so too, with a warning */
};

/* What one wrong entry means for a list whose entries are judged one by one. */
enum key_entries {
	ENTRIES_TOGETHER, /* the list is wrong */
	ENTRIES_INDEX,    /* it is dropped, reported as key[2] */
	ENTRIES_EACH,     /* it is dropped, reported as key[] */
	ENTRIES_KEY,      /* it is dropped, reported as key */
	ENTRIES_BLOCK,    /* as INDEX; but when none is right, only the key is reported */
};

struct key {
	const char *name;
	const struct shape *shape;  /* NULL for blocks */
	const struct shape *schema; /* what a JSON Schema says where .repair looks closer
				       than a shape can; NULL: .shape */
	const char *what;           /* one line for people */
	const char *since;   /* the first version that knows it; NULL: not on record */
	const char *gone;    /* the first version in which it does nothing */
	const char *instead; /* deprecated: the key that took its place */
	const char *strict;  /* BAD_STRICT: what is read instead, as JSON */
	const struct key *members; /* a block: keys of its own */
	repair_fn *repair;
	enum key_scope scope;
	enum key_bad bad;
	enum key_null null;
	enum key_entries entries;
	/* ENTRIES_*: what a list without a right entry becomes: false, it stays, empty;
	 * true, it is as wrong as a value of another type. */
	bool none_is_bad;
	bool open;         /* a block: members that nobody knows stay */
	bool boolean_too;  /* a block: true or false may stand for it */
	bool lenient;      /* a wrong value does not reject a file of the user's */
	bool null_rejects; /* ... but null does, whatever .null says */
};

extern const struct key keys_top[];
extern const size_t n_keys_top; /* without the NULL name at the end */

/* The key of that name, or NULL; members end with a NULL name. */
const struct key *key_find(const struct key *members, struct pc_str name);
const struct key *key_top(struct pc_str name);

#endif
