/* SPDX-License-Identifier: Apache-2.0 */
/* How many keys of the labelled set are found, and how many look-alikes are taken for
 * one: detect [--quick] [--misses] [--floors].  With --floors it fails below them. */
#include <stdio.h>
#include <stdlib.h>

#include "detect.h"
#include "pc/base/buf.h"
#include "pc/secrets/scan.h"

enum {
	FULL_ROUNDS = 24, /* keys for each wrapping */
	QUICK_ROUNDS = 4,
};

struct group {
	const char *name;
	size_t asked, found, exact;
	double floor; /* found must be this share; of look-alikes: may be at most */
};

enum { AI, RULES, NAMED, PASSWORDS, LOOKALIKES, N_GROUPS };

static struct group groups[N_GROUPS] = {
	[AI] = {.name = "keys of AI providers", .floor = 0.98},
	[RULES] = {.name = "keys of other rules", .floor = 0.97},
	[NAMED] = {.name = "keys known by their name", .floor = 0.95},
	[PASSWORDS] = {.name = "passwords", .floor = 0.80},
	[LOOKALIKES] = {.name = "look-alikes taken for keys", .floor = 0.02},
};

struct asked {
	struct pc_str text, key; /* key is empty for look-alikes */
	size_t at;
	bool is_found, is_exact;
	char rule[64];
};

static bool show_misses;

static void on_hit(void *context, const struct pc_secret_hit *hit)
{
	struct asked *asked = context;

	if (asked->key.len && (hit->at + hit->len <= asked->at ||
				      hit->at >= asked->at + asked->key.len))
		return;
	asked->is_found = true;
	asked->is_exact = asked->is_exact || pc_str_eq(hit->key, asked->key);
	snprintf(asked->rule, sizeof(asked->rule), "%s", hit->rule->id);
}

static void ask(struct pc_secret_scanner *scanner, struct group *group, const char *about,
	struct asked *asked)
{
	pc_secret_scan(
		scanner, &(struct pc_secret_text){.text = asked->text}, on_hit, asked);
	group->asked++;
	group->found += asked->is_found;
	group->exact += asked->is_exact;
	if (show_misses && asked->is_found != (asked->key.len > 0))
		printf("%s: %s %s\n%.*s\n", group->name, about, asked->rule,
			PC_STR_ARG(asked->text));
	else if (show_misses && asked->is_found != asked->is_exact &&
		 asked->key.ptr != asked->text.ptr)
		printf("not exact: %s %s\n%.*s\n", about, asked->rule,
			PC_STR_ARG(asked->text));
}

/* ---- names in each case ---- */

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* joint: what '_' becomes; 0: the next letter is a capital. */
static void add_name(struct pc_buf *out, struct pc_str snake, char joint, bool is_upper,
	bool is_capital)
{
	for (size_t i = 0; i < snake.len; i++) {
		bool starts = i == 0 || snake.ptr[i - 1] == '_';

		if (snake.ptr[i] == '_') {
			if (joint)
				pc_buf_add_char(out, joint);
			continue;
		}
		if (is_upper || (starts && (i ? !joint : is_capital)))
			pc_buf_add_char(out, upper(snake.ptr[i]));
		else
			pc_buf_add_char(out, snake.ptr[i]);
	}
}

static const struct {
	const char *text;
	char joint;
	bool is_upper, is_capital;
} cases[] = {
	{"{snake}", '_', false, false},
	{"{UPPER}", '_', true, false},
	{"{camel}", 0, false, false},
	{"{Pascal}", 0, false, true},
	{"{kebab}", '-', false, false},
	{"{words}", ' ', false, false},
};

static bool add_case(struct pc_buf *out, struct pc_str *rest, struct pc_str name)
{
	for (size_t i = 0; i < PC_COUNT(cases); i++)
		if (pc_str_starts(*rest, pc_str(cases[i].text))) {
			*rest = pc_str_from(*rest, strlen(cases[i].text));
			add_name(out, name, cases[i].joint, cases[i].is_upper,
				cases[i].is_capital);
			return true;
		}
	return false;
}

/* The text, and where the key is in it. */
static size_t wrap(
	struct pc_buf *out, const char *wrapping, struct pc_str name, struct pc_str value)
{
	struct pc_str rest = pc_str(wrapping);
	size_t at = 0;

	while (rest.len) {
		if (add_case(out, &rest, name))
			continue;
		if (pc_str_starts(rest, PC_STR("{value}"))) {
			at = out->len;
			pc_buf_add(out, value);
			rest = pc_str_from(rest, strlen("{value}"));
			continue;
		}
		pc_buf_add_char(out, rest.ptr[0]);
		rest = pc_str_from(rest, 1);
	}
	return at;
}

/* ---- the groups ---- */

static uint64_t state = 1;

