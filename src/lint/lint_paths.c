/* SPDX-License-Identifier: Apache-2.0 */
/* Read and Edit rules: a leading slash that is not the root of the file system, parts
 * that no path has, and files that may not be read but may be overwritten. */
#include "lint_priv.h"

/* ---- the leading slash ---------------------------------------------------- */

/* First directories that people know from the root of a file system, and hardly as the
 * first directory of a project. */
static const char *const roots[] = {"Applications", "Library", "System", "Users",
	"Volumes", "boot", "dev", "etc", "home", "media", "mnt", "opt", "private", "proc",
	"root", "sbin", "srv", "sys", "tmp", "usr", "var"};

bool lint_looks_absolute(struct pc_str path)
{
	struct pc_str first, rest = pc_str_from(path, 1);

	if (!pc_str_starts(path, PC_STR("/")) || pc_str_starts(path, PC_STR("//")))
		return false;
	first = pc_str_cut(&rest, '/');
	for (size_t i = 0; i < PC_COUNT(roots); i++) {
		if (pc_str_is(first, roots[i]))
			return true;
	}
	return false;
}

/* What a leading slash means in a rule of that layer. */
static const char *anchor_of(enum pc_layer layer)
{
	static const char *const anchors[] = {
		[PC_LAYER_USER] = "~/.claude",
		[PC_LAYER_PROJECT] = "the project",
		[PC_LAYER_LOCAL] = "the project",
		[PC_LAYER_FLAG] = "the directory where the session starts",
		[PC_LAYER_MANAGED] = "the directory where the session starts",
	};

	return anchors[layer];
}

static struct pc_str respelled(struct lint *lint, const struct pc_rule *rule, char before)
{
	return pc_arena_printf(lint->diags->arena, "%.*s(%c%.*s)", PC_STR_ARG(rule->tool),
		before, PC_STR_ARG(rule->spec));
}

void lint_anchor(struct lint *lint, const struct pc_rule *rule)
{
	enum pc_layer layer = rule->src->from.layer;
	bool is_sure = lint_looks_absolute(rule->spec);
	/* Nobody can mean a place below ~/.claude, or, in a policy for many machines, one
	 * that depends on where a session happens to start. */
	bool is_odd = (layer == PC_LAYER_MANAGED || layer == PC_LAYER_USER) &&
		      !lint_is_in_sandbox(lint, rule);
	struct pc_diag *finding;
	struct pc_str path;

	if (!pc_str_starts(rule->spec, PC_STR("/")) ||
		pc_str_starts(rule->spec, PC_STR("//")) || !(is_sure || is_odd))
		return;
	path = respelled(lint, rule, '/');
	finding = pc_diag_add(lint->diags, "PC1501", is_sure ? PC_WARNING : PC_NOTE,
		rule->src->from.at,
		"rule \"%.*s\": one leading slash is not the root of the file system: "
		"the "
		"client looks below %s",
		PC_STR_ARG(rule->src->text), anchor_of(layer));
	lint_about(finding, rule, PC_EFFECT_ACCEPTED);
	if (!is_sure) {
		finding->hint = pc_arena_printf(lint->diags->arena,
			"write %.*s for the root of the file system, or begin with ./ "
			"for "
			"the working directory",
			PC_STR_ARG(path));
		return;
	}
	finding->hint =
		pc_arena_printf(lint->diags->arena, "write %.*s", PC_STR_ARG(path));
}

/* ---- dots ----------------------------------------------------------------- */

/* The first part that is "." or "..", but for the "./" in front; empty: none. */
static struct pc_str dots_in(struct pc_str path)
{
	bool is_first = true;

	while (path.ptr) {
		struct pc_str part = pc_str_cut(&path, '/');

		if (pc_str_is(part, "..") || (pc_str_is(part, ".") && !is_first))
			return part;
		is_first = false;
	}
	return (struct pc_str){0};
}

