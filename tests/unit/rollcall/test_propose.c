/* SPDX-License-Identifier: Apache-2.0 */
/* Proposals to models.yaml: a text and what sources say, to the lines that change. */
#include "pc/doc/diff.h"
#include "pc/rollcall/propose.h"
#include "pc_test.h"

#define DAY(n) (INT64_C(86400) * (n))

/* 2026-11-22 and others, as days since 1970. */
enum { NOW = 20779, IN_2025_11 = 20416, END = 20787, FLOOR = 21144, NEW = 20773 };

static const char table[] =
	"# What we know.\n"
	"as-of: 2026-10-10\n"
	"\n"
	"providers:\n"
	"  - {name: acme, notice: 60d, flagship-line: big}\n"
	"  - {name: other}\n"
	"\n"
	"positions:\n"
	"  flagship: big-2 # the one\n"
	"  previous-flagship: big-1\n"
	"  current-small: small-1\n"
	"  brain: flagship\n"
	"\n"
	"evidence:\n"
	"  acme-page:\n"
	"    url: https://acme.test/deprecations\n"
	"    retrieved: 2026-10-10\n"
	"    last: 2026-10-10\n"
	"\n"
	"models:\n"
	"  # ---- served\n"
	"\n"
	"  - provider: acme\n"
	"    id: big-2\n"
	"    line: big\n"
	"    state: current\n"
	"    released: 2026-09-01\n"
	"    retires-not-before: 2027-09-01\n"
	"    prices: {input: 4.00, output: 20.00} # of a million\n"
	"    context: 200000\n"
	"    authority: page\n"
	"    evidence: [acme-page]\n"
	"\n"
	"  # A comment of its own.\n"
	"  - provider: acme\n"
	"    id: big-1\n"
	"    line: big\n"
	"    state: legacy\n"
	"    released: 2025-09-01\n"
	"    # It may end soon.\n"
	"    retires-not-before: 2026-09-01\n"
	"    prices:\n"
	"      - {input: 1.00, output: 2.00}\n"
	"      - {above: 1000, input: 2.00}\n"
	"    authority: page\n"
	"\n"
	"  - provider: acme\n"
	"    id: small-1\n"
	"    aliases: [small]\n"
	"    line: small\n"
	"    state: deprecated\n"
	"    announced: 2026-09-30\n"
	"    retires: 2026-11-01\n"
	"    replacement: big-1\n"
	"    authority: page\n"
	"    evidence:\n"
	"      - acme-page\n"
	"\n"
	"  - provider: acme\n"
	"    id: secret-1\n"
	"    state: preview\n"
	"    authority: page\n"
	"  - {provider: other, id: o-1, state: current, as-of: 2026-01-01}\n"
	"  # The end.\n";

#define FACTS .provider = PC_STR("acme"), .authority = PC_AUTHORITY_PAGE

#define EXACT(day)  .retires = {PC_DATE_EXACT, DAY(day)}
#define FLOOR_AT(d) .retires = {PC_DATE_NOT_BEFORE, DAY(d)}

