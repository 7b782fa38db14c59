/* SPDX-License-Identifier: Apache-2.0 */
/* From a rule to calls, one function for each form of rule. */
#include "pc/review/derive.h"

#include "derive_priv.h"
#include "pc/base/fs.h"
#include "pc/doc/read.h"

/* ---- calls ---------------------------------------------------------------- */

struct field {
	const char *name; /* NULL: none */
	struct pc_node *value;
};

static struct pc_node *text_node(const struct pc_derive *d, struct pc_str text)
{
	return pc_node_new_text(d->arena, text, (struct pc_span){0});
}

/* A call with up to two fields. */
static void give(
	const struct pc_derive *d, struct pc_str tool, struct field a, struct field b)
{
	struct pc_node *map = pc_node_new(d->arena, PC_MAP, (struct pc_span){0});
	const struct field fields[] = {a, b};
	struct pc_action action = {tool, map};

	map->pairs = pc_arena_new_array(d->arena, struct pc_pair, PC_COUNT(fields));
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (!fields[i].name)
			continue;
		map->pairs[map->n_pairs++] = (struct pc_pair){
			.key = pc_str(fields[i].name), .value = fields[i].value};
	}
	d->take(d->user, &action);
}

static void give_text(const struct pc_derive *d, struct pc_str tool, const char *field,
	struct pc_str value)
{
	give(d, tool, (struct field){field, text_node(d, value)}, (struct field){0});
}

/* ---- calls that any rule may be about ------------------------------------- */

/* What a tool is called with; "." is the working directory. */
static const struct usual {
	const char *tool, *field, *values[3];
} usuals[] = {
	{"Bash", "command", {"make", "ls", "rm -rf build"}},
	{"PowerShell", "command", {"Get-Process"}},
	{"Read", "file_path", {"./any", "/etc/any"}},
	{"Edit", "file_path", {"./any", "/etc/any"}},
	{"Write", "file_path", {"./any", "/etc/any"}},
	{"NotebookEdit", "notebook_path", {"./any.ipynb"}},
	{"WebFetch", "url", {"https://example.com/"}},
	{"WebSearch", "query", {FILL}},
	{"Agent", "subagent_type", {"general-purpose"}},
	{"Skill", "skill", {FILL}},
	{"mcp__any__any", FILL, {FILL}},
};

/* The prompt that two tools do not work without. */
static struct field prompt_of(const struct pc_derive *d, struct pc_str tool)
{
	if (!pc_str_is(tool, "WebFetch") && !pc_str_is(tool, "Agent"))
		return (struct field){0};
	return (struct field){"prompt", text_node(d, PC_STR(FILL))};
}

static void give_usual(const struct pc_derive *d, const struct usual *usual)
{
	struct pc_str tool = pc_str(usual->tool);

	for (size_t i = 0; i < PC_COUNT(usual->values) && usual->values[i]; i++) {
		struct pc_str value = pc_str(usual->values[i]);

		if (pc_str_starts(value, PC_STR("./")))
			value = pc_path_join(d->arena, d->cwd, value);
		give(d, tool, (struct field){usual->field, text_node(d, value)},
			prompt_of(d, tool));
	}
}

static const struct usual *usual_of(struct pc_str tool)
{
	for (size_t i = 0; i < PC_COUNT(usuals); i++) {
		if (pc_str_is(tool, usuals[i].tool))
			return &usuals[i];
	}
	return NULL;
}

void pc_derive_usual_calls(const struct pc_derive *d)
{
	for (size_t i = 0; i < PC_COUNT(usuals); i++)
		give_usual(d, &usuals[i]);
}

/* ---- whole tools ---------------------------------------------------------- */

static struct pc_str joined(const struct pc_derive *d, struct pc_str a, const char *b)
{
	return pc_arena_printf(d->arena, "%.*s%s", PC_STR_ARG(a), b);
}

static void give_tool(const struct pc_derive *d, struct pc_str tool)
{
	const struct usual *usual = usual_of(tool);

	if (usual)
		give_usual(d, usual);
	else
		give(d, tool, (struct field){0}, (struct field){0});
}

/* mcp__server stands for all of its tools. */
static void of_tool(const struct pc_derive *d, const struct pc_rule *rule)
{
	give_tool(d, rule->tool);
	if (!pc_str_starts(rule->tool, PC_STR("mcp__")))
		return;
	give_tool(d, joined(d, rule->tool, "__" FILL));
	give_tool(d, joined(d, rule->tool, FILL));
}

