/* SPDX-License-Identifier: Apache-2.0 */
/* Prints verdicts about signatures, one line for each line on stdin:
 *
 *   trust_dump [KEYRING_DIR FINGERPRINT PRINCIPAL]
 *   signature <tab> PAYLOAD_FILE <tab> SIGNATURE_FILE <tab> SIGNERS <tab> NAMESPACE
 *             <tab> PRINCIPAL <tab> NOW [<tab> REVOKED]
 *   commit|tag|faults <tab> FILE <tab> <tab> SIGNERS <tab> NAMESPACE <tab> PRINCIPAL
 * <tab> NOW
 *
 * status, kind, principal, fingerprint, line of the signers, reason; tabs between. */
#include <fcntl.h>
#include <inttypes.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/trust/trust.h"

static struct pc_str read_file(struct pc_arena *arena, struct pc_str path)
{
	struct pc_str bytes = {0};
	struct pc_err err;

	if (pc_fs_read(&bytes, arena, AT_FDCWD, pc_arena_str(arena, path).ptr, 8 << 20,
		    &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(70);
	}
	return bytes;
}

static void print_faults(const struct pc_signers *signers)
{
	printf("%zu lines, %zu faults", signers->count, signers->n_faults);
	for (size_t i = 0; i < signers->n_faults; i++) {
		printf("\t%" PRIu32 ":%" PRIu32 ": %.*s", signers->faults[i].at.line,
			signers->faults[i].at.col, PC_STR_ARG(signers->faults[i].text));
	}
	printf("\n");
}

static void print_verdict(const struct pc_trust *v)
{
	printf("%s\t%s\t%.*s\t%.*s\t%" PRIu32 "\t%.*s\n", pc_trust_status_name(v->status),
		pc_trust_kind_name(v->kind), PC_STR_ARG(v->principal),
		PC_STR_ARG(v->fingerprint), v->listed.line, PC_STR_ARG(v->reason));
}

static void answer(struct pc_arena *arena, struct pc_str line, struct pc_openpgp *pgp)
{
	struct pc_str what = pc_str_cut(&line, '\t');
	struct pc_str payload = read_file(arena, pc_str_cut(&line, '\t'));
	struct pc_str signature = pc_str_cut(&line, '\t');
	struct pc_str signers_path = pc_str_cut(&line, '\t');
	struct pc_signers signers = {0};
	struct pc_trust_rules rules = {.signers = &signers, .openpgp = pgp};
	struct pc_revoked revoked;
	struct pc_trust verdict;
	struct pc_err err;

	rules.space = pc_str_cut(&line, '\t');
	rules.principal = pc_str_cut(&line, '\t');
	rules.now = strtoll(pc_arena_str(arena, pc_str_cut(&line, '\t')).ptr, NULL, 10);
	if (pc_signers_read(&signers, arena, pc_arena_str(arena, signers_path).ptr,
		    read_file(arena, signers_path), &err) != PC_OK) {
		printf("%s\n", err.text);
		return;
	}
	if (pc_str_is(what, "faults")) {
		print_faults(&signers);
		return;
	}
	if (line.len) {
		if (pc_revoked_read(&revoked, arena, "revoked", read_file(arena, line),
			    &err) != PC_OK) {
			printf("unread\t%s\n", err.text);
			return;
		}
		rules.revoked = &revoked;
	}
	if (pc_str_is(what, "signature")) {
		verdict = pc_trust_signature(
			arena, &rules, payload, read_file(arena, signature));
	} else {
		verdict = pc_trust_object(arena, &rules,
			pc_str_is(what, "tag") ? PC_OBJECT_TAG : PC_OBJECT_COMMIT,
			payload, NULL);
	}
	print_verdict(&verdict);
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_openpgp_signer signer = {0};
	struct pc_openpgp pgp = {.work_dir = "/tmp", .signers = &signer};
	char line[4096];

	if (argc > 3) {
		pgp.keyring_dir = argv[1];
		signer.fingerprint = pc_str(argv[2]);
		signer.principal = pc_str(argv[3]);
		pgp.n_signers = 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		answer(&arena, pc_str_trim(pc_str(line)), argc > 3 ? &pgp : NULL);
		pc_arena_reset(&arena);
	}
	return 0;
}
