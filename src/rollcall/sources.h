/* SPDX-License-Identifier: Apache-2.0 */
/* The adapters, one file each, for the list in sources.c. */
#ifndef ROLLCALL_SOURCES_H
#define ROLLCALL_SOURCES_H

#include "pc/rollcall/source.h"

extern const struct pc_source source_anthropic_api, source_openai_api;
extern const struct pc_source source_anthropic_page, source_anthropic_page_md;
extern const struct pc_source source_openai_page, source_openai_page_md;
extern const struct pc_source source_google_page, source_google_page_md;
extern const struct pc_source source_openrouter, source_models_dev, source_litellm;
extern const struct pc_source source_model_eol;

#endif
