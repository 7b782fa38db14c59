/* SPDX-License-Identifier: Apache-2.0 */
/* The form model-eol, written from a table and read back: the same facts; and what may
 * not be said in it. */
#include "pc/models/eol.h"
#include "source_rows.h"

struct turn {
	struct pc_arena arena;
	struct pc_buf document;
	struct pc_models *models;
	const struct pc_model_provider *provider;
	struct pc_reading reading;
	size_t count;
};

static void turn_done(struct turn *turn)
{
	pc_buf_done(&turn->document);
	pc_arena_done(&turn->arena);
}

static void turn_around(struct turn *turn, const struct pc_model_provider *provider)
{
	pc_buf_done(&turn->document);
	turn->document = (struct pc_buf){0};
	turn->provider = provider;
	turn->count = pc_model_eol_write(&turn->document, turn->models, provider);
	turn->reading = (struct pc_reading){
		.source = pc_source_find(PC_STR("model-eol")), .url = PC_STR("x")};
	turn->reading.source->read(
		&turn->reading, &turn->arena, pc_buf_str(&turn->document));
}

/* ---- the table that comes with the program ------------------------------------ */

static const struct pc_sighting *find(
	const struct turn *turn, struct pc_str id, struct pc_str via)
{
	for (size_t i = 0; i < turn->reading.count; i++) {
		const struct pc_sighting *one = &turn->reading.items[i];

		if (pc_str_eq(one->model.id, id) && pc_str_eq(one->via, via))
			return one;
	}
	return NULL;
}

static void check_date(const struct pc_sighting *read, const struct pc_model_date *date)
{
	assert_true(read->says & PC_SAYS_RETIRES);
	assert_int_equal(read->model.retires.kind, date->kind);
	assert_int_equal(read->model.retires.at, date->at);
}

static void check_texts(const struct pc_texts *read, const struct pc_texts *wanted)
{
	assert_int_equal(read->count, wanted->count);
	for (size_t i = 0; i < wanted->count; i++)
		assert_true(pc_str_eq(read->items[i], wanted->items[i]));
}

/* The replacement is there, as such or as the first of the options. */
static void check_successors(const struct pc_model *read, const struct pc_model *wanted)
{
	size_t ahead = !read->replacement.len && wanted->replacement.len;

	if (!ahead)
		assert_true(pc_str_eq(read->replacement, wanted->replacement));
	assert_int_equal(read->options.count, wanted->options.count + ahead);
	if (ahead)
		assert_true(pc_str_eq(read->options.items[0], wanted->replacement));
	for (size_t i = 0; i < wanted->options.count; i++)
		assert_true(pc_str_eq(
			read->options.items[i + ahead], wanted->options.items[i]));
}

static void check_model(const struct turn *turn, const struct pc_model *wanted)
{
	const struct pc_sighting *read = find(turn, wanted->id, (struct pc_str){0});

	assert_non_null(read);
	assert_true(pc_str_eq(read->model.provider, wanted->provider));
	assert_int_equal(read->model.announced, wanted->announced);
	check_date(read, &wanted->retires);
	check_texts(&read->model.aliases, &wanted->aliases);
	check_successors(&read->model, wanted);
	for (size_t i = 0; i < wanted->n_clouds; i++) {
		read = find(turn, wanted->id, wanted->clouds[i].via);
		assert_non_null(read);
		check_date(read, &wanted->clouds[i].retires);
	}
}

static void test_builtin_table(void **state)
{
	PC_AUTO(turn_done) struct turn turn = {0};
	struct pc_err err;
	size_t all = 0;

	(void)state;
	assert_int_equal(pc_models_builtin(&turn.models, &turn.arena, &err), PC_OK);
	for (size_t p = 0; p < turn.models->n_providers; p++) {
		turn_around(&turn, &turn.models->providers[p]);
		assert_int_equal(turn.reading.unread, PC_READ);
		for (size_t i = 0; i < turn.models->count; i++) {
			const struct pc_model *model = &turn.models->items[i];

			if (!pc_str_eq(model->provider, turn.provider->name) ||
				!pc_model_eol_can(model))
				continue;
			check_model(&turn, model);
			all++;
		}
	}
	assert_true(all > 40);
}

