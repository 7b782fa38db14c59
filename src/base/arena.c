/* SPDX-License-Identifier: Apache-2.0 */
/* The bump allocator: a chain of blocks, each at least twice as large as the one before,
 * so that a reset keeps one block that fits the usual request. */
#include "pc/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_BLOCK = 16 << 10, ALIGNMENT = 16 };

struct pc_arena_block {
	struct pc_arena_block *older;
	size_t size; /* of bytes[] */
	_Alignas(ALIGNMENT) char bytes[];
};

static PC_NORETURN void out_of_memory(void)
{
	fputs("out of memory\n", stderr);
	abort();
}

void *pc_xmalloc(size_t size)
{
	void *fresh = malloc(size ? size : 1);

	if (!fresh)
		out_of_memory();
	return fresh;
}

void *pc_xcalloc(size_t count, size_t size)
{
	void *fresh = calloc(count ? count : 1, size ? size : 1);

	if (!fresh)
		out_of_memory();
	return fresh;
}

void *pc_xrealloc(void *old, size_t size)
{
	void *fresh = realloc(old, size ? size : 1);

	if (!fresh)
		out_of_memory();
	return fresh;
}

static void grow(struct pc_arena *arena, size_t need)
{
	size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
	struct pc_arena_block *block;

	while (size < need) {
		if (__builtin_mul_overflow(size, 2, &size))
			out_of_memory();
	}
	block = pc_xmalloc(sizeof(*block) + size);
	block->older = arena->blocks;
	block->size = size;
	arena->blocks = block;
	arena->at = block->bytes;
	arena->end = block->bytes + size;
}

void *pc_arena_alloc(struct pc_arena *arena, size_t size)
{
	size_t skip = (size_t)(-(uintptr_t)arena->at) & (ALIGNMENT - 1);
	void *fresh;

	if (size == 0)
		size = 1;
	if ((size_t)(arena->end - arena->at) < skip ||
		size > (size_t)(arena->end - arena->at) - skip) {
		grow(arena, size);
		skip = 0;
	}
	fresh = arena->at + skip;
	arena->at += skip + size;
	arena->used += skip + size;
	return memset(fresh, 0, size);
}

void *pc_arena_array(struct pc_arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		out_of_memory();
	return pc_arena_alloc(arena, total);
}

enum { FIRST_ROOM = 16 };

static size_t doubled(size_t cap)
{
	return cap ? cap * 2 : FIRST_ROOM;
}

void *pc_arena_grown(
	struct pc_arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
	void *more;

	if (count < *cap)
		return items;
	*cap = doubled(*cap);
	more = pc_arena_array(arena, *cap, size);
	if (count)
		memcpy(more, items, count * size);
	return more;
}

void *pc_xgrown(void *items, size_t count, size_t *cap, size_t size)
{
	size_t total;

	if (count < *cap)
		return items;
	*cap = doubled(*cap);
	if (__builtin_mul_overflow(*cap, size, &total))
		out_of_memory();
	return pc_xrealloc(items, total);
}

char *pc_arena_bytes(struct pc_arena *arena, size_t size)
{
	char *fresh;

	if (size > (size_t)(arena->end - arena->at) || !arena->at)
		grow(arena, size);
	fresh = arena->at;
	arena->at += size;
	arena->used += size;
	return fresh;
}

struct pc_str pc_arena_str(struct pc_arena *arena, struct pc_str s)
{
	char *copy = pc_arena_bytes(arena, s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return (struct pc_str){copy, s.len};
}

struct pc_str pc_arena_lower(struct pc_arena *arena, struct pc_str s)
{
	char *copy = pc_arena_bytes(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
	}
	copy[s.len] = '\0';
	return (struct pc_str){copy, s.len};
}

struct pc_str pc_arena_printf(struct pc_arena *arena, const char *fmt, ...)
{
	size_t room = (size_t)(arena->end - arena->at);
	char *text = arena->at;
	va_list args, again;
	int len;

	/* Mostly there is room enough, and once is enough. */
	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(text, room, fmt, args);
	if (len >= 0) {
		text = pc_arena_bytes(arena, (size_t)len + 1);
		if ((size_t)len >= room)
			vsnprintf(text, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	va_end(args);
	if (len < 0)
		return (struct pc_str){0};
	return (struct pc_str){text, (size_t)len};
}

static void free_chain(struct pc_arena_block *block)
{
	while (block) {
		struct pc_arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void pc_arena_reset(struct pc_arena *arena)
{
	struct pc_arena_block *newest = arena->blocks;

	arena->used = 0;
	if (!newest)
		return;
	free_chain(newest->older);
	newest->older = NULL;
	arena->at = newest->bytes;
}

void pc_arena_wipe(struct pc_arena *arena)
{
	for (struct pc_arena_block *block = arena->blocks; block; block = block->older)
		explicit_bzero(block->bytes, block->size);
	pc_arena_done(arena);
}

void pc_arena_done(struct pc_arena *arena)
{
	free_chain(arena->blocks);
	*arena = (struct pc_arena){0};
}
