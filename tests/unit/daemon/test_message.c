/* SPDX-License-Identifier: Apache-2.0 */
/* What one process of policyd says, another one hears; what nobody says is refused. */
#include <sys/socket.h>
#include <unistd.h>

#include "message.h"
#include "pc/base/limits.h"
#include "pc_test.h"

struct ends {
	int fd[2];
	struct pc_arena arena;
};

static void ends_open(struct ends *ends)
{
	*ends = (struct ends){0};
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends->fd), 0);
}

static void ends_close(struct ends *ends)
{
	close(ends->fd[0]);
	close(ends->fd[1]);
	pc_arena_done(&ends->arena);
}

static void through(struct message *out, struct ends *ends, const struct message *in)
{
	struct pc_err err;

	assert_int_equal(message_send(ends->fd[0], in, &err), PC_OK);
	assert_int_equal(message_receive(out, &ends->arena, ends->fd[1], &err), PC_OK);
	assert_int_equal(out->type, in->type);
}

static void every_kind_arrives_as_it_was(void **state)
{
	struct ends ends;
	struct message got;

	(void)state;
	ends_open(&ends);
	through(&got, &ends,
		&(struct message){
			MESSAGE_BEGIN, .begin = {PC_STR("c0ffee"), PC_STR("p0"),
					       PC_STR("d1"), PC_STR("ann"), 12, 34, 2}});
	assert_str(got.begin.commit, "c0ffee");
	assert_str(got.begin.plan, "p0");
	assert_str(got.begin.digest, "d1");
	assert_str(got.begin.signer, "ann");
	assert_int_equal(got.begin.signed_at, 12);
	assert_int_equal(got.begin.expires, 34);
	assert_int_equal(got.begin.n_files, 2);
	through(&got, &ends,
		&(struct message){MESSAGE_PART,
			.part = {1, PC_STR("10-a.json"), 7, PC_STR("{\"a\":1}")}});
	assert_int_equal(got.part.file, 1);
	assert_str(got.part.name, "10-a.json");
	assert_int_equal(got.part.offset, 7);
	assert_str(got.part.bytes, "{\"a\":1}");
	through(&got, &ends,
		&(struct message){MESSAGE_DRIFT,
			.drift = {PC_STR("drift"), PC_STR("/p"), PC_STR("mode"),
				PC_STR("'rm'"), PC_STR("-a\n+b"), 4, 1, 4711, 1}});
	assert_str(got.drift.change, "drift");
	assert_str(got.drift.by, "'rm'");
	assert_int_equal(got.drift.process, 4711);
	assert_int_equal(got.drift.is_ours, 1);
	assert_str(got.drift.path, "/p");
	assert_str(got.drift.kind, "mode");
	assert_str(got.drift.diff, "-a\n+b");
	assert_int_equal(got.drift.mended, 1);
	through(&got, &ends,
		&(struct message){MESSAGE_FINDING,
			.finding = {PC_STR("s"), PC_STR("PC2203"), PC_STR("error"),
				PC_STR("/f"), PC_STR("text")}});
	assert_str(got.finding.source, "s");
	assert_str(got.finding.code, "PC2203");
	assert_str(got.finding.severity, "error");
	assert_str(got.finding.file, "/f");
	assert_str(got.finding.text, "text");
	through(&got, &ends,
		&(struct message){MESSAGE_FINDINGS, .findings = {PC_STR("s"), 7}});
	assert_str(got.findings.source, "s");
	assert_int_equal(got.findings.count, 7);
	through(&got, &ends, &(struct message){MESSAGE_ASK, .ask.number = UINT64_MAX});
	assert_true(got.ask.number == UINT64_MAX);
	through(&got, &ends,
		&(struct message){MESSAGE_IN_FORCE,
			.in_force = {5, 6, PC_STR("c0ffee"), PC_STR("d1"), PC_STR("p0"),
				PC_STR("c0de"), PC_STR("it hurt")}});
	assert_int_equal(got.in_force.number, 5);
	assert_int_equal(got.in_force.generation, 6);
	assert_str(got.in_force.commit, "c0ffee");
	assert_str(got.in_force.digest, "d1");
	assert_str(got.in_force.plan, "p0");
	assert_str(got.in_force.held, "c0de");
	assert_str(got.in_force.held_why, "it hurt");
	ends_close(&ends);
}

