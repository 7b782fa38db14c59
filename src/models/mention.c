/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models in texts: one pass for literals that names have, and a closer look
 * wherever one of them stands. */
#include "mention_priv.h"

#include <stdlib.h>

struct finder {
	const struct pc_mentions *mentions;
	struct pc_str text;
	enum pc_mention_where where;
	pc_mention_fn *fn;
	void *context;
	size_t done;      /* names before this have been looked at */
	size_t keys_done; /* the same of what stands behind keys */
	size_t counted;   /* of the text, for line and col */
	uint32_t line, col;
};

/* ---- opening ---------------------------------------------------------------- */

static void add_anchor(struct pc_mentions *m, enum anchor_kind kind, struct pc_str text)
{
	if (text.len < PC_LEAST_LITERAL)
		return;
	for (size_t i = 0; i < m->n_anchors; i++) {
		if (pc_str_eq(m->anchors[i].text, text))
			return;
	}
	pc_arena_grow(&m->arena, m->anchors, m->n_anchors, m->cap_anchors);
	m->anchors[m->n_anchors++] = (struct anchor){kind, text};
}

static const struct anchor fixed_anchors[] = {
	{ANCHOR_FAMILY, {"claude-", sizeof("claude-") - 1}},
	{ANCHOR_FAMILY, {"gpt-", sizeof("gpt-") - 1}},
	{ANCHOR_FAMILY, {"gemini-", sizeof("gemini-") - 1}},
	{ANCHOR_CAPITAL, {"CLAUDE-", sizeof("CLAUDE-") - 1}},
	{ANCHOR_CAPITAL, {"Claude-", sizeof("Claude-") - 1}},
	{ANCHOR_SMALL, {"o1-", sizeof("o1-") - 1}},
	{ANCHOR_SMALL, {"o3-", sizeof("o3-") - 1}},
	{ANCHOR_SMALL, {"o4-", sizeof("o4-") - 1}},
	{ANCHOR_KEY, {"model", sizeof("model") - 1}},
	{ANCHOR_KEY, {"Model", sizeof("Model") - 1}},
	{ANCHOR_KEY, {"MODEL", sizeof("MODEL") - 1}},
};

static const struct anchor *family_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(fixed_anchors); i++) {
		if (fixed_anchors[i].kind != ANCHOR_KEY &&
			fixed_anchors[i].kind != ANCHOR_CAPITAL &&
			pc_str_starts(name, fixed_anchors[i].text))
			return &fixed_anchors[i];
	}
	return NULL;
}

/* What a name has behind its family, for one whose beginning is written otherwise; and
 * the whole of one that has none.  Short ones mean too much else. */
static void add_known_anchor(struct pc_mentions *m, const struct known_name *known)
{
	enum { LEAST_REST = 7, LEAST_WHOLE = 6 };
	const struct anchor *family = family_of(known->text);
	struct pc_str rest = pc_str_head(known->text, known->base_len);

	if (family && family->kind == ANCHOR_FAMILY) {
		rest = pc_str_from(rest, family->text.len - 1);
		if (rest.len >= LEAST_REST)
			add_anchor(m, ANCHOR_REST, rest);
	} else if (!family && known->text.len >= LEAST_WHOLE &&
		   pc_str_find(known->text, '-') < known->text.len) {
		add_anchor(m, ANCHOR_WHOLE, known->text);
	}
}

static void make_anchors(struct pc_mentions *m)
{
	for (size_t i = 0; i < PC_COUNT(fixed_anchors); i++)
		add_anchor(m, fixed_anchors[i].kind, fixed_anchors[i].text);
	for (size_t i = 0; i < m->n_lines; i++)
		add_anchor(m, ANCHOR_REST,
			pc_arena_printf(&m->arena, "-%.*s-", PC_STR_ARG(m->lines[i])));
	for (size_t i = 0; i < m->n_known; i++)
		add_known_anchor(m, &m->known[i]);
}

