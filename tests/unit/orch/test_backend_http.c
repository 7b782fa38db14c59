/* SPDX-License-Identifier: Apache-2.0 */
/* Backends over HTTP against a server on the same loop: what they ask, what they make of
 * answers, and that nothing is asked without a pass.
 *
 * Whether a pass is one is the gate's to say, and its tests'; here it is said below. */
#include "answering.h"
#include "pc/orch/backend.h"

enum { MINUTE = 60000, SOON = 60 };

static bool has_pass;

enum pc_status pc_pass_take(const struct pc_run_plan *plan, struct pc_err *err)
{
	(void)plan;
	return has_pass ? PC_OK
			: pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "no pass");
}

struct scene {
	struct pc_loop *loop;
	struct server server;
	struct pc_run *run;
	struct pc_buf told, said, output, answered;
	enum pc_failure_class class;
	struct pc_usage usage;
	size_t n_started, n_ended;
	const struct pc_backend *cancels; /* at the first piece */
};

static void on_started(void *context, int64_t pid, int64_t began)
{
	struct scene *scene = context;

	assert_true(pid == 0 && began == 0);
	scene->n_started++;
}

static void on_text(void *context, struct pc_str text)
{
	struct scene *scene = context;

	pc_buf_add(&scene->told, text);
	if (scene->cancels)
		scene->cancels->cancel(scene->run);
}

static void on_ended(void *context, const struct pc_run_end *end)
{
	struct scene *scene = context;

	scene->n_ended++;
	scene->class = end->failure.class;
	scene->usage = end->usage;
	pc_buf_add(&scene->said, end->failure.said);
	pc_buf_add(&scene->output, end->output);
	pc_buf_add(&scene->answered, end->answered);
	pc_loop_stop(scene->loop);
}

static void begin(struct scene *scene, const char *answer)
{
	struct pc_err err;

	*scene = (struct scene){0};
	has_pass = true;
	assert_int_equal(pc_loop_new(&scene->loop, &err), PC_OK);
	server_begin(&scene->server, scene->loop);
	scene->server.answer = answer;
}

static void end(struct scene *scene)
{
	pc_backends_done();
	server_end(&scene->server);
	pc_loop_free(&scene->loop);
	pc_buf_done(&scene->told);
	pc_buf_done(&scene->said);
	pc_buf_done(&scene->output);
	pc_buf_done(&scene->answered);
}

static enum pc_status start(
	struct scene *scene, const struct pc_backend *backend, enum pc_contract contract)
{
	static char bytes[] = "sk-secret";
	static const struct pc_secret key = {bytes, sizeof(bytes) - 1};
	const struct pc_job job = {.id = 1,
		.prompt = PC_STR("say \"hi\""),
		.system_prompt = PC_STR("be short"),
		.reserved_tokens = 100};
	const struct pc_run_hooks hooks = {.started = on_started,
		.piece = on_text,
		.ended = on_ended,
		.context = scene};
	char url[64];
	struct pc_run_plan plan = {.job = &job,
		.model = PC_STR("model-x"),
		.key = &key,
		.deadline = MINUTE,
		.idle = SOON,
		.contract = contract};
	struct pc_err err;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1/", scene->server.port);
	plan.url = pc_str(url);
	return backend->start(&scene->run, scene->loop, &plan, &hooks, &err);
}

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
#define BEGUN                                                                            \
	"data: {\"type\":\"message_start\",\"message\":{\"model\":\"model-x-1\","        \
	"\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"                       \
	"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\","    \
	"\"te|xt\":\"Hi\"}}\n\n"
#define ENDED                                                                            \
	"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"    \
	"\"usage\":{\"output_tokens\":2}}\n\ndata: {\"type\":\"message_stop\"}\n\n"
#define CHUNK                                                                            \
	"data: {\"model\":\"model-x-1\",\"choices\":[{\"index\":0,\"delta\":"            \
	"{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n"
#define COUNTS                                                                           \
	"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}" \
	"\n\n"
#define ERROR(type) "{\"type\":\"error\",\"error\":{\"type\":\"" type "\"}}"
#define PLAIN(status, size, body)                                                        \
	"HTTP/1.1 " status "\r\nContent-Type: application/json\r\nContent-Length: " size \
	"\r\n\r\n" body

