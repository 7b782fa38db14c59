/* SPDX-License-Identifier: Apache-2.0 */
/* policyd itself: what it was told, where it keeps things, whether it is there. */
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "clean.h"
#include "doctor.h"
#include "pc/audit/key.h"
#include "pc/audit/policy.h"
#include "pc/base/fs.h"
#include "pc/base/when.h"
#include "pc/os/sandbox.h"
#include "pc/record/chain.h"

enum { SECOND = 1000 };

static void look_at_config(struct health_report *out, struct doctor *doctor)
{
	const struct agent *agent = &doctor->agent;
	struct pc_str file = pc_str(agent->config_file);

	if (agent->config_status == PC_OK)
		return;
	if (agent->config_status == PC_ERR_PARSE) {
		health_fault(out, doctor, file,
			"policyd cannot be configured like that: %zu finding%s",
			agent->diags.count, pc_plural(agent->diags.count));
		if (agent->diags.count == 0)
			health_fault(out, doctor, file, "%s", agent->config_err.text);
		return;
	}
	health_fault(out, doctor, file, "%s", agent->config_err.text);
	if (agent->config_status != PC_ERR_ABSENT && agent->config_err.cause == 0)
		out->mend = "chown root:root @ && chmod go-w @";
}

static void look_for_daemon(struct health_report *out, struct doctor *doctor)
{
	if (doctor->answer || doctor->silence.status != PC_ERR_ABSENT)
		return;
	health_fault(out, doctor, (struct pc_str){0}, "policyd is not running: %s",
		doctor->silence.text);
}

static void look_at_socket(struct health_report *out, struct doctor *doctor)
{
	if (doctor->answer)
		return;
	if (doctor->silence.status == PC_ERR_ABSENT)
		health_skip(out, "policyd is not running");
	else
		health_fault(out, doctor, (struct pc_str){0},
			"policyd does not answer: %s", doctor->silence.text);
}

/* ---- state ---------------------------------------------------------------------------
 */

static const struct kept {
	const char *path;
	mode_t forbidden; /* bits that its mode may not have */
	bool is_roots;
	const char *mend;
} kept[] = {
	{"", S_IWGRP | S_IWOTH, false, "chmod go-w @"},
	{"/apply", S_IRWXG | S_IRWXO, true, "chown root:root @ && chmod 0700 @"},
	{"/record", S_IWGRP | S_IWOTH, false, "chmod go-w @"},
};

static bool look_at_kept(
	struct health_report *out, struct doctor *doctor, const struct kept *kept_dir)
{
	struct pc_str path = pc_arena_printf(
		doctor->arena, "%.*s%s", PC_STR_ARG(doctor->agent.state), kept_dir->path);
	bool wrong_owner;
	struct stat st;

	if (lstat(path.ptr, &st) < 0 && errno == EACCES)
		return true;
	if (lstat(path.ptr, &st) < 0 || !S_ISDIR(st.st_mode)) {
		health_fault(
			out, doctor, path, "'%.*s' is no directory", PC_STR_ARG(path));
		out->mend = "systemd-tmpfiles --create && systemctl restart policyd";
		return false;
	}
	wrong_owner = kept_dir->is_roots && st.st_uid != 0 &&
		      !(doctor->agent.root.len && st.st_uid == geteuid());
	if (!wrong_owner && !(st.st_mode & kept_dir->forbidden))
		return true;
	health_fault(out, doctor, path, "'%.*s' is %s", PC_STR_ARG(path),
		wrong_owner ? "not root's" : "open to others");
	out->mend = kept_dir->mend;
	return false;
}

static void look_at_state(struct health_report *out, struct doctor *doctor)
{
	for (size_t i = 0; i < PC_COUNT(kept); i++) {
		if (!look_at_kept(out, doctor, &kept[i]))
			return;
	}
}

static bool look_at_disk_of(
	struct health_report *out, struct doctor *doctor, struct pc_str path)
{
	/* A policy, its record and a fetch need a few MB. */
	const uint64_t least = UINT64_C(64) << 20;
	enum { LEAST_FILES = 100 };
	struct statvfs fs;

