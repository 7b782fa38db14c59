/* SPDX-License-Identifier: Apache-2.0 */
/* What is a name of a model in a text, what looks like one, and what is neither.
 *
 * A row expects, in their order: "=name" one that is known, "?name" one that is not,
 * "~name" a lookalike, "+name" a word of the client's. */
#include "pc/base/buf.h"
#include "pc/match/literals.h"
#include "pc/models/mention.h"

#include "pc_test.h"

#include <stdio.h>

static const char table[] =
	"as-of: 2026-10-10\n"
	"providers: [{name: anthropic}, {name: openai}, {name: google}]\n"
	"positions: {flagship: claude-opus-5-5}\n"
	"models:\n"
	"- {provider: anthropic, id: claude-opus-5-5, state: current}\n"
	"- {provider: anthropic, id: claude-opus-4-8, state: legacy}\n"
	"- {provider: anthropic, id: claude-fable-5-1, state: current}\n"
	"- {provider: anthropic, id: claude-haiku-4-5-20251001, state: legacy,\n"
	"   aliases: [claude-haiku-4-5]}\n"
	"- {provider: anthropic, id: claude-sonnet-4-5-20250929, state: deprecated,\n"
	"   aliases: [claude-sonnet-4-5], retires: 2026-11-30}\n"
	"- {provider: anthropic, id: claude-opus-4-1-20250805, state: retired,\n"
	"   aliases: [claude-opus-4-1], retires: 2026-08-05}\n"
	"- {provider: anthropic, id: claude-3-haiku-20240307, state: retired}\n"
	"- {provider: anthropic, id: claude-2.1, state: retired,\n"
	"   aliases: [\"claude-v2:1\", claude-2]}\n"
	"- {provider: openai, id: gpt-4o, state: deprecated, retires: 2027-01-14}\n"
	"- {provider: openai, id: gpt-4.1-mini, state: deprecated, retires: 2027-01-14}\n"
	"- {provider: openai, id: o3, state: deprecated, retires: 2026-12-11}\n"
	"- {provider: openai, id: o3-pro, state: deprecated, retires: 2026-12-11}\n"
	"- {provider: openai, id: text-embedding-3-large, state: current}\n"
	"- {provider: google, id: gemini-2.5-pro, state: deprecated, retires: "
	"2026-12-01}\n";

static struct pc_arena arena;
static struct pc_mentions *mentions;

struct row {
	const char *text, *expected;
};

static int begin(void **state)
{
	struct pc_diags diags = {.arena = &arena};
	struct pc_models *models;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_models_read(&models, &arena, "models.yaml", pc_str(table),
				 &diags, &err),
		PC_OK);
	return pc_mentions_open(&mentions, models, &pc_literals_table, &err) != PC_OK;
}

static int end(void **state)
{
	(void)state;
	pc_mentions_close(&mentions);
	pc_arena_done(&arena);
	return 0;
}

static void put(void *context, const struct pc_mention *mention)
{
	static const char signs[] = {'=', '?', '~'};
	struct pc_buf *out = context;

	if (out->len)
		pc_buf_add_char(out, ' ');
	pc_buf_add_char(out, mention->is_alias_of_client ? '+' : signs[mention->kind]);
	pc_buf_add(out, mention->name);
}

static void check(const struct row *rows, size_t n, enum pc_mention_where where)
{
	size_t failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct pc_buf out = {0};

		pc_mentions_find(mentions, pc_str(rows[i].text), where, put, &out);
		if (!pc_str_is(pc_buf_str(&out), rows[i].expected)) {
			print_error("%s\n  want: %s\n  got:  %.*s\n", rows[i].text,
				rows[i].expected, PC_STR_ARG(pc_buf_str(&out)));
			failed++;
		}
		pc_buf_done(&out);
	}
	assert_int_equal(failed, 0);
}

