/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models check: who names models that will not last, and what to write
 * instead. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "models.h"
#include "models_look.h"
#include "output.h"
#include "pc/audit/audit.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/report/put.h"

struct check_args {
	struct models_args models;
	struct pc_str fail_in, fail_on, via, jobs;
	bool all, fix, dry_run, no_gitignore, quiet;
};

#define FIELD(member) offsetof(struct check_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "table", "FILE", "The table of models (default: the machine's)",
		FIELD(models.table)},
	{OPT_TEXT, "at", "DATE", "As if it were then (default: now)", FIELD(models.at)},
	{OPT_WORD, "format", "text|json|sarif|junit", "How to print it (default: text)",
		FIELD(models.format)},
	{OPT_TEXT, "fail-in", "TIME", "Models that end within that time are errors: 60d",
		FIELD(fail_in)},
	{OPT_TEXT, "via", "SELLER",
		"Who sells the models that are named, where names do not say it: "
		"bedrock, vertex",
		FIELD(via)},
	{OPT_WORD, "fail-on", "error|warning|note",
		"The least severity that makes the exit status 1 (default: error)",
		FIELD(fail_on)},
	{OPT_FLAG, "all", NULL, "Tell also names that are as they should be", FIELD(all)},
	{OPT_FLAG, "fix", NULL,
		"Replace names where the table is certain, in place, and report what is "
		"left",
		FIELD(fix)},
	{OPT_FLAG, "dry-run", NULL,
		"Print what --fix would change, as a diff and nothing else",
		FIELD(dry_run)},
	{OPT_FLAG, "no-gitignore", NULL, "Look also at what .gitignore files leave out",
		FIELD(no_gitignore)},
	{OPT_TEXT, "jobs", "N", "How many threads look (default: one a processor)",
		FIELD(jobs)},
	{OPT_FLAG, "quiet", NULL,
		"In text, only what counts for the exit status, and no total",
		FIELD(quiet)},
	{OPT_END, NULL, NULL, NULL, 0},
};

struct check {
	const struct check_args *args;
	struct pc_arena *arena;
	struct models_open models;
	struct models_look look;
	struct pc_diags diags;
	struct pc_mention_how how;
	unsigned threads;
	bool is_tree; /* a directory is among what was named */
	int status;
};

static int wrong_words(const char *what)
{
	fprintf(stderr, "policyctl models check: %s\n", what);
	return EXIT_USAGE;
}

static int read_words(struct check *check)
{
	enum { MOST = 1024, BASE = 10, MS = 1000 };
	const struct check_args *args = check->args;
	int64_t fail_in = 0;
	char *end;

	if (args->fail_in.len && !pc_duration_read(&fail_in, args->fail_in))
		return wrong_words("--fail-in takes a time such as 60d");
	check->how = (struct pc_mention_how){args->via, check->models.now, fail_in / MS};
	if (!args->jobs.len)
		return EXIT_FINE;
	check->threads = (unsigned)strtoul(args->jobs.ptr, &end, BASE);
	if (*end || check->threads < 1 || check->threads > MOST)
		return wrong_words("--jobs takes a number from 1 to 1024");
	return EXIT_FINE;
}

/* ---- looking ---------------------------------------------------------------- */

static void look_at_path(
	struct check *check, const struct pc_audit_job *job, struct pc_str path)
{
	struct pc_err err;

	if (pc_audit_tree(job, path.ptr, &err) != PC_OK)
		check->status = output_failure(&err);
}

/* What could not be read. */
static void take_notes(struct check *check, const struct pc_audit_result *result)
{
	for (size_t i = 0; i < result->diags->count; i++) {
		const struct pc_diag *from = &result->diags->items[i];
		struct pc_diag *to = pc_diag_add(&check->diags, from->code,
			from->severity, from->at, "%.*s", PC_STR_ARG(from->text));

		to->at.file =
			from->at.file
				? pc_arena_str(check->arena, pc_str(from->at.file)).ptr
				: NULL;
	}
}

static void look_at_all(struct check *check, const struct texts *operands)
{
	static const struct pc_audit_key no_key;
	const struct pc_audit_options how = {.key = &no_key, .now = check->models.now};
	struct pc_audit *audit = pc_audit_new(&how);
	struct pc_audit_job job = {
		.audit = audit,
		.visit = models_look_at,
		.visitor = &check->look,
		.threads = check->threads,
		.honours_gitignore = !check->args->no_gitignore,
		.follows_named = true,
	};
	const struct pc_audit_result *result;

	check->status = EXIT_FINE;
	check->diags.count = check->diags.dropped = 0;
	check->look.to_fix.count = 0;
	check->look.n_names = 0;
	for (size_t i = 0; i < operands->count; i++)
		look_at_path(check, &job, operands->items[i]);
	result = pc_audit_finish(audit);
	take_notes(check, result);
	check->look.n_files = result->counts.files;
	pc_audit_free(audit);
}

/* ---- replacing -------------------------------------------------------------- */

