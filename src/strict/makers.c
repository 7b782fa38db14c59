/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines that print names of files: find, ls, git ls-files, and what sieves their
 * output.  Whether one name in question comes out of them. */
#include "carriers_priv.h"
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

enum { MAX_LISTS = 4 }; /* made of each other */

struct maker {
	struct walk *walk;
	const struct scope *scope;
	struct pc_str path, name; /* the one in question; its last component */
	struct pc_str root; /* the name lies anywhere below it; empty: only at path */
	bool stars;
	bool asked; /* the whole name stands in a pattern that lets it through */
	unsigned depth;
	bool inside;                /* of what is named so: all other names count, too */
	bool narrowed;              /* by what says nothing of names */
	const struct fields *words; /* of the program at hand */
};

static struct pc_str word_at(const struct maker *m, size_t i)
{
	return i < m->words->count && m->words->items[i].kind != FIELD_UNKNOWN
		       ? m->words->items[i].text
		       : (struct pc_str){0};
}

static bool is_pattern(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (memchr("*?[", text.ptr[i], 3))
			return true;
	}
	return false;
}

/* One of the names that the pattern stands for. */
static struct pc_str instance(struct walk *walk, struct pc_str pattern)
{
	char *bytes = pc_arena_bytes(walk->arena, pattern.len + 1);

	for (size_t i = 0; i < pattern.len; i++)
		bytes[i] = pattern.ptr[i] == '*' || pattern.ptr[i] == '?'
				   ? 'x'
				   : pattern.ptr[i];
	return (struct pc_str){bytes, pattern.len};
}

/* What a pattern like "*" or ".*" lets through says nothing of the name. */
static bool says_something(struct pc_str pattern)
{
	for (size_t i = 0; i < pattern.len; i++) {
		if (!strchr(".^$\\*?/", pattern.ptr[i]))
			return true;
	}
	return false;
}

/* The pattern says all of the name: ".env*". */
static bool is_all_of(struct pc_str pattern, struct pc_str name)
{
	while (pattern.len && pattern.ptr[0] == '*')
		pattern = pc_str_from(pattern, 1);
	while (pattern.len && pattern.ptr[pattern.len - 1] == '*')
		pattern.len--;
	return pc_str_eq(pattern, name);
}

/* Files that are in such directories everywhere: who looks for them by name means
 * those. */
static enum yield by_content(const struct maker *m, struct pc_str pattern)
{
	static const char *const known[][2] = {
		{".ssh", "id_rsa id_ed25519 id_ecdsa id_dsa authorized_keys known_hosts"},
		{".aws", "credentials"},
		{".gnupg", "secring.gpg pubring.kbx trustdb.gpg"},
		{".kube", "config"},
		{".docker", "config.json"},
	};

	for (size_t i = 0; i < PC_COUNT(known) && says_something(pattern); i++) {
		struct pc_str rest = pc_str(known[i][1]);

		while (pc_str_is(m->name, known[i][0]) && rest.ptr) {
			if (judge_glob(pattern, pc_str_cut(&rest, ' ')))
				return YIELD_YES;
		}
	}
	return YIELD_NO;
}

/* A pattern for names, as find and the shell take them, against the name. */
static enum yield by_name(struct maker *m, struct pc_str pattern, bool any_case)
{
	struct pc_str name = m->name;

	if (m->inside)
		return YIELD_ANY;
	if (any_case) {
		name = text_in_lower(m->walk->arena, name);
		pattern = text_in_lower(m->walk->arena, pattern);
	}
	if (m->stars)
		return judge_glob(name, instance(m->walk, pattern)) ? YIELD_YES
								    : YIELD_NO;
	if (!judge_glob(pattern, name))
		return by_content(m, pattern);
	if (!is_pattern(pattern))
		return YIELD_YES;
	m->asked |= is_all_of(pattern, name);
	return says_something(pattern) ? YIELD_MAYBE : YIELD_ANY;
}

