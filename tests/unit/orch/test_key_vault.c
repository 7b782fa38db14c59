/* SPDX-License-Identifier: Apache-2.0 */
/* A key out of a vault that answers from this machine: what is asked, what is taken, when
 * it ends. */
#include "pc_test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/orch/key.h"

#define CANARY "canary-0123456789"
#define NOW    INT64_C(1795305600)
#define DATA   "{\"data\":{\"key\":\"" CANARY "\",\"n\":5},\"metadata\":{"

static const struct row {
	const char *name, *field, *answer;
	int status; /* of HTTP */
	enum pc_status want;
	int64_t expires;
} rows[] = {
	{"a key", "key", "{\"lease_duration\":0,\"data\":" DATA "\"version\":1}}}", 200,
		PC_OK, 0},
	{"with a lease", "key", "{\"lease_duration\":3600,\"data\":" DATA "}}}", 200,
		PC_OK, NOW + 3600},
	{"that is deleted at some time", "key",
		"{\"lease_duration\":0,\"data\":" DATA
		"\"deletion_time\":\"2026-11-22T00:00:00.123456789Z\"}}}",
		200, PC_OK, INT64_C(1795305600)},
	{"whichever is first", "key",
		"{\"lease_duration\":10,\"data\":" DATA
		"\"deletion_time\":\"2027-01-01T00:00:00Z\"}}}",
		200, PC_OK, NOW + 10},
	{"a lease that is none", "key", "{\"lease_duration\":-1,\"data\":" DATA "}}}",
		200, PC_OK, 0},
	{"another field", "kye", "{\"data\":" DATA "}}}", 200, PC_ERR_ABSENT, 0},
	{"a field that is no text", "n", "{\"data\":" DATA "}}}", 200, PC_ERR_ABSENT, 0},
	{"the answer of version 1", "key", "{\"data\":{\"key\":\"" CANARY "\"}}", 200,
		PC_ERR_ABSENT, 0},
	{"a key of two words", "key", "{\"data\":{\"data\":{\"key\":\"canary canary\"}}}",
		200, PC_ERR_PARSE, 0},
	{"half of an answer", "key", "{\"data\":{\"data\":{\"key\":\"" CANARY, 200,
		PC_ERR_PARSE, 0},
	{"not allowed", "key", "{\"errors\":[\"" CANARY "\"]}", 403, PC_ERR_SYSTEM, 0},
	{"nothing there", "key", "{\"errors\":[]}", 404, PC_ERR_ABSENT, 0},
	{"sealed", "key", "{\"errors\":[\"" CANARY "\"]}", 503, PC_ERR_SYSTEM, 0},
	{"elsewhere", "key", CANARY, 307, PC_ERR_SYSTEM, 0},
};

static char token_file[] = "/tmp/pc-orch-vault-XXXXXX";

static int listen_here(uint16_t *port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

/* In a child: one request, which has to be the right one, and its answer. */
static void serve(int fd, const struct row *r)
{
	static const char line[] = "GET /v1/secret/data/a HTTP/1.1\r\n",
			  header[] = "X-Vault-Token: a-token-of-vault\r\n";
	char heard[4096] = "", said[4096];
	int to = accept(fd, NULL, NULL);
	size_t len = 0;
	ssize_t n = 1;

	while (n > 0 && !strstr(heard, "\r\n\r\n") && len < sizeof(heard) - 1) {
		n = read(to, heard + len, sizeof(heard) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
		heard[len] = '\0';
	}
	if (strncmp(heard, line, strlen(line)) != 0 || !strstr(heard, header))
		_exit(1);
	snprintf(said, sizeof(said),
		"HTTP/1.1 %d X\r\nLocation: /x\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n%s",
		r->status, strlen(r->answer), r->answer);
	_exit(write(to, said, strlen(said)) == (ssize_t)strlen(said) ? 0 : 1);
}

static enum pc_status ask(struct pc_secret *out, int64_t *expires, const char *field,
	uint16_t port, struct pc_err *err)
{
	const struct pc_key_reading how = {.deadline = 60000, .now = NOW * 1000};
	char reference[128], token[64];
	struct pc_key key;

	snprintf(reference, sizeof(reference),
		"vault:http://127.0.0.1:%u/v1/secret/data/a#%s", port, field);
	snprintf(token, sizeof(token), "file:%s", token_file);
	key = (struct pc_key){.name = PC_STR("k"),
		.reference = pc_str(reference),
		.vault_token = pc_str(token)};
	return pc_key_read(out, expires, &key, &how, err);
}

static void check(const struct row *r)
{
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};
	struct pc_err err = {0};
	int64_t expires = -1;
	uint16_t port;
	int fd = listen_here(&port), status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		serve(fd, r);
	close(fd);
	assert_int_equal(ask(&secret, &expires, r->field, port, &err), r->want);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_null(strstr(err.text, "canary"));
	assert_null(strstr(err.text, "a-token-of-vault"));
	if (r->want == PC_OK) {
		assert_string_equal(secret.bytes, CANARY);
		assert_int_equal(expires, r->expires);
	} else {
		assert_null(secret.bytes);
	}
}

PC_TABLE(rows, check)

static void nobody_there(void **state)
{
	struct pc_secret secret = {0};
	struct pc_err err = {0};
	int64_t expires = -1;
	uint16_t port;
	int fd = listen_here(&port);

	(void)state;
	close(fd);
	assert_int_equal(ask(&secret, &expires, "key", port, &err), PC_ERR_SYSTEM);
	assert_null(strstr(err.text, "a-token-of-vault"));
	assert_null(secret.bytes);
}

static void no_token(void **state)
{
	struct pc_secret secret = {0};
	struct pc_err err = {0};
	int64_t expires = -1;

	(void)state;
	unlink(token_file);
	assert_int_equal(ask(&secret, &expires, "key", 1, &err), PC_ERR_ABSENT);
}

int main(void)
{
	static const char token[] = "a-token-of-vault\n";
	const struct CMUnitTest others[] = {
		cmocka_unit_test(nobody_there),
		cmocka_unit_test(no_token),
	};
	int fd = mkostemp(token_file, O_CLOEXEC);

	signal(SIGPIPE, SIG_IGN);
	if (fd < 0 || write(fd, token, strlen(token)) != (ssize_t)strlen(token))
		return 1;
	close(fd);
	return PC_RUN(rows) + cmocka_run_group_tests(others, NULL, NULL) != 0;
}
