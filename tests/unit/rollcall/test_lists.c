/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that providers and OpenRouter answer with: what is read in them, what is wrong
 * with broken ones, and where the next page is. */
#include "source_rows.h"

#define ANTHROPIC(rows) "{'data': [" rows "], 'has_more': false, 'last_id': 'x'}"
#define ROUTER(rows)    "{'data': [" rows "], 'links': {'next': null}}"
#define ONE_PRICE       "'pricing': {'prompt': '0.000003', 'completion': '0.000015'}"

static const struct source_row good[] = {
	{"an active model", "anthropic-api",
		ANTHROPIC(
			"{'type': 'model', 'id': 'claude-opus-5-5', 'display_name': 'C', "
			"'created_at': '2026-09-22T00:00:00Z', 'lifecycle': 'active', "
			"'deprecated_at': null, 'retires_at': null, 'line': 'opus', "
			"'max_input_tokens': 1000000, 'max_tokens': 128000, "
			"'allowed_fallback_models': null}"),
		"anthropic/claude-opus-5-5 current line=opus released=2026-09-22 "
		"limits=1000000/128000\n"},
	{"a deprecated one has its end", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'deprecated', "
			  "'deprecated_at': '2026-09-30T09:00:00.25Z', "
			  "'retires_at': '2026-11-30T23:59:59+00:00'}"),
		"anthropic/a deprecated announced=2026-09-30 retires=2026-11-30\n"},
	{"one that is deprecated without a date has one to come", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'deprecated', 'retires_at': null}"),
		"anthropic/a deprecated retires=to-announce\n"},
	{"an end that has passed is no retirement", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'deprecated', "
			  "'retires_at': '2020-01-01T00:00:00Z'}"),
		"anthropic/a deprecated retires=2020-01-01\n"},
	{"a retired one", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'retired', 'line': null, "
			  "'retires_at': '2026-08-05'}"),
		"anthropic/a retired retires=2026-08-05\n"},
	{"an older answer says nothing of states", "anthropic-api",
		"{'data': [{'type': 'model', 'id': 'claude-opus-4-6', 'display_name': "
		"'C', "
		"'created_at': '2026-02-05T00:00:00Z'}], 'has_more': false}",
		"anthropic/claude-opus-4-6 released=2026-02-05\n"},
	{"a release that is not known", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'created_at': '1970-01-01T00:00:00Z'}"),
		"anthropic/a\n"},
	{"a zone east of Greenwich begins the day earlier", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'created_at': '2026-02-05T01:00:00+02:00'}"),
		"anthropic/a released=2026-02-04\n"},
	{"members that nobody knows yet are passed over", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'capabilities': {'x': [1]}, 'new': 7}"),
		"anthropic/a\n"},
	{"OpenAI: no end announced, and one that is", "openai-api",
		"{'object': 'list', 'data': ["
		"{'id': 'gpt-6-luna', 'object': 'model', 'created': 1780000000, "
		"'owned_by': 'openai', 'shutdown_date': null}, "
		"{'id': 'gpt-5', 'created': 1754524800, 'owned_by': 'system', "
		"'shutdown_date': '2026-12-11'}]}",
		"openai/gpt-6-luna current retires=none released=2026-05-28\n"
		"openai/gpt-5 deprecated retires=2026-12-11 released=2025-08-07\n"},
	{"OpenAI: an older answer says no state", "openai-api",
		"{'data': [{'id': 'gpt-4o', 'created': 1715367049, 'owned_by': "
		"'system'}]}",
		"openai/gpt-4o released=2024-05-10\n"},
	{"OpenAI: what an organization has trained is its own", "openai-api",
		"{'data': [{'id': 'gpt-5', 'owned_by': 'openai-internal'}, "
		"{'id': 'ft:gpt-4o:acme::x', 'owned_by': 'acme'}, "
		"{'id': 'davinci:ft-acme-2023', 'owned_by': 'openai'}, "
		"{'id': 'own', 'owned_by': 'user-1'}]}",
		"openai/gpt-5\n"},
	{"OpenRouter: a maker's own spelling", "openrouter",
		ROUTER("{'id': 'anthropic/claude-opus-4.8', "
		       "'canonical_slug': 'anthropic/claude-4.8-opus', "
		       "'created': 1779926400, 'context_length': 1000000, "
		       "'pricing': {'prompt': '0.000005', 'completion': '0.000025', "
		       "'input_cache_read': '0.0000005', 'input_cache_write': "
		       "'0.00000625', "
		       "'input_cache_write_1h': '0.00001', 'web_search': '0.01', "
		       "'internal_reasoning': '0'}, "
		       "'top_provider': {'max_completion_tokens': 128000}, "
		       "'expiration_date': null}"),
		"anthropic/claude-opus-4-8 released=2026-05-28 price=5/25 r=0.5 w=6.25 "
		"W=10 limits=1000000/128000\n"},
	{"OpenRouter: other spellings stay, under its name", "openrouter",
		ROUTER("{'id': 'anthropic/claude-3.5-sonnet', " ONE_PRICE "}, "
		       "{'id': 'anthropic/claude-opus-4.7-fast', " ONE_PRICE "}, "
		       "{'id': 'openai/gpt-5.1', " ONE_PRICE "}, "
		       "{'id': 'google/gemini-2.5-pro:free', " ONE_PRICE "}, "
		       "{'id': 'meta-llama/llama-4', " ONE_PRICE "}, "
		       "{'id': 'auto', " ONE_PRICE "}"),
		"anthropic/anthropic/claude-3.5-sonnet via=openrouter price=3/15\n"
		"anthropic/anthropic/claude-opus-4.7-fast via=openrouter price=3/15\n"
		"openai/gpt-5.1 price=3/15\n"
		"google/google/gemini-2.5-pro:free via=openrouter price=3/15\n"
		"meta-llama/meta-llama/llama-4 via=openrouter price=3/15\n"
		"openrouter/auto via=openrouter price=3/15\n"},
	{"OpenRouter: a name that follows the newest", "openrouter",
		ROUTER("{'id': '~anthropic/claude-opus-latest', " ONE_PRICE
		       ", 'alias_target': {'slug': 'anthropic/claude-opus-5.5'}}, "
		       "{'id': '~openai/gpt-latest', " ONE_PRICE
		       ", 'alias_target': 'openai/gpt-6-luna'}"),
		"~anthropic/~anthropic/claude-opus-latest via=openrouter price=3/15 "
		"target=claude-opus-5-5\n"
		"~openai/~openai/gpt-latest via=openrouter price=3/15 "
		"target=gpt-6-luna\n"},
	{"OpenRouter: a price that varies is not known", "openrouter",
		ROUTER("{'id': 'openrouter/auto', 'pricing': {'prompt': '-1', "
		       "'completion': '-1'}}, {'id': 'openai/x', 'pricing': {'prompt': "
		       "'0.1', 'completion': '0.1', 'discount': 0.5}}"),
		"openrouter/openrouter/auto via=openrouter\nopenai/x\n"},
	{"OpenRouter: dearer for much, not by the hour", "openrouter",
		ROUTER("{'id': 'openai/x', 'expiration_date': '2026-12-31', 'pricing': "
		       "{'prompt': '0.0000001', 'completion': '0.0000005', "
		       "'input_cache_read': '1e-8', 'overrides': ["
		       "{'min_prompt_tokens': 100001, 'prompt': '0.0000005', "
		       "'completion': '0.0000025'}, {'utc_start': '00:00', "
		       "'utc_end': '08:00', 'prompt': '0'}]}}"),
		"openai/x retires=2026-12-31 price=0.1/0.5 r=0.01 >100000: price=0.5/2.5 "
		"r=0.01\n"},
	{"OpenRouter: a few odd ones are left out", "openrouter",
		ROUTER("{'id': 7, " ONE_PRICE "}, {'id': 'openai/x', " ONE_PRICE "}, "
		       "{'id': 'openai/y', 'pricing': {'prompt': 0.000003}}, "
		       "{'id': 'openai/z', 'pricing': 'free'}"),
		"openai/x price=3/15\n3 skipped\n"},
};

