/* SPDX-License-Identifier: Apache-2.0 */
/* Several managed files as one: drop-ins that the client reads in another order than
 * people do, and single values that two files set differently. */
#include "lint_priv.h"
#include "pc/base/fs.h"

/* ---- names ---------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static struct pc_str take_number(struct pc_str *text)
{
	struct pc_str number = *text;
	size_t len = 0;

	while (len < text->len && is_digit(text->ptr[len]))
		len++;
	number.len = len;
	*text = pc_str_from(*text, len);
	while (number.len > 1 && number.ptr[0] == '0')
		number = pc_str_from(number, 1);
	return number;
}

static int compare_numbers(struct pc_str a, struct pc_str b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return pc_str_cmp(a, b);
}

/* The order in which people read names: numbers by value, letters without case. */
static int compare_as_read(struct pc_str a, struct pc_str b)
{
	while (a.len && b.len) {
		int order;

		if (is_digit(a.ptr[0]) && is_digit(b.ptr[0])) {
			order = compare_numbers(take_number(&a), take_number(&b));
		} else {
			order = (unsigned char)lower(a.ptr[0]) -
				(unsigned char)lower(b.ptr[0]);
			a = pc_str_from(a, 1);
			b = pc_str_from(b, 1);
		}
		if (order)
			return order;
	}
	return (a.len > 0) - (b.len > 0);
}

/* "10-base" of "/etc/.../10-base.json". */
static struct pc_str stem_of(const char *file)
{
	struct pc_str name = pc_path_base(pc_str(file));

	return pc_str_head(name, pc_str_rfind(name, '.'));
}

static bool is_in_dropins(const char *file)
{
	return pc_str_is(pc_path_base(pc_path_dir(pc_str(file))), "managed-settings.d");
}

static bool is_dropin(const struct pc_document *document)
{
	return document->layer == PC_LAYER_MANAGED && is_in_dropins(document->file);
}

/* Whether it is the numbers in front that the names disagree about. */
static bool differ_by_number(struct pc_str a, struct pc_str b)
{
	if (!a.len || !b.len || !is_digit(a.ptr[0]) || !is_digit(b.ptr[0]))
		return false;
	return compare_numbers(take_number(&a), take_number(&b)) != 0;
}

static void say_order(struct lint *lint, const struct pc_document *late,
	const struct pc_document *early)
{
	struct pc_str a = stem_of(late->file), b = stem_of(early->file);
	bool by_number = differ_by_number(a, b);
	struct pc_span at = {late->file, 0, 0};
	struct pc_diag *finding;

	finding =
		pc_diag_add(lint->diags, by_number ? "PC1702" : "PC1703", PC_WARNING, at,
			"\"%.*s\" reads as if it came before \"%.*s\", but the client "
			"sorts names by "
			"their characters: it comes later, and its single values win",
			PC_STR_ARG(pc_path_base(pc_str(late->file))),
			PC_STR_ARG(pc_path_base(pc_str(early->file))));
	finding->effect = PC_EFFECT_ACCEPTED;
	finding->hint =
		by_number ? PC_STR("give all numbers the same number of digits: 09-, "
				   "10-")
			  : PC_STR("write names in lower case, and begin each with a "
				   "number of as many digits");
}

void lint_names(struct lint *lint)
{
	const struct pc_document *furthest = NULL;

	for (size_t i = 0; i < lint->settings->n_documents; i++) {
		const struct pc_document *document = &lint->settings->documents[i];

		if (!is_dropin(document))
			continue;
		if (furthest && compare_as_read(stem_of(document->file),
					stem_of(furthest->file)) < 0)
			say_order(lint, document, furthest);
		else
			furthest = document;
	}
}

/* ---- fights --------------------------------------------------------------- */

static bool is_same_file(const struct pc_origin *a, const struct pc_origin *b)
{
	return a->at.file && b->at.file && strcmp(a->at.file, b->at.file) == 0;
}

static void say_fight(struct lint *lint, const struct pc_value *winner,
	const struct pc_lost *lost, struct pc_str key)
{
	const char *file = winner->from.at.file;
	struct pc_diag *finding;

	/* To be overridden is what the base file is for, if nobody forgot. */
	finding = pc_diag_add(lint->diags, "PC1705",
		is_in_dropins(lost->from.at.file) ? PC_WARNING : PC_NOTE, lost->from.at,
		"%.*s: another file sets it too, and of single values the last one "
		"counts: "
		"%.*s:%u wins, this one does nothing",
		PC_STR_ARG(key), PC_STR_ARG(pc_path_base(pc_str(file))),
		winner->from.at.line);
	finding->effect = PC_EFFECT_IGNORED;
	finding->key = pc_arena_str(lint->diags->arena, key);
	finding->hint = PC_STR("leave it to one file, and agree on whose");
}

/* The places of managed values outlive a merge with equal values: nothing is lost when
 * both say the same. */
static void check_losers(
	struct lint *lint, const struct pc_value *value, struct pc_str key)
{
	for (const struct pc_lost *lost = value->lost; lost; lost = lost->next) {
		if (lost->from.layer != PC_LAYER_MANAGED ||
			lost->beaten_by.layer != PC_LAYER_MANAGED ||
			is_same_file(&lost->from, &value->from) ||
			pc_node_eq(lost->value, value->node))
			continue;
		say_fight(lint, value, lost, key);
	}
}

static void check_fights(
	struct lint *lint, const struct pc_value *map, struct pc_str path)
{
	for (size_t i = 0; map->node->kind == PC_MAP && i < map->n_children; i++) {
		const struct pc_value *child = map->children[i];
		struct pc_str key = child->key;

		if (path.len) {
			key = pc_arena_printf(&lint->work, "%.*s.%.*s", PC_STR_ARG(path),
				PC_STR_ARG(child->key));
		}
		/* The client does not look at notes of ours and of editors. */
		if (pc_str_is(key, "x-policyctl") || pc_str_is(key, "$schema"))
			continue;
		check_losers(lint, child, key);
		check_fights(lint, child, key);
	}
}

void lint_fights(struct lint *lint)
{
	check_fights(lint, lint->settings->managed, (struct pc_str){0});
}
