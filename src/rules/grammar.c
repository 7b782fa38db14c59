/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's text to struct pc_rule.  Which texts the client drops is known to the settings
 * module; here is what the others mean, and a finding for each that means nothing. */
#include "pc/settings/rule_text.h"
#include "tools_priv.h"

static struct pc_diag *warn(const struct pc_rule *rule, struct pc_diags *diags,
	const char *code, const char *why)
{
	const struct pc_rule_text *src = rule->src;
	struct pc_diag *finding = pc_diag_add(diags, code, PC_WARNING, src->from.at,
		"rule \"%.*s\": %s", PC_STR_ARG(src->text), why);

	finding->effect = PC_EFFECT_IGNORED;
	finding->key = pc_list_key(src->list);
	finding->rule = src->text;
	return finding;
}

/* What to write instead: the words before, a word of the rule, the words behind. */
static void hint(struct pc_diags *diags, struct pc_diag *finding, const char *before,
	struct pc_str word, const char *behind)
{
	if (diags) {
		finding->hint = pc_arena_printf(
			diags->arena, "%s%.*s%s", before, PC_STR_ARG(word), behind);
	}
}

/* "\(" "\)" "\\" lose their backslash; every other backslash stays. */
static struct pc_str unescape(struct pc_arena *arena, struct pc_str content)
{
	char *out;
	size_t len = 0;

	if (pc_str_find(content, '\\') == content.len)
		return content;
	out = pc_arena_bytes(arena, content.len);
	for (size_t i = 0; i < content.len; i++) {
		if (content.ptr[i] == '\\' && i + 1 < content.len &&
			strchr("()\\", content.ptr[i + 1]) && content.ptr[i + 1])
			i++;
		out[len++] = content.ptr[i];
	}
	return (struct pc_str){out, len};
}

/* ---- param:value ---------------------------------------------------------- */

/* Fields of inputs that an allow rule may seem to name. A lone ":*" behind them is the
 * end of a command's prefix. */
static bool seems_param(const struct pc_rule *rule, const struct tool_info *info,
	struct pc_str param, struct pc_str value)
{
	static const char agent_fields[] = "model subagent_type isolation "
					   "run_in_background";

	if (rule->src->list != PC_LIST_ALLOW || !info)
		return false;
	if (info->fields)
		return is_word_of(info->fields, param) && !pc_str_is(value, "*");
	return pc_str_is(info->name, "Agent") && is_word_of(agent_fields, param);
}

static bool takes_param(
	const struct pc_rule *rule, const struct tool_info *info, struct pc_str param)
{
	if (rule->src->list == PC_LIST_ALLOW)
		return false;
	return !info || !info->fields || is_word_of(info->fields, param);
}

/* A tool that opens files has no other field for the path than its main one. */
static bool names_primary(const struct tool_info *info, struct pc_str param)
{
	bool opens = info->content == CONTENT_PATH || info->content == CONTENT_NO_PATH;

	return pc_str_is(param, info->primary) ||
	       (opens && is_word_of("file_path path file filename", param));
}

/* False when the rule is one about a field that nobody compares. */
static bool parse_param(
	struct pc_rule *rule, const struct tool_info *info, struct pc_diags *diags)
{
	size_t colon = pc_str_find(rule->spec, ':');
	struct pc_str param = pc_str_trim(pc_str_head(rule->spec, colon));
	struct pc_str value = pc_str_trim(pc_str_from(rule->spec, colon + 1));

	if (colon == rule->spec.len || !param.len || !value.len)
		return true;
	if (info && info->content == CONTENT_DOMAIN)
		return true;
	if (info && info->primary && names_primary(info, param)) {
		hint(diags,
			warn(rule, diags, "PC1404",
				"the tool's main field is not compared this way: the "
				"rule does not look at it"),
			"write what ", info->name, "(content) takes, without a field");
		return false;
	}
	if (seems_param(rule, info, param, value)) {
		warn(rule, diags, "PC1403",
			"the client compares fields in deny and ask rules only: this "
			"allows nothing")
			->hint = PC_STR("remove it, or deny the values that may not be");
		return false;
	}
	if (takes_param(rule, info, param)) {
		rule->param = param;
		rule->value = value;
	}
	return true;
}

/* ---- Tool(content) -------------------------------------------------------- */

/* A host in a URL is lower-case ASCII; nothing else can be equal to one. */
static bool may_be_host(struct pc_str pattern)
{
	for (size_t i = 0; i < pattern.len; i++) {
		unsigned char c = (unsigned char)pattern.ptr[i];

		if (c <= ' ' || c > '~' || strchr("/\\?#@%<>^|", c))
			return false;
		if (c == ':' && pattern.ptr[0] != '[')
			return false;
	}
	return pattern.len > 0;
}

