/* SPDX-License-Identifier: Apache-2.0 */
/* HTML and Markdown to headings and tables.  The same dump for both:
 *
 *   1 h2 Text            line, level, text
 *   3 table
 *   3 a | `b` | c/d      line, cells; code in backticks, "/" where a line is broken
 *   4 ~ a | b            a grey row;  "=": one cell over all;  "!": struck through */
#include "page.h"
#include "pc/base/buf.h"
#include "pc_test.h"

struct page_row_test {
	const char *name;
	const char *body;
	const char *reads;
};

static void dump_cell(struct pc_buf *buf, const struct page_cell *cell)
{
	if (cell->is_struck)
		pc_buf_puts(buf, "!");
	for (size_t i = 0; i < cell->text.len; i++) {
		char c = cell->text.ptr[i];

		pc_buf_add_char(buf, c == CODE_ON || c == CODE_OFF ? '`'
				     : c == '\n'                   ? '/'
								   : c);
	}
}

static void dump_row(struct pc_buf *buf, const struct page_row *row)
{
	pc_buf_printf(buf, "%u%s%s ", row->line, row->is_grey ? " ~" : "",
		row->is_whole ? " =" : "");
	for (size_t i = 0; i < row->count; i++) {
		if (i)
			pc_buf_puts(buf, " | ");
		dump_cell(buf, &row->cells[i]);
	}
	pc_buf_puts(buf, "\n");
}

static void dump(struct pc_buf *buf, const struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct page_block *block = &page->blocks[i];

		if (block->level)
			pc_buf_printf(buf, "%u h%d %.*s\n", block->line, block->level,
				PC_STR_ARG(block->text));
		else
			pc_buf_printf(buf, "%u table\n", block->line);
		for (size_t k = 0; k < block->n_rows; k++)
			dump_row(buf, &block->rows[k]);
	}
}

static void check(const struct page_row_test *row, bool is_markdown)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct page page = {0};
	struct pc_str why = {0};
	enum pc_unread unread =
		is_markdown ? page_read_markdown(&page, &why, &arena, pc_str(row->body))
			    : page_read_html(&page, &why, &arena, pc_str(row->body));

	if (unread == PC_READ)
		dump(&buf, &page);
	else
		pc_buf_printf(&buf, "%s\n", pc_unread_name(unread));
	assert_string_equal(buf.ptr ? buf.ptr : "", row->reads);
}

