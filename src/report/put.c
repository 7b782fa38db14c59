/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text in answers. */
#include "pc/report/put.h"

#include "pc/base/utf.h"
#include "report_priv.h"

static bool is_hostile(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xFEFF ||
	       (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x2069);
}

void pc_put_clean(struct pc_buf *out, struct pc_str text)
{
	for (size_t i = 0; i < text.len;) {
		uint32_t cp = pc_utf8_next(text, &i);

		out->len +=
			pc_utf8_put(pc_buf_room(out, 4), is_hostile(cp) ? 0xFFFD : cp);
	}
}

void pc_put_xml(struct pc_buf *out, struct pc_str text)
{
	static const struct escape table[] = {{'&', "&amp;"}, {'<', "&lt;"},
		{'>', "&gt;"}, {'"', "&quot;"}, {'\t', "&#9;"}, {'\n', "&#10;"},
		{'\r', "&#13;"}, {0, NULL}};

	put_escaped(out, text, table);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

void pc_put_uri(struct pc_buf *out, struct pc_str file)
{
	pc_buf_puts(out, pc_str_starts(file, PC_STR("/")) ? "\"file://" : "\"");
	for (size_t i = 0; i < file.len; i++) {
		if (is_plain(file.ptr[i]))
			pc_buf_add_char(out, file.ptr[i]);
		else
			pc_buf_printf(out, "%%%02X", (unsigned char)file.ptr[i]);
	}
	pc_buf_add_char(out, '"');
}

void pc_put_count(struct pc_buf *out, uint64_t n, const char *what)
{
	char digits[24];
	size_t len = 0;

	for (uint64_t left = n; left || len == 0; left /= 10) {
		if (len % 4 == 3)
			digits[len++] = ',';
		digits[len++] = (char)('0' + left % 10);
	}
	while (len)
		pc_buf_add_char(out, digits[--len]);
	pc_buf_printf(out, " %s%s", what, n == 1 ? "" : "s");
}
