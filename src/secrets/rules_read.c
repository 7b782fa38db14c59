/* SPDX-License-Identifier: Apache-2.0 */
/* Rules out of YAML, by a table of what a record may say; policyctl-audit-rules(5) is
 * written for people.  The built-in rules come through here as well, when policyctl is
 * built. */
#include "rules_priv.h"

#include "pc/doc/fields.h"
#include "pc/doc/read.h"
#include "pc/match/pattern.h"

const char pc_secret_usual_mend[] =
	"Revoke this key where it was made and make another one; keep that in a secret "
	"manager and hand it over by reference.";

static const char *const severities[] = {"note", "warning", "error", NULL};
static const char *const surenesses[] = {"possible", "likely", "sure", NULL};
static const char *const charsets[] = {"any", "digits", "hex-lower", "hex-upper", "hex",
	"base32", "lower", "upper", "alnum", "word", "base64", "base64url", NULL};
static const char *const contexts[] = {"anywhere", "named", "line", "near", NULL};
static const char *const checksums[] = {
	"none", "crc32-base62", "crc32-hex", "crc32-base36", "jwt", "macaroon", NULL};

enum { UNSAID = -1 };

/* A record as it is written. */
struct record {
	struct pc_str id, provider, about, group, pattern, with, mend, rotate;
	int severity, sureness, charset, checksum, context;
	struct pc_texts prefixes, keywords, match, none;
	const struct pc_node *length, *entropy, *call;
	bool is_open, is_caseless;
};

struct call {
	struct pc_str method, url, header, body;
	const struct pc_node *alive, *dead;
};

#define FIELD(type, key, kind, member, must, words, about)                               \
	{                                                                                \
		key, kind, offsetof(struct type, member), must, 0, 0, words, about       \
	}
#define TEXT(key, member, must, about)                                                   \
	FIELD(record, key, PC_FIELD_TEXT, member, must, NULL, about)
#define WORD(key, member, words, about)                                                  \
	FIELD(record, key, PC_FIELD_WORD, member, false, words, about)
#define TEXTS(key, member, about)                                                        \
	FIELD(record, key, PC_FIELD_TEXTS, member, false, NULL, about)
#define NODE(type, key, member, must, about)                                             \
	FIELD(type, key, PC_FIELD_NODE, member, must, NULL, about)

static const struct pc_field record_fields[] = {
	TEXT("id", id, true, "what the rule is called in reports and baselines"),
	TEXT("provider", provider, true, "whose keys they are"),
	TEXT("about", about, true, "what such a key opens"),
	TEXT("group", group, true, "ai, cloud, code, chat, ..."),
	WORD("severity", severity, severities, "note, warning or error"),
	WORD("sureness", sureness, surenesses, "how sure a match is"),
	TEXTS("prefixes", prefixes, "literals that such a key begins with or holds"),
	TEXTS("keywords", keywords, "words that stand near such a key"),
	TEXT("pattern", pattern, true, "a regular expression of the key"),
	FIELD(record, "open", PC_FIELD_BOOL, is_open, false, NULL,
		"words may go on before and behind the match"),
	FIELD(record, "caseless", PC_FIELD_BOOL, is_caseless, false, NULL,
		"the pattern means letters of either case"),
	WORD("charset", charset, charsets, "what the key is made of behind its prefix"),
	NODE(record, "length", length, false, "bytes of the key: 40, or \"20-40\""),
	NODE(record, "entropy", entropy, false, "bits a byte that it has at least"),
	WORD("checksum", checksum, checksums, "what its last digits say"),
	WORD("context", context, contexts, "where a keyword has to stand"),
	TEXT("with", with, false, "the rule of the other part of the key"),
	TEXT("mend", mend, false, "what to do about such a key"),
	TEXT("rotate", rotate, false, "the address where another one is made"),
	NODE(record, "call", call, false, "a harmless call that such a key is good for"),
	TEXTS("match", match, "texts that hold such a key"),
	TEXTS("none", none, "texts that look alike and hold none"),
};

static const struct pc_field call_fields[] = {
	FIELD(call, "method", PC_FIELD_TEXT, method, false, NULL, "GET, POST, HEAD"),
	FIELD(call, "url", PC_FIELD_TEXT, url, true, NULL, "the address, with {key}"),
	FIELD(call, "header", PC_FIELD_TEXT, header, false, NULL,
		"a line, with {key}: \"Authorization: Bearer {key}\""),
	FIELD(call, "body", PC_FIELD_TEXT, body, false, NULL, "what is sent"),
	NODE(call, "alive", alive, true, "statuses that say that the key is good"),
	NODE(call, "dead", dead, true, "statuses that say that it is not"),
};

