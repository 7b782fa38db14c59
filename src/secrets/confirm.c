/* SPDX-License-Identifier: Apache-2.0 */
/* What stands at an anchor: cheap looks first, as nearly all anchors are nothing, then
 * the rule's pattern, then whatever else the rule says of its keys. */
#include "engine_priv.h"

enum {
	/* Bytes of a name on one side of an anchor in it. */
	MOST_NAME = 64,
	/* "hibpKey": that of a service and a word behind it. */
	LEAST_SERVICE_NAME = 6,
};

static struct pc_str prefix_of(const struct pc_secret_rule *rule, struct pc_str key)
{
	struct pc_str longest = {0};

	for (const char *const *at = rule->prefixes; *at; at++) {
		struct pc_str prefix = pc_str(*at);

		if (prefix.len > longest.len && pc_str_starts(key, prefix))
			longest = prefix;
	}
	return longest;
}

static unsigned rank_of(
	const struct pc_secret_rule *rule, size_t fixed, enum pc_secret_sureness sureness)
{
	static const unsigned char told[] = {
		[PC_SECRET_ANYWHERE] = 0,
		[PC_SECRET_NAMED] = 3,
		[PC_SECRET_LINE] = 2,
		[PC_SECRET_NEAR] = 1,
	};

	if (fixed > 255)
		fixed = 255;
	return (unsigned)sureness << 16 | (unsigned)fixed << 8 | told[rule->context];
}

void candidate_add(struct look *look, const struct candidate *candidate)
{
	struct pc_secret_scanner *scanner = look->scanner;
	struct candidate *added;

	pc_xgrow(scanner->candidates, scanner->n_candidates, scanner->cap_candidates);
	added = &scanner->candidates[scanner->n_candidates++];
	*added = *candidate;
	if (look->depth == 0)
		return;
	added->is_encoded = true;
	if (!added->name.len)
		added->name = look->outer_name;
	/* Of what was encoded twice, all of the outer text is told. */
	if (look->depth > 1) {
		added->at = look->outer_at;
		added->len = look->outer_len;
	} else {
		size_t end = (added->at + added->len) * 4;

		added->at = look->outer_at + added->at / 3 * 4;
		end = look->outer_at + (end + 2) / 3;
		if (end > look->outer_at + look->outer_len)
			end = look->outer_at + look->outer_len;
		added->len = end - added->at;
	}
}

/* ---- what a rule says of its keys ------------------------------------------------- */

static bool has_form(const struct pc_secret_rule *rule, struct pc_str key, size_t fixed)
{
	struct pc_str rest = pc_str_from(key, fixed);

	if (key.len == 0 || key.len < rule->least || (rule->most && key.len > rule->most))
		return false;
	if (rule->charset != PC_CHARSET_ANY &&
		charset_span(rule->charset, rest, rest.len) < rest.len)
		return false;
	return !rule->entropy || (rest.len && pc_secret_entropy(rest) >= rule->entropy);
}

/* Keys that only a word near them confirms look like names that stand there as well. */
static bool is_a_name(const struct pc_secret_rule *rule, struct pc_str key, size_t fixed)
{
	return !fixed && !rule->prefixes[0] && rule->context != PC_SECRET_ANYWHERE &&
	       rule->charset != PC_CHARSET_ANY && pc_secret_is_wordy(key);
}

/* Whether the rule says of this key that it is none. */
static bool is_let_be(struct look *look, struct engine_rule *ready, struct pc_str key)
{
	struct pc_pattern_found found;

	return ready->rule->unless &&
	       pc_pattern_find(&found, &ready->unless, look->scanner->patterns, key, 0,
		       false) == PC_MATCH_YES;
}

/* Rules that know keys by what stands around them: of headers, of commands. */
static bool is_anybodys(const struct pc_secret_rule *rule)
{
	return rule->group && strcmp(rule->group, "general") == 0;
}

/* Whether the pattern's match is a key; adds it. */
static bool judge(struct look *look, struct engine_rule *ready,
	const struct pc_pattern_found *found)
{
	const struct pc_secret_rule *rule = ready->rule;
	struct pc_str key = {
		look->text.ptr + found->key_at, found->key_end - found->key_at};
	struct candidate candidate = {.rule = ready, .key = key, .at = found->key_at};
	size_t fixed = prefix_of(rule, key).len;
	bool holds;

	if (!has_form(rule, key, fixed) || is_let_be(look, ready, key))
		return false;
	holds = rule->checksum && pc_secret_checksum_holds(rule->checksum, key);
	if (!holds &&
		(pc_secret_is_placeholder(key, fixed) || is_a_name(rule, key, fixed)))
		return false;
	if (is_anybodys(rule) && is_cut_key(look->scanner->secrets, key))
		return false;
	candidate.name = pc_secret_name_before(look->text, found->key_at);
	if (!context_holds(look, rule, found->key_at, found->key_end, candidate.name))
		return false;
	candidate.len = key.len;
	candidate.sureness = holds ? PC_SECRET_SURE : rule->sureness;
	candidate.rank = rank_of(rule, fixed, candidate.sureness);
	candidate_add(look, &candidate);
	return true;
}

