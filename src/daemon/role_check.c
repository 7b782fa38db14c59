/* SPDX-License-Identifier: Apache-2.0 */
/* One look at what is staged: if somebody who may has signed it, and it is right, it goes
 * to apply.  Whatever else is the case, what is in force stays.
 *
 * The role is the user that fetched, as what is fetched is that user's, but with other
 * rights: it has no network and may write nothing but its copies of files.  It looks at
 * who signed before it parses anything that was signed.  Only where OpenPGP keys may
 * sign, gpg-keyring says so, may it start a program: gpg. */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/enforce/plan.h"

/* ---- what it tells --------------------------------------------------------------- */

static void tell(struct check *check, const char *outcome, struct pc_str reason)
{
	const struct message message = {
		MESSAGE_SYNCED, .synced = {
					.remote = pc_remote_shown(&check->arena,
						check->daemon->config.remote),
					.commit = pc_str(check->staged.commit),
					.outcome = pc_str(outcome),
					.reason = reason,
					.started = (uint64_t)check->started,
					.ended = (uint64_t)pc_when_now(),
				}};
	struct pc_err err;

	daemon_log("check", "%s: %s%s%.*s", outcome, check->staged.commit,
		check->staged.commit[0] ? ": " : "", PC_STR_ARG(reason));
	if (message_send(FD_EVENTS, &message, &err) != PC_OK)
		daemon_log("check", "%s", err.text);
}

static int refused(struct check *check, struct pc_str reason)
{
	tell(check, "refused", reason);
	return ENDED_REFUSED;
}

static int failed(struct check *check, const struct pc_err *err)
{
	tell(check, "failed", pc_str(err->text));
	return ENDED_BADLY;
}

/* ---- apply ------------------------------------------------------------------------ */

