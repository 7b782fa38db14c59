/* SPDX-License-Identifier: Apache-2.0 */
/* pc_bench: how long a decision takes with few and with many rules, how long 1,000
 * fragments take from disk to a compiled policy, and whether deciding allocates.
 * workload.c makes what is decided; tests/bench/run prints the table.
 *
 *   pc_bench [--quick]           one JSON object on stdout; exit 1 if deciding allocates
 *   pc_bench --emit <n>          the n rules and the calls as JSON, for other engines */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "allocations.h"
#include "hostile.h"
#include "pc/base/fs.h"
#include "pc/doc/write.h"
#include "pc/match/glob.h"
#include "pc/rules/policy.h"
#include "workload.h"

enum { N_CALLS = 512, SEED = 42 };

/* How much of everything. */
struct plan {
	size_t sizes[3];
	size_t rounds; /* over all calls, timed one by one */
	size_t fragments, rules_each, loads;
};

static const struct plan full = {{100, 1000, 10000}, 200, 1000, 20, 9};
static const struct plan quick = {{10, 50, 100}, 2, 20, 5, 1};

/* A temporary directory with managed settings in it, as a fleet would install them. */
struct place {
	char root[64];
	struct pc_arena arena;
};

static void fail(const char *what)
{
	fprintf(stderr, "pc_bench: %s: %s\n", what, strerror(errno));
	exit(70);
}

static void place_init(struct place *place)
{
	const char *under = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	snprintf(place->root, sizeof(place->root), "%s/pc-bench-XXXXXX", under);
	if (!mkdtemp(place->root))
		fail(place->root);
}

static struct pc_str place_path(struct place *place, const char *name)
{
	return pc_arena_printf(&place->arena, "%s/%s", place->root, name);
}

static void place_write(struct place *place, const char *name, struct pc_str text)
{
	struct pc_str path = place_path(place, name);
	PC_AUTO(pc_close)
	int fd = open(path.ptr, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text.ptr, text.len) != (ssize_t)text.len)
		fail(path.ptr);
}

static void place_done(struct place *place, size_t fragments)
{
	for (size_t i = 0; i < fragments; i++) {
		char name[64];

		snprintf(name, sizeof(name), "managed-settings.d/%04zu.json", i);
		unlink(place_path(place, name).ptr);
	}
	rmdir(place_path(place, "managed-settings.d").ptr);
	unlink(place_path(place, "managed-settings.json").ptr);
	rmdir(place->root);
	pc_arena_done(&place->arena);
}

/* A loaded and compiled generation. */
struct generation {
	struct pc_arena arena;
	struct pc_settings *settings;
	struct pc_policy *policy;
};

static void generation_done(struct generation *generation)
{
	pc_policy_free(generation->policy);
	pc_arena_done(&generation->arena);
}

