/* SPDX-License-Identifier: Apache-2.0 */
/* Which keys a call may use, and in which order. */
#include "pc_test.h"

#include "pc/orch/key.h"

static struct pc_str client[] = {PC_STR("client")}, gpt[] = {PC_STR("gpt-*")},
		     m[] = {PC_STR("m")}, y[] = {PC_STR("y")}, any[] = {PC_STR("*")};

#define ONE(list)                                                                        \
	{                                                                                \
		(list), NULL, 1                                                          \
	}

#define KEY(name_, rank_, ...)                                                           \
	{                                                                                \
		.name = PC_STR(name_), .provider = PC_STR("p"), .rank = (rank_),         \
		__VA_ARGS__                                                              \
	}

enum { MOST = 6 };

static const struct row {
	const char *name;
	struct pc_key keys[MOST];
	const char *model, *agent, *project;
	const char *order; /* each with a space behind it */
} rows[] = {
	{"by rank, then as written",
		{KEY("f", PC_KEY_FALLBACK), KEY("o", PC_KEY_POOLED),
			KEY("b", PC_KEY_PRIORITISED), KEY("a", PC_KEY_PRIORITISED),
			KEY("g", PC_KEY_FALLBACK)},
		"m", "x", "y", "b a o f g "},
	{"nothing behind one that is always used",
		{KEY("a", PC_KEY_PRIORITISED, .is_always = true), KEY("o", PC_KEY_POOLED),
			KEY("f", PC_KEY_FALLBACK)},
		"m", "x", "y", "a "},
	{"but what is before it",
		{KEY("b", PC_KEY_PRIORITISED),
			KEY("a", PC_KEY_PRIORITISED, .is_always = true),
			KEY("o", PC_KEY_POOLED)},
		"m", "x", "y", "b a "},
	{"one that is always used, of another agent",
		{KEY("a", PC_KEY_PRIORITISED, .is_always = true, .agents = ONE(client)),
			KEY("o", PC_KEY_POOLED)},
		"m", "x", "y", "o "},
	{"and of that agent",
		{KEY("a", PC_KEY_PRIORITISED, .is_always = true, .agents = ONE(client)),
			KEY("o", PC_KEY_POOLED)},
		"m", "client", "y", "a "},
	{"for some models",
		{KEY("a", PC_KEY_PRIORITISED, .models = ONE(gpt)),
			KEY("b", PC_KEY_PRIORITISED, .models = ONE(m)),
			KEY("o", PC_KEY_POOLED)},
		"gpt-5", "x", "y", "a o "},
	{"for a project", {KEY("a", PC_KEY_PRIORITISED, .projects = ONE(y))}, "m", "x",
		"y", "a "},
	{"for another project", {KEY("a", PC_KEY_PRIORITISED, .projects = ONE(y))}, "m",
		"x", "z", ""},
	{"an agent that nobody knows gets no key of others",
		{KEY("a", PC_KEY_PRIORITISED, .agents = ONE(any)),
			KEY("o", PC_KEY_POOLED)},
		"m", "", "y", "o "},
	{"a name in another case", {KEY("a", PC_KEY_POOLED, .agents = ONE(client))}, "m",
		"Client", "y", ""},
	{"another provider", {{.name = PC_STR("a"), .provider = PC_STR("q")}}, "m", "x",
		"y", ""},
};

static void check(const struct row *r)
{
	const struct pc_key_use use = {
		PC_STR("p"), pc_str(r->model), pc_str(r->agent), pc_str(r->project)};
	const struct pc_key *out[MOST];
	char order[64] = "";
	size_t n = 0, count;

	while (n < MOST && r->keys[n].name.len)
		n++;
	count = pc_keys_order(out, r->keys, n, &use);
	for (size_t i = 0; i < count; i++)
		snprintf(order + strlen(order), sizeof(order) - strlen(order), "%.*s ",
			PC_STR_ARG(out[i]->name));
	assert_string_equal(order, r->order);
}

PC_TABLE_TESTS(rows, check)
