/* SPDX-License-Identifier: Apache-2.0 */
/* Files against Read and Edit rules: a name that is known is looked up, of one that is
 * known in part it is asked whether some denied path can be meant. */
#include "pc/base/fs.h"
#include "pc/match/automaton.h"
#include "walk_priv.h"

static const struct pc_range not_dot[] = {{0, '-'}, {'0', 0x10ffff}};

/* ---- names that are known --------------------------------------------------- */

/* /proc/self/cwd/x is x, /proc/1/root/x is /x. */
static struct pc_str without_proc(
	struct walk *walk, const struct scope *scope, struct pc_str path)
{
	struct pc_str rest = path, self;

	if (!pc_str_starts(path, PC_STR("/proc/")))
		return path;
	rest = pc_str_from(rest, 6);
	self = pc_str_cut(&rest, '/');
	if (pc_str_is(self, "self") && pc_str_starts(rest, PC_STR("task/"))) {
		(void)pc_str_cut(&rest, '/');
		(void)pc_str_cut(&rest, '/');
	}
	self = pc_str_cut(&rest, '/');
	if (pc_str_is(self, "root"))
		return pc_path_join(walk->arena, PC_STR("/"), rest);
	if (pc_str_is(self, "cwd") && scope->cwd.len)
		return pc_path_join(walk->arena, scope->cwd, rest);
	return path;
}

/* As the kernel reads "..": of a link it is the directory that holds its target. */
static struct pc_str as_kernel(struct walk *walk, struct pc_str dir, struct pc_str name)
{
	struct pc_str at = name.len && name.ptr[0] == '/' ? PC_STR("/") : dir;

	while (name.ptr) {
		struct pc_str part = pc_str_cut(&name, '/'), real = {0};

		if (!part.len || pc_str_is(part, "."))
			continue;
		if (!pc_str_is(part, "..")) {
			at = pc_path_join(walk->arena, at, part);
			continue;
		}
		if (walk->ev->resolve &&
			walk->ev->resolve(
				&real, walk->arena, at, walk->ev->resolve_user) &&
			real.len)
			at = real;
		at = pc_path_dir(at);
	}
	return at;
}

static bool look_up(struct walk *walk, struct pc_str path, bool writes)
{
	static const enum pc_list_kind lists[] = {PC_LIST_DENY, PC_LIST_ASK};

	for (size_t i = 0; i < PC_COUNT(lists); i++) {
		const struct pc_rule *rule = pc_policy_file_rule(
			walk->policy, walk->ev, lists[i], writes, path);

		if (!rule)
			continue;
		judge_found(walk,
			lists[i] == PC_LIST_DENY ? PC_VERDICT_DENY : PC_VERDICT_ASK, rule,
			path);
		return true;
	}
	return false;
}

static void judge_known(
	struct walk *walk, const struct scope *scope, struct pc_str name, bool writes)
{
	struct pc_str path = pc_path_join(walk->arena, scope->cwd, name);

	path = without_proc(walk, scope, path);
	if (look_up(walk, path, writes))
		return;
	if (pc_str_find_str(name, PC_STR("..")) < name.len) {
		struct pc_str real = as_kernel(walk, scope->cwd, name);

		if (!pc_str_eq(real, path))
			(void)look_up(walk, real, writes);
	}
}

/* ---- names that are known in part ------------------------------------------- */

/* Past "[...]": its characters as ranges behind at. */
static uint32_t add_set(struct pc_auto *a, uint32_t at, struct pc_str text, size_t *i)
{
	uint32_t end = pc_auto_state(a);
	size_t from = *i + 1, k = from;
	bool negated = k < text.len && memchr("!^", text.ptr[k], 2);

	k += negated;
	for (size_t first = k; k < text.len && (text.ptr[k] != ']' || k == first); k++) {
		struct pc_range range = {
			(unsigned char)text.ptr[k], (unsigned char)text.ptr[k]};

		if (k + 2 < text.len && text.ptr[k + 1] == '-' &&
			text.ptr[k + 2] != ']') {
			range.to = (unsigned char)text.ptr[k + 2];
			k += 2;
		}
		if (!negated && range.from <= range.to)
			pc_auto_edge(a, at, range, end);
	}
	/* What a negated set leaves out, and what a class holds, is not told apart. */
	if (negated || pc_str_find_str(pc_str_from(text, from), PC_STR("[:")) <
			       text.len - from) {
		pc_auto_edge(a, at, pc_not_slash[0], end);
		pc_auto_edge(a, at, pc_not_slash[1], end);
	}
	*i = k;
	return end;
}

