/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl's multi interface on the caller's loop.  libcurl says which descriptors and
 * which one timer it waits for; we pass that on, and share the timer with a clock of our
 * own for those who say nothing for too long: libcurl counts such times in seconds.
 *
 * libcurl may not be changed from within its own calls.  What the caller starts or ends
 * there is noted, and done when libcurl has returned: settle(). */
#include "pc/net/stream.h"

#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/os/program.h"
#include "transfer.h"

struct pc_stream {
	struct pc_streams *all;
	struct pc_stream *next, *before;
	struct transfer transfer;
	struct pc_stream_ask ask; /* its functions and times; no texts */
	char *body;
	size_t body_len, sent, head; /* head: bytes of it so far */
	int64_t heard;
	bool is_added, is_cancelled, is_ending;
	bool is_interim;         /* a head before the one that counts */
	bool has_head, has_body; /* all of the head; some of the body */
	const char *stopped;     /* why we ended it */
};

struct pc_streams {
	CURLM *multi;
	struct pc_stream_loop loop;
	struct pc_stream *first;
	int64_t due, idle_due; /* of libcurl, of who is silent; -1: none */
	bool is_inside;        /* libcurl runs */
	bool is_noted;         /* somebody was started or cancelled there */
};

/* ---- times --------------------------------------------------------------------------
 */

static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int64_t silent_until(const struct pc_stream *stream)
{
	bool counts = stream->ask.idle > 0 && stream->is_added && !stream->is_cancelled;

	return counts ? stream->heard + stream->ask.idle : -1;
}

static void arm(struct pc_streams *streams)
{
	int64_t due = sooner(streams->due, streams->idle_due),
		left = due - pc_program_now();

	if (due < 0)
		streams->loop.after(streams->loop.context, -1);
	else
		streams->loop.after(streams->loop.context, left > 0 ? left : 0);
}

/* Who was heard since has moved on; the clock is set when it rings, not at each piece. */
static void arm_idle(struct pc_streams *streams)
{
	streams->idle_due = -1;
	for (const struct pc_stream *s = streams->first; s; s = s->next)
		streams->idle_due = sooner(streams->idle_due, silent_until(s));
	arm(streams);
}

/* ---- what libcurl wants -------------------------------------------------------------
 */

static int on_socket(CURL *handle, curl_socket_t fd, int what, void *arg, void *own)
{
	const struct pc_streams *streams = arg;

	(void)handle;
	(void)own;
	streams->loop.watch(streams->loop.context, fd,
		what == CURL_POLL_IN || what == CURL_POLL_INOUT,
		what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
	return 0;
}

/* A part of a millisecond is lost on both sides: one more, or it wakes for nothing. */
static int on_timer(CURLM *multi, long ms, void *arg)
{
	struct pc_streams *streams = arg;

	(void)multi;
	streams->due = ms < 0 ? -1 : pc_program_now() + ms + (ms > 0);
	arm(streams);
	return 0;
}

/* ---- what comes ---------------------------------------------------------------------
 */

static size_t stop(struct pc_stream *stream, const char *why)
{
	stream->stopped = why;
	return 0;
}

static size_t on_want(char *to, size_t size, size_t n, void *arg)
{
	struct pc_stream *stream = arg;
	size_t left = stream->body_len - stream->sent, room = size * n;
	size_t len = left < room ? left : room;

	stream->heard = pc_program_now();
	if (len)
		memcpy(to, stream->body + stream->sent, len);
	stream->sent += len;
	return len;
}

/* "HTTP/1.1 103 Early Hints": another head follows. */
static bool is_interim(struct pc_str status_line)
{
	struct pc_str rest = status_line;

	pc_str_cut(&rest, ' ');
	return pc_str_starts(pc_str_trim(rest), PC_STR("1"));
}

static bool is_header(const struct pc_stream *stream, struct pc_str line)
{
	return line.len && !stream->is_interim && !stream->has_body &&
	       !pc_str_starts(line, PC_STR("HTTP/"));
}

static size_t on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct pc_stream *stream = arg;
	struct pc_str line = pc_str_trim((struct pc_str){bytes, size * n});

	stream->heard = pc_program_now();
	stream->head += size * n;
	if (stream->is_cancelled)
		return stop(stream, "it was cancelled");
	if (stream->head > PC_MAX_HTTP_HEAD)
		return stop(stream, "the head of the answer is too large");
	if (pc_str_starts(line, PC_STR("HTTP/")))
		stream->is_interim = is_interim(line);
	if (!line.len && !stream->is_interim)
		stream->has_head = true;
	/* What stands behind the body came too late to be one. */
	if (is_header(stream, line) && stream->ask.header)
		stream->ask.header(stream->ask.context, line);
	return size * n;
}

