/* SPDX-License-Identifier: Apache-2.0 */
/* Why a machine does not comply: one list, in one set of words, for policyctl status on
 * the machine and for what the hub is told. */
#ifndef PC_MACHINE_REASONS_H
#define PC_MACHINE_REASONS_H

#include "pc/machine/machine.h"

struct pc_machine_reason {
	const char *id; /* "read-back": what programs go by */
	struct pc_str text;
};

struct pc_machine_reasons {
	struct pc_arena *arena; /* owns items and texts; must be set */
	struct pc_machine_reason *items;
	size_t count, cap;
};

void pc_machine_reason_add(struct pc_machine_reasons *reasons, const char *id,
	const char *fmt, ...) PC_PRINTF(3, 4);

/* What is known of the machine, by whoever looked. */
struct pc_machine_case {
	bool has_policy; /* one was put in force, as far as is known */
	bool is_seen;    /* somebody looked at the document, and at all that follows */
	bool is_read_back;
	struct pc_str document, fault; /* where it is, and why it could not be read */
	int64_t expires;               /* seconds since 1970; 0: never */
	int64_t now;                   /* milliseconds */
	struct pc_str killed;          /* what a kill switch says; empty: none is on */
	struct pc_str refused;         /* why clients do not start; empty: they do */
	struct pc_machine_sources sources;
	struct pc_machine_hook hook;
	struct pc_machine_clients clients;
};

void pc_machine_find_reasons(
	struct pc_machine_reasons *reasons, const struct pc_machine_case *seen);

#endif
