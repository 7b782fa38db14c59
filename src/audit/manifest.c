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

/* "a.yaml" for "dir/a.yaml", "dir/a.yaml.gz", "dir/x.zip!a.yaml". */
static struct pc_str name_of(struct pc_str path)
{
	static const char *const packed[] = {".gz", ".bz2", ".xz", ".zst"};
	size_t at = path.len;

	while (at > 0 && path.ptr[at - 1] != '/' && path.ptr[at - 1] != '!')
		at--;
	path = pc_str_from(path, at);
	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		if (pc_str_ends(path, pc_str(packed[i])))
			return pc_str_head(path, path.len - strlen(packed[i]));
	return path;
}

static enum pc_shape_form form_of(struct pc_str path, struct pc_str text)
{
	struct pc_str name = name_of(path);

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

/* A chart's or a playbook's: what the templates bring is not known, the rest is. */
static bool read_template(
	struct pc_node **root, struct pc_arena *arena, struct pc_str document)
{
	struct pc_err err = {0};

	return (pc_str_find_str(document, PC_STR("{{")) < document.len ||
		       pc_str_find_str(document, PC_STR("{%")) < document.len) &&
	       pc_yaml_read_loose(root, arena, NULL,
		       pc_shape_without_templates(arena, document), &err) == PC_OK;
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
				PC_OK &&
			!read_template(&root, &shape->arena, document))
			continue;
		tree.root = root;
		pc_shape_tree(shape, &tree);
	}
}

static void read_json(struct pc_shape *shape)
{
	struct pc_shape_tree tree = {.has_no_comments = true};
	struct pc_node *root = NULL;
	struct pc_err err = {0};

	shape->text = pc_shape_without_mark(&shape->arena, shape->text);
	if (pc_json_read_cut(&root, &shape->arena, NULL, shape->text, NULL, &err) !=
			PC_OK &&
		pc_json_read_cut(&root, &shape->arena, NULL,
			pc_shape_without_comments(&shape->arena, shape->text), NULL,
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
