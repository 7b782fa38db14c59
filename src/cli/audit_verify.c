/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl audit --verify: keys that were found are kept until providers were asked, by
 * policyctl-live, whether they are alive.  That is the one program with a way to the
 * network; keys reach it over a pipe and are overwritten here. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/self.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/os/program.h"

struct live_key {
	const struct pc_secret_rule *rule;
	char fingerprint[PC_FINGERPRINT_HEX];
	char *bytes;
	size_t len;
};

struct live_keys {
	const struct pc_texts *providers; /* that may be asked */
	struct live_key *items;
	size_t count, cap, dropped;
};

/* One question and the incident that it is about. */
struct asked {
	size_t incident;
	const struct live_key *key;
};

struct questions {
	struct pc_buf text; /* holds keys */
	struct asked *items;
	size_t count;
};

static void forget(char *bytes, size_t len)
{
	if (!bytes)
		return;
	explicit_bzero(bytes, len);
	(void)munlock(bytes, len);
	free(bytes);
}

/* ---- keeping ---------------------------------------------------------------------- */

static bool may_ask(const struct live_keys *live, const struct pc_secret_rule *rule)
{
	if (!rule->call.url)
		return false;
	for (size_t i = 0; i < live->providers->count; i++) {
		if (pc_str_eq_nocase(live->providers->items[i], pc_str(rule->provider)) ||
			pc_str_is(live->providers->items[i], "all"))
			return true;
	}
	return false;
}

int audit_verify_open(struct audit_run *run)
{
	if (!run->policy || run->policy->verify.count == 0) {
		fputs("policyctl audit: --verify: no policy lets anybody be asked; name "
		      "providers under verify in audit.yaml\n",
			stderr);
		return EXIT_COULD_NOT;
	}
	run->live = pc_xcalloc(1, sizeof(*run->live));
	run->live->providers = &run->policy->verify;
	return 0;
}

static const struct live_key *find_key(
	const struct live_keys *live, const char *fingerprint)
{
	for (size_t i = 0; i < live->count; i++) {
		if (strcmp(live->items[i].fingerprint, fingerprint) == 0)
			return &live->items[i];
	}
	return NULL;
}

void audit_verify_keep(void *keeper, const struct pc_secret_rule *rule,
	const char *fingerprint, struct pc_str key)
{
	struct live_keys *live = keeper;
	struct live_key *kept;

	if (!may_ask(live, rule) || find_key(live, fingerprint))
		return;
	if (live->count == PC_MAX_LIVE_CALLS) {
		live->dropped++;
		return;
	}
	pc_xgrow(live->items, live->count, live->cap);
	kept = &live->items[live->count++];
	*kept = (struct live_key){
		.rule = rule, .bytes = pc_xmalloc(key.len), .len = key.len};
	/* Where it cannot be locked it may reach swap: the scan itself could, too. */
	(void)mlock(kept->bytes, kept->len);
	memcpy(kept->bytes, key.ptr, key.len);
	memcpy(kept->fingerprint, fingerprint, PC_FINGERPRINT_HEX);
}

void audit_verify_done(struct live_keys *live)
{
	if (!live)
		return;
	for (size_t i = 0; i < live->count; i++)
		forget(live->items[i].bytes, live->items[i].len);
	free(live->items);
	free(live);
}

/* ---- questions -------------------------------------------------------------------- */

/* What JSON and an address take as it is; keys that hold anything else are encoded in an
 * address. */
static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~' ||
	       c == ':';
}

static void add_key(struct pc_buf *out, const struct live_key *key, bool is_address)
{
	for (size_t i = 0; i < key->len; i++) {
		if (!is_address || is_plain(key->bytes[i]))
			pc_buf_add_char(out, key->bytes[i]);
		else
			pc_buf_printf(out, "%%%02X", (unsigned char)key->bytes[i]);
	}
}

/* text with the key in place of "{key}". */
static void fill(struct pc_buf *out, struct pc_str text, const struct live_key *key,
	bool is_address)
{
	static const struct pc_str place = PC_STR("{key}");
	size_t at;

	while ((at = pc_str_find_str(text, place)) < text.len) {
		pc_buf_add(out, pc_str_head(text, at));
		add_key(out, key, is_address);
		text = pc_str_from(text, at + place.len);
	}
	pc_buf_add(out, text);
}

