/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl audit: looks through what is named for keys, and reports them without saying
 * them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit_git.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/self.h"

#define FIELD(member) offsetof(struct audit_args, member)

static const struct opt options[] = {
	{OPT_WORD, "format", "text|json|sarif|junit|csv|gitlab",
		"How to report (default: text)", FIELD(format)},
	{OPT_WORD, "fail-on", "error|warning|note",
		"The least severity that makes the exit status 1 (default: error)",
		FIELD(fail_on)},
	{OPT_TEXT, "home", "DIR",
		"Also what lies in a home and may hold keys: settings of agents, shell "
		"profiles, dotfiles, transcripts",
		FIELD(home)},
	{OPT_FLAG, "agents", NULL,
		"The same for your own home, $HOME, and for what the system's own files "
		"give to all sessions",
		FIELD(agents)},
	{OPT_FLAG, "processes", NULL,
		"Also environment variables of your running processes", FIELD(processes)},
	{OPT_TEXT, "stdin-name", "FILE", "What standard input, PATH -, is called",
		FIELD(stdin_name)},
	{OPT_FLAG, "history", NULL,
		"PATH is a git repository: everything that it keeps, with the commit "
		"that each key came with",
		FIELD(history)},
	{OPT_FLAG, "staged", NULL,
		"PATH is a git repository: lines that its next commit adds",
		FIELD(staged)},
	{OPT_FLAG, "install-hook", NULL,
		"Have git look at what is staged before each commit to PATH",
		FIELD(install_hook)},
	{OPT_FLAG, "remove-hook", NULL, "Take that hook away again", FIELD(remove_hook)},
	{OPT_FLAG, "verify", NULL,
		"Ask providers that policy names whether the keys are alive",
		FIELD(verify)},
	{OPT_FLAG, "gitignore", NULL, "Leave out what .gitignore files leave out",
		FIELD(gitignore)},
	{OPT_FLAG, "no-archives", NULL, "Do not look into archives", FIELD(no_archives)},
	{OPT_LIST, "rules", "FILE",
		"More rules, in YAML or as gitleaks has them; may be repeated",
		FIELD(rules)},
	{OPT_LIST, "no-rule", "ID", "Leave out a rule; may be repeated", FIELD(no_rules)},
	{OPT_FLAG, "list-rules", NULL, "Print the rules instead", FIELD(list_rules)},
	{OPT_TEXT, "check-rules", "FILE",
		"Say what is wrong with a file of rules, instead", FIELD(check_rules)},
	{OPT_TEXT, "policy", "FILE",
		"Where keys may stand, how severe they are, who owns them (default: the "
		"machine's)",
		FIELD(policy)},
	{OPT_TEXT, "baseline", "FILE",
		"Findings that are known (default: " PC_BASELINE_NAME " in PATH)",
		FIELD(baseline)},
	{OPT_FLAG, "no-baseline", NULL, "Nothing is known", FIELD(no_baseline)},
	{OPT_FLAG, "write-baseline", NULL,
		"Make what is found known, and forget what is not found any more",
		FIELD(write_baseline)},
	{OPT_TEXT, "compare", "OLD",
		"Say what is open, fixed, new and moved since an earlier report in JSON; "
		"PATH may be a later one",
		FIELD(compare)},
	{OPT_TEXT, "fingerprint-key", "FILE",
		"What fingerprints are made with (default: the machine's, else yours)",
		FIELD(fingerprint_key)},
	{OPT_FLAG, "redact", NULL, "Show no key: always so; for scripts that say it",
		FIELD(redact)},
	{OPT_TEXT, "jobs", "N", "How many threads look (default: one a processor)",
		FIELD(jobs)},
	{OPT_WORD, "progress", "always|never",
		"Say on stderr how far it is (default: on a terminal)", FIELD(progress)},
	{OPT_FLAG, "quiet", NULL,
		"In text, only what counts for the exit status, and no total",
		FIELD(quiet)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int wrong_words(const char *what)
{
	fprintf(stderr, "policyctl audit: %s\n", what);
	return EXIT_USAGE;
}

static int read_jobs(struct audit_run *run)
{
	enum { MOST = 1024, BASE = 10 };
	struct pc_str text = run->args->jobs;
	char *end;
	unsigned long n;

	if (!text.len)
		return 0;
	n = strtoul(text.ptr, &end, BASE);
	if (*end || n < 1 || n > MOST)
		return wrong_words("--jobs takes a number from 1 to 1024");
	run->job.threads = (unsigned)n;
	return 0;
}

/* About how much there is to look at; 0: much, or nobody knows. */
static size_t guess_size(const struct audit_args *args, const struct texts *operands)
{
	size_t size = 0;
	struct stat st;

	enum { COMMIT = 64 << 10 };

	if (args->processes || args->home.len || args->agents || args->history)
		return 0;
	if (args->staged)
		return COMMIT;
	for (size_t i = 0; i < operands->count; i++) {
		if (stat(operands->items[i].ptr, &st) < 0 || !S_ISREG(st.st_mode))
			return 0;
		size += (size_t)st.st_size;
	}
	return size;
}

static enum pc_status look_at_stdin(struct audit_run *run, struct pc_err *err)
{
	struct pc_str name = run->args->stdin_name;
	const struct pc_audit_place at = {
		.source = PC_AUDIT_STDIN, .path = name.len ? name : PC_STR("-")};
	struct pc_secret_scanner *scanner = pc_secret_scanner_new(run->secrets);
	enum pc_status status =
		pc_audit_stream(&run->job, scanner, &at, STDIN_FILENO, err);

	pc_secret_scanner_free(scanner);
	return status;
}

static void look_at(struct audit_run *run, struct pc_str path)
{
	struct pc_err err;
	enum pc_status status;
	struct stat st;

	if (run->args->history || run->args->staged) {
		pc_audit_root(run->audit, path);
		status = audit_git_look(run, path, &err);
	} else if (pc_str_is(path, "-")) {
		pc_audit_root(run->audit, (struct pc_str){0});
		status = look_at_stdin(run, &err);
	} else {
		bool is_dir = stat(path.ptr, &st) == 0 && S_ISDIR(st.st_mode);

		pc_audit_root(run->audit, is_dir ? path : (struct pc_str){0});
		run->job.follows_named = true;
		status = pc_audit_tree(&run->job, path.ptr, &err);
		run->job.follows_named = false;
	}
	if (status != PC_OK)
		run->status = output_failure(&err);
}

/* root: as pc_audit_home() has it. */
static void look_at_home(struct audit_run *run, struct pc_str home, const char *root)
{
	struct pc_err err;

	pc_audit_root(run->audit, home);
	if (pc_audit_home(&run->job, home.ptr, root, &err) != PC_OK)
		run->status = output_failure(&err);
}

/* Of this user. */
static void look_at_own_home(struct audit_run *run)
{
	const char *home = getenv("HOME");

	if (home && *home) {
		look_at_home(run, pc_str(home), "");
		return;
	}
	fprintf(stderr,
		"policyctl audit: --agents cannot look at your home: HOME is not set; "
		"--home DIR names it\n");
	run->status = EXIT_COULD_NOT;
}

static void look_at_processes(struct audit_run *run)
{
	struct pc_err err;

	pc_audit_root(run->audit, (struct pc_str){0});
	if (pc_audit_processes(&run->job, &err) != PC_OK)
		run->status = output_failure(&err);
}

static void look_at_all(struct audit_run *run, const struct texts *operands)
{
	const struct audit_args *args = run->args;

	for (size_t i = 0; i < operands->count; i++)
		look_at(run, operands->items[i]);
	if (args->home.len)
		look_at_home(run, args->home, NULL);
	if (args->agents)
		look_at_own_home(run);
	if (args->processes)
		look_at_processes(run);
}

static int exit_status(const struct audit_run *run, const struct pc_audit_result *result)
{
	enum pc_severity least = output_severity(run->args->fail_on);

	if (run->status != 0)
		return run->status;
	if (result->diags->dropped || result->n_dropped)
		return EXIT_FINDINGS;
	for (int severity = (int)least; severity <= PC_ERROR; severity++) {
		if (pc_diags_count(result->diags, (enum pc_severity)severity))
			return EXIT_FINDINGS;
	}
	for (size_t i = 0; i < result->n_incidents; i++) {
		if (result->incidents[i].state == PC_AUDIT_OPEN &&
			result->incidents[i].severity >= least)
			return EXIT_FINDINGS;
	}
	return EXIT_FINE;
}

static int report(struct audit_run *run, const struct pc_audit_result *result)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str format = run->args->format;
	const struct pc_audit_report report = {.result = result,
		.fail_on = output_severity(run->args->fail_on),
		.quiet = run->args->quiet,
		.baseline = run->has_baseline ? run->baseline.file : NULL,
		.colour = output_is_coloured(stdout)};
	pc_audit_write_fn *write =
		format.len ? pc_audit_format(format) : pc_audit_write_text;

	write(&out, &report);
	output_text(stdout, pc_buf_str(&out));
	return exit_status(run, result);
}

/* Who names nothing means the directory. */
static const struct texts *default_operands(
	const struct audit_args *args, const struct texts *operands)
{
	static struct pc_str here = {".", 1};
	static const struct texts only_here = {.items = &here, .count = 1};

	if (operands->count)
		return operands;
	if (args->history || args->staged)
		return &only_here;
	return args->processes || args->home.len || args->agents ? operands : &only_here;
}

/* What the baseline says is about keys, and has hits of its own. */
static bool is_left_out(void *context, struct pc_str path)
{
	const struct audit_run *run = context;

	if (run->has_baseline &&
		pc_str_ends(path, pc_path_base(pc_str(run->baseline.file))) &&
		pc_baseline_is_at(&run->baseline, path))
		return true;
	return run->policy &&
	       pc_audit_policy_leaves_out(run->policy, pc_audit_below(run->audit, path));
}

static void make_audit(struct audit_run *run, bool says)
{
	const struct pc_audit_options how = {.key = &run->key,
		.policy = run->policy,
		.baseline = run->has_baseline ? &run->baseline : NULL,
		.now = (int64_t)time(NULL),
		.progress = says ? audit_progress_say : NULL,
		.keep = run->live ? audit_verify_keep : NULL,
		.keeper = run->live};

	run->audit = pc_audit_new(&how);
	run->job.secrets = run->secrets;
	run->job.audit = run->audit;
	run->job.honours_gitignore = run->args->gitignore;
	run->job.no_archives = run->args->no_archives;
	run->job.is_left_out = is_left_out;
	run->job.context = run;
}

/* What was found before there was an audit. */
static void take_diags(struct audit_run *run)
{
	struct pc_diags *to = pc_audit_diags(run->audit);

	for (size_t i = 0; i < run->diags.count; i++) {
		const struct pc_diag *diag = &run->diags.items[i];

		*pc_diag_add(to, diag->code, diag->severity, diag->at, "%s", "") = *diag;
	}
}

static int tell(struct audit_run *run, const struct pc_audit_result *result)
{
	if (run->args->compare.len)
		return audit_compare_result(run, result);
	if (run->args->write_baseline)
		return audit_baseline_write(run, result);
	return report(run, result);
}

static int look(struct audit_run *run, const struct texts *operands)
{
	bool says = audit_progress_is_wanted(run->args);
	const struct pc_audit_result *result;
	int status;

	audit_baseline_choose(run, operands);
	make_audit(run, says);
	take_diags(run);
	status = audit_baseline_open(run);
	if (status != 0)
		return status;
	if (says && !run->args->history && !run->args->staged)
		audit_progress_begin(run->audit, operands);
	look_at_all(run, operands);
	if (says)
		audit_progress_end();
	result = pc_audit_finish(run->audit);
	if (run->live)
		audit_verify_ask(run, result);
	return tell(run, result);
}

static int check_words(const struct audit_args *args)
{
	if (args->no_baseline && (args->baseline.len || args->write_baseline))
		return wrong_words(
			"--no-baseline excludes --baseline and --write-baseline");
	if (args->compare.len && args->write_baseline)
		return wrong_words("--compare and --write-baseline exclude each other");
	if (args->compare.len && args->format.len && !pc_str_is(args->format, "text") &&
		!pc_str_is(args->format, "json"))
		return wrong_words("--compare is written as text or json");
	return 0;
}

static int prepare_and_look(struct audit_run *run, const struct texts *words)
{
	const struct texts *operands = default_operands(run->args, words);
	int status = check_words(run->args);

	if (status == 0)
		status = read_jobs(run);
	if (status == 0 && audit_compare_has_both(run, words))
		return audit_compare_reports(run, words->items[0]);
	if (status == 0)
		status = audit_policy_open(run);
	if (status == 0 && run->args->verify)
		status = audit_verify_open(run);
	if (status == 0)
		status = audit_rules_open(run, guess_size(run->args, operands));
	if (status == 0)
		status = audit_key_find(run);
	return status != 0 ? status : look(run, operands);
}

static void end_run(struct audit_run *run)
{
	pc_audit_free(run->audit);
	audit_verify_done(run->live);
	if (run->secrets)
		pc_secrets_close(run->secrets);
	pc_audit_policy_free(run->policy);
	pc_audit_key_done(&run->key);
}

static int run_audit(void *opaque, const struct texts *words, struct pc_arena *arena)
{
	struct audit_run run = {
		.args = opaque, .arena = arena, .diags = {.arena = arena}};
	int status;

	pc_self_hide();
	if (run.args->check_rules.len)
		status = audit_rules_check(&run);
	else if (run.args->list_rules)
		status = audit_rules_list(&run);
	else if (run.args->install_hook || run.args->remove_hook)
		status = audit_githook(&run, words);
	else
		status = prepare_and_look(&run, words);
	end_run(&run);
	return status;
}

const struct cmd cmd_audit = {
	.name = "audit",
	.operands = "[PATH...]",
	.brief = "Find keys in files and environments, and report them without saying "
		 "them",
	.opts = {options, NULL},
	.args_size = sizeof(struct audit_args),
	.max_operands = SIZE_MAX,
	.run = run_audit,
};
