/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl doctor: goes through the tables of checks and prints what they say. */
#include <stdarg.h>
#include <stdio.h>

#include "clean.h"
#include "doctor.h"
#include "output.h"
#include "pc/doc/write.h"

struct doctor_args {
	struct agent_words words;
	struct texts checks;
	bool no_network, list;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct doctor_args, member)

static const struct opt options[] = {
	{OPT_LIST, "check", "ID", "Only this check; may be given more than once",
		FIELD(checks)},
	{OPT_FLAG, "list", NULL, "Print the checks there are", FIELD(list)},
	{OPT_FLAG, "no-network", NULL, "Do not ask the network", FIELD(no_network)},
	{OPT_WORD, "format", "text|json", "How to print (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static const struct check *const tables[] = {
	doctor_daemon, doctor_models, doctor_remote, doctor_files, doctor_agent};

void health_fault(struct health_report *out, struct doctor *doctor, struct pc_str about,
	const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	*out = (struct health_report){.health = HEALTH_FAULT,
		.text = pc_arena_str(doctor->arena, pc_buf_str(&text)),
		.about = pc_arena_str(doctor->arena, about)};
}

void health_skip(struct health_report *out, const char *why)
{
	*out = (struct health_report){.health = HEALTH_SKIPPED, .text = pc_str(why)};
}

/* ---- which ones ---------------------------------------------------------------- */

/* Calls fn for each check there is. */
static void each(void (*fn)(void *arg, const struct check *check), void *arg)
{
	for (size_t t = 0; t < PC_COUNT(tables); t++) {
		for (const struct check *check = tables[t]; check->id; check++)
			fn(arg, check);
	}
}

static void list_one(void *arg, const struct check *check)
{
	(void)arg;
	printf("%-12s %s\n", check->id, check->what);
}

static bool is_wanted(const struct texts *wanted, const char *id)
{
	for (size_t i = 0; i < wanted->count; i++) {
		if (pc_str_is(wanted->items[i], id))
			return true;
	}
	return wanted->count == 0;
}

struct counting {
	struct pc_str name;
	bool found;
};

static void find_one(void *arg, const struct check *check)
{
	struct counting *counting = arg;

	counting->found |= pc_str_is(counting->name, check->id);
}

static int check_names(const struct texts *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct counting counting = {.name = wanted->items[i]};

		each(find_one, &counting);
		if (counting.found)
			continue;
		fprintf(stderr,
			"policyctl doctor: there is no check '%.*s'; --list prints "
			"them\n",
			PC_STR_ARG(wanted->items[i]));
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

/* ---- what they say ---------------------------------------------------------------- */

static const char *const words[] = {
	[HEALTH_OK] = "ok", [HEALTH_FAULT] = "fault", [HEALTH_SKIPPED] = "-"};

static struct pc_str mend_of(const struct doctor *doctor, const struct check *check,
	const struct health_report *report)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (const char *at = report->mend ? report->mend : check->mend; *at; at++) {
		if (*at == '@')
			output_shell_quote(&out, report->about);
		else if (*at == '%')
			output_shell_quote(&out, doctor->agent.managed);
		else
			pc_buf_add_char(&out, *at);
	}
	return pc_arena_str(doctor->arena, pc_buf_str(&out));
}

struct visit {
	struct doctor *doctor;
	const struct texts *wanted;
	struct pc_buf out;
	bool json;
	size_t n[PC_COUNT(words)];
};

static void write_text(struct pc_buf *out, const struct check *check,
	const struct health_report *report, struct pc_str mend)
{
	enum { TEXT_COLUMN = 20 };
	bool is_fault = report->health == HEALTH_FAULT;

	pc_buf_printf(out, "%-12s %-6s ", check->id, words[report->health]);
	clean_fold(out, report->text.len ? report->text : pc_str(check->what),
		TEXT_COLUMN, TEXT_COLUMN);
	if (!is_fault)
		return;
	pc_buf_printf(out, "%*smend: ", TEXT_COLUMN, "");
	clean_text(out, mend);
	pc_buf_add_char(out, '\n');
}

static void write_json(struct pc_buf *out, const struct check *check,
	const struct health_report *report, struct pc_str mend)
{
	pc_json_next(out);
	pc_buf_add_char(out, '{');
	pc_json_member(out, "id", pc_str(check->id));
	pc_json_member(out, "what", pc_str(check->what));
	pc_json_member(out, "health",
		report->health == HEALTH_SKIPPED ? PC_STR("skipped")
						 : pc_str(words[report->health]));
	pc_json_member(out, "text", report->text);
	pc_json_member(out, "mend", mend);
	pc_buf_add_char(out, '}');
}

static void visit_one(void *arg, const struct check *check)
{
	struct visit *visit = arg;
	struct health_report report = {0};
	struct pc_str mend = {0};

	if (!is_wanted(visit->wanted, check->id))
		return;
	check->look(&report, visit->doctor);
	visit->n[report.health]++;
	if (report.health == HEALTH_FAULT)
		mend = mend_of(visit->doctor, check, &report);
	(visit->json ? write_json : write_text)(&visit->out, check, &report, mend);
}

static void prepare(struct doctor *doctor, const struct doctor_args *args)
{
	struct pc_err err;

	doctor->diags.arena = doctor->arena;
	doctor->no_network = args->no_network;
	agent_read(&doctor->agent, doctor->arena, &args->words);
	if (agent_status(&doctor->answer, &doctor->agent, &doctor->silence) != PC_OK)
		doctor->answer = NULL;
	doctor->has_generation =
		agent_generation(&doctor->generation, &doctor->agent, doctor->answer);
	doctor->settings = pc_machine_settings(
		&doctor->agent.machine, (struct pc_str){0}, &doctor->diags, &err);
	pc_machine_read_hook(&doctor->hook, &doctor->agent.machine, doctor->settings);
	pc_machine_find_sources(
		&doctor->sources, &doctor->agent.machine, doctor->settings);
}

static void print(struct visit *visit)
{
	PC_AUTO(pc_buf_done) struct pc_buf clean = {0};

	if (visit->json) {
		clean_json(&clean, pc_buf_str(&visit->out));
		printf("{\"checks\":[%s],\"faults\":%zu}\n", clean.ptr ? clean.ptr : "",
			visit->n[HEALTH_FAULT]);
		return;
	}
	output_text(stdout, pc_buf_str(&visit->out));
	if (is_wanted(visit->wanted, "config"))
		output_diags(stdout, &visit->doctor->agent.diags, PC_WARNING);
	printf("%zu fault%s, %zu ok, %zu not looked at\n", visit->n[HEALTH_FAULT],
		pc_plural(visit->n[HEALTH_FAULT]), visit->n[HEALTH_OK],
		visit->n[HEALTH_SKIPPED]);
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct doctor_args *args = opaque;
	struct doctor doctor = {.arena = arena};
	struct visit visit = {.doctor = &doctor,
		.wanted = &args->checks,
		.json = pc_str_is(args->format, "json")};

	(void)operands;
	if (args->list) {
		each(list_one, NULL);
		return EXIT_FINE;
	}
	if (check_names(&args->checks) != EXIT_FINE)
		return EXIT_USAGE;
	prepare(&doctor, args);
	each(visit_one, &visit);
	print(&visit);
	pc_buf_done(&visit.out);
	return visit.n[HEALTH_FAULT] ? EXIT_FINDINGS : EXIT_FINE;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.operands = "",
	.brief = "Find the usual faults of a machine, with the command that mends each",
	.opts = {agent_options, options, NULL},
	.args_size = sizeof(struct doctor_args),
	.run = run,
};
