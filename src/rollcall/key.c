/* SPDX-License-Identifier: Apache-2.0 */
/* From "file:" and "exec:" to a key. */
#include "key.h"

#include "pc/base/arena.h"

static enum pc_status from_file(
	struct pc_secret *out, struct pc_str path, const char *source, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)source;
	return pc_secret_read(out, pc_arena_str(&arena, path).ptr, err);
}

static enum pc_status from_program(
	struct pc_secret *out, struct pc_str path, const char *source, struct pc_err *err)
{
	enum { PATIENCE = 10000 };

	return pc_secret_ask(out, path, source, PATIENCE, err);
}

static const struct {
	struct pc_str prefix;
	enum pc_status (*read)(struct pc_secret *out, struct pc_str path,
		const char *source, struct pc_err *err);
} kinds[] = {
	{PC_STR("file:"), from_file},
	{PC_STR("exec:"), from_program},
};

enum pc_status key_read(struct pc_secret *out, struct pc_str reference,
	const char *source, struct pc_err *err)
{
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		struct pc_str path = pc_str_from(reference, kinds[i].prefix.len);

		if (!pc_str_starts(reference, kinds[i].prefix))
			continue;
		if (path.len && path.ptr[0] == '/')
			return kinds[i].read(out, path, source, err);
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the key of %s: '%.*s' wants a whole path: %.*s/...", source,
			PC_STR_ARG(kinds[i].prefix), PC_STR_ARG(kinds[i].prefix));
	}
	if (pc_str_starts(reference, PC_STR("env:")))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"the key of %s: what stands in an environment every program that "
			"is started gets; write it into a file that only you may read, "
			"and say file:/PATH",
			source);
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"the key of %s is told as file:/PATH or exec:/PROGRAM, never itself",
		source);
}