/* ---- a table of the test -------------------------------------------------------- */

static const char table[] = "as-of: 2026-10-10\n"
			    "providers:\n"
			    "  - name: maker\n"
			    "    notice: 60d\n"
			    "    docs: https://maker.example/ends\n"
			    "models:\n"
			    "  - id: m-1\n"
			    "    provider: maker\n"
			    "    aliases: [m-one]\n"
			    "    state: retired\n"
			    "    announced: 2026-06-05\n"
			    "    retires: 2026-08-05\n"
			    "    replacement: m-2\n"
			    "    options: [m-3]\n"
			    "    clouds:\n"
			    "      - via: bedrock\n"
			    "        retires: 2027-01-08\n"
			    "  - id: m-2\n"
			    "    provider: maker\n"
			    "    state: deprecated\n"
			    "    announced: 2026-09-30\n"
			    "    retires: 2026-11-30\n"
			    "    replacement: m-3\n"
			    "  - id: m-3\n"
			    "    provider: maker\n"
			    "    state: current\n"
			    "    retires-not-before: 2027-09-22\n"
			    "    refuses: [temperature, top_p]\n"
			    "  - id: m-4\n"
			    "    provider: maker\n"
			    "    state: preview\n"
			    "  - id: m-5\n"
			    "    provider: maker\n"
			    "    state: deprecated\n"
			    "  - id: m-6\n"
			    "    provider: maker\n"
			    "    state: deprecated\n"
			    "    announced: 2026-10-01\n"
			    "    retires-not-before: 2027-01-01\n";

static const char document[] =
	"{\"spec\":\"model-eol/0.1\",\"publisher\":\"maker\","
	"\"generated\":\"2026-10-10T00:00:00Z\",\"source\":\"https://maker.example/"
	"ends\","
	"\"policy\":{\"min_notice_days\":60,\"source\":\"https://maker.example/ends\"},\n"
	"\"models\":[\n"
	"{\"id\":\"m-1\",\"aliases\":[\"m-one\"],\"announced\":\"2026-06-05\","
	"\"shutdown\":\"2026-08-05\",\"date_precision\":\"exact\",\"replacement\":\"m-"
	"2\","
	"\"replacement_options\":[\"m-3\"],\"distributions\":[{\"via\":\"aws-bedrock\","
	"\"shutdown\":\"2027-01-08\",\"date_precision\":\"exact\"}]},\n"
	"{\"id\":\"m-2\",\"announced\":\"2026-09-30\",\"shutdown\":\"2026-11-30\","
	"\"date_precision\":\"exact\",\"replacement_options\":[\"m-3\"],"
	"\"replacement_note\":\"m-3 does not take temperature, top_p\"},\n"
	"{\"id\":\"m-3\",\"shutdown\":\"2027-09-22\",\"date_precision\":\"tentative\"},\n"
	"{\"id\":\"m-4\"},\n"
	"{\"id\":\"m-6\",\"announced\":\"2026-10-01\",\"shutdown\":\"2027-01-01\","
	"\"date_precision\":\"earliest\"}\n"
	"]}\n";

static void test_bytes(void **state)
{
	PC_AUTO(turn_done) struct turn turn = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_diags diags = {.arena = &turn.arena};
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_models_read(&turn.models, &turn.arena, "t", PC_STR(table),
				 &diags, &err),
		PC_OK);
	turn_around(&turn, &turn.models->providers[0]);
	assert_str(pc_buf_str(&turn.document), document);
	assert_int_equal(turn.count, 5);
	text_reading(&text, &turn.reading);
	assert_str(pc_buf_str(&text),
		"maker/m-1 retired announced=2026-06-05 retires=2026-08-05 "
		"replacement=m-2 options=m-3 aliases=m-one\n"
		"maker/m-1 via=bedrock deprecated retires=2027-01-08\n"
		"maker/m-2 deprecated announced=2026-09-30 retires=2026-11-30 "
		"replacement= options=m-3\n"
		"maker/m-3 not-before=2027-09-22\nmaker/m-4 retires=none\n"
		"maker/m-6 deprecated announced=2026-10-01 not-before=2027-01-01\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builtin_table),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