static const struct row names[] = {
	{"claude-opus-5-5", "=claude-opus-5-5"},
	{"x = \"claude-opus-4-1-20250805\"", "=claude-opus-4-1-20250805"},
	{"# claude-opus-4-1.", "=claude-opus-4-1"},
	{"foundation-model/anthropic.claude-v2:1\"", "=anthropic.claude-v2:1"},
	{"anthropic.claude-2", "=anthropic.claude-2"},
	{"(claude-2.1), claude-2.1; claude-2.1!", "=claude-2.1 =claude-2.1 =claude-2.1"},
	{"us.anthropic.claude-opus-4-1-20250805-v1:0",
		"=us.anthropic.claude-opus-4-1-20250805-v1:0"},
	{"anthropic.claude-3-haiku-20240307-v1:0 x",
		"=anthropic.claude-3-haiku-20240307-v1:0"},
	{"arn:aws:bedrock:us-east-1::foundation-model/"
	 "anthropic.claude-opus-4-1-20250805-v1:0\"",
		"=anthropic.claude-opus-4-1-20250805-v1:0"},
	{"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/"
	 "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
		"=eu.anthropic.claude-sonnet-4-5-20250929-v1:0"},
	{"claude-opus-4-1@20250805", "=claude-opus-4-1@20250805"},
	{"publishers/anthropic/models/claude-opus-4-1@20250805:rawPredict",
		"=anthropic/models/claude-opus-4-1@20250805"},
	{"anthropic/claude-opus-4.1", "=anthropic/claude-opus-4.1"},
	{"'anthropic/claude-opus-4.1:beta'", "=anthropic/claude-opus-4.1:beta"},
	{"https://openrouter.ai/anthropic/claude-opus-4.1", "=anthropic/claude-opus-4.1"},
	{"https://g.example/v1beta/models/gemini-2.5-pro:generateContent",
		"=models/gemini-2.5-pro"},
	{"models/gemini-2.5-pro", "=models/gemini-2.5-pro"},
	{"https://gw.example/v1/x?model=gpt-4o&n=1", "=gpt-4o"},
	{"{\"prompt\":\"say\\nclaude-opus-4-8\\nnow\"}", "=claude-opus-4-8"},
	{"{\\\"model\\\":\\\"claude-opus-4-8\\\"}", "=claude-opus-4-8"},
	{"claude-opus-5-5[1m] claude-opus-4-8", "=claude-opus-5-5[1m] =claude-opus-4-8"},
	{"**claude-opus-4-8** *claude-opus-4-8* _claude-opus-4-8_ `claude-opus-4-8`",
		"=claude-opus-4-8 =claude-opus-4-8 =claude-opus-4-8"},
	{"claude-opus-4-8/claude-opus-5-5", "=claude-opus-4-8 =claude-opus-5-5"},
	{"//claude-opus-4-8", "=claude-opus-4-8"},
	{"\xe4\xbd\xbf\xe7\x94\xa8"
	 "claude-opus-4-8\xe6\xa8\xa1",
		"=claude-opus-4-8"},
	{"gpt-4o,gpt-4.1-mini|o3-pro", "=gpt-4o =gpt-4.1-mini =o3-pro"},
	{"text-embedding-3-large", "=text-embedding-3-large"},
	{"claude-opus-4-8\r\nclaude-opus-5-5\r\n", "=claude-opus-4-8 =claude-opus-5-5"},
	{"\xef\xbb\xbf"
	 "claude-opus-4-8",
		"=claude-opus-4-8"},
	{"anthropic/claude-3-haiku, anthropic/claude-sonnet-4.5",
		"=anthropic/claude-3-haiku =anthropic/claude-sonnet-4.5"},
	{"claude-opus-9-9", "?claude-opus-9-9"},
	{"claude-haiku-6", "?claude-haiku-6"},
	{"gpt-4o-2024-05-13", "?gpt-4o-2024-05-13"},
	{"gemini-9.9-flash", "?gemini-9.9-flash"},
	{"o4-mini", "?o4-mini"},
	{"models/gemini-4-pro-preview", "?models/gemini-4-pro-preview"},
};