/* "/a/b/c" has the part "b". */
static bool has_part(struct pc_str path, struct pc_str part)
{
	while (path.ptr) {
		if (pc_str_eq(pc_str_cut(&path, '/'), part))
			return true;
	}
	return false;
}

/* Whether the list begins above the path; YIELD_YES: inside of what it names. */
static enum yield by_start(struct maker *m, const struct field *start)
{
	struct pc_str dir;

	m->narrowed |= start->kind != FIELD_KNOWN;
	if (m->stars || start->kind != FIELD_KNOWN ||
		(!m->scope->cwd.len && start->text.len && start->text.ptr[0] != '/'))
		return YIELD_ANY;
	dir = pc_path_join(m->walk->arena, m->scope->cwd, start->text);
	if (m->root.len && pc_path_within(dir, m->root) &&
		has_part(pc_str_from(dir, m->root.len), m->name))
		return YIELD_YES;
	if (m->root.len) {
		/* All of some directory below: the name is most likely not there. */
		m->narrowed |= !pc_path_within(m->root, dir);
		return pc_path_within(m->root, dir) || pc_path_within(dir, m->root)
			       ? YIELD_ANY
			       : YIELD_NO;
	}
	if (pc_path_within(dir, m->path))
		return YIELD_YES;
	return pc_path_within(m->path, dir) ? YIELD_ANY : YIELD_NO;
}

static enum yield most(enum yield a, enum yield b)
{
	return a > b ? a : b;
}

/* Asked for by name counts for more than all of a directory. */
static enum yield both(enum yield where, enum yield what)
{
	if (where == YIELD_NO || what == YIELD_NO)
		return YIELD_NO;
	return most(where, what);
}

/* ---- find ------------------------------------------------------------------- */

static size_t behind_exec(const struct maker *m, size_t at)
{
	while (at < m->words->count && !pc_str_is(word_at(m, at), ";") &&
		!pc_str_is(word_at(m, at), "+"))
		at++;
	return at;
}

static bool begins_expression(struct pc_str word)
{
	return word.len && strchr("-(!", word.ptr[0]) && !names_have("-H -L -P", word);
}

/* -path './secrets/x' by its last name, unless that is a star. */
static enum yield by_path(struct maker *m, struct pc_str pattern)
{
	struct pc_str name = pc_path_base(pattern), rest = pattern;

	while (!m->stars && rest.ptr) {
		if (pc_str_eq(pc_str_cut(&rest, '/'), m->name))
			return YIELD_YES;
	}
	if (!name.len || pc_str_is(name, "*"))
		return YIELD_ANY;
	return by_name(m, name, false);
}

/* Tests that leave out most files, nobody knows which: what is then listed is not asked
 * for as all there is. */
static bool is_narrow(struct pc_str word)
{
	static const char wide[] =
		"-type -maxdepth -mindepth -print -print0 -printf -depth -xdev -mount "
		"-follow -noleaf -a -and -o -or -readable -delete -exec -true -ls";

	return word.len > 1 && word.ptr[0] == '-' && !names_have(wide, word);
}

/* One test, at *at; what it has no opinion about is YIELD_ANY. */
static enum yield by_test(struct maker *m, size_t *at)
{
	static const char alone[] =
		"-print -print0 -delete -depth -xdev -mount -follow -noleaf -empty "
		"-readable -writable -executable -ls -prune -quit -a -and -true";
	struct pc_str word = word_at(m, *at);
	struct pc_str value = word_at(m, *at + 1);

	if (names_have("-exec -execdir -ok -okdir", word)) {
		*at = behind_exec(m, *at);
		return YIELD_ANY;
	}
	if (names_have(alone, word) || !word.len || word.ptr[0] != '-')
		return YIELD_ANY;
	++*at;
	if (names_have("-name -iname", word))
		return value.len ? by_name(m, value, word.ptr[1] == 'i') : YIELD_ANY;
	if (names_have("-path -wholename -ipath -iwholename", word))
		return by_path(m, value);
	if (pc_str_is(word, "-type"))
		return pc_str_find(value, 'f') < value.len ? YIELD_ANY : YIELD_NO;
	return YIELD_ANY;
}

