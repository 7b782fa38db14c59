/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a client that works, to what its run's end is told by.  Each row is fed whole,
 * and byte by byte: both have to say the same. */
#include "pc_test.h"
#include "stream_cli.h"

#define INIT                                                                             \
	"{\"type\":\"system\",\"subtype\":\"init\",\"cwd\":\"/"                          \
	"w\",\"session_id\":\"s1\","                                                     \
	"\"model\":\"claude-opus-4-8\",\"apiKeySource\":\"none\"}\n"
#define SAYS(id, model, out, text)                                                       \
	"{\"type\":\"assistant\",\"parent_tool_use_id\":null,\"message\":{\"id\":\"" id  \
	"\",\"model\":\"" model "\",\"content\":[{\"type\":\"text\",\"text\":\"" text    \
	"\"}],\"usage\":{\"input_tokens\":10,\"output_tokens\":" #out                    \
	",\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":2}}}\n"
#define WINDOW(status, kind)                                                             \
	"{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"" status       \
	"\",\"resetsAt\":1790000000,\"rateLimitType\":\"" kind "\"}}\n"
#define USAGE                                                                            \
	"\"usage\":{\"input_tokens\":100,\"output_tokens\":50,"                          \
	"\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":3}"
#define DONE                                                                             \
	"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"               \
	"\"result\":\"fine\",\"session_id\":\"s1\",\"total_cost_usd\":0.0123," USAGE     \
	"}\n"

struct heard {
	char text[256];
	size_t windows;
};

struct want {
	const char *output, *answered, *subtype;
	int64_t in, out, price;
	int status;
	bool has_ended, is_error, is_synthetic;
	size_t unknown, broken, windows;
};