void lint_dots(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str dots = dots_in(rule->spec);

	if (!dots.len)
		return;
	lint_about(pc_diag_add(lint->diags, "PC1409", PC_WARNING, rule->src->from.at,
			   "rule \"%.*s\": no path has a part \"%.*s\" by the time it is "
			   "compared: it matches nothing",
			   PC_STR_ARG(rule->src->text), PC_STR_ARG(dots)),
		rule, PC_EFFECT_IGNORED)
		->hint = PC_STR("write where it is: //... from the root, ~/... from the "
				"home, ./... from the working directory");
}

/* ---- reading denied, writing not ------------------------------------------ */

static bool is_plain_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("._-/~@+,=", c);
}

/* Some path that the pattern covers, as one would type it; empty when the pattern is not
 * of plain characters and stars. */
static struct pc_str sample(struct lint *lint, struct pc_str pattern)
{
	char *out = pc_arena_bytes(&lint->work, pattern.len + 1);
	size_t len = 0;

	if (pc_str_starts(pattern, PC_STR("//")))
		pattern = pc_str_from(pattern, 1);
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];

		if (c == '*' || c == '?') {
			if (i == 0 || pattern.ptr[i - 1] != '*')
				out[len++] = 'x';
		} else if (c && is_plain_char(c)) {
			out[len++] = c;
		} else {
			return (struct pc_str){0};
		}
	}
	if (len && out[len - 1] == '/')
		out[len++] = 'x';
	return (struct pc_str){out, len};
}

static bool is_write_rule(const struct pc_rule *rule)
{
	return rule->form == PC_RULE_INERT && rule->src->list == PC_LIST_DENY &&
	       !pc_str_is(rule->tool, "Glob") && !pc_str_is(rule->tool, "Grep");
}

void lint_collect_writes(struct lint *lint)
{
	size_t n = lint->settings->n_rules;
	struct pc_node *set = lint_set_new(lint, n);

	for (size_t i = 0; i < n; i++) {
		if (is_write_rule(&lint->rules[i]))
			lint_set_add(set, lint->rules[i].spec);
	}
	pc_node_index(&lint->arena, set);
	lint->denied_writes = set;
}

/* A Write rule for the path says what was meant, and that it does nothing (PC1402). */
static bool has_write_rule(const struct lint *lint, const struct pc_rule *read)
{
	return pc_node_get(lint->denied_writes, read->spec) != NULL;
}

void lint_written(struct lint *lint, const struct pc_rule *rule)
{
	struct pc_str path, command;
	struct pc_verdict read, write;
	struct pc_diag *finding;

	/* Whoever means another place has a greater worry (PC1501). */
	if (!pc_str_is(rule->tool, "Read") ||
		(pc_str_starts(rule->spec, PC_STR("/")) &&
			!pc_str_starts(rule->spec, PC_STR("//"))))
		return;
	path = sample(lint, rule->spec);
	if (!path.len)
		return;
	command = pc_arena_printf(&lint->work, "cat %.*s", PC_STR_ARG(path));
	read = lint_decide_command(lint, command);
	if (read.kind != PC_VERDICT_DENY || read.by != PC_BY_RULE)
		return;
	command = pc_arena_printf(&lint->work, "tee %.*s", PC_STR_ARG(path));
	write = lint_decide_command(lint, command);
	if (write.kind == PC_VERDICT_DENY || has_write_rule(lint, rule))
		return;
	finding = pc_diag_add(lint->diags, "PC1503",
		write.kind == PC_VERDICT_ALLOW ? PC_WARNING : PC_NOTE, rule->src->from.at,
		"rule \"%.*s\": denies reading, but a command line may still overwrite "
		"or "
		"remove the file: \"%.*s\" %s",
		PC_STR_ARG(rule->src->text), PC_STR_ARG(command), lint_outcome(&write));
	lint_about(finding, rule, PC_EFFECT_ACCEPTED);
	command =
		pc_arena_printf(lint->diags->arena, "Edit(%.*s)", PC_STR_ARG(rule->spec));
	finding->hint = pc_arena_printf(
		lint->diags->arena, "add %.*s beside it", PC_STR_ARG(command));
}
