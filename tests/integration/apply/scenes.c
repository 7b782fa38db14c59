/* SPDX-License-Identifier: Apache-2.0 */
/* Machines before an apply, and the apply.  Every act does what it has to whatever an
 * earlier one left half done, so that it can be called again. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/enforce/drift.h"
#include "walk.h"

#define BASE   "managed-settings.json"
#define DROPIN "managed-settings.d/zz-policyd.json"

static const char first_policy[] =
	"{\"permissions\": {\"deny\": [\"Bash(curl:*)\", \"Read(./.env)\"]},"
	" \"model\": \"one\"}\n";
static const char second_policy[] =
	"{\"permissions\": {\"deny\": [\"Bash(curl:*)\", \"Bash(wget:*)\"],"
	" \"ask\": [\"WebFetch\"]}, \"model\": \"two\",\n"
	" \"hooks\": {\"PreToolUse\": [{\"matcher\": \"Bash\", \"hooks\": [{\"type\":"
	" \"command\", \"command\": \"/usr/bin/true\"}]}]}}\n";

#define LINUX "root/etc/claude-code/"

/* ---- acts ----------------------------------------------------------------- */

struct place {
	const char *dir, *target, *state;
};

static struct pc_site *open_for(enum pc_site_use use, const struct place *at,
	struct pc_arena *arena, struct pc_err *err)
{
	struct pc_site *site = NULL;
	struct pc_site_where where = {
		.target = pc_target_find(pc_str(at->target)),
		.root = pc_arena_printf(arena, "%s/root", at->dir),
		.state = pc_arena_printf(arena, "%s/%s", at->dir, at->state),
		.uid = geteuid(),
		.gid = getegid(),
	};

	return pc_site_open(&site, &where, use, err) == PC_OK ? site : NULL;
}

static struct pc_site *open_site(
	const char *dir, const char *target, struct pc_arena *arena, struct pc_err *err)
{
	const struct place place = {dir, target, "state"};

	return open_for(PC_SITE_WRITE, &place, arena, err);
}

static bool write_wish(
	struct pc_site *site, const struct pc_wish *wish, struct pc_err *err)
{
	struct pc_plan plan;

	return pc_plan_make(&plan, site, wish, err) == PC_OK &&
	       pc_plan_write(site, &plan, err) == PC_OK;
}

static bool apply(
	const char *dir, const char *target, struct pc_wish wish, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_site_freep)
	struct pc_site *site = open_site(dir, target, &arena, err);

	wish.at_us = 1;
	wish.note = PC_STR("a commit");
	return site && write_wish(site, &wish, err);
}

static bool apply_text(
	const char *dir, const char *path, const char *text, struct pc_err *err)
{
	return apply(dir, "claude-linux",
		(struct pc_wish){.path = pc_str(path), .bytes = pc_str(text)}, err);
}

static bool put_first(const char *dir, struct pc_err *err)
{
	return apply_text(dir, DROPIN, first_policy, err);
}

static bool put_second(const char *dir, struct pc_err *err)
{
	return apply_text(dir, DROPIN, second_policy, err);
}

static bool put_second_as_base(const char *dir, struct pc_err *err)
{
	return apply_text(dir, BASE, second_policy, err);
}

static bool put_second_alone(const char *dir, struct pc_err *err)
{
	return apply(dir, "claude-linux",
		(struct pc_wish){.path = PC_STR(DROPIN),
			.bytes = pc_str(second_policy),
			.exclusive = true},
		err);
}

static bool adopt_base(const char *dir, struct pc_err *err)
{
	return apply(dir, "claude-linux",
		(struct pc_wish){.path = PC_STR(BASE),
			.bytes = pc_str(second_policy),
			.adopt = true},
		err);
}

static bool withdraw(const char *dir, struct pc_err *err)
{
	return apply(dir, "claude-linux", (struct pc_wish){0}, err);
}

static bool put_on_macos(const char *dir, struct pc_err *err)
{
	return apply(dir, "claude-macos",
		(struct pc_wish){.path = PC_STR(DROPIN), .bytes = pc_str(first_policy)},
		err);
}

