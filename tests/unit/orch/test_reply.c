/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of providers, whole, cut in two at every byte, and ended at every byte. */
#include "reply.h"

#include "pc_test.h"

enum { ROOM = 1000 };

#define EVENT(name, data) "event: " name "\ndata: " data "\n\n"
#define DATA(data)        "data: " data "\n\n"

#define START                                                                            \
	EVENT("message_start",                                                           \
		"{\"type\":\"message_start\",\"message\":{\"model\":\"claude-x\","       \
		"\"content\":[],\"usage\":{\"input_tokens\":10,"                         \
		"\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":4,"       \
		"\"output_tokens\":1}}}")
#define BLOCK                                                                            \
	EVENT("content_block_start",                                                     \
		"{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"       \
		"{\"type\":\"text\",\"text\":\"\"}}")
#define TEXT(text)                                                                       \
	EVENT("content_block_delta",                                                     \
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"               \
		"{\"type\":\"text_delta\",\"text\":\"" text "\"}}")
#define THINK(text)                                                                      \
	EVENT("content_block_delta",                                                     \
		"{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"               \
		"{\"type\":\"thinking_delta\",\"thinking\":\"" text "\"}}")
#define CALL(text)                                                                       \
	EVENT("content_block_delta",                                                     \
		"{\"type\":\"content_block_delta\",\"index\":1,\"delta\":"               \
		"{\"type\":\"input_json_delta\",\"partial_json\":\"" text "\"}}")
#define PING EVENT("ping", "{\"type\":\"ping\"}")
#define DELTA(reason)                                                                    \
	EVENT("message_delta",                                                           \
		"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" reason       \
		"\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":25}}")
#define STOP EVENT("message_stop", "{\"type\":\"message_stop\"}")
#define BUSY "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}"
#define CHUNK(delta, reason)                                                             \
	DATA("{\"object\":\"chat.completion.chunk\",\"model\":\"gpt-x\",\"choices\":[{"  \
	     "\"index\":0,\"delta\":{" delta "},\"finish_reason\":" reason               \
	     "}],\"usage\":null}")
#define USAGE(words) DATA("{\"model\":\"gpt-x\",\"choices\":[],\"usage\":{" words "}}")
#define DONE         DATA("[DONE]")
#define NAMED        "{\"error\":{\"code\":502,\"message\":\"x\"}}"

