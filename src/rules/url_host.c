/* SPDX-License-Identifier: Apache-2.0 */
/* What stands for a host in a URL, to the text that the client compares with rules:
 * percent-decoding, IDNA (UTS #46), then IPv4 in all its spellings, or IPv6.  The mapping
 * tables of UTS #46 are large; known here are the scripts that host names are written in
 * and the ways to write ASCII differently; anything else makes the host unsure. */
#include "pc/base/utf.h"
#include "url_priv.h"

/* Past the last code point. */
enum { UNSURE = 0x110000, IGNORED };

/* What a run of code points becomes: itself moved by shift. */
static const struct range {
	uint32_t first, last;
	int32_t shift;
} mapped[] = {
	{0xc0, 0xd6, 32}, /* Latin-1 capitals */
	{0xd8, 0xde, 32}, {0xdf, 0xf6, 0}, {0xf8, 0xff, 0},
	{0x391, 0x3a1, 32},                                        /* Greek */
	{0x3a3, 0x3a9, 32}, {0x3b1, 0x3c9, 0}, {0x400, 0x40f, 80}, /* Cyrillic */
	{0x410, 0x42f, 32}, {0x430, 0x45f, 0}, {0x5d0, 0x5ea, 0},  /* Hebrew letters */
	{0x2600, 0x2604, 0},                                       /* pictures */
	{0x3041, 0x3096, 0},                                       /* Hiragana */
	{0x30a1, 0x30fa, 0},                                       /* Katakana */
	{0x30fc, 0x30fc, 0}, {0x4e00, 0x9fff, 0},                  /* Han */
	{0xac00, 0xd7a3, 0},                                       /* Hangul */
	{0xff01, 0xff0d, -0xfee0},                                 /* full-width ASCII */
	{0xff0f, 0xff20, -0xfee0}, {0xff21, 0xff3a, -0xfee0 + 32},
	{0xff3b, 0xff5e, -0xfee0}, {0x1f300, 0x1f64f, 0}, /* emoji */
};

static const uint32_t dots[] = {0x3002, 0xff0e, 0xff61};
static const uint32_t ignored[] = {0xad, 0x200b, 0x2060, 0xfeff};

static bool is_one_of(const uint32_t *list, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == cp)
			return true;
	}
	return false;
}

static uint32_t map(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	if (is_one_of(dots, PC_COUNT(dots), cp))
		return '.';
	if (is_one_of(ignored, PC_COUNT(ignored), cp))
		return IGNORED;
	for (size_t i = 0; i < PC_COUNT(mapped); i++) {
		if (cp >= mapped[i].first && cp <= mapped[i].last)
			return (uint32_t)((int32_t)cp + mapped[i].shift);
	}
	return UNSURE;
}

/* ---- punycode, RFC 3492 --------------------------------------------------- */

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, BIAS = 72 };

static uint32_t adapt(uint32_t delta, uint32_t n_points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / n_points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static char digit(uint32_t d)
{
	return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}

static size_t put_number(char *out, uint32_t q, uint32_t bias)
{
	size_t len = 0;

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;

		if (q < t)
			break;
		out[len++] = digit(t + (q - t) % (BASE - t));
		q = (q - t) / (BASE - t);
	}
	out[len++] = digit(q);
	return len;
}

static uint32_t next_point(const uint32_t *points, size_t n, uint32_t from)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		if (points[i] >= from && points[i] < least)
			least = points[i];
	}
	return least;
}

