/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of the gate that look at the worker: the tools that it is granted, the directory
 * that it starts in, and the variables of its environment. */
#include "gate_priv.h"
#include "pc/base/limits.h"
#include "pc/orch/environment.h"
#include "pc/rules/reach.h"
#include "pc/settings/rule_text.h"

static bool refuse_by_rule(
	struct gate_case *c, const struct pc_rule *rule, struct pc_str what)
{
	return gate_refuse(c, rule->src->text, rule->src->from.at,
		pc_arena_printf(c->arena, "a rule of the list '%s' is about '%.*s'",
			pc_list_name(rule->src->list), PC_STR_ARG(what)));
}

/* ---- tools ------------------------------------------------------------------ */

struct pc_str gate_next_grant(struct pc_str *rest)
{
	size_t i = 0, depth = 0;
	struct pc_str grant;

	for (; i < rest->len; i++) {
		char byte = rest->ptr[i];

		depth += byte == '(';
		depth -= byte == ')' && depth;
		if (!depth &&
			(byte == ',' || byte == ' ' || byte == '\n' || byte == '\t'))
			break;
	}
	grant = pc_str_head(*rest, i);
	*rest = pc_str_from(*rest, i + 1);
	return grant;
}

static bool takes_same(char wanted, char byte)
{
	return wanted == byte;
}

/* Whether some name may fit both patterns, by what stands before the first * and behind
 * the last one of each: never false where one does. */
static bool may_meet(struct pc_str a, struct pc_str b)
{
	struct pc_str head_a = pc_str_head(a, pc_str_find(a, '*'));
	struct pc_str head_b = pc_str_head(b, pc_str_find(b, '*'));
	struct pc_str tail_a = pc_str_from(a, pc_str_rfind(a, '*') + 1);
	struct pc_str tail_b = pc_str_from(b, pc_str_rfind(b, '*') + 1);

	return (pc_str_starts(head_a, head_b) || pc_str_starts(head_b, head_a)) &&
	       (pc_str_ends(tail_a, tail_b) || pc_str_ends(tail_b, tail_a));
}

static bool names_tool_of(
	struct pc_arena *arena, struct pc_str glob, const struct pc_rule *rule)
{
	if (rule->form == PC_RULE_TOOL_GLOB)
		return may_meet(glob, rule->tool);
	if (rule->form != PC_RULE_TOOL || rule->has_spec)
		return false;
	/* The name of a server stands for all of its tools. */
	return pc_str_fits(glob, rule->tool, takes_same) ||
	       (pc_str_starts(rule->tool, PC_STR("mcp__")) &&
		       may_meet(glob, pc_arena_printf(
					      arena, "%.*s__*", PC_STR_ARG(rule->tool))));
}

/* A grant for many tools holds every denied one that it names. */
static const struct pc_rule *denied_in_glob(
	const struct gate_case *c, const struct pc_rule *grant)
{
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(c->gate->with.policy, &n);

	for (size_t i = 0; i < n; i++) {
		if (rules[i].src->list == PC_LIST_DENY &&
			names_tool_of(c->arena, grant->tool, &rules[i]))
			return &rules[i];
	}
	return NULL;
}

/* One call that the grant lets: a word in place of each wildcard.  What a deny rule says
 * of it, it says of the grant; a rule about some of the calls only is the client's. */
static struct pc_str call_of(struct pc_arena *arena, struct pc_str spec, bool is_command)
{
	struct pc_str prefix = PC_STR(":*");
	char *out;
	size_t n = 0;

	if (is_command && pc_str_ends(spec, prefix)) {
		return pc_arena_printf(
			arena, "%.*s x", (int)(spec.len - prefix.len), spec.ptr);
	}
	out = pc_arena_bytes(arena, spec.len + 1);
	for (size_t i = 0; i < spec.len; i++) {
		bool is_star = spec.ptr[i] == '*';

		if (!is_star || !i || spec.ptr[i - 1] != '*')
			out[n++] = is_star ? 'x' : spec.ptr[i];
	}
	return (struct pc_str){out, n};
}

/* "//etc/x" is from the root, "/x" and "x" are from where the worker starts. */
static struct pc_str path_of(
	const struct gate_case *c, const struct pc_settings *settings, struct pc_str path)
{
	if (pc_str_starts(path, PC_STR("//")))
		return pc_str_from(path, 1);
	if (pc_str_starts(path, PC_STR("~/"))) {
		return pc_arena_printf(c->arena, "%.*s%.*s", PC_STR_ARG(settings->home),
			PC_STR_ARG(pc_str_from(path, 1)));
	}
	if (pc_str_starts(path, PC_STR("./")))
		path = pc_str_from(path, 2);
	return pc_arena_printf(
		c->arena, "%.*s/%.*s", PC_STR_ARG(c->ask->job->cwd), PC_STR_ARG(path));
}

