/* SPDX-License-Identifier: Apache-2.0 */
/* Schedules, for the supervisor: no more of a policy is read here than one duration, and
 * nothing of what an audit or a scan is made of is linked to policyd. */
#include "schedule.h"

#include <fcntl.h>

#include "pc/audit/policy.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/models/policy.h"
#include "pc/os/program.h"
#include "role.h"

#define MINUTE (INT64_C(60) * 1000)
#define HOUR   (60 * MINUTE)

static const int64_t least = 10 * MINUTE; /* between two */
static const int64_t unclear = HOUR;
enum { SHARE = 10 }; /* of each wait is left to chance */

const struct schedule schedule_of_audits = {
	.role = "audit",
	.file = PC_AUDIT_POLICY_FILE,
	.map = "audit",
	.longest = HOUR,
	.code = "PC2571",
	.runs = "audit-run",
	.finds = "audit",
};

const struct schedule schedule_of_scans = {
	.role = "models",
	.file = PC_MODEL_POLICY_FILE,
	.map = "models",
	.otherwise = 12 * HOUR,
	.longest = 10 * MINUTE,
	.code = "PC2671",
	.runs = "models-run",
	.finds = "models-scan",
};

/* Milliseconds; 0: never.  Of a policy that cannot be read its role says so. */
static int64_t find_every(const struct daemon *daemon, const struct schedule *schedule)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const char *file = role_path(&arena, daemon->config.root, pc_str(schedule->file));
	const struct pc_node *said;
	struct pc_node *tree;
	struct pc_str text;
	struct pc_err err;
	int64_t every;

	if (pc_fs_read(&text, &arena, AT_FDCWD, file, PC_MAX_DOC_SIZE, &err) != PC_OK)
		return err.status == PC_ERR_ABSENT ? 0 : unclear;
	if (pc_yaml_read(&tree, &arena, file, text, &diags, &err) != PC_OK)
		return unclear;
	said = pc_node_get_c(pc_node_get_c(tree, schedule->map), "schedule");
	if (!said)
		return schedule->otherwise;
	if (!pc_duration_read(&every, pc_node_text(said)))
		return unclear;
	return every > least ? every : least;
}

int64_t schedule_first_wait(void)
{
	return least / SHARE + role_some(least - least / SHARE);
}

void schedule_plan(struct turn *out, const struct daemon *daemon,
	const struct schedule *schedule, int64_t last)
{
	int64_t every = find_every(daemon, schedule), passed = pc_program_now() - last;
	int64_t left = every;

	*out = (struct turn){.is_off = every == 0};
	out->is_due = every > 0 && (last == 0 || passed >= every);
	if (!out->is_due && !out->is_off)
		left = every - passed;
	out->wait = out->is_off || left > least ? least : left;
	out->wait += role_some(out->wait / SHARE);
}

static void send_or_log(
	int fd, const struct schedule *schedule, const struct message *message)
{
	struct pc_err err;

	if (message_send(fd, message, &err) != PC_OK)
		daemon_log(schedule->role, "%s", err.text);
}

static void tell_count(
	int fd, const struct schedule *schedule, const char *source, uint64_t count)
{
	send_or_log(fd, schedule,
		&(struct message){MESSAGE_FINDINGS,
			.findings = {.source = pc_str(source), .count = count}});
}

void schedule_tell_fault(int fd, const struct schedule *schedule, const char *why)
{
	daemon_log(schedule->role, "%s", why);
	send_or_log(fd, schedule,
		&(struct message){
			MESSAGE_FINDING, .finding = {.source = pc_str(schedule->runs),
						 .code = pc_str(schedule->code),
						 .severity = PC_STR("warning"),
						 .file = pc_str(schedule->file),
						 .text = pc_str(why)}});
	tell_count(fd, schedule, schedule->runs, 1);
}

void schedule_tell_well(int fd, const struct schedule *schedule)
{
	tell_count(fd, schedule, schedule->runs, 0);
}

void schedule_tell_off(int fd, const struct schedule *schedule)
{
	tell_count(fd, schedule, schedule->runs, 0);
	tell_count(fd, schedule, schedule->finds, 0);
}