/* The paths that a shell's pattern can become; no star or question mark at the start of a
 * component takes a dot. */
static void add_pattern(
	struct pc_auto *a, struct pc_str text, const struct pc_range *first)
{
	uint32_t at = 0;
	bool begins = true;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		const struct pc_range *ranges = begins ? first : pc_not_slash;
		uint32_t more;

		begins = c == '/';
		if (c == '*') {
			more = pc_auto_one(a, at, ranges, 2);
			more = pc_auto_run(a, more, pc_not_slash, 2);
			pc_auto_skip(a, at, more);
			at = more;
		} else if (c == '?') {
			at = pc_auto_one(a, at, ranges, 2);
		} else if (c == '[') {
			at = add_set(a, at, text, &i);
		} else {
			if (c == '\\' && i + 1 < text.len)
				i++;
			at = pc_auto_text(a, at, (struct pc_str){text.ptr + i, 1}, true);
		}
	}
	pc_auto_accept(a, at);
}

/* Any text between two ends. */
static void add_unknown(struct pc_auto *a, struct pc_str begins, struct pc_str ends)
{
	uint32_t at = pc_auto_text(a, 0, begins, true);

	at = pc_auto_run(a, at, &pc_any_char, 1);
	at = pc_auto_text(a, at, ends, true);
	pc_auto_accept(a, at);
}

/* Nothing, or a slash and anything: what lies in it counts, too. */
static void accept_below(struct pc_auto *a, uint32_t at)
{
	pc_auto_accept(a, at);
	at = pc_auto_text(a, at, PC_STR("/"), false);
	pc_auto_accept(a, pc_auto_run(a, at, &pc_any_char, 1));
}

/* A component of literals and stars. */
static uint32_t add_simple(struct pc_auto *a, uint32_t at, struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '*')
			at = pc_auto_run(a, at, pc_not_slash, 2);
		else
			at = pc_auto_text(a, at, (struct pc_str){text.ptr + i, 1}, true);
	}
	return at;
}

static bool add_rule(struct pc_auto *a, const struct pc_path_shape *shape)
{
	uint32_t at, deep;

	if (shape->kind == PC_PATH_EXACT) {
		accept_below(a, pc_auto_text(a, 0, shape->text, true));
		return true;
	}
	at = pc_auto_text(a, 0, shape->root, true);
	if (shape->root.len > 1)
		at = pc_auto_text(a, at, PC_STR("/"), false);
	if (shape->kind == PC_PATH_GENERAL)
		return pc_auto_glob(a, at, shape->text);
	deep = pc_auto_run(a, at, &pc_any_char, 1);
	deep = pc_auto_text(a, deep, PC_STR("/"), false);
	pc_auto_skip(a, at, deep);
	accept_below(a, add_simple(a, deep, shape->text));
	return true;
}

static bool is_about(const struct pc_rule *rule, bool writes)
{
	if (rule->form != PC_RULE_PATH || rule->src->list == PC_LIST_ALLOW)
		return false;
	return writes ? rule->src->list == PC_LIST_DENY || !pc_str_is(rule->tool, "Read")
		      : pc_str_is(rule->tool, "Read");
}

static bool shape_of(
	struct walk *walk, const struct pc_rule *rule, struct pc_path_shape *shape)
{
	const struct pc_settings *settings = pc_policy_settings(walk->policy);

	pc_path_shape(shape, walk->arena, settings, rule, settings->cwd);
	return shape->kind != PC_PATH_NEVER && !shape->is_negated;
}

