/* SPDX-License-Identifier: Apache-2.0 */
/* What fingerprints are made with: a text of the organization's.  Whoever has it can test
 * guesses at keys against reports and baselines, and whoever has not cannot; the same key
 * of a provider has the same fingerprint wherever the same text was used. */
#ifndef PC_AUDIT_KEY_H
#define PC_AUDIT_KEY_H

#include "pc/base/arena.h"
#include "pc/base/err.h"

enum {
	PC_AUDIT_KEY_LEAST = 32,  /* bytes without the white space around them */
	PC_AUDIT_KEY_MOST = 1024, /* some lines of a password manager */
	PC_AUDIT_KEY_ID = 17,     /* 16 digits and a NUL */
};

/* The machine's, which all users' audits go by where they may read it. */
#define PC_AUDIT_KEY_FILE "/etc/policyctl/audit.key"

struct pc_audit_key {
	char bytes[PC_AUDIT_KEY_MOST];
	size_t size;
	char id[PC_AUDIT_KEY_ID]; /* tells keys apart and nothing about them */
};

/* Of a regular file that is this user's or root's, that others cannot read or write, and
 * whose group cannot write it.  PC_ERR_ABSENT: it is not there. */
PC_MUST_CHECK enum pc_status pc_audit_key_read(
	struct pc_audit_key *out, const char *path, struct pc_err *err);
/* By chance, kept nowhere. */
PC_MUST_CHECK enum pc_status pc_audit_key_make(
	struct pc_audit_key *out, struct pc_err *err);
/* Puts a new one into a file that was not there, with the directories it lies in.
 * Where somebody was quicker, that one's is read. */
PC_MUST_CHECK enum pc_status pc_audit_key_keep(
	struct pc_audit_key *out, const char *path, struct pc_err *err);
void pc_audit_key_done(struct pc_audit_key *key);

#endif
