/* SPDX-License-Identifier: Apache-2.0 */
/* echo and printf, as bash has them built in, and yes. */
#include "values_priv.h"

#include "pc/base/utf.h"

static void put(struct printing *p, struct pc_str s)
{
	bytes_add(p->e->arena, p->out, s);
}

static void put_char(struct printing *p, char c)
{
	put(p, (struct pc_str){&c, 1});
}

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 99;
}

/* Up to most digits; how many there were. */
static size_t read_digits(struct pc_str s, unsigned base, size_t most, unsigned *out)
{
	size_t n = 0;

	*out = 0;
	while (n < s.len && n < most && digit_of(s.ptr[n]) < base)
		*out = *out * base + digit_of(s.ptr[n++]);
	return n;
}

enum dialect {
	OF_ECHO,   /* echo -e: octal is \0nnn */
	OF_B,      /* printf %b: both */
	OF_FORMAT, /* printf's first argument: octal is \nnn */
};

static const char plain_escapes[][2] = {{'a', '\a'}, {'b', '\b'}, {'e', 033}, {'E', 033},
	{'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'}, {'\\', '\\'}};

/* \xHH, \uHHHH and octal; s begins behind the backslash.  The bytes taken; 0 when it is
 * no number, SIZE_MAX when it cannot be told. */
static size_t put_number(struct printing *p, struct pc_str s, enum dialect dialect)
{
	size_t skip = 1, n;
	unsigned value;

	if (s.ptr[0] == 'x') {
		n = read_digits(pc_str_from(s, 1), 16, 2, &value);
	} else if (s.ptr[0] == 'u' || s.ptr[0] == 'U') {
		n = read_digits(pc_str_from(s, 1), 16, s.ptr[0] == 'u' ? 4 : 8, &value);
		if (value > 126)
			return SIZE_MAX; /* as the locale has it */
	} else if (s.ptr[0] == '0' && dialect != OF_FORMAT) {
		n = read_digits(pc_str_from(s, 1), 8, 3, &value);
		put_char(p, (char)value);
		return 1 + n;
	} else {
		skip = 0;
		n = dialect == OF_ECHO ? 0 : read_digits(s, 8, 3, &value);
	}
	if (n == 0)
		return skip ? SIZE_MAX : 0;
	put_char(p, (char)value);
	return skip + n;
}

/* The escape behind a backslash; the bytes it takes, SIZE_MAX when it cannot be told. */
static size_t put_escape(struct printing *p, struct pc_str s, enum dialect dialect)
{
	size_t n;

	for (size_t i = 0; i < PC_COUNT(plain_escapes); i++) {
		if (s.ptr[0] == plain_escapes[i][0]) {
			put_char(p, plain_escapes[i][1]);
			return 1;
		}
	}
	if (s.ptr[0] == 'c') /* no more output */
		return SIZE_MAX;
	if (dialect != OF_ECHO && memchr("\"'?", s.ptr[0], 3)) {
		if (s.ptr[0] == '?')
			return SIZE_MAX;
		put_char(p, s.ptr[0]);
		return 1;
	}
	n = put_number(p, s, dialect);
	if (n)
		return n;
	put_char(p, '\\');
	put_char(p, s.ptr[0]);
	return 1;
}

static bool put_escaped(struct printing *p, struct pc_str s, enum dialect dialect)
{
	while (s.len) {
		size_t n;

		if (s.ptr[0] != '\\' || s.len == 1) {
			put_char(p, s.ptr[0]);
			s = pc_str_from(s, 1);
			continue;
		}
		s = pc_str_from(s, 1);
		n = put_escape(p, s, dialect);
		if (n == SIZE_MAX)
			return false;
		s = pc_str_from(s, n);
	}
	return true;
}

/* -n, -e, -neE: false when the argument is none of those. */
static bool echo_option(struct pc_str arg, bool *newline, bool *escapes)
{
	if (arg.len < 2 || arg.ptr[0] != '-')
		return false;
	for (size_t i = 1; i < arg.len; i++) {
		if (!memchr("neE", arg.ptr[i], 3))
			return false;
	}
	for (size_t i = 1; i < arg.len; i++) {
		if (arg.ptr[i] == 'n')
			*newline = false;
		else
			*escapes = arg.ptr[i] == 'e';
	}
	return true;
}

bool print_echo(struct printing *p)
{
	bool newline = true, escapes = false;
	size_t i = 0;

	while (i < p->n_args && echo_option(p->args[i], &newline, &escapes))
		i++;
	for (size_t first = i; i < p->n_args; i++) {
		if (i > first)
			put_char(p, ' ');
		if (!escapes)
			put(p, p->args[i]);
		else if (!put_escaped(p, p->args[i], OF_ECHO))
			return false;
	}
	if (newline)
		put_char(p, '\n');
	return true;
}

