/* SPDX-License-Identifier: Apache-2.0 */
/* The engine with rules of its own: what is found, where, and by which rule. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/match/literals.h"

#include "engine_priv.h"

#define TEXTS(...)                                                                       \
	(const char *const[])                                                            \
	{                                                                                \
		__VA_ARGS__, NULL                                                        \
	}
#define NO_TEXTS                                                                         \
	(const char *const[])                                                            \
	{                                                                                \
		NULL                                                                     \
	}

#define FAR_10 "; a(b, c);"
#define FAR_50 FAR_10 FAR_10 FAR_10 FAR_10 FAR_10
#define FAR    FAR_50 FAR_50 FAR_50 FAR_50 FAR_50 /* 250 bytes */

/* Made so that they are nobody's. */
static const struct pc_secret_rule rules[] = {
	{.id = "short",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = TEXTS("qq-"),
		.keywords = NO_TEXTS,
		.pattern = "qq-[A-Za-z0-9-]{20,40}",
		.charset = PC_CHARSET_BASE64URL,
		.least = 23,
		.most = 43},
	{.id = "long",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = TEXTS("qq-live-"),
		.keywords = NO_TEXTS,
		.pattern = "qq-live-[0-9a-f]{24}",
		.charset = PC_CHARSET_HEX_LOWER,
		.least = 32,
		.most = 32,
		.entropy = 250},
	{.id = "open",
		.sureness = PC_SECRET_SURE,
		.prefixes = TEXTS("wwopen"),
		.keywords = NO_TEXTS,
		.pattern = "wwopen[0-9]{8}",
		.is_open = true},
	{.id = "middle",
		.sureness = PC_SECRET_SURE,
		.prefixes = TEXTS("MiDDle"),
		.keywords = NO_TEXTS,
		.pattern = "[a-z]{8}MiDDle[a-z]{8}"},
	{.id = "named",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = NO_TEXTS,
		.keywords = TEXTS("wunderbar"),
		.pattern = "[0-9a-f]{32}",
		.charset = PC_CHARSET_HEX_LOWER,
		.least = 32,
		.most = 32,
		.context = PC_SECRET_NAMED},
	{.id = "line",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = NO_TEXTS,
		.keywords = TEXTS("zephyr"),
		.pattern = "[A-Z0-9]{20}",
		.charset = PC_CHARSET_UPPER,
		.least = 20,
		.context = PC_SECRET_LINE},
	{.id = "near",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = NO_TEXTS,
		.keywords = TEXTS("kumquat"),
		.pattern = "[a-z0-9]{25}",
		.charset = PC_CHARSET_LOWER,
		.least = 25,
		.context = PC_SECRET_NEAR},
	{.id = "hex",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = NO_TEXTS,
		.keywords = TEXTS("papaya"),
		.pattern = "[0-9a-f]{32}",
		.least = 32,
		.context = PC_SECRET_LINE},
	{.id = "group",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = NO_TEXTS,
		.keywords = TEXTS("://"),
		.pattern = "://[a-z]{1,20}:(?<key>[^@\\s]{8,40})@"},
	{.id = "python",
		.sureness = PC_SECRET_SURE,
		.prefixes = TEXTS("mmlogin:"),
		.keywords = NO_TEXTS,
		.pattern = "mmlogin:[a-z ]{1,20}/(?P<key>[0-9]{12})",
		.charset = PC_CHARSET_DIGITS,
		.least = 12,
		.most = 12},
	{.id = "first",
		.sureness = PC_SECRET_SURE,
		.prefixes = TEXTS("IDID"),
		.keywords = NO_TEXTS,
		.pattern = "IDID[A-Z]{8}"},
	{.id = "second",
		.sureness = PC_SECRET_LIKELY,
		.prefixes = TEXTS("SESE"),
		.keywords = NO_TEXTS,
		.pattern = "SESE[a-z]{8}",
		.with = "first"},
};

#define H24 "7f3e9a1c5b8d2046ae93c1f8"
#define H32 "9f8e7d6c5b4a39281706f5e4d3c2b1a0"

struct told {
	struct pc_buf text;
	struct pc_str input;
};