/* The first rule, deny rules first, that some path of the language falls under. */
static const struct pc_rule *rule_in(
	struct walk *walk, const struct pc_auto *field, bool writes)
{
	const struct pc_lang *mine = pc_lang_auto(walk->arena, field);
	const struct pc_rule *rules, *ask = NULL;
	size_t n;

	rules = pc_policy_rules(walk->policy, &n);
	for (size_t i = 0; i < n && !walk->is_over; i++) {
		struct pc_path_shape shape;
		struct pc_auto *a;
		struct pc_str word;
		bool fits;

		if (!is_about(&rules[i], writes) || !shape_of(walk, &rules[i], &shape))
			continue;
		if (walk->n_searches++ >= PC_MAX_STRICT_SEARCHES)
			return &rules[i];
		a = pc_auto_new(walk->arena);
		fits = !add_rule(a, &shape) ||
		       pc_lang_shortest(&word, walk->arena,
			       pc_lang_and(
				       walk->arena, mine, pc_lang_auto(walk->arena, a)),
			       NULL) != PC_FOUND_NONE;
		if (fits && rules[i].src->list == PC_LIST_DENY)
			return &rules[i];
		if (fits && !ask)
			ask = &rules[i];
	}
	return ask;
}

static bool dots_too(const struct scope *scope)
{
	return scope_find(scope, PC_STR("shopt dotglob")) != NULL;
}

/* Names nothing but directories and any file in them. */
static bool is_any_file(struct pc_str pattern)
{
	return pc_str_is(pc_path_base(pattern), "*");
}

static struct pc_str absolute(
	struct walk *walk, const struct scope *scope, struct pc_str path)
{
	while (pc_str_starts(path, PC_STR("./")))
		path = pc_str_from(path, 2);
	if (path.len && path.ptr[0] == '/')
		return path;
	if (pc_str_find_str(path, PC_STR("../")) < path.len)
		return pc_path_join(walk->arena, scope->cwd, path);
	return pc_arena_printf(walk->arena, "%.*s/%.*s",
		PC_STR_ARG(pc_str_is(scope->cwd, "/") ? (struct pc_str){0} : scope->cwd),
		PC_STR_ARG(path));
}

static void judge_pattern(
	struct walk *walk, const struct scope *scope, struct pc_str pattern, bool writes)
{
	struct pc_auto *field = pc_auto_new(walk->arena);
	const struct pc_rule *rule;

	add_pattern(field, absolute(walk, scope, pattern),
		dots_too(scope) ? pc_not_slash : not_dot);
	rule = rule_in(walk, field, writes);
	if (!rule)
		return;
	if (rule->src->list == PC_LIST_ASK || is_any_file(pattern))
		judge_found(walk, PC_VERDICT_ASK, rule, pattern);
	else
		judge_found(walk, PC_VERDICT_DENY, rule, pattern);
}

/* Only variables of the environment, which the line cannot have set. */
static bool is_environment(const struct scope *scope, struct pc_str source)
{
	const struct variable *set;
	size_t n_found = 0;

	for (size_t i = 0; i < source.len; i++) {
		size_t from, end;

		if (source.ptr[i] == '`')
			return false;
		if (source.ptr[i] != '$')
			continue;
		from = i + 1 + (i + 1 < source.len && source.ptr[i + 1] == '{');
		end = from;
		while (end < source.len &&
			(source.ptr[end] == '_' ||
				(source.ptr[end] >= 'a' && source.ptr[end] <= 'z') ||
				(source.ptr[end] >= 'A' && source.ptr[end] <= 'Z')))
			end++;
		if (end == from)
			return false;
		set = scope_find(scope, (struct pc_str){source.ptr + from, end - from});
		if (set && !set->known)
			return false;
		n_found++;
	}
	return n_found > 0;
}

static void judge_partly(struct walk *walk, const struct scope *scope,
	const struct field *path, bool writes)
{
	struct pc_auto *field;
	struct pc_str begins = path->begins;
	unsigned kind = writes ? UNKNOWN_WRITE : UNKNOWN_READ;

	if (!begins.len && !path->ends.len) {
		if (!is_environment(scope, path->text))
			judge_unknown(walk, kind, path->text);
		return;
	}
	if (begins.len && begins.ptr[0] != '/' && scope->cwd.len)
		begins = absolute(walk, scope, begins);
	field = pc_auto_new(walk->arena);
	add_unknown(field, begins.len && begins.ptr[0] == '/' ? begins : PC_STR(""),
		path->ends);
	if (rule_in(walk, field, writes))
		judge_unknown(walk, kind, path->text);
}

