/* SPDX-License-Identifier: Apache-2.0 */
/* A line for each head: "COMMIT AFTER AT".  The file's own time is that of the last look,
 * so that a look that finds nothing new writes nothing. */
#include "seen.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

static const char *path_of(struct pc_arena *arena, const char *staging)
{
	return pc_arena_printf(arena, "%s/seen", staging).ptr;
}

static int64_t number(struct pc_str text)
{
	enum { BASE = 10, MOST_DIGITS = 15 };
	int64_t out = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || i == MOST_DIGITS)
			return 0;
		out = out * BASE + (text.ptr[i] - '0');
	}
	return out;
}

void seens_read(struct seens *out, struct pc_arena *arena, const char *staging)
{
	struct pc_str text;
	struct pc_err err;
	size_t cap = 0;

	*out = (struct seens){0};
	if (pc_fs_read(&text, arena, AT_FDCWD, path_of(arena, staging), PC_MAX_SEEN_SIZE,
		    &err) != PC_OK)
		return;
	while (text.len) {
		struct pc_str line = pc_str_cut(&text, '\n');
		struct seen seen = {.commit = pc_str_cut(&line, ' ')};

		if (seen.commit.len != PC_COMMIT_HEX - 1)
			continue;
		seen.after = number(pc_str_cut(&line, ' '));
		seen.at = number(line);
		pc_arena_grow(arena, out->items, out->count, cap);
		out->items[out->count++] = seen;
	}
}

static int64_t last_look(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_mtim.tv_sec : 0;
}

static void write_all(const struct seens *seens, const char *path)
{
	enum { LINE = PC_COMMIT_HEX + 40 };
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	size_t most = PC_MAX_SEEN_SIZE / LINE;
	struct pc_err err;

	for (size_t i = seens->count > most ? seens->count - most : 0; i < seens->count;
		i++)
		pc_buf_printf(&text, "%.*s %" PRId64 " %" PRId64 "\n",
			PC_STR_ARG(seens->items[i].commit), seens->items[i].after,
			seens->items[i].at);
	/* Without it soaking is told by signatures alone, as on a new machine. */
	if (pc_fs_replace(AT_FDCWD, path, pc_buf_str(&text), S_IRUSR | S_IWUSR, &err) !=
		PC_OK)
		return;
}

void seen_note(const char *staging, const char *commit, int64_t now)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *path = path_of(&arena, staging);
	const struct timespec times[] = {{.tv_sec = now}, {.tv_sec = now}};
	struct seen *items;
	struct seens seens;

	seens_read(&seens, &arena, staging);
	if (seens.count == 0 || !pc_str_is(seens.items[seens.count - 1].commit, commit)) {
		items = pc_arena_new_array(&arena, struct seen, seens.count + 1);
		if (seens.count)
			memcpy(items, seens.items, seens.count * sizeof(*items));
		items[seens.count] = (struct seen){
			pc_str(commit), seens.count ? last_look(path) : 0, now};
		seens.items = items;
		seens.count++;
		write_all(&seens, path);
	}
	utimensat(AT_FDCWD, path, times, 0);
}

int64_t seen_published(const struct seen *seen, int64_t signed_at, int64_t now)
{
	int64_t most = seen && seen->at && seen->at < now ? seen->at : now;

	if (seen && signed_at < seen->after)
		signed_at = seen->after;
	return signed_at < most ? signed_at : most;
}
