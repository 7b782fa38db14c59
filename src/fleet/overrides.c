/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions with a name under them and an end: one file each, signed with the commit. */
#include <stddef.h>
#include <time.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "targets_priv.h"

enum { PER_SECOND = 1000, HOUR = 3600, DAY_HOURS = 24 };

#define FIELD(kind, key, member, must, about)                                            \
	{                                                                                \
		key, PC_FIELD_##kind, offsetof(struct override, member), must, 0, 0,     \
			NULL, about                                                      \
	}

static const struct pc_field fields[] = {
	FIELD(TEXTS, "machines", machines, false, "patterns of host names"),
	FIELD(TEXTS, "users", users, false, "login names with a home there"),
	FIELD(TEXTS, "skip", skip, false, "drop-ins that they do not get"),
	FIELD(TEXTS, "monitor", monitor, false, "drop-ins that are not enforced there"),
	FIELD(TEXT, "pin", pin, false, "the newest commit that they take"),
	FIELD(BOOL, "hold", hold, false, "they keep what they have"),
	FIELD(TEXT, "owner", owner, true, "who answers for it"),
	FIELD(TEXT, "reason", reason, true, "why"),
	FIELD(TIME, "expires", expires, true, "when it ends"),
};
static const struct pc_fields table = {"an override", fields, PC_COUNT(fields)};

/* ---- reading ----------------------------------------------------------- */

void override_read(
	struct override *out, const struct pc_node *tree, struct pc_diags *diags)
{
	out->at = tree->at;
	pc_fields_read(out, &table, tree, diags);
}

static enum pc_status read_one(struct override *out, const struct pc_targets_where *where,
	struct pc_str name, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_arena *arena = diags->arena;
	struct pc_str path = pc_arena_printf(
		arena, "%.*s/overrides/%.*s", PC_STR_ARG(where->dir), PC_STR_ARG(name));
	const char *shown = pc_arena_printf(
		arena, "%.*soverrides/%.*s", PC_STR_ARG(where->shown), PC_STR_ARG(name))
				    .ptr;
	struct pc_node *tree;

	*out = (struct override){.at = {shown, 0, 0}, .name = name};
	PC_TRY(targets_tree(&tree, path, shown, diags, err));
	if (tree)
		override_read(out, tree, diags);
	return PC_OK;
}

enum pc_status overrides_load(struct pc_targets *targets,
	const struct pc_targets_where *where, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_texts names = targets_list(diags->arena,
		pc_arena_printf(diags->arena, "%.*s/overrides", PC_STR_ARG(where->dir)),
		PC_MAX_OVERRIDES + 1);

	if (names.count > PC_MAX_OVERRIDES)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"overrides/ has more than %d files", PC_MAX_OVERRIDES);
	targets->overrides =
		pc_arena_new_array(diags->arena, struct override, names.count);
	targets->n_overrides = names.count;
	for (size_t i = 0; i < names.count; i++)
		PC_TRY(read_one(
			&targets->overrides[i], where, names.items[i], diags, err));
	return PC_OK;
}

/* ---- what is wrong ----------------------------------------------------- */

static bool is_commit(struct pc_str text)
{
	enum { DIGITS = 40 };

	for (size_t i = 0; i < text.len; i++) {
		if (!memchr("0123456789abcdef", text.ptr[i], 16))
			return false;
	}
	return text.len == DIGITS;
}

static void check_files(const struct checking *check, const struct pc_texts *files)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->items[i].ptr && !is_file(check, files->items[i]))
			pc_diag_add(check->diags, "PC2304", PC_ERROR, files->at[i],
				"managed-settings.d has no '%.*s'",
				PC_STR_ARG(files->items[i]));
	}
}

static void check_end(const struct pc_targets *targets, const struct checking *check,
	const struct override *override)
{
	const struct pc_targets_where *where = check->where;
	struct pc_arena *arena = check->diags->arena;
	int64_t longest = targets->longest / PER_SECOND;

	if (override->expires == 0)
		return;
	if (override->expires > where->made + longest)
		pc_diag_add(check->diags, "PC2308", PC_ERROR, override->at,
			"it would hold until %.*s: overrides last %lld days at most",
			PC_STR_ARG(date_of(arena, override->expires)),
			(long long)(longest / HOUR / DAY_HOURS));
	else if (is_over(override->expires, where->now))
		pc_diag_add(check->diags, "PC2309", PC_WARNING, override->at,
			"the override of %.*s ended at %.*s and has no effect any more",
			PC_STR_ARG(override->owner),
			PC_STR_ARG(date_of(arena, override->expires)));
}

void overrides_check(const struct pc_targets *targets, const struct checking *check)
{
	for (size_t i = 0; i < targets->n_overrides; i++) {
		const struct override *override = &targets->overrides[i];

		check_files(check, &override->skip);
		check_files(check, &override->monitor);
		check_end(targets, check, override);
		if (override->pin.ptr && !is_commit(override->pin))
			pc_diag_add(check->diags, "PC2104", PC_ERROR, override->at,
				"'pin' of an override has to be a whole commit: 40 "
				"hexadecimal digits");
		if (!override->machines.count && !override->users.count)
			pc_diag_add(check->diags, "PC2307", PC_ERROR, override->at,
				"it names no machine and no user, so it is for nobody");
		else if (!override->skip.count && !override->monitor.count &&
			 !override->pin.ptr && !override->hold)
			pc_diag_add(check->diags, "PC2307", PC_ERROR, override->at,
				"it says neither skip, monitor, pin nor hold, so it "
				"changes nothing");
	}
}

/* ---- here and now ------------------------------------------------------ */

bool override_is_here(const struct override *override, const struct pc_facts *machine)
{
	return names_machine(&override->machines, machine) ||
	       any_matches(&override->users, &machine->users);
}

bool override_holds(
	const struct override *override, const struct pc_facts *machine, int64_t now)
{
	return !is_over(override->expires, now) && override_is_here(override, machine);
}

struct pc_str date_of(struct pc_arena *arena, int64_t seconds)
{
	time_t when = (time_t)seconds;
	char text[32];
	struct tm tm;

	if (!gmtime_r(&when, &tm) ||
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return PC_STR("another age");
	return pc_arena_str(arena, pc_str(text));
}
