/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that were found, as reports, baselines and policy speak of them: with a
 * fingerprint and a place, without the key. */
#ifndef PC_AUDIT_FINDING_H
#define PC_AUDIT_FINDING_H

#include "pc/secrets/scan.h"

enum pc_audit_source {
	PC_AUDIT_FILE,
	PC_AUDIT_MEMBER, /* of an archive */
	PC_AUDIT_STDIN,
	PC_AUDIT_STAGED,  /* what the next commit would hold */
	PC_AUDIT_HISTORY, /* a blob of some commit */
	PC_AUDIT_PROCESS, /* the environment of a process */
};

struct pc_audit_place {
	enum pc_audit_source source;
	struct pc_str
		path; /* "deploy/api.yaml", "app.jar!conf/x.yml", "process 812 (node)" */
	uint32_t line, col;
	/* Of structured documents; empty where that is not known. */
	struct pc_str service, container, variable;
	/* History alone. */
	struct pc_str commit;
	int64_t date; /* of its author, seconds since 1970 */
	bool is_gone; /* what is checked out has this key no more, anywhere */
};

enum pc_audit_state {
	PC_AUDIT_OPEN,
	PC_AUDIT_KNOWN,   /* in the baseline */
	PC_AUDIT_ALLOWED, /* by a comment or by policy; why says which */
};

enum {
	PC_FINGERPRINT_HEX = 33, /* 32 digits and a NUL */
	PC_SHOWN_KEY = 32,       /* "sk-o... (73 bytes)" */
};

struct pc_audit_finding {
	const struct pc_secret_rule *rule;
	struct pc_audit_place at; /* texts live as long as the audit */
	char fingerprint[PC_FINGERPRINT_HEX];
	char shown[PC_SHOWN_KEY];
	size_t length; /* of the key */
	enum pc_secret_sureness sureness;
	enum pc_severity severity; /* the rule's, or what policy makes of it */
	enum pc_audit_state state;
	bool is_encoded;
	struct pc_str below; /* the path, without the root of what was looked at */
	struct pc_str why;   /* of a state; empty when open */
	struct pc_str owner; /* as policy says; may be empty */
};

/* Where all threads put what they find. */
struct pc_audit;

/* From any thread.  The key is fingerprinted and forgotten; line is the line of the
 * input that the key begins in, and the one above it (for allow comments), and may be
 * empty. */
void pc_audit_add(struct pc_audit *audit, const struct pc_audit_place *at,
	const struct pc_secret_hit *hit, struct pc_str line);
/* What could not be looked at, or not all of it: code is one of PC252x.  From any thread.
 */
void pc_audit_note(struct pc_audit *audit, const char *code, struct pc_str path,
	const char *fmt, ...) PC_PRINTF(4, 5);
/* What was done, for progress and the summary.  From any thread. */
void pc_audit_count(struct pc_audit *audit, uint64_t files, uint64_t bytes);
/* That there is so much to do, beside what was expected before: for the time that is
 * left.  From any thread; whoever cannot know says nothing. */
void pc_audit_expect(struct pc_audit *audit, uint64_t files, uint64_t bytes);
/* The same of work that is counted otherwise: so much of all is done. */
void pc_audit_share(struct pc_audit *audit, uint64_t done, uint64_t all);

#endif
