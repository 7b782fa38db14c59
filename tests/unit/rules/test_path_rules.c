/* SPDX-License-Identifier: Apache-2.0 */
/* Path rules: anchors, reach, carving, and that the index finds what a rule by itself
 * would match. */
#include "pc_test.h"

#include "path_priv.h"

#define CWD  "/w/proj"
#define HOME "/w/home"

enum { MAX_RULES = 4 };

/* Rules are written "+tool spec" (allow), "?tool spec" (ask), "-tool spec" (deny); tool
 * is r or e; a 'u' before it puts the rule into the user's file. */
static const struct row {
	const char *name;
	const char *rules[MAX_RULES];
	const char *path;
	char want; /* the tool list that has a hit: '-' '?' '+', or ' ' */
} rows[] = {
	{"two slashes are the root", {"-r //etc/k"}, "/etc/k", '-'},
	{"tilde is the home", {"-r ~/k"}, HOME "/k", '-'},
	{"tilde alone is a name", {"-r ~"}, HOME, ' '},
	{"tilde alone names a file", {"-r ~"}, CWD "/~", '-'},
	{"one slash is the project for a project rule", {"-r /k"}, CWD "/k", '-'},
	{"one slash is the settings directory for a user rule", {"-ur /k"},
		HOME "/.claude/k", '-'},
	{"one slash of a user rule is not the project", {"-ur /k"}, CWD "/k", ' '},
	{"no slash is any depth", {"-r k"}, CWD "/a/b/k", '-'},
	{"nothing matches outside its anchor", {"-r k"}, "/w/k", ' '},
	{"a dot and a slash change nothing", {"-r ./k"}, CWD "/a/k", '-'},
	{"a dot and two slashes tie", {"-r .//k"}, CWD "/a/k", ' '},
	{"two slashes inside are one", {"-r a//k"}, CWD "/a/k", '-'},
	{"a dot inside matches nothing", {"-r a/./k"}, CWD "/a/k", ' '},
	{"two dots match nothing", {"-r ../proj/k"}, CWD "/k", ' '},
	{"contents mean the directory too", {"-r dir/**"}, CWD "/dir", '-'},
	{"contents are denied at any depth", {"-r dir/**"}, CWD "/a/dir/k", '-'},
	{"contents are asked about at any depth", {"?r dir/**"}, CWD "/a/dir/k", '?'},
	{"contents are allowed at the anchor", {"+r dir/**"}, CWD "/dir/k", '+'},
	{"contents are allowed only at the anchor", {"+r dir/**"}, CWD "/a/dir/k", ' '},
	{"a directory by name is allowed at any depth", {"+r dir"}, CWD "/a/dir/k", '+'},
	{"everything below", {"-r **"}, CWD "/a/b", '-'},
	{"everything below is not the anchor itself", {"-r **"}, CWD, ' '},
	{"everything on the machine", {"-r //**"}, "/x", '-'},
	{"everything at the anchor of a user rule", {"-ur /**"}, HOME "/.claude/a/b",
		'-'},
	{"case does not matter", {"-r SRC/Key"}, CWD "/src/kEY", '-'},
	{"case of the anchor matters", {"-r k"}, "/W/proj/k", ' '},
	{"braces are literal", {"-r {a,b}"}, CWD "/a", ' '},
	{"a wildcard with a short end", {"-r *.c"}, CWD "/a/x.c", '-'},
	{"a wildcard with a short beginning", {"-r a*"}, CWD "/b/abc", '-'},
	{"a wildcard of one letter runs", {"-r *a*b*"}, CWD "/xaxbx", '-'},
	{"a wildcard in a directory", {"-r */k"}, CWD "/a/k", '-'},
	{"a wildcard for one directory", {"-r */k"}, CWD "/a/b/k", ' '},
	{"a wildcard between directories", {"-r a/**/k*"}, CWD "/a/b/c/k9", '-'},
	{"a set", {"-r conf[0-9]/key"}, CWD "/conf7/key", '-'},
	{"a set that holds a slash", {"-r a[/]k"}, CWD "/a/k", '-'},
	{"an escape over a slash", {"-r a\\/k"}, CWD "/a/k", ' '},
	{"trailing spaces do not count", {"-r key.pem  "}, CWD "/key.pem", '-'},
	{"beyond ascii", {"-r caf\xc3\x89/*"}, CWD "/caf\xc3\xa9/x", '-'},
	{"an unusable deny guards the path it spells", {"-r [~-!]"}, CWD "/[~-!]", '-'},
	{"an unusable allow grants nothing", {"+r [~-!]"}, CWD "/[~-!]", ' '},
	{"edit rules are not read rules", {"-e k"}, CWD "/k", ' '},
	{"a later rule carves", {"-r *.c", "-r !a.c"}, CWD "/a.c", ' '},
	{"and leaves the rest", {"-r *.c", "-r !a.c"}, CWD "/b.c", '-'},
	{"an earlier rule does not carve", {"-r !a.c", "-r *.c"}, CWD "/a.c", '-'},
	{"nothing is carved out of a denied directory", {"-r dir", "-r !dir/k"},
		CWD "/dir/k", '-'},
	{"the contents of a directory can be carved", {"-r dir/*", "-r !dir/k"},
		CWD "/dir/k", ' '},
	{"an anchored rule is not carved", {"-r /dir/*", "-r !dir/k"}, CWD "/dir/k", '-'},
	{"another list does not carve", {"-r *.c", "?r !a.c"}, CWD "/a.c", '-'},
	{"another file does not carve", {"-r *.c", "-ur !a.c"}, CWD "/a.c", '-'},
	{"another tool does not carve", {"-r *.c", "-e !a.c"}, CWD "/a.c", '-'},
	{"deny comes first", {"+r k", "?r k", "-r k"}, CWD "/k", '-'},
	{"what is forbidden is so in every working directory", {"-r a/k"}, "/w/more/a/k",
		'-'},
	{"what is allowed is so in the first only", {"+r a/k"}, "/w/more/a/k", ' '},
};