static const struct row lookalikes[] = {
	{"claude-opus-4-1-20250806", "~claude-opus-4-1-20250806"},
	{"claude-opus-4-1-2025805", "~claude-opus-4-1-2025805"},
	{"claude-opus-5-5-20260922", "~claude-opus-5-5-20260922"},
	{"claude-3-haiku", "~claude-3-haiku"},
	{"claude-4-1-opus", "~claude-4-1-opus"},
	{"claude-4-5-sonnet-20250929", "~claude-4-5-sonnet-20250929"},
	{"claude-opus-4.1", "~claude-opus-4.1"},
	{"gpt-4-1-mini", "~gpt-4-1-mini"},
	{"gemini-2-5-pro", "~gemini-2-5-pro"},
	{"claude-sonet-4-5", "~claude-sonet-4-5"},
	{"claude-sonnnet-4-5", "~claude-sonnnet-4-5"},
	{"claude-hiaku-4-5", "~claude-hiaku-4-5"},
	{"claude-opsu-4-8", "~claude-opsu-4-8"},
	{"cluade-opus-4-8", "~cluade-opus-4-8"},
	{"\"calude-sonnet-4-5-20250929\"", "~calude-sonnet-4-5-20250929"},
	{"claude-opus-48", "~claude-opus-48"},
	{"CLAUDE-OPUS-4-8", "~CLAUDE-OPUS-4-8"},
	{"x = 'Claude-Haiku-4-5-20251001'", "~Claude-Haiku-4-5-20251001"},
	{"claude-opus4-8", "~claude-opus4-8"},
	/* Cyrillic a, c, o; a hyphen that is none; signs that are not shown. */
	{"cl\xd0\xb0"
	 "ude-opus-4-8",
		"~cl\xd0\xb0"
		"ude-opus-4-8"},
	{"\"\xd1\x81laude-opus-4-8\"", "~\xd1\x81laude-opus-4-8"},
	{"claude-\xd0\xbepus-4-8 x", "~claude-\xd0\xbepus-4-8"},
	{"claude-opus\xe2\x80\x91"
	 "4-8",
		"~claude-opus\xe2\x80\x91"
		"4-8"},
	{"claude-op\xe2\x80\x8bus-4-8", "~claude-op\xe2\x80\x8bus-4-8"},
	{"cl\xc2\xad"
	 "aude-opus-4-8",
		"~cl\xc2\xad"
		"aude-opus-4-8"},
	{"gpt-4\xd0\xbe", "~gpt-4\xd0\xbe"},
	{"gemini-2.5-pr\xce\xbf", "~gemini-2.5-pr\xce\xbf"},
};