static size_t pick(size_t n)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(state >> 33) % n;
}

static void ask_wrapped(struct pc_secret_scanner *scanner, struct group *group,
	const struct detect_wrapping *wrapping, struct pc_str name, const char *shape)
{
	struct pc_arena arena = {0};
	struct pc_buf text = {0};
	struct asked asked = {.key = pc_secret_sample(&arena, shape, pick(1U << 30))};

	asked.at = wrap(&text, wrapping->text, name, asked.key);
	asked.text = pc_buf_str(&text);
	ask(scanner, group, wrapping->about, &asked);
	pc_buf_done(&text);
	pc_arena_done(&arena);
}

static void ask_named(struct pc_secret_scanner *scanner, size_t rounds)
{
	for (size_t w = 0; w < detect_n_wrappings; w++)
		for (size_t i = 0; i < rounds; i++) {
			char name[96];

			snprintf(name, sizeof(name), "%s_%s",
				detect_services[pick(detect_n_services)],
				detect_names[pick(detect_n_names)]);
			ask_wrapped(scanner, &groups[NAMED], &detect_wrappings[w],
				pc_str(name), detect_shapes[pick(detect_n_shapes)]);
		}
}

static void ask_passwords(struct pc_secret_scanner *scanner, size_t rounds)
{
	static const char *const names[] = {"db_password", "password", "admin_password",
		"mysql_root_password", "passwd"};

	for (size_t w = 0; w < detect_n_wrappings; w++)
		for (size_t i = 0; i < rounds; i++)
			ask_wrapped(scanner, &groups[PASSWORDS], &detect_wrappings[w],
				pc_str(names[pick(PC_COUNT(names))]),
				detect_passwords[pick(detect_n_passwords)]);
}

/* The texts of each rule; what is found in them must be that rule's, or a surer one. */
static void ask_rules(struct pc_secret_scanner *scanner, size_t rounds)
{
	for (size_t r = 0; r < pc_secret_n_rules; r++) {
		const struct pc_secret_rule *rule = &pc_secret_rules[r];
		struct group *group = &groups[strcmp(rule->group, "ai") ? RULES : AI];

		for (size_t m = 0; rule->match && rule->match[m]; m++)
			for (size_t i = 0; i < rounds; i++) {
				struct pc_arena arena = {0};
				struct asked asked = {
					.text = pc_secret_sample(
						&arena, rule->match[m], pick(1U << 30))};

				asked.key = asked.text;
				ask(scanner, group, rule->id, &asked);
				pc_arena_done(&arena);
			}
	}
}

static void ask_lookalikes(struct pc_secret_scanner *scanner, size_t rounds)
{
	for (size_t l = 0; l < detect_n_lookalikes; l++)
		for (size_t i = 0; i < rounds; i++) {
			struct pc_arena arena = {0};
			struct asked asked = {
				.text = pc_secret_sample(&arena,
					detect_lookalikes[l].text, pick(1U << 30))};

			ask(scanner, &groups[LOOKALIKES], detect_lookalikes[l].about,
				&asked);
			pc_arena_done(&arena);
		}
}

static bool report(bool with_floors)
{
	bool is_well = true;

	for (size_t i = 0; i < N_GROUPS; i++) {
		const struct group *g = &groups[i];
		double share = g->asked ? (double)g->found / (double)g->asked : 0;
		bool holds = !g->asked ||
			     (i == LOOKALIKES ? share <= g->floor : share >= g->floor);

		printf("%-28s %6zu of %6zu  %.3f  exact %6zu  %s %.2f%s\n", g->name,
			g->found, g->asked, share, g->exact,
			i == LOOKALIKES ? "at most" : "floor", g->floor,
			holds ? "" : "  MISSED");
		is_well = is_well && holds;
	}
	return is_well || !with_floors;
}

static bool has_option(int argc, char **argv, const char *option)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], option))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	size_t rounds = has_option(argc, argv, "--quick") ? QUICK_ROUNDS : FULL_ROUNDS;
	struct pc_err err = {0};
	struct pc_secrets *secrets;
	struct pc_secret_scanner *scanner;
	bool is_well;

	show_misses = has_option(argc, argv, "--misses");
	if (pc_secrets_open(&secrets, &(struct pc_secrets_options){.size = 0}, &err)) {
		fprintf(stderr, "detect: the rules cannot be made ready\n");
		return EXIT_FAILURE;
	}
	scanner = pc_secret_scanner_new(secrets);
	ask_rules(scanner, rounds);
	ask_named(scanner, rounds);
	ask_passwords(scanner, rounds / 2);
	ask_lookalikes(scanner, rounds);
	is_well = report(has_option(argc, argv, "--floors"));
	pc_secret_scanner_free(scanner);
	pc_secrets_close(secrets);
	return is_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