/* The input of such a call; NULL: the tool's name is all there is. */
static struct pc_node *input_of(struct gate_case *c, const struct pc_rule *grant)
{
	const struct pc_settings *settings = pc_policy_settings(c->gate->with.policy);
	struct pc_node *map;
	struct pc_str field, value;

	if (!grant->has_spec)
		return NULL;
	value = call_of(c->arena, grant->spec, grant->form == PC_RULE_COMMAND);
	switch (grant->form) {
	case PC_RULE_COMMAND:
		field = PC_STR("command");
		break;
	case PC_RULE_PATH:
		field = PC_STR("file_path");
		value = path_of(c, settings, value);
		break;
	case PC_RULE_DOMAIN:
		field = PC_STR("url");
		value = pc_arena_printf(c->arena, "https://%.*s/", PC_STR_ARG(value));
		break;
	default:
		return NULL;
	}
	map = pc_node_new(c->arena, PC_MAP, (struct pc_span){0});
	map->pairs = pc_arena_new_array(c->arena, struct pc_pair, 1);
	map->pairs[0].key = field;
	map->pairs[0].value = pc_node_new_text(c->arena, value, (struct pc_span){0});
	map->n_pairs = 1;
	return map;
}

static bool lets_grant(struct gate_case *c, struct pc_str text)
{
	const struct pc_rule_text said = {.text = text, .list = PC_LIST_ALLOW};
	struct pc_action action;
	struct pc_verdict verdict;
	struct pc_rule grant;

	pc_rule_parse(&grant, c->arena, &said, NULL);
	if (grant.form == PC_RULE_TOOL_GLOB) {
		const struct pc_rule *rule = denied_in_glob(c, &grant);

		return !rule || refuse_by_rule(c, rule, text);
	}
	if (grant.form == PC_RULE_SKIPPED || grant.form == PC_RULE_INERT) {
		return gate_refuse(c, PC_STR("tools"), (struct pc_span){0},
			pc_arena_printf(c->arena, "'%.*s' grants nothing that is known",
				PC_STR_ARG(text)));
	}
	action = (struct pc_action){.tool = grant.tool, .input = input_of(c, &grant)};
	verdict = pc_policy_decide(c->gate->with.policy, &c->evaluator, &action);
	/* What the mode alone denies, the grant is there to let; asking is the client's.
	 */
	if (verdict.kind < PC_VERDICT_DENY || verdict.by == PC_BY_MODE)
		return true;
	if (verdict.rule)
		return refuse_by_rule(c, verdict.rule, text);
	return gate_refuse(c, PC_STR("rules"), (struct pc_span){0}, verdict.reason);
}

bool gate_tools(struct gate_case *c)
{
	const struct pc_settings *settings = pc_policy_settings(c->gate->with.policy);
	struct pc_str rest = c->ask->job->tools;
	size_t n = 0;

	/* Nobody knows then what the rules would have been. */
	if (settings->refused) {
		return gate_refuse(
			c, PC_STR("rules"), (struct pc_span){0}, settings->refused_why);
	}
	while (rest.len) {
		struct pc_str grant = gate_next_grant(&rest);

		if (!grant.len)
			continue;
		if (++n > PC_MAX_JOB_TOOLS) {
			return gate_refuse(c, PC_STR("tools"), (struct pc_span){0},
				PC_STR("more tools than anybody can look at"));
		}
		if (!lets_grant(c, grant))
			return false;
	}
	return true;
}

/* ---- working directory ------------------------------------------------------ */

/* Absolute, and no way up or around in it. */
static bool is_plain_path(struct pc_str path)
{
	struct pc_str rest = pc_str_from(path, 1);

	if (!path.len || path.ptr[0] != '/' || memchr(path.ptr, '\0', path.len))
		return false;
	while (rest.len) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (!part.len || pc_str_is(part, ".") || pc_str_is(part, ".."))
			return false;
	}
	return true;
}

static bool holds_path(struct pc_str dir, struct pc_str path)
{
	return pc_str_starts(path, dir) &&
	       (path.len == dir.len || path.ptr[dir.len] == '/');
}

/* A client reads what lies below its working directory without being asked: the queue,
 * which has everybody's texts, and the directories of other jobs do not lie there. */
static bool meets_queue(struct gate_case *c, struct pc_str cwd)
{
	const struct pc_gate_setup *with = &c->gate->with;
	struct pc_str state = with->config->state, real = {0};

	if (with->resolve && state.len &&
		with->resolve(&real, c->arena, state, with->resolve_user) && real.len)
		state = real;
	return state.len && (holds_path(state, cwd) || holds_path(cwd, state));
}

