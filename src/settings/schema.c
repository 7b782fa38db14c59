/* SPDX-License-Identifier: Apache-2.0 */
/* The tables as a JSON Schema.  It is put together as text, then read and written again,
 * so that the writer alone knows how JSON looks. */
#include "pc/settings/schema.h"

#include "keys_hooks_priv.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "schema_priv.h"
#include "shape_special_priv.h"

static void put_shape(struct pc_buf *out, const struct shape *shape);

static void put_text(struct pc_buf *out, const char *name, const char *text)
{
	pc_buf_printf(out, ",\"%s\":", name);
	pc_json_quote(out, pc_str(text));
}

static void put_number(struct pc_buf *out, const struct shape *shape)
{
	pc_buf_printf(out, "\"type\":\"%s\"", shape->whole ? "integer" : "number");
	if (shape->has_min)
		pc_buf_printf(out, ",\"%s\":%.0f",
			shape->above_min ? "exclusiveMinimum" : "minimum", shape->min);
	if (shape->has_max)
		pc_buf_printf(out, ",\"maximum\":%.0f", shape->max);
}

static void put_words(struct pc_buf *out, const char *const *words)
{
	pc_buf_puts(out, "\"enum\":[");
	for (size_t i = 0; words[i]; i++)
		pc_buf_printf(out, "%s\"%s\"", i ? "," : "", words[i]);
	pc_buf_puts(out, "]");
}

static void put_required(struct pc_buf *out, const struct member *members)
{
	bool any = false;

	for (const struct member *m = members; m->name; m++) {
		if (m->need != NEEDED)
			continue;
		pc_buf_printf(out, "%s\"%s\"", any ? "," : ",\"required\":[", m->name);
		any = true;
	}
	if (any)
		pc_buf_puts(out, "]");
}

/* A wrong value of a quiet member is stripped, and so it is not asked for any. */
static void put_members(struct pc_buf *out, const struct member *members)
{
	pc_buf_puts(out, ",\"properties\":{");
	for (const struct member *m = members; m->name; m++) {
		pc_buf_printf(out, "%s\"%s\":", m == members ? "" : ",", m->name);
		if (m->need == QUIET_MEMBER)
			pc_buf_puts(out, "{}");
		else
			put_shape(out, m->shape);
	}
	pc_buf_puts(out, "}");
	put_required(out, members);
}

static void put_form(struct pc_buf *out, const struct shape *shape)
{
	pc_buf_puts(out, "\"type\":\"object\"");
	if (shape->members->name)
		put_members(out, shape->members);
	if (shape->closed)
		pc_buf_puts(out, ",\"additionalProperties\":false");
}

static void put_choices(struct pc_buf *out, const struct shape *const *choices)
{
	pc_buf_puts(out, "\"anyOf\":[");
	for (size_t i = 0; choices[i]; i++) {
		pc_buf_puts(out, i ? "," : "");
		put_shape(out, choices[i]);
	}
	pc_buf_puts(out, "]");
}

/* An MCP server is named in one of three ways. */
static void put_server(struct pc_buf *out, const char *name_pattern)
{
	pc_buf_printf(out,
		"\"type\":\"object\",\"properties\":{"
		"\"serverName\":{\"type\":\"string\",\"pattern\":\"%s\"},"
		"\"serverUrl\":{\"type\":\"string\"},"
		"\"serverCommand\":{\"type\":\"array\",\"minItems\":1,"
		"\"items\":{\"type\":\"string\"}}},"
		"\"oneOf\":[{\"required\":[\"serverName\"]},{\"required\":[\"serverUrl\"]"
		"},{\"required\":[\"serverCommand\"]}]",
		name_pattern);
}

/* A marketplace's source: one form for each kind. */
static void put_source(struct pc_buf *out)
{
	const struct shape *form;
	const char *kind;

	pc_buf_puts(out, "\"oneOf\":[");
	for (size_t i = 0; (form = special_source_at(i, &kind)); i++) {
		pc_buf_printf(out,
			"%s{\"allOf\":[{\"properties\":{\"source\":{"
			"\"const\":\"%s\"}}},",
			i ? "," : "", kind);
		put_shape(out, form);
		pc_buf_puts(out, "]}");
	}
	pc_buf_puts(out, "]");
}

static void put_list(struct pc_buf *out, const struct shape *shape)
{
	pc_buf_printf(out, "\"type\":\"array\"%s,\"items\":",
		shape->filled ? ",\"minItems\":1" : "");
	put_shape(out, shape->of);
}

static void put_string(struct pc_buf *out, const char *pattern)
{
	pc_buf_puts(out, "\"type\":\"string\"");
	if (pattern)
		put_text(out, "pattern", pattern);
}

