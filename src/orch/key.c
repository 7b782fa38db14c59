/* SPDX-License-Identifier: Apache-2.0 */
/* From a reference to a key.  What stands behind the kind is never told again when it is
 * not what it should be: people paste keys there. */
#include <stdlib.h>

#include "key_priv.h"
#include "pc/base/arena.h"

static enum pc_status from_file(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)expires;
	return pc_secret_read(out, pc_arena_str(&arena, wish->rest).ptr, err);
}

static enum pc_status from_program(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err)
{
	(void)expires;
	return pc_secret_ask(out, wish->rest, wish->name, wish->how->deadline, err);
}

/* A port to a system that has one puts its own here. */
static enum pc_status from_keychain(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err)
{
	(void)out;
	(void)expires;
	return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
		"the key '%s' lies in a keychain, which this system has none of that "
		"policyctl could ask: write file:/PATH or exec:/PROGRAM",
		wish->name);
}

static enum pc_status from_environment(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *value = getenv(pc_arena_str(&arena, wish->rest).ptr);

	(void)expires;
	if (!value)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"the variable of the key '%s' is not set", wish->name);
	return pc_secret_copy(out, pc_str(value), wish->name, err);
}

static bool is_path(struct pc_str rest, const struct pc_key *key)
{
	(void)key;
	return rest.len > 1 && rest.ptr[0] == '/' && !memchr(rest.ptr, '\0', rest.len);
}

static bool is_word(struct pc_str rest, const struct pc_key *key)
{
	(void)key;
	for (size_t i = 0; i < rest.len; i++) {
		char c = rest.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '_' &&
			(i == 0 || !(c >= '0' && c <= '9')))
			return false;
	}
	return rest.len > 0;
}

static bool is_any(struct pc_str rest, const struct pc_key *key)
{
	(void)key;
	return rest.len > 0;
}

static const struct kind {
	struct pc_str prefix;
	bool is_local, is_environment;
	bool (*fits)(struct pc_str rest, const struct pc_key *key);
	const char *wants;
	enum pc_status (*read)(struct pc_secret *out, int64_t *expires,
		const struct key_wish *wish, struct pc_err *err);
} kinds[] = {
	{PC_STR("file:"), true, false, is_path, "a whole path: file:/...", from_file},
	{PC_STR("exec:"), true, false, is_path, "a whole path: exec:/...", from_program},
	{PC_STR("vault:"), false, false, vault_fits,
		"an address of KV version 2 and a field, "
		"vault:https://HOST/v1/MOUNT/data/PATH#FIELD, and vault-token: "
		"file:/PATH "
		"or exec:/PROGRAM",
		vault_read},
	{PC_STR("keychain:"), false, false, is_any, "a name: keychain:NAME",
		from_keychain},
	{PC_STR("env:"), false, true, is_word, "the name of a variable: env:NAME",
		from_environment},
};

static const struct kind *kind_of(struct pc_str reference)
{
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (pc_str_starts(reference, kinds[i].prefix))
			return &kinds[i];
	}
	return NULL;
}

enum pc_status pc_key_check(const struct pc_key *key, bool allows_env, struct pc_err *err)
{
	const struct kind *kind = kind_of(key->reference);

	if (!kind)
		return pc_err_set(err, PC_ERR_PARSE, key->at,
			"the key '%.*s' is told by where it lies, as file:/PATH or "
			"exec:/PROGRAM, never itself",
			PC_STR_ARG(key->name));
	if (kind->is_environment && !allows_env)
		return pc_err_set(err, PC_ERR_PARSE, key->at,
			"the key '%.*s' stands in an environment, which every program "
			"that is started gets; write it into a file that only you may "
			"read, and say file:/PATH",
			PC_STR_ARG(key->name));
	if (kind->fits(pc_str_from(key->reference, kind->prefix.len), key))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, key->at, "the key '%.*s' wants %s",
		PC_STR_ARG(key->name), kind->wants);
}

bool reference_is_local(struct pc_str reference)
{
	const struct kind *kind = kind_of(reference);

	return kind && kind->is_local &&
	       kind->fits(pc_str_from(reference, kind->prefix.len), NULL);
}

enum pc_status reference_read(struct pc_secret *out, struct pc_str reference,
	const char *name, int64_t deadline, struct pc_err *err)
{
	const struct pc_key_reading how = {.deadline = deadline};
	const struct kind *kind = kind_of(reference);
	struct key_wish wish = {.name = name, .how = &how};
	int64_t expires = 0;

	wish.rest = pc_str_from(reference, kind->prefix.len);
	return kind->read(out, &expires, &wish, err);
}

int64_t first_end(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

enum pc_status pc_key_read(struct pc_secret *out, int64_t *expires,
	const struct pc_key *key, const struct pc_key_reading *how, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};
	struct key_wish wish = {.key = key, .how = how};
	const struct kind *kind;
	int64_t end = 0;

	/* Policy may have changed since the configuration was read. */
	PC_TRY(pc_key_check(key, how->allows_env, err));
	kind = kind_of(key->reference);
	wish.name = pc_arena_str(&arena, key->name).ptr;
	wish.rest = pc_str_from(key->reference, kind->prefix.len);
	PC_TRY(kind->read(&secret, &end, &wish, err));
	*expires = first_end(
		end, pc_token_expires((struct pc_str){secret.bytes, secret.len}));
	*out = secret;
	secret = (struct pc_secret){0};
	return PC_OK;
}
