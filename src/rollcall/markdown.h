/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a line of Markdown, for markdown.c. */
#ifndef ROLLCALL_MARKDOWN_H
#define ROLLCALL_MARKDOWN_H

#include "page.h"

/* Adds the text of a heading or a cell to the one that is open: links by their texts,
 * code and what is struck through with their marks, no emphasis, no notes, no tags. */
void markdown_inline(struct page_builder *b, struct pc_str text);

#endif
