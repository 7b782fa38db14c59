/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence of what is new: an entry of its own at the top of the file, since the one that
 * is there speaks for rows that nobody may have looked at again. */
#include "propose_priv.h"

enum { HEX_LEN = 64 };

static bool is_hash(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return text.len == HEX_LEN;
}

/* "anthropic-model-deprecations" of ".../model-deprecations.md?x=1". */
static struct pc_str base_name(struct pc_arena *arena, struct pc_str provider,
	const struct pc_evidence *evidence)
{
	struct pc_str path = evidence->url, name = {0};

	path = pc_str_head(path, pc_str_find(path, '?'));
	while (path.len) {
		struct pc_str part = pc_str_cut(&path, '/');

		if (part.len)
			name = part;
	}
	name = pc_str_head(name, pc_str_find(name, '.'));
	if (pc_str_starts(name, provider))
		return name;
	return pc_arena_printf(
		arena, "%.*s-%.*s", PC_STR_ARG(provider), PC_STR_ARG(name));
}

/* The entry of that address with the oldest name: others are called after it. */
static struct pc_str known_name(const struct proposing *proposing, struct pc_str url)
{
	const struct pc_node *all = pc_node_get_c(proposing->tree, "evidence");

	for (size_t i = 0; all && all->kind == PC_MAP && i < all->n_pairs; i++) {
		const struct pc_node *entry = all->pairs[i].value;

		if (pc_str_eq(pc_node_text(pc_node_get_c(entry, "url")), url))
			return all->pairs[i].key;
	}
	return (struct pc_str){0};
}

static bool is_in_braces(const struct proposing *proposing)
{
	const struct pc_node *all = pc_node_get_c(proposing->tree, "evidence");

	return all && (all->kind != PC_MAP || text_is_flow(&proposing->splices, all));
}

static bool is_taken(const struct proposing *proposing, struct pc_str name)
{
	for (size_t i = 0; i < proposing->n_evidence; i++) {
		if (pc_str_eq(proposing->evidence[i].name, name))
			return true;
	}
	return pc_node_get(pc_node_get_c(proposing->tree, "evidence"), name) != NULL;
}

static struct pc_str new_name(const struct proposing *proposing, struct pc_str provider,
	const struct pc_evidence *evidence)
{
	struct pc_arena *arena = proposing->arena;
	struct pc_str known = known_name(proposing, evidence->url);
	struct pc_str base = known.len ? known : base_name(arena, provider, evidence);
	struct pc_str name = base;

	if (known.len || is_taken(proposing, name))
		name = base = pc_arena_printf(arena, "%.*s-%.*s", PC_STR_ARG(base),
			PC_STR_ARG(propose_day(arena, evidence->retrieved)));
	for (int n = 2; is_taken(proposing, name); n++)
		name = pc_arena_printf(arena, "%.*s-%d", PC_STR_ARG(base), n);
	return name;
}

/* Whether it is a row's of this proposal already. */
static const struct named *made(
	const struct proposing *proposing, const struct pc_evidence *evidence)
{
	for (size_t i = 0; i < proposing->n_evidence; i++) {
		const struct pc_evidence *known = &proposing->evidence[i].is;

		if (pc_str_eq(known->url, evidence->url) &&
			pc_str_eq(known->sha256, evidence->sha256) &&
			known->retrieved == evidence->retrieved &&
			known->first == evidence->first && known->last == evidence->last)
			return &proposing->evidence[i];
	}
	return NULL;
}

static struct pc_str moment(struct pc_arena *arena, int64_t at)
{
	return propose_date(arena, (struct pc_model_date){PC_DATE_EXACT, at});
}

static void add_moment(struct pc_buf *out, struct pc_arena *arena, size_t column,
	const char *key, int64_t at)
{
	if (at)
		pc_buf_printf(out, "\n%*s%s: %.*s", (int)column, "", key,
			PC_STR_ARG(moment(arena, at)));
}

/* Where rows of the file stand, entries do, too. */
static void add_entry(struct proposing *proposing, struct pc_str name,
	const struct pc_evidence *evidence)
{
	enum { STEP = 2 };
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	const struct pc_node *all = pc_node_get_c(proposing->tree, "evidence");
	struct pc_arena *arena = proposing->arena;
	const struct place top = {proposing->tree, proposing->splices.text.len};
	bool has = all && all->kind == PC_MAP && all->n_pairs;
	size_t column = has ? all->pairs[0].key_at.col - 1 : STEP;
	size_t limit = has ? text_behind(&proposing->splices, &top, "evidence")
			   : text_before(&proposing->splices, &top, "models");

	if (!has && proposing->n_evidence == 0)
		pc_buf_puts(&buf, "\nevidence:\n");
	pc_buf_printf(&buf, "%*s%.*s:", (int)column, "", PC_STR_ARG(name));
	column += STEP;
	pc_buf_printf(&buf, "\n%*surl: %.*s", (int)column, "", PC_STR_ARG(evidence->url));
	if (evidence->sha256.len)
		pc_buf_printf(&buf, "\n%*ssha256: \"%.*s\"", (int)column, "",
			PC_STR_ARG(evidence->sha256));
	add_moment(&buf, arena, column, "retrieved", evidence->retrieved);
	add_moment(&buf, arena, column, "first", evidence->first);
	add_moment(&buf, arena, column, "last", evidence->last);
	text_insert(&proposing->splices, limit, pc_arena_str(arena, pc_buf_str(&buf)));
}

/* Empty: it cannot be written. */
static struct pc_str name_of(struct proposing *proposing, struct pc_str provider,
	const struct pc_evidence *evidence)
{
	const struct named *known = made(proposing, evidence);
	struct pc_str name;

	if (known || !propose_is_plain(evidence->url))
		return known ? known->name : (struct pc_str){0};
	name = new_name(proposing, provider, evidence);
	if (!propose_is_plain(name))
		return (struct pc_str){0};
	add_entry(proposing, name, evidence);
	pc_arena_grow(proposing->arena, proposing->evidence, proposing->n_evidence,
		proposing->cap_evidence);
	proposing->evidence[proposing->n_evidence++] = (struct named){name, *evidence};
	return name;
}

struct pc_texts propose_evidence(
	struct proposing *proposing, const struct pc_model *said, struct pc_evidence *out)
{
	struct pc_texts names = {.items = pc_arena_new_array(proposing->arena,
					 struct pc_str, said->n_evidence + 1)};

	for (size_t i = 0; i < said->n_evidence && !is_in_braces(proposing); i++) {
		struct pc_evidence evidence = said->evidence[i];
		struct pc_str name;

		if (!is_hash(evidence.sha256))
			evidence.sha256 = (struct pc_str){0};
		name = name_of(proposing, said->provider, &evidence);
		if (!name.len)
			continue;
		out[names.count] = evidence;
		names.items[names.count++] = name;
	}
	return names;
}
