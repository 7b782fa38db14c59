/* SPDX-License-Identifier: Apache-2.0 */
/* The strictest values, as a question by path. */
#include "pc/settings/strictest.h"
#include "pc_test.h"

static const struct row {
	const char *name;
	const char *path;
	const char *json; /* NULL: none */
	bool only_managed, is_list;
} rows[] = {
	{"a lock of the top level", "disableArtifact", "true", false, false},
	{"one that only managed files may set", "allowManagedHooksOnly", "true", true,
		false},
	{"a word", "permissions.disableBypassPermissionsMode", "\"disable\"", false,
		false},
	{"below two blocks", "sandbox.network.allowLocalBinding", "false", false, false},
	{"a list of what is allowed", "availableModels", "[]", false, true},
	{"one of managed files", "allowedProviders", "[]", true, true},
	{"a key without one", "cleanupPeriodDays", NULL, false, false},
	{"a block", "sandbox", NULL, false, false},
	{"a key that nobody knows", "nobody", NULL, false, false},
	{"below a key that is no block", "env.FOO", NULL, false, false},
	{"nothing", "", NULL, false, false},
};

static void check(const struct row *r)
{
	struct pc_strictest out = {0};

	assert_int_equal(pc_settings_strictest(&out, pc_str(r->path)), r->json != NULL);
	if (!r->json)
		return;
	assert_string_equal(out.json, r->json);
	assert_int_equal(out.only_managed, r->only_managed);
	assert_int_equal(out.is_list, r->is_list);
}

PC_TABLE_TESTS(rows, check)
