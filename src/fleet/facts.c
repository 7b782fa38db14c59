/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about a machine from its own files.  macOS has its id and name elsewhere
 * (IOPlatformUUID, scutil): this file is where that belongs. */
#include "pc/fleet/facts.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum { ID, NAME, PASSWD };

const char *const pc_facts_files[] = {
	[ID] = "/etc/machine-id",
	[NAME] = "/etc/hostname",
	[PASSWD] = "/etc/passwd",
	NULL,
};

struct reading {
	struct pc_arena *arena;
	const struct pc_facts_where *where;
};

static const char *path_of(const struct reading *reading, const char *path)
{
	return pc_arena_printf(
		reading->arena, "%.*s%s", PC_STR_ARG(reading->where->root), path)
		.ptr;
}

/* Empty: it is not there, or not to be read. */
static struct pc_str read_fact(const struct reading *reading, int file)
{
	struct pc_str text = {0};
	struct pc_err err;

	if (pc_fs_read(&text, reading->arena, AT_FDCWD,
		    path_of(reading, pc_facts_files[file]), PC_MAX_FACTS_SIZE,
		    &err) != PC_OK)
		return (struct pc_str){0};
	return text;
}

static struct pc_str first_line(struct pc_str text)
{
	return pc_str_trim(pc_str_cut(&text, '\n'));
}

/* What the kernel calls it is what counts, but not for a machine below a root. */
static struct pc_str read_name(const struct reading *reading)
{
	enum { LONGEST = 256 };
	char name[LONGEST] = "";

	if (reading->where->root.len == 0 && gethostname(name, sizeof(name) - 1) == 0 &&
		name[0])
		return pc_arena_str(reading->arena, pc_str(name));
	return first_line(read_fact(reading, NAME));
}

static void add(
	struct pc_texts *list, struct pc_arena *arena, size_t *cap, struct pc_str text)
{
	pc_arena_grow(arena, list->items, list->count, *cap);
	list->items[list->count++] = text;
}

/* name:x:uid:gid:about:home:shell */
static bool logs_in(const struct reading *reading, struct pc_str line)
{
	enum { FIELDS = 7, HOME = 5, SHELL = 6 };
	struct pc_str fields[FIELDS] = {0};
	struct stat st;

	for (int i = 0; i < FIELDS; i++)
		fields[i] = pc_str_cut(&line, ':');
	if (fields[0].len == 0 || fields[HOME].len < 2 || fields[HOME].ptr[0] != '/' ||
		pc_str_ends(fields[SHELL], PC_STR("/nologin")) ||
		pc_str_ends(fields[SHELL], PC_STR("/false")))
		return false;
	return stat(path_of(reading, pc_arena_str(reading->arena, fields[HOME]).ptr),
		       &st) == 0 &&
	       S_ISDIR(st.st_mode);
}

static struct pc_texts read_users(const struct reading *reading)
{
	struct pc_str text = read_fact(reading, PASSWD);
	struct pc_texts users = {0};
	size_t cap = 0;

	for (size_t i = 0; i < reading->where->users.count; i++)
		add(&users, reading->arena, &cap, reading->where->users.items[i]);
	while (text.len) {
		struct pc_str line = pc_str_cut(&text, '\n');

		if (logs_in(reading, line))
			add(&users, reading->arena, &cap,
				pc_str_head(line, pc_str_find(line, ':')));
	}
	return users;
}

static void add_words(
	struct pc_texts *out, struct pc_arena *arena, size_t *cap, struct pc_str line)
{
	static const char blanks[] = " \t\r\v\f";

	line = pc_str_head(line, pc_str_find(line, '#'));
	while (line.len) {
		size_t n = 0;

		while (n < line.len && !memchr(blanks, line.ptr[n], sizeof(blanks) - 1))
			n++;
		if (n)
			add(out, arena, cap, pc_str_head(line, n));
		line = pc_str_from(line, n ? n : 1);
	}
}

static enum pc_status read_labels(
	struct pc_texts *out, const struct reading *reading, struct pc_err *err)
{
	struct pc_str file = reading->where->label_file, text;
	size_t cap = 0;

	*out = (struct pc_texts){0};
	if (file.len == 0)
		return PC_OK;
	PC_TRY(pc_fs_read(&text, reading->arena, AT_FDCWD,
		pc_arena_str(reading->arena, file).ptr, PC_MAX_FACTS_SIZE, err));
	while (text.len)
		add_words(out, reading->arena, &cap, pc_str_cut(&text, '\n'));
	return PC_OK;
}

enum pc_status pc_facts_read(struct pc_facts *out, struct pc_arena *arena,
	const struct pc_facts_where *where, struct pc_err *err)
{
	const struct reading reading = {arena, where};
	struct pc_facts machine = {.os = where->os};

	PC_TRY(read_labels(&machine.labels, &reading, err));
	machine.id = first_line(read_fact(&reading, ID));
	machine.name = read_name(&reading);
	machine.users = read_users(&reading);
	*out = machine;
	return PC_OK;
}
