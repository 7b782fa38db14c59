/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSH certificates (PROTOCOL.certkeys): an authority says that a key belongs to
 * names, for some time.  Anything else that it says with a critical option is a limit
 * that means nothing for signed objects, and what cannot be kept is refused. */
#include "pc/base/limits.h"
#include "trust_priv.h"

enum { CERT_USER = 1, CERT_HOST = 2 };

/* How many strings, or -1 when they do not fill it exactly. */
static int count_strings(struct pc_str sequence)
{
	struct wire wire = {.rest = sequence};
	int n = 0;

	while (wire.rest.len) {
		wire_string(&wire);
		n++;
	}
	return wire.is_bad ? -1 : n;
}

static struct refusal check_form(
	const struct sshcert *cert, struct pc_str extensions, const struct wire *wire)
{
	int principals = count_strings(cert->principals);
	int critical = count_strings(cert->critical);
	int more = count_strings(extensions);

	if (!wire_is_done(wire))
		return REFUSE(MALFORMED, "its certificate is cut off, or too long");
	if (cert->kind != CERT_USER && cert->kind != CERT_HOST)
		return REFUSE(MALFORMED, "its certificate is neither user's nor host's");
	if (principals < 0 || principals > PC_MAX_CERT_PRINCIPALS)
		return REFUSE(MALFORMED, "the names in its certificate are damaged");
	/* -1 is odd, too. */
	if (critical % 2 || more % 2)
		return REFUSE(MALFORMED, "the options in its certificate are damaged");
	return ACCEPT;
}

struct refusal sshcert_read(struct sshcert *out, struct pc_arena *arena,
	struct wire *wire, struct pc_str blob)
{
	struct sshcert cert = {0};
	struct pc_str extensions, authority;

	cert.serial = wire_u64(wire);
	cert.kind = wire_u32(wire);
	cert.id = wire_string(wire);
	cert.principals = wire_string(wire);
	cert.valid_after = wire_u64(wire);
	cert.valid_before = wire_u64(wire);
	cert.critical = wire_string(wire);
	extensions = wire_string(wire);
	wire_string(wire); /* reserved */
	authority = wire_string(wire);
	cert.body = pc_str_head(blob, blob.len - wire->rest.len);
	cert.signature = wire_string(wire);
	TRY_ACCEPT(check_form(&cert, extensions, wire));
	/* No certificate for an authority: one step is all there is. */
	if (!sshkey_type_of(wire_string(&(struct wire){.rest = authority}))) {
		return REFUSE(UNACCEPTED,
			"the authority of its certificate has no key that is accepted");
	}
	TRY_ACCEPT(sshkey_read(&cert.authority, arena, authority));
	*out = cert;
	return ACCEPT;
}

struct refusal sshcert_check(const struct sshcert *cert, struct pc_arena *arena)
{
	struct refusal refusal =
		sshcheck(&cert->authority, arena, cert->signature, cert->body);

	if (refusal.why) {
		return (struct refusal){refusal.status,
			"its certificate is not signed by the authority that it names; "
			"have it made again"};
	}
	if (cert->kind != CERT_USER) {
		return REFUSE(UNACCEPTED,
			"its certificate is for a host; sign with one for a user");
	}
	if (cert->critical.len) {
		return REFUSE(UNACCEPTED,
			"its certificate has a critical option, which a signature cannot "
			"keep; sign with one that has none");
	}
	if (!cert->principals.len) {
		return REFUSE(UNACCEPTED,
			"its certificate names nobody; have it made with ssh-keygen -n");
	}
	return ACCEPT;
}
