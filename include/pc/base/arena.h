/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocator: one for each generation, request or command run.  Parts are never
 * freed singly; pc_arena_reset() keeps the memory for the next request, so a warmed-up
 * arena serves decisions without malloc.  Out of memory aborts: everything that input
 * sizes is bounded by limits.h first. */
#ifndef PC_BASE_ARENA_H
#define PC_BASE_ARENA_H

#include "pc/base/str.h"

struct pc_arena_block;

struct pc_arena {
	struct pc_arena_block *blocks; /* newest first */
	char *at, *end;                /* free room in the newest block */
	size_t used;                   /* bytes handed out since init or reset */
};

/* Aligned for any object; zeroed.  size 0 gives a valid unique pointer. */
void *pc_arena_alloc(struct pc_arena *arena, size_t size) __attribute__((malloc));
/* count * size, aborting on overflow. */
void *pc_arena_array(struct pc_arena *arena, size_t count, size_t size);
/* Not zeroed, not aligned: for bytes. */
char *pc_arena_bytes(struct pc_arena *arena, size_t size);
/* A NUL-terminated copy. */
struct pc_str pc_arena_str(struct pc_arena *arena, struct pc_str s);
/* The same with its ASCII letters in lower case. */
struct pc_str pc_arena_lower(struct pc_arena *arena, struct pc_str s);
struct pc_str pc_arena_printf(struct pc_arena *arena, const char *fmt, ...)
	PC_PRINTF(2, 3);

#define pc_arena_new(arena, type) ((type *)pc_arena_alloc((arena), sizeof(type)))
#define pc_arena_new_array(arena, type, count)                                           \
	((type *)pc_arena_array((arena), (count), sizeof(type)))

/* Makes room for one more in an array of the arena's: count of cap entries are taken, and
 * cap and items change when that is all of them.  What was given up stays until the arena
 * goes. */
#define pc_arena_grow(arena, items, count, cap)                                          \
	((items) = pc_arena_grown((arena), (items), (count), &(cap), sizeof(*(items))))
void *pc_arena_grown(
	struct pc_arena *arena, void *items, size_t count, size_t *cap, size_t size);

/* Forgets everything handed out and keeps the largest block. */
void pc_arena_reset(struct pc_arena *arena);
/* Frees all memory; leaves *arena zeroed and usable. */
void pc_arena_done(struct pc_arena *arena);
/* The same, for an arena that held keys: its memory is zeroed first. */
void pc_arena_wipe(struct pc_arena *arena);

/* malloc family that aborts instead of returning NULL. */
void *pc_xmalloc(size_t size);
void *pc_xcalloc(size_t count, size_t size);
void *pc_xrealloc(void *old, size_t size);
/* As pc_arena_grow(), for arrays that are freed with free(). */
#define pc_xgrow(items, count, cap)                                                      \
	((items) = pc_xgrown((items), (count), &(cap), sizeof(*(items))))
void *pc_xgrown(void *items, size_t count, size_t *cap, size_t size);

#endif
