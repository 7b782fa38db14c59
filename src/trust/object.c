/* SPDX-License-Identifier: Apache-2.0 */
/* Commits and tags as git writes them (gitformat-signature(5)).
 *
 *   commit = "tree" SP id LF *("parent" SP id LF) "author" SP text LF
 *            "committer" SP text LF *header LF message
 *   tag    = "object" SP id LF "type" SP text LF "tag" SP text LF
 *            ["tagger" SP text LF] LF message
 *   header = name SP text LF *(SP text LF) */
#include "pc/base/limits.h"
#include "trust_priv.h"

struct reading {
	struct pc_str rest;
	struct pc_object *object;
	struct pc_arena *arena;
	struct pc_err *err;
	uint32_t line; /* of the first line in rest */
	size_t id_len; /* 40, or 64 where objects are named by SHA-256 */
};

static enum pc_status malformed(struct reading *r, const char *text)
{
	return pc_err_set(
		r->err, PC_ERR_PARSE, (struct pc_span){NULL, r->line, 1}, "%s", text);
}

/* The next line with its LF; empty at the end and for a line without one. */
static struct pc_str peek_line(const struct reading *r)
{
	size_t lf = pc_str_find(r->rest, '\n');

	return lf == r->rest.len ? (struct pc_str){0} : pc_str_head(r->rest, lf + 1);
}

static void skip_line(struct reading *r)
{
	r->rest = pc_str_from(r->rest, peek_line(r).len);
	r->line++;
}

/* The text of the next line, if it is this header. */
static bool cut_header(struct reading *r, struct pc_str *text, const char *name)
{
	struct pc_str line = peek_line(r), key = pc_str(name);

	if (!pc_str_starts(line, key) || line.len < key.len + 2 ||
		line.ptr[key.len] != ' ')
		return false;
	*text = pc_str_from(pc_str_head(line, line.len - 1), key.len + 1);
	skip_line(r);
	return true;
}

static bool is_id(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return text.len == 40 || text.len == 64;
}

/* ---- commits -------------------------------------------------------------- */

static enum pc_status read_parents(struct reading *r)
{
	struct pc_str id;

	while (cut_header(r, &id, "parent")) {
		if (!is_id(id) || id.len != r->id_len)
			return malformed(r, "a parent is no object id");
	}
	return PC_OK;
}

static enum pc_status read_fixed(struct reading *r)
{
	struct pc_str text;

	if (!cut_header(r, &r->object->target, "tree") || !is_id(r->object->target))
		return malformed(r, "a commit has to begin with its tree");
	r->id_len = r->object->target.len;
	PC_TRY(read_parents(r));
	if (!cut_header(r, &text, "author"))
		return malformed(r, "there is no author where it has to be");
	if (!cut_header(r, &text, "committer"))
		return malformed(r, "there is no committer where it has to be");
	return PC_OK;
}

static bool is_fixed_name(struct pc_str name)
{
	static const char *const names[] = {"tree", "parent", "author", "committer"};

	for (size_t i = 0; i < PC_COUNT(names); i++) {
		if (pc_str_is(name, names[i]))
			return true;
	}
	return false;
}

/* The name of the header line, and whether it is one. */
static bool header_name(struct pc_str *out, struct pc_str line)
{
	size_t len = pc_str_find(line, ' ');

	*out = pc_str_head(line, len);
	for (size_t i = 0; i < len && i < line.len; i++) {
		if (line.ptr[i] <= ' ' || line.ptr[i] > '~')
			return false;
	}
	return len && len < line.len && !is_fixed_name(*out);
}

/* A header and its continuation lines, without the space before each, into text. */
static void cut_value(struct reading *r, struct pc_buf *text, size_t skip)
{
	do {
		pc_buf_add(text, pc_str_from(peek_line(r), skip));
		skip_line(r);
		skip = 1;
	} while (pc_str_starts(peek_line(r), PC_STR(" ")));
}

static void skip_value(struct reading *r)
{
	do {
		skip_line(r);
	} while (pc_str_starts(peek_line(r), PC_STR(" ")));
}

/* Which header has the signature follows from the ids: the other one is about another
 * form of the object, which nobody has here. */
