/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl helper: the client's policyHelper.  It prints the managed settings that a
 * policy repository adds up to, and the last ones that were good while the repository is
 * not: a mistake in it neither loosens a machine nor stops it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "places.h"

struct helper_args {
	struct pc_str repo, state;
};

#define FIELD(member) offsetof(struct helper_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "repo", "DIR",
		"Policy repository (default: policy in the state directory)",
		FIELD(repo)},
	{OPT_TEXT, "state", "DIR",
		"Where the last good policy is kept (default: /var/lib/policyctl)",
		FIELD(state)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static const char kept_name[] = "last-good.json";

/* An answer that names a helper would call for the next one. */
static void drop_helper(struct pc_node *settings)
{
	size_t n = 0;

	for (size_t i = 0; i < settings->n_pairs; i++) {
		if (!pc_str_is(settings->pairs[i].key, "policyHelper"))
			settings->pairs[n++] = settings->pairs[i];
	}
	settings->n_pairs = n;
	settings->by_key = NULL;
}

static enum pc_status write_envelope(
	struct pc_buf *out, struct pc_node *settings, struct pc_err *err)
{
	drop_helper(settings);
	pc_buf_puts(out, "{\"managedSettings\":");
	pc_node_write(out, settings, PC_FORMAT_JSON_LINE);
	pc_buf_puts(out, "}\n");
	if (out->len > PC_MAX_HELPER_SIZE) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the settings are %zu bytes as JSON, and the client takes %d",
			out->len, PC_MAX_HELPER_SIZE);
	}
	return PC_OK;
}

/* Good: there, loaded without an error, and compiled. */
static enum pc_status compute(struct pc_buf *out, struct pc_arena *arena,
	struct pc_str repo, struct pc_err *err)
{
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	const struct pc_where where = {.apart = true, .managed_dir = repo, .yaml = true};
	struct pc_diags diags = {.arena = arena};
	struct pc_settings *settings;

	PC_TRY(pc_settings_load(&settings, arena, &where, &diags, err));
	PC_TRY(pc_policy_compile(&policy, settings, &diags, err));
	for (size_t i = 0; i < diags.count; i++) {
		const struct pc_diag *diag = &diags.items[i];

		if (diag->severity == PC_ERROR)
			return pc_err_set(err, PC_ERR_PARSE, diag->at, "%.*s",
				PC_STR_ARG(diag->text));
	}
	if (settings->n_documents == 0) {
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"'%.*s' holds no managed settings", PC_STR_ARG(repo));
	}
	return write_envelope(out, settings->effective, err);
}

/* Somebody who is not root may ask, but not leave answers for others. */
static void keep(struct pc_arena *arena, struct pc_str state, struct pc_str text)
{
	struct pc_str path = pc_path_join(arena, state, pc_str(kept_name));
	struct pc_str old;
	struct pc_err err;

	if (access(state.ptr, W_OK) != 0)
		return;
	if (pc_fs_read(&old, arena, AT_FDCWD, path.ptr, PC_MAX_HELPER_SIZE, &err) ==
			PC_OK &&
		pc_str_eq(old, text))
		return;
	if (pc_fs_replace(AT_FDCWD, path.ptr, text, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH,
		    &err) != PC_OK)
		output_error(&err);
}

/* What another user could have written is no policy. */
static enum pc_status check_owner(const char *path, struct pc_err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if ((st.st_uid == 0 || st.st_uid == geteuid()) &&
		(st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && !S_ISLNK(st.st_mode))
		return PC_OK;
	return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
		"'%s' may be written by others, or is a link", path);
}

static enum pc_status read_kept(struct pc_str *out, struct pc_arena *arena,
	struct pc_str state, struct pc_err *err)
{
	struct pc_str path = pc_path_join(arena, state, pc_str(kept_name));
	struct pc_node *node;

	PC_TRY(check_owner(state.ptr, err));
	PC_TRY(check_owner(path.ptr, err));
	PC_TRY(pc_fs_read(out, arena, AT_FDCWD, path.ptr, PC_MAX_HELPER_SIZE, err));
	PC_TRY(pc_json_read(&node, arena, path.ptr, *out, NULL, err));
	if (pc_node_get_c(node, "managedSettings"))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, node->at, "no 'managedSettings' in it");
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct helper_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str state = args->state.len ? places_absolute(arena, args->state)
					      : PC_STR("/var/lib/policyctl");
	struct pc_str repo = args->repo.len
				     ? places_absolute(arena, args->repo)
				     : pc_path_join(arena, state, PC_STR("policy"));
	struct pc_str kept;
	struct pc_err err;

	(void)operands;
	if (compute(&out, arena, repo, &err) == PC_OK) {
		keep(arena, state, pc_buf_str(&out));
		output_text(stdout, pc_buf_str(&out));
		return EXIT_FINE;
	}
	output_error(&err);
	if (read_kept(&kept, arena, state, &err) != PC_OK)
		return output_failure(&err);
	fputs("policyctl helper: the last good policy stands in for it\n", stderr);
	output_text(stdout, kept);
	return EXIT_FINE;
}

const struct cmd cmd_helper = {
	.name = "helper",
	.operands = "",
	.brief = "Print a repository's settings as the client's policyHelper",
	.opts = {options, NULL},
	.args_size = sizeof(struct helper_args),
	.run = run,
};