enum pc_status pc_mentions_open(struct pc_mentions **out, const struct pc_models *models,
	const struct pc_literals_way *way, struct pc_err *err)
{
	struct pc_mentions *m = pc_xcalloc(1, sizeof(*m));
	struct pc_literal *literals;

	m->models = models;
	m->way = way;
	pthread_mutex_init(&m->lock, NULL);
	known_read(m);
	make_anchors(m);
	literals = pc_arena_new_array(&m->arena, struct pc_literal, m->n_anchors);
	for (size_t i = 0; i < m->n_anchors; i++)
		literals[i].text = m->anchors[i].text;
	m->literals = way->make(literals, m->n_anchors);
	if (!m->literals) {
		pc_mentions_close(&m);
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"names of models cannot be looked for");
	}
	*out = m;
	return PC_OK;
}

void pc_mentions_close(struct pc_mentions **mentions)
{
	struct pc_mentions *m = *mentions;

	if (!m)
		return;
	for (size_t i = 0; i < m->n_spaces; i++)
		m->way->free_space(m->spaces[i]);
	free(m->spaces);
	if (m->literals)
		m->way->free(m->literals);
	pthread_mutex_destroy(&m->lock);
	pc_arena_done(&m->arena);
	free(m);
	*mentions = NULL;
}

/* ---- what is told ----------------------------------------------------------- */

/* Goes on from where the last name was: lines may be as long as a text. */
static void count_places(struct finder *f, size_t at)
{
	for (; f->counted < at; f->counted++) {
		char c = f->text.ptr[f->counted];

		if (c == '\n') {
			f->line++;
			f->col = 1;
		} else {
			f->col += ((unsigned char)c & 0xc0) != 0x80;
		}
	}
}

static void tell(struct finder *f, struct pc_mention *mention, size_t start, size_t end)
{
	mention->offset = start;
	mention->name = (struct pc_str){f->text.ptr + start, end - start};
	count_places(f, start);
	mention->line = f->line;
	mention->col = f->col;
	f->fn(f->context, mention);
}

/* The same, without what a seller writes before it, and as sellers know it. */
static bool find_model(
	const struct pc_mentions *m, struct pc_model_name *out, struct pc_str name)
{
	*out = pc_models_name(m->models, name);
	return out->model != NULL;
}

/* "anthropic/claude-sonnet-4": lists of many makers' models leave out the date. */
static bool is_sold(
	struct pc_str name, struct pc_str core, const struct name_parts *parts)
{
	struct pc_str head = pc_str_head(name, name.len - core.len);

	return pc_str_ends(head, PC_STR("anthropic/")) && !parts->is_strange &&
	       !parts->is_dated && pc_str_ends(name, core);
}

bool mention_judge_name(const struct pc_mentions *mentions, struct pc_mention *out,
	struct pc_str name, struct pc_str core, enum shape least)
{
	const struct known_name *like;
	struct name_parts parts;

	if (find_model(mentions, &out->known, name) ||
		find_model(mentions, &out->known, core)) {
		out->kind = PC_MENTION_MODEL;
		return true;
	}
	if (!name_parts_read(&parts, core))
		return false;
	like = like_find(mentions, core, &parts);
	if (like && parts.joint == like->joint && is_sold(name, core, &parts)) {
		out->kind = PC_MENTION_MODEL;
		out->known = (struct pc_model_name){.model = like->model,
			.id = core,
			.via = PC_STR("openrouter"),
			.is_alias = true};
		return true;
	}
	if (like) {
		out->kind = PC_MENTION_LOOKALIKE;
		out->like = like->model;
		out->like_name = like->text;
		return true;
	}
	out->kind = PC_MENTION_UNKNOWN;
	return least != SHAPE_NONE && !parts.is_strange &&
	       shape_of(mentions, core) >= least;
}

/* ---- at an anchor ----------------------------------------------------------- */

static struct pc_str part_of(const struct finder *f, size_t start, size_t end)
{
	return (struct pc_str){f->text.ptr + start, end - start};
}

/* With signs that are not ASCII it is one only if it looks like one that is known. */
static bool tell_strange(struct finder *f, const struct token *token)
{
	struct pc_str core = part_of(f, token->core, token->strange_end);
	struct pc_mention mention = {0};

	if (token->strange_end == token->end || core.len > MOST_NAME ||
		!mention_judge_name(f->mentions, &mention, core, core, SHAPE_NONE) ||
		mention.kind != PC_MENTION_LOOKALIKE)
		return false;
	tell(f, &mention, token->start, token->strange_end);
	f->done = token->strange_end;
	return true;
}

