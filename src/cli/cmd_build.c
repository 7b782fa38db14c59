/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl build: a verified policy repository to what machines get. */
#include <stdio.h>
#include <unistd.h>

#include "checks.h"
#include "output.h"
#include "pc/enforce/build.h"
#include "places.h"

struct build_args {
	struct pc_str target, out, layout, organization, identifier, repo;
	bool force;
};

#define FIELD(member) offsetof(struct build_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "target", "NAME",
		"What to build: claude-linux, claude-macos, claude-windows, "
		"claude-mobileconfig, claude-reg, claude-plist",
		FIELD(target)},
	{OPT_TEXT, "out", "DIR",
		"The directory to write; it must be absent, empty or an earlier build",
		FIELD(out)},
	{OPT_TEXT, "layout", "merged|fragments",
		"One merged file, or the base file and its drop-ins (default: merged)",
		FIELD(layout)},
	{OPT_TEXT, "organization", "TEXT", "The organization that a profile names",
		FIELD(organization)},
	{OPT_TEXT, "identifier", "NAME",
		"The identifier of a profile (default: policyctl.claude-code)",
		FIELD(identifier)},
	{OPT_TEXT, "repo", "DIR", "The policy repository, as the operand", FIELD(repo)},
	{OPT_FLAG, "force", NULL, "Build in spite of findings that are errors",
		FIELD(force)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* ---- words ---------------------------------------------------------------- */

static int wrong(const char *what, struct pc_str word)
{
	fprintf(stderr, "policyctl build: %s '%.*s'\n", what, PC_STR_ARG(word));
	return EXIT_USAGE;
}

static int unknown_target(struct pc_str word)
{
	const struct pc_target *target;

	if (word.len == 0)
		fputs("policyctl build: --target is missing; the targets:", stderr);
	else
		fprintf(stderr, "policyctl build: unknown target '%.*s'; the targets:",
			PC_STR_ARG(word));
	for (size_t i = 0; (target = pc_target_at(i)); i++)
		fprintf(stderr, " %s", target->name);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static int read_layout(struct pc_build_wish *wish, struct pc_str word)
{
	if (word.len == 0)
		return 0;
	if (!pc_str_is(word, "merged") && !pc_str_is(word, "fragments"))
		return wrong("--layout must be merged or fragments, not", word);
	if (wish->target->form != PC_FORM_FILES)
		return wrong("--layout says nothing about", pc_str(wish->target->name));
	if (pc_str_is(word, "fragments"))
		wish->layout = PC_LAYOUT_FRAGMENTS;
	return 0;
}

static int read_words(struct pc_build_wish *wish, const struct build_args *args)
{
	wish->target = pc_target_find(args->target);
	wish->organization = args->organization;
	wish->identifier = args->identifier;
	if (!wish->target)
		return unknown_target(args->target);
	if (args->out.len == 0) {
		fputs("policyctl build: --out is missing: --out DIR\n", stderr);
		return EXIT_USAGE;
	}
	if (wish->target->form != PC_FORM_PROFILE &&
		(args->organization.len || args->identifier.len)) {
		return wrong("--organization and --identifier say nothing about",
			args->target);
	}
	return read_layout(wish, args->layout);
}

/* ---- building ------------------------------------------------------------- */

static int could_not(const struct pc_err *err)
{
	output_error(err);
	return err->status == PC_ERR_USAGE ? EXIT_USAGE : EXIT_COULD_NOT;
}

/* Loads the repository alone; 0, or an exit status when nothing may be built of it. */
static int load_verified(struct pc_settings **out, struct pc_arena *arena,
	const struct build_args *args, struct pc_str repo, struct pc_diags *diags)
{
	struct pc_where where = {
		.apart = true, .managed_dir = places_absolute(arena, repo), .yaml = true};
	struct checks checks = {.repository = where.managed_dir, .nobody_asks = true};
	struct pc_settings *settings;
	struct pc_err err;
	int status;

	if (access(where.managed_dir.ptr, R_OK | X_OK) != 0) {
		pc_err_sys(&err, "'%.*s'", PC_STR_ARG(where.managed_dir));
		return could_not(&err);
	}
	if (pc_settings_load(&settings, arena, &where, diags, &err) != PC_OK)
		return could_not(&err);
	status = checks_run(&checks, settings, arena, diags);
	if (status != 0)
		return status;
	pc_diags_fold(diags);
	pc_diags_sort(diags);
	pc_diags_thin(diags);
	output_diags(stdout, diags, PC_WARNING);
	if (settings->refused) {
		puts("nothing is built: the client would refuse to start with these "
		     "managed settings");
		return EXIT_FINDINGS;
	}
	if (pc_diags_count(diags, PC_ERROR) && !args->force) {
		puts("nothing is built while there are errors; --force builds in spite "
		     "of them");
		return EXIT_FINDINGS;
	}
	*out = settings;
	return 0;
}

static void print_build(const struct pc_build *build, struct pc_str dir)
{
	printf("%s in %.*s: %zu files, digest %s\n", build->target->name, PC_STR_ARG(dir),
		build->n_files, build->digest);
}

static int make(const struct pc_settings *settings, const struct pc_build_wish *wish,
	struct pc_str out, struct pc_arena *arena)
{
	struct pc_diags held = {.arena = arena};
	struct pc_build build;
	struct pc_err err;
	enum pc_status status = pc_build_make(&build, arena, settings, wish, &held, &err);

	output_diags(stdout, &held, PC_NOTE);
	if (status != PC_OK && pc_diags_count(&held, PC_ERROR)) {
		printf("nothing is built: %s\n", err.text);
		return EXIT_FINDINGS;
	}
	if (status != PC_OK)
		return could_not(&err);
	if (pc_build_write(&build, places_absolute(arena, out), &err) != PC_OK)
		return could_not(&err);
	print_build(&build, out);
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct build_args *args = opaque;
	struct pc_build_wish wish = {0};
	struct pc_diags diags = {.arena = arena};
	struct pc_settings *settings;
	struct pc_str repo = args->repo;
	int status = read_words(&wish, args);

	if (status != 0)
		return status;
	if (repo.len && operands->count)
		return wrong("--repo and an operand exclude each other:", repo);
	if (operands->count)
		repo = operands->items[0];
	if (repo.len == 0)
		repo = PC_STR(".");
	status = load_verified(&settings, arena, args, repo, &diags);
	if (status != 0)
		return status;
	return make(settings, &wish, args->out, arena);
}

const struct cmd cmd_build = {
	.name = "build",
	.operands = "[REPOSITORY]",
	.brief = "Make what machines get from a policy repository",
	.opts = {options, NULL},
	.args_size = sizeof(struct build_args),
	.max_operands = 1,
	.run = run,
};