	if (statvfs(path.ptr, &fs) < 0)
		return true;
	if (fs.f_flag & ST_RDONLY) {
		health_fault(out, doctor, path,
			"'%.*s' is on a file system that is "
			"read-only",
			PC_STR_ARG(path));
		out->mend = "mount -o remount,rw \"$(findmnt -no TARGET -T @)\"";
		return false;
	}
	if ((uint64_t)fs.f_bavail * fs.f_frsize >= least &&
		(fs.f_files == 0 || fs.f_favail >= LEAST_FILES))
		return true;
	health_fault(out, doctor, path,
		"there is no room for '%.*s': %" PRIu64 " kB and %" PRIu64 " files are "
		"left",
		PC_STR_ARG(path), (uint64_t)fs.f_bavail * fs.f_frsize / 1024,
		(uint64_t)fs.f_favail);
	return false;
}

static void look_at_disk(struct health_report *out, struct doctor *doctor)
{
	if (look_at_disk_of(out, doctor, doctor->agent.state))
		look_at_disk_of(out, doctor, doctor->agent.managed);
}

/* ---- record
 * ------------------------------------------------------------------------------ */

static void look_at_record(struct health_report *out, struct doctor *doctor)
{
	struct pc_str path = pc_arena_printf(
		doctor->arena, "%.*s/record/policyd.db", PC_STR_ARG(doctor->agent.state));
	struct pc_chain_check check = {0};
	struct pc_db *db = NULL;
	enum pc_status status;
	struct pc_err err;

	status = pc_db_open(&db, path.ptr, PC_DB_READ, &err);
	if (status == PC_OK)
		status = pc_chain_verify(&check, db, &err);
	pc_db_close(&db);
	if (status == PC_ERR_ABSENT) {
		health_skip(out, "there is no record yet");
	} else if (status == PC_ERR_SYSTEM && geteuid() != 0) {
		health_skip(out, "only root can read the record");
	} else if (status != PC_OK) {
		health_fault(out, doctor, path, "%s", err.text);
	} else if (check.broken) {
		health_fault(out, doctor, path,
			"the chain of decisions is broken at row %" PRId64 ": %s",
			check.broken, check.why);
		out->mend = "policyctl log --verify   # and keep @ as evidence";
	}
}

/* Hooks of all users write there, each its own. */
static void look_at_spool(struct health_report *out, struct doctor *doctor)
{
	const mode_t wanted = S_ISGID | S_ISVTX | S_IWOTH | S_IXOTH;
	struct pc_str path = pc_arena_str(doctor->arena, doctor->agent.config.spool);
	const char *user =
		pc_arena_str(doctor->arena, doctor->agent.config.serve_user).ptr;
	const struct passwd *who = getpwnam(user);
	struct stat st;

	if (lstat(path.ptr, &st) < 0 && errno == EACCES)
		health_skip(out, "only root can see it");
	else if (lstat(path.ptr, &st) < 0 || !S_ISDIR(st.st_mode))
		health_fault(out, doctor, path, "there is no directory '%.*s'",
			PC_STR_ARG(path));
	else if ((st.st_mode & wanted) != wanted)
		health_fault(out, doctor, path,
			"hooks of users cannot write '%.*s': their decisions are not "
			"recorded",
			PC_STR_ARG(path));
	else if (who && (st.st_uid != who->pw_uid || st.st_gid != who->pw_gid))
		health_fault(out, doctor, path,
			"'%.*s' is not %s's: what hooks write there cannot be read",
			PC_STR_ARG(path), user);
	out->mend = pc_arena_printf(doctor->arena,
		"install -d -m 3733 -o %s -g \"$(id -gn %s)\" @", user, user)
			    .ptr;
}

/* ---- policy
 * ------------------------------------------------------------------------------- */

static void look_at_document(struct health_report *out, struct doctor *doctor)
{
	struct pc_machine_document document;

	pc_machine_read_document(&document, &doctor->agent.machine);
	if (!doctor->has_generation)
		health_fault(out, doctor, (struct pc_str){0},
			"no policy has been put in force, as far as is known");
	else if (!pc_str_is(doctor->generation.digest, document.digest))
		health_fault(out, doctor, document.path,
			"'%.*s' is not what was put in force%s%.*s",
			PC_STR_ARG(document.path), document.fault.len ? ": " : "",
			PC_STR_ARG(document.fault));
}

