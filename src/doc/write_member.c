/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that is no tree anywhere: answers, written member by member. */
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
