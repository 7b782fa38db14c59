/* SPDX-License-Identifier: Apache-2.0 */
/* From a reference to a key; key_kinds.c has judged what it looks like. */
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

static enum pc_status (*const readers[KEY_KINDS])(struct pc_secret *out, int64_t *expires,
	const struct key_wish *wish, struct pc_err *err) = {
	[KEY_FILE] = from_file,
	[KEY_PROGRAM] = from_program,
	[KEY_VAULT] = vault_read,
	[KEY_KEYCHAIN] = from_keychain,
	[KEY_ENVIRONMENT] = from_environment,
};

enum pc_status reference_read(struct pc_secret *out, struct pc_str reference,
	const char *name, int64_t deadline, struct pc_err *err)
{
	const struct pc_key_reading how = {.deadline = deadline};
	struct key_wish wish = {.name = name, .how = &how};
	enum key_kind kind = key_take_apart(&wish.rest, reference);
	int64_t expires = 0;

	return readers[kind](out, &expires, &wish, err);
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
	enum key_kind kind;
	int64_t end = 0;

	/* Policy may have changed since the configuration was read. */
	PC_TRY(pc_key_check(key, how->allows_env, err));
	kind = key_take_apart(&wish.rest, key->reference);
	wish.name = pc_arena_str(&arena, key->name).ptr;
	PC_TRY(readers[kind](&secret, &end, &wish, err));
	*expires = first_end(
		end, pc_token_expires((struct pc_str){secret.bytes, secret.len}));
	*out = secret;
	secret = (struct pc_secret){0};
	return PC_OK;
}