static void look_at_expiry(struct health_report *out, struct doctor *doctor)
{
	int64_t expires = doctor->generation.expires * SECOND;

	if (!doctor->has_generation)
		health_skip(out, "no policy is known");
	else if (expires && expires <= pc_when_now())
		health_fault(out, doctor, (struct pc_str){0},
			"the policy expired at %.*s: its signers have not renewed it, or "
			"what they publish does not arrive",
			PC_STR_ARG(clean_time(doctor->arena, expires)));
}

/* What policyd has found and still stands: tampering, for example. */
static void look_at_alerts(struct health_report *out, struct doctor *doctor)
{
	const struct pc_node *all = pc_node_get_c(doctor->answer, "findings");

	if (!doctor->answer)
		health_skip(out, "policyd does not answer");
	for (size_t i = 0; all && all->kind == PC_LIST && i < all->n_items; i++) {
		struct pc_str file = agent_text(all->items[i], "file");

		if (!pc_str_is(agent_text(all->items[i], "severity"), "error"))
			continue;
		health_fault(out, doctor, agent_text(all->items[i], "code"), "%.*s%s%.*s",
			PC_STR_ARG(file), file.len ? ": " : "",
			PC_STR_ARG(agent_text(all->items[i], "text")));
		return;
	}
}

static void look_at_kernel(struct health_report *out, struct doctor *doctor)
{
	if (!pc_sandbox_knows_files())
		health_fault(out, doctor, (struct pc_str){0},
			"this kernel has no Landlock, or was told not to use it: "
			"policyd's "
			"roles are kept apart by users alone");
}

/* ---- audits ---------------------------------------------------------------------- */

/* Only root can read the key, which is as it should be. */
static void look_at_audit(struct health_report *out, struct doctor *doctor)
{
	const char *file = agent_path(&doctor->agent, PC_STR(PC_AUDIT_POLICY_FILE)).ptr;
	struct pc_diags diags = {.arena = doctor->arena};
	struct pc_audit_policy *policy = NULL;
	struct pc_audit_key key = {0};
	struct pc_str path;
	struct pc_err err;

	if (pc_audit_policy_load(&policy, doctor->arena, file, &diags, &err) != PC_OK) {
		if (err.status == PC_ERR_ABSENT)
			health_skip(out, "there is no audit.yaml: no audit is scheduled");
		else
			health_fault(out, doctor, pc_str(file), "%s: %s", file, err.text);
		return;
	}
	path = policy->fingerprint_key.len ? policy->fingerprint_key
					   : PC_STR(PC_AUDIT_KEY_FILE);
	path = agent_path(&doctor->agent, path);
	if (policy->schedule == 0)
		health_skip(out, "audit.yaml has no schedule");
	else if (pc_audit_key_read(&key, path.ptr, &err) != PC_OK && err.cause != EACCES)
		health_fault(out, doctor, path, "audits are scheduled and cannot run: %s",
			err.text);
	pc_audit_key_done(&key);
	pc_audit_policy_free(policy);
}

const struct check doctor_daemon[] = {
	{"config", "policyd.yaml is right, and root's", look_at_config, "sudoedit @"},
	{"running", "policyd is running", look_for_daemon,
		"systemctl enable --now policyd"},
	{"socket", "policyd answers", look_at_socket, "systemctl restart policyd"},
	{"state", "policyd's state is where it belongs, and nobody else's", look_at_state,
		"systemd-tmpfiles --create"},
	{"disk", "there is room to write", look_at_disk,
		"du -xh --max-depth=2 \"$(findmnt -no TARGET -T @)\" | sort -h | tail"},
	{"record", "the record can be read and its chain holds", look_at_record,
		"systemctl stop policyd && mv @ @.damaged && systemctl start policyd"},
	{"spool", "hooks can hand in their decisions", look_at_spool,
		"systemd-tmpfiles --create"},
	{"in-force", "what lies on the disk is what was put in force", look_at_document,
		"systemctl restart policyd"},
	{"expiry", "the policy has not expired", look_at_expiry,
		"systemctl reload policyd"},
	{"alerts", "policyd has found nothing that still stands", look_at_alerts,
		"policyctl explain @ && policyctl log --kind drift --limit 20"},
	{"audit", "audits of this machine can run as they are scheduled", look_at_audit,
		"policyctl explain PC2571"},
	{"landlock", "the kernel can keep policyd's roles apart", look_at_kernel,
		"grubby --update-kernel ALL --args lsm=landlock,lockdown,yama,integrity,"
		"apparmor,bpf"},
	{.id = NULL},
};