/* "a b -o c": each chain lets through what all of its tests do. */
static enum yield by_expression(struct maker *m, size_t at)
{
	enum yield all = YIELD_NO, chain = YIELD_ANY;

	for (; at < m->words->count; at++) {
		struct pc_str word = word_at(m, at);
		bool negated = pc_str_is(word, "!") || pc_str_is(word, "-not");
		enum yield one;

		if (names_have("-o -or ,", word)) {
			all = most(all, chain);
			chain = YIELD_ANY;
			continue;
		}
		at += negated;
		m->narrowed |= negated || is_narrow(word);
		one = by_test(m, &at);
		if (negated)
			one = one > YIELD_ANY ? YIELD_NO : YIELD_ANY;
		chain = both(chain, one);
	}
	return most(all, chain);
}

static enum yield by_find(struct maker *m)
{
	static const struct field here = {.kind = FIELD_KNOWN, .text = {".", 1}};
	enum yield where = YIELD_NO;
	size_t at = 1;

	for (; at < m->words->count && !begins_expression(word_at(m, at)); at++) {
		if (!names_have("-H -L -P", word_at(m, at)))
			where = most(where, by_start(m, &m->words->items[at]));
	}
	if (at == 1)
		where = by_start(m, &here);
	m->inside = where == YIELD_YES;
	return both(where, by_expression(m, at));
}

/* ---- ls, git ls-files, and other lists -------------------------------------- */

static bool has_letter(const struct maker *m, const char *letters)
{
	for (size_t i = 1; i < m->words->count; i++) {
		struct pc_str word = word_at(m, i);

		if (word.len < 2 || word.ptr[0] != '-' || word.ptr[1] == '-')
			continue;
		for (size_t k = 1; k < word.len; k++) {
			if (strchr(letters, word.ptr[k]))
				return true;
		}
	}
	return false;
}

static bool is_hidden(const struct maker *m)
{
	return m->name.len && m->name.ptr[0] == '.';
}

static bool is_in_named(struct maker *m, struct pc_str dir)
{
	struct field start = {.kind = FIELD_KNOWN, .text = dir};

	return !is_pattern(dir) && by_start(m, &start) == YIELD_YES;
}

/* An operand is a name, a pattern of the shell, or a directory of which all is listed. */
static enum yield by_operand(struct maker *m, size_t i, bool all)
{
	const struct field *word = &m->words->items[i];
	struct pc_str base = pc_path_base(word->text);
	struct field dir = *word;
	enum yield named;

	if (word->kind == FIELD_UNKNOWN)
		return YIELD_NO;
	if (is_pattern(base) && is_in_named(m, pc_path_dir(word->text)))
		return YIELD_YES;
	named = is_hidden(m) && base.len && base.ptr[0] != '.' ? YIELD_NO
							       : by_name(m, base, false);
	/* The shell finds what its pattern fits. */
	if (named == YIELD_MAYBE)
		named = YIELD_YES;
	dir.text = pc_path_dir(word->text);
	dir.kind = is_pattern(dir.text) ? FIELD_PATTERN : FIELD_KNOWN;
	if (is_pattern(base) && dir.text.len && by_start(m, &dir) == YIELD_YES)
		return YIELD_YES;
	if (named > YIELD_ANY || is_pattern(base))
		return named;
	named = by_start(m, word);
	return all || named == YIELD_YES ? named : YIELD_NO;
}

static enum yield by_ls(struct maker *m)
{
	static const struct field here = {.kind = FIELD_KNOWN, .text = {".", 1}};
	bool all = !is_hidden(m) || has_letter(m, "aAf");
	enum yield yield = YIELD_NO;
	bool any = false;

