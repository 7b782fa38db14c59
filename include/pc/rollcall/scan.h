/* SPDX-License-Identifier: Apache-2.0 */
/* What sources say now: which are asked, with which keys, all at once, and what becomes
 * of each answer.
 *
 * It is in the library pc::rollcall_sources, as it needs the network and the readers of
 * pages.  Keys are read when it is opened, so that files can be given up before anything
 * foreign is looked at. */
#ifndef PC_ROLLCALL_SCAN_H
#define PC_ROLLCALL_SCAN_H

#include "pc/models/policy.h"
#include "pc/rollcall/source.h"
#include "pc/rollcall/step.h"

struct pc_scan {
	/* Sources, mirrors, and references to keys ("file:/PATH", "exec:/PROGRAM").
	 * Without any: all that need no key. */
	const struct pc_model_source_wish *wishes;
	size_t n_wishes;
	struct pc_str ca_file, proxy; /* as in struct pc_post */
	int64_t deadline;             /* ms, of the whole scan */
	int64_t now;                  /* s */
};

struct pc_scanner;

/* What scan points to has to stay.  PC_ERR_USAGE: a source that nobody knows or that is
 * named twice, a key for one that takes none, a reference that is none, an address that
 * is neither https nor this machine's.  A key that cannot be read is none of these: its
 * source will not be read. */
PC_MUST_CHECK enum pc_status pc_scanner_open(
	struct pc_scanner **out, const struct pc_scan *scan, struct pc_err *err);
/* Asks and reads; everything in arena.  There is always one reading for each source that
 * was to be asked, in the order of the wishes. */
void pc_scanner_read(struct pc_reading **out, size_t *count, struct pc_arena *arena,
	struct pc_scanner *scanner);
/* The same readings before anybody is asked: their sources, addresses and time. */
void pc_scanner_expect(struct pc_reading **out, size_t *count, struct pc_arena *arena,
	const struct pc_scanner *scanner);
/* Overwrites keys. */
void pc_scanner_close(struct pc_scanner **scanner);

#endif