static void of_tool_glob(const struct pc_derive *d, const struct pc_rule *rule)
{
	give_tool(d, fill_stars(d->arena, rule->tool, FILL));
	give_tool(d, fill_stars(d->arena, rule->tool, ""));
	give_tool(d, fill_stars(d->arena, rule->tool, FILL "__" FILL));
	pc_derive_usual_calls(d);
}

/* ---- commands ------------------------------------------------------------- */

static void give_command(
	const struct pc_derive *d, const struct pc_rule *rule, struct pc_str line)
{
	give_text(d, rule->tool, "command", line);
}

/* The same command where a shell or a wrapper stands around it. */
static void give_wrapped(
	const struct pc_derive *d, const struct pc_rule *rule, struct pc_str command)
{
	if (pc_str_is(rule->tool, "PowerShell"))
		return;
	give_command(d, rule, pc_arena_printf(d->arena, "env %.*s", PC_STR_ARG(command)));
	give_command(
		d, rule, pc_arena_printf(d->arena, "true && %.*s", PC_STR_ARG(command)));
	give_command(d, rule,
		joined(d, PC_STR("bash -c "), fill_quoted(d->arena, command).ptr));
}

static void of_command(const struct pc_derive *d, const struct pc_rule *rule)
{
	struct pc_str spec = rule->spec, shortest = spec;

	if (pc_str_ends(spec, PC_STR(":*"))) {
		shortest = pc_arena_str(d->arena, pc_str_head(spec, spec.len - 2));
		give_command(d, rule, shortest);
		give_command(d, rule, joined(d, shortest, " " FILL));
	} else if (fill_has_star(spec)) {
		shortest = pc_str_trim(fill_stars(d->arena, spec, FILL));
		give_command(d, rule, shortest);
		give_command(d, rule, pc_str_trim(fill_stars(d->arena, spec, "")));
		give_command(d, rule, fill_stars(d->arena, spec, FILL " " FILL));
	} else {
		give_command(d, rule, spec);
		give_command(d, rule, joined(d, spec, " " FILL));
	}
	give_wrapped(d, rule, pc_arena_str(d->arena, shortest));
	give_command(d, rule, joined(d, shortest, FILL));
}

/* ---- paths ---------------------------------------------------------------- */

/* The pattern below its anchor. */
static struct pc_str anchor_of(
	const struct pc_derive *d, const struct pc_rule *rule, struct pc_str *pattern)
{
	struct pc_str spec = rule->spec;

	*pattern = spec;
	if (pc_str_starts(spec, PC_STR("//"))) {
		*pattern = pc_str_from(spec, 2);
		return PC_STR("/");
	}
	if (pc_str_starts(spec, PC_STR("~/"))) {
		*pattern = pc_str_from(spec, 2);
		return d->home;
	}
	if (pc_str_starts(spec, PC_STR("/"))) {
		*pattern = pc_str_from(spec, 1);
		return rule->src->base.len ? rule->src->base : d->cwd;
	}
	if (pc_str_starts(spec, PC_STR("!")))
		*pattern = pc_str_from(spec, 1);
	else if (pc_str_starts(spec, PC_STR("./")))
		*pattern = pc_str_from(spec, 2);
	return d->cwd;
}

static void give_path(
	const struct pc_derive *d, const struct pc_rule *rule, struct pc_str path)
{
	give_text(d, rule->tool, "file_path", path);
	if (pc_str_is(rule->tool, "Edit"))
		give_text(d, PC_STR("Write"), "file_path", path);
}

/* A file that the rule is about, by every tool that could get at it. */
static void give_every_way(
	const struct pc_derive *d, const struct pc_rule *rule, struct pc_str path)
{
	struct pc_str word = fill_quoted(d->arena, path);

	give_path(d, rule, path);
	if (pc_str_is(rule->tool, "Edit")) {
		give_text(d, PC_STR("Read"), "file_path", path);
		give_text(d, PC_STR("Bash"), "command",
			pc_arena_printf(d->arena, "echo any > %.*s", PC_STR_ARG(word)));
		return;
	}
	give_text(d, PC_STR("Edit"), "file_path", path);
	give_text(d, PC_STR("Bash"), "command",
		pc_arena_printf(d->arena, "cat %.*s", PC_STR_ARG(word)));
}

