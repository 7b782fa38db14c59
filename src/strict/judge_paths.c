/* SPDX-License-Identifier: Apache-2.0 */
/* Files against Read and Edit rules: a name that is known is looked up, of one that is
 * known in part it is asked whether some denied path can be meant. */
#include "pc/base/fs.h"
#include "pc/match/automaton.h"
#include "walk_priv.h"

static const struct pc_range not_dot_slash[] = {{0, '-'}, {'0', 0x10ffff}};

/* What a name that is known in part can be.  A star reaches any name, which would be news
 * about every star; so rules with stars of their own are only met by what is written:
 * "*.p?m" meets "*.pem", "*test*" does not. */
struct reach {
	struct pc_str pattern;
	struct pc_auto *all, *narrow; /* narrow: what is not written holds no dot */
};

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
static void add_pattern(struct pc_auto *a, struct pc_str text,
	const struct pc_range *first, const struct pc_range *inner)
{
	uint32_t at = 0;
	bool begins = true;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		const struct pc_range *ranges = begins ? first : inner;
		uint32_t more, end;

		begins = c == '/';
		if (c == '*') {
			more = pc_auto_one(a, at, ranges, 2);
			more = pc_auto_run(a, more, inner, 2);
			end = pc_auto_state(a);
			pc_auto_skip(a, at, end);
			pc_auto_skip(a, more, end);
			at = end;
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

bool path_rule_is_about(const struct pc_rule *rule, bool writes)
{
	if (rule->form != PC_RULE_PATH || rule->src->list == PC_LIST_ALLOW)
		return false;
	return writes ? rule->src->list == PC_LIST_DENY || !pc_str_is(rule->tool, "Read")
		      : pc_str_is(rule->tool, "Read");
}

struct judged_shape {
	struct pc_path_shape shape;
	bool is_known;
};

/* Reading a rule's pattern takes longer than comparing with it: once in a decision. */
bool path_rule_shape(
	struct walk *walk, const struct pc_rule *rule, struct pc_path_shape *shape)
{
	enum { COMPARING = 128 }; /* bytes that could be read meanwhile */
	const struct pc_settings *settings = pc_policy_settings(walk->policy);
	struct judged_shape *judged;
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);

	(void)walk_read(walk, COMPARING);
	if (!walk->shapes)
		walk->shapes = pc_arena_new_array(walk->arena, struct judged_shape, n);
	judged = &walk->shapes[rule - rules];
	if (!judged->is_known)
		pc_path_shape(&judged->shape, walk->arena, settings, rule, settings->cwd);
	judged->is_known = true;
	*shape = judged->shape;
	return shape->kind != PC_PATH_NEVER && !shape->is_negated;
}

static bool has_wildcard(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (memchr("*?[", text.ptr[i], 3))
			return true;
	}
	return false;
}

/* "prod/" followed by "**" speaks of one directory, as a path does. */
bool path_rule_has_stars(const struct pc_path_shape *shape)
{
	struct pc_str text = shape->text, all = PC_STR("/**");

	if (shape->kind == PC_PATH_EXACT || shape->kind == PC_PATH_NAME)
		return false;
	if (pc_str_ends(text, all))
		text = pc_str_head(text, text.len - all.len);
	return has_wildcard(text);
}

/* The one path or directory that a rule without stars names. */
struct pc_str path_rule_literal(struct walk *walk, const struct pc_path_shape *shape)
{
	struct pc_str text = shape->text, all = PC_STR("/**");

	if (shape->kind == PC_PATH_EXACT || shape->kind == PC_PATH_NAME)
		return text;
	if (pc_str_ends(text, all))
		text = pc_str_head(text, text.len - all.len);
	while (text.len && text.ptr[0] == '/')
		text = pc_str_from(text, 1);
	return pc_path_join(walk->arena, shape->root, text);
}

/* The directory in which all lies that a rule with stars names. */
static struct pc_str stars_start(struct walk *walk, const struct pc_path_shape *shape)
{
	struct pc_str text = shape->text;
	size_t n = 0;

	if (shape->kind != PC_PATH_GENERAL)
		return shape->root;
	while (n < text.len && !strchr("*?[", text.ptr[n]))
		n++;
	n = pc_str_rfind(pc_str_head(text, n), '/');
	text = pc_str_head(text, n < text.len ? n : 0);
	while (text.len && text.ptr[0] == '/')
		text = pc_str_from(text, 1);
	return pc_path_join(walk->arena, shape->root, text);
}

/* Some component of the pattern, and none that is a star alone, can be the name; nor "**"
 * above all files of a kind. */
static bool has_component(struct pc_str pattern, struct pc_str name)
{
	bool is_kind = has_wildcard(pc_path_base(pattern));

	while (pattern.ptr) {
		struct pc_str part = pc_str_cut(&pattern, '/');

		if (!pc_str_is(part, "*") && !(is_kind && pc_str_is(part, "**")) &&
			judge_glob(part, name))
			return true;
	}
	return false;
}

