/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of events, each cut in two at every byte, and byte by byte. */
#include "sse.h"

#include "pc/base/limits.h"
#include "pc_test.h"

static bool on_event(void *context, const struct sse_event *event)
{
	struct pc_buf *seen = context;

	pc_buf_printf(
		seen, "%.*s=%.*s;", PC_STR_ARG(event->name), PC_STR_ARG(event->data));
	return !pc_str_is(event->data, "enough");
}

static const struct row {
	const char *name, *bytes, *events;
	bool is_over;
} rows[] = {
	{"nothing", "", "", false},
	{"one event", "data: a\n\n", "=a;", false},
	{"with a name", "event: x\ndata: a\n\n", "x=a;", false},
	{"the name behind the data", "data: a\nevent: x\n\n", "x=a;", false},
	{"lines that end by CRLF", "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n",
		"x=a;=b;", false},
	{"lines that end by CR", "event: x\rdata: a\r\rdata: b\r\r", "x=a;=b;", false},
	{"all ends in one", "data: a\r\n\ndata: b\r\r\ndata: c\n\r", "=a;=b;=c;", false},
	{"data of several lines", "data: a\ndata: b\n\n", "=a\nb;", false},
	{"lines of it that are empty", "data\ndata:\ndata: \n\n", "=\n\n;", false},
	{"data that is empty", "data\n\n", "=;", false},
	{"one space goes", "data:  a \n\n", "= a ;", false},
	{"no space", "data:a:b\n\n", "=a:b;", false},
	{"comments", ": OPENROUTER PROCESSING\n\n:\ndata: a\n: x\n\n", "=a;", false},
	{"a name alone", "event: x\n\ndata: a\n\n", "=a;", false},
	{"what others are for", "id: 1\nretry: 5\nother: x\ndata: a\n\n", "=a;", false},
	{"a mark in front",
		"\xef\xbb\xbf"
		"data: a\n\n",
		"=a;", false},
	{"no mark later",
		"data: a\n\n\xef\xbb\xbf"
		"data: b\n\n",
		"=a;", false},
	{"not ended", "data: a\n\ndata: b\n", "=a;", false},
	{"nor its line", "data: a\n\ndata: b", "=a;", false},
	{"enough of it", "data: enough\n\ndata: b\n\n", "=enough;", true},
	{"the name changes", "event: x\nevent: y\ndata: a\n\n", "y=a;", false},
};

static void feed_cut(const struct row *r, size_t cut, size_t step)
{
	PC_AUTO(pc_buf_done) struct pc_buf seen = {0};
	struct sse sse = {.event = on_event, .context = &seen};
	struct pc_str rest = pc_str(r->bytes);
	bool goes_on = sse_feed(&sse, pc_str_head(rest, cut));

	rest = pc_str_from(rest, cut);
	while (rest.len) {
		goes_on = sse_feed(&sse, pc_str_head(rest, step));
		rest = pc_str_from(rest, step);
	}
	assert_str(pc_buf_str(&seen), r->events);
	assert_int_equal(!goes_on, r->is_over);
	sse_done(&sse);
}

static void check(const struct row *r)
{
	for (size_t cut = 0; cut <= strlen(r->bytes); cut++)
		feed_cut(r, cut, SIZE_MAX);
	feed_cut(r, 0, 1);
}

/* Data of so many bytes in so many lines. */
static const struct size_row {
	const char *name;
	size_t line, n_lines;
	bool is_over;
} sizes[] = {
	{"the longest line", PC_MAX_SSE_EVENT, 1, false},
	{"one byte more", PC_MAX_SSE_EVENT + 1, 1, true},
	{"the largest event", PC_MAX_SSE_EVENT / 4, 4, false},
	{"one line more", PC_MAX_SSE_EVENT / 4, 5, true},
};

static void check_size(const struct size_row *r)
{
	PC_AUTO(pc_buf_done) struct pc_buf seen = {0}, line = {0};
	struct sse sse = {.event = on_event, .context = &seen};
	bool goes_on = true;

	pc_buf_puts(&line, "data:");
	while (line.len < r->line)
		pc_buf_add_char(&line, 'x');
	pc_buf_add_char(&line, '\n');
	for (size_t i = 0; i < r->n_lines; i++)
		goes_on = sse_feed(&sse, pc_buf_str(&line));
	assert_int_equal(!goes_on, r->is_over);
	assert_int_equal(sse_feed(&sse, PC_STR("\n")), goes_on);
	assert_int_equal(seen.len > 0, goes_on);
	sse_done(&sse);
}

PC_TABLE(rows, check)
PC_TABLE(sizes, check_size)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(sizes);
}