/* Appends "xn--..." for one label; at most 6 bytes a point and 4 more. */
static size_t put_puny(char *out, const uint32_t *points, size_t n)
{
	uint32_t at = 0x80, delta = 0, bias = BIAS, done = 0, basic = 0;
	size_t len = 4;

	memcpy(out, "xn--", 4);
	for (size_t i = 0; i < n; i++) {
		if (points[i] < 0x80)
			out[len++] = (char)points[i];
	}
	done = basic = (uint32_t)(len - 4);
	if (basic)
		out[len++] = '-';
	while (done < n) {
		uint32_t next = next_point(points, n, at);

		delta += (next - at) * (done + 1);
		at = next;
		for (size_t i = 0; i < n; i++) {
			if (points[i] < at)
				delta++;
			if (points[i] != at)
				continue;
			len += put_number(out + len, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
		delta++;
		at++;
	}
	return len;
}

static size_t put_label(char *out, const uint32_t *points, size_t n)
{
	bool ascii = true;

	for (size_t i = 0; i < n; i++)
		ascii = ascii && points[i] < 0x80;
	if (!ascii)
		return put_puny(out, points, n);
	for (size_t i = 0; i < n; i++)
		out[i] = (char)points[i];
	return n;
}

/* ---- names ---------------------------------------------------------------- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct pc_str percent_decode(struct pc_arena *arena, struct pc_str text)
{
	char *out;
	size_t len = 0;

	if (pc_str_find(text, '%') == text.len)
		return text;
	out = pc_arena_bytes(arena, text.len);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%' && i + 2 < text.len && hex(text.ptr[i + 1]) >= 0 &&
			hex(text.ptr[i + 2]) >= 0) {
			c = (char)(hex(text.ptr[i + 1]) << 4 | hex(text.ptr[i + 2]));
			i += 2;
		}
		out[len++] = c;
	}
	return (struct pc_str){out, len};
}

static bool is_forbidden(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f || strchr("#%/:<>?@[\\]^|", c);
}

/* Maps and encodes; leaves pure ASCII alone but for its case. */
static struct pc_str to_ascii(struct pc_arena *arena, struct pc_str text, bool *is_unsure)
{
	uint32_t *points = pc_arena_new_array(arena, uint32_t, text.len + 1);
	char *out = pc_arena_bytes(arena, text.len * 12 + 8);
	size_t n = 0, len = 0, i = 0;

	while (i < text.len) {
		uint32_t cp = map(pc_utf8_next(text, &i));

		if (cp == '.') {
			len += put_label(out + len, points, n);
			out[len++] = '.';
			n = 0;
		} else if (cp == UNSURE) {
			*is_unsure = true;
		} else if (cp != IGNORED) {
			points[n++] = cp;
		}
	}
	len += put_label(out + len, points, n);
	return (struct pc_str){out, len};
}

/* ---- IPv4 ----------------------------------------------------------------- */

static bool is_number_char(char c, unsigned base)
{
	int d = hex(c);

	return d >= 0 && (unsigned)d < base;
}

/* Decimal, 0x hexadecimal or 0 octal; values past 32 bits stay past them. */
static bool ipv4_number(uint64_t *out, struct pc_str text)
{
	unsigned base = 10;

	if (!text.len)
		return false;
	if (text.len >= 2 && text.ptr[0] == '0') {
		base = (text.ptr[1] | 32) == 'x' ? 16 : 8;
		text = pc_str_from(text, base == 16 ? 2 : 1);
	}
	*out = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_number_char(text.ptr[i], base))
			return false;
		if (*out < UINT64_MAX / 32)
			*out = *out * base + (unsigned)hex(text.ptr[i]);
	}
	return true;
}

static bool is_decimal(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	}
	return text.len > 0;
}

/* The last label decides whether a name is meant as an address. */
static bool ends_in_number(struct pc_str host)
{
	uint64_t value;
	struct pc_str last;

	if (pc_str_ends(host, PC_STR(".")))
		host.len--;
	last = pc_str_from(host,
		pc_str_rfind(host, '.') == host.len ? 0 : pc_str_rfind(host, '.') + 1);
	return is_decimal(last) || ipv4_number(&value, last);
}

static bool parse_ipv4(struct url *out, struct pc_arena *arena, struct pc_str host)
{
	uint64_t parts[4], value = 0;
	size_t n = 0;

	if (pc_str_ends(host, PC_STR(".")))
		host.len--;
	while (host.ptr) {
		if (n == 4 || !ipv4_number(&parts[n], pc_str_cut(&host, '.')))
			return false;
		n++;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (parts[i] > 255)
			return false;
		value |= parts[i] << (24 - 8 * i);
	}
	if (parts[n - 1] >> (8 * (5 - n)))
		return false;
	value |= parts[n - 1];
	out->host = pc_arena_printf(arena, "%u.%u.%u.%u", (unsigned)(value >> 24),
		(unsigned)(value >> 16 & 255), (unsigned)(value >> 8 & 255),
		(unsigned)(value & 255));
	return true;
}

/* ---- IPv6 ----------------------------------------------------------------- */

