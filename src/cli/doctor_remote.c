/* SPDX-License-Identifier: Apache-2.0 */
/* The repository and who may sign in it: clock, name, connection, signers. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clean.h"
#include "doctor.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "pc/reach/reach.h"
#include "pc/trust/revoked.h"
#include "pc/trust/signers.h"

enum { SECOND = 1000 };

/* ---- the clock ------------------------------------------------------------------- */

/* A clock that is behind what has already happened is wrong; signers' dates and TLS
 * certificates are then judged by a time that is not. */
static void look_at_clock(struct health_report *out, struct doctor *doctor)
{
	const int64_t slack = INT64_C(5) * 60 * SECOND;
	const struct {
		const char *what;
		int64_t at;
	} known[] = {
		{"this program was built", PC_BUILT * SECOND},
		{"the policy was signed", doctor->generation.signed_at * SECOND},
		{"the policy was put in force", doctor->generation.at},
	};
	int64_t now = pc_when_now();

	for (size_t i = 0; i < PC_COUNT(known); i++) {
		if (now + slack >= known[i].at)
			continue;
		health_fault(out, doctor, (struct pc_str){0},
			"it is %.*s by this clock, but %s at %.*s",
			PC_STR_ARG(clean_time(doctor->arena, now)), known[i].what,
			PC_STR_ARG(clean_time(doctor->arena, known[i].at)));
		return;
	}
}

/* ---- the remote -------------------------------------------------------------------- */

struct remote {
	struct pc_str host, port, path;
	struct pc_str ca_file; /* instead of the system's authorities; may be empty */
	bool tls;
};

static const struct scheme {
	const char *prefix, *port;
	bool tls;
} schemes[] = {
	{"https://", "443", true},
	{"http://", "80", false},
	{"ssh://", "22", false},
	{"git+ssh://", "22", false},
};

/* "user@[::1]:2222/path" */
static void read_authority(struct remote *out, struct pc_str rest, const char *port)
{
	struct pc_str authority = pc_str_cut(&rest, '/');
	size_t at = pc_str_rfind(authority, '@');
	size_t bracket, colon;

	if (at < authority.len)
		authority = pc_str_from(authority, at + 1);
	bracket = pc_str_find(authority, ']');
	colon = pc_str_rfind(authority, ':');
	out->port = pc_str(port);
	if (colon < authority.len && (bracket == authority.len || colon > bracket)) {
		out->port = pc_str_from(authority, colon + 1);
		authority = pc_str_head(authority, colon);
	}
	if (pc_str_starts(authority, PC_STR("[")))
		authority = pc_str_head(
			pc_str_from(authority, 1), bracket > 0 ? bracket - 1 : 0);
	out->host = authority;
}

/* As git reads it: an address, host:path, or a path. */
static struct remote read_remote(struct pc_str text)
{
	struct remote remote = {.path = text};
	size_t colon = pc_str_find(text, ':'), slash = pc_str_find(text, '/');

	for (size_t i = 0; i < PC_COUNT(schemes); i++) {
		struct pc_str prefix = pc_str(schemes[i].prefix);

		if (!pc_str_starts(text, prefix))
			continue;
		read_authority(&remote, pc_str_from(text, prefix.len), schemes[i].port);
		remote.tls = schemes[i].tls;
		return remote;
	}
	if (pc_str_starts(text, PC_STR("file://")))
		remote.path = pc_str_from(text, sizeof("file://") - 1);
	else if (colon < slash && colon < text.len)
		read_authority(&remote, pc_str_head(text, colon), "22");
	return remote;
}

/* A proxy that was named is what is spoken to. */
static struct remote hop_to(const struct pc_config *config, struct pc_str address)
{
	struct remote hop = read_remote(address), proxy;

	if (config->proxy.len && !pc_str_is(config->proxy, "auto")) {
		proxy = read_remote(config->proxy);
		hop = proxy.host.len ? proxy : hop;
	}
	hop.ca_file = config->ca_file;
	return hop;
}

static struct remote next_hop(const struct doctor *doctor)
{
	return hop_to(&doctor->agent.config, doctor->agent.config.remote);
}

static bool can_ask(struct health_report *out, const struct doctor *doctor)
{
	if (doctor->agent.config.remote.len == 0)
		health_skip(out, "there is no configuration that names a remote");
	else if (doctor->no_network)
		health_skip(out, "--no-network");
	return out->health == HEALTH_OK;
}

static enum pc_reach_step reach(
	struct doctor *doctor, const struct remote *hop, bool tls, struct pc_err *err)
{
	enum { PATIENCE = 10 * SECOND };
	struct pc_arena *arena = doctor->arena;
	const struct pc_reach plan = {.host = pc_arena_str(arena, hop->host).ptr,
		.port = pc_arena_str(arena, hop->port).ptr,
		.ca_file =
			hop->ca_file.len ? pc_arena_str(arena, hop->ca_file).ptr : NULL,
		.tls = tls,
		.deadline = PATIENCE};

	return pc_reach(&plan, err);
}

