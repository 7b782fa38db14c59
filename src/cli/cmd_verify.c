/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl verify: look at everything that was named, collect every finding, report. */
#include <stdio.h>
#include <unistd.h>

#include "checks.h"
#include "fix.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "target.h"

struct verify_args {
	struct places places;
	struct pc_str format, fail_on, scope, stdin_name;
	bool quiet, windows, ways_around, fix, dry_run;
};

#define FIELD(member) offsetof(struct verify_args, member)

static const struct opt options[] = {
	{OPT_WORD, "format", "text|json|sarif|junit|tap|github|gitlab|azure",
		"How to report (default: text)", FIELD(format)},
	{OPT_WORD, "fail-on", "error|warning|note",
		"The least severity that makes the exit status 1 (default: error)",
		FIELD(fail_on)},
	{OPT_WORD, "scope", TARGET_SCOPES, "What files count as (default: by place)",
		FIELD(scope)},
	{OPT_TEXT, "stdin-name", "FILE",
		"What standard input is called: says its scope, and whether it is YAML",
		FIELD(stdin_name)},
	{OPT_TEXT, "client-version", "VERSION",
		"The oldest client in the fleet (default: requiredMinimumVersion)",
		FIELD(places.client_version)},
	{OPT_FLAG, "quiet", NULL,
		"In text, only the findings that count for the exit status, and no total",
		FIELD(quiet)},
	{OPT_FLAG, "windows", NULL, "The fleet has Windows machines", FIELD(windows)},
	{OPT_FLAG, "ways-around", NULL,
		"For each deny rule on a command, one that it does not stop",
		FIELD(ways_around)},
	{OPT_FLAG, "fix", NULL,
		"Mend what certainly can be mended, in place, and report what is left",
		FIELD(fix)},
	{OPT_FLAG, "dry-run", NULL,
		"Print what --fix would change, as a diff and nothing else",
		FIELD(dry_run)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* One run, and what it has found so far. */
struct verify {
	const struct verify_args *args;
	struct pc_arena *arena;
	struct pc_diags diags;
	struct texts files;
	struct pc_report report;
	struct pc_report_source source;
	int status;
};

static void remember_files(struct verify *verify, const struct pc_settings *settings)
{
	for (size_t i = 0; i < settings->n_files; i++)
		texts_add(&verify->files, verify->arena, pc_str(settings->files[i].name));
}

/* Whether the options leave open who asks, as policy tests do. */
static bool nobody_asks(const struct places *places)
{
	return !places->managed.len && !places->repo.len && !places->home.len &&
	       !places->cwd.len && !places->settings.len && !places->mode.len &&
	       !places->allowed.count && !places->disallowed.count &&
	       !places->add_dirs.count && !places->bypass;
}

/* Every check of one set of settings, in turn. */
static void look_at(struct verify *verify, const struct pc_settings *settings,
	struct pc_str repository)
{
	struct checks checks = {
		.lint = {verify->args->windows, verify->args->ways_around},
		.repository = repository,
		.nobody_asks = nobody_asks(&verify->args->places),
		.files = &verify->files,
	};
	int status;

	verify->report.n_rules += settings->n_rules;
	remember_files(verify, settings);
	verify->report.refused |= settings->refused && !settings->is_blind;
	status = checks_run(&checks, settings, verify->arena, &verify->diags);
	if (status != 0)
		verify->status = status;
	verify->report.n_tests += checks.n_tests;
	status = checks_mentions(settings, repository, verify->report.source,
		verify->arena, &verify->diags);
	if (status != 0)
		verify->status = status;
}

static void look_at_machine(struct verify *verify)
{
	struct pc_settings *settings = NULL;

	verify->status = places_load(
		&settings, verify->arena, &verify->args->places, &verify->diags);
	if (verify->status != 0)
		return;
	if (settings->n_files == 0)
		fputs("policyctl: there are no settings files here; "
		      "'policyctl verify PATH' looks elsewhere\n",
			stderr);
	look_at(verify, settings, verify->args->places.repo);
}

/* Puts standard input in the place of the operand "-". */
static int read_stdin(struct verify *verify, struct target *target)
{
	struct pc_str name = verify->args->stdin_name;
	struct pc_err err;

	target->path = name.len ? name : PC_STR("-");
	if (pc_fs_read_fd(&target->text, verify->arena, STDIN_FILENO, PC_MAX_DOC_SIZE,
		    &err) != PC_OK) {
		pc_err_wrap(&err, "standard input");
		return output_failure(&err);
	}
	verify->source = (struct pc_report_source){target->path.ptr, target->text};
	verify->report.source = &verify->source;
	return 0;
}

static void look_at_path(struct verify *verify, struct pc_str path)
{
	const struct pc_str no_repository = {0};
	struct target target = {.path = path, .scope = verify->args->scope};
	struct pc_settings *settings = NULL;
	int status = 0;

	if (pc_str_is(path, "-"))
		status = read_stdin(verify, &target);
	if (status == 0)
		status = target_load(&settings, verify->arena, &verify->args->places,
			&target, &verify->diags);
	if (status == 0)
		look_at(verify, settings, target.is_repository ? path : no_repository);
	if (status == 0 && target.is_repository)
		status = checks_targets(
			path, &verify->files, verify->arena, &verify->diags);
	if (status == 0 && target.is_repository)
		status =
			checks_audit(path, &verify->files, verify->arena, &verify->diags);
	if (status == 0 && target.is_repository)
		status = checks_models(
			path, &verify->files, verify->arena, &verify->diags);
	if (status == 0 && target.is_repository)
		status = checks_model_policy(
			path, settings, &verify->files, verify->arena, &verify->diags);
	if (status == 0 && target.is_repository)
		status = checks_orch(path, &verify->files, verify->arena, &verify->diags);
	if (status != 0)
		verify->status = status;
}

static int exit_status(const struct verify *verify)
{
	if (verify->status != 0)
		return verify->status;
	/* What was dropped may have been anything. */
	if (verify->diags.dropped)
		return EXIT_FINDINGS;
	for (int severity = verify->report.fail_on; severity <= PC_ERROR; severity++) {
		if (pc_diags_count(&verify->diags, (enum pc_severity)severity))
			return EXIT_FINDINGS;
	}
	return EXIT_FINE;
}

static int report(struct verify *verify)
{
	struct pc_str format = verify->args->format;
	struct pc_report *report = &verify->report;
	const char **files =
		pc_arena_new_array(verify->arena, const char *, verify->files.count);

	for (size_t i = 0; i < verify->files.count; i++)
		files[i] = verify->files.items[i].ptr;
	pc_diags_fold(&verify->diags);
	pc_diags_sort(&verify->diags);
	pc_diags_thin(&verify->diags);
	report->diags = &verify->diags;
	report->least = verify->args->quiet ? report->fail_on : PC_NOTE;
	report->quiet = verify->args->quiet;
	report->files = files;
	report->n_files = verify->files.count;
	output_report(
		stdout, format.len ? pc_report_format(format) : pc_report_text, report);
	return exit_status(verify);
}

static void look_at_all(struct verify *verify, const struct texts *operands)
{
	verify->diags.count = verify->diags.dropped = 0;
	verify->files.count = 0;
	verify->report.n_rules = verify->report.n_tests = 0;
	verify->report.refused = false;
	verify->status = 0;
	if (operands->count == 0)
		look_at_machine(verify);
	for (size_t i = 0; i < operands->count; i++)
		look_at_path(verify, operands->items[i]);
}

static int show_fixes(struct verify *verify)
{
	if (fix_findings(&verify->diags, true, verify->arena).failed)
		return EXIT_COULD_NOT;
	return exit_status(verify);
}

/* A fix may overlap with another, or bring something to light: some rounds. What is left
 * is found anew, at its new place. */
static void fix_all(struct verify *verify, const struct texts *operands)
{
	enum { MOST_ROUNDS = 8 };
	bool failed = false;

	for (int round = 0; round < MOST_ROUNDS && !failed; round++) {
		struct fix_result result =
			fix_findings(&verify->diags, false, verify->arena);

		failed = result.failed;
		if (result.n_done == 0)
			break;
		look_at_all(verify, operands);
	}
	if (failed)
		verify->status = EXIT_COULD_NOT;
}

static int wrong_words(const char *what)
{
	fprintf(stderr, "policyctl verify: %s\n", what);
	return EXIT_USAGE;
}

/* Who stands in a policy repository and names nothing means that repository. */
static const struct texts *default_target(
	const struct verify_args *args, const struct texts *operands)
{
	static struct pc_str here = {".", 1};
	static const struct texts only_here = {.items = &here, .count = 1};
	bool is_open = operands->count == 0 && nobody_asks(&args->places);

	return is_open && target_is_repository(here) ? &only_here : operands;
}

static int check_words(const struct verify_args *args, const struct texts *operands)
{
	bool is_fixable = operands->count > 0;

	if (operands->count && (args->places.managed.len || args->places.repo.len))
		return wrong_words("PATH and --managed or --repo exclude each other");
	/* What is piped in has no place to be mended in, and nobody means the settings of
	 * this machine without naming them. */
	for (size_t i = 0; i < operands->count; i++)
		is_fixable = is_fixable && !pc_str_is(operands->items[i], "-");
	if (!is_fixable && (args->fix || args->dry_run))
		return wrong_words("--fix and --dry-run need a PATH, other than standard "
				   "input");
	return 0;
}

static int run(void *opaque, const struct texts *words, struct pc_arena *arena)
{
	struct verify_args *args = opaque;
	const struct texts *operands = default_target(args, words);
	struct verify verify = {.args = args,
		.arena = arena,
		.diags = {.arena = arena},
		.report = {.fail_on = output_severity(args->fail_on)}};
	int status = check_words(args, words);

	if (status != 0)
		return status;
	args->places.as_mended = true;
	look_at_all(&verify, operands);
	/* Of nothing that was looked at there is nothing to report. */
	if (verify.status == EXIT_USAGE || (verify.status != 0 && !verify.files.count))
		return verify.status;
	if (args->dry_run)
		return show_fixes(&verify);
	if (args->fix)
		fix_all(&verify, operands);
	return report(&verify);
}

const struct cmd cmd_verify = {
	.name = "verify",
	.operands = "[PATH...]",
	.brief = "Report what is wrong with settings files, without applying them",
	.opts = {options, place_options, NULL},
	.args_size = sizeof(struct verify_args),
	.max_operands = SIZE_MAX,
	.run = run,
};
