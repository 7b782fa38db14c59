/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 8259's grammar, one function for each production, with a place for every value and
 * key.  Accepts what JSON.parse accepts and nothing else; a test holds both together. */
#include "pc/doc/read.h"

#include "json_priv.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"

static enum pc_status read_value(
	struct pc_node **out, struct pc_json *json, enum pc_json_want want);

static enum pc_status enter(struct pc_json *json, struct pc_json_open *open)
{
	open->outer = json->open;
	open->depth = json->open ? json->open->depth + 1 : 1;
	open->at = pc_json_here(json);
	open->closer = *json->at == '{' ? '}' : ']';
	if (open->depth > PC_MAX_DOC_DEPTH)
		return pc_err_set(json->build.err, PC_ERR_LIMIT, open->at,
			"nested deeper than %d levels", PC_MAX_DOC_DEPTH);
	json->open = open;
	json->at++;
	pc_json_skip_space(json);
	return PC_OK;
}

static void leave(struct pc_json *json)
{
	json->open = json->open->outer;
	json->at++;
}

/* Behind a value: past a comma and the space behind it, or to the closing bracket. */
static enum pc_status skip_comma(struct pc_json *json, enum pc_json_want want, bool *more)
{
	pc_json_skip_space(json);
	*more = pc_json_is(json, ',');
	if (!*more) {
		if (!pc_json_is(json, json->open->closer))
			return pc_json_fault(json, want);
		return PC_OK;
	}
	json->comma_at = pc_json_here(json);
	json->at++;
	pc_json_skip_space(json);
	return PC_OK;
}

/* array = begin-array [ value *( value-separator value ) ] end-array */
static enum pc_status read_list(struct pc_node *node, struct pc_json *json)
{
	size_t from = json->build.n_waiting;
	enum pc_json_want want = PC_JSON_ITEM;
	struct pc_json_open open;
	bool more;

	PC_TRY(enter(json, &open));
	more = !pc_json_is(json, ']');
	while (more) {
		struct pc_pair item = {0};

		PC_TRY(read_value(&item.value, json, want));
		pc_build_keep(&json->build, &item);
		PC_TRY(skip_comma(json, PC_JSON_ITEM_END, &more));
		want = PC_JSON_NEXT_ITEM;
	}
	leave(json);
	pc_build_list(&json->build, node, from);
	return PC_OK;
}

/* member = string name-separator value */
static enum pc_status read_member(
	struct pc_pair *out, struct pc_json *json, enum pc_json_want want)
{
	if (!pc_json_is(json, '"'))
		return pc_json_fault(json, want);
	out->key_at = pc_json_here(json);
	PC_TRY(pc_json_scan_string(&out->key, json));
	pc_json_skip_space(json);
	if (!pc_json_is(json, ':'))
		return pc_json_fault(json, PC_JSON_COLON);
	json->at++;
	pc_json_skip_space(json);
	return read_value(&out->value, json, PC_JSON_VALUE);
}

/* object = begin-object [ member *( value-separator member ) ] end-object */
static enum pc_status read_map(struct pc_node *node, struct pc_json *json)
{
	size_t from = json->build.n_waiting;
	enum pc_json_want want = PC_JSON_KEY;
	struct pc_json_open open;
	bool more;

	PC_TRY(enter(json, &open));
	more = !pc_json_is(json, '}');
	while (more) {
		struct pc_pair pair;

		PC_TRY(read_member(&pair, json, want));
		pc_build_keep(&json->build, &pair);
		PC_TRY(skip_comma(json, PC_JSON_VALUE_END, &more));
		want = PC_JSON_NEXT_KEY;
	}
	leave(json);
	return pc_build_map(&json->build, node, from);
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* false / null / true: the whole word, so that "nullx" is reported as one. */
static enum pc_status read_word(
	struct pc_node **out, struct pc_json *json, enum pc_json_want want)
{
	static const struct {
		struct pc_str word;
		enum pc_kind kind;
		bool boolean;
	} words[] = {
		{{"true", 4}, PC_BOOL, true},
		{{"false", 5}, PC_BOOL, false},
		{{"null", 4}, PC_NULL, false},
	};
	struct pc_str rest = {json->at, (size_t)(json->end - json->at)};

