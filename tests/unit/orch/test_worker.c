/* SPDX-License-Identifier: Apache-2.0 */
/* Backends that start programs, with one that plays a client (tests/harness/fake_worker).
 * What the gate says of a pass, and how failures are classified, are tested elsewhere and
 * played here. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/utf.h"
#include "pc_test.h"
#include "worker.h"

static bool has_pass;

enum pc_status pc_pass_take(const struct pc_run_plan *plan, struct pc_err *err)
{
	(void)plan;
	return has_pass ? PC_OK
			: pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0}, "no pass");
}

static struct pc_outcome seen; /* the last that was classified; texts are gone */
static char seen_body[1024];

void pc_failure_classify(
	struct pc_failure *out, struct pc_arena *arena, const struct pc_outcome *outcome)
{
	(void)arena;
	seen = *outcome;
	(void)snprintf(seen_body, sizeof(seen_body), "%.*s", PC_STR_ARG(outcome->body));
	*out = (struct pc_failure){.class = outcome->is_error || !outcome->has_ended
						    ? PC_FAILURE_UNKNOWN
						    : PC_FAILURE_NONE};
}

/* ---- the scene ----------------------------------------------------------------------
 */

struct scene {
	struct pc_arena arena;
	struct pc_loop *loop;
	struct pc_run *run;
	char dir[64];
	struct pc_job job;
	struct pc_str argv[8];
	struct pc_run_plan plan;
	struct pc_secret key;
	char key_text[64];
	/* what came */
	int n_ended, n_windows;
	int64_t pid, began;
	struct pc_failure failure;
	char output[256], pieces[256], answered[64], session[64];
	struct pc_usage usage;
	bool is_truncated, cancels;
};

static const char *path(struct scene *s, const char *name)
{
	return pc_arena_printf(&s->arena, "%s/%s", s->dir, name).ptr;
}

