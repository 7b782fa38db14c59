/* SPDX-License-Identifier: Apache-2.0 */
/* Tags that would take libxml2 too long, for html.c. */
#ifndef ROLLCALL_HTML_TAGS_H
#define ROLLCALL_HTML_TAGS_H

#include "page.h"

/* False: a tag has more than PC_MAX_PAGE_ATTRIBUTES, or tags that do not end stand in one
 * another. */
bool html_tags_are_few(struct pc_str body);

#endif
