/* SPDX-License-Identifier: Apache-2.0 */
/* Any line that the reader of a scan may say: it is refused, or says the same when it is
 * said again.  The same bytes as a media type, and as the address of a next page, which
 * never leads to another server. */
#include "must.h"
#include "rollcall/answer.h"
#include "rollcall/hear.h"
#include "rollcall/pages.h"
#include "rollcall/say.h"

static void check_line(struct pc_arena *arena, struct pc_str line)
{
	for (size_t i = 0; pc_sources[i]; i++) {
		PC_AUTO(pc_buf_done) struct pc_buf said = {0};
		PC_AUTO(pc_buf_done) struct pc_buf again = {0};
		struct pc_reading heard = {.source = pc_sources[i]};
		struct pc_reading twice = {.source = pc_sources[i]};

		if (!hear_reading(&heard, arena, line))
			continue;
		say_reading(&said, &heard);
		must(hear_reading(&twice, arena, pc_buf_str(&said)),
			"what was heard can be said");
		say_reading(&again, &twice);
		must(pc_str_eq(pc_buf_str(&said), pc_buf_str(&again)),
			"it says the same again");
	}
}

static void check_page(struct pc_arena *arena, struct pc_str link)
{
	const struct pc_str here = PC_STR("https://a.example:8443/v1/models?x=1");
	struct pc_str next = page_at(arena, here, link);
	struct pc_str with = page_with(arena, here, "after", link);

	must(!next.len || pc_str_starts(next, PC_STR("https://a.example:8443/")) ||
			pc_str_starts(next, PC_STR("https://a.example:8443?")) ||
			pc_str_is(next, "https://a.example:8443"),
		"a next page is on the same server");
	must(!with.len ||
			pc_str_starts(with, PC_STR("https://a.example:8443/v1/models?")),
		"another word of the same address");
	for (size_t i = 0; i < with.len; i++)
		must(with.ptr[i] > ' ' && with.ptr[i] <= '~', "an address is ASCII");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes = {(const char *)data, size};
	const struct pc_fetched got = {.status = size % 2 ? 200 : 302,
		.type = bytes,
		.location = bytes,
		.body = bytes};
	struct pc_str why;

	for (size_t i = 0; pc_sources[i]; i++)
		(void)answer_judge(&why, &arena, pc_sources[i], &got);
	check_page(&arena, bytes);
	check_line(&arena, bytes);
	return 0;
}
