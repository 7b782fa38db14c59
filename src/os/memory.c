/* SPDX-License-Identifier: Apache-2.0 */
/* The C library's own heap. */
#include "pc/os/memory.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void pc_memory_rest(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