static struct pc_price dearer[] = {
	{0, {5000000, PC_PRICE_UNKNOWN, 500000, -1, -1, -1}},
};
static struct pc_price same[] = {{0, {4000000, 20000000, -1, -1, -1, -1}}};
static struct pc_price tier[] = {{5000, {3000000, -1, -1, -1, -1, -1}}};
static struct pc_evidence seen[] = {
	{{"https://acme.test/deprecations", 30}, {NULL, 0}, DAY(NOW) + 3600, DAY(NOW),
		DAY(NOW) + 3600},
};
static struct pc_evidence hashed[] = {
	{{"https://acme.test/v1/models?x=1", 31},
		{"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 64},
		DAY(NOW), DAY(NOW), DAY(NOW)},
};
static struct pc_str two_names[] = {{"big-1", 5}, {"big-2", 5}};

#define AS_OF "+    as-of: 2026-11-22\n"

static const struct row {
	const char *what;
	struct pc_model said;
	const char *lines; /* that change */
	const char *left;  /* in what could not be proposed; NULL: nothing */
} rows[] = {
	{"what is known is no news",
		{FACTS, .id = PC_STR("big-2"), .state = PC_MODEL_CURRENT, FLOOR_AT(21062),
			.prices = same, .n_prices = 1, .context = 200000},
		"", NULL},
	{"a state", {FACTS, .id = PC_STR("big-2"), .state = PC_MODEL_LEGACY},
		"-    state: current\n+    state: legacy\n" AS_OF, NULL},
	{"an end in place of a floor",
		{FACTS, .id = PC_STR("big-1"), .state = PC_MODEL_DEPRECATED, EXACT(END),
			.announced = DAY(NEW) + 7200},
		"-    state: legacy\n+    state: deprecated\n"
		"+    announced: 2026-11-16\n"
		"-    retires-not-before: 2026-09-01\n+    retires: 2026-11-30\n" AS_OF,
		NULL},
	{"a floor that moved",
		{FACTS, .id = PC_STR("big-2"), .state = PC_MODEL_CURRENT,
			FLOOR_AT(FLOOR)},
		"-    retires-not-before: 2027-09-01\n"
		"+    retires-not-before: 2027-11-22\n" AS_OF,
		NULL},
	{"an end in place of an end", {FACTS, .id = PC_STR("small-1"), EXACT(END)},
		"-    retires: 2026-11-01\n+    retires: 2026-11-30\n" AS_OF, NULL},
	{"an end that is to be announced",
		{FACTS, .id = PC_STR("small-1"), .retires = {PC_DATE_TO_ANNOUNCE, 0}},
		"-    retires: 2026-11-01\n+    retires: to-be-announced\n" AS_OF, NULL},
	{"a date where there was none",
		{FACTS, .id = PC_STR("secret-1"), FLOOR_AT(FLOOR)},
		"+    retires-not-before: 2027-11-22\n" AS_OF, NULL},
	{"a time of day is not news",
		{FACTS, .id = PC_STR("big-2"),
			.retires = {PC_DATE_NOT_BEFORE, DAY(21062) + 60}},
		"", NULL},
	{"retired", {FACTS, .id = PC_STR("small-1"), .state = PC_MODEL_RETIRED},
		"-    state: deprecated\n+    state: retired\n" AS_OF, NULL},
	{"still served after its end",
		{FACTS, .id = PC_STR("small-1"), .state = PC_MODEL_DEPRECATED}, AS_OF,
		NULL},
	{"who only says that it is there takes no deprecation for gone",
		{FACTS, .id = PC_STR("small-1"), .state = PC_MODEL_CURRENT},
		"-    state: deprecated\n+    state: legacy\n" AS_OF, NULL},
	{"legacy is not current again",
		{FACTS, .id = PC_STR("big-1"), .state = PC_MODEL_CURRENT}, "", NULL},
	{"a preview is not current",
		{FACTS, .id = PC_STR("secret-1"), .state = PC_MODEL_CURRENT}, "", NULL},
	{"a preview that ends stays one",
		{FACTS, .id = PC_STR("secret-1"), .state = PC_MODEL_DEPRECATED},
		"-    state: preview\n+    state: deprecated\n+    preview: true\n" AS_OF,
		NULL},
	{"another replacement",
		{FACTS, .id = PC_STR("small-1"), .replacement = PC_STR("big-2")},
		"-    replacement: big-1\n+    replacement: big-2\n" AS_OF, NULL},
	{"a replacement without a row",
		{FACTS, .id = PC_STR("small-1"), .replacement = PC_STR("big-9")}, "",
		"no row"},
	{"a replacement in a circle",
		{FACTS, .id = PC_STR("big-1"), .replacement = PC_STR("small-1")}, "",
		"circle"},
	{"options", {FACTS, .id = PC_STR("small-1"), .options = {two_names, NULL, 2}},
		"+    options: [big-1, big-2]\n" AS_OF, NULL},
	{"a price moves, others stay, a comment, too",
		{FACTS, .id = PC_STR("big-2"), .prices = dearer, .n_prices = 1},
		"-    prices: {input: 4.00, output: 20.00} # of a million\n"
		"+    prices: {input: 5.00, output: 20.00, cache-read: 0.50} # of a "
		"million\n" AS_OF,
		NULL},
	{"a price of its own for large requests",
		{FACTS, .id = PC_STR("big-1"), .prices = tier, .n_prices = 1},
		"-    prices:\n-      - {input: 1.00, output: 2.00}\n"
		"-      - {above: 1000, input: 2.00}\n"
		"+    prices: [{input: 1.00, output: 2.00}, {above: 1000, input: 2.00}, "
		"{above: 5000, input: 3.00}]\n" AS_OF,
		NULL},
	{"limits", {FACTS, .id = PC_STR("big-2"), .context = 400000, .output = 64000},
		"-    context: 200000\n+    context: 400000\n+    output: 64000\n" AS_OF,
		NULL},
	{"a line and a day that nobody had told",
		{FACTS, .id = PC_STR("secret-1"), .line = PC_STR("secret"),
			.released = DAY(NEW)},
		"+    line: secret\n+    released: 2026-11-16\n" AS_OF, NULL},
	{"a day that is known stays",
		{FACTS, .id = PC_STR("big-2"), .released = DAY(NEW)}, "", NULL},
	{"an end that was announced after it",
		{FACTS, .id = PC_STR("small-1"), .announced = DAY(NOW)}, "", "after"},
	{"a rumour changes nothing",
		{.provider = PC_STR("acme"),
			.id = PC_STR("big-2"),
			.authority = PC_AUTHORITY_THIRD_PARTY,
			.state = PC_MODEL_RETIRED},
		"", NULL},
	{"another maker's model of that name is another one",
		{.provider = PC_STR("other"),
			.id = PC_STR("big-2"),
			.authority = PC_AUTHORITY_PAGE,
			.state = PC_MODEL_RETIRED},
		"", NULL},
	{"an alias is spoken of where its model is",
		{FACTS, .id = PC_STR("small"), .state = PC_MODEL_RETIRED}, "", NULL},
	{"a row in braces",
		{.provider = PC_STR("other"),
			.id = PC_STR("o-1"),
			.authority = PC_AUTHORITY_API,
			.state = PC_MODEL_LEGACY,
			.context = 10},
		"-  - {provider: other, id: o-1, state: current, as-of: 2026-01-01}\n"
		"+  - {provider: other, id: o-1, state: legacy, context: 10, as-of: "
		"2026-11-22, authority: api}\n",
		NULL},
	{"evidence of the same page",
		{FACTS, .id = PC_STR("small-1"), .state = PC_MODEL_RETIRED,
			.evidence = seen, .n_evidence = 1},
		"+  acme-page-2026-11-22:\n"
		"+    url: https://acme.test/deprecations\n"
		"+    retrieved: 2026-11-22T01:00:00Z\n"
		"+    first: 2026-11-22\n+    last: 2026-11-22T01:00:00Z\n"
		"-    state: deprecated\n+    state: retired\n" AS_OF
		"-    evidence:\n-      - acme-page\n"
		"+    evidence: [acme-page-2026-11-22]\n",
		NULL},
	{"evidence of another one, which knows better",
		{.provider = PC_STR("acme"),
			.id = PC_STR("big-2"),
			.authority = PC_AUTHORITY_API,
			.context = 1,
			.evidence = hashed,
			.n_evidence = 1},
		"+  acme-models:\n+    url: https://acme.test/v1/models?x=1\n"
		"+    sha256: "
		"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"\n"
		"+    retrieved: 2026-11-22\n+    first: 2026-11-22\n+    last: "
		"2026-11-22\n"
		"-    context: 200000\n-    authority: page\n-    evidence: [acme-page]\n"
		"+    context: 1\n" AS_OF "+    authority: api\n"
		"+    evidence: [acme-page, acme-models]\n",
		NULL},
	{"a new model that is none of the newest",
		{FACTS, .id = PC_STR("tiny-1"), .line = PC_STR("tiny"),
			.state = PC_MODEL_CURRENT, .released = DAY(NEW), FLOOR_AT(FLOOR),
			.prices = same, .n_prices = 1, .replacement = PC_STR("big-9")},
		"+  - provider: acme\n+    id: tiny-1\n+    line: tiny\n"
		"+    state: current\n+    released: 2026-11-16\n"
		"+    retires-not-before: 2027-11-22\n"
		"+    prices: {input: 4.00, output: 20.00}\n" AS_OF
		"+    authority: page\n+\n",
		"no row"},
	{"a new model of another maker",
		{.provider = PC_STR("other"),
			.id = PC_STR("o-2"),
			.authority = PC_AUTHORITY_API,
			.state = PC_MODEL_PREVIEW,
			.context = -1},
		"+\n+  - provider: other\n+    id: o-2\n+    state: preview\n" AS_OF
		"+    authority: api\n",
		NULL},
	{"a new model whose state nobody says", {FACTS, .id = PC_STR("tiny-1")}, "",
		"how it stands"},
	{"a name that is none", {FACTS, .id = PC_STR("x: {y"), .state = PC_MODEL_CURRENT},
		"", "does not look like one"},
	{"a name that YAML reads otherwise",
		{FACTS, .id = PC_STR("0x1f"), .state = PC_MODEL_CURRENT}, "",
		"does not look like one"},
	{"the table's own words are kept from what is said of a line",
		{FACTS, .id = PC_STR("secret-1"), .line = PC_STR("a # b")}, "", NULL},
	{"a new flagship",
		{FACTS, .id = PC_STR("big-3"), .line = PC_STR("big"),
			.state = PC_MODEL_CURRENT, .released = DAY(NEW)},
		"-  flagship: big-2 # the one\n-  previous-flagship: big-1\n"
		"+  flagship: big-3 # the one\n+  previous-flagship: big-2\n"
		"+\n+  - provider: acme\n+    id: big-3\n+    line: big\n"
		"+    state: current\n+    released: 2026-11-16\n" AS_OF
		"+    authority: page\n",
		NULL},
	{"a newest one of a line, whose day nobody says",
		{FACTS, .id = PC_STR("small-2"), .line = PC_STR("small"),
			.state = PC_MODEL_CURRENT},
		"-  current-small: small-1\n+  current-small: small-2\n"
		"+\n+  - provider: acme\n+    id: small-2\n+    line: small\n"
		"+    state: current\n" AS_OF "+    authority: page\n",
		NULL},
	{"an older one takes no position",
		{FACTS, .id = PC_STR("big-0"), .line = PC_STR("big"),
			.state = PC_MODEL_CURRENT, .released = DAY(IN_2025_11)},
		"+  - provider: acme\n+    id: big-0\n+    line: big\n"
		"+    state: current\n+    released: 2025-11-24\n" AS_OF
		"+    authority: page\n+\n",
		NULL},
	{"nor does one for those who were invited",
		{FACTS, .id = PC_STR("big-3"), .line = PC_STR("big"),
			.state = PC_MODEL_PREVIEW, .released = DAY(NEW)},
		"+\n+  - provider: acme\n+    id: big-3\n+    line: big\n"
		"+    state: preview\n+    released: 2026-11-16\n" AS_OF
		"+    authority: page\n",
		NULL},
};

/* Of a unified diff: the lines that change. */
static struct pc_str changes(struct pc_arena *arena, struct pc_str old, struct pc_str new)
{
	PC_AUTO(pc_buf_done) struct pc_buf diff = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str rest, line;

