/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files: made absolute and normal by text alone, and followed through links by
 * the function that the caller of a decision hands in. */
#include "path_priv.h"
#include "pc/base/fs.h"

static struct pc_str start_of(
	const struct pc_settings *settings, struct pc_str base, struct pc_str *name)
{
	if (name->len && name->ptr[0] == '/')
		return PC_STR("/");
	if (pc_str_is(*name, "~") || pc_str_starts(*name, PC_STR("~/"))) {
		*name = pc_str_from(*name, 1);
		return settings->home;
	}
	return base;
}

/* Adds the components of name to what out holds; ".." takes one away. */
static void add_components(char *out, size_t *len, struct pc_str name)
{
	struct pc_str rest = name;

	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');

		if (part.len == 0 || pc_str_is(part, "."))
			continue;
		if (pc_str_is(part, "..")) {
			while (*len && out[--*len] != '/')
				;
			continue;
		}
		out[(*len)++] = '/';
		memcpy(out + *len, part.ptr, part.len);
		*len += part.len;
	}
}

/* What stands behind a slash begins with another, or is "." or "..". */
static bool is_dots(struct pc_str rest)
{
	size_t n = 0;

	while (n < rest.len && n < 2 && rest.ptr[n] == '.')
		n++;
	return rest.ptr[0] == '/' || (n > 0 && (n == rest.len || rest.ptr[n] == '/'));
}

static bool is_normal(struct pc_str path)
{
	if (path.len < 2 || path.ptr[0] != '/' || path.ptr[path.len - 1] == '/')
		return false;
	for (size_t i = 0; i + 1 < path.len; i++) {
		if (path.ptr[i] == '/' && is_dots(pc_str_from(path, i + 1)))
			return false;
	}
	return true;
}

struct pc_str path_normal(struct pc_arena *arena, const struct pc_settings *settings,
	struct pc_str base, struct pc_str name)
{
	struct pc_str start;
	size_t len = 0;
	char *out;

	if (is_normal(name))
		return name;
	start = start_of(settings, base, &name);
	out = pc_arena_bytes(arena, start.len + name.len + 3);
	add_components(out, &len, start);
	add_components(out, &len, name);
	if (len == 0)
		out[len++] = '/';
	return (struct pc_str){out, len};
}

bool path_is_working(const struct pc_settings *settings, struct pc_str path)
{
	for (size_t i = 0; i < settings->n_dirs; i++) {
		if (pc_path_within(path, settings->dirs[i]))
			return true;
	}
	return false;
}

/* ---- links ---------------------------------------------------------------- */

/* Working directories may be reached through links themselves. */
static bool is_really_working(const struct pc_settings *settings,
	const struct pc_evaluator *ev, struct pc_str real)
{
	if (path_is_working(settings, real))
		return true;
	for (size_t i = 0; i < settings->n_dirs; i++) {
		struct pc_str dir;

		if (ev->resolve(&dir, ev->arena, settings->dirs[i], ev->resolve_user) &&
			dir.len && pc_path_within(real, dir))
			return true;
	}
	return false;
}

/* A path whose parent's real place and own name do not give its real place. */
static bool ends_in_link(
	const struct pc_evaluator *ev, struct pc_str path, struct pc_str real)
{
	struct pc_str name = pc_path_base(path);
	struct pc_str parent = pc_str_head(path, path.len - name.len - 1), there = parent;

	if (parent.len)
		ev->resolve(&there, ev->arena, parent, ev->resolve_user);
	if (there.len == 0)
		there = parent;
	return !(real.len == there.len + 1 + name.len && pc_str_starts(real, there) &&
		 pc_str_ends(real, name));
}

/* Where a chain of links passes on its way to the end. */
static void collect_stops(struct path_target *t, const struct pc_evaluator *ev)
{
	struct pc_str at = t->path;

	while (ev->follow && t->n_stops < PATH_STOPS) {
		if (!ev->follow(&at, ev->arena, at, ev->resolve_user) ||
			pc_str_eq(at, t->real))
			return;
		t->stops[t->n_stops++] = at;
	}
}

