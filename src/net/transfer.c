/* SPDX-License-Identifier: Apache-2.0 */
/* One transfer by libcurl, as all that we send goes out: where it may go, how far whoever
 * answers is trusted, and what is forgotten behind it. */
#include "transfer.h"

#include <arpa/inet.h>
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

/* Some addresses hold a key. */
static void text_done(char **text)
{
	explicit_bzero(*text, strlen(*text));
	free(*text);
}

static enum pc_status bad_address(
	struct pc_err *err, const struct transfer_whose *whose, const char *why)
{
	return pc_err_set(
		err, PC_ERR_PARSE, (struct pc_span){0}, "%s %s", whose->address, why);
}

static enum pc_status take_apart(struct address *out, struct pc_str text,
	const struct transfer_whose *whose, struct pc_err *err)
{
	PC_AUTO(url_done) CURLU *url = curl_url();
	PC_AUTO(text_done) char *copy = pc_str_dup(text);

	if (!url || curl_url_set(url, CURLUPART_URL, copy, 0) != CURLUE_OK ||
		curl_url_get(url, CURLUPART_SCHEME, &out->scheme, 0) != CURLUE_OK ||
		curl_url_get(url, CURLUPART_HOST, &out->host, 0) != CURLUE_OK)
		return bad_address(err, whose, "is none: it begins with https://");
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

enum pc_status transfer_check(bool *is_plain, struct pc_str url,
	const struct transfer_whose *whose, struct pc_err *err)
{
	PC_AUTO(address_done) struct address address = {0};

	PC_TRY(take_apart(&address, url, whose, err));
	if (address.user || address.password)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
			"%s holds a name or a password, which belongs into %s",
			whose->address, whose->secrets);
	*is_plain = pc_str_is(pc_str(address.scheme), "http");
	if (*is_plain ? !is_loopback(address.host)
		      : !pc_str_is(pc_str(address.scheme), "https"))
		return bad_address(err, whose,
			"has to begin with https://; http:// is for this machine itself");
	return PC_OK;
}

/* ---- one transfer --------------------------------------------------------------------
 */

/* The token stands in there. */
static void headers_done(struct curl_slist **headers)
{
	for (struct curl_slist *line = *headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(*headers);
	*headers = NULL;
}

void transfer_done(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->handle);
	headers_done(&transfer->headers);
	if (transfer->url)
		explicit_bzero(transfer->url,
			strlen(transfer->url)); /* of some calls it has the key */
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

bool transfer_add_header(struct transfer *transfer, const char *line)
{
	struct curl_slist *more = curl_slist_append(transfer->headers, line);

	if (more)
		transfer->headers = more;
	return more != NULL;
}

bool transfer_add_headers(
	struct transfer *transfer, const struct pc_str *headers, size_t n_headers)
{
	bool added = true;

	for (size_t i = 0; added && i < n_headers; i++) {
		char *line = pc_str_dup(headers[i]);

		added = transfer_add_header(transfer, line);
		explicit_bzero(line, headers[i].len);
		free(line);
	}
	return added;
}

#define SET(option, value)                                                               \
	(curl_easy_setopt(transfer->handle, (option), (value)) == CURLE_OK)

/* How far we trust whoever answers. */
static bool set_trust(struct transfer *transfer, const struct transfer_to *to)
{
	bool is_auto = pc_str_is(to->proxy, "auto"), is_plain = to->is_plain;

	transfer->ca_file = pc_str_dup(to->ca_file);
	transfer->proxy = pc_str_dup(to->proxy);
	return SET(CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https") &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_SSL_VERIFYPEER, 1L) &&
	       SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE) &&
	       (!to->ca_file.len || (SET(CURLOPT_CAINFO, transfer->ca_file) &&
					    SET(CURLOPT_CAPATH, NULL))) &&
	       /* What is not encrypted is for this machine, and no proxy's business. */
	       (is_plain ? SET(CURLOPT_PROXY, "")
			 : is_auto || SET(CURLOPT_PROXY, transfer->proxy));
}

bool transfer_open(struct transfer *transfer, const struct transfer_to *to)
{
	/* libcurl would write there what decrypts the connection. */
	unsetenv("SSLKEYLOGFILE");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	transfer->handle = curl_easy_init();
	transfer->url = pc_str_dup(to->url);
	return transfer->handle && SET(CURLOPT_URL, transfer->url) &&
	       SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_ERRORBUFFER, transfer->fault) &&
	       SET(CURLOPT_TIMEOUT_MS, (long)to->deadline) &&
	       SET(CURLOPT_WRITEFUNCTION, count) && SET(CURLOPT_WRITEDATA, transfer) &&
	       SET(CURLOPT_USERAGENT, to->agent) &&
	       transfer_add_header(transfer, "Expect:") && set_trust(transfer, to);
}

struct transferred transfer_end(const struct transfer *transfer)
{
	enum { FINAL = 200, SECOND = 1000 };
	struct transferred end = {0};
	curl_off_t wait = 0;
	long status = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
	/* Its status is the answer; that the rest is too long or too late changes
	 * nothing. */
	if (status < FINAL)
		return end;
	end.status = (int)status;
	if (curl_easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &wait) ==
			CURLE_OK &&
		wait > 0)
		end.retry_after = wait < PC_MAX_RETRY_AFTER
					  ? (int64_t)wait * SECOND
					  : (int64_t)PC_MAX_RETRY_AFTER * SECOND;
	return end;
}

bool transfer_is_our_fault(CURLcode code)
{
	return code == CURLE_SSL_CACERT_BADFILE || code == CURLE_OUT_OF_MEMORY ||
	       code == CURLE_FAILED_INIT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

/* What libcurl says itself is best, but where it has how long that took: the same fault
 * is told once, and these words are how it is known again. */
const char *transfer_fault(const struct transfer *transfer, CURLcode code)
{
	bool has_times =
		code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT;

	return transfer->fault[0] && !has_times ? transfer->fault
						: curl_easy_strerror(code);
}
