/* SPDX-License-Identifier: Apache-2.0 */
/* Maps of prices and feeds of ends that others keep: what is read in them, what is left
 * out, and when all of it is not believed. */
#include "source_rows.h"

#define DEV(models) "{'anthropic': {'id': 'anthropic', 'models': {" models "}}}"
#define COST        "'cost': {'input': 3, 'output': 15}"
#define LITE        "'litellm_provider': 'anthropic', 'mode': 'chat'"
#define LITE_PRICE  "'input_cost_per_token': 3e-06, 'output_cost_per_token': 1.5e-05"
#define EOL(models)                                                                      \
	"{'spec': 'model-eol/0.1', 'publisher': 'anthropic', "                           \
	"'generated': '2026-10-10T00:00:00Z', 'models': [" models "]}"

static const struct source_row good[] = {
	{"models.dev: a model", "models-dev",
		DEV("'claude-haiku-5-5': {'id': 'claude-haiku-5-5', 'name': 'Haiku', "
		    "'release_date': '2026-10-07', 'cost': {'input': 0.1, 'output': 0.5, "
		    "'cache_read': 0.01, 'cache_write': 0.125, 'tiers': [{'input': 0.5, "
		    "'output': 2.5, 'tier': {'type': 'context', 'size': 100000}}]}, "
		    "'limit': {'context': 200000, 'output': 64000}}"),
		"anthropic/claude-haiku-5-5 released=2026-10-07 price=0.1/0.5 r=0.01 "
		"w=0.125 "
		">100000: price=0.5/2.5 limits=200000/64000\n"},
	{"models.dev: the older way to say tiers", "models-dev",
		DEV("'x': {'cost': {'input': 1.25, 'output': 10, 'context_over_200k': "
		    "{'input': 2.5, 'output': 15}}, 'release_date': '2026-10'}"),
		"anthropic/x price=1.25/10 >200000: price=2.5/15\n"},
	{"models.dev: both ways", "models-dev",
		DEV("'x': {'cost': {'input': 1, 'output': 2, 'context_over_200k': "
		    "{'input': 9, 'output': 9}, 'tiers': [{'tier': {'size': 200000}, "
		    "'input': 2, 'output': 4}, {'tier': {'type': 'hour', 'size': 3}}]}}"),
		"anthropic/x price=1/2 >200000: price=2/4\n"},
	{"models.dev: states", "models-dev",
		DEV("'a': {'status': 'alpha'}, 'b': {'status': 'beta'}, "
		    "'c': {'status': 'deprecated', " COST "}, 'd': {'status': 'new'}"),
		"anthropic/a preview\nanthropic/b preview\nanthropic/c deprecated "
		"price=3/15\n"
		"anthropic/d\n"},
	{"models.dev: sellers under their own names", "models-dev",
		"{'amazon-bedrock': {'models': {'anthropic.claude-opus-5-5': {" COST
		"}}}, "
		"'google-vertex': {'models': {'gemini-3': {}}}, "
		"'deepinfra': {'models': {'x/y': {}}}}",
		"amazon-bedrock/anthropic.claude-opus-5-5 via=bedrock price=3/15\n"
		"google-vertex/gemini-3 via=vertex\ndeepinfra/x/y\n"},
	{"models.dev: a few odd ones are left out", "models-dev",
		DEV("'a': {" COST "}, 'b': {'cost': {'input': 'free'}}, "
		    "'c': {'cost': {'input': -1}}, 'd': 7"),
		"anthropic/a price=3/15\n3 skipped\n"},
	{"LiteLLM: a model", "litellm",
		"{'sample_spec': {'input_cost_per_token': 0.0, 'max_tokens': 'words'}, "
		"'claude-sonnet-4-5': {" LITE ", " LITE_PRICE
		", 'cache_read_input_token_cost': 3e-07, "
		"'cache_creation_input_token_cost': 3.75e-06, "
		"'cache_creation_input_token_cost_above_1hr': 6e-06, "
		"'input_cost_per_token_above_200k_tokens': 6e-06, "
		"'output_cost_per_token_above_200k_tokens': 2.25e-05, "
		"'cache_creation_input_token_cost_above_200k_tokens': 7.5e-06, "
		"'input_cost_per_token_batches': 1.5e-06, "
		"'input_cost_per_token_above_200k_tokens_priority': 1, "
		"'deprecation_date': '2026-11-30', "
		"'max_input_tokens': 200000, 'max_output_tokens': 64000, "
		"'search_context_cost_per_query': {'search_context_size_low': 0.01}}}",
		"anthropic/claude-sonnet-4-5 retires=2026-11-30 price=3/15 r=0.3 w=3.75 "
		"W=6 "
		">200000: price=6/22.5 w=7.5 limits=200000/64000\n"},
	{"LiteLLM: tiers as a list", "litellm",
		"{'dashscope/qwen': {'litellm_provider': 'dashscope', 'tiered_pricing': ["
		"{'range': [0, 256000.0], 'input_cost_per_token': 5e-08, "
		"'output_cost_per_token': 4e-07}, {'range': [256000.0, 1000000.0], "
		"'input_cost_per_token': 2.5e-07, 'output_cost_per_token': 2e-06}]}}",
		"dashscope/qwen price=0.05/0.4 >256000: price=0.25/2\n"},
	{"LiteLLM: whose they are", "litellm",
		"{'gemini/gemini-2.5-pro': {'litellm_provider': 'gemini', " LITE_PRICE
		"}, "
		"'gemini-2.5-pro': {'litellm_provider': "
		"'vertex_ai-language-models', " LITE_PRICE
		"}, 'vertex_ai/claude-opus-4-1@20250805': {'litellm_provider': "
		"'vertex_ai-anthropic_models', " LITE_PRICE "}, "
		"'us.anthropic.claude-opus-4-1-20250805-v1:0': {'litellm_provider': "
		"'bedrock_converse', " LITE_PRICE "}, 'bedrock/writer.x': "
		"{'litellm_provider': 'bedrock', " LITE_PRICE "}, "
		"'azure/gpt-5': {'litellm_provider': 'azure', " LITE_PRICE "}, "
		"'azure_ai/grok': {'litellm_provider': 'azure_ai', " LITE_PRICE "}, "
		"'fast/claude-opus-4-6': {'litellm_provider': 'anthropic', " LITE_PRICE
		"}, "
		"'anthropic/claude-x': {'litellm_provider': 'anthropic', " LITE_PRICE
		"}}",
		"google/gemini-2.5-pro price=3/15\n"
		"google/gemini-2.5-pro via=vertex price=3/15\n"
		"anthropic/claude-opus-4-1@20250805 via=vertex price=3/15\n"
		"anthropic/us.anthropic.claude-opus-4-1-20250805-v1:0 via=bedrock "
		"price=3/15\n"
		"bedrock/writer.x via=bedrock price=3/15\n"
		"openai/gpt-5 via=azure price=3/15\n"
		"azure_ai/grok via=foundry price=3/15\n"
		"anthropic/fast/claude-opus-4-6 via=litellm price=3/15\n"
		"anthropic/claude-x price=3/15\n"},
	{"LiteLLM: pictures are passed over", "litellm",
		"{'1024-x-1024/dall-e-2': {'litellm_provider': 'openai', "
		"'input_cost_per_pixel': 1.9e-08}, 'x': {" LITE ", " LITE_PRICE "}}",
		"anthropic/x price=3/15\n"},
	{"LiteLLM: one odd row blinds nobody", "litellm",
		"{'a': {" LITE ", " LITE_PRICE "}, 'b': {" LITE
		", 'input_cost_per_token': '3e-06'}, 'c': {'mode': 'chat'}, "
		"'d': {" LITE ", " LITE_PRICE ", 'deprecation_date': 'next year', "
		"'max_input_tokens': 'many'}}",
		"anthropic/a price=3/15\nanthropic/d price=3/15\n3 skipped\n"},
	{"LiteLLM: traces of binary fractions, and less than a picodollar", "litellm",
		"{'a': {" LITE ", 'input_cost_per_token': 2.9900000000000002e-06, "
		"'output_cost_per_token': 1.4999999999999999e-05, "
		"'cache_read_input_token_cost': 1e-13}}",
		"anthropic/a price=2.99/15 r=0.000001\n"},
	{"model-eol: an end", "model-eol",
		EOL("{'id': 'claude-opus-4-1-20250805', 'aliases': ['claude-opus-4-1'], "
		    "'announced': '2026-06-05', 'shutdown': '2026-08-05', "
		    "'replacement': 'claude-opus-4-8', 'replacement_options': "
		    "['claude-opus-5'], 'replacement_note': 'x', 'distributions': "
		    "[{'via': 'aws-bedrock', 'shutdown': '2027-01-08', 'status': "
		    "'extended-access', 'source': 'https://x'}, {'via': 'other'}]}"),
		"anthropic/claude-opus-4-1-20250805 retired announced=2026-06-05 "
		"retires=2026-08-05 replacement=claude-opus-4-8 options=claude-opus-5 "
		"aliases=claude-opus-4-1\n"
		"anthropic/claude-opus-4-1-20250805 via=bedrock deprecated "
		"retires=2027-01-08\n"
		"anthropic/claude-opus-4-1-20250805 via=other retires=none\n"},
	{"model-eol: kinds of dates", "model-eol",
		EOL("{'id': 'a', 'shutdown': '2027-01-01', 'date_precision': "
		    "'tentative'}, "
		    "{'id': 'b', 'announced': '2026-09-01', 'shutdown': '2027-01-01', "
		    "'date_precision': 'earliest'}, {'id': 'c', 'shutdown': "
		    "'2027-01-01', "
		    "'date_precision': 'exact'}, {'id': 'd', 'announced': '2026-09-01'}, "
		    "{'id': 'e'}, {'id': 'f', 'shutdown': '2027-01-01', "
		    "'date_precision': 'maybe'}"),
		"anthropic/a not-before=2027-01-01\n"
		"anthropic/b deprecated announced=2026-09-01 not-before=2027-01-01\n"
		"anthropic/c deprecated retires=2027-01-01\n"
		"anthropic/d deprecated announced=2026-09-01 retires=to-announce\n"
		"anthropic/e retires=none\nanthropic/f\n"},
};

