/* SPDX-License-Identifier: Apache-2.0 */
/* The server over libevent's evhttp, which reads the protocol and keeps to the ceilings;
 * this file only hands bytes over. */
#include "pc/os/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os_priv.h"
#include "pc/base/limits.h"

struct pc_httpd {
	struct evhttp *http;
	uint16_t port;
	pc_http_fn *fn;
	void *arg;
};

static const struct {
	enum evhttp_cmd_type type;
	const char *name;
} methods[] = {
	{EVHTTP_REQ_GET, "GET"},
	{EVHTTP_REQ_POST, "POST"},
	{EVHTTP_REQ_HEAD, "HEAD"},
	{EVHTTP_REQ_PUT, "PUT"},
	{EVHTTP_REQ_DELETE, "DELETE"},
	{EVHTTP_REQ_OPTIONS, "OPTIONS"},
	{EVHTTP_REQ_CONNECT, "CONNECT"},
	{EVHTTP_REQ_PATCH, "PATCH"},
};

static struct pc_str method_of(struct evhttp_request *request)
{
	for (size_t i = 0; i < PC_COUNT(methods); i++) {
		if (methods[i].type == evhttp_request_get_command(request))
			return pc_str(methods[i].name);
	}
	return (struct pc_str){0};
}

static struct pc_str body_of(struct evhttp_request *request)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(request);
	size_t len = evbuffer_get_length(input);
	const void *bytes = len ? evbuffer_pullup(input, -1) : NULL;

	return bytes ? (struct pc_str){bytes, len} : (struct pc_str){0};
}

static void on_request(struct evhttp_request *request, void *arg)
{
	const struct pc_httpd *httpd = arg;
	const struct pc_http_request asked = {.method = method_of(request),
		.target = pc_str(evhttp_request_get_uri(request)),
		.body = body_of(request)};
	struct pc_http_answer answer = {0};
	struct evbuffer *body;

	httpd->fn(httpd->arg, &asked, &answer);
	body = evbuffer_new();
	if (!body || evbuffer_add(body, answer.body.ptr ? answer.body.ptr : "",
			     answer.body.len) < 0)
		abort();
	if (answer.type)
		evhttp_add_header(evhttp_request_get_output_headers(request),
			"Content-Type", answer.type);
	evhttp_send_reply(request, answer.status, NULL, body);
	evbuffer_free(body);
	pc_buf_done(&answer.body);
}

static enum pc_status listen_here(struct pc_httpd *httpd, struct pc_err *err)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) < 0 ||
		listen(fd, SOMAXCONN) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &size) < 0 ||
		evhttp_accept_socket(httpd->http, fd) < 0) {
		pc_err_sys(err, "listening at the loopback");
		if (fd >= 0)
			close(fd);
		return err->status;
	}
	httpd->port = ntohs(at.sin_port);
	return PC_OK;
}

enum pc_status pc_httpd_new(struct pc_httpd **out, struct pc_loop *loop, size_t max_body,
	pc_http_fn *fn, void *arg, struct pc_err *err)
{
	struct pc_httpd *httpd = calloc(1, sizeof(*httpd));
	unsigned all = 0;
	enum pc_status status;

	if (!httpd)
		abort();
	*httpd = (struct pc_httpd){
		.http = evhttp_new(loop_base(loop)), .fn = fn, .arg = arg};
	if (!httpd->http)
		abort();
	for (size_t i = 0; i < PC_COUNT(methods); i++)
		all |= methods[i].type;
	evhttp_set_allowed_methods(httpd->http, (ev_uint16_t)all);
	evhttp_set_max_headers_size(httpd->http, PC_MAX_HTTP_HEAD);
	evhttp_set_max_body_size(httpd->http, (ev_ssize_t)max_body);
	evhttp_set_default_content_type(httpd->http, NULL);
	evhttp_set_gencb(httpd->http, on_request, httpd);
	status = listen_here(httpd, err);
	if (status != PC_OK)
		pc_httpd_free(&httpd);
	else
		*out = httpd;
	return status;
}

uint16_t pc_httpd_port(const struct pc_httpd *httpd)
{
	return httpd->port;
}

void pc_httpd_free(struct pc_httpd **httpd)
{
	if (*httpd)
		evhttp_free((*httpd)->http);
	free(*httpd);
	*httpd = NULL;
}
