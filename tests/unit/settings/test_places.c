/* SPDX-License-Identifier: Apache-2.0 */
/* Where machines keep managed settings. */
#include "pc/settings/settings.h"
#include "pc_test.h"

static const struct row {
	const char *name, *os, *dir;
} places[] = {
	{"Linux", "linux", "/etc/claude-code"},
	{"macOS", "macos", "/Library/Application Support/ClaudeCode"},
	{"Windows", "windows", "C:\\Program Files\\ClaudeCode"},
	{"a machine that nobody knows", "plan9", ""},
};

static void check(const struct row *r)
{
	assert_str(pc_managed_dir_of(pc_str(r->os)), r->dir);
}

static const struct layer {
	const char *name;
	enum pc_layer layer;
} layers[] = {
	{"user", PC_LAYER_USER},
	{"project", PC_LAYER_PROJECT},
	{"local", PC_LAYER_LOCAL},
	{"flag", PC_LAYER_FLAG},
	{"managed", PC_LAYER_MANAGED},
};

static void check_layer(const struct layer *l)
{
	assert_string_equal(pc_layer_name(l->layer), l->name);
}

PC_TABLE(places, check)
PC_TABLE(layers, check_layer)

int main(void)
{
	return PC_RUN(places) + PC_RUN(layers);
}
