/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl job show: all that is known of one job, and why it is where it is. */
#include <inttypes.h>
#include <stdio.h>

#include "clean.h"
#include "job.h"
#include "output.h"
#include "pc/doc/write.h"

enum { LABEL = 12, INDENT = 4 };

/* ---- lines ---------------------------------------------------------------------- */

/* "label       text", folded; nothing for an empty one. */
static void put_line(struct pc_buf *out, const char *label, struct pc_str text)
{
	if (!text.len)
		return;
	pc_buf_printf(out, "%-*s", LABEL, label);
	clean_fold(out, text, LABEL, LABEL);
}

enum kind { TEXT, COUNT, TIME, SPAN, MONEY };

static struct pc_str said(struct pc_arena *arena, const struct pc_node *map,
	const char *name, enum kind kind)
{
	int64_t value = job_number(map, name);

	if (kind == TEXT)
		return job_text(map, name);
	if (!value)
		return (struct pc_str){0};
	switch (kind) {
	case TIME:
		return clean_time(arena, value);
	case SPAN:
		return job_span(arena, value);
	case MONEY:
		return job_money(arena, value);
	default:
		return pc_arena_printf(arena, "%" PRId64, value);
	}
}

/* Those that it has, behind each other: "type coding, queue fast". */
struct piece {
	const char *word, *name;
	enum kind kind;
};

static void add_pieces(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_node *map, const struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct pc_str text = said(arena, map, pieces[i].name, pieces[i].kind);

		/* What another piece has said already. */
		if (!text.len ||
			(pieces[i].kind == TEXT && !*pieces[i].word &&
				pc_str_find_str(pc_buf_str(out), text) < out->len))
			continue;
		pc_buf_printf(out, "%s%s%s", out->len ? ", " : "", pieces[i].word,
			*pieces[i].word ? " " : "");
		pc_buf_add(out, text);
	}
}

static void put_pieces(struct pc_buf *out, struct pc_arena *arena, const char *label,
	const struct pc_node *map, const struct piece *pieces, size_t n)
{
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	add_pieces(&line, arena, map, pieces, n);
	put_line(out, label, pc_buf_str(&line));
}

/* ---- a job ---------------------------------------------------------------------- */

static const struct piece place[] = {{"type", "type", TEXT}, {"project", "project", TEXT},
	{"queue", "queue", TEXT}, {"priority", "priority", COUNT},
	{"unique", "unique", TEXT}, {"schedule", "cron", TEXT},
	{"data", "data_class", TEXT}};
static const struct piece wanted[] = {{"model", "model", TEXT},
	{"position", "position", TEXT}, {"tier", "tier", TEXT}, {"chain", "chain", TEXT},
	{"effort", "effort", TEXT}, {"tools", "tools", TEXT}, {"in", "cwd", TEXT},
	{"budget", "budget_picodollars", MONEY}, {"attempts", "max_attempts", COUNT}};
static const struct piece went[] = {{"", "model_answered", TEXT},
	{"asked for as", "model_used", TEXT}, {"backend", "backend", TEXT},
	{"provider", "provider", TEXT}, {"key", "key", TEXT}, {"worker", "worker", TEXT},
	{"session", "session", TEXT}};
static const struct piece tokens[] = {{"in", "tokens_in", COUNT},
	{"out", "tokens_out", COUNT}, {"thinking", "tokens_thinking", COUNT},
	{"read from cache", "tokens_cache_read", COUNT},
	{"written to cache", "tokens_cache_write", COUNT},
	{"reserved", "reserved_tokens", COUNT}};
static const struct piece cost[] = {{"cash", "cash_picodollars", MONEY},
	{"list price", "list_price_picodollars", MONEY},
	{"reserved", "reserved_money_picodollars", MONEY}};
static const struct piece by[] = {{"rule", "policy_rule", TEXT},
	{"at", "policy_place", TEXT}, {"generation", "generation", COUNT},
	{"taken away:", "stripped", TEXT}};
static const struct piece ended[] = {{"", "error", TEXT}, {"", "failure", TEXT},
	{"", "failure_said", TEXT}, {"exit status", "exit_status", COUNT}};
static const struct piece how_far[] = {{"step", "step", COUNT},
	{"percent", "progress", COUNT}, {"checkpoint", "checkpoint", TEXT},
	{"leases lost", "losses", COUNT}};

