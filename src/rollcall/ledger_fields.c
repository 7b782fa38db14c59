/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a model, as columns and back, exactly. */
#include <inttypes.h>

#include "ledger_priv.h"
#include "pc/base/buf.h"

/* Each with a line end behind it: an empty one is one, too. */
static struct pc_str join(struct pc_arena *arena, const struct pc_texts *texts)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < texts->count; i++) {
		pc_buf_add(&out, texts->items[i]);
		pc_buf_add_char(&out, '\n');
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static struct pc_texts cut(struct pc_arena *arena, struct pc_str text)
{
	struct pc_texts texts = {0};
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == '\n';
	if (!n)
		return texts;
	texts.items = pc_arena_new_array(arena, struct pc_str, n);
	texts.at = pc_arena_new_array(arena, struct pc_span, n);
	while (texts.count < n)
		texts.items[texts.count++] = keep_str(arena, pc_str_cut(&text, '\n'));
	return texts;
}

/* "0,4000000,20000000,-1,-1,-1,-1;" for each tier. */
static struct pc_str write_prices(struct pc_arena *arena, const struct pc_model *model)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < model->n_prices; i++) {
		pc_buf_printf(&out, "%" PRId64, model->prices[i].above);
		for (int of = 0; of < PC_PRICES; of++)
			pc_buf_printf(&out, ",%" PRId64, model->prices[i].of[of]);
		pc_buf_add_char(&out, ';');
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static int64_t read_number(struct pc_str *rest)
{
	bool is_minus = rest->len && rest->ptr[0] == '-';
	uint64_t value = 0;
	size_t i = is_minus;

	for (; i < rest->len && rest->ptr[i] >= '0' && rest->ptr[i] <= '9'; i++)
		value = value * 10 + (uint64_t)(rest->ptr[i] - '0');
	*rest = pc_str_from(*rest, i + 1);
	return (int64_t)(is_minus ? 0 - value : value);
}

static void read_prices(
	struct pc_model *model, struct pc_arena *arena, struct pc_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] == ';';
	model->n_prices = n;
	model->prices = n ? pc_arena_new_array(arena, struct pc_price, n) : NULL;
	for (size_t i = 0; i < n; i++) {
		model->prices[i].above = read_number(&text);
		for (int of = 0; of < PC_PRICES; of++)
			model->prices[i].of[of] = read_number(&text);
	}
}

void fields_bind(struct pc_sql *statement, int at, struct pc_arena *arena,
	const struct fields *fields)
{
	const struct pc_model *model = fields->model;

	pc_sql_bind_number(statement, at++, fields->says);
	pc_sql_bind_number(statement, at++, model->state);
	pc_sql_bind_number(statement, at++, model->released);
	pc_sql_bind_number(statement, at++, model->announced);
	pc_sql_bind_number(statement, at++, model->retires.kind);
	pc_sql_bind_number(statement, at++, model->retires.at);
	pc_sql_bind_text(statement, at++, model->replacement);
	pc_sql_bind_text(statement, at++, join(arena, &model->options));
	pc_sql_bind_text(statement, at++, write_prices(arena, model));
	pc_sql_bind_number(statement, at++, model->context);
	pc_sql_bind_number(statement, at++, model->output);
	pc_sql_bind_text(statement, at++, model->line);
	pc_sql_bind_text(statement, at, *fields->target);
}

static int within(int64_t value, int most)
{
	return value < 0 || value > most ? 0 : (int)value;
}

void fields_read(
	struct fields *out, struct pc_sql *statement, int at, struct pc_arena *arena)
{
	struct pc_model *model = out->model;

	out->says = (unsigned)pc_sql_number(statement, at++);
	model->state = (enum pc_model_state)within(
		pc_sql_number(statement, at++), PC_MODEL_RETIRED);
	model->released = pc_sql_number(statement, at++);
	model->announced = pc_sql_number(statement, at++);
	model->retires.kind = (enum pc_model_date_kind)within(
		pc_sql_number(statement, at++), PC_DATE_TO_ANNOUNCE);
	model->retires.at = pc_sql_number(statement, at++);
	model->replacement = keep_str(arena, pc_sql_text(statement, at++));
	model->options = cut(arena, pc_sql_text(statement, at++));
	read_prices(model, arena, pc_sql_text(statement, at++));
	model->context = pc_sql_number(statement, at++);
	model->output = pc_sql_number(statement, at++);
	model->line = keep_str(arena, pc_sql_text(statement, at++));
	*out->target = keep_str(arena, pc_sql_text(statement, at));
}
