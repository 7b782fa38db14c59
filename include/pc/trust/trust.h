/* SPDX-License-Identifier: Apache-2.0 */
/* Was this signed by somebody who may?  Bytes in, a verdict out: nothing is read, asked
 * or run, but for OpenPGP signatures, which gpg judges (openpgp.h).
 *
 * An SSH signature (OpenSSH's PROTOCOL.sshsig) counts when its key is one of the listed
 * ones or has a certificate from a listed authority, at the time that the caller calls
 * now, and for the namespace that the caller expects.  The date in a commit is its
 * author's word and counts for nothing. */
#ifndef PC_TRUST_TRUST_H
#define PC_TRUST_TRUST_H

#include "pc/trust/object.h"
#include "pc/trust/openpgp.h"
#include "pc/trust/revoked.h"
#include "pc/trust/signers.h"

enum pc_trust_status {
	PC_TRUST_UNCHECKED, /* the zero value is no answer */
	PC_TRUST_GOOD,
	PC_TRUST_UNSIGNED,    /* there is no signature */
	PC_TRUST_MALFORMED,   /* the object or the signature is not what it has to be */
	PC_TRUST_NAMESPACE,   /* signed for another use */
	PC_TRUST_BAD,         /* the signature does not belong to these bytes */
	PC_TRUST_UNKNOWN,     /* it does, and nobody lists this key */
	PC_TRUST_EXPIRED,     /* listed, but no more */
	PC_TRUST_NOT_YET,     /* listed, but not yet */
	PC_TRUST_REVOKED,     /* by its owner, or the revocation file */
	PC_TRUST_UNACCEPTED,  /* a kind of key, hash or certificate that is too weak, or
				 that says it is for something else */
	PC_TRUST_UNAVAILABLE, /* it could not be checked here and now: no gpg, a deadline
			       */
};

enum pc_trust_kind {
	PC_TRUST_NO_KIND,
	PC_TRUST_SSH,
	PC_TRUST_OPENPGP,
	PC_TRUST_X509, /* recognised, never accepted */
};

struct pc_trust {
	enum pc_trust_status status;
	enum pc_trust_kind kind;
	struct pc_str principal;   /* who signed; only with PC_TRUST_GOOD */
	struct pc_str fingerprint; /* "SHA256:..." or OpenPGP's hex; of the key that the
				      signature names, true or not */
	struct pc_str key_type;    /* "ssh-ed25519"; may be empty */
	struct pc_span listed;     /* the signers' line that decided; line 0: none */
	struct pc_str reason;      /* one line: what was found and what to do about it;
				      empty with PC_TRUST_GOOD */
};

struct pc_trust_rules {
	const struct pc_signers *signers; /* NULL: nobody may sign with an SSH key */
	const struct pc_revoked *revoked; /* SSH keys that may not; NULL: none */
	const struct pc_openpgp *openpgp; /* NULL: nobody may sign with OpenPGP */
	int64_t now;                      /* seconds since 1970, not negative */
	struct pc_str space;              /* namespace; empty: "git" */
	struct pc_str principal;          /* only this one; empty: whoever is listed */
};

/* Texts of the verdict live in arena. */
struct pc_trust pc_trust_signature(struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str payload, struct pc_str armored);
/* A whole object.  *object, if given, is what the verdict speaks of: with PC_TRUST_GOOD
 * its target and name are what was signed. */
struct pc_trust pc_trust_object(struct pc_arena *arena,
	const struct pc_trust_rules *rules, enum pc_object_kind kind, struct pc_str bytes,
	struct pc_object *object);

const char *pc_trust_status_name(enum pc_trust_status status); /* "good", "unsigned" */
const char *pc_trust_kind_name(enum pc_trust_kind kind);       /* "ssh"; "" for none */

#endif
