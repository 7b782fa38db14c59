/* SPDX-License-Identifier: Apache-2.0 */
/* What the structure of a document says about the keys in it: which form it has, its
 * documents one by one, and what stands where in them. */
#include "shape_priv.h"

#include "pc/base/limits.h"
#include "pc/doc/read.h"

/* A name with a '*' at one of its ends, or none. */
static bool name_fits(const char *pattern, struct pc_str name)
{
	struct pc_str wanted = pc_str(pattern);

	if (wanted.ptr[0] == '*')
		return pc_str_ends(name, pc_str_from(wanted, 1));
	if (wanted.ptr[wanted.len - 1] == '*')
		return pc_str_starts(name, pc_str_head(wanted, wanted.len - 1));
	return pc_str_eq(name, wanted);
}

/* By its first bytes, where a path says nothing: what is piped in. */
static enum pc_shape_form form_of_text(struct pc_str text)
{
	struct pc_str start = pc_str_trim(pc_str_head(text, 64));

	if (pc_str_starts(start, PC_STR("{")) || pc_str_starts(start, PC_STR("[")))
		return PC_SHAPE_JSON;
	if (pc_str_starts(start, PC_STR("apiVersion:")) ||
		pc_str_starts(start, PC_STR("---\n")))
		return PC_SHAPE_YAML;
	return PC_SHAPE_NONE;
}

/* What stands in a pipe is a document more often than a file without an ending is. */
static enum pc_shape_form form_of_pipe(struct pc_str text)
{
	enum pc_shape_form form = form_of_text(text);
	struct pc_str line;
	size_t colon;

	if (form != PC_SHAPE_NONE)
		return form;
	do {
		line = pc_str_trim(pc_str_cut(&text, '\n'));
	} while (text.ptr && (!line.len || line.ptr[0] == '#'));
	colon = pc_str_find(line, ':');
	return colon < line.len && pc_str_find(line, ' ') > colon ? PC_SHAPE_YAML
								  : PC_SHAPE_NONE;
}

static enum pc_shape_form form_of(struct pc_str path, struct pc_str text)
{
	size_t slash = pc_str_rfind(path, '/');
	struct pc_str name = slash < path.len ? pc_str_from(path, slash + 1) : path;

	for (size_t i = 0; i < pc_shape_n_names; i++)
		if (name_fits(pc_shape_names[i].name, name))
			return pc_shape_names[i].form;
	if (pc_str_is(path, "-"))
		return form_of_pipe(text);
	return pc_str_find(name, '.') == name.len || pc_str_starts(name, PC_STR("."))
		       ? form_of_text(text)
		       : PC_SHAPE_NONE;
}

bool pc_audit_shape_is_wanted(struct pc_str path, struct pc_str text)
{
	enum pc_shape_form form = form_of(path, text);

	if (form == PC_SHAPE_NONE)
		return false;
	for (size_t i = 0; i < pc_shape_n_markers; i++)
		if (pc_shape_markers[i].form == form &&
			memmem(text.ptr, text.len, pc_shape_markers[i].word,
				strlen(pc_shape_markers[i].word)))
			return true;
	return false;
}

void pc_shape_add(struct pc_shape *shape, const struct pc_shape_entry *entry)
{
	if (shape->n == shape->cap)
		pc_xgrow(shape->entries, shape->n, shape->cap);
	shape->entries[shape->n++] = *entry;
}

static void read_yaml(struct pc_shape *shape)
{
	struct pc_str rest = shape->text;
	uint32_t lines = 0;

	while (rest.len) {
		struct pc_shape_tree tree = {.lines_before = lines};
		struct pc_str document = pc_yaml_next_document(&rest, &lines);
		struct pc_node *root = NULL;
		struct pc_err err = {0};

		if (pc_yaml_read_loose(&root, &shape->arena, NULL, document, &err) !=
			PC_OK)
			continue;
		tree.root = root;
		pc_shape_tree(shape, &tree);
	}
}

/* The offset behind a comment that begins at i; i: there is none. */
static size_t comment_end(struct pc_str text, size_t i)
{
	struct pc_str rest = pc_str_from(text, i);
	size_t end;

	if (pc_str_starts(rest, PC_STR("//")))
		return i + pc_str_find(rest, '\n');
	if (!pc_str_starts(rest, PC_STR("/*")))
		return i;
	end = pc_str_find_str(pc_str_from(rest, 2), PC_STR("*/"));
	return i + end + 4 < text.len ? i + end + 4 : text.len;
}

static void blank(char *out, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (out[i] != '\n')
			out[i] = ' ';
}

/* The same text with blanks for comments and for commas before a closing bracket, as
 * settings of editors have them. */
static struct pc_str without_comments(struct pc_arena *arena, struct pc_str text)
{
	char *out = pc_arena_bytes(arena, text.len + 1);
	size_t comma = text.len; /* with nothing but blanks behind it */
	bool is_quoted = false;

	memcpy(out, text.ptr, text.len);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		size_t end = is_quoted ? i : comment_end(text, i);

		if (end > i) {
			blank(out, i, end);
			i = end - 1;
		} else if (is_quoted) {
			i += c == '\\';
			is_quoted = c != '"';
		} else if (c == ',') {
			comma = i;
		} else if ((c == ']' || c == '}') && comma < text.len) {
			out[comma] = ' ';
			comma = text.len;
		} else if (!strchr(" \t\r\n", c)) {
			comma = text.len;
			is_quoted = c == '"';
		}
	}
	return (struct pc_str){out, text.len};
}

static void read_json(struct pc_shape *shape)
{
	struct pc_shape_tree tree = {.has_no_comments = true};
	struct pc_node *root = NULL;
	struct pc_err err = {0};

	if (pc_json_read_cut(&root, &shape->arena, NULL, shape->text, NULL, &err) !=
			PC_OK &&
		pc_json_read_cut(&root, &shape->arena, NULL,
			without_comments(&shape->arena, shape->text), NULL,
			&err) != PC_OK)
		return;
	tree.root = root;
	pc_shape_tree(shape, &tree);
}

static void read_hcl(struct pc_shape *shape)
{
	struct pc_shape_tree tree = {.root = pc_shape_hcl(&shape->arena, shape->text)};

	if (tree.root)
		pc_shape_tree(shape, &tree);
}

static void read_shape(struct pc_shape *shape, enum pc_shape_form form)
{
	switch (form) {
	case PC_SHAPE_NONE:
		break;
	case PC_SHAPE_YAML:
		read_yaml(shape);
		break;
	case PC_SHAPE_JSON:
		read_json(shape);
		break;
	case PC_SHAPE_HCL:
		read_hcl(shape);
		break;
	default:
		pc_shape_lines(shape, form);
	}
}

void pc_audit_shape(const struct pc_audit_job *job, struct pc_secret_scanner *scanner,
	struct pc_str path, struct pc_str text, struct pc_audit_hits *hits)
{
	struct pc_shape shape = {.path = path, .text = text};

	(void)job;
	read_shape(&shape, form_of(path, text));
	if (shape.n)
		pc_shape_judge(&shape, scanner, hits);
	free(shape.entries);
	pc_arena_wipe(&shape.arena);
}