struct world {
	struct pc_arena arena;
	struct pc_str dirs[2];
	struct pc_settings settings;
	struct pc_rule_text texts[MAX_RULES];
	struct pc_rule rules[MAX_RULES];
	const struct pc_rule *list[MAX_RULES];
	size_t n;
};

static void add_rule(struct world *w, const char *text)
{
	struct pc_rule_text *src = &w->texts[w->n];
	struct pc_rule *rule = &w->rules[w->n];
	const char *spec = strchr(text, ' ') + 1;
	bool is_user = text[1] == 'u';

	src->list = text[0] == '-'   ? PC_LIST_DENY
		    : text[0] == '?' ? PC_LIST_ASK
				     : PC_LIST_ALLOW;
	src->from.layer = is_user ? PC_LAYER_USER : PC_LAYER_PROJECT;
	src->base = is_user ? PC_STR(HOME "/.claude") : PC_STR(CWD);
	rule->src = src;
	rule->form = PC_RULE_PATH;
	rule->tool = spec[-2] == 'r' ? PC_STR("Read") : PC_STR("Edit");
	rule->spec = pc_str(spec);
	w->list[w->n++] = rule;
}

static char hit(const struct path_hits *hits, enum path_tool tool)
{
	static const char marks[] = {'-', '?', '+'};

	for (int list = PC_LIST_DENY; list <= PC_LIST_ALLOW; list++) {
		if (hits->rule[list][tool])
			return marks[list];
	}
	return ' ';
}

static void check(const struct row *r)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct world w = {.dirs = {PC_STR(CWD), PC_STR("/w/more")}};
	struct path_rules *index;
	struct path_hits hits;

	w.settings.cwd = PC_STR(CWD);
	w.settings.home = PC_STR(HOME);
	w.settings.dirs = w.dirs;
	w.settings.n_dirs = 2;
	for (int i = 0; i < MAX_RULES && r->rules[i]; i++)
		add_rule(&w, r->rules[i]);
	index = path_rules_new(&w.arena, &w.settings, w.list, w.n);
	path_rules_lookup(index, scratch, pc_str(r->path), &hits);
	assert_int_equal(hit(&hits, PATH_TOOL_READ), r->want);
	path_rules_free(index);
	pc_arena_done(&w.arena);
}

