/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of templates and one expander: %t a team, %n a number, %v an environment. */
#include "workload.h"

#include "pc/doc/write.h"

static const char *const teams[] = {"billing", "search", "ledger", "checkout", "identity",
	"catalog", "fraud", "mobile", "growth", "risk", "notify", "media", "partner",
	"ops", "pricing", "reports", "stock", "travel", "vault", "web"};
static const char *const stages[] = {"dev", "staging", "prod"};

/* Each with how many of a hundred rules have this shape. */
static const struct shape {
	int share;
	const char *text;
} shapes[] = {
	{4, "Bash(npm run %t-%n)"},
	{4, "Bash(make %t-%n-%v)"},
	{4, "Bash(./scripts/%t/deploy-%n.sh %v)"},
	{3, "Bash(git push origin %t/release-%n)"},
	{5, "Bash(terraform apply -target=module.%t_%n:*)"},
	{5, "Bash(kubectl -n %t-%n delete:*)"},
	{4, "Bash(pytest tests/%t/test_%n:*)"},
	{4, "Bash(docker run registry.example.com/%t/%n:*)"},
	{2, "Bash(cargo test -p %t-%n:*)"},
	{4, "Bash(git push * %t/%n-*)"},
	{4, "Bash(aws s3 rm s3://%t-%n-*)"},
	{4, "Bash(psql * %t_%n_%v*)"},
	{3, "Bash(helm upgrade %t-%n * --values *)"},
	{4, "Read(//srv/%t/secrets-%n/**)"},
	{4, "Read(~/.%t/keys-%n/*.pem)"},
	{4, "Read(/src/%t/module-%n/**)"},
	{3, "Read(config/%t/%v.%n.env)"},
	{4, "Read(**/%t-%n/credentials*)"},
	{4, "Edit(/src/%t/generated-%n/**)"},
	{4, "Edit(docs/%t/guide-%n.md)"},
	{4, "Edit(**/%t-%n/*.lock)"},
	{3, "Edit(//etc/%t/%n.conf)"},
	{5, "WebFetch(domain:%t-%n.example.com)"},
	{3, "WebFetch(domain:*.%t%n.example.org)"},
	{5, "mcp__%t-%n__write_record"},
	{3, "mcp__%t-%n__*"},
};

static const char *const lists[] = {"deny", "allow", "ask", "deny", "allow"};

static const char *const commands[] = {
	"npm run %t-%n -- --reporter=dot",
	"make %t-%n-%v",
	"git push --force-with-lease origin %t/%n-retry-on-timeout",
	"terraform apply -target=module.%t_%n -auto-approve -input=false",
	"kubectl -n %t-%n delete pod worker-%n --grace-period=30",
	"pytest tests/%t/test_%n -x --maxfail=3 -k 'not slow'",
	"aws s3 rm s3://%t-%n-uploads/tmp --recursive --dryrun",
	"psql -U app %t_%n_%v -c 'select count(*) from orders'",
	"docker run --rm -v \"$PWD:/w\" registry.example.com/%t/%n sh",
	"helm upgrade %t-%n ./charts/%t --install --values values.%v.yaml",
	"grep -rn 'retry_%n' src/%t --include='*.c'",
	"cargo test -p %t-%n --all-features -- --nocapture",
	"npm ci && npm run %t-%n",
	"cd services/%t && make %t-%n-%v",
	"cat logs/%t-%n.log | sort | uniq -c",
	"git fetch origin && git rebase origin/%t-%n",
};

static const char *const paths[] = {
	"/home/dev/app/src/%t/module-%n/handler.c",
	"/home/dev/app/src/%t/handlers/request_%n.c",
	"/home/dev/app/config/%t/%v.%n.env",
	"/home/dev/app/services/%t-%n/credentials.json",
	"/home/dev/app/docs/%t/guide-%n.md",
	"/home/dev/.%t/keys-%n/server.pem",
	"/srv/%t/secrets-%n/token",
	"/usr/include/%t/%n.h",
};

