/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of users: what is read, and what each fault is called and where it is. */
#include "pc_test.h"

#include "pc/secrets/rule.h"

#define HEAD                                                                             \
	"rules:\n  - id: acme-key\n    provider: Acme\n    about: key\n    group: x\n"
#define RULE HEAD "    prefixes: [acme_]\n    pattern: 'acme_[0-9a-f]{20}'\n"

static const struct row {
	const char *name;
	const char *text;
	const char *code; /* NULL: none */
	unsigned line, col;
} rows[] = {
	{"a rule of the least that is needed", RULE, NULL, 0, 0},
	{"figures", RULE "    length: 25\n    entropy: 2.5\n    charset: hex-lower\n",
		NULL, 0, 0},
	{"a length of two", RULE "    length: 20-40\n", NULL, 0, 0},
	{"examples", RULE "    match: ['k=acme_<hex:20>']\n    none: ['acme_<hex:19>']\n",
		NULL, 0, 0},
	{"no list", "rules: 5\n", "PC2501", 1, 8},
	{"no YAML", "rules: [\n", "PC2501", 2, 1},
	{"an unknown key", RULE "    patern: x\n", "PC2101", 8, 5},
	{"a rule without an id",
		"rules:\n  - {provider: A, about: b, group: c, pattern: x}\n", "PC2103",
		2, 5},
	{"a word that is none", RULE "    charset: hexx\n", "PC2104", 8, 14},
	{"a pattern that does not compile",
		HEAD "    prefixes: [acme_]\n    pattern: 'acme_[0-9'\n", "PC2502", 7,
		14},
	{"nothing to find it by", HEAD "    pattern: '[0-9a-f]{20}'\n", "PC2503", 2, 5},
	{"an anchor of two bytes",
		HEAD "    prefixes: [ac]\n    pattern: 'ac[0-9a-f]{20}'\n", "PC2503", 2,
		5},
	{"a context without keywords", RULE "    context: line\n", "PC2503", 2, 5},
	{"an id twice",
		RULE
		"  - {id: acme-key, provider: A, about: b, group: c, prefixes: [abc], "
		"pattern: abc1}\n",
		"PC2504", 8, 5},
	{"a built-in rule's id",
		"rules:\n  - {id: openrouter-api-key, provider: A, about: b, group: c, "
		"prefixes: [abc], pattern: abc1}\n",
		"PC2504", 2, 5},
	{"an example that does not match", RULE "    match: ['acme_<hex:19>']\n",
		"PC2505", 8, 13},
	{"a look-alike that does", RULE "    none:\n      - 'acme_<hex:20>'\n", "PC2506",
		9, 9},
	{"an id of other letters",
		"rules:\n  - {id: Acme Key, provider: A, about: b, group: c, "
		"prefixes: [abc], pattern: abc1}\n",
		"PC2507", 2, 5},
	{"a length that is none", RULE "    length: long\n", "PC2508", 8, 13},
	{"a length the wrong way round", RULE "    length: 40-20\n", "PC2508", 8, 13},
	{"an entropy of ten bits", RULE "    entropy: 10\n", "PC2508", 8, 14},
	{"statuses that are none",
		RULE "    call: {url: 'https://a/{key}', alive: [20], dead: [401]}\n",
		"PC2508", 8, 43},
	{"another part that is not there", RULE "    with: acme-id\n", "PC2509", 2, 5},
};

static void check(const struct row *r)
{
	struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_secret_rule *rules = NULL;
	size_t n = 0;
	bool good = pc_secret_rules_read(
		&rules, &n, &arena, "rules.yaml", pc_str(r->text), &diags);

	assert_int_equal(good, r->code == NULL);
	assert_int_equal(diags.count, r->code ? 1 : 0);
	if (r->code) {
		assert_string_equal(diags.items[0].code, r->code);
		assert_int_equal(diags.items[0].at.line, r->line);
		assert_int_equal(diags.items[0].at.col, r->col);
		assert_int_equal(n, 0);
	} else {
		assert_int_equal(n, 1);
		assert_string_equal(rules[0].id, "acme-key");
	}
	pc_arena_done(&arena);
}

PC_TABLE(rows, check)

static void everything_is_taken(void **state)
{
	static const char text[] =
		RULE "    severity: warning\n    sureness: possible\n    keywords: "
		     "[acme, corp]\n"
		     "    context: near\n    open: true\n    caseless: true\n    "
		     "charset: word\n"
		     "    length: 25-30\n    entropy: 3.25\n    checksum: crc32-hex\n"
		     "    with: openrouter-api-key\n    mend: Turn it.\n"
		     "    rotate: https://acme.test/keys\n"
		     "    call: {method: POST, url: 'https://acme.test/me', header: 'X: "
		     "{key}',\n"
		     "      body: '{}', alive: [200, 204], dead: [401]}\n";
	struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_secret_rule *rule = NULL;
	size_t n = 0;

	(void)state;
	assert_true(
		pc_secret_rules_read(&rule, &n, &arena, "r.yaml", PC_STR(text), &diags));
	assert_int_equal(rule->severity, PC_WARNING);
	assert_int_equal(rule->sureness, PC_SECRET_POSSIBLE);
	assert_string_equal(rule->keywords[1], "corp");
	assert_null(rule->keywords[2]);
	assert_int_equal(rule->context, PC_SECRET_NEAR);
	assert_true(rule->is_open && rule->is_caseless);
	assert_int_equal(rule->charset, PC_CHARSET_WORD);
	assert_int_equal(rule->least, 25);
	assert_int_equal(rule->most, 30);
	assert_int_equal(rule->entropy, 325);
	assert_int_equal(rule->checksum, PC_SECRET_CRC32_HEX);
	assert_string_equal(rule->with, "openrouter-api-key");
	assert_string_equal(rule->mend, "Turn it.");
	assert_string_equal(rule->call.method, "POST");
	assert_int_equal(rule->call.alive[1], 204);
	assert_int_equal(rule->call.alive[2], 0);
	assert_int_equal(rule->call.dead[0], 401);
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(everything_is_taken)};

	return rows_group() + cmocka_run_group_tests(tests, NULL, NULL);
}