/* Nobody waits longer for apply than a look may take. */
static void be_patient(const struct daemon *daemon)
{
	enum { PER_SECOND = 1000, PER_MILLI = 1000, SHARE = 2 };
	int64_t wait = daemon->config.timeout / SHARE;
	const struct timeval time = {wait / PER_SECOND, (wait % PER_SECOND) * PER_MILLI};

	setsockopt(FD_POLICY, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
	setsockopt(FD_POLICY, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

/* What an earlier check did not wait for may still lie there. */
static enum pc_status ask(struct check *check, struct pc_err *err)
{
	struct message message = {.type = MESSAGE_ASK};
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) < 0)
		return pc_err_sys(err, "a number that is new");
	message.ask.number = number;
	PC_TRY(message_send(FD_POLICY, &message, err));
	do {
		PC_TRY(message_receive(&message, &check->arena, FD_POLICY, err));
	} while (message.type != MESSAGE_IN_FORCE || message.in_force.number != number);
	check->in_force = message.in_force;
	return PC_OK;
}

static enum pc_status send_parts(
	uint64_t file, struct pc_str name, struct pc_str bytes, struct pc_err *err)
{
	struct message part = {MESSAGE_PART, .part = {.file = file, .name = name}};

	while (bytes.len) {
		part.part.bytes = pc_str_head(bytes, PC_MAX_MESSAGE_BYTES);
		PC_TRY(message_send(FD_POLICY, &part, err));
		part.part.offset += part.part.bytes.len;
		bytes = pc_str_from(bytes, part.part.bytes.len);
	}
	return PC_OK;
}

static enum pc_status send_policy(
	const struct aim *aim, const struct policy *policy, struct pc_err *err)
{
	const struct pc_staged *taken = &aim->taken;
	const struct message begin = {
		MESSAGE_BEGIN, .begin = {
				       .commit = pc_str(taken->commit),
				       .plan = pc_str(aim->picks.plan),
				       .digest = pc_str(policy->digest),
				       .signer = taken->signer,
				       .signed_at = (uint64_t)taken->signed_at,
				       .expires = (uint64_t)taken->expires,
				       .n_files = policy->monitor.len ? 2 : 1,
			       }};
	const struct message commit = {
		MESSAGE_COMMIT, .commit.digest = pc_str(policy->digest)};

	PC_TRY(message_send(FD_POLICY, &begin, err));
	PC_TRY(send_parts(0, policy->path, policy->bytes, err));
	PC_TRY(send_parts(1, PC_STR("monitor"), policy->monitor, err));
	return message_send(FD_POLICY, &commit, err);
}

/* Apply tells the record itself what it did, or why not. */
static int put_in_force(
	struct check *check, const struct aim *aim, const struct policy *policy)
{
	struct message answer;
	struct pc_err err;

	if (send_policy(aim, policy, &err) != PC_OK)
		return failed(check, &err);
	do {
		if (message_receive(&answer, &check->arena, FD_POLICY, &err) != PC_OK)
			return failed(check, &err);
	} while (answer.type != MESSAGE_APPLIED ||
		 !pc_str_is(answer.applied.digest, policy->digest) ||
		 !pc_str_is(answer.applied.commit, aim->taken.commit));
	if (answer.applied.generation == 0) {
		daemon_log(
			"check", "not applied: %.*s", PC_STR_ARG(answer.applied.reason));
		return ENDED_REFUSED;
	}
	daemon_log("check", "%s by %.*s is in force as generation %" PRIu64,
		aim->taken.commit, PC_STR_ARG(aim->taken.signer),
		answer.applied.generation);
	return ENDED_WELL;
}

/* ---- what is staged ---------------------------------------------------------------- */

/* "<keyring>/signers": on each line the whole fingerprint of a key, and who that is. */
static enum pc_status read_openpgp(
	struct pc_openpgp *out, struct check *check, struct pc_err *err)
{
	struct pc_arena *arena = &check->arena;
	struct pc_openpgp_signer *signers = NULL;
	struct pc_str none = {0}, text;
	const char *dir = role_path(arena, none, check->daemon->config.keyring);
	size_t cap = 0;

	*out = (struct pc_openpgp){.keyring_dir = dir, .work_dir = check->copies};
	PC_TRY(pc_fs_read(&text, arena, AT_FDCWD,
		pc_arena_printf(arena, "%s/signers", dir).ptr, PC_MAX_SIGNERS_SIZE, err));
	while (text.ptr) {
		struct pc_str line = pc_str_trim(pc_str_cut(&text, '\n'));
		struct pc_str key = pc_str_cut(&line, ' ');

		if (key.len == 0 || key.ptr[0] == '#')
			continue;
		pc_arena_grow(arena, signers, out->n_signers, cap);
		signers[out->n_signers++] =
			(struct pc_openpgp_signer){key, pc_str_trim(line)};
	}
	out->signers = signers;
	return PC_OK;
}

/* A file that is named and not there might have revoked somebody. */
static enum pc_status read_revoked(
	struct pc_revoked *out, struct check *check, struct pc_err *err)
{
	const char *file = pc_arena_str(&check->arena, check->daemon->config.revoked).ptr;
	struct pc_str text;

	if (pc_fs_read(&text, &check->arena, AT_FDCWD, file, PC_MAX_SIGNERS_SIZE, err) !=
			PC_OK ||
		pc_revoked_read(out, &check->arena, file, text, err) != PC_OK)
		return pc_err_wrap(err, "revoked-signers '%s'", file);
	return PC_OK;
}

static enum pc_status judge(
	struct check *check, const struct pc_repo *repo, struct pc_err *err)
{
	enum { PER_SECOND = 1000 };
	const struct pc_config *config = &check->daemon->config;
	const char *file = pc_arena_str(&check->arena, config->signers).ptr;
	struct pc_signers *signers = &check->signers;
	struct pc_str text;

	check->rules = (struct pc_stage_rules){
		.branch = config->branch,
		.path = config->path,
		.in_force = check->in_force.commit,
		.trust = {.signers = signers, .now = check->started / PER_SECOND},
	};
	if (config->revoked.len) {
		PC_TRY(read_revoked(&check->revoked, check, err));
		check->rules.trust.revoked = &check->revoked;
	}
	if (config->keyring.len) {
		PC_TRY(read_openpgp(&check->openpgp, check, err));
		check->rules.trust.openpgp = &check->openpgp;
	}
	PC_TRY(pc_fs_read(
		&text, &check->arena, AT_FDCWD, file, PC_MAX_SIGNERS_SIZE, err));
	PC_TRY(pc_signers_read(signers, &check->arena, file, text, err));
	for (size_t i = 0; i < signers->n_faults; i++)
		daemon_log("check", "%s:%u: %.*s", file, signers->faults[i].at.line,
			PC_STR_ARG(signers->faults[i].text));
	check->staged = pc_stage_judge(repo, &check->arena, &check->rules);
	return PC_OK;
}

/* ---- what is due ------------------------------------------------------------------- */

static bool is_expired(const struct check *check, const struct pc_staged *taken)
{
	enum { PER_SECOND = 1000 };

	return taken->expires && taken->expires <= check->started / PER_SECOND;
}

/* What is in force is not what it could be; told with every look. */
static int tell_state(struct check *check, const struct aim *aim)
{
	if (aim->choice.kill) {
		tell(check, "killed", aim->choice.killed);
		return ENDED_REFUSED;
	}
	if (is_expired(check, &aim->taken)) {
		tell(check, "expired",
			PC_STR("it is in force, but too old: nothing newer was "
			       "published, or somebody keeps it from us"));
		return ENDED_REFUSED;
	}
	if (aim->choice.waits.len)
		tell(check, "waiting", aim->choice.waits);
	return ENDED_WELL;
}

/* PC_ERR_PARSE and PC_ERR_LIMIT are the policy's fault, the others ours. */
static int give_up(struct check *check, const struct pc_err *err)
{
	if (err->status == PC_ERR_PARSE || err->status == PC_ERR_LIMIT)
		return refused(check, pc_str(err->text));
	return failed(check, err);
}

static int go_on(struct check *check, const struct pc_repo *repo)
{
	PC_AUTO(aim_done) struct aim aim = {0};
	int status = ENDED_WELL;
	struct policy policy;
	struct pc_err err;

	if (aim_take(&aim, check, repo, &err) != PC_OK)
		return give_up(check, &err);
	if (!aim.is_as_it_is) {
		if (aim_make(&policy, &aim, check, &err) != PC_OK)
			return give_up(check, &err);
		status = put_in_force(check, &aim, &policy);
	}
	return status == ENDED_WELL ? tell_state(check, &aim) : status;
}

static int decide(struct check *check, const struct pc_repo *repo)
{
	switch (check->staged.status) {
	case PC_STAGE_GOOD:
	case PC_STAGE_SAME:
		return go_on(check, repo);
	case PC_STAGE_REFUSED:
		return refused(check, check->staged.reason);
	case PC_STAGE_NOTHING:
		return ENDED_OFFLINE; /* sync has said why */
	case PC_STAGE_BROKEN:
	case PC_STAGE_UNKNOWN:
		break;
	}
	tell(check, "failed", check->staged.reason);
	return ENDED_BADLY;
}

/* ---- the whole -----------------------------------------------------------------------
 */

/* Copies that an earlier check was ended over. */
static void sweep(struct check *check)
{
	DIR *dir = opendir(check->copies);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			pc_fs_remove_tree(pc_arena_printf(
				&check->arena, "%s/%s", check->copies, entry->d_name)
						  .ptr);
	}
	if (dir)
		closedir(dir);
	setenv("TMPDIR", check->copies, 1);
}

