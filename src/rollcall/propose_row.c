/* SPDX-License-Identifier: Apache-2.0 */
/* What a model is, as models.yaml has it: see models.yaml(5). */
#include <inttypes.h>
#include <stdarg.h>

#include "pc/base/decimal.h"
#include "pc/base/limits.h"
#include "pc/base/when.h"
#include "propose_priv.h"

enum { SECOND = 1000, DAY = 24 * 60 * 60, DAY_LEN = 10 };

const char *const propose_row_keys[] = {"provider", "id", "aliases", "line", "state",
	"preview", "released", "announced", "retires", "retires-not-before",
	"replacement", "options", "refuses", "prices", "context", "output", "clouds",
	"as-of", "authority", "evidence", NULL};

static const char *const price_keys[PC_PRICES] = {
	[PC_PRICE_INPUT] = "input",
	[PC_PRICE_OUTPUT] = "output",
	[PC_PRICE_CACHE_READ] = "cache-read",
	[PC_PRICE_CACHE_WRITE] = "cache-write",
	[PC_PRICE_CACHE_WRITE_LONG] = "cache-write-long",
	[PC_PRICE_REASONING] = "reasoning",
};

static const char *const authorities[] = {
	[PC_AUTHORITY_RUMOUR] = "rumour",
	[PC_AUTHORITY_THIRD_PARTY] = "third-party",
	[PC_AUTHORITY_PAGE] = "page",
	[PC_AUTHORITY_API] = "api",
};

void propose_say(struct pc_proposals *to, struct pc_arena *arena, struct pc_str what,
	const struct pc_model *by, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_proposed *item;
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	pc_arena_grow(arena, to->items, to->count, to->cap);
	item = &to->items[to->count++];
	*item = (struct pc_proposed){
		.what = what, .text = pc_arena_str(arena, pc_buf_str(&text))};
	if (by && by->n_evidence) {
		item->url = by->evidence[0].url;
		item->sha256 = by->evidence[0].sha256;
	}
}

/* "yes", "0x1f", "1e5": texts that YAML reads as something else. */
static bool is_other_kind(struct pc_str text)
{
	static const char *const words[] = {
		"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
	static const char digits[] = "0123456789abcdefABCDEFxXoO._+-:";
	size_t i = 0;

	for (size_t word = 0; word < PC_COUNT(words); word++) {
		if (pc_str_eq_nocase(text, pc_str(words[word])))
			return true;
	}
	while (i < text.len && memchr(digits, text.ptr[i], sizeof(digits) - 1))
		i++;
	return i == text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Letters and digits, and what stands in ids and addresses: no quotes are needed for them
 * anywhere, unless YAML takes them for something else. */
bool propose_is_plain(struct pc_str text)
{
	static const char others[] = "-._/@+~:%=?&";
	bool has_letter = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		has_letter = has_letter || is_letter;
		if (!is_letter && !(c >= '0' && c <= '9') &&
			!(i > 0 && memchr(others, c, sizeof(others) - 1)))
			return false;
	}
	return has_letter && text.ptr[text.len - 1] != ':' &&
	       text.len <= PC_MAX_MODEL_NAME && !is_other_kind(text);
}

struct pc_str propose_day(struct pc_arena *arena, int64_t at)
{
	return pc_str_head(pc_when_time(arena, at * SECOND), DAY_LEN);
}

struct pc_str propose_date(struct pc_arena *arena, struct pc_model_date date)
{
	if (date.kind == PC_DATE_TO_ANNOUNCE)
		return PC_STR("to-be-announced");
	if (date.at % DAY)
		return pc_when_time(arena, date.at * SECOND);
	return propose_day(arena, date.at);
}

struct pc_str propose_list(struct pc_arena *arena, const struct pc_texts *texts)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	for (size_t i = 0; i < texts->count; i++)
		pc_buf_printf(
			&buf, "%s%.*s", i ? ", " : "[", PC_STR_ARG(texts->items[i]));
	pc_buf_puts(&buf, texts->count ? "]" : "[]");
	return pc_arena_str(arena, pc_buf_str(&buf));
}