static void parse_domain(struct pc_rule *rule, struct pc_diags *diags)
{
	rule->form = PC_RULE_DOMAIN;
	rule->spec = pc_str_from(rule->spec, strlen("domain:"));
	if (may_be_host(rule->spec))
		return;
	warn(rule, diags, "PC1405",
		"no host of a URL looks like this: it matches nothing")
		->hint = PC_STR(
		"write the host alone, without spaces, port or path, international "
		"names in their xn-- form: WebFetch(domain:example.com)");
}

/* Agent(x) is consulted in deny, Skill(x) in deny and allow. */
static void parse_name(struct pc_rule *rule, struct pc_diags *diags)
{
	bool is_skill = pc_str_is(rule->tool, "Skill");

	if (rule->src->list == PC_LIST_DENY ||
		(is_skill && rule->src->list == PC_LIST_ALLOW)) {
		rule->form = PC_RULE_NAME;
		return;
	}
	if (rule->param.len || rule->src->list == PC_LIST_ALLOW)
		return;
	hint(diags,
		warn(rule, diags, "PC1403",
			"the client consults names in deny rules only: this asks for "
			"nothing"),
		is_skill ? "write Skill(skill:" : "write Agent(subagent_type:",
		rule->spec, ")");
}

/* Write(path) and its like: which rule is consulted in its place. */
static void say_path_rule(
	const struct pc_rule *rule, const char *instead, struct pc_diags *diags)
{
	struct pc_diag *finding = warn(rule, diags, "PC1402",
		"files are checked against Read and Edit rules only: this matches "
		"nothing");
	struct pc_str text;

	if (!diags)
		return;
	text = pc_arena_printf(diags->arena, "%s(%.*s)", instead, PC_STR_ARG(rule->spec));
	finding->hint = pc_arena_printf(diags->arena, "write %.*s", PC_STR_ARG(text));
	/* A grant becomes no wider than somebody wrote it without being asked, and who
	 * kept Glob off a path may not have meant its files. */
	if (rule->src->list != PC_LIST_ALLOW && !rule->src->from_flag &&
		strcmp(instead, "Edit") == 0)
		finding->fix = (struct pc_fix){PC_FIX_TEXT, rule->src->from.at, text};
}

static void parse_inert(
	struct pc_rule *rule, const struct tool_info *info, struct pc_diags *diags)
{
	const char *now = tool_successor(rule->tool);

	if (rule->param.len)
		return;
	if (info && info->content == CONTENT_NO_PATH) {
		say_path_rule(rule, is_word_of("Glob Grep", rule->tool) ? "Read" : "Edit",
			diags);
		return;
	}
	if (now && is_word_of("Read Edit", pc_str(now))) {
		say_path_rule(rule, now, diags);
		return;
	}
	if (pc_str_is(rule->tool, "Monitor")) {
		hint(diags,
			warn(rule, diags, "PC1403",
				"the client consults no content for this tool: it "
				"matches nothing"),
			"Bash rules count for Monitor too: write Bash(", rule->spec, ")");
		return;
	}
	if (!info || pc_str_is(rule->tool, "Cd"))
		return;
	hint(diags,
		warn(rule, diags, "PC1403",
			"the client consults no content for this tool: it matches "
			"nothing"),
		"name the whole tool, ", rule->tool,
		", or in deny and ask a field of its input: Tool(field:value)");
}

/* ":*" means "and whatever follows" at the very end only, and makes every star before it
 * a character like any other. */
static void check_stars(const struct pc_rule *rule, struct pc_diags *diags)
{
	struct pc_str spec = rule->spec;
	bool is_prefix = pc_str_ends(spec, PC_STR(":*"));
	struct pc_str before = pc_str_head(spec, spec.len - (is_prefix ? 2 : 0));
	size_t star = pc_str_find(before, '*');

	if (rule->param.len)
		return;
	if (is_prefix && star < before.len &&
		(star == 0 || before.ptr[star - 1] != '\\')) {
		warn(rule, diags, "PC1408",
			"before a final \":*\" a star is a plain character: only "
			"commands "
			"with a \"*\" in them match")
			->hint = PC_STR("end the rule with \" *\" instead of \":*\"");
	} else if (!is_prefix && pc_str_find_str(spec, PC_STR(":*")) < spec.len) {
		warn(rule, diags, "PC1408",
			"\":*\" stands for any arguments at the very end only; here it "
			"is "
			"a colon and a star")
			->hint = PC_STR("write \" *\" where arguments may stand");
	}
}

static void parse_content(
	struct pc_rule *rule, const struct tool_info *info, struct pc_diags *diags)
{
	bool is_sound = parse_param(rule, info, diags);