static const struct row {
	const char *name;
	const struct reply_contract *contract;
	const char *bytes;
	bool is_stream;
	bool is_cut; /* the connection broke */
	const char *text, *model, *stop, *error;
	bool has_ended, is_odd, has_usage;
	struct pc_usage usage;
} rows[] = {
	/* ---- Messages ---- */
	{"a message", &reply_anthropic,
		START BLOCK PING TEXT("Hel") TEXT("lo") DELTA("end_turn") STOP, true,
		false, "Hello", "claude-x", "end_turn", "", true, false, true,
		{10, 25, 4, 3, 0, -1, 25}},
	{"thinking and a call", &reply_anthropic,
		START THINK("hm") THINK("so") TEXT("Yes") CALL("{}") DELTA("tool_use")
			STOP,
		true, false, "Yes", "claude-x", "tool_use", "", true, false, true,
		{10, 25, 4, 3, 0, -1, 25}},
	{"counted thinking, and later counts", &reply_anthropic,
		START TEXT("a") EVENT("message_delta",
			"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
			"\"max_tokens\"},\"usage\":{\"input_tokens\":12,"
			"\"output_tokens\":30,\"output_tokens_details\":"
			"{\"thinking_tokens\":20}}}") STOP,
		true, false, "a", "claude-x", "max_tokens", "", true, false, true,
		{12, 30, 4, 3, 20, -1, 30}},
	{"refused", &reply_anthropic, START DELTA("refusal") STOP, true, false, "",
		"claude-x", "refusal", "", true, false, true, {10, 25, 4, 3, 0, -1, 25}},
	{"what is not known", &reply_anthropic,
		START EVENT("new", "{\"type\":\"new\",\"text\":\"x\"}") TEXT("a")
			DELTA("end_turn") STOP,
		true, false, "a", "claude-x", "end_turn", "", true, false, true,
		{10, 25, 4, 3, 0, -1, 25}},
	{"without its last frame", &reply_anthropic,
		START TEXT("a") TEXT("b") DELTA("end_turn"), true, false, "ab",
		"claude-x", "end_turn", "", false, false, false,
		{10, 25, 4, 3, 0, -1, 25}},
	{"broken off", &reply_anthropic, START TEXT("a") TEXT("b") TEXT("c"), true, true,
		"abc", "claude-x", "", "", false, false, false, {10, 1, 4, 3, 0, -1, 3}},
	{"broken off while thinking", &reply_anthropic, START THINK("a") THINK("b"), true,
		true, "", "claude-x", "", "", false, false, false,
		{10, 1, 4, 3, 0, -1, 2}},
	{"broken off after one long piece", &reply_anthropic,
		START TEXT("0123456789abcdef0123456789abcdef0123456789abcdef"), true,
		true, "0123456789abcdef0123456789abcdef0123456789abcdef", "claude-x", "",
		"", false, false, false, {10, 1, 4, 3, 0, -1, 3}},
	{"an error under way", &reply_anthropic, START TEXT("a") EVENT("error", BUSY),
		true, false, "a", "claude-x", "", BUSY, false, false, false,
		{10, 1, 4, 3, 0, -1, 1}},
	{"the first error counts", &reply_anthropic,
		START EVENT("error", BUSY) EVENT("error", NAMED), true, false, "",
		"claude-x", "", BUSY, false, false, false, {10, 1, 4, 3, 0, -1, 1}},
	{"an error that is no JSON", &reply_anthropic, START EVENT("error", "oh no"),
		true, false, "", "claude-x", "", "oh no", false, true, false,
		{10, 1, 4, 3, 0, -1, 1}},
	{"text behind the end", &reply_anthropic,
		START TEXT("a") DELTA("end_turn") STOP TEXT("b"), true, false, "a",
		"claude-x", "end_turn", "", true, false, true, {10, 25, 4, 3, 0, -1, 25}},
	{"no JSON", &reply_anthropic, START DATA("{\"type\":") TEXT("a"), true, false, "",
		"claude-x", "", "", false, true, false, {10, 1, 4, 3, 0, -1, 1}},
	{"odd types everywhere", &reply_anthropic,
		DATA("{\"type\":\"message_start\",\"message\":7}")
			DATA("{\"type\":\"content_block_delta\",\"delta\":[]}") DATA(
				"{\"type\":\"message_delta\",\"delta\":null,\"usage\":"
				"{\"output_tokens\":-5,\"input_tokens\":\"9\"}}")
				DATA("{\"type\":[]}"),
		true, false, "", "", "", "", false, false, false, {0, 0, 0, 0, 0, -1, 0}},
	{"a count that is none", &reply_anthropic,
		DATA("{\"type\":\"message_start\",\"message\":{\"usage\":"
		     "{\"input_tokens\":9223372036854775807}}}"),
		true, true, "", "", "", "", false, false, false,
		{INT64_C(1) << 48, 0, 0, 0, 0, -1, 0}},
	{"a message in one", &reply_anthropic,
		"{\"type\":\"message\",\"model\":\"claude-x\",\"content\":["
		"{\"type\":\"thinking\",\"thinking\":\"hm\"},"
		"{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":"
		"\"lo\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,"
		"\"output_tokens\":2,\"cache_read_input_tokens\":null}}",
		false, false, "Hello", "claude-x", "end_turn", "", true, false, true,
		{1, 2, 0, 0, 0, -1, 2}},
	{"an error in one", &reply_anthropic, BUSY, false, false, "", "", "", BUSY, true,
		false, false, {0, 0, 0, 0, 0, -1, 0}},
	{"a page of somebody's", &reply_anthropic, "<html>413</html>", false, false, "",
		"", "", "<html>413</html>", false, true, false, {0, 0, 0, 0, 0, -1, 0}},
	{"no message", &reply_anthropic, "{\"ok\":true}", false, false, "", "", "", "",
		false, true, false, {0, 0, 0, 0, 0, -1, 0}},
	{"nothing in a stream", &reply_anthropic, "", true, false, "", "", "", "", false,
		false, false, {0, 0, 0, 0, 0, -1, 0}},
	/* ---- chat completions ---- */
	{"a completion", &reply_openai,
		CHUNK("\"role\":\"assistant\",\"content\":\"\"", "null") CHUNK(
			"\"content\":\"Hel\"", "null") CHUNK("\"content\":\"lo\"", "null")
			CHUNK("", "\"stop\"") USAGE(
				"\"prompt_tokens\":10,\"completion_tokens\":7,\"total_"
				"tokens\":17,"
				"\"prompt_tokens_details\":{\"cached_tokens\":4},"
				"\"completion_tokens_details\":{\"reasoning_tokens\":5}")
				DONE,
		true, false, "Hello", "gpt-x", "stop", "", true, false, true,
		{6, 7, 4, 0, 5, -1, 7}},
	{"kept busy", &reply_openai,
		": OPENROUTER PROCESSING\n\n" CHUNK("\"content\":\"a\"", "null") DATA("")
			CHUNK("", "\"stop\"") DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, false,
		{0, 0, 0, 0, 0, -1, 1}},
	{"thinking outside of what came out", &reply_openai,
		CHUNK("\"reasoning\":\"hm\"", "null") CHUNK("\"content\":\"a\"",
			"\"stop\"") USAGE("\"prompt_tokens\":10,\"completion_tokens\":1,"
					  "\"total_tokens\":31") DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{10, 21, 0, 0, 0, -1, 21}},
	{"caches in other words", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"") USAGE(
			"\"prompt_tokens\":10,\"prompt_cache_hit_tokens\":8,"
			"\"prompt_cache_miss_tokens\":2,\"completion_tokens\":1") DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{2, 1, 8, 0, 0, -1, 1}},
	{"what it cost", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"") USAGE(
			"\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":0.0025")
			DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{1, 1, 0, 0, 0, INT64_C(2500000000), 1}},
	{"what it cost, by an own key", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"") USAGE(
			"\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":1e-6,"
			"\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":"
			"0.25}") DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{1, 1, 0, 0, 0, INT64_C(250001000000), 1}},
	{"what it cost so far, and broken off", &reply_openai,
		CHUNK("\"content\":\"a\"", "null")
			USAGE("\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":0"),
		true, true, "a", "gpt-x", "", "", false, false, false,
		{1, 1, 0, 0, 0, -1, 1}},
	{"a price that is none", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"") USAGE(
			"\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":-1.5") DONE,
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{1, 1, 0, 0, 0, -1, 1}},
	{"a call of a tool", &reply_openai,
		CHUNK("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}"
		      "]",
			"\"tool_calls\"") DONE,
		true, false, "", "gpt-x", "tool_calls", "", true, false, false,
		{0, 0, 0, 0, 0, -1, 1}},
	{"no last frame, but all there is", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"")
			USAGE("\"prompt_tokens\":1,\"completion_tokens\":1"),
		true, false, "a", "gpt-x", "stop", "", true, false, true,
		{1, 1, 0, 0, 0, -1, 1}},
	{"the same, and the connection broke", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\"")
			USAGE("\"prompt_tokens\":1,\"completion_tokens\":1"),
		true, true, "a", "gpt-x", "stop", "", false, false, false,
		{1, 1, 0, 0, 0, -1, 1}},
	{"no last frame and no counts", &reply_openai,
		CHUNK("\"content\":\"a\"", "\"stop\""), true, false, "a", "gpt-x", "stop",
		"", false, false, false, {0, 0, 0, 0, 0, -1, 1}},
	{"broken off between chunks", &reply_openai,
		CHUNK("\"content\":\"a\"", "null") CHUNK("\"content\":\"b\"", "null"),
		true, true, "ab", "gpt-x", "", "", false, false, false,
		{0, 0, 0, 0, 0, -1, 2}},
	{"an error as an event", &reply_openai,
		CHUNK("\"content\":\"a\"", "null") DATA(NAMED), true, false, "a", "gpt-x",
		"", NAMED, false, false, false, {0, 0, 0, 0, 0, -1, 1}},
	{"an error as a reason", &reply_openai,
		DATA("{\"choices\":[{\"index\":0,"
		     "\"delta\":{},\"finish_reason\":\"error\"}]}") DONE,
		true, false, "", "", "error",
		"{\"choices\":[{\"index\":0,"
		"\"delta\":{},\"finish_reason\":\"error\"}]}",
		true, false, false, {0, 0, 0, 0, 0, -1, 0}},
	{"an error in a list", &reply_openai, DATA("[" NAMED "]"), true, false, "", "",
		"", "[" NAMED "]", false, false, false, {0, 0, 0, 0, 0, -1, 0}},
	{"others' choices", &reply_openai,
		DATA("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}},"
		     "{\"index\":0,\"delta\":{\"content\":\"yes\"}}]}") DONE,
		true, false, "yes", "", "", "", true, false, false,
		{0, 0, 0, 0, 0, -1, 1}},
	{"a completion in one", &reply_openai,
		"{\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"message\":{\"content\":"
		"\"Hi\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":3,"
		"\"completion_tokens\":4,\"total_tokens\":7}}",
		false, false, "Hi", "gpt-x", "length", "", true, false, true,
		{3, 4, 0, 0, 0, -1, 4}},
	{"an error with 200", &reply_openai, NAMED, false, false, "", "", "", NAMED, true,
		false, false, {0, 0, 0, 0, 0, -1, 0}},
	{"an empty body", &reply_openai, "", false, false, "", "", "", "", false, true,
		false, {0, 0, 0, 0, 0, -1, 0}},
	{"a body that is cut", &reply_openai, "{\"choices\":[{\"message\":", false, true,
		"", "", "", "{\"choices\":[{\"message\":", false, true, false,
		{0, 0, 0, 0, 0, -1, 0}},
};

