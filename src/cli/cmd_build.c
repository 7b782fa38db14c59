/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl build: a verified policy repository to what machines get. */
#include <stdio.h>

#include "checks.h"
#include "output.h"
#include "pc/enforce/build.h"
#include "pc/enforce/models.h"
#include "target.h"

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
	{OPT_WORD, "layout", "merged|fragments",
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

static int nothing_built(const char *why)
{
	printf("nothing is built: %s\n", why);
	return EXIT_FINDINGS;
}

/* With what clients can hold of the repository's policy of models.  What the settings
 * themselves are told of has been told. */
static int add_models(struct pc_settings **settings, struct pc_arena *arena,
	struct target *target, struct pc_diags *diags)
{
	static const struct places nobody;
	struct pc_diags unheard = {.arena = arena};
	struct pc_named_file *file = pc_arena_new(arena, struct pc_named_file);
	const struct pc_build_repository repository = {.dir = target->path,
		.shown = checks_name(arena, target->path, ""),
		.settings = *settings};
	struct pc_err err;
	enum pc_status status = pc_build_models_of(file, arena, &repository, diags, &err);

	if (status == PC_ERR_PARSE) {
		output_diags(stdout, diags, PC_WARNING);
		return nothing_built(err.text);
	}
	if (status != PC_OK)
		return output_failure(&err);
	target->drop_in = file;
	return file->text.ptr ? target_load(settings, arena, &nobody, target, &unheard)
			      : 0;
}

/* Loads the repository alone; 0, or an exit status when nothing may be built of it. */
static int load_verified(struct pc_settings **out, struct pc_arena *arena,
	const struct build_args *args, struct pc_str repo, struct pc_diags *diags)
{
	static const struct places nobody;
	struct target target = {.path = repo};
	struct checks checks = {.repository = repo, .nobody_asks = true};
	struct pc_settings *settings;
	int status = places_check_dir("", repo);

	if (status == 0)
		status = target_load(&settings, arena, &nobody, &target, diags);
	if (status == 0)
		status = checks_run(&checks, settings, arena, diags);
	if (status == 0)
		status = add_models(&settings, arena, &target, diags);
	if (status != 0)
		return status;
	pc_diags_fold(diags);
	pc_diags_sort(diags);
	pc_diags_thin(diags);
	output_diags(stdout, diags, PC_WARNING);
	if (settings->is_blind)
		return nothing_built("there is a managed file that cannot be read");
	if (settings->refused)
		return nothing_built(
			"the client would refuse to start with these managed "
			"settings");
	if (pc_diags_count(diags, PC_ERROR) && !args->force)
		return nothing_built("there are errors; --force builds in spite of them");
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
	if (status != PC_OK && pc_diags_count(&held, PC_ERROR))
		return nothing_built(err.text);
	if (status != PC_OK)
		return output_failure(&err);
	if (pc_build_write(&build, places_absolute(arena, out), &err) != PC_OK)
		return output_failure(&err);
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