struct path_target path_resolve(
	const struct pc_policy *policy, const struct pc_evaluator *ev, struct pc_str path)
{
	const struct pc_settings *settings = policy->settings;
	struct path_target t = {.path = path, .real = path};
	bool here = path_is_working(settings, path), there = here;

	if (ev->resolve && ev->resolve(&t.real, ev->arena, path, ev->resolve_user)) {
		t.is_linked = true;
		t.is_unknown = t.real.len == 0;
	}
	if (t.is_unknown) {
		t.real = path;
		t.ends_in_link = true;
		return t;
	}
	if (t.is_linked) {
		t.ends_in_link = ends_in_link(ev, path, t.real);
		collect_stops(&t, ev);
		there = is_really_working(settings, ev, t.real);
	}
	t.leaves_working = here && !there;
	t.is_working = here && there;
	t.is_really_working = there;
	return t;
}

/* ~/.claude/projects/-home-me-proj/memory: the working directory's path with everything
 * but letters and digits made '-'. */
bool path_is_memory(const struct pc_settings *settings, struct pc_str path)
{
	static const char projects[] = "/.claude/projects/";
	struct pc_str rest = pc_str_from(path, settings->home.len), slug;

	if (!pc_str_starts(path, settings->home) ||
		!pc_str_starts(rest, pc_str(projects)))
		return false;
	rest = pc_str_from(rest, sizeof(projects) - 1);
	slug = pc_str_cut(&rest, '/');
	if (slug.len != settings->cwd.len)
		return false;
	for (size_t i = 0; i < slug.len; i++) {
		char c = settings->cwd.ptr[i];
		bool is_kept = (c >= '0' && c <= '9') ||
			       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (slug.ptr[i] != (is_kept ? c : '-'))
			return false;
	}
	return pc_path_within(rest, PC_STR("memory"));
}

/* ---- protected places ----------------------------------------------------- */

static const char *const protected_dirs[] = {
	".git",
	".vscode",
	".idea",
	".husky",
	".cargo",
	".devcontainer",
	".yarn",
	".mvn",
	".claude",
};

static const char *const protected_files[] = {
	".gitconfig",
	".gitmodules",
	".bashrc",
	".bash_profile",
	".bash_login",
	".bash_aliases",
	".bash_logout",
	".zshrc",
	".zprofile",
	".zshenv",
	".zlogin",
	".zlogout",
	".profile",
	".envrc",
	".npmrc",
	".yarnrc",
	".yarnrc.yml",
	".pnp.cjs",
	".pnp.loader.mjs",
	".pnpmfile.cjs",
	"bunfig.toml",
	".bunfig.toml",
	".bazelrc",
	".bazelversion",
	".bazeliskrc",
	".pre-commit-config.yaml",
	"lefthook.yml",
	"lefthook.yaml",
	".lefthook.yml",
	".lefthook.yaml",
	"gradle-wrapper.properties",
	"maven-wrapper.properties",
	".devcontainer.json",
	".ripgreprc",
	"pyrightconfig.json",
	".mcp.json",
	".claude.json",
};

static bool is_one_of(struct pc_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pc_str_eq_nocase(name, pc_str(names[i])))
			return true;
	}
	return false;
}

bool path_is_protected(struct pc_str path)
{
	struct pc_str rest = path, before = {0}, name = pc_path_base(path);

	if (name.len && strchr(".bglmpBGLMP", name.ptr[0]) &&
		is_one_of(name, protected_files, PC_COUNT(protected_files)))
		return true;
	while (rest.ptr) {
		struct pc_str part = pc_str_cut(&rest, '/');
		bool is_worktree = pc_str_eq_nocase(part, PC_STR(".claude")) &&
				   (pc_str_is(rest, "worktrees") ||
					   pc_str_starts(rest, PC_STR("worktrees/")));

		if (!is_worktree && part.len && part.ptr[0] == '.' &&
			is_one_of(part, protected_dirs, PC_COUNT(protected_dirs)))
			return true;
		if (pc_str_eq_nocase(before, PC_STR(".config")) &&
			pc_str_eq_nocase(part, PC_STR("git")))
			return true;
		before = part;
	}
	return false;
}
