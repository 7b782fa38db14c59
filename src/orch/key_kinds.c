/* SPDX-License-Identifier: Apache-2.0 */
/* What a reference to a key may look like; nothing here reads one, so that programs which
 * only look at a configuration need nothing that reads.  What stands behind the kind is
 * never told again when it is not what it should be: people paste keys there. */
#include "key_priv.h"
#include "pc/net/url.h"

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

static bool is_field(struct pc_str field)
{
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] <= ' ' || field.ptr[i] > '~')
			return false;
	}
	return field.len > 0;
}

/* The address as vault has it in its own documents, so that mounts with slashes and
 * versions ("?version=3") need no grammar of ours. */
static bool is_address(struct pc_str url)
{
	struct pc_err err;

	return pc_str_find_str(url, PC_STR("/v1/")) < url.len &&
	       pc_str_find_str(url, PC_STR("/data/")) < url.len &&
	       pc_url_check(url, &err) == PC_OK;
}

static bool is_vault(struct pc_str rest, const struct pc_key *key)
{
	struct pc_str url = pc_str_cut(&rest, '#');

	return is_address(url) && is_field(rest) && reference_is_local(key->vault_token);
}

static const struct kind {
	struct pc_str prefix;
	bool is_local, is_environment;
	bool (*fits)(struct pc_str rest, const struct pc_key *key);
	const char *wants;
} kinds[KEY_KINDS] = {
	[KEY_FILE] = {PC_STR("file:"), true, false, is_path, "a whole path: file:/..."},
	[KEY_PROGRAM] = {PC_STR("exec:"), true, false, is_path,
		"a whole path: exec:/..."},
	[KEY_VAULT] = {PC_STR("vault:"), false, false, is_vault,
		"an address of KV version 2 and a field, "
		"vault:https://HOST/v1/MOUNT/data/PATH#FIELD, and vault-token: "
		"file:/PATH or exec:/PROGRAM"},
	[KEY_KEYCHAIN] = {PC_STR("keychain:"), false, false, is_any,
		"a name: keychain:NAME"},
	[KEY_ENVIRONMENT] = {PC_STR("env:"), false, true, is_word,
		"the name of a variable: env:NAME"},
};

enum key_kind key_take_apart(struct pc_str *rest, struct pc_str reference)
{
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (!pc_str_starts(reference, kinds[i].prefix))
			continue;
		*rest = pc_str_from(reference, kinds[i].prefix.len);
		return (enum key_kind)i;
	}
	return KEY_KINDS;
}

enum pc_status pc_key_check(const struct pc_key *key, bool allows_env, struct pc_err *err)
{
	struct pc_str rest;
	enum key_kind which = key_take_apart(&rest, key->reference);
	const struct kind *kind = &kinds[which];

	if (which == KEY_KINDS)
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
	if (kind->fits(rest, key))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, key->at, "the key '%.*s' wants %s",
		PC_STR_ARG(key->name), kind->wants);
}

bool reference_is_local(struct pc_str reference)
{
	struct pc_str rest;
	enum key_kind which = key_take_apart(&rest, reference);

	return which < KEY_KINDS && kinds[which].is_local &&
	       kinds[which].fits(rest, NULL);
}