static const struct source_row broken[] = {
	{"nothing", "anthropic-api", "", "short: the document is empty\n"},
	{"white space", "openai-api", " \n", "short: the document is empty\n"},
	{"a page", "anthropic-api", "<!doctype html><p>Loading...",
		"type: a page, not JSON\n"},
	{"no JSON", "openrouter", "model,price\n", "type: no JSON: line 1, column 1\n"},
	{"cut off", "anthropic-api", "{'data': [{'id': 'a'},",
		"short: the document is cut off\n"},
	{"a list where an object was", "openai-api", "[{'id': 'a'}]",
		"shape: the document is array, no object\n"},
	{"an error", "anthropic-api",
		"{'type': 'error', 'error': {'type': 'authentication_error', "
		"'message': 'invalid x-api-key'}}",
		"shape: the answer is an error: authentication_error\n"},
	{"an error whose words are not passed on", "openai-api",
		"{'error': {'message': 'Incorrect key: abc', 'type': 'Key abc!'}}",
		"shape: the answer is an error: of a kind that it does not name\n"},
	{"an error that is a text", "openrouter", "{'error': 'no'}",
		"shape: the answer is an error: of a kind that it does not name\n"},
	{"another member", "anthropic-api", "{'models': []}",
		"shape: there is no \"data\"\n"},
	{"data is an object", "openai-api", "{'data': {}}",
		"shape: \"data\" is object, no array\n"},
	{"no models at all", "anthropic-api", ANTHROPIC(""),
		"short: there is no model in it\n"},
	{"no models of OpenAI's", "openai-api",
		"{'data': [{'id': 'ft:a', 'owned_by': 'openai'}]}",
		"short: there is no model in it\n"},
	{"OpenRouter without models", "openrouter", ROUTER(""),
		"short: there is no model in it\n"},
	{"a row is null", "anthropic-api", ANTHROPIC("{'id': 'a'}, null"),
		"shape: data[1].id is not there\n"},
	{"an id is empty", "openai-api", "{'data': [{'id': ''}]}",
		"shape: data[0].id is \"\"\n"},
	{"an id with a line break", "anthropic-api", ANTHROPIC("{'id': 'a\\nb'}"),
		"shape: data[0].id is \"a?b\"\n"},
	{"a state that nobody knows", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'sunset'}"),
		"shape: data[0].lifecycle is \"sunset\"\n"},
	{"a state that is a number", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 3}"),
		"shape: data[0].lifecycle is number\n"},
	{"an end in words", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'lifecycle': 'deprecated', 'retires_at': 'soon'}"),
		"shape: data[0].retires_at is \"soon\"\n"},
	{"an end in seconds", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'retires_at': 1796000000}"),
		"shape: data[0].retires_at is number\n"},
	{"a day that does not exist", "openai-api",
		"{'data': [{'id': 'a', 'shutdown_date': '2026-02-30'}]}",
		"shape: data[0].shutdown_date is \"2026-02-30\"\n"},
	{"a time without a zone", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'deprecated_at': '2026-02-20T00:00:00'}"),
		"shape: data[0].deprecated_at is \"2026-02-20T00:00:00\"\n"},
	{"created in words", "openai-api",
		"{'data': [{'id': 'a', 'created': 'yesterday'}]}",
		"shape: data[0].created is \"yesterday\"\n"},
	{"limits in words", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'max_input_tokens': '1M'}"),
		"shape: data[0].max_input_tokens is \"1M\"\n"},
	{"half a token", "anthropic-api", ANTHROPIC("{'id': 'a', 'max_tokens': 0.5}"),
		"shape: data[0].max_tokens is number\n"},
	{"a line that is a list", "anthropic-api",
		ANTHROPIC("{'id': 'a', 'line': ['opus']}"),
		"shape: data[0].line is array\n"},
	{"more, but not where", "anthropic-api",
		"{'data': [{'id': 'a'}], 'has_more': true, 'last_id': null}",
		"shape: there is more, but no last_id to ask for it\n"},
	{"more in words", "anthropic-api", "{'data': [{'id': 'a'}], 'has_more': 'yes'}",
		"shape: has_more is string\n"},
	{"the next page is elsewhere", "openrouter",
		"{'data': [{'id': 'openai/x', " ONE_PRICE "}], "
		"'links': {'next': 'https://evil.example/models'}}",
		"shape: links.next does not lead to another page of the same host\n"},
	{"less than it counts", "openrouter",
		"{'data': [{'id': 'openai/x', " ONE_PRICE "}], 'total_count': 2}",
		"short: there are 1 models and no further page, but it counts more\n"},
	{"prices became numbers", "openrouter",
		ROUTER("{'id': 'a/1', 'pricing': {'prompt': 3}}, "
		       "{'id': 'a/2', 'pricing': {'prompt': 3}}, "
		       "{'id': 'a/3', 'pricing': {'prompt': 3}}, "
		       "{'id': 'a/4', 'pricing': {'prompt': 3}}"),
		"shape: 4 of 4 models are not of the form that is known\n4 skipped\n"},
	{"prices became those of a million", "openrouter",
		ROUTER("{'id': 'a/1', 'pricing': {'prompt': '3'}}, "
		       "{'id': 'a/2', 'pricing': {'prompt': '1'}}, "
		       "{'id': 'a/3', 'pricing': {'prompt': '0.25'}}, "
		       "{'id': 'a/4', 'pricing': {'prompt': '15'}}, "
		       "{'id': 'a/5', 'pricing': {'prompt': '0.000003'}}"),
		"shape: prices are in another unit: half of them are more than 200 "
		"dollars "
		"for a million tokens\n"},
};

