/* SPDX-License-Identifier: Apache-2.0 */
/* Sources asked all at once; each is read as soon as it is there, while others are on
 * their way. */
#include "pc/rollcall/scan.h"

#include <stdlib.h>

#include "answer.h"
#include "key.h"
#include "pages.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/net/fetch.h"

enum { MAX_HEADERS = 3 };

/* One source, through all its pages. */
struct asked {
	const struct pc_source *source;
	struct pc_str url;
	struct pc_secret key;
	struct pc_err no_key; /* why there is none; .status PC_OK: it has what it wants */
	struct pc_str headers[MAX_HEADERS];
	size_t n_headers;
	char *key_line;
	struct pc_reading *reading;
	struct pc_str at; /* the page that is asked now */
	size_t n_pages, size;
	struct pc_buf pages; /* of a source of several, for their checksum */
};

struct pc_scanner {
	struct pc_arena arena; /* no keys in it */
	const struct pc_scan *scan;
	struct asked *items;
	size_t count;
	/* While it reads: where readings go, and whose answers those of fetch are. */
	struct pc_arena *readings;
	struct asked **open;
};

/* ---- who is asked ------------------------------------------------------------------ */

static const struct {
	const char *name;  /* before the key */
	const char *other; /* what such a server wants besides */
} schemes[] = {
	[PC_SOURCE_X_API_KEY] = {"x-api-key: ", "anthropic-version: 2023-06-01"},
	[PC_SOURCE_BEARER] = {"Authorization: Bearer ", NULL},
};

static enum pc_status unknown_source(struct pc_str name, struct pc_err *err)
{
	enum { NEAR = 4 };
	const char *best = NULL;
	size_t least = NEAR;

	for (size_t i = 0; pc_sources[i]; i++) {
		size_t distance = pc_str_distance(name, pc_str(pc_sources[i]->name));

		if (distance < least) {
			least = distance;
			best = pc_sources[i]->name;
		}
	}
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
		"there is no source '%.*s'%s%s%s", PC_STR_ARG(name),
		best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "");
}

static void add_header(struct asked *asked, struct pc_str line)
{
	asked->headers[asked->n_headers++] = line;
}

/* The one place but the file where the key stands. */
static void add_key(struct asked *asked)
{
	struct pc_str name = pc_str(schemes[asked->source->key].name);
	const char *other = schemes[asked->source->key].other;

	asked->key_line = pc_xmalloc(name.len + asked->key.len + 1);
	memcpy(asked->key_line, name.ptr, name.len);
	memcpy(asked->key_line + name.len, asked->key.bytes, asked->key.len + 1);
	add_header(asked, pc_str(asked->key_line));
	if (other)
		add_header(asked, pc_str(other));
}

/* A source that wants a key and has none is not asked, and that is told in the end. */
static enum pc_status find_key(
	struct asked *asked, struct pc_str reference, struct pc_err *err)
{
	const char *name = asked->source->name;
	enum pc_status status;

	if (asked->source->key == PC_SOURCE_NO_KEY)
		return !reference.len ? PC_OK
				      : pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
						"%s takes no key", name);
	if (!reference.len) {
		pc_err_set(&asked->no_key, PC_ERR_ABSENT, (struct pc_span){0},
			"it wants a key: --key %s=file:/PATH", name);
		return PC_OK;
	}
	status = key_read(&asked->key, reference, name, &asked->no_key);
	if (status == PC_ERR_USAGE) {
		*err = asked->no_key;
		return status;
	}
	if (status == PC_OK)
		add_key(asked);
	return PC_OK;
}

static enum pc_status add_wish(struct pc_scanner *scanner,
	const struct pc_model_source_wish *wish, struct pc_err *err)
{
	const struct pc_source *source = pc_source_find(wish->name);
	struct asked *asked = &scanner->items[scanner->count];

	if (!source)
		return unknown_source(wish->name, err);
	for (size_t i = 0; i < scanner->count; i++) {
		if (scanner->items[i].source == source)
			return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
				"the source %s is named twice", source->name);
	}
	scanner->count++;
	asked->source = source;
	asked->url = pc_arena_str(
		&scanner->arena, wish->url.len ? wish->url : pc_str(source->url));
	if (pc_fetch_check(asked->url, err) != PC_OK) {
		err->status = PC_ERR_USAGE;
		return pc_err_wrap(err, "%s", source->name);
	}
	add_header(asked, pc_arena_printf(&scanner->arena, "Accept: %s", source->accept));
	return find_key(asked, wish->key, err);
}