	pc_diff(&diff, PC_STR("t"), old, new);
	rest = pc_buf_str(&diff);
	for (int i = 0; rest.ptr && rest.len; i++) {
		line = pc_str_cut(&rest, '\n');
		if (i >= 2 && line.len && (line.ptr[0] == '+' || line.ptr[0] == '-'))
			pc_buf_printf(&out, "%.*s\n", PC_STR_ARG(line));
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static bool says(const struct pc_proposals *proposals, const char *words)
{
	for (size_t i = 0; i < proposals->count; i++) {
		if (pc_str_find_str(proposals->items[i].text, pc_str(words)) <
			proposals->items[i].text.len)
			return true;
	}
	return false;
}

static void try_row(const struct row *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_model *models[] = {&row->said};
	const struct pc_propose ask = {
		"models.yaml", pc_str(table), models, 1, DAY(NOW) + 40000};
	struct pc_proposal out;
	struct pc_str lines;
	struct pc_err err;

	if (pc_propose(&out, &arena, &ask, &diags, &err) != PC_OK)
		fail_msg("%s: %s", row->what, err.text);
	lines = changes(&arena, pc_str(table), out.text);
	if (!pc_str_is(lines, row->lines))
		fail_msg("%s:\n%s", row->what, lines.ptr);
	if (row->left ? !says(&out.left, row->left) : out.left.count > 0)
		fail_msg("%s: %zu left", row->what, out.left.count);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++)
		try_row(&rows[i]);
}

static struct pc_proposal propose(struct pc_arena *arena, struct pc_str text,
	const struct pc_model *const *models, size_t count)
{
	struct pc_diags diags = {.arena = arena};
	const struct pc_propose ask = {
		"models.yaml", text, models, count, DAY(NOW) + 40000};
	struct pc_proposal out;
	struct pc_err err;

	if (pc_propose(&out, arena, &ask, &diags, &err) != PC_OK)
		fail_msg("%s", err.text);
	return out;
}

/* All that the rows above say that fits together, in one proposal; and nothing is left to
 * propose to its text. */
static void test_again(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_model *models[PC_COUNT(rows)];
	struct pc_proposal first, second;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		bool is_other = false;

		for (size_t k = 0; k < count; k++)
			is_other |= pc_str_eq(models[k]->id, rows[i].said.id);
		if (!is_other && *rows[i].lines)
			models[count++] = &rows[i].said;
	}
	first = propose(&arena, pc_str(table), models, count);
	assert_true(first.said.count > 8);
	assert_int_equal(first.positions.count, 3);
	second = propose(&arena, first.text, models, count);
	assert_true(pc_str_eq(second.text, first.text));
	assert_int_equal(second.said.count + second.positions.count, 0);
}

/* A new row may be the replacement of an old one. */
static void test_new_replacement(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_model old = {
		FACTS, .id = PC_STR("small-1"), .replacement = PC_STR("tiny-1")};
	const struct pc_model new = {
		FACTS, .id = PC_STR("tiny-1"), .state = PC_MODEL_CURRENT};
	const struct pc_model *models[] = {&old, &new};
	struct pc_proposal out = propose(&arena, pc_str(table), models, 2);

	(void)state;
	assert_int_equal(out.left.count, 0);
	assert_true(
		pc_str_find_str(out.text, PC_STR("replacement: tiny-1")) < out.text.len);
}

/* New rows may be the replacement of each other, but not in a circle. */
static void test_new_replacements(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_model a = {FACTS, .id = PC_STR("a-1"), .state = PC_MODEL_LEGACY,
		.replacement = PC_STR("b-1")};
	const struct pc_model b = {FACTS, .id = PC_STR("b-1"), .state = PC_MODEL_CURRENT,
		.replacement = PC_STR("a-1")};
	const struct pc_model *models[] = {&a, &b};
	struct pc_proposal out = propose(&arena, pc_str(table), models, 2);

	(void)state;
	assert_int_equal(out.said.count, 2);
	assert_true(says(&out.left, "circle"));
	assert_true(pc_str_find_str(out.text, PC_STR("replacement: b-1")) < out.text.len);
	assert_true(
		pc_str_find_str(out.text, PC_STR("replacement: a-1")) == out.text.len);
}

/* The table that comes with the program keeps every line that is not about the model. */
static void test_builtin(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_model said = {.provider = PC_STR("anthropic"),
		.id = PC_STR("claude-opus-4-5-20251101"),
		.authority = PC_AUTHORITY_PAGE,
		.state = PC_MODEL_DEPRECATED,
		.announced = DAY(NOW),
		EXACT(NOW + 60),
		.replacement = PC_STR("claude-opus-5-5")};
	const struct pc_model *models[] = {&said};
	struct pc_proposal out =
		propose(&arena, pc_models_builtin_text(), models, PC_COUNT(models));

	(void)state;
	assert_string_equal(changes(&arena, pc_models_builtin_text(), out.text).ptr,
		"-    state: legacy\n+    state: deprecated\n"
		"-    retires-not-before: 2026-11-24\n"
		"+    announced: 2026-11-22\n+    retires: 2027-01-21\n"
		"+    replacement: claude-opus-5-5\n" AS_OF);
}

/* Rows that were first seen on other days name other entries. */
static void test_evidence(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_evidence later[] = {seen[0], hashed[0]};
	const struct pc_model one = {FACTS, .id = PC_STR("big-1"), .context = 1,
		.evidence = seen, .n_evidence = 1};
	const struct pc_model two = {FACTS, .id = PC_STR("big-2"), .context = 2,
		.evidence = later, .n_evidence = 2};
	const struct pc_model three = {FACTS, .id = PC_STR("secret-1"), .context = 3,
		.evidence = later, .n_evidence = 2};
	const struct pc_model *models[] = {&one, &two, &three};
	struct pc_proposal out;

	(void)state;
	later[0].first += 60;
	out = propose(&arena, pc_str(table), models, PC_COUNT(models));
	assert_int_equal(out.said.count, 3);
	assert_true(pc_str_find_str(out.text, PC_STR("\n  acme-page-2026-11-22-2:")) <
		    out.text.len);
	assert_true(
		pc_str_find_str(out.text,
			PC_STR("[acme-page-2026-11-22-2, acme-models]")) < out.text.len);
}

static const char quiet[] =
	"as-of: 2026-10-10\nmodels:\n"
	"  - {provider: acme, id: a, state: current}\n"
	"  - {provider: acme, id: b, state: retired}\n"
	"  - {provider: acme, id: c, state: current, as-of: 2026-01-01}\n";

/* The day of the whole moves when all that goes by it was seen, and a week has passed. */
static void test_as_of(void **state)
{
	static const struct {
		int day;
		enum pc_authority authority;
		const char *lines;
	} days[] = {
		{NOW, PC_AUTHORITY_PAGE, "-as-of: 2026-10-10\n+as-of: 2026-11-22\n"},
		{NOW - 36, PC_AUTHORITY_PAGE, "-as-of: 2026-10-10\n+as-of: 2026-10-17\n"},
		{NOW - 37, PC_AUTHORITY_PAGE, ""},
		{NOW, PC_AUTHORITY_RUMOUR, ""},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(days); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_evidence evidence = {.last = DAY(days[i].day)};
		const struct pc_model said = {.provider = PC_STR("acme"),
			.id = PC_STR("a"),
			.authority = days[i].authority,
			.evidence = &evidence,
			.n_evidence = 1};
		const struct pc_model *models[] = {&said};
		struct pc_proposal out = propose(&arena, pc_str(quiet), models, 1);

		assert_string_equal(
			changes(&arena, pc_str(quiet), out.text).ptr, days[i].lines);
	}
}

static void refuse(const char *text, const struct pc_model *said)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_propose ask = {"models.yaml", pc_str(text), &said, 1, DAY(NOW)};
	struct pc_proposal out;
	struct pc_err err;

	assert_int_equal(pc_propose(&out, &arena, &ask, &diags, &err), PC_ERR_PARSE);
}

/* Where an edit would touch something else there is none. */
static void test_refused(void **state)
{
	const struct pc_model said = {
		FACTS, .id = PC_STR("a"), .prices = same, .n_prices = 1};
	const struct pc_model more = {
		FACTS, .id = PC_STR("b"), .state = PC_MODEL_CURRENT};

	(void)state;
	refuse("as-of: 2026-01-01\nmodels:\n  - provider: acme\n    id: a\n"
	       "    state: current\n    prices:\n      input: 1 # why\n      output: 2\n",
		&said);
	refuse("as-of: 2026-01-01\nmodels: [{provider: acme, id: a, state: current}]\n",
		&more);
	refuse("models: no\n", &said);
	refuse("as-of: [", &said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_new_replacement),
		cmocka_unit_test(test_new_replacements),
		cmocka_unit_test(test_builtin),
		cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
