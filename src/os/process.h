/* SPDX-License-Identifier: Apache-2.0 */
/* What a process says of itself, from /proc. */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* One line as struct pc_actor has it, cut at size - 1 bytes; "a process that has ended"
 * when nothing is known any more. */
void process_describe(char *out, size_t size, pid_t process);

#endif
