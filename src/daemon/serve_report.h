/* SPDX-License-Identifier: Apache-2.0 */
/* When the hub is told what, and what became of it.
 *
 *   due ──► survey ──► compose, put into the queue ──► report ──► taken: removed
 *    ▲        (a role, started by the supervisor)        │        refused: set aside
 *    └── interval, something happened, somebody asks     └──────► later: again, less and
 *                                                                 less often
 */
#ifndef DAEMON_SERVE_REPORT_H
#define DAEMON_SERVE_REPORT_H

#include "serve.h"

struct reporter;

/* Without a hub it only answers. */
void reporter_open(struct reporter **out, struct serve *serve);
void reporter_close(struct reporter **reporter);

/* True: the message was for it alone.  Any other may be a reason to report soon. */
bool reporter_hear(struct reporter *reporter, const struct message *message);

/* Somebody wants a report to be sent now; false: there is no hub. */
bool reporter_wish(struct reporter *reporter);

/* The report that would be sent now, as a line. */
PC_MUST_CHECK enum pc_status reporter_show(
	struct pc_buf *out, struct reporter *reporter, struct pc_err *err);

/* Members of the status: how sending goes. */
void reporter_status(struct pc_buf *out, struct reporter *reporter);

#endif
