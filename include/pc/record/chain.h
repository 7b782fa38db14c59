/* SPDX-License-Identifier: Apache-2.0 */
/* The log of decisions as a chain: each row's hash covers its line and the hash before
 * it, so that a row that was changed, taken out or put in shows.  What retention takes
 * away from the front leaves the hash that the rest begins with. */
#ifndef PC_RECORD_CHAIN_H
#define PC_RECORD_CHAIN_H

#include "pc/record/rows.h"

/* Adds lines of a spool, in one transaction of the caller.  A line that is already there
 * (by its id) is passed over; one that is no decision, or of a day that has not come yet,
 * is counted in *strange. */
PC_MUST_CHECK enum pc_status pc_chain_add(struct pc_db *db, struct pc_str lines,
	int64_t user, size_t *added, size_t *strange, struct pc_err *err);

struct pc_chain_check {
	int64_t rows;
	int64_t broken; /* number of the first row that does not hold; 0: all do */
	char why[160];
	char head[65]; /* hash of the newest row: what to note down elsewhere */
};

PC_MUST_CHECK enum pc_status pc_chain_verify(
	struct pc_chain_check *out, struct pc_db *db, struct pc_err *err);

/* Takes away what is older than at, and the oldest past most. */
PC_MUST_CHECK enum pc_status pc_chain_forget(
	struct pc_db *db, int64_t at, int64_t most, struct pc_err *err);

/* Where the database holds more than so many bytes: takes away a part of the oldest. */
PC_MUST_CHECK enum pc_status pc_chain_shrink(
	struct pc_db *db, int64_t most, struct pc_err *err);

#endif
