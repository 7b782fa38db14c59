/* SPDX-License-Identifier: Apache-2.0 */
/* From rules to canaries: which call, what it needs to be harmless, and why there is
 * none; and which of many are chosen. */
#include "pc/base/buf.h"
#include "pc/doc/write.h"
#include "pc/probe/canary.h"
#include "pc_test.h"

static const char home[] = "/nowhere-of-a-probe/home",
		  work[] = "/nowhere-of-a-probe/work";

struct scene {
	struct pc_arena arena;
	struct pc_rule_text texts[64];
	struct pc_str dir;
	struct pc_settings settings;
	struct pc_policy *policy;
	struct pc_canaries canaries;
};

/* Rules of one file each, "file|rule"; without a bar the file is "f". */
static void setup(struct scene *scene, const char *const *rules, size_t n)
{
	const struct pc_canary_ground ground = {pc_str(home), pc_str(work)};
	struct pc_err err;

	*scene = (struct scene){.dir = pc_str(work)};
	for (size_t i = 0; i < n; i++) {
		struct pc_str rest = pc_str(rules[i]), file = PC_STR("f");

		if (pc_str_find(rest, '|') < rest.len)
			file = pc_str_cut(&rest, '|');
		scene->texts[i] = (struct pc_rule_text){.text = rest,
			.list = PC_LIST_DENY,
			.from = {PC_LAYER_MANAGED,
				{pc_arena_str(&scene->arena, file).ptr, 1, 1}},
			.base = pc_str(work)};
	}
	scene->settings = (struct pc_settings){.rules = scene->texts,
		.n_rules = n,
		.cwd = pc_str(work),
		.home = pc_str(home),
		.dirs = &scene->dir,
		.n_dirs = 1};
	assert_int_equal(
		pc_policy_compile(&scene->policy, &scene->settings, NULL, &err), PC_OK);
	pc_canaries_add(&scene->canaries, &scene->arena, scene->policy, &ground);
	assert_int_equal(scene->canaries.count, n);
}

static void teardown(struct scene *scene)
{
	pc_policy_free(scene->policy);
	pc_arena_done(&scene->arena);
}

/* ---- one rule ---------------------------------------------------------------- */

static const struct row {
	const char *name, *rule, *other;
	const char *call; /* NULL: there is none */
	unsigned needs;
	const char *why;
} rows[] = {
	{"a command", "Bash(curl:*)", NULL, "Bash {\"command\":\"curl\"}",
		PC_CANARY_SHELL, NULL},
	{"an exact command", "Bash(git push)", NULL, "Bash {\"command\":\"git push\"}",
		PC_CANARY_SHELL, NULL},
	{"a pattern", "Bash(* --force)", NULL, "Bash {\"command\":\"any --force\"}",
		PC_CANARY_SHELL, NULL},
	{"all commands", "Bash", NULL, "Bash {\"command\":\"make\"}", PC_CANARY_SHELL,
		NULL},
	{"a path at home", "Read(~/.ssh/**)", NULL,
		"Read {\"file_path\":\"/nowhere-of-a-probe/home/.ssh/any\"}", 0, NULL},
	{"a name", "Read(.env)", NULL,
		"Read {\"file_path\":\"/nowhere-of-a-probe/work/.env\"}", 0, NULL},
	{"a path that is nowhere", "Read(//nowhere-at-all/x)", NULL,
		"Read {\"file_path\":\"/nowhere-at-all/x\"}", 0, NULL},
	{"a file that is there: a path below it", "Read(//etc/passwd)", NULL,
		"Read {\"file_path\":\"/etc/passwd/any\"}", 0, NULL},
	{"an edit that finds nothing", "Edit(./c/*.yml)", NULL,
		"Edit {\"file_path\":\"/nowhere-of-a-probe/work/c/any.yml\","
		"\"old_string\":\"policyctl-probe: stands nowhere\","
		"\"new_string\":\"policyctl-probe\"}",
		0, NULL},
	{"a host", "WebFetch(domain:a.example)", NULL,
		"WebFetch {\"url\":\"https://a.example/\",\"prompt\":\"any\"}",
		PC_CANARY_OFFLINE, NULL},
	{"a tool of a server", "mcp__db__drop", NULL, "mcp__db__drop {}",
		PC_CANARY_SERVER, NULL},
	{"a whole server", "mcp__db", NULL, "mcp__db__any {}", PC_CANARY_SERVER, NULL},
	{"an agent", "Agent(deploy)", NULL,
		"Agent {\"subagent_type\":\"deploy\",\"prompt\":\"any\","
		"\"description\":\"policyctl-probe\"}",
		0, NULL},
	{"a parameter", "Agent(model:opus)", NULL,
		"Agent {\"subagent_type\":\"general-purpose\",\"model\":\"opus\","
		"\"description\":\"policyctl-probe\"}",
		0, NULL},
	{"another rule is before it", "Bash(curl *)", "Bash(curl:*)", NULL, 0,
		"Bash(curl:*) denies the same calls"},
	{"a tool of nobody", "NoSuchTool", NULL, NULL, 0,
		"no client has a tool of that name"},
	{"a tool of another system", "PowerShell(rm:*)", NULL, NULL, 0,
		"no client of this system has the tool PowerShell"},
	{"never looked at", "Write(./x)", NULL, NULL, 0,
		"clients keep the rule and never look at it"},
	{"dropped", "Bash(x", NULL, NULL, 0, "clients drop the rule"},
};