/* Nothing is to be told of these. */
static const struct row others[] = {
	{"claude-code", ""},
	{"claude-code-2.1.3", ""},
	{"@anthropic-ai/claude-code", ""},
	{"claude-desktop", ""},
	{"claude-agent-sdk", ""},
	{"claude-3", ""},
	{"git worktree add claude-2", ""},
	{"Claude-2.1, GPT-4o, GPT-4.1-mini and Claude-3-Opus", ""},
	{"CLAUDE-OPUS-TEAM", ""},
	{"model = \"i3\"", ""},
	{"claude-3.5", ""},
	{"the claude-4 models", ""},
	{"claude-opus", ""},
	{"claude-instant", ""},
	{"claude-opus-", ""},
	{"claude-", ""},
	{"claude-*", ""},
	{"claude-opus-*", ""},
	{"claude-opus-4-*", ""},
	{"\"*claude-opus-4-1*\"", ""},
	{"claude-opus-4-1*", ""},
	{"anthropic.claude-*", ""},
	{"claude-opus-$VERSION", ""},
	{"claude-opus-${V}", ""},
	{"claude-opus-4${V}", ""},
	{"claude-{opus,sonnet}-4-1", ""},
	{"claude-%s-4", ""},
	{"claude-<line>-<version>", ""},
	{"/^claude-opus-4\\.5$/", ""},
	{"claude-opus-\\d+", ""},
	{"my-claude-opus-4-1", ""},
	{"not_claude-opus-4-1", ""},
	{"xclaude-opus-4-1", ""},
	{"claude-opus-4-1-migration-guide", ""},
	{"claude-opus-4-1-test", ""},
	{"claude-opus-4-1.md", ""},
	{"docs/claude-opus-4-1.png", ""},
	{"docs/claude-opus-4-1", ""},
	{"./claude-opus-4-1/run.sh", ""},
	{"/claude-opus-4-1", ""},
	{"https://www.example.com/news/claude-opus-4-1", ""},
	{"https://docs.example.com/models/claude-opus-4-1", ""},
	{"https://claude-opus-4-1.example.com/", ""},
	{"http://x.example/a#claude-opus-4-1", ""},
	{".claude-opus-4-1 { color: red }", ""},
	{"user@claude-opus-4-1", ""},
	{"@claude-opus-4-1", ""},
	{"$claude-opus-4-1", ""},
	{"Claude Opus 4.1", ""},
	{"Opus 4.1 and Sonnet 4.5", ""},
	{"CLAUDE-OPUS", ""},
	{"claude_opus_4_1 = 1", ""},
	{"claude-ai", ""},
	{"claude-plugins-official", ""},
	{"claude-sonnet", ""},
	{"claude-1 claude-2", ""},
	{"gpt-neox", ""},
	{"gpt-neox-20b", ""},
	{"gpt-j-6b", ""},
	{"gpt-2", ""},
	{"gpt-3", ""},
	{"gpt-engineer", ""},
	{"gpt-tokenizer", ""},
	{"gpt-3-encoder", ""},
	{"gpt-4-cli", ""},
	{"gpt-4o-badge", ""},
	{"gpt-auto-generator", ""},
	{"fsl,mpc5200-gpt-gpio", ""},
	{"mbr-gpt-4o", ""},
	{"gemini-cli", ""},
	{"gemini-api", ""},
	{"gemini-2-cli", ""},
	{"gemini-code-assist", ""},
	{"apollo-gemini-2.5-pro", ""},
	{"-O3-foo o3- %o3-8", ""},
	{"gcc -o3-pro", ""},
	{"o3", ""},
	{"foo3-pro", ""},
	{"my-text-embedding-3-large", ""},
	{"model: Golf", ""},
	{"model = \"Raspberry Pi 4 Model B\";", ""},
	{"model: table", ""},
	{"model: User,", ""},
	{"model=self.model", ""},
	{"'model': model", ""},
	{"--model small", ""},
	{"model: \"opuss\"", ""},
	{"ANTHROPIC_MODEL=$MODEL", ""},
	{"ANTHROPIC_MODEL: process.env.X,", ""},
	{"model: \"claude\"", ""},
	{"models == claude", ""},
};

static const struct row places[] = {
	{"{\"model\": \"opus\"}", "+opus"},
	{"{\"model\": \"opuss\"}", "~opuss"},
	{"{\"model\":\"sonnet[1m]\",\"fallbackModel\":\"haiku\"}", "+sonnet[1m] +haiku"},
	{"{\"model\": \"claude-latest\"}", "?claude-latest"},
	{"{\"model\": \"banana\"}", "?banana"},
	{"{\"model\": \"claude-opus-4\"}", "?claude-opus-4"},
	{"{\"model\": \"gpt-7\"}", "?gpt-7"},
	{"{\"model\": \"o3\"}", "=o3"},
	{"{\"model\": \"flagship\"}", "=flagship"},
	{"{\"availableModels\": [\"opus\", \"sonett\", \"claude-opus-4-1\"]}",
		"+opus ~sonett =claude-opus-4-1"},
	{"{\"availableModels\": []}", ""},
	{"availableModels: [42\",\n.code = \"title of it\"", ""},
	{"{\\\"availableModels\\\": [\\\"opuss\\\", \\\"haiku\\\"]}", "~opuss +haiku"},
	{"availableModels: [opus, $X, \"claude-*\", nova]\nx: [y]", "+opus ?nova"},
	{"availableModels:\n  - opus\n  - claude-opus-4-8\n  - nova\nmodel: default\n",
		"+opus =claude-opus-4-8 ?nova +default"},
	{"{\"env\": {\"ANTHROPIC_DEFAULT_OPUS_MODEL\": \"claude-opus-4-8\"}}",
		"=claude-opus-4-8"},
	{"{\"env\": {\"CLAUDE_CODE_SUBAGENT_MODEL\": \"inherit\"}}", "+inherit"},
	{"{\"modelOverrides\": {\"claude-opus-4-8\": \"my-deployment\"}}",
		"=claude-opus-4-8"},
	{"{\"availableModels\": [\"claude-opus-*\"]}", ""},
};

