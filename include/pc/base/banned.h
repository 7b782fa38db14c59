/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that may not be called: using one is a compile error whose name says why.
 * Force-included into every source file of ours. */
#ifndef PC_BASE_BANNED_H
#define PC_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef alloca

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gmtime localtime ctime
#pragma GCC poison asctime mktemp tmpnam system popen rand srand alloca strncpy gets

#endif