/* Twice, so that what one line leaves behind meets the next. */
bool print_yes(struct printing *p)
{
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < p->n_args; i++) {
			if (i)
				put_char(p, ' ');
			put(p, p->args[i]);
		}
		put(p, p->n_args ? PC_STR("\n") : PC_STR("y\n"));
	}
	p->repeats = true;
	return true;
}

/* ---- printf ------------------------------------------------------------------ */

struct conversion {
	bool left, zero;
	size_t width, precision; /* SIZE_MAX: none */
	char kind;
};

static size_t read_size(struct pc_str *s)
{
	size_t value = 0;

	while (s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9' && value < 10000) {
		value = value * 10 + (size_t)(s->ptr[0] - '0');
		*s = pc_str_from(*s, 1);
	}
	return value;
}

/* Behind the %. */
static bool read_conversion(struct conversion *c, struct pc_str *s)
{
	*c = (struct conversion){.precision = SIZE_MAX};
	for (; s->len && (s->ptr[0] == '-' || s->ptr[0] == '0');
		*s = pc_str_from(*s, 1)) {
		c->left |= s->ptr[0] == '-';
		c->zero |= s->ptr[0] == '0';
	}
	c->width = read_size(s);
	if (s->len && s->ptr[0] == '.') {
		*s = pc_str_from(*s, 1);
		c->precision = read_size(s);
	}
	if (s->len == 0 || c->width >= 10000)
		return false;
	c->kind = s->ptr[0];
	*s = pc_str_from(*s, 1);
	return true;
}

static void put_padded(struct printing *p, const struct conversion *c, struct pc_str s)
{
	size_t pad;

	s = pc_str_head(s, c->precision);
	pad = c->width > s.len ? c->width - s.len : 0;
	if (c->left)
		put(p, s);
	for (size_t i = 0; i < pad; i++)
		put_char(p, ' ');
	if (!c->left)
		put(p, s);
}

static bool put_integer(struct printing *p, const struct conversion *c, struct pc_str s)
{
	static const char digits[] = "0123456789abcdef";
	unsigned base = c->kind == 'o' ? 8 : c->kind == 'x' || c->kind == 'X' ? 16 : 10;
	char text[32];
	size_t at = sizeof(text);
	long long value = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (digit_of(s.ptr[i]) > 9 || s.len > 15 ||
			(s.len > 1 && s.ptr[0] == '0'))
			return false;
		value = value * 10 + digit_of(s.ptr[i]);
	}
	if (c->zero || c->precision != SIZE_MAX || c->kind == 'X')
		return false;
	do {
		text[--at] = digits[value % base];
		value /= base;
	} while (value);
	put_padded(p, c, (struct pc_str){text + at, sizeof(text) - at});
	return true;
}

static bool convert(struct printing *p, const struct conversion *c, struct pc_str arg)
{
	switch (c->kind) {
	case 's':
		put_padded(p, c, arg);
		return !c->zero;
	case 'b':
		return !c->width && c->precision == SIZE_MAX && put_escaped(p, arg, OF_B);
	case 'c':
		if (!arg.len || c->width || c->precision != SIZE_MAX)
			return false;
		put_char(p, arg.ptr[0]);
		return true;
	case 'd':
	case 'i':
	case 'u':
	case 'o':
	case 'x':
	case 'X':
		return put_integer(p, c, arg);
	default:
		return false;
	}
}

static bool print_format(struct printing *p, struct pc_str format, size_t *used)
{
	while (format.len) {
		char c = format.ptr[0];
		struct conversion conversion;
		size_t n;

		format = pc_str_from(format, 1);
		if (c == '\\' && format.len) {
			n = put_escape(p, format, OF_FORMAT);
			if (n == SIZE_MAX)
				return false;
			format = pc_str_from(format, n);
		} else if (c != '%') {
			put_char(p, c);
		} else if (format.len && format.ptr[0] == '%') {
			put_char(p, '%');
			format = pc_str_from(format, 1);
		} else if (!read_conversion(&conversion, &format) ||
			   !convert(p, &conversion,
				   *used < p->n_args ? p->args[*used]
						     : (struct pc_str){0})) {
			return false;
		} else {
			++*used;
		}
	}
	return true;
}

static bool is_narrow(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] > 126)
			return false;
	}
	return true;
}

bool print_printf(struct printing *p)
{
	struct pc_str format;
	size_t used = 1, before;

	if (p->n_args && pc_str_is(p->args[0], "--"))
		p->args++, p->n_args--;
	else if (p->n_args && p->args[0].len && p->args[0].ptr[0] == '-')
		return false;
	if (!p->n_args || !is_narrow(p->args[0]))
		return false;
	format = p->args[0];
	do {
		before = used;
		if (!spend(p->e, format.len + p->out->len / 16 + 32) ||
			!print_format(p, format, &used))
			return false;
	} while (used > before && used < p->n_args);
	return true;
}