static void wipe(struct pc_buf *buf)
{
	if (buf->ptr)
		explicit_bzero(buf->ptr, buf->cap);
	pc_buf_done(buf);
}

/* A JSON text of that. */
static void quote(struct pc_buf *out, struct pc_str text, const struct live_key *key,
	bool is_address)
{
	PC_AUTO(wipe) struct pc_buf filled = {0};

	fill(&filled, text, key, is_address);
	pc_json_quote(out, pc_buf_str(&filled));
}

/* The host of "https://host/path", and where the path begins. */
static struct pc_str host_of(struct pc_str url, size_t *path)
{
	size_t from = pc_str_find_str(url, PC_STR("://"));
	struct pc_str rest = from < url.len ? pc_str_from(url, from + 3) : url;
	size_t end = pc_str_find(rest, '/');

	*path = url.len - rest.len + end;
	return pc_str_head(rest, end);
}

static void add_url(struct pc_buf *out, const struct live_key *key, struct pc_str gateway)
{
	struct pc_str url = pc_str(key->rule->call.url);
	PC_AUTO(pc_buf_done) struct pc_buf moved = {0};
	size_t path;

	(void)host_of(url, &path);
	if (gateway.len) {
		while (pc_str_ends(gateway, PC_STR("/")))
			gateway = pc_str_head(gateway, gateway.len - 1);
		pc_buf_add(&moved, gateway);
		pc_buf_add(&moved, pc_str_from(url, path));
		url = pc_buf_str(&moved);
	}
	quote(out, url, key, true);
}

static void add_headers(
	struct pc_buf *out, const struct live_key *key, struct pc_str gateway)
{
	struct pc_str rest = pc_str(key->rule->call.header);
	PC_AUTO(pc_buf_done) struct pc_buf host = {0};
	size_t path;

	pc_buf_add_char(out, '[');
	while (rest.len) {
		size_t end = pc_str_find(rest, '\n');

		pc_json_next(out);
		quote(out, pc_str_head(rest, end), key, false);
		rest = pc_str_from(rest, end + (end < rest.len));
	}
	if (gateway.len) {
		pc_buf_puts(&host, "Host: ");
		pc_buf_add(&host, host_of(pc_str(key->rule->call.url), &path));
		pc_json_next(out);
		pc_json_quote(out, pc_buf_str(&host));
	}
	pc_buf_add_char(out, ']');
}

static void add_question(
	struct questions *questions, const struct live_key *key, struct pc_str gateway)
{
	struct pc_buf *out = &questions->text;
	const struct pc_secret_call *call = &key->rule->call;

	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "provider", pc_str(key->rule->provider));
	pc_json_key(out, "url");
	add_url(out, key, gateway);
	pc_json_member(out, "method", pc_str(call->method ? call->method : "GET"));
	pc_json_key(out, "headers");
	add_headers(out, key, gateway);
	if (call->body) {
		pc_json_key(out, "body");
		quote(out, pc_str(call->body), key, false);
	}
	pc_buf_add_char(out, '}');
}

static void make_questions(struct questions *questions, const struct audit_run *run,
	const struct pc_audit_result *result)
{
	enum { ROOM = 8 << 10 };

	/* Grown once, so that no piece with keys is left behind. */
	(void)pc_buf_room(&questions->text, (run->live->count + 1) * ROOM);
	questions->items =
		pc_arena_new_array(run->arena, struct asked, run->live->count + 1);
	pc_buf_puts(&questions->text, "{\"calls\":[");
	for (size_t i = 0; i < result->n_incidents; i++) {
		const struct live_key *key =
			find_key(run->live, result->incidents[i].fingerprint);

		if (!key || result->incidents[i].state != PC_AUDIT_OPEN)
			continue;
		add_question(questions, key, run->policy->verify_at);
		questions->items[questions->count++] = (struct asked){i, key};
	}
	pc_buf_puts(&questions->text, "]}");
}

/* ---- asking ----------------------------------------------------------------------- */

