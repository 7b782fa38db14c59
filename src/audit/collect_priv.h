/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of one audit know of each other. */
#ifndef PC_AUDIT_COLLECT_PRIV_H
#define PC_AUDIT_COLLECT_PRIV_H

#include <pthread.h>

#include "pc/audit/audit.h"

struct pc_audit {
	struct pc_audit_options options;
	pthread_mutex_t lock; /* of everything below */
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_audit_finding *findings;
	size_t n_findings, cap, dropped;
	struct pc_str root;
	struct pc_audit_counts counts;
	double begun, told; /* of the clock that does not jump */
	struct pc_audit_result result;
	struct pc_audit_incident *incidents; /* those of result */
};

/* ---- incident.c ----------------------------------------------------------- */

/* Groups the findings of result by their keys. */
struct pc_audit_incident *incidents_make(
	struct pc_audit_result *result, struct pc_arena *arena);

#endif
