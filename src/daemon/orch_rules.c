/* SPDX-License-Identifier: Apache-2.0 */
/* One generation of what the orchestrator decides by, and what it was made of. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "orch.h"
#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/settings/settings.h"

/* ---- what was looked at ----------------------------------------------------------- */

void seen_done(struct seen *seen)
{
	pc_arena_done(&seen->arena);
	*seen = (struct seen){0};
}

bool seen_still_holds(const struct seen *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (!pc_stamp_holds(&seen->items[i]))
			return false;
	}
	return !seen->is_young;
}

static void see(struct seen *seen, const struct pc_stamp *stamps, size_t count)
{
	struct pc_stamp *items =
		pc_arena_new_array(&seen->arena, struct pc_stamp, seen->count + count);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (seen->count)
		memcpy(items, seen->items, seen->count * sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		struct pc_stamp *item = &items[seen->count + i];

		*item = stamps[i];
		item->path = pc_arena_str(&seen->arena, pc_str(stamps[i].path)).ptr;
		seen->is_young |= pc_stamp_is_young(item, now);
	}
	seen->items = items;
	seen->count += count;
}

/* ---- reading ------------------------------------------------------------------------
 */

struct reading {
	struct rules *rules;
	struct seen *seen;
	const struct rules_where *where;
	struct pc_diags *diags;
	struct pc_str text; /* of the configuration */
};

static const char *under(struct pc_arena *arena, struct pc_str root, const char *path)
{
	return pc_arena_printf(arena, "%.*s%s", PC_STR_ARG(root), path).ptr;
}

/* What the file says has a place of its own; what it leaves out lies below the root. */
static void put_under(struct rules *rules, struct pc_str root)
{
	static const struct pc_str usual[] = {
		PC_STR("/var/lib/policyd/jobs"), PC_STR("/run/policyd-orch/jobs.sock")};
	struct pc_orch_config *config = rules->config;
	struct pc_str *const places[] = {&config->state, &config->socket};

	for (size_t i = 0; root.len && i < PC_COUNT(places); i++) {
		if (pc_str_eq(*places[i], usual[i]))
			*places[i] = pc_str(under(&rules->arena, root, usual[i].ptr));
	}
	rules->managed = config->policy;
	if (!rules->managed.len)
		rules->managed = pc_arena_printf(&rules->arena, "%.*s%.*s",
			PC_STR_ARG(root), PC_STR_ARG(pc_managed_dir()));
}

static enum pc_status read_config(struct reading *reading, struct pc_err *err)
{
	const char *file = reading->where->config;
	struct rules *rules = reading->rules;
	struct pc_stamp stamp;

	pc_stamp_take(&stamp, file, PC_STAMP_CONTENT);
	see(reading->seen, &stamp, 1);
	/* Whoever may write it says where prompts and money go. */
	PC_TRY(pc_fs_read_trusted(
		&reading->text, &rules->arena, file, PC_MAX_DOC_SIZE, err));
	PC_TRY(pc_orch_config_read(
		&rules->config, &rules->arena, file, reading->text, reading->diags, err));
	put_under(rules, reading->where->root);
	return PC_OK;
}

static enum pc_status read_models(struct reading *reading, struct pc_err *err)
{
	struct pc_arena *arena = &reading->rules->arena;
	struct pc_str root = reading->where->root;
	const struct pc_model_guard_where where = {
		under(arena, root, PC_MODELS_FILE),
		under(arena, root, PC_MODEL_POLICY_FILE),
		under(arena, root, PC_MODEL_BLOCKS_FILE),
	};

	return pc_model_guard_new(&reading->rules->guard, &where, err);
}

/* Managed settings alone: what users wrote for themselves says nothing about jobs. */
static enum pc_status read_policy(
	struct pc_settings **settings, struct reading *reading, struct pc_err *err)
{
	struct rules *rules = reading->rules;
	const struct pc_where where = {
		.apart = true, .managed_dir = rules->managed, .stamps = true};

