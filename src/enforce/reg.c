/* SPDX-License-Identifier: Apache-2.0 */
/* A registry value: the whole document as one line of JSON in a text that regedit
 * imports.  What is not ASCII is escaped in the JSON, so that no code page on the way
 * from the registry to the client can change it. */
#include "pc/base/utf.h"
#include "pc/doc/write.h"

#include "enforce_priv.h"

static void add_unit(struct pc_buf *out, uint32_t unit)
{
	pc_buf_printf(out, "\\u%04x", (unsigned)unit);
}

/* One line of JSON with every character that is not printable ASCII, which only stands
 * inside texts, as an escape. */
static void add_ascii(struct pc_buf *out, struct pc_str json)
{
	for (size_t at = 0; at < json.len;) {
		uint32_t cp = pc_utf8_next(json, &at);

		if (cp < 0x7F) {
			pc_buf_add_char(out, (char)cp);
		} else if (cp < 0x10000) {
			add_unit(out, cp);
		} else {
			add_unit(out, 0xD800 + ((cp - 0x10000) >> 10));
			add_unit(out, 0xDC00 + ((cp - 0x10000) & 0x3FF));
		}
	}
}

static void add_quoted(struct pc_buf *out, struct pc_str text)
{
	pc_buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			pc_buf_add_char(out, '\\');
		pc_buf_add_char(out, text.ptr[i]);
	}
	pc_buf_add_char(out, '"');
}

/* ASCII as UTF-16, with the byte order mark that regedit wants. */
static void add_utf16(struct pc_buf *out, struct pc_str ascii)
{
	pc_buf_add(out, PC_STR("\xFF\xFE"));
	for (size_t i = 0; i < ascii.len; i++) {
		pc_buf_add_char(out, ascii.ptr[i]);
		pc_buf_add_char(out, '\0');
	}
}

enum pc_status reg_make(struct maker *m, const struct pc_node *settings)
{
	const struct pc_target *target = m->out->target;
	PC_AUTO(pc_buf_done) struct pc_buf json = {0}, ascii = {0}, text = {0};
	PC_AUTO(pc_buf_done) struct pc_buf bytes = {0};

	pc_node_write(&json, settings, PC_FORMAT_JSON_LINE);
	add_ascii(&ascii, pc_buf_str(&json));
	pc_buf_printf(&text,
		"Windows Registry Editor Version 5.00\r\n\r\n[%s]\r\n\"Settings\"=",
		target->place);
	add_quoted(&text, pc_buf_str(&ascii));
	pc_buf_puts(&text, "\r\n\r\n");
	add_utf16(&bytes, pc_buf_str(&text));
	return maker_carry(m, pc_str(target->file), pc_buf_str(&bytes));
}
