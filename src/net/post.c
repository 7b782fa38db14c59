/* SPDX-License-Identifier: Apache-2.0 */
/* POST by libcurl. */
#include "pc/net/post.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>

#include "pc/base/arena.h"
#include "pc/base/limits.h"

/* ---- addresses -------------------------------------------------------------------- */

struct address {
	char *scheme, *host, *user, *password; /* libcurl's */
};

static void address_done(struct address *address)
{
	curl_free(address->scheme);
	curl_free(address->host);
	curl_free(address->user);
	curl_free(address->password);
}

static void url_done(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void text_done(char **text)
{
	free(*text);
}

static enum pc_status bad_address(struct pc_err *err, const char *why)
{
	return pc_err_set(
		err, PC_ERR_PARSE, (struct pc_span){0}, "the hub's address %s", why);
}

static enum pc_status take_apart(
	struct address *out, struct pc_str text, struct pc_err *err)
{
	PC_AUTO(url_done) CURLU *url = curl_url();
	PC_AUTO(text_done) char *copy = pc_str_dup(text);

	if (!url || curl_url_set(url, CURLUPART_URL, copy, 0) != CURLUE_OK ||
		curl_url_get(url, CURLUPART_SCHEME, &out->scheme, 0) != CURLUE_OK ||
		curl_url_get(url, CURLUPART_HOST, &out->host, 0) != CURLUE_OK)
		return bad_address(err, "is none: it begins with https://");
	/* They need not be there. */
	(void)curl_url_get(url, CURLUPART_USER, &out->user, 0);
	(void)curl_url_get(url, CURLUPART_PASSWORD, &out->password, 0);
	return PC_OK;
}

/* libcurl asks nobody where "localhost" is. */
static bool is_loopback(const char *host)
{
	enum { LOOPBACK = 127, SHIFT = 24 };
	struct in_addr v4;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> SHIFT == LOOPBACK;
	return pc_str_is(pc_str(host), "[::1]") || pc_str_is(pc_str(host), "localhost");
}

static enum pc_status check(bool *is_plain, struct pc_str url, struct pc_err *err)
{
	PC_AUTO(address_done) struct address address = {0};

	PC_TRY(take_apart(&address, url, err));
	if (address.user || address.password)
		return bad_address(err,
			"holds a name or a password, which belongs into the file that "
			"hub-token-file names");
	*is_plain = pc_str_is(pc_str(address.scheme), "http");
	if (*is_plain ? !is_loopback(address.host)
		      : !pc_str_is(pc_str(address.scheme), "https"))
		return bad_address(err,
			"has to begin with https://; http:// is for this machine itself");
	return PC_OK;
}

enum pc_status pc_post_check(struct pc_str url, struct pc_err *err)
{
	bool is_plain = false;

	return check(&is_plain, url, err);
}

/* ---- one transfer --------------------------------------------------------------------
 */

struct transfer {
	CURL *handle;
	struct curl_slist *headers;
	char fault[CURL_ERROR_SIZE];
	size_t answered;
	/* libcurl wants texts that end, and that stay. */
	char *url, *ca_file, *proxy;
};

/* The token stands in there. */
static void headers_done(struct curl_slist **headers)
{
	for (struct curl_slist *line = *headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(*headers);
	*headers = NULL;
}

static void transfer_done(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->handle);
	headers_done(&transfer->headers);
	free(transfer->url);
	free(transfer->ca_file);
	free(transfer->proxy);
	curl_global_cleanup();
}

/* What the server says besides its status is nobody's business. */
static size_t count(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *transfer = arg;

	(void)bytes;
	transfer->answered += size * n;
	return transfer->answered <= PC_MAX_HUB_ANSWER ? size * n : 0;
}

static bool add_header(struct transfer *transfer, const char *line)
{
	struct curl_slist *more = curl_slist_append(transfer->headers, line);

	if (more)
		transfer->headers = more;
	return more != NULL;
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
	added = add_header(transfer, line);
	explicit_bzero(line, size);
	free(line);
	return added;
}

#define SET(option, value)                                                               \
	(curl_easy_setopt(transfer->handle, (option), (value)) == CURLE_OK)

/* How far we trust whoever answers. */
static bool set_trust(
	struct transfer *transfer, const struct pc_post *post, bool is_plain)
{
	bool is_auto = pc_str_is(post->proxy, "auto");

	transfer->ca_file = pc_str_dup(post->ca_file);
	transfer->proxy = pc_str_dup(post->proxy);
	return SET(CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https") &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_SSL_VERIFYPEER, 1L) &&
	       SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE) &&
	       (!post->ca_file.len || (SET(CURLOPT_CAINFO, transfer->ca_file) &&
					      SET(CURLOPT_CAPATH, NULL))) &&
	       /* What is not encrypted is for this machine, and no proxy's business. */
	       (is_plain ? SET(CURLOPT_PROXY, "")
			 : is_auto || SET(CURLOPT_PROXY, transfer->proxy));
}

static bool set_all(struct transfer *transfer, const struct pc_post *post, bool is_plain)
{
	transfer->url = pc_str_dup(post->url);
	return SET(CURLOPT_URL, transfer->url) && SET(CURLOPT_NOSIGNAL, 1L) &&
	       SET(CURLOPT_ERRORBUFFER, transfer->fault) &&
	       SET(CURLOPT_TIMEOUT_MS, (long)post->deadline) && SET(CURLOPT_POST, 1L) &&
	       SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.len) &&
	       SET(CURLOPT_POSTFIELDS, post->body.ptr) &&
	       SET(CURLOPT_WRITEFUNCTION, count) && SET(CURLOPT_WRITEDATA, transfer) &&
	       SET(CURLOPT_USERAGENT, "policyd/" PC_VERSION) &&
	       add_header(transfer, "Content-Type: application/json") &&
	       add_header(transfer, "Expect:") &&
	       (!post->token || add_token(transfer, post->token)) &&
	       SET(CURLOPT_HTTPHEADER, transfer->headers) &&
	       set_trust(transfer, post, is_plain);
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

static bool is_our_fault(CURLcode code)
{
	return code == CURLE_SSL_CACERT_BADFILE || code == CURLE_OUT_OF_MEMORY ||
	       code == CURLE_FAILED_INIT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

/* What libcurl says itself is best, but where it has how long that took: the same fault
 * is told once, and these words are how it is known again. */
static const char *fault_of(const struct transfer *transfer, CURLcode code)
{
	bool has_times =
		code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;

	return transfer->fault[0] && !has_times ? transfer->fault
						: curl_easy_strerror(code);
}

static void judge(struct pc_posted *posted, struct transfer *transfer, CURLcode code)
{
	enum { FINAL = 200, SECOND = 1000 };
	curl_off_t wait = 0;
	long status = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
	/* Its status is the answer; that the rest is too long or too late changes
	 * nothing. */
	if (status >= FINAL) {
		posted->status = (int)status;
		posted->outcome = of_status(status);
		if (curl_easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &wait) ==
				CURLE_OK &&
			wait > 0)
			posted->retry_after =
				wait < PC_MAX_RETRY_AFTER
					? (int64_t)wait * SECOND
					: (int64_t)PC_MAX_RETRY_AFTER * SECOND;
		if (posted->outcome != PC_POST_TAKEN)
			say_status(posted);
		return;
	}
	posted->outcome = is_our_fault(code) ? PC_POST_FAILED : PC_POST_OFFLINE;
	pc_err_set(&posted->why, PC_ERR_SYSTEM, (struct pc_span){0},
		"the hub cannot be reached: %s", fault_of(transfer, code));
}

struct pc_posted pc_post(const struct pc_post *post)
{
	struct pc_posted posted = {.outcome = PC_POST_FAILED};
	PC_AUTO(transfer_done) struct transfer transfer = {0};
	bool is_plain = false;

	/* libcurl would write there what decrypts the connection. */
	unsetenv("SSLKEYLOGFILE");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (check(&is_plain, post->url, &posted.why) != PC_OK)
		return posted;
	transfer.handle = curl_easy_init();
	if (!transfer.handle || !set_all(&transfer, post, is_plain)) {
		pc_err_set(&posted.why, PC_ERR_SYSTEM, (struct pc_span){0},
			"libcurl does not take what a report needs");
		return posted;
	}
	judge(&posted, &transfer, curl_easy_perform(transfer.handle));
	return posted;
}
