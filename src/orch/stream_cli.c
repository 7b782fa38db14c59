/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to lines, lines to the kinds that are known.  What is kept of a line is copied
 * and bounded; the rest of it goes with the next one. */
#include "stream_cli.h"

#include "pc/base/decimal.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"

enum { PICO = 12 };

void cli_stream_init(
	struct cli_stream *stream, const struct cli_hooks *hooks, size_t most_output)
{
	*stream = (struct cli_stream){.hooks = *hooks,
		.most_output = most_output,
		.so_far = {.list_price = -1},
		.usage = {.list_price = -1}};
}

void cli_stream_done(struct cli_stream *stream)
{
	pc_buf_done(&stream->line);
	pc_buf_done(&stream->said);
	pc_arena_done(&stream->kept);
	pc_arena_done(&stream->scratch);
	*stream = (struct cli_stream){0};
}

/* ---- values ------------------------------------------------------------------------ */

static struct pc_str word(
	struct cli_stream *s, const struct pc_node *map, const char *key)
{
	struct pc_str text = pc_node_text(pc_node_get_c(map, key));

	return pc_arena_str(&s->kept, pc_str_head(text, PC_MAX_CLI_WORD));
}

/* A count of tokens; what is none, or less than none, or too many to be true: 0. */
static int64_t count(const struct pc_node *map, const char *key)
{
	const struct pc_node *node = pc_node_get_c(map, key);

	if (!node || node->kind != PC_INT || node->integer < 0 ||
		node->integer > PC_MAX_CLI_TOKENS)
		return 0;
	return node->integer;
}