static enum pc_status enter(struct check *check, struct pc_err *err)
{
	const struct pc_config *config = &check->daemon->config;
	struct pc_arena *arena = &check->arena;
	struct pc_str none = {0};
	const struct pc_sandbox_path paths[] = {
		{check->staging, PC_SANDBOX_READ},
		{check->copies, PC_SANDBOX_WRITE},
		{role_path(arena, none, config->signers), PC_SANDBOX_READ},
		{role_path(arena, none, config->revoked), PC_SANDBOX_READ},
		{role_path(arena, none, config->label_file), PC_SANDBOX_READ},
		{role_path(arena, config->root, pc_str(pc_facts_files[0])),
			PC_SANDBOX_READ},
		{role_path(arena, config->root, pc_str(pc_facts_files[1])),
			PC_SANDBOX_READ},
		{role_path(arena, config->root, pc_str(pc_facts_files[2])),
			PC_SANDBOX_READ},
		{"/etc/localtime", PC_SANDBOX_READ},
		{"/dev/urandom", PC_SANDBOX_READ},
		{"/dev/null", PC_SANDBOX_WRITE},
		/* From here on for gpg. */
		{role_path(arena, none, config->keyring), PC_SANDBOX_READ},
		{"/usr/bin/gpg", PC_SANDBOX_RUN},
		{"/usr/lib", PC_SANDBOX_RUN},
		{"/lib", PC_SANDBOX_RUN},
		{"/lib64", PC_SANDBOX_RUN},
		{"/etc/ld.so.cache", PC_SANDBOX_READ},
	};
	enum { OF_GPG = 6 };
	bool has_gpg = config->keyring.len > 0;
	const struct pc_sandbox sandbox = {paths,
		PC_COUNT(paths) - (has_gpg ? 0 : OF_GPG), has_gpg ? PC_SANDBOX_SPAWN : 0};

	return role_enter(
		"check", role_path(arena, none, config->sync_user), &sandbox, err);
}

static enum pc_status find_target(struct check *check, struct pc_err *err)
{
	const struct pc_texts *targets = &check->daemon->config.targets;
	struct pc_str name = targets->count ? targets->items[0] : PC_STR("claude-linux");

	check->target = pc_target_find(name);
	if (check->target && check->target->form == PC_FORM_FILES)
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"'%.*s' is no target that files are written for", PC_STR_ARG(name));
}

static int run(struct check *check)
{
	PC_AUTO(pc_repo_freep) struct pc_repo *repo = NULL;
	struct pc_err err;

	if (find_target(check, &err) != PC_OK || enter(check, &err) != PC_OK)
		return failed(check, &err);
	be_patient(check->daemon);
	sweep(check);
	if (pc_stage_open(&repo, check->staging, &err) != PC_OK)
		return err.status == PC_ERR_ABSENT ? ENDED_OFFLINE : failed(check, &err);
	if (ask(check, &err) != PC_OK || judge(check, repo, &err) != PC_OK)
		return failed(check, &err);
	return decide(check, repo);
}

int role_check(struct daemon *daemon)
{
	struct check check = {.daemon = daemon, .started = pc_when_now()};
	struct pc_str none = {0};
	int status;

	check.staging = role_path(&check.arena, daemon->config.state, PC_STR("/staging"));
	check.copies = role_path(&check.arena, none,
		pc_arena_printf(&check.arena, "%s/export", check.staging));
	status = run(&check);
	pc_arena_done(&check.arena);
	return status;
}
