/* SPDX-License-Identifier: Apache-2.0 */
/* Values at which the client looks more closely than at their type: names of environment
 * variables, absolute paths, MCP server entries, sources of plugin marketplaces. */
#include "shape_special_priv.h"

#include "shapes_priv.h"

bool special_path(const struct pc_node *node)
{
	return node->kind == PC_TEXT && node->text.len && node->text.ptr[0] == '/';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool special_name(const struct pc_node *node)
{
	struct pc_str name = pc_node_text(node);

	for (size_t i = 0; i < name.len; i++) {
		if (!is_letter(name.ptr[i]) && (i == 0 || !is_digit(name.ptr[i])))
			return false;
	}
	return name.len > 0;
}

/* ---- MCP server entries --------------------------------------------------- */

static const char *const ways[] = {"serverName", "serverUrl", "serverCommand"};

static bool server_name_fits(struct pc_str name, bool allowed)
{
	if (!allowed)
		return name.len && pc_str_eq(name, pc_str_trim(name));
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!is_letter(c) && !is_digit(c) && c != '-')
			return false;
	}
	return name.len > 0;
}

bool special_server(const struct pc_node *node, bool allowed)
{
	const struct pc_node *name = pc_node_get_c(node, ways[0]);
	const struct pc_node *url = pc_node_get_c(node, ways[1]);
	const struct pc_node *command = pc_node_get_c(node, ways[2]);

	if ((name != NULL) + (url != NULL) + (command != NULL) != 1)
		return false;
	if (name)
		return name->kind == PC_TEXT && server_name_fits(name->text, allowed);
	if (url)
		return url->kind == PC_TEXT;
	return command->kind == PC_LIST && command->n_items &&
	       shape_fits(&shape_texts, command, NULL, NULL);
}

/* ---- sources of marketplaces ---------------------------------------------- */

static const struct {
	const char *source;
	struct shape form;
} sources[] = {
	{"github",
		SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			{"repo", &shape_text, NEEDED}, {"ref", &shape_text, MAY},
			{"path", &shape_text, MAY}, {"sparsePaths", &shape_texts, MAY})},
	{"git", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			{"url", &shape_text, NEEDED}, {"ref", &shape_text, MAY},
			{"path", &shape_text, MAY}, {"sparsePaths", &shape_texts, MAY})},
	{"url", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			{"url", &shape_text, NEEDED}, {"headers", &shape_text_map, MAY})},
	{"npm", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			{"package", &shape_text, NEEDED})},
	{"file", SHAPE_FORM_OF(
			 {"source", &shape_text, NEEDED}, {"path", &shape_text, NEEDED})},
	{"directory", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			      {"path", &shape_text, NEEDED})},
	{"hostPattern", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
				{"hostPattern", &shape_text, NEEDED})},
	{"pathPattern", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
				{"pathPattern", &shape_text, NEEDED})},
	{"settings", SHAPE_FORM_OF({"source", &shape_text, NEEDED},
			     {"name", &shape_text, NEEDED},
			     {"plugins", &shape_objects, NEEDED},
			     {"owner", &shape_object, MAY})},
};

const struct shape *special_source_form(const struct pc_node *node)
{
	struct pc_str source = pc_node_text(pc_node_get_c(node, "source"));

	for (size_t i = 0; i < PC_COUNT(sources); i++) {
		if (pc_str_is(source, sources[i].source))
			return &sources[i].form;
	}
	return NULL;
}

const struct shape *special_source_at(size_t i, const char **kind)
{
	if (i >= PC_COUNT(sources))
		return NULL;
	*kind = sources[i].source;
	return &sources[i].form;
}

/* A rough look at a regular expression: brackets that pair up, nothing dangling. */
static bool is_pattern(struct pc_str text)
{
	int depth = 0;
	bool in_class = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\\' && ++i == text.len)
			return false;
		if (c == '\\')
			continue;
		if (in_class)
			in_class = c != ']';
		else if (c == '[')
			in_class = true;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth < 0)
			return false;
	}
	return depth == 0 && !in_class &&
	       !(text.len && pc_str_find(PC_STR("*+?"), text.ptr[0]) < 3);
}

static bool patterns_fit(const struct pc_node *node)
{
	struct pc_str host = pc_node_text(pc_node_get_c(node, "hostPattern"));
	struct pc_str path = pc_node_text(pc_node_get_c(node, "pathPattern"));

	return is_pattern(host) && is_pattern(path);
}

bool special_source(const struct pc_node *node)
{
	const struct shape *form = special_source_form(node);
	struct pc_str url = pc_node_text(pc_node_get_c(node, "url"));

	if (!form || !shape_fits(form, node, NULL, NULL) || !patterns_fit(node))
		return false;
	return form != &sources[2].form || pc_str_find(url, ':') < url.len;
}

struct pc_node *special_strip_server(struct pc_node *node, struct pc_arena *arena)
{
	struct pc_node *out = pc_node_new(arena, PC_MAP, node->at);

	out->pairs = pc_arena_new_array(arena, struct pc_pair, 1);
	for (size_t i = 0; i < node->n_pairs && out->n_pairs == 0; i++) {
		for (size_t way = 0; way < PC_COUNT(ways); way++) {
			if (pc_str_is(node->pairs[i].key, ways[way]))
				out->pairs[out->n_pairs++] = node->pairs[i];
		}
	}
	return out;
}
