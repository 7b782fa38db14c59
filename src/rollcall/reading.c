/* SPDX-License-Identifier: Apache-2.0 */
/* Names of why a source was not read. */
#include "pc/rollcall/reading.h"

const char *pc_unread_name(enum pc_unread why)
{
	static const char *const names[PC_UNREADS] = {"read", "offline", "status",
		"redirected", "short", "script", "shape", "large", "type", "no-key"};

	return names[why];
}
