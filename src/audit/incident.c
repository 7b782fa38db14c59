/* SPDX-License-Identifier: Apache-2.0 */
/* The same key in several services, repositories, machines and commits is one incident:
 * it is rotated once. */
#include <stdlib.h>

#include "collect_priv.h"

/* Findings of one key one after the other, each group in the order of places. */
static int compare_keys(const void *a, const void *b)
{
	const struct pc_audit_finding *x = *(const struct pc_audit_finding *const *)a;
	const struct pc_audit_finding *y = *(const struct pc_audit_finding *const *)b;
	int order = strcmp(x->fingerprint, y->fingerprint);

	if (order == 0)
		order = x < y ? -1 : x > y;
	return order;
}

static void take_dates(struct pc_audit_incident *incident, int64_t date)
{
	if (date && (!incident->first || date < incident->first))
		incident->first = date;
	if (date > incident->last)
		incident->last = date;
}

static void take_state(
	struct pc_audit_incident *incident, const struct pc_audit_finding *finding)
{
	bool is_open = finding->state == PC_AUDIT_OPEN;

	if (is_open && incident->n_open++ == 0) {
		incident->state = PC_AUDIT_OPEN;
		incident->severity = finding->severity;
	}
	if (is_open == (incident->state == PC_AUDIT_OPEN) &&
		finding->severity > incident->severity)
		incident->severity = finding->severity;
}

static struct pc_audit_incident make(
	const struct pc_audit_finding *const *places, size_t n)
{
	const struct pc_audit_finding *first = places[0];
	struct pc_audit_incident incident = {.rule = first->rule,
		.fingerprint = first->fingerprint,
		.shown = first->shown,
		.length = first->length,
		.sureness = first->sureness,
		.severity = first->severity,
		.state = first->state == PC_AUDIT_OPEN ? PC_AUDIT_KNOWN : first->state,
		.places = places,
		.n_places = n};

	for (size_t i = 0; i < n; i++) {
		if (places[i]->sureness > incident.sureness) {
			incident.sureness = places[i]->sureness;
			incident.rule = places[i]->rule;
		}
		if (!incident.owner.len)
			incident.owner = places[i]->owner;
		take_dates(&incident, places[i]->at.date);
		take_state(&incident, places[i]);
	}
	return incident;
}

/* What is to be done comes first: open, severe, sure, in many places. */
static int compare(const void *a, const void *b)
{
	const struct pc_audit_incident *x = a, *y = b;
	const int orders[] = {
		(int)x->state - (int)y->state,
		(int)y->severity - (int)x->severity,
		(int)y->sureness - (int)x->sureness,
		(x->n_places < y->n_places) - (x->n_places > y->n_places),
		strcmp(x->rule->id, y->rule->id),
		strcmp(x->fingerprint, y->fingerprint),
	};

	for (size_t i = 0; i < PC_COUNT(orders); i++) {
		if (orders[i])
			return orders[i];
	}
	return 0;
}

static void count(struct pc_audit_result *result)
{
	size_t *const counts[] = {
		[PC_AUDIT_OPEN] = &result->n_open,
		[PC_AUDIT_KNOWN] = &result->n_known,
		[PC_AUDIT_ALLOWED] = &result->n_allowed,
	};

	for (size_t i = 0; i < result->n_incidents; i++)
		++*counts[result->incidents[i].state];
}

struct pc_audit_incident *incidents_make(
	struct pc_audit_result *result, struct pc_arena *arena)
{
	size_t n = result->n_findings, end;
	const struct pc_audit_finding **sorted =
		pc_arena_new_array(arena, const struct pc_audit_finding *, n);
	struct pc_audit_incident *incidents =
		pc_arena_new_array(arena, struct pc_audit_incident, n);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &result->findings[i];
	qsort(sorted, n, sizeof(const struct pc_audit_finding *), compare_keys);
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n; end++) {
			if (strcmp(sorted[i]->fingerprint, sorted[end]->fingerprint) != 0)
				break;
		}
		incidents[result->n_incidents++] = make(sorted + i, end - i);
	}
	qsort(incidents, result->n_incidents, sizeof(*incidents), compare);
	result->incidents = incidents;
	count(result);
	return incidents;
}

/* ---- life -------------------------------------------------------------------------- */

void pc_audit_set_life(
	struct pc_audit *audit, size_t incident, enum pc_audit_life life, const char *why)
{
	audit->incidents[incident].life = life;
	audit->incidents[incident].life_why = pc_arena_str(&audit->arena, pc_str(why));
}

const char *pc_audit_life_name(enum pc_audit_life life)
{
	static const char *const names[] = {
		[PC_AUDIT_NOT_ASKED] = "not asked",
		[PC_AUDIT_ALIVE] = "alive",
		[PC_AUDIT_DEAD] = "dead",
		[PC_AUDIT_UNCERTAIN] = "uncertain",
	};

	return names[life];
}
