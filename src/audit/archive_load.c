/* SPDX-License-Identifier: Apache-2.0 */
/* Opens libarchive. */
#include <dlfcn.h>
#include <pthread.h>

#include "archive_priv.h"

struct pc_la pc_la;

static void load(void)
{
	void *handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return;
	pc_la.is_there = true;
	pc_la.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
#define X(name)                                                                          \
	*(void **)&pc_la.name = dlsym(handle, #name);                                    \
	pc_la.is_there = pc_la.is_there && pc_la.name;
	PC_LA_FUNCTIONS(X)
#undef X
}

bool pc_la_is_loaded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return pc_la.is_there;
}