static void put(struct scene *s, const char *name, const char *text)
{
	PC_AUTO(pc_close)
	int fd = open(path(s, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct pc_err err;

	assert_true(fd >= 0);
	assert_int_equal(pc_fs_write_fd(fd, pc_str(text), &err), PC_OK);
}

static struct pc_str get(struct scene *s, const char *name)
{
	struct pc_str out = {0};
	struct pc_err err;

	if (pc_fs_read(&out, &s->arena, AT_FDCWD, path(s, name), 1 << 16, &err) != PC_OK)
		return PC_STR("(not there)");
	return out;
}

static bool has(struct pc_str text, const char *part)
{
	return pc_str_find_str(text, pc_str(part)) < text.len;
}

static const char *const environment[] = {
	"PATH=/usr/bin:/bin", "ANTHROPIC_API_KEY=stray", "AWS_PROFILE=stray", NULL};

static void lay(struct scene *s)
{
	struct pc_err err;

	*s = (struct scene){.dir = "/tmp/policyctl-worker-XXXXXX"};
	has_pass = true;
	assert_non_null(mkdtemp(s->dir));
	assert_int_equal(pc_loop_new(&s->loop, &err), PC_OK);
	s->argv[0] = PC_STR(PC_WORKER);
	s->argv[1] = pc_str(s->dir);
	s->job = (struct pc_job){.id = 17, .prompt = PC_STR("do it")};
	s->plan = (struct pc_run_plan){.job = &s->job,
		.model = PC_STR("claude-opus-4-8"),
		.argv = {.items = s->argv, .count = 2},
		.environment = environment,
		.dir = pc_arena_printf(&s->arena, "%s/job", s->dir)};
}

static void clear(struct scene *s)
{
	pc_loop_free(&s->loop);
	pc_fs_remove_tree(s->dir);
	pc_arena_done(&s->arena);
}

static void on_started(void *context, int64_t pid, int64_t began)
{
	struct scene *s = context;

	s->pid = pid;
	s->began = began;
}

static void on_piece(void *context, struct pc_str text)
{
	struct scene *s = context;
	size_t at = strlen(s->pieces);

	assert_true(pc_utf8_valid(text, NULL)); /* it becomes a text of JSON */
	if (!at)
		put(s, "go", "");
	(void)snprintf(s->pieces + at, sizeof(s->pieces) - at, "%.*s", PC_STR_ARG(text));
	if (s->cancels)
		pc_backend_command.cancel(s->run);
}

static void on_limits(void *context, const struct pc_failure *failure)
{
	(void)failure;
	((struct scene *)context)->n_windows++;
}

static void on_ended(void *context, const struct pc_run_end *end)
{
	struct scene *s = context;

	s->n_ended++;
	s->failure = end->failure;
	s->failure.said = pc_arena_str(&s->arena, end->failure.said);
	s->usage = end->usage;
	s->is_truncated = end->is_truncated;
	(void)snprintf(s->output, sizeof(s->output), "%.*s", PC_STR_ARG(end->output));
	(void)snprintf(
		s->answered, sizeof(s->answered), "%.*s", PC_STR_ARG(end->answered));
	(void)snprintf(s->session, sizeof(s->session), "%.*s", PC_STR_ARG(end->session));
	pc_loop_stop(s->loop);
}

static void run(struct scene *s, const struct pc_backend *backend)
{
	const struct pc_run_hooks hooks = {on_started, on_piece, on_limits, on_ended, s};
	struct pc_err err = {0};

	if (backend->start(&s->run, s->loop, &s->plan, &hooks, &err) != PC_OK)
		fail_msg("%s", err.text);
	assert_int_equal(s->n_ended, 0);
	assert_int_equal(pc_loop_run(s->loop, &err), PC_OK);
	assert_int_equal(s->n_ended, 1);
}

#define INIT(source)                                                                     \
	"{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"s1\",\"model\":"     \
	"\"claude-opus-4-8\",\"apiKeySource\":\"" source "\"}\n"
#define SAYS                                                                             \
	"{\"type\":\"assistant\",\"message\":{\"id\":\"m\",\"model\":"                   \
	"\"claude-opus-4-8\",\"content\":[{\"type\":\"text\",\"text\":\"hm\"}],"         \
	"\"usage\":{\"output_tokens\":4}}}\n"
#define WINDOW                                                                           \
	"{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\","   \
	"\"rateLimitType\":\"five_hour\",\"resetsAt\":1790000000}}\n"
#define RESULT(error)                                                                    \
	"{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":" error               \
	",\"result\":\"fine\",\"total_cost_usd\":0.5}\n"

/* ---- the client ---------------------------------------------------------------------
 */

static void test_client(void **state)
{
	struct scene s;
	struct pc_str given;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("none") SAYS RESULT("false"));
	s.job.tools = PC_STR("--dangerous");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_NONE);
	assert_string_equal(s.output, "fine");
	assert_string_equal(s.pieces, "hm");
	assert_string_equal(s.answered, "claude-opus-4-8");
	assert_string_equal(s.session, "s1");
	assert_true(s.usage.list_price == 500000000000 && s.usage.out == 4);
	assert_true(s.pid > 0 && s.began > 0);
	assert_str(get(&s, "input"), "do it");
	assert_true(pc_str_ends(get(&s, "place"), PC_STR("/job\n")));
	given = get(&s, "arguments");
	assert_true(has(given, "-p\n--output-format\nstream-json\n--verbose\n"
			       "--model=claude-opus-4-8\n"));
	assert_true(has(given, "/job/system.md\n"));
	/* What lies where it works is by anybody. */
	assert_true(has(given, "--setting-sources=user\n--strict-mcp-config\n"));
	/* What a job says is a value and no option. */
	assert_true(has(given, "\n--allowedTools=--dangerous\n"));
	assert_false(has(given, "do it"));
	given = get(&s, "environment");
	assert_false(has(given, "stray"));
	assert_true(has(given, "PATH="));
	assert_true(has(get(&s, "job/CLAUDE.md"), "**Job:** 17"));
	clear(&s);
}

static void test_exhausted(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("none") WINDOW RESULT("true"));
	put(&s, "then", "exit 1\n");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_UNKNOWN);
	assert_int_equal(s.n_windows, 1);
	assert_true(seen.is_error && seen.has_ended);
	assert_int_equal(seen.exit_status, 1);
	assert_true(has(pc_str(seen_body), "five_hour"));
	clear(&s);
}

static void test_crash(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("none") SAYS);
	put(&s, "then",
		"echo 'failed with sk-ant-api03-"
		"q7Xw2Lk9Zr4Tb8Yn1Vc6Md3Hs5Jp0Gf-u2Ae7Ko9Wi4Rx1Bz6Qt' >&2\nkill -KILL "
		"$$\n");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(seen.signal, SIGKILL);
	assert_int_equal(seen.exit_status, -1);
	assert_false(seen.has_ended);
	assert_true(has(pc_str(seen_body), "failed with"));
	assert_false(has(pc_str(seen_body), "q7Xw2Lk9"));
	assert_string_equal(s.output, "hm");
	assert_int_equal(s.usage.at_least, 4);
	clear(&s);
}

/* It has found a key that nobody meant it to use. */
static void test_billed(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("apiKeyHelper") SAYS);
	put(&s, "then", "exec sleep 600\n");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_POLICY_DENIED);
	assert_true(has(s.failure.said, "apiKeyHelper"));
	clear(&s);
	lay(&s);
	put(&s, "lines", INIT("apiKeyHelper") SAYS RESULT("false"));
	s.plan.may_bill = true;
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_NONE);
	clear(&s);
}

