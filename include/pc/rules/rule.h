/* SPDX-License-Identifier: Apache-2.0 */
/* One permission rule, parsed: which tools it speaks of and what it says of them.
 *
 * The grammar is the client's, probed: Tool or Tool(content), where content runs from the
 * first bare parenthesis to the last character; "\(", "\)" and "\\" stand for the
 * character behind the backslash.  Tool(*) is Tool.  Which texts the client drops is
 * pc/settings/rule_text.h. */
#ifndef PC_RULES_RULE_H
#define PC_RULES_RULE_H

#include "pc/settings/settings.h"

enum pc_rule_form {
	PC_RULE_SKIPPED,   /* the client drops it with a warning; it matches nothing */
	PC_RULE_INERT,     /* kept but never consulted, e.g. Write(path) */
	PC_RULE_TOOL,      /* the whole tool: Bash, Bash(*), mcp__srv, mcp__srv__tool */
	PC_RULE_TOOL_GLOB, /* mcp__srv__*, B*, * */
	PC_RULE_COMMAND,   /* Bash(...), PowerShell(...) */
	PC_RULE_PATH,      /* Read(...), Edit(...) */
	PC_RULE_DOMAIN,    /* WebFetch(domain:...) */
	PC_RULE_PARAM,     /* Tool(param:value) and nothing else */
	PC_RULE_NAME,      /* Agent(x), Skill(x) */
};

struct pc_rule {
	const struct pc_rule_text *src; /* text, list, origin, base */
	enum pc_rule_form form;
	struct pc_str tool; /* canonical name, or the glob */
	struct pc_str
		spec;  /* the content without its escapes; DOMAIN: the host pattern */
	bool has_spec; /* false for Tool(*) too */
	/* Tool(param:value) in deny and ask, trimmed; empty when the rule is no such
	 * rule. They stand beside any form: Bash(timeout:5) is about the command
	 * "timeout:5" and about the field timeout. */
	struct pc_str param, value;
};

/* Never fails: a rule that the client drops gets form SKIPPED, and one that it never
 * consults INERT, each with a finding (PC1401 to PC1407).  Views of src->text; arena
 * only for what must be rewritten. */
void pc_rule_parse(struct pc_rule *out, struct pc_arena *arena,
	const struct pc_rule_text *src, struct pc_diags *diags);

/* The name that the client uses today for a tool that once had another: "Task" is
 * "Agent".  Other names come back as they are. */
struct pc_str pc_tool_name(struct pc_str tool);

/* Whether the client has a tool of that name, old names and MCP tools included.  If not,
 * *like is the known name that is most similar, or empty; it may be NULL. */
bool pc_tool_is_known(struct pc_str tool, struct pc_str *like);

#endif
