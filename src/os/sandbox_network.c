/* SPDX-License-Identifier: Apache-2.0 */
/* What the C library and OpenSSL read while names are asked and certificates are held
 * against authorities. */
#include "pc/os/sandbox.h"

static const struct pc_sandbox_path network[] = {
	{"/etc/ssl", PC_SANDBOX_READ},
	{"/usr/share/ca-certificates", PC_SANDBOX_READ},
	{"/usr/local/share/ca-certificates", PC_SANDBOX_READ},
	{"/etc/resolv.conf", PC_SANDBOX_READ},
	{"/etc/hosts", PC_SANDBOX_READ},
	{"/etc/host.conf", PC_SANDBOX_READ},
	{"/etc/nsswitch.conf", PC_SANDBOX_READ},
	{"/etc/gai.conf", PC_SANDBOX_READ},
	{"/etc/services", PC_SANDBOX_READ},
	{"/etc/ld.so.cache", PC_SANDBOX_READ},
	{"/etc/localtime", PC_SANDBOX_READ},
	{"/usr/lib", PC_SANDBOX_READ}, /* for the resolver's modules */
	{"/lib", PC_SANDBOX_READ},
	{"/lib64", PC_SANDBOX_READ},
	{"/dev/urandom", PC_SANDBOX_READ},
	{"/dev/null", PC_SANDBOX_READ},
};

struct pc_sandbox pc_sandbox_with_network(struct pc_arena *arena,
	const struct pc_sandbox_path *own, size_t n_own, unsigned may)
{
	size_t n = n_own + PC_COUNT(network);
	struct pc_sandbox_path *paths =
		pc_arena_new_array(arena, struct pc_sandbox_path, n);

	memcpy(paths, own, n_own * sizeof(*own));
	memcpy(paths + n_own, network, sizeof(network));
	return (struct pc_sandbox){paths, n, may | PC_SANDBOX_CONNECT};
}
