/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats share. */
#ifndef PC_AUDIT_WRITE_PRIV_H
#define PC_AUDIT_WRITE_PRIV_H

#include <time.h>

#include "pc/audit/report.h"
#include "pc/base/hash.h"

/* Whether a rule says something there. */
static inline bool is_said(const char *text)
{
	return text && *text;
}

/* "2026-12-31"; "2026-12-31T23:59:59", of UTC. */
void put_date(struct pc_buf *out, int64_t seconds);
void put_time(struct pc_buf *out, int64_t seconds);
/* What a rule's keys open: "OpenRouter API key". */
void put_kind(struct pc_buf *out, const struct pc_secret_rule *rule);
/* One sentence on a finding: what it is, how it is shown, whose variable it is in, and
 * what to do. */
void put_sentence(struct pc_buf *out, const struct pc_audit_finding *finding);
/* Which place of which key it is, as 64 digits that do not depend on its line. */
void place_print(char out[PC_SHA256_HEX], const struct pc_audit_finding *finding);

#endif
