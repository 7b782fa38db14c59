/* SPDX-License-Identifier: Apache-2.0 */
/* The client as a worker: its own program, one process for each attempt, its prompt on
 * standard input, its rules and context from the job's directory.
 *
 * A key that the job is meant to use comes by the environment and is overwritten here
 * when the program has started.  Without one the client has its own login: if it says
 * that it has found a key all the same, it is ended before it can spend much. */
#include <stdlib.h>

#include "jobdir.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "pc/base/when.h"
#include "stream_cli.h"
#include "worker.h"

struct pc_run {
	struct worker *worker;
	struct pc_arena arena;
	struct cli_stream stream;
	struct pc_run_hooks hooks;
	bool must_not_bill;
	int64_t token_expires;
};

/* ---- arguments and environment ------------------------------------------------------
 */

/* With "=": what a job says is never an option. */
static void add_option(char **argv, size_t *n, struct pc_arena *arena, const char *option,
	struct pc_str value)
{
	if (value.len)
		argv[(*n)++] = (char *)(uintptr_t)pc_arena_printf(
			arena, "%s=%.*s", option, PC_STR_ARG(value))
				       .ptr;
}

static bool is_too_long(const struct pc_job *job)
{
	const struct pc_str texts[] = {
		job->tools, job->schema, job->effort, job->session};

	for (size_t i = 0; i < PC_COUNT(texts); i++)
		if (texts[i].len > PC_MAX_WORKER_ARG ||
			(texts[i].len && memchr(texts[i].ptr, '\0', texts[i].len)))
			return true;
	return false;
}

/* Whoever hands a job in says where it works, and what lies there is by anybody: its
 * settings would grant tools and start programs that no gate has looked at.  An
 * administrator may want them all the same, and says so in argv. */
static void add_sources(char **argv, size_t *n)
{
	static const struct {
		const char *option;
		const char *word;
	} own[] = {
		{"--setting-sources", "--setting-sources=user"},
		{"--strict-mcp-config", "--strict-mcp-config"},
	};
	size_t n_own = *n;

	for (size_t i = 0; i < PC_COUNT(own); i++) {
		bool is_said = false;

		for (size_t k = 1; k < n_own; k++)
			is_said |= pc_str_starts(pc_str(argv[k]), pc_str(own[i].option));
		if (!is_said)
			argv[(*n)++] = (char *)(uintptr_t)own[i].word;
	}
}

static enum pc_status make_argv(char ***out, struct pc_arena *arena,
	const struct pc_run_plan *plan, struct pc_err *err)
{
	static const char *const fixed[] = {
		"-p", "--output-format", "stream-json", "--verbose"};
	const struct pc_job *job = plan->job;
	const struct worker_words words = {.model = plan->model, .dir = plan->dir};
	char **argv;
	size_t n;

	if (plan->model.len == 0 || plan->model.len > PC_MAX_MODEL_NAME ||
		is_too_long(job))
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"a model, tools or schema that no client takes");
	PC_TRY(worker_argv(&argv, &n, arena, &plan->argv, &words, err));
	add_sources(argv, &n);
	for (size_t i = 0; i < PC_COUNT(fixed); i++)
		argv[n++] = (char *)(uintptr_t)fixed[i];
	add_option(argv, &n, arena, "--model", plan->model);
	add_option(argv, &n, arena, "--append-system-prompt-file",
		pc_arena_printf(arena, "%.*s/system.md", PC_STR_ARG(plan->dir)));
	add_option(argv, &n, arena, "--allowedTools", job->tools);
	add_option(argv, &n, arena, "--json-schema", job->schema);
	add_option(argv, &n, arena, "--effort", job->effort);
	add_option(argv, &n, arena, "--resume", job->session);
	if (job->cwd.len)
		add_option(argv, &n, arena, "--add-dir", plan->dir);
	*out = argv;
	return PC_OK;
}

static bool is_login(const struct pc_secret *key)
{
	static const struct pc_str prefix = {"sk-ant-oat", sizeof("sk-ant-oat") - 1};

	return pc_str_starts((struct pc_str){key->bytes, key->len}, prefix);
}

static const char *setting(struct pc_arena *arena, const char *name, struct pc_str value)
{
	return pc_arena_printf(arena, "%s=%.*s", name, PC_STR_ARG(value)).ptr;
}

/* arena: one that is overwritten. */
static char **make_env(struct pc_arena *arena, const struct pc_run_plan *plan)
{
	const char *more[8] = {"DISABLE_AUTOUPDATER=1"};
	size_t n = 1;

	if (plan->key)
		more[n++] = setting(arena,
			is_login(plan->key) ? "CLAUDE_CODE_OAUTH_TOKEN"
					    : "ANTHROPIC_API_KEY",
			(struct pc_str){plan->key->bytes, plan->key->len});
	if (plan->url.len)
		more[n++] = setting(arena, "ANTHROPIC_BASE_URL", plan->url);
	if (plan->ca_file.len)
		more[n++] = setting(arena, "NODE_EXTRA_CA_CERTS", plan->ca_file);
	if (plan->proxy.len)
		more[n++] = setting(arena, "HTTPS_PROXY", plan->proxy);
	more[n] = NULL;
	return worker_env(arena, plan, more);
}

/* ---- what it says -------------------------------------------------------------------
 */

static void on_text(void *context, struct pc_str text)
{
	struct pc_run *run = context;

	if (run->hooks.piece)
		run->hooks.piece(run->hooks.context, text);
}