/* The four decimal parts at the end of ::ffff:1.2.3.4, as two pieces. */
static bool embedded_ipv4(uint16_t *pieces, struct pc_str text)
{
	unsigned parts[4];
	size_t n = 0;

	while (text.ptr) {
		struct pc_str part = pc_str_cut(&text, '.');

		if (n == 4 || !is_decimal(part) || part.len > 3 ||
			(part.len > 1 && part.ptr[0] == '0'))
			return false;
		parts[n] = 0;
		for (size_t i = 0; i < part.len; i++)
			parts[n] = parts[n] * 10 + (unsigned)(part.ptr[i] - '0');
		if (parts[n++] > 255)
			return false;
	}
	if (n != 4)
		return false;
	pieces[0] = (uint16_t)(parts[0] << 8 | parts[1]);
	pieces[1] = (uint16_t)(parts[2] << 8 | parts[3]);
	return true;
}

static bool ipv6_piece(uint16_t *out, struct pc_str text)
{
	*out = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (hex(text.ptr[i]) < 0)
			return false;
		*out = (uint16_t)(*out << 4 | hex(text.ptr[i]));
	}
	return text.len >= 1 && text.len <= 4;
}

/* Pieces between single colons; how many, or -1. */
static int ipv6_run(uint16_t *pieces, struct pc_str text, bool may_embed)
{
	int n = 0;

	if (!text.len)
		return 0;
	while (text.ptr) {
		struct pc_str piece = pc_str_cut(&text, ':');

		if (n == 8)
			return -1;
		if (!text.ptr && may_embed && pc_str_find(piece, '.') < piece.len) {
			if (n > 6 || !embedded_ipv4(pieces + n, piece))
				return -1;
			return n + 2;
		}
		if (!ipv6_piece(pieces + n, piece))
			return -1;
		n++;
	}
	return n;
}

/* The longest run of at least two zero pieces, which is written "::". */
static int longest_zeros(const uint16_t *pieces, int *len)
{
	int best = -1, from = -1;

	*len = 1;
	for (int i = 0; i <= 8; i++) {
		if (i < 8 && pieces[i] == 0) {
			from = from < 0 ? i : from;
			continue;
		}
		if (from >= 0 && i - from > *len) {
			best = from;
			*len = i - from;
		}
		from = -1;
	}
	return best;
}

static struct pc_str write_ipv6(struct pc_arena *arena, const uint16_t *pieces)
{
	enum { LONGEST = 48 };
	char *out = pc_arena_bytes(arena, LONGEST);
	int zeros, len;
	size_t at = 0;

	zeros = longest_zeros(pieces, &len);
	out[at++] = '[';
	for (int i = 0; i < 8; i++) {
		if (i == zeros) {
			at += (size_t)snprintf(
				out + at, LONGEST - at, "%s", i == 0 ? "::" : ":");
			i += len - 1;
			continue;
		}
		at += (size_t)snprintf(
			out + at, LONGEST - at, "%x%s", pieces[i], i < 7 ? ":" : "");
	}
	out[at++] = ']';
	return (struct pc_str){out, at};
}

static bool parse_ipv6(struct url *out, struct pc_arena *arena, struct pc_str text)
{
	uint16_t head[10] = {0}, tail[10] = {0};
	size_t gap = pc_str_find_str(text, PC_STR("::"));
	bool has_gap = gap < text.len;
	int n_head = ipv6_run(head, pc_str_head(text, gap), !has_gap);
	int n_tail = has_gap ? ipv6_run(tail, pc_str_from(text, gap + 2), true) : 0;

	if (n_head < 0 || n_tail < 0 || n_head + n_tail > (has_gap ? 7 : 8))
		return false;
	if (!has_gap && n_head != 8)
		return false;
	for (int i = 0; i < n_tail; i++)
		head[8 - n_tail + i] = tail[i];
	out->host = write_ipv6(arena, head);
	return true;
}

bool url_host(struct url *out, struct pc_arena *arena, struct pc_str text)
{
	struct pc_str host;

	if (text.len && text.ptr[0] == '[') {
		if (text.ptr[text.len - 1] != ']')
			return false;
		return parse_ipv6(
			out, arena, (struct pc_str){text.ptr + 1, text.len - 2});
	}
	host = percent_decode(arena, text);
	if (!pc_utf8_valid(host, NULL))
		return false;
	host = to_ascii(arena, host, &out->is_unsure);
	if (!host.len)
		return false;
	for (size_t i = 0; i < host.len && !out->is_unsure; i++) {
		if (is_forbidden(host.ptr[i]))
			return false;
	}
	if (!out->is_unsure && ends_in_number(host))
		return parse_ipv4(out, arena, host);
	out->host = host;
	return true;
}
