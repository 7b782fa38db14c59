/* SPDX-License-Identifier: Apache-2.0 */
/* String views: comparing, searching, cutting.  Building texts is buf.c's work, memory
 * arena.c's. */
#include "pc/base/str.h"

#include <ctype.h>

#include "pc/base/arena.h"

int pc_str_cmp(struct pc_str a, struct pc_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static char lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c;
}

bool pc_str_eq_nocase(struct pc_str a, struct pc_str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	}
	return true;
}

size_t pc_str_find(struct pc_str s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

/* For short needles: memchr is many bytes at a time, and what begins alike is rare. */
static size_t find_short(struct pc_str s, struct pc_str needle)
{
	size_t at = 0;

	while (s.len - at >= needle.len) {
		size_t room = s.len - at - needle.len + 1;
		const char *hit = memchr(s.ptr + at, needle.ptr[0], room);

		if (!hit)
			break;
		at = (size_t)(hit - s.ptr);
		if (memcmp(hit, needle.ptr, needle.len) == 0)
			return at;
		at++;
	}
	return s.len;
}

size_t pc_str_find_str(struct pc_str s, struct pc_str needle)
{
	/* Longer needles could make the loop quadratic; in a long text memmem has
	 * found its feet, and the first byte may be everywhere. */
	enum { SHORT = 16, LONG = 4096 };
	const char *hit;

	if (needle.len == 0)
		return 0;
	if (needle.len == 1 || (needle.len <= SHORT && s.len < LONG))
		return find_short(s, needle);
	hit = s.len ? memmem(s.ptr, s.len, needle.ptr, needle.len) : NULL;
	return hit ? (size_t)(hit - s.ptr) : s.len;
}

size_t pc_str_rfind(struct pc_str s, char c)
{
	const char *hit = s.len ? memrchr(s.ptr, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct pc_str pc_str_trim(struct pc_str s)
{
	while (s.len && is_space(s.ptr[0]))
		s = pc_str_from(s, 1);
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

struct pc_str pc_str_cut(struct pc_str *rest, char sep)
{
	size_t at = pc_str_find(*rest, sep);
	struct pc_str head = pc_str_head(*rest, at);

	if (at == rest->len)
		*rest = (struct pc_str){0};
	else
		*rest = (struct pc_str){rest->ptr + at + 1, rest->len - at - 1};
	return head;
}

uint64_t pc_str_hash(struct pc_str s)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
	return hash;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

size_t pc_str_distance(struct pc_str a, struct pc_str b)
{
	enum { LONGEST = 64 };
	size_t row[LONGEST + 1];

	if (a.len > LONGEST || b.len > LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j];
			size_t change = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);

			row[j] = least(above + 1, row[j - 1] + 1, change);
			diagonal = above;
		}
	}
	return row[b.len];
}

char *pc_str_dup(struct pc_str s)
{
	char *copy = pc_xmalloc(s.len + 1);

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

static const struct class
{
	const char *name;
	int (*has)(int c);
} classes[] = {
	{"alnum", isalnum},
	{"alpha", isalpha},
	{"blank", isblank},
	{"cntrl", iscntrl},
	{"digit", isdigit},
	{"graph", isgraph},
	{"lower", islower},
	{"print", isprint},
	{"punct", ispunct},
	{"space", isspace},
	{"upper", isupper},
	{"xdigit", isxdigit},
};

bool pc_str_class_has(struct pc_str name, char c, bool *is_class)
{
	for (size_t i = 0; i < PC_COUNT(classes); i++) {
		if (pc_str_is(name, classes[i].name)) {
			*is_class = true;
			return (unsigned char)c < 0x80 &&
			       classes[i].has((unsigned char)c);
		}
	}
	*is_class = false;
	return false;
}

bool pc_str_fits(
	struct pc_str pattern, struct pc_str text, bool (*takes)(char wanted, char c))
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	/* Only the last star has to be tried again: what stands before it fits, and a
	 * longer fit there leaves less for the rest. */
	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.len && takes(pattern.ptr[p], text.ptr[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}
