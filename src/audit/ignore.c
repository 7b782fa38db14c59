/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of .gitignore files, and whether they leave out a path. */
#include "ignore.h"

#include <fcntl.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"

enum kind {
	LITERAL,
	SUFFIX, /* "*.o": the pattern is without its star */
	GLOB,
};

struct rule {
	struct pc_str pattern;
	enum kind kind;
	bool takes_back; /* "!" */
	bool is_for_dirs;
	bool is_path; /* holds a slash: of the path, not of the last name */
	/* What stands before the first special byte of a path's pattern.  git takes it
	 * off before it matches, so that "a**" + "/x" means "a" + "**" + "/x". */
	size_t plain;
};

struct pc_ignore {
	struct pc_ignore *parent;
	size_t base;
	struct pc_arena arena;
	struct rule *rules;
	size_t n, cap;
};

/* Blanks at the end go, unless a backslash stands before them. */
static struct pc_str trim_end(struct pc_str line)
{
	size_t len = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '\\' && i + 1 < line.len)
			len = ++i + 1;
		else if (line.ptr[i] != ' ')
			len = i + 1;
	}
	return pc_str_head(line, len);
}

static size_t plain_len(struct pc_str text)
{
	size_t len = 0;

	while (len < text.len && !memchr("*?[\\", text.ptr[len], 4))
		len++;
	return len;
}

static bool has_special(struct pc_str text)
{
	return plain_len(text) < text.len;
}

static enum kind kind_of(const struct rule *rule)
{
	if (!has_special(rule->pattern))
		return LITERAL;
	if (!rule->is_path && rule->pattern.ptr[0] == '*' &&
		!has_special(pc_str_from(rule->pattern, 1)))
		return SUFFIX;
	return GLOB;
}

/* False: the line says nothing. */
static bool read_rule(struct rule *out, struct pc_str line)
{
	struct rule rule = {0};

	if (pc_str_ends(line, PC_STR("\r")))
		line.len--;
	line = trim_end(line);
	if (!line.len || line.ptr[0] == '#')
		return false;
	if (line.ptr[0] == '!') {
		rule.takes_back = true;
		line = pc_str_from(line, 1);
	}
	if (pc_str_ends(line, PC_STR("/"))) {
		rule.is_for_dirs = true;
		line.len--;
	}
	rule.is_path = pc_str_find(line, '/') < line.len;
	if (pc_str_starts(line, PC_STR("/")))
		line = pc_str_from(line, 1);
	if (!line.len || line.len > PC_MAX_IGNORE_PATTERN)
		return false;
	rule.pattern = line;
	rule.kind = kind_of(&rule);
	rule.plain = rule.is_path ? plain_len(line) : 0;
	if (rule.kind == SUFFIX)
		rule.pattern = pc_str_from(rule.pattern, 1);
	*out = rule;
	return true;
}

static void read_rules(struct pc_ignore *ignore, struct pc_str text)
{
	if (pc_str_starts(text, PC_STR("\xef\xbb\xbf")))
		text = pc_str_from(text, 3);
	while (text.ptr && ignore->n < PC_MAX_IGNORE_RULES) {
		struct rule rule;

		if (!read_rule(&rule, pc_str_cut(&text, '\n')))
			continue;
		pc_arena_grow(&ignore->arena, ignore->rules, ignore->n, ignore->cap);
		ignore->rules[ignore->n++] = rule;
	}
}

struct pc_ignore *pc_ignore_read(struct pc_ignore *parent, int dirfd, const char *name,
	size_t base, bool *is_large)
{
	struct pc_ignore *ignore;
	struct pc_err err;
	struct pc_str text;
	/* As git does, no links: they may lead anywhere. */
	PC_AUTO(pc_close)
	int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return parent;
	ignore = pc_xcalloc(1, sizeof(*ignore));
	ignore->parent = parent;
	ignore->base = base;

	enum pc_status status =
		pc_fs_read_fd(&text, &ignore->arena, fd, PC_MAX_IGNORE_FILE, &err);

	if (status == PC_OK)
		read_rules(ignore, text);
	if (status == PC_ERR_LIMIT)
		*is_large = true;
	if (ignore->n)
		return ignore;
	pc_ignore_free(ignore, parent);
	return parent;
}

void pc_ignore_free(struct pc_ignore *child, const struct pc_ignore *parent)
{
	while (child && child != parent) {
		struct pc_ignore *next = child->parent;

		pc_arena_done(&child->arena);
		free(child);
		child = next;
	}
}

static bool rule_matches(
	const struct rule *rule, struct pc_str path, struct pc_str name, bool is_dir)
{
	struct pc_str text = rule->is_path ? path : name;

	if (rule->is_for_dirs && !is_dir)
		return false;
	switch (rule->kind) {
	case LITERAL:
		return pc_str_eq(text, rule->pattern);
	case SUFFIX:
		return pc_str_ends(text, rule->pattern);
	default:
		return pc_str_starts(text, pc_str_head(rule->pattern, rule->plain)) &&
		       pc_ignore_glob_matches(pc_str_from(rule->pattern, rule->plain),
			       pc_str_from(text, rule->plain), rule->is_path);
	}
}

bool pc_ignore_leaves_out(const struct pc_ignore *ignore, struct pc_str path, bool is_dir)
{
	struct pc_str name = pc_path_base(path);

	for (; ignore; ignore = ignore->parent) {
		struct pc_str below = pc_str_from(path, ignore->base);

		for (size_t i = ignore->n; i-- > 0;)
			if (rule_matches(&ignore->rules[i], below, name, is_dir))
				return !ignore->rules[i].takes_back;
	}
	return false;
}
