/* SPDX-License-Identifier: Apache-2.0 */
/* What a machine tells its hub, put together: what it shows by itself (a survey), and
 * what was recorded since it last told. */
#ifndef PC_MACHINE_REPORT_H
#define PC_MACHINE_REPORT_H

#include "pc/machine/machine.h"
#include "pc/models/table.h"
#include "pc/record/db.h"
#include "pc/wire/report.h"

/* Looks at everything; asks every client for its version unless it may not. */
void pc_machine_survey(struct pc_wire_survey *out, const struct pc_machine *machine,
	bool asks_clients, int64_t now);

/* The models that managed settings and those of users name, each once; out is a list of
 * struct pc_wire_model.  now: s. */
void pc_machine_find_models(struct pc_wire_list *out, const struct pc_machine *machine,
	const struct pc_models *models, int64_t now);
/* "claude-sonnet-4-5 is deprecated, its end is 2026-11-30, 8 days left; 3 users name it;
 * write claude-sonnet-5-5"; now 0: without what changes from day to day. */
struct pc_str pc_machine_model_say(
	struct pc_arena *arena, const struct pc_wire_model *row, int64_t now);

/* Why the machine does not comply, and whether its policy is in force all the same.
 * killed: what a kill switch says; empty: none is on. */
void pc_machine_judge(struct pc_wire_report *report, struct pc_arena *arena,
	struct pc_str killed, int64_t now);

/* How far the last report went; kept between reports. */
struct pc_wire_mark {
	struct pc_str id; /* of the machine; hexadecimal */
	int64_t seq, until;
	int64_t decision; /* the newest one that it counted */
};
extern const struct pc_wire_table pc_wire_mark_table;

/* A machine's new id, by chance.  PC_ERR_SYSTEM: there is none to be had. */
PC_MUST_CHECK enum pc_status pc_machine_mark_new(
	struct pc_wire_mark *out, struct pc_arena *arena, struct pc_err *err);

struct pc_machine_told {
	struct pc_db *db;                  /* NULL: there is no record */
	const struct pc_wire_mark *mark;   /* of the report before */
	const struct pc_wire_survey *seen; /* zero: nobody has looked yet */
	struct pc_str root;
	int64_t now;
};

/* The report that comes now, and the mark that it leaves when it is kept.  Texts live in
 * arena, in the mark and in the survey. */
PC_MUST_CHECK enum pc_status pc_machine_report(struct pc_wire_report *out,
	struct pc_wire_mark *next, struct pc_arena *arena,
	const struct pc_machine_told *from, struct pc_err *err);

#endif