static enum pc_status add_wishes(struct pc_scanner *scanner, struct pc_err *err)
{
	const struct pc_scan *scan = scanner->scan;

	for (size_t i = 0; i < scan->n_wishes; i++) {
		if (add_wish(scanner, &scan->wishes[i], err) == PC_OK)
			continue;
		err->at = scan->wishes[i].at;
		return err->status;
	}
	for (size_t i = 0; !scan->n_wishes && pc_sources[i]; i++) {
		const struct pc_model_source_wish wish = {
			.name = pc_str(pc_sources[i]->name)};

		if (pc_sources[i]->key == PC_SOURCE_NO_KEY)
			PC_TRY(add_wish(scanner, &wish, err));
	}
	return PC_OK;
}

enum pc_status pc_scanner_open(
	struct pc_scanner **out, const struct pc_scan *scan, struct pc_err *err)
{
	PC_AUTO(pc_scanner_close)
	struct pc_scanner *scanner = pc_xcalloc(1, sizeof(*scanner));

	if (scan->n_wishes > PC_MAX_SOURCES)
		return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
			"more than %d sources", PC_MAX_SOURCES);
	scanner->scan = scan;
	scanner->items = pc_xcalloc(PC_MAX_SOURCES, sizeof(*scanner->items));
	PC_TRY(add_wishes(scanner, err));
	*out = scanner;
	scanner = NULL;
	return PC_OK;
}

void pc_scanner_close(struct pc_scanner **scanner)
{
	struct pc_scanner *it = *scanner;

	for (size_t i = 0; it && i < it->count; i++) {
		struct asked *asked = &it->items[i];

		pc_secret_done(&asked->key);
		if (asked->key_line)
			explicit_bzero(asked->key_line, strlen(asked->key_line));
		free(asked->key_line);
		pc_buf_done(&asked->pages);
	}
	if (it) {
		free(it->items);
		pc_arena_done(&it->arena);
	}
	free(it);
	*scanner = NULL;
}

/* ---- answers ---------------------------------------------------------------------- */

static void fail(struct asked *asked, enum pc_unread unread, struct pc_str why)
{
	asked->reading->unread = unread;
	asked->reading->why = why;
	/* Of half a source nothing follows. */
	asked->reading->items = NULL;
	asked->reading->count = asked->reading->skipped = 0;
}

static void add_items(
	struct asked *asked, struct pc_arena *arena, const struct pc_reading *page)
{
	struct pc_reading *all = asked->reading;
	struct pc_sighting *items;

	all->skipped += page->skipped;
	if (!all->count) {
		all->items = page->items;
		all->count = page->count;
		return;
	}
	items = pc_arena_new_array(
		arena, struct pc_sighting, all->count + page->count + 1);
	memcpy(items, all->items, all->count * sizeof(*items));
	if (page->count)
		memcpy(items + all->count, page->items, page->count * sizeof(*items));
	all->items = items;
	all->count += page->count;
}

static void read_page(struct asked *asked, struct pc_arena *arena, struct pc_str body)
{
	struct pc_reading page = {.source = asked->source,
		.url = asked->at,
		.retrieved = asked->reading->retrieved};

	asked->source->read(&page, arena, body);
	if (page.unread == PC_READ)
		add_items(asked, arena, &page);
	else
		fail(asked, page.unread, page.why);
}

/* The address of the page behind this one in asked->at.  False: there is none, or it is
 * none that anybody follows. */
