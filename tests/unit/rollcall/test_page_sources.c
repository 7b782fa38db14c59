/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages' adapters make of rows; pages broken in other ways are in
 * tests/integration/rollcall/pages.py.  Bodies are Markdown unless they begin with "<",
 * and get words before them, as a page has. */
#include "pc_test.h"
#include "reading_text.h"

struct page_test {
	const char *name;
	const char *source;
	const char *body;
	const char *reads;
};

enum { WORDS = 1600 };

static struct pc_str filled(struct pc_arena *arena, const char *body)
{
	struct pc_buf buf = {0};
	struct pc_str out;
	bool is_html = body[0] == '<';

	if (is_html)
		pc_buf_puts(&buf, "<!DOCTYPE html><html><body><p>");
	while (buf.len < WORDS)
		pc_buf_puts(&buf, "words that fill a page\n");
	pc_buf_printf(&buf, "\n%s%s", body, is_html ? "</body></html>" : "\n");
	out = pc_arena_str(arena, pc_buf_str(&buf));
	pc_buf_done(&buf);
	return out;
}

static void check(const struct page_test *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	/* 2026-11-22T12:00:00Z */
	struct pc_reading reading = {.source = pc_source_find(pc_str(row->source)),
		.retrieved = INT64_C(1795348800)};

	assert_non_null(reading.source);
	reading.source->read(&reading, &arena, filled(&arena, row->body));
	text_reading(&buf, &reading);
	assert_string_equal(buf.ptr ? buf.ptr : "", row->reads);
	for (size_t i = 0; i < reading.count; i++) {
		assert_int_equal(reading.items[i].model.as_of, reading.retrieved);
		assert_int_equal(reading.items[i].model.authority, PC_AUTHORITY_PAGE);
		assert_true(reading.items[i].line > 0);
	}
}

#define STATUS                                                                           \
	"| API model name | Current state | Deprecated | Tentative retirement date |\n"  \
	"| --- | --- | --- | --- |\n"                                                    \
	"| a-1 | Active | N/A | N/A |\n"                                                 \
	"| a-2 | Active | N/A | N/A |\n"
#define A1_A2       "anthropic/a-1 current retires=none\nanthropic/a-2 current retires=none\n"
#define NOTICE(day) "\n### " day ": models\n\n"
#define HISTORY                                                                          \
	"| Retirement date | Deprecated model | Recommended replacement |\n"             \
	"| --- | --- | --- |\n"
#define OTHER NOTICE("2020-01-01") HISTORY "| May 1, 2021 | `x-0` | `x-1` |\n"

