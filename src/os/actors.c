/* SPDX-License-Identifier: Apache-2.0 */
/* fanotify, with a mark on each directory: a mark on a mount would wake us for every file
 * of the machine. */
#include "pc/os/actors.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "process.h"

enum { MOST_DIRECTORIES = 8, MOST_ACTS = 64, HANDLE = 128 };

static const uint64_t of_names =
	FAN_CREATE | FAN_DELETE | FAN_MOVED_FROM | FAN_MOVED_TO | FAN_ATTRIB | FAN_ONDIR;
static const uint64_t of_contents = FAN_MODIFY | FAN_CLOSE_WRITE | FAN_DELETE_SELF |
				    FAN_MOVE_SELF | FAN_EVENT_ON_CHILD;

/* As the system names a directory in its events. */
struct handle {
	unsigned bytes;
	int type;
	unsigned char text[HANDLE];
};

struct act {
	uint64_t number; /* 0: none */
	char *path;
	struct pc_actor actor;
};

struct pc_actors {
	int fd;
	pid_t self;
	struct pc_watch *watch;
	struct directory {
		char *path;
		struct handle handle;
	} directories[MOST_DIRECTORIES];
	size_t n_directories;
	struct act acts[MOST_ACTS]; /* a ring: number modulo its size */
	uint64_t newest;
};

static char *must(char *text)
{
	if (!text)
		abort();
	return text;
}

enum pc_status pc_actors_new(struct pc_actors **out, struct pc_err *err)
{
	struct pc_actors *actors;
	/* Unlimited marks are for those alone who are told of processes, too. */
	int fd = fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK |
				       FAN_UNLIMITED_MARKS | FAN_REPORT_DFID_NAME,
		O_RDONLY);

	if (fd < 0)
		return pc_err_sys(err, "asking who changes files");
	actors = calloc(1, sizeof(*actors));
	if (!actors)
		abort();
	actors->fd = fd;
	actors->self = getpid();
	*out = actors;
	return PC_OK;
}

void pc_actors_free(struct pc_actors **actors)
{
	if (!*actors)
		return;
	pc_watch_free(&(*actors)->watch);
	pc_close(&(*actors)->fd);
	for (size_t i = 0; i < (*actors)->n_directories; i++)
		free((*actors)->directories[i].path);
	for (size_t i = 0; i < MOST_ACTS; i++)
		free((*actors)->acts[i].path);
	free(*actors);
	*actors = NULL;
}

/* ---- directories ------------------------------------------------------------- */

static bool name_handle(struct handle *out, const char *directory)
{
	union {
		struct file_handle handle;
		unsigned char room[sizeof(struct file_handle) + HANDLE];
	} named = {.handle.handle_bytes = HANDLE};
	int mount;

	if (name_to_handle_at(AT_FDCWD, directory, &named.handle, &mount, 0) < 0)
		return false;
	*out = (struct handle){named.handle.handle_bytes, named.handle.handle_type, {0}};
	memcpy(out->text, named.handle.f_handle, out->bytes);
	return true;
}

static struct directory *find_path(struct pc_actors *actors, const char *path)
{
	for (size_t i = 0; i < actors->n_directories; i++) {
		if (strcmp(actors->directories[i].path, path) == 0)
			return &actors->directories[i];
	}
	return NULL;
}

enum pc_status pc_actors_add(struct pc_actors *actors, const char *directory,
	enum pc_actors_of of, struct pc_err *err)
{
	uint64_t what = of_names | (of == PC_ACTORS_ALL ? of_contents : 0);
	struct directory *entry = find_path(actors, directory);
	struct handle handle;

	if (!name_handle(&handle, directory) ||
		fanotify_mark(actors->fd, FAN_MARK_ADD | FAN_MARK_ONLYDIR, what, AT_FDCWD,
			directory) < 0)
		return pc_err_sys(err, "asking who changes '%s'", directory);
	if (!entry && actors->n_directories == MOST_DIRECTORIES)
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"more than %d directories to ask about", MOST_DIRECTORIES);
	if (!entry) {
		entry = &actors->directories[actors->n_directories++];
		entry->path = must(strdup(directory));
	}
	entry->handle = handle;
	return PC_OK;
}

/* ---- events ------------------------------------------------------------------- */