	PC_TRY(pc_settings_load(settings, &rules->arena, &where, NULL, err));
	see(reading->seen, (*settings)->stamps, (*settings)->n_stamps);
	if ((*settings)->refused)
		return pc_err_set(err, PC_ERR_PARSE, (*settings)->refused_at,
			"%.*s: %.*s", PC_STR_ARG(rules->managed),
			PC_STR_ARG((*settings)->refused_why));
	return pc_policy_compile(&rules->policy, *settings, NULL, err);
}

/* Which generation this is: what the configuration says, and what settings mean. */
static void digest(struct reading *reading, const struct pc_settings *settings)
{
	char parts[2 * PC_SHA256_HEX];

	pc_sha256_hex(parts, reading->text);
	pc_settings_digest(settings, parts + PC_SHA256_HEX);
	pc_sha256_hex(reading->rules->digest, (struct pc_str){parts, sizeof(parts)});
}

static enum pc_status read_all(struct reading *reading, struct pc_err *err)
{
	struct pc_settings *settings = NULL;

	PC_TRY(read_config(reading, err));
	PC_TRY(read_models(reading, err));
	PC_TRY(read_policy(&settings, reading, err));
	digest(reading, settings);
	return PC_OK;
}

enum pc_status rules_read(struct rules **out, struct seen *seen,
	const struct rules_where *where, struct pc_diags *diags, struct pc_err *err)
{
	struct seen unasked = {0};
	struct reading reading = {pc_xcalloc(1, sizeof(struct rules)),
		seen ? seen : &unasked, where, diags, {0}};
	enum pc_status status = read_all(&reading, err);

	seen_done(&unasked);
	if (status == PC_OK)
		*out = reading.rules;
	else
		rules_free(reading.rules);
	return status;
}

/* ---- its number -----------------------------------------------------------------------
 */

static const char number_file[] = "generation";

/* The number of the generation before, and what it was; 0: there was none. */
static int64_t last_number(bool *is_same, int state, const char *of)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str text = {0};
	struct pc_err err;
	char *end = NULL;
	int64_t number;

	*is_same = false;
	if (pc_fs_read(&text, &arena, state, number_file,
		    PC_MAX_ORCH_NAME + PC_SHA256_HEX, &err) != PC_OK)
		return 0;
	number = strtoimax(text.ptr, &end, 10);
	*is_same = *end == ' ' && pc_str_eq(pc_str_trim(pc_str(end)), pc_str(of));
	return number > 0 && number < INT64_MAX ? number : 0;
}

static enum pc_status take_number(
	int64_t *out, const char *state, const char *of, struct pc_err *err)
{
	enum { MODE = 0600 };
	PC_AUTO(pc_close) int dir = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char text[PC_SHA256_HEX + 32];
	bool is_same;

	if (dir < 0)
		return pc_err_sys(err, "'%s'", state);
	*out = last_number(&is_same, dir, of);
	if (is_same)
		return PC_OK;
	(*out)++;
	snprintf(text, sizeof(text), "%" PRId64 " %s\n", *out, of);
	return pc_fs_replace(dir, number_file, pc_str(text), MODE, err);
}

enum pc_status rules_open(struct rules *rules, const char *state, struct pc_err *err)
{
	PC_TRY(take_number(&rules->generation, state, rules->digest, err));
	return pc_gate_new(&rules->gate,
		&(struct pc_gate_setup){.guard = rules->guard,
			.policy = rules->policy,
			.config = rules->config,
			.generation = rules->generation,
			.resolve = pc_resolve_here,
			.follow = pc_follow_here},
		err);
}

void rules_free(struct rules *rules)
{
	if (!rules)
		return;
	pc_gate_free(rules->gate);
	pc_policy_free(rules->policy);
	pc_model_guard_free(rules->guard);
	pc_arena_done(&rules->arena);
	free(rules);
}
