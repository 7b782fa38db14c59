/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that is no tree anywhere: answers, written member by member. */
#include <inttypes.h>

#include "pc/doc/fields.h"
#include "pc/doc/write.h"

void pc_json_next(struct pc_buf *out)
{
	char last = out->len ? out->ptr[out->len - 1] : '\0';

	if (last != '{' && last != '[' && last != '\0')
		pc_buf_add_char(out, ',');
}

void pc_json_key(struct pc_buf *out, const char *name)
{
	pc_json_next(out);
	pc_buf_printf(out, "\"%s\":", name);
}

void pc_json_member(struct pc_buf *out, const char *name, struct pc_str text)
{
	pc_json_key(out, name);
	if (text.len)
		pc_json_quote(out, text);
	else
		pc_buf_puts(out, "null");
}

void pc_json_integer(struct pc_buf *out, const char *name, int64_t value)
{
	pc_json_key(out, name);
	pc_buf_printf(out, "%" PRId64, value);
}

void pc_json_bool(struct pc_buf *out, const char *name, bool value)
{
	pc_json_key(out, name);
	pc_buf_puts(out, value ? "true" : "false");
}

void pc_json_texts(struct pc_buf *out, const char *name, const struct pc_texts *texts)
{
	pc_json_key(out, name);
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < texts->count; i++) {
		pc_json_next(out);
		pc_json_quote(out, texts->items[i]);
	}
	pc_buf_add_char(out, ']');
}
