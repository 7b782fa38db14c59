/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader says of a source comes back the same, and nothing else comes in. */
#include "hear.h"
#include "pc_test.h"
#include "say.h"

static struct pc_sighting all_of_it(void)
{
	static struct pc_str options[] = {PC_STR("claude-x-2"), PC_STR("claude-y")};
	static struct pc_price prices[] = {
		{0, {4000000, 20000000, 400000, -1, -1, -1}},
		{100000, {8000000, 40000000, 0, 1, 2, INT64_MAX}},
	};
	enum { LINE = 17, DAY = 1764460800 };

	return (struct pc_sighting){.says = (PC_SAYS_TARGET << 1) - 1,
		.model = {.provider = PC_STR("anthropic"),
			.id = PC_STR("claude-\"x\"\n\xe2\x82\xac"),
			.aliases = {options, NULL, 1},
			.line = PC_STR("opus"),
			.state = PC_MODEL_DEPRECATED,
			.released = DAY,
			.announced = DAY + 1,
			.retires = {PC_DATE_NOT_BEFORE, DAY + 2},
			.replacement = PC_STR("claude-x-2"),
			.options = {options, NULL, PC_COUNT(options)},
			.prices = prices,
			.n_prices = PC_COUNT(prices),
			.context = INT64_MAX,
			.output = 1},
		.via = PC_STR("bedrock"),
		.target = PC_STR("claude-x-1"),
		.line = LINE};
}

static void test_round_trip(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf said = {0};
	PC_AUTO(pc_buf_done) struct pc_buf again = {0};
	struct pc_sighting items[] = {all_of_it(),
		{.model = {.provider = PC_STR("p"), .id = PC_STR("bare")}},
		{.says = PC_SAYS_REPLACEMENT | PC_SAYS_RETIRES | PC_SAYS_PRICE,
			.model = {.provider = PC_STR("p"), .id = PC_STR("empty")}}};
	struct pc_reading reading = {.source = pc_sources[0],
		.url = PC_STR("https://a.example/"),
		.retrieved = 1764460800,
		.items = items,
		.count = PC_COUNT(items),
		.skipped = 3};
	struct pc_reading heard = {.source = pc_sources[0]};

	(void)state;
	pc_sha256_hex(reading.sha256, PC_STR("what came"));
	say_reading(&said, &reading);
	assert_true(hear_reading(&heard, &arena, pc_buf_str(&said)));
	say_reading(&again, &heard);
	assert_str(pc_buf_str(&again), said.ptr);
	assert_int_equal(heard.count, PC_COUNT(items));
	assert_int_equal(heard.items[0].says, items[0].says);
	assert_int_equal(heard.items[1].says, 0);
	assert_int_equal(heard.items[2].says, items[2].says);
	assert_int_equal(
		heard.items[0].model.prices[1].of[PC_PRICE_REASONING], INT64_MAX);
	assert_int_equal(
		heard.items[0].model.prices[0].of[PC_PRICE_REASONING], PC_PRICE_UNKNOWN);
	assert_int_equal(heard.skipped, 3);
}

static void test_unread(void **state)
{
	(void)state;
	for (int i = PC_READ + 1; i < PC_UNREADS; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		PC_AUTO(pc_buf_done) struct pc_buf said = {0};
		struct pc_reading reading = {.source = pc_sources[1],
			.unread = (enum pc_unread)i,
			.why = PC_STR("it is so"),
			.url = PC_STR("https://a.example/")};
		struct pc_reading heard = {.source = pc_sources[1]};

		say_reading(&said, &reading);
		assert_true(hear_reading(&heard, &arena, pc_buf_str(&said)));
		assert_int_equal(heard.unread, i);
		assert_str(heard.why, "it is so");
	}
}

#define HEAD  "{\"name\":\"anthropic-api\",\"url\":\"u\",\"retrieved\":null,\"skipped\":0,"
#define READ  HEAD "\"read\":true,\"sha256\":null,\"models\":"
#define MODEL READ "[{\"provider\":\"p\",\"id\":\"i\","

static void test_others(void **state)
{
	static const char *const lines[] = {
		"",
		"[]",
		"null",
		"{}",
		"{\"name\":\"anthropic-page\"}",
		HEAD "\"read\":false,\"unread\":\"read\",\"why\":\"x\",\"sha256\":null}",
		HEAD "\"read\":false,\"unread\":\"tired\",\"why\":\"x\",\"sha256\":null}",
		HEAD "\"read\":1,\"sha256\":null,\"models\":[]}",
		HEAD "\"read\":true,\"sha256\":\"abc\",\"models\":[]}",
		READ "{}}",
		READ "[1]}",
		READ "[{\"provider\":\"p\",\"id\":\"\"}]}",
		READ "[{\"provider\":\"p\",\"id\":5}]}",
		MODEL "\"state\":\"asleep\"}]}",
		MODEL "\"state\":4}]}",
		MODEL "\"retires\":\"2026-01-01\"}]}",
		MODEL "\"retires\":{\"kind\":\"maybe\",\"at\":null}}]}",
		MODEL "\"retires\":{\"kind\":\"exact\",\"at\":\"soon\"}}]}",
		MODEL "\"retires\":{\"kind\":\"exact\",\"at\":12}}]}",
		MODEL "\"context\":1}]}",
		MODEL "\"context\":-1,\"output\":1}]}",
		MODEL "\"context\":1.5,\"output\":1}]}",
		MODEL "\"context\":99999999999999999999,\"output\":1}]}",
		MODEL "\"replacement\":\"x\"}]}",
		MODEL "\"replacement\":\"x\",\"options\":[1]}]}",
		MODEL "\"picodollars-a-token\":{}}]}",
		MODEL "\"picodollars-a-token\":[1]}]}",
		MODEL "\"picodollars-a-token\":[{\"above\":0,\"input\":-5}]}]}",
		MODEL "\"picodollars-a-token\":[{\"above\":0,\"input\":\"5\"}]}]}",
		MODEL "\"picodollars-a-token\":[{\"input\":5}]}]}",
	};

	(void)state;
	assert_str(pc_str(pc_sources[0]->name), "anthropic-api");
	for (size_t i = 0; i < PC_COUNT(lines); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		struct pc_reading heard = {.source = pc_sources[0], .count = 77};

		if (hear_reading(&heard, &arena, pc_str(lines[i])))
			fail_msg("%s", lines[i]);
		assert_int_equal(heard.count, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