	for (size_t i = 1; i < m->words->count; i++) {
		struct pc_str word = word_at(m, i);

		if (word.len && word.ptr[0] == '-') {
			all |= pc_str_is(word, "--all") ||
			       pc_str_is(word, "--almost-all");
			continue;
		}
		any = true;
		yield = most(yield, by_operand(m, i, all));
	}
	if (any)
		return yield;
	return all ? by_start(m, &here) : YIELD_NO;
}

/* What git does not know of: others, unless those that it ignores are left out.  What it
 * does know of is most likely no secret, unless that is sieved for. */
static enum yield by_git(struct maker *m)
{
	bool others = false, excludes = false, is_part = false;

	if (!pc_str_is(word_at(m, 1), "ls-files"))
		return YIELD_UNTOLD;
	others = has_letter(m, "o");
	for (size_t i = 2; i < m->words->count; i++) {
		struct pc_str word = word_at(m, i);

		others |= pc_str_is(word, "--others");
		excludes |= pc_str_starts(word, PC_STR("--exclude"));
		if (word.len && word.ptr[0] != '-' && by_name(m, word, false) != YIELD_NO)
			return YIELD_YES;
		is_part |= word.len && word.ptr[0] != '-';
	}
	m->narrowed |= !others;
	return is_part || excludes || m->stars ? YIELD_NO : YIELD_ANY;
}

/* ---- what sieves ------------------------------------------------------------ */

/* A regular expression as grep takes it, of plain bytes, "." and anchors; false for all
 * others: *told says which. */
static bool text_fits(struct pc_str pattern, struct pc_str text, bool *told)
{
	bool first = pc_str_starts(pattern, PC_STR("^"));
	bool last = pc_str_ends(pattern, PC_STR("$"));

	pattern = pc_str_from(pattern, first);
	pattern.len -= last && pattern.len;
	*told = true;
	for (size_t from = 0; from <= text.len; from++) {
		size_t at = from, i = 0;

		for (; i < pattern.len && at < text.len; i++, at++) {
			char c = pattern.ptr[i];

			if (strchr("*+?[](){}|", c)) {
				*told = false;
				return false;
			}
			if (c == '.')
				continue;
			if (c == '\\' && i + 1 < pattern.len)
				c = pattern.ptr[++i];
			if (c != text.ptr[at])
				break;
		}
		if (i == pattern.len && (!last || at == text.len))
			return true;
		if (first)
			break;
	}
	return false;
}

static bool is_long(struct pc_str pattern)
{
	enum { TELLING = 3 };
	size_t letters = 0;

	for (size_t i = 0; i < pattern.len; i++)
		letters += !strchr(".^$\\*/", pattern.ptr[i]);
	return letters >= TELLING;
}

static enum yield by_grep(const struct maker *m, enum yield before)
{
	struct pc_str pattern = {0}, name = m->name;
	bool fits, told;

	for (size_t i = 1; i < m->words->count && !pattern.len; i++) {
		struct pc_str word = word_at(m, i);

		if (word.len && word.ptr[0] != '-')
			pattern = word;
	}
	if (!pattern.len || m->stars)
		return before;
	if (has_letter(m, "i")) {
		name = text_in_lower(m->walk->arena, name);
		pattern = text_in_lower(m->walk->arena, pattern);
	}
	fits = text_fits(pattern, name, &told);
	if (!told)
		return before;
	if (has_letter(m, "v"))
		return fits ? YIELD_NO : before;
	if (!fits)
		return before == YIELD_YES ? YIELD_MAYBE : YIELD_NO;
	return before == YIELD_ANY && is_long(pattern) ? YIELD_YES : before;
}

/* ---- pipelines -------------------------------------------------------------- */

static enum yield by_pipeline(struct maker *m, const struct maker_stage *stage);

/* cat LIST, where the line itself has made the list. */
static enum yield by_list(struct maker *m)
{
	const struct flow *list = NULL;

