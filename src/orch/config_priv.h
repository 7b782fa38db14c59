/* SPDX-License-Identifier: Apache-2.0 */
/* How the parts that read orchestrator.yaml fit together.
 *
 *   config.c            the file, its limits, and what all lists share
 *   config_money.c      dollars to picodollars
 *   config_backends.c   who can be asked
 *   config_keys.c       with which keys
 *   config_ways.c       chains over backends, and types of jobs over chains
 *
 * A list is read after those that it names something of. */
#ifndef PC_ORCH_CONFIG_PRIV_H
#define PC_ORCH_CONFIG_PRIV_H

#include "clock.h"
#include "pc/orch/config.h"

struct config_reading {
	struct pc_arena *arena;
	struct pc_diags *diags;
	struct pc_orch_config *config;
	bool is_good;
};

/* An error: the file is not used. */
struct pc_diag *config_refuse(struct config_reading *reading, const char *code,
	struct pc_span at, const char *fmt, ...) PC_PRINTF(4, 5);
bool config_fields(struct config_reading *reading, void *out,
	const struct pc_fields *table, const struct pc_node *map);
/* How many entries the list has; 0 when there is none, or it is none. */
size_t config_entries(struct config_reading *reading, const struct pc_node *list);

/* Entries of all lists begin with their name. */
struct config_names {
	const void *items;
	size_t size, count;
};
/* Whether a new entry may have that name. */
bool config_name(struct config_reading *reading, const struct config_names *names,
	struct pc_str name, struct pc_span at);
const void *config_find(const struct config_names *names, struct pc_str name);
/* " (there is: a, b, c)" for people. */
struct pc_str config_known(
	struct config_reading *reading, const struct config_names *names);

/* Dollars; node may be NULL: *out stays. */
void config_money(
	struct config_reading *reading, int64_t *out, const struct pc_node *node);

void config_backends(struct config_reading *reading, const struct pc_node *list);
void config_keys(struct config_reading *reading, const struct pc_node *list);
void config_chains(struct config_reading *reading, const struct pc_node *list);
void config_types(struct config_reading *reading, const struct pc_node *list);
void config_projects(struct config_reading *reading, const struct pc_node *list);

#endif