static const struct page_test anthropic[] = {
	{"a floor is no end", "anthropic-page-md",
		STATUS "| b-1 | Active | N/A | Not sooner than May 1, 2027 |\n" OTHER,
		A1_A2 "anthropic/b-1 current not-before=2027-05-01\n"},
	{"a floor that has passed is none either", "anthropic-page-md",
		STATUS
		"| b-1 | Active | N/A | Not sooner than October 15, 2026 |\n" OTHER,
		A1_A2 "anthropic/b-1 current not-before=2026-10-15\n"},
	{"a bare date on an active model: both are kept", "anthropic-page-md",
		STATUS "| b-1 | Active | N/A | May 1, 2027 |\n" OTHER,
		A1_A2 "anthropic/b-1 current retires=2027-05-01\n"},
	{"deprecated with a floor", "anthropic-page-md",
		STATUS "| b-1 | Deprecated | May 1, 2026 | Not sooner than May 1, 2027 "
		       "|\n" OTHER,
		A1_A2 "anthropic/b-1 deprecated announced=2026-05-01 "
		      "not-before=2027-05-01\n"},
	{"a preview by its state", "anthropic-page-md",
		STATUS
		"| b-1 | Active (invitation only) | N/A | To be announced |\n" OTHER,
		A1_A2 "anthropic/b-1 preview retires=to-announce\n"},
	{"a preview by its name", "anthropic-page-md",
		STATUS "| b-preview | Active | N/A | N/A |\n" OTHER,
		A1_A2 "anthropic/b-preview preview retires=none\n"},
	{"a preview beside one that is none", "anthropic-page-md",
		STATUS "| b-preview, b-1 | Active | N/A | N/A |\n" OTHER,
		A1_A2 "anthropic/b-preview preview retires=none\n"
		      "anthropic/b-1 current retires=none\n"},
	{"a preview by words behind it", "anthropic-page-md",
		STATUS "| b-1 (by invitation) | Active | N/A | N/A |\n" OTHER,
		A1_A2 "anthropic/b-1 preview retires=none\n"},
	{"a preview without an id is passed over", "anthropic-page-md",
		STATUS "| Claude Mythos | Research preview | N/A | To be announced |\n"
		       "| b-1 | Active | N/A | N/A |\n" OTHER,
		A1_A2 "anthropic/b-1 current retires=none\n"},
	{"a preview that is deprecated", "anthropic-page-md",
		STATUS "| b-preview | Deprecated | N/A | To be announced |\n" OTHER,
		A1_A2 "anthropic/b-preview deprecated retires=to-announce\n"},
	{"several in a row", "anthropic-page-md",
		STATUS "| b-1<br>b-2 | Retired | May 1, 2025 | May 1, 2026 |\n" OTHER,
		A1_A2 "anthropic/b-1 retired announced=2025-05-01 retires=2026-05-01\n"
		      "anthropic/b-2 retired announced=2025-05-01 retires=2026-05-01\n"},
	{"the same row twice", "anthropic-page-md",
		STATUS "| a-1 | Active | - | - |\n"
		       "| a-3 | Active | - | - |\n" OTHER,
		A1_A2 "anthropic/a-3 current retires=none\n"},
	{"the same model twice, otherwise", "anthropic-page-md",
		STATUS "| a-1 | Retired | - | - |\n" OTHER,
		"shape: line 76: \"a-1\" stands there twice, and not the same\n"},
	{"the history has the replacement", "anthropic-page-md",
		STATUS "| b-1 | Deprecated | N/A | May 1, 2027 |\n" NOTICE("2026-09-30")
			HISTORY "| May 1, 2027 | `b-1` | `a-1` |\n",
		A1_A2 "anthropic/b-1 deprecated announced=2026-09-30 retires=2027-05-01 "
		      "replacement=a-1\n"},
	{"its latest notice counts", "anthropic-page-md",
		STATUS
		"| b-1 | Deprecated | June 1, 2026 | May 1, 2027 |\n" NOTICE("2026-09-30")
			HISTORY "| May 1, 2027 | `b-1` | `a-2` |\n" NOTICE("2026-06-01")
				HISTORY "| May 1, 2026 | `b-1` | `a-1` |\n",
		A1_A2 "anthropic/b-1 deprecated announced=2026-06-01 retires=2027-05-01 "
		      "replacement=a-2\n"},
	{"several to replace it: none is certain", "anthropic-page-md",
		STATUS "| b-1 | Deprecated | N/A | May 1, 2027 |\n" NOTICE("2026-09-30")
			HISTORY "| May 1, 2027 | `b-1` | `a-1` or `a-2` |\n",
		A1_A2 "anthropic/b-1 deprecated announced=2026-09-30 retires=2027-05-01 "
		      "replacement= options=a-1,a-2\n"},
	{"words to replace it: none", "anthropic-page-md",
		STATUS "| b-1 | Deprecated | N/A | May 1, 2027 |\n" NOTICE("2026-09-30")
			HISTORY "| May 1, 2027 | `b-1` | [Migration guide](/x) |\n",
		A1_A2 "anthropic/b-1 deprecated announced=2026-09-30 retires=2027-05-01 "
		      "replacement=\n"},
	{"a model of the history alone is not seen", "anthropic-page-md",
		STATUS "| b-1 | Active | - | - |\n" NOTICE("2026-09-30") HISTORY
		"| May 1, 2027 | `c-1` | `a-1` |\n",
		A1_A2 "anthropic/b-1 current retires=none\n"},
	{"parameters that end are no models", "anthropic-page-md",
		STATUS "| b-1 | Active | - | - |\n" OTHER NOTICE(
			"2026-09-30") "| Retirement date | Deprecated parameter | "
				      "Recommended replacement |\n"
				      "| --- | --- | --- |\n| Some day | top_k | nothing "
				      "|\n",
		A1_A2 "anthropic/b-1 current retires=none\n"},
	{"a date in the history that cannot be read", "anthropic-page-md",
		STATUS "| b-1 | Active | - | - |\n" NOTICE("2026-09-30") HISTORY
		"| in spring | `a-1` | `b-1` |\n",
		"shape: line 82: \"in spring\" is no date that is known\n"},
	{"too few models", "anthropic-page-md", STATUS OTHER,
		"short: 2 models, and such a page has 3 at least\n"},
};
PC_TABLE(anthropic, check)