/* ---- directories ------------------------------------------------------------ */

/* What a rule names that lies below the directory. */
static void judge_below(
	struct walk *walk, const struct scope *scope, struct pc_str name, bool writes)
{
	struct pc_str dir = pc_path_join(walk->arena, scope->cwd, name);
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);

	for (size_t i = 0; i < n && !walk->is_over; i++) {
		struct pc_path_shape shape;
		bool is_deny = rules[i].src->list == PC_LIST_DENY;

		if (!is_about(&rules[i], writes) || !shape_of(walk, &rules[i], &shape))
			continue;
		if (shape.kind == PC_PATH_EXACT && pc_path_within(shape.text, dir))
			judge_found(walk, is_deny ? PC_VERDICT_DENY : PC_VERDICT_ASK,
				&rules[i], name);
		else if (shape.kind != PC_PATH_EXACT && pc_path_within(shape.root, dir))
			judge_found(walk, PC_VERDICT_ASK, &rules[i], name);
	}
}

/* ---- all -------------------------------------------------------------------- */

void judge_path(struct walk *walk, const struct scope *scope, const struct field *path,
	bool writes, bool tree)
{
	bool is_absolute = path->text.len && path->text.ptr[0] == '/';

	if (!(walk->names & (writes ? PC_NAMES_WRITES : PC_NAMES_READS)) ||
		walk->remote || !path->text.len || !walk_step(walk))
		return;
	if (path->kind == FIELD_UNKNOWN) {
		judge_partly(walk, scope, path, writes);
	} else if (!scope->cwd.len && !is_absolute) {
		struct field where = {.kind = FIELD_UNKNOWN,
			.text = path->text,
			.ends = pc_arena_printf(walk->arena, "/%.*s",
				PC_STR_ARG(pc_path_base(path->text)))};

		judge_partly(walk, scope, &where, writes);
	} else if (path->kind == FIELD_PATTERN) {
		judge_pattern(walk, scope, path->text, writes);
	} else {
		judge_known(walk, scope, path->text, writes);
		if (tree)
			judge_below(walk, scope, path->text, writes);
	}
}

/* ---- names for loops -------------------------------------------------------- */

static size_t add_name(struct walk *walk, const struct scope *scope,
	struct pc_str pattern, struct pc_str name, struct field *out)
{
	bool is_path = pc_str_find(pattern, '/') < pattern.len;
	struct pc_str text = is_path ? name : pc_path_base(name);
	struct pc_str whole = is_path ? absolute(walk, scope, pattern) : pattern;

	if (!text.len || !judge_glob(whole, text))
		return 0;
	if (pc_path_base(text).ptr[0] == '.' && pc_path_base(whole).ptr[0] != '.' &&
		!dots_too(scope))
		return 0;
	*out = (struct field){.kind = FIELD_KNOWN, .text = text};
	return 1;
}

size_t judge_names(struct walk *walk, const struct scope *scope,
	const struct field *pattern, struct field *out, size_t max)
{
	size_t n, count = 0;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);
	const struct pc_program_rule *programs;

	for (size_t i = 0; i < n && count < max; i++) {
		struct pc_path_shape shape;

		if (is_about(&rules[i], true) && shape_of(walk, &rules[i], &shape) &&
			(shape.kind == PC_PATH_EXACT || shape.kind == PC_PATH_NAME) &&
			walk_step(walk))
			count += add_name(
				walk, scope, pattern->text, shape.text, &out[count]);
	}
	programs = pc_policy_programs(walk->policy, &n);
	for (size_t i = 0; i < n && count < max && walk_step(walk); i++)
		count += add_name(
			walk, scope, pattern->text, programs[i].program, &out[count]);
	return count;
}
