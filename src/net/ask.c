/* SPDX-License-Identifier: Apache-2.0 */
/* A question to a provider. */
#include "pc/net/ask.h"

#include "pc/base/arena.h"
#include "transfer.h"

#define SET(option, value)                                                               \
	(curl_easy_setopt(transfer->handle, (option), (value)) == CURLE_OK)

static bool set_all(struct transfer *transfer, const struct pc_ask *ask, bool is_plain)
{
	const struct transfer_to to = {.url = ask->url,
		.ca_file = ask->ca_file,
		.proxy = ask->proxy,
		.agent = "policyctl/" PC_VERSION,
		.deadline = ask->deadline,
		.is_plain = is_plain};
	char method[16] = "GET";

	if (ask->method.len >= sizeof(method))
		return false;
	if (ask->method.len) {
		memcpy(method, ask->method.ptr, ask->method.len);
		method[ask->method.len] = '\0';
	}
	return transfer_open(transfer, &to) &&
	       (!ask->body.len ||
		       (SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len) &&
			       SET(CURLOPT_POSTFIELDS, ask->body.ptr))) &&
	       SET(CURLOPT_CUSTOMREQUEST, method) &&
	       transfer_add_headers(transfer, ask->headers, ask->n_headers) &&
	       SET(CURLOPT_HTTPHEADER, transfer->headers);
}

static const struct transfer_whose whose = {"the provider's address", "a header"};

struct pc_asked pc_ask(const struct pc_ask *ask)
{
	PC_AUTO(transfer_done) struct transfer transfer = {0};
	struct pc_asked asked = {0};
	struct transferred end;
	bool is_plain = false;
	CURLcode code;

	if (transfer_check(&is_plain, ask->url, &whose, &asked.why) != PC_OK)
		return asked;
	if (!set_all(&transfer, ask, is_plain)) {
		pc_err_set(&asked.why, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl does not take what the question needs");
		return asked;
	}
	code = curl_easy_perform(transfer.handle);
	end = transfer_end(&transfer);
	asked.status = end.status;
	asked.retry_after = end.retry_after;
	if (!end.status)
		pc_err_set(&asked.why, PC_ERR_SYSTEM, (struct pc_span){0}, "%s",
			curl_easy_strerror(code));
	return asked;
}