	for (size_t i = 0; i < PC_COUNT(words); i++) {
		size_t len = words[i].word.len;

		if (!pc_str_starts(rest, words[i].word) ||
			(rest.len > len && is_word_char(rest.ptr[len])))
			continue;
		*out = pc_build_node(&json->build, words[i].kind, pc_json_here(json));
		if (!*out)
			return json->build.err->status;
		if (words[i].kind == PC_BOOL)
			(*out)->boolean = words[i].boolean;
		json->at += len;
		return PC_OK;
	}
	return pc_json_fault(json, want);
}

/* ---- what lies too deep --------------------------------------------------- */

/* A key and the colon behind it. */
static enum pc_status skip_key(struct pc_json *json, enum pc_json_want want)
{
	struct pc_str key;

	if (!pc_json_is(json, '"'))
		return pc_json_fault(json, want);
	PC_TRY(pc_json_scan_string(&key, json));
	pc_json_skip_space(json);
	if (!pc_json_is(json, ':'))
		return pc_json_fault(json, PC_JSON_COLON);
	json->at++;
	pc_json_skip_space(json);
	return PC_OK;
}

/* At a value: past the brackets that it begins with, to the first value that has none or
 * to the bracket that closes an empty one. */
static enum pc_status skip_openers(struct pc_json *json, struct pc_buf *closers,
	enum pc_json_want *want, bool *empty)
{
	*empty = false;
	while (!*empty && (pc_json_is(json, '{') || pc_json_is(json, '['))) {
		char closer = *json->at == '{' ? '}' : ']';

		pc_buf_add_char(closers, closer);
		json->at++;
		pc_json_skip_space(json);
		*empty = pc_json_is(json, closer);
		*want = closer == '}' ? PC_JSON_VALUE : PC_JSON_ITEM;
		if (!*empty && closer == '}')
			PC_TRY(skip_key(json, PC_JSON_KEY));
	}
	return PC_OK;
}

/* Behind a value: past the brackets that close there, to the next value or behind the
 * last bracket. */
static enum pc_status skip_closers(
	struct pc_json *json, struct pc_buf *closers, enum pc_json_want *want)
{
	while (closers->len) {
		char closer = closers->ptr[closers->len - 1];

		pc_json_skip_space(json);
		if (pc_json_is(json, closer)) {
			closers->len--;
			json->at++;
			continue;
		}
		if (!pc_json_is(json, ',')) {
			return pc_json_fault(json,
				closer == '}' ? PC_JSON_VALUE_END : PC_JSON_ITEM_END);
		}
		json->comma_at = pc_json_here(json);
		json->at++;
		pc_json_skip_space(json);
		*want = closer == '}' ? PC_JSON_VALUE : PC_JSON_NEXT_ITEM;
		return closer == '}' ? skip_key(json, PC_JSON_NEXT_KEY) : PC_OK;
	}
	return PC_OK;
}

/* A container without looking at what it means, and without a frame for each level. */
static enum pc_status skip_container(struct pc_json *json)
{
	PC_AUTO(pc_buf_done) struct pc_buf closers = {0};
	enum pc_json_want want = PC_JSON_VALUE;
	struct pc_node *ignored;
	bool empty;

	do {
		PC_TRY(skip_openers(json, &closers, &want, &empty));
		if (!empty)
			PC_TRY(read_value(&ignored, json, want));
		PC_TRY(skip_closers(json, &closers, &want));
	} while (closers.len);
	return PC_OK;
}

/* ---- values --------------------------------------------------------------- */

static enum pc_status read_container(struct pc_node **out, struct pc_json *json)
{
	bool is_map = *json->at == '{';
	struct pc_node *node = pc_build_node(
		&json->build, is_map ? PC_MAP : PC_LIST, pc_json_here(json));