static const struct pc_field file_fields[] = {
	{"rules", PC_FIELD_NODE, 0, true, 0, 0, NULL, "a list of rules"},
};

static const struct pc_fields record_table = {
	"a rule", record_fields, PC_COUNT(record_fields)};
static const struct pc_fields call_table = {"a call", call_fields, PC_COUNT(call_fields)};
static const struct pc_fields file_table = {
	"a file of rules", file_fields, PC_COUNT(file_fields)};

static const char *text_of(struct pc_arena *arena, struct pc_str text)
{
	return text.len ? pc_arena_str(arena, text).ptr : NULL;
}

static const char *const *texts_of(struct pc_arena *arena, const struct pc_texts *texts)
{
	const char **out = pc_arena_new_array(arena, const char *, texts->count + 1);

	for (size_t i = 0; i < texts->count; i++)
		out[i] = pc_arena_str(arena, texts->items[i]).ptr;
	return out;
}

static bool refuse(const struct rules *rules, const struct pc_node *value,
	const char *what, const char *hint)
{
	struct pc_diag *diag = pc_diag_add(rules->diags, "PC2508", PC_ERROR,
		value ? value->at : (struct pc_span){0}, "'%s' of a rule cannot be read",
		what);

	diag->hint = pc_str(hint);
	return false;
}

static bool read_number(uint16_t *out, struct pc_str text)
{
	unsigned value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > UINT16_MAX)
			return false;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	}
	*out = (uint16_t)value;
	return text.len > 0 && value > 0 && value <= UINT16_MAX;
}

/* 40, or "20-40". */
static bool read_length(struct pc_secret_rule *out, const struct rules *rules,
	const struct pc_node *value)
{
	struct pc_str most = pc_node_text(value), least;

	if (!value)
		return true;
	if (value->kind == PC_INT)
		most = pc_arena_printf(rules->arena, "%lld", (long long)value->integer);
	least = pc_str_cut(&most, '-');
	if (!most.ptr)
		most = least;
	if (!read_number(&out->least, least) || !read_number(&out->most, most) ||
		out->least > out->most)
		return refuse(rules, value, "length",
			"write the bytes of the whole key: 40, or \"20-40\"");
	return true;
}

static bool read_entropy(struct pc_secret_rule *out, const struct rules *rules,
	const struct pc_node *value)
{
	double bits;

	if (!value)
		return true;
	if (!pc_node_number(value, &bits) || !(bits >= 0 && bits <= 8))
		return refuse(rules, value, "entropy",
			"write bits a byte, 0 to 8: 3.5 for digits by chance");
	out->entropy = (uint16_t)(bits * 100 + 0.5);
	return true;
}

static bool read_statuses(
	const uint16_t **out, const struct rules *rules, const struct pc_node *value)
{
	size_t n = value && value->kind == PC_LIST ? value->n_items : 0;
	uint16_t *statuses = pc_arena_new_array(rules->arena, uint16_t, n + 1);

	*out = statuses;
	for (size_t i = 0; i < n; i++) {
		const struct pc_node *item = value->items[i];

		if (item->kind != PC_INT || item->integer < 100 || item->integer > 599)
			n = 0;
		else
			statuses[i] = (uint16_t)item->integer;
	}
	return n > 0 || refuse(rules, value, "alive' or 'dead",
				"write a list of HTTP statuses: [200]");
}

static bool read_call(struct pc_secret_call *out, const struct rules *rules,
	const struct pc_node *value)
{
	struct call call = {.method = PC_STR("GET")};
	bool good;

	if (!value)
		return true;
	if (!pc_fields_read(&call, &call_table, value, rules->diags))
		return false;
	out->method = text_of(rules->arena, call.method);
	out->url = text_of(rules->arena, call.url);
	out->header = text_of(rules->arena, call.header);
	out->body = text_of(rules->arena, call.body);
	good = read_statuses(&out->alive, rules, call.alive);
	return read_statuses(&out->dead, rules, call.dead) && good;
}

/* A key ends where its word does: so that of two alternatives, or of a range, the one is
 * taken that reaches so far, what may not follow is part of the expression.  What cannot
 * be compiled stays as it is: two halves might become a whole. */
static const char *pattern_of(struct pc_arena *arena, const struct record *record)
{
	const char *text = text_of(arena, record->pattern);
	struct pc_err err;

	if (record->is_open || !text || pc_pattern_key_group(text) ||
		pc_pattern_check(text, record->is_caseless, &err) != PC_OK)
		return text;
	return pc_arena_printf(arena, "(?:%s)(?![A-Za-z0-9_-])", text).ptr;
}

