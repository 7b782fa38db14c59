/* SPDX-License-Identifier: Apache-2.0 */
/* Which texts the client accepts as a permission rule.  A settings file loses a rule that
 * it does not accept (with a warning), and a deny or ask list that loses all its rules
 * takes the allow list beside it along; so whoever repairs settings must know. */
#ifndef PC_SETTINGS_RULE_TEXT_H
#define PC_SETTINGS_RULE_TEXT_H

#include "pc/settings/settings.h"

/* Where a rule's text divides: `Tool` or `Tool(content)`.  A parenthesis behind an odd
 * number of backslashes is an ordinary character. */
struct pc_rule_parts {
	struct pc_str tool, content;
	bool has_content;
};

/* False when the parentheses do not fit that shape. */
bool pc_rule_text_split(struct pc_rule_parts *out, struct pc_str text);

/* "permissions.deny": the settings key of that list. */
struct pc_str pc_list_key(enum pc_list_kind list);

/* Why the client drops this rule from a list of that kind: one static sentence for
 * people, or NULL when it keeps it. */
const char *pc_rule_text_fault(struct pc_str text, enum pc_list_kind list);

#endif
