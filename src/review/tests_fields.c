/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a map held against those that are known: strict, so that a mistyped
 * `expect` is no test that always passes. */
#include "tests_priv.h"
#include "words_priv.h"

enum { MOST_WORDS = 16 };

/* "did you mean 'x'?" with the edit, or all the known words. */
static void suggest(struct reading *reading, struct pc_diag *diag, struct pc_str typed,
	const char *const *known)
{
	const char *like = words_like(known, typed);
	struct pc_str all = {0};

	if (like) {
		diag->hint = pc_arena_printf(reading->arena, "did you mean '%s'?", like);
		if (words_near(pc_str(like), typed)) {
			diag->fix = (struct pc_fix){PC_FIX_TEXT, diag->at, pc_str(like)};
		}
		return;
	}
	for (; *known; known++) {
		all = pc_arena_printf(reading->arena, "%.*s%s%s", PC_STR_ARG(all),
			all.len ? ", " : "", *known);
	}
	diag->hint = pc_arena_printf(
		reading->arena, "the known words are %.*s", PC_STR_ARG(all));
}

void reading_fault(struct reading *reading, struct pc_span at, struct pc_str typed,
	const char *const *known, const char *what)
{
	struct pc_diag *diag = pc_diag_add(reading->diags, "PC1803", PC_ERROR, at,
		"%s '%.*s'; %s", what, PC_STR_ARG(typed), reading->then);

	diag->effect = PC_EFFECT_IGNORED;
	if (known)
		suggest(reading, diag, typed, known);
}

static void unknown_field(
	struct reading *reading, const struct field *fields, const struct pc_pair *pair)
{
	const char *names[MOST_WORDS] = {0};
	struct pc_str what =
		pc_arena_printf(reading->arena, "%s has no field", reading->what);

	for (size_t i = 0; i < MOST_WORDS - 1 && fields[i].name; i++)
		names[i] = fields[i].name;
	reading_fault(reading, pair->key_at, pair->key, names, what.ptr);
}

static bool take_kind(
	struct reading *reading, const struct field *field, const struct pc_pair *pair)
{
	struct pc_str want = {0}, what;

	if (field->kinds & 1u << pair->value->kind)
		return true;
	for (unsigned kind = PC_NULL; kind <= PC_MAP; kind++) {
		if (field->kinds & 1u << kind) {
			want = pc_arena_printf(reading->arena, "%.*s%s%s",
				PC_STR_ARG(want), want.len ? " or " : "",
				pc_kind_name((enum pc_kind)kind));
		}
	}
	what = pc_arena_printf(reading->arena, "'%s' of %s has to be of type %.*s, not",
		field->name, reading->what, PC_STR_ARG(want));
	reading_fault(reading, pair->value->at, pc_str(pc_kind_name(pair->value->kind)),
		NULL, what.ptr);
	return false;
}

static const struct field *find_field(const struct field *fields, struct pc_str name)
{
	for (; fields->name; fields++) {
		if (pc_str_is(name, fields->name))
			return fields;
	}
	return NULL;
}

bool fields_take(const struct pc_pair **found, struct reading *reading,
	const struct field *fields, const struct pc_node *map, other_fn *other,
	void *user)
{
	bool fine = true;

	for (size_t i = 0; i < map->n_pairs; i++) {
		const struct pc_pair *pair = &map->pairs[i];
		const struct field *field = find_field(fields, pair->key);

		if (field && take_kind(reading, field, pair)) {
			found[field - fields] = pair;
		} else if (field) {
			fine = false;
		} else if (!other || !other(user, pair)) {
			unknown_field(reading, fields, pair);
			fine = false;
		}
	}
	return fine;
}