static void look_at_name(struct health_report *out, struct doctor *doctor)
{
	struct remote hop = next_hop(doctor);
	struct pc_err err;

	if (!can_ask(out, doctor))
		return;
	if (hop.host.len == 0)
		health_skip(out, "the remote is a directory");
	else if (reach(doctor, &hop, false, &err) == PC_REACH_NAME)
		health_fault(out, doctor, hop.host, "'%.*s' has no address: %s",
			PC_STR_ARG(hop.host), err.text);
}

static void look_at_directory(
	struct health_report *out, struct doctor *doctor, struct pc_str path)
{
	struct stat st;

	if (stat(pc_arena_str(doctor->arena, path).ptr, &st) == 0 && S_ISDIR(st.st_mode))
		return;
	health_fault(out, doctor, path,
		"the remote '%.*s' is no directory that can be "
		"reached",
		PC_STR_ARG(path));
	out->mend = "ls -ld @";
}

static void say_step(struct health_report *out, struct doctor *doctor,
	const struct remote *hop, enum pc_reach_step step, const struct pc_err *err)
{
	static const struct {
		const char *what, *mend;
	} steps[] = {
		[PC_REACH_NAME] = {"has no address", "resolvectl query @"},
		[PC_REACH_CONNECT] = {"cannot be reached",
			"ip route get \"$(getent hosts @ | cut -d ' ' -f 1)\""},
		[PC_REACH_TLS] = {"is reached, but not trusted",
			"openssl s_client -connect @ -showcerts   # its authority "
			"belongs into the file that ca-file names"},
	};
	struct pc_str about = hop->host;

	if (step == PC_REACH_ALL)
		return;
	if (step == PC_REACH_TLS)
		about = pc_arena_printf(doctor->arena, "%.*s:%.*s", PC_STR_ARG(hop->host),
			PC_STR_ARG(hop->port));
	health_fault(out, doctor, about, "'%.*s' %s: %s", PC_STR_ARG(hop->host),
		steps[step].what, err->text);
	out->mend = steps[step].mend;
}

static void look_at_connection(struct health_report *out, struct doctor *doctor)
{
	struct remote hop = next_hop(doctor);
	enum pc_reach_step step;
	struct pc_err err;

	if (!can_ask(out, doctor))
		return;
	if (hop.host.len == 0) {
		look_at_directory(out, doctor, hop.path);
		return;
	}
	step = reach(doctor, &hop, hop.tls, &err);
	if (step == PC_REACH_NAME)
		health_skip(out, "the name has no address");
	else
		say_step(out, doctor, &hop, step, &err);
}

/* ---- the hub --------------------------------------------------------------------- */

static bool has_hub(struct health_report *out, const struct doctor *doctor)
{
	if (doctor->agent.config.hub.len)
		return true;
	health_skip(out, "there is no hub that reports go to");
	return false;
}

static void look_at_hub(struct health_report *out, struct doctor *doctor)
{
	const struct pc_config *config = &doctor->agent.config;
	struct remote hop = hop_to(config, config->hub);
	struct pc_err err;

	if (config->hub_ca_file.len)
		hop.ca_file = config->hub_ca_file;
	if (!has_hub(out, doctor))
		return;
	if (doctor->no_network)
		health_skip(out, "--no-network");
	else if (hop.host.len)
		say_step(out, doctor, &hop, reach(doctor, &hop, hop.tls, &err), &err);
}

/* What policyd demands of the file; its content is nobody's business here. */
static void look_at_token(struct health_report *out, struct doctor *doctor)
{
	struct pc_str path = doctor->agent.config.hub_token_file;
	struct stat st;

	if (!has_hub(out, doctor))
		return;
	if (path.len == 0) {
		health_fault(out, doctor, pc_str(doctor->agent.config_file),
			"hub-token-file does not name the file of this machine's token");
		out->mend = "sudoedit @";
		return;
	}
	path = pc_arena_str(doctor->arena, path);
	if (stat(path.ptr, &st) < 0 && errno == EACCES)
		health_skip(out, "only root can see it");
	else if (stat(path.ptr, &st) < 0 || !S_ISREG(st.st_mode))
		health_fault(out, doctor, path, "there is no token: '%.*s' is no file",
			PC_STR_ARG(path));
	else if ((st.st_uid != 0 && st.st_uid != geteuid()) ||
		 (st.st_mode & (S_IWGRP | S_IRWXO))) {
		health_fault(out, doctor, path,
			"others may use or replace the token '%.*s'", PC_STR_ARG(path));
		out->mend = "chown root @ && chmod g-w,o= @";
	}
}

/* ---- signers
 * --------------------------------------------------------------------------- */

static bool read_signers(
	struct pc_signers *out, struct doctor *doctor, struct pc_str *path)
{
	struct pc_str text;
	struct pc_err err;

	*path = pc_arena_str(doctor->arena, doctor->agent.config.signers);
	return doctor->agent.config.signers.len &&
	       pc_fs_read(&text, doctor->arena, AT_FDCWD, path->ptr, PC_MAX_SIGNERS_SIZE,
		       &err) == PC_OK &&
	       pc_signers_read(out, doctor->arena, path->ptr, text, &err) == PC_OK;
}

