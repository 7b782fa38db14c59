/* SPDX-License-Identifier: Apache-2.0 */
/* What a hop of a dispatch costs: looking a model up, and deciding, with a table of 40
 * models and with one of 5,000; beside hashing the same name once, which nothing that
 * looks names up can be below.
 *
 *   bench_models [--quick]
 *
 * Prints nanoseconds a call, the best of several rounds. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/models/guard.h"

enum { LARGE = 5000, SMALL = 40, PER_PROVIDER = 100 };

static const char policy_text[] =
	"models:\n"
	"  allow: [flagship, \"line:m\", \"model-1*\", \"model-2*\", \"model-3*\", "
	"\"model-4*\"]\n"
	"  deny: [model-0007, \"provider:p-99\", \"*-preview\", gone, lost]\n"
	"  min-days-left: 14\n"
	"  redirects: [{from: \"gpt-*\", to: flagship}]\n"
	"  block: [{model: model-0013, reason: r}, {model: \"provider:p-98\", reason: "
	"r}]\n";

struct bench {
	struct pc_arena arena;
	struct pc_models *models;
	struct pc_model_policy *policy;
	size_t n, rounds, calls;
	struct pc_str *names; /* asked for, in an order that no cache knows */
	struct pc_model_guard *guard;
	char dir[32], table[48], rules[48], blocks[48];
};

static void write_table(struct pc_buf *out, size_t n)
{
	pc_buf_puts(out, "as-of: 2026-11-20\nproviders:\n");
	for (size_t i = 0; i * PER_PROVIDER < n; i++)
		pc_buf_printf(out, "  - {name: p-%zu, notice: 60d}\n", i);
	pc_buf_puts(out, "positions: {flagship: model-0001, brain: flagship}\nmodels:\n");
	for (size_t i = 0; i < n; i++)
		pc_buf_printf(out,
			"  - {provider: p-%zu, id: model-%04zu, aliases: [m-%zu], line: "
			"m, state: current, retires-not-before: 2027-06-01, prices: "
			"{input: 1.00, output: 5.00}}\n",
			i / PER_PROVIDER, i, i);
}

static int write_file(const char *path, struct pc_str text, struct pc_err *err)
{
	return pc_fs_replace(AT_FDCWD, path, text, 0644, err) != PC_OK;
}

/* The same from files, as who dispatches has it. */
static int set_up_guard(struct bench *bench, struct pc_str table, struct pc_err *err)
{
	const struct pc_model_guard_where where = {
		bench->table, bench->rules, bench->blocks};

	snprintf(bench->dir, sizeof(bench->dir), "/tmp/pc-bench-XXXXXX");
	if (!mkdtemp(bench->dir))
		return pc_err_sys(err, "'%s'", bench->dir) != PC_OK;
	snprintf(bench->table, sizeof(bench->table), "%s/table", bench->dir);
	snprintf(bench->rules, sizeof(bench->rules), "%s/policy", bench->dir);
	snprintf(bench->blocks, sizeof(bench->blocks), "%s/blocks", bench->dir);
	if (write_file(bench->table, table, err) ||
		write_file(bench->rules, pc_str(policy_text), err) ||
		write_file(bench->blocks, PC_STR("blocks: []\n"), err))
		return 1;
	usleep(50000); /* until a change would show */
	return pc_model_guard_new(&bench->guard, &where, err) != PC_OK;
}

static void tear_down(struct bench *bench)
{
	pc_model_guard_free(bench->guard);
	pc_fs_remove_tree(bench->dir);
	pc_arena_done(&bench->arena);
}

static int set_up(struct bench *bench, size_t n)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct pc_err err;

	write_table(&text, n);
	if (pc_models_read(&bench->models, &bench->arena, "table",
		    pc_arena_str(&bench->arena, pc_buf_str(&text)), NULL,
		    &err) != PC_OK ||
		pc_model_policy_read(&bench->policy, &bench->arena, "policy",
			pc_str(policy_text), NULL, &err) != PC_OK ||
		set_up_guard(bench, pc_buf_str(&text), &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	bench->n = n;
	bench->names = pc_arena_new_array(&bench->arena, struct pc_str, n);
	for (size_t i = 0; i < n; i++)
		bench->names[i] = pc_arena_printf(
			&bench->arena, "model-%04zu", (i * 2654435761u) % n);
	return 0;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Kept, so that no call is for nothing. */
static volatile uintptr_t sink;

static void hash_once(const struct bench *bench, size_t i)
{
	sink += (uintptr_t)pc_str_hash(bench->names[i % bench->n]);
}

static void look_up(const struct bench *bench, size_t i)
{
	sink += (uintptr_t)pc_models_find(bench->models, bench->names[i % bench->n]);
}

static void look_up_position(const struct bench *bench, size_t i)
{
	(void)i;
	sink += (uintptr_t)pc_models_position(bench->models, PC_STR("brain"));
}

static void decide(const struct bench *bench, const struct pc_model_policy *policy,
	const struct pc_hop *hop)
{
	struct pc_hop_answer answer;

	pc_model_decide(&answer, bench->models, policy, hop);
	sink += (uintptr_t)answer.verdict;
}

static void decide_plain(const struct bench *bench, size_t i)
{
	const struct pc_hop hop = {
		.requested = bench->names[i % bench->n], .now = INT64_C(1795305600)};

	decide(bench, &pc_model_policy_default, &hop);
}

static void decide_policy(const struct bench *bench, size_t i)
{
	const struct pc_hop hop = {
		.requested = bench->names[i % bench->n], .now = INT64_C(1795305600)};

	decide(bench, bench->policy, &hop);
}

static void decide_answered(const struct bench *bench, size_t i)
{
	const struct pc_hop hop = {.position = PC_STR("brain"),
		.answered = bench->names[i % bench->n],
		.now = INT64_C(1795305600)};

	decide(bench, bench->policy, &hop);
}

static void decide_guarded(const struct bench *bench, size_t i)
{
	const struct pc_hop hop = {
		.requested = bench->names[i % bench->n], .now = INT64_C(1795305600)};
	struct pc_hop_answer answer;

	pc_model_guard_decide(&answer, bench->guard, &hop);
	sink += (uintptr_t)answer.verdict;
}

static const struct {
	const char *name;
	void (*call)(const struct bench *bench, size_t i);
} calls[] = {
	{"hash of the name alone", hash_once},
	{"lookup of an id", look_up},
	{"lookup of a position", look_up_position},
	{"decide, no policy", decide_plain},
	{"decide, a policy of 14 entries", decide_policy},
	{"decide, position and answer", decide_answered},
	{"decide, three files looked at", decide_guarded},
};

static double best(const struct bench *bench, size_t which)
{
	double least = 1e9;

	for (size_t round = 0; round < bench->rounds; round++) {
		double start = seconds(), each;

		for (size_t i = 0; i < bench->calls; i++)
			calls[which].call(bench, i);
		each = (seconds() - start) / (double)bench->calls * 1e9;
		least = each < least ? each : least;
	}
	return least;
}

int main(int argc, char **argv)
{
	bool is_quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	struct bench small = {
		.rounds = is_quick ? 1 : 7, .calls = is_quick ? 1000 : 300000};
	struct bench large = small;

	if (set_up(&small, SMALL) || set_up(&large, is_quick ? 200 : LARGE))
		return 1;
	printf("%-32s %10s %10s   ns a call\n", "models in the table", "40",
		is_quick ? "200" : "5000");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		printf("%-32s %10.1f %10.1f\n", calls[i].name, best(&small, i),
			best(&large, i));
	tear_down(&small);
	tear_down(&large);
	return 0;
}
