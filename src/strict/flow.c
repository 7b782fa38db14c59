/* SPDX-License-Identifier: Apache-2.0 */
/* What a command prints, where that can be told without running it: the few commands
 * with which people wrap a script into a pipe. */
#include "walk_priv.h"

void flow_add(struct walk *walk, struct flow *flow, struct pc_str bytes)
{
	if (bytes.len)
		flow->lines = (struct pc_str){0};
	if (flow->unknown || bytes.len == 0)
		return;
	if (flow->len + bytes.len > PC_MAX_STRICT_FLOW) {
		flow->unknown = true;
		return;
	}
	if (flow->len + bytes.len > flow->cap) {
		size_t cap = 2 * (flow->len + bytes.len);
		char *fresh = pc_arena_bytes(walk->arena, cap);

		if (flow->len)
			memcpy(fresh, flow->bytes, flow->len);
		flow->bytes = fresh;
		flow->cap = cap;
	}
	memcpy(flow->bytes + flow->len, bytes.ptr, bytes.len);
	flow->len += bytes.len;
}

void flow_join(struct walk *walk, struct flow *flow, const struct flow *more)
{
	bool is_empty = !flow->unknown && !flow->len;

	flow_add(walk, flow, flow_text(more));
	flow->unknown |= more->unknown;
	if (!more->unknown && !more->len)
		return;
	flow->lines = is_empty ? more->lines : (struct pc_str){0};
	flow->from = more->from;
}

static void add_char(struct walk *walk, struct flow *flow, char c)
{
	flow_add(walk, flow, (struct pc_str){&c, 1});
}

/* ---- echo and printf -------------------------------------------------------- */

static bool all_known(const struct simple *simple)
{
	for (size_t i = 0; i < simple->words->count; i++) {
		if (simple->words->items[i].kind != FIELD_KNOWN)
			return false;
	}
	return true;
}

static bool is_option_of(struct pc_str word, const char *letters)
{
	if (word.len < 2 || word.ptr[0] != '-')
		return false;
	for (size_t i = 1; i < word.len; i++) {
		if (!strchr(letters, word.ptr[i]))
			return false;
	}
	return true;
}

static struct pc_str unescaped(struct walk *walk, struct pc_str text)
{
	return memchr(text.len ? text.ptr : "", '\\', text.len)
		       ? pc_sh_ansi_value(walk->arena, text)
		       : text;
}

static void print_echo(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	bool escapes = false, newline = true;
	size_t at = 1;

	for (; at < words->count && is_option_of(words->items[at].text, "neE"); at++) {
		struct pc_str word = words->items[at].text;

		newline &= pc_str_find(word, 'n') == word.len;
		escapes |= pc_str_find(word, 'e') < word.len;
	}
	for (size_t i = at; i < words->count; i++) {
		struct pc_str word = words->items[i].text;

		if (i > at)
			add_char(walk, out, ' ');
		flow_add(walk, out, escapes ? unescaped(walk, word) : word);
	}
	if (newline)
		add_char(walk, out, '\n');
}

/* Over and over: what one leaves behind meets the next. */
static void print_yes(struct walk *walk, const struct simple *simple, struct flow *out)
{
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 1; i < simple->words->count; i++) {
			if (i > 1)
				add_char(walk, out, ' ');
			flow_add(walk, out, simple->words->items[i].text);
		}
		flow_add(walk, out,
			simple->words->count > 1 ? PC_STR("\n") : PC_STR("y\n"));
	}
}

/* One conversion at format.ptr[at], which is behind the %; returns what is behind it. */
static size_t print_one(struct walk *walk, struct flow *out, struct pc_str format,
	size_t at, struct pc_str value)
{
	while (at < format.len && strchr("-+ #0123456789.", format.ptr[at]))
		at++;
	if (at >= format.len)
		return at;
	switch (format.ptr[at]) {
	case 's':
	case 'd':
	case 'i':
		flow_add(walk, out, value);
		break;
	case 'b':
		flow_add(walk, out, unescaped(walk, value));
		break;
	case 'c':
		flow_add(walk, out, pc_str_head(value, 1));
		break;
	default:
		out->unknown = true;
	}
	return at + 1;
}

static void print_format(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	size_t first = 1, next;
	struct pc_str format;

	if (words->count > 1 && pc_str_is(words->items[1].text, "--"))
		first = 2;
	if (words->count <= first)
		return;
	format = unescaped(walk, words->items[first].text);
	next = first + 1;
	do {
		size_t before = next;

		for (size_t at = 0; at < format.len;) {
			struct pc_str value = {0};

			if (format.ptr[at] != '%') {
				add_char(walk, out, format.ptr[at++]);
				continue;
			}
			if (at + 1 < format.len && format.ptr[at + 1] == '%') {
				add_char(walk, out, '%');
				at += 2;
				continue;
			}
			if (next < words->count)
				value = words->items[next++].text;
			at = print_one(walk, out, format, at + 1, value);
		}
		if (next == before)
			break;
	} while (next < words->count && !out->unknown);
}

