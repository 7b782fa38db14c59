/* SPDX-License-Identifier: Apache-2.0 */
/* No network but the loopback, by a namespace or by Landlock. */
#include "pc/os/loopback.h"

#include <linux/landlock.h>
#include <net/if.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pc/base/fs.h"

static bool raise_loopback(void)
{
	PC_AUTO(pc_close) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	return fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

bool pc_loopback_alone(void)
{
	return unshare(CLONE_NEWNET) == 0 && raise_loopback();
}

/* What the headers of Debian 12 do not name yet (Linux 6.7). */
enum { ABI_NET = 4, RULE_NET_PORT = 2 };

struct net_ruleset {
	uint64_t handled_access_fs, handled_access_net;
};
struct net_port {
	uint64_t allowed_access, port;
};

bool pc_loopback_port(uint16_t port)
{
	const uint64_t connecting = UINT64_C(1) << 1;
	const struct net_ruleset handled = {.handled_access_net = connecting};
	const struct net_port allowed = {connecting, port};
	PC_AUTO(pc_close) int rules = -1;

	if (syscall(SYS_landlock_create_ruleset, NULL, 0,
		    LANDLOCK_CREATE_RULESET_VERSION) < ABI_NET)
		return false;
	rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	return rules >= 0 &&
	       syscall(SYS_landlock_add_rule, rules, RULE_NET_PORT, &allowed, 0) == 0 &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}