bool gate_place(struct gate_case *c)
{
	const struct pc_gate_setup *with = &c->gate->with;
	struct pc_str cwd = c->ask->job->cwd, real = {0};
	const struct pc_rule *rule;

	if (!cwd.len)
		return true; /* the job's own directory, which is made for it */
	if (cwd.len > 1 && cwd.ptr[cwd.len - 1] == '/')
		cwd.len--;
	if (!is_plain_path(cwd) || pc_str_is(cwd, "/")) {
		return gate_refuse(c, PC_STR("cwd"), (struct pc_span){0},
			pc_arena_printf(c->arena, "'%.*s' is no directory to work in",
				PC_STR_ARG(cwd)));
	}
	rule = pc_policy_file_rule(with->policy, &c->evaluator, PC_LIST_DENY, true, cwd);
	if (rule)
		return refuse_by_rule(c, rule, cwd);
	if (with->resolve && with->resolve(&real, c->arena, cwd, with->resolve_user)) {
		if (!real.len) {
			return gate_refuse(c, PC_STR("cwd"), (struct pc_span){0},
				pc_arena_printf(c->arena,
					"nobody knows where '%.*s' leads",
					PC_STR_ARG(cwd)));
		}
		cwd = real;
	}
	if (meets_queue(c, cwd)) {
		return gate_refuse(c, PC_STR("cwd"), (struct pc_span){0},
			pc_arena_printf(c->arena, "'%.*s' is where the queue is",
				PC_STR_ARG(cwd)));
	}
	c->answer->cwd = pc_arena_str(c->arena, cwd);
	return true;
}

/* ---- environment ------------------------------------------------------------ */

/* What the table of workers (environment.h) lets pass and a gate does not.  A backend
 * puts its own key in later. */
static const struct {
	struct pc_str pattern; /* it ends so, or is so when it does not begin with '*' */
	enum gate_stray stray;
} strays[] = {
	{{"CLAUDE_CODE_OAUTH_TOKEN", 23}, GATE_STRAY_BUT_FOR_SUBSCRIPTIONS},
	{{"*_BASE_URL", 10}, GATE_STRAY},
	{{"NODE_TLS_REJECT_UNAUTHORIZED", 28}, GATE_STRAY},
};

static enum gate_stray stray_of(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(strays); i++) {
		struct pc_str pattern = strays[i].pattern;

		if (pattern.ptr[0] == '*' ? pc_str_ends(name, pc_str_from(pattern, 1))
					  : pc_str_eq(pattern, name))
			return strays[i].stray;
	}
	return pc_environment_why(name) ? GATE_STRAY : GATE_STRAY_NOT;
}

static struct gate_name *find_name(
	struct gate_names *set, struct pc_str name, uint64_t hash)
{
	for (size_t i = 0; i < GATE_WAYS; i++) {
		struct gate_name *known = &set->ways[i];

		if (known->hash == hash &&
			pc_str_eq((struct pc_str){known->text, known->len}, name))
			return known;
	}
	return NULL;
}

/* The same names come with every worker, and the tables are long. */
static enum gate_stray stray_known(struct pc_gate *gate, struct pc_str name)
{
	uint64_t hash = pc_str_hash(name);
	struct gate_names *set = &gate->names[hash % GATE_SETS];
	struct gate_name *known;

	if (name.len > sizeof(known->text))
		return stray_of(name);
	known = find_name(set, name, hash);
	if (known)
		return known->stray;
	known = &set->ways[set->next++ % GATE_WAYS];
	*known = (struct gate_name){
		.hash = hash, .len = name.len, .stray = stray_of(name)};
	memcpy(known->text, name.ptr, name.len);
	return known->stray;
}

static bool is_stray(const struct gate_case *c, struct pc_str name)
{
	enum gate_stray stray = stray_known(c->gate, name);

	return stray == GATE_STRAY || (stray == GATE_STRAY_BUT_FOR_SUBSCRIPTIONS &&
					      !c->backend->is_subscription);
}

bool gate_environment(struct gate_case *c)
{
	const char *const *from = c->ask->environment;
	struct pc_gate_answer *answer = c->answer;
	const char **kept;
	size_t n = 0, n_kept = 0;

	if (!from)
		return true;
	while (from[n]) {
		if (++n > PC_MAX_WORKER_VARIABLES) {
			return gate_refuse(c, PC_STR("environment"), (struct pc_span){0},
				PC_STR("more variables than anybody can look at"));
		}
	}
	kept = pc_arena_new_array(c->arena, const char *, n + 1);
	answer->stripped = pc_arena_new_array(c->arena, struct pc_str, n);
	for (size_t i = 0; i < n; i++) {
		const char *end = strchr(from[i], '=');
		struct pc_str name = {from[i], end ? (size_t)(end - from[i]) : 0};

		/* Without a name or a value nobody knows what a program makes of it. */
		if (name.len && !is_stray(c, name))
			kept[n_kept++] = from[i];
		else
			answer->stripped[answer->n_stripped++] =
				pc_arena_str(c->arena, end ? name : PC_STR("?"));
	}
	answer->environment = kept;
	return true;
}