static void check_usage(const struct pc_usage *is, const struct pc_usage *wants)
{
	assert_int_equal(is->in, wants->in);
	assert_int_equal(is->out, wants->out);
	assert_int_equal(is->cache_read, wants->cache_read);
	assert_int_equal(is->cache_write, wants->cache_write);
	assert_int_equal(is->thinking, wants->thinking);
	assert_int_equal(is->list_price, wants->list_price);
	assert_int_equal(is->at_least, wants->at_least);
}

static void on_piece(void *context, struct pc_str text)
{
	pc_buf_add(context, text);
}

static void check_reply(
	const struct row *r, const struct reply *reply, const struct pc_buf *told)
{
	assert_str(pc_buf_str(&reply->text), r->text);
	assert_str(pc_buf_str(told), r->text);
	assert_str(reply_word_str(&reply->model), r->model);
	assert_str(reply_word_str(&reply->stop), r->stop);
	assert_str(pc_buf_str(&reply->error), r->error);
	assert_int_equal(reply->has_ended, r->has_ended);
	assert_int_equal(reply->is_odd, r->is_odd);
	assert_int_equal(reply->has_usage, r->has_usage);
	assert_false(reply->is_truncated);
	check_usage(&reply->usage, &r->usage);
}

static void begin(struct reply *reply, const struct row *r)
{
	*reply = (struct reply){.contract = r->contract, .most = ROOM};
	reply_header(reply, PC_STR("X-A: text/event-stream"));
	reply_header(reply, r->is_stream ? PC_STR("content-type: Text/Event-Stream ; a=b")
					 : PC_STR("Content-Type: application/json"));
}

