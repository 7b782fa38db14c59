/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as people and programs read it. */
#include "pc/doc/write.h"
#include "site_priv.h"

const char *pc_plan_action_name(enum pc_plan_action action)
{
	static const char *const names[] = {
		[PC_PLAN_REFUSE] = "refuse",
		[PC_PLAN_SWEEP] = "sweep",
		[PC_PLAN_MAKE] = "make",
		[PC_PLAN_MEND] = "mend",
		[PC_PLAN_CREATE] = "create",
		[PC_PLAN_CHANGE] = "change",
		[PC_PLAN_MOVE] = "move",
		[PC_PLAN_LEAVE] = "leave",
		[PC_PLAN_REMOVE] = "remove",
		[PC_PLAN_KEEP] = "keep",
	};

	return names[action];
}

void line_add(struct pc_buf *out, struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		pc_buf_add_char(out, c < ' ' || c == 0x7f ? '?' : (char)c);
	}
}

void pc_plan_text(struct pc_buf *out, const struct pc_plan *plan)
{
	for (size_t i = 0; i < plan->n_steps; i++) {
		const struct pc_plan_step *step = &plan->steps[i];

		pc_buf_printf(out, "%-7s ", pc_plan_action_name(step->action));
		line_add(out, step->path);
		if (step->from.len) {
			pc_buf_puts(out, " from ");
			line_add(out, step->from);
		}
		if (step->is_foreign)
			pc_buf_puts(out, " (somebody else's)");
		if (step->why.len) {
			pc_buf_puts(out, ": ");
			line_add(out, step->why);
		}
		pc_buf_add_char(out, '\n');
	}
}

static void add_number(struct pc_buf *out, const char *key, long long number)
{
	pc_json_key(out, key);
	pc_buf_printf(out, "%lld", number);
}

static void add_step(struct pc_buf *out, const struct pc_plan_step *step)
{
	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "action", pc_str(pc_plan_action_name(step->action)));
	pc_json_member(out, "path", step->path);
	pc_json_member(out, "from", step->from);
	pc_json_key(out, "foreign");
	pc_buf_puts(out, step->is_foreign ? "true" : "false");
	pc_json_member(out, "why", step->why);
	pc_json_member(out, "sha256", pc_str(step->on ? step->on->sha256 : ""));
	pc_buf_add_char(out, '}');
}

void pc_plan_json(struct pc_buf *out, const struct pc_plan *plan)
{
	pc_buf_add_char(out, '{');
	add_number(out, "generation", (long long)plan->generation);
	pc_json_member(out, "path", plan->path);
	pc_json_member(out, "sha256", pc_str(plan->sha256));
	add_number(out, "changes", (long long)plan->n_changes);
	add_number(out, "refused", (long long)plan->n_refused);
	pc_json_key(out, "steps");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < plan->n_steps; i++)
		add_step(out, &plan->steps[i]);
	pc_buf_puts(out, "]}\n");
}