static void put_times(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_node *job)
{
	static const struct piece times[] = {{"submitted", "submitted", TIME},
		{"started", "started", TIME}, {"finished", "finished", TIME},
		{"waited", "waited", SPAN}, {"ran", "ran", SPAN},
		{"snoozed for", "snoozed", SPAN}};
	static const struct piece ahead[] = {{"not before", "not_before", TIME},
		{"tried again", "retry_at", TIME}, {"of no use after", "deadline", TIME},
		{"lease until", "lease_until", TIME}};

	put_pieces(out, arena, "when", job, times, PC_COUNT(times));
	if (!job_is_ended(job_text(job, "state")))
		put_pieces(out, arena, "next", job, ahead, PC_COUNT(ahead));
}

static void put_head(struct pc_buf *out, struct pc_arena *arena,
	const struct pc_node *job, struct pc_str why)
{
	enum { WHAT = 400 };
	struct pc_str owner = job_text(job, "owner");
	struct pc_str what = job_text(job, "what");

	if (!what.len)
		what = job_text(job, "prompt");
	put_line(out, "job",
		pc_arena_printf(arena, "%" PRId64 "%s%.*s%s", job_number(job, "id"),
			owner.len ? ", of " : "", PC_STR_ARG(owner),
			job_flag(job, "is_operator") ? ", an operator's" : ""));
	put_line(out, "state", job_text(job, "state"));
	put_line(out, "why", why);
	put_line(out, "what", job_line_of(arena, what, WHAT));
}

static void put_job(struct pc_buf *out, struct pc_arena *arena, const struct pc_node *job)
{
	const struct {
		const char *label;
		const struct piece *pieces;
		size_t n;
	} lines[] = {
		{"belongs to", place, PC_COUNT(place)},
		{"wants", wanted, PC_COUNT(wanted)},
		{"model", went, PC_COUNT(went)},
		{"policy", by, PC_COUNT(by)},
		{"failure", ended, PC_COUNT(ended)},
		{"so far", how_far, PC_COUNT(how_far)},
		{"tokens", tokens, PC_COUNT(tokens)},
		{"cost", cost, PC_COUNT(cost)},
	};

	for (size_t i = 0; i < PC_COUNT(lines); i++)
		put_pieces(out, arena, lines[i].label, job, lines[i].pieces, lines[i].n);
	put_times(out, arena, job);
	put_line(out, "second look", job_text(job, "gate"));
	put_line(out, "reviewer", job_text(job, "reviewer"));
}

/* ---- what was tried, and what happened ------------------------------------------------
 */

static void put_indented(struct pc_buf *out, struct pc_str text)
{
	if (!text.len)
		return;
	pc_buf_printf(out, "%*s", INDENT, "");
	clean_fold(out, text, INDENT, INDENT);
}

/* What the list of an answer is written with. */
struct listing {
	struct pc_buf *out;
	struct pc_arena *arena;
	const struct pc_node *job, *items;
};

/* "then openai, gpt-x": where it went from there. */
static void add_then(struct pc_buf *line, const struct listing *l, size_t i)
{
	static const struct piece way[] = {
		{"", "backend", TEXT}, {"", "model", TEXT}, {"key", "key", TEXT}};
	static const struct piece rest[] = {
		{"", "state", TEXT}, {"until", "not_before", TIME}};
	const struct pc_node *attempt = l->items->items[i];
	PC_AUTO(pc_buf_done) struct pc_buf then = {0};

	if (!job_number(attempt, "ended") && !job_text(attempt, "failure").len)
		return;
	if (i + 1 < l->items->n_items)
		add_pieces(&then, l->arena, l->items->items[i + 1], way, PC_COUNT(way));
	else if (job_text(attempt, "failure").len)
		add_pieces(&then, l->arena, l->job, rest,
			pc_str_is(job_text(l->job, "state"), "snoozed") ? 2 : 1);
	if (then.len)
		pc_buf_printf(line, "%sthen %s", line->len ? "; " : "", then.ptr);
}

static void put_attempt_head(const struct listing *l, const struct pc_node *attempt)
{
	static const struct piece way[] = {{"", "model", TEXT},
		{"backend", "backend", TEXT}, {"key", "key", TEXT},
		{"answered by", "answered", TEXT}, {"", "started", TIME}};
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	int64_t started = job_number(attempt, "started"),
		over = job_number(attempt, "ended");

	add_pieces(&line, l->arena, attempt, way, PC_COUNT(way));
	if (over)
		pc_buf_printf(&line, ", %.*s",
			PC_STR_ARG(job_span(l->arena, job_between(started, over))));
	pc_buf_printf(l->out, "%3" PRId64 " ", job_number(attempt, "number"));
	clean_fold(l->out, pc_buf_str(&line), INDENT, INDENT);
}

