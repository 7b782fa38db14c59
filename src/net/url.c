/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an address: scheme, host, port, in the few forms that nobody reads in two
 * ways. */
#include "pc/net/url.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "pc/base/limits.h"

static const char host_chars[] =
	"-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.";
static const char digits[] = "0123456789";

static bool is_of(struct pc_str text, const char *chars)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!text.ptr[i] || !strchr(chars, text.ptr[i]))
			return false;
	}
	return text.len > 0;
}

static bool is_port(struct pc_str port)
{
	enum { MOST_DIGITS = 5 };

	return port.len == 0 || (port.len <= MOST_DIGITS && is_of(port, digits));
}

static bool is_loopback(struct pc_str host)
{
	enum { LOOPBACK = 127, SHIFT = 24 };
	char text[INET_ADDRSTRLEN];
	struct in_addr v4;

	if (host.len < sizeof(text)) {
		(void)snprintf(text, sizeof(text), "%.*s", PC_STR_ARG(host));
		if (inet_pton(AF_INET, text, &v4) == 1)
			return ntohl(v4.s_addr) >> SHIFT == LOOPBACK;
	}
	return pc_str_is(host, "[::1]") || pc_str_is(host, "localhost");
}

/* "host", "host:7", "[::1]:7"; false: another form. */
static bool take_host(struct pc_str *host, struct pc_str authority)
{
	size_t end;

	if (pc_str_starts(authority, PC_STR("["))) {
		end = pc_str_find(authority, ']') + 1;
		if (end > authority.len ||
			!is_of(pc_str_from(pc_str_head(authority, end - 1), 1),
				"0123456789abcdefABCDEF:."))
			return false;
	} else {
		end = pc_str_find(authority, ':');
		if (!is_of(pc_str_head(authority, end), host_chars))
			return false;
	}
	*host = pc_str_head(authority, end);
	authority = pc_str_from(authority, end);
	return authority.len == 0 ||
	       (authority.ptr[0] == ':' && is_port(pc_str_from(authority, 1)));
}

static size_t end_of_authority(struct pc_str rest)
{
	size_t end = 0;

	while (end < rest.len && !strchr("/?#", rest.ptr[end]))
		end++;
	return end;
}

static bool is_printable(struct pc_str url)
{
	for (size_t i = 0; i < url.len; i++) {
		if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || url.ptr[i] == '\\')
			return false;
	}
	return true;
}

static enum pc_status bad(struct pc_err *err, const char *why)
{
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0}, "the address %s", why);
}

enum pc_status pc_url_check(struct pc_str url, struct pc_err *err)
{
	static const struct pc_str safe = PC_STR("https://"), plain = PC_STR("http://");
	bool is_plain = pc_str_starts(url, plain);
	struct pc_str rest, authority, host;

	if (!is_plain && !pc_str_starts(url, safe))
		return bad(err, "has to begin with https://; http:// is for this machine "
				"itself");
	rest = pc_str_from(url, is_plain ? plain.len : safe.len);
	authority = pc_str_head(rest, end_of_authority(rest));
	if (pc_str_find(authority, '@') < authority.len)
		return bad(err, "holds a name or a password, which belongs into a file "
				"of its own");
	if (!is_printable(url) || !take_host(&host, authority))
		return bad(err, "is none: it is https://, a host and a path");
	if (is_plain && !is_loopback(host))
		return bad(err, "has to begin with https://; http:// is for this machine "
				"itself");
	return PC_OK;
}
