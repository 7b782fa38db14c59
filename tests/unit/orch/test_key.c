/* SPDX-License-Identifier: Apache-2.0 */
/* References to keys: which are taken, what is read, and that no error tells a key. */
#include "pc_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/orch/key.h"

#define CANARY "canary-0123456789"

/* ---- references ------------------------------------------------------------------- */

static const struct text {
	const char *name, *reference, *token;
	bool allows_env, is_good;
} texts[] = {
	{"a file", "file:/etc/k", "", false, true},
	{"a program", "exec:/usr/bin/k", "", false, true},
	{"a file below here", "file:" CANARY, "", false, false},
	{"a program with an argument is a path", "exec:/usr/bin/k " CANARY, "", false,
		true},
	{"a program that PATH knows", "exec:" CANARY, "", false, false},
	{"nothing behind it", "file:", "", false, false},
	{"the root", "file:/", "", false, false},
	{"itself", CANARY, "", false, false},
	{"nothing", "", "", false, false},
	{"another kind", "op://vault/" CANARY, "", false, false},
	{"another case", "FILE:/" CANARY, "", false, false},
	{"a variable",
		"env:"
		"KEY_1",
		"", false, false},
	{"a variable that may be", "env:KEY_1", "", true, true},
	{"itself as a variable", "env:" CANARY, "", true, false},
	{"a keychain", "keychain:work", "", false, true},
	{"a keychain without a name", "keychain:", "", false, false},
	{"a vault", "vault:https://v.example.com:8200/v1/secret/data/a/b#key", "file:/t",
		false, true},
	{"a version of it", "vault:https://v.example.com/v1/kv/data/a?version=3#key",
		"exec:/t", false, true},
	{"a vault here", "vault:http://127.0.0.1:8200/v1/secret/data/a#key", "file:/t",
		false, true},
	{"a vault without TLS", "vault:http://v.example.com/v1/secret/data/a#" CANARY,
		"file:/t", false, false},
	{"a vault without a field", "vault:https://v.example.com/v1/secret/data/" CANARY,
		"file:/t", false, false},
	{"a vault of KV version 1", "vault:https://v.example.com/v1/secret/a#" CANARY,
		"file:/t", false, false},
	{"a vault with a password",
		"vault:https://u:" CANARY "@v.example.com/v1/secret/data/a#key",
		"file:/t", false, false},
	{"a vault without a token", "vault:https://v.example.com/v1/secret/data/a#key",
		"", false, false},
	{"a vault whose token is itself",
		"vault:https://v.example.com/v1/secret/data/a#key", CANARY, false, false},
	{"a vault whose token lies in a vault",
		"vault:https://v.example.com/v1/secret/data/a#key",
		"vault:https://v.example.com/v1/secret/data/b#key", false, false},
	{"a vault whose token is a variable",
		"vault:https://v.example.com/v1/secret/data/a#key", "env:T", true, false},
};

static void check_text(const struct text *r)
{
	const struct pc_key key = {.name = PC_STR("k"),
		.reference = pc_str(r->reference),
		.vault_token = pc_str(r->token)};
	struct pc_err err = {0};

	assert_int_equal(pc_key_check(&key, r->allows_env, &err),
		r->is_good ? PC_OK : PC_ERR_PARSE);
	assert_null(strstr(err.text, "canary"));
}

PC_TABLE(texts, check_text)

/* ---- reading ---------------------------------------------------------------------- */

static char directory[] = "/tmp/pc-orch-key-XXXXXX";

static const struct place {
	const char *name, *kind, *content, *token; /* NULL: refused */
	mode_t mode;
	int64_t expires;
} places[] = {
	{"a file", "file", CANARY "\n", CANARY, 0600, 0},
	{"that everybody may read", "file", CANARY "\n", NULL, 0644, 0},
	{"of two words", "file", "canary canary\n", NULL, 0600, 0},
	/* {"alg":"none"} {"exp":1795305600} */
	{"a token that ends", "file",
		"eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTUzMDU2MDB9.c2ln\n",
		"eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTUzMDU2MDB9.c2ln", 0600, 1795305600},
	{"a program", "exec", "#!/bin/sh\nprintf '%s' \"canary-$1\"\n", "canary-the-key",
		0700, 0},
	{"that others may change", "exec", "#!/bin/sh\necho " CANARY "\n", NULL, 0770, 0},
	{"that cannot be run", "exec", "#!/bin/sh\necho " CANARY "\n", NULL, 0600, 0},
	{"that fails", "exec", "#!/bin/sh\necho " CANARY "\nexit 3\n", NULL, 0700, 0},
	{"that prints two lines", "exec", "#!/bin/sh\necho " CANARY "\necho b\n", NULL,
		0700, 0},
	{"that prints for ever", "exec", "#!/bin/sh\nyes canary\n", NULL, 0700, 0},
	{"that does not end", "exec", "#!/bin/sh\necho " CANARY "\nsleep 1000\n", NULL,
		0700, 0},
	{"that prints nothing", "exec", "#!/bin/sh\n:\n", NULL, 0700, 0},
};