PC_TABLE(good, source_check)
PC_TABLE(broken, source_check)

/* ---- pages ------------------------------------------------------------------- */

static const struct page {
	const char *name, *source, *url, *body, *next;
} pages[] = {
	{"the last one", "anthropic-api", "https://a.example/v1/models?limit=2",
		"{'data': [], 'has_more': false, 'last_id': 'm-2'}", ""},
	{"one more", "anthropic-api", "https://a.example/v1/models?limit=2",
		"{'has_more': true, 'last_id': 'm-2'}",
		"https://a.example/v1/models?limit=2&after_id=m-2"},
	{"and one more", "anthropic-api", "https://a.example/m?after_id=m-2&limit=2",
		"{'has_more': true, 'last_id': 'm&x=4'}",
		"https://a.example/m?limit=2&after_id=m%26x%3D4"},
	{"no parameters before", "anthropic-api", "https://a.example/m",
		"{'has_more': true, 'last_id': 'b'}", "https://a.example/m?after_id=b"},
	{"no circle", "anthropic-api", "https://a.example/m?after_id=b",
		"{'has_more': true, 'last_id': 'b'}", ""},
	{"no JSON", "anthropic-api", "https://a.example/m", "<", ""},
	{"a path", "openrouter", "https://o.example/api/v1/models",
		"{'links': {'next': '/api/v1/models?offset=500&limit=500'}}",
		"https://o.example/api/v1/models?offset=500&limit=500"},
	{"an address of the same host", "openrouter", "http://127.0.0.1:8080/m?x",
		"{'links': {'next': 'http://127.0.0.1:8080/n'}}",
		"http://127.0.0.1:8080/n"},
	{"no more", "openrouter", "https://o.example/m", "{'links': {'next': null}}", ""},
	{"another host", "openrouter", "https://o.example/m",
		"{'links': {'next': 'https://p.example/m'}}", ""},
	{"another host in short", "openrouter", "https://o.example/m",
		"{'links': {'next': '//p.example/m'}}", ""},
	{"the same host, it seems", "openrouter", "https://o.example/m",
		"{'links': {'next': 'https://o.example@p.example/m'}}", ""},
	{"another scheme", "openrouter", "https://o.example/m",
		"{'links': {'next': 'http://o.example/n'}}", ""},
	{"a header in it", "openrouter", "https://o.example/m",
		"{'links': {'next': '/n\\r\\nx: y'}}", ""},
	{"where one is", "openrouter", "https://o.example/m", "{'links': {'next': '/m'}}",
		""},
};