static bool put_on_windows(const char *dir, struct pc_err *err)
{
	return apply(dir, "claude-windows",
		(struct pc_wish){.path = PC_STR(BASE), .bytes = pc_str(first_policy)},
		err);
}

static bool put_back(const char *dir, int64_t number, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_site_freep)
	struct pc_site *site = open_site(dir, "claude-linux", &arena, err);
	struct pc_wish wish;

	if (!site)
		return false;
	if (number == 0)
		number = pc_site_history(site)->current;
	if (pc_wish_of_generation(&wish, site, number, err) != PC_OK)
		return false;
	wish.at_us = 1;
	return write_wish(site, &wish, err);
}

static bool roll_back(const char *dir, struct pc_err *err)
{
	return put_back(dir, 1, err);
}

static bool repair(const char *dir, struct pc_err *err)
{
	return put_back(dir, 0, err);
}

/* ---- machines ------------------------------------------------------------- */

static void must(bool done, const struct pc_err *err)
{
	if (done)
		return;
	fprintf(stderr, "a scene cannot be made: %s\n", err->text);
	exit(1);
}

static void empty(const char *dir)
{
	file_put(dir, "root/etc/hostname", "here\n", 0644);
}

static void others(const char *dir)
{
	empty(dir);
	file_put(dir, LINUX BASE, "{\"model\": \"theirs\", \"verbose\": true}\n", 0644);
	file_put(dir, LINUX "managed-settings.d/10-mdm.json",
		"{\"permissions\": {\"deny\": [\"Bash(nc:*)\"]}}\n", 0644);
	file_put(dir, LINUX "managed-settings.d/zzz-team.json",
		"{\"env\": {\"A\": \"b\"}}\n", 0640);
	file_put(dir, LINUX "managed-settings.d/README", "keep out\n", 0644);
	file_put(dir, LINUX "CLAUDE.md", "# us\n", 0644);
}

static void first_there(const char *dir)
{
	struct pc_err err;

	others(dir);
	must(put_first(dir, &err), &err);
}

static void base_there(const char *dir)
{
	struct pc_err err;

	empty(dir);
	must(apply_text(dir, BASE, first_policy, &err), &err);
}

static void base_and_dropin_there(const char *dir)
{
	base_there(dir);
	file_put(dir, LINUX "managed-settings.d/10-mdm.json",
		"{\"permissions\": {\"deny\": [\"Bash(nc:*)\"]}}\n", 0644);
}

static void two_there(const char *dir)
{
	struct pc_err err;

	first_there(dir);
	must(put_second(dir, &err), &err);
}

static void many_there(const char *dir)
{
	struct pc_err err;

	others(dir);
	for (int i = 0; i < 12; i++) {
		char text[64];

		snprintf(text, sizeof(text), "{\"model\": \"number %d\"}\n", i);
		must(apply_text(dir, DROPIN, text, &err), &err);
	}
}

static void tampered(const char *dir)
{
	char path[512];

	two_there(dir);
	file_put(dir, LINUX DROPIN, "{\"model\": \"tampered\"}\n", 0666);
	snprintf(path, sizeof(path), "%s/%smanaged-settings.d", dir, LINUX);
	if (chmod(path, 0777) < 0)
		perror(path);
}

static void linked(const char *dir)
{
	char path[512];

	two_there(dir);
	file_put(dir, "root/etc/elsewhere.json", "{\"model\": \"elsewhere\"}\n", 0644);
	snprintf(path, sizeof(path), "%s/%s%s", dir, LINUX, DROPIN);
	if (unlink(path) < 0 || symlink("../../elsewhere.json", path) < 0)
		perror(path);
}

static void left_over(const char *dir)
{
	first_there(dir);
	file_put(dir, LINUX ".policyd-new", "{\"mod", 0600);
	file_put(dir, LINUX "managed-settings.d/.policyd-new", "{\"mod", 0600);
	file_put(dir, "state/.policyd-new", "{\"version\"", 0600);
	file_put(dir, "state/objects/.policyd-new", "{", 0600);
	file_put(dir, "state/objects/0123", "an object that nobody names", 0600);
}

/* ---- drift ---------------------------------------------------------------- */

