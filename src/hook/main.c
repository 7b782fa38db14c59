/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl-hook: the program that the client runs before every tool call.  It exits 0 or
 * 2 only, and with 2 unless it knows better; wrong options, too, block. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "hook_priv.h"
#include "pc/base/fs.h"

struct options {
	struct pc_str agent, audit, managed, state, spool, shared, time_limit;
	bool compile;
};

static const struct pc_str machine_dir = PC_STR("/var/lib/policyctl");
static const struct pc_str spool_dir = PC_STR("/var/spool/policyctl");
static const struct pc_str audit_file = PC_STR("/etc/policyctl/audit.yaml");

#define FIELD(member) offsetof(struct options, member)

static const struct {
	const char *name;
	size_t offset;
} table[] = {
	{"--agent", FIELD(agent)},
	{"--audit", FIELD(audit)},
	{"--managed", FIELD(managed)},
	{"--state", FIELD(state)},
	{"--spool", FIELD(spool)},
	{"--shared", FIELD(shared)},
	{"--time-limit", FIELD(time_limit)},
};

static struct pc_str *find_option(struct options *options, struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(table); i++) {
		if (pc_str_is(name, table[i].name))
			return (struct pc_str *)(void *)((char *)options +
							 table[i].offset);
	}
	return NULL;
}

/* False, and said why, when the words are wrong. */
static bool parse(struct options *options, int argc, char **argv)
{
	for (int at = 1; at < argc; at++) {
		struct pc_str word = pc_str(argv[at]);
		size_t equals = pc_str_find(word, '=');
		struct pc_str *value = find_option(options, pc_str_head(word, equals));

		if (pc_str_is(word, "--compile")) {
			options->compile = true;
			continue;
		}
		if (value && equals < word.len)
			*value = pc_str_from(word, equals + 1);
		else if (value && at + 1 < argc)
			*value = pc_str(argv[++at]);
		else
			value = NULL;
		if (!value) {
			fprintf(stderr,
				"policyctl: the hook does not know '%s', or its value is "
				"missing; 'policyctl hook --help' lists the options\n",
				argv[at]);
			return false;
		}
	}
	return true;
}

/* NULL, and said why, when it is none whose protocol is known. */
static const struct agent *agent_of(struct pc_str name)
{
	const struct agent *agent = name.ptr ? agent_find(name) : &agent_claude;

	if (!agent) {
		fprintf(stderr,
			"policyctl: --agent must be claude, codex, copilot or gemini, "
			"not '%.*s'\n",
			PC_STR_ARG(name));
	}
	return agent;
}

/* Seconds; 0 where the text is no limit that can be kept. */
static double time_limit(struct pc_str text)
{
	static const double usual = 5, longest = 600;
	char *end = NULL;
	double seconds;

	if (text.len == 0)
		return usual;
	seconds = strtod(text.ptr, &end);
	return *end == '\0' && seconds >= 0.001 && seconds <= longest ? seconds : 0;
}

static struct pc_str absolute(struct pc_arena *arena, struct pc_str path)
{
	char here[4096];

	if (path.len == 0 || path.ptr[0] == '/')
		return path;
	return pc_path_join(arena, pc_str(getcwd(here, sizeof(here)) ? here : "/"), path);
}

/* Where policyd would take decisions in.  Who says where the log is means it. */
static struct pc_str spool_of(struct pc_arena *arena, const struct options *options)
{
	if (options->spool.len)
		return absolute(arena, options->spool);
	return options->state.len ? (struct pc_str){0} : spool_dir;
}

/* Root's log is the machine's; anybody else's lies where programs keep their state. */
static struct pc_str state_dir(struct pc_arena *arena, struct pc_str option)
{
	const char *base = getenv("XDG_STATE_HOME");

	if (option.len)
		return absolute(arena, option);
	if (geteuid() == 0)
		return machine_dir;
	if (base && base[0] == '/')
		return pc_path_join(arena, pc_str(base), PC_STR("policyctl"));
	return pc_path_join(
		arena, pc_str(getenv("HOME")), PC_STR(".local/state/policyctl"));
}

/* Compiles the policy for everybody instead of answering. */
static int compile(const struct hook_places *places)
{
	/* Files that were written a moment ago may be written again without a trace. */
	const struct timespec settle = {.tv_nsec = 40000000};
	struct pc_err err;

	nanosleep(&settle, NULL);
	if (pc_generation_share(places->managed, places->shared, &err) != PC_OK) {
		fprintf(stderr, "policyctl: the policy is not compiled: %s\n", err.text);
		return HOOK_BLOCK;
	}
	printf("policyctl: the policy is compiled, in '%.*s'\n",
		PC_STR_ARG(places->shared));
	return fflush(stdout) == 0 ? HOOK_FINE : HOOK_BLOCK;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct hook_places places = {.home = pc_str(getenv("HOME"))};
	struct options options = {0};
	double limit;

	guard_start(0);
	if (!parse(&options, argc, argv))
		return HOOK_BLOCK;
	places.agent = agent_of(options.agent);
	if (!places.agent)
		return HOOK_BLOCK;
	limit = time_limit(options.time_limit);
	if (limit == 0) {
		fprintf(stderr,
			"policyctl: --time-limit must be seconds from 0.001 to 600, not "
			"'%.*s'\n",
			PC_STR_ARG(options.time_limit));
		return HOOK_BLOCK;
	}
	guard_start(limit);
	places.managed = absolute(&arena, options.managed);
	places.audit = options.audit.len ? absolute(&arena, options.audit) : audit_file;
	places.state = state_dir(&arena, options.state);
	places.spool = spool_of(&arena, &options);
	places.shared =
		options.shared.len ? absolute(&arena, options.shared) : machine_dir;
	places.monitor = pc_path_join(&arena, places.shared, PC_STR("monitor"));
	if (options.compile)
		return compile(&places);
	if (places.agent->project)
		places.project = pc_str(getenv(places.agent->project));
	if (places.project.len && places.project.ptr[0] != '/')
		places.project = (struct pc_str){0};
	/* Nothing is buffered; what the system does when a process ends is enough. */
	_exit(run_hook(&places, STDIN_FILENO));
}