	if (m->words->count == 2)
		list = written_find(m->walk, m->scope, word_at(m, 1));
	if (!list || !list->source.len || m->depth >= MAX_LISTS)
		return YIELD_UNTOLD;
	m->depth++;
	return by_pipeline(m, maker_read(m->walk, m->scope, list->source));
}

static enum yield by_program(struct maker *m, struct pc_str program)
{
	if (pc_str_is(program, "cat"))
		return by_list(m);
	if (names_have("find gfind", program))
		return by_find(m);
	if (names_have("ls dir vdir gls", program))
		return by_ls(m);
	return pc_str_is(program, "git") ? by_git(m) : YIELD_UNTOLD;
}

static const struct fields *resolve(
	struct walk *walk, const struct scope *scope, const struct pc_sh_node *node)
{
	struct fields *all = pc_arena_new(walk->arena, struct fields);
	size_t cap = 0;

	if (node->kind != PC_SH_SIMPLE)
		return NULL;
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		struct fields one;

		values_of(&one, walk->arena, scope, word);
		for (size_t i = 0; i < one.count; i++) {
			pc_arena_grow(walk->arena, all->items, all->count, cap);
			all->items[all->count++] = one.items[i];
		}
	}
	return all->count ? all : NULL;
}

/* Up to the first stage that is no simple command. */
static const struct maker_stage *stages_of(
	struct walk *walk, const struct scope *scope, const struct pc_sh_node *node)
{
	struct maker_stage *first = NULL, **link = &first;
	bool alone = node->kind != PC_SH_PIPELINE;
	const struct pc_sh_node *stage = alone ? node : node->children;

	for (; stage; stage = alone ? NULL : stage->next) {
		const struct fields *words = resolve(walk, scope, stage);

		if (!words)
			break;
		*link = pc_arena_new(walk->arena, struct maker_stage);
		(*link)->words = words;
		link = &(*link)->next;
	}
	return first;
}

static enum yield by_pipeline(struct maker *m, const struct maker_stage *stage)
{
	enum yield yield = YIELD_UNTOLD;

	for (; stage; stage = stage->next) {
		struct pc_str program;

		m->words = stage->words;
		program = pc_path_base(word_at(m, 0));
		if (yield == YIELD_UNTOLD)
			yield = by_program(m, program);
		else if (names_have("grep egrep fgrep rg", program))
			yield = by_grep(m, yield);
		if (yield == YIELD_UNTOLD || yield == YIELD_NO)
			break;
	}
	if (yield == YIELD_MAYBE && m->asked)
		return YIELD_YES;
	return yield == YIELD_ANY && m->narrowed ? YIELD_NO : yield;
}

/* Without what makes a substitution of it. */
static struct pc_str inner_text(struct pc_str source)
{
	source = pc_str_trim(source);
	if (source.len > 1 && source.ptr[0] == '"' && source.ptr[source.len - 1] == '"')
		source = pc_str_from(pc_str_head(source, source.len - 1), 1);
	if (pc_str_starts(source, PC_STR("$(")) && pc_str_ends(source, PC_STR(")")))
		return pc_str_from(pc_str_head(source, source.len - 1), 2);
	if (source.len > 1 && source.ptr[0] == '`' && source.ptr[source.len - 1] == '`')
		return pc_str_from(pc_str_head(source, source.len - 1), 1);
	return source;
}

const struct maker_stage *maker_read(
	struct walk *walk, const struct scope *scope, struct pc_str source)
{
	struct pc_str text = inner_text(source);
	struct pc_sh_tree tree;

	if (!text.len || text.len > walk->script_room)
		return NULL;
	walk->script_room -= text.len;
	pc_sh_parse(&tree, walk->arena, text);
	if (tree.fault != PC_SH_FINE || !tree.root || !tree.root->children ||
		tree.root->children->next)
		return NULL;
	return stages_of(walk, scope, tree.root->children);
}