static bool is_own_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static enum pc_status fix_file(
	struct check *check, struct pc_str path, struct pc_err *err)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct models_rewritten new = {0};
	enum pc_status status = PC_OK;
	struct pc_str old;

	if (!is_own_file(path.ptr))
		return pc_err_set(err, PC_ERR_SYSTEM, (struct pc_span){0},
			"\"%.*s\" is left as it is: it is a link", PC_STR_ARG(path));
	PC_TRY(pc_fs_read(&old, &arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, err));
	models_look_rewrite(&new, &check->look, path, old);
	if (new.n_done && check->args->dry_run)
		output_diff(path, old, pc_buf_str(&new.text));
	else if (new.n_done)
		status = pc_fs_replace(AT_FDCWD, path.ptr, pc_buf_str(&new.text), 0, err);
	if (new.n_done && !check->args->dry_run && status == PC_OK)
		fprintf(stderr, "%.*s: replaced %zu name%s\n", PC_STR_ARG(path),
			new.n_done, pc_plural(new.n_done));
	pc_buf_done(&new.text);
	return status;
}

static int compare_texts(const void *a, const void *b)
{
	return pc_str_cmp(*(const struct pc_str *)a, *(const struct pc_str *)b);
}

static void fix_all(struct check *check)
{
	struct texts *files = &check->look.to_fix;
	struct pc_err err;

	if (files->count)
		qsort(files->items, files->count, sizeof(*files->items), compare_texts);
	for (size_t i = 0; i < files->count; i++) {
		if (i && pc_str_eq(files->items[i - 1], files->items[i]))
			continue;
		if (fix_file(check, files->items[i], &err) != PC_OK)
			check->status = output_failure(&err);
	}
}

/* ---- reporting -------------------------------------------------------------- */

static int exit_status(const struct check *check)
{
	int least = (int)output_severity(check->args->fail_on);

	if (check->status != EXIT_FINE)
		return check->status;
	if (check->diags.dropped)
		return EXIT_FINDINGS;
	for (int severity = least; severity <= PC_ERROR; severity++) {
		if (pc_diags_count(&check->diags, (enum pc_severity)severity))
			return EXIT_FINDINGS;
	}
	return EXIT_FINE;
}

static void say_total(const struct check *check)
{
	const struct pc_diags *diags = &check->diags;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_put_count(&out, check->look.n_names, "name");
	pc_buf_puts(&out, " of models in ");
	pc_put_count(&out, check->look.n_files, "file");
	pc_buf_puts(&out, ": ");
	pc_put_count(&out, pc_diags_count(diags, PC_ERROR), "error");
	pc_buf_puts(&out, ", ");
	pc_put_count(&out, pc_diags_count(diags, PC_WARNING), "warning");
	pc_buf_puts(&out, ", ");
	pc_put_count(&out, pc_diags_count(diags, PC_NOTE), "note");
	pc_buf_puts(&out, "\n");
	output_text(stdout, pc_buf_str(&out));
}

static int report(struct check *check)
{
	const struct check_args *args = check->args;
	struct pc_str format = args->models.format;
	struct pc_report report = {.diags = &check->diags,
		.fail_on = output_severity(args->fail_on),
		.quiet = true};

	report.least = args->quiet ? report.fail_on : PC_NOTE;
	pc_diags_sort(&check->diags);
	output_report(
		stdout, format.len ? pc_report_format(format) : pc_report_text, &report);
	if (!args->quiet && (!format.len || pc_str_is(format, "text")))
		say_total(check);
	return exit_status(check);
}

static int check_all(struct check *check, const struct texts *operands)
{
	look_at_all(check, operands);
	if (check->args->dry_run) {
		fix_all(check);
		return exit_status(check);
	}
	if (check->args->fix && check->look.to_fix.count) {
		fix_all(check);

		int status = check->status;

		look_at_all(check, operands);
		check->status = status == EXIT_FINE ? check->status : status;
	}
	return report(check);
}

static bool has_tree(const struct texts *operands)
{
	struct stat st;

	for (size_t i = 0; i < operands->count; i++) {
		if (stat(operands->items[i].ptr, &st) == 0 && S_ISDIR(st.st_mode))
			return true;
	}
	return false;
}

static int run_check(void *opaque, const struct texts *words, struct pc_arena *arena)
{
	static struct pc_str here = {".", 1};
	static const struct texts only_here = {.items = &here, .count = 1};
	const struct texts *operands = words->count ? words : &only_here;
	struct check check = {.args = opaque, .arena = arena, .diags = {.arena = arena}};
	int status =
		models_open(&check.models, &check.args->models, "models check", arena);

	if (status == EXIT_FINE)
		status = read_words(&check);
	if (status != EXIT_FINE)
		return status;
	if ((check.args->fix || check.args->dry_run) && !words->count)
		return wrong_words("--fix and --dry-run need a PATH");
	status = models_look_open(&check.look, check.models.models, has_tree(operands),
		arena, &check.diags);
	if (status != EXIT_FINE)
		return status;
	check.look.how = check.how;
	check.look.tells_all = check.args->all;
	status = check_all(&check, operands);
	models_look_done(&check.look);
	return status;
}

const struct cmd cmd_models_check = {
	.name = "models check",
	.operands = "[PATH...]",
	.brief = "Find names of models in files, and say which will not last",
	.opts = {options, NULL},
	.args_size = sizeof(struct check_args),
	.max_operands = SIZE_MAX,
	.run = run_check,
};