static enum pc_status read_signature(
	struct reading *r, struct pc_buf *text, struct pc_str name)
{
	const char *own = r->id_len == 64 ? "gpgsig-sha256" : "gpgsig";

	if (!pc_str_is(name, "gpgsig") && !pc_str_is(name, "gpgsig-sha256"))
		return malformed(r, "this header is no signature that git knows");
	if (text->len)
		return malformed(r, "there are two signatures");
	if (!pc_str_is(name, own))
		return malformed(r, "the signature is for another object format");
	cut_value(r, text, name.len + 1);
	if (!pc_str_trim(pc_buf_str(text)).len)
		return malformed(r, "the signature is empty");
	return PC_OK;
}

static enum pc_status read_headers(
	struct reading *r, struct pc_buf *payload, struct pc_buf *signature)
{
	while (!pc_str_is(peek_line(r), "\n")) {
		struct pc_str name, before = r->rest;

		if (!header_name(&name, peek_line(r)))
			return malformed(r, "this is no header of a commit");
		if (pc_str_starts(name, PC_STR("gpgsig"))) {
			PC_TRY(read_signature(r, signature, name));
			continue;
		}
		skip_value(r);
		pc_buf_add(payload, pc_str_head(before, before.len - r->rest.len));
	}
	return PC_OK;
}

static enum pc_status read_commit(struct reading *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf payload = {0};
	PC_AUTO(pc_buf_done) struct pc_buf signature = {0};
	struct pc_str all = r->rest;

	PC_TRY(read_fixed(r));
	pc_buf_add(&payload, pc_str_head(all, all.len - r->rest.len));
	PC_TRY(read_headers(r, &payload, &signature));
	pc_buf_add(&payload, r->rest);
	r->object->payload = pc_arena_str(r->arena, pc_buf_str(&payload));
	r->object->signature = pc_arena_str(r->arena, pc_buf_str(&signature));
	return PC_OK;
}

/* ---- tags ----------------------------------------------------------------- */

/* Where the last line stands that begins a signature; the end when there is none. */
static size_t find_signature(struct pc_str message)
{
	size_t found = message.len, at = 0;

	while (at < message.len) {
		struct pc_str rest = pc_str_from(message, at);

		if (armor_kind(rest) != ARMOR_NONE)
			found = at;
		at += pc_str_find(rest, '\n') + 1;
	}
	return found;
}

static enum pc_status read_tag(struct reading *r)
{
	struct pc_object *object = r->object;
	struct pc_str all = r->rest, tagger;
	size_t header, at;

	if (!cut_header(r, &object->target, "object") || !is_id(object->target))
		return malformed(r, "a tag has to begin with its object");
	if (!cut_header(r, &object->type, "type"))
		return malformed(r, "there is no type where it has to be");
	if (!cut_header(r, &object->name, "tag"))
		return malformed(r, "there is no name where it has to be");
	cut_header(r, &tagger, "tagger"); /* git's first tags had none */
	if (!pc_str_is(peek_line(r), "\n"))
		return malformed(r, "this is no header of a tag");
	header = all.len - r->rest.len;
	at = header + find_signature(r->rest);
	object->payload = pc_str_head(all, at);
	object->signature = pc_str_from(all, at);
	return PC_OK;
}

/* ---- both ----------------------------------------------------------------- */

enum pc_status pc_object_read(struct pc_object *out, struct pc_arena *arena,
	enum pc_object_kind kind, struct pc_str bytes, struct pc_err *err)
{
	struct pc_object object = {.kind = kind};
	struct reading r = {
		.rest = bytes, .object = &object, .arena = arena, .err = err, .line = 1};
	size_t nul = pc_str_find(bytes, '\0');

	if (bytes.len > PC_MAX_SIGNED_OBJECT) {
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"the object is larger than %d bytes", PC_MAX_SIGNED_OBJECT);
	}
	if (nul < pc_str_find_str(bytes, PC_STR("\n\n")))
		return malformed(&r, "there is a NUL in its headers");
	PC_TRY(kind == PC_OBJECT_COMMIT ? read_commit(&r) : read_tag(&r));
	*out = object;
	return PC_OK;
}