static void generation_load(struct generation *out, struct place *place)
{
	struct pc_where where = {
		.managed_dir = pc_str(place->root),
		.home = PC_STR("/home/dev"),
		.cwd = PC_STR("/home/dev/app"),
	};
	struct pc_err err = {0};

	if (pc_settings_load(&out->settings, &out->arena, &where, NULL, &err) != PC_OK ||
		pc_policy_compile(&out->policy, out->settings, NULL, &err) != PC_OK) {
		fprintf(stderr, "pc_bench: %s\n", err.text);
		exit(70);
	}
	if (out->settings->refused) {
		fprintf(stderr, "pc_bench: refused: %.*s\n",
			PC_STR_ARG(out->settings->refused_why));
		exit(70);
	}
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* What reading the clock twice costs: it is part of every sample and taken off again. */
static int64_t clock_cost(void)
{
	enum { N = 1001 };
	int64_t costs[N];

	for (size_t i = 0; i < N; i++) {
		int64_t start = now_ns();

		costs[i] = now_ns() - start;
	}
	qsort(costs, N, sizeof(costs[0]), by_value);
	return costs[N / 2];
}

struct result {
	int64_t median, p99;
	size_t allocations; /* in all timed decisions together */
	size_t kinds[4];    /* verdicts, by enum pc_verdict_kind */
};

static struct pc_node *input_of(
	struct pc_arena *arena, const char *field, struct pc_str value)
{
	struct pc_node *map = pc_node_new(arena, PC_MAP, (struct pc_span){0});

	map->pairs = pc_arena_new_array(arena, struct pc_pair, 1);
	map->n_pairs = 1;
	map->pairs[0].key = pc_str(field);
	map->pairs[0].value = pc_node_new_text(arena, value, (struct pc_span){0});
	return map;
}

static struct pc_action *actions_of(struct pc_arena *arena, const char *tool,
	const char *field, const struct pc_str *values)
{
	struct pc_action *actions = pc_arena_new_array(arena, struct pc_action, N_CALLS);

	for (size_t i = 0; i < N_CALLS; i++) {
		actions[i].tool = pc_str(tool);
		actions[i].input = input_of(arena, field, values[i]);
	}
	return actions;
}

/* Decides all calls once to warm up, then rounds times, each decision timed by itself. */
static void measure(struct result *out, const struct pc_policy *policy,
	const struct pc_action *actions, size_t rounds)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct pc_evaluator ev = {.arena = &arena, .scratch = scratch};
	size_t n = N_CALLS * rounds, done = 0, before;
	int64_t *samples = pc_xcalloc(n, sizeof(*samples)), cost = clock_cost();

	*out = (struct result){0};
	for (size_t i = 0; i < N_CALLS; i++) {
		pc_arena_reset(&arena);
		out->kinds[pc_policy_decide(policy, &ev, &actions[i]).kind]++;
	}
	before = allocations_count();
	while (done < n) {
		int64_t start = now_ns();

		pc_arena_reset(&arena);
		pc_policy_decide(policy, &ev, &actions[done % N_CALLS]);
		samples[done++] = now_ns() - start - cost;
	}
	out->allocations = allocations_count() - before;
	qsort(samples, n, sizeof(*samples), by_value);
	out->median = samples[n / 2];
	out->p99 = samples[n - n / 100 - 1];
	free(samples);
}

static void print_result(const char *name, const struct result *r)
{
	printf("\"%s\":{\"median_ns\":%" PRId64 ",\"p99_ns\":%" PRId64
	       ",\"allocations\":%zu,\"verdicts\":{",
		name, r->median, r->p99, r->allocations);
	for (size_t i = 0; i < PC_COUNT(r->kinds); i++)
		printf("%s\"%s\":%zu", i ? "," : "", pc_verdict_name(i), r->kinds[i]);
	printf("}}");
}

/* Returns how many allocations the decisions made. */
static size_t decide_with(size_t n_rules, size_t rounds)
{
	struct place place = {0};
	PC_AUTO(generation_done) struct generation generation = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct workload workload = {
		workload_rules(&arena, n_rules, n_rules, SEED), n_rules};
	struct result bash, read;

	place_init(&place);
	workload_write(&text, workload.rules, n_rules);
	place_write(&place, "managed-settings.json", pc_buf_str(&text));
	generation_load(&generation, &place);
	measure(&bash, generation.policy,
		actions_of(&arena, "Bash", "command",
			workload_commands(&arena, N_CALLS, &workload)),
		rounds);
	measure(&read, generation.policy,
		actions_of(&arena, "Read", "file_path",
			workload_paths(&arena, N_CALLS, &workload)),
		rounds);
	printf("{\"rules\":%zu,", n_rules);
	print_result("bash", &bash);
	printf(",");
	print_result("read", &read);
	printf("}");
	place_done(&place, 0);
	return bash.allocations + read.allocations;
}

/* The worst of three for each call, against hostile rules among ordinary ones. */
static void decide_hostile(size_t n_rules)
{
	struct place place = {0};
	PC_AUTO(generation_done) struct generation generation = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0}, request = {0};
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct pc_evaluator ev = {.arena = &request, .scratch = scratch};
	struct workload_rule *rules = workload_rules(&arena, n_rules, n_rules, SEED);
	const struct hostile *calls = hostile_calls(&arena);

	memcpy(rules, hostile_rules, sizeof(hostile_rules));
	place_init(&place);
	workload_write(&text, rules, n_rules);
	place_write(&place, "managed-settings.json", pc_buf_str(&text));
	generation_load(&generation, &place);
	printf("\"hostile\":[");
	for (size_t i = 0; i < HOSTILE_CALLS; i++) {
		struct pc_action action = {pc_str(calls[i].tool),
			input_of(&arena, calls[i].field, calls[i].value)};
		struct pc_verdict verdict = {0};
		int64_t worst = 0;

		for (int n = 0; n < 3; n++) {
			int64_t start = now_ns(), took;

			pc_arena_reset(&request);
			verdict = pc_policy_decide(generation.policy, &ev, &action);
			took = now_ns() - start;
			worst = took > worst ? took : worst;
		}
		printf("%s\n{\"what\":\"%s\",\"verdict\":\"%s\",\"ns\":%" PRId64 "}",
			i ? "," : "", calls[i].what, pc_verdict_name(verdict.kind),
			worst);
	}
	printf("],\n");
	place_done(&place, 0);
}

