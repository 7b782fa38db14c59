/* SPDX-License-Identifier: Apache-2.0 */
/* Settings that are in force and keep every client from starting. */
#include <ctype.h>

#include "settings_priv.h"

static void refuse(
	struct load *load, const struct pc_value *value, const char *key, const char *why)
{
	finding_refused(load->diags, value->from.at, pc_str(key), pc_str(why));
	load_refuse(
		load, value->from.at, pc_arena_printf(load->arena, "%s: %s", key, why));
}

static const struct pc_value *managed(const struct load *load, const char *key)
{
	return merge_member(load->out->managed, pc_str(key));
}

static void check_providers(struct load *load)
{
	const struct pc_value *value = managed(load, "allowedProviders");

	if (value && value->node->kind == PC_LIST && value->n_children == 0)
		refuse(load, value, "allowedProviders", "no API provider may be used");
}

static void check_helper(struct load *load)
{
	const struct pc_value *value = managed(load, "policyHelper");
	struct pc_str path = value ? pc_node_text(pc_node_get_c(value->node, "path"))
				   : (struct pc_str){0};

	if (path.ptr && (path.len == 0 || path.ptr[0] != '/'))
		refuse(load, value, "policyHelper", "'path' must be absolute");
}

/* 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const struct pc_node *node)
{
	struct pc_str text = pc_node_text(node);

	if (text.len != 36)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text.ptr[i] != '-' : !isxdigit((unsigned char)text.ptr[i]))
			return false;
	}
	return true;
}

/* Nobody belongs to an organization without a UUID, and the client wants a login. */
static void check_organization(struct load *load)
{
	const struct pc_value *value = managed(load, "forceLoginOrgUUID");
	bool named = value && is_uuid(value->node);

	for (size_t i = 0; value && i < value->n_children; i++)
		named |= is_uuid(value->children[i]->node);
	if (value && !named)
		refuse(load, value, "forceLoginOrgUUID",
			"names no organization's UUID, so nobody can log in");
}

/* No client has a version that is above the one bound and below the other, or that is
 * as high as a minimum from another age. */
static void check_versions(struct load *load)
{
	static const struct version next_age = {{2, 2, 0}};
	const struct pc_value *least = managed(load, "requiredMinimumVersion");
	const struct pc_value *most = managed(load, "requiredMaximumVersion");
	struct version from, to;

	if (!least || !version_read(&from, pc_node_text(least->node)))
		return;
	if (!version_is_older(&from, &next_age)) {
		refuse(load, least, "requiredMinimumVersion",
			"there is no client of this version");
		return;
	}
	if (most && version_read(&to, pc_node_text(most->node)) &&
		version_is_older(&to, &from))
		refuse(load, most, "requiredMaximumVersion",
			"is below requiredMinimumVersion");
}

void start_check(struct load *load)
{
	check_providers(load);
	check_helper(load);
	check_organization(load);
	check_versions(load);
}