static void on_window(void *context, struct pc_str line)
{
	enum { TOO_MANY = 429 };
	struct pc_run *run = context;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_outcome outcome = {.contract = PC_CONTRACT_CLAUDE_CLI,
		.http = TOO_MANY,
		.body = line,
		.is_error = true,
		.has_ended = true,
		.exit_status = -1,
		.signal = -1,
		.now = pc_when_now()};
	struct pc_failure failure;

	if (!run->hooks.limits)
		return;
	pc_failure_classify(&failure, &arena, &outcome);
	run->hooks.limits(run->hooks.context, &failure);
}

/* What it says of its key when it pays by its login. */
static bool is_unbilled(struct pc_str source)
{
	return pc_str_is(source, "none") || pc_str_is(source, "oauth");
}

static bool has_foreign_key(const struct pc_run *run)
{
	return run->must_not_bill && run->stream.has_begun &&
	       !is_unbilled(run->stream.key_source);
}

static void on_said(void *context, struct pc_str bytes)
{
	struct pc_run *run = context;

	cli_stream_feed(&run->stream, bytes);
	if (has_foreign_key(run))
		worker_stop(run->worker, WORKER_UNWANTED);
}

/* ---- its end ------------------------------------------------------------------------
 */

static void classify(
	struct pc_run *run, struct pc_failure *out, const struct worker_end *end)
{
	const struct cli_stream *s = &run->stream;
	struct pc_outcome outcome = {.contract = PC_CONTRACT_CLAUDE_CLI,
		.http = s->api_status,
		.body = cli_stream_body(&run->arena, s),
		.stop = s->stop,
		.subtype = s->subtype,
		.is_error = s->is_error,
		.has_ended = s->has_ended,
		.token_expires = run->token_expires};
	struct pc_buf words = {0};

	/* Whoever prints a key does not get it into a row by that. */
	pc_redact(&words, end->errors);
	if (outcome.body.len == 0)
		outcome.body = pc_buf_str(&words);
	worker_outcome(&outcome, end);
	pc_failure_classify(out, &run->arena, &outcome);
	pc_buf_done(&words);
}

static void on_ended(void *context, const struct worker_end *end)
{
	struct pc_run *run = context;
	struct cli_stream *s = &run->stream;
	struct pc_run_end out = {0};

	cli_stream_end(s);
	if (has_foreign_key(run))
		out.failure = (struct pc_failure){.class = PC_FAILURE_POLICY_DENIED,
			.may_have_run = true,
			.said = pc_arena_printf(&run->arena,
				"the client uses a key of its own: '%.*s'",
				PC_STR_ARG(s->key_source))};
	else if (!worker_fault(&out.failure, &run->arena, end))
		classify(run, &out.failure, end);
	out.answered = s->answered;
	out.usage = s->usage;
	out.output = s->output;
	out.is_truncated = s->is_truncated;
	out.session = s->session;
	out.denials = s->denials;
	run->hooks.ended(run->hooks.context, &out);
	cli_stream_done(s);
	pc_arena_done(&run->arena);
	free(run);
}

/* ---- its beginning ------------------------------------------------------------------
 */

static enum pc_status spawn(struct pc_run *run, struct pc_loop *loop,
	const struct pc_run_plan *plan, struct pc_err *err)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena keys = {0};
	PC_AUTO(pc_close) int dir = -1, input = -1;
	struct worker_plan worker = {.deadline = plan->deadline,
		.idle = plan->idle,
		.said = on_said,
		.ended = on_ended,
		.context = run};
	char **argv = NULL;
	int64_t step;

	PC_TRY(worker_check(plan, err));
	PC_TRY(make_argv(&argv, &run->arena, plan, err));
	PC_TRY(jobdir_open(&dir, &step, plan->dir, err));
	PC_TRY(jobdir_tell(dir, plan->dir, plan->job, step, err));
	PC_TRY(jobdir_input(&input, dir, plan->job->prompt, err));
	worker.argv = argv;
	worker.env = make_env(&keys, plan);
	worker.dir = worker_place(&run->arena, plan);
	worker.is_job_dir = plan->job->cwd.len > 0;
	worker.input = input;
	return worker_start(&run->worker, loop, &worker, err);
}

static enum pc_status cli_start(struct pc_run **out, struct pc_loop *loop,
	const struct pc_run_plan *plan, const struct pc_run_hooks *hooks,
	struct pc_err *err)
{
	struct pc_run *run = pc_xcalloc(1, sizeof(*run));
	const struct cli_hooks words = {on_text, on_window, run};
	enum pc_status status;

	run->hooks = *hooks;
	run->token_expires = plan->token_expires;
	run->must_not_bill = !plan->may_bill && (!plan->key || is_login(plan->key));
	cli_stream_init(&run->stream, &words,
		plan->most_output ? plan->most_output : PC_MAX_WORKER_OUTPUT);
	status = spawn(run, loop, plan, err);
	if (status != PC_OK) {
		cli_stream_done(&run->stream);
		pc_arena_done(&run->arena);
		free(run);
		return status;
	}
	*out = run;
	worker_announce(run->worker, hooks);
	return PC_OK;
}

static void cli_cancel(struct pc_run *run)
{
	worker_stop(run->worker, WORKER_CANCELLED);
}

const struct pc_backend pc_backend_claude_cli = {
	.name = "claude-cli",
	.contract = PC_CONTRACT_CLAUDE_CLI,
	.start = cli_start,
	.cancel = cli_cancel,
};
