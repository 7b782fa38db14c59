/* SPDX-License-Identifier: Apache-2.0 */
/* Literals by vectorscan, which is opened when there is enough text for it: loading it
 * and the C++ runtime that it needs takes 0.9 ms, a third of what policyctl takes to
 * start. A library of its own, as programs without shared libraries open none. */
#include "pc/match/literals.h"

#ifdef PC_HAVE_VECTORSCAN
#include <dlfcn.h>
#include <hs/hs.h>
#include <pthread.h>

#define FUNCTIONS(X)                                                                     \
	X(hs_valid_platform)                                                             \
	X(hs_compile_lit_multi)                                                          \
	X(hs_free_compile_error)                                                         \
	X(hs_free_database)                                                              \
	X(hs_alloc_scratch)                                                              \
	X(hs_free_scratch)                                                               \
	X(hs_scan)

static struct {
	bool is_there;
#define X(name) __typeof__ (&(name))(name);
	FUNCTIONS(X)
#undef X
} lib;

static void load(void)
{
	void *handle = dlopen("libhs.so.5", RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return;
	lib.is_there = true;
#define X(name)                                                                          \
	*(void **)&lib.name = dlsym(handle, #name);                                      \
	lib.is_there = lib.is_there && lib.name;
	FUNCTIONS(X)
#undef X
	/* Debian builds it for several kinds of processor; the oldest have none. */
	lib.is_there = lib.is_there && lib.hs_valid_platform() == HS_SUCCESS;
}

static bool is_loaded(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return lib.is_there;
}

enum { NOT_ASKED = INT32_MAX };

struct hit {
	pc_literals_fn *hit;
	void *context;
};

/* One more literal than was asked for.  Where all are longer, vectorscan looks at every
 * second or fourth place alone, which with some hundred literals lets so much through
 * that it takes up to four times as long. */
static const char shortest[] = "\x01\x02";

static struct pc_literals *fast_make(const struct pc_literal *literals, size_t n)
{
	if (!is_loaded())
		return NULL;

	const char **texts = pc_xcalloc(n + 1, sizeof(*texts));
	unsigned *flags = pc_xcalloc(n + 1, sizeof(*flags));
	unsigned *ids = pc_xcalloc(n + 1, sizeof(*ids));
	size_t *sizes = pc_xcalloc(n + 1, sizeof(*sizes));
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	for (size_t i = 0; i < n; i++) {
		texts[i] = literals[i].text.ptr;
		sizes[i] = literals[i].text.len;
		flags[i] = literals[i].is_caseless ? HS_FLAG_CASELESS : 0;
		ids[i] = (unsigned)i;
	}
	texts[n] = shortest;
	sizes[n] = strlen(shortest);
	ids[n] = NOT_ASKED;
	if (lib.hs_compile_lit_multi(texts, flags, ids, sizes, (unsigned)n + 1,
		    HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
		lib.hs_free_compile_error(error);
		database = NULL;
	}
	free(texts);
	free(flags);
	free(ids);
	free(sizes);
	return (struct pc_literals *)database;
}

static void fast_free(struct pc_literals *literals)
{
	lib.hs_free_database((hs_database_t *)literals);
}

static struct pc_literals_space *fast_space(const struct pc_literals *literals)
{
	hs_scratch_t *scratch = NULL;

	if (lib.hs_alloc_scratch((const hs_database_t *)literals, &scratch) != HS_SUCCESS)
		abort();
	return (struct pc_literals_space *)scratch;
}

static void fast_free_space(struct pc_literals_space *space)
{
	lib.hs_free_scratch((hs_scratch_t *)space);
}

static int on_match(unsigned which, unsigned long long from, unsigned long long to,
	unsigned flags, void *context)
{
	const struct hit *hit = context;

	(void)from;
	(void)flags;
	if (which == NOT_ASKED)
		return 0;
	return hit->hit(hit->context, which, (size_t)to) ? 0 : 1;
}

static void fast_find(const struct pc_literals *literals, struct pc_literals_space *space,
	struct pc_str text, pc_literals_fn *hit, void *context)
{
	struct hit told = {hit, context};

	hs_error_t end;

	if (text.len == 0)
		return;
	/* Callers look at windows of some MB.  What was not looked at must not pass for
	 * text without literals, and none of the errors comes of the text. */
	if (text.len > UINT32_MAX)
		abort();
	end = lib.hs_scan((const hs_database_t *)literals, text.ptr, (unsigned)text.len,
		0, (hs_scratch_t *)space, on_match, &told);
	if (end != HS_SUCCESS && end != HS_SCAN_TERMINATED)
		abort();
}

static const struct pc_literals_way fast = {
	.make = fast_make,
	.free = fast_free,
	.space = fast_space,
	.free_space = fast_free_space,
	.find = fast_find,
};

const struct pc_literals_way *pc_literals_fast(void)
{
	return &fast;
}
#else
const struct pc_literals_way *pc_literals_fast(void)
{
	return NULL;
}
#endif