/* ---- anchors ----------------------------------------------------------------------- */

static enum pc_match find(struct pc_pattern_found *out, struct look *look,
	struct engine_rule *ready, struct pc_str text, size_t from, bool is_anchored)
{
	enum pc_match match = pc_pattern_find(
		out, &ready->pattern, look->scanner->patterns, text, from, is_anchored);

	if (match == PC_MATCH_GAVE_UP)
		look->scanner->gave_up++;
	return match;
}

static bool is_free(const struct look *look, const struct pc_secret_rule *rule,
	const struct pc_pattern_found *found)
{
	return rule->is_open || (is_free_before(look->text, found->key_at) &&
					is_free_behind(look->text, found->key_end));
}

static void try_here(struct look *look, struct engine_rule *ready, size_t at)
{
	struct pc_pattern_found found;

	if (find(&found, look, ready, pc_str_head(look->text, at + MOST_KEY), at, true) ==
			PC_MATCH_YES &&
		is_free(look, ready->rule, &found))
		(void)judge(look, ready, &found);
}

/* Where the search goes on behind a match.  One in the middle of a word is none, and
 * neither is any other that begins in that word. */
static size_t next_start(const struct look *look, const struct pc_secret_rule *rule,
	const struct pc_pattern_found *found)
{
	size_t next = found->key_end;

	if (!is_free(look, rule, found))
		while (next < look->text.len && is_word(look->text.ptr[next]))
			next++;
	return next > found->at ? next : found->at + 1;
}

static void try_lines(struct look *look, struct engine_rule *ready, struct pc_str lines)
{
	size_t from = (size_t)(lines.ptr - look->text.ptr);
	struct pc_str text = pc_str_head(look->text, from + lines.len);
	struct pc_pattern_found found;

	while (from < text.len &&
		find(&found, look, ready, text, from, false) == PC_MATCH_YES) {
		if (is_free(look, ready->rule, &found))
			(void)judge(look, ready, &found);
		from = next_start(look, ready->rule, &found);
	}
}

/* Lines in which a key has to stand for a keyword there to count. */
static struct pc_str lines_of(
	const struct look *look, const struct pc_secret_rule *rule, size_t at, size_t end)
{
	static const struct {
		unsigned before, behind;
	} lines[] = {
		[PC_SECRET_ANYWHERE] = {0, 0},
		[PC_SECRET_NAMED] = {0, 1},
		[PC_SECRET_LINE] = {0, 1},
		[PC_SECRET_NEAR] = {3, 3},
	};

	return lines_around(look->text, at, end, lines[rule->context].before,
		lines[rule->context].behind);
}

/* A keyword may stand in a line a thousand times: each line is searched once. */
static void search(struct look *look, unsigned number, size_t at, size_t end)
{
	struct engine_rule *ready = &look->scanner->secrets->rules[number];
	struct searched *searched = &look->scanner->searched[number];
	const struct pc_secret_rule *rule = ready->rule;
	struct pc_str lines = lines_of(look, rule, at, end);
	size_t from = (size_t)(lines.ptr - look->text.ptr);

	if (searched->look == look->number && searched->to > from) {
		if (searched->to >= from + lines.len)
			return;
		lines = pc_str_from(lines, searched->to - from);
	}
	searched->look = look->number;
	searched->to = (size_t)(lines.ptr - look->text.ptr) + lines.len;
	if (rule->charset != PC_CHARSET_ANY && !rule->prefixes[0] &&
		!charset_has_run(rule->charset, lines, rule->least))
		return;
	try_lines(look, ready, lines);
}

static bool begins(struct look *look, struct anchor_use *use, struct pc_str literal)
{
	char known = __atomic_load_n(&use->begins, __ATOMIC_RELAXED);

	if (!known) {
		struct engine_rule *ready = &look->scanner->secrets->rules[use->rule];

		known = pc_pattern_begins(
				&ready->pattern, look->scanner->patterns, literal)
				? 'y'
				: 'n';
		__atomic_store_n(&use->begins, known, __ATOMIC_RELAXED);
	}
	return known == 'y';
}

static void at_prefix(
	struct look *look, struct anchor_use *use, struct pc_str literal, size_t at)
{
	struct engine_rule *ready = &look->scanner->secrets->rules[use->rule];
	const struct pc_secret_rule *rule = ready->rule;
	size_t end = at + literal.len, rest;

	if (!begins(look, use, literal)) {
		search(look, use->rule, at, end);
		return;
	}
	if (ready->key_first) {
		rest = rule->least > literal.len ? rule->least - literal.len : 0;
		if (charset_span(rule->charset, pc_str_from(look->text, end), rest) <
			rest)
			return;
		if (!rule->is_open && !is_free_before(look->text, at))
			return;
	}
	try_here(look, ready, at);
}

