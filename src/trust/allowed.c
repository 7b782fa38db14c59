/* SPDX-License-Identifier: Apache-2.0 */
/* May this key sign, for this, now: the lines of the signers' file in their order.  The
 * first one that allows it decides; of those that have the key and do not allow it, the
 * first one is the reason. */
#include "trust_priv.h"

struct asking {
	const struct pc_trust_rules *rules;
	const struct sshkey *key;
	const struct pc_signer *signer;
	struct pc_arena *arena;
	struct pc_trust *out;
};

static bool is_my_key(const struct asking *a)
{
	const struct sshcert *cert = a->key->cert;

	if (a->signer->is_authority)
		return cert && pc_str_eq(cert->authority.plain, a->signer->key);
	return !cert && pc_str_eq(a->key->plain, a->signer->key);
}

/* The list itself says who signs when nobody was asked for: its first pattern that it
 * does not exclude. */
static struct pc_str principal_in_list(struct pc_str list)
{
	struct pc_str rest = list;

	while (rest.ptr) {
		struct pc_str pattern = pc_str_cut(&rest, ',');

		if (pattern.len && pattern.ptr[0] != '!' &&
			pattern_list_matches(list, pattern))
			return pattern;
	}
	return (struct pc_str){0};
}

static bool is_wanted(const struct asking *a, struct pc_str name)
{
	return name.len && is_text(name) &&
	       (!a->rules->principal.len || pc_str_eq(name, a->rules->principal)) &&
	       pattern_list_matches(a->signer->principals, name);
}

/* Of the names in the certificate, the first that the line lets its authority give. */
static struct pc_str principal_in_cert(const struct asking *a)
{
	struct wire wire = {.rest = a->key->cert->principals};

	while (wire.rest.len) {
		struct pc_str name = wire_string(&wire);

		if (is_wanted(a, name))
			return name;
	}
	return (struct pc_str){0};
}

static struct pc_str find_principal(const struct asking *a)
{
	if (a->key->cert)
		return principal_in_cert(a);
	if (!a->rules->principal.len)
		return principal_in_list(a->signer->principals);
	return is_wanted(a, a->rules->principal) ? a->rules->principal
						 : (struct pc_str){0};
}

/* The reason, if there is none yet; always false. */
static bool deny(const struct asking *a, enum pc_trust_status status, const char *fmt,
	...) PC_PRINTF(3, 4);

static bool deny(
	const struct asking *a, enum pc_trust_status status, const char *fmt, ...)
{
	va_list args;

	if (a->out->status != PC_TRUST_UNCHECKED)
		return false;
	va_start(args, fmt);
	trust_vrefuse(a->out, a->arena, status, fmt, args);
	va_end(args);
	a->out->listed = a->signer->at;
	return false;
}

static bool is_for_space(const struct asking *a)
{
	const struct pc_signer *s = a->signer;

	if (!s->has_namespaces || pattern_list_matches(s->namespaces, a->rules->space))
		return true;
	return deny(a, PC_TRUST_NAMESPACE,
		"%s:%u lists %.*s for the namespaces '%.*s', which '%.*s' is not in; add "
		"it there",
		s->at.file, s->at.line, PC_STR_ARG(a->out->fingerprint),
		PC_STR_ARG(s->namespaces), PC_STR_ARG(a->rules->space));
}

static bool is_line_in_time(const struct asking *a)
{
	const struct pc_signer *s = a->signer;

	if (s->valid_after && a->rules->now < s->valid_after) {
		return deny(a, PC_TRUST_NOT_YET,
			"%s:%u lists %.*s for later (valid-after); is this machine's "
			"clock right?",
			s->at.file, s->at.line, PC_STR_ARG(a->out->fingerprint));
	}
	if (s->valid_before && a->rules->now > s->valid_before) {
		return deny(a, PC_TRUST_EXPIRED,
			"%s:%u lists %.*s no longer (valid-before); have it signed with "
			"another key",
			s->at.file, s->at.line, PC_STR_ARG(a->out->fingerprint));
	}
	return true;
}

static bool is_cert_in_time(const struct asking *a)
{
	const struct sshcert *cert = a->key->cert;
	uint64_t now = (uint64_t)a->rules->now;

	if (cert && now < cert->valid_after) {
		return deny(a, PC_TRUST_NOT_YET,
			"the certificate of %.*s is not valid yet; is this machine's "
			"clock right?",
			PC_STR_ARG(a->out->fingerprint));
	}
	if (cert && now >= cert->valid_before) {
		return deny(a, PC_TRUST_EXPIRED,
			"the certificate of %.*s has expired; have it signed with a new "
			"one",
			PC_STR_ARG(a->out->fingerprint));
	}
	return true;
}

static bool allows(const struct asking *a)
{
	const struct pc_signer *s = a->signer;
	struct pc_str principal;

	if (!is_my_key(a))
		return false;
	principal = find_principal(a);
	if (!principal.len) {
		return deny(a, PC_TRUST_UNKNOWN, "%s:%u lists %.*s, but not for %s%.*s",
			s->at.file, s->at.line,
			PC_STR_ARG(s->is_authority ? sshkey_fingerprint(a->arena, s->key)
						   : a->out->fingerprint),
			a->rules->principal.len ? "" : "anybody who signed this",
			PC_STR_ARG(a->rules->principal));
	}
	if (!is_for_space(a) || !is_line_in_time(a) || !is_cert_in_time(a))
		return false;
	a->out->status = PC_TRUST_GOOD;
	a->out->principal = pc_arena_str(a->arena, principal);
	a->out->listed = s->at;
	a->out->reason = (struct pc_str){0};
	return true;
}

static void say_unknown(const struct asking *a)
{
	const struct pc_signers *signers = a->rules->signers;
	const char *file = signers && signers->file ? signers->file : "allowed_signers";

	if (signers && signers->n_faults) {
		trust_refuse(a->out, a->arena, PC_TRUST_UNKNOWN,
			"nobody in %s has the key %.*s; of %zu line%s nothing was taken, "
			"the first is %s:%u:%u: %.*s",
			file, PC_STR_ARG(a->out->fingerprint), signers->n_faults,
			pc_plural(signers->n_faults), file, signers->faults[0].at.line,
			signers->faults[0].at.col, PC_STR_ARG(signers->faults[0].text));
		return;
	}
	trust_refuse(a->out, a->arena, PC_TRUST_UNKNOWN,
		"nobody in %s has the key %.*s%s; add a line for its owner there, or "
		"have "
		"it signed by somebody who is listed",
		file, PC_STR_ARG(a->out->fingerprint),
		a->key->cert ? " or is the authority of its certificate" : "");
}

void allowed_judge(struct pc_trust *out, struct pc_arena *arena,
	const struct pc_trust_rules *rules, const struct sshkey *key)
{
	struct asking a = {.rules = rules, .key = key, .arena = arena, .out = out};

	for (size_t i = 0; rules->signers && i < rules->signers->count; i++) {
		a.signer = &rules->signers->items[i];
		if (allows(&a))
			return;
	}
	if (out->status == PC_TRUST_UNCHECKED)
		say_unknown(&a);
}
