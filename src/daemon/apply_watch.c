/* SPDX-License-Identifier: Apache-2.0 */
/* What wakes apply between its sweeps, and who it was. */
#include "apply.h"
#include "pc/base/fs.h"
#include "pc/base/when.h"

void apply_ask_for_actors(struct apply *apply)
{
	struct pc_err err;

	if (pc_actors_new(&apply->actors, &err) != PC_OK)
		daemon_log("apply", "who changes files is not known here: %s", err.text);
}

static void ask_about(struct apply *apply, enum place place)
{
	static const enum pc_actors_of of[PLACES] = {[PLACE_PARENT] = PC_ACTORS_NAMES};
	struct pc_err err;

	if (!apply->actors || apply->is_silent[place] ||
		pc_actors_add(apply->actors, apply->places[place], of[place], &err) ==
			PC_OK ||
		err.status == PC_ERR_ABSENT)
		return;
	daemon_log("apply", "who changes files in '%s' is not known: %s",
		apply->places[place], err.text);
	apply->is_silent[place] = true;
}

/* What is not there yet is seen through its parent, or by the sweep. */
void apply_watch_places(struct apply *apply)
{
	struct pc_err err;

	for (size_t i = 0; i < PLACES; i++) {
		if (pc_changes_add(apply->changes, apply->places[i], &err) != PC_OK &&
			err.status != PC_ERR_ABSENT)
			daemon_log("apply", "%s", err.text);
		ask_about(apply, (enum place)i);
	}
}

/* One who writes a file does several things at once: they are looked at together.  One
 * who goes on and on is looked at less often, but within a second. */
static int64_t moment(struct apply *apply)
{
	enum { USUAL = 50, LONG = 700, WINDOW = 4000 };
	size_t last = PC_COUNT(apply->looks) - 1;
	int64_t now = pc_when_now(), oldest = apply->looks[0];

	memmove(apply->looks, apply->looks + 1, last * sizeof(*apply->looks));
	apply->looks[last] = now;
	return now - oldest < WINDOW && now >= oldest ? LONG : USUAL;
}

/* Of the directory that ours lies in, only the name of ours matters. */
static bool is_of_others(
	const struct apply *apply, const char *directory, const char *name)
{
	return directory && name && strcmp(directory, apply->places[PLACE_PARENT]) == 0 &&
	       !pc_str_is(pc_path_base(pc_str(apply->places[PLACE])), name);
}

/* The first change counts: one that never ends must not put off the look for ever. */
void apply_on_change(void *arg, const char *directory, const char *name)
{
	struct apply *apply = arg;

	if (apply->is_due || is_of_others(apply, directory, name))
		return;
	apply->is_due = true;
	pc_watch_after(apply->sweep, moment(apply));
}

struct pc_actor apply_who(const struct apply *apply, struct pc_str path)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_actor *actor = NULL;
	struct pc_str whole = path;

	if (path.len == 0 || path.ptr[0] != '/')
		whole = pc_path_join(&arena, pc_str(apply->places[PLACE]), path);
	if (apply->actors)
		actor = pc_actors_find(apply->actors, whole);
	return actor ? *actor : (struct pc_actor){.who = "unknown"};
}
