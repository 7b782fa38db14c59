/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes in place of a client's lines: what they say does not depend on how they were
 * cut, is bounded, and a run is never a success that did not say so. */
#include "must.h"
#include "orch/stream_cli.h"
#include "pc/base/limits.h"

enum { MOST = 200 };

static void on_text(void *context, struct pc_str text)
{
	*(size_t *)context += text.len;
}

static void on_window(void *context, struct pc_str line)
{
	(void)context;
	must(line.len <= PC_MAX_CLI_WINDOW, "a line about windows is bounded");
}

static void feed(struct cli_stream *s, struct pc_str bytes, size_t step, size_t *said)
{
	const struct cli_hooks hooks = {on_text, on_window, said};

	cli_stream_init(s, &hooks, MOST);
	while (bytes.len) {
		cli_stream_feed(s, pc_str_head(bytes, step));
		bytes = pc_str_from(bytes, step);
	}
	cli_stream_end(s);
}

static void check_alone(const struct cli_stream *s)
{
	const int64_t counts[] = {s->usage.in, s->usage.out, s->usage.cache_read,
		s->usage.cache_write, s->usage.thinking, s->usage.at_least,
		s->usage.list_price + 1};

	for (size_t i = 0; i < PC_COUNT(counts); i++)
		must(counts[i] >= 0, "nothing is less than nothing");
	must(s->output.len <= MOST && s->said.len <= MOST, "the answer is bounded");
	must(s->denials.len <= 2 * PC_MAX_CLI_DENIALS, "denials are bounded");
	must(s->usage.out >= s->usage.at_least, "what is proven is told");
	must(s->has_ended || !s->is_error, "only a last line tells an error");
	must(s->subtype.len <= PC_MAX_CLI_WORD && s->model.len <= PC_MAX_CLI_WORD,
		"words are bounded");
	must(s->unknown + s->broken + s->too_long <= s->lines, "each line counts once");
}

static void check_same(const struct cli_stream *a, const struct cli_stream *b)
{
	must(a->lines == b->lines && a->unknown == b->unknown && a->broken == b->broken,
		"cuts change no line");
	must(a->has_ended == b->has_ended && a->is_error == b->is_error &&
			a->api_status == b->api_status,
		"cuts change no end");
	must(pc_str_eq(a->output, b->output) && pc_str_eq(a->answered, b->answered) &&
			pc_str_eq(a->session, b->session) &&
			pc_str_eq(a->denials, b->denials),
		"cuts change no text");
	must(a->usage.in == b->usage.in && a->usage.out == b->usage.out &&
			a->usage.list_price == b->usage.list_price,
		"cuts change no usage");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str bytes = {(const char *)data, size}, body;
	struct cli_stream whole, cut;
	size_t said[2] = {0};

	feed(&whole, bytes, SIZE_MAX, &said[0]);
	feed(&cut, bytes, size % 7 + 1, &said[1]);
	check_alone(&whole);
	check_same(&whole, &cut);
	must(said[0] == said[1], "cuts lose no word");
	body = cli_stream_body(&arena, &whole);
	must(!whole.has_ended || pc_str_ends(body, PC_STR("}\n")), "a body is lines");
	cli_stream_done(&whole);
	cli_stream_done(&cut);
	return 0;
}
