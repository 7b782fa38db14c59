/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that decide about files:
 *
 *   path_name.c     names: absolute, normal, inside a directory, where links lead
 *   path_pattern.c  a rule's text -> its anchor and a pattern, and what is literal in it
 *   path_rules.c    the index of all path rules
 *   decide_file.c   Read, Edit, Write, NotebookEdit
 *   bash_files.c    files that a command line names */
#ifndef PC_PATH_PRIV_H
#define PC_PATH_PRIV_H

#include "rules_priv.h"

/* ---- names ---------------------------------------------------------------- */

/* Absolute and normal ("." ".." "//" and a final '/' gone, by text alone), relative names
 * from base; "~" and "~/" are the home directory. */
struct pc_str path_normal(struct pc_arena *arena, const struct pc_settings *settings,
	struct pc_str base, struct pc_str name);

/* Whether path is in a working directory. */
bool path_is_working(const struct pc_settings *settings, struct pc_str path);

/* Where a path leads. */
/* As many links as the kernel follows. */
enum { PATH_STOPS = 40 };

struct path_target {
	struct pc_str path;
	struct pc_str real;              /* equals path when no link is on the way */
	struct pc_str stops[PATH_STOPS]; /* between path and real, link by link */
	size_t n_stops;
	bool is_linked;         /* real differs from path */
	bool is_unknown;        /* a loop: real could not be found */
	bool ends_in_link;      /* the last component is a link itself */
	bool leaves_working;    /* path is in a working directory and real is not */
	bool is_working;        /* both are in a working directory */
	bool is_really_working; /* real is */
};

struct path_target path_resolve(const struct pc_policy *policy,
	const struct pc_evaluator *ev, struct pc_str path);

/* Whether path is in the directory where the client keeps notes about this project. */
bool path_is_memory(const struct pc_settings *settings, struct pc_str path);

/* Files and directories that no allow rule opens for writing. */
bool path_is_protected(struct pc_str path);

/* ---- patterns ------------------------------------------------------------- */

enum path_shape {
	PATH_NEVER,   /* matches nothing */
	PATH_EXACT,   /* text is one absolute path: it and all below it */
	PATH_NAME,    /* text is a component at any depth below root */
	PATH_SIMPLE,  /* text is one component of literals and '*', at any depth */
	PATH_GENERAL, /* text is for pc_glob */
};

struct path_pattern {
	enum path_shape shape;
	struct pc_str root;   /* the anchor: an absolute directory */
	struct pc_str text;   /* see the shapes; ASCII letters folded but for GENERAL */
	struct pc_str source; /* the pattern as pc_glob takes it, whatever the shape */
	bool below_only;      /* a final '/': what is in the directory, not itself */
	bool is_bare;         /* no anchor was written: '!' may carve it */
	bool is_negated;
	/* What every match contains, folded; empty: none is known.  A whole component, or
	 * a run of bytes somewhere. */
	struct pc_str component, run;
	bool ends_component; /* the run ends a path component */
};

/* Whether a rule's text is a pattern without an anchor. */
bool path_is_bare(struct pc_str spec);

/* dir: the directory that a bare pattern is anchored at. */
void path_pattern_read(struct path_pattern *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *rule,
	struct pc_str dir);

/* For a pattern that the client's matcher refuses: it guards exactly the path that it
 * spells, in deny and ask rules; in allow rules it grants nothing. */
void path_pattern_take_literally(
	struct path_pattern *pattern, struct pc_arena *arena, const struct pc_rule *rule);

/* ---- the index ------------------------------------------------------------ */

enum path_tool { PATH_TOOL_READ, PATH_TOOL_EDIT, PATH_N_TOOLS };

/* The first rule of each list and tool that covers a path. */
struct path_hits {
	const struct pc_rule *rule[PC_N_LISTS][PATH_N_TOOLS];
};

/* path is absolute and normal; links are not followed. */
void path_rules_lookup(const struct path_rules *index, struct pc_scratch *scratch,
	struct pc_str path, struct path_hits *out);

/* Looks up a path and where it leads: a deny or ask rule counts when it covers either, an
 * allow rule when rules cover both. */
void path_rules_hits(const struct path_rules *index, const struct pc_evaluator *ev,
	const struct path_target *target, struct path_hits *out);

#endif