static bool find_next(struct asked *asked, struct pc_arena *arena, struct pc_str body)
{
	struct pc_str link = {0}, next;

	if (asked->source->next)
		link = asked->source->next(arena, asked->at, body);
	if (!link.len)
		return false;
	next = page_at(arena, asked->at, link);
	if (!next.len)
		fail(asked, PC_UNREAD_SHAPE,
			PC_STR("its next page is the same again, or on another server"));
	else if (asked->n_pages >= PC_MAX_SOURCE_PAGES)
		fail(asked, PC_UNREAD_LARGE,
			pc_arena_printf(
				arena, "it has more than %d pages", PC_MAX_SOURCE_PAGES));
	else
		asked->at = next;
	return asked->reading->unread == PC_READ;
}

static struct pc_fetch question_of(struct asked *asked)
{
	return (struct pc_fetch){.url = asked->at,
		.headers = asked->headers,
		.n_headers = asked->n_headers,
		.most = PC_MAX_SOURCE_SIZE - asked->size};
}

/* What curl prints of these addresses, one after the other. */
static void sum_up(struct asked *asked, struct pc_str body, bool is_last)
{
	if (asked->n_pages > 1 || !is_last)
		pc_buf_add(&asked->pages, body);
	if (is_last && asked->size)
		pc_sha256_hex(asked->reading->sha256,
			asked->n_pages > 1 ? pc_buf_str(&asked->pages) : body);
}

static bool take_answer(
	void *context, size_t index, const struct pc_fetched *got, struct pc_fetch *next)
{
	struct pc_scanner *scanner = context;
	struct asked *asked = scanner->open[index];
	struct pc_str why = {0};
	enum pc_unread unread = answer_judge(&why, scanner->readings, asked->source, got);
	bool has_next = false;

	asked->n_pages++;
	asked->size += got->body.len;
	if (unread == PC_READ)
		read_page(asked, scanner->readings, got->body);
	else
		fail(asked, unread, why);
	if (asked->reading->unread == PC_READ)
		has_next = find_next(asked, scanner->readings, got->body);
	sum_up(asked, got->body, !has_next);
	if (has_next)
		*next = question_of(asked);
	return has_next;
}

/* ---- all of it ----------------------------------------------------------------------
 */

void pc_scanner_expect(struct pc_reading **out, size_t *count, struct pc_arena *arena,
	const struct pc_scanner *scanner)
{
	struct pc_reading *readings =
		pc_arena_new_array(arena, struct pc_reading, scanner->count + 1);

	for (size_t i = 0; i < scanner->count; i++)
		readings[i] = (struct pc_reading){.source = scanner->items[i].source,
			.url = pc_arena_str(arena, scanner->items[i].url),
			.retrieved = scanner->scan->now};
	*out = readings;
	*count = scanner->count;
}

/* False: there is no key to ask with. */
static bool begin(struct asked *asked, struct pc_reading *reading, struct pc_arena *arena)
{
	asked->reading = reading;
	asked->at = reading->url;
	if (asked->no_key.status == PC_OK)
		return true;
	fail(asked, PC_UNREAD_NO_KEY, pc_arena_str(arena, pc_str(asked->no_key.text)));
	return false;
}

void pc_scanner_read(struct pc_reading **out, size_t *count, struct pc_arena *arena,
	struct pc_scanner *scanner)
{
	const struct pc_scan *scan = scanner->scan;
	const struct pc_fetch_options options = {.ca_file = scan->ca_file,
		.proxy = scan->proxy,
		.deadline = scan->deadline,
		.answered = take_answer,
		.context = scanner};
	struct pc_fetch *questions =
		pc_arena_new_array(arena, struct pc_fetch, scanner->count + 1);
	struct pc_fetched *answers =
		pc_arena_new_array(arena, struct pc_fetched, scanner->count + 1);
	size_t n = 0;

	pc_scanner_expect(out, count, arena, scanner);
	scanner->readings = arena;
	scanner->open = pc_arena_new_array(arena, struct asked *, scanner->count + 1);
	for (size_t i = 0; i < scanner->count; i++) {
		struct asked *asked = &scanner->items[i];

		if (!begin(asked, &(*out)[i], arena))
			continue;
		questions[n] = question_of(asked);
		scanner->open[n++] = asked;
	}
	pc_fetch_all(answers, arena, questions, n, &options);
}
