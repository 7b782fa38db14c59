/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl verify: load everything, compile everything, report every finding. */
#include <stdio.h>

#include "output.h"
#include "pc/lint/lint.h"
#include "places.h"

struct verify_args {
	struct places places;
	bool windows, ways_around;
};

#define FIELD(member) offsetof(struct verify_args, member)

static const struct opt verify_options[] = {
	{OPT_FLAG, "windows", NULL, "The fleet has Windows machines", FIELD(windows)},
	{OPT_FLAG, "ways-around", NULL,
		"For each deny rule on a command, one that it does not stop",
		FIELD(ways_around)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct verify_args *args = opaque;
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_settings *settings = NULL;
	struct pc_diags diags = {.arena = arena};
	struct pc_lint_options options = {0};
	struct pc_err err;
	size_t errors, warnings;
	int status;

	if (operands->count && args->places.repo.len == 0)
		args->places.repo = operands->items[0];
	status = places_load(&settings, arena, &args->places, &diags);
	if (status != 0)
		return status;
	if (pc_policy_compile(&policy, settings, &diags, &err) != PC_OK) {
		output_error(&err);
		return EXIT_COULD_NOT;
	}
	options.windows = args->windows;
	options.ways_around = args->ways_around;
	pc_lint(settings, policy, &options, &diags);
	output_diags(stdout, &diags, PC_NOTE);
	errors = pc_diags_count(&diags, PC_ERROR);
	warnings = pc_diags_count(&diags, PC_WARNING);
	if (settings->refused)
		puts("the client would refuse to start with these managed settings");
	printf("%zu rule%s, %zu error%s, %zu warning%s\n", settings->n_rules,
		plural(settings->n_rules), errors, plural(errors), warnings,
		plural(warnings));
	return errors || settings->refused ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.operands = "[REPOSITORY]",
	.brief = "Report what is wrong with settings files, without applying them",
	.opts = {place_options, verify_options, NULL},
	.args_size = sizeof(struct verify_args),
	.max_operands = 1,
	.run = run,
};
