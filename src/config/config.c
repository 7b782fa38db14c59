/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what policyd.yaml may say. */
#include "pc/config/config.h"

#include <stddef.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

#define SECOND (INT64_C(1000))
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define TEXT(key, member, must, about)                                                   \
	{                                                                                \
		key, PC_FIELD_TEXT, offsetof(struct pc_config, member), must, 0, 0,      \
			NULL, about                                                      \
	}
#define DURATION(key, member, least, most, about)                                        \
	{                                                                                \
		key, PC_FIELD_DURATION, offsetof(struct pc_config, member), false,       \
			least, most, NULL, about                                         \
	}

static const struct pc_field fields[] = {
	TEXT("remote", remote, true, "where the policy repository is"),
	TEXT("branch", branch, false, "the branch that is followed"),
	TEXT("path", path, false, "where in the repository the policy is"),
	TEXT("allowed-signers", signers, false, "the file of who may sign"),
	TEXT("revoked-signers", revoked, false, "the file of who may no longer sign"),
	TEXT("gpg-keyring", keyring, false, "the directory of gpg's keys"),
	TEXT("ca-file", ca_file, false,
		"the authorities that the remote is held against"),
	TEXT("proxy", proxy, false, "a proxy's address, or auto"),
	TEXT("ssh-key", ssh_key, false, "the private key for an ssh remote"),
	TEXT("known-hosts", known_hosts, false, "keys of ssh remotes"),
	TEXT("labels", label_file, false,
		"a file of words that this machine is known by"),
	TEXT("hub", hub, false, "where reports go"),
	TEXT("hub-token-file", hub_token_file, false, "the file of this machine's token"),
	TEXT("hub-ca-file", hub_ca_file, false,
		"the authorities that the hub is held against"),
	TEXT("sync-user", sync_user, false, "who talks to the network"),
	TEXT("serve-user", serve_user, false, "who keeps the records"),
	TEXT("models-user", models_user, false, "who asks providers about models"),
	TEXT("state", state, false, "the directory of all that is kept"),
	TEXT("spool", spool, false, "where hooks hand in their decisions"),
	TEXT("run", run, false, "the directory of the socket"),
	TEXT("root", root, false, "stands for the machine's root, in tests and images"),
	DURATION("interval", interval, 10 * SECOND, 30 * DAY,
		"between two looks at the repository"),
	DURATION("report-interval", report_interval, 10 * SECOND, 30 * DAY,
		"between two reports to the hub"),
	DURATION("sweep", sweep, SECOND, DAY, "between two looks at the machine"),
	DURATION("timeout", timeout, SECOND, HOUR, "for one look at the repository"),
	{"users", PC_FIELD_TEXTS, offsetof(struct pc_config, users), false, 0, 0, NULL,
		"users of a directory, for groups that are told by users"},
	{"targets", PC_FIELD_TEXTS, offsetof(struct pc_config, targets), false, 0, 0,
		NULL, "the agents that get the policy"},
	{"exclusive", PC_FIELD_BOOL, offsetof(struct pc_config, exclusive), false, 0, 0,
		NULL, "nobody else's documents may lie beside the policy"},
	{"keep", PC_FIELD_NUMBER, offsetof(struct pc_config, keep), false, 1, 1000, NULL,
		"generations to roll back to"},
};

static const struct pc_fields table = {"policyd.yaml", fields, PC_COUNT(fields)};

const struct pc_config pc_config_usual = {
	.branch = {"main", sizeof("main") - 1},
	.proxy = {"auto", sizeof("auto") - 1},
	.interval = 5 * MINUTE,
	.sweep = MINUTE,
	.report_interval = HOUR,
	.timeout = 2 * MINUTE,
	.keep = 10,
	.sync_user = {"policyd-sync", sizeof("policyd-sync") - 1},
	.serve_user = {"policyd", sizeof("policyd") - 1},
	.models_user = {"policyd-models", sizeof("policyd-models") - 1},
	.signers = {"/etc/policyd/allowed_signers",
		sizeof("/etc/policyd/allowed_signers") - 1},
	.state = {"/var/lib/policyd", sizeof("/var/lib/policyd") - 1},
	.spool = {"/var/spool/policyctl", sizeof("/var/spool/policyctl") - 1},
	.run = {"/run/policyd", sizeof("/run/policyd") - 1},
};

/* What has a usual place on a machine. */
static const size_t placed[] = {
	offsetof(struct pc_config, signers),
	offsetof(struct pc_config, state),
	offsetof(struct pc_config, spool),
	offsetof(struct pc_config, run),
};

void pc_config_put_under(
	struct pc_config *config, struct pc_arena *arena, struct pc_str root)
{
	if (root.len)
		config->root = root;
	if (pc_str_is(config->root, "/"))
		config->root.len = 0;
	for (size_t i = 0; config->root.len && i < PC_COUNT(placed); i++) {
		struct pc_str *path = (void *)((char *)config + placed[i]);
		const struct pc_str *usual =
			(const void *)((const char *)&pc_config_usual + placed[i]);

		/* What the file says has a place of its own, even the same text. */
		if (path->ptr == usual->ptr)
			*path = pc_arena_printf(arena, "%.*s%.*s",
				PC_STR_ARG(config->root), PC_STR_ARG(*usual));
	}
}

enum pc_status pc_config_read(struct pc_config *out, struct pc_arena *arena,
	const char *path, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_config config = pc_config_usual;
	struct pc_node *tree;
	struct pc_str text;

	/* Whoever may write it says what every client on the machine may do. */
	PC_TRY(pc_fs_read_trusted(&text, arena, path, PC_MAX_DOC_SIZE, err));
	PC_TRY(pc_yaml_read(&tree, arena, path, text, diags, err));
	if (!pc_fields_read(&config, &table, tree, diags))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = path},
			"policyd cannot be configured like that");
	*out = config;
	return PC_OK;
}
