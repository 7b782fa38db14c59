/* SPDX-License-Identifier: Apache-2.0 */
/* What a service manager is told, by the protocol of sd_notify(3), without its library.
 * Without a manager nothing happens. */
#ifndef PC_OS_SERVICE_H
#define PC_OS_SERVICE_H

#include <stdint.h>

#include "pc/base/str.h"

/* Lines such as "READY=1" or "STATUS=...".  Told to $NOTIFY_SOCKET; a manager that does
 * not listen is no reason to fail. */
void pc_service_tell(struct pc_str lines);

/* Milliseconds within which the manager wants to hear "WATCHDOG=1" again; 0: never. */
int64_t pc_service_watchdog(void);

#endif