static const struct row texts[] = {
	{"export ANTHROPIC_MODEL=opus", "+opus"},
	{"ANTHROPIC_MODEL=claude-latest\n", "?claude-latest"},
	{"ENV ANTHROPIC_MODEL=opuss\n", "~opuss"},
	{"claude --model opuss -p x", "~opuss"},
	{"claude -p \"x\" --model=sonnet", "+sonnet"},
	{"claude --fallback-model haiku", "+haiku"},
	{"[\"claude\", \"--model\", \"opuss\"]", "~opuss"},
	{"model=\"claude-latest\"", "?claude-latest"},
	{"model: claude-2", "=claude-2"},
	{"OPENAI_MODEL=\"o1\"", "?o1"},
	{"model: claude_opus_4_8", "~claude_opus_4_8"},
	{"model = \"mygw/claude-opus-4-8\"", "=mygw/claude-opus-4-8"},
	{"model: Claude-Opus-4-8", "~Claude-Opus-4-8"},
	{"\\\"ANTHROPIC_MODEL\\\":\\\"opuss\\\"", "~opuss"},
};

static const struct row prompts[] = {
	{"---\nname: x\nmodel: opuss\n---\nmodel: banana\n", "~opuss"},
	{"---\nname: x\nmodel: inherit\n---\n", "+inherit"},
	{"model: banana\n", ""},
	{"---\r\nmodel: sonet\r\n---\r\n", "~sonet"},
};

/* In a file of sqlite the next text of a row begins without anything between. */
static const struct row queues[] = {
	{"\x01\x02queuedclaude-opus-4-1-20250805low", "=claude-opus-4-1-20250805"},
	{"\x02xclaude-opus-5-5{\"model\":\"claude-opus-4-8\"}",
		"=claude-opus-5-5 =claude-opus-4-8"},
	{"\x02queuedclaude-opus-4-81", ""},
	{"\x02queuedclaude-code", ""},
};

static void names_are_found(void **state)
{
	(void)state;
	check(names, PC_COUNT(names), PC_MENTION_IN_TEXT);
}

static void lookalikes_are_found(void **state)
{
	(void)state;
	check(lookalikes, PC_COUNT(lookalikes), PC_MENTION_IN_TEXT);
}

static void others_are_not(void **state)
{
	(void)state;
	assert_true(PC_COUNT(others) >= 60);
	check(others, PC_COUNT(others), PC_MENTION_IN_TEXT);
}

static void words_count_where_a_model_stands(void **state)
{
	(void)state;
	check(places, PC_COUNT(places), PC_MENTION_IN_SETTINGS);
	check(texts, PC_COUNT(texts), PC_MENTION_IN_TEXT);
	check(prompts, PC_COUNT(prompts), PC_MENTION_IN_PROMPT);
	check(queues, PC_COUNT(queues), PC_MENTION_IN_ROWS);
}

static void keep(void *context, const struct pc_mention *mention)
{
	*(struct pc_mention *)context = *mention;
}

static void places_are_told(void **state)
{
	struct pc_mention mention = {0};

	(void)state;
	pc_mentions_find(mentions, PC_STR("a\n\n\xc3\xa9 claude-opus-4-8"),
		PC_MENTION_IN_TEXT, keep, &mention);
	assert_int_equal(mention.line, 3);
	assert_int_equal(mention.col, 3);
	assert_int_equal(mention.offset, 6);
}

