/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of policyctl sync --explain, for people and for programs. */

#include "clean.h"
#include "output.h"
#include "pc/doc/write.h"
#include "sync.h"

enum { LABEL = 12, PER_SECOND = 1000 };

/* ---- for people -------------------------------------------------------- */

static void put(struct pc_buf *out, const char *label, struct pc_str text)
{
	pc_buf_printf(out, "%-*s", LABEL, label);
	clean_fold(out, text, LABEL, LABEL);
}

static struct pc_str joined(struct pc_arena *arena, const struct pc_texts *texts)
{
	struct pc_str out = {0};

	for (size_t i = 0; i < texts->count; i++)
		out = pc_arena_printf(arena, "%.*s%s%.*s", PC_STR_ARG(out), i ? ", " : "",
			PC_STR_ARG(texts->items[i]));
	return out.len ? out : PC_STR("none");
}

static void put_machine(
	struct pc_buf *out, struct pc_arena *arena, const struct explanation *e)
{
	const struct pc_facts *facts = &e->facts;

	put(out, "machine",
		pc_arena_printf(arena, "%.*s, %.*s; labels: %.*s; users: %.*s",
			PC_STR_ARG(facts->name.len ? facts->name : PC_STR("no name")),
			PC_STR_ARG(facts->os), PC_STR_ARG(joined(arena, &facts->labels)),
			PC_STR_ARG(joined(arena, &facts->users))));
	put(out, "repository",
		pc_arena_printf(arena, "%.*s%s%s", PC_STR_ARG(e->source),
			e->is_staged ? ", as policyd has fetched it" : "",
			e->is_trusted_blindly ? "; nobody looked at signatures" : ""));
	put(out, "head", pc_str(e->head));
	if (e->in_force.len)
		put(out, "in force", e->in_force);
}

static void put_why(struct pc_buf *out, struct pc_arena *arena, const struct pc_why *why)
{
	struct pc_str line = pc_arena_printf(arena, "%.*s%s%s", PC_STR_ARG(why->name),
		why->name.len ? ": " : "", why->verdict);

	if (why->text.len)
		line = pc_arena_printf(
			arena, "%.*s, %.*s", PC_STR_ARG(line), PC_STR_ARG(why->text));
	if (why->owner.len)
		line = pc_arena_printf(arena, "%.*s (%.*s, until %.*s)", PC_STR_ARG(line),
			PC_STR_ARG(why->owner),
			PC_STR_ARG(clean_time(arena, why->until * PER_SECOND)));
	if (why->at.file)
		line = pc_arena_printf(arena, "%.*s [%.*s]", PC_STR_ARG(line),
			PC_STR_ARG(output_place(arena, why->at)));
	put(out, why->topic, line);
}

static void put_whys(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_whys *whys)
{
	for (size_t i = 0; i < whys->count; i++)
		put_why(out, arena, &whys->items[i]);
}

void explanation_text(
	struct pc_buf *out, struct pc_arena *arena, const struct explanation *e)
{
	put_machine(out, arena, e);
	put_whys(out, arena, &e->choice.whys);
	put_whys(out, arena, &e->picks.whys);
	put(out, "takes",
		e->choice.commit.len ? e->choice.commit : PC_STR("nothing new"));
	if (e->choice.waits.len)
		put(out, "waits", e->choice.waits);
	if (e->choice.kill)
		put(out, "killed", e->choice.killed);
}

/* ---- for programs ------------------------------------------------------ */

static void json_whys(struct pc_buf *out, const struct pc_whys *whys)
{
	for (size_t i = 0; i < whys->count; i++) {
		const struct pc_why *why = &whys->items[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "topic", pc_str(why->topic));
		pc_json_member(out, "name", why->name);
		pc_json_member(out, "verdict", pc_str(why->verdict));
		pc_json_member(out, "text", why->text);
		pc_json_member(out, "owner", why->owner);
		pc_json_integer(out, "until", why->until);
		pc_json_member(out, "file", pc_str(why->at.file));
		pc_json_integer(out, "line", why->at.line);
		pc_buf_add_char(out, '}');
	}
}

void explanation_json(struct pc_buf *out, const struct explanation *e)
{
	pc_buf_puts(out, "{\"machine\":{");
	pc_json_member(out, "name", e->facts.name);
	pc_json_member(out, "os", e->facts.os);
	pc_json_texts(out, "labels", &e->facts.labels);
	pc_json_texts(out, "users", &e->facts.users);
	pc_buf_add_char(out, '}');
	pc_json_member(out, "repository", e->source);
	pc_json_member(out, "head", pc_str(e->head));
	pc_json_key(out, "signatures");
	pc_buf_puts(out, e->is_trusted_blindly ? "false" : "true");
	pc_json_member(out, "in_force", e->in_force);
	pc_json_member(out, "takes", e->choice.commit);
	pc_json_member(out, "waits", e->choice.waits);
	pc_json_integer(out, "due", e->choice.due);
	pc_json_member(out, "kill", pc_str(pc_kill_name(e->choice.kill)));
	pc_json_key(out, "why");
	pc_buf_add_char(out, '[');
	json_whys(out, &e->choice.whys);
	json_whys(out, &e->picks.whys);
	pc_buf_puts(out, "]}\n");
}
