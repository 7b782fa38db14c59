/* SPDX-License-Identifier: Apache-2.0 */
/* policyd-audit: the role that looks for keys, with the libraries that it takes.  policyd
 * starts it. */
#include "daemon_priv.h"

static const struct role_entry roles[] = {
	{"audit", role_audit},
};

int main(int argc, char **argv)
{
	return daemon_main(argc, argv, roles, PC_COUNT(roles));
}