/* The members of the schema's object, without its braces. */
static void put_fields(struct pc_buf *out, const struct shape *shape)
{
	switch (shape->kind) {
	case SHAPE_ANY:
		break;
	case SHAPE_BOOL:
		pc_buf_puts(out, "\"type\":\"boolean\"");
		break;
	case SHAPE_TEXT:
		put_string(out, shape->pattern);
		pc_buf_puts(out, shape->not_empty ? ",\"minLength\":1" : "");
		break;
	case SHAPE_NUMBER:
		put_number(out, shape);
		break;
	case SHAPE_WORD:
		put_words(out, shape->words);
		break;
	case SHAPE_LIST:
		put_list(out, shape);
		break;
	case SHAPE_MAP:
		pc_buf_puts(out, "\"type\":\"object\",\"additionalProperties\":");
		put_shape(out, shape->of);
		if (shape->pattern) {
			pc_buf_puts(out, ",\"propertyNames\":{");
			put_string(out, shape->pattern);
			pc_buf_puts(out, "}");
		}
		break;
	case SHAPE_FORM:
		put_form(out, shape);
		break;
	case SHAPE_EITHER:
		put_choices(out, shape->choices);
		break;
	case SHAPE_PATH:
		put_string(out, "^/");
		break;
	case SHAPE_NAME:
		put_string(out, "^[A-Za-z_][A-Za-z0-9_]*$");
		break;
	case SHAPE_SERVER_ALLOWED:
		put_server(out, "^[A-Za-z0-9_-]+$");
		break;
	case SHAPE_SERVER_DENIED:
		put_server(out, "^\\\\S(.*\\\\S)?$");
		break;
	case SHAPE_SOURCE:
		put_source(out);
		break;
	}
}

/* Large shapes that stand in many places are written once. */
static const char *definition_of(const struct shape *shape)
{
	if (shape == &hook_matcher)
		return "hookMatcher";
	return shape->kind == SHAPE_SOURCE ? "marketplaceSource" : NULL;
}

static void put_definitions(struct pc_buf *out)
{
	static const struct shape source = {.kind = SHAPE_SOURCE};
	const struct shape *const shapes[] = {&hook_matcher, &source};

	pc_buf_puts(out, ",\"$defs\":{");
	for (size_t i = 0; i < PC_COUNT(shapes); i++) {
		pc_buf_printf(out, "%s\"%s\":{", i ? "," : "", definition_of(shapes[i]));
		put_fields(out, shapes[i]);
		pc_buf_puts(out, "}");
	}
	pc_buf_puts(out, "}");
}

static void put_shape(struct pc_buf *out, const struct shape *shape)
{
	const char *definition = definition_of(shape);

	pc_buf_puts(out, "{");
	if (definition)
		pc_buf_printf(out, "\"$ref\":\"#/$defs/%s\"", definition);
	else
		put_fields(out, shape);
	pc_buf_puts(out, "}");
}

static void put_keys(struct pc_buf *out, const struct key *keys);

/* What the key takes: a block of keys, or a value of its shape; null where the client
 * reads it as not set without a word. */
static void put_type(struct pc_buf *out, const struct key *key)
{
	bool nothing = key->null == NULL_UNSET;

	pc_buf_puts(out, nothing || key->boolean_too ? ",\"anyOf\":[{" : ",");
	if (key->members) {
		pc_buf_puts(out, "\"type\":\"object\",");
		put_keys(out, key->members);
	} else {
		put_fields(out, schema_shape(key));
	}
	if (nothing || key->boolean_too)
		pc_buf_printf(out, "},{\"type\":\"%s\"}]", nothing ? "null" : "boolean");
}

static void put_key(struct pc_buf *out, const struct key *key)
{
	pc_buf_puts(out, "{\"description\":");
	pc_json_quote(out, pc_str(key->what));
	put_text(out, "x-set-by", schema_scope(key));
	if (key->since)
		put_text(out, "x-since", key->since);
	if (key->instead || key->gone)
		pc_buf_puts(out, ",\"deprecated\":true");
	if (key->bad == BAD_SILENT || key->repair == repair_env)
		pc_buf_puts(out, ",\"x-unchecked\":true");
	if (key->members || schema_shape(key)->kind != SHAPE_ANY)
		put_type(out, key);
	pc_buf_puts(out, "}");
}

static void put_keys(struct pc_buf *out, const struct key *keys)
{
	pc_buf_puts(out, "\"properties\":{");
	for (const struct key *key = keys; key->name; key++) {
		pc_buf_printf(out, "%s\"%s\":", key == keys ? "" : ",", key->name);
		put_key(out, key);
	}
	pc_buf_puts(out, "}");
}

void pc_schema_write(struct pc_buf *out)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_node *root;
	struct pc_err err;

	pc_buf_puts(&text,
		"{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
		"\"title\":\"Claude Code managed settings\",\"type\":\"object\",");
	put_keys(&text, keys_top);
	put_definitions(&text);
	pc_buf_puts(&text, "}");
	if (pc_json_read(&root, &arena, "", pc_buf_str(&text), NULL, &err) == PC_OK)
		pc_node_write(out, root, PC_FORMAT_JSON);
}