/* Whoever may write the file says who may publish. */
static bool others_write(struct pc_str path)
{
	struct stat st;

	return stat(path.ptr, &st) == 0 &&
	       ((st.st_mode & (S_IWGRP | S_IWOTH)) ||
		       (st.st_uid != 0 && st.st_uid != geteuid()));
}

/* NULL: it can be read, or none is named; else why policyd would not go on. */
static const char *revoked_fault(struct doctor *doctor, struct pc_str path)
{
	struct pc_revoked revoked;
	struct pc_str text;
	struct pc_err err;

	if (doctor->agent.config.revoked.len == 0 ||
		(pc_fs_read(&text, doctor->arena, AT_FDCWD, path.ptr, PC_MAX_SIGNERS_SIZE,
			 &err) == PC_OK &&
			pc_revoked_read(&revoked, doctor->arena, path.ptr, text, &err) ==
				PC_OK))
		return NULL;
	return pc_arena_str(doctor->arena, pc_str(err.text)).ptr;
}

static void look_at_revoked(struct health_report *out, struct doctor *doctor)
{
	struct pc_str path = agent_path(&doctor->agent, doctor->agent.config.revoked);
	const char *why = revoked_fault(doctor, path);

	if (why)
		health_fault(out, doctor, path,
			"revoked-signers cannot be read, so nothing new is put in force: "
			"%s",
			why);
	else if (doctor->agent.config.revoked.len && others_write(path)) {
		health_fault(out, doctor, path, "others than root may write '%.*s'",
			PC_STR_ARG(path));
		out->mend = "chown root:root @ && chmod 0644 @";
	}
}

static void look_at_signers(struct health_report *out, struct doctor *doctor)
{
	struct pc_signers signers = {0};
	struct pc_str path;

	if (doctor->agent.config_status != PC_OK) {
		health_skip(
			out, "there is no configuration that names a file of signers");
		return;
	}
	if (!read_signers(&signers, doctor, &path)) {
		health_fault(out, doctor, path,
			"'%.*s' cannot be read: nobody may publish", PC_STR_ARG(path));
	} else if (signers.n_faults) {
		health_fault(out, doctor, path, "'%.*s', line %u: %.*s", PC_STR_ARG(path),
			signers.faults[0].at.line, PC_STR_ARG(signers.faults[0].text));
	} else if (others_write(path)) {
		health_fault(out, doctor, path, "others than root may write '%.*s'",
			PC_STR_ARG(path));
		out->mend = "chown root:root @ && chmod 0644 @";
	} else {
		look_at_revoked(out, doctor);
	}
}

static void look_for_signer(struct health_report *out, struct doctor *doctor)
{
	int64_t now = pc_when_now() / SECOND;
	struct pc_signers signers = {0};
	size_t expired = 0, early = 0;
	struct pc_str path;

	if (!read_signers(&signers, doctor, &path)) {
		health_skip(out, "there is no file of signers");
		return;
	}
	for (size_t i = 0; i < signers.count; i++) {
		const struct pc_signer *signer = &signers.items[i];

		expired += signer->valid_before && now > signer->valid_before;
		early += signer->valid_after && now < signer->valid_after;
	}
	if (expired + early == signers.count)
		health_fault(out, doctor, path,
			"'%.*s' lists nobody who may sign now: %zu line%s, %zu expired, "
			"%zu not valid yet",
			PC_STR_ARG(path), signers.count, pc_plural(signers.count),
			expired, early);
	else if (expired)
		out->text = pc_arena_printf(doctor->arena,
			"%zu of %zu signers have expired", expired, signers.count);
}

/* What policyd last found when it looked: a signature by somebody who is not listed. */
static void look_at_refusal(struct health_report *out, struct doctor *doctor)
{
	const struct pc_node *refusal =
		agent_refusal(doctor->answer, &doctor->generation);

	if (!doctor->answer)
		health_skip(out, "policyd does not answer");
	else if (refusal)
		health_fault(out, doctor, agent_text(refusal, "commit_id"),
			"the newest publication was %.*s: %.*s",
			PC_STR_ARG(agent_text(refusal, "outcome")),
			PC_STR_ARG(agent_text(refusal, "reason")));
}

const struct check doctor_remote[] = {
	{"clock", "the clock is not behind what has happened", look_at_clock,
		"timedatectl set-ntp true"},
	{"dns", "the remote's name has an address", look_at_name, "resolvectl query @"},
	{"connect", "the remote can be reached and trusted", look_at_connection,
		"resolvectl query @"},
	{"hub", "the hub can be reached and trusted", look_at_hub, "resolvectl query @"},
	{"hub-token", "the hub's token is there, and nobody else's", look_at_token,
		"install -m 0640 -o root /dev/stdin @   # and type the token"},
	{"signers", "the file of signers is right", look_at_signers, "sudoedit @"},
	{"signer", "somebody may sign today", look_for_signer, "sudoedit @"},
	{"publication", "the newest publication was not refused", look_at_refusal,
		"policyctl log --kind sync --limit 5"},
	{.id = NULL},
};