/* ---- filters ---------------------------------------------------------------- */

static void print_input(struct walk *walk, const struct simple *simple, struct flow *out)
{
	if (simple->input_known)
		flow_add(walk, out, simple->input);
	else
		out->unknown = true;
}

/* cat, and what else hands its files on as they are. */
static void print_files(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	size_t n_files = 0;

	for (size_t i = 1; i < words->count; i++) {
		struct pc_str word = words->items[i].text;
		const struct flow *file;

		if (word.len > 1 && word.ptr[0] == '-')
			continue;
		n_files++;
		if (pc_str_is(word, "-")) {
			print_input(walk, simple, out);
			continue;
		}
		file = written_find(walk, simple->scope, word);
		if (file && !file->unknown)
			flow_add(walk, out, flow_text(file));
		else
			out->unknown = true;
	}
	if (!n_files)
		print_input(walk, simple, out);
}

static void print_tee(struct walk *walk, const struct simple *simple, struct flow *out)
{
	struct flow own = {.unknown = !simple->input_known};

	flow_add(walk, &own, simple->input);
	for (size_t i = 1; i < simple->words->count; i++) {
		const struct field *word = &simple->words->items[i];

		if (word->kind == FIELD_KNOWN &&
			!(word->text.len && *word->text.ptr == '-'))
			written_add(walk, simple->scope, word->text, &own, false);
	}
	if (out)
		print_input(walk, simple, out);
}

static int digit_of(char c, const char *digits)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static void decode(struct walk *walk, struct pc_str text, const char *digits,
	unsigned bits, struct flow *out)
{
	uint32_t held = 0;
	unsigned n_held = 0;

	for (size_t i = 0; i < text.len; i++) {
		int digit = digit_of(text.ptr[i], digits);

		if (digit < 0)
			continue;
		held = held << bits | (uint32_t)digit;
		n_held += bits;
		if (n_held >= 8) {
			n_held -= 8;
			add_char(walk, out, (char)(held >> n_held & 0xff));
		}
	}
}

static bool has_option(const struct simple *simple, const char *letters, const char *word)
{
	for (size_t i = 1; i < simple->words->count; i++) {
		struct pc_str text = simple->words->items[i].text;

		if (pc_str_is(text, word))
			return true;
		if (text.len < 2 || text.ptr[0] != '-' || text.ptr[1] == '-')
			continue;
		for (const char *letter = letters; *letter; letter++) {
			if (pc_str_find(text, *letter) < text.len)
				return true;
		}
	}
	return false;
}

static void print_decoded(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	bool is_32 = pc_str_is(simple_program(simple), "base32");
	struct flow text = {0};

	if (!has_option(simple, "dD", "--decode")) {
		out->unknown = true;
		return;
	}
	print_files(walk, simple, &text);
	out->unknown |= text.unknown;
	decode(walk, flow_text(&text), is_32 ? base32_digits : base64_digits,
		is_32 ? 5 : 6, out);
}

static void print_openssl(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;

	if (words->count < 2 || !simple->input_known || !has_option(simple, "d", "-d") ||
		pc_str_find_str(words->items[1].text, PC_STR("base64")) ==
			words->items[1].text.len) {
		out->unknown = true;
		return;
	}
	decode(walk, simple->input, base64_digits, 6, out);
}

static void print_hex(struct walk *walk, const struct simple *simple, struct flow *out)
{
	int high = -1;

	if (!simple->input_known || !has_option(simple, "r", "-revert")) {
		out->unknown = true;
		return;
	}
	for (size_t i = 0; i < simple->input.len; i++) {
		char c = simple->input.ptr[i];
		int digit = digit_of(
			(char)(c >= 'A' && c <= 'F' ? c + 32 : c), "0123456789abcdef");

		if (digit < 0)
			continue;
		if (high < 0) {
			high = digit;
			continue;
		}
		add_char(walk, out, (char)(high << 4 | digit));
		high = -1;
	}
}

static void print_reversed(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	struct pc_str rest = simple->input;

	if (!simple->input_known) {
		out->unknown = true;
		return;
	}
	while (rest.ptr) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		if (!rest.ptr && !line.len)
			break;
		for (size_t i = line.len; i-- > 0;)
			add_char(walk, out, line.ptr[i]);
		add_char(walk, out, '\n');
	}
}

