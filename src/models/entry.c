/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an entry of a list names a model.  Entries that forbid are read broadly: a
 * model that is not in the table, or is called in another case, or is a dated snapshot of
 * what the entry names, is meant too; broad.c has what else is. */
#include "policy_priv.h"

static bool is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_digits(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool same(struct pc_str a, struct pc_str b, bool is_broad)
{
	return is_broad ? pc_str_eq_nocase(a, b) : pc_str_eq(a, b);
}

static bool same_char(char a, char b)
{
	return a == b;
}

static bool same_letter(char a, char b)
{
	return lower(a) == lower(b);
}

/* With * for any run of characters; no other sign means anything. */
bool entry_fits_pattern(struct pc_str pattern, struct pc_str text, bool is_broad)
{
	return pc_str_fits(pattern, text, is_broad ? same_letter : same_char);
}

bool is_dated(struct pc_str name, struct pc_str of)
{
	enum { PLAIN = 9, DASHED = 11 }; /* "-20250807", "-2025-08-07" */
	struct pc_str rest;

	if (name.len < of.len)
		return is_dated(of, name);
	if (!of.len || !pc_str_eq_nocase(pc_str_head(name, of.len), of))
		return false;
	rest = pc_str_from(name, of.len);
	if (rest.len == PLAIN)
		return rest.ptr[0] == '-' && is_digits(pc_str_from(rest, 1));
	return rest.len == DASHED && rest.ptr[0] == '-' && rest.ptr[5] == '-' &&
	       rest.ptr[8] == '-' && is_digits((struct pc_str){rest.ptr + 1, 4}) &&
	       is_digits((struct pc_str){rest.ptr + 6, 2}) &&
	       is_digits((struct pc_str){rest.ptr + 9, 2});
}

bool entry_behind(struct pc_str *out, struct pc_str entry, struct pc_str prefix)
{
	if (!pc_str_starts(entry, prefix))
		return false;
	*out = pc_str_from(entry, prefix.len);
	return true;
}

/* Between other characters than letters and digits. */
static bool has_word(struct pc_str text, struct pc_str word)
{
	for (size_t i = 0; word.len && i + word.len <= text.len; i++) {
		struct pc_str here = {text.ptr + i, word.len};
		size_t end = i + word.len;

		if (pc_str_eq_nocase(here, word) &&
			(i == 0 || !is_letter_or_digit(text.ptr[i - 1])) &&
			(end == text.len || !is_letter_or_digit(text.ptr[end])))
			return true;
	}
	return false;
}

static struct pc_str first_word(struct pc_str text)
{
	size_t n = 0;

	while (n < text.len && is_letter_or_digit(text.ptr[n]))
		n++;
	return pc_str_head(text, n);
}

/* Of a name that the table does not have: it says the provider's name, or begins as the
 * names of the provider's models do. */
static bool may_be_of(const struct pc_models *models, struct pc_str provider,
	const struct called *called)
{
	struct pc_str word = first_word(called->known.id);

	if (has_word(called->name, provider))
		return true;
	for (size_t i = 0; word.len && i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		if (pc_str_eq(model->provider, provider) &&
			pc_str_eq_nocase(first_word(model->id), word))
			return true;
	}
	return false;
}

static bool fits_names(struct pc_str entry, const struct called *called, bool is_broad,
	bool (*fits)(struct pc_str entry, struct pc_str name, bool is_broad))
{
	const struct pc_model *model = called->known.model;

	if (fits(entry, called->name, is_broad) ||
		fits(entry, called->known.id, is_broad))
		return true;
	if (!model)
		return false;
	for (size_t i = 0; i < model->aliases.count; i++) {
		if (fits(entry, model->aliases.items[i], is_broad))
			return true;
	}
	return fits(entry, model->id, is_broad);
}

static bool is_plain(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (strchr("/@:[.", name.ptr[i]))
			return false;
	}
	return true;
}

/* By the entry as a position, or as a name that some seller gives it: that one costs a
 * look at every row, and has signs that ids do not have. */
static const struct pc_model *known_as(
	const struct pc_models *models, struct pc_str entry)
{
	const struct pc_model *model = pc_models_find(models, entry);

	return model || is_plain(entry) ? model : pc_models_name(models, entry).model;
}

static bool fits_id(const struct pc_models *models, struct pc_str entry,
	const struct called *called, bool is_broad)
{
	const struct pc_model *model = called->known.model;

	if (fits_names(entry, called, is_broad, same))
		return true;
	if (model)
		return known_as(models, entry) == model;
	return is_broad &&
	       (is_dated(called->name, entry) || is_dated(called->known.id, entry));
}

bool entry_fits_read(const struct pc_models *models, struct pc_str entry,
	const struct called *called, bool is_broad)
{
	const struct pc_model *model = called->known.model;
	struct pc_str rest;

	if (entry_behind(&rest, entry, PC_STR("provider:"))) {
		return model ? same(model->provider, rest, is_broad)
			     : is_broad && may_be_of(models, rest, called);
	}
	if (entry_behind(&rest, entry, PC_STR("line:"))) {
		return model ? same(model->line, rest, is_broad)
			     : is_broad && has_word(called->name, rest);
	}
	if (entry.len && memchr(entry.ptr, '*', entry.len))
		return fits_names(entry, called, is_broad, entry_fits_pattern);
	return fits_id(models, entry, called, is_broad);
}

bool entry_fits(const struct pc_models *models, struct pc_str entry,
	const struct called *called, bool is_broad)
{
	if (entry_fits_read(models, entry, called, is_broad))
		return true;
	return is_broad && !called->known.model && broad_fits(models, entry, called);
}

struct called called_as(const struct pc_models *models, struct pc_str name)
{
	struct called called = {.name = name, .known = pc_models_name(models, name)};

	if (!called.known.id.len)
		called.known.id = name;
	return called;
}

bool pc_model_entry_fits(const struct pc_models *models, struct pc_str entry,
	struct pc_str name, bool is_broad)
{
	struct called called = called_as(models, name);

	return entry_fits(models, entry, &called, is_broad);
}
