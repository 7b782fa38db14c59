/* SPDX-License-Identifier: Apache-2.0 */
/* policyd.yaml: what the machine's owner says once; everything else comes signed from the
 * repository. */
#ifndef PC_CONFIG_CONFIG_H
#define PC_CONFIG_CONFIG_H

#include "pc/base/diag.h"
#include "pc/doc/fields.h"

struct pc_config {
	struct pc_str remote;  /* of the policy repository: https, ssh or a path */
	struct pc_str branch;  /* what is followed */
	struct pc_str path;    /* of the policy in the repository; empty: its root */
	struct pc_str signers; /* file of who may sign, in git's allowed_signers format */
	struct pc_str revoked; /* file of keys that may no longer; may be empty */
	struct pc_str keyring; /* directory of gpg's keys; empty: OpenPGP is refused */
	struct pc_str ca_file; /* instead of the system's authorities; may be empty */
	struct pc_str proxy;   /* empty: none; "auto": as git finds it */
	struct pc_str ssh_key, known_hosts;
	struct pc_str label_file; /* words that groups of machines are told by */
	struct pc_texts users;    /* who may log in, beside those of /etc/passwd */
	struct pc_texts targets;  /* names of pc_target_find(); empty: this system's */
	int64_t interval;         /* ms between two looks at the repository */
	int64_t sweep;            /* ms between two looks at the machine */
	int64_t timeout;          /* ms that a look at the repository may take */
	bool exclusive;           /* documents of others are removed */
	int64_t keep;             /* generations kept to roll back to */
	struct pc_str hub, hub_token_file; /* hub empty: nothing is reported */
	struct pc_str hub_ca_file;         /* instead of ca_file; may be empty */
	int64_t report_interval;           /* ms between two reports */
	struct pc_str sync_user, serve_user, models_user;
	struct pc_str state; /* directory of all that is kept */
	struct pc_str spool; /* directory in which hooks hand in decisions */
	struct pc_str run;   /* directory of the socket */
	/* Before the targets' places, and before every path above that the file does not
	 * say; for tests and images.  See pc_config_put_under(). */
	struct pc_str root;
};

/* What holds where the file says nothing. */
extern const struct pc_config pc_config_usual;

/* Reads and checks the file at path; texts live in arena.  PC_ERR_PARSE when a finding is
 * an error, PC_ERR_SYSTEM when others could have written it. */
PC_MUST_CHECK enum pc_status pc_config_read(struct pc_config *out, struct pc_arena *arena,
	const char *path, struct pc_diags *diags, struct pc_err *err);

/* root, or what the file says where that is empty, comes to stand before signers, state,
 * spool and run, unless the file names them: what is said is taken as it is said.  Doing
 * it again changes nothing. */
void pc_config_put_under(
	struct pc_config *config, struct pc_arena *arena, struct pc_str root);

#endif
