/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own malloc family stands before that of libc for every library in the
 * process, and hands on to the names under which glibc keeps its own. */
#include "allocations.h"

#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COUNTED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define COUNTED 0
#endif
#endif
#ifndef COUNTED
#define COUNTED 1
#endif

static size_t count;

size_t allocations_count(void)
{
	return count;
}

bool allocations_are_counted(void)
{
	return COUNTED;
}

#if COUNTED

#define SEEN_BY_LIBRARIES __attribute__((visibility("default")))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

SEEN_BY_LIBRARIES void *malloc(size_t size)
{
	count++;
	return __libc_malloc(size);
}

SEEN_BY_LIBRARIES void *calloc(size_t n, size_t size)
{
	count++;
	return __libc_calloc(n, size);
}

SEEN_BY_LIBRARIES void *realloc(void *old, size_t size)
{
	count++;
	return __libc_realloc(old, size);
}

#endif
