/* SPDX-License-Identifier: Apache-2.0 */
/* Root's own part: what check found good becomes what the client reads, and stays so.
 *
 * It has no network and no parser but that of settings, and may write the target's
 * directory and its own memory of it, nothing else. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "monitor.h"
#include "pc/base/fs.h"

void apply_tell(int fd, const struct message *message)
{
	struct pc_err err;

	if (message_send(fd, message, &err) != PC_OK)
		daemon_log("apply", "%s", err.text);
}

static enum pc_status find_places(struct apply *apply, struct pc_err *err)
{
	const struct pc_config *config = &apply->daemon->config;
	struct pc_arena *arena = &apply->arena;
	struct pc_str name =
		config->targets.count ? config->targets.items[0] : PC_STR("claude-linux");
	const struct pc_target *target = pc_target_find(name);
	struct pc_str place;

	if (!target || target->form != PC_FORM_FILES)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"'%.*s' is no target that files are written for",
			PC_STR_ARG(name));
	place = pc_str(target->place);
	apply->places[PLACE] = role_path(arena, config->root, place);
	apply->places[PLACE_PARENT] = role_path(arena, config->root, pc_path_dir(place));
	apply->places[PLACE_DROPINS] = role_path(arena, pc_str(apply->places[PLACE]),
		pc_arena_printf(arena, "/%s", target->dropins));
	apply->monitor = monitor_dir(arena, config);
	apply->where = (struct pc_site_where){.target = target,
		.root = config->root,
		.state = pc_str(role_path(arena, config->state, PC_STR("/apply"))),
		.uid = geteuid(),
		.gid = getegid()};
	return PC_OK;
}

/* The target's directory may have to be made: its parent is needed, too.  Our own has to
 * be there before it can be granted. */
static enum pc_status enter(struct apply *apply, struct pc_err *err)
{
	const struct pc_config *config = &apply->daemon->config;
	const char *state = role_path(&apply->arena, config->state, PC_STR("/apply"));
	const struct pc_sandbox_path paths[] = {
		{apply->places[PLACE], PC_SANDBOX_WRITE},
		{apply->places[PLACE_PARENT], PC_SANDBOX_WRITE},
		{role_path(&apply->arena, config->state, PC_STR("")), PC_SANDBOX_READ},
		{state, PC_SANDBOX_WRITE},
		{apply->monitor, PC_SANDBOX_WRITE},
		{"/", PC_SANDBOX_READ},
	};
	const struct pc_sandbox sandbox = {paths, PC_COUNT(paths), 0};

	if (mkdir(state, 0700) < 0 && errno != EEXIST)
		return pc_err_sys(err, "'%s'", state);
	/* Without it no policy is monitored, and every one can be enforced. */
	if (monitor_make(apply->monitor, err) != PC_OK)
		daemon_log("apply", "%s", err->text);
	return role_enter("apply", NULL, &sandbox, err);
}

static enum pc_status begin(struct apply *apply, struct pc_err *err)
{
	PC_TRY(find_places(apply, err));
	apply_ask_for_actors(apply);
	PC_TRY(enter(apply, err));
	PC_TRY(pc_loop_new(&apply->loop, err));
	if (apply->actors)
		pc_actors_listen(apply->actors, apply->loop);
	PC_TRY(pc_changes_new(&apply->changes, apply->loop, apply_on_change, apply, err));
	apply->policy =
		pc_loop_fd(apply->loop, FD_POLICY, PC_LOOP_READ, apply_on_message, apply);
	apply->control = pc_loop_fd(
		apply->loop, FD_CONTROL, PC_LOOP_READ, apply_on_message, apply);
	apply->sweep = pc_loop_timer(apply->loop, apply_on_sweep, apply);
	pc_watch_after(apply->sweep, 0);
	return PC_OK;
}

static void end(struct apply *apply)
{
	pc_changes_free(&apply->changes);
	pc_actors_free(&apply->actors);
	apply_told_freep(&apply->told);
	pc_buf_done(&apply->fault);
	pc_watch_free(&apply->policy);
	pc_watch_free(&apply->control);
	pc_watch_free(&apply->sweep);
	pc_loop_free(&apply->loop);
	pc_buf_done(&apply->document);
	pc_buf_done(&apply->monitored);
	pc_arena_done(&apply->coming_arena);
	pc_arena_done(&apply->arena);
}

int role_apply(struct daemon *daemon)
{
	struct apply apply = {.daemon = daemon};
	int status = ENDED_BADLY;
	struct pc_err err;

	if (begin(&apply, &err) == PC_OK)
		status = role_run("apply", apply.loop);
	else
		daemon_log("apply", "%s", err.text);
	end(&apply);
	return status;
}
