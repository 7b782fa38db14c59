/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an element of a page is out of use by its looks, for html.c. */
#ifndef ROLLCALL_HTML_GREY_H
#define ROLLCALL_HTML_GREY_H

#include <stdbool.h>

/* By its attributes "class" and "style"; each may be NULL. */
bool html_is_grey(const char *class, const char *style);

#endif
