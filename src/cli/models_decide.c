/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl models decide: whether a model may be called. */
#include <stdio.h>
#include <unistd.h>

#include "clean.h"
#include "models.h"
#include "output.h"
#include "pc/doc/write.h"

struct decide_args {
	struct models_args shared;
	struct pc_str position, answered, via, policy, blocks;
};

#define FIELD(member) offsetof(struct decide_args, member)

static const struct opt options[] = {
	{OPT_TEXT, "position", "POSITION", "What is asked for in place of a model",
		FIELD(position)},
	{OPT_TEXT, "answered", "MODEL", "What the provider said has answered",
		FIELD(answered)},
	{OPT_TEXT, "via", "CLOUD", "Who sells it, where that is not its maker",
		FIELD(via)},
	{OPT_TEXT, "policy", "FILE", "The policy of models (default: the machine's)",
		FIELD(policy)},
	{OPT_TEXT, "blocks", "FILE", "An operator's blocks (default: the machine's)",
		FIELD(blocks)},
	{OPT_END, NULL, NULL, NULL, 0},
};

int models_policy(struct pc_model_policy **out, struct pc_str policy,
	struct pc_str blocks, struct pc_arena *arena)
{
	struct pc_diags diags = {.arena = arena};
	const char *file = policy.ptr ? policy.ptr : PC_MODEL_POLICY_FILE;
	const char *other = blocks.ptr ? blocks.ptr : PC_MODEL_BLOCKS_FILE;
	enum pc_status status = PC_OK;
	struct pc_err err;

	/* One that was named and is not there is no default. */
	if (policy.ptr && access(file, F_OK) < 0)
		status = pc_err_sys(&err, "'%s'", file);
	if (status == PC_OK)
		status = pc_model_policy_load(out, arena, file, other, &diags, &err);
	output_diags(stderr, &diags, PC_ERROR);
	return status == PC_OK ? EXIT_FINE : output_failure(&err);
}

static void add_place(struct pc_buf *out, struct pc_arena *arena, struct pc_span at)
{
	if (!at.file)
		return;
	pc_buf_puts(out, " (");
	clean_text(out, output_place(arena, at));
	pc_buf_puts(out, ")");
}

static void write_text(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_hop_answer *answer, struct pc_str said)
{
	pc_buf_printf(out, "%s: ", pc_hop_verdict_name(answer->verdict));
	clean_text(out, said);
	add_place(out, arena, answer->at);
	pc_buf_puts(out, "\n");
}

static void write_json(
	struct pc_buf *out, const struct pc_hop_answer *answer, struct pc_str said)
{
	const struct pc_model *model = answer->model;

	pc_buf_puts(out, "{");
	pc_json_member(out, "verdict", pc_str(pc_hop_verdict_name(answer->verdict)));
	pc_json_member(out, "reason", pc_str(pc_hop_reason_name(answer->reason)));
	pc_json_member(out, "beneath", pc_str(pc_hop_reason_name(answer->beneath)));
	pc_json_member(out, "use", answer->use);
	pc_json_member(out, "model", model ? model->id : (struct pc_str){0});
	pc_json_member(out, "provider", model ? model->provider : (struct pc_str){0});
	pc_json_member(out, "file", pc_str(answer->at.file));
	pc_json_key(out, "line");
	pc_buf_printf(out, "%u", answer->at.line);
	pc_json_member(out, "why", answer->why);
	pc_json_member(out, "text", said);
	pc_buf_puts(out, "}\n");
}

static int decide(const struct models_open *open, const struct decide_args *args,
	struct pc_str requested, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_hop hop = {.requested = requested,
		.answered = args->answered,
		.position = args->position,
		.via = args->via,
		.now = open->now};
	struct pc_model_policy *policy = NULL;
	struct pc_hop_answer answer;
	struct pc_str said;
	int status = models_policy(&policy, args->policy, args->blocks, arena);

	if (status != EXIT_FINE)
		return status;
	pc_model_decide(&answer, open->models, policy, &hop);
	said = pc_hop_say(arena, open->models, &hop, &answer);
	if (open->is_json)
		write_json(&out, &answer, said);
	else
		write_text(&out, arena, &answer, said);
	output_text(stdout, pc_buf_str(&out));
	return answer.verdict == PC_HOP_REFUSE ? EXIT_FINDINGS : EXIT_FINE;
}

static int run_decide(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct decide_args *args = opaque;
	struct models_open open;
	int status;

	if (!operands->count && !args->position.len) {
		fputs("policyctl models decide: name a model, or --position\n", stderr);
		return EXIT_USAGE;
	}
	status = models_open(&open, &args->shared, "models decide", arena);
	if (status != EXIT_FINE)
		return status;
	return decide(&open, args,
		operands->count ? operands->items[0] : (struct pc_str){0}, arena);
}

const struct cmd cmd_models_decide = {
	.name = "models decide",
	.operands = "[MODEL]",
	.brief = "Say whether a model may be called, and which instead",
	.opts = {models_options, options, NULL},
	.args_size = sizeof(struct decide_args),
	.max_operands = 1,
	.run = run_decide,
};