static void tell(void *context, const struct pc_secret_hit *hit)
{
	struct told *told = context;

	assert_true(hit->at + hit->len <= told->input.len);
	if (!hit->is_encoded)
		assert_true(pc_str_eq(
			hit->key, (struct pc_str){told->input.ptr + hit->at, hit->len}));
	pc_buf_printf(&told->text, "%s%s %u:%u %.*s%s%.*s", told->text.len ? "; " : "",
		hit->rule->id, hit->line, hit->col, PC_STR_ARG(hit->name),
		hit->is_encoded ? "=>" : "=", PC_STR_ARG(hit->key));
}

static const struct pc_literals_way *ways[] = {NULL, NULL};

static struct pc_secrets *opened(size_t way)
{
	const char **without = pc_xcalloc(pc_secret_n_rules + 2, sizeof(*without));
	struct pc_secrets *secrets;
	struct pc_err err;

	/* Of the built-in rules, none. */
	for (size_t i = 0; i < pc_secret_n_rules; i++)
		without[i] = pc_secret_rules[i].id;
	without[pc_secret_n_rules] = pc_secret_generic_rule.id;
	ways[1] = pc_literals_fast();
	assert_int_equal(pc_secrets_open(&secrets,
				 &(struct pc_secrets_options){.more = rules,
					 .n_more = PC_COUNT(rules),
					 .without = without,
					 .size = SIZE_MAX,
					 .fast = ways[way]},
				 &err),
		PC_OK);
	free(without);
	return secrets;
}

