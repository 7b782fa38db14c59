/* SPDX-License-Identifier: Apache-2.0 */
/* A URL into host and path.  What a host may be is url_host.c's business. */
#include "url_priv.h"

#include "pc/base/utf.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_alpha(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Leading and trailing controls and spaces go, tabs and newlines everywhere. */
static struct pc_str strip(struct pc_arena *arena, struct pc_str text)
{
	char *out;
	size_t len = 0;

	while (text.len && (unsigned char)text.ptr[0] <= ' ')
		text = pc_str_from(text, 1);
	while (text.len && (unsigned char)text.ptr[text.len - 1] <= ' ')
		text.len--;
	out = pc_arena_bytes(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++) {
		if (!strchr("\t\n\r", text.ptr[i]) || !text.ptr[i])
			out[len++] = text.ptr[i];
	}
	return (struct pc_str){out, len};
}

/* Cuts "scheme:" off; an empty result means that there is none. */
static struct pc_str cut_scheme(struct pc_str *rest)
{
	size_t n = 0;
	struct pc_str scheme;

	if (!rest->len || !is_alpha(rest->ptr[0]))
		return (struct pc_str){0};
	while (n < rest->len && (is_alpha(rest->ptr[n]) || is_digit(rest->ptr[n]) ||
					memchr("+-.", rest->ptr[n], 3)))
		n++;
	if (n == rest->len || rest->ptr[n] != ':')
		return (struct pc_str){0};
	scheme = pc_str_head(*rest, n);
	*rest = pc_str_from(*rest, n + 1);
	return scheme;
}

static bool is_special(struct pc_str scheme)
{
	static const char *const names[] = {"http", "https", "ftp", "ws", "wss", "file"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (pc_str_eq_nocase(scheme, pc_str(names[i])))
			return true;
	}
	return false;
}

static bool is_slash(char c, bool special)
{
	return c == '/' || (special && c == '\\');
}

static size_t authority_len(struct pc_str rest, bool special)
{
	size_t n = 0;

	while (n < rest.len && !is_slash(rest.ptr[n], special) && rest.ptr[n] != '?' &&
		rest.ptr[n] != '#')
		n++;
	return n;
}

static bool is_port(struct pc_str port)
{
	uint32_t value = 0;

	for (size_t i = 0; i < port.len; i++) {
		if (!is_digit(port.ptr[i]))
			return false;
		value = value * 10 + (uint32_t)(port.ptr[i] - '0');
		if (value > 65535)
			return false;
	}
	return true;
}

/* Takes a port off the end of *host; false when it is none. */
static bool cut_port(struct pc_str *host)
{
	size_t close = pc_str_rfind(*host, ']');
	size_t from = close < host->len ? close : 0;
	size_t colon = from + pc_str_find(pc_str_from(*host, from), ':');
	struct pc_str port = pc_str_from(*host, colon + 1);

	*host = pc_str_head(*host, colon);
	return is_port(port);
}

/* A host of a scheme that the standard does not name: kept as it is, but for its case,
 * which no rule looks at. */
static bool opaque_host(struct url *out, struct pc_arena *arena, struct pc_str text)
{
	char *host = pc_arena_bytes(arena, text.len + 1);

	if (text.len && text.ptr[0] == '[')
		return url_host(out, arena, text);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (!c || strchr(" #/:<>?@[\\]^|", c))
			return false;
		if (c < ' ' || c > '~')
			out->is_unsure = true;
		host[i] = lower(text.ptr[i]);
	}
	out->host = (struct pc_str){host, text.len};
	return true;
}

/* [userinfo@]host[:port] */
static bool parse_authority(
	struct url *out, struct pc_arena *arena, struct pc_str text, bool special)
{
	size_t at = pc_str_rfind(text, '@');
	bool has_user = at < text.len;
	struct pc_str host = has_user ? pc_str_from(text, at + 1) : text;
	bool bare;

	if (!cut_port(&host))
		return false;
	bare = host.len == text.len;
	if (!host.len)
		return !special && bare;
	return special ? url_host(out, arena, host) : opaque_host(out, arena, host);
}

/* Whether a path segment is one dot or two, each maybe written %2e; 0 when it is none. */
static size_t dots(struct pc_str segment)
{
	size_t n = 0;

	while (segment.len) {
		if (segment.ptr[0] == '.')
			segment = pc_str_from(segment, 1);
		else if (pc_str_eq_nocase(pc_str_head(segment, 3), PC_STR("%2e")))
			segment = pc_str_from(segment, 3);
		else
			return 0;
		if (++n > 2)
			return 0;
	}
	return n;
}

/* The path of a special scheme: segments with "." and ".." resolved. */
static struct pc_str parse_path(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 2);
	size_t len = 0, from = 0;

	if (text.len && is_slash(text.ptr[0], true))
		from = 1;
	for (;;) {
		struct pc_str rest = pc_str_from(text, from);
		size_t n = authority_len(rest, true);
		bool last = n >= rest.len || !is_slash(rest.ptr[n], true);
		struct pc_str segment = pc_str_head(rest, n);
		size_t up = dots(segment);

		if (up == 2) {
			while (len && out[--len] != '/')
				;
		}
		if (!up || last) {
			out[len++] = '/';
			if (!up && segment.len)
				memcpy(out + len, segment.ptr, n);
			len += up ? 0 : n;
		}
		if (last)
			return (struct pc_str){out, len};
		from += n + 1;
	}
}

static bool is_drive(struct pc_str host)
{
	return host.len == 2 && is_alpha(host.ptr[0]) &&
	       (host.ptr[1] == ':' || host.ptr[1] == '|');
}

/* file: has a host only behind exactly two slashes, and "localhost" is none. */
static bool parse_file(struct url *out, struct pc_arena *arena, struct pc_str rest)
{
	struct pc_str host;

	if (rest.len < 2 || !is_slash(rest.ptr[0], true) || !is_slash(rest.ptr[1], true))
		return true;
	rest = pc_str_from(rest, 2);
	host = pc_str_head(rest, authority_len(rest, true));
	if (!host.len || is_drive(host))
		return true;
	if (!url_host(out, arena, host))
		return false;
	if (pc_str_is(out->host, "localhost"))
		out->host = (struct pc_str){0};
	return true;
}

static size_t utf16_units(struct pc_str text)
{
	size_t units = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		units += c >= 0xf0 ? 2 : (c & 0xc0) != 0x80;
	}
	return units;
}

bool url_parse(struct url *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str scheme, rest;
	bool special;
	size_t n;

	*out = (struct url){0};
	if (utf16_units(text) > URL_MAX)
		return false;
	rest = strip(arena, text);
	scheme = cut_scheme(&rest);
	if (!scheme.len)
		return false;
	special = is_special(scheme);
	if (pc_str_eq_nocase(scheme, PC_STR("file")))
		return parse_file(out, arena, rest);
	if (!special && !pc_str_starts(rest, PC_STR("//")))
		return true;
	while (special && rest.len && is_slash(rest.ptr[0], true))
		rest = pc_str_from(rest, 1);
	if (!special)
		rest = pc_str_from(rest, 2);
	n = authority_len(rest, special);
	if (!parse_authority(out, arena, pc_str_head(rest, n), special))
		return false;
	rest = pc_str_from(rest, n);
	out->path = special ? parse_path(arena, rest) : rest;
	return true;
}