PC_TABLE(rows, check)

static const struct normal {
	const char *name, *in, *out;
} normals[] = {
	{"absolute", "/a/b", "/a/b"},
	{"relative", "a/b", CWD "/a/b"},
	{"empty is the directory itself", "", CWD},
	{"home", "~/k", HOME "/k"},
	{"home alone", "~", HOME},
	{"another's home is a name", "~root/k", CWD "/~root/k"},
	{"dots", "/a/./b/../c", "/a/c"},
	{"dots past the root", "/../..", "/"},
	{"slashes", "//a///b/", "/a/b"},
	{"names that begin with dots", "/a/.b/..c/...", "/a/.b/..c/..."},
	{"a final dot", "/a/.", "/a"},
};

static void check_normal(const struct normal *r)
{
	struct pc_settings settings = {.cwd = PC_STR(CWD), .home = PC_STR(HOME)};
	struct pc_arena arena = {0};

	assert_str(path_normal(&arena, &settings, settings.cwd, pc_str(r->in)), r->out);
	pc_arena_done(&arena);
}

PC_TABLE(normals, check_normal)

static const struct place {
	const char *name, *path;
	bool want;
} places[] = {
	{"the repository's own files", "/p/.git/config", true},
	{"at any depth", "/p/a/.git/x", true},
	{"in any case", "/p/.GIT/x", true},
	{"a start file of the shell", "/p/a/.bashrc", true},
	{"git's other directory", "/h/.config/git/x", true},
	{"a neighbour of it", "/h/.config/fish/x", false},
	{"settings", "/p/.claude/settings.json", true},
	{"worktrees are free", "/p/.claude/worktrees/x", false},
	{"a longer name", "/p/.gitignore", false},
	{"a name with a dot in it", "/p/a.git/x", false},
	{"an ordinary file", "/p/Makefile", false},
	{"the root", "/", false},
	{"a wrapper's settings", "/p/a/gradle-wrapper.properties", true},
};

static void check_place(const struct place *r)
{
	assert_int_equal(path_is_protected(pc_str(r->path)), r->want);
}

PC_TABLE(places, check_place)

/* Ten thousand rules are found as surely as one. */
static void finds_each_of_many(void **state)
{
	enum { N = 3000 };
	/* A rule and a path, each around a number. */
	static const char *const forms[][4] = {
		{"dir", "/**", CWD "/a/dir", "/x"},
		{"*.ext", "", CWD "/a/b.ext", ""},
		{"**/key", ".pem", CWD "/key", ".pem"},
		{"//srv/d", "/*.c", "/srv/d", "/x.c"},
		{"a/**/n", "*", CWD "/a/b/n", "x"},
		{"?q", "", CWD "/zq", ""},
	};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	struct pc_settings settings = {.cwd = PC_STR(CWD), .home = PC_STR(HOME)};
	static struct pc_rule_text texts[N];
	static struct pc_rule rules[N];
	static const struct pc_rule *list[N];
	struct pc_arena arena = {0};
	struct path_rules *index;
	char text[64];

	(void)state;
	for (int i = 0; i < N; i++) {
		const char *const *form = forms[i % PC_COUNT(forms)];

		snprintf(text, sizeof(text), "%s%d%s", form[0], i, form[1]);
		rules[i] = (struct pc_rule){.src = &texts[i],
			.form = PC_RULE_PATH,
			.tool = PC_STR("Read"),
			.spec = pc_arena_str(&arena, pc_str(text))};
		list[i] = &rules[i];
	}
	index = path_rules_new(&arena, &settings, list, N);
	for (int i = 0; i < N; i++) {
		const char *const *form = forms[i % PC_COUNT(forms)];
		struct path_hits hits;

		snprintf(text, sizeof(text), "%s%d%s", form[2], i, form[3]);
		path_rules_lookup(index, scratch, pc_str(text), &hits);
		assert_non_null(hits.rule[PC_LIST_DENY][PATH_TOOL_READ]);
	}
	path_rules_free(index);
	pc_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(finds_each_of_many)};

	return PC_RUN(rows) + PC_RUN(normals) + PC_RUN(places) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
