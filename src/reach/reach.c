/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt in a child, which writes one byte for the step and one line for the reason.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* Not before those: one of their parameters is called "rand". */
#undef PC_BASE_BANNED_H
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pc/base/banned.h"
#include "pc/base/fs.h"
#include "pc/reach/reach.h"

struct attempt {
	const struct pc_reach *reach;
	enum pc_reach_step step; /* that is being taken */
	struct pc_err *err;
};

/* ---- in the child ------------------------------------------------------------- */

static enum pc_status look_up(struct addrinfo **out, const struct attempt *attempt)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	int failed = getaddrinfo(attempt->reach->host, attempt->reach->port, &hints, out);

	if (failed)
		return pc_err_set(attempt->err, PC_ERR_ABSENT, (struct pc_span){0}, "%s",
			failed == EAI_SYSTEM ? strerror(errno) : gai_strerror(failed));
	return PC_OK;
}

static enum pc_status dial(
	int *out, const struct addrinfo *addresses, const struct attempt *attempt)
{
	for (const struct addrinfo *at = addresses; at; at = at->ai_next) {
		*out = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0);
		if (*out >= 0 && connect(*out, at->ai_addr, at->ai_addrlen) == 0)
			return PC_OK;
	}
	return pc_err_sys(attempt->err, "port %s", attempt->reach->port);
}

static enum pc_status say_tls(SSL *ssl, const struct attempt *attempt)
{
	long verdict = ssl ? SSL_get_verify_result(ssl) : X509_V_OK;
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	if (verdict != X509_V_OK)
		why = X509_verify_cert_error_string(verdict);
	return pc_err_set(attempt->err, PC_ERR_SYSTEM, (struct pc_span){0}, "%s",
		why ? why : "the other side does not speak TLS");
}

static enum pc_status shake_hands(int fd, const struct attempt *attempt)
{
	const struct pc_reach *reach = attempt->reach;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	char host[NI_MAXHOST]; /* OpenSSL's macro wants one that could be changed */
	SSL *ssl;

	snprintf(host, sizeof(host), "%s", reach->host);
	if (!context ||
		!(reach->ca_file ? SSL_CTX_load_verify_file(context, reach->ca_file)
				 : SSL_CTX_set_default_verify_paths(context)))
		return say_tls(NULL, attempt);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	ssl = SSL_new(context);
	if (!ssl || !SSL_set_tlsext_host_name(ssl, host) ||
		!(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), reach->host) ||
			SSL_set1_host(ssl, reach->host)) ||
		!SSL_set_fd(ssl, fd))
		return say_tls(NULL, attempt);
	ERR_clear_error(); /* of a name that is no number */
	if (SSL_connect(ssl) != 1)
		return say_tls(ssl, attempt);
	return PC_OK; /* the process ends; so does everything that it holds */
}

static enum pc_status try_all(struct attempt *attempt)
{
	struct addrinfo *addresses;
	int fd = -1;

	attempt->step = PC_REACH_NAME;
	PC_TRY(look_up(&addresses, attempt));
	attempt->step = PC_REACH_CONNECT;
	PC_TRY(dial(&fd, addresses, attempt));
	attempt->step = PC_REACH_TLS;
	if (attempt->reach->tls)
		PC_TRY(shake_hands(fd, attempt));
	attempt->step = PC_REACH_ALL;
	return PC_OK;
}

static void PC_NORETURN be_child(struct attempt *attempt, int to)
{
	char step;

	attempt->err->text[0] = '\0';
	if (try_all(attempt) == PC_OK)
		attempt->err->text[0] = '\0';
	step = (char)attempt->step;
	if (write(to, &step, 1) != 1 ||
		write(to, attempt->err->text, strlen(attempt->err->text)) < 0)
		_exit(1);
	_exit(0);
}

/* ---- in the parent ------------------------------------------------------------- */

/* The child's pipe closes when it ends, and not later: it is killed at the deadline. */
static enum pc_reach_step listen_to(int from, int64_t deadline, struct pc_err *err)
{
	struct pollfd watched = {from, POLLIN, 0};
	char text[sizeof(err->text)];
	char step;
	ssize_t n;

	if (poll(&watched, 1, (int)deadline) <= 0 || read(from, &step, 1) != 1) {
		pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "no answer in time");
		return PC_REACH_CONNECT;
	}
	n = read(from, text, sizeof(text) - 1);
	pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0}, "%.*s", n > 0 ? (int)n : 0,
		text);
	return (enum pc_reach_step)step;
}

enum pc_reach_step pc_reach(const struct pc_reach *reach, struct pc_err *err)
{
	struct attempt attempt = {.reach = reach, .err = err};
	PC_AUTO(pc_close) int from = -1;
	enum pc_reach_step step;
	int pair[2];
	pid_t child;

	if (pipe2(pair, O_CLOEXEC) < 0 || (child = fork()) < 0) {
		pc_err_sys(err, "trying to connect");
		return PC_REACH_CONNECT;
	}
	if (child == 0)
		be_child(&attempt, pair[1]);
	from = pair[0];
	pc_close(&pair[1]);
	step = listen_to(from, reach->deadline, err);
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return step;
}