static const struct row {
	const char *name, *text;
	struct want want;
} rows[] = {
	{"nothing at all", "", {.price = -1}},
	{"a run that ends well", INIT SAYS("m1", "claude-opus-4-8", 4, "hm") DONE,
		{"fine", "claude-opus-4-8", "success", 100, 50, 12300000000,
			.has_ended = true}},
	{"without its last line end",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		"\"result\":\"x\"}",
		{"x", .subtype = "success", .price = -1, .has_ended = true}},
	{"it breaks off: what was said and used is kept",
		INIT SAYS("m1", "claude-opus-4-8", 4, "ab")
			SAYS("m2", "claude-opus-4-8", 6, "cd"),
		{"abcd", "claude-opus-4-8", .in = 20, .out = 10, .price = -1}},
	{"lines of one message count once",
		INIT SAYS("m1", "claude-opus-4-8", 1, "a")
			SAYS("m1", "claude-opus-4-8", 9, "b"),
		{"ab", "claude-opus-4-8", .in = 10, .out = 9, .price = -1}},
	{"messages that are mixed count once each",
		INIT SAYS("m1", "claude-opus-4-8", 5, "a") SAYS("m2", "claude-opus-4-8",
			5, "b") SAYS("m1", "claude-opus-4-8", 5, "c"),
		{"abc", "claude-opus-4-8", .in = 20, .out = 10, .price = -1}},
	{"a result that tells less than was seen", SAYS("m1", "x", 500, "") DONE,
		{"fine", "x", "success", 100, 500, 12300000000, .has_ended = true}},
	{"another model is told before the one that was announced",
		INIT SAYS("m1", "claude-opus-4-8", 1, "") SAYS("m2", "claude-haiku-5-5",
			1, "") SAYS("m3", "claude-opus-4-8", 1, ""),
		{"", "claude-haiku-5-5", .in = 30, .out = 3, .price = -1}},
	{"a helper's words are not the answer, its tokens count",
		"{\"type\":\"assistant\",\"parent_tool_use_id\":\"t1\",\"message\":{"
		"\"id\":"
		"\"h\",\"model\":\"claude-haiku-5-5\",\"content\":[{\"type\":\"text\","
		"\"text\":\"no\"}],\"usage\":{\"output_tokens\":8}}}\n",
		{"", "", .out = 8, .price = -1}},
	{"used up, and called a success",
		INIT WINDOW("rejected", "five_hour") SAYS("s", "<synthetic>", 0,
			"limit reached") "{\"type\":\"result\",\"subtype\":\"success\","
					 "\"is_error\":true,\"api_error_status\":429,"
					 "\"terminal_reason\":\"api_error\",\"result\":"
					 "\"limit reached\",\"total_cost_usd\":0}\n",
		{"limit reached", "", "success", .status = 429, .has_ended = true,
			.is_error = true, .is_synthetic = true, .windows = 1}},
	{"windows that are open",
		WINDOW("allowed", "five_hour") WINDOW("allowed_warning", "seven_day"),
		{.price = -1}},
	{"a rejection that names no window",
		"{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":"
		"\"rejected\",\"isUsingOverage\":false}}\n",
		{.price = -1}},
	{"limits of a client are errors",
		"{\"type\":\"result\",\"subtype\":\"error_max_turns\",\"errors\":[\"too "
		"many\"]}\n",
		{"too many", .subtype = "error_max_turns", .price = -1, .has_ended = true,
			.is_error = true}},
	{"is_error alone decides",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true}\n",
		{.subtype = "success", .price = -1, .has_ended = true, .is_error = true}},
	{"a shape goes before a text",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		"\"result\":"
		"\"x\",\"structured_output\":{\"a\":1}}\n",
		{"{\"a\":1}", .subtype = "success", .price = -1, .has_ended = true}},
	{"all models are counted",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false," USAGE
		",\"modelUsage\":{\"a\":{\"inputTokens\":90,\"outputTokens\":45},\"b\":"
		"{\"inputTokens\":30,\"outputTokens\":9}}}\n",
		{"", .subtype = "success", .in = 120, .out = 54, .price = -1,
			.has_ended = true}},
	{"an older client's name of the cost",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		"\"cost_usd\":2}\n",
		{"", .subtype = "success", .price = 2000000000000, .has_ended = true}},
	{"no such money",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		"\"total_cost_usd\":-1,\"usage\":{\"input_tokens\":-5,"
		"\"output_tokens\":\"9\"}}\n",
		{"", .subtype = "success", .price = -1, .has_ended = true}},
	{"money past all numbers",
		"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		"\"total_cost_usd\":1e300}\n",
		{"", .subtype = "success", .price = -1, .has_ended = true}},
	{"what is no JSON, and kinds that nobody knows",
		"warning: x\n{broken\n[1]\n\n{\"type\":\"novelty\"}\n{}\n{\"type\":7}\n"
		"{\"type\":\"system\",\"subtype\":\"other\"}\n{\"type\":\"user\"}"
		"\r\n" DONE,
		{"fine", "", "success", 100, 50, 12300000000, .has_ended = true,
			.unknown = 4, .broken = 3}},
	{"values of other kinds",
		"{\"type\":\"assistant\"}\n{\"type\":\"assistant\",\"message\":[]}\n"
		"{\"type\":\"assistant\",\"message\":{\"content\":{},\"usage\":[]}}\n"
		"{\"type\":\"rate_limit_event\"}\n{\"type\":\"rate_limit_event\","
		"\"rate_limit_info\":\"rejected\"}\n{\"type\":\"result\",\"usage\":[],"
		"\"modelUsage\":[1],\"permission_denials\":{},\"errors\":[7],"
		"\"api_error_status\":\"429\"}\n",
		{.price = -1, .has_ended = true, .is_error = true}},
	{"a second result that failed",
		DONE "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true}\n",
		{"fine", "", "success", 100, 50, 12300000000, .has_ended = true,
			.is_error = true}},
	{"the first failed, the second not",
		"{\"type\":\"result\",\"subtype\":\"error_max_turns\"}\n" DONE,
		{"fine", "", "error_max_turns", 100, 50, 12300000000, .has_ended = true,
			.is_error = true}},
	{"a second result tells all of it, and its own answer",
		DONE "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		     "\"result\":\"more\",\"total_cost_usd\":0.02,\"usage\":"
		     "{\"input_tokens\":150,\"output_tokens\":20}}\n",
		{"more", "", "success", 150, 50, 20000000000, .has_ended = true}},
};

static void on_text(void *context, struct pc_str text)
{
	struct heard *heard = context;
	size_t at = strlen(heard->text);

	(void)snprintf(
		heard->text + at, sizeof(heard->text) - at, "%.*s", PC_STR_ARG(text));
}

static void on_window(void *context, struct pc_str line)
{
	struct heard *heard = context;

	assert_true(pc_str_find_str(line, PC_STR("rejected")) < line.len);
	heard->windows++;
}

