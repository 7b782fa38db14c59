/* SPDX-License-Identifier: Apache-2.0 */
/* Three things that JavaScript does to texts, done the same way. */
#include "pc/base/buf.h"
#include "pc/base/utf.h"
#include "pc/doc/write.h"
#include "settings_priv.h"

static bool is_js_space(uint32_t cp)
{
	return (cp >= 0x09 && cp <= 0x0D) || cp == 0x20 || cp == 0xA0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

/* The bytes of the space that text ends in; 0: it ends in something else. */
static size_t last_space(struct pc_str text)
{
	enum { LONGEST = 3 }; /* of white space in UTF-8 */

	for (size_t size = 1; size <= LONGEST && size <= text.len; size++) {
		size_t at = text.len - size;

		if (is_js_space(pc_utf8_next(text, &at)) && at == text.len)
			return size;
	}
	return 0;
}

struct pc_str js_trim(struct pc_str text)
{
	size_t start = 0, size;

	for (size_t at = 0; at < text.len; start = at) {
		if (!is_js_space(pc_utf8_next(text, &at)))
			break;
	}
	text = pc_str_from(text, start);
	while ((size = last_space(text)) > 0)
		text.len -= size;
	return text;
}

static void add_string(struct pc_buf *out, const struct pc_node *node)
{
	double number;

	switch (node->kind) {
	case PC_TEXT:
		pc_buf_add(out, node->text);
		break;
	case PC_BOOL:
		pc_buf_puts(out, node->boolean ? "true" : "false");
		break;
	case PC_NULL:
		pc_buf_puts(out, "null");
		break;
	case PC_MAP:
		pc_buf_puts(out, "[object Object]");
		break;
	case PC_LIST:
		for (size_t i = 0; i < node->n_items; i++) {
			if (i)
				pc_buf_add_char(out, ',');
			if (node->items[i]->kind != PC_NULL)
				add_string(out, node->items[i]);
		}
		break;
	default:
		if (pc_node_number(node, &number))
			pc_json_number(out, number);
	}
}

struct pc_str js_string(struct pc_arena *arena, const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	add_string(&out, node);
	return pc_arena_str(arena, pc_buf_str(&out));
}

static uint32_t unit_at(struct pc_str bytes, size_t i)
{
	const unsigned char *at = (const unsigned char *)bytes.ptr + i;

	return at[0] | (uint32_t)at[1] << 8;
}

struct pc_str js_from_utf16(struct pc_arena *arena, struct pc_str bytes)
{
	char *out = pc_arena_bytes(arena, bytes.len / 2 * 3 + 1);
	size_t len = 0;

	for (size_t i = 2; i + 1 < bytes.len; i += 2) {
		uint32_t cp = unit_at(bytes, i);
		bool high = cp >= 0xD800 && cp <= 0xDBFF;
		uint32_t low = high && i + 3 < bytes.len ? unit_at(bytes, i + 2) : 0;

		if (low >= 0xDC00 && low <= 0xDFFF) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		len += pc_utf8_put(out + len, cp);
	}
	return (struct pc_str){out, len};
}
