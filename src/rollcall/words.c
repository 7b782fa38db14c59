/* SPDX-License-Identifier: Apache-2.0 */
/* Words to struct words, by a table. */
#include "words.h"

#include <getopt.h>
#include <stdio.h>
#include <time.h>

#include "pc/doc/fields.h"
#include "pc/rollcall/source.h"

static const char usage[] =
	"usage: policyctl-rollcall --ledger FILE [OPTION...]\n"
	"Asks providers what has changed about their models, and writes it down.\n"
	"policyctl models scan starts it; policyctl-models(1) says what its options "
	"are.\n"
	"\n"
	"  --ledger FILE         what scans leave behind\n"
	"  --policy FILE         which sources, mirrors and keys there are\n"
	"  --table FILE          the table of models\n"
	"  --source NAME[=URL]   ask this one, and those that are named like that, "
	"alone\n"
	"  --key NAME=REFERENCE  its key: file:/PATH or exec:/PROGRAM\n"
	"  --ca-file FILE        the only certificate authorities\n"
	"  --proxy URL           for https; none: no proxy (default: as the environment "
	"says)\n"
	"  --deadline TIME       for all of them (default: 60s)\n"
	"  --at DATE             as if it were then\n"
	"  --format text|json    how to print it\n"
	"  --fail-on error|warning|note\n"
	"                        exit with 1 when such a thing happened\n"
	"  --quiet               print nothing when nothing happened\n"
	"  --readings            print what sources say as JSON, and write nothing down\n"
	"  --list-sources        print the names of sources\n"
	"  --version, --help\n";

static int wrong(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, "policyctl models scan: --%s must be %s, not '%s'\n", option,
		wanted, value);
	return EXIT_WORDS;
}

static void add(struct pc_str **items, size_t *count, size_t *cap, struct pc_arena *arena,
	const char *text)
{
	pc_arena_grow(arena, *items, *count, *cap);
	(*items)[(*count)++] = pc_str(text);
}

static int set_deadline(struct words *words, const char *text)
{
	enum { LONGEST = 60 * 60 * 1000 };

	if (pc_duration_read(&words->deadline, pc_str(text)) && words->deadline > 0 &&
		words->deadline <= LONGEST)
		return -1;
	return wrong("deadline", text, "a time up to an hour, such as 30s");
}

static int set_at(struct words *words, const char *text)
{
	if (pc_time_read(&words->at, pc_str(text)))
		return -1;
	return wrong("at", text, "a date, such as 2026-12-31");
}

static int set_format(struct words *words, const char *text)
{
	words->is_json = pc_str_is(pc_str(text), "json");
	if (words->is_json || pc_str_is(pc_str(text), "text"))
		return -1;
	return wrong("format", text, "text or json");
}

static int set_fail_on(struct words *words, const char *text)
{
	static const enum pc_severity all[] = {PC_NOTE, PC_WARNING, PC_ERROR};

	for (size_t i = 0; i < PC_COUNT(all); i++) {
		if (!pc_str_is(pc_str(text), pc_severity_name(all[i])))
			continue;
		words->has_fail_on = true;
		words->fail_on = all[i];
		return -1;
	}
	return wrong("fail-on", text, "error, warning or note");
}

static int add_source(struct words *words, const char *text)
{
	add(&words->sources, &words->n_sources, &words->cap_sources, words->arena, text);
	return -1;
}

static int add_key(struct words *words, const char *text)
{
	struct pc_str name = pc_str_head(pc_str(text), pc_str_find(pc_str(text), '='));

	/* What it is not is not told: it may be a key. */
	if (!name.len || name.len == strlen(text)) {
		fputs("policyctl models scan: --key must be NAME=file:/PATH or "
		      "NAME=exec:/PROGRAM\n",
			stderr);
		return EXIT_WORDS;
	}
	add(&words->keys, &words->n_keys, &words->cap_keys, words->arena, text);
	return -1;
}

static int show_usage(struct words *words, const char *text)
{
	(void)words, (void)text;
	fputs(usage, stdout);
	return EXIT_FINE;
}

static int show_version(struct words *words, const char *text)
{
	(void)words, (void)text;
	puts("policyctl-rollcall " PC_VERSION);
	return EXIT_FINE;
}

#define FIELD(member) offsetof(struct words, member)

/* Either a text or a flag of struct words, or a function that says -1 or an exit status.
 */
static const struct word {
	const char *name;
	bool has_value;
	size_t offset;
	int (*set)(struct words *words, const char *text);
} all_words[] = {
	{"ledger", true, FIELD(ledger), NULL},
	{"policy", true, FIELD(policy), NULL},
	{"table", true, FIELD(table), NULL},
	{"source", true, 0, add_source},
	{"key", true, 0, add_key},
	{"ca-file", true, FIELD(ca_file), NULL},
	{"proxy", true, FIELD(proxy), NULL},
	{"deadline", true, 0, set_deadline},
	{"at", true, 0, set_at},
	{"format", true, 0, set_format},
	{"fail-on", true, 0, set_fail_on},
	{"quiet", false, FIELD(is_quiet), NULL},
	{"readings", false, FIELD(only_readings), NULL},
	{"list-sources", false, FIELD(only_names), NULL},
	{"version", false, 0, show_version},
	{"help", false, 0, show_usage},
};

