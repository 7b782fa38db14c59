/* SPDX-License-Identifier: Apache-2.0 */
/* Rules in the form that gitleaks reads: what of them is carried over, and what is told
 * of the rest. */
#include "pc_test.h"

#include "secrets_priv.h"

#include "rules_re2.h"

static const struct regex {
	const char *name;
	const char *re2;
	int key;
	const char *pcre2;
} regexes[] = {
	{"letters", "abc[0-9]{4}", 0, "abc[0-9]{4}"},
	{"groups are not kept", "(a|b)(c)", 0, "(?:a|b)(?:c)"},
	{"but the key is", "(a|b)(c(d))", 2, "(?:a|b)(?<key>c(?:d))"},
	{"names go", "(?P<first>a)(?<second>b)", 2, "(?:a)(?<key>b)"},
	{"groups that keep nothing are none", "(?i)(?:a)(?i:b)(c)", 1,
		"(?i)(?:a)(?i:b)(?<key>c)"},
	{"brackets in escapes", "\\((a)\\)", 1, "\\((?<key>a)\\)"},
	{"brackets in classes", "[(](a)[)\\]]", 1, "[(](?<key>a)[)\\]]"},
	{"a bracket that is a letter", "[[a][]b][^]c]", 0, "[\\[a][]b][^]c]"},
	{"classes with names", "[[:alnum:]_[:^space:]]", 0, "[[:alnum:]_[:^space:]]"},
	{"quoted letters", "\\Qa(b\\E(c)", 1, "\\Qa(b\\E(?<key>c)"},
	{"quoted to the end", "\\Qa(b", 0, "\\Qa(b"},
	{"the end of the text", "(?:x|$)", 0, "(?:x|\\z)"},
	{"the end of a line", "(?m)x$", 0, "(?m)x$"},
	{"one vertical tab", "\\v[\\v]", 0, "\\x0B[\\x0B]"},
	{"what does not end", "([a", 0, "(?:[a"},
	{"a backslash at the end", "a\\", 0, "a\\"},
};

static void is_translated(const struct regex *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str out;

	pc_re2_translate(&out, &arena, pc_str(row->re2), row->key);
	assert_str(out, row->pcre2);
}

static const struct begin {
	const char *name;
	const char *re2;
	const char *begins;
} begins[] = {
	{"a prefix", "acme_[0-9a-f]{8}", "acme_"},
	{"behind flags and borders", "(?i)\\b(acme-[0-9]+)", "acme-"},
	{"the last may be left out", "acmes?[0-9]", "acme"},
	{"others may stand there", "acme|other", ""},
	{"all of it may be left out", "(acme)?x", ""},
	{"no letters", "[a-z]{8}", ""},
};

static void has_begin(const struct begin *row)
{
	assert_str(pc_re2_begins(pc_str(row->re2)), row->begins);
}

#define RULE(more) "[[rules]]\nid = \"acme\"\nregex = '''acme_([0-9a-z]{12})'''\n" more
#define WORDS      "keywords = [\"acme_\"]\n"
#define KEY        "acme_k7q2zt9mw4xp"