bool scene_agrees(const struct scene *scene, const char *dir)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct place place = {
		dir, scene->target, scene->is_role ? "state/apply" : "state"};
	struct pc_err err;
	PC_AUTO(pc_site_freep)
	struct pc_site *site = open_for(PC_SITE_LOOK, &place, &arena, &err);
	struct pc_drift drift;

	if (!site || pc_drift_check(&drift, site, &err) != PC_OK)
		return false;
	for (size_t i = 0; i < drift.n_rows; i++) {
		enum pc_drift_kind kind = drift.rows[i].kind;

		if (kind == PC_DRIFT_CHANGED || kind == PC_DRIFT_MISSING ||
			kind == PC_DRIFT_LINK || kind == PC_DRIFT_KIND)
			return false;
	}
	return true;
}

bool scene_act(const struct scene *scene, const char *dir, struct pc_err *err)
{
	pid_t child;
	int status = 0;

	if (!scene->is_role)
		return scene->act(dir, err);
	child = fork();
	if (child == 0)
		_exit(scene->act(dir, err) ? 0 : 1);
	if (child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
		WEXITSTATUS(status) == 0)
		return true;
	pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "the role failed");
	return false;
}

/* ---- all of them ---------------------------------------------------------- */

const struct scene scenes[] = {
	{.name = "first apply",
		.target = "claude-linux",
		.prepare = empty,
		.act = put_first,
		.old_name = DROPIN},
	{.name = "first apply among others",
		.target = "claude-linux",
		.prepare = others,
		.act = put_first,
		.old_name = DROPIN},
	{.name = "change among others",
		.target = "claude-linux",
		.prepare = first_there,
		.act = put_second,
		.old_name = DROPIN},
	{.name = "change of the base file",
		.target = "claude-linux",
		.prepare = base_there,
		.act = put_second_as_base,
		.old_name = BASE},
	{.name = "base file becomes a drop-in",
		.target = "claude-linux",
		.prepare = base_there,
		.act = put_second,
		.old_name = BASE,
		.moves = true},
	{.name = "the same among others",
		.target = "claude-linux",
		.prepare = base_and_dropin_there,
		.act = put_second,
		.old_name = BASE,
		.moves = true,
		.reorders = true},
	{.name = "withdrawal",
		.target = "claude-linux",
		.prepare = first_there,
		.act = withdraw,
		.old_name = DROPIN},
	{.name = "rollback",
		.target = "claude-linux",
		.prepare = two_there,
		.act = roll_back,
		.old_name = DROPIN},
	{.name = "repair of content and modes",
		.target = "claude-linux",
		.prepare = tampered,
		.act = repair,
		.old_name = DROPIN},
	{.name = "repair of a link",
		.target = "claude-linux",
		.prepare = linked,
		.act = repair,
		.old_name = DROPIN},
	{.name = "others are removed",
		.target = "claude-linux",
		.prepare = first_there,
		.act = put_second_alone,
		.old_name = DROPIN,
		.is_exclusive = true},
	{.name = "adoption of a base file",
		.target = "claude-linux",
		.prepare = others,
		.act = adopt_base,
		.old_name = BASE},
	{.name = "oldest generation goes",
		.target = "claude-linux",
		.prepare = many_there,
		.act = put_first,
		.old_name = DROPIN},
	{.name = "after a write that was stopped",
		.target = "claude-linux",
		.prepare = left_over,
		.act = put_second,
		.old_name = DROPIN},
	{.name = "first apply, macOS paths",
		.target = "claude-macos",
		.prepare = empty,
		.act = put_on_macos,
		.old_name = DROPIN},
	{.name = "first apply, Windows paths",
		.target = "claude-windows",
		.prepare = empty,
		.act = put_on_windows,
		.old_name = BASE},
};
const size_t n_scenes = PC_COUNT(scenes);

const char *scene_place(const struct scene *scene)
{
	static const char *const places[][2] = {
		{"claude-linux", "root/etc/claude-code"},
		{"claude-macos", "root/Library/Application Support/ClaudeCode"},
		{"claude-windows", "root/Program Files/ClaudeCode"},
	};

	for (size_t i = 0; i < PC_COUNT(places); i++) {
		if (strcmp(places[i][0], scene->target) == 0)
			return places[i][1];
	}
	return "";
}
