/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text in answers: for terminals, in XML, as addresses. */
#ifndef PC_REPORT_PUT_H
#define PC_REPORT_PUT_H

#include "pc/base/buf.h"

/* On one line of a terminal: no commands, nothing that turns it around. */
void pc_put_clean(struct pc_buf *out, struct pc_str text);
/* As content of XML and as an attribute's value alike. */
void pc_put_xml(struct pc_buf *out, struct pc_str text);
/* A file's name as a URI (RFC 3986) in quotes, relative when the name is. */
void pc_put_uri(struct pc_buf *out, struct pc_str file);
/* "20,000 rules" */
void pc_put_count(struct pc_buf *out, uint64_t n, const char *what);

#endif
