/* SPDX-License-Identifier: Apache-2.0 */
/* The writers behind write.c. */
#ifndef PC_DOC_WRITE_PRIV_H
#define PC_DOC_WRITE_PRIV_H

#include "pc/doc/write.h"

void pc_write_json(struct pc_buf *out, const struct pc_node *node);
void pc_write_json_line(struct pc_buf *out, const struct pc_node *node);
void pc_write_canonical(struct pc_buf *out, const struct pc_node *node);
void pc_write_yaml(struct pc_buf *out, const struct pc_node *node);

/* Null, boolean or number as it was written: the same in JSON and YAML. */
void pc_write_plain(struct pc_buf *out, const struct pc_node *node);

/* A text in YAML: plain where no reader takes it for anything else, in or out of
 * brackets. */
void pc_write_yaml_text(struct pc_buf *out, struct pc_str text);

/* The code point at *at, a surrogate that stands alone included; moves past it. */
uint32_t pc_write_next(struct pc_str text, size_t *at);

#endif