static bool meets(
	struct walk *walk, const struct reach *reach, const struct pc_path_shape *shape)
{
	const struct pc_auto *mine =
		path_rule_has_stars(shape) ? reach->narrow : reach->all;
	struct pc_arena *arena = &walk->search;
	struct pc_auto *a;
	struct pc_str word;

	if (!path_rule_has_stars(shape) &&
		!has_component(
			reach->pattern, pc_path_base(path_rule_literal(walk, shape))))
		return false;
	/* Nothing of one search is needed for the next. */
	pc_arena_reset(arena);
	a = pc_auto_new(arena);
	if (!add_rule(a, shape))
		return true;
	return pc_lang_shortest(&word, arena,
		       pc_lang_and(
			       arena, pc_lang_auto(arena, mine), pc_lang_auto(arena, a)),
		       NULL) != PC_FOUND_NONE;
}

/* The first rule, deny rules first, that some path in reach falls under. */
static const struct pc_rule *rule_in(
	struct walk *walk, const struct reach *reach, bool writes)
{
	const struct pc_rule *rules, *ask = NULL;
	size_t n;

	rules = pc_policy_rules(walk->policy, &n);
	for (size_t i = 0; i < n && !walk->is_over; i++) {
		struct pc_path_shape shape;

		if (!path_rule_is_about(&rules[i], writes) ||
			!path_rule_shape(walk, &rules[i], &shape))
			continue;
		if (walk->n_searches++ >= PC_MAX_STRICT_SEARCHES)
			return &rules[i];
		if (!meets(walk, reach, &shape))
			continue;
		if (rules[i].src->list == PC_LIST_DENY)
			return &rules[i];
		ask = ask ? ask : &rules[i];
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
	struct pc_str name = pc_path_base(pattern);

	for (size_t i = 0; i < name.len; i++) {
		if (!strchr("*?.", name.ptr[i]))
			return false;
	}
	/* ".**" is what a search for "*$x*" may be. */
	return name.len && (name.ptr[0] != '.' || pc_str_is(name, ".**"));
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

/* "secrets/" followed by "*" is all in it that has no dot in front: the file that a rule
 * names there; "**" is what lies deeper, too, which is asked about. */
static void judge_all_in(
	struct walk *walk, struct pc_str dir, struct pc_str name, bool writes)
{
	size_t n;
	const struct pc_rule *rules = pc_policy_rules(walk->policy, &n);
	bool is_deep = pc_str_is(name, "**");

	for (size_t i = 0; i < n && !walk->is_over; i++) {
		struct pc_path_shape shape;
		struct pc_str path;
		bool is_here;

		if (!path_rule_is_about(&rules[i], writes) ||
			!path_rule_shape(walk, &rules[i], &shape))
			continue;
		if (shape.kind == PC_PATH_NAME) {
			/* It may lie anywhere below. */
			if (is_deep && shape.text.ptr[0] != '.' &&
				pc_path_within(shape.root, dir))
				judge_found(walk, PC_VERDICT_ASK, &rules[i], dir);
			continue;
		}
		if (path_rule_has_stars(&shape)) {
			/* "certs/" and "*.pem" */
			path = stars_start(walk, &shape);
			if (pc_str_eq(path, dir) && !pc_str_eq(path, shape.root))
				judge_found(walk, PC_VERDICT_ASK, &rules[i], path);
			continue;
		}
		path = path_rule_literal(walk, &shape);
		is_here = shape.kind == PC_PATH_EXACT &&
			  pc_str_eq(pc_path_dir(path), dir) && name.ptr[0] == '*';
		if (pc_path_base(path).len && pc_path_base(path).ptr[0] == '.')
			continue;
		if (is_here && rules[i].src->list == PC_LIST_DENY)
			judge_found(walk, PC_VERDICT_DENY, &rules[i], path);
		else if (is_here || (is_deep && pc_path_within(path, dir) &&
					    pc_str_find_str(pc_str_from(path, dir.len),
						    PC_STR("/.")) >= path.len - dir.len))
			judge_found(walk, PC_VERDICT_ASK, &rules[i], path);
	}
}

static void judge_below(
	struct walk *walk, const struct scope *scope, struct pc_str name, bool writes);
static void judge_pattern(
	struct walk *walk, const struct scope *scope, struct pc_str pattern, bool writes);

/* .@(env|rc) is .env and .rc; of "!(x)" the most that it can be; [[:alpha:]] is a letter.
 */
static bool judge_alternatives(
	struct walk *walk, const struct scope *scope, struct pc_str pattern, bool writes)
{
	size_t class = pc_str_find_str(pattern, PC_STR("[[:"));
	size_t close = pc_str_find_str(pattern, PC_STR(":]]"));
	size_t open = pc_str_find(pattern, '(');
	struct pc_str inner;

	if (class < close && close < pattern.len) {
		judge_pattern(walk, scope,
			pc_arena_printf(walk->arena, "%.*s?%.*s",
				PC_STR_ARG(pc_str_head(pattern, class)),
				PC_STR_ARG(pc_str_from(pattern, close + 3))),
			writes);
		return true;
	}
	close = pc_str_rfind(pattern, ')');
	if (!open || open >= close || close == pattern.len ||
		!strchr("@?+*!", pattern.ptr[open - 1]) || !walk_step(walk))
		return false;
	inner = pc_str_head(pc_str_from(pattern, open + 1), close - open - 1);
	if (pattern.ptr[open - 1] == '!')
		inner = PC_STR("*");
	while (inner.ptr) {
		struct pc_str one = pc_str_cut(&inner, '|');

		judge_pattern(walk, scope,
			pc_arena_printf(walk->arena, "%.*s%.*s%.*s",
				PC_STR_ARG(pc_str_head(pattern, open - 1)),
				PC_STR_ARG(one),
				PC_STR_ARG(pc_str_from(pattern, close + 1))),
			writes);
	}
	return true;
}

static void judge_pattern(
	struct walk *walk, const struct scope *scope, struct pc_str pattern, bool writes)
{
	struct reach reach;
	const struct pc_range *first = dots_too(scope) ? pc_not_slash : not_dot_slash;
	struct pc_str whole = absolute(walk, scope, pattern);
	const struct pc_rule *rule;

	if (is_any_file(pattern) && dots_too(scope)) {
		judge_below(walk, scope, pc_path_dir(pattern), writes);
		return;
	}
	if (is_any_file(pattern)) {
		if (has_wildcard(pc_path_dir(whole)))
			return;
		(void)look_up(walk,
			pc_path_join(walk->arena, pc_path_dir(whole), PC_STR("x")),
			writes);
		judge_all_in(walk, pc_path_dir(whole), pc_path_base(whole), writes);
		return;
	}
	if (judge_alternatives(walk, scope, pattern, writes))
		return;
	reach = (struct reach){whole, pc_auto_new(walk->arena), pc_auto_new(walk->arena)};
	add_pattern(reach.all, whole, first, pc_not_slash);
	add_pattern(reach.narrow, whole, not_dot_slash, not_dot_slash);
	rule = rule_in(walk, &reach, writes);
	if (!rule)
		return;
	if (rule->src->list == PC_LIST_ASK)
		judge_found(walk, PC_VERDICT_ASK, rule, pattern);
	else
		judge_found(walk, PC_VERDICT_DENY, rule, pattern);
}

/* Programs with which people hide a word; where one makes a file's name it is meant to
 * be hard to read. */
static bool is_disguised(struct pc_str source)
{
	static const char *const tools[] = {
		"base64", "base32", "xxd", "openssl", "| rev", "|rev", "\\x"};

	for (size_t i = 0; i < PC_COUNT(tools); i++) {
		if (pc_str_find_str(source, pc_str(tools[i])) < source.len)
			return true;
	}
	return false;
}

/* "$X/.env", "$X/secrets/key": the last name of what the rule names is written. */
static bool end_tells(struct walk *walk, struct pc_str ends, struct pc_str name)
{
	struct pc_str inner;

	if (!name.len || !ends.len)
		return false;
	if (pc_str_ends(name, pc_path_base(ends)) && pc_path_base(ends).len &&
		(pc_str_find(ends, '/') == ends.len ||
			pc_str_eq(pc_path_base(ends), name)))
		return true;
	inner = pc_arena_printf(walk->arena, "/%.*s/", PC_STR_ARG(name));
	return pc_str_find_str(ends, inner) < ends.len;
}

/* .$$, and .{} of xargs, which is a name with a dot before it. */
static bool is_number(struct pc_str source)
{
	return pc_str_find_str(source, PC_STR("$$")) < source.len ||
	       pc_str_is(source, "$RANDOM");
}

/* ."$X", .e"$X"v: what is written fits the name at both of its ends. */
static bool both_ends_tell(struct pc_str name, struct pc_str begins, struct pc_str ends)
{
	struct pc_str first = pc_path_base(begins);

	return first.len && first.len + ends.len <= name.len &&
	       (first.len + ends.len > 1 || pc_str_is(first, ".")) &&
	       pc_str_starts(name, first) && pc_str_ends(name, ends);
}

static bool parts_tell(struct walk *walk, const struct pc_path_shape *shape,
	struct pc_str begins, const struct field *field)
{
	struct pc_str path, tail, ends = field->ends, source = field->text;

	if (path_rule_has_stars(shape)) {
		size_t star = pc_str_rfind(shape->text, '*');

		tail = pc_str_from(shape->text, star + 1);
		return star < shape->text.len && tail.len && pc_str_ends(ends, tail);
	}
	path = path_rule_literal(walk, shape);
	if (shape->kind == PC_PATH_NAME && !is_number(source) &&
		both_ends_tell(path, begins, ends))
		return true;
	if (begins.len &&
		(pc_path_within(begins, path) ||
			(pc_path_base(begins).len && pc_str_starts(path, begins))))
		return true;
	return end_tells(walk, ends, pc_path_base(path));
}

/* The text of what names it. */
static struct pc_str source_of(const struct walk *walk, const struct field *path)
{
	if (path->from.len)
		return path->from;
	return pc_str_find_str(path->text, PC_STR("RANDOM")) < path->text.len
		       ? walk->upstream
		       : path->text;
}

/* Nobody knows of most names in loops and substitutions; those count of which a part is
 * written that a rule knows. */
static void judge_partly(struct walk *walk, const struct scope *scope,
	const struct field *path, bool writes)
{
	unsigned kind = writes ? UNKNOWN_WRITE : UNKNOWN_READ;
	struct pc_str begins = path->begins;
	const struct pc_rule *rules;
	size_t n;

	if (!writes && is_disguised(path->text)) {
		judge_unknown(walk, kind, path->text);
		return;
	}
	judge_source(walk, scope, source_of(walk, path), writes);
	if (!begins.len && !path->ends.len)
		return;
	if (begins.len && begins.ptr[0] != '/')
		begins = scope->cwd.len ? absolute(walk, scope, begins)
					: (struct pc_str){0};
	rules = pc_policy_rules(walk->policy, &n);
	for (size_t i = 0; i < n && !walk->is_over; i++) {
		struct pc_path_shape shape;

		if (path_rule_is_about(&rules[i], writes) &&
			path_rule_shape(walk, &rules[i], &shape) &&
			parts_tell(walk, &shape, begins, path)) {
			judge_unknown(walk, kind, path->text);
			return;
		}
	}
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
		struct pc_str path;
		bool is_deny = rules[i].src->list == PC_LIST_DENY;

		if (!path_rule_is_about(&rules[i], writes) ||
			pc_str_is(rules[i].tool, writes ? "Read" : "Edit") ||
			!path_rule_shape(walk, &rules[i], &shape))
			continue;
		if (path_rule_has_stars(&shape)) {
			if (pc_path_within(stars_start(walk, &shape), dir))
				judge_found(walk, PC_VERDICT_ASK, &rules[i], name);
			continue;
		}
		path = path_rule_literal(walk, &shape);
		if (shape.kind == PC_PATH_NAME)
			path = pc_path_join(walk->arena, dir, path);
		if (pc_path_within(path, dir) && walk_leaves_out(walk, dir, path))
			continue;
		if (shape.kind == PC_PATH_NAME && pc_path_within(shape.root, dir))
			judge_found(walk, PC_VERDICT_ASK, &rules[i], name);
		else if (shape.kind != PC_PATH_NAME && pc_path_within(path, dir))
			judge_found(walk, is_deny ? PC_VERDICT_DENY : PC_VERDICT_ASK,
				&rules[i], name);
	}
}

/* The same below what a link leads to. */
static void judge_linked(
	struct walk *walk, const struct scope *scope, struct pc_str name, bool writes)
{
	struct pc_str dir = pc_path_join(walk->arena, scope->cwd, name), real = {0};