static void of_path(const struct pc_derive *d, const struct pc_rule *rule)
{
	struct pc_str pattern, root = anchor_of(d, rule, &pattern);
	struct pc_str path =
		pc_path_join(d->arena, root, fill_path(d->arena, pattern, false));
	struct pc_str deep =
		pc_path_join(d->arena, root, fill_path(d->arena, pattern, true));

	if (pattern.len == 0)
		return;
	give_every_way(d, rule, path);
	give_path(d, rule, deep);
	give_path(d, rule, pc_path_join(d->arena, path, PC_STR(FILL)));
	if (pc_str_find(pattern, '/') == pattern.len) {
		give_path(d, rule,
			pc_path_join(d->arena, pc_path_join(d->arena, root, PC_STR(FILL)),
				pc_path_base(path)));
	}
	give_path(d, rule, joined(d, path, FILL));
	give_path(d, rule, pc_path_join(d->arena, pc_path_dir(path), PC_STR("other")));
}

/* ---- hosts, names, parameters --------------------------------------------- */

static void give_host(const struct pc_derive *d, struct pc_str host)
{
	struct pc_str url = pc_arena_printf(d->arena, "https://%.*s/", PC_STR_ARG(host));

	give(d, PC_STR("WebFetch"), (struct field){"url", text_node(d, url)},
		prompt_of(d, PC_STR("WebFetch")));
}

static void of_domain(const struct pc_derive *d, const struct pc_rule *rule)
{
	struct pc_str host = fill_stars(d->arena, rule->spec, FILL);

	if (pc_str_is(rule->spec, "*")) {
		give_usual(d, usual_of(PC_STR("WebFetch")));
		return;
	}
	give_host(d, host);
	give_host(d, joined(d, PC_STR(FILL "."), host.ptr));
	give_host(d, joined(d, PC_STR(FILL), host.ptr));
	if (pc_str_starts(rule->spec, PC_STR("*.")))
		give_host(d, pc_str_from(host, strlen(FILL ".")));
}

static void of_name(const struct pc_derive *d, const struct pc_rule *rule)
{
	const struct usual *usual = usual_of(rule->tool);
	struct pc_str spec = rule->spec, name;

	if (!usual)
		return;
	if (pc_str_ends(spec, PC_STR(":*")))
		spec = pc_arena_str(d->arena, pc_str_head(spec, spec.len - 2));
	name = fill_stars(d->arena, spec, FILL);
	give(d, rule->tool, (struct field){usual->field, text_node(d, name)},
		prompt_of(d, rule->tool));
	name = joined(d, name, FILL);
	give(d, rule->tool, (struct field){usual->field, text_node(d, name)},
		prompt_of(d, rule->tool));
}

/* Beside what the tool needs, the field as a text, and as the number or the boolean that
 * the text spells. */
static void of_param(const struct pc_derive *d, const struct pc_rule *rule)
{
	const struct usual *usual = usual_of(rule->tool);
	struct pc_str value = fill_stars(d->arena, rule->value, FILL);
	struct field field = {pc_arena_str(d->arena, rule->param).ptr, NULL};
	struct field main = {0};
	struct pc_err err;

	if (usual && !pc_str_is(rule->param, usual->field)) {
		main.name = usual->field;
		main.value = text_node(d, pc_str(usual->values[0]));
	}
	field.value = text_node(d, value);
	give(d, rule->tool, main, field);
	field.value = text_node(d, joined(d, value, FILL));
	give(d, rule->tool, main, field);
	if (pc_json_read(&field.value, d->arena, "value", value, NULL, &err) == PC_OK &&
		field.value->kind != PC_LIST && field.value->kind != PC_MAP)
		give(d, rule->tool, main, field);
}

/* ---- the table ------------------------------------------------------------ */

typedef void derive_fn(const struct pc_derive *d, const struct pc_rule *rule);

void pc_derive_calls(const struct pc_derive *d, const struct pc_rule *rule)
{
	static derive_fn *const forms[] = {
		[PC_RULE_TOOL] = of_tool,
		[PC_RULE_TOOL_GLOB] = of_tool_glob,
		[PC_RULE_COMMAND] = of_command,
		[PC_RULE_PATH] = of_path,
		[PC_RULE_DOMAIN] = of_domain,
		[PC_RULE_NAME] = of_name,
	};

	/* A rule about a parameter may be one about a command as well. */
	if (rule->param.len)
		of_param(d, rule);
	if ((size_t)rule->form < PC_COUNT(forms) && forms[rule->form])
		forms[rule->form](d, rule);
}