static const struct import {
	const char *name;
	const char *toml;
	const char *codes; /* of the findings, in their order */
	const char *text;
	bool is_found;
} imports[] = {
	{"a rule", RULE(WORDS), "", "x = " KEY, true},
	{"another text", RULE(WORDS), "", "x = acme_k7q2zt9m-4xp", false},
	{"no keywords, but a prefix", RULE(""), "", "x = " KEY, true},
	{"words go on", RULE(WORDS), "", "x" KEY "x", true},
	{"entropy", RULE(WORDS "entropy = 3.9\n"), "", "x = " KEY, false},
	{"less entropy", RULE(WORDS "entropy = 3\n"), "", "x = " KEY, true},
	{"a stopword", RULE(WORDS "[rules.allowlist]\nstopwords = [\"Q2ZT\"]"), "",
		"x = " KEY, false},
	{"another stopword", RULE(WORDS "[rules.allowlist]\nstopwords = [\"a.b\"]"), "",
		"x = " KEY, true},
	{"an expression", RULE(WORDS "[[rules.allowlists]]\nregexes = ['''^k7.*p$''']"),
		"", "x = " KEY, false},
	{"one of all rules", RULE(WORDS "[allowlist]\nregexes = ['k7q2']"), "",
		"x = " KEY, false},
	{"of lines", RULE(WORDS "[allowlist]\nregexTarget = 'line'\nregexes = ['x']"),
		"PC2511", "x = " KEY, true},
	{"paths", RULE(WORDS "[allowlist]\npaths = ['x']"), "PC2511", "x = " KEY, true},
	{"all of it",
		RULE(WORDS "[rules.allowlist]\ncondition = 'AND'\npaths = ['x']\n"
			   "stopwords = ['k7']"),
		"PC2511 PC2511", "x = " KEY, true},
	{"a path", RULE(WORDS "path = 'x'"), "PC2511", "x = " KEY, true},
	{"a word nobody knows", RULE(WORDS "required = 1"), "PC2511", "x = " KEY, true},
	{"what it builds on", RULE(WORDS "[extend]\nuseDefault = true"), "PC2513",
		"x = " KEY, true},
	{"another file", RULE(WORDS "[extend]\npath = 'x'"), "PC2511", "x = " KEY, true},
	{"a group", RULE(WORDS "secretGroup = 1"), "", "x = " KEY, true},
	{"a group too many", RULE(WORDS "secretGroup = 2"), "PC2512", "x = " KEY, false},
	{"no expression", "[[rules]]\nid = 'a'\npath = 'x'", "PC2512", "x", false},
	{"no id", "[[rules]]\nregex = 'acme_[0-9]'", "PC2512", "x", false},
	{"nothing to find it by", "[[rules]]\nid = 'a'\nregex = '[a-z0-9]{12}'", "PC2512",
		"x", false},
	{"a short keyword", "[[rules]]\nid = 'a'\nregex = 'x[a-z]'\nkeywords = ['x']",
		"PC2512", "x", false},
	{"an id with capitals", "[[rules]]\nid = 'Acme Key'\nregex = 'acme_[a-z0-9]{12}'",
		"PC2513", "x = " KEY, true},
	{"an id that is ours",
		"[[rules]]\nid = 'openrouter-api-key'\n"
		"regex = 'acme_[a-z0-9]{12}'",
		"PC2513", "x = " KEY, true},
	{"several groups", "[[rules]]\nid = 'a'\nregex = '(acme)_([a-z0-9]{12})'",
		"PC2513", "none", false},
	{"no expression of ours", "[[rules]]\nid = 'a'\nregex = 'acme_[z-a]'", "PC2502",
		"x", false},
	{"no TOML", "[[rules", "PC2501", "x", false},
	{"rules that are no list", "rules = 1", "PC2512", "x", false},
};

static void add_key(void *context, const struct pc_secret_hit *hit)
{
	bool *is_found = context;

	*is_found = *is_found || pc_str_is(hit->key, "k7q2zt9mw4xp") ||
		    pc_str_is(hit->key, KEY);
}

static bool finds(const struct pc_secret_rule *rules, size_t n, const char *text)
{
	struct pc_secrets_options options = {.more = rules, .n_more = n};
	struct pc_secret_scanner *scanner;
	struct pc_secrets *secrets;
	struct pc_err err = {0};
	bool is_found = false;

	assert_int_equal(pc_secrets_open(&secrets, &options, &err), PC_OK);
	scanner = pc_secret_scanner_new(secrets);
	pc_secret_scan(scanner, &(struct pc_secret_text){.text = pc_str(text)}, add_key,
		&is_found);
	pc_secret_scanner_free(scanner);
	pc_secrets_close(secrets);
	return is_found;
}

static void is_carried_over(const struct import *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_secret_rule *rules = NULL;
	struct pc_str codes = {0};
	size_t n = 0;

	(void)pc_secret_rules_read(
		&rules, &n, &arena, "rules.toml", pc_str(row->toml), &diags);
	for (size_t i = 0; i < diags.count; i++)
		codes = pc_arena_printf(&arena, "%.*s%s%s", PC_STR_ARG(codes),
			i ? " " : "", diags.items[i].code);
	assert_str(codes, row->codes);
	assert_int_equal(finds(rules, n, row->text), row->is_found);
}

PC_TABLE(regexes, is_translated)
PC_TABLE(begins, has_begin)
PC_TABLE(imports, is_carried_over)

int main(void)
{
	return PC_RUN(regexes) + PC_RUN(begins) + PC_RUN(imports);
}
