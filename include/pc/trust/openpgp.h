/* SPDX-License-Identifier: Apache-2.0 */
/* OpenPGP signatures, judged by gpg with a keyring that only has the signers' keys.  gpg
 * is told to use nothing else: no network, no agent, no trust of its own, no options
 * file.  What counts is its status output: exactly one signature, valid now, by a key
 * whose whole fingerprint is listed. */
#ifndef PC_TRUST_OPENPGP_H
#define PC_TRUST_OPENPGP_H

#include "pc/base/str.h"

struct pc_openpgp_signer {
	struct pc_str fingerprint; /* all of it in hex, of the primary key or of the
				      subkey that signs; case and spaces do not matter */
	struct pc_str principal;   /* who that is */
};

struct pc_openpgp {
	const char *program;     /* an absolute path; NULL: /usr/bin/gpg */
	const char *keyring_dir; /* gpg's home directory, with the public keys */
	const char *work_dir;    /* where files without a name may lie for a moment */
	int timeout_ms;          /* 0: PC_OPENPGP_TIMEOUT_MS */
	const struct pc_openpgp_signer *signers;
	size_t n_signers;
};

#endif
