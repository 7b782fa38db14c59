/* SPDX-License-Identifier: Apache-2.0 */
/* Any page before the adapters of pages in Markdown: see fuzz_pages.h. */
#include "fuzz_pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_page("anthropic-page-md", data, size);
	fuzz_page("openai-page-md", data, size);
	fuzz_page("google-page-md", data, size);
	return 0;
}
