/* SPDX-License-Identifier: Apache-2.0 */
/* Effective settings: every settings file that applies to one user in one directory,
 * loaded, repaired and merged as the client does it, with the origin of every value.
 *
 *   places -> layers (files in rank order) -> repaired documents -> merged tree
 *
 * A broken managed document does not fail the load: the client then refuses to start, so
 * the result says so (.refused) and every decision over it is a deny. */
#ifndef PC_SETTINGS_SETTINGS_H
#define PC_SETTINGS_SETTINGS_H

#include "pc/base/diag.h"
#include "pc/base/stamp.h"
#include "pc/doc/node.h"

/* Rank order: a higher layer's scalar wins. */
enum pc_layer {
	PC_LAYER_USER,    /* ~/.claude/settings.json */
	PC_LAYER_PROJECT, /* <cwd>/.claude/settings.json */
	PC_LAYER_LOCAL,   /* <git root>/.claude/settings.local.json */
	PC_LAYER_FLAG,    /* --settings, --allowedTools, --disallowedTools */
	PC_LAYER_MANAGED,
};

const char *pc_layer_name(enum pc_layer layer);

/* What a user who need not exist has in place of files: maps, or NULL.  They are copied.
 */
struct pc_stand_ins {
	const struct pc_node *user, *project, *local, *flag;
	bool trusted; /* the workspace's trust dialog was accepted */
};

/* One settings file to be looked at by itself. */
struct pc_named_file {
	struct pc_str path; /* for reading and for places, as it was named */
	struct pc_str text; /* what it holds; .ptr NULL: path is read */
	enum pc_layer layer;
};

/* Who is asking, where.  Empty members take the machine's real places. */
struct pc_where {
	/* Somebody named what to look at: an empty managed_dir, home or cwd then means
	 * that no file from there counts, and nothing else of the machine does. */
	bool apart;
	const struct pc_named_file *file; /* this file alone; only when apart */
	struct pc_str managed_dir;
	struct pc_str home;
	struct pc_str cwd;
	/* Where a session that began in cwd has gone by now: commands are seen from
	 * there, and what holds in working directories holds in both.  Empty: it is still
	 * in cwd.
	 */
	struct pc_str moved_to;
	struct pc_str settings;             /* --settings: a file name or inline JSON */
	const struct pc_str *allowed_tools; /* --allowedTools values as typed */
	size_t n_allowed_tools;
	const struct pc_str *disallowed_tools;
	size_t n_disallowed_tools;
	const struct pc_str *add_dirs; /* --add-dir */
	size_t n_add_dirs;
	struct pc_str client_version;  /* the oldest client that these settings are for;
					  empty: as requiredMinimumVersion says */
	struct pc_str permission_mode; /* --permission-mode; empty: from settings */
	bool bypass;                   /* --dangerously-skip-permissions */
	/* Nothing is then read from home and cwd, and .settings does not count.  NULL:
	 * the user's own files. */
	const struct pc_stand_ins *stand_ins;
	/* An earlier load, which has to live as long as this one: its managed documents
	 * count again, without being read or reported another time, and managed_dir does
	 * not. */
	const struct pc_settings *managed_of;
	bool stamps; /* remember what was looked at: pc_settings.stamps */
	bool yaml;   /* a policy repository: YAML fragments count too */
	/* For checks: what the client would pass over because of something else that is
	 * wrong (the rest of the file, the hooks beside a guard, the grants beside a lost
	 * deny list) counts, as it will once that is mended. */
	bool as_mended;
	/* What places say instead of "<managed_dir>/", which is absolute and normal then:
	 * its files are copies, of a git revision for example. */
	struct pc_str shown_as;
	/* One more drop-in, behind those of managed_dir, that lies nowhere: what a build
	 * makes of other files of the repository.  NULL: none.  Its text has to live as
	 * long as the result. */
	const struct pc_named_file *drop_in;
};

/* One value that was written somewhere. */
struct pc_origin {
	enum pc_layer layer;
	struct pc_span at;
};

/* A value that is not in force, and why. */
struct pc_lost {
	const struct pc_node *value;
	struct pc_origin from;
	struct pc_origin beaten_by;
	const char *why; /* static: "a later fragment sets it", "not trusted", ... */
	struct pc_lost *next;
};

