/* SPDX-License-Identifier: Apache-2.0 */
/* The schedule of audits, for the supervisor: no more of the policy is read here than one
 * duration, and nothing of what an audit is made of is linked to policyd. */
#include "audit_schedule.h"

#include <fcntl.h>

#include "pc/audit/policy.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/os/program.h"
#include "role.h"

static const int64_t least = INT64_C(10) * 60 * 1000; /* between two audits */
static const int64_t unclear = INT64_C(60) * 60 * 1000;
enum { SHARE = 10 }; /* of each wait is left to chance */

const char audit_of_keys[] = "audit", audit_of_runs[] = "audit-run";

/* Milliseconds; 0: never.  Of a policy that cannot be read an audit says so. */
static int64_t find_schedule(const struct daemon *daemon)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const char *file =
		role_path(&arena, daemon->config.root, PC_STR(PC_AUDIT_POLICY_FILE));
	const struct pc_node *schedule;
	struct pc_node *tree;
	struct pc_str text;
	struct pc_err err;
	int64_t every;

	if (pc_fs_read(&text, &arena, AT_FDCWD, file, PC_MAX_DOC_SIZE, &err) != PC_OK)
		return err.status == PC_ERR_ABSENT ? 0 : unclear;
	if (pc_yaml_read(&tree, &arena, file, text, &diags, &err) != PC_OK)
		return unclear;
	schedule = pc_node_get_c(pc_node_get_c(tree, "audit"), "schedule");
	if (!schedule)
		return 0;
	if (!pc_duration_read(&every, pc_node_text(schedule)))
		return unclear;
	return every > least ? every : least;
}

int64_t audit_first_wait(void)
{
	return least / SHARE + role_some(least - least / SHARE);
}

void audit_plan(struct audit_turn *out, const struct daemon *daemon, int64_t audited)
{
	int64_t every = find_schedule(daemon), passed = pc_program_now() - audited;
	int64_t left = every;

	*out = (struct audit_turn){.is_off = every == 0};
	out->is_due = every > 0 && (audited == 0 || passed >= every);
	if (!out->is_due && !out->is_off)
		left = every - passed;
	out->wait = out->is_off || left > least ? least : left;
	out->wait += role_some(out->wait / SHARE);
}

static void send_or_log(int fd, const struct message *message)
{
	struct pc_err err;

	if (message_send(fd, message, &err) != PC_OK)
		daemon_log("audit", "%s", err.text);
}

static void tell_count(int fd, const char *source, uint64_t count)
{
	send_or_log(fd, &(struct message){MESSAGE_FINDINGS,
				.findings = {.source = pc_str(source), .count = count}});
}

void audit_tell_fault(int fd, const char *why)
{
	daemon_log("audit", "%s", why);
	send_or_log(fd, &(struct message){MESSAGE_FINDING,
				.finding = {.source = pc_str(audit_of_runs),
					.code = PC_STR("PC2571"),
					.severity = PC_STR("warning"),
					.file = PC_STR(PC_AUDIT_POLICY_FILE),
					.text = pc_str(why)}});
	tell_count(fd, audit_of_runs, 1);
}

void audit_tell_well(int fd)
{
	tell_count(fd, audit_of_runs, 0);
}

void audit_tell_off(int fd)
{
	tell_count(fd, audit_of_runs, 0);
	tell_count(fd, audit_of_keys, 0);
}