	rule->form = rule->param.len ? PC_RULE_PARAM : PC_RULE_INERT;
	switch (info ? info->content : CONTENT_NONE) {
	case CONTENT_COMMAND:
		rule->form = PC_RULE_COMMAND;
		check_stars(rule, diags);
		break;
	case CONTENT_PATH:
		rule->form = PC_RULE_PATH;
		break;
	case CONTENT_DOMAIN:
		parse_domain(rule, diags);
		break;
	case CONTENT_NAME:
		parse_name(rule, diags);
		break;
	case CONTENT_NONE:
	case CONTENT_NO_PATH:
		if (is_sound)
			parse_inert(rule, info, diags);
		break;
	}
}

/* ---- names ---------------------------------------------------------------- */

static void check_mcp_name(const struct pc_rule *rule, struct pc_diags *diags)
{
	struct pc_str tool = rule->tool;

	if (!is_mcp_name(tool)) {
		warn(rule, diags, "PC1407",
			"names of MCP tools hold letters, digits, '_' and '-' only: it "
			"matches nothing")
			->hint = PC_STR("write '_' for every other character of the "
					"server's name");
	} else if (tool.len <= strlen("mcp__") || pc_str_ends(tool, PC_STR("__"))) {
		warn(rule, diags, "PC1407",
			"no MCP tool has this name: it matches nothing")
			->hint = PC_STR("write mcp__server for a whole server, or "
					"mcp__server__tool");
	}
}

static void check_name(const struct pc_rule *rule, struct pc_diags *diags)
{
	const char *now = tool_successor(rule->tool);
	const struct tool_info *like;
	struct pc_diag *finding;

	if (is_mcp_tool(rule->tool)) {
		check_mcp_name(rule, diags);
		return;
	}
	if (rule->form == PC_RULE_TOOL_GLOB || tool_info(rule->tool) ||
		pc_str_is(rule->tool, "Cd"))
		return;
	/* With a path behind it there is more to say (PC1402). */
	if (now && rule->has_spec && is_word_of("Read Edit", pc_str(now)))
		return;
	like = tool_info_like(rule->tool);
	finding = warn(rule, diags, "PC1406",
		"the client has no tool of this name: it matches nothing");
	if (now)
		hint(diags, finding, "what it did is now done by ", pc_str(now), "");
	else if (like)
		hint(diags, finding, "did you mean ", like->name, "?");
}

static bool is_mcp_flag(const struct pc_rule_text *src, const struct pc_rule_parts *parts)
{
	return src->from_flag && parts->has_content && parts->content.len &&
	       is_mcp_tool(parts->tool);
}

/* ---- the whole rule ------------------------------------------------------- */

/* A command line keeps mcp__srv__tool(x), which files lose: (*) then means the tool, and
 * anything else is never consulted. */
static bool is_dropped(struct pc_rule *rule, const struct pc_rule_parts *parts,
	bool has_shape, struct pc_diags *diags)
{
	const struct pc_rule_text *src = rule->src;
	const char *fault = pc_rule_text_fault(src->text, src->list);

	if (!fault || (has_shape && is_mcp_flag(src, parts)))
		return false;
	rule->form = PC_RULE_SKIPPED;
	warn(rule, diags, "PC1401",
		diags ? pc_arena_printf(diags->arena, "the client drops it: %s", fault)
				.ptr
		      : "")
		->severity = PC_ERROR;
	return true;
}

void pc_rule_parse(struct pc_rule *out, struct pc_arena *arena,
	const struct pc_rule_text *src, struct pc_diags *diags)
{
	struct pc_rule_parts parts = {.tool = src->text};
	bool has_shape = src->text.len && pc_rule_text_split(&parts, src->text);

	*out = (struct pc_rule){.src = src, .tool = pc_tool_name(parts.tool)};
	if (is_dropped(out, &parts, has_shape, diags))
		return;
	out->spec = unescape(arena, parts.content);
	out->has_spec = parts.has_content && !pc_str_is(out->spec, "*");
	out->form = PC_RULE_TOOL;
	if (pc_str_find(out->tool, '*') < out->tool.len)
		out->form = PC_RULE_TOOL_GLOB;
	check_name(out, diags);
	if (!out->has_spec)
		return;
	if (out->form == PC_RULE_TOOL_GLOB || is_mcp_tool(out->tool)) {
		out->form = PC_RULE_INERT;
		warn(out, diags, "PC1403",
			"the client looks at content behind a plain tool name only: it "
			"matches nothing")
			->hint = PC_STR("leave the parentheses out, or name one tool");
		return;
	}
	parse_content(out, tool_info(out->tool), diags);
}