/* "claude-2" is a model where one is asked for, and the second of some claudes where
 * not. */
static bool may_be_other(const struct finder *f, const struct token *token,
	const struct pc_mention *mention)
{
	struct pc_str core = part_of(f, token->core, token->end);

	return mention->kind == PC_MENTION_MODEL && token->start == token->core &&
	       mention->known.is_alias && pc_str_find(core, '.') == core.len &&
	       shape_of(f->mentions, core) < SHAPE_STRONG;
}

/* The longest known name there, if what stands behind it cannot be more of it. */
static bool tell_in_row(struct finder *f, size_t start)
{
	struct pc_str rest = pc_str_from(f->text, start), best = {0};
	struct pc_mention mention = {.kind = PC_MENTION_MODEL};
	char next;

	for (size_t i = 0; i < f->mentions->n_known; i++) {
		struct pc_str name = f->mentions->known[i].text;

		if (name.len > best.len && pc_str_starts(rest, name))
			best = name;
	}
	next = best.len < rest.len ? rest.ptr[best.len] : ' ';
	if (!best.len || (next >= '0' && next <= '9') || next == '-' || next == '.' ||
		next == '@')
		return false;
	if (!find_model(f->mentions, &mention.known, best))
		return false;
	f->done = start + best.len;
	tell(f, &mention, start, f->done);
	return true;
}

static void look_at_family(struct finder *f, size_t start)
{
	struct pc_mention mention = {0};
	struct token token;
	struct pc_str core;

	token_read(&token, f->text, start);
	if (f->where == PC_MENTION_IN_ROWS && token.start == start &&
		tell_in_row(f, start))
		return;
	f->done = token.end;
	if (tell_strange(f, &token))
		return;
	core = part_of(f, token.core, token.end);
	/* "claude-opus-" is the beginning of many. */
	if (token.is_none || core.ptr[core.len - 1] == '-')
		return;
	if (mention_judge_name(f->mentions, &mention, part_of(f, token.start, token.end),
		    core, SHAPE_STRONG) &&
		!may_be_other(f, &token, &mention))
		tell(f, &mention, token.start, token.end);
}

static bool has_line(const struct pc_mentions *mentions, struct pc_str name)
{
	for (size_t i = 0; i < mentions->n_lines; i++) {
		if (pc_str_find_str(name, mentions->lines[i]) < name.len)
			return true;
	}
	return false;
}

/* Prose has names in capitals too, but not a whole id that says its line. */
static const struct known_name *known_nocase(
	const struct pc_mentions *mentions, struct pc_str name)
{
	for (size_t i = 0; i < mentions->n_known; i++) {
		const struct known_name *known = &mentions->known[i];

		if (pc_str_eq_nocase(known->text, name) &&
			has_line(mentions, known->text))
			return known;
	}
	return NULL;
}

static void look_at_capital(struct finder *f, size_t start)
{
	struct pc_mention mention = {.kind = PC_MENTION_LOOKALIKE};
	const struct known_name *known;
	struct token token;

	token_read(&token, f->text, start);
	if (token.is_none)
		return;
	known = known_nocase(f->mentions, part_of(f, token.core, token.end));
	if (!known)
		return;
	f->done = token.end;
	mention.like = known->model;
	mention.like_name = known->text;
	tell(f, &mention, token.start, token.end);
}

static void look_at_whole(struct finder *f, size_t start, size_t end)
{
	struct pc_mention mention = {.kind = PC_MENTION_MODEL};
	struct token token;

	token_read(&token, f->text, start);
	if (token.is_none || token.end < end)
		return;
	f->done = token.end;
	if (find_model(f->mentions, &mention.known, part_of(f, token.start, token.end)) ||
		find_model(f->mentions, &mention.known, part_of(f, start, token.end)))
		tell(f, &mention, token.start, token.end);
}

