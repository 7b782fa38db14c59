/* SPDX-License-Identifier: Apache-2.0 */
/* Symbolic links that the line itself makes: making one reads nothing, what goes through
 * it later does.
 *
 *   ln -s ~ h; cat h/.ssh/id_rsa      ~/.ssh/id_rsa
 *
 * Links that are there already are the evaluator's to follow. */
#include "pc/base/fs.h"
#include "walk_priv.h"

struct link {
	struct pc_str path; /* absolute */
	struct field target;
	struct link *next;
};

static void add(struct walk *walk, const struct scope *scope, struct pc_str path,
	const struct field *target)
{
	struct link *link;
	struct pc_str dir;

	if ((!scope->cwd.len && path.ptr[0] != '/') || !walk_step(walk))
		return;
	link = pc_arena_new(walk->arena, struct link);
	link->path = pc_path_join(walk->arena, scope->cwd, path);
	link->target = *target;
	link->next = walk->links;
	dir = pc_path_dir(link->path);
	if (target->kind == FIELD_UNKNOWN)
		link->target.begins = link->target.ends = (struct pc_str){0};
	else
		link->target.text = pc_path_join(walk->arena, dir, target->text);
	walk->links = link;
}

/* The operands: the last is where to, unless -t says so. */
static size_t operands(
	const struct simple *simple, struct field *out, size_t max, struct field *to)
{
	const struct fields *words = simple->words;
	size_t n = 0;

	for (size_t i = 1; i < words->count && n < max; i++) {
		struct pc_str text = words->items[i].text;
		size_t t = pc_str_find(text, 't');

		if (words->items[i].kind == FIELD_UNKNOWN || text.len < 2 ||
			text.ptr[0] != '-') {
			out[n++] = words->items[i];
		} else if (pc_str_starts(text, PC_STR("--target-directory="))) {
			*to = words->items[i];
			to->text = pc_str_from(text, pc_str_find(text, '=') + 1);
		} else if ((text.ptr[1] != '-' && t + 1 == text.len) ||
			   pc_str_is(text, "--target-directory")) {
			if (i + 1 < words->count)
				*to = words->items[++i];
		} else if (text.ptr[1] != '-' && t < text.len) {
			*to = words->items[i];
			to->text = pc_str_from(text, t + 1);
		}
	}
	return n;
}

void links_note(struct walk *walk, struct scope *scope, const struct simple *simple)
{
	struct field all[16], to = {.kind = FIELD_KNOWN, .text = PC_STR(".")};
	struct field none = to;
	size_t n = operands(simple, all, PC_COUNT(all), &to);
	bool is_given = !pc_str_eq(to.text, none.text);

	if (n > 1 && !is_given) {
		to = all[--n];
		if (to.kind == FIELD_KNOWN && to.text.len && n == 1)
			add(walk, scope, to.text, &all[0]);
	}
	if (to.kind != FIELD_KNOWN || !to.text.len)
		return;
	for (size_t i = 0; i < n; i++) {
		struct pc_str base = pc_path_base(all[i].text);

		if (all[i].kind == FIELD_KNOWN && base.len)
			add(walk, scope,
				pc_arena_printf(walk->arena, "%.*s/%.*s",
					PC_STR_ARG(to.text), PC_STR_ARG(base)),
				&all[i]);
	}
}

/* Where the components that the link has end in the path; 0: it leads elsewhere. */
static size_t through(struct pc_str path, struct pc_str link)
{
	size_t at = 0;

	for (size_t i = 0; i < link.len; i++)
		at += link.ptr[i] == '/';
	for (size_t i = 1; i <= path.len; i++) {
		if ((i == path.len || path.ptr[i] == '/') && --at == 0)
			return judge_glob(pc_str_head(path, i), link) ? i : 0;
	}
	return 0;
}

static bool follow(struct walk *walk, const struct scope *scope, const struct link *link,
	const struct field *path, struct field *out)
{
	bool is_unknown = path->kind == FIELD_UNKNOWN;
	struct pc_str text = is_unknown ? path->begins : path->text, rest;
	size_t at;

	if (!text.len || (text.ptr[0] != '/' && !scope->cwd.len))
		return false;
	text = pc_path_join(walk->arena, scope->cwd, text);
	at = through(text, link->path);
	if (!at)
		return false;
	rest = pc_str_from(text, at);
	*out = *path;
	if (link->target.kind == FIELD_UNKNOWN) {
		*out = link->target;
		out->ends = is_unknown ? path->ends : rest;
		return out->ends.len > 0;
	}
	rest = pc_arena_printf(
		walk->arena, "%.*s%.*s", PC_STR_ARG(link->target.text), PC_STR_ARG(rest));
	if (is_unknown)
		out->begins = rest;
	else
		out->text = rest;
	if (link->target.kind == FIELD_PATTERN && !is_unknown)
		out->kind = FIELD_PATTERN;
	return true;
}

void links_judge(struct walk *walk, const struct scope *scope, const struct field *path,
	bool writes, bool tree)
{
	struct link *links = walk->links;

	/* A link may lead to another one, which stands in the rest of the list or not. */
	if (walk->n_links_followed >= PC_MAX_STRICT_LINKS)
		return;
	walk->n_links_followed++;
	for (const struct link *link = links; link && walk_step(walk);
		link = link->next) {
		struct field other;

		if (follow(walk, scope, link, path, &other))
			judge_path(walk, scope, &other, writes, tree);
	}
	walk->n_links_followed--;
}