static void put_attempt(const struct listing *l, size_t i)
{
	static const struct piece verdict[] = {{"", "verdict", TEXT},
		{"by", "rule", TEXT}, {"at", "place", TEXT},
		{"generation", "generation", COUNT}, {"taken away:", "stripped", TEXT},
		{"what came back:", "verdict_after", TEXT}, {"by", "rule_after", TEXT}};
	static const struct piece end[] = {{"", "failure", TEXT}, {"HTTP", "http", COUNT},
		{"", "said", TEXT}, {"until", "reset_at", TIME}};
	static const struct piece took[] = {{"cash", "cash_picodollars", MONEY},
		{"list price", "list_price_picodollars", MONEY},
		{"reserved", "reserved_money_picodollars", MONEY},
		{"tokens in", "tokens_in", COUNT}, {"out", "tokens_out", COUNT}};
	const struct {
		const struct piece *pieces;
		size_t n;
	} lines[] = {{verdict, PC_COUNT(verdict)}, {end, PC_COUNT(end)},
		{took, PC_COUNT(took)}};
	const struct pc_node *attempt = l->items->items[i];

	put_attempt_head(l, attempt);
	for (size_t k = 0; k < PC_COUNT(lines); k++) {
		PC_AUTO(pc_buf_done) struct pc_buf line = {0};

		add_pieces(&line, l->arena, attempt, lines[k].pieces, lines[k].n);
		if (lines[k].pieces == end)
			add_then(&line, l, i);
		put_indented(l->out, pc_buf_str(&line));
	}
}

static void put_event(const struct listing *l, size_t i)
{
	static const struct piece pieces[] = {{"", "at", TIME}, {"", "what", TEXT},
		{"by", "by", TEXT}, {"", "text", TEXT}};
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};

	add_pieces(&line, l->arena, l->items->items[i], pieces, PC_COUNT(pieces));
	put_indented(l->out, pc_buf_str(&line));
}

static void put_all(const struct listing *with, const char *title,
	void (*put)(const struct listing *l, size_t i))
{
	if (!with->items || !with->items->n_items)
		return;
	pc_buf_printf(with->out, "\n%s\n", title);
	for (size_t i = 0; i < with->items->n_items; i++)
		put(with, i);
}

/* As it was written: lines stay lines. */
static void put_lines(struct pc_buf *out, const char *title, struct pc_str rest)
{
	while (pc_str_ends(rest, PC_STR("\n")))
		rest.len--;
	if (!rest.len)
		return;
	pc_buf_printf(out, "\n%s\n", title);
	while (rest.ptr) {
		pc_buf_printf(out, "%*s", INDENT, "");
		clean_text(out, pc_str_cut(&rest, '\n'));
		pc_buf_add_char(out, '\n');
	}
}

static void write_show(
	struct pc_buf *out, struct pc_arena *arena, const struct pc_node *answer)
{
	const struct pc_node *job = pc_node_get_c(answer, "job");

	put_head(out, arena, job, job_text(answer, "why"));
	put_job(out, arena, job);
	put_all(&(struct listing){out, arena, job, job_list(answer, "attempts")},
		"attempts", put_attempt);
	put_all(&(struct listing){out, arena, job, job_list(answer, "events")},
		"what happened", put_event);
	put_lines(out, "result", job_text(job, "result"));
	if (job_flag(job, "is_truncated"))
		put_indented(out, PC_STR("(cut: there was more)"));
}

struct show_args {
	struct job_words words;
	bool has_prompt;
};

static const struct opt options[] = {
	{OPT_FLAG, "prompt", NULL, "Print the whole prompt, too",
		offsetof(struct show_args, has_prompt)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct show_args *args = opaque;
	const struct job_words *words = &args->words;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct job_answer answer;
	int64_t job;
	int status = job_read_id(&job, cmd_job_show.name, operands->items[0]);

	if (status != EXIT_FINE)
		return status;
	job_put_do(&out, "show");
	pc_json_integer(&out, "job", job);
	status = job_ask(
		&answer, cmd_job_show.name, words, job_put_end(&out, arena), arena);
	if (status != EXIT_FINE)
		return status;
	if (job_is_json(words)) {
		job_print_json(answer.text);
		return EXIT_FINE;
	}
	if (!job_id(answer.tree))
		return job_no_answer(cmd_job_show.name);
	out.len = 0;
	write_show(&out, arena, answer.tree);
	if (args->has_prompt)
		put_lines(&out, "prompt",
			job_text(pc_node_get_c(answer.tree, "job"), "prompt"));
	output_text(stdout, pc_buf_str(&out));
	return EXIT_FINE;
}

const struct cmd cmd_job_show = {
	.name = "job show",
	.operands = "JOB",
	.brief = "Print all that is known of a job, and why it is where it is",
	.opts = {options, job_options, NULL},
	.args_size = sizeof(struct show_args),
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
};
