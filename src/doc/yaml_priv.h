/* SPDX-License-Identifier: Apache-2.0 */
/* What a plain (unquoted) YAML scalar is; the reader asks to make a node of it, the
 * writer asks whether a text has to be quoted to stay a text. */
#ifndef PC_DOC_YAML_PRIV_H
#define PC_DOC_YAML_PRIV_H

#include "pc/doc/node.h"

/* YAML 1.2.2 section 10.3.2, tag resolution of the core schema. */
enum pc_yaml_plain {
	PC_YAML_TEXT,
	PC_YAML_NULL,
	PC_YAML_TRUE,
	PC_YAML_FALSE,
	PC_YAML_DECIMAL,
	PC_YAML_OCTAL,
	PC_YAML_HEX,
	PC_YAML_FLOAT,
	PC_YAML_INF_NAN,
};

enum pc_yaml_plain pc_yaml_plain_is(struct pc_str plain);

/* What YAML 1.1, which most other readers still speak, takes it for, when that is
 * something else and people are likely to be caught by it. */
enum pc_yaml_older {
	PC_YAML_OLDER_SAME,
	PC_YAML_OLDER_BOOL,   /* yes, no, on, off, y, n: text here */
	PC_YAML_OLDER_OCTAL,  /* 0777: decimal here */
	PC_YAML_OLDER_NUMBER, /* 1_000, 0b11: text here */
};

enum pc_yaml_older pc_yaml_older_is(struct pc_str plain);

/* Digits to a value; false past int64.  plain is of the three integer classes. */
bool pc_yaml_integer(int64_t *out, struct pc_str plain, enum pc_yaml_plain class);

/* A decimal or float in JSON's grammar: without '+', leading zeros, or a point that has
 * no digit on one side.  In arena, or plain itself. */
struct pc_str pc_yaml_as_json(struct pc_arena *arena, struct pc_str plain);

#endif
