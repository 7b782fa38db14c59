/* SPDX-License-Identifier: Apache-2.0 */
/* One audit of this machine: homes of all users, what the system's own files give to
 * their sessions, the environments of processes -> fingerprints.
 *
 * What users keep is foreign and may be made to hurt, so whoever reads it can write
 * nothing and reach nobody.  Environments are opened before that: in a sandbox of its own
 * Linux shows a process none but its own. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "pc/audit/audit.h"
#include "pc/audit/input.h"
#include "pc/audit/policy.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/self.h"
#include "pc/machine/machine.h"
#include "pc/match/literals.h"
#include "pc/os/environs.h"
#include "role.h"
#include "schedule.h"

struct run {
	const struct daemon *daemon;
	struct pc_arena arena;
	struct pc_diags diags;
	struct pc_environs *environs;
	struct pc_audit_policy *policy;
	struct pc_audit_key key;
	struct pc_secrets *secrets;
	struct pc_audit *audit;
};

static struct pc_str below_root(const struct run *run, struct pc_str path)
{
	struct pc_str root = run->daemon->config.root;

	return root.len && pc_str_starts(path, root) ? pc_str_from(path, root.len) : path;
}

/* ---- what it goes by -------------------------------------------------------------- */

static enum pc_status open_policy(struct run *run, struct pc_err *err)
{
	const char *file = role_path(
		&run->arena, run->daemon->config.root, PC_STR(PC_AUDIT_POLICY_FILE));

	if (pc_audit_policy_load(&run->policy, &run->arena, file, &run->diags, err) ==
		PC_OK)
		return PC_OK;
	return role_refusal(&run->diags, err);
}

static enum pc_status open_key(struct run *run, struct pc_err *err)
{
	struct pc_str named = run->policy->fingerprint_key;
	const char *file = role_path(&run->arena, run->daemon->config.root,
		named.len ? named : PC_STR(PC_AUDIT_KEY_FILE));
	enum pc_status status = pc_audit_key_read(&run->key, file, err);

	if (status != PC_ERR_ABSENT)
		return status;
	return pc_err_set(err, status, (struct pc_span){0},
		"there is no key to make fingerprints with: '%s' is not there", file);
}

struct more_rules {
	struct pc_secret_rule *items;
	size_t count, cap;
};

static enum pc_status read_rules(
	struct more_rules *more, struct run *run, struct pc_err *err)
{
	const struct pc_texts *files = &run->policy->rules_files;
	struct pc_str dir = pc_path_dir(pc_str(run->policy->file));

	for (size_t i = 0; i < files->count; i++) {
		struct pc_str path = pc_path_join(&run->arena, dir, files->items[i]);
		struct pc_secret_rule *rules = NULL;
		struct pc_str text;
		size_t n = 0;

		PC_TRY(pc_fs_read(
			&text, &run->arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, err));
		if (!pc_secret_rules_read(
			    &rules, &n, &run->arena, path.ptr, text, &run->diags))
			return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
				"'%.*s' has rules that cannot be used", PC_STR_ARG(path));
		for (size_t k = 0; k < n; k++) {
			pc_arena_grow(&run->arena, more->items, more->count, more->cap);
			more->items[more->count++] = rules[k];
		}
	}
	return PC_OK;
}

static enum pc_status open_rules(struct run *run, struct pc_err *err)
{
	const struct pc_texts *off = &run->policy->rules_off;
	const char **without =
		pc_arena_new_array(&run->arena, const char *, off->count + 1);
	struct more_rules more = {0};
	struct pc_secrets_options options = {
		.without = without, .fast = pc_literals_fast()};

	PC_TRY(read_rules(&more, run, err));
	for (size_t i = 0; i < off->count; i++)
		without[i] = off->items[i].ptr;
	options.more = more.items;
	options.n_more = more.count;
	return pc_secrets_open(&run->secrets, &options, err);
}

static enum pc_status prepare(struct run *run, struct pc_err *err)
{
	PC_TRY(open_policy(run, err));
	PC_TRY(open_key(run, err));
	return open_rules(run, err);
}

/* ---- looking ---------------------------------------------------------------------- */

static bool is_left_out(void *context, struct pc_str path)
{
	const struct run *run = context;

	return pc_audit_policy_leaves_out(run->policy, pc_audit_below(run->audit, path));
}

/* A home that cannot be looked at, as it is on a server that is away, is no reason not to
 * look at the others. */
static void look_at_homes(struct run *run, const struct pc_audit_job *job)
{
	const struct pc_machine machine = {.arena = &run->arena,
		.root = run->daemon->config.root,
		.os = role_target(&run->daemon->config)->os};
	const char *system_root = role_path(&run->arena, machine.root, PC_STR(""));
	struct pc_machine_homes homes = {0};
	struct pc_err err;

	pc_machine_find_homes(&homes, &machine);
	for (size_t i = 0; i < homes.count; i++) {
		struct pc_str home = pc_arena_str(&run->arena, homes.items[i].path);

		/* Of users of the system alone, whose home is the root or is not there.
		 */
		if (!pc_str_starts(below_root(run, home), PC_STR("/")) ||
			below_root(run, home).len == 1)
			continue;
		pc_audit_root(run->audit, home);
		if (pc_audit_home(job, home.ptr, system_root, &err) == PC_OK)
			system_root = NULL;
		else if (err.cause != ENOENT)
			daemon_log("audit", "%s", err.text);
	}
}

