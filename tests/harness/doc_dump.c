/* SPDX-License-Identifier: Apache-2.0 */
/* Shows what the readers of documents make of a text.
 *
 *   doc_dump FILE.case   runs a case of tests/cases/doc: exit 0 when all is as expected
 *   doc_dump FILE        prints the tree, or what is wrong, with places
 *   doc_dump --batch     for the comparison with JavaScript
 *   doc_dump --to-yaml   for the comparison with other readers of YAML
 *
 * The last two read texts of JSON, each after a line with its size.  --batch writes a
 * line for each: "ok", tab, the tree on one line, tab, its canonical form; or "no", tab,
 * why.
 * --to-yaml writes a line with the size of the YAML, and the YAML.
 *
 * A case has pairs of a text and what is expected of it:
 *
 *   @file name.json [escaped]    or .yaml; then the text.  escaped: no final newline, and
 *   @expect                      \xHH stands for a byte.  Then the lines of the dump. */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"
#include "pc/doc/source.h"
#include "pc/doc/write.h"

enum { CASE_MOST = 1 << 20 };

static enum pc_status read_as(struct pc_node **out, struct pc_arena *arena,
	const char *name, struct pc_str text, struct pc_diags *diags, struct pc_err *err)
{
	if (pc_str_ends(pc_str(name), PC_STR(".yaml")))
		return pc_yaml_read(out, arena, name, text, diags, err);
	return pc_json_read(out, arena, name, text, diags, err);
}

static void dump_node(struct pc_buf *out, const struct pc_node *node, int level)
{
	pc_buf_printf(out, "%u:%u %s", node->at.line, node->at.col,
		node->kind == PC_INT ? "integer" : pc_kind_name(node->kind));
	if (node->kind != PC_LIST && node->kind != PC_MAP) {
		pc_buf_add_char(out, ' ');
		pc_node_write(out, node, PC_FORMAT_JSON_LINE);
	}
	pc_buf_add_char(out, '\n');
	for (size_t i = 0; node->kind == PC_LIST && i < node->n_items; i++) {
		pc_buf_printf(out, "%*s", 2 * level + 2, "");
		dump_node(out, node->items[i], level + 1);
	}
	for (size_t i = 0; node->kind == PC_MAP && i < node->n_pairs; i++) {
		const struct pc_pair *pair = &node->pairs[i];

		pc_buf_printf(out, "%*s%u:%u ", 2 * level + 2, "", pair->key_at.line,
			pair->key_at.col);
		pc_json_quote(out, pair->key);
		pc_buf_add_char(out, ' ');
		dump_node(out, pair->value, level + 1);
	}
}

static void dump_place(struct pc_buf *out, struct pc_span at)
{
	pc_buf_printf(out, "%s:", at.file);
	if (at.line > 0)
		pc_buf_printf(out, "%u:%u:", at.line, at.col);
	pc_buf_add_char(out, ' ');
}

static void dump_diags(struct pc_buf *out, const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		dump_place(out, diag->at);
		pc_buf_printf(out, "%s %s: %.*s\n", pc_severity_name(diag->severity),
			diag->code, PC_STR_ARG(diag->text));
		pc_buf_printf(out, "  hint: %.*s\n", PC_STR_ARG(diag->hint));
	}
}

static bool dump(struct pc_buf *out, const char *name, struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_node *node = NULL;
	struct pc_err err = {0};
	bool good = read_as(&node, &arena, name, text, &diags, &err) == PC_OK;

	dump_diags(out, &diags);
	if (good) {
		dump_node(out, node, 0);
		return true;
	}
	dump_place(out, err.at);
	pc_buf_printf(out, "%s: %s\n", err.status == PC_ERR_LIMIT ? "limit" : "error",
		err.text);
	pc_source_excerpt(out, text, err.at);
	return false;
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *hit = c ? strchr(digits, c) : NULL;

	return hit ? (int)(hit - digits) : -1;
}

/* Turns \xHH into bytes; other backslashes stay, the last newline goes. */
static void unescape(struct pc_buf *out, struct pc_str text)
{
	if (pc_str_ends(text, PC_STR("\n")))
		text.len--;
	for (size_t i = 0; i < text.len; i++) {
		int high = -1, low = -1;

		if (text.ptr[i] == '\\' && i + 3 < text.len && text.ptr[i + 1] == 'x') {
			high = hex(text.ptr[i + 2]);
			low = hex(text.ptr[i + 3]);
		}
		if (high >= 0 && low >= 0) {
			pc_buf_add_char(out, (char)(high << 4 | low));
			i += 3;
		} else {
			pc_buf_add_char(out, text.ptr[i]);
		}
	}
}

