/* SPDX-License-Identifier: Apache-2.0 */
/* WebFetch: domain rules against the host of a URL, and the documentation sites that the
 * client fetches without a rule.
 *
 * A pattern is a host; a leading "*." stands for one or more whole labels, any other '*'
 * for a run inside one label, and "*" alone for every host.  Case and dots at the end do
 * not count.  A rule never sees the port, the user or the path. */
#include "rule_index.h"
#include "tools_priv.h"
#include "url_priv.h"

enum { SPACE_HOST = 1, SPACE_PATTERN };

struct web_rules {
	struct rule_index hosts;
	struct star_index patterns;
	const struct pc_rule *any[PC_N_LISTS];   /* domain:*, the first of each */
	const struct pc_rule *first[PC_N_LISTS]; /* the first that could match */
};

/* ---- patterns ------------------------------------------------------------- */

static bool is_separator(char c)
{
	return c == '.' || c == ':';
}

static size_t label_len(struct pc_str s)
{
	size_t n = 0;

	while (n < s.len && !is_separator(s.ptr[n]))
		n++;
	return n;
}

/* Label by label, since no star leaves its own. */
static bool match_labels(struct pc_str pattern, struct pc_str host)
{
	for (;;) {
		size_t p = label_len(pattern), h = label_len(host);

		if (!star_match(pc_str_head(pattern, p), pc_str_head(host, h)))
			return false;
		if (p >= pattern.len || h >= host.len)
			return p == pattern.len && h == host.len;
		if (pattern.ptr[p] != host.ptr[h])
			return false;
		pattern = pc_str_from(pattern, p + 1);
		host = pc_str_from(host, h + 1);
	}
}

static size_t count_separators(struct pc_str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += is_separator(s.ptr[i]);
	return n;
}

/* One or more labels, none of them empty. */
static bool are_labels(struct pc_str s)
{
	for (;;) {
		size_t n = label_len(s);

		if (!n)
			return false;
		if (n >= s.len)
			return true;
		if (s.ptr[n] != '.')
			return false;
		s = pc_str_from(s, n + 1);
	}
}

static bool match_host(struct pc_str pattern, struct pc_str host)
{
	size_t n, at = host.len;

	if (!pc_str_starts(pattern, PC_STR("*.")))
		return match_labels(pattern, host);
	pattern = pc_str_from(pattern, 1);
	for (n = count_separators(pattern); n && at; at--)
		n -= is_separator(host.ptr[at - 1]);
	return !n && are_labels(pc_str_head(host, at)) &&
	       match_labels(pattern, pc_str_from(host, at));
}

/* Without the dots at its end, unless it is nothing else. */
static struct pc_str strip_dots(struct pc_str host)
{
	struct pc_str short_host = host;

	while (pc_str_ends(short_host, PC_STR(".")))
		short_host.len--;
	return short_host.len ? short_host : host;
}

bool web_pattern(struct pc_str *out, struct pc_arena *arena, const struct pc_rule *rule)
{
	struct pc_str pattern = strip_dots(lower_case(arena, rule->spec));

	/* The client does not match "x.*." with anything. */
	if (pattern.len != rule->spec.len && pc_str_ends(pattern, PC_STR("*")))
		return false;
	*out = pattern;
	return true;
}

static void add_rule(
	struct web_rules *index, struct pc_arena *arena, const struct pc_rule *rule)
{
	enum pc_list_kind list = rule->src->list;
	struct pc_str pattern;
	uint64_t hash;

	if (!web_pattern(&pattern, arena, rule))
		return;
	if (pc_str_is(rule->spec, "*"))
		index->any[list] = rule;
	index->first[list] = rule;
	if (pc_str_find(pattern, '*') < pattern.len) {
		star_index_add(&index->patterns, arena,
			rule_hash_start(list, SPACE_PATTERN), rule, pattern);
		return;
	}
	hash = rule_hash(rule_hash_start(list, SPACE_HOST), pattern);
	rule_index_add(&index->hosts, arena, hash, rule, pattern);
}

