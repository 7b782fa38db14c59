/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of YAML documents in our words; the other half of yaml_read.c. */
#ifndef PC_DOC_YAML_FAULT_PRIV_H
#define PC_DOC_YAML_FAULT_PRIV_H

#include <yaml.h>

#include "pc/base/err.h"

struct pc_span pc_yaml_place(const char *file, yaml_mark_t mark);

/* Malformed UTF-8 and characters that cannot stand in YAML unescaped, or that libyaml
 * would take for a line end although YAML 1.2 does not. */
PC_MUST_CHECK enum pc_status pc_yaml_check_characters(
	struct pc_err *err, const char *file, struct pc_str text);

/* What made the parser stop. */
enum pc_status pc_yaml_fault(struct pc_err *err, const char *file, struct pc_str text,
	const yaml_parser_t *parser);

enum pc_status pc_yaml_fault_alias(
	struct pc_err *err, struct pc_span at, const yaml_event_t *event);

#endif
