/* SPDX-License-Identifier: Apache-2.0 */
/* policyd-remote: the roles that deal with the repository and the hub, for one look each.
 * policyd starts it. */
#include "daemon_priv.h"

static const struct role_entry roles[] = {
	{"check", role_check},
	{"report", role_report},
	{"sync", role_sync},
};

int main(int argc, char **argv)
{
	return daemon_main(argc, argv, roles, PC_COUNT(roles));
}
