/* SPDX-License-Identifier: Apache-2.0 */
/* Several documents at once, by libcurl's multi interface: one thread, one transfer for
 * each question, and connections that are kept for the question after it. */
#include "pc/net/fetch.h"

#include <stdlib.h>

#include "pc/base/buf.h"
#include "pc/os/program.h"
#include "transfer.h"

struct run;

/* One question, and those that come after it in its place. */
struct place {
	struct run *run;
	size_t index, most;
	struct transfer transfer;
	struct pc_buf body;
	bool is_large, is_secret;
};

struct run {
	CURLM *multi;
	struct pc_arena *arena;
	const struct pc_fetch_options *options;
	struct pc_fetched *out;
	struct place *places;
	size_t n_open;
	int64_t until;
};

/* ---- asking ----------------------------------------------------------------------- */

/* What is unpacked counts, so that little cannot become much. */
static size_t take(char *bytes, size_t size, size_t n, void *arg)
{
	struct place *place = arg;
	size_t len = size * n;

	if (len > place->most - place->body.len) {
		place->is_large = true;
		return 0;
	}
	/* It never grows then, which would leave parts of it behind. */
	if (place->is_secret)
		pc_buf_room(&place->body, place->most - place->body.len);
	pc_buf_add(&place->body, (struct pc_str){bytes, len});
	return len;
}

static void close_body(struct place *place)
{
	if (place->is_secret && place->body.ptr)
		explicit_bzero(place->body.ptr, place->body.len);
	pc_buf_done(&place->body);
	place->body = (struct pc_buf){0};
}

/* What this libcurl can unpack, of what is worth its code. */
static const char *packings(void)
{
	return curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_BROTLI
		       ? "gzip, br"
		       : "gzip";
}

#define SET(option, value)                                                               \
	(curl_easy_setopt(place->transfer.handle, (option), (value)) == CURLE_OK)

static bool set_all(struct place *place, const struct pc_fetch *question, bool is_plain)
{
	const struct pc_fetch_options *options = place->run->options;
	int64_t left = place->run->until - pc_program_now();
	const struct transfer_to to = {.url = question->url,
		.ca_file = options->ca_file,
		.proxy = options->proxy,
		.agent = "policyctl/" PC_VERSION,
		.deadline = left > 1 ? left : 1,
		.is_plain = is_plain};

	return transfer_open(&place->transfer, &to) && SET(CURLOPT_WRITEFUNCTION, take) &&
	       SET(CURLOPT_WRITEDATA, place) && SET(CURLOPT_TCP_NODELAY, 1L) &&
	       SET(CURLOPT_ACCEPT_ENCODING, packings()) &&
	       /* A server of names that hangs does not hold us beyond the deadline. */
	       SET(CURLOPT_QUICK_EXIT, 1L) && SET(CURLOPT_PRIVATE, place) &&
	       transfer_add_headers(
		       &place->transfer, question->headers, question->n_headers) &&
	       SET(CURLOPT_HTTPHEADER, place->transfer.headers);
}

static const struct transfer_whose whose = {"the address", "a file of its own"};

enum pc_status pc_fetch_check(struct pc_str url, struct pc_err *err)
{
	bool is_plain = false;

	return transfer_check(&is_plain, url, &whose, err);
}

/* False: it is not on its way, and the place says why. */
static bool start(struct place *place, const struct pc_fetch *question)
{
	struct run *run = place->run;
	struct pc_fetched *out = &run->out[place->index];
	bool is_plain = false;

	*out = (struct pc_fetched){0};
	place->most = question->most;
	place->is_secret = question->is_secret;
	if (transfer_check(&is_plain, question->url, &whose, &out->why) != PC_OK)
		return false;
	if (set_all(place, question, is_plain) &&
		curl_multi_add_handle(run->multi, place->transfer.handle) == CURLM_OK) {
		run->n_open++;
		return true;
	}
	transfer_done(&place->transfer);
	place->transfer = (struct transfer){0};
	pc_err_set(&out->why, PC_ERR_SYSTEM, (struct pc_span){0},
		"libcurl does not take what the question needs");
	return false;
}