static void compare(const struct cli_stream *s, const struct want *want)
{
	assert_str(s->output, want->output ? want->output : "");
	assert_str(s->answered, want->answered ? want->answered : "");
	assert_str(s->subtype, want->subtype ? want->subtype : "");
	assert_int_equal(s->usage.in, want->in);
	assert_int_equal(s->usage.out, want->out);
	assert_int_equal(s->usage.list_price, want->price);
	assert_int_equal(s->api_status, want->status);
	assert_int_equal(s->has_ended, want->has_ended);
	assert_int_equal(s->is_error, want->is_error);
	assert_int_equal(s->was_synthetic, want->is_synthetic);
	assert_int_equal(s->unknown, want->unknown);
	assert_int_equal(s->broken, want->broken);
}

static void feed(const struct row *r, size_t step)
{
	struct heard heard = {0};
	const struct cli_hooks hooks = {on_text, on_window, &heard};
	struct pc_str rest = pc_str(r->text);
	struct cli_stream s;

	cli_stream_init(&s, &hooks, 4096);
	while (rest.len) {
		cli_stream_feed(&s, pc_str_head(rest, step));
		rest = pc_str_from(rest, step);
	}
	cli_stream_end(&s);
	compare(&s, &r->want);
	assert_int_equal(heard.windows, r->want.windows);
	if (!s.has_ended)
		assert_str(s.output, heard.text);
	cli_stream_done(&s);
}

static void check(const struct row *r)
{
	feed(r, SIZE_MAX);
	feed(r, 1);
	feed(r, 7);
}

/* ---- ceilings ------------------------------------------------------------------------
 */

static void test_long_line(void **state)
{
	const struct cli_hooks hooks = {0};
	struct cli_stream s;
	char *piece = pc_xmalloc(1 << 20);

	(void)state;
	memset(piece, 'x', 1 << 20);
	cli_stream_init(&s, &hooks, 4096);
	for (int i = 0; i < 20; i++)
		cli_stream_feed(&s, (struct pc_str){piece, 1 << 20});
	assert_true(s.line.cap <= (8 << 20) + 1);
	cli_stream_feed(&s, PC_STR("\n" INIT DONE));
	cli_stream_end(&s);
	assert_int_equal(s.too_long, 1);
	assert_int_equal(s.broken, 0);
	assert_true(s.has_ended);
	assert_str(s.output, "fine");
	cli_stream_done(&s);
	free(piece);
}

static void test_long_answer(void **state)
{
	const struct cli_hooks hooks = {0};
	struct cli_stream s;

	(void)state;
	cli_stream_init(&s, &hooks, 3);
	cli_stream_feed(&s, PC_STR(INIT SAYS("m", "x", 1, "ab") SAYS("n", "x", 1, "cd")));
	assert_true(s.is_truncated);
	assert_int_equal(s.said.len, 3);
	cli_stream_feed(&s, PC_STR(DONE));
	cli_stream_end(&s);
	assert_true(s.is_truncated);
	assert_str(s.output, "fin");
	cli_stream_done(&s);
}

static void test_denials(void **state)
{
	const struct cli_hooks hooks = {0};
	struct cli_stream s;

	(void)state;
	cli_stream_init(&s, &hooks, 100);
	cli_stream_feed(&s,
		PC_STR("{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,"
		       "\"permission_denials\":[{\"tool_name\":\"Bash\",\"tool_input\":"
		       "{\"command\":\"id\"}}]}\n"));
	cli_stream_end(&s);
	assert_str(s.denials, "[{\"tool_name\":\"Bash\",\"tool_input\":"
			      "{\"command\":\"id\"}}]");
	cli_stream_done(&s);
}

static void test_body(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct cli_hooks hooks = {0};
	struct cli_stream s;

	(void)state;
	cli_stream_init(&s, &hooks, 100);
	assert_int_equal(cli_stream_body(&arena, &s).len, 0);
	cli_stream_feed(&s, PC_STR(WINDOW("rejected", "five_hour") DONE));
	cli_stream_end(&s);
	assert_str(cli_stream_body(&arena, &s),
		WINDOW("rejected",
			"five_hour") "{\"type\":\"result\",\"subtype\":"
				     "\"success\",\"is_error\":false,"
				     "\"stop_reason\":null,\"terminal_reason\":null}\n");
	cli_stream_done(&s);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_long_answer),
		cmocka_unit_test(test_denials),
		cmocka_unit_test(test_body),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