static int64_t load_once(struct place *place)
{
	PC_AUTO(generation_done) struct generation generation = {0};
	int64_t start = now_ns();

	generation_load(&generation, place);
	return now_ns() - start;
}

static void load_from_disk(const struct plan *plan)
{
	size_t n_all = plan->fragments * plan->rules_each;
	struct place place = {0};
	int64_t times[16];

	place_init(&place);
	if (mkdir(place_path(&place, "managed-settings.d").ptr, 0755) < 0)
		fail("managed-settings.d");
	for (size_t i = 0; i < plan->fragments; i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		PC_AUTO(pc_buf_done) struct pc_buf text = {0};
		const struct workload_rule *rules;
		char name[64];

		snprintf(name, sizeof(name), "managed-settings.d/%04zu.json", i);
		rules = workload_rules(&arena, plan->rules_each, n_all, SEED + i);
		workload_write(&text, rules, plan->rules_each);
		place_write(&place, name, pc_buf_str(&text));
	}
	for (size_t i = 0; i < plan->loads; i++)
		times[i] = load_once(&place);
	qsort(times, plan->loads, sizeof(times[0]), by_value);
	printf("\"load\":{\"fragments\":%zu,\"rules_each\":%zu,\"median_ns\":%" PRId64
	       ",\"worst_ns\":%" PRId64 "}",
		plan->fragments, plan->rules_each, times[plan->loads / 2],
		times[plan->loads - 1]);
	place_done(&place, plan->fragments);
}

static void emit_texts(struct pc_buf *out, const char *tool, const struct pc_str *texts,
	const char *after)
{
	for (size_t i = 0; i < N_CALLS; i++) {
		pc_buf_printf(out, "%s\n{\"tool\":\"%s\",\"text\":", i ? "," : "", tool);
		pc_json_quote(out, texts[i]);
		pc_buf_puts(out, "}");
	}
	pc_buf_puts(out, after);
}

static void emit(size_t n_rules)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct workload workload = {
		workload_rules(&arena, n_rules, n_rules, SEED), n_rules};
	const struct workload_rule *rules = workload.rules;

	pc_buf_puts(&out, "{\"rules\":[");
	for (size_t i = 0; i < n_rules; i++) {
		pc_buf_printf(&out, "%s\n{\"list\":\"%s\",\"text\":", i ? "," : "",
			rules[i].list);
		pc_json_quote(&out, rules[i].text);
		pc_buf_puts(&out, "}");
	}
	pc_buf_puts(&out, "],\"bash\":[");
	emit_texts(&out, "Bash", workload_commands(&arena, N_CALLS, &workload),
		"],\"read\":[");
	emit_texts(&out, "Read", workload_paths(&arena, N_CALLS, &workload), "]}\n");
	fwrite(out.ptr, 1, out.len, stdout);
}

static int run(const struct plan *plan)
{
	size_t allocations = 0;

	printf("{\"decide\":[");
	for (size_t i = 0; i < PC_COUNT(plan->sizes); i++) {
		printf("%s", i ? ",\n" : "\n");
		allocations += decide_with(plan->sizes[i], plan->rounds);
	}
	printf("],\n");
	decide_hostile(plan->sizes[1]);
	load_from_disk(plan);
	printf(",\n\"allocations_counted\":%s}\n",
		allocations_are_counted() ? "true" : "false");
	if (allocations) {
		fprintf(stderr, "pc_bench: deciding allocated %zu times\n", allocations);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--emit") == 0) {
		emit((size_t)strtoul(argv[2], NULL, 10));
		return 0;
	}
	if (argc == 1)
		return run(&full);
	if (argc == 2 && strcmp(argv[1], "--quick") == 0)
		return run(&quick);
	fprintf(stderr, "usage: pc_bench [--quick | --emit <rules>]\n");
	return 64;
}