/* ---- tr --------------------------------------------------------------------- */

/* A set of tr as the bytes that it lists, in order; false past 256. */
static bool tr_set(unsigned char *set, size_t *n, struct pc_str text)
{
	*n = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char from = (unsigned char)text.ptr[i], to = from;

		if (from == '[' && i + 1 < text.len && text.ptr[i + 1] == ':')
			return false;
		if (i + 2 < text.len && text.ptr[i + 1] == '-') {
			to = (unsigned char)text.ptr[i + 2];
			i += 2;
		}
		for (unsigned c = from; c <= to; c++) {
			if (*n == 256)
				return false;
			set[(*n)++] = (unsigned char)c;
		}
	}
	return *n > 0;
}

static void print_translated(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct fields *words = simple->words;
	bool deletes = words->count == 3 && pc_str_is(words->items[1].text, "-d");
	unsigned char from[256], to[256];
	size_t n_from, n_to = 0;

	if (!simple->input_known || words->count != 3 ||
		(!deletes && words->items[1].text.len &&
			*words->items[1].text.ptr == '-') ||
		!tr_set(from, &n_from,
			unescaped(walk, words->items[deletes ? 2 : 1].text)) ||
		(!deletes && !tr_set(to, &n_to, unescaped(walk, words->items[2].text)))) {
		out->unknown = true;
		return;
	}
	for (size_t i = 0; i < simple->input.len; i++) {
		const unsigned char *at =
			memchr(from, (unsigned char)simple->input.ptr[i], n_from);
		size_t where = at ? (size_t)(at - from) : 0;

		if (!at)
			add_char(walk, out, simple->input.ptr[i]);
		else if (!deletes)
			add_char(walk, out, (char)to[where < n_to ? where : n_to - 1]);
	}
}

/* ---- all -------------------------------------------------------------------- */

static void print_nothing(
	struct walk *walk, const struct simple *simple, struct flow *out)
{
	(void)walk;
	(void)simple;
	(void)out;
}

typedef void print_fn(struct walk *walk, const struct simple *simple, struct flow *out);

static const struct printer {
	const char *program;
	print_fn *print;
} printers[] = {
	{"echo", print_echo},
	{"printf", print_format},
	{"yes", print_yes},
	{"cat", print_files},
	{"base64", print_decoded},
	{"base32", print_decoded},
	{"openssl", print_openssl},
	{"xxd", print_hex},
	{"rev", print_reversed},
	{"tr", print_translated},
	{":", print_nothing},
	{"true", print_nothing},
	{"false", print_nothing},
	{"cd", print_nothing},
	{"test", print_nothing},
	{"[", print_nothing},
	{"sleep", print_nothing},
	{"export", print_nothing},
	{"set", print_nothing},
	{"read", print_nothing},
	{"shopt", print_nothing},
	{"exit", print_nothing},
	{"mkdir", print_nothing},
	{"touch", print_nothing},
	{"rm", print_nothing},
	{"chmod", print_nothing},
};

static const struct printer *printer_of(struct pc_str program)
{
	for (size_t i = 0; i < PC_COUNT(printers); i++) {
		if (pc_str_is(program, printers[i].program))
			return &printers[i];
	}
	return NULL;
}

/* What printed it, as far as it can be told here. */
static struct pc_str source_of(struct walk *walk, const struct simple *simple)
{
	struct flow text = {0};

	flow_add(walk, &text, walk->upstream);
	for (size_t i = 0; i < simple->words->count; i++) {
		flow_add(walk, &text, PC_STR(" "));
		flow_add(walk, &text, simple->words->items[i].text);
	}
	return flow_text(&text);
}

static void print_known(struct walk *walk, const struct simple *simple, struct flow *out)
{
	const struct printer *printer = printer_of(simple_program(simple));

	if (!printer || (printer->print != print_nothing && !all_known(simple)))
		out->unknown = true;
	else
		printer->print(walk, simple, out);
}

void flow_print(struct walk *walk, const struct simple *simple, bool is_first)
{
	struct flow *out = walk->output, own = {0};

	if (pc_str_is(simple_program(simple), "tee")) {
		print_tee(walk, simple, out);
		return;
	}
	if (!out || (out->unknown && !out->lines.len && !is_first))
		return;
	print_known(walk, simple, &own);
	if (own.unknown && is_first && plain_print(&own.lines, walk, simple)) {
		own.from = source_of(walk, simple);
		*out = own;
		return;
	}
	flow_join(walk, out, &own);
}