static void look_at_rest(struct finder *f, size_t at)
{
	struct pc_mention mention = {0};
	struct pc_str core;
	struct token token;
	size_t start = token_begin(f->text, at, f->done);

	/* "GPT-4o-mini" is how prose says it. */
	if (start == at || family_of(part_of(f, start, at + 1)) ||
		pc_str_starts(part_of(f, start, at + 1), PC_STR("GPT-")))
		return;
	token_read(&token, f->text, start);
	token.strange_end = token_reach(f->text, start, true);
	core = part_of(f, token.core, token.strange_end);
	if (token.is_none || core.len > MOST_NAME)
		return;
	f->done = token.strange_end;
	if (mention_judge_name(f->mentions, &mention, core, core, SHAPE_NONE) &&
		mention.kind == PC_MENTION_LOOKALIKE)
		tell(f, &mention, token.start, token.strange_end);
}

/* ---- where a model stands --------------------------------------------------- */

static bool has_family(struct pc_str word)
{
	static const char *const heads[] = {"claude", "gpt", "gemini", "anthropic", "us.",
		"eu.", "openai/", "google/", "models/"};
	char lower[16] = {0};

	for (size_t i = 0; i < word.len && i + 1 < sizeof(lower); i++)
		lower[i] = (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z'
					  ? word.ptr[i] + 'a' - 'A'
					  : word.ptr[i]);
	for (size_t i = 0; i < PC_COUNT(heads); i++) {
		if (pc_str_starts(pc_str(lower), pc_str(heads[i])) &&
			word.len > strlen(heads[i]) + 1)
			return true;
	}
	return false;
}

/* "o1": too short to be found in a text, but where a model is named it is one. */
static bool is_small(struct pc_str word)
{
	return word.len == 2 && word.ptr[0] == 'o' && word.ptr[1] >= '1' &&
	       word.ptr[1] <= '9';
}

static bool is_plain_word(struct pc_str word)
{
	bool has_letter = false;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			has_letter = true;
		else if (!is_name_char(c) && !strchr(".:/@[]", c))
			return false;
	}
	return has_letter && word.len <= MOST_NAME;
}

/* Without a path before it. */
static struct pc_str core_of_value(struct pc_str word)
{
	size_t slash = pc_str_rfind(word, '/');
	struct pc_str core = slash + 1 < word.len ? pc_str_from(word, slash + 1) : word;

	for (size_t i = 0; i < PC_COUNT(fixed_anchors); i++) {
		size_t at = pc_str_find_str(core, fixed_anchors[i].text);

		if (fixed_anchors[i].kind == ANCHOR_FAMILY && at < core.len && at > 0 &&
			core.ptr[at - 1] == '.')
			return pc_str_from(core, at);
	}
	return core;
}

static bool judge_word(const struct finder *f, struct pc_mention *out, struct pc_str word,
	bool is_certain)
{
	struct pc_str core = core_of_value(word);

	if (is_client_alias(word)) {
		out->kind = PC_MENTION_MODEL;
		out->is_alias_of_client = true;
		return is_certain;
	}
	if (mention_judge_name(f->mentions, out, word, core, SHAPE_WEAK))
		return true;
	if (!is_plain_word(word))
		return false;
	out->kind = PC_MENTION_UNKNOWN;
	if (!is_certain && is_small(core))
		return true;
	if (!is_certain)
		return has_family(word) && pc_str_find(word, '-') < word.len &&
		       core.ptr[core.len - 1] != '-';
	out->like_name = alias_like(word);
	if (out->like_name.len)
		out->kind = PC_MENTION_LOOKALIKE;
	return true;
}

/* Most words are no keys; this is asked of each "model" in a text. */
static bool may_be_key(struct pc_str text, size_t start, size_t end)
{
	char next = end < text.len ? text.ptr[end] : '\0';

	if (start > 0 && text.ptr[start - 1] == '-')
		return true;
	if (next == ' ') {
		while (end < text.len && text.ptr[end] == ' ')
			end++;
		next = end < text.len ? text.ptr[end] : '\0';
		return next == '=' || next == ':';
	}
	if (next == 's')
		return text.ptr[start] == 'M';
	return is_name_char(next) || (next && strchr("\"'\\:=\t", next));
}

static void look_at_key(struct finder *f, size_t start, size_t end)
{
	struct key_values values = {0};
	struct key_value value;

	if (start < f->keys_done || !may_be_key(f->text, start, end) ||
		!key_values_open(&values, f->text, start, end, f->where))
		return;
	while (key_values_next(&values, &value)) {
		struct pc_mention mention = {0};

		if (value.start < f->done)
			continue;
		if (judge_word(f, &mention, part_of(f, value.start, value.end),
			    value.is_certain)) {
			tell(f, &mention, value.start, value.end);
			f->done = value.end;
		}
	}
	if (values.at > f->keys_done)
		f->keys_done = values.at;
}