#define COMING                                                                           \
	"## Upcoming deprecations\n\n"                                                   \
	"| Shutdown date | Affected model | Status | Recommended replacement | Notice "  \
	"date |\n| --- | --- | --- | --- | --- |\n"                                      \
	"| Dec 1, 2026 | `a-1` | Deprecated | `b-1` | Jun 2, 2026 |\n"
#define DATED                                                                            \
	"| Shutdown date | Model / system | Recommended replacement |\n"                 \
	"| --- | --- | --- |\n"
#define A1                                                                               \
	"openai/a-1 deprecated announced=2026-06-02 retires=2026-12-01 "                 \
	"replacement=b-1\n"

static const struct page_test openai[] = {
	{"a table of what is to come", "openai-page-md",
		COMING "| Oct 1, 2026 | `a-2`, `a-2-2025` | Shutdown | - | - |\n",
		A1 "openai/a-2 retired retires=2026-10-01 replacement=\n"
		   "openai/a-2-2025 retired retires=2026-10-01 replacement=\n"},
	{"no notice date", "openai-page-md",
		"| Shutdown date | Affected model | Status | Recommended replacement |\n"
		"| --- | --- | --- | --- |\n| Dec 1, 2026 | `a-1` | Deprecated | `b-1` "
		"|\n"
		"| Dec 2, 2026 | `a-2` | Active | `b-1` |\n",
		"openai/a-1 deprecated retires=2026-12-01 replacement=b-1\n"
		"openai/a-2 current retires=2026-12-02 replacement=b-1\n"},
	{"parameters for a replacement", "openai-page-md",
		COMING
		"| Dec 1, 2026 | `a-2` | Deprecated | `b-1` (`reasoning.mode: pro`) | "
		"- |\n",
		A1 "openai/a-2 deprecated retires=2026-12-01 replacement=b-1\n"},
	{"older sections: their date is the notice's", "openai-page-md",
		NOTICE("2026-06-11") DATED "| 2026-12-11 | `a-1` \\| `a-1-x` | `b-1` |\n",
		"openai/a-1 deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=b-1\n"
		"openai/a-1-x deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=b-1\n"},
	{"older sections: past its date it is not served", "openai-page-md",
		NOTICE("2026-01-11") DATED "| 2026-10-23 | `o1` | `b-1` |\n"
					   "| 2026-11-23 | `o2` | `b-1` |\n",
		"openai/o1 retired announced=2026-01-11 retires=2026-10-23 "
		"replacement=b-1\n"
		"openai/o2 deprecated announced=2026-01-11 retires=2026-11-23 "
		"replacement=b-1\n"},
	{"systems are no models", "openai-page-md",
		NOTICE("2026-06-11") DATED
		"| 2026-12-11 | Assistants API | Responses API |\n"
		"| 2026-12-11 | `/v1/answers` | - |\n"
		"| 2026-12-11 | `OpenAI-Beta: x=v1` | - |\n"
		"| 2026-12-11 | `a-1` | - |\n"
		"| 2026-12-11 | `ada` | - |\n",
		"openai/a-1 deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=\n"
		"openai/ada deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=\n"},
	{"both layouts: the table counts", "openai-page-md",
		COMING "| Dec 1, 2026 | `a-2` | Deprecated | - | - |\n" NOTICE(
			"2026-06-11") DATED "| 2026-12-11 | `a-1` | `c-1` |\n",
		A1 "openai/a-2 deprecated retires=2026-12-01 replacement=\n"},
	{"the latest section counts", "openai-page-md",
		NOTICE("2026-06-11") DATED "| 2026-12-11 | `a-1` | `c-1` |\n" NOTICE(
			"2026-01-11") DATED "| 2026-12-10 | `a-1` | `c-1` |\n"
					    "| 2026-12-10 | `a-2` | `c-1` |\n",
		"openai/a-1 deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=c-1\n"
		"openai/a-2 deprecated announced=2026-01-11 retires=2026-12-10 "
		"replacement=c-1\n"},
	{"prices are passed over", "openai-page-md",
		NOTICE("2026-06-11") "| Shutdown date | Legacy model | Legacy model "
				     "price | "
				     "Recommended replacement |\n| --- | --- | --- | --- "
				     "|\n"
				     "| 2026-12-11 | `a-1` | $0.1 / 1K tokens | `c-1` |\n"
				     "| 2026-12-11 | `a-2` | $0.1 / 1K tokens | `c-1` "
				     "|\n",
		"openai/a-1 deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=c-1\n"
		"openai/a-2 deprecated announced=2026-06-11 retires=2026-12-11 "
		"replacement=c-1\n"},
	{"features that end are no models", "openai-page-md",
		COMING "| Dec 1, 2026 | `a-2` | Deprecated | - | - |\n\n"
		       "| Shutdown date | Feature | Recommended replacement |\n"
		       "| --- | --- | --- |\n| One day | Evals | none |\n",
		A1 "openai/a-2 deprecated retires=2026-12-01 replacement=\n"},
	{"a table of ends without a column of models", "openai-page-md",
		COMING "\n| Shutdown date | Thing | Recommended replacement |\n"
		       "| --- | --- | --- |\n| 2026-12-01 | `a-3` | none |\n",
		"shape: line 78: the table of deprecated models has no column \"model / "
		"system\"\n"},
	{"an affected model that is none", "openai-page-md",
		COMING "| Dec 1, 2026 | All of them | Deprecated | - | - |\n",
		"shape: line 77: \"All of them\" is no id of a model\n"},
	{"one row for several in HTML", "openai-page",
		"<table><tr><th>Shutdown date<th>Affected model<th>Status<th>Recommended "
		"replacement<tr><td rowspan=2>Dec 1, 2026<td>GPT A (<code>a-1</code>, "
		"<code>a-2</code>)<td>Deprecated<td rowspan=2><code>b-1</code> or "
		"<code>b-2</code><tr><td><code>a-3</code><td>Deprecated</table>",
		"openai/a-1 deprecated retires=2026-12-01 replacement= options=b-1,b-2\n"
		"openai/a-2 deprecated retires=2026-12-01 replacement= options=b-1,b-2\n"
		"openai/a-3 deprecated retires=2026-12-01 replacement= "
		"options=b-1,b-2\n"},
};
PC_TABLE(openai, check)

