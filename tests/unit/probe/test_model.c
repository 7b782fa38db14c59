/* SPDX-License-Identifier: Apache-2.0 */
/* The stand-in for the model: what it answers to requests as clients send them, in the
 * order in which it makes its calls, and what it makes of their results. */
#include "pc/doc/read.h"
#include "pc_test.h"
#include "probe_priv.h"

enum { MOST = 30 };

struct scene {
	struct pc_canary canaries[MOST];
	const struct pc_canary *chosen[MOST];
	struct pc_fate fates[MOST];
	struct pc_stage stage;
	struct pc_probe probe;
	struct model model;
	char refused[PC_MAX_CANARY_TEXT];
	struct pc_buf answer;
	bool is_stream;
};

static void begin(struct scene *scene, size_t n, unsigned needs)
{
	*scene = (struct scene){.stage = {.control = PC_STR("/w/control")}};
	for (size_t i = 0; i < n; i++) {
		scene->canaries[i] = (struct pc_canary){
			.action = {PC_STR("Bash"), NULL}, .needs = needs};
		scene->chosen[i] = &scene->canaries[i];
	}
	scene->probe = (struct pc_probe){.stage = &scene->stage,
		.canaries = scene->chosen,
		.n = n,
		.fates = scene->fates};
	model_init(&scene->model, &scene->probe, scene->refused);
}

static void end(struct scene *scene)
{
	model_done(&scene->model);
	pc_buf_done(&scene->answer);
}

static bool ask(struct scene *scene, const char *body)
{
	scene->answer.len = 0;
	return model_answer(
		&scene->model, &scene->answer, &scene->is_stream, pc_str(body));
}

/* How often words stand in the last answer. */
static size_t count(const struct scene *scene, const char *words)
{
	struct pc_str rest = pc_buf_str(&scene->answer);
	size_t n = 0, at;

	while ((at = pc_str_find_str(rest, pc_str(words))) < rest.len) {
		rest = pc_str_from(rest, at + 1);
		n++;
	}
	return n;
}

/* A request that brings results: "number|is_error|text" of the first try, each. */
static void bring(
	struct scene *scene, const char *const *results, size_t n, unsigned try_)
{
	PC_AUTO(pc_buf_done) struct pc_buf body = {0};

	pc_buf_puts(&body, "{\"model\":\"m\",\"tools\":[{}],\"messages\":[{\"content\":"
			   "\"go\"},{\"content\":[{\"type\":\"text\"}");
	for (size_t i = 0; i < n; i++) {
		struct pc_str rest = pc_str(results[i]);
		struct pc_str number = pc_str_cut(&rest, '|');
		struct pc_str is_error = pc_str_cut(&rest, '|');

		pc_buf_printf(&body,
			",{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_probe_%.*s_%u"
			"\",\"is_error\":%s,\"content\":[{\"type\":\"text\",\"text\":"
			"\"%.*s\"}]}",
			PC_STR_ARG(number), try_,
			pc_str_is(is_error, "e") ? "true" : "false", PC_STR_ARG(rest));
	}
	pc_buf_puts(&body, "]}]}");
	assert_true(ask(scene, body.ptr));
}

static const char plain[] = "{\"model\":\"m\",\"tools\":[{}],\"messages\":[]}";

static void test_bodies(void **state)
{
	static const char *const wrong[] = {"", "{", "[]", "null", "\"x\"", "1", "{}x"};
	struct scene scene;

	(void)state;
	begin(&scene, 1, 0);
	for (size_t i = 0; i < PC_COUNT(wrong); i++)
		assert_false(ask(&scene, wrong[i]));
	/* No tools: a question beside the session. */
	assert_true(ask(&scene, "{\"model\":\"m\",\"messages\":[]}"));
	assert_int_equal(count(&scene, "\"text\":\"done\""), 1);
	assert_int_equal(count(&scene, "tool_use"), 0);
	assert_false(scene.is_stream);
	assert_true(ask(&scene, "{\"model\":\"a\\\"b\",\"stream\":true}"));
	assert_true(scene.is_stream);
	assert_int_equal(count(&scene, "event: message_stop\n"), 1);
	assert_int_equal(count(&scene, "\"model\":\"a\\\"b\""), 1);
	end(&scene);
}

/* Every line of a stream is JSON, and so is a whole answer. */
static void test_json(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct scene scene;
	struct pc_node *node;
	struct pc_str rest;
	struct pc_err err;

	(void)state;
	begin(&scene, 1, 0);
	assert_true(ask(&scene,
		"{\"model\":\"m\",\"stream\":true,\"tools\":[{}],\"messages\":[]}"));
	for (rest = pc_buf_str(&scene.answer); rest.len;) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (pc_str_starts(line, PC_STR("data: ")))
			assert_int_equal(pc_json_read(&node, &arena, "x",
						 pc_str_from(line, 6), NULL, &err),
				PC_OK);
	}
	assert_int_equal(count(&scene, "input_json_delta"), N_CONTROLS);
	assert_true(ask(&scene, plain));
	assert_int_equal(
		pc_json_read(&node, &arena, "x", pc_buf_str(&scene.answer), NULL, &err),
		PC_OK);
	end(&scene);
}

