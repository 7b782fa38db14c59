/* SPDX-License-Identifier: Apache-2.0 */
/* What scans have left behind, in one sqlite file: the roll, events, and one line for
 * each scan, also when nothing happened. */
#ifndef PC_ROLLCALL_LEDGER_H
#define PC_ROLLCALL_LEDGER_H

#include "pc/rollcall/step.h"

struct pc_ledger;

/* Of a machine whose policyd asks providers: below its state, in a directory of the
 * scans' own user; and where that is without other words. */
#define PC_LEDGER_DIR        "/models"
#define PC_LEDGER_FILE       PC_LEDGER_DIR "/ledger.db"
#define PC_LEDGER_OF_POLICYD "/var/lib/policyd" PC_LEDGER_FILE

enum pc_ledger_use { PC_LEDGER_READ, PC_LEDGER_WRITE };

/* PC_ERR_ABSENT: none to read.  PC_ERR_PARSE: no ledger of ours, damaged, or newer. */
PC_MUST_CHECK enum pc_status pc_ledger_open(struct pc_ledger **out, const char *path,
	enum pc_ledger_use use, struct pc_err *err);
void pc_ledger_close(struct pc_ledger **ledger);

/* The roll as the last scan left it. */
PC_MUST_CHECK enum pc_status pc_ledger_roll(struct pc_roll **out,
	struct pc_ledger *ledger, const struct pc_models *models, struct pc_err *err);

/* The entry of one scan with its readings' evidence, its events and the roll, all of them
 * or nothing. */
PC_MUST_CHECK enum pc_status pc_ledger_add(struct pc_ledger *ledger,
	const struct pc_step *step, const struct pc_stepped *stepped,
	const struct pc_roll *roll, struct pc_err *err);

struct pc_scan_row {
	int64_t number, at; /* s */
	int64_t n_read, n_unread, n_events;
	struct pc_str sentence;
};
struct pc_ledger_filter {
	int64_t since;       /* s; 0: any */
	int64_t limit;       /* the newest so many; 0: all */
	struct pc_str model; /* events of one; empty: all */
};
typedef bool pc_scan_fn(void *context, const struct pc_scan_row *scan);
typedef bool pc_event_fn(void *context, int64_t scan, const struct pc_event *event);
/* Oldest first; false of fn: enough. */
PC_MUST_CHECK enum pc_status pc_ledger_scans(struct pc_ledger *ledger,
	const struct pc_ledger_filter *filter, pc_scan_fn *fn, void *context,
	struct pc_err *err);
PC_MUST_CHECK enum pc_status pc_ledger_events(struct pc_ledger *ledger,
	const struct pc_ledger_filter *filter, pc_event_fn *fn, void *context,
	struct pc_err *err);

#endif
