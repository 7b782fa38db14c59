/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules an audit goes by, and what they are. */
#include <fcntl.h>
#include <stdio.h>

#include "audit.h"
#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/write.h"
#include "pc/match/literals.h"

/* The rules of a user's files, one array. */
struct more_rules {
	struct pc_secret_rule *items;
	size_t count, cap;
};

/* False: the file says something that no rule is.  Prints what could not be read. */
static bool read_file(struct audit_run *run, struct more_rules *more, struct pc_str path)
{
	struct pc_secret_rule *rules = NULL;
	struct pc_str text;
	struct pc_err err;
	size_t n = 0;

	if (pc_fs_read(&text, run->arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err) !=
		PC_OK) {
		run->status = output_failure(&err);
		return false;
	}
	if (!pc_secret_rules_read(&rules, &n, run->arena, path.ptr, text, &run->diags))
		return false;
	for (size_t i = 0; i < n; i++) {
		pc_arena_grow(run->arena, more->items, more->count, more->cap);
		more->items[more->count++] = rules[i];
	}
	return true;
}

static bool is_rule(const struct more_rules *more, struct pc_str id)
{
	if (pc_str_is(id, pc_secret_generic_rule.id))
		return true;
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		if (pc_str_is(id, pc_secret_rules[i].id))
			return true;
	}
	for (size_t i = 0; i < more->count; i++) {
		if (pc_str_is(id, more->items[i].id))
			return true;
	}
	return false;
}

static int read_all(struct audit_run *run, struct more_rules *more)
{
	const struct texts *files = &run->args->rules;
	const struct pc_texts *of_policy = run->policy ? &run->policy->rules_files : NULL;
	bool is_good = true;

	for (size_t i = 0; of_policy && i < of_policy->count; i++) {
		struct pc_str dir = pc_path_dir(pc_str(run->policy->file));
		struct pc_str path = pc_path_join(run->arena, dir, of_policy->items[i]);

		is_good = read_file(run, more, path) && is_good;
	}
	for (size_t i = 0; i < files->count; i++)
		is_good = read_file(run, more, files->items[i]) && is_good;
	if (is_good)
		return 0;
	audit_say_diags(stderr, &run->diags);
	return EXIT_COULD_NOT;
}

/* Those that policy has off; one that there is not is a finding, as rules are renamed
 * where policy is not looked at. */
static size_t off_by_policy(
	struct audit_run *run, const struct more_rules *more, const char **out)
{
	const struct pc_texts *ids = run->policy ? &run->policy->rules_off : NULL;
	size_t n = 0;

	if (ids)
		pc_audit_policy_check_rules(
			run->policy, more->items, more->count, &run->diags);
	for (size_t i = 0; ids && i < ids->count; i++) {
		if (is_rule(more, ids->items[i]))
			out[n++] = ids->items[i].ptr;
	}
	return n;
}

/* The ids that are left out, ended by NULL; NULL: one is of no rule. */
static const char *const *left_out(struct audit_run *run, const struct more_rules *more)
{
	const struct texts *ids = &run->args->no_rules;
	size_t n_policy = run->policy ? run->policy->rules_off.count : 0, n;
	const char **out =
		pc_arena_new_array(run->arena, const char *, ids->count + n_policy + 1);

	n = off_by_policy(run, more, out);
	for (size_t i = 0; i < ids->count; i++) {
		if (!is_rule(more, ids->items[i])) {
			fprintf(stderr,
				"policyctl audit: there is no rule '%.*s'; "
				"'policyctl audit --list-rules' has them\n",
				PC_STR_ARG(ids->items[i]));
			return NULL;
		}
		out[n++] = ids->items[i].ptr;
	}
	return out;
}

int audit_rules_open(struct audit_run *run, size_t size)
{
	struct more_rules more = {0};
	struct pc_secrets_options options = {.size = size, .fast = pc_literals_fast()};
	struct pc_err err;
	int status = read_all(run, &more);

	if (status != 0)
		return status;
	options.more = more.items;
	options.n_more = more.count;
	options.without = left_out(run, &more);
	if (!options.without)
		return EXIT_USAGE;
	if (pc_secrets_open(&run->secrets, &options, &err) != PC_OK)
		return output_failure(&err);
	return 0;
}

int audit_rules_check(struct audit_run *run)
{
	struct more_rules more = {0};
	bool is_good = read_file(run, &more, run->args->check_rules);

	audit_say_diags(stdout, &run->diags);
	if (run->status != 0)
		return run->status;
	printf("%zu rule%s in %.*s\n", more.count, pc_plural(more.count),
		PC_STR_ARG(run->args->check_rules));
	return is_good ? EXIT_FINE : EXIT_FINDINGS;
}

static void put_text(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	pc_buf_printf(out, "%-36s %-8s %-8s %-10s %s%s%s\n", rule->id,
		pc_severity_name(rule->severity), pc_audit_sureness_name(rule->sureness),
		rule->group ? rule->group : "", rule->provider ? rule->provider : "",
		rule->provider ? " " : "", rule->about ? rule->about : "");
}

static void put_json(struct pc_buf *out, const struct pc_secret_rule *rule)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n {");
	pc_json_member(out, "id", pc_str(rule->id));
	pc_json_member(out, "provider", pc_str(rule->provider));
	pc_json_member(out, "about", pc_str(rule->about));
	pc_json_member(out, "group", pc_str(rule->group));
	pc_json_member(out, "severity", pc_str(pc_severity_name(rule->severity)));
	pc_json_member(out, "sureness", pc_str(pc_audit_sureness_name(rule->sureness)));
	pc_json_member(out, "mend", pc_str(rule->mend));
	pc_json_member(out, "rotate", pc_str(rule->rotate));
	pc_buf_add_char(out, '}');
}

int audit_rules_list(struct audit_run *run)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct more_rules more = {0};
	bool is_json = pc_str_is(run->args->format, "json");
	int status = read_all(run, &more);

	if (status != 0)
		return status;
	if (is_json)
		pc_buf_puts(&out, "{\"rules\":[");
	for (size_t i = 0; i < pc_secret_n_rules + 1 + more.count; i++) {
		const struct pc_secret_rule *rule =
			i < pc_secret_n_rules    ? &pc_secret_rules[i]
			: i == pc_secret_n_rules ? &pc_secret_generic_rule
						 : &more.items[i - pc_secret_n_rules - 1];

		if (is_json)
			put_json(&out, rule);
		else
			put_text(&out, rule);
	}
	if (is_json)
		pc_buf_puts(&out, "]}\n");
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}
