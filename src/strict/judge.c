/* SPDX-License-Identifier: Apache-2.0 */
/* One thing that a line would do, held against the deny and ask rules; of all answers the
 * strictest counts, the first of equals. */
#include "pc/base/fs.h"
#include "pc/doc/node.h"
#include "pc/rules/shape.h"
#include "walk_priv.h"

enum { MOST_SHOWN = 80 }; /* bytes of a command in a sentence */

static bool is_stricter(enum pc_verdict_kind a, enum pc_verdict_kind b)
{
	return a > b;
}

/* No line breaks in a sentence. */
static struct pc_str shown(struct walk *walk, struct pc_str what)
{
	bool is_cut = what.len > MOST_SHOWN;
	struct pc_str text;
	char *bytes;

	what = pc_str_head(what, MOST_SHOWN);
	bytes = pc_arena_bytes(walk->arena, what.len + 4);
	for (size_t i = 0; i < what.len; i++)
		bytes[i] = (unsigned char)what.ptr[i] < ' ' ? ' ' : what.ptr[i];
	text = (struct pc_str){bytes, what.len};
	if (is_cut) {
		memcpy(bytes + text.len, "...", 3);
		text.len += 3;
	}
	return text;
}

void judge_found(struct walk *walk, enum pc_verdict_kind kind, const struct pc_rule *rule,
	struct pc_str what)
{
	struct pc_str text;

	if (!is_stricter(kind, walk->worst.kind))
		return;
	text = shown(walk, what);
	walk->worst = (struct pc_verdict){
		.kind = kind, .by = rule ? PC_BY_RULE : PC_BY_SAFETY, .rule = rule};
	if (rule)
		walk->worst.reason = pc_arena_printf(walk->arena,
			"%s rule %.*s: '%.*s'%s%s%s%.*s", pc_list_name(rule->src->list),
			PC_STR_ARG(rule->src->text), PC_STR_ARG(text),
			walk->how ? " inside " : "", walk->how ? walk->how : "",
			rule->src->why.len ? "; " : "", PC_STR_ARG(rule->src->why));
	else
		walk->worst.reason = pc_arena_printf(walk->arena,
			"what '%.*s'%s%s does cannot be known before it runs, and a rule "
			"may forbid it",
			PC_STR_ARG(text), walk->how ? " inside " : "",
			walk->how ? walk->how : "");
	if (kind >= PC_VERDICT_DENY)
		walk->is_over = true;
}

void judge_unknown(struct walk *walk, unsigned kinds, struct pc_str what)
{
	static const struct {
		unsigned unknown, names;
	} same[] = {
		{UNKNOWN_COMMAND, PC_NAMES_COMMANDS | PC_NAMES_READS | PC_NAMES_WRITES |
					  PC_NAMES_HOSTS},
		{UNKNOWN_READ, PC_NAMES_READS},
		{UNKNOWN_WRITE, PC_NAMES_WRITES},
		{UNKNOWN_HOST, PC_NAMES_HOSTS},
	};

	for (size_t i = 0; i < PC_COUNT(same); i++) {
		if ((kinds & same[i].unknown) && (walk->names & same[i].names)) {
			judge_found(walk,
				walk->unknown_denies ? PC_VERDICT_DENY : PC_VERDICT_ASK,
				NULL, what);
			return;
		}
	}
}

static enum pc_verdict_kind kind_of(const struct pc_rule *rule)
{
	return rule->src->list == PC_LIST_DENY ? PC_VERDICT_DENY : PC_VERDICT_ASK;
}

/* ---- commands --------------------------------------------------------------- */

static struct pc_str words_text(struct walk *walk, const struct fields *words)
{
	struct flow text = {0};

	for (size_t i = 0; i < words->count && text.len < (size_t)MOST_SHOWN; i++) {
		if (i)
			flow_add(walk, &text, PC_STR(" "));
		flow_add(walk, &text,
			pc_str_head(words->items[i].text, (size_t)MOST_SHOWN));
	}
	return flow_text(&text);
}

static void try_rule(
	struct walk *walk, const struct pc_program_rule *rule, const struct fields *words)
{
	enum fit fit;

	if (!is_stricter(kind_of(rule->rule), walk->worst.kind) || !walk_step(walk))
		return;
	fit = judge_words(walk, rule, words);
	if (fit == FIT_YES)
		judge_found(
			walk, kind_of(rule->rule), rule->rule, words_text(walk, words));
	else if (fit == FIT_MAYBE)
		judge_unknown(walk, UNKNOWN_COMMAND, words_text(walk, words));
}