enum yield maker_yields(struct walk *walk, const struct scope *scope,
	const struct maker_stage *stages, const struct pc_path_shape *shape)
{
	bool stars = path_rule_has_stars(shape);
	struct maker m = {.walk = walk,
		.scope = scope,
		.path = stars ? shape->text : path_rule_literal(walk, shape),
		.root = shape->kind == PC_PATH_NAME ? shape->root : (struct pc_str){0},
		.stars = stars};

	m.name = pc_path_base(m.path);
	return by_pipeline(&m, stages);
}

/* ---- programs of one's own ------------------------------------------------------ */

/* -name: no program of a rule; other tests leave out more. */
static bool may_be_program(struct maker *m, struct pc_str pattern)
{
	size_t n;
	const struct pc_program_rule *rules = pc_policy_programs(m->walk->policy, &n);

	for (size_t i = 0; i < n && walk_step(m->walk); i++) {
		if (judge_glob(pattern, rules[i].program))
			return true;
	}
	return false;
}

static bool starts_here(const struct maker *m, size_t i)
{
	const struct field *start = &m->words->items[i];
	struct pc_str home = pc_policy_settings(m->walk->policy)->cwd, dir;

	if (start->kind != FIELD_KNOWN || !m->scope->cwd.len)
		return false;
	dir = pc_path_join(m->walk->arena, m->scope->cwd, start->text);
	return pc_path_within(dir, home) && !names_have("bin sbin", pc_path_base(dir));
}

static bool finds_own(struct maker *m)
{
	static const char tests[] =
		"-type -maxdepth -mindepth -print -print0 -size -mtime "
		"-newer -empty -not ! -a -o -perm -user -executable";
	size_t at = 1;

	for (; at < m->words->count && !begins_expression(word_at(m, at)); at++) {
		if (!starts_here(m, at))
			return false;
	}
	for (; at < m->words->count; at++) {
		struct pc_str word = word_at(m, at);

		if (names_have("-name -iname", word)) {
			if (may_be_program(m, word_at(m, ++at)))
				return false;
		} else if (!word.len ||
			   (word.ptr[0] == '-' && !names_have(tests, word))) {
			return false;
		}
	}
	return true;
}

/* grep -iE x, which takes lines as they are and reads no other file. */
static bool only_sieves(const struct maker *m)
{
	size_t n_operands = 0;

	for (size_t i = 1; i < m->words->count; i++) {
		struct pc_str word = word_at(m, i);

		if (!word.len || word.ptr[0] != '-') {
			n_operands++;
			continue;
		}
		for (size_t k = 1; k < word.len; k++) {
			if (!strchr("iEFvwx", word.ptr[k]))
				return false;
		}
	}
	return names_have("grep egrep fgrep", word_at(m, 0)) && n_operands == 1;
}

/* The words of a stage that has no files of its own; false: none. */
static bool take_stage(struct maker *m, const struct pc_sh_node *node)
{
	m->words = node->redirs ? NULL : resolve(m->walk, m->scope, node);
	return m->words != NULL;
}

bool maker_lists_own(struct walk *walk, const struct scope *scope, struct pc_str source)
{
	struct maker m = {.walk = walk, .scope = scope};
	struct pc_str text = inner_text(source);
	const struct pc_sh_node *node;
	struct pc_sh_tree tree;

	if (text.len == source.len || text.len > walk->script_room)
		return false;
	walk->script_room -= text.len;
	pc_sh_parse(&tree, walk->arena, text);
	if (tree.fault != PC_SH_FINE || !tree.root || !tree.root->children ||
		tree.root->children->next)
		return false;
	node = tree.root->children;
	if (node->kind == PC_SH_PIPELINE)
		node = node->children;
	if (!take_stage(&m, node) || !names_have("find gfind", word_at(&m, 0)) ||
		!finds_own(&m))
		return false;
	for (node = node->next; node; node = node->next) {
		if (!take_stage(&m, node) || !only_sieves(&m))
			return false;
	}
	return true;
}