static void feed_cut(const struct row *r, size_t cut, size_t step)
{
	PC_AUTO(pc_buf_done) struct pc_buf told = {0};
	struct pc_str rest = pc_str(r->bytes);
	struct reply reply;

	begin(&reply, r);
	reply.piece = on_piece;
	reply.context = &told;
	reply_feed(&reply, pc_str_head(rest, cut));
	for (rest = pc_str_from(rest, cut); rest.len; rest = pc_str_from(rest, step))
		reply_feed(&reply, pc_str_head(rest, step));
	reply_end(&reply, !r->is_cut);
	check_reply(r, &reply, &told);
	reply_done(&reply);
}

/* What broke off has not ended, unless the frame that ends it was there; of tokens and
 * text it never knows more than the whole has. */
static void end_early(const struct row *r, size_t cut)
{
	struct reply reply;

	begin(&reply, r);
	reply_feed(&reply, pc_str_head(pc_str(r->bytes), cut));
	reply_end(&reply, false);
	assert_true(pc_str_starts(pc_str(r->text), pc_buf_str(&reply.text)));
	assert_true(reply.usage.at_least >= reply.usage.out);
	if (!r->has_ended || !r->is_stream)
		assert_false(reply.has_ended);
	if (reply.has_ended)
		assert_int_equal(reply.has_usage, r->has_usage);
	reply_done(&reply);
}