/* The next line with its end; moves *rest behind it. */
static struct pc_str take_line(struct pc_str *rest)
{
	size_t end = pc_str_find(*rest, '\n');
	struct pc_str line = pc_str_head(*rest, end + 1);

	*rest = pc_str_from(*rest, line.len);
	return line;
}

/* Everything up to the next line that begins with '@'. */
static struct pc_str take_body(struct pc_str *rest)
{
	struct pc_str all = *rest;
	size_t size = 0;

	while (rest->len > 0 && rest->ptr[0] != '@')
		size += take_line(rest).len;
	return pc_str_head(all, size);
}

/* Comments stand between pairs, so the next one's are behind what is expected. */
static struct pc_str without_comments(struct pc_buf *out, struct pc_str body)
{
	while (body.len > 0) {
		struct pc_str line = take_line(&body);

		if (line.ptr[0] != '#')
			pc_buf_add(out, line);
	}
	return pc_str_trim(pc_buf_str(out));
}

static bool check_pair(struct pc_str words, struct pc_str text, struct pc_str want)
{
	PC_AUTO(pc_buf_done) struct pc_buf got = {0};
	PC_AUTO(pc_buf_done) struct pc_buf bytes = {0};
	PC_AUTO(pc_buf_done) struct pc_buf lines = {0};
	struct pc_str name = pc_str_cut(&words, ' ');
	char file[128];

	snprintf(file, sizeof(file), "%.*s", PC_STR_ARG(name));
	if (pc_str_is(words, "escaped")) {
		unescape(&bytes, text);
		text = pc_buf_str(&bytes);
	}
	dump(&got, file, text);
	want = without_comments(&lines, want);
	if (pc_str_eq(want, pc_str_trim(pc_buf_str(&got))))
		return true;
	printf("@file %s: expected\n%.*s\ngot\n%.*s\n", file, PC_STR_ARG(want),
		PC_STR_ARG(pc_buf_str(&got)));
	return false;
}

static int run_case(struct pc_str rest)
{
	size_t n_pairs = 0, n_bad = 0;

	while (rest.len > 0) {
		struct pc_str line = pc_str_trim(take_line(&rest));
		struct pc_str text, expect, want;

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		text = take_body(&rest);
		expect = pc_str_trim(take_line(&rest));
		want = take_body(&rest);
		if (!pc_str_starts(line, PC_STR("@file ")) ||
			!pc_str_is(expect, "@expect")) {
			printf("not @file and @expect: %.*s\n", PC_STR_ARG(line));
			return 1;
		}
		n_pairs++;
		n_bad += !check_pair(pc_str_from(line, 6), text, want);
	}
	if (n_pairs == 0)
		puts("nothing is expected");
	return n_pairs == 0 || n_bad > 0;
}

static void answer(struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_json_read(&node, &arena, "-", text, NULL, &err) != PC_OK) {
		pc_buf_printf(&out, "no\t%u:%u: %s", err.at.line, err.at.col, err.text);
	} else {
		pc_buf_puts(&out, "ok\t");
		pc_node_write(&out, node, PC_FORMAT_JSON_LINE);
		pc_buf_add_char(&out, '\t');
		pc_node_write(&out, node, PC_FORMAT_CANONICAL);
	}
	puts(out.ptr);
}

static void answer_in_yaml(struct pc_str text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_node *node = NULL;
	struct pc_err err = {0};

	if (pc_json_read(&node, &arena, "-", text, NULL, &err) == PC_OK)
		pc_node_write(&out, node, PC_FORMAT_YAML);
	printf("%zu\n%s", out.len, out.len ? out.ptr : "");
}

static int run_batch(void (*answer_to)(struct pc_str text))
{
	static char line[32];
	static char text[PC_MAX_DOC_SIZE];

	while (fgets(line, sizeof(line), stdin)) {
		size_t size = (size_t)strtoul(line, NULL, 10);

		if (size > sizeof(text) || fread(text, 1, size, stdin) != size)
			return 1;
		answer_to((struct pc_str){text, size});
	}
	return 0;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str text;
	struct pc_err err;
	bool good;

	if (argc != 2) {
		fputs("usage: doc_dump FILE.case | FILE | --batch | --to-yaml\n", stderr);
		return 64;
	}
	if (strcmp(argv[1], "--batch") == 0)
		return run_batch(answer);
	if (strcmp(argv[1], "--to-yaml") == 0)
		return run_batch(answer_in_yaml);
	if (pc_fs_read(&text, &arena, AT_FDCWD, argv[1], CASE_MOST, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 70;
	}
	if (pc_str_ends(pc_str(argv[1]), PC_STR(".case")))
		return run_case(text);
	good = dump(&out, argv[1], text);
	fputs(out.ptr, stdout);
	return !good;
}