/* The marks of all words of a command; all there are when a word is not certain. */
struct marks {
	uint64_t bits[PC_WORD_MARKS / 64];
};

static void mark(struct marks *marks, uint16_t at)
{
	marks->bits[at / 64] |= (uint64_t)1 << at % 64;
}

static bool is_marked(const struct marks *marks, uint16_t at)
{
	return marks->bits[at / 64] >> at % 64 & 1;
}

static void marks_of(struct marks *out, const struct fields *words)
{
	*out = (struct marks){{1}}; /* what needs no word */
	for (size_t i = 1; i < words->count; i++) {
		struct pc_str rest = words->items[i].text;

		if (words->items[i].kind != FIELD_KNOWN) {
			memset(out, 0xFF, sizeof(*out));
			return;
		}
		/* Rules see blanks inside a word as they see those between words. */
		while (rest.ptr)
			mark(out, pc_word_mark(pc_str_cut(&rest, ' ')));
	}
}

static void try_program(struct walk *walk, struct pc_str name, const struct fields *words)
{
	const struct pc_program_rules rules = pc_policy_program(walk->policy, name);
	struct marks marks;

	if (rules.count)
		marks_of(&marks, words);
	for (size_t i = 0; i < rules.count && !walk->is_over; i++) {
		if (is_marked(&marks, rules.marks[i]))
			try_rule(walk, rules.items[i], words);
	}
}

bool walk_has_rules(struct walk *walk, struct pc_str program)
{
	return program.len && pc_policy_program(walk->policy, program).count > 0;
}

/* curl.exe, CURL: a system that takes the one for the other runs curl. */
static struct pc_str plain_name(struct walk *walk, struct pc_str name)
{
	char *bytes;

	if (name.len > 4 &&
		pc_str_eq_nocase(pc_str_from(name, name.len - 4), PC_STR(".exe")))
		name.len -= 4;
	bytes = pc_arena_bytes(walk->arena, name.len);
	for (size_t i = 0; i < name.len; i++)
		bytes[i] =
			(char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] + 32
									: name.ptr[i]);
	return (struct pc_str){bytes, name.len};
}

/* Nothing is known of its name, and it may be one that the system has. */
static bool is_any_program(
	struct walk *walk, const struct scope *scope, const struct field *first)
{
	static const char *const dirs[] = {"bin", "sbin"};
	size_t slash = pc_str_rfind(first->begins, '/');
	struct pc_str dir = pc_str_head(first->begins, slash);

	if (first->ends.len)
		return false;
	if (slash + 1 < first->begins.len || slash == first->begins.len)
		return !first->begins.len;
	dir = pc_path_base(pc_path_join(walk->arena, scope->cwd, dir));
	for (size_t i = 0; i < PC_COUNT(dirs); i++) {
		if (pc_str_is(dir, dirs[i]))
			return true;
	}
	return false;
}

/* The program's name is known in part: every rule whose program it could be. */
static void judge_partly(struct walk *walk, const struct simple *simple)
{
	const struct field *first = simple->words->items;
	size_t n;
	const struct pc_program_rule *rules = pc_policy_programs(walk->policy, &n);
	struct pc_str pattern = pc_path_base(first->text);
	struct field name = *first;

	if (first->kind == FIELD_UNKNOWN && is_any_program(walk, simple->scope, first)) {
		if (!chosen_freely(walk, simple))
			judge_unknown(
				walk, UNKNOWN_COMMAND, words_text(walk, simple->words));
		return;
	}
	/* The directory is not part of the name; of "./" all are one's own. */
	if (pc_str_rfind(name.begins, '/') + 1 < name.begins.len)
		name.begins = pc_path_base(name.begins);
	for (size_t i = 0; i < n && walk_step(walk); i++) {
		struct fields words = *simple->words;
		struct field named = {.kind = FIELD_KNOWN, .text = rules[i].program};
		bool fits = first->kind == FIELD_PATTERN
				    ? judge_glob(pattern, rules[i].program)
				    : judge_may_be(&name, rules[i].program);

		if (!rules[i].program.len || !fits)
			continue;
		if (first->kind == FIELD_UNKNOWN) {
			judge_unknown(
				walk, UNKNOWN_COMMAND, words_text(walk, simple->words));
			return;
		}
		words.items = pc_arena_new_array(walk->arena, struct field, words.count);
		memcpy(words.items, simple->words->items,
			words.count * sizeof(*words.items));
		words.items[0] = named;
		try_rule(walk, &rules[i], &words);
	}
}