static int take(struct words *words, const struct word *word, const char *value)
{
	char *field = (char *)words + word->offset;

	if (word->set)
		return word->set(words, value);
	if (word->has_value)
		*(const char **)(void *)field = value;
	else
		*(bool *)(void *)field = true;
	return -1;
}

static int check(const struct words *words, int argc, char **argv)
{
	if (optind < argc) {
		fprintf(stderr, "policyctl models scan: '%s' is no option\n",
			argv[optind]);
		return EXIT_WORDS;
	}
	if (words->ledger || words->only_readings || words->only_names)
		return -1;
	fputs("policyctl-rollcall: --ledger has to say where to write it down\n", stderr);
	return EXIT_WORDS;
}

int words_read(struct words *words, int argc, char **argv)
{
	enum { USUAL = 60 * 1000 };
	struct option options[PC_COUNT(all_words) + 1] = {0};
	int got, status = -1;

	words->deadline = USUAL;
	words->at = (int64_t)time(NULL);
	words->proxy = "auto";
	for (size_t i = 0; i < PC_COUNT(all_words); i++)
		options[i] = (struct option){.name = all_words[i].name,
			.has_arg =
				all_words[i].has_value ? required_argument : no_argument,
			.val = (int)i + 1};
	while (status < 0 && (got = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (got < 1 || (size_t)got > PC_COUNT(all_words))
			return EXIT_WORDS;
		status = take(words, &all_words[got - 1], optarg);
	}
	if (pc_str_is(pc_str(words->proxy), "none"))
		words->proxy = "";
	return status >= 0 ? status : check(words, argc, argv);
}

/* ---- who is asked ------------------------------------------------------------------ */

struct wishes {
	struct pc_arena *arena;
	struct pc_model_source_wish *items;
	size_t count, cap;
};

static void add_wish(struct wishes *wishes, const struct pc_model_source_wish *wish)
{
	pc_arena_grow(wishes->arena, wishes->items, wishes->count, wishes->cap);
	wishes->items[wishes->count++] = *wish;
}

static struct pc_model_source_wish *find_wish(
	struct pc_model_source_wish *items, size_t count, struct pc_str name)
{
	for (size_t i = 0; i < count; i++) {
		if (pc_str_eq(items[i].name, name))
			return &items[i];
	}
	return NULL;
}

/* "NAME=what" */
static struct pc_str split(struct pc_str *what, struct pc_str text)
{
	size_t at = pc_str_find(text, '=');

	*what = pc_str_from(text, at + 1);
	return pc_str_head(text, at);
}

static void add_named(struct wishes *wishes, const struct words *words,
	const struct pc_model_policy *policy)
{
	for (size_t i = 0; i < words->n_sources; i++) {
		struct pc_model_source_wish wish = {0};
		const struct pc_model_source_wish *known;
		struct pc_str url = {0};

		wish.name = split(&url, words->sources[i]);
		known = find_wish(policy->sources, policy->n_sources, wish.name);
		if (known)
			wish = *known;
		if (url.len)
			wish.url = url;
		add_wish(wishes, &wish);
	}
}

static void add_usual(struct wishes *wishes, const struct pc_model_policy *policy)
{
	for (size_t i = 0; i < policy->n_sources; i++)
		add_wish(wishes, &policy->sources[i]);
	for (size_t i = 0; !policy->n_sources && pc_sources[i]; i++) {
		const struct pc_model_source_wish wish = {
			.name = pc_str(pc_sources[i]->name)};

		if (pc_sources[i]->key == PC_SOURCE_NO_KEY)
			add_wish(wishes, &wish);
	}
}

static enum pc_status add_keys(
	struct wishes *wishes, const struct words *words, struct pc_err *err)
{
	for (size_t i = 0; i < words->n_keys; i++) {
		struct pc_str key = {0}, name = split(&key, words->keys[i]);
		struct pc_model_source_wish *wish =
			find_wish(wishes->items, wishes->count, name);

		if (!wish && words->n_sources)
			return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){0},
				"--key is for '%.*s', which is not asked",
				PC_STR_ARG(name));
		if (!wish) {
			add_wish(wishes, &(struct pc_model_source_wish){.name = name});
			wish = &wishes->items[wishes->count - 1];
		}
		wish->key = key;
	}
	return PC_OK;
}

enum pc_status words_wishes(struct pc_model_source_wish **out, size_t *count,
	const struct words *words, const struct pc_model_policy *policy,
	struct pc_err *err)
{
	struct wishes wishes = {.arena = words->arena};

	if (words->n_sources)
		add_named(&wishes, words, policy);
	else
		add_usual(&wishes, policy);
	PC_TRY(add_keys(&wishes, words, err));
	*out = wishes.items;
	*count = wishes.count;
	return PC_OK;
}