static void test_order(void **state)
{
	static const char *const controls[] = {
		"30|-|policyctl-probe: nothing is run here",
		"31|-|policyctl-probe: nothing is run here", "33|-|x"};
	static const char *const first[] = {"0|e|Permission to use Bash has been denied",
		"1|e|Cancelled: parallel tool call", "2|-|secret", "3|e|never heard"};
	static const char *const again[] = {"1|e|denied access to domain:x"};
	struct scene scene;

	(void)state;
	begin(&scene, MOST, PC_CANARY_SHELL);
	assert_true(ask(&scene, plain));
	assert_int_equal(count(&scene, "\"type\":\"tool_use\""), N_CONTROLS);
	assert_int_equal(count(&scene, "/w/control"), 1);
	bring(&scene, controls, PC_COUNT(controls), 1);
	assert_int_equal(count(&scene, "\"type\":\"tool_use\""), 24);
	bring(&scene, first, PC_COUNT(first), 1);
	assert_int_equal(count(&scene, "\"type\":\"tool_use\""), 6);
	assert_int_equal(scene.fates[0].kind, PC_FATE_DENIED);
	assert_int_equal(scene.fates[1].kind, PC_FATE_NONE);
	assert_int_equal(scene.fates[2].kind, PC_FATE_THROUGH);
	assert_string_equal(scene.fates[2].text, "it ran"); /* and not what it brought */
	assert_int_equal(scene.fates[3].kind, PC_FATE_THROUGH);
	/* Those without a result once more, each alone. */
	assert_true(ask(&scene, plain));
	assert_int_equal(count(&scene, "toolu_probe_1_2"), 1);
	assert_int_equal(count(&scene, "\"type\":\"tool_use\""), 1);
	bring(&scene, again, 1, 1); /* an old one does not count */
	assert_int_equal(scene.fates[1].kind, PC_FATE_NONE);
	end(&scene);
}

static void test_refusals(void **state)
{
	static const char *const results[] = {"0|e|never heard", "1|-|x"};
	char version[16] = "";
	struct scene scene;

	(void)state;
	begin(&scene, 2, 0);
	assert_true(ask(&scene, plain));
	assert_true(ask(&scene, plain));
	bring(&scene, results, 2, 1);
	model_end(&scene.model, version, sizeof(version),
		PC_STR("no json\n\n[]\n{\"claude_code_version\":\"2.1.300\"}\n"
		       "{\"permission_denials\":[{\"tool_use_id\":\"toolu_probe_0_1\"},"
		       "{\"tool_use_id\":\"toolu_probe_1_1\"},{},1,"
		       "{\"tool_use_id\":\"toolu_probe_9_1\"}]}"));
	assert_string_equal(version, "2.1.300");
	assert_int_equal(scene.fates[0].kind, PC_FATE_ASKED);
	assert_int_equal(scene.fates[1].kind, PC_FATE_THROUGH); /* it ran */
	end(&scene);
}

/* What keeps a canary back. */
static const struct hold {
	const char *name;
	unsigned needs;
	const char *control; /* what the first command brought */
	bool is_offline, has_servers;
	const char *said; /* NULL: it is tried */
} holds[] = {
	{"nothing", 0, "-|x", false, false, NULL},
	{"a shell that is ours", PC_CANARY_SHELL,
		"-|policyctl-probe: nothing is run here", false, false, NULL},
	{"another shell", PC_CANARY_SHELL, "-|policyctl-probe-control", false, false,
		"the client runs commands by another shell than it was given"},
	{"no shell", PC_CANARY_SHELL, "e|hook: PreToolUse:", false, false,
		"the client runs no command at all, so that nothing shows which shell it "
		"would use"},
	{"a network", PC_CANARY_OFFLINE, "-|x", false, false,
		"nothing here keeps the client from the network"},
	{"no network", PC_CANARY_OFFLINE, "-|x", true, false, NULL},
	{"no server", PC_CANARY_SERVER, "-|x", false, false,
		"the policy lets nobody add an MCP server of that name"},
	{"a server", PC_CANARY_SERVER, "-|x", false, true, NULL},
};

static void check_hold(const struct hold *r)
{
	char result[128];
	const char *const results[] = {result};
	struct scene scene;

	snprintf(result, sizeof(result), "1|%s", r->control);
	begin(&scene, 1, r->needs);
	scene.model.is_offline = r->is_offline;
	scene.model.has_servers = r->has_servers;
	assert_true(ask(&scene, plain));
	bring(&scene, results, 1, 1);
	assert_int_equal(count(&scene, "toolu_probe_0_1"), r->said ? 0 : 1);
	assert_int_equal(scene.fates[0].kind, r->said ? PC_FATE_HELD : PC_FATE_NONE);
	assert_string_equal(scene.fates[0].text, r->said ? r->said : "");
	end(&scene);
}

/* Whatever a client does, it comes to an end. */
static void test_end(void **state)
{
	struct scene scene;
	size_t n = 0;

	(void)state;
	begin(&scene, 3, 0);
	do
		assert_true(ask(&scene, plain));
	while (count(&scene, "tool_use") && ++n < 100);
	assert_true(n < 20);
	end(&scene);
}

PC_TABLE(holds, check_hold)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_end),
	};

	return PC_RUN(holds) + cmocka_run_group_tests(tests, NULL, NULL);
}