static void check(const struct row *r)
{
	size_t len = strlen(r->bytes);

	for (size_t cut = 0; cut <= len; cut++) {
		feed_cut(r, cut, SIZE_MAX);
		end_early(r, cut);
	}
	feed_cut(r, 0, 1);
}

/* ---- ceilings -----------------------------------------------------------------------
 */

static const struct most_row {
	const char *name;
	size_t most;
	const char *text;
	bool is_truncated;
} mosts[] = {
	{"room for all", 5, "Hello", false},
	{"a byte less", 4, "Hell", true},
	{"none", 0, "", true},
};

static void check_most(const struct most_row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf told = {0};
	struct reply reply = {.contract = &reply_anthropic,
		.most = r->most,
		.is_stream = true,
		.piece = on_piece,
		.context = &told};

	assert_true(reply_feed(
		&reply, PC_STR(START TEXT("Hel") TEXT("lo") DELTA("end_turn") STOP)));
	reply_end(&reply, true);
	assert_str(pc_buf_str(&reply.text), r->text);
	assert_str(pc_buf_str(&told), "Hello");
	assert_int_equal(reply.is_truncated, r->is_truncated);
	assert_true(reply.has_ended && reply.usage.out == 25);
	reply_done(&reply);
}

static const struct body_row {
	const char *name;
	size_t size;
	bool is_taken;
} bodies[] = {
	{"the largest body", PC_MAX_REPLY_BODY, true},
	{"one byte more", PC_MAX_REPLY_BODY + 1, false},
};

static void check_body(const struct body_row *r)
{
	struct reply reply = {.contract = &reply_openai, .most = ROOM};
	PC_AUTO(pc_buf_done) struct pc_buf body = {0};

	memset(pc_buf_room(&body, r->size), ' ', r->size);
	body.len = r->size;
	assert_int_equal(reply_feed(&reply, pc_buf_str(&body)), r->is_taken);
	assert_int_equal(reply.is_odd, !r->is_taken);
	reply_end(&reply, true);
	assert_false(reply.has_ended);
	reply_done(&reply);
}

PC_TABLE(rows, check)
PC_TABLE(mosts, check_most)
PC_TABLE(bodies, check_body)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(mosts) + PC_RUN(bodies);
}
