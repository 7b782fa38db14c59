/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the table of codes as one list. */
#include "codes_priv.h"

static const struct pc_code *const parts[] = {codes_documents, codes_settings,
	codes_rules, codes_lint, codes_relations, codes_fleet, codes_review, codes_build,
	codes_config, codes_machine, codes_targets, codes_spool, codes_audit,
	codes_models, codes_orch};

const struct pc_code *pc_code_at(size_t i)
{
	for (size_t p = 0; p < PC_COUNT(parts); p++) {
		for (const struct pc_code *code = parts[p]; code->code; code++) {
			if (i-- == 0)
				return code;
		}
	}
	return NULL;
}

const struct pc_code *pc_code_find(struct pc_str code)
{
	for (size_t p = 0; p < PC_COUNT(parts); p++) {
		for (const struct pc_code *entry = parts[p]; entry->code; entry++) {
			if (pc_str_eq_nocase(code, pc_str(entry->code)))
				return entry;
		}
	}
	return NULL;
}
