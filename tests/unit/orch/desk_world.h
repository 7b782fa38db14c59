/* SPDX-License-Identifier: Apache-2.0 */
/* A desk before an engine in a world of its own, an operator (root), a user (ann) and
 * another one (bob); questions as lines, answers as trees. */
#ifndef DESK_WORLD_H
#define DESK_WORLD_H

#include "engine_world.h"

#include "pc/doc/read.h"
#include "pc/orch/desk.h"

struct counter {
	struct world w;
	struct pc_desk desk;
	struct pc_buf out;
	struct pc_desk_said said;
	struct pc_node *answer;
};

static const struct pc_desk_who root = {0, {"root", 4}, true};
static const struct pc_desk_who ann = {1000, {"ann", 3}, false};
static const struct pc_desk_who bob = {1001, {"bob", 3}, false};

/* config NULL: that of engine_world.h. */
static inline void counter_open(struct counter *c, const char *config)
{
	memset(c, 0, sizeof(*c));
	world_open(&c->w, config, NULL);
	c->desk = (struct pc_desk){c->w.place.queue, c->w.engine, fake_now, &c->w, 0};
}

static inline void counter_close(struct counter *c)
{
	pc_buf_done(&c->out);
	world_close(&c->w);
}

/* The answer is one line of JSON, and says what it is. */
static inline const struct pc_node *ask_line(
	struct counter *c, const struct pc_desk_who *who, struct pc_str line)
{
	struct pc_err err = {0};
	struct pc_str text;

	c->out.len = 0;
	if (pc_desk_answer(&c->out, &c->said, &c->desk, who, line, &err) != PC_OK)
		fail_msg("%s", err.text);
	text = pc_arena_str(&c->w.arena, pc_buf_str(&c->out));
	assert_int_equal(pc_str_find(text, '\n'), text.len - 1);
	if (pc_json_read(&c->answer, &c->w.arena, "answer", text, NULL, &err) != PC_OK)
		fail_msg("%s: %s", err.text, text.ptr);
	assert_int_equal(c->answer->kind, PC_MAP);
	assert_int_equal(c->said.is_error, pc_node_get_c(c->answer, "error") != NULL);
	assert_false(c->said.is_error && c->said.is_change);
	return c->answer;
}

static inline const struct pc_node *ask(
	struct counter *c, const struct pc_desk_who *who, const char *line)
{
	return ask_line(c, who, pc_str(line));
}

/* It is answered. */
static inline const struct pc_node *told(
	struct counter *c, const struct pc_desk_who *who, const char *line)
{
	const struct pc_node *answer = ask(c, who, line);

	if (c->said.is_error)
		fail_msg("%s -> %s", line, c->out.ptr);
	return answer;
}

/* It is refused, and the answer has those words. */
static inline void refused(struct counter *c, const struct pc_desk_who *who,
	const char *line, const char *words)
{
	ask(c, who, line);
	if (!c->said.is_error || !strstr(c->out.ptr, words))
		fail_msg("%s -> %s", line, c->out.ptr);
	assert_false(c->said.is_change);
}

static inline int64_t number_of(const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (!node || node->kind != PC_INT)
		fail_msg("no number '%s'", name);
	return node->integer;
}

static inline bool flag_of(const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (!node || node->kind != PC_BOOL)
		fail_msg("'%s' is neither true nor false", name);
	return node->boolean;
}

static inline struct pc_str text_of(const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (!node || (node->kind != PC_TEXT && node->kind != PC_NULL))
		fail_msg("no text '%s'", name);
	return pc_node_text(node);
}

static inline const struct pc_node *list_of(const struct pc_node *map, const char *name)
{
	const struct pc_node *node = pc_node_get_c(map, name);

	if (!node || node->kind != PC_LIST)
		fail_msg("no list '%s'", name);
	return node;
}

/* A job that goes its usual way; its number. */
static inline int64_t submitted(struct counter *c, const struct pc_desk_who *who)
{
	return number_of(told(c, who,
				 "{\"do\":\"submit\",\"job\":{\"prompt\":\"do it\","
				 "\"type\":\"chat\",\"data_class\":\"public\"}}"),
		"job");
}

static inline const struct pc_node *told_of(struct counter *c,
	const struct pc_desk_who *who, const char *what, int64_t job, const char *more)
{
	return told(c, who,
		pc_arena_printf(&c->w.arena, "{\"do\":\"%s\",\"job\":%lld%s}", what,
			(long long)job, more)
			.ptr);
}

static inline void refused_of(struct counter *c, const struct pc_desk_who *who,
	const char *what, int64_t job, const char *more, const char *words)
{
	refused(c, who,
		pc_arena_printf(&c->w.arena, "{\"do\":\"%s\",\"job\":%lld%s}", what,
			(long long)job, more)
			.ptr,
		words);
}

#endif