void judge_command(struct walk *walk, const struct simple *simple)
{
	struct pc_str program, plain;

	if (!(walk->names & PC_NAMES_COMMANDS)) {
		if (simple->words->items[0].kind == FIELD_UNKNOWN &&
			!simple_program(simple).len)
			judge_unknown(
				walk, UNKNOWN_COMMAND, words_text(walk, simple->words));
		return;
	}
	program = simple_program(simple);
	if (simple->words->items[0].kind == FIELD_PATTERN ||
		(simple->words->items[0].kind == FIELD_UNKNOWN && !program.len)) {
		judge_partly(walk, simple);
		return;
	}
	try_program(walk, program, simple->words);
	plain = plain_name(walk, program);
	if (!pc_str_eq(plain, program))
		try_program(walk, plain, simple->words);
	try_program(walk, (struct pc_str){0}, simple->words);
}

/* ---- hosts ------------------------------------------------------------------ */

static struct pc_node *text_member(
	struct walk *walk, const char *key, struct pc_str value)
{
	struct pc_span at = {0};
	struct pc_node *map = pc_node_new(walk->arena, PC_MAP, at);

	map->pairs = pc_arena_new(walk->arena, struct pc_pair);
	map->n_pairs = 1;
	map->pairs[0].key = pc_str(key);
	map->pairs[0].value = pc_node_new_text(walk->arena, value, at);
	return map;
}

/* The host is all there once something ends it. */
static bool host_is_certain(const struct field *host)
{
	struct pc_str text = host->begins;
	size_t scheme = pc_str_find_str(text, PC_STR("://"));

	if (scheme == text.len)
		return false;
	text = pc_str_from(text, scheme + 3);
	return pc_str_find(text, '/') < text.len;
}

/* The host in a text that an URL begins or ends with. */
static struct pc_str host_in(struct pc_str text)
{
	size_t scheme = pc_str_find_str(text, PC_STR("://")), at;

	if (scheme < text.len)
		text = pc_str_from(text, scheme + 3);
	at = pc_str_rfind(text, '@');
	if (at < text.len)
		text = pc_str_from(text, at + 1);
	text = pc_str_head(text, pc_str_find(text, '/'));
	return pc_str_head(text, pc_str_find(text, ':'));
}

/* "$x.example", "evil.$x": what is written of a host fits one that a rule names. */
static bool may_be_host(struct walk *walk, const struct field *host)
{
	struct pc_str first = host_in(host->begins), last = host_in(host->ends);
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);

	if (first.len + last.len < 2)
		return false;
	for (size_t i = 0; i < n && walk_step(walk); i++) {
		struct pc_str name;

		if (rules[i].form == PC_RULE_DOMAIN &&
			rules[i].src->list != PC_LIST_ALLOW &&
			pc_host_shape(&name, walk->arena, &rules[i]) &&
			pc_str_find(name, '*') == name.len &&
			first.len + last.len <= name.len && pc_str_starts(name, first) &&
			pc_str_ends(name, last))
			return true;
	}
	return false;
}

void judge_host(struct walk *walk, const struct field *host)
{
	struct pc_str url = host->kind == FIELD_UNKNOWN ? host->begins : host->text;
	struct pc_action action = {.tool = PC_STR("WebFetch")};
	struct pc_verdict verdict;
	bool is_unknown = false;

	if (!(walk->names & PC_NAMES_HOSTS) || !walk_step(walk))
		return;
	if (host->kind == FIELD_UNKNOWN && !host_is_certain(host)) {
		/* "$x.evil.com": of most hosts nothing is known, and they pass. */
		if (may_be_host(walk, host))
			judge_unknown(walk, UNKNOWN_HOST, host->text);
		if (pc_str_find(host->ends, '.') == host->ends.len)
			return;
		url = pc_arena_printf(walk->arena, "x%.*s", PC_STR_ARG(host->ends));
		is_unknown = true;
	}
	if (pc_str_find_str(url, PC_STR("://")) == url.len)
		url = pc_arena_printf(walk->arena, "https://%.*s", PC_STR_ARG(url));
	action.input = text_member(walk, "url", url);
	verdict = pc_policy_decide(walk->policy, walk->ev, &action);
	if (verdict.by != PC_BY_RULE || !verdict.rule ||
		verdict.rule->form != PC_RULE_DOMAIN ||
		verdict.rule->src->list == PC_LIST_ALLOW)
		return;
	/* "*.evil.com" takes whatever "$x.evil.com" may be. */
	if (is_unknown && (host->ends.ptr[0] != '.' ||
				  !pc_str_starts(verdict.rule->spec, PC_STR("*."))))
		judge_unknown(walk, UNKNOWN_HOST, host->text);
	else
		judge_found(walk, kind_of(verdict.rule), verdict.rule, host->text);
}
