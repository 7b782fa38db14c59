/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in rules: what their records promise holds for the whole engine.  Each
 * example is a test, made anew from several seeds and written the ways in which people
 * write keys. */
#include "pc_test.h"

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/secrets/scan.h"

enum { SEEDS = 3 };

/* %1$.*2$s would be the way to say it twice; the key goes where the '@' is. */
static const char *const around_key[] = {
	"@",
	"export ACME_KEY=@\n",
	"{\"acmeKey\": \"@\", \"b\": 1}\n",
	"acme:\n  key: @\n  other: 1\n",
	"X-Acme-Key: @\r\n",
	"let k = '@';\n",
	"https://acme.test/v1?key=@&b=1\n",
};

/* Of examples of the form NAME=value: the name is the '#'. */
static const char *const around_pair[] = {
	"#=@",
	"export #=\"@\"\n",
	"\"#\": \"@\",\n",
	"    #: @\n",
	"#: '@'\n",
	"env:\n  - name: #\n    value: \"@\"\n",
	"-e #=@ \\\n",
};

static const struct pc_secret_rule *const no_rule;
static struct pc_secrets *secrets;
static struct pc_secret_scanner *scanner;

struct told {
	const struct pc_secret_rule *rule;  /* that is asked for */
	bool by_it;                         /* it told of a key */
	const struct pc_secret_rule *other; /* or one of the same sureness or more did */
};

static void tell(void *context, const struct pc_secret_hit *hit)
{
	struct told *told = context;

	if (hit->rule == told->rule)
		told->by_it = true;
	else if (hit->sureness >= told->rule->sureness)
		told->other = hit->rule;
}

static struct told scan(const struct pc_secret_rule *rule, struct pc_str text)
{
	struct told told = {.rule = rule, .other = no_rule};

	pc_secret_scan(scanner, &(struct pc_secret_text){.text = text}, tell, &told);
	return told;
}

static struct pc_str written(
	struct pc_arena *arena, const char *form, struct pc_str name, struct pc_str value)
{
	struct pc_buf out = {0};
	struct pc_str text;

	for (; *form; form++) {
		if (*form == '@')
			pc_buf_add(&out, value);
		else if (*form == '#')
			pc_buf_add(&out, name);
		else
			pc_buf_add_char(&out, *form);
	}
	text = pc_arena_str(arena, pc_buf_str(&out));
	pc_buf_done(&out);
	return text;
}

/* NAME=value, in one line and without quotes. */
static bool is_pair(struct pc_str text, struct pc_str *name, struct pc_str *value)
{
	size_t at = pc_str_find(text, '=');

	*name = pc_str_head(text, at);
	*value = pc_str_from(text, at + 1);
	for (size_t i = 0; i < name->len; i++) {
		char c = name->ptr[i];

		if (c != '_' && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return value->len > 0 && name->len > 1 &&
	       pc_str_find(*value, ' ') == value->len &&
	       pc_str_find(*value, '"') == value->len &&
	       pc_str_find(*value, '\n') == value->len;
}

static size_t check_text(const struct pc_secret_rule *rule, struct pc_str text)
{
	struct told told = scan(rule, text);

	if (told.by_it ||
		(told.other && strcmp(told.other->provider, rule->provider) == 0))
		return 0;
	print_error("%s: not found%s%s in\n%.*s\n", rule->id,
		told.other ? ", but taken for " : "", told.other ? told.other->id : "",
		PC_STR_ARG(text));
	return 1;
}

static size_t check_match(struct pc_arena *arena, const struct pc_secret_rule *rule,
	const char *example, uint64_t seed)
{
	struct pc_str text = pc_secret_sample(arena, example, seed), name, value;
	bool is_plain = rule->context == PC_SECRET_ANYWHERE &&
			!strpbrk(text.ptr, " \n\"\t=:?&") && !rule->is_open;
	size_t n_failed = check_text(rule, text);

	if (is_pair(text, &name, &value)) {
		for (size_t i = 0; i < PC_COUNT(around_pair); i++)
			n_failed += check_text(
				rule, written(arena, around_pair[i], name, value));
	} else if (is_plain) {
		for (size_t i = 0; i < PC_COUNT(around_key); i++)
			n_failed += check_text(rule,
				written(arena, around_key[i], (struct pc_str){0}, text));
	}
	return n_failed;
}

static void examples_hold(void **state)
{
	struct pc_arena arena = {0};
	size_t n_failed = 0;

	(void)state;
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		const struct pc_secret_rule *rule = &pc_secret_rules[i];

		for (const char *const *at = rule->match; *at; at++) {
			for (uint64_t seed = 1; seed <= SEEDS; seed++)
				n_failed +=
					check_match(&arena, rule, *at, seed * 977 + i);
		}
		pc_arena_reset(&arena);
	}
	pc_arena_done(&arena);
	assert_int_equal(n_failed, 0);
}

static void look_alikes_are_none(void **state)
{
	struct pc_arena arena = {0};
	size_t n_failed = 0;

	(void)state;
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		const struct pc_secret_rule *rule = &pc_secret_rules[i];

		for (const char *const *at = rule->none; *at; at++) {
			struct pc_str text = pc_secret_sample(&arena, *at, i);

			if (!scan(rule, text).by_it)
				continue;
			print_error("%s: takes for a key: %.*s\n", rule->id,
				PC_STR_ARG(text));
			n_failed++;
		}
	}
	pc_arena_done(&arena);
	assert_int_equal(n_failed, 0);
}

/* What people need of each rule, and what others rely on. */
static void records_are_complete(void **state)
{
	(void)state;
	assert_true(pc_secret_n_rules >= 150);
	for (size_t i = 0; i < pc_secret_n_rules; i++) {
		const struct pc_secret_rule *rule = &pc_secret_rules[i];
		bool is_anyones = strcmp(rule->group, "general") == 0 ||
				  strcmp(rule->group, "private-key") == 0 ||
				  rule->sureness < PC_SECRET_SURE;
		bool good = rule->match[0] && rule->none[0] && rule->mend &&
			    (rule->rotate || is_anyones);

		for (size_t j = 0; j < i; j++)
			good &= strcmp(pc_secret_rules[j].id, rule->id) != 0;
		good &= !rule->rotate || strncmp(rule->rotate, "https://", 8) == 0;
		good &= !rule->call.method || strstr(rule->call.url, "https://");
		good &= !rule->call.method || strstr(rule->call.url, "{key}") ||
			strstr(rule->call.header, "{key}");
		if (!good)
			print_error("%s\n", rule->id);
		assert_true(good);
	}
}

static int open_all(void **state)
{
	struct pc_err err;

	(void)state;
	if (pc_secrets_open(&secrets, &(struct pc_secrets_options){.is_plain = true},
		    &err) != PC_OK)
		return -1;
	scanner = pc_secret_scanner_new(secrets);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	pc_secret_scanner_free(scanner);
	pc_secrets_close(secrets);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_hold),
		cmocka_unit_test(look_alikes_are_none),
		cmocka_unit_test(records_are_complete),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
