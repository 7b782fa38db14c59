/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a path rule: which directory it is anchored at, the pattern below it, and
 * what in the pattern is literal, so that the index can rule most rules out. */
#include "path_priv.h"

static bool is_meta(char c)
{
	return c == '*' || c == '?' || c == '[' || c == '\\' || c == '\0';
}

static bool has_meta(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (is_meta(s.ptr[i]))
			return true;
	}
	return false;
}

/* Bytes that fold by ASCII alone; others are left to the matcher. */
static bool is_plain(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] >= 0x80 || (unsigned char)s.ptr[i] < ' ')
			return false;
	}
	return true;
}

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static struct pc_str fold(struct pc_arena *arena, struct pc_str s)
{
	char *out = pc_arena_bytes(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		out[i] = folded(s.ptr[i]);
	return (struct pc_str){out, s.len};
}

/* Runs of '/' become one. */
static struct pc_str squeeze(struct pc_arena *arena, struct pc_str s)
{
	char *out;
	size_t n = 0;

	if (pc_str_find_str(s, PC_STR("//")) == s.len)
		return s;
	out = pc_arena_bytes(arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '/' || n == 0 || out[n - 1] != '/')
			out[n++] = s.ptr[i];
	}
	return (struct pc_str){out, n};
}

bool path_is_bare(struct pc_str spec)
{
	return !pc_str_starts(spec, PC_STR("/")) && !pc_str_starts(spec, PC_STR("~/"));
}

static struct pc_str base_of(
	const struct pc_rule *rule, const struct pc_settings *settings)
{
	if (settings->rules_base.len)
		return settings->rules_base;
	return rule->src->base.len ? rule->src->base : settings->cwd;
}

/* Splits the rule's text into an anchor and the pattern from there. */
static struct pc_str anchor(struct path_pattern *out, const struct pc_settings *settings,
	const struct pc_rule *rule, struct pc_str dir)
{
	struct pc_str spec = rule->spec;

	if (pc_str_starts(spec, PC_STR("//"))) {
		out->root = PC_STR("/");
		return pc_str_from(spec, 1);
	}
	if (pc_str_starts(spec, PC_STR("~/"))) {
		out->root = settings->home;
		return pc_str_from(spec, 1);
	}
	if (pc_str_starts(spec, PC_STR("/"))) {
		out->root = base_of(rule, settings);
		return spec;
	}
	out->root = dir;
	out->is_bare = path_is_bare(spec);
	if (pc_str_starts(spec, PC_STR("!"))) {
		out->is_negated = true;
		return pc_str_from(spec, 1);
	}
	return pc_str_starts(spec, PC_STR("./")) ? pc_str_from(spec, 2) : spec;
}

/* A directory's contents and the directory itself are one thing to the client: "dir/ **"
 * is read as "dir", in allow rules only the one beside the anchor. */
static struct pc_str without_tail(struct pc_arena *arena, const struct path_pattern *out,
	const struct pc_rule *rule, struct pc_str text)
{
	struct pc_str head = pc_str_head(text, text.len - 3);

	if (!pc_str_ends(text, PC_STR("/**")))
		return text;
	if (head.len == 0)
		return PC_STR("**");
	if (out->is_bare && !out->is_negated && rule->src->list == PC_LIST_ALLOW &&
		pc_str_find(head, '/') == head.len)
		return pc_arena_printf(arena, "/%.*s", PC_STR_ARG(head));
	return head;
}

/* ---- shapes --------------------------------------------------------------- */

static bool is_everything(struct pc_str text)
{
	return pc_str_is(text, "**") || pc_str_is(text, "*") || pc_str_is(text, "/*") ||
	       pc_str_is(text, "**/*");
}

static void exact(
	struct path_pattern *out, struct pc_arena *arena, struct pc_str relative)
{
	struct pc_str root = out->root;
	bool is_joined = !pc_str_is(root, "/") && relative.len;
	char *text = pc_arena_bytes(arena, root.len + is_joined + relative.len + 1);
	size_t n = 0;

	out->shape = PATH_EXACT;
	for (size_t i = 0; i < root.len; i++)
		text[n++] = folded(root.ptr[i]);
	if (is_joined)
		text[n++] = '/';
	for (size_t i = 0; i < relative.len; i++)
		text[n++] = folded(relative.ptr[i]);
	out->text = (struct pc_str){text, n};
}

/* Only '*' is special, and none stands beside another in a way that crosses '/'. */
static bool is_simple(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] != '*' && is_meta(name.ptr[i]))
			return false;
	}
	return true;
}