/* Dollars to picodollars; -1: it does not say. */
static int64_t money(const struct pc_node *map, const char *key)
{
	const struct pc_node *node = pc_node_get_c(map, key);
	char digits[24];
	struct pc_str text = {0};
	int64_t out = -1;

	if (node && node->kind == PC_REAL)
		text = node->written;
	if (node && node->kind == PC_INT) {
		(void)snprintf(digits, sizeof(digits), "%lld", (long long)node->integer);
		text = pc_str(digits);
	}
	if (pc_decimal_read(&out, text, PICO) > PC_DECIMAL_ROUNDED || out < 0)
		return -1;
	return out;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- kinds of lines ---------------------------------------------------------------- */

static void on_system(struct cli_stream *s, const struct pc_node *line)
{
	if (!pc_str_is(pc_node_text(pc_node_get_c(line, "subtype")), "init")) {
		s->unknown++;
		return;
	}
	/* Another one comes when the client goes on after a pause: the first counts. */
	if (s->has_begun)
		return;
	s->has_begun = true;
	s->model = word(s, line, "model");
	s->key_source = word(s, line, "apiKeySource");
	s->session = word(s, line, "session_id");
	s->version = word(s, line, "claude_code_version");
}

static void say(struct cli_stream *s, struct pc_str text)
{
	size_t room = s->most_output - s->said.len;

	if (text.len == 0)
		return;
	pc_buf_add(&s->said, pc_str_head(text, room));
	if (text.len > room)
		s->is_truncated = true;
	if (s->hooks.text)
		s->hooks.text(s->hooks.context, text);
}

/* Tokens of a message are told anew with each of its lines, the last is the truth, and
 * lines of several may be mixed: the newest few are remembered by id, and what is more
 * than was known of one is added. */
static void add_usage(struct cli_stream *s, struct pc_str id, const struct pc_node *usage)
{
	struct cli_message now = {pc_str_hash(id), count(usage, "input_tokens"),
		count(usage, "output_tokens"), count(usage, "cache_read_input_tokens"),
		count(usage, "cache_creation_input_tokens")};
	struct cli_message *known = NULL;

	for (size_t i = 0; i < CLI_MESSAGES && i < s->n_messages; i++)
		if (s->messages[i].id == now.id)
			known = &s->messages[i];
	if (!known) {
		known = &s->messages[s->n_messages++ % CLI_MESSAGES];
		*known = (struct cli_message){.id = now.id};
	}
	s->so_far.in += larger(now.in - known->in, 0);
	s->so_far.out += larger(now.out - known->out, 0);
	s->so_far.cache_read += larger(now.cache_read - known->cache_read, 0);
	s->so_far.cache_write += larger(now.cache_write - known->cache_write, 0);
	known->in = larger(now.in, known->in);
	known->out = larger(now.out, known->out);
	known->cache_read = larger(now.cache_read, known->cache_read);
	known->cache_write = larger(now.cache_write, known->cache_write);
}

/* Who answered: one that is not who was announced is told before all others. */
static void note_model(struct cli_stream *s, struct pc_str model)
{
	if (model.len == 0)
		return;
	if (s->answered.len && !pc_str_eq(s->answered, s->model))
		return;
	if (!pc_str_eq(s->answered, model))
		s->answered = pc_arena_str(&s->kept, pc_str_head(model, PC_MAX_CLI_WORD));
}

static void on_assistant(struct cli_stream *s, const struct pc_node *line)
{
	const struct pc_node *message = pc_node_get_c(line, "message"),
			     *content = pc_node_get_c(message, "content"),
			     *above = pc_node_get_c(line, "parent_tool_use_id");
	struct pc_str model = pc_node_text(pc_node_get_c(message, "model"));

	if (pc_str_is(model, "<synthetic>")) {
		s->was_synthetic = true;
		return;
	}
	add_usage(s, pc_node_text(pc_node_get_c(message, "id")),
		pc_node_get_c(message, "usage"));
	/* A helper that the model has started speaks to the model alone. */
	if (above && above->kind == PC_TEXT)
		return;
	s->was_synthetic = false;
	note_model(s, model);
	for (size_t i = 0; content && content->kind == PC_LIST && i < content->n_items;
		i++) {
		const struct pc_node *part = content->items[i];

		if (pc_str_is(pc_node_text(pc_node_get_c(part, "type")), "text"))
			say(s, pc_node_text(pc_node_get_c(part, "text")));
	}
}

/* Whether one of the windows is used up.  "allowed_warning" is not: work goes on. */
static void on_limits(struct cli_stream *s, const struct pc_node *line)
{
	const struct pc_node *info = pc_node_get_c(line, "rate_limit_info");
	struct pc_buf out = {0};

	/* Without a name it is no window of the login but an answer of 429 as such, of
	 * which the last line tells more. */
	if (!pc_str_is(pc_node_text(pc_node_get_c(info, "status")), "rejected") ||
		pc_node_text(pc_node_get_c(info, "rateLimitType")).len == 0)
		return;
	pc_node_write(&out, line, PC_FORMAT_JSON_LINE);
	/* One that is too large for what it says is not believed to say more. */
	if (out.len > PC_MAX_CLI_WINDOW || ++s->n_windows > PC_MAX_CLI_RESULTS) {
		s->unknown++;
	} else {
		s->window = pc_arena_str(&s->kept, pc_str_trim(pc_buf_str(&out)));
		if (s->hooks.window)
			s->hooks.window(s->hooks.context, s->window);
	}
	pc_buf_done(&out);
}

/* ---- the last line ------------------------------------------------------------------
 */

/* Tokens and money of all models that were used, helpers of the client included, where
 * that is more than what is told for the whole. */
static void take_models(struct pc_usage *usage, const struct pc_node *models)
{
	struct pc_usage sum = {0};

	if (!models || models->kind != PC_MAP)
		return;
	for (size_t i = 0; i < models->n_pairs && i < PC_MAX_CLI_MODELS; i++) {
		const struct pc_node *one = models->pairs[i].value;

		sum.in += count(one, "inputTokens");
		sum.out += count(one, "outputTokens");
		sum.cache_read += count(one, "cacheReadInputTokens");
		sum.cache_write += count(one, "cacheCreationInputTokens");
	}
	usage->in = larger(usage->in, sum.in);
	usage->out = larger(usage->out, sum.out);
	usage->cache_read = larger(usage->cache_read, sum.cache_read);
	usage->cache_write = larger(usage->cache_write, sum.cache_write);
}

/* A client that went on when something in its background had ended tells all of it again
 * and more: what is largest counts. */
static void take_usage(struct cli_stream *s, const struct pc_node *line)
{
	const struct pc_node *usage = pc_node_get_c(line, "usage"),
			     *details = pc_node_get_c(usage, "output_tokens_details");
	struct pc_usage *out = &s->usage;
	int64_t price = money(line, "total_cost_usd");

	out->in = larger(out->in, count(usage, "input_tokens"));
	out->out = larger(out->out, count(usage, "output_tokens"));
	out->cache_read =
		larger(out->cache_read, count(usage, "cache_read_input_tokens"));
	out->cache_write =
		larger(out->cache_write, count(usage, "cache_creation_input_tokens"));
	out->thinking = larger(out->thinking, count(details, "thinking_tokens"));
	take_models(out, pc_node_get_c(line, "modelUsage"));
	if (price < 0)
		price = money(line, "cost_usd"); /* older clients */
	out->list_price = larger(out->list_price, price);
}

/* What its own rules refused, as JSON: all of it, or the names alone. */
static void take_denials(struct cli_stream *s, const struct pc_node *list)
{
	struct pc_buf out = {0};

	if (!list || list->kind != PC_LIST || list->n_items == 0)
		return;
	pc_node_write(&out, list, PC_FORMAT_JSON_LINE);
	if (out.len > PC_MAX_CLI_DENIALS) {
		pc_buf_done(&out);
		pc_buf_puts(&out, "[");
		for (size_t i = 0; i < list->n_items && i < PC_MAX_CLI_MODELS; i++) {
			pc_json_next(&out);
			pc_buf_puts(&out, "{");
			pc_json_member(
				&out, "tool_name", word(s, list->items[i], "tool_name"));
			pc_buf_puts(&out, "}");
		}
		pc_buf_puts(&out, "]");
	}
	s->denials = pc_arena_str(&s->kept, pc_str_trim(pc_buf_str(&out)));
	pc_buf_done(&out);
}

/* The answer: by schema, as text, or why there is none. */
static void take_output(struct cli_stream *s, const struct pc_node *line)
{
	const struct pc_node *shaped = pc_node_get_c(line, "structured_output"),
			     *errors = pc_node_get_c(line, "errors");
	struct pc_str text = pc_node_text(pc_node_get_c(line, "result"));
	struct pc_buf out = {0};

	if (shaped && shaped->kind != PC_NULL) {
		pc_node_write(&out, shaped, PC_FORMAT_JSON_LINE);
		text = pc_str_trim(pc_buf_str(&out));
	} else if (text.len == 0 && errors && errors->kind == PC_LIST &&
		   errors->n_items) {
		text = pc_node_text(errors->items[0]);
	}
	if (text.len || !s->is_error) {
		s->is_truncated = text.len > s->most_output;
		s->output = pc_arena_str(&s->kept, pc_str_head(text, s->most_output));
	}
	pc_buf_done(&out);
}

/* "success" is no proof of one: is_error is.  Where it does not stand, only "success" is
 * one. */
static bool tells_error(const struct pc_node *line)
{
	const struct pc_node *failed = pc_node_get_c(line, "is_error");

	if (failed && failed->kind == PC_BOOL)
		return failed->boolean;
	return !pc_str_is(pc_node_text(pc_node_get_c(line, "subtype")), "success");
}

static void take_end(struct cli_stream *s, const struct pc_node *line)
{
	const struct pc_node *status = pc_node_get_c(line, "api_error_status");

	if (s->session.len == 0)
		s->session = word(s, line, "session_id");
	s->subtype = word(s, line, "subtype");
	s->reason = word(s, line, "terminal_reason");
	s->stop = word(s, line, "stop_reason");
	if (status && status->kind == PC_INT && status->integer > 0 &&
		status->integer < PC_MAX_CLI_STATUS)
		s->api_status = (int)status->integer;
}

/* Mostly one; each ends one turn.  The answer is the last one's, and an error in any of
 * them is one of the run. */
static void on_result(struct cli_stream *s, const struct pc_node *line)
{
	bool was_error = s->is_error;

	s->has_ended = true;
	s->is_error = tells_error(line);
	/* What is copied of them has an end. */
	if (++s->n_results <= PC_MAX_CLI_RESULTS) {
		if (s->is_error || !was_error)
			take_end(s, line);
		take_denials(s, pc_node_get_c(line, "permission_denials"));
		take_output(s, line);
	} else {
		s->unknown++;
	}
	take_usage(s, line);
	s->is_error = s->is_error || was_error;
}

static const struct kind {
	const char *type;
	void (*take)(struct cli_stream *s, const struct pc_node *line);
} kinds[] = {
	{"system", on_system},
	{"assistant", on_assistant},
	{"rate_limit_event", on_limits},
	{"result", on_result},
	/* Results of tools, and pieces of what comes whole. */
	{"user", NULL},
	{"stream_event", NULL},
};

static void take_line(struct cli_stream *s, struct pc_str text)
{
	struct pc_node *line;
	struct pc_str type;
	struct pc_err err;

	text = pc_str_trim(text);
	if (text.len == 0)
		return;
	s->lines++;
	if (text.ptr[0] != '{' || pc_json_read_cut(&line, &s->scratch, "stream-json",
					  text, NULL, &err) != PC_OK) {
		s->broken++;
		return;
	}
	type = pc_node_text(pc_node_get_c(line, "type"));
	for (size_t i = 0; i < PC_COUNT(kinds); i++)
		if (pc_str_is(type, kinds[i].type)) {
			if (kinds[i].take)
				kinds[i].take(s, line);
			return;
		}
	s->unknown++;
}

/* ---- bytes to lines -----------------------------------------------------------------
 */

static void end_line(struct cli_stream *s, struct pc_str whole)
{
	take_line(s, whole);
	/* Memory of a large line is not kept for small ones. */
	if (s->scratch.used > PC_MAX_CLI_IDLE)
		pc_arena_done(&s->scratch);
	else
		pc_arena_reset(&s->scratch);
	if (s->line.cap > PC_MAX_CLI_IDLE)
		pc_buf_done(&s->line);
	s->line.len = 0;
}

static void add_part(struct cli_stream *s, struct pc_str part)
{
	if (s->is_skipping)
		return;
	if (part.len > PC_MAX_CLI_LINE - s->line.len) {
		s->is_skipping = true;
		s->lines++;
		s->too_long++;
		pc_buf_done(&s->line);
		return;
	}
	pc_buf_add(&s->line, part);
}

void cli_stream_feed(struct cli_stream *stream, struct pc_str bytes)
{
	while (bytes.len) {
		size_t at = pc_str_find(bytes, '\n');

		add_part(stream, pc_str_head(bytes, at));
		if (at == bytes.len)
			return;
		if (!stream->is_skipping)
			end_line(stream, pc_buf_str(&stream->line));
		stream->is_skipping = false;
		bytes = pc_str_from(bytes, at + 1);
	}
}

void cli_stream_end(struct cli_stream *stream)
{
	struct pc_usage *usage = &stream->usage, *so_far = &stream->so_far;

	if (!stream->is_skipping && stream->line.len)
		end_line(stream, pc_buf_str(&stream->line));
	stream->is_skipping = false;
	usage->at_least = so_far->out;
	usage->in = larger(usage->in, so_far->in);
	usage->out = larger(usage->out, so_far->out);
	usage->cache_read = larger(usage->cache_read, so_far->cache_read);
	usage->cache_write = larger(usage->cache_write, so_far->cache_write);
	if (!stream->has_ended)
		stream->output = pc_arena_str(&stream->kept, pc_buf_str(&stream->said));
}

struct pc_str cli_stream_body(struct pc_arena *arena, const struct cli_stream *stream)
{
	struct pc_buf out = {0};
	struct pc_str text;

	if (stream->window.len) {
		pc_buf_add(&out, stream->window);
		pc_buf_add_char(&out, '\n');
	}
	if (stream->has_ended) {
		pc_buf_puts(&out, "{");
		pc_json_member(&out, "type", PC_STR("result"));
		pc_json_member(&out, "subtype", stream->subtype);
		pc_json_bool(&out, "is_error", stream->is_error);
		if (stream->api_status)
			pc_json_integer(&out, "api_error_status", stream->api_status);
		pc_json_member(&out, "stop_reason", stream->stop);
		pc_json_member(&out, "terminal_reason", stream->reason);
		if (stream->is_error)
			pc_json_member(&out, "result",
				pc_str_head(stream->output, PC_MAX_CLI_WORD));
		pc_buf_puts(&out, "}\n");
	}
	text = pc_arena_str(arena, pc_buf_str(&out));
	pc_buf_done(&out);
	return text;
}