static const struct source_row broken[] = {
	{"models.dev: a provider without models", "models-dev", "{'openai': {'id': 'x'}}",
		"shape: \"openai\" has no object \"models\"\n"},
	{"models.dev: models are a list", "models-dev", "{'openai': {'models': []}}",
		"shape: \"openai\" has no object \"models\"\n"},
	{"models.dev: empty", "models-dev", "{}", "short: there is no model in it\n"},
	{"models.dev: only empty providers", "models-dev", "{'openai': {'models': {}}}",
		"short: there is no model in it\n"},
	{"models.dev: an error", "models-dev", "{'error': {'type': 'overloaded'}}",
		"shape: the answer is an error: overloaded\n"},
	{"models.dev: prices of a token", "models-dev",
		DEV("'a': {'cost': {'input': 3e-06}}, 'b': {'cost': {'input': 1e-06}}, "
		    "'c': {'cost': {'input': 1.5e-05}}, 'd': {'cost': {'input': 3}}, "
		    "'e': {'cost': {'input': 1e-06}}"),
		"shape: prices are in another unit: half of them are less than 0.005 "
		"dollars "
		"for a million tokens\n"},
	{"models.dev: too many odd ones", "models-dev",
		DEV("'a': {" COST
		    "}, 'b': {'cost': 3}, 'c': {'cost': 3}, 'd': {'cost': 3}, "
		    "'e': {'cost': 3}"),
		"shape: 4 of 5 models are not of the form that is known\n4 skipped\n"},
	{"LiteLLM: a list", "litellm", "[]", "shape: the document is array, no object\n"},
	{"LiteLLM: only what explains it", "litellm", "{'sample_spec': {}}",
		"short: there is no model in it\n"},
	{"LiteLLM: prices became those of thousands", "litellm",
		"{'a': {" LITE ", 'input_cost_per_token': 0.003}, "
		"'b': {" LITE ", 'input_cost_per_token': 0.001}, "
		"'c': {" LITE ", 'input_cost_per_token': 0.015}, "
		"'d': {" LITE ", 'input_cost_per_token': 0.00025}, "
		"'e': {" LITE ", 'input_cost_per_token': 0.003}}",
		"shape: prices are in another unit: half of them are more than 200 "
		"dollars "
		"for a million tokens\n"},
	{"LiteLLM: prices became texts", "litellm",
		"{'a': {" LITE ", 'input_cost_per_token': '3e-06'}, "
		"'b': {" LITE ", 'input_cost_per_token': '3e-06'}, "
		"'c': {" LITE ", 'input_cost_per_token': '3e-06'}, "
		"'d': {" LITE ", 'input_cost_per_token': '3e-06'}}",
		"shape: 4 of 4 models are not of the form that is known\n4 skipped\n"},
	{"LiteLLM: cut off", "litellm", "{'a': {" LITE,
		"short: the document is cut off\n"},
	{"model-eol: another form", "model-eol",
		"{'spec': 'model-eol/1.0', 'publisher': 'x', 'models': []}",
		"shape: it is of the form \"model-eol/1.0\"\n"},
	{"model-eol: no form", "model-eol", "{'models': []}",
		"shape: there is no \"spec\"\n"},
	{"model-eol: nobody's", "model-eol", "{'spec': 'model-eol/0.1', 'models': []}",
		"shape: there is no \"publisher\"\n"},
	{"model-eol: of no day", "model-eol",
		"{'spec': 'model-eol/0.1', 'publisher': 'x', 'generated': 'now'}",
		"shape: \"generated\" is not there or no time\n"},
	{"model-eol: empty", "model-eol", EOL(""), "short: there is no model in it\n"},
	{"model-eol: no id", "model-eol", EOL("{'aliases': ['a']}"),
		"shape: models[0].id is not there\n"},
	{"model-eol: no day", "model-eol", EOL("{'id': 'a', 'shutdown': 'Q1 2027'}"),
		"shape: models[0].shutdown is \"Q1 2027\"\n"},
	{"model-eol: announced in seconds", "model-eol",
		EOL("{'id': 'a', 'announced': 1}"),
		"shape: models[0].announced is number\n"},
	{"model-eol: an alias that is a number", "model-eol",
		EOL("{'id': 'a', 'aliases': [1]}"),
		"shape: models[0].aliases is array\n"},
	{"model-eol: two replacements in one", "model-eol",
		EOL("{'id': 'a', 'replacement': ['b', 'c']}"),
		"shape: models[0].replacement is array\n"},
	{"model-eol: a distribution of nobody", "model-eol",
		EOL("{'id': 'a', 'distributions': [{'shutdown': '2027-01-01'}]}"),
		"shape: models[0].via is not there\n"},
};

PC_TABLE(good, source_check)
PC_TABLE(broken, source_check)

static const struct feed {
	const char *name, *url, *next;
} feeds[] = {
	{"from the first to the second", "https://x/feeds/anthropic.json",
		"https://x/feeds/openai.json"},
	{"to the last", "https://x/feeds/openai.json", "https://x/feeds/google.json"},
	{"the last", "https://x/feeds/google.json", ""},
	{"one of somebody else", "https://x/.well-known/model-eol.json", ""},
	{"a short one", "x", ""},
};

static void check_feed(const struct feed *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_source *source = pc_source_find(PC_STR("model-eol"));

	assert_str(source->next(&arena, pc_str(row->url), PC_STR("{}")), row->next);
}

PC_TABLE(feeds, check_feed)

int main(void)
{
	return PC_RUN(good) + PC_RUN(broken) + PC_RUN(feeds);
}