static void use_key(struct scene *s, const char *text)
{
	(void)snprintf(s->key_text, sizeof(s->key_text), "%s", text);
	s->key = (struct pc_secret){s->key_text, strlen(s->key_text)};
	s->plan.key = &s->key;
	s->plan.url = PC_STR("http://127.0.0.1:1");
}

static void test_key(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("ANTHROPIC_API_KEY") RESULT("false"));
	use_key(&s, "the-key");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_NONE);
	assert_true(has(get(&s, "environment"), "ANTHROPIC_API_KEY=the-key\n"));
	assert_true(
		has(get(&s, "environment"), "ANTHROPIC_BASE_URL=http://127.0.0.1:1\n"));
	assert_false(has(get(&s, "arguments"), "the-key"));
	clear(&s);
	lay(&s);
	put(&s, "lines", INIT("none") RESULT("false"));
	use_key(&s, "sk-ant-oat01-x");
	run(&s, &pc_backend_claude_cli);
	assert_int_equal(s.failure.class, PC_FAILURE_NONE);
	assert_true(
		has(get(&s, "environment"), "CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-x"));
	clear(&s);
}

/* ---- any program --------------------------------------------------------------------
 */

static void test_command(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", "an answer");
	run(&s, &pc_backend_command);
	assert_int_equal(s.failure.class, PC_FAILURE_NONE);
	assert_string_equal(s.output, "an answer");
	assert_string_equal(s.pieces, "an answer");
	assert_str(get(&s, "input"), "do it");
	assert_true(s.usage.list_price < 0);
	clear(&s);
}

/* What is written in the middle of a letter waits for its rest. */
static void test_letters(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "then",
		"printf 'a\\303'\n"
		"until [ -e \"$play/go\" ]; do sleep 0.01; done\n"
		"printf '\\251\\342\\202\\254'\n");
	run(&s, &pc_backend_command);
	assert_string_equal(s.pieces, "a\303\251\342\202\254");
	assert_string_equal(s.output, s.pieces);
	clear(&s);
}

static void test_template(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	s.job.prompt = PC_STR("$(id); {model} 'x' \"y\"\nz");
	s.argv[2] = PC_STR("-m{model}/x");
	s.argv[3] = PC_STR("{prompt}");
	s.argv[4] = PC_STR("");
	s.plan.argv.count = 5;
	run(&s, &pc_backend_command);
	assert_str(get(&s, "arguments"),
		"-mclaude-opus-4-8/x\n$(id); {model} 'x' \"y\"\nz\n\n");
	assert_str(get(&s, "input"), "");
	clear(&s);
}

/* What an administrator has said stays said. */
static void test_sources(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", INIT("none") SAYS RESULT("false"));
	s.argv[2] = PC_STR("--setting-sources=user,project");
	s.plan.argv.count = 3;
	run(&s, &pc_backend_claude_cli);
	assert_true(has(get(&s, "arguments"), "=user,project\n--strict-mcp-config\n"));
	assert_false(has(get(&s, "arguments"), "--setting-sources=user\n"));
	clear(&s);
}

static void test_behind_options(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	s.job.prompt = PC_STR("- one\n- two");
	s.argv[2] = PC_STR("--");
	s.argv[3] = PC_STR("{prompt}");
	s.plan.argv.count = 4;
	run(&s, &pc_backend_command);
	assert_str(get(&s, "arguments"), "--\n- one\n- two\n");
	clear(&s);
}

/* The gate has looked at a directory, and what is there now is a link. */
static void test_swapped(void **state)
{
	const struct pc_run_hooks hooks = {
		on_started, on_piece, on_limits, on_ended, NULL};
	struct scene s;
	struct pc_err err;

	(void)state;
	lay(&s);
	has_pass = true;
	assert_int_equal(mkdir(path(&s, "real"), 0700), 0);
	s.job.cwd = pc_str(path(&s, "real"));
	run(&s, &pc_backend_command);
	assert_true(pc_str_ends(get(&s, "place"), PC_STR("/real\n")));
	assert_int_equal(rmdir(path(&s, "real")), 0);
	s.run = NULL;
	has_pass = true;
	assert_int_equal(symlink("/etc", path(&s, "real")), 0);
	assert_int_not_equal(
		pc_backend_command.start(&s.run, s.loop, &s.plan, &hooks, &err), PC_OK);
	assert_null(s.run);
	clear(&s);
}