static void take(
	struct pc_secret_rule *out, struct pc_arena *arena, const struct record *record)
{
	bool has_prefix = record->prefixes.count > 0;

	out->id = text_of(arena, record->id);
	out->provider = text_of(arena, record->provider);
	out->about = text_of(arena, record->about);
	out->group = text_of(arena, record->group);
	out->severity = (enum pc_severity)record->severity;
	out->prefixes = texts_of(arena, &record->prefixes);
	out->keywords = texts_of(arena, &record->keywords);
	out->pattern = pattern_of(arena, record);
	out->is_open = record->is_open;
	out->is_caseless = record->is_caseless;
	out->charset = (enum pc_charset)record->charset;
	out->checksum = (enum pc_secret_checksum)record->checksum;
	/* A prefix is proof; a keyword has to be near, and then it is likely. */
	out->context = record->context != UNSAID ? (enum pc_secret_context)record->context
		       : has_prefix              ? PC_SECRET_ANYWHERE
						 : PC_SECRET_LINE;
	out->sureness = record->sureness != UNSAID
				? (enum pc_secret_sureness)record->sureness
			: out->context == PC_SECRET_ANYWHERE ? PC_SECRET_SURE
							     : PC_SECRET_LIKELY;
	out->with = text_of(arena, record->with);
	out->mend =
		record->mend.len ? text_of(arena, record->mend) : pc_secret_usual_mend;
	out->rotate = text_of(arena, record->rotate);
	out->match = texts_of(arena, &record->match);
	out->none = texts_of(arena, &record->none);
}

static bool read_record(struct rules *rules, const struct pc_node *node)
{
	struct record record = {
		.severity = PC_ERROR, .sureness = UNSAID, .context = UNSAID};
	struct pc_secret_rule *out = &rules->items[rules->count];
	const struct pc_node *pattern = pc_node_get_c(node, "pattern");
	bool good;

	if (!pc_fields_read(&record, &record_table, node, rules->diags))
		return false;
	take(out, rules->arena, &record);
	good = read_length(out, rules, record.length);
	good &= read_entropy(out, rules, record.entropy);
	good &= read_call(&out->call, rules, record.call);
	rules->at[rules->count] = node->at;
	rules->places[rules->count] = (struct rule_places){
		.pattern = pattern ? pattern->at : node->at,
		.match = record.match.at,
		.none = record.none.at,
	};
	rules->count += good;
	return good;
}

static bool read_list(struct rules *rules, const struct pc_node *tree)
{
	const struct pc_node *list = NULL;
	bool good = true;

	if (!pc_fields_read(&list, &file_table, tree, rules->diags))
		return false;
	if (list->kind != PC_LIST) {
		pc_diag_add(rules->diags, "PC2501", PC_ERROR, list->at,
			"'rules' has to be a list of rules")
			->hint = PC_STR("write each rule as a map behind \"- \"");
		return false;
	}
	rules->items =
		pc_arena_new_array(rules->arena, struct pc_secret_rule, list->n_items);
	rules->at = pc_arena_new_array(rules->arena, struct pc_span, list->n_items);
	rules->places =
		pc_arena_new_array(rules->arena, struct rule_places, list->n_items);
	for (size_t i = 0; i < list->n_items; i++)
		good &= read_record(rules, list->items[i]);
	return good;
}

static bool read_yaml(struct rules *rules, const char *file, struct pc_str text)
{
	struct pc_err err = {0};
	struct pc_node *tree;

	if (pc_yaml_read(&tree, rules->arena, file, text, rules->diags, &err) != PC_OK) {
		pc_diag_add(rules->diags, "PC2501", PC_ERROR, err.at, "%s", err.text)
			->hint = PC_STR("a file of rules is YAML with a list \"rules:\"");
		return false;
	}
	return read_list(rules, tree);
}

bool pc_secret_rules_read(struct pc_secret_rule **out, size_t *n_out,
	struct pc_arena *arena, const char *file, struct pc_str text,
	struct pc_diags *diags)
{
	struct rules rules = {.arena = arena, .diags = diags};
	bool good = pc_str_ends(pc_str(file), PC_STR(".toml"))
			    ? pc_secret_rules_read_toml(&rules, file, text)
			    : read_yaml(&rules, file, text);

	good &= pc_secret_rules_check(&rules);
	if (!good || !pc_secret_rules_try(&rules))
		return false;
	*out = rules.items;
	*n_out = rules.count;
	return true;
}