static void check_page(const struct page *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const struct pc_source *source = pc_source_find(pc_str(row->source));

	assert_str(source->next(&arena, pc_str(row->url), source_body(&arena, row->body)),
		row->next);
}

PC_TABLE(pages, check_page)

/* ---- who they are --------------------------------------------------------------- */

static const struct who {
	const char *name, *provider;
	enum pc_authority authority;
	enum pc_source_key key;
	bool is_complete, has_pages;
} whos[] = {
	{"anthropic-api", "anthropic", PC_AUTHORITY_API, PC_SOURCE_X_API_KEY, true, true},
	{"openai-api", "openai", PC_AUTHORITY_API, PC_SOURCE_BEARER, true, false},
	{"openrouter", "", PC_AUTHORITY_THIRD_PARTY, PC_SOURCE_NO_KEY, false, true},
	{"models-dev", "", PC_AUTHORITY_THIRD_PARTY, PC_SOURCE_NO_KEY, false, false},
	{"litellm", "", PC_AUTHORITY_THIRD_PARTY, PC_SOURCE_NO_KEY, false, false},
	{"model-eol", "", PC_AUTHORITY_THIRD_PARTY, PC_SOURCE_NO_KEY, false, true},
};

static void check_who(const struct who *row)
{
	const struct pc_source *source = pc_source_find(pc_str(row->name));

	assert_non_null(source);
	assert_string_equal(source->provider, row->provider);
	assert_int_equal(source->authority, row->authority);
	assert_int_equal(source->key, row->key);
	assert_int_equal(source->is_complete, row->is_complete);
	assert_int_equal(source->next != NULL, row->has_pages);
	assert_memory_equal(source->url, "https://", sizeof("https://") - 1);
	assert_string_equal(source->accept, "application/json");
}

PC_TABLE(whos, check_who)

int main(void)
{
	return PC_RUN(good) + PC_RUN(broken) + PC_RUN(pages) + PC_RUN(whos);
}
