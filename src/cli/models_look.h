/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models in files as findings: for policyctl models check and for verify. */
#ifndef CLI_MODELS_LOOK_H
#define CLI_MODELS_LOOK_H

#include <pthread.h>

#include "cmd.h"
#include "pc/audit/input.h"
#include "pc/base/buf.h"
#include "pc/models/mention.h"

/* Shared by all threads of a run. */
struct models_look {
	const struct pc_models *models;
	struct pc_mentions *mentions;
	struct pc_mention_how how;
	bool tells_all;       /* also what is as it should be */
	bool is_settings;     /* all texts are the client's settings */
	pthread_mutex_t lock; /* of what follows */
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct texts to_fix; /* files with a name that can be replaced for certain */
	size_t n_files, n_names;
};

/* Returns an exit status; prints what went wrong.  is_much: more than a few files. */
int models_look_open(struct models_look *look, const struct pc_models *models,
	bool is_much, struct pc_arena *arena, struct pc_diags *diags);
void models_look_done(struct models_look *look);
/* A pc_audit_visit_fn: context is the look. */
bool models_look_at(void *context, struct pc_str path, const struct pc_audit_part *part);

/* The names in a text that are replaced, and the text as it is then. */
struct models_rewritten {
	struct pc_buf text;
	size_t n_done; /* names */
	size_t n_left; /* that a person has to look at first */
};
void models_look_rewrite(struct models_rewritten *out, struct models_look *look,
	struct pc_str path, struct pc_str text);

#endif
