/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of a model in the form of the Messages API: a stream of events, or one object.
 */
#include "pc/doc/write.h"
#include "probe_priv.h"

static const char last_word[] = "done";

/* {"id": ... }, as far as it is known before it is told. */
static void put_message(struct pc_buf *out, struct pc_str model_name)
{
	pc_buf_puts(out, "{\"id\":\"msg_probe\",\"type\":\"message\",\"role\":"
			 "\"assistant\",\"usage\":{\"input_tokens\":1,"
			 "\"output_tokens\":1},\"stop_sequence\":null");
	pc_json_key(out, "model");
	pc_json_quote(out, model_name);
}

static const char *stop_reason(size_t n)
{
	return n ? "tool_use" : "end_turn";
}

static void put_input(struct pc_buf *out, const struct said_call *call)
{
	if (call->input)
		pc_node_write(out, call->input, PC_FORMAT_JSON_LINE);
	else
		pc_buf_puts(out, "{}");
}

static void put_use(struct pc_buf *out, const struct said_call *call, bool with_input)
{
	pc_buf_printf(out, "{\"type\":\"tool_use\",\"id\":\"%s\"", call->id);
	pc_json_key(out, "name");
	pc_json_quote(out, call->tool);
	pc_json_key(out, "input");
	if (with_input)
		put_input(out, call);
	else
		pc_buf_puts(out, "{}");
	pc_buf_add_char(out, '}');
}

static void begin(struct pc_buf *out, const char *event)
{
	pc_buf_printf(out, "event: %s\ndata: {\"type\":\"%s\"", event, event);
}

static void end(struct pc_buf *out)
{
	pc_buf_puts(out, "}\n\n");
}

static void stream_call(struct pc_buf *out, size_t i, const struct said_call *call)
{
	PC_AUTO(pc_buf_done) struct pc_buf input = {0};

	begin(out, "content_block_start");
	pc_buf_printf(out, ",\"index\":%zu,\"content_block\":", i);
	put_use(out, call, false);
	end(out);
	put_input(&input, call);
	begin(out, "content_block_delta");
	pc_buf_printf(out, ",\"index\":%zu,\"delta\":{\"type\":\"input_json_delta\"", i);
	pc_json_key(out, "partial_json");
	pc_json_quote(out, pc_buf_str(&input));
	pc_buf_add_char(out, '}');
	end(out);
	begin(out, "content_block_stop");
	pc_buf_printf(out, ",\"index\":%zu", i);
	end(out);
}

static void stream_word(struct pc_buf *out)
{
	begin(out, "content_block_start");
	pc_buf_puts(
		out, ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
	end(out);
	begin(out, "content_block_delta");
	pc_buf_printf(out,
		",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}",
		last_word);
	end(out);
	begin(out, "content_block_stop");
	pc_buf_puts(out, ",\"index\":0");
	end(out);
}

void say_stream(struct pc_buf *out, struct pc_str model_name,
	const struct said_call *calls, size_t n)
{
	begin(out, "message_start");
	pc_json_key(out, "message");
	put_message(out, model_name);
	pc_buf_puts(out, ",\"content\":[],\"stop_reason\":null}");
	end(out);
	for (size_t i = 0; i < n; i++)
		stream_call(out, i, &calls[i]);
	if (n == 0)
		stream_word(out);
	begin(out, "message_delta");
	pc_buf_printf(out,
		",\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},\"usage\":{"
		"\"input_tokens\":1,\"output_tokens\":1}",
		stop_reason(n));
	end(out);
	begin(out, "message_stop");
	end(out);
}

void say_whole(struct pc_buf *out, struct pc_str model_name,
	const struct said_call *calls, size_t n)
{
	put_message(out, model_name);
	pc_buf_printf(out, ",\"stop_reason\":\"%s\",\"content\":[", stop_reason(n));
	for (size_t i = 0; i < n; i++) {
		pc_json_next(out);
		put_use(out, &calls[i], true);
	}
	if (n == 0)
		pc_buf_printf(out, "{\"type\":\"text\",\"text\":\"%s\"}", last_word);
	pc_buf_puts(out, "]}");
}
