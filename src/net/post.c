/* SPDX-License-Identifier: Apache-2.0 */
/* POST to the hub. */
#include "pc/net/post.h"

#include <stdlib.h>

#include "pc/base/arena.h"
#include "transfer.h"

static const struct transfer_whose whose = {
	"the hub's address", "the file that hub-token-file names"};

enum pc_status pc_post_check(struct pc_str url, struct pc_err *err)
{
	bool is_plain = false;

	return transfer_check(&is_plain, url, &whose, err);
}

static bool add_token(struct transfer *transfer, const struct pc_secret *token)
{
	static const char name[] = "Authorization: Bearer ";
	size_t size = sizeof(name) + token->len;
	char *line = pc_xmalloc(size);
	bool added;

	memcpy(line, name, sizeof(name) - 1);
	memcpy(line + sizeof(name) - 1, token->bytes, token->len);
	line[size - 1] = '\0';
	added = transfer_add_header(transfer, line);
	explicit_bzero(line, size);
	free(line);
	return added;
}

#define SET(option, value)                                                               \
	(curl_easy_setopt(transfer->handle, (option), (value)) == CURLE_OK)

static bool set_all(struct transfer *transfer, const struct pc_post *post, bool is_plain)
{
	const struct transfer_to to = {.url = post->url,
		.ca_file = post->ca_file,
		.proxy = post->proxy,
		.agent = "policyd/" PC_VERSION,
		.deadline = post->deadline,
		.is_plain = is_plain};

	return transfer_open(transfer, &to) && SET(CURLOPT_POST, 1L) &&
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len) &&
	       SET(CURLOPT_POSTFIELDS, post->body.ptr) &&
	       transfer_add_header(transfer, "Content-Type: application/json") &&
	       (!post->token || add_token(transfer, post->token)) &&
	       SET(CURLOPT_HTTPHEADER, transfer->headers);
}

/* ---- what came of it -----------------------------------------------------------------
 */

static enum pc_post_outcome of_status(long status)
{
	enum { GOOD = 200, MOVED = 300, WRONG = 400, SLOW = 408, MANY = 429, OURS = 500 };

	if (status >= GOOD && status < MOVED)
		return PC_POST_TAKEN;
	return status < WRONG || status == SLOW || status == MANY || status >= OURS
		       ? PC_POST_LATER
		       : PC_POST_REFUSED;
}

static const struct hint {
	long from, to;
	const char *text;
} hints[] = {
	{300, 399, ", which leads elsewhere: set hub to where it is"},
	{401, 401, ": the token is not one that it knows"},
	{403, 403, ": the token does not let this machine report"},
	{404, 404, ": there is nothing at the address"},
	{413, 413, ": the report is too large for it"},
	{429, 429, ": there are too many reports"},
};

static void say_status(struct pc_posted *posted)
{
	const char *hint = "";

	for (size_t i = 0; i < PC_COUNT(hints); i++) {
		if (posted->status >= hints[i].from && posted->status <= hints[i].to)
			hint = hints[i].text;
	}
	pc_err_set(&posted->why, PC_ERR_SYSTEM, (struct pc_span){0},
		"the hub answered %d%s", posted->status, hint);
}

static void judge(
	struct pc_posted *posted, const struct transfer *transfer, CURLcode code)
{
	struct transferred end = transfer_end(transfer);

	if (end.status) {
		posted->status = end.status;
		posted->outcome = of_status(end.status);
		posted->retry_after = end.retry_after;
		if (posted->outcome != PC_POST_TAKEN)
			say_status(posted);
		return;
	}
	posted->outcome = transfer_is_our_fault(code) ? PC_POST_FAILED : PC_POST_OFFLINE;
	pc_err_set(&posted->why, PC_ERR_SYSTEM, (struct pc_span){0},
		"the hub cannot be reached: %s", transfer_fault(transfer, code));
}

struct pc_posted pc_post(const struct pc_post *post)
{
	struct pc_posted posted = {.outcome = PC_POST_FAILED};
	PC_AUTO(transfer_done) struct transfer transfer = {0};
	bool is_plain = false;

	if (transfer_check(&is_plain, post->url, &whose, &posted.why) != PC_OK)
		return posted;
	if (!set_all(&transfer, post, is_plain)) {
		pc_err_set(&posted.why, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl does not take what a report needs");
		return posted;
	}
	judge(&posted, &transfer, curl_easy_perform(transfer.handle));
	return posted;
}
