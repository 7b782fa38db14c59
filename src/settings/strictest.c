/* SPDX-License-Identifier: Apache-2.0 */
/* A question about the tables of keys. */
#include "pc/settings/strictest.h"

#include "keys_priv.h"

bool pc_settings_strictest(struct pc_strictest *out, struct pc_str path)
{
	struct pc_str rest = path;
	const struct key *key = key_top(pc_str_cut(&rest, '.'));
	bool only_managed = key && key->scope == SCOPE_MANAGED;

	while (key && rest.ptr) {
		key = key->members ? key_find(key->members, pc_str_cut(&rest, '.'))
				   : NULL;
		only_managed |= key && key->scope == SCOPE_MANAGED;
	}
	if (!key || key->members)
		return false;
	if (key->bad == BAD_STRICT && key->strict)
		*out = (struct pc_strictest){key->strict, only_managed, false};
	else if (key->bad == BAD_EMPTY)
		*out = (struct pc_strictest){"[]", only_managed, true};
	else
		return false;
	return true;
}
