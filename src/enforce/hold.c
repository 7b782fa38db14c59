/* SPDX-License-Identifier: Apache-2.0 */
/* One small file of JSON, replaced as a whole. */
#include "pc/enforce/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

static const char *path_of(struct pc_arena *arena, struct pc_str state)
{
	return pc_arena_printf(arena, "%.*s/held.json", PC_STR_ARG(state)).ptr;
}

enum pc_status pc_hold_read(struct pc_hold *out, struct pc_arena *arena,
	struct pc_str state, struct pc_err *err)
{
	const char *path = path_of(arena, state);
	const struct pc_node *at;
	struct pc_node *root;
	struct pc_str text;
	enum pc_status status;

	*out = (struct pc_hold){0};
	status = pc_fs_read(&text, arena, AT_FDCWD, path, PC_MAX_HOLD_SIZE, err);
	if (status == PC_ERR_ABSENT)
		return PC_OK;
	PC_TRY(status);
	PC_TRY(pc_json_read(&root, arena, path, text, NULL, err));
	at = pc_node_get_c(root, "at");
	out->commit = pc_node_text(pc_node_get_c(root, "commit"));
	out->why = pc_node_text(pc_node_get_c(root, "why"));
	out->at = at && at->kind == PC_INT ? at->integer : 0;
	if (out->commit.len == 0)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = path},
			"'%s' is not as it was written", path);
	return PC_OK;
}

enum pc_status pc_hold_write(
	struct pc_str state, const struct pc_hold *hold, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	pc_buf_add_char(&text, '{');
	pc_json_member(&text, "commit", hold->commit);
	pc_json_member(&text, "why", pc_str_head(hold->why, PC_MAX_NOTE));
	pc_json_key(&text, "at");
	pc_buf_printf(&text, "%lld}\n", (long long)hold->at);
	return pc_fs_replace(
		AT_FDCWD, path_of(&arena, state), pc_buf_str(&text), 0600, err);
}

enum pc_status pc_hold_lift(struct pc_str state, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *path = path_of(&arena, state);

	if (unlink(path) < 0 && errno != ENOENT)
		return pc_err_sys(err, "'%s'", path);
	return PC_OK;
}
