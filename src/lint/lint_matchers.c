/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks that never run, or wait for hours: a matcher that is no tool's name, a condition
 * that is no rule, a timeout in milliseconds.  lint_hooks.c looks at guards that fail. */
#include "lint_priv.h"
#include "pc/settings/rule_text.h"

/* One handler or matcher under check. */
struct hook {
	struct lint *lint;
	struct pc_str event;
	bool of_tools; /* the event is about a tool call */
};

static bool is_about_tools(struct pc_str event)
{
	static const char *const events[] = {"PreToolUse", "PostToolUse",
		"PostToolUseFailure", "PermissionRequest", "PermissionDenied"};

	for (size_t i = 0; i < PC_COUNT(events); i++) {
		if (pc_str_is(event, events[i]))
			return true;
	}
	return false;
}

static struct pc_diag *say_idle(
	const struct hook *hook, const struct pc_node *at, const char *what)
{
	struct pc_diag *finding = pc_diag_add(hook->lint->diags, "PC1712", PC_WARNING,
		at->at, "the hook never runs: \"%.*s\" %s", PC_STR_ARG(at->text), what);

	finding->effect = PC_EFFECT_IGNORED;
	finding->key = pc_arena_printf(
		hook->lint->diags->arena, "hooks.%.*s", PC_STR_ARG(hook->event));
	return finding;
}

static void hint(const struct hook *hook, struct pc_diag *finding, const char *before,
	struct pc_str name, const char *after)
{
	finding->hint = pc_arena_printf(
		hook->lint->diags->arena, "%s%.*s%s", before, PC_STR_ARG(name), after);
}

/* ---- matchers --------------------------------------------------------------- */

/* The client takes such a matcher for names, any other for a regular expression. */
static bool is_names(struct pc_str matcher)
{
	for (size_t i = 0; i < matcher.len; i++) {
		char c = matcher.ptr[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9');

		if (!word && (!c || !strchr("_- ,|", c)))
			return false;
	}
	return true;
}

/* Tools of other clients and servers have names that nobody knows here. */
static bool is_open_name(struct pc_str name)
{
	return name.len == 0 || pc_str_find(name, '_') < name.len ||
	       pc_str_find(name, '-') < name.len;
}

static void check_names(const struct hook *hook, const struct pc_node *matcher)
{
	struct pc_str rest = matcher->text, like = {0};
	struct pc_diag *finding;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '|');

		while (part.ptr) {
			struct pc_str name = pc_str_trim(pc_str_cut(&part, ','));

			if (is_open_name(name) || pc_tool_is_known(name, &like) ||
				!pc_str_eq(pc_tool_name(name), name))
				return;
		}
	}
	finding = say_idle(hook, matcher, "is no tool's name");
	if (like.len)
		hint(hook, finding, "did you mean ", like, "?");
}

/* Every bracket of a regular expression has its partner. */
static bool is_balanced(struct pc_str text)
{
	size_t open = 0;
	bool in_set = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\\')
			i++;
		else if (in_set)
			in_set = c != ']';
		else if (c == '[')
			in_set = true;
		else if (c == '(')
			open++;
		else if (c == ')' && open-- == 0)
			return false;
	}
	return open == 0 && !in_set;
}

static void check_expression(const struct hook *hook, const struct pc_node *matcher)
{
	struct pc_str text = matcher->text;
	struct pc_str tool = pc_str_head(text, pc_str_find(text, '('));
	struct pc_str like;

	if (!is_balanced(text)) {
		say_idle(hook, matcher, "is no regular expression")->hint =
			PC_STR("close every bracket, or write tool names with | between");
		return;
	}
	if (tool.len + 2 < text.len && pc_str_ends(text, PC_STR(")")) &&
		text.ptr[tool.len + 1] != '?' && pc_tool_is_known(tool, &like)) {
		hint(hook, say_idle(hook, matcher, "is a rule, and no tool's name"),
			"write the matcher \"", tool,
			"\", and the rule as the handler's \"if\"");
	}
}

static void check_matcher(const struct hook *hook, const struct pc_node *matcher)
{
	if (!hook->of_tools || !matcher || matcher->kind != PC_TEXT ||
		matcher->text.len == 0 || pc_str_is(matcher->text, "*"))
		return;
	if (is_names(matcher->text))
		check_names(hook, matcher);
	else
		check_expression(hook, matcher);
}

/* ---- handlers ---------------------------------------------------------------- */

