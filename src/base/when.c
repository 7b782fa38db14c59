/* SPDX-License-Identifier: Apache-2.0 */
/* Moments and spans of time for people. */
#include "pc/base/when.h"

#include <inttypes.h>
#include <time.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

int64_t pc_when_now(void)
{
	enum { PER_MILLI = 1000000 };
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / PER_MILLI;
}

struct pc_str pc_when_time(struct pc_arena *arena, int64_t ms)
{
	time_t seconds = (time_t)(ms / SECOND);
	char text[32] = "-";
	struct tm parts;

	if (ms && gmtime_r(&seconds, &parts))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return pc_arena_str(arena, pc_str(text));
}

struct pc_str pc_when_age(struct pc_arena *arena, int64_t ms)
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = {{DAY, "days"}, {HOUR, "h"}, {MINUTE, "min"}, {SECOND, "s"}};
	int64_t far = ms < 0 ? -ms : ms;

	for (size_t i = 0; i < PC_COUNT(units); i++) {
		if (far >= 2 * units[i].size || units[i].size == SECOND)
			return pc_arena_printf(arena, "%" PRId64 " %s",
				far / units[i].size, units[i].name);
	}
	return PC_STR("-");
}