static size_t on_piece(char *bytes, size_t size, size_t n, void *arg)
{
	struct pc_stream *stream = arg;
	struct pc_str piece = {bytes, size * n};

	stream->heard = pc_program_now();
	stream->has_body = true;
	if (stream->is_cancelled)
		return stop(stream, "it was cancelled");
	if (stream->ask.piece && !stream->ask.piece(stream->ask.context, piece))
		return stop(stream, "what came was not wanted");
	return size * n;
}

/* ---- a stream's life ----------------------------------------------------------------
 */

static void link_in(struct pc_streams *streams, struct pc_stream *stream)
{
	stream->all = streams;
	stream->next = streams->first;
	if (stream->next)
		stream->next->before = stream;
	streams->first = stream;
}

static void unlink_from(struct pc_streams *streams, struct pc_stream *stream)
{
	if (stream->before)
		stream->before->next = stream->next;
	else
		streams->first = stream->next;
	if (stream->next)
		stream->next->before = stream->before;
	stream->next = stream->before = NULL;
}

/* Out of libcurl and out of the list, but still there. */
static void take_out(struct pc_stream *stream)
{
	if (stream->is_added)
		curl_multi_remove_handle(stream->all->multi, stream->transfer.handle);
	stream->is_added = false;
	unlink_from(stream->all, stream);
}

static void stream_free(struct pc_stream *stream)
{
	transfer_done(&stream->transfer);
	if (stream->body)
		explicit_bzero(stream->body, stream->body_len);
	free(stream->body);
	free(stream);
}

static const char *fault_of(const struct pc_stream *stream, CURLcode code)
{
	if (stream->stopped)
		return stream->stopped;
	/* libcurl takes an answer that breaks off in its head for an empty one. */
	return code == CURLE_OK ? "the head of the answer is not whole"
				: transfer_fault(&stream->transfer, code);
}

static void finish(struct pc_stream *stream, CURLcode code)
{
	struct pc_stream_end end = {.status = transfer_end(&stream->transfer).status,
		.is_whole = code == CURLE_OK && stream->has_head,
		.is_late = code == CURLE_OPERATION_TIMEDOUT};

	if (!end.is_whole)
		pc_err_set(&end.why, PC_ERR_SYSTEM, (struct pc_span){0}, "%s",
			fault_of(stream, code));
	take_out(stream);
	stream->is_ending = true;
	if (!stream->is_cancelled && stream->ask.ended)
		stream->ask.ended(stream->ask.context, &end);
	stream_free(stream);
}

static bool add(struct pc_stream *stream)
{
	stream->heard = pc_program_now();
	stream->is_added = curl_multi_add_handle(stream->all->multi,
				   stream->transfer.handle) == CURLM_OK;
	return stream->is_added;
}

/* ---- when libcurl has returned ------------------------------------------------------
 */

static struct pc_stream *one_cancelled(const struct pc_streams *streams)
{
	for (struct pc_stream *s = streams->first; s; s = s->next) {
		if (s->is_cancelled)
			return s;
	}
	return NULL;
}

static struct pc_stream *one_waiting(const struct pc_streams *streams)
{
	for (struct pc_stream *s = streams->first; s; s = s->next) {
		if (!s->is_added)
			return s;
	}
	return NULL;
}

static struct pc_stream *one_silent(const struct pc_streams *streams)
{
	int64_t at = pc_program_now();