#define FAMILY                                                                           \
	"| Model | Release date | Shutdown date | Recommended replacement |\n"           \
	"| --- | --- | --- | --- |\n"                                                    \
	"| `g-1` | May 7, 2026 | No shutdown date announced | |\n"
#define G1 "google/g-1 current retires=none replacement= released=2026-05-07\n"
#define FAMILY_HTML                                                                      \
	"<table><tr><th>Model<th>Release date<th>Shutdown date<th>Recommended "          \
	"replacement<tr><td>g-1<td>May 7, 2026<td>No shutdown date announced<td>"

static const struct page_test google[] = {
	{"a date is a floor", "google-page-md",
		FAMILY "| `g-2` | May 7, 2026 | May 7, 2027 | `g-1` |\n",
		G1 "google/g-2 not-before=2027-05-07 replacement=g-1 "
		   "released=2026-05-07\n"},
	{"the earliest month", "google-page-md",
		FAMILY "| `g-2` | | Earliest February 2027 | |\n",
		G1 "google/g-2 current not-before=2027-02-01 replacement=\n"},
	{"previews below their row", "google-page-md",
		FAMILY "| **Preview models** | | | |\n| `g-2-x` | | May 7, 2027 | |\n",
		G1 "google/g-2-x preview not-before=2027-05-07 replacement=\n"},
	{"previews end with the table", "google-page-md",
		FAMILY
		"| Preview models | | | |\n| `g-2-x` | | May 7, 2027 | |\n\n" FAMILY
		"| `g-3` | | May 7, 2027 | |\n",
		G1 "google/g-2-x preview not-before=2027-05-07 replacement=\n"
		   "google/g-3 current not-before=2027-05-07 replacement=\n"},
	{"a row over all columns in HTML", "google-page",
		FAMILY_HTML "<tr><td colspan=4><em>Preview models</em>"
			    "<tr><td>g-2<td><td>May 7, 2027<td></table>",
		G1 "google/g-2 preview not-before=2027-05-07 replacement=\n"},
	{"deprecated ones below their row", "google-page-md",
		FAMILY "| Deprecated models ||||\n| `g-2` | | May 7, 2027 | `g-1` |\n",
		G1 "google/g-2 deprecated not-before=2027-05-07 replacement=g-1\n"},
	{"grey where it is a matter of taste", "google-page",
		FAMILY_HTML "<tr class=border-gray-200><td>g-2<td><td>May 7, 2027<td>"
			    "</table>",
		"shape: line 71: \"g-2\" is grey, and its date is to come\n"},
	{"past its date where nothing is greyed: nobody can tell", "google-page-md",
		FAMILY "| `g-2` | | October 1, 2026 | `g-1` |\n",
		G1 "google/g-2 replacement=g-1\n"},
	{"past its date where others are greyed: it is served", "google-page",
		FAMILY_HTML "<tr><td>g-2<td><td>October 1, 2026<td>"
			    "<tr class=gray><td>g-3<td><td>October 1, 2026<td></table>",
		G1 "google/g-2 current not-before=2026-10-01 replacement=\n"
		   "google/g-3 retired retires=2026-10-01 replacement=\n"},
	{"a greyed preview is shut down", "google-page",
		FAMILY_HTML
		"<tr><td colspan=4>Preview models<tr style='background: #eee'>"
		"<td>g-2-preview<td><td>March 9, 2026<td>g-1</table>",
		G1 "google/g-2-preview retired retires=2026-03-09 replacement=g-1\n"},
	{"struck through is shut down", "google-page-md",
		FAMILY "| ~~`g-2`~~ | | ~~March 9, 2026~~ | `g-1` |\n",
		G1 "google/g-2 retired retires=2026-03-09 replacement=g-1\n"},
	{"another answers after its end", "google-page",
		FAMILY_HTML
		"<tr class=gray><td>g-2<td><td>March 9, 2026<td>g-1 (requests are "
		"redirected)</table>",
		G1 "google/g-2 retired retires=2026-03-09 replacement=g-1 target=g-1\n"},
	{"it will be redirected", "google-page",
		FAMILY_HTML "<tr><td>g-2<td><td>March 9, 2027<td>g-1 (requests will be "
			    "redirected)</table>",
		G1 "google/g-2 not-before=2027-03-09 replacement=g-1\n"},
	{"a release that cannot be read", "google-page-md",
		FAMILY "| `g-2` | last year | May 7, 2027 | |\n",
		"shape: line 75: \"last year\" is no date that is known\n"},
	{"a family that changed", "google-page-md",
		FAMILY "| `g-2` | | May 7, 2027 | |\n\n"
		       "| Model | Release date | End |\n| --- | --- | --- |\n"
		       "| `g-3` | | May 7, 2027 |\n",
		"shape: line 77: the table of a family's models has no column \"shutdown "
		"date\"\n"},
};
PC_TABLE(google, check)

static void all_are_there(void **state)
{
	static const char *const names[] = {"anthropic-page", "anthropic-page-md",
		"openai-page", "openai-page-md", "google-page", "google-page-md"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct pc_source *source = pc_source_find(pc_str(names[i]));

		assert_non_null(source);
		assert_int_equal(source->authority, PC_AUTHORITY_PAGE);
		assert_int_equal(source->key, PC_SOURCE_NO_KEY);
		assert_null(source->next);
		assert_true(pc_str_starts(pc_str(source->url), PC_STR("https://")));
		assert_int_equal(
			source->is_complete, strncmp(names[i], "openai", 6) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_are_there)};

	return PC_RUN(anthropic) | PC_RUN(openai) | PC_RUN(google) |
	       cmocka_run_group_tests(tests, NULL, NULL);
}