static void test_long(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "lines", "0123456789");
	s.plan.most_output = 4;
	run(&s, &pc_backend_command);
	assert_string_equal(s.output, "0123");
	assert_true(s.is_truncated);
	clear(&s);
}

static void test_status(void **state)
{
	struct scene s;

	(void)state;
	lay(&s);
	put(&s, "then", "echo why >&2\nexit 3\n");
	run(&s, &pc_backend_command);
	assert_int_equal(seen.exit_status, 3);
	assert_true(seen.is_error);
	assert_string_equal(seen_body, "why\n");
	clear(&s);
}

static const struct stop_row {
	const char *name;
	int64_t deadline, idle;
	bool cancels, is_late;
} stops[] = {
	{"late", 50, 0, false, true},
	{"silent", 0, 50, false, true},
	{"cancelled", 0, 0, true, false},
};

/* Nobody holds it open for writing any more. */
static void wait_until_left(int fd)
{
	struct pollfd one = {.fd = fd};
	char c;

	if (read(fd, &c, 1) < 0)
		assert_int_equal(poll(&one, 1, 60000), 1);
	assert_int_equal(read(fd, &c, 1), 0);
}

/* It and what it started are gone: a child of its that has opened a pipe. */
static void check_stop(const struct stop_row *r)
{
	PC_AUTO(pc_close) int fd = -1;
	struct scene s;

	lay(&s);
	assert_int_equal(mkfifo(path(&s, "held"), 0600), 0);
	fd = open(path(&s, "held"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	put(&s, "lines", "x");
	put(&s, "then", "sleep 600 3>\"$play/held\" &\nwait\n");
	s.plan.deadline = r->deadline;
	s.plan.idle = r->idle;
	s.cancels = r->cancels;
	run(&s, &pc_backend_command);
	if (r->is_late) {
		assert_true(seen.timed_out);
		assert_int_not_equal(s.failure.class, PC_FAILURE_NONE);
	} else {
		assert_int_equal(s.failure.class, PC_FAILURE_WORKER_LOST);
		assert_str(s.failure.said, "cancelled");
	}
	wait_until_left(fd);
	clear(&s);
}

/* ---- what is not started ------------------------------------------------------------
 */

static const struct refused {
	const char *name;
	const struct pc_backend *backend;
	const char *program, *argument, *prompt, *model;
	bool has_no_pass, has_key;
} refused[] = {
	{"no pass", &pc_backend_command, PC_WORKER, "", "x", "m", .has_no_pass = true},
	{"no pass of a client", &pc_backend_claude_cli, PC_WORKER, "", "x", "m",
		.has_no_pass = true},
	{"no prompt", &pc_backend_command, PC_WORKER, "", "", .model = "m"},
	{"no path", &pc_backend_command, "sh", "", "x", .model = "m"},
	{"no such program", &pc_backend_command, "/nonexistent/x", "", "x", .model = "m"},
	{"a name that stands for nothing", &pc_backend_command, PC_WORKER, "{key}", "x",
		.model = "m"},
	{"an open brace", &pc_backend_command, PC_WORKER, "{model", "x", .model = "m"},
	{"a client's prompt in an argument", &pc_backend_claude_cli, PC_WORKER,
		"{prompt}", "x", .model = "m"},
	{"a client without a model", &pc_backend_claude_cli, PC_WORKER, "", "x",
		.model = ""},
	{"a prompt that is an option", &pc_backend_command, PC_WORKER, "{prompt}",
		"--output=/x", .model = "m"},
	{"a model that is an option", &pc_backend_command, PC_WORKER, "{model}", "x",
		.model = "-m"},
	{"a key for any program", &pc_backend_command, PC_WORKER, "", "x", "m",
		.has_key = true},
};

static void check_refused(const struct refused *r)
{
	const struct pc_run_hooks hooks = {
		on_started, on_piece, on_limits, on_ended, NULL};
	struct scene s;
	struct pc_err err;

	lay(&s);
	has_pass = !r->has_no_pass;
	s.argv[0] = pc_str(r->program);
	s.argv[2] = pc_str(r->argument);
	s.plan.argv.count = 3;
	s.job.prompt = pc_str(r->prompt);
	s.plan.model = pc_str(r->model);
	if (r->has_key)
		use_key(&s, "the-key");
	assert_int_not_equal(
		r->backend->start(&s.run, s.loop, &s.plan, &hooks, &err), PC_OK);
	assert_null(s.run);
	assert_str(get(&s, "arguments"), "(not there)");
	clear(&s);
}

PC_TABLE(stops, check_stop)
PC_TABLE(refused, check_refused)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_exhausted),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_billed),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_behind_options),
		cmocka_unit_test(test_swapped),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_status),
	};

	return PC_RUN(stops) + PC_RUN(refused) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
