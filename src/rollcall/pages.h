/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the next page of a source that comes in pages.  What a source says of it
 * is foreign: it never leads to another host, nor to where one was already. */
#ifndef ROLLCALL_PAGES_H
#define ROLLCALL_PAGES_H

#include "pc/rollcall/source.h"

/* url with the parameter name set to value, which is percent-encoded; empty when it had
 * this very value. */
struct pc_str page_with(
	struct pc_arena *arena, struct pc_str url, const char *name, struct pc_str value);
/* A path that begins with one slash, or an address of the same host, from url; empty:
 * neither, or url itself. */
struct pc_str page_at(struct pc_arena *arena, struct pc_str url, struct pc_str link);

#endif
