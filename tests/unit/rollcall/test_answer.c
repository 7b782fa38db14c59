/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer is, before its body is looked at. */
#include "answer.h"
#include "pc_test.h"

static void test_types(void **state)
{
	static const struct {
		const char *accept, *type;
		bool fits;
	} rows[] = {
		{"text/html", "text/html", true},
		{"text/html", "text/html; charset=utf-8", true},
		{"text/html", "TEXT/HTML ;x=\"y;z\"", true},
		{"text/html", "application/xhtml+xml", true},
		{"text/html", "text/plain", false},
		{"text/html", "application/json", false},
		{"text/markdown, text/plain", "text/markdown", true},
		{"text/markdown, text/plain", "text/x-markdown", true},
		{"text/markdown, text/plain", "text/plain; charset=utf-8", true},
		{"text/markdown, text/plain", "text/html", false},
		{"application/json", "application/json", true},
		{"application/json", "application/vnd.a+json; v=1", true},
		{"application/json", "text/plain", true},
		{"application/json", "text/html", false},
		{"application/json", "application/jsonx", false},
		{"application/json", "+json", false},
		{"application/json", "application/octet-stream", false},
		{"application/json", "", true},
		{"application/json", ";", true},
		{"application/json", "  ; x", true},
	};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		if (answer_fits(pc_str(rows[i].accept), pc_str(rows[i].type)) !=
			rows[i].fits)
			fail_msg("%s for %s", rows[i].type, rows[i].accept);
	}
}

static void read_nothing(
	struct pc_reading *reading, struct pc_arena *arena, struct pc_str body)
{
	(void)reading, (void)arena, (void)body;
}

static const struct pc_source open_source = {
	.name = "open", .url = "", .accept = "text/html", .read = read_nothing};
static const struct pc_source keyed_source = {.name = "keyed",
	.url = "",
	.accept = "application/json",
	.key = PC_SOURCE_BEARER,
	.read = read_nothing};

static void test_classes(void **state)
{
	static const struct {
		const struct pc_source *source;
		struct pc_fetched got;
		enum pc_unread unread;
		const char *why;
	} rows[] = {
		{&open_source, {.status = 0, .why = {.text = "no route"}},
			PC_UNREAD_OFFLINE, "no route"},
		{&open_source, {.status = 401}, PC_UNREAD_STATUS, "it answered 401"},
		{&keyed_source, {.status = 401}, PC_UNREAD_NO_KEY,
			"it refuses the key: it answered 401"},
		{&keyed_source, {.status = 403}, PC_UNREAD_NO_KEY,
			"it refuses the key: it answered 403"},
		{&keyed_source, {.status = 429}, PC_UNREAD_STATUS, "it answered 429"},
		{&open_source, {.status = 204}, PC_UNREAD_STATUS, "it answered 204"},
		{&open_source,
			{.status = 301,
				.location = PC_STR("https://a.example/b?token=x#y")},
			PC_UNREAD_REDIRECTED, "it leads to https://a.example/b"},
		{&open_source, {.status = 302, .location = PC_STR("https://a\x01/\xff")},
			PC_UNREAD_REDIRECTED, "it leads to https://a?/?"},
		{&open_source, {.status = 304}, PC_UNREAD_STATUS, "it answered 304"},
		{&open_source,
			{.status = 200,
				.type = PC_STR("image/png"),
				.body = PC_STR("x"),
				.is_large = true},
			PC_UNREAD_TYPE, "it is image/png, not text/html"},
		{&open_source, {.status = 200, .body = PC_STR("x"), .is_large = true},
			PC_UNREAD_LARGE, "it has more than 16 MB"},
		{&open_source,
			{.status = 200,
				.body = PC_STR("x"),
				.is_cut = true,
				.why = {.text = "gone"}},
			PC_UNREAD_SHORT, "it was cut off: gone"},
		{&open_source, {.status = 200}, PC_UNREAD_SHORT, "it is empty"},
		{&open_source, {.status = 200, .body = PC_STR("x")}, PC_READ, ""},
	};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(rows); i++) {
		struct pc_str why = PC_STR("?");

		assert_int_equal(answer_judge(&why, &arena, rows[i].source, &rows[i].got),
			rows[i].unread);
		assert_str(why, rows[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
