/* SPDX-License-Identifier: Apache-2.0 */
/* Next pages: see pages.h. */
#include "pages.h"

#include "pc/base/buf.h"

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

static void encode(struct pc_buf *out, struct pc_str value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (is_plain(value.ptr[i]))
			pc_buf_add_char(out, value.ptr[i]);
		else
			pc_buf_printf(
				out, "%%%02X", (unsigned)(unsigned char)value.ptr[i]);
	}
}

struct pc_str page_with(
	struct pc_arena *arena, struct pc_str url, const char *name, struct pc_str value)
{
	size_t query = pc_str_find(url, '?');
	struct pc_str rest = pc_str_from(url, query + 1);
	PC_AUTO(pc_buf_done) struct pc_buf pair = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	char separator = '?';

	pc_buf_printf(&pair, "%s=", name);
	encode(&pair, value);
	pc_buf_add(&buf, pc_str_head(url, query));
	while (rest.len) {
		struct pc_str part = pc_str_cut(&rest, '&');

		if (pc_str_eq(part, pc_buf_str(&pair)))
			return (struct pc_str){0};
		if (pc_str_starts(part, pc_str_head(pc_buf_str(&pair), strlen(name) + 1)))
			continue;
		pc_buf_add_char(&buf, separator);
		pc_buf_add(&buf, part);
		separator = '&';
	}
	pc_buf_add_char(&buf, separator);
	pc_buf_add(&buf, pc_buf_str(&pair));
	return pc_arena_str(arena, pc_buf_str(&buf));
}

/* "https://host:port" of an address. */
static struct pc_str origin(struct pc_str url)
{
	struct pc_str mark = PC_STR("://");
	size_t host = pc_str_find_str(url, mark) + mark.len;
	struct pc_str rest = pc_str_from(url, host);
	size_t len = 0;

	while (len < rest.len && rest.ptr[len] != '/' && rest.ptr[len] != '?' &&
		rest.ptr[len] != '#')
		len++;
	return pc_str_head(url, host + len);
}

/* Nothing in it that a client of HTTP or a reader of addresses could take for something
 * else than a part of a path or query. */
static bool is_address(struct pc_str text)
{
	enum { MOST = 2048 };

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#')
			return false;
	}
	return text.len > 0 && text.len <= MOST;
}

struct pc_str page_at(struct pc_arena *arena, struct pc_str url, struct pc_str link)
{
	struct pc_str here = origin(url), next = link;

	if (!is_address(link))
		return (struct pc_str){0};
	if (pc_str_starts(link, PC_STR("/")) && !pc_str_starts(link, PC_STR("//")))
		next = pc_arena_printf(
			arena, "%.*s%.*s", PC_STR_ARG(here), PC_STR_ARG(link));
	else if (here.len == 0 || !pc_str_eq(origin(link), here))
		return (struct pc_str){0};
	return pc_str_eq(next, url) ? (struct pc_str){0} : next;
}
