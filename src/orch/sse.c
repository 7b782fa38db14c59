/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to lines, lines to fields, fields to events.  A line that comes in one piece is
 * looked at where it lies. */
#include "sse.h"

#include "pc/base/limits.h"

static bool dispatch(struct sse *sse)
{
	const struct sse_event event = {
		{sse->name, sse->name_len}, pc_buf_str(&sse->data)};
	bool has_data = sse->lines > 0;
	bool goes_on = !has_data || sse->event(sse->context, &event);

	sse->data.len = sse->name_len = sse->lines = 0;
	return goes_on;
}

static bool add_data(struct sse *sse, struct pc_str value)
{
	if (value.len + 1 > PC_MAX_SSE_EVENT - sse->data.len)
		return false;
	if (sse->lines++)
		pc_buf_add_char(&sse->data, '\n');
	pc_buf_add(&sse->data, value);
	return true;
}

/* A name that is longer than any that we know is none that we know. */
static bool set_name(struct sse *sse, struct pc_str value)
{
	struct pc_str kept = pc_str_head(value, sizeof(sse->name));

	if (kept.len)
		memcpy(sse->name, kept.ptr, kept.len);
	sse->name_len = kept.len;
	return true;
}

/* Others ("id", "retry") are for who would connect again. */
static const struct field {
	const char *name;
	bool (*take)(struct sse *, struct pc_str value);
} fields[] = {{"data", add_data}, {"event", set_name}};

static bool take_line(struct sse *sse, struct pc_str line)
{
	struct pc_str value = line, name;

	if (!sse->is_begun && pc_str_starts(line, PC_STR("\xef\xbb\xbf")))
		value = pc_str_from(line, 3);
	sse->is_begun = true;
	if (!value.len)
		return dispatch(sse);
	name = pc_str_cut(&value, ':');
	if (value.len && value.ptr[0] == ' ')
		value = pc_str_from(value, 1);
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (pc_str_is(name, fields[i].name))
			return fields[i].take(sse, value);
	}
	return true;
}

static bool keep(struct sse *sse, struct pc_str part)
{
	if (part.len > PC_MAX_SSE_EVENT - sse->line.len)
		return false;
	pc_buf_add(&sse->line, part);
	return true;
}

static bool end_line(struct sse *sse, struct pc_str part)
{
	bool goes_on;

	if (!sse->line.len)
		return part.len <= PC_MAX_SSE_EVENT && take_line(sse, part);
	if (!keep(sse, part))
		return false;
	goes_on = take_line(sse, pc_buf_str(&sse->line));
	sse->line.len = 0;
	return goes_on;
}

static size_t find_end(struct pc_str bytes)
{
	size_t lf = pc_str_find(bytes, '\n');

	return pc_str_find(pc_str_head(bytes, lf), '\r');
}

static bool feed(struct sse *sse, struct pc_str rest)
{
	while (rest.len) {
		size_t end;

		if (sse->is_after_cr && rest.ptr[0] == '\n') {
			sse->is_after_cr = false;
			rest = pc_str_from(rest, 1);
			continue;
		}
		sse->is_after_cr = false;
		end = find_end(rest);
		if (end == rest.len)
			return keep(sse, rest);
		sse->is_after_cr = rest.ptr[end] == '\r';
		if (!end_line(sse, pc_str_head(rest, end)))
			return false;
		rest = pc_str_from(rest, end + 1);
	}
	return true;
}

bool sse_feed(struct sse *sse, struct pc_str bytes)
{
	if (!sse->is_over && !feed(sse, bytes))
		sse->is_over = true;
	return !sse->is_over;
}

static void wipe(struct pc_buf *buf)
{
	if (buf->ptr)
		explicit_bzero(buf->ptr, buf->cap);
	pc_buf_done(buf);
	*buf = (struct pc_buf){0};
}

void sse_done(struct sse *sse)
{
	wipe(&sse->line);
	wipe(&sse->data);
}