static const struct directory *find_handle(
	const struct pc_actors *actors, const struct file_handle *named)
{
	for (size_t i = 0; i < actors->n_directories; i++) {
		const struct handle *handle = &actors->directories[i].handle;

		if (handle->bytes == named->handle_bytes &&
			handle->type == named->handle_type &&
			memcmp(handle->text, named->f_handle, handle->bytes) == 0)
			return &actors->directories[i];
	}
	return NULL;
}

/* The path that an event is about, to be freed; NULL: none that we know. */
static char *path_of(
	const struct pc_actors *actors, const struct fanotify_event_metadata *event)
{
	/* Behind it lie the directory's handle and a name: the system keeps both
	 * aligned and whole. */
	const struct fanotify_event_info_fid *info = (const void *)(event + 1);
	const struct file_handle *named = (const void *)info->handle;
	const struct directory *directory;
	const char *name;
	char *path;

	if (event->event_len <= sizeof(*event) ||
		info->hdr.info_type != FAN_EVENT_INFO_TYPE_DFID_NAME)
		return NULL;
	directory = find_handle(actors, named);
	if (!directory)
		return NULL;
	name = (const char *)named->f_handle + named->handle_bytes;
	if (strcmp(name, ".") == 0)
		return must(strdup(directory->path));
	if (asprintf(&path, "%s/%s", directory->path, name) < 0)
		abort();
	return path;
}

/* One who writes a lot is asked once. */
static const struct act *known(const struct pc_actors *actors, pid_t process)
{
	const struct act *last = &actors->acts[actors->newest % MOST_ACTS];

	return last->number && last->actor.process == process ? last : NULL;
}

static void take(struct pc_actors *actors, const struct fanotify_event_metadata *event)
{
	const struct act *same = known(actors, event->pid);
	struct pc_actor actor = {.process = event->pid};
	struct act *act;
	char *path;

	if (event->pid <= 0 || event->pid == actors->self)
		return;
	path = path_of(actors, event);
	if (!path)
		return;
	if (same)
		actor = same->actor;
	else
		process_describe(actor.who, sizeof(actor.who), event->pid);
	act = &actors->acts[++actors->newest % MOST_ACTS];
	free(act->path);
	*act = (struct act){actors->newest, path, actor};
}

uint64_t pc_actors_read(struct pc_actors *actors)
{
	enum { ROOM = 8192 };
	_Alignas(struct fanotify_event_metadata) char buffer[ROOM];
	ssize_t n;

	while ((n = read(actors->fd, buffer, sizeof(buffer))) > 0) {
		for (size_t at = 0; at + FAN_EVENT_METADATA_LEN <= (size_t)n;) {
			_Alignas(struct fanotify_event_metadata) char one[ROOM];
			uint32_t len;

			memcpy(&len, buffer + at, sizeof(len));
			if (len < FAN_EVENT_METADATA_LEN || len > (size_t)n - at)
				break;
			memcpy(one, buffer + at, len);
			take(actors, (const void *)one);
			at += len;
		}
	}
	return actors->newest;
}

static void on_events(void *arg, int fd)
{
	(void)fd;
	pc_actors_read(arg);
}

void pc_actors_listen(struct pc_actors *actors, struct pc_loop *loop)
{
	actors->watch = pc_loop_fd(loop, actors->fd, PC_LOOP_READ, on_events, actors);
}

/* ---- who it was ---------------------------------------------------------------- */

static const struct act *newest_of(const struct pc_actors *actors, struct pc_str path)
{
	const struct act *best = NULL;

	for (size_t i = 0; i < MOST_ACTS; i++) {
		const struct act *act = &actors->acts[i];

		if (act->number && pc_str_is(path, act->path) &&
			(!best || act->number > best->number))
			best = act;
	}
	return best;
}

const struct pc_actor *pc_actors_find(const struct pc_actors *actors, struct pc_str path)
{
	for (;;) {
		const struct act *act = newest_of(actors, path);
		struct pc_str dir = pc_path_dir(path);

		if (act)
			return &act->actor;
		if (dir.len == 0 || dir.len >= path.len)
			return NULL;
		path = dir;
	}
}

void pc_actors_forget(struct pc_actors *actors, uint64_t up_to)
{
	for (size_t i = 0; i < MOST_ACTS; i++) {
		struct act *act = &actors->acts[i];

		if (act->number > up_to)
			continue;
		free(act->path);
		*act = (struct act){0};
	}
}