static PC_NORETURN void become_live(const char *program, int in, int out)
{
	char *const argv[] = {(char[]){"policyctl-live"}, NULL};

	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execv(program, argv);
	_exit(EXIT_COULD_NOT);
}

static pid_t start(const char *program, int *to, int *from)
{
	int in[2], out[2];
	pid_t child;

	if (pipe2(in, O_CLOEXEC) < 0)
		return -1;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	child = fork();
	if (child == 0)
		become_live(program, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	*to = in[1];
	*from = out[0];
	return child;
}

static enum pc_status talk(struct pc_str *answers, struct audit_run *run,
	const char *program, struct pc_str question, struct pc_err *err)
{
	/* As long as all the calls may take. */
	enum { EACH = 11000 };
	int64_t deadline = (int64_t)(run->live->count + 1) * EACH;
	PC_AUTO(pc_close) int from = -1;
	int to = -1, status = 0;
	pid_t child = start(program, &to, &from);
	enum pc_status got;

	if (child < 0)
		return pc_err_sys(err, "policyctl-live");
	got = pc_fs_write_fd(to, question, err);
	close(to);
	if (got == PC_OK)
		got = pc_program_hear(
			answers, run->arena, from, deadline, PC_MAX_DOC_SIZE, err);
	if (got != PC_OK)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (got == PC_OK && status != 0)
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"'%s' ended without an answer", program);
	return got;
}

static bool is_among(const uint16_t *statuses, int status)
{
	for (; statuses && *statuses; statuses++) {
		if (*statuses == status)
			return true;
	}
	return false;
}

static void judge(
	struct audit_run *run, const struct asked *asked, const struct pc_node *answer)
{
	const struct pc_secret_call *call = &asked->key->rule->call;
	struct pc_str why = pc_node_text(pc_node_get_c(answer, "why"));
	double status = 0;

	(void)pc_node_number(pc_node_get_c(answer, "status"), &status);
	if (is_among(call->alive, (int)status))
		pc_audit_set_life(run->audit, asked->incident, PC_AUDIT_ALIVE, "");
	else if (is_among(call->dead, (int)status))
		pc_audit_set_life(run->audit, asked->incident, PC_AUDIT_DEAD, "");
	else
		pc_audit_set_life(run->audit, asked->incident, PC_AUDIT_UNCERTAIN,
			why.len ? pc_arena_str(run->arena, why).ptr
				: pc_arena_printf(
					  run->arena, "it answered %d", (int)status)
					  .ptr);
}

static enum pc_status take_answers(struct audit_run *run,
	const struct questions *questions, struct pc_str text, struct pc_err *err)
{
	const struct pc_node *answers;
	struct pc_node *root;

	PC_TRY(pc_json_read(&root, run->arena, "policyctl-live", text, NULL, err));
	answers = pc_node_get_c(root, "answers");
	if (!answers || answers->kind != PC_LIST || answers->n_items != questions->count)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"policyctl-live answers something else");
	for (size_t i = 0; i < questions->count; i++)
		judge(run, &questions->items[i], answers->items[i]);
	return PC_OK;
}

static enum pc_status ask(
	struct audit_run *run, const struct questions *questions, struct pc_err *err)
{
	struct pc_str program = PC_STR(""), answers = PC_STR("");

	PC_TRY(pc_self_beside(&program, run->arena, "policyctl-live", err));
	PC_TRY(talk(&answers, run, program.ptr, pc_buf_str(&questions->text), err));
	return take_answers(run, questions, answers, err);
}

void audit_verify_ask(struct audit_run *run, const struct pc_audit_result *result)
{
	struct questions questions = {0};
	struct pc_err err;

	make_questions(&questions, run, result);
	if (questions.count && ask(run, &questions, &err) != PC_OK)
		fprintf(stderr, "policyctl audit: --verify: %s\n", err.text);
	wipe(&questions.text);
	if (run->live->dropped)
		fprintf(stderr,
			"policyctl audit: --verify: of %zu keys beyond the first %d "
			"nobody "
			"was asked\n",
			run->live->dropped, PC_MAX_LIVE_CALLS);
}
