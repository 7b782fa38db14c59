/* SPDX-License-Identifier: Apache-2.0 */
/* Times that come again: "minute hour day month weekday", each "*", a number, a name, a
 * range, a list, with steps; or "@hourly", "@daily", "@weekly", "@monthly", "@yearly". In
 * UTC.  Where day and weekday are both limited, either will do, as cron has it. */
#ifndef PC_ORCH_CRON_H
#define PC_ORCH_CRON_H

#include "pc/base/err.h"

struct pc_cron {
	uint64_t minutes; /* a bit for each value */
	uint32_t hours, days, months, weekdays;
	bool any_day, any_weekday;
};

/* PC_ERR_PARSE names the field. */
PC_MUST_CHECK enum pc_status pc_cron_read(
	struct pc_cron *out, struct pc_str text, struct pc_err *err);
/* The first after, ms since 1970; 0: never (30 February). */
int64_t pc_cron_next(const struct pc_cron *cron, int64_t after);

#endif
