/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl analyze: how two rules stand to each other, with the calls that prove it; or
 * how all rules of a policy do. */
#include <stdio.h>

#include "output.h"
#include "pc/doc/write.h"
#include "pc/lint/analyze.h"
#include "places.h"

struct analyze_args {
	struct places places;
	struct pc_str as, format;
};

#define FIELD(member) offsetof(struct analyze_args, member)

static const struct opt options[] = {
	{OPT_WORD, "as", "deny|ask|allow",
		"The list of a rule that does not name its own (default: deny)",
		FIELD(as)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static bool find_list(enum pc_list_kind *out, struct pc_str name)
{
	for (unsigned i = 0; i < PC_N_LISTS; i++) {
		enum pc_list_kind list = (enum pc_list_kind)i;

		if (pc_str_is(name, pc_list_name(list))) {
			*out = list;
			return true;
		}
	}
	return false;
}

/* "Bash(x)", or "ask:Bash(x)": no tool has the name of a list. */
static void read_operand(struct pc_rule_text *out, const struct pc_settings *settings,
	struct pc_str operand, enum pc_list_kind list)
{
	struct pc_str rest = operand, name = pc_str_cut(&rest, ':');

	if (rest.ptr && find_list(&list, name))
		operand = rest;
	*out = (struct pc_rule_text){
		.text = operand, .list = list, .base = settings->cwd};
}

/* ---- two rules ------------------------------------------------------------ */

struct answer {
	struct pc_arena *arena;
	const struct pc_settings *settings;
	struct pc_rule_text rules[2];
	struct pc_analysis analysis;
};

static const char *const meanings[] = {
	[PC_RELATION_UNKNOWN] = "it could not be decided",
	[PC_RELATION_EQUIVALENT] = "the rules mean the same calls",
	[PC_RELATION_WITHIN] = "every call of the first rule is one of the second, which "
			       "has others",
	[PC_RELATION_COVERS] = "every call of the second rule is one of the first, which "
			       "has others",
	[PC_RELATION_OVERLAPS] = "some calls are of both rules, and each has others",
	[PC_RELATION_DISJOINT] = "no call is of both rules",
};

static void print_call(
	const struct answer *answer, const char *of, const struct pc_action *action)
{
	struct pc_str shown;

	if (!action->tool.len)
		return;
	shown = pc_analyze_show(answer->arena, answer->settings, action);
	printf("  %-12s %.*s\n", of, PC_STR_ARG(shown));
}

static void print_text(const struct answer *answer)
{
	const struct pc_analysis *analysis = &answer->analysis;

	printf("%s: %s\n", pc_relation_name(analysis->relation),
		meanings[analysis->relation]);
	if (analysis->why.len)
		printf("  %.*s\n", PC_STR_ARG(analysis->why));
	print_call(answer, "both", &analysis->both);
	print_call(answer, "first only", &analysis->only_a);
	print_call(answer, "second only", &analysis->only_b);
}

static void add_call(struct pc_buf *out, const char *name, const struct pc_action *action)
{
	pc_json_key(out, name);
	if (!action->tool.len) {
		pc_buf_puts(out, "null");
		return;
	}
	pc_buf_puts(out, "{");
	pc_json_member(out, "tool", action->tool);
	pc_json_key(out, "input");
	pc_node_write(out, action->input, PC_FORMAT_JSON_LINE);
	pc_buf_puts(out, "}");
}

static void add_rule(
	struct pc_buf *out, const char *name, const struct pc_rule_text *rule)
{
	pc_json_key(out, name);
	pc_buf_puts(out, "{");
	pc_json_member(out, "list", pc_str(pc_list_name(rule->list)));
	pc_json_member(out, "rule", rule->text);
	pc_buf_puts(out, "}");
}

static void print_json(const struct answer *answer)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	const struct pc_analysis *analysis = &answer->analysis;

	pc_buf_printf(&out, "{\"relation\":\"%s\"", pc_relation_name(analysis->relation));
	add_rule(&out, "first", &answer->rules[0]);
	add_rule(&out, "second", &answer->rules[1]);
	add_call(&out, "both", &analysis->both);
	add_call(&out, "firstOnly", &analysis->only_a);
	add_call(&out, "secondOnly", &analysis->only_b);
	pc_buf_puts(&out, "}\n");
	output_text(stdout, pc_buf_str(&out));
}

static int compare(struct answer *answer, const struct texts *operands,
	enum pc_list_kind list, bool as_json)
{
	for (size_t i = 0; i < operands->count; i++)
		read_operand(
			&answer->rules[i], answer->settings, operands->items[i], list);
	pc_analyze_rules(&answer->analysis, answer->arena, answer->settings,
		&answer->rules[0], &answer->rules[1]);
	if (as_json)
		print_json(answer);
	else
		print_text(answer);
	return EXIT_FINE;
}

/* ---- all rules ------------------------------------------------------------ */

static int compare_all(
	struct pc_arena *arena, const struct pc_settings *settings, bool as_json)
{
	struct pc_diags diags = {.arena = arena};
	const char **files = pc_arena_new_array(arena, const char *, settings->n_files);
	struct pc_report report = {.diags = &diags,
		.files = files,
		.n_files = settings->n_files,
		.n_rules = settings->n_rules};

	for (size_t i = 0; i < settings->n_files; i++)
		files[i] = settings->files[i].name;
	pc_analyze_settings(settings, &diags);
	pc_diags_sort(&diags);
	output_report(stdout, as_json ? pc_report_json : pc_report_text, &report);
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	struct analyze_args *args = opaque;
	struct answer answer = {.arena = arena};
	struct pc_settings *settings = NULL;
	enum pc_list_kind list = PC_LIST_DENY;
	bool as_json = pc_str_is(args->format, "json");
	int status;

	if (args->as.len)
		find_list(&list, args->as);
	if (operands->count == 1) {
		fputs("policyctl analyze: one more rule is needed, or none\n", stderr);
		return EXIT_USAGE;
	}
	status = places_load(&settings, arena, &args->places, NULL);
	if (status != 0)
		return status;
	if (operands->count == 0)
		return compare_all(arena, settings, as_json);
	answer.settings = settings;
	return compare(&answer, operands, list, as_json);
}

const struct cmd cmd_analyze = {
	.name = "analyze",
	.operands = "[RULE RULE]",
	.brief = "Say how rules stand to each other, with the calls that prove it",
	.opts = {options, place_options, NULL},
	.args_size = sizeof(struct analyze_args),
	.max_operands = 2,
	.run = run,
};