/* splitmix64: its whole state is one number, and it is the same everywhere. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Numbers run up to max, so that the number of distinct rules grows with the rules. */
static struct pc_str expand(
	struct pc_arena *arena, const char *text, uint64_t *state, size_t max)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (; *text; text++) {
		if (*text != '%') {
			pc_buf_add_char(&out, *text);
			continue;
		}
		text++;
		if (*text == 't')
			pc_buf_puts(&out, teams[next(state) % PC_COUNT(teams)]);
		else if (*text == 'v')
			pc_buf_puts(&out, stages[next(state) % PC_COUNT(stages)]);
		else
			pc_buf_printf(&out, "%u", (unsigned)(next(state) % max));
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

static size_t numbers_for(size_t n_rules)
{
	return n_rules / 40 + 5;
}

static const char *pick_shape(uint64_t *state)
{
	int at = (int)(next(state) % 100);
	size_t i = 0;

	while (i + 1 < PC_COUNT(shapes) && at >= shapes[i].share)
		at -= shapes[i++].share;
	return shapes[i].text;
}

struct workload_rule *workload_rules(
	struct pc_arena *arena, size_t n, size_t n_all, uint64_t seed)
{
	struct workload_rule *rules = pc_arena_new_array(arena, struct workload_rule, n);

	for (size_t i = 0; i < n; i++) {
		rules[i].text =
			expand(arena, pick_shape(&seed), &seed, numbers_for(n_all));
		rules[i].list = lists[i % PC_COUNT(lists)];
	}
	return rules;
}

/* The specifier of some rule of a tool, or the empty view when 1,000 draws find none. */
static struct pc_str draw_spec(
	const struct workload *workload, struct pc_str tool, uint64_t *state)
{
	for (int i = 0; i < 1000; i++) {
		size_t at = next(state) % workload->n_rules;
		struct pc_str text = workload->rules[at].text;

		if (pc_str_starts(text, tool))
			return pc_str_head(
				pc_str_from(text, tool.len), text.len - tool.len - 1);
	}
	return (struct pc_str){0};
}

/* Something for each run of stars. */
static void fill_stars(struct pc_buf *out, struct pc_str pattern, const char *with)
{
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] != '*')
			pc_buf_add_char(out, pattern.ptr[i]);
		else if (i == 0 || pattern.ptr[i - 1] != '*')
			pc_buf_puts(out, with);
	}
}

/* A command that the rule is about; a rule without a star leaves no room for arguments,
 * so another command follows. */
static struct pc_str command_for(struct pc_arena *arena, struct pc_str spec)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	bool has_prefix_form = pc_str_ends(spec, PC_STR(":*"));

	if (has_prefix_form)
		spec.len -= 2;
	fill_stars(&out, spec, "main");
	if (!has_prefix_form && !pc_str_ends(spec, PC_STR("*")))
		pc_buf_puts(&out, " && npm run lint --");
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* A path that the rule is about: its four anchors, then any file. */
static struct pc_str path_for(struct pc_arena *arena, struct pc_str spec)
{
	static const struct anchor {
		struct pc_str is, becomes;
	} anchors[] = {
		{PC_STR("//"), PC_STR("/")},
		{PC_STR("~/"), PC_STR("/home/dev/")},
		{PC_STR("/"), PC_STR("/home/dev/app/")},
		{PC_STR("**/"), PC_STR("/home/dev/app/lib/")},
		{PC_STR(""), PC_STR("/home/dev/app/")},
	};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	size_t i = 0;

	while (!pc_str_starts(spec, anchors[i].is))
		i++;
	pc_buf_add(&out, anchors[i].becomes);
	fill_stars(&out, pc_str_from(spec, anchors[i].is.len), "main");
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* Fills a command up with one more word, or cuts its last. */
static struct pc_str fit(struct pc_arena *arena, struct pc_str command)
{
	static const char filler[] =
		" --label=nightly-run-of-the-whole-suite-with-a-long-name-and-more-of-it";
	struct pc_str whole =
		pc_arena_printf(arena, "%.*s%s", PC_STR_ARG(command), filler);

	return pc_arena_str(arena, pc_str_head(whole, COMMAND_SIZE));
}

struct pc_str *workload_commands(
	struct pc_arena *arena, size_t n, const struct workload *workload)
{
	struct pc_str *out = pc_arena_new_array(arena, struct pc_str, n);
	uint64_t state = 7;

	for (size_t i = 0; i < n; i++) {
		struct pc_str spec = draw_spec(workload, PC_STR("Bash("), &state);
		struct pc_str other = expand(arena, commands[i / 2 % PC_COUNT(commands)],
			&state, numbers_for(workload->n_rules));

		out[i] = fit(arena, i % 2 && spec.len ? command_for(arena, spec) : other);
	}
	return out;
}

struct pc_str *workload_paths(
	struct pc_arena *arena, size_t n, const struct workload *workload)
{
	struct pc_str *out = pc_arena_new_array(arena, struct pc_str, n);
	uint64_t state = 11;

	for (size_t i = 0; i < n; i++) {
		struct pc_str spec = draw_spec(workload, PC_STR("Read("), &state);
		struct pc_str other = expand(arena, paths[i / 2 % PC_COUNT(paths)],
			&state, numbers_for(workload->n_rules));

		out[i] = i % 2 && spec.len ? path_for(arena, spec) : other;
	}
	return out;
}

static void write_list(
	struct pc_buf *out, const char *list, const struct workload_rule *rules, size_t n)
{
	const char *before = "";

	pc_buf_printf(out, "    \"%s\": [", list);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rules[i].list, list) != 0)
			continue;
		pc_buf_printf(out, "%s\n      ", before);
		pc_json_quote(out, rules[i].text);
		before = ",";
	}
	pc_buf_puts(out, "\n    ]");
}

void workload_write(struct pc_buf *out, const struct workload_rule *rules, size_t n)
{
	pc_buf_puts(out, "{\n  \"permissions\": {\n");
	write_list(out, "deny", rules, n);
	pc_buf_puts(out, ",\n");
	write_list(out, "ask", rules, n);
	pc_buf_puts(out, ",\n");
	write_list(out, "allow", rules, n);
	pc_buf_puts(out, "\n  }\n}\n");
}