static const struct page_row_test html[] = {
	{"headings", "<h1>A</h1>\n<h3>B <code>c</code></h3>", "1 h1 A\n2 h3 B c\n"},
	{"a sign to link to a heading", "<h2>A<a aria-hidden=true>#</a></h2>",
		"1 h2 A\n"},
	{"a table", "<table><tr><th>A<th>B</tr>\n<tr><td>1</td><td>2</td></tr></table>",
		"1 table\n1 A | B\n2 1 | 2\n"},
	{"parts of a table",
		"<table><thead><tr><th>A</thead><tbody><tr><td>1</tbody></table>",
		"1 table\n1 A\n1 1\n"},
	{"nothing closed", "<table><tr><td>1<td>2<tr><td>3<td>4",
		"1 table\n1 1 | 2\n1 3 | 4\n"},
	{"code", "<table><tr><td>a <code>b</code></table>", "1 table\n1 a `b`\n"},
	{"lines", "<table><tr><td>a<br>b<p>c</p>d</table>", "1 table\n1 a/b/c/d\n"},
	{"white space is one", "<table><tr><td>\n a \t b&nbsp; c\n</table>",
		"1 table\n1 a b c\n"},
	{"a cell over two columns",
		"<table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3</table>",
		"1 table\n1 a | a | b\n1 1 | 2 | 3\n"},
	{"a cell over all", "<table><tr><td>A<td>B<tr><td colspan=2>a</table>",
		"1 table\n1 A | B\n1 = a | a\n"},
	{"a cell over more than all", "<table><tr><td>A<td>B<tr><td colspan=3>a</table>",
		"1 table\n1 A | B\n1 = a | a | a\n"},
	{"a cell over two rows",
		"<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>",
		"1 table\n1 a | b\n1 a | c\n1 d | e\n"},
	{"a last cell over two rows", "<table><tr><td>a<td rowspan=2>b<tr><td>c</table>",
		"1 table\n1 a | b\n1 c | b\n"},
	{"spans that are no numbers", "<table><tr><td colspan=x rowspan=-1>a</table>",
		"1 table\n1 a\n"},
	{"a grey class",
		"<table><tr class='bg-gray-200'><td>a<tr><td "
		"class=grey>b<tr><td>c</table>",
		"1 table\n1 ~ a\n1 ~ b\n1 c\n"},
	{"a grey ground",
		"<table><tr style='background:#e8eaed'><td>a<tr "
		"style='background-color: #DDD'><td>b</table>",
		"1 table\n1 ~ a\n1 ~ b\n"},
	{"a ground of a colour, or white",
		"<table><tr style='background:#e8f0fe'><td>a<tr "
		"style='background:#fff'><td>b</table>",
		"1 table\n1 a\n1 b\n"},
	{"a grey text", "<table><tr style='color:#888'><td>a</table>", "1 table\n1 a\n"},
	{"struck through", "<table><tr><td><s>a</s><td><del>b</del> c<td>d</table>",
		"1 table\n1 !a | c | d\n"},
	{"what nobody sees",
		"<table><tr><td>a<script>b</script><style>c</style><template>d</template>"
		"<i hidden>e</i><svg><text>f</text></svg><button>g</button></table>",
		"1 table\n1 a\n"},
	{"a name that is a button, and buttons beside a name",
		"<table><tr><th><button>h <svg><text>x</text></svg></button>"
		"<tr><td><button type=button><code>a-1</code></button>"
		"<tr><td><div><button>Copy</button>b</div>"
		"<tr><td>c<button><span>Copy</span></button>"
		"<tr><td><button aria-hidden=true>d</button></table>",
		"1 table\n1 h\n1 a-1\n1 b\n1 c\n1 \n"},
	{"marks of footnotes, and what only some are told",
		"<table><tr><td>Retired<sup>1</sup><td>June 5, 2026<sup>[2]</sup>"
		"<tr><td>a<span class='x sr-only'>Copy to clipboard</span>"
		"<td><span>b</span><span role=tooltip>Click to copy</span></table>",
		"1 table\n1 Retired | June 5, 2026\n1 a | b\n"},
	{"what a script would put in place",
		"<div hidden id='S:0'><h2>a</h2></div><div hidden id=x><h2>b</h2></div>"
		"<p hidden=until-found><h2>c</h2>",
		"1 h2 a\n1 h2 c\n"},
	{"a comment", "<table><tr><td>a<!-- <td>b --></table>", "1 table\n1 a\n"},
	{"a table in a table", "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>",
		"1 table\n1 a | d\n"},
	{"two tables", "<table><tr><td>a</table><h2>x</h2><table><tr><td>b</table>",
		"1 table\n1 a\n1 h2 x\n1 table\n1 b\n"},
	{"a heading in a cell", "<table><tr><td><h2>a</h2></table>", "1 table\n1 a\n"},
	{"a cell without a table", "<h1>a</h1><td>b</td>", "shape\n"},
	{"a row without a table", "<h1>a</h1><tr><td>b</tr>", "shape\n"},
	{"cells without a row", "<table><tr><td>a</td></tr><td>b</td><td>c</td></table>",
		"1 table\n1 a\n1 b | c\n"},
	{"a table that does not end before the next",
		"<table><tr><td>a</td></tr><table><tr><td>b</td></tr></table></table>",
		"1 table\n1 a\n1 table\n1 b\n"},
	{"a grey row behind one that does not end",
		"<table><tr><td>a<tr class=grey><td>b</table>", "1 table\n1 a\n1 ~ b\n"},
	{"a row without cells", "<table><tr></tr><tr><td>a</table>", "1 table\n1 a\n"},
	{"entities", "<table><tr><td>&lt;a&gt; &amp;#45; &#8209;&zwj;b</table>",
		"1 table\n1 <a> &#45; -b\n"},
	{"dashes",
		"<table><tr><td>a\xe2\x80\x91"
		"b \xe2\x80\x93 c</table>",
		"1 table\n1 a-b - c\n"},
	{"control characters are none", "<table><tr><td>a\1b\2c\x7f</table>",
		"1 table\n1 abc\n"},
	{"lines are counted", "\n\n<p>\n<h2>\nA</h2>\n\n<table>\n<tr>\n<td>a</table>",
		"4 h2 A\n7 table\n8 a\n"},
	{"no table in a script", "<script>'<table><tr><td>a</table>'</script>", ""},
	{"bytes that are no text", "<h1>\xff</h1>", "shape\n"},
	{"nothing", "", "short\n"},
};

static void check_html(const struct page_row_test *row)
{
	check(row, false);
}
PC_TABLE(html, check_html)