	if (!node)
		return json->build.err->status;
	*out = node;
	if (json->cuts && json->open && json->open->depth == PC_MAX_DOC_DEPTH)
		return skip_container(json);
	return is_map ? read_map(node, json) : read_list(node, json);
}

static enum pc_status read_text(struct pc_node **out, struct pc_json *json)
{
	struct pc_node *node = pc_build_node(&json->build, PC_TEXT, pc_json_here(json));

	if (!node)
		return json->build.err->status;
	*out = node;
	return pc_json_scan_string(&node->text, json);
}

/* value = false / null / true / object / array / number / string */
static enum pc_status read_value(
	struct pc_node **out, struct pc_json *json, enum pc_json_want want)
{
	char c;

	if (json->at == json->end)
		return pc_json_fault(json, want);
	c = *json->at;
	if (c == '"')
		return read_text(out, json);
	if (c == '{' || c == '[')
		return read_container(out, json);
	if (c == '-' || (c >= '0' && c <= '9'))
		return pc_json_scan_number(out, json);
	if (c == 't' || c == 'f' || c == 'n')
		return read_word(out, json, want);
	return pc_json_fault(json, want);
}

/* JSON-text = ws value ws */
static enum pc_status read_document(struct pc_node **out, struct pc_json *json)
{
	pc_json_skip_space(json);
	PC_TRY(read_value(out, json, PC_JSON_VALUE));
	pc_json_skip_space(json);
	if (json->at < json->end)
		return pc_json_fault(json, PC_JSON_NOTHING);
	return PC_OK;
}

static enum pc_status read_all(
	struct pc_node **out, struct pc_json *json, struct pc_str text, size_t max)
{
	struct pc_node *root = NULL;
	enum pc_status status;

	if (text.len > max)
		return pc_err_set(json->build.err, PC_ERR_LIMIT,
			(struct pc_span){json->file, 0, 0}, "larger than %zu bytes", max);
	json->begin = json->at = json->line_begin = text.len ? text.ptr : "";
	json->end = json->begin + text.len;
	json->line = 1;
	status = read_document(&root, json);
	pc_build_done(&json->build);
	if (status == PC_OK)
		*out = root;
	return status;
}

enum pc_status pc_json_read(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_json json = {
		.build = {.arena = arena, .diags = diags, .err = err}, .file = file};

	return read_all(out, &json, text, PC_MAX_DOC_SIZE);
}

enum pc_status pc_json_read_cut(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_json json = {
		.build = {.arena = arena, .diags = diags, .err = err},
		.file = file,
		.cuts = true,
	};

	return read_all(out, &json, text, PC_MAX_DOC_SIZE);
}

enum pc_status pc_json_read_request(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_json json = {.build = {.arena = arena,
				       .diags = diags,
				       .err = err,
				       .max_nodes = PC_MAX_REQUEST_NODES},
		.file = file};

	return read_all(out, &json, text, PC_MAX_REQUEST_SIZE);
}

enum pc_status pc_json_read_report(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	struct pc_json json = {
		.build = {.arena = arena, .err = err, .max_nodes = PC_MAX_REPORT_NODES},
		.file = file};

	return read_all(out, &json, text, PC_MAX_REPORT_SIZE);
}

enum pc_status pc_json_read_source(struct pc_node **out, struct pc_arena *arena,
	const char *file, struct pc_str text, struct pc_err *err)
{
	struct pc_json json = {
		.build = {.arena = arena, .err = err, .max_nodes = PC_MAX_SOURCE_NODES},
		.file = file};

	return read_all(out, &json, text, PC_MAX_SOURCE_SIZE);
}