static void shape_literal(
	struct path_pattern *out, struct pc_arena *arena, struct pc_str text)
{
	bool is_tied = pc_str_find(text, '/') < text.len;
	struct pc_str relative = text.ptr[0] == '/' ? pc_str_from(text, 1) : text;

	if (relative.len == 0) {
		out->shape = PATH_NEVER;
	} else if (is_tied) {
		exact(out, arena, relative);
	} else {
		out->shape = PATH_NAME;
		out->text = fold(arena, relative);
	}
}

/* A pattern that names "." or ".." as a component: no normal path has those. */
static bool names_dots(struct pc_str text)
{
	struct pc_str rest = text;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (pc_str_is(part, ".") || pc_str_is(part, ".."))
			return true;
	}
	return false;
}

/* The longest run of literal bytes, for the index. */
static void find_run(struct path_pattern *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str best = {0};
	size_t start = 0;
	bool in_set = false;

	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.ptr[i] : '\0';
		struct pc_str run = {text.ptr + start, i - start};
		bool breaks = i == text.len || c == '/' || is_meta(c) ||
			      (unsigned char)c >= 0x80 || (unsigned char)c <= ' ';

		if (in_set) {
			in_set = c != ']' && i < text.len;
			start = i + 1;
			continue;
		}
		if (!breaks)
			continue;
		if (run.len > best.len) {
			best = run;
			out->ends_component = i == text.len || c == '/';
		}
		in_set = c == '[';
		if (c == '\\')
			i++;
		start = i + 1;
	}
	out->run = fold(arena, best);
}

/* The longest component that is all literal. */
static void find_component(
	struct path_pattern *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str rest = text, best = {0};

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (part.len > best.len && !has_meta(part) && is_plain(part) &&
			(rest.ptr || part.ptr[part.len - 1] != ' '))
			best = part;
	}
	/* A set may hold a '/', and an escape reaches over one. */
	if (pc_str_find(text, '[') == text.len && pc_str_find(text, '\\') == text.len)
		out->component = fold(arena, best);
}

static void shape_general(
	struct path_pattern *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str name = text;

	if (pc_str_starts(name, PC_STR("**/")) && name.len > 3)
		name = pc_str_from(name, 3);
	if (!has_meta(name) && is_plain(name) && pc_str_find(name, '/') == name.len) {
		out->shape = PATH_NAME;
		out->text = fold(arena, name);
		return;
	}
	find_run(out, arena, text);
	find_component(out, arena, text);
	if (pc_str_find(name, '/') == name.len && is_plain(name) && is_simple(name)) {
		out->shape = PATH_SIMPLE;
		out->text = fold(arena, name);
	} else {
		out->shape = PATH_GENERAL;
		out->text = text;
	}
}

static void shape(struct path_pattern *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str bare = text;

	if (pc_str_trim(text).len == 0 || names_dots(text)) {
		out->shape = PATH_NEVER;
		return;
	}
	if (is_everything(text)) {
		out->below_only = true;
		exact(out, arena, (struct pc_str){0});
		return;
	}
	if (!is_plain(text) || text.ptr[text.len - 1] == ' ') {
		find_run(out, arena, text);
		out->shape = PATH_GENERAL;
		out->text = text;
		return;
	}
	if (!has_meta(text)) {
		if (bare.ptr[bare.len - 1] == '/') {
			out->below_only = true;
			bare.len--;
		}
		shape_literal(out, arena, bare);
		return;
	}
	shape_general(out, arena, text);
}

void path_pattern_read(struct path_pattern *out, struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *rule, struct pc_str dir)
{
	struct pc_str text;

	*out = (struct path_pattern){0};
	text = squeeze(arena, anchor(out, settings, rule, dir));
	text = without_tail(arena, out, rule, text);
	out->source = text;
	shape(out, arena, text);
}

void path_pattern_take_literally(
	struct path_pattern *pattern, struct pc_arena *arena, const struct pc_rule *rule)
{
	struct pc_str text = pattern->source;

	pattern->shape = PATH_NEVER;
	if (rule->src->list == PC_LIST_ALLOW || pc_str_trim(text).len == 0)
		return;
	while (text.len && text.ptr[0] == '/')
		text = pc_str_from(text, 1);
	pattern->shape = PATH_EXACT;
	pattern->text = pc_arena_printf(arena, "%.*s/%.*s",
		PC_STR_ARG(pc_str_is(pattern->root, "/") ? (struct pc_str){0}
							 : pattern->root),
		PC_STR_ARG(text));
}
