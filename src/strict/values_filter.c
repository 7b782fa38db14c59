/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that print what they are told in another form: rev, tr, base64 -d, xxd -r -p,
 * basename; each as far as its plain uses go. */
#include "values_priv.h"

#include "pc/base/base64.h"

static void put(struct printing *p, struct pc_str s)
{
	bytes_add(p->e->arena, p->out, s);
}

static bool print_cat(struct printing *p)
{
	if (!p->has_input || p->n_args > 1 ||
		(p->n_args && !pc_str_is(p->args[0], "-")))
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

/* a-z, abc; classes and escapes are not read. */
static bool read_set(struct set *set, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned from = (unsigned char)s.ptr[i], to = from;

		if (from > 126 || from == '\\' || from == '[')
			return false;
		if (i + 2 < s.len && s.ptr[i + 1] == '-') {
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

/* ---- decoders ---------------------------------------------------------------- */

static bool print_base64(struct printing *p)
{
	struct pc_str decoded;

	if (!p->has_input || p->n_args != 1 ||
		(!pc_str_is(p->args[0], "-d") && !pc_str_is(p->args[0], "--decode") &&
			!pc_str_is(p->args[0], "-D")))
		return false;
	if (!spend(p->e, p->input.len) ||
		!pc_base64_decode(&decoded, p->e->arena, p->input))
		return false;
	put(p, decoded);
	return true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* xxd -r -p */
static bool print_xxd(struct printing *p)
{
	struct pc_str in = pc_str_trim(p->input);
	bool plain = (p->n_args == 2 && pc_str_is(p->args[0], "-r") &&
			     pc_str_is(p->args[1], "-p")) ||
		     (p->n_args == 2 && pc_str_is(p->args[0], "-p") &&
			     pc_str_is(p->args[1], "-r")) ||
		     (p->n_args == 1 && (pc_str_is(p->args[0], "-rp") ||
						pc_str_is(p->args[0], "-pr")));

	if (!p->has_input || !plain || in.len % 2 || !spend(p->e, in.len))
		return false;
	for (size_t i = 0; i < in.len; i += 2) {
		char c = (char)(hex(in.ptr[i]) << 4 | hex(in.ptr[i + 1]));

		if (hex(in.ptr[i]) < 0 || hex(in.ptr[i + 1]) < 0)
			return false;
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
	{"xxd", print_xxd},
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
