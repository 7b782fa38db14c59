/* SPDX-License-Identifier: Apache-2.0 */
/* What was decided of a hop, for people. */
#include "pc/base/buf.h"
#include "pc/base/when.h"
#include "policy_priv.h"

const char *pc_hop_verdict_name(enum pc_hop_verdict verdict)
{
	static const char *const names[] = {"use", "warn", "redirect", "refuse"};

	return names[verdict];
}

/* What stands in answers of machines; what is said of the model. */
static const struct {
	const char *name, *says;
} reasons[PC_HOP_REASONS] = {
	[PC_HOP_FINE] = {"fine", "may be used"},
	[PC_HOP_BLOCKED] = {"blocked", "is blocked"},
	[PC_HOP_DENIED] = {"denied", "is denied"},
	[PC_HOP_NOT_ALLOWED] = {"not-allowed", "is not among what is allowed"},
	[PC_HOP_UNKNOWN] = {"unknown", "is not in the table of models"},
	[PC_HOP_PREVIEW] = {"preview", "is a preview"},
	[PC_HOP_DEPRECATED] = {"deprecated", "is deprecated"},
	[PC_HOP_RETIRED] = {"retired", "is retired"},
	[PC_HOP_FEW_DAYS] = {"few-days", "ends too soon"},
	[PC_HOP_NO_PRICE] = {"no-price", "has no known price"},
	[PC_HOP_NO_HOLDER] = {"no-holder", "is a position that nobody holds"},
	[PC_HOP_NO_REPLACEMENT] = {"no-replacement",
		"is to be replaced, and nothing that may be used replaces it"},
	[PC_HOP_SUBSTITUTED] = {"substituted", "was not asked for"},
	[PC_HOP_REDIRECTED] = {"redirected", "is redirected"},
};

const char *pc_hop_reason_name(enum pc_hop_reason reason)
{
	return reasons[reason].name;
}

/* Names are foreign: they may not break the line. */
static void add_name(struct pc_buf *out, struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		pc_buf_add_char(out, (unsigned char)c < ' ' || c == 0x7F ? '?' : c);
	}
}

static void add_date(struct pc_buf *out, const char *words, int64_t at)
{
	enum { A_DATE = 10 }; /* "2026-11-22" */
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};

	pc_buf_printf(out, "%s %.*s", words, A_DATE, pc_when_time(&arena, at * 1000).ptr);
}

static void add_end(struct pc_buf *out, const struct pc_models *models,
	const struct pc_hop *hop, const struct pc_model *model)
{
	struct pc_model_status status;

	if (!model)
		return;
	pc_model_status(&status, models, model, hop->via, hop->now);
	if (!status.has_end)
		return;
	if (status.is_overdue)
		add_date(out, ", was to end on", status.end);
	else
		add_date(out, status.state == PC_MODEL_RETIRED ? " since" : ", ends on",
			status.end);
}

static bool has_date(enum pc_hop_reason reason)
{
	return reason == PC_HOP_RETIRED || reason == PC_HOP_DEPRECATED ||
	       reason == PC_HOP_FEW_DAYS;
}

static struct pc_str asked(const struct pc_hop *hop)
{
	return hop->requested.len ? hop->requested : hop->position;
}

struct pc_str pc_hop_say(struct pc_arena *arena, const struct pc_models *models,
	const struct pc_hop *hop, const struct pc_hop_answer *answer)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	bool is_other = answer->reason == PC_HOP_SUBSTITUTED;
	struct pc_str name = is_other ? hop->answered : asked(hop);

	add_name(&out, name.len ? name : PC_STR("no model"));
	pc_buf_printf(&out, " %s", reasons[answer->reason].says);
	if (is_other) {
		pc_buf_puts(&out, ": it answered for ");
		add_name(&out, asked(hop));
	}
	if (answer->beneath != PC_HOP_FINE)
		pc_buf_printf(&out, "; %s %s", is_other ? "it" : "the other one",
			reasons[answer->beneath].says);
	if (has_date(is_other ? answer->beneath : answer->reason) &&
		answer->verdict != PC_HOP_REDIRECT)
		add_end(&out, models, hop, answer->model);
	if (answer->why.len) {
		pc_buf_puts(&out, ": ");
		add_name(&out, answer->why);
	}
	if (answer->use.len && !pc_str_eq(answer->use, name)) {
		pc_buf_puts(&out, "; use ");
		add_name(&out, answer->use);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}