	for (struct pc_stream *s = streams->first; s; s = s->next) {
		int64_t until = silent_until(s);

		if (until >= 0 && until <= at)
			return s;
	}
	return NULL;
}

static void hear(struct pc_streams *streams)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(streams->multi, &left))) {
		CURLcode code = message->data.result;
		struct pc_stream *stream = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &stream);
		finish(stream, code);
	}
}

static void do_noted(struct pc_streams *streams)
{
	struct pc_stream *stream;

	streams->is_noted = false;
	while ((stream = one_cancelled(streams))) {
		take_out(stream);
		stream_free(stream);
	}
	while ((stream = one_waiting(streams))) {
		if (!add(stream))
			finish(stream, CURLE_FAILED_INIT);
	}
	arm_idle(streams);
}

/* Those that are called may start and end others, so that each look begins anew. */
static void settle(struct pc_streams *streams)
{
	if (streams->is_noted)
		do_noted(streams);
	hear(streams);
}

static void act(struct pc_streams *streams, curl_socket_t fd, int what)
{
	int running;

	streams->is_inside = true;
	curl_multi_socket_action(streams->multi, fd, what, &running);
	streams->is_inside = false;
	settle(streams);
}

void pc_streams_ready(struct pc_streams *streams, int fd, bool read, bool write)
{
	act(streams, fd, (read ? CURL_CSELECT_IN : 0) | (write ? CURL_CSELECT_OUT : 0));
}

void pc_streams_late(struct pc_streams *streams)
{
	struct pc_stream *stream;

	if (streams->due >= 0 && streams->due <= pc_program_now()) {
		streams->due = -1;
		act(streams, CURL_SOCKET_TIMEOUT, 0);
	}
	while ((stream = one_silent(streams))) {
		stream->stopped = "nothing came for too long";
		finish(stream, CURLE_OPERATION_TIMEDOUT);
	}
	arm_idle(streams);
}

/* ---- starting -----------------------------------------------------------------------
 */

/* It would end there and be another header, which is not the caller's. */
static bool is_line(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return text.len > 0;
}

static bool is_method(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < 'A' || text.ptr[i] > 'Z')
			return false;
	}
	return text.len > 0;
}

static enum pc_status check_lines(const struct pc_stream_ask *ask, struct pc_err *err)
{
	if (!is_method(ask->method))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"the method of a request is none");
	for (size_t i = 0; i < ask->n_headers; i++) {
		/* It may be a key: its number has to do. */
		if (!is_line(ask->headers[i]))
			return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
				"header %zu of a request is no line", i + 1);
	}
	return PC_OK;
}

#define SET(option, value)                                                               \
	(curl_easy_setopt(stream->transfer.handle, (option), (value)) == CURLE_OK)

/* A connection that was kept may end just when it is used again, and then libcurl asks
 * once more, though the first request may be under way.  It cannot where it would have to
 * go back in the body: nothing is paid for twice. */
static bool set_body(struct pc_stream *stream)
{
	return SET(CURLOPT_READFUNCTION, on_want) && SET(CURLOPT_READDATA, stream) &&
	       SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)PC_MAX_STREAM_UPLOAD);
}

static bool set_method(struct pc_stream *stream, const struct pc_stream_ask *ask)
{
	char *method;
	bool is_set;

	if (pc_str_is(ask->method, "GET") && !ask->body.len)
		return true;
	method = pc_str_dup(ask->method); /* libcurl has its own copy */
	stream->body = pc_str_dup(ask->body);
	stream->body_len = ask->body.len;
	is_set = SET(CURLOPT_POST, 1L) && SET(CURLOPT_CUSTOMREQUEST, method) &&
		 SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len) &&
		 (ask->body.len ? set_body(stream) : SET(CURLOPT_POSTFIELDS, ""));
	free(method);
	return is_set;
}

static bool set_calls(struct pc_stream *stream)
{
	return SET(CURLOPT_HEADERFUNCTION, on_header) &&
	       SET(CURLOPT_HEADERDATA, stream) && SET(CURLOPT_WRITEFUNCTION, on_piece) &&
	       SET(CURLOPT_WRITEDATA, stream) && SET(CURLOPT_PRIVATE, stream);
}

