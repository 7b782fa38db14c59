/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl probe: are the deny rules effective?  Calls that they must deny are put to
 * the clients and to the hook that are installed; what lets one through is named. */
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/config/config.h"
#include "places.h"
#include "probe.h"

struct probe_args {
	struct agent_words words;
	struct pc_str client, policy, rules, user, timeout, format;
	bool hook_only, all;
};

#define FIELD(member) offsetof(struct probe_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "client", "PATH", "This client alone (default: each that is found)",
		FIELD(client)},
	{OPT_FLAG, "hook-only", NULL, "Start no client, ask the hook alone",
		FIELD(hook_only)},
	{OPT_TEXT, "policy", "PATH",
		"A fragment, or a directory of them, that should be in force, too",
		FIELD(policy)},
	{OPT_TEXT, "rules", "N", "How many rules to try (default: 20)", FIELD(rules)},
	{OPT_FLAG, "all", NULL, "Try every rule", FIELD(all)},
	{OPT_TEXT, "user", "NAME",
		"Who runs them (default: nobody, or in whose home a client lies)",
		FIELD(user)},
	{OPT_TEXT, "timeout", "TIME", "For one client, such as 30s (default: 60s)",
		FIELD(timeout)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int wrong(const char *why)
{
	fprintf(stderr, "policyctl probe: %s\n", why);
	return EXIT_USAGE;
}

/* ---- judging --------------------------------------------------------------------- */

static bool is_whole_tool(const struct pc_canary *canary)
{
	return canary->form == PC_RULE_TOOL || canary->form == PC_RULE_TOOL_GLOB;
}

/* Nobody but an MCP server that is not there could be asked. */
static bool is_untried(const struct pc_canary *canary, enum pc_fate_kind fate)
{
	return fate == PC_FATE_HELD && (canary->needs & PC_CANARY_SERVER);
}

static enum effect effect_of(const struct pc_canary *canary, enum pc_fate_kind fate)
{
	static const enum effect effects[PC_N_FATES] = {
		[PC_FATE_NONE] = EFFECT_UNKNOWN,
		[PC_FATE_HELD] = EFFECT_UNKNOWN,
		[PC_FATE_DENIED] = EFFECT_YES,
		[PC_FATE_HOOKED] = EFFECT_YES,
		[PC_FATE_ABSENT] = EFFECT_UNKNOWN,
		[PC_FATE_ASKED] = EFFECT_NONE,
		[PC_FATE_THROUGH] = EFFECT_NONE,
		[PC_FATE_UNCLEAR] = EFFECT_UNKNOWN,
	};

	/* A tool that is missing for another reason proves no rule about its calls, and
	 * one that looks at its input is not missing. */
	if (is_whole_tool(canary) && fate == PC_FATE_ABSENT)
		return EFFECT_YES;
	if (is_whole_tool(canary) && fate == PC_FATE_UNCLEAR)
		return EFFECT_NONE;
	return effects[fate];
}

/* What all of them say: the worst counts, and what was held back only counts when nobody
 * else said anything. */
struct judging {
	bool seen[N_EFFECTS];
	bool was_held;
};

static void judge(
	struct judging *judging, const struct pc_canary *canary, enum pc_fate_kind fate)
{
	enum effect effect = effect_of(canary, fate);

	if (fate == PC_FATE_HELD && !is_untried(canary, fate))
		judging->was_held = true;
	else
		judging->seen[is_untried(canary, fate) ? EFFECT_UNTRIED : effect] = true;
}

enum effect probed_effect(const struct probed *probed, size_t i)
{
	const struct pc_canary *canary = probed->chosen[i];
	struct judging judging = {0};

	if (probed->hook_was_run) {
		enum pc_fate_kind fate = probed->hook_probe.fates[i].kind;

		/* A hook that failed offers no tool. */
		judge(&judging, canary, fate == PC_FATE_UNCLEAR ? PC_FATE_NONE : fate);
	}
	for (size_t c = 0; c < probed->n_clients; c++) {
		const struct probed_client *client = &probed->clients[c];

		judge(&judging, canary,
			client->was_run ? client->probe.fates[i].kind : PC_FATE_NONE);
	}
	if (judging.seen[EFFECT_NONE])
		return EFFECT_NONE;
	if (judging.seen[EFFECT_UNKNOWN])
		return EFFECT_UNKNOWN;
	if (judging.seen[EFFECT_YES])
		return EFFECT_YES;
	return judging.was_held ? EFFECT_UNKNOWN : EFFECT_UNTRIED;
}

size_t probed_count(const struct probed *probed, enum effect effect)
{
	size_t n = 0;

	for (size_t i = 0; i < probed->n_chosen; i++)
		n += probed_effect(probed, i) == effect;
	return n;
}

const struct pc_machine_hook *probed_hook(const struct probed *probed)
{
	if (probed->hook.is_named)
		return &probed->hook;
	return probed->lost_hook.is_named ? &probed->lost_hook : NULL;
}

size_t probed_dead(const struct probed *probed)
{
	size_t n = 0;

	for (size_t i = 0; i < probed->canaries.count; i++)
		n += probed->canaries.items[i].is_dead;
	return n;
}

/* ---- who and what ----------------------------------------------------------------- */

struct task {
	const struct probe_args *args;
	struct probed *probed;
	struct pc_probe_who who; /* unless a client lies in somebody's home */
	struct pc_str user;
	int64_t timeout;
	size_t most;
};

/* False: there is no such user, or we may not become it. */
static bool find_who(struct task *task)
{
	enum { NOBODY = 65534 };
	const struct passwd *user;

	if (task->args->user.len == 0) {
		task->who = (struct pc_probe_who){geteuid() == 0, NOBODY, NOBODY};
		task->user = geteuid() == 0 ? PC_STR("nobody") : (struct pc_str){0};
		return true;
	}
	user = getpwnam(task->args->user.ptr);
	if (!user || (geteuid() != 0 && user->pw_uid != geteuid()))
		return false;
	task->who = (struct pc_probe_who){
		user->pw_uid != geteuid(), user->pw_uid, user->pw_gid};
	task->user = task->args->user;
	return true;
}

/* Where a policy says which MCP servers there are, clients take none from the command
 * line, or do not start. */
static bool takes_no_servers(const struct probed *probed)
{
	const struct pc_node *root =
		probed->settings ? probed->settings->effective : NULL;
	const struct pc_node *lock = pc_node_get_c(root, "disableSideloadFlags");

	return (lock && lock->kind == PC_BOOL && lock->boolean) ||
	       pc_node_get_c(root, "managedMcpServers") ||
	       access(pc_path_join(probed->arena, probed->agent.managed,
			      PC_STR("managed-mcp.json"))
			       .ptr,
		       F_OK) == 0;
}

static void add_client(struct task *task, struct pc_str path, struct pc_str version,
	struct pc_str user, const struct pc_probe_who *who)
{
	struct probed *probed = task->probed;

	probed->clients[probed->n_clients++] = (struct probed_client){.path = path,
		.version = version,
		.user = user,
		.probe = {.stage = &probed->stage,
			.who = *who,
			.canaries = probed->chosen,
			.n = probed->n_chosen,
			.deadline = task->timeout,
			.no_servers = takes_no_servers(probed)}};
}

static void find_clients(struct task *task)
{
	struct probed *probed = task->probed;
	struct pc_machine_clients found = {0};

	if (task->args->client.len == 0)
		pc_machine_find_clients(&found, &probed->agent.machine);
	probed->clients =
		pc_arena_new_array(probed->arena, struct probed_client, found.count + 1);
	if (task->args->client.len)
		add_client(task, places_absolute(probed->arena, task->args->client),
			(struct pc_str){0}, task->user, &task->who);
	for (size_t i = 0; i < found.count; i++) {
		const struct pc_machine_client *client = &found.items[i];
		const struct pc_probe_who owner = {
			client->uid != geteuid(), client->uid, client->gid};
		bool is_owners =
			client->user.len && geteuid() == 0 && task->args->user.len == 0;

		add_client(task, client->path, client->version,
			is_owners ? client->user : task->user,
			is_owners ? &owner : &task->who);
	}
}

/* ---- running ------------------------------------------------------------------------
 */

static struct pc_str explain_fault(struct probed *probed, const char *fault)
{
	const struct pc_node *env = pc_node_get_c(
		probed->settings ? probed->settings->effective : NULL, "env");
	struct pc_str elsewhere = agent_text(env, "ANTHROPIC_BASE_URL");

	if (!fault[0] || elsewhere.len == 0)
		return pc_str(fault);
	return pc_arena_printf(probed->arena,
		"%s; the policy's own env sends it to '%.*s'", fault,
		PC_STR_ARG(elsewhere));
}

static enum pc_status run_client(
	struct probed *probed, struct probed_client *client, struct pc_err *err)
{
	enum pc_status status = pc_probe_client(&client->probe, client->path.ptr, err);

	if (status != PC_OK) {
		client->fault = pc_arena_str(probed->arena, pc_str(err->text));
		return status;
	}
	client->was_run = true;
	client->fault = explain_fault(probed, client->probe.fault);
	if (client->probe.version[0])
		client->version = pc_str(client->probe.version);
	return PC_OK;
}

/* As the client starts it: by a shell, unless its arguments stand apart. */
static char **hook_argv(struct probed *probed)
{
	const struct pc_node *args = pc_node_get_c(probed->hook.handler, "args");
	struct pc_str program = agent_path(&probed->agent, probed->hook.program);
	size_t n_args = args && args->kind == PC_LIST ? args->n_items : 0;
	char **argv = pc_arena_new_array(probed->arena, char *, n_args + 4);
	size_t n = 0;

	if (!args) {
		static char shell[] = "/bin/sh", flag[] = "-c";

		argv[n++] = shell;
		argv[n++] = flag;
		program = pc_arena_printf(probed->arena, "%.*s%.*s",
			PC_STR_ARG(probed->agent.root),
			PC_STR_ARG(agent_text(probed->hook.handler, "command")));
	}
	argv[n++] = (char *)(uintptr_t)program.ptr;
	for (size_t i = 0; i < n_args; i++)
		argv[n++] = (char *)(uintptr_t)pc_arena_str(
			probed->arena, pc_node_text(args->items[i]))
				    .ptr;
	return argv;
}

static void run_hook(struct task *task)
{
	enum { PATIENCE = 10000 };
	struct probed *probed = task->probed;
	struct pc_err err;

	probed->hook_fault = probed->hook.fault;
	if (!probed->hook.is_named && probed->lost_hook.is_named)
		probed->hook_fault = PC_STR("no client reads the file that names it");
	if (!probed->hook.is_named || probed->hook_fault.len)
		return;
	probed->hook_probe = (struct pc_probe){.stage = &probed->stage,
		.who = task->who,
		.canaries = probed->chosen,
		.n = probed->n_chosen,
		.deadline = task->timeout};
	if (pc_probe_hook(&probed->hook_probe, hook_argv(probed), PATIENCE, &err) !=
		PC_OK) {
		probed->hook_fault = pc_arena_str(probed->arena, pc_str(err.text));
		return;
	}
	probed->hook_was_run = true;
	probed->hook_fault = pc_str(probed->hook_probe.fault);
}

static int say_none(const char *what)
{
	fprintf(stderr, "policyctl probe: %s\n", what);
	return EXIT_COULD_NOT;
}

static int probe(struct task *task)
{
	struct probed *probed = task->probed;
	struct pc_err err;

	if (probe_find_rules(probed, task->args->policy, &err) != PC_OK)
		return output_failure(&err);
	if (probed->canaries.count == 0)
		return say_none("there is no deny rule that should be in force");
	probed->chosen = pc_canaries_choose(
		probed->arena, &probed->canaries, task->most, &probed->n_chosen);
	if (!task->args->hook_only)
		find_clients(task);
	if (!probed_hook(probed) && probed->n_clients == 0)
		return say_none(task->args->hook_only
					? "managed settings name no hook"
					: "there is neither a client nor a hook");
	run_hook(task);
	for (size_t i = 0; i < probed->n_clients; i++) {
		if (run_client(probed, &probed->clients[i], &err) != PC_OK)
			return output_failure(&err);
	}
	return EXIT_FINE;
}

static int answer(const struct task *task)
{
	const struct probed *probed = task->probed;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	if (pc_str_is(task->args->format, "json")) {
		probe_write_json(&out, probed);
		clean_json(&clean, pc_buf_str(&out));
	} else {
		probe_write_text(&clean, probed);
	}
	output_text(stdout, pc_buf_str(&clean));
	if (probed_count(probed, EFFECT_NONE) + probed_dead(probed) ||
		probed->hook_fault.len)
		return EXIT_FINDINGS;
	return probed_count(probed, EFFECT_YES) &&
			       probed_count(probed, EFFECT_UNKNOWN) == 0
		       ? EXIT_FINE
		       : EXIT_COULD_NOT;
}

/* 1 to PC_MAX_CANARIES; 0: that is none. */
static size_t read_rules(struct pc_str typed)
{
	enum { BASE = 10 };
	size_t n = 0;

	for (size_t i = 0; i < typed.len; i++) {
		if (typed.ptr[i] < '0' || typed.ptr[i] > '9' || n > PC_MAX_CANARIES)
			return 0;
		n = n * BASE + (size_t)(typed.ptr[i] - '0');
	}
	return n <= PC_MAX_CANARIES ? n : 0;
}

static int check_words(struct task *task)
{
	enum { USUAL_RULES = 20, USUAL_TIME = 60000 };
	const struct probe_args *args = task->args;

	task->most = args->all ? PC_MAX_CANARIES : USUAL_RULES;
	task->timeout = USUAL_TIME;
	if (args->rules.ptr && !(task->most = read_rules(args->rules)))
		return wrong("--rules must be a number from 1 to 4096");
	if (args->rules.ptr && args->all)
		return wrong("--rules and --all exclude each other");
	if (args->timeout.ptr &&
		(!pc_duration_read(&task->timeout, args->timeout) || task->timeout <= 0))
		return wrong("--timeout must be a duration such as 30s");
	if (args->hook_only && args->client.len)
		return wrong("--hook-only and --client exclude each other");
	if (!find_who(task)) {
		fprintf(stderr, "policyctl probe: there is no user '%.*s' to become\n",
			PC_STR_ARG(args->user));
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct probe_args *args = opaque;
	struct probed probed = {.arena = arena, .lists_all = args->all};
	struct task task = {.args = args, .probed = &probed};
	struct pc_err err;
	int status;

	(void)operands;
	status = check_words(&task);
	if (status != EXIT_FINE)
		return status;
	if (args->policy.len)
		args->policy = places_absolute(arena, args->policy);
	agent_read(&probed.agent, arena, &args->words);
	if (pc_stage_make(&probed.stage, arena, &err) != PC_OK)
		return output_failure(&err);
	status = probe(&task);
	pc_stage_remove(&probed.stage);
	if (status == EXIT_FINE)
		status = answer(&task);
	probe_forget_rules(&probed);
	return status;
}

const struct cmd cmd_probe = {
	.name = "probe",
	.operands = "",
	.brief = "Prove that deny rules hold in the clients and the hook that are there",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct probe_args),
	.run = run,
};