struct web_rules *web_rules_new(
	struct pc_arena *arena, const struct pc_rule *const *rules, size_t n)
{
	struct web_rules *index = pc_arena_new(arena, struct web_rules);

	rule_index_init(&index->hosts, arena, n);
	star_index_init(&index->patterns, arena, n);
	for (size_t i = n; i > 0; i--)
		add_rule(index, arena, rules[i - 1]);
	return index;
}

static const struct pc_rule *web_rules_find(
	const struct web_rules *index, enum pc_list_kind list, const struct url *url)
{
	struct pc_str host = strip_dots(url->host);
	const struct rule_entry *entry;
	const struct pc_rule *rule;

	if (url->is_unsure)
		return list == PC_LIST_ALLOW ? index->any[list] : index->first[list];
	entry = rule_index_first(
		&index->hosts, rule_hash(rule_hash_start(list, SPACE_HOST), host));
	while (entry && !pc_str_eq(entry->text, host))
		entry = rule_index_next(entry);
	rule = star_index_find(
		&index->patterns, rule_hash_start(list, SPACE_PATTERN), host, match_host);
	rule = first_rule(rule, index->any[list]);
	return first_rule(rule, entry ? entry->rule : NULL);
}

/* ---- sites that need no rule ---------------------------------------------- */

/* Probed: host by host, without dots at the end; with a path only that path and what is
 * below it.  Scheme, port and user do not matter. */
static const struct site {
	const char *host, *path;
} sites[] = {
	{"agentskills.io", NULL},
	{"angular.io", NULL},
	{"asp.net", NULL},
	{"blazor.net", NULL},
	{"bun.sh", NULL},
	{"claude.com", "/docs"},
	{"cloud.google.com", NULL},
	{"code.claude.com", NULL},
	{"cypress.io", NULL},
	{"d3js.org", NULL},
	{"dev.mysql.com", NULL},
	{"devcenter.heroku.com", NULL},
	{"developer.android.com", NULL},
	{"developer.apple.com", NULL},
	{"developer.mozilla.org", NULL},
	{"doc.rust-lang.org", NULL},
	{"docs.aws.amazon.com", NULL},
	{"docs.djangoproject.com", NULL},
	{"docs.flutter.dev", NULL},
	{"docs.netlify.com", NULL},
	{"docs.oracle.com", NULL},
	{"docs.python.org", NULL},
	{"docs.spring.io", NULL},
	{"docs.stripe.com", NULL},
	{"docs.swift.org", NULL},
	{"docs.unity.com", NULL},
	{"docs.unrealengine.com", NULL},
	{"dotnet.microsoft.com", NULL},
	{"en.cppreference.com", NULL},
	{"expressjs.com", NULL},
	{"fastapi.tiangolo.com", NULL},
	{"flask.palletsprojects.com", NULL},
	{"getbootstrap.com", NULL},
	{"git-scm.com", NULL},
	{"github.com", "/anthropics"},
	{"go.dev", "/doc"},
	{"go.dev", "/ref"},
	{"gradle.org", NULL},
	{"graphql.org", NULL},
	{"hibernate.org", NULL},
	{"httpd.apache.org", NULL},
	{"huggingface.co", "/docs"},
	{"jestjs.io", NULL},
	{"jquery.com", NULL},
	{"jupyter.org", NULL},
	{"keras.io", NULL},
	{"kotlinlang.org", NULL},
	{"kubernetes.io", NULL},
	{"laravel.com", NULL},
	{"learn.microsoft.com", NULL},
	{"matplotlib.org", NULL},
	{"maven.apache.org", NULL},
	{"modelcontextprotocol.io", NULL},
	{"nextjs.org", NULL},
	{"nginx.org", NULL},
	{"nodejs.org", NULL},
	{"numpy.org", NULL},
	{"pandas.pydata.org", NULL},
	{"platform.claude.com", NULL},
	{"prisma.io", NULL},
	{"pytorch.org", NULL},
	{"react.dev", NULL},
	{"reactnative.dev", NULL},
	{"reactrouter.com", NULL},
	{"redis.io", NULL},
	{"redux.js.org", NULL},
	{"requests.readthedocs.io", NULL},
	{"ruby-doc.org", NULL},
	{"scikit-learn.org", NULL},
	{"selenium.dev", NULL},
	{"spark.apache.org", NULL},
	{"symfony.com", NULL},
	{"tailwindcss.com", NULL},
	{"threejs.org", NULL},
	{"tomcat.apache.org", NULL},
	{"vercel.com", "/docs"},
	{"vuejs.org", NULL},
	{"webpack.js.org", NULL},
	{"wordpress.org", "/documentation"},
	{"www.ansible.com", NULL},
	{"www.docker.com", NULL},
	{"www.kaggle.com", "/docs"},
	{"www.mongodb.com", NULL},
	{"www.php.net", NULL},
	{"www.postgresql.org", NULL},
	{"www.sqlite.org", NULL},
	{"www.tensorflow.org", NULL},
	{"www.terraform.io", NULL},
	{"www.typescriptlang.org", NULL},
};