static bool look_at(void *context, unsigned which, size_t end)
{
	struct finder *f = context;
	const struct anchor *anchor = &f->mentions->anchors[which];
	size_t start = end - anchor->text.len;

	if (start < f->done)
		return true;
	switch (anchor->kind) {
	case ANCHOR_KEY:
		look_at_key(f, start, end);
		break;
	case ANCHOR_SMALL:
		if (start > 0 && is_name_char(f->text.ptr[start - 1]))
			break;
		look_at_family(f, start);
		break;
	case ANCHOR_FAMILY:
		look_at_family(f, start);
		break;
	case ANCHOR_CAPITAL:
		look_at_capital(f, start);
		break;
	case ANCHOR_REST:
		look_at_rest(f, start);
		break;
	case ANCHOR_WHOLE:
		look_at_whole(f, start, end);
		break;
	}
	return true;
}

/* ---- a text ----------------------------------------------------------------- */

static struct pc_literals_space *take_space(struct pc_mentions *m)
{
	struct pc_literals_space *space = NULL;

	if (!m->way->space)
		return NULL;
	pthread_mutex_lock(&m->lock);
	if (m->n_spaces)
		space = m->spaces[--m->n_spaces];
	pthread_mutex_unlock(&m->lock);
	return space ? space : m->way->space(m->literals);
}

static void give_space(struct pc_mentions *m, struct pc_literals_space *space)
{
	if (!space)
		return;
	pthread_mutex_lock(&m->lock);
	pc_xgrow(m->spaces, m->n_spaces, m->cap_spaces);
	m->spaces[m->n_spaces++] = space;
	pthread_mutex_unlock(&m->lock);
}

void pc_mentions_find(struct pc_mentions *mentions, struct pc_str text,
	enum pc_mention_where where, pc_mention_fn *fn, void *context)
{
	struct finder finder = {.mentions = mentions,
		.text = text,
		.where = where,
		.fn = fn,
		.context = context,
		.line = 1,
		.col = 1};
	struct pc_literals_space *space;

	if (text.len < PC_LEAST_LITERAL)
		return;
	space = take_space(mentions);
	mentions->way->find(mentions->literals, space, text, look_at, &finder);
	give_space(mentions, space);
}

/* ---- whose text ------------------------------------------------------------- */

enum pc_mention_where pc_mention_where(struct pc_str path)
{
	static const char *const settings[] = {"settings.json", "settings.local.json",
		"managed-settings.json", "remote-settings.json"};
	size_t slash = pc_str_rfind(path, '/');
	struct pc_str name = slash < path.len ? pc_str_from(path, slash + 1) : path;
	bool is_of_client =
		pc_str_starts(path, PC_STR(".claude/")) ||
		pc_str_find_str(path, PC_STR("/.claude/")) < path.len ||
		pc_str_find_str(path, PC_STR("managed-settings.d/")) < path.len ||
		pc_str_starts(path, PC_STR(".claude-plugin/")) ||
		pc_str_find_str(path, PC_STR("/.claude-plugin/")) < path.len;
	bool is_document = pc_str_ends(name, PC_STR(".json")) ||
			   pc_str_ends(name, PC_STR(".yaml")) ||
			   pc_str_ends(name, PC_STR(".yml"));

	if (pc_str_ends(name, PC_STR(".md")))
		return is_of_client ||
				       pc_str_find_str(path, PC_STR("agents/")) <
					       path.len ||
				       pc_str_find_str(name, PC_STR("agent")) <
					       name.len ||
				       pc_str_find_str(path, PC_STR("commands/")) <
					       path.len
			       ? PC_MENTION_IN_PROMPT
			       : PC_MENTION_IN_TEXT;
	if (is_of_client && is_document)
		return PC_MENTION_IN_SETTINGS;
	for (size_t i = 0; i < PC_COUNT(settings); i++) {
		if (pc_str_is(name, settings[i]) && i > 0)
			return PC_MENTION_IN_SETTINGS;
	}
	return PC_MENTION_IN_TEXT;
}
