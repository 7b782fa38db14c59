/* SPDX-License-Identifier: Apache-2.0 */
/* All sources that there are. */
#include "sources.h"

const struct pc_source *const pc_sources[] = {
	&source_anthropic_api,
	&source_anthropic_page,
	&source_anthropic_page_md,
	&source_google_page,
	&source_google_page_md,
	&source_openai_api,
	&source_openai_page,
	&source_openai_page_md,
	&source_openrouter,
	&source_models_dev,
	&source_litellm,
	&source_model_eol,
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