static const struct row {
	const char *name;
	const struct pc_backend *backend;
	enum pc_contract contract;
	const char *answer;
	enum pc_failure_class class;
	const char *output, *answered;
	int64_t out, at_least;
	const char *asked[5];
} rows[] = {
	{"a message", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC, HEAD BEGUN ENDED "!",
		PC_FAILURE_NONE, "Hi", "model-x-1", 2, 2,
		{"POST /v1/v1/messages HTTP/1.1\r\n", "x-api-key: sk-secret\r\n",
			"anthropic-version: 2023-06-01\r\n", "\"max_tokens\":100,",
			"\"system\":\"be short\",\"messages\":[{\"role\":\"user\","
			"\"content\":\"say \\\"hi\\\"\"}]}"}},
	{"a message that broke off", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC,
		HEAD BEGUN "!", PC_FAILURE_STREAM_BROKEN, "Hi", "model-x-1", 1, 1, {0}},
	{"a message that hangs", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC, HEAD BEGUN,
		PC_FAILURE_STREAM_BROKEN, "Hi", "model-x-1", 1, 1, {0}},
	{"an error under way", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC,
		HEAD BEGUN "event: error\ndata: " ERROR("overloaded_error") "\n\n!",
		PC_FAILURE_OVERLOADED, "Hi", "model-x-1", 1, 1, {0}},
	{"too many", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC,
		"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 52\r\n\r\n" ERROR(
			"rate_limit_error"),
		PC_FAILURE_RATE_LIMITED, "", "", 0, 0, {0}},
	{"no such key", &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC,
		PLAIN("401 No", "56", ERROR("authentication_error")),
		PC_FAILURE_AUTH_INVALID, "", "", 0, 0, {0}},
	{"a completion", &pc_backend_openai, PC_CONTRACT_OPENAI,
		HEAD CHUNK COUNTS "data: [DONE]\n\n!", PC_FAILURE_NONE, "Hi", "model-x-1",
		2, 2,
		{"POST /v1/chat/completions HTTP/1.1\r\n",
			"Authorization: Bearer sk-secret\r\n",
			"\"stream_options\":{\"include_usage\":true}",
			"\"max_tokens\":100,",
			"[{\"role\":\"system\",\"content\":\"be short\"},"
			"{\"role\":\"user\",\"content\":\"say \\\"hi\\\"\"}]}"}},
	{"a completion that broke off", &pc_backend_openai, PC_CONTRACT_OPENAI,
		HEAD CHUNK "!", PC_FAILURE_STREAM_BROKEN, "Hi", "model-x-1", 0, 1, {0}},
	{"an error with 200, of a router", &pc_backend_openai, PC_CONTRACT_OPENROUTER,
		PLAIN("200 OK", "40",
			"{\"error\":{\"code\":502,\"message\":\"x\"}}     "),
		PC_FAILURE_OVERLOADED, "", "", 0, 0, {0}},
};

static void check(const struct row *r)
{
	struct scene scene;

	begin(&scene, r->answer);
	assert_int_equal(start(&scene, r->backend, r->contract), PC_OK);
	assert_int_equal(pc_loop_run(scene.loop, &(struct pc_err){0}), PC_OK);
	assert_int_equal(scene.class, r->class);
	assert_str(pc_buf_str(&scene.output), r->output);
	assert_str(pc_buf_str(&scene.told), r->output);
	assert_str(pc_buf_str(&scene.answered), r->answered);
	assert_int_equal(scene.usage.out, r->out);
	assert_int_equal(scene.usage.at_least, r->at_least);
	assert_int_equal(scene.n_started, 1);
	assert_int_equal(scene.n_ended, 1);
	for (size_t i = 0; i < PC_COUNT(r->asked) && r->asked[i]; i++)
		assert_non_null(strstr(scene.server.asked.ptr, r->asked[i]));
	end(&scene);
}

static void nothing_without_a_pass(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, "");
	has_pass = false;
	assert_int_equal(start(&scene, &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC),
		PC_ERR_USAGE);
	assert_int_equal(
		start(&scene, &pc_backend_openai, PC_CONTRACT_OPENAI), PC_ERR_USAGE);
	assert_int_equal(scene.n_started + scene.n_ended + scene.server.n, 0);
	end(&scene);
}

static void a_cancelled_one_ends(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, HEAD BEGUN);
	scene.cancels = &pc_backend_anthropic;
	assert_int_equal(
		start(&scene, &pc_backend_anthropic, PC_CONTRACT_ANTHROPIC), PC_OK);
	assert_int_equal(pc_loop_run(scene.loop, &(struct pc_err){0}), PC_OK);
	assert_int_equal(scene.n_ended, 1);
	assert_int_equal(scene.class, PC_FAILURE_WORKER_LOST);
	assert_str(pc_buf_str(&scene.said), "cancelled");
	assert_int_equal(scene.usage.at_least, 1);
	end(&scene);
}

PC_TABLE(rows, check)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_without_a_pass),
		cmocka_unit_test(a_cancelled_one_ends),
	};

	return PC_RUN(rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