/* The merged tree.  A list's items and a map's members carry their own origins. */
struct pc_value {
	struct pc_str key; /* within its map; empty for list items and the root */
	const struct pc_node *node; /* the winning node; for lists and maps the first one
				       that opened it */
	struct pc_origin from;
	struct pc_lost *lost;       /* newest first */
	struct pc_value **children; /* list items or map members, in merged order */
	size_t n_children;
};

/* A settings file that was there, in merged order. */
struct pc_settings_file {
	const char *name;
	enum pc_layer layer;
	bool is_yaml;
	bool is_base;       /* managed-settings.json, or its YAML form */
	bool is_read;       /* false: it is there, and gave no settings */
	struct pc_str text; /* of one that lies nowhere; else .ptr NULL */
};

enum pc_list_kind { PC_LIST_DENY, PC_LIST_ASK, PC_LIST_ALLOW, PC_N_LISTS };

const char *pc_list_name(enum pc_list_kind list); /* "deny", "ask", "allow" */

/* One permission rule as it was written, from any layer. */
struct pc_rule_text {
	struct pc_str text;
	enum pc_list_kind list;
	bool from_flag; /* --allowedTools / --disallowedTools, not a file */
	struct pc_origin from;
	struct pc_str base; /* the directory that a leading '/' in a path rule means */
	struct pc_str why;  /* the author's reason, when the fragment gives one */
};

enum pc_mode {
	PC_MODE_DEFAULT,
	PC_MODE_ACCEPT_EDITS,
	PC_MODE_PLAN,
	PC_MODE_AUTO,
	PC_MODE_DONT_ASK,
	PC_MODE_BYPASS,
};

/* One settings file that counts, as the client has it after its repairs. */
struct pc_document {
	enum pc_layer layer;
	const char *file;
	struct pc_node *root; /* a map, read-only */
};

struct pc_settings {
	struct pc_document *documents; /* in the order in which they are merged */
	size_t n_documents;
	struct pc_value *root;     /* merged over all layers */
	struct pc_value *managed;  /* merged over the managed documents alone */
	struct pc_node *effective; /* root as a plain tree, for writing and digests */
	/* Rules in force, pooled over the layers, in the client's order. */
	struct pc_rule_text *rules;
	size_t n_rules;
	/* Where rules are those of where->managed_of, for no other document has any: what
	 * a leading '/' in them means here, instead of their own .base. */
	struct pc_str rules_base;
	struct pc_settings_file *files;
	size_t n_files;
	/* Every file and directory that the load looked at, as it was just before: while
	 * all of them hold, another load gives the same. */
	struct pc_stamp *stamps;
	size_t n_stamps;
	enum pc_mode mode;
	struct pc_str cwd, home; /* absolute, normal */
	struct pc_str *dirs;     /* working directories: cwd first, then the additional */
	size_t n_dirs;
	bool blocks_outside_reads; /* permissions.blockReadsOutsideWorkingDirectories */
	bool is_trusted;           /* the workspace's trust dialog was accepted */
	/* Set when the client would not start. */
	bool refused;
	/* Refused by us, for what we may not read may deny everything: the client of this
	 * user would go on without a policy, unless it is signed in. */
	bool is_blind;
	struct pc_span refused_at;
	struct pc_str refused_why;
};

/* Everything lands in arena, which must outlive *out.  Findings go to diags (may be
 * NULL).  Fails only when the question itself is wrong: a --settings file that is not
 * there, an unreadable directory that was named, a limit. */
PC_MUST_CHECK enum pc_status pc_settings_load(struct pc_settings **out,
	struct pc_arena *arena, const struct pc_where *where, struct pc_diags *diags,
	struct pc_err *err);

/* "permissions.deny" or "env.FOO" -> the value, or NULL. */
const struct pc_value *pc_settings_find(
	const struct pc_settings *settings, struct pc_str path);

/* The first client version that knows the key "sandbox.network.deniedDomains"; NULL: that
 * is not on record. */
const char *pc_settings_since(struct pc_str path);

/* SHA-256 over the managed settings in force, as section "digest" of the manual says:
 * JSON with keys sorted at every level, no white space. hex needs 65 bytes. */
void pc_settings_digest(const struct pc_settings *settings, char *hex);

/* Where this machine keeps managed settings: "/etc/claude-code" on Linux. */
struct pc_str pc_managed_dir(void);
/* The same for "linux", "macos" or "windows"; empty for any other name. */
struct pc_str pc_managed_dir_of(struct pc_str os);

#endif