static const struct page_row_test markdown[] = {
	{"headings", "# A\n\n### B `c` ##\n", "1 h1 A\n3 h3 B c\n"},
	{"no headings", "#A\n####### B\n", ""},
	{"marks of footnotes", "| A | B |\n|---|---|\n| 1<sup>†</sup> | 2<sup>x |\n",
		"1 table\n1 A | B\n3 1 | 2x\n"},
	{"a table", "| A | B |\n|---|---|\n| 1 | 2 |\n", "1 table\n1 A | B\n3 1 | 2\n"},
	{"no pipes at the ends", "A | B\n--- | ---\n1 | 2\n",
		"1 table\n1 A | B\n3 1 | 2\n"},
	{"sides", "|A|B|C|\n|:--|:-:|--:|\n|1|2|3|\n",
		"1 table\n1 A | B | C\n3 1 | 2 | 3\n"},
	{"empty cells", "|A|B|C|\n|-|-|-|\n||2||\n", "1 table\n1 A | B | C\n3  | 2 | \n"},
	{"a blank line ends it", "|A|\n|-|\n|1|\n\n2|3\n", "1 table\n1 A\n3 1\n"},
	{"a heading ends it", "|A|\n|-|\n|1|\n# x | y\n",
		"1 table\n1 A\n3 1\n4 h1 x | y\n"},
	{"text ends it", "|A|\n|-|\n|1|\nwords\n", "1 table\n1 A\n3 1\n"},
	{"no line below it", "|A|B|\n|1|2|\n", "shape\n"},
	{"a line below it of other width", "|A|B|\n|---|\n|1|2|\n", "shape\n"},
	{"a line below it of other signs", "|A|\n|-=-|\n|1|\n", "shape\n"},
	{"a blank line within it", "|A|\n|-|\n|1|\n\n|2|\n", "shape\n"},
	{"words with a pipe", "either | or\nor | and\n", ""},
	{"an escaped pipe", "|A|\n|-|\n|a \\| b `c\\|d`|\n",
		"1 table\n1 A\n3 a | b `c|d`\n"},
	{"a pipe in code ends a cell", "|A|B|\n|-|-|\n|`a|b`|\n",
		"1 table\n1 A | B\n3 `a | b`\n"},
	{"code with backticks", "|A|\n|-|\n|``a`b``|\n", "1 table\n1 A\n3 `a`b`\n"},
	{"a backtick alone", "|A|\n|-|\n|a`b|\n", "1 table\n1 A\n3 a`b\n"},
	{"emphasis", "|A|\n|-|\n|**a** *b* _c_ __d__ e_f|\n",
		"1 table\n1 A\n3 a b c d e_f\n"},
	{"escapes", "|A|\n|-|\n|\\*a\\_ \\q|\n", "1 table\n1 A\n3 *a_ \\q\n"},
	{"links", "|A|\n|-|\n|[a](x_(y)) [b][c] ![d](e) [f] [^1]|\n",
		"1 table\n1 A\n3 a b [f]\n"},
	{"code in a link", "|A|\n|-|\n|[`a`](b)|\n", "1 table\n1 A\n3 `a`\n"},
	{"struck through", "|A|B|\n|-|-|\n|~~a~~|~~b~~ c|\n",
		"1 table\n1 A | B\n3 !a | c\n"},
	{"tags", "|A|\n|-|\n|a<br>b<br/>c <b class=\"x\">d</b> <code>e</code> 1 < 2|\n",
		"1 table\n1 A\n3 a/b/c d `e` 1 < 2\n"},
	{"entities", "|A|\n|-|\n|a&nbsp;b &lt;c&gt; &amp; &x;|\n",
		"1 table\n1 A\n3 a b <c> & &x;\n"},
	{"a heading of the file", "---\ntitle: x | y\n---\n# A\n", "4 h1 A\n"},
	{"a rule is none", "---\n# A\n", "2 h1 A\n"},
	{"code", "```\n# A\n|A|\n|-|\n```\n# B\n", "6 h1 B\n"},
	{"code with tildes in it", "~~~x\n```\n# A\n~~~\n# B\n", "5 h1 B\n"},
	{"code that does not end", "# A\n```\n# B\n", "short\n"},
	{"a comment", "<!-- # A\n# B\n-->\n# C\n", "4 h1 C\n"},
	{"a comment that does not end", "# A\n<!-- b\n", "short\n"},
	{"a table that is indented", "  |A|\n  |-|\n  |1|\n", "1 table\n1 A\n3 1\n"},
	{"lines of elsewhere", "|A|\r\n|-|\r\n|1|\r\n# B\r\n",
		"1 table\n1 A\n3 1\n4 h1 B\n"},
	{"the end in a row", "|A|\n|-|\n|1|", "short\n"},
	{"the end in a text", "|A|\n|-|\n|1|\n\nwords", "1 table\n1 A\n3 1\n"},
	{"a row of more cells", "|A|\n|-|\n|1|2|\n", "1 table\n1 A\n3 1 | 2\n"},
	{"bytes that are no text", "# \xc3\n", "shape\n"},
	{"nothing", "", "short\n"},
};

static void check_markdown(const struct page_row_test *row)
{
	check(row, true);
}
PC_TABLE(markdown, check_markdown)

int main(void)
{
	return PC_RUN(html) | PC_RUN(markdown);
}
