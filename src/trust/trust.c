/* SPDX-License-Identifier: Apache-2.0 */
/* One signature, or one object of git, to the verdict about it. */
#include "pc/trust/trust.h"

#include <assert.h>
#include <stdarg.h>

#include "pc/base/limits.h"
#include "pc/base/utf.h"
#include "trust_priv.h"

static const char *const status_names[] = {
	[PC_TRUST_UNCHECKED] = "unchecked",
	[PC_TRUST_GOOD] = "good",
	[PC_TRUST_UNSIGNED] = "unsigned",
	[PC_TRUST_MALFORMED] = "malformed",
	[PC_TRUST_NAMESPACE] = "wrong-namespace",
	[PC_TRUST_BAD] = "bad",
	[PC_TRUST_UNKNOWN] = "unknown-signer",
	[PC_TRUST_EXPIRED] = "expired",
	[PC_TRUST_NOT_YET] = "not-yet-valid",
	[PC_TRUST_REVOKED] = "revoked",
	[PC_TRUST_UNACCEPTED] = "unaccepted",
	[PC_TRUST_UNAVAILABLE] = "unavailable",
};

static const char *const kind_names[] = {
	[PC_TRUST_NO_KIND] = "",
	[PC_TRUST_SSH] = "ssh",
	[PC_TRUST_OPENPGP] = "openpgp",
	[PC_TRUST_X509] = "x509",
};

const char *pc_trust_status_name(enum pc_trust_status status)
{
	return status_names[status];
}

const char *pc_trust_kind_name(enum pc_trust_kind kind)
{
	return kind_names[kind];
}

void trust_vrefuse(struct pc_trust *out, struct pc_arena *arena,
	enum pc_trust_status status, const char *fmt, va_list args)
{
	struct pc_err line;
	char text[sizeof(line.text)];
	size_t bad;

	vsnprintf(text, sizeof(text), fmt, args);
	while (!pc_utf8_valid(pc_str(text), &bad))
		text[bad] = '?';
	/* For its care of what else strangers wrote. */
	pc_err_set(&line, PC_OK, (struct pc_span){0}, "%s", text);
	out->status = status;
	out->reason = pc_arena_str(arena, pc_str(line.text));
}

void trust_refuse(struct pc_trust *out, struct pc_arena *arena,
	enum pc_trust_status status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trust_vrefuse(out, arena, status, fmt, args);
	va_end(args);
}

static void judge_ssh(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str payload, struct pc_str armored)
{
	struct sshsig sig;
	struct pc_str bytes;
	struct refusal refusal = armor_read(&bytes, arena, armored);

	if (!refusal.why)
		refusal = sshsig_read(&sig, arena, bytes);
	if (refusal.why) {
		trust_refuse(out, arena, refusal.status,
			"the SSH signature is refused: %s", refusal.why);
		return;
	}
	out->fingerprint = sshkey_fingerprint(arena, sig.key.plain);
	out->key_type = pc_str(sig.key.type->name);
	if (!pc_str_eq(sig.space, rules->space)) {
		trust_refuse(out, arena, PC_TRUST_NAMESPACE,
			"it was signed for the namespace '%.*s' and not for '%.*s'; have "
			"it signed by git",
			PC_STR_ARG(pc_str_head(sig.space, 64)), PC_STR_ARG(rules->space));
		return;
	}
	refusal = sshsig_check(&sig, arena, payload);
	if (refusal.why) {
		trust_refuse(out, arena, refusal.status, "%s", refusal.why);
		return;
	}
	if (!rules->revoked || !revoked_judge(out, arena, rules->revoked, &sig.key))
		allowed_judge(out, arena, rules, &sig.key);
}

static void judge_x509(struct pc_trust *out, struct pc_arena *arena)
{
	trust_refuse(out, arena, PC_TRUST_UNACCEPTED,
		"signatures by X.509 certificates are not accepted; have it signed with "
		"an SSH key (gpg.format=ssh)");
}

struct pc_trust pc_trust_signature(struct pc_arena *arena,
	const struct pc_trust_rules *rules, struct pc_str payload, struct pc_str armored)
{
	struct pc_trust out = {0};
	struct pc_trust_rules asked = *rules;

	assert(rules->now >= 0);
	if (!asked.space.len)
		asked.space = PC_STR("git");
	if (!pc_str_trim(armored).len) {
		trust_refuse(&out, arena, PC_TRUST_UNSIGNED, "there is no signature");
		return out;
	}
	if (armored.len > PC_MAX_SIGNATURE) {
		trust_refuse(&out, arena, PC_TRUST_MALFORMED,
			"the signature is larger than %d bytes", PC_MAX_SIGNATURE);
		return out;
	}
	switch (armor_kind(armored)) {
	case ARMOR_SSH:
		out.kind = PC_TRUST_SSH;
		judge_ssh(&out, arena, &asked, payload, armored);
		break;
	case ARMOR_PGP:
		out.kind = PC_TRUST_OPENPGP;
		openpgp_judge(&out, arena, &asked, payload, armored);
		break;
	case ARMOR_X509:
		out.kind = PC_TRUST_X509;
		judge_x509(&out, arena);
		break;
	case ARMOR_NONE:
		trust_refuse(&out, arena, PC_TRUST_MALFORMED,
			"the signature does not begin with a line that git writes there");
		break;
	}
	return out;
}

struct pc_trust pc_trust_object(struct pc_arena *arena,
	const struct pc_trust_rules *rules, enum pc_object_kind kind, struct pc_str bytes,
	struct pc_object *object)
{
	const char *what = kind == PC_OBJECT_COMMIT ? "commit" : "tag";
	struct pc_trust out = {0};
	struct pc_object read;
	struct pc_err err;

	if (pc_object_read(&read, arena, kind, bytes, &err) != PC_OK) {
		trust_refuse(&out, arena, PC_TRUST_MALFORMED,
			"the %s is refused, in its line %u: %s", what, err.at.line,
			err.text);
		return out;
	}
	if (object)
		*object = read;
	if (!read.signature.len) {
		trust_refuse(&out, arena, PC_TRUST_UNSIGNED,
			"the %s is not signed; have it signed (git %s, with "
			"gpg.format=ssh and user.signingKey)",
			what, kind == PC_OBJECT_COMMIT ? "commit -S" : "tag -s");
		return out;
	}
	return pc_trust_signature(arena, rules, read.payload, read.signature);
}
