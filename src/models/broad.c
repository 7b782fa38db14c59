/* SPDX-License-Identifier: Apache-2.0 */
/* What is forbidden, under a name that the table does not have: with other signs between
 * its parts, in another case, in letters of another script or escaped as in a URL, behind
 * a seller's name and before a seller's ending that nobody has told us, or as a client's
 * word for the newest of a line.  Where it is not sure, it is the forbidden one. */
#include "mention_priv.h"
#include "pc/base/limits.h"
#include "policy_priv.h"

/* Parts of letters and figures, in lower case; between two of them '-' where a name goes
 * on, and '/' where signs stand that end one: ":", "@", "[". */
struct plain {
	char text[PC_MAX_MODEL_NAME + 1];
	size_t len;
};

static struct pc_str text_of(const struct plain *plain)
{
	return (struct pc_str){plain->text, plain->len};
}

static bool is_figure(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_of(char c)
{
	if (is_figure(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The sign at *at, as it would be in ASCII; 0: it is not drawn. */
static int next_sign(struct pc_str name, size_t *at)
{
	enum { SIXTEEN = 16 };
	struct pc_str rest = pc_str_from(name, *at);
	size_t len = 1;
	int sign = (unsigned char)rest.ptr[0];

	if (sign == '%' && rest.len > 2 && hex_of(rest.ptr[1]) >= 0 &&
		hex_of(rest.ptr[2]) >= 0) {
		sign = hex_of(rest.ptr[1]) * SIXTEEN + hex_of(rest.ptr[2]);
		len = 3;
	} else if ((unsigned char)rest.ptr[0] >= 0x80) {
		sign = strange_at(name, *at, &len);
	}
	*at += len;
	return sign;
}

static bool is_between(char c)
{
	return c == '-' || c == '/';
}

static bool goes_on(int sign)
{
	return sign == '-' || sign == '.' || sign == '_';
}

/* keeps_star: of a pattern. */
static void make_plain(struct plain *out, struct pc_str name, bool keeps_star)
{
	out->len = 0;
	for (size_t at = 0; at < name.len && out->len < PC_MAX_MODEL_NAME;) {
		int sign = next_sign(name, &at);
		int low = sign >= 'A' && sign <= 'Z' ? sign | 0x20 : sign;
		bool is_own = is_figure((char)low) || (low >= 'a' && low <= 'z') ||
			      (keeps_star && low == '*');

		if (sign == 0)
			continue;
		if (is_own)
			out->text[out->len++] = (char)low;
		else if (out->len && !is_between(out->text[out->len - 1]))
			out->text[out->len++] = goes_on(sign) ? '-' : '/';
		else if (out->len && !goes_on(sign))
			out->text[out->len - 1] = '/';
	}
	while (out->len && is_between(out->text[out->len - 1]))
		out->len--;
}

/* Whether a name ends there: what follows is a date or a word for the newest, and no
 * more of a version or another model's word. */
static bool is_end(struct pc_str text, size_t at)
{
	enum { DATE = 6 };
	struct pc_str rest = pc_str_from(text, at);
	size_t n = 0;

	if (!rest.len || rest.ptr[0] == '/')
		return true;
	if (rest.ptr[0] != '-')
		return false;
	rest = pc_str_from(rest, 1);
	while (n < rest.len && is_figure(rest.ptr[n]))
		n++;
	return n >= DATE || pc_str_starts(rest, PC_STR("latest")) ||
	       pc_str_starts(rest, PC_STR("default")) ||
	       (rest.len > 1 && rest.ptr[0] == 'v' && is_figure(rest.ptr[1]));
}

/* Whether the name has it as a run of whole parts. */
static bool has_parts(struct pc_str name, struct pc_str entry)
{
	bool is_pattern = entry.len && memchr(entry.ptr, '*', entry.len);

	for (size_t start = 0; entry.len && start < name.len; start++) {
		struct pc_str rest = pc_str_from(name, start);

		if (start > 0 && !is_between(name.ptr[start - 1]))
			continue;
		if (!is_pattern && pc_str_starts(rest, entry) && is_end(rest, entry.len))
			return true;
		for (size_t end = rest.len; is_pattern && end > 0; end--) {
			if (is_end(rest, end) &&
				entry_fits_pattern(entry, pc_str_head(rest, end), true))
				return true;
		}
	}
	return false;
}

static bool has_entry(struct pc_str name, struct pc_str entry)
{
	struct plain plain;

	make_plain(&plain, entry, true);
	return has_parts(name, text_of(&plain));
}

/* Whether the client's or a seller's word may lead to the newest of this line. */
static bool may_lead_to(struct pc_str name, struct pc_str line)
{
	static const struct {
		const char *word, *line;
	} words[] = {{"best", "opus"}, {"default", "opus"}, {"default", "sonnet"},
		{"opusplan", "opus"}, {"opusplan", "sonnet"}};
	size_t at = pc_str_find_str(name, PC_STR("claude-"));

	if (pc_str_ends(name, PC_STR("/1m")))
		name.len -= sizeof("/1m") - 1;
	for (size_t i = 0; i < PC_COUNT(words); i++) {
		if (pc_str_is(name, words[i].word) && pc_str_is(line, words[i].line))
			return true;
	}
	if (at < name.len && pc_str_ends(name, PC_STR("-latest"))) {
		name.len -= sizeof("-latest") - 1;
		name = pc_str_from(name, at + sizeof("claude-") - 1);
	}
	return line.len && pc_str_eq(name, line);
}

static bool leads_to_it(
	const struct pc_models *models, struct pc_str entry, struct pc_str name)
{
	for (size_t i = 0; i < models->count; i++) {
		const struct pc_model *model = &models->items[i];

		if (model->state == PC_MODEL_CURRENT &&
			pc_str_is(model->provider, "anthropic") &&
			may_lead_to(name, model->line) &&
			pc_model_entry_fits(models, entry, model->id, true))
			return true;
	}
	return false;
}

bool broad_fits(
	const struct pc_models *models, struct pc_str entry, const struct called *called)
{
	const struct pc_model *model = pc_models_name(models, entry).model;
	struct plain plain;
	struct pc_str name, rest;

	make_plain(&plain, called->name, false);
	name = text_of(&plain);
	if (leads_to_it(models, entry, name))
		return true;
	if (entry_behind(&rest, entry, PC_STR("provider:")) ||
		entry_behind(&rest, entry, PC_STR("line:")))
		return entry_fits_read(models, entry,
			&(struct called){.name = name, .known = {.id = name}}, true);
	if (has_entry(name, entry))
		return true;
	for (size_t i = 0; model && i < model->aliases.count; i++) {
		if (has_entry(name, model->aliases.items[i]))
			return true;
	}
	return model && has_entry(name, model->id);
}