static void write_file(const char *path, const char *content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void check_place(const struct place *r)
{
	/* Long for what ends, short for what does not. */
	const struct pc_key_reading how = {.deadline = r->token ? 60000 : 1000};
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};
	char path[64], reference[80];
	struct pc_err err = {0};
	int64_t expires = -1;
	struct pc_key key;

	snprintf(path, sizeof(path), "%s/place", directory);
	snprintf(reference, sizeof(reference), "%s:%s", r->kind, path);
	write_file(path, r->content, r->mode);
	key = (struct pc_key){.name = PC_STR("the-key"), .reference = pc_str(reference)};
	assert_int_equal(pc_key_read(&secret, &expires, &key, &how, &err) == PC_OK,
		r->token != NULL);
	unlink(path);
	assert_null(strstr(err.text, "canary"));
	if (r->token) {
		assert_string_equal(secret.bytes, r->token);
		assert_int_equal(expires, r->expires);
	} else {
		assert_null(secret.bytes);
		assert_int_equal(expires, -1);
	}
}

PC_TABLE(places, check_place)

/* ---- tokens ----------------------------------------------------------------------- */

static const struct claim {
	const char *name, *token;
	int64_t expires;
} claims[] = {
	{"whole seconds", "eyJ9.eyJleHAiOjE3OTUzMDU2MDB9.s", 1795305600},
	/* {"exp":1795305600.75} */
	{"parts of a second", "h.eyJleHAiOjE3OTUzMDU2MDAuNzV9.s", 1795305600},
	/* {"exp":-5} */
	{"before 1970", "h.eyJleHAiOi01fQ.s", 1},
	/* {"exp":1e300} */
	{"never", "h.eyJleHAiOjFlMzAwfQ.s", 0},
	/* {"exp":"soon"} */
	{"a text", "h.eyJleHAiOiJzb29uIn0.s", 0},
	/* {"sub":"a"} */
	{"none", "h.eyJzdWIiOiJhIn0.s", 0},
	/* {"sub":"\u00ff\u00fe>>>???","exp":7} has digits of the other alphabet */
	{"digits for addresses", "h.eyJzdWIiOiLDv8O-Pj4-Pz8_IiwiZXhwIjo3fQ.s", 7},
	{"two parts", "h.eyJleHAiOjE3OTUzMDU2MDB9", 0},
	{"four parts", "h.eyJleHAiOjE3OTUzMDU2MDB9.s.t", 0},
	{"an empty signature", "h.eyJleHAiOjE3OTUzMDU2MDB9.", 0},
	{"no JSON", "h.bm8.s", 0},
	{"no base64", "h.!!!.s", 0},
	{"a key of a provider", "sk-ant-api03-abc", 0},
	{"nothing", "", 0},
};

static void check_claim(const struct claim *r)
{
	assert_int_equal(pc_token_expires(pc_str(r->token)), r->expires);
}

PC_TABLE(claims, check_claim)

/* ---- others ----------------------------------------------------------------------- */

static void environment(void **state)
{
	const struct pc_key key = {
		.name = PC_STR("k"), .reference = PC_STR("env:PC_TEST_KEY")};
	struct pc_key_reading how = {.deadline = 1000};
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};
	int64_t expires = -1;
	struct pc_err err;

	(void)state;
	setenv("PC_TEST_KEY", CANARY, 1);
	assert_int_equal(pc_key_read(&secret, &expires, &key, &how, &err), PC_ERR_PARSE);
	assert_null(secret.bytes);
	how.allows_env = true;
	assert_int_equal(pc_key_read(&secret, &expires, &key, &how, &err), PC_OK);
	assert_string_equal(secret.bytes, CANARY);
	pc_secret_done(&secret);
	unsetenv("PC_TEST_KEY");
	assert_int_equal(pc_key_read(&secret, &expires, &key, &how, &err), PC_ERR_ABSENT);
}

static void keychain(void **state)
{
	const struct pc_key key = {
		.name = PC_STR("k"), .reference = PC_STR("keychain:work")};
	const struct pc_key_reading how = {.deadline = 1000};
	struct pc_secret secret = {0};
	int64_t expires = -1;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_key_read(&secret, &expires, &key, &how, &err), PC_ERR_ABSENT);
	assert_non_null(strstr(err.text, "keychain"));
	assert_null(secret.bytes);
}

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(environment),
		cmocka_unit_test(keychain),
	};
	int failed;

	if (!mkdtemp(directory))
		return 1;
	failed = PC_RUN(texts) + PC_RUN(places) + PC_RUN(claims) +
		 cmocka_run_group_tests(others, NULL, NULL);
	rmdir(directory);
	return failed != 0;
}