static void the_largest_piece_goes_through(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *most = pc_arena_bytes(&arena, PC_MAX_MESSAGE_BYTES);
	struct message got,
		piece = {MESSAGE_PART, .part = {.bytes = {most, PC_MAX_MESSAGE_BYTES}}};
	struct ends ends;

	(void)state;
	memset(most, 0xff, PC_MAX_MESSAGE_BYTES);
	ends_open(&ends);
	through(&got, &ends, &piece);
	assert_int_equal(got.part.bytes.len, PC_MAX_MESSAGE_BYTES);
	assert_memory_equal(got.part.bytes.ptr, most, PC_MAX_MESSAGE_BYTES);
	ends_close(&ends);
}

static void a_text_is_cut_between_characters(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	char *text = pc_arena_bytes(&arena, PC_MAX_MESSAGE_TEXT + 1);
	struct message got, long_one = {MESSAGE_APPLIED,
				    .applied.reason = {text, PC_MAX_MESSAGE_TEXT + 1}};
	struct ends ends;

	(void)state;
	memset(text, 'a', PC_MAX_MESSAGE_TEXT + 1);
	memcpy(text + PC_MAX_MESSAGE_TEXT - 1, "\xc3\xa4", 2);
	ends_open(&ends);
	through(&got, &ends, &long_one);
	assert_int_equal(got.applied.reason.len, PC_MAX_MESSAGE_TEXT - 1);
	ends_close(&ends);
}

static void a_peer_that_is_gone_is_absent(void **state)
{
	struct message got, wish = {MESSAGE_WISH, .wish.wish = WISH_SYNC};
	struct ends ends;
	struct pc_err err;

	(void)state;
	ends_open(&ends);
	close(ends.fd[0]);
	assert_int_equal(
		message_receive(&got, &ends.arena, ends.fd[1], &err), PC_ERR_ABSENT);
	assert_int_equal(message_send(ends.fd[1], &wish, &err), PC_ERR_ABSENT);
	ends.fd[0] = -1;
	ends_close(&ends);
}

/* A number as this machine has it: small ones lie in the first of eight bytes. */
#define N(byte) byte "\0\0\0\0\0\0\0"

static const struct row {
	const char *name, *bytes;
	size_t len;
} rows[] = {
	{"nothing", "", 0},
	{"less than a kind", "\1\0\0", 3},
	{"no such kind", N("\0"), 8},
	{"a kind past the last", N("\x63"), 8},
	{"no fields", N("\3"), 8},
	{"half a length", N("\3") "\1\0", 10},
	{"a text that ends early", N("\3") N("\5") "abc", 19},
	{"more than the message", N("\3") N("\1") "ab", 18},
	{"a length of all memory", N("\3") "\xff\xff\xff\xff\xff\xff\xff\xff", 16},
	{"a text longer than texts are", N("\3") "\x01\x10\0\0\0\0\0\0", 16},
	{"a text that is none", N("\3") N("\2") "\xff\xfe", 18},
};

static void check(const struct row *r)
{
	struct message got = {.type = MESSAGE_WISH};
	struct pc_err err;

	assert_int_equal(message_decode(&got, (struct pc_str){r->bytes, r->len}, &err),
		PC_ERR_PARSE);
	assert_int_equal(got.type, MESSAGE_WISH);
}
PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_arrives_as_it_was),
		cmocka_unit_test(the_largest_piece_goes_through),
		cmocka_unit_test(a_text_is_cut_between_characters),
		cmocka_unit_test(a_peer_that_is_gone_is_absent),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
