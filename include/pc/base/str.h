/* SPDX-License-Identifier: Apache-2.0 */
/* String views: a pointer and a size, not NUL-terminated, owned by somebody else
 * (an arena, a document, a literal).  Sizes are bytes.  The zero value is the empty
 * string; .ptr may then be NULL. */
#ifndef PC_BASE_STR_H
#define PC_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "pc/base/attr.h"

struct pc_str {
	const char *ptr;
	size_t len;
};

#define PC_STR(literal)  ((struct pc_str){(literal), sizeof(literal) - 1})
#define PC_STR_ARG(view) (int)(view).len, (view).len ? (view).ptr : ""

static inline struct pc_str pc_str(const char *text)
{
	return (struct pc_str){text, text ? strlen(text) : 0};
}

static inline bool pc_str_eq(struct pc_str a, struct pc_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool pc_str_is(struct pc_str a, const char *literal)
{
	return pc_str_eq(a, pc_str(literal));
}

static inline bool pc_str_starts(struct pc_str s, struct pc_str prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool pc_str_ends(struct pc_str s, struct pc_str suffix)
{
	return s.len >= suffix.len &&
	       (suffix.len == 0 ||
		       memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* The view without its first n bytes; n past the end gives the empty view. */
static inline struct pc_str pc_str_from(struct pc_str s, size_t n)
{
	return n >= s.len ? (struct pc_str){0} : (struct pc_str){s.ptr + n, s.len - n};
}

/* The first n bytes, or all of them. */
static inline struct pc_str pc_str_head(struct pc_str s, size_t n)
{
	return (struct pc_str){s.ptr, n < s.len ? n : s.len};
}

/* Byte order: negative, zero, positive, a shorter prefix first. */
int pc_str_cmp(struct pc_str a, struct pc_str b);

/* ASCII letters compared without case. */
bool pc_str_eq_nocase(struct pc_str a, struct pc_str b);

/* Whether text is what pattern says: * is any run of bytes, of every other byte takes()
 * says whether it stands for that one. */
bool pc_str_fits(
	struct pc_str pattern, struct pc_str text, bool (*takes)(char wanted, char c));

/* Offset of the first occurrence, or s.len when there is none. */
size_t pc_str_find(struct pc_str s, char c);
size_t pc_str_find_str(struct pc_str s, struct pc_str needle);
size_t pc_str_rfind(struct pc_str s, char c);

/* Without leading and trailing ASCII white space (space, \t \n \v \f \r). */
struct pc_str pc_str_trim(struct pc_str s);

/* Cuts *rest at the first sep: returns what stands before it and moves *rest behind
 * it.  With no sep left, returns all of *rest and makes it the empty view with a NULL
 * pointer.  Loop while (rest.ptr). */
struct pc_str pc_str_cut(struct pc_str *rest, char sep);

/* 64-bit FNV-1a; for tables inside one process, not for strangers' keys at scale. */
uint64_t pc_str_hash(struct pc_str s);

/* Edit distance of two short texts (at most 64 bytes each; longer: SIZE_MAX), for
 * "did you mean". */
size_t pc_str_distance(struct pc_str a, struct pc_str b);

/* Whether c is in a class that patterns name "[:alpha:]"; only ASCII is.  *is_class:
 * there is one of that name. */
bool pc_str_class_has(struct pc_str name, char c, bool *is_class);

/* What makes a noun of n things: "" or "s". */
static inline const char *pc_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* A NUL-terminated copy in malloc memory; the caller frees it. */
char *pc_str_dup(struct pc_str s);

#endif
