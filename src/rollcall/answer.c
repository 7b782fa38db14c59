/* SPDX-License-Identifier: Apache-2.0 */
/* From an answer of HTTP to whether it may be read, before anybody looks at its body. */
#include "answer.h"

#include "pc/base/limits.h"

/* ---- kinds of documents ------------------------------------------------------------ */

/* What servers call it that is asked for under that name; those that show files of a
 * repository call all of them plain text. */
static const struct {
	const char *accept;
	const char *types[5];
} kinds[] = {
	{"text/html", {"text/html", "application/xhtml+xml"}},
	{"text/markdown", {"text/markdown", "text/x-markdown", "text/plain"}},
	{"application/json", {"application/json", "text/json", "text/plain"}},
};

static struct pc_str bare(struct pc_str type)
{
	return pc_str_trim(pc_str_head(type, pc_str_find(type, ';')));
}

static bool is_json(struct pc_str type)
{
	const struct pc_str suffix = PC_STR("+json");

	return type.len > suffix.len &&
	       pc_str_eq_nocase(pc_str_from(type, type.len - suffix.len), suffix);
}

static bool fits_one(struct pc_str accept, struct pc_str type)
{
	if (pc_str_eq_nocase(type, accept))
		return true;
	if (is_json(type) && pc_str_is(accept, "application/json"))
		return true;
	for (size_t i = 0; i < PC_COUNT(kinds); i++) {
		if (!pc_str_is(accept, kinds[i].accept))
			continue;
		for (const char *const *one = kinds[i].types; *one; one++) {
			if (pc_str_eq_nocase(type, pc_str(*one)))
				return true;
		}
	}
	return false;
}

bool answer_fits(struct pc_str accept, struct pc_str type)
{
	bool fits;

	type = bare(type);
	fits = !type.len;
	while (accept.ptr && !fits)
		fits = fits_one(bare(pc_str_cut(&accept, ',')), type);
	return fits;
}

/* ---- all of it ----------------------------------------------------------------------
 */

enum {
	OK = 200,
	MOVED = 300,
	WRONG = 400,
	UNAUTHORIZED = 401,
	FORBIDDEN = 403,
	SHOWN = 200, /* bytes of an address of somebody else's */
};

static bool is_redirect(const struct pc_fetched *got)
{
	return got->status >= MOVED && got->status < WRONG && got->location.len;
}

/* Behind the "?" may stand what is nobody's business. */
static struct pc_str shown(struct pc_arena *arena, struct pc_str url)
{
	struct pc_str text;
	char *bytes;

	url = pc_str_head(pc_str_head(url, pc_str_find(url, '?')), SHOWN);
	text = pc_arena_str(arena, url);
	bytes = pc_arena_bytes(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		bytes[i] = (char)(text.ptr[i] < ' ' || text.ptr[i] > '~' ? '?'
									 : text.ptr[i]);
	return (struct pc_str){bytes, text.len};
}

static struct pc_str say(struct pc_arena *arena, const struct pc_source *source,
	const struct pc_fetched *got, enum pc_unread unread)
{
	switch (unread) {
	case PC_UNREAD_OFFLINE:
		return pc_arena_str(arena, pc_str(got->why.text));
	case PC_UNREAD_NO_KEY:
		return pc_arena_printf(
			arena, "it refuses the key: it answered %d", got->status);
	case PC_UNREAD_REDIRECTED: {
		struct pc_str where = shown(arena, got->location);

		return pc_arena_printf(arena, "it leads to %.*s", PC_STR_ARG(where));
	}
	case PC_UNREAD_LARGE:
		return pc_arena_printf(
			arena, "it has more than %d MB", PC_MAX_SOURCE_SIZE >> 20);
	case PC_UNREAD_SHORT:
		return got->body.len ? pc_arena_printf(
					       arena, "it was cut off: %s", got->why.text)
				     : PC_STR("it is empty");
	case PC_UNREAD_TYPE: {
		struct pc_str type = shown(arena, got->type);

		return pc_arena_printf(
			arena, "it is %.*s, not %s", PC_STR_ARG(type), source->accept);
	}
	default:
		return pc_arena_printf(arena, "it answered %d", got->status);
	}
}

static enum pc_unread class_of(
	const struct pc_source *source, const struct pc_fetched *got)
{
	if (!got->status)
		return PC_UNREAD_OFFLINE;
	if (source->key != PC_SOURCE_NO_KEY &&
		(got->status == UNAUTHORIZED || got->status == FORBIDDEN))
		return PC_UNREAD_NO_KEY;
	if (is_redirect(got))
		return PC_UNREAD_REDIRECTED;
	if (got->status != OK)
		return PC_UNREAD_STATUS;
	if (!answer_fits(pc_str(source->accept), got->type))
		return PC_UNREAD_TYPE;
	if (got->is_large)
		return PC_UNREAD_LARGE;
	return got->is_cut || !got->body.len ? PC_UNREAD_SHORT : PC_READ;
}

enum pc_unread answer_judge(struct pc_str *why, struct pc_arena *arena,
	const struct pc_source *source, const struct pc_fetched *got)
{
	enum pc_unread unread = class_of(source, got);

	*why = unread == PC_READ ? (struct pc_str){0} : say(arena, source, got, unread);
	return unread;
}