static bool is_below(struct pc_str path, struct pc_str dir)
{
	return pc_str_starts(path, dir) &&
	       (path.len == dir.len || path.ptr[dir.len] == '/');
}

static bool is_free_site(const struct url *url)
{
	size_t low = 0, high = PC_COUNT(sites);

	if (url->is_unsure)
		return false;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (pc_str_cmp(pc_str(sites[mid].host), url->host) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < PC_COUNT(sites) && pc_str_is(url->host, sites[low].host); low++) {
		if (!sites[low].path || is_below(url->path, pc_str(sites[low].path)))
			return true;
	}
	return false;
}

/* ---- the verdict ---------------------------------------------------------- */

static const struct pc_rule *find(const struct pc_policy *policy,
	const struct pc_evaluator *ev, enum pc_list_kind list,
	const struct pc_action *action, const struct url *url)
{
	const struct pc_rule *rule = web_rules_find(policy->web, list, url);

	if (list != PC_LIST_DENY)
		rule = first_rule(rule, whole_tool_rule(policy, ev, list, action));
	return rule;
}

struct pc_verdict decide_web(const struct pc_policy *policy,
	const struct pc_evaluator *ev, const struct pc_action *action)
{
	struct pc_str text = pc_node_text(pc_node_get_c(action->input, "url"));
	const struct pc_rule *rule;
	struct url url;

	if (!url_parse(&url, ev->arena, text)) {
		return verdict_by(PC_VERDICT_DENY, PC_BY_SAFETY,
			PC_STR("the client takes no such URL: it refuses the call"));
	}
	if (url.is_unsure)
		trace_step(ev, NULL, "the host cannot be known for certain");
	else
		trace_step(ev, NULL, "the host is '%.*s'", PC_STR_ARG(url.host));
	rule = find(policy, ev, PC_LIST_DENY, action, &url);
	if (rule)
		return verdict_by_rule(PC_VERDICT_DENY, rule);
	rule = find(policy, ev, PC_LIST_ASK, action, &url);
	if (rule)
		return tool_asked(policy, rule);
	rule = find(policy, ev, PC_LIST_ALLOW, action, &url);
	if (rule)
		return verdict_by_rule(PC_VERDICT_ALLOW, rule);
	if (is_free_site(&url)) {
		return verdict_by(PC_VERDICT_ALLOW, PC_BY_READ_ONLY,
			PC_STR("the client fetches this documentation site by itself"));
	}
	return tool_unruled(policy, PC_STR("no rule allows this host"));
}
