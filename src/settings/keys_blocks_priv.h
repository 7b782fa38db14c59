/* SPDX-License-Identifier: Apache-2.0 */
/* The keys below the top level, a table for each block; each ends with a NULL name. */
#ifndef PC_SETTINGS_KEYS_BLOCKS_PRIV_H
#define PC_SETTINGS_KEYS_BLOCKS_PRIV_H

#include "keys_priv.h"

extern const struct key keys_permissions[], keys_sandbox[], keys_attribution[],
	keys_worktree[], keys_auto_mode[];

/* What the client reads where the sandbox block is no object. */
#define SANDBOX_NETWORK_STRICT                                                           \
	"{\"strictAllowlist\":true,\"allowManagedDomainsOnly\":true,"                    \
	"\"allowAllUnixSockets\":false,\"allowLocalBinding\":false}"
#define SANDBOX_FILES_STRICT   "{\"allowManagedReadPathsOnly\":true,\"disabled\":false}"
#define SANDBOX_WINDOWS_STRICT "{\"backend\":\"sandboxuser\"}"
#define SANDBOX_SIGNING_STRICT                                                           \
	"{\"streaming\":\"deny\",\"presigned\":\"deny\",\"sigv4a\":\"deny\"}"
#define SANDBOX_STRICT                                                                   \
	"{\"autoAllowBashIfSandboxed\":false,\"allowUnsandboxedCommands\":false,"        \
	"\"network\":" SANDBOX_NETWORK_STRICT ",\"filesystem\":" SANDBOX_FILES_STRICT    \
	",\"credentials\":{\"allowPlaintextInject\":false,"                              \
	"\"sigv4\":" SANDBOX_SIGNING_STRICT "},\"windows\":" SANDBOX_WINDOWS_STRICT      \
	",\"enableWeakerNestedSandbox\":false,\"allowNestedUserNamespaces\":false,"      \
	"\"enableWeakerNetworkIsolation\":false,\"allowAppleEvents\":false}"

#endif