/* Many, and long ones, in no more time than others. */
static void hostile_texts_end(void **state)
{
	static const char *const parts[] = {"claude-", "claude-opus-", "-opus-",
		"model:[", "--model ", "\xd0\xb0", "---\nmodel", "gpt-4-", "models/",
		"claude-x-1 ", "us.anthropic.", "\"model\\\\\":"};

	(void)state;
	for (size_t i = 0; i < PC_COUNT(parts); i++) {
		struct pc_buf text = {0}, out = {0};

		while (text.len < 100000)
			pc_buf_puts(&text, parts[i]);
		pc_mentions_find(
			mentions, pc_buf_str(&text), PC_MENTION_IN_PROMPT, put, &out);
		pc_buf_done(&text);
		pc_buf_done(&out);
	}
}

/* ---- what to write instead -------------------------------------------------- */

struct instead {
	const char *written, *expected;
};

static const char rows_of_sellers[] =
	"as-of: 2026-10-10\n"
	"providers: [{name: anthropic}, {name: openai}]\n"
	"models:\n"
	"- {provider: anthropic, id: claude-haiku-4-5-20251001, state: legacy,\n"
	"   aliases: [claude-haiku-4-5], context: 200000,\n"
	"   clouds: [{via: bedrock, id: \"anthropic.claude-haiku-4-5-20251001-v1:0\"}]}\n"
	"- {provider: anthropic, id: claude-3-haiku-20240307, state: retired,\n"
	"   aliases: [claude-3-haiku-latest], replacement: claude-haiku-4-5-20251001}\n"
	"- {provider: anthropic, id: claude-sonnet-5-5, state: current, context: "
	"1000000}\n"
	"- {provider: anthropic, id: claude-sonnet-4-5-20250929, state: deprecated,\n"
	"   aliases: [claude-sonnet-4-5], retires: 2026-11-30,\n"
	"   replacement: claude-sonnet-5-5}\n"
	"- {provider: anthropic, id: claude-2.1, state: retired}\n";

static const struct instead insteads[] = {
	{"claude-3-haiku-20240307", "claude-haiku-4-5-20251001"},
	{"claude-3-haiku-latest", "claude-haiku-4-5"},
	{"claude-sonnet-4-5", "claude-sonnet-5-5"},
	{"claude-sonnet-4-5[1m]", "claude-sonnet-5-5[1m]"},
	{"claude-3-haiku-20240307[1m]", ""},
	{"anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-5-5"},
	{"anthropic/claude-sonnet-4.5", ""},
	{"us.anthropic.claude-3-haiku-20240307-v1:0",
		"us.anthropic.claude-haiku-4-5-20251001-v1:0"},
	{"us.anthropic.claude-sonnet-4-5-20250929-v1:0", ""},
	{"claude-sonnet-4-5@20250929", ""},
	{"claude-2.1", ""},
	{"ours/claude-sonnet-4-5", ""},
};

static void names_are_replaced_where_that_is_certain(void **state)
{
	struct pc_diags diags = {.arena = &arena};
	const struct pc_mention_how how = {.now = INT64_C(1795305600)}; /* 2026-11-22 */
	struct pc_models *models;
	struct pc_err err;

	(void)state;
	assert_int_equal(pc_models_read(&models, &arena, "models.yaml",
				 pc_str(rows_of_sellers), &diags, &err),
		PC_OK);
	for (size_t i = 0; i < PC_COUNT(insteads); i++) {
		struct pc_mention mention = {.name = pc_str(insteads[i].written)};
		struct pc_mention_judged judged;
		struct pc_str instead;

		mention.known = pc_models_name(models, mention.name);
		if (!mention.known.model)
			mention.known = pc_models_name(
				models, pc_str_from(mention.name, sizeof("ours/") - 1));
		assert_non_null(mention.known.model);
		pc_mention_judge(&judged, models, &mention, &how);
		instead = pc_mention_instead(&arena, models, &mention, &judged);
		if (!pc_str_is(instead, insteads[i].expected))
			print_error(
				"%s: %.*s\n", insteads[i].written, PC_STR_ARG(instead));
		assert_true(pc_str_is(instead, insteads[i].expected));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(lookalikes_are_found),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(words_count_where_a_model_stands),
		cmocka_unit_test(places_are_told),
		cmocka_unit_test(hostile_texts_end),
		cmocka_unit_test(names_are_replaced_where_that_is_certain),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
