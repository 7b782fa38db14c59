/* SPDX-License-Identifier: Apache-2.0 */
/* policyd-models: the role that asks providers what has become of their models, with the
 * libraries that it takes.  policyd starts it. */
#include "daemon_priv.h"

static const struct role_entry roles[] = {
	{"models", role_models},
};

int main(int argc, char **argv)
{
	return daemon_main(argc, argv, roles, PC_COUNT(roles));
}
