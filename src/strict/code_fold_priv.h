/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of code_fold share: the tokens made so far, seen from their end. */
#ifndef PC_STRICT_CODE_FOLD_PRIV_H
#define PC_STRICT_CODE_FOLD_PRIV_H

#include "code_priv.h"

enum { MAX_VARIABLES = 64, MAX_JOINED = 64 };

struct known {
	struct pc_str name;
	struct token value; /* a TEXT, or the NAME that it stands for */
};

struct folder {
	const struct code *code;
	struct tokens *out;
	struct known known[MAX_VARIABLES];
	size_t n_known;
	size_t room; /* bytes that joining may still make */
};

/* ---- the end of what is there ----------------------------------------------- */

static inline struct token *from_end(struct folder *f, size_t back)
{
	static struct token none;

	return f->out->count >= back ? &f->out->items[f->out->count - back] : &none;
}

static inline bool is_mark(const struct token *t, char mark)
{
	return t->kind == TOKEN_MARK && t->mark == mark;
}

static inline bool is_text(const struct token *t)
{
	return t->kind == TOKEN_TEXT;
}

/* The last n tokens become one text. */
static inline void becomes(struct folder *f, size_t n, struct pc_str text, bool partial)
{
	f->out->count -= n - 1;
	*from_end(f, 1) =
		(struct token){.kind = TOKEN_TEXT, .text = text, .partial = partial};
}

static inline struct pc_str concat(struct folder *f, struct pc_str a, struct pc_str b)
{
	char *bytes;

	if (a.len + b.len > f->room)
		return a;
	f->room -= a.len + b.len;
	bytes = pc_arena_bytes(f->code->arena, a.len + b.len + 1);
	if (a.len)
		memcpy(bytes, a.ptr, a.len);
	if (b.len)
		memcpy(bytes + a.len, b.ptr, b.len);
	return (struct pc_str){bytes, a.len + b.len};
}

/* ---- code_fold_dirs.c --------------------------------------------------------- */

/* Each: true when the end was what it is for, and became a text. */
bool directory_call(struct folder *f);
bool directory_item(struct folder *f);
bool directory_name(struct folder *f);

#endif
