/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the client's tools without looking at any rule: one table for the
 * grammar (what a rule about the tool may say) and for the default verdicts. */
#ifndef PC_RULES_TOOLS_PRIV_H
#define PC_RULES_TOOLS_PRIV_H

#include "rules_priv.h"

/* What a call does that no rule speaks of, in the default mode. */
enum tool_default {
	TOOL_RUNS,    /* needs no permission */
	TOOL_ASKS,    /* the client prompts */
	TOOL_DEPENDS, /* has a decider of its own */
	TOOL_ABSENT,  /* not offered in print mode */
};

/* What the content of Tool(content) is compared with. */
enum tool_content {
	CONTENT_NONE, /* nothing: only Tool(param:value) counts */
	CONTENT_COMMAND,
	CONTENT_PATH,
	CONTENT_DOMAIN,
	CONTENT_NAME,
	CONTENT_NO_PATH, /* a path, but only Read and Edit rules are consulted */
};

struct tool_info {
	struct pc_str name;
	enum tool_default by_default;
	enum tool_content content;
	const char *primary; /* the field that Tool(param:value) is not compared with */
	/* Fields that the client fills in when they are absent, "field=value ..." */
	const char *defaults;
	const char *fields; /* COMMAND tools: what counts as a param, "a b c" */
};

/* NULL for tools that the client does not have, MCP tools included. */
const struct tool_info *tool_info(struct pc_str tool);
/* All of them; NULL past the last. */
const struct tool_info *tool_info_at(size_t i);
/* The known tool with the most similar name, or NULL when none is similar. */
const struct tool_info *tool_info_like(struct pc_str tool);

/* The tool that does today what a tool did that the client no longer has, or NULL.  Rules
 * about the old name mean nothing, unlike those that pc_tool_name() knows. */
const char *tool_successor(struct pc_str tool);

bool is_mcp_tool(struct pc_str tool);
/* The same, with only those characters that the client leaves in such names, or '*'. */
bool is_mcp_name(struct pc_str tool);

/* Whether the words of a space-separated list contain it. */
bool is_word_of(const char *words, struct pc_str word);

/* The pattern of a domain rule as hosts are compared with it; false when it matches
 * nothing. */
bool web_pattern(struct pc_str *out, struct pc_arena *arena, const struct pc_rule *rule);

/* A call that an ask rule matched: asks, or is denied where nobody may be asked. */
struct pc_verdict tool_asked(const struct pc_policy *policy, const struct pc_rule *rule);
/* A call that needs permission and has no rule: what the mode makes of it. */
struct pc_verdict tool_unruled(const struct pc_policy *policy, struct pc_str reason);

#endif
