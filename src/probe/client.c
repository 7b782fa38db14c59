/* SPDX-License-Identifier: Apache-2.0 */
/* One start of a client against the stand-in for its model. */
#include <string.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/os/httpd.h"
#include "pc/os/loopback.h"
#include "probe_priv.h"

struct run {
	struct work *work;
	struct pc_arena arena;
	struct model model;
	struct pc_loop *loop;
	struct pc_httpd *httpd;
	int output, errors; /* what it says; without names */
	struct pc_ending ending;
	bool was_asked; /* it came to the stand-in at all */
};

/* ---- the server ------------------------------------------------------------------- */

static const char json[] = "application/json";
enum { STATUS_OK = 200, STATUS_BAD = 400, STATUS_ABSENT = 404 };

static void refuse(struct pc_http_answer *answer, int status, const char *type)
{
	answer->status = status;
	answer->type = json;
	pc_buf_printf(&answer->body,
		"{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":"
		"\"policyctl probe\"}}",
		type);
}

/* Whatever else a client wants, also of others: there is nothing. */
static void on_request(
	void *arg, const struct pc_http_request *request, struct pc_http_answer *answer)
{
	static const char path[] = "/v1/messages";
	struct run *run = arg;
	bool is_stream = false;
	struct pc_str rest;

	if (!pc_str_is(request->method, "POST") ||
		!pc_str_starts(request->target, PC_STR(path))) {
		refuse(answer, STATUS_ABSENT, "not_found_error");
		return;
	}
	rest = pc_str_from(request->target, strlen(path));
	answer->status = STATUS_OK;
	answer->type = json;
	run->was_asked = true;
	if (pc_str_starts(rest, PC_STR("/count_tokens"))) {
		pc_buf_puts(&answer->body, "{\"input_tokens\":1}");
	} else if (rest.len && rest.ptr[0] != '?') {
		refuse(answer, STATUS_ABSENT, "not_found_error");
	} else if (!model_answer(&run->model, &answer->body, &is_stream, request->body)) {
		pc_buf_done(&answer->body);
		refuse(answer, STATUS_BAD, "invalid_request_error");
	}
	if (is_stream)
		answer->type = "text/event-stream";
}

/* ---- the client -------------------------------------------------------------------- */

static void on_end(void *arg, const struct pc_ending *ending)
{
	struct run *run = arg;

	run->ending = *ending;
	pc_loop_stop(run->loop);
}

static char **make_env(struct run *run)
{
	struct pc_arena *arena = &run->arena;
	const char *proxy =
		pc_arena_printf(arena, "http://127.0.0.1:%u", pc_httpd_port(run->httpd))
			.ptr;
	struct pc_str dir = pc_path_dir(pc_str(run->work->client));
	const char *const more[] = {
		/* What interprets a script often lies beside it. */
		pc_arena_printf(arena,
			"PATH=%.*s:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
			"/sbin:/bin",
			PC_STR_ARG(dir))
			.ptr,
		pc_arena_printf(arena, "ANTHROPIC_BASE_URL=%s", proxy).ptr,
		"ANTHROPIC_API_KEY=policyctl-probe",
		/* What it wants of anybody else comes to the stand-in, too. */
		pc_arena_printf(arena, "HTTPS_PROXY=%s", proxy).ptr,
		pc_arena_printf(arena, "HTTP_PROXY=%s", proxy).ptr,
		"NO_PROXY=127.0.0.1,localhost",
		"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1",
		"CLAUDE_CODE_DISABLE_BACKGROUND_TASKS=1",
		"DISABLE_AUTOUPDATER=1",
		"DISABLE_TELEMETRY=1",
		"DISABLE_ERROR_REPORTING=1",
		"BASH_DEFAULT_TIMEOUT_MS=5000",
		"BASH_MAX_TIMEOUT_MS=5000",
		NULL,
	};

	return probe_env(arena, run->work->probe, more);
}

static enum pc_status start(struct run *run, struct pc_err *err)
{
	const char *const argv[] = {run->work->client, "-p", "policyctl probe",
		"--output-format", "stream-json", "--verbose", "--permission-mode",
		"default", run->work->servers.len ? "--mcp-config" : NULL,
		run->work->servers.ptr, NULL};
	const int fds[] = {-1, run->output, run->errors};
	struct pc_child_plan plan = {.argv = (char *const *)(uintptr_t)argv,
		.fds = fds,
		.n_fds = PC_COUNT(fds),
		.deadline = run->work->probe->deadline};
	struct pc_child *child;

	PC_TRY(pc_loop_new(&run->loop, err));
	PC_TRY(pc_httpd_new(
		&run->httpd, run->loop, PC_MAX_REQUEST_SIZE, on_request, run, err));
	run->model.is_offline =
		run->work->told->is_alone || pc_loopback_port(pc_httpd_port(run->httpd));
	run->work->told->is_alone = run->model.is_offline;
	plan.env = make_env(run);
	PC_TRY(pc_child_start(&child, run->loop, &plan, on_end, run, err));
	return pc_loop_run(run->loop, err);
}

/* ---- its end -------------------------------------------------------------------------
 */

static struct pc_str read_back(struct run *run, int fd, size_t most)
{
	struct pc_str text;
	struct pc_err err;

	if (lseek(fd, 0, SEEK_SET) < 0 ||
		pc_fs_read_fd(&text, &run->arena, fd, most, &err) != PC_OK)
		return (struct pc_str){0};
	return text;
}

/* Its last words say why it ended. */
static void put_fault(struct run *run, struct pc_str output)
{
	char *fault = run->work->told->fault;
	struct pc_str said = pc_str_trim(read_back(run, run->errors, PC_MAX_CLIENT_TALK));
	char words[PC_MAX_CANARY_TEXT / 2];

	if (said.len == 0)
		said = pc_str_trim(output);
	fate_text(words, sizeof(words), said);
	if (run->ending.late)
		(void)snprintf(fault, PC_MAX_CANARY_TEXT, "it did not end in time");
	else if (run->ending.signal)
		(void)snprintf(fault, PC_MAX_CANARY_TEXT, "it was ended by signal %d",
			run->ending.signal);
	else if (run->ending.status != 0)
		(void)snprintf(fault, PC_MAX_CANARY_TEXT, "it ended with status %d: %s",
			run->ending.status, words);
	else if (!run->was_asked)
		(void)snprintf(fault, PC_MAX_CANARY_TEXT,
			"it did not come to the stand-in for its model");
}

void run_client(struct work *work)
{
	struct run run = {.work = work, .output = worker_file(), .errors = worker_file()};
	struct told *told = work->told;
	struct pc_str output;

	model_init(&run.model, work->probe, told->refused);
	run.model.has_servers = work->servers.len > 0;
	told->status = run.output < 0 || run.errors < 0
			       ? pc_err_sys(&told->err, "a file for the client's words")
			       : start(&run, &told->err);
	if (told->status == PC_OK) {
		output = read_back(&run, run.output, PC_MAX_CLIENT_TALK);
		model_end(&run.model, told->version, sizeof(told->version), output);
		put_fault(&run, output);
	}
	pc_httpd_free(&run.httpd);
	pc_loop_free(&run.loop);
	model_done(&run.model);
	pc_close(&run.output);
	pc_close(&run.errors);
	pc_arena_done(&run.arena);
}

enum pc_status pc_probe_client(
	struct pc_probe *probe, const char *path, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct work work = {.probe = probe, .run = run_client, .client = path};

	PC_TRY(mcp_lay(&work.servers, &arena, probe, err));
	return worker_run(&work, err);
}
