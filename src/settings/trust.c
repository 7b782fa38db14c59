/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the user trusts a workspace: ~/.claude.json, where the client notes that its
 * dialog was accepted. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "settings_priv.h"

static const struct pc_node *global_file(struct load *load)
{
	struct pc_str path =
		pc_path_join(load->arena, load->out->home, pc_str(place_global));
	const char *file = pc_arena_str(load->arena, path).ptr;
	struct pc_node *root = NULL;
	struct doc_fault fault;
	struct pc_str bytes;
	struct pc_err err;
	struct load quiet = *load;

	/* Its keys are not settings: findings about them help nobody. */
	quiet.diags = NULL;
	load_note(load, file, PC_STAMP_CONTENT);
	if (pc_fs_read(&bytes, load->arena, AT_FDCWD, file, PC_MAX_REQUEST_SIZE, &err) !=
		PC_OK)
		return NULL;
	if (document_parse(&root, &quiet, bytes, file, false, &fault) == DOC_READ)
		return root;
	load_refuse(load, fault.at, fault.why);
	return NULL;
}

bool trust_accepted(struct load *load, struct pc_str root)
{
	const struct pc_node *global = global_file(load);
	const struct pc_node *project =
		pc_node_get(pc_node_get_c(global, "projects"), root);
	const struct pc_node *accepted = pc_node_get_c(project, "hasTrustDialogAccepted");

	return accepted && accepted->kind == PC_BOOL && accepted->boolean;
}
