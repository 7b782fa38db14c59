/* SPDX-License-Identifier: Apache-2.0 */
/* The version of an installed client, without running it: native installers keep each in
 * a directory, or under a name, that is its version; npm has a package.json. */
#include <fcntl.h>

#include "machine_priv.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

struct version {
	unsigned parts[3];
};

/* Three numbers; *rest is what follows. */
static bool read_version(struct version *out, struct pc_str *rest, struct pc_str text)
{
	enum { DIGITS = 5, BASE = 10 };
	struct version version = {0};
	size_t at = 0;

	for (size_t i = 0; i < PC_COUNT(version.parts); i++) {
		size_t start = at;

		for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9' &&
			at - start < DIGITS;
			at++)
			version.parts[i] =
				version.parts[i] * BASE + (unsigned)(text.ptr[at] - '0');
		if (at == start)
			return false;
		if (i + 1 < PC_COUNT(version.parts) &&
			(at == text.len || text.ptr[at++] != '.'))
			return false;
	}
	*out = version;
	*rest = pc_str_from(text, at);
	return true;
}

bool machine_is_older(struct pc_str a, struct pc_str b)
{
	struct version x, y;
	struct pc_str rest;

	if (!read_version(&x, &rest, a) || !read_version(&y, &rest, b))
		return false;
	for (size_t i = 0; i < PC_COUNT(x.parts); i++) {
		if (x.parts[i] != y.parts[i])
			return x.parts[i] < y.parts[i];
	}
	return false;
}

struct pc_str machine_version(struct pc_arena *arena, struct pc_str text)
{
	struct version version;
	struct pc_str rest;

	if (!read_version(&version, &rest, text))
		return (struct pc_str){0};
	return pc_arena_printf(
		arena, "%u.%u.%u", version.parts[0], version.parts[1], version.parts[2]);
}

/* .../claude/versions/2.1.283, .../claude-code/2.1.283/claude */
static struct pc_str version_of_path(struct pc_arena *arena, struct pc_str real)
{
	struct pc_str before = {0};

	while (real.len) {
		struct pc_str name = pc_str_cut(&real, '/');
		struct version version;
		struct pc_str rest;

		if ((pc_str_is(before, "versions") ||
			    pc_str_starts(before, PC_STR("claude"))) &&
			read_version(&version, &rest, name) && rest.len == 0)
			return machine_version(arena, name);
		before = name;
	}
	return (struct pc_str){0};
}

static struct pc_str version_of_package(struct pc_arena *arena, struct pc_str path)
{
	struct pc_node *root;
	struct pc_str text;
	struct pc_err err;

	if (pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_PACKAGE_JSON, &err) !=
			PC_OK ||
		pc_json_read(&root, arena, path.ptr, text, NULL, &err) != PC_OK ||
		!pc_str_starts(
			machine_text(root, "name"), PC_STR("@anthropic-ai/claude-code")))
		return (struct pc_str){0};
	return machine_version(arena, machine_text(root, "version"));
}

/* The package's own program lies in it; a script that starts it, beside node_modules. */
struct pc_str machine_installed_version(
	const struct pc_machine *machine, struct pc_str real)
{
	static const char *const packages[] = {
		"package.json",
		"node_modules/@anthropic-ai/claude-code/package.json",
	};
	enum { LEVELS = 3 };
	PC_AUTO(pc_arena_done) struct pc_arena scratch = {0};
	struct pc_str version = version_of_path(&scratch, real);
	struct pc_str dir = pc_path_dir(real);

	for (size_t level = 0; level < LEVELS && dir.len > 1 && !version.len; level++) {
		for (size_t i = 0; i < PC_COUNT(packages) && !version.len; i++)
			version = version_of_package(&scratch,
				pc_path_join(&scratch, dir, pc_str(packages[i])));
		dir = pc_path_dir(dir);
	}
	return pc_arena_str(machine->arena, version);
}
