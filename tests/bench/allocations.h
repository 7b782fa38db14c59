/* SPDX-License-Identifier: Apache-2.0 */
/* Counts what the whole process asks of malloc, libraries included. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Calls of malloc, calloc and realloc since the program began.  Only a difference of two
 * readings means anything. */
size_t allocations_count(void);
/* False under a sanitizer, which must have malloc for itself: the count then stays 0. */
bool allocations_are_counted(void);

#endif
