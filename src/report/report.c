/* SPDX-License-Identifier: Apache-2.0 */
/* The table of formats, and what several of them need. */
#include "report_priv.h"

#include "pc/base/utf.h"

static const struct {
	const char *name;
	pc_report_fn *write;
} formats[] = {
	{"text", pc_report_text},
	{"json", pc_report_json},
	{"sarif", pc_report_sarif},
	{"junit", pc_report_junit},
	{"tap", pc_report_tap},
	{"github", pc_report_github},
	{"gitlab", pc_report_gitlab},
	{"azure", pc_report_azure},
};

pc_report_fn *pc_report_format(struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(formats); i++) {
		if (pc_str_is(name, formats[i].name))
			return formats[i].write;
	}
	return NULL;
}

void put_place(struct pc_buf *out, struct pc_span at)
{
	pc_buf_puts(out, at.file ? at.file : "-");
	if (at.file && at.line)
		pc_buf_printf(out, ":%u:%u", at.line, at.col);
}

void put_message(struct pc_buf *out, const struct pc_diag *diag)
{
	pc_buf_add(out, diag->text);
	if (diag->hint.len)
		pc_buf_printf(out, "\nfix: %.*s", PC_STR_ARG(diag->hint));
}

static const char *escape_of(const struct escape *table, char c)
{
	for (; table->as; table++) {
		if (table->c == c)
			return table->as;
	}
	return NULL;
}

/* What XML cannot hold, not even escaped, and no reader of a log wants. */
static bool is_unwritable(uint32_t cp)
{
	return cp < ' ' || cp == 0x7F || cp == 0xFFFE || cp == 0xFFFF;
}

void put_escaped(struct pc_buf *out, struct pc_str text, const struct escape *table)
{
	for (size_t i = 0; i < text.len;) {
		const char *as = escape_of(table, text.ptr[i]);
		uint32_t cp = pc_utf8_next(text, &i);

		if (as)
			pc_buf_puts(out, as);
		else
			out->len += pc_utf8_put(
				pc_buf_room(out, 4), is_unwritable(cp) ? 0xFFFD : cp);
	}
}
