/* SPDX-License-Identifier: Apache-2.0 */
/* All sources that there are. */
#include "sources.h"

const struct pc_source *const pc_sources[] = {
	&source_anthropic_api,
	&source_openai_api,
	&source_openrouter,
	NULL,
};

const struct pc_source *pc_source_find(struct pc_str name)
{
	for (size_t i = 0; pc_sources[i]; i++) {
		if (pc_str_is(name, pc_sources[i]->name))
			return pc_sources[i];
	}
	return NULL;
}