/* ---- answers ---------------------------------------------------------------------- */

static struct pc_str info(const struct place *place, CURLINFO what)
{
	char *text = NULL;

	curl_easy_getinfo(place->transfer.handle, what, &text);
	return text ? pc_arena_str(place->run->arena, pc_str(text)) : (struct pc_str){0};
}

static void take_answer(struct place *place, CURLcode code)
{
	struct pc_fetched *out = &place->run->out[place->index];

	out->status = transfer_end(&place->transfer).status;
	if (out->status) {
		out->is_large = place->is_large;
		out->is_cut = code != CURLE_OK && !place->is_large;
		out->body = pc_arena_str(place->run->arena, pc_buf_str(&place->body));
		out->type = info(place, CURLINFO_CONTENT_TYPE);
		out->location = info(place, CURLINFO_REDIRECT_URL);
	}
	if (code != CURLE_OK)
		pc_err_set(&out->why, PC_ERR_SYSTEM, (struct pc_span){0}, "%s",
			place->is_large ? "it is too large"
					: transfer_fault(&place->transfer, code));
}

static void close_place(struct place *place)
{
	if (!place->transfer.handle)
		return;
	curl_multi_remove_handle(place->run->multi, place->transfer.handle);
	transfer_done(&place->transfer);
	close_body(place);
	place->transfer = (struct transfer){0};
	place->is_large = false;
	place->run->n_open--;
}

static bool go_on(struct place *place, struct pc_fetch *next)
{
	const struct pc_fetch_options *options = place->run->options;

	return options->answered && options->answered(options->context, place->index,
					    &place->run->out[place->index], next);
}

/* A question that cannot be asked has an answer, too. */
static void ask_next(struct place *place)
{
	struct pc_fetch next = {0};

	while (go_on(place, &next) && !start(place, &next))
		next = (struct pc_fetch){0};
}

static void hear(struct run *run)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(run->multi, &left))) {
		CURLcode code = message->data.result;
		struct place *place = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &place);
		take_answer(place, code);
		close_place(place);
		ask_next(place);
	}
}

/* Each transfer ends by itself at the deadline. */
static void wait_for_all(struct run *run)
{
	enum { LONGEST = 1000 };
	int running;

	while (run->n_open) {
		if (curl_multi_perform(run->multi, &running) != CURLM_OK)
			return;
		hear(run);
		if (run->n_open &&
			curl_multi_poll(run->multi, NULL, 0, LONGEST, NULL) != CURLM_OK)
			return;
	}
}

static void ask_all(struct run *run, const struct pc_fetch *questions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct place *place = &run->places[i];

		*place = (struct place){.run = run, .index = i};
		if (!start(place, &questions[i]))
			ask_next(place);
	}
	wait_for_all(run);
	for (size_t i = 0; i < count; i++)
		close_place(&run->places[i]);
}

void pc_fetch_all(struct pc_fetched *out, struct pc_arena *arena,
	const struct pc_fetch *questions, size_t count,
	const struct pc_fetch_options *options)
{
	struct run run = {.arena = arena,
		.options = options,
		.out = out,
		.places = pc_xcalloc(count ? count : 1, sizeof(*run.places)),
		.until = pc_program_now() + options->deadline};

	curl_global_init(CURL_GLOBAL_DEFAULT);
	run.multi = curl_multi_init();
	if (run.multi)
		ask_all(&run, questions, count);
	for (size_t i = 0; !run.multi && i < count; i++) {
		out[i] = (struct pc_fetched){0};
		pc_err_set(&out[i].why, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl cannot be used");
	}
	curl_multi_cleanup(run.multi);
	curl_global_cleanup();
	free(run.places);
}