static void check(const struct row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const char *const rules[] = {r->other ? r->other : r->rule, r->rule};
	const struct pc_canary *canary;
	struct scene scene;

	setup(&scene, rules, r->other ? 2 : 1);
	canary = &scene.canaries.items[scene.canaries.count - 1];
	assert_str(canary->rule->text, r->rule);
	if (r->call) {
		assert_non_null(canary->action.tool.ptr);
		pc_buf_printf(&text, "%.*s ", PC_STR_ARG(canary->action.tool));
		pc_node_write(&text, canary->action.input, PC_FORMAT_JSON_LINE);
		assert_str(pc_str_trim(pc_buf_str(&text)), r->call);
		assert_int_equal(canary->needs, r->needs);
	} else {
		assert_null(canary->action.tool.ptr);
	}
	assert_str(canary->why, r->why ? r->why : "");
	teardown(&scene);
}

/* ---- which of them ------------------------------------------------------------- */

static const struct choice {
	const char *name;
	const char *rules[12];
	size_t most;
	const char *chosen;
} choices[] = {
	{"all of few", {"Bash(a:*)", "Read(b)"}, 5, "Bash(a:*) Read(b) "},
	{"none without a call", {"Bash(a:*)", "NoSuchTool"}, 5, "Bash(a:*) "},
	{"each file has its turn",
		{"x|Bash(a:*)", "x|Bash(b:*)", "x|Read(c)", "y|Bash(d:*)", "y|Bash(e:*)"},
		2, "Bash(b:*) Bash(e:*) "},
	{"then each kind",
		{"x|Bash(a:*)", "x|Bash(b:*)", "x|Read(c)", "y|Bash(d:*)", "y|Bash(e:*)"},
		3, "Bash(b:*) Read(c) Bash(e:*) "},
	{"spread evenly",
		{"Bash(a:*)", "Bash(b:*)", "Bash(c:*)", "Bash(d:*)", "Bash(e:*)",
			"Bash(f:*)"},
		3, "Bash(b:*) Bash(d:*) Bash(f:*) "},
	{"one", {"Bash(a:*)", "Bash(b:*)", "Read(c)"}, 1, "Bash(b:*) "},
};

static void check_choice(const struct choice *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const struct pc_canary **chosen;
	struct scene scene;
	size_t n = 0;

	while (n < PC_COUNT(r->rules) && r->rules[n])
		n++;
	setup(&scene, r->rules, n);
	chosen = pc_canaries_choose(&scene.arena, &scene.canaries, r->most, &n);
	for (size_t i = 0; i < n; i++)
		pc_buf_printf(&text, "%.*s ", PC_STR_ARG(chosen[i]->rule->text));
	assert_str(pc_buf_str(&text), r->chosen);
	teardown(&scene);
}

PC_TABLE(rows, check)
PC_TABLE(choices, check_choice)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(choices);
}
