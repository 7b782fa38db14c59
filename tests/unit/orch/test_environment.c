/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker's environment keeps, and what is taken out of it and told. */
#include "pc/orch/environment.h"
#include "pc_test.h"

static const struct row {
	const char *name;
	const char *one;
	bool stays;
} rows[] = {
	{"a path stays", "PATH=/usr/bin", true},
	{"a home stays", "HOME=/home/worker", true},
	{"a language stays", "LANG=C.UTF-8", true},
	{"the place of the client's login stays", "CLAUDE_CONFIG_DIR=/srv/c", true},
	{"the client's own token stays", "CLAUDE_CODE_OAUTH_TOKEN=x", true},
	{"a word that only ends alike stays", "MONKEY=x", true},
	{"an empty value stays", "EDITOR=", true},
	{"the key that changes the bill", "ANTHROPIC_API_KEY=x", false},
	{"empty, too: the client looks whether it is there", "ANTHROPIC_API_KEY=", false},
	{"the other token", "ANTHROPIC_AUTH_TOKEN=x", false},
	{"another address", "ANTHROPIC_BASE_URL=http://127.0.0.1:1", false},
	{"a socket", "ANTHROPIC_UNIX_SOCKET=/tmp/s", false},
	{"headers", "ANTHROPIC_CUSTOM_HEADERS=x: y", false},
	{"another model", "ANTHROPIC_MODEL=x", false},
	{"another small model", "ANTHROPIC_DEFAULT_HAIKU_MODEL=x", false},
	{"an identity of a workload", "ANTHROPIC_IDENTITY_TOKEN_FILE=/x", false},
	{"a cloud is switched on", "CLAUDE_CODE_USE_BEDROCK=1", false},
	{"another one", "CLAUDE_CODE_USE_VERTEX=1", false},
	{"a key by descriptor", "CLAUDE_CODE_API_KEY_FILE_DESCRIPTOR=3", false},
	{"a token to renew by", "CLAUDE_CODE_OAUTH_REFRESH_TOKEN=x", false},
	{"the model of helpers", "CLAUDE_CODE_SUBAGENT_MODEL=x", false},
	{"the mark of a client around us", "CLAUDECODE=1", false},
	{"a key of another provider", "OPENAI_API_KEY=x", false},
	{"of one that nobody knows", "WHATEVER_API_KEY=x", false},
	{"in small letters", "whatever_api_key=x", false},
	{"with a number behind", "GEMINI_API_KEY_2=x", false},
	{"a cloud's key", "AWS_SECRET_ACCESS_KEY=x", false},
	{"a cloud's profile", "AWS_PROFILE=prod", false},
	{"a cloud's token", "AWS_BEARER_TOKEN_BEDROCK=x", false},
	{"a cloud's file", "GOOGLE_APPLICATION_CREDENTIALS=/x", false},
	{"a cloud's secret", "AZURE_CLIENT_SECRET=x", false},
	{"a forge's token", "GITHUB_TOKEN=x", false},
	{"a password", "PGPASSWORD=x", false},
	{"foreign code", "LD_PRELOAD=/x.so", false},
	{"foreign code of scripts", "NODE_OPTIONS=--require /x.js", false},
	{"foreign code of shells", "BASH_FUNC_ls%%=() { :; }", false},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	const char *const environment[] = {"TERM=dumb", r->one, r->one, NULL};
	struct pc_environment out;
	struct pc_str rest = pc_str(r->one), name = pc_str_cut(&rest, '=');

	pc_environment_clean(&out, &arena, environment);
	assert_string_equal(out.environment[0], "TERM=dumb");
	assert_int_equal(out.n_stripped, r->stays ? 0 : 1);
	if (r->stays) {
		assert_ptr_equal(out.environment[1], r->one);
		assert_null(pc_environment_why(name));
		return;
	}
	assert_null(out.environment[1]);
	assert_true(pc_str_eq(out.stripped[0], name));
	assert_non_null(pc_environment_why(name));
}

static const struct odd {
	const char *name;
	const char *const *environment;
} odds[] = {
	{"no environment", NULL},
	{"an empty one", (const char *const[]){NULL}},
	{"no equals sign", (const char *const[]){"ANTHROPIC_API_KEY", NULL}},
	{"no name", (const char *const[]){"=x", NULL}},
};

static void check_odd(const struct odd *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_environment out;

	pc_environment_clean(&out, &arena, r->environment);
	assert_null(out.environment[0]);
}

PC_TABLE(rows, check)
PC_TABLE(odds, check_odd)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(odds);
}
