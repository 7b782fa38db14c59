/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a provider or a client answered: a line that says whose and how it
 * ended, headers up to an empty line, and a body.  Whatever comes has one class, the same
 * each time; no window is longer than any may be; and what is kept of it is a word. */
#include "must.h"

#include "pc/base/limits.h"
#include "pc/orch/failure.h"

enum { CONTRACTS = PC_CONTRACT_COMMAND + 1, HEADERS = 16 };

static const int64_t now = INT64_C(1795348800000);
static const int64_t longest = INT64_C(86400000) * PC_MAX_WAIT_DAYS;

/* "a429": the contract, whether it ended or was too late, and the status. */
static void read_first(struct pc_outcome *outcome, struct pc_str line)
{
	uint8_t first = line.len ? (uint8_t)line.ptr[0] : 0;

	outcome->contract = (enum pc_contract)(first % CONTRACTS);
	outcome->has_ended = first & 0x20;
	outcome->timed_out = first & 0x80;
	outcome->exit_status = outcome->has_ended ? 0 : -1;
	for (size_t i = 1; i < line.len && i < 4; i++) {
		if (line.ptr[i] >= '0' && line.ptr[i] <= '9')
			outcome->http = outcome->http * 10 + line.ptr[i] - '0';
	}
}

static void check_said(struct pc_str said)
{
	must(said.len <= PC_MAX_FAILURE_SAID, "what is kept is short");
	for (size_t i = 0; i < said.len; i++) {
		char c = said.ptr[i];
		bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';

		must(is_word, "what is kept is a word");
	}
}

static void check(const struct pc_outcome *outcome)
{
	struct pc_arena arena = {0};
	struct pc_failure failure, again;

	pc_failure_classify(&failure, &arena, outcome);
	pc_failure_classify(&again, &arena, outcome);
	must((unsigned)failure.class < PC_FAILURES, "a class is one of them");
	must(failure.class == again.class && failure.until == again.until &&
			pc_str_eq(failure.said, again.said),
		"the same answer means the same");
	must(failure.until == 0 ||
			(failure.until > now && failure.until <= now + longest),
		"a window ends");
	must(failure.class != PC_FAILURE_NONE ||
			(!failure.until && !failure.may_have_run && !failure.said.len),
		"what went well says no more");
	check_said(failure.said);
	pc_arena_done(&arena);
}

static void check_wait(struct pc_str text)
{
	int64_t wait = pc_wait_read(text, now);

	must(wait >= -1 && wait <= longest, "a wait is one, or none");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str rest = {(const char *)data, size};
	struct pc_outcome outcome = {.now = now};
	struct pc_str headers[HEADERS];

	check_wait(rest);
	read_first(&outcome, pc_str_cut(&rest, '\n'));
	while (rest.ptr && outcome.n_headers < HEADERS) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (!line.len)
			break;
		check_wait(pc_str_from(line, pc_str_find(line, ':') + 1));
		headers[outcome.n_headers++] = line;
	}
	outcome.headers = headers;
	outcome.body = rest;
	check(&outcome);
	outcome.stop = pc_str_head(rest, PC_MAX_FAILURE_SAID + 1);
	outcome.body = (struct pc_str){0};
	check(&outcome);
	return 0;
}
