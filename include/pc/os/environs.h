/* SPDX-License-Identifier: Apache-2.0 */
/* What processes of this machine were started with in their environment.  On Linux from
 * /proc; another system has its own source file for this. */
#ifndef PC_OS_ENVIRONS_H
#define PC_OS_ENVIRONS_H

#include <stdint.h>

#include "pc/base/err.h"

struct pc_environ {
	int64_t process; /* its number; it may have ended */
	const char *name;
	/* NAME=value, each with a NUL behind it; the last one may lack that.  As it was
	 * when the process began: what it changed itself is not to be seen. */
	struct pc_str text;
	bool is_cut; /* there is more of it than PC_MAX_ENVIRON bytes */
};

/* What env says is zeroed when the function returns. */
typedef void pc_environ_fn(void *context, const struct pc_environ *env);

struct pc_environs;

/* Opens those of all processes but this one, so that they can be read from a sandbox in
 * which the system shows them no more: of each a descriptor, as many as this process may
 * have.  The owner of *out closes it. */
PC_MUST_CHECK enum pc_status pc_environs_open(
	struct pc_environs **out, struct pc_err *err);
/* As pc_environs_read() of those; once. */
void pc_environs_each(
	struct pc_environs *environs, size_t *hidden, pc_environ_fn *each, void *context);
void pc_environs_close(struct pc_environs *environs);

/* Of all processes but this one: for root those of all users, else one's own.  Those that
 * end meanwhile are passed over; *hidden counts those that the system does not show. */
PC_MUST_CHECK enum pc_status pc_environs_read(
	size_t *hidden, pc_environ_fn *each, void *context, struct pc_err *err);

#endif