static const struct row {
	const char *what, *text, *want;
} rows[] = {
	{"nothing", "", ""},
	{"an anchor alone", "qq-", ""},
	{"a prefix", "x = qq-k3Zq8vTn5RwYb2LhXc7M",
		"short 1:5 x=qq-k3Zq8vTn5RwYb2LhXc7M"},
	{"too short", "x = qq-k3Zq8vTn5RwYb2LhXc7", ""},
	{"in a word", "xqq-k3Zq8vTn5RwYb2LhXc7M", ""},
	{"behind an escape", "\\nqq-k3Zq8vTn5RwYb2LhXc7M",
		"short 1:3 =qq-k3Zq8vTn5RwYb2LhXc7M"},
	{"behind a percent sign", "k%3Dqq-k3Zq8vTn5RwYb2LhXc7M",
		"short 1:5 =qq-k3Zq8vTn5RwYb2LhXc7M"},
	{"behind a colour", "\033[31mqq-k3Zq8vTn5RwYb2LhXc7M",
		"short 1:6 =qq-k3Zq8vTn5RwYb2LhXc7M"},
	{"a word goes on", "qq-k3Zq8vTn5RwYb2LhXc7M_x", ""},
	{"the more specific of two", "K: 'qq-live-" H24 "'", "long 1:5 K=qq-live-" H24},
	{"no entropy", "qq-live-404778840740448407784084", ""},
	{"lines and columns", "a\n\xc3\xa4 = qq-k3Zq8vTn5RwYb2LhXc7M\n\n  qq-live-" H24,
		"short 2:5 =qq-k3Zq8vTn5RwYb2LhXc7M; long 4:3 =qq-live-" H24},
	{"open on both sides", "awwopen90417263b", "open 1:2 =wwopen90417263"},
	{"an anchor in the middle", "t tzqkvhxwMiDDletzqkvhxw",
		"middle 1:3 =tzqkvhxwMiDDletzqkvhxw"},
	{"a name with the keyword", "WUNDERBAR_KEY=" H32,
		"named 1:15 WUNDERBAR_KEY=" H32},
	{"the keyword is not in the name", "wunderbar KEY=" H32, ""},
	{"name and value in YAML", "- name: WunderBar\n  value: " H32 "\n",
		"named 2:10 WunderBar=" H32},
	{"name and value in JSON", "{\"name\": \"WunderBar\", \"value\": \"" H32 "\"}",
		"named 1:33 WunderBar=" H32},
	{"the keyword in the line", "# zephyr: k Q7ZK4TX9VB2NM8HJ5RWD",
		"line 1:13 =Q7ZK4TX9VB2NM8HJ5RWD"},
	{"the keyword in the next line", "Q7ZK4TX9VB2NM8HJ5RWD\nzephyr", ""},
	{"near before", "kumquat\n\n\nk3zq8vtn5rwyb2lhxc7md4fj1",
		"near 4:1 =k3zq8vtn5rwyb2lhxc7md4fj1"},
	{"near behind", "k3zq8vtn5rwyb2lhxc7md4fj1\n\n\nkumquat",
		"near 1:1 =k3zq8vtn5rwyb2lhxc7md4fj1"},
	{"not near", "kumquat\n\n\n\nk3zq8vtn5rwyb2lhxc7md4fj1", ""},
	{"far away in the same line", "zephyr" FAR "k: Q7ZK4TX9VB2NM8HJ5RWD", ""},
	{"far behind in the same line", "Q7ZK4TX9VB2NM8HJ5RWD" FAR "zephyr", ""},
	{"far away, though lines are near", "kumquat" FAR "k3zq8vtn5rwyb2lhxc7md4fj1",
		""},
	{"a long line, and the keyword in it", FAR " kumquat k3zq8vtn5rwyb2lhxc7md4fj1",
		"near 1:260 =k3zq8vtn5rwyb2lhxc7md4fj1"},
	{"hex", "papaya: " H32, "hex 1:9 papaya=" H32},
	{"a commit", "papaya ([x](https://a.b/c/commit/" H32 "))", ""},
	{"a commit in words", "papaya: commit `" H32 "`", ""},
	{"commits compared", "papaya https://a.b/compare/" H32 "..." H32, ""},
	{"twice in a line", "kumquat kumquat k3zq8vtn5rwyb2lhxc7md4fj1",
		"near 1:17 =k3zq8vtn5rwyb2lhxc7md4fj1"},
	{"an option", "--zephyr-key Q7ZK4TX9VB2NM8HJ5RWD",
		"line 1:14 zephyr-key=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a header", "X-Zephyr: Bearer Q7ZK4TX9VB2NM8HJ5RWD",
		"line 1:18 X-Zephyr=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a default", "${ZEPHYR:-Q7ZK4TX9VB2NM8HJ5RWD}",
		"line 1:11 ZEPHYR=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"an argument", "setenv(\"ZEPHYR\", \"Q7ZK4TX9VB2NM8HJ5RWD\", 1)",
		"line 1:19 ZEPHYR=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a typed constant", "const zephyrKey: string = 'Q7ZK4TX9VB2NM8HJ5RWD';",
		"line 1:28 zephyrKey=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"an array", "char zephyr_key[] = \"Q7ZK4TX9VB2NM8HJ5RWD\";",
		"line 1:22 zephyr_key=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"an element", "<zephyr>Q7ZK4TX9VB2NM8HJ5RWD</zephyr>",
		"line 1:9 zephyr=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a property list", "<key>Zephyr</key>\n<string>Q7ZK4TX9VB2NM8HJ5RWD</string>",
		"line 2:9 Zephyr=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a folded value", "zephyr: >-\n  Q7ZK4TX9VB2NM8HJ5RWD",
		"line 2:3 zephyr=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"JSON in a string", "{\\\"zephyr\\\": \\\"Q7ZK4TX9VB2NM8HJ5RWD\\\"}",
		"line 1:16 zephyr=Q7ZK4TX9VB2NM8HJ5RWD"},
	{"a group", "ftp://me:pass4word@host", "group 1:10 me=pass4word"},
	{"a group named as Python does", "mmlogin:a me/904172638551",
		"python 1:14 =904172638551"},
	{"one part of two", "SESEtzqkvhxw", ""},
	{"both parts", "SESEtzqkvhxw\nIDIDQZKVTXWB",
		"second 1:1 =SESEtzqkvhxw; first 2:1 =IDIDQZKVTXWB"},
	{"bytes of any kind", "\xff\xfe\x01 qq-k3Zq8vTn5RwYb2LhXc7M\xff",
		"short 1:5 =qq-k3Zq8vTn5RwYb2LhXc7M"},
	/* "qq-live-" H24 in base64, behind 0, 1 and 2 bytes. */
	{"base64", "k: cXEtbGl2ZS03ZjNlOWExYzViOGQyMDQ2YWU5M2MxZjg=",
		"long 1:4 k=>qq-live-" H24},
	{"base64 behind one byte", "k: IHFxLWxpdmUtN2YzZTlhMWM1YjhkMjA0NmFlOTNjMWY4",
		"long 1:4 k=>qq-live-" H24},
	{"base64 behind two", "k: Oj1xcS1saXZlLTdmM2U5YTFjNWI4ZDIwNDZhZTkzYzFmOAo=",
		"long 1:4 k=>qq-live-" H24},
	{"base64 behind a path", "a/bcXEtbGl2ZS03ZjNlOWExYzViOGQyMDQ2YWU5M2MxZjg=",
		"long 1:4 =>qq-live-" H24},
};

/* Made once for each way. */
static struct pc_secret_scanner *scanners[PC_COUNT(ways)];
static struct pc_secrets *sets[PC_COUNT(ways)];

static void scan(struct told *told, size_t way, struct pc_str text)
{
	told->input = text;
	pc_secret_scan(scanners[way], &(struct pc_secret_text){.text = text}, tell, told);
}

static int make(void **state)
{
	(void)state;
	for (size_t way = 0; way < PC_COUNT(ways); way++) {
		sets[way] = opened(way);
		scanners[way] = pc_secret_scanner_new(sets[way]);
	}
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	for (size_t way = 0; way < PC_COUNT(ways); way++) {
		pc_secret_scanner_free(scanners[way]);
		pc_secrets_close(sets[way]);
	}
	return 0;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t way = 0; way < PC_COUNT(ways); way++)
		for (size_t i = 0; i < PC_COUNT(rows); i++) {
			struct told told = {0};
			const char *got;

			scan(&told, way, pc_str(rows[i].text));
			got = told.text.len ? told.text.ptr : "";
			if (strcmp(got, rows[i].want) != 0)
				fail_msg("%s, way %zu: '%s' is not '%s'", rows[i].what,
					way, got, rows[i].want);
			pc_buf_done(&told.text);
		}
}

/* ---- windows ------------------------------------------------------------------------
 */

static void scan_windows(struct told *told, struct pc_str text, size_t size)
{
	size_t from = 0, seen = 0;
	uint32_t line = 1;

	while (from < text.len) {
		struct pc_str window = pc_str_head(pc_str_from(text, from), size);
		bool goes_on = from + window.len < text.len;
		size_t next = from + window.len - PC_SECRET_OVERLAP;

		told->input = window;
		pc_secret_scan(scanners[0],
			&(struct pc_secret_text){.text = window,
				.seen = seen,
				.line = line,
				.goes_on = goes_on},
			tell, told);
		if (!goes_on)
			break;
		while (next > from && text.ptr[next - 1] != '\n')
			next--;
		for (size_t i = from; i < next; i++)
			line += text.ptr[i] == '\n';
		seen = from + window.len - next;
		from = next;
	}
}

static void test_windows(void **state)
{
	struct pc_buf text = {0};
	struct told whole = {0};

	(void)state;
	for (unsigned i = 0; i < 3000; i++)
		pc_buf_printf(&text,
			"line %u\n%sqq-k3Zq8vTn5R%010u\n- name: wunderbar\n"
			"  value: 7f3e9a1c5b8d2046ae93c1f8%08x\n",
			i, i % 3 ? "k=" : "", i * 2654435761U, i * 2246822519U);
	scan(&whole, 0, pc_buf_str(&text));
	assert_true(whole.text.len > 6000 * 40);
	for (size_t size = 40000; size < 60000; size += 4777) {
		struct told told = {0};

		scan_windows(&told, pc_buf_str(&text), size);
		assert_int_equal(told.text.len, whole.text.len);
		assert_memory_equal(told.text.ptr, whole.text.ptr, whole.text.len);
		pc_buf_done(&told.text);
	}
	pc_buf_done(&whole.text);
	pc_buf_done(&text);
}

/* ---- values -------------------------------------------------------------------------
 */

static void test_values(void **state)
{
	struct pc_secret_scanner *scanner = scanners[0];
	struct told told = {.input = PC_STR("{\"a\": \"" H32 "\"}")};

	(void)state;
	pc_secret_scan_value(scanner, PC_STR("WUNDERBAR"), told.input, tell, &told);
	assert_string_equal(told.text.ptr, "named 1:8 a=" H32);
	told.text.len = 0;
	told.input = PC_STR("qq-k3Zq8vTn5RwYb2LhXc7M");
	pc_secret_scan_value(scanner, PC_STR("KEY"), told.input, tell, &told);
	assert_string_equal(told.text.ptr, "short 1:1 KEY=qq-k3Zq8vTn5RwYb2LhXc7M");
	pc_buf_done(&told.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
