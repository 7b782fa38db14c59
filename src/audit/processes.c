/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in the environments of processes: which process, which variable. */
#include <stdlib.h>

#include "shape_priv.h"

#include "pc/base/limits.h"
#include "pc/os/environs.h"

/* A variable with its value, seen in some process.  Most processes inherit the same. */
struct seen {
	uint64_t hash; /* 0: an empty slot */
	uint32_t times;
	bool is_key;
};

struct search {
	const struct pc_audit_job *job;
	struct pc_secret_scanner *scanner;
	struct seen *slots; /* a power of two of them */
	size_t n, n_slots;
	size_t more; /* processes past those that are named, by variables */
	struct pc_audit_hits hits;
};

static struct seen *slot_of(struct seen *slots, size_t n_slots, uint64_t hash)
{
	size_t i = hash & (n_slots - 1);

	while (slots[i].hash && slots[i].hash != hash)
		i = (i + 1) & (n_slots - 1);
	return &slots[i];
}

static struct seen *find_seen(struct search *search, struct pc_str setting)
{
	enum { FIRST = 1024 };
	uint64_t hash = pc_str_hash(setting) | 1;
	struct seen *seen;

	if (2 * search->n >= search->n_slots) {
		size_t n_slots = search->n_slots ? 2 * search->n_slots : FIRST;
		struct seen *slots = pc_xcalloc(n_slots, sizeof(*slots));

		for (size_t i = 0; i < search->n_slots; i++)
			if (search->slots[i].hash)
				*slot_of(slots, n_slots, search->slots[i].hash) =
					search->slots[i];
		free(search->slots);
		search->slots = slots;
		search->n_slots = n_slots;
	}
	seen = slot_of(search->slots, search->n_slots, hash);
	search->n += !seen->hash;
	seen->hash = hash;
	return seen;
}

static void find_keys(struct search *search, struct pc_str name, struct pc_str value)
{
	struct pc_shape shape = {.text = value};

	pc_shape_add(&shape, &(struct pc_shape_entry){.role = PC_SHAPE_VALUE,
				     .variable = name,
				     .value = value,
				     .line = 1,
				     .col = 1});
	pc_shape_judge(&shape, search->scanner, &search->hits);
	free(shape.entries);
	pc_arena_wipe(&shape.arena);
}

static void hand_in(struct search *search, const struct pc_environ *env)
{
	struct pc_arena arena = {0};
	struct pc_audit_place at = {.source = PC_AUDIT_PROCESS,
		.path = pc_arena_printf(
			&arena, "process %lld (%s)", (long long)env->process, env->name)};

	for (size_t i = 0; i < search->hits.n; i++) {
		const struct pc_audit_hit *hit = &search->hits.items[i];

		at.variable = hit->variable;
		if (!hit->is_none)
			pc_audit_add(
				search->job->audit, &at, &hit->hit, (struct pc_str){0});
	}
	pc_arena_done(&arena);
}

static void look_at_setting(
	struct search *search, const struct pc_environ *env, struct pc_str setting)
{
	struct seen *seen = find_seen(search, setting);
	size_t equals = pc_str_find(setting, '=');

	if (seen->times++ > 0 && !seen->is_key)
		return;
	if (seen->times > PC_MAX_AUDIT_PROCESSES) {
		search->more++;
		return;
	}
	find_keys(search, pc_str_head(setting, equals), pc_str_from(setting, equals + 1));
	seen->is_key = search->hits.n > 0;
	hand_in(search, env);
	pc_audit_hits_clear(&search->hits);
}

static void look_at_process(void *context, const struct pc_environ *env)
{
	struct search *search = context;
	struct pc_str rest = env->text;

	while (rest.ptr) {
		struct pc_str setting = pc_str_cut(&rest, '\0');

		if (pc_str_find(setting, '=') < setting.len)
			look_at_setting(search, env, setting);
	}
	pc_audit_count(search->job->audit, 1, env->text.len);
	if (env->is_cut)
		pc_audit_note(search->job->audit, "PC2530", PC_STR("processes"),
			"the environment of process %lld (%s) is larger than %d kB, "
			"the rest is not looked at",
			(long long)env->process, env->name, PC_MAX_ENVIRON >> 10);
}

enum pc_status pc_audit_processes(const struct pc_audit_job *job, struct pc_err *err)
{
	struct search search = {
		.job = job, .scanner = pc_secret_scanner_new(job->secrets)};
	size_t hidden = 0;
	enum pc_status status = PC_OK;

	if (job->environs)
		pc_environs_each(job->environs, &hidden, look_at_process, &search);
	else
		status = pc_environs_read(&hidden, look_at_process, &search, err);
	if (hidden)
		pc_audit_note(job->audit, "PC2529", PC_STR("processes"),
			"%zu process%s not looked at: the system does not show %s "
			"environment",
			hidden, hidden == 1 ? " is" : "es are",
			hidden == 1 ? "its" : "their");
	if (search.more)
		pc_audit_note(job->audit, "PC2531", PC_STR("processes"),
			"the same variables stand in %zu more environments: %d processes "
			"are named for each",
			search.more, PC_MAX_AUDIT_PROCESSES);
	pc_audit_hits_done(&search.hits);
	pc_secret_scanner_free(search.scanner);
	free(search.slots);
	return status;
}
