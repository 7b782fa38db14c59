/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that print what they are told in another form: rev, tr, basename; each as far
 * as its plain uses go. */
#include "values_priv.h"

static void put(struct printing *p, struct pc_str s)
{
	bytes_add(p->e->arena, p->out, s);
}

static bool print_cat(struct printing *p)
{
	if (!p->has_input || p->n_args > 1 || (p->n_args && !pc_str_is(p->args[0], "-")))
		return false;
	put(p, p->input);
	return true;
}

static bool print_rev(struct printing *p)
{
	struct pc_str rest = p->input;

	if (!p->has_input || p->n_args)
		return false;
	while (rest.len) {
		bool newline = pc_str_find(rest, '\n') < rest.len;
		struct pc_str line = pc_str_cut(&rest, '\n');

		for (size_t i = line.len; i-- > 0;) {
			if ((unsigned char)line.ptr[i] > 126 || !line.ptr[i])
				return false;
			put(p, (struct pc_str){line.ptr + i, 1});
		}
		if (newline)
			put(p, PC_STR("\n"));
	}
	return true;
}

/* ---- tr ---------------------------------------------------------------------- */

enum { SET_SIZE = 1024 };

struct set {
	char bytes[SET_SIZE];
	size_t n;
};

/* [:upper:] as the range that it is where locales agree; false for all others. */
static bool read_class(struct pc_str s, size_t *i, unsigned *from, unsigned *to)
{
	static const struct {
		const char *name;
		char from, to;
	} classes[] = {{"[:upper:]", 'A', 'Z'}, {"[:lower:]", 'a', 'z'},
		{"[:digit:]", '0', '9'}};

	for (size_t k = 0; k < PC_COUNT(classes); k++) {
		struct pc_str name = pc_str(classes[k].name);

		if (!pc_str_starts(pc_str_from(s, *i), name))
			continue;
		*from = (unsigned char)classes[k].from;
		*to = (unsigned char)classes[k].to;
		*i += name.len - 1;
		return true;
	}
	return false;
}

/* \n, \t and the like; *i is at the backslash. */
static bool read_escape(struct pc_str s, size_t *i, unsigned *out)
{
	static const char letters[] = "ntr\\", bytes[] = "\n\t\r\\";
	const char *at;

	if (*i + 1 >= s.len || !s.ptr[*i + 1])
		return false;
	at = strchr(letters, s.ptr[++*i]);
	*out = at ? (unsigned char)bytes[at - letters] : 0;
	return at != NULL;
}

/* a-z, abc, [:upper:]. */
static bool read_set(struct set *set, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned from = (unsigned char)s.ptr[i], to = from;
		bool is_class = read_class(s, &i, &from, &to);

		if (from > 126 || (!is_class && from == '['))
			return false;
		if (from == '\\' && !read_escape(s, &i, &from))
			return false;
		to = is_class ? to : from;
		if (!is_class && i + 2 < s.len && s.ptr[i + 1] == '-') {
			to = (unsigned char)s.ptr[i + 2];
			i += 2;
			if (to < from || to > 126)
				return false;
		}
		for (; from <= to; from++) {
			if (set->n == SET_SIZE)
				return false;
			set->bytes[set->n++] = (char)from;
		}
	}
	return set->n > 0;
}

/* Where c stands last in a set; the set's size when it does not. */
static size_t set_find(const struct set *set, char c)
{
	for (size_t i = set->n; i-- > 0;) {
		if (set->bytes[i] == c)
			return i;
	}
	return set->n;
}

static bool print_tr(struct printing *p)
{
	bool deletes = p->n_args && pc_str_is(p->args[0], "-d");
	struct set from = {.n = 0}, to = {.n = 0};

	if (!p->has_input || p->n_args != 2 || !read_set(&from, p->args[deletes]) ||
		(!deletes && (p->args[0].ptr[0] == '-' || !read_set(&to, p->args[1]))) ||
		!spend(p->e, p->input.len))
		return false;
	for (size_t i = 0; i < p->input.len; i++) {
		char c = p->input.ptr[i];
		size_t at = set_find(&from, c);

		if (at < from.n && deletes)
			continue;
		if (at < from.n)
			c = to.bytes[at < to.n ? at : to.n - 1];
		put(p, (struct pc_str){&c, 1});
	}
	return true;
}

/* ---- names ------------------------------------------------------------------- */

static struct pc_str without_slashes(struct pc_str path)
{
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

static bool print_basename(struct printing *p)
{
	struct pc_str path;
	size_t slash;

	if (p->n_args != 1 || !p->args[0].len || p->args[0].ptr[0] == '-')
		return false;
	path = without_slashes(p->args[0]);
	slash = pc_str_rfind(path, '/');
	put(p, slash < path.len && path.len > 1 ? pc_str_from(path, slash + 1) : path);
	put(p, PC_STR("\n"));
	return true;
}

static bool print_dirname(struct printing *p)
{
	struct pc_str path;
	size_t slash;

	if (p->n_args != 1 || !p->args[0].len || p->args[0].ptr[0] == '-')
		return false;
	path = without_slashes(p->args[0]);
	slash = pc_str_rfind(path, '/');
	if (slash == path.len)
		put(p, PC_STR("."));
	else
		put(p, slash ? without_slashes(pc_str_head(path, slash)) : PC_STR("/"));
	put(p, PC_STR("\n"));
	return true;
}

static bool print_pwd(struct printing *p)
{
	if (p->n_args || !p->e->scope->cwd.len)
		return false;
	put(p, p->e->scope->cwd);
	put(p, PC_STR("\n"));
	return true;
}

static bool print_nothing(struct printing *p)
{
	(void)p;
	return true;
}

static const struct filter {
	const char *name;
	printer *print;
} filters[] = {
	{"cat", print_cat},
	{"rev", print_rev},
	{"tr", print_tr},
	{"base64", print_base64},
	{"base32", print_base32},
	{"openssl", print_openssl},
	{"python", print_python},
	{"python3", print_python},
	{"xxd", print_xxd},
	{"head", print_head},
	{"tail", print_tail},
	{"tac", print_tac},
	{"sort", print_sorted},
	{"uniq", print_sorted},
	{"cut", print_cut},
	{"grep", print_grep},
	{"sed", print_sed},
	{"basename", print_basename},
	{"dirname", print_dirname},
	{"pwd", print_pwd},
	{"true", print_nothing},
	{":", print_nothing},
};

printer *filter_named(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(filters); i++) {
		if (pc_str_is(program, filters[i].name))
			return filters[i].print;
	}
	return NULL;
}

bool finds_program(struct pc_str *found, struct pc_str program, const struct pc_str *args,
	size_t n_args)
{
	static const struct finder {
		const char *program, *options;
		bool needs_option;
	} finders[] = {
		{"which", "a", false},
		{"command", "v", true},
		{"type", "pP", true},
		{"whereis", "b", true},
		{"readlink", "fem", true},
		{"realpath", "em", false},
	};
	size_t i = 0;

	for (; i < PC_COUNT(finders); i++) {
		if (pc_str_is(program, finders[i].program))
			break;
	}
	if (i == PC_COUNT(finders) || n_args == 0 || n_args > 2)
		return false;
	*found = args[n_args - 1];
	if (n_args == 1)
		return !finders[i].needs_option;
	return args[0].len == 2 && args[0].ptr[0] == '-' && args[0].ptr[1] &&
	       strchr(finders[i].options, args[0].ptr[1]);
}