static void check_condition(const struct hook *hook, const struct pc_node *condition)
{
	if (!condition || condition->kind != PC_TEXT)
		return;
	if (!hook->of_tools)
		say_idle(hook, condition,
			"is a condition about tools, and this event has none")
			->hint = PC_STR("take \"if\" out");
	else if (pc_rule_text_fault(condition->text, PC_LIST_DENY))
		say_idle(hook, condition, "is no permission rule")->hint =
			PC_STR("write one rule as in permissions, such as Bash(git *)");
}

/* Matching an address is like one match of a pattern for so many bytes of it. */
enum { BYTES_PER_LOOK = 32 };

/* Stars stand for anything, as in the client's list of addresses. */
static bool matches_url(struct pc_str pattern, struct pc_str url)
{
	size_t i = 0, k = 0, star = pattern.len, from = 0;

	while (k < url.len) {
		if (i < pattern.len && pattern.ptr[i] == '*') {
			star = i++;
			from = k;
		} else if (i < pattern.len && pattern.ptr[i] == url.ptr[k]) {
			i++;
			k++;
		} else if (star < pattern.len) {
			i = star + 1;
			k = ++from;
		} else {
			return false;
		}
	}
	while (i < pattern.len && pattern.ptr[i] == '*')
		i++;
	return i == pattern.len;
}

/* The client calls only addresses of allowedHttpHookUrls, once there is such a list. */
static void check_url(const struct hook *hook, const struct pc_node *url)
{
	const struct pc_value *list =
		pc_settings_find(hook->lint->settings, PC_STR("allowedHttpHookUrls"));

	if (!list || list->node->kind != PC_LIST || !url || url->kind != PC_TEXT ||
		!lint_may_go_on(hook->lint, url->at))
		return;
	pc_scratch_charge(hook->lint->evaluator.scratch,
		list->n_children * (1 + url->text.len / BYTES_PER_LOOK));
	for (size_t i = 0; i < list->n_children; i++) {
		if (matches_url(pc_node_text(list->children[i]->node), url->text))
			return;
	}
	say_idle(hook, url, "is no address that allowedHttpHookUrls has")->hint =
		PC_STR("add a pattern for it to allowedHttpHookUrls");
}

/* Nobody lets a tool call wait for hours; milliseconds come in round numbers. */
static void check_timeout(const struct hook *hook, const struct pc_node *timeout)
{
	enum { LONG = 1000, ROUND = 500 };
	struct pc_diag *finding;

	if (!timeout || timeout->kind != PC_INT || timeout->integer < LONG ||
		timeout->integer % ROUND)
		return;
	finding = pc_diag_add(hook->lint->diags, "PC1711", PC_WARNING, timeout->at,
		"the timeout of a hook is in seconds: the client waits for up to %lld "
		"minutes",
		(long long)timeout->integer / 60);
	finding->key = pc_arena_printf(
		hook->lint->diags->arena, "hooks.%.*s", PC_STR_ARG(hook->event));
	finding->hint = pc_arena_printf(hook->lint->diags->arena,
		"write %lld, if milliseconds were meant",
		(long long)timeout->integer / LONG + (timeout->integer % LONG > 0));
}

static void check_group(const struct hook *hook, const struct pc_node *group)
{
	const struct pc_node *handlers = pc_node_get_c(group, "hooks");

	check_matcher(hook, pc_node_get_c(group, "matcher"));
	for (size_t i = 0; handlers && handlers->kind == PC_LIST && i < handlers->n_items;
		i++) {
		check_condition(hook, pc_node_get_c(handlers->items[i], "if"));
		check_timeout(hook, pc_node_get_c(handlers->items[i], "timeout"));
		check_url(hook, pc_node_get_c(handlers->items[i], "url"));
	}
}

void lint_matchers(struct lint *lint)
{
	for (size_t i = 0; i < lint->settings->n_documents; i++) {
		const struct pc_node *events =
			pc_node_get_c(lint->settings->documents[i].root, "hooks");

		for (size_t k = 0;
			events && events->kind == PC_MAP && k < events->n_pairs; k++) {
			const struct pc_pair *pair = &events->pairs[k];
			struct hook hook = {lint, pair->key, is_about_tools(pair->key)};

			for (size_t g = 0;
				pair->value->kind == PC_LIST && g < pair->value->n_items;
				g++)
				check_group(&hook, pair->value->items[g]);
		}
	}
}