	if (walk->ev->resolve &&
		walk->ev->resolve(&real, walk->arena, dir, walk->ev->resolve_user) &&
		real.len && !pc_str_eq(real, dir))
		judge_below(walk, scope, real, writes);
}

/* ---- all -------------------------------------------------------------------- */

void judge_path(struct walk *walk, const struct scope *scope, const struct field *path,
	bool writes, bool tree)
{
	bool is_absolute = path->text.len && path->text.ptr[0] == '/';

	if (!(walk->names & (writes ? PC_NAMES_WRITES : PC_NAMES_READS)) ||
		walk->remote || !path->text.len || !walk_step(walk))
		return;
	if (walk->links)
		links_judge(walk, scope, path, writes, tree);
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
		/* Of "$x/" and "./$x" the rest is what is not known. */
		if (tree && !(walk->is_guess && pc_str_ends(path->text, PC_STR("/")))) {
			judge_below(walk, scope, path->text, writes);
			judge_linked(walk, scope, path->text, writes);
			(void)look_up(walk,
				pc_path_join(walk->arena,
					pc_path_join(walk->arena, scope->cwd, path->text),
					PC_STR("x")),
				writes);
		}
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

		if (path_rule_is_about(&rules[i], true) &&
			path_rule_shape(walk, &rules[i], &shape) &&
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
