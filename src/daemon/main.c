/* SPDX-License-Identifier: Apache-2.0 */
/* policyd: the supervisor, and the roles that stay or are about this machine alone.  It
 * is linked to no library of the network's, whose pages each of its processes would hold.
 */
#include "daemon_priv.h"

static const struct role_entry roles[] = {
	{"", supervise},
	{"apply", role_apply},
	{"compile", role_compile},
	{"serve", role_serve},
	{"glance", role_glance},
	{"survey", role_survey},
};

int main(int argc, char **argv)
{
	return daemon_main(argc, argv, roles, PC_COUNT(roles));
}
