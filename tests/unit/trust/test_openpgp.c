/* SPDX-License-Identifier: Apache-2.0 */
/* Asking gpg, played by scripts: what it gets, and when it does not answer. */
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/trust/trust.h"
#include "pc_test.h"

#define PRINT "0123456789ABCDEF0123456789ABCDEF01234567"
#define SIG   "-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n"
#define GOOD                                                                             \
	"echo '[GNUPG:] NEWSIG' >&4\n"                                                   \
	"echo '[GNUPG:] GOODSIG 89ABCDEF01234567 A' >&4\n"                               \
	"echo '[GNUPG:] VALIDSIG " PRINT " d 1 0 4 0 22 10 00 " PRINT "' >&4\n"

static const struct row {
	const char *name, *script; /* NULL: no program at all */
	int timeout_ms;
	enum pc_trust_status want;
} rows[] = {
	{"good", GOOD, 0, PC_TRUST_GOOD},
	{"no gpg", NULL, 0, PC_TRUST_UNAVAILABLE},
	{"it fails", GOOD "exit 1\n", 0, PC_TRUST_UNAVAILABLE},
	{"it is killed", GOOD "kill -9 $$\n", 0, PC_TRUST_UNAVAILABLE},
	{"it says nothing", "", 0, PC_TRUST_UNAVAILABLE},
	{"it hangs", GOOD "exec sleep 100\n", 200, PC_TRUST_UNAVAILABLE},
	{"it hangs behind its answer", GOOD "exec sleep 100 4>&-\n", 200,
		PC_TRUST_UNAVAILABLE},
	{"a child of it hangs", GOOD "sleep 100 & wait\n", 200, PC_TRUST_UNAVAILABLE},
	{"it never stops talking", GOOD "while :; do echo aaaaaaaaaaaaaaa >&4; done\n", 0,
		PC_TRUST_UNAVAILABLE},
	{"it gets the bytes", "[ \"$(cat)\" = payload ] || exit 1\n" GOOD, 0,
		PC_TRUST_GOOD},
	{"it gets the signature",
		"[ \"$(cat <&3 | head -n 1)\" = '-----BEGIN PGP SIGNATURE-----' ] || "
		"exit "
		"1\n" GOOD,
		0, PC_TRUST_GOOD},
	{"it does not read them", "exec <&- 3<&-\n" GOOD, 0, PC_TRUST_GOOD},
	{"it gets the time and the keys",
		"case \"$*\" in *'--homedir /keys'*'--faked-system-time 1718000000!'*) "
		";; "
		"*) exit 1;; esac\n" GOOD,
		0, PC_TRUST_GOOD},
	{"it gets no environment of ours", "[ -z \"$PC_TRUST_TEST\" ] || exit 1\n" GOOD,
		0, PC_TRUST_GOOD},
	{"it gets no descriptor of ours",
		"for n in 5 6 7 8 9; do [ ! -e /proc/self/fd/$n ] || exit 1; done\n" GOOD,
		0, PC_TRUST_GOOD},
};

static char top[64];

static const char *make_script(struct pc_arena *arena, const char *script)
{
	struct pc_str path = pc_arena_printf(arena, "%s/gpg", top);
	FILE *out;

	unlink(path.ptr);
	if (!script)
		return path.ptr;
	out = fopen(path.ptr, "w");
	assert_non_null(out);
	fprintf(out, "#!/bin/sh\n%s", script);
	fclose(out);
	assert_int_equal(chmod(path.ptr, 0700), 0);
	return path.ptr;
}

static int64_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_openpgp_signer signer = {PC_STR(PRINT), PC_STR("a@b")};
	struct pc_openpgp pgp = {.keyring_dir = "/keys",
		.work_dir = top,
		.timeout_ms = r->timeout_ms,
		.signers = &signer,
		.n_signers = 1};
	struct pc_trust_rules rules = {.openpgp = &pgp, .now = 1718000000};
	int64_t start = seconds();
	struct pc_trust got;

	pgp.program = make_script(&arena, r->script);
	got = pc_trust_signature(&arena, &rules, PC_STR("payload"), PC_STR(SIG));
	if (got.status != r->want)
		assert_str(got.reason, "");
	assert_int_equal(got.status, r->want);
	assert_int_equal(got.kind, PC_TRUST_OPENPGP);
	/* Not that it is quick: that nobody waits for the sleepers. */
	assert_true(seconds() - start < 90);
}

static void nobody_is_asked_when_nobody_is_listed(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_openpgp pgp = {.program = "/nonexistent", .keyring_dir = "/keys"};
	struct pc_trust_rules rules = {.openpgp = &pgp};
	struct pc_trust got;

	(void)state;
	got = pc_trust_signature(&arena, &rules, PC_STR("payload"), PC_STR(SIG));
	assert_int_equal(got.status, PC_TRUST_UNKNOWN);
	rules.openpgp = NULL;
	got = pc_trust_signature(&arena, &rules, PC_STR("payload"), PC_STR(SIG));
	assert_int_equal(got.status, PC_TRUST_UNKNOWN);
}

PC_TABLE(rows, check)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_asked_when_nobody_is_listed),
	};
	int failed;

	snprintf(top, sizeof(top), "/tmp/pc-openpgp-XXXXXX");
	if (!mkdtemp(top))
		return 1;
	setenv("PC_TRUST_TEST", "1", 1);
	failed = PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
	pc_fs_remove_tree(top);
	return failed;
}