static bool set_all(
	struct pc_stream *stream, const struct pc_stream_ask *ask, bool is_plain)
{
	const struct transfer_to to = {.url = ask->url,
		.ca_file = ask->ca_file,
		.proxy = ask->proxy,
		.agent = "policyd/" PC_VERSION,
		.deadline = ask->deadline,
		.is_plain = is_plain};

	return transfer_open(&stream->transfer, &to) && set_method(stream, ask) &&
	       set_calls(stream) && SET(CURLOPT_TCP_NODELAY, 1L) &&
	       /* What a proxy says is not the answer. */
	       SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) && SET(CURLOPT_QUICK_EXIT, 1L) &&
	       transfer_add_headers(&stream->transfer, ask->headers, ask->n_headers) &&
	       SET(CURLOPT_HTTPHEADER, stream->transfer.headers);
}

static const struct transfer_whose whose = {"the provider's address", "a key"};

static struct pc_stream *stream_new(const struct pc_stream_ask *ask)
{
	struct pc_stream *stream = pc_xcalloc(1, sizeof(*stream));

	stream->ask = (struct pc_stream_ask){.idle = ask->idle,
		.header = ask->header,
		.piece = ask->piece,
		.ended = ask->ended,
		.context = ask->context};
	return stream;
}

enum pc_status pc_stream_start(struct pc_stream **out, struct pc_streams *streams,
	const struct pc_stream_ask *ask, struct pc_err *err)
{
	struct pc_stream *stream;
	bool is_plain = false;

	PC_TRY(transfer_check(&is_plain, ask->url, &whose, err));
	PC_TRY(check_lines(ask, err));
	stream = stream_new(ask);
	link_in(streams, stream);
	if (!set_all(stream, ask, is_plain) || (!streams->is_inside && !add(stream))) {
		take_out(stream);
		stream_free(stream);
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl does not take what a request needs");
	}
	if (streams->is_inside)
		streams->is_noted = true;
	else
		arm_idle(streams);
	*out = stream;
	return PC_OK;
}

void pc_stream_cancel(struct pc_stream **at)
{
	struct pc_stream *stream = pc_steal(at);

	if (!stream || stream->is_ending)
		return;
	if (stream->all->is_inside) {
		stream->is_cancelled = stream->all->is_noted = true;
		return;
	}
	take_out(stream);
	stream_free(stream);
}

/* ---- all of them --------------------------------------------------------------------
 */

#define SET_ALL(option, value)                                                           \
	(curl_multi_setopt(streams->multi, (option), (value)) == CURLM_OK)

static bool set_multi(struct pc_streams *streams)
{
	return streams->multi && SET_ALL(CURLMOPT_SOCKETFUNCTION, on_socket) &&
	       SET_ALL(CURLMOPT_SOCKETDATA, streams) &&
	       SET_ALL(CURLMOPT_TIMERFUNCTION, on_timer) &&
	       SET_ALL(CURLMOPT_TIMERDATA, streams) &&
	       SET_ALL(CURLMOPT_MAXCONNECTS, (long)PC_MAX_STREAM_CONNECTIONS);
}

enum pc_status pc_streams_new(
	struct pc_streams **out, const struct pc_stream_loop *loop, struct pc_err *err)
{
	struct pc_streams *streams = pc_xcalloc(1, sizeof(*streams));

	streams->loop = *loop;
	streams->due = streams->idle_due = -1;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	streams->multi = curl_multi_init();
	if (!set_multi(streams)) {
		pc_streams_free(&streams);
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl cannot be used");
	}
	*out = streams;
	return PC_OK;
}

void pc_streams_free(struct pc_streams **at)
{
	struct pc_streams *streams = pc_steal(at);

	if (!streams)
		return;
	while (streams->first) {
		struct pc_stream *stream = streams->first;

		take_out(stream);
		stream_free(stream);
	}
	/* It tells which descriptors are to be forgotten. */
	curl_multi_cleanup(streams->multi);
	curl_global_cleanup();
	free(streams);
}
