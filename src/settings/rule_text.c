/* SPDX-License-Identifier: Apache-2.0 */
/* The client's checks of a rule's text, in its order: shape, name, then what single tools
 * demand of their content.  What a rule means is the business of the rules module. */
#include "pc/settings/rule_text.h"

#include "pc/base/utf.h"
#include "settings_priv.h"

/* Whether the byte at i stands behind an odd number of backslashes. */
static bool is_escaped(struct pc_str text, size_t i)
{
	size_t n = 0;

	while (n < i && text.ptr[i - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

static bool is_paren(char c)
{
	return c == '(' || c == ')';
}

/* Offset of the first bare parenthesis, or text.len. */
static size_t first_bare(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (is_paren(text.ptr[i]) && !is_escaped(text, i))
			return i;
	}
	return text.len;
}

bool pc_rule_text_split(struct pc_rule_parts *out, struct pc_str text)
{
	size_t open = first_bare(text);
	size_t last = text.len - 1;

	*out = (struct pc_rule_parts){.tool = text};
	if (open == text.len)
		return true;
	if (text.ptr[open] != '(' || text.ptr[last] != ')' || is_escaped(text, last) ||
		last == open)
		return false;
	if (open == 0 && last > 1)
		return true; /* without a tool in front it is a name like any other */
	out->tool = pc_str_head(text, open);
	out->content = (struct pc_str){text.ptr + open + 1, last - open - 1};
	out->has_content = true;
	return true;
}

/* Escaped parentheses, and bare ones of which not each has its other half: whichever way
 * the backslash is read, something is left over. */
static bool is_ambiguous(struct pc_str content)
{
	bool escaped = false;
	int balance = 0;

	for (size_t i = 0; i < content.len; i++) {
		if (!is_paren(content.ptr[i]))
			continue;
		if (is_escaped(content, i))
			escaped = true;
		else
			balance += content.ptr[i] == '(' ? 1 : -1;
	}
	return escaped && balance != 0;
}

/* The server in mcp__server__tool; empty when the name is no such name. */
static struct pc_str mcp_server(struct pc_str tool)
{
	struct pc_str rest;

	if (!pc_str_starts(tool, PC_STR("mcp__")))
		return (struct pc_str){0};
	rest = pc_str_from(tool, 5);
	return pc_str_head(rest, pc_str_find_str(rest, PC_STR("__")));
}

/* An allow rule may have a star only behind mcp__<server>__. */
static bool widens_too_much(struct pc_str tool)
{
	struct pc_str server = mcp_server(tool);
	size_t star = pc_str_find(tool, '*');

	if (star == tool.len)
		return false;
	return server.len == 0 || star < 5 + server.len + 2;
}

/* Whether JavaScript's toUpperCase changes the first UTF-16 unit: ASCII and Latin-1
 * exactly, Greek and Cyrillic by block, which is as far as tool names go. */
static bool starts_lower(struct pc_str tool)
{
	size_t at = 0;
	uint32_t cp;

	if (tool.len == 0)
		return false;
	cp = pc_utf8_next(tool, &at);
	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z';
	if (cp < 0x100)
		return cp == 0xB5 || (cp >= 0xDF && cp != 0xF7);
	if (cp < 0x178) /* Latin Extended-A alternates; two runs are shifted by one */
		return (cp >= 0x139 && cp <= 0x148) ? cp % 2 == 0 : cp != 0x138 && cp % 2;
	return (cp >= 0x3B1 && cp <= 0x3CE) || (cp >= 0x430 && cp <= 0x45F) ||
	       (cp >= 0x561 && cp <= 0x587);
}

static bool has(struct pc_str text, struct pc_str part)
{
	return pc_str_find_str(text, part) < text.len;
}

static bool is_star(struct pc_str content)
{
	return pc_str_is(content, "*");
}

static const char *bash_fault(struct pc_str content)
{
	return pc_str_is(content, ":*") ? "a prefix must stand before ':*'" : NULL;
}

static const char *file_fault(struct pc_str content)
{
	return has(content, PC_STR(":*"))
		       ? "':*' is for Bash prefixes only; files take '*' and '**'"
		       : NULL;
}

static const char *search_fault(struct pc_str content)
{
	if (is_star(content))
		return NULL;
	return pc_str_find(content, '*') < content.len ||
			       pc_str_find(content, '?') < content.len
		       ? "WebSearch takes no wildcards"
		       : NULL;
}

static const char *fetch_fault(struct pc_str content)
{
	if (has(content, PC_STR("://")) || pc_str_starts(content, PC_STR("http")))
		return "WebFetch takes 'domain:host', not a URL";
	if (!is_star(content) && !pc_str_starts(content, PC_STR("domain:")))
		return "WebFetch takes 'domain:host'";
	return NULL;
}

static const struct {
	const char *tool;
	const char *(*fault)(struct pc_str content);
} demands[] = {
	{"Bash", bash_fault},
	{"Read", file_fault},
	{"Write", file_fault},
	{"Edit", file_fault},
	{"NotebookEdit", file_fault},
	{"NotebookRead", file_fault},
	{"Glob", file_fault},
	{"Cd", file_fault},
	{"WebSearch", search_fault},
	{"WebFetch", fetch_fault},
};

static const char *content_fault(const struct pc_rule_parts *parts)
{
	for (size_t i = 0; i < PC_COUNT(demands); i++) {
		if (pc_str_is(parts->tool, demands[i].tool))
			return demands[i].fault(parts->content);
	}
	return NULL;
}

struct pc_str pc_list_key(enum pc_list_kind list)
{
	static const char *const keys[] = {
		[PC_LIST_DENY] = "permissions.deny",
		[PC_LIST_ASK] = "permissions.ask",
		[PC_LIST_ALLOW] = "permissions.allow",
	};

	return pc_str(keys[list]);
}

const char *pc_rule_text_fault(struct pc_str text, enum pc_list_kind list)
{
	struct pc_rule_parts parts;

	if (js_trim(text).len == 0)
		return "it is empty";
	if (!pc_rule_text_split(&parts, text))
		return "a rule is Tool or Tool(content) and ends at its ')'";
	if (is_ambiguous(parts.content))
		return "'\\(' or '\\)' beside a bare parenthesis is ambiguous";
	if (parts.has_content && parts.content.len == 0)
		return "the parentheses are empty";
	if (parts.has_content && mcp_server(parts.tool).len)
		return "a rule for an MCP tool takes no parentheses";
	if (list == PC_LIST_ALLOW && widens_too_much(parts.tool))
		return "an allow rule may have '*' in the tool name only behind "
		       "mcp__<server>__";
	if (starts_lower(parts.tool) && pc_str_find(parts.tool, '_') == parts.tool.len)
		return "tool names start with a capital letter";
	return parts.has_content ? content_fault(&parts) : NULL;
}
