/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at and kept of an answer that failed: at each limit, and one past it. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/orch/failure.h"

static void fill(struct pc_buf *buf, size_t n, const char *with)
{
	for (size_t i = 0; i < n; i++)
		pc_buf_add_char(buf, with[i % strlen(with)]);
}

static struct pc_failure classify(struct pc_arena *arena, enum pc_contract contract,
	int http, const struct pc_buf *body)
{
	const struct pc_outcome outcome = {.contract = contract,
		.http = http,
		.body = pc_buf_str(body),
		.exit_status = -1,
		.now = INT64_C(1795348800000)};
	struct pc_failure failure;

	pc_failure_classify(&failure, arena, &outcome);
	return failure;
}

static void check_said(size_t n, bool is_kept)
{
	struct pc_arena arena = {0};
	struct pc_buf body = {0};
	struct pc_failure failure;

	pc_buf_puts(&body, "{\"error\":{\"code\":\"");
	fill(&body, n, "no_");
	pc_buf_puts(&body, "\"}}");
	failure = classify(&arena, PC_CONTRACT_OPENAI, 400, &body);
	assert_int_equal(failure.class, PC_FAILURE_BAD_REQUEST);
	if (is_kept)
		assert_int_equal(failure.said.len, n);
	else
		assert_str(failure.said, "unreadable");
	pc_buf_done(&body);
	pc_arena_done(&arena);
}

static void said(void **state)
{
	(void)state;
	check_said(PC_MAX_FAILURE_SAID, true);
	check_said(PC_MAX_FAILURE_SAID + 1, false);
}

/* A sentence that tells the class, ending so far into the message. */
static enum pc_failure_class at(size_t end)
{
	static const char sentence[] = "prompt is too long";
	struct pc_arena arena = {0};
	struct pc_buf body = {0};
	struct pc_failure failure;

	pc_buf_puts(
		&body, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"");
	fill(&body, end - strlen(sentence), "x ");
	pc_buf_puts(&body, sentence);
	pc_buf_puts(&body, "\"}}");
	failure = classify(&arena, PC_CONTRACT_ANTHROPIC, 400, &body);
	pc_buf_done(&body);
	pc_arena_done(&arena);
	return failure.class;
}

static void text(void **state)
{
	(void)state;
	assert_int_equal(at(PC_MAX_FAILURE_TEXT), PC_FAILURE_CONTEXT_OVERFLOW);
	assert_int_equal(at(PC_MAX_FAILURE_TEXT + 1), PC_FAILURE_BAD_REQUEST);
}

/* An error in a body of so many bytes. */
static enum pc_failure_class in_body(size_t size)
{
	static const char error[] = "{\"error\":{\"type\":\"not_found_error\"}}";
	struct pc_arena arena = {0};
	struct pc_buf body = {0};
	struct pc_failure failure;

	fill(&body, size - strlen(error), " ");
	pc_buf_puts(&body, error);
	failure = classify(&arena, PC_CONTRACT_ANTHROPIC, 404, &body);
	pc_buf_done(&body);
	pc_arena_done(&arena);
	return failure.class;
}

static void body(void **state)
{
	(void)state;
	assert_int_equal(in_body(PC_MAX_FAILURE_BODY), PC_FAILURE_MODEL_GONE);
	assert_int_equal(in_body(PC_MAX_FAILURE_BODY + 1), PC_FAILURE_UNKNOWN);
}

/* Of a client's lines the end counts. */
static void lines(void **state)
{
	struct pc_arena arena = {0};
	struct pc_buf talk = {0};
	struct pc_failure failure;

	(void)state;
	pc_buf_puts(&talk, "{\"type\":\"result\",\"subtype\":\"lost\"}\n");
	fill(&talk, PC_MAX_FAILURE_BODY, "x\n");
	pc_buf_puts(&talk, "{\"type\":\"result\",\"subtype\":\"error_max_turns\"}\n");
	failure = classify(&arena, PC_CONTRACT_CLAUDE_CLI, 0, &talk);
	assert_int_equal(failure.class, PC_FAILURE_OUTPUT_INVALID);
	pc_buf_done(&talk);
	pc_arena_done(&arena);
}

static void waits(void **state)
{
	const int64_t most = INT64_C(86400000) * PC_MAX_WAIT_DAYS;

	(void)state;
	assert_int_equal(pc_wait_read(PC_STR("31622399"), 0), most - 1000);
	assert_int_equal(pc_wait_read(PC_STR("31622400"), 0), most);
	assert_int_equal(pc_wait_read(PC_STR("31622401"), 0), most);
}

/* What would be deep or wide is neither slow nor an end. */
static void odd(void **state)
{
	struct pc_arena arena = {0};
	struct pc_buf body = {0};

	(void)state;
	fill(&body, 100000, "[");
	assert_int_equal(classify(&arena, PC_CONTRACT_GEMINI, 429, &body).class,
		PC_FAILURE_RATE_LIMITED);
	pc_buf_done(&body);
	fill(&body, 100000, "data:\n");
	assert_int_equal(classify(&arena, PC_CONTRACT_OPENROUTER, 200, &body).class,
		PC_FAILURE_STREAM_BROKEN);
	pc_buf_done(&body);
	pc_arena_done(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(said),
		cmocka_unit_test(text),
		cmocka_unit_test(body),
		cmocka_unit_test(lines),
		cmocka_unit_test(waits),
		cmocka_unit_test(odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