static const struct pc_audit_result *look(struct run *run)
{
	const struct pc_audit_options options = {
		.key = &run->key, .policy = run->policy, .now = (int64_t)time(NULL)};
	struct pc_audit_job job = {.secrets = run->secrets,
		.threads = 1,
		.is_left_out = is_left_out,
		.context = run,
		.environs = run->environs};
	struct pc_err err;

	run->audit = pc_audit_new(&options);
	job.audit = run->audit;
	look_at_homes(run, &job);
	pc_audit_root(run->audit, (struct pc_str){0});
	if (pc_audit_processes(&job, &err) != PC_OK)
		daemon_log("audit", "%s", err.text);
	return pc_audit_finish(run->audit);
}

/* ---- telling ---------------------------------------------------------------------- */

/* Where one key is: a file before a process, which is another one tomorrow. */
struct stand {
	const struct pc_audit_finding *first;
	size_t n_files;
	bool is_in_process;
};

static struct stand stand_of(const struct pc_audit_incident *incident)
{
	struct stand stand = {.first = incident->places[0]};
	struct pc_str last = {0};

	for (size_t i = 0; i < incident->n_places; i++) {
		const struct pc_audit_finding *place = incident->places[i];

		if (place->state != PC_AUDIT_OPEN)
			continue;
		if (place->at.source == PC_AUDIT_PROCESS) {
			stand.is_in_process = true;
			continue;
		}
		if (stand.n_files == 0)
			stand.first = place;
		stand.n_files += !pc_str_eq(last, place->at.path);
		last = place->at.path;
	}
	return stand;
}

/* "process 812 (node)" as "process (node)": the row stays the same one. */
static struct pc_str name_of(struct run *run, const struct pc_audit_finding *place)
{
	struct pc_str path = place->at.path;

	if (place->at.source != PC_AUDIT_PROCESS)
		return below_root(run, path);
	return pc_arena_printf(&run->arena, "process %.*s",
		PC_STR_ARG(pc_str_from(path, pc_str_find(path, '('))));
}

static enum pc_status tell_row(struct pc_str file, struct pc_str text,
	enum pc_severity severity, struct pc_err *err)
{
	/* An error in the record means that the policy is not in force. */
	const struct message message = {MESSAGE_FINDING,
		.finding = {.source = pc_str(schedule_of_audits.finds),
			.code = PC_STR("PC2570"),
			.severity = pc_str(pc_severity_name(
				severity > PC_WARNING ? PC_WARNING : severity)),
			.file = file,
			.text = text}};

	return message_send(FD_EVENTS, &message, err);
}

static enum pc_status tell_incident(
	struct run *run, const struct pc_audit_incident *incident, struct pc_err *err)
{
	struct stand stand = stand_of(incident);
	struct pc_str variable = stand.first->at.variable, files = {0};

	if (stand.n_files > 1)
		files = pc_arena_printf(&run->arena, ", in %zu files", stand.n_files);
	return tell_row(name_of(run, stand.first),
		pc_arena_printf(&run->arena, "%s %s, fingerprint %s%s%.*s%.*s%s",
			incident->rule->id, incident->shown, incident->fingerprint,
			variable.len ? ", variable " : "", PC_STR_ARG(variable),
			PC_STR_ARG(files),
			stand.is_in_process ? ", in the environment of a process" : ""),
		incident->severity, err);
}

/* One row for each key, the most severe first. */
static enum pc_status tell(
	struct run *run, const struct pc_audit_result *result, struct pc_err *err)
{
	struct message all = {
		MESSAGE_FINDINGS, .findings.source = pc_str(schedule_of_audits.finds)};
	size_t more = 0;

	for (size_t i = 0; i < result->n_incidents; i++) {
		if (result->incidents[i].state != PC_AUDIT_OPEN)
			continue;
		if (all.findings.count == PC_MAX_AUDIT_ROWS) {
			more++;
			continue;
		}
		PC_TRY(tell_incident(run, &result->incidents[i], err));
		all.findings.count++;
	}
	daemon_log("audit", "%zu keys in %llu files and environments%s", result->n_open,
		(unsigned long long)result->counts.files,
		result->diags->count ? "; not all could be looked at" : "");
	if (more) {
		PC_TRY(tell_row(PC_STR("/"),
			pc_arena_printf(&run->arena, "and %zu more keys", more),
			PC_WARNING, err));
		all.findings.count++;
	}
	return message_send(FD_EVENTS, &all, err);
}

/* ---- the whole -------------------------------------------------------------------- */

/* A descriptor for each process. */
static enum pc_status open_environs(struct run *run, struct pc_err *err)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	return pc_environs_open(&run->environs, err);
}

static enum pc_status enter(struct run *run, struct pc_err *err)
{
	static const struct pc_sandbox_path paths[] = {{"/", PC_SANDBOX_READ}};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), PC_SANDBOX_LOOK};
	enum { NICEST = 19 };

	pc_self_hide();
	setpriority(PRIO_PROCESS, 0, NICEST);
	PC_TRY(open_environs(run, err));
	PC_TRY(role_enter("audit", NULL, &sandbox, err));
	pc_self_hide(); /* other capabilities make a process open again */
	return PC_OK;
}

static void end(struct run *run)
{
	pc_audit_free(run->audit);
	if (run->secrets)
		pc_secrets_close(run->secrets);
	pc_audit_policy_free(run->policy);
	pc_audit_key_done(&run->key);
	pc_environs_close(run->environs);
	pc_arena_wipe(&run->arena);
}

int role_audit(struct daemon *daemon)
{
	struct run run = {.daemon = daemon};
	int status = ENDED_BADLY;
	struct pc_err err;

	run.diags.arena = &run.arena;
	if (enter(&run, &err) != PC_OK || prepare(&run, &err) != PC_OK ||
		tell(&run, look(&run), &err) != PC_OK) {
		schedule_tell_fault(FD_EVENTS, &schedule_of_audits, err.text);
	} else {
		schedule_tell_well(FD_EVENTS, &schedule_of_audits);
		status = ENDED_WELL;
	}
	end(&run);
	return status;
}