static void at_keyword(
	struct look *look, struct anchor_use *use, struct pc_str literal, size_t at)
{
	struct engine_rule *ready = &look->scanner->secrets->rules[use->rule];

	if (ready->rule->context == PC_SECRET_ANYWHERE && begins(look, use, literal))
		try_here(look, ready, at);
	else
		search(look, use->rule, at, at + literal.len);
}

/* A name around an anchor, and where in the text it begins. */
struct name {
	struct look *look;
	size_t at;
};

static bool on_service(void *context, unsigned which, size_t end)
{
	struct name *name = context;
	const struct anchors *services = &name->look->scanner->secrets->services;
	const struct anchor *anchor = &services->items[which];

	for (unsigned i = 0; i < anchor->n; i++)
		search(name->look, services->uses[anchor->first + i].rule,
			name->at + end - anchor->literal.text.len, name->at + end);
	return true;
}

static bool is_name(char c)
{
	return is_word(c) || c == '.';
}

/* Services whose names are in the name that holds the anchor. */
static void services_at(struct look *look, size_t at, size_t end)
{
	const struct pc_secrets *secrets = look->scanner->secrets;
	struct name name = {.look = look, .at = at};

	if (end <= look->name_end)
		return;
	while (name.at > 0 && at - name.at < MOST_NAME &&
		is_name(look->text.ptr[name.at - 1]))
		name.at--;
	at = end;
	while (end < look->text.len && end - at < MOST_NAME &&
		is_name(look->text.ptr[end]))
		end++;
	look->name_end = end;
	if (end - name.at < LEAST_SERVICE_NAME)
		return;
	pc_literals_table.find(secrets->service_table, NULL,
		(struct pc_str){look->text.ptr + name.at, end - name.at}, on_service,
		&name);
}

/* Whether a value that is a key may follow a name: looked for before anybody reads the
 * line, as names that hold "key" are everywhere. */
static bool may_follow(struct pc_str text)
{
	enum { LEAST = 14, LINES = 3, MOST = 384 };
	size_t n = 0;

	text = pc_str_head(text, MOST);
	for (int line = 0; line < LINES && n < text.len; line++) {
		const char *end = memchr(text.ptr + n, '\n', text.len - n);

		n = end ? (size_t)(end - text.ptr) + 1 : text.len;
	}
	return charset_has_value(pc_str_head(text, n), LEAST);
}

/* Text that is nothing but names of secrets, made to keep a reader busy: more of them
 * than fit beside values, or many in front of what is too long to be one. */
static bool is_crowded(struct look *look, size_t end)
{
	enum { NEAR = 64, FEW = 3, LONG = 160 };
	size_t *recent = look->recent;
	size_t n = 0;

	while (n < PC_COUNT(look->recent) && recent[n] && end - recent[n] < NEAR)
		n++;
	memmove(recent + 1, recent, sizeof(look->recent) - sizeof(*recent));
	recent[0] = end;
	return n == PC_COUNT(look->recent) ||
	       (n >= FEW &&
		       charset_has_value(
			       pc_str_head(pc_str_from(look->text, end), LONG), LONG));
}

static void at_name(
	struct look *look, const struct anchor_use *use, size_t at, size_t end)
{
	struct pc_str line;
	struct pc_secret_spot spot = {.text = look->text, .at = at, .len = end - at};
	struct pc_secret_assignment found;
	struct pc_str key;

	if (may_follow(pc_str_from(look->text, end)))
		services_at(look, at, end);
	else if (!use->is_short)
		return;
	if (look->scanner->secrets->no_generic || is_crowded(look, end))
		return;
	line = lines_around(look->text, at, end, 0, 0);
	spot.from = (size_t)(line.ptr - look->text.ptr);
	spot.to = spot.from + line.len;
	if (!pc_secret_assigned(&found, &spot))
		return;
	key = (struct pc_str){look->text.ptr + found.at, found.len};
	if (!is_cut_key(look->scanner->secrets, key))
		candidate_add(look, &(struct candidate){
					    .at = found.at,
					    .len = found.len,
					    .key = key,
					    .name = found.name,
					    .sureness = found.sureness,
					    .rank = (unsigned)found.sureness << 16,
				    });
}

bool confirm_anchor(struct look *look, const struct anchor *anchor, size_t end)
{
	struct pc_str literal = anchor->literal.text;
	size_t at = end - literal.len;

	for (unsigned i = 0; i < anchor->n; i++) {
		struct anchor_use *use =
			&look->scanner->secrets->anchors.uses[anchor->first + i];

		switch (use->kind) {
		case USE_PREFIX:
			at_prefix(look, use, literal, at);
			break;
		case USE_KEYWORD:
			at_keyword(look, use, literal, at);
			break;
		case USE_GENERIC:
			at_name(look, use, at, end);
			break;
		case USE_ENCODED:
			encoded_at(look, at, use->shift);
			break;
		}
	}
	return look->scanner->n_candidates < PC_MAX_SECRET_HITS;
}
