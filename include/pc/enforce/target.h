/* SPDX-License-Identifier: Apache-2.0 */
/* What carries a policy to an agent on one kind of machine, as one table: the form, the
 * names, where it lies there, and who may write it.  Whoever builds a policy, writes it
 * on a machine or looks whether it is there asks this table. */
#ifndef PC_ENFORCE_TARGET_H
#define PC_ENFORCE_TARGET_H

#include "pc/base/str.h"

enum pc_form {
	PC_FORM_FILES,   /* a directory of JSON files that the agent reads */
	PC_FORM_PROFILE, /* a configuration profile for macOS, as MDM delivers it */
	PC_FORM_PLIST,   /* the property list alone, for MDM that makes the profile */
	PC_FORM_REG,     /* a text that regedit imports */
};

struct pc_target {
	const char *name;  /* "claude-linux" */
	const char *agent; /* "claude" */
	const char *os;    /* "linux", "macos" or "windows" */
	/* PC_FORM_FILES: the directory on the machine; else the preference domain or the
	 * registry key that is set there. */
	const char *place;
	const char *file;          /* the one file, or the base file of the directory */
	const char *dropins;       /* directory of further files; NULL: it has none */
	const char *owner, *group; /* of files and directories on the machine */
	size_t max_size; /* bytes of a document: more than that is not read there */
	enum pc_form form;
	unsigned file_mode, dir_mode; /* 0: the machine has none */
	bool folds_case; /* names that differ in case alone are one file there */
};

/* The entries in order; NULL past the last. */
const struct pc_target *pc_target_at(size_t i);
/* The entry of that name, or NULL. */
const struct pc_target *pc_target_find(struct pc_str name);

#endif