static void add_tier(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_price *price)
{
	enum { CENTS = 2 };
	const char *comma = "";

	pc_buf_add_char(out, '{');
	if (price->above) {
		pc_buf_printf(out, "above: %" PRId64, price->above);
		comma = ", ";
	}
	for (size_t i = 0; i < PC_PRICES; i++) {
		if (price->of[i] == PC_PRICE_UNKNOWN)
			continue;
		pc_buf_printf(out, "%s%s: %.*s", comma, price_keys[i],
			PC_STR_ARG(pc_decimal_print(
				arena, price->of[i], PC_PRICE_MILLION_PLACES, CENTS)));
		comma = ", ";
	}
	pc_buf_add_char(out, '}');
}

struct pc_str propose_prices(struct pc_arena *arena, const struct pc_model *model)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};

	if (model->n_prices == 1) {
		add_tier(&buf, arena, &model->prices[0]);
		return pc_arena_str(arena, pc_buf_str(&buf));
	}
	for (size_t i = 0; i < model->n_prices; i++) {
		pc_buf_puts(&buf, i ? ", " : "[");
		add_tier(&buf, arena, &model->prices[i]);
	}
	pc_buf_add_char(&buf, ']');
	return pc_arena_str(arena, pc_buf_str(&buf));
}

/* ---- a row ---------------------------------------------------------------------- */

struct block {
	struct pc_buf buf;
	struct pc_arena *arena;
	size_t column;
};

static void add(struct block *block, const char *key, struct pc_str value)
{
	bool is_first = block->buf.len == 0;

	if (value.len == 0)
		return;
	pc_buf_printf(&block->buf, "%s%*s%s%s: %.*s", is_first ? "" : "\n",
		(int)block->column, "", is_first ? "- " : "  ", key, PC_STR_ARG(value));
}

static void add_day(struct block *block, const char *key, int64_t at)
{
	if (at)
		add(block, key, propose_day(block->arena, at));
}

static void add_number(struct block *block, const char *key, int64_t number)
{
	if (number)
		add(block, key, pc_arena_printf(block->arena, "%" PRId64, number));
}

static void add_list(struct block *block, const char *key, const struct pc_texts *texts)
{
	if (texts->count)
		add(block, key, propose_list(block->arena, texts));
}

static void add_retires(struct block *block, struct pc_model_date date)
{
	if (date.kind != PC_DATE_NONE)
		add(block,
			date.kind == PC_DATE_NOT_BEFORE ? "retires-not-before"
							: "retires",
			propose_date(block->arena, date));
}

struct pc_str propose_block(struct pc_arena *arena, const struct pc_model *model,
	const struct pc_texts *evidence, size_t column)
{
	struct block block = {.arena = arena, .column = column};
	struct pc_str text;

	add(&block, "provider", model->provider);
	add(&block, "id", model->id);
	add_list(&block, "aliases", &model->aliases);
	add(&block, "line", model->line);
	add(&block, "state", pc_str(pc_model_state_name(model->state)));
	if (model->is_preview && model->state != PC_MODEL_PREVIEW)
		add(&block, "preview", PC_STR("true"));
	add_day(&block, "released", model->released);
	add_day(&block, "announced", model->announced);
	add_retires(&block, model->retires);
	add(&block, "replacement", model->replacement);
	add_list(&block, "options", &model->options);
	if (model->n_prices)
		add(&block, "prices", propose_prices(arena, model));
	add_number(&block, "context", model->context);
	add_number(&block, "output", model->output);
	add_day(&block, "as-of", model->as_of);
	add(&block, "authority", pc_str(authorities[model->authority]));
	add_list(&block, "evidence", evidence);
	text = pc_arena_str(arena, pc_buf_str(&block.buf));
	pc_buf_done(&block.buf);
	return text;
}
