/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets what and when: rows of a targets.yaml, one machine and some commits. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/fleet/targets.h"
#include "pc_test.h"
#include "targets_priv.h"

#define HOUR (INT64_C(3600))
#define DAY  (24 * HOUR)

static const int64_t now = 1800000000; /* 2027-01-15T08:00:00Z */

/* ---- the machine of all rows ------------------------------------------- */

static struct pc_str labels[] = {{"laptop", 6}, {"data", 4}};
static struct pc_str users[] = {{"ann", 3}};
static const struct pc_facts machine = {
	.name = {"build-7.example.com", 19},
	.id = {"0123456789abcdef0123456789abcd48", 32}, /* its figure is 85.1 */
	.os = {"linux", 5},
	.labels = {.items = labels, .count = 2},
	.users = {.items = users, .count = 1},
};

/* ---- patterns ---------------------------------------------------------- */

static const struct pattern_row {
	const char *name, *pattern, *text;
	bool matches;
} patterns[] = {
	{"the same", "build-7", "build-7", true},
	{"capitals do not count", "Build-7", "bUILD-7", true},
	{"a star", "build-*", "build-7", true},
	{"a star for nothing", "build-7*", "build-7", true},
	{"stars that have to give way", "*-*7", "a-b-c-7", true},
	{"a question mark", "build-?", "build-7", true},
	{"a question mark for nothing", "build-7?", "build-7", false},
	{"more than the pattern", "build", "build-7", false},
	{"nothing", "", "build-7", false},
	{"nothing and nothing", "", "", true},
	{"many stars", "*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

static void check_pattern(const struct pattern_row *r)
{
	assert_int_equal(
		pc_name_matches(pc_str(r->pattern), pc_str(r->text)), r->matches);
}

/* ---- groups ------------------------------------------------------------ */

static const struct group_row {
	const char *name, *group;
	bool is_member;
} groups[] = {
	{"no key: everybody", "{}", true},
	{"its host name", "{host: build-7.example.com}", true},
	{"the first label of it", "{host: build-7}", true},
	{"a pattern", "{host: [x-*, build-*]}", true},
	{"another host", "{host: lap-*}", false},
	{"its system", "{os: linux}", true},
	{"another system", "{os: [macos, windows]}", false},
	{"a label", "{label: [server, data]}", true},
	{"no such label", "{label: server}", false},
	{"a user", "{user: ann}", true},
	{"another user", "{user: bob}", false},
	{"all keys have to be true", "{host: build-*, os: macos}", false},
	{"a list: one suffices", "[{host: lap-*}, {os: linux}]", true},
	{"a list: none is", "[{host: lap-*}, {os: macos}]", false},
	{"an empty list", "[]", false},
	{"in one of these groups", "{any: [outsiders, insiders]}", true},
	{"in none of them", "{any: outsiders}", false},
	{"not in that group", "{not: outsiders}", true},
	{"but in this one", "{not: [outsiders, insiders]}", false},
	{"a union without some", "{any: insiders, not: outsiders}", true},
};

static const struct pc_targets *read_targets(
	struct pc_diags *diags, const char *yaml, size_t n_errors)
{
	struct pc_targets *out;

	pc_targets_read(&out, "targets.yaml", pc_str(yaml), diags);
	for (size_t i = 0; i < diags->count && !n_errors; i++) {
		if (diags->items[i].severity == PC_ERROR)
			fail_msg("%.*s", PC_STR_ARG(diags->items[i].text));
	}
	assert_int_equal(pc_diags_count(diags, PC_ERROR), n_errors);
	return out;
}

static void check_group(const struct group_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct membership membership;

	membership_init(&membership, &arena,
		read_targets(&diags,
			pc_arena_printf(&arena,
				"groups:\n  insiders: {label: laptop}\n"
				"  outsiders: {label: server}\n  it: %s\n",
				r->group)
				.ptr,
			0),
		&machine);
	assert_int_equal(is_member(&membership, PC_STR("it")), r->is_member);
}

/* ---- findings ---------------------------------------------------------- */

static const struct finding_row {
	const char *name, *yaml, *code;
	unsigned line;
} findings[] = {
	{"not YAML of ours", "about: &anchor x", "PC2301", 1},
	{"an unknown key", "group: {}", "PC2101", 1},
	{"an unknown key of a group", "groups:\n  a: {hosts: x}", "PC2101", 2},
	{"groups as a list", "groups: [a]", "PC2102", 1},
	{"a group that is not there", "fragments:\n  a.json: {groups: b}", "PC2302", 2},
	{"of a group", "groups:\n  a: {any: b}", "PC2302", 2},
	{"of a ring", "rings: [{name: a, groups: b}, {name: c}]", "PC2302", 1},
	{"of a pause", "pause: [{groups: b, owner: a, reason: x, until: 2030-01-01}]",
		"PC2302", 1},
	{"a group that is told by itself", "groups:\n  a: {not: a}", "PC2303", 2},
	{"a circle of three",
		"groups:\n  a: {any: b}\n  b: [{os: linux}, {not: c}]\n  c: {any: a}",
		"PC2303", 2},
	{"an unknown system", "groups: {a: {os: solaris}}", "PC2104", 1},
	{"an unknown mode", "fragments: {a.json: {mode: warn}}", "PC2104", 1},
	{"percent that does not rise",
		"rings:\n- {name: a, percent: 10}\n- {name: b, percent: 10}\n- {name: c}",
		"PC2305", 3},
	{"a ring behind everybody", "rings:\n- {name: a}\n- {name: b, percent: 100}",
		"PC2305", 3},
	{"percent past a hundred", "rings: [{name: a, percent: 101}]", "PC2104", 1},
	{"a ring without a name", "rings: [{percent: 100}]", "PC2103", 1},
	{"a ring that soaks for a year", "rings: [{name: a, soak: 365d}]", "PC2104", 1},
	{"a kill switch without an owner",
		"kill: [{what: agents, reason: x, until: 2030-01-01}]", "PC2103", 1},
	{"a kill switch of nothing", "kill: [{owner: a, reason: x, until: 2030-01-01}]",
		"PC2103", 1},
	{"a pause without an end", "pause: [{owner: a, reason: x}]", "PC2103", 1},
	{"overrides for ever", "longest-override: 91d", "PC2104", 1},
	{"halt-after nothing", "halt-after: 0", "PC2104", 1},
};

static void check_finding(const struct finding_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_diag *found = NULL;

	read_targets(&diags, r->yaml, 1);
	for (size_t i = 0; i < diags.count; i++) {
		if (diags.items[i].severity == PC_ERROR)
			found = &diags.items[i];
	}
	assert_non_null(found);
	assert_string_equal(found->code, r->code);
	assert_string_equal(found->at.file, "targets.yaml");
	assert_int_equal(found->at.line, r->line);
}

/* ---- rings ------------------------------------------------------------- */

static struct pc_str id_of(struct pc_arena *arena, int i)
{
	return pc_arena_printf(arena, "%08x%08x%08x%08x", i * 2654435761u, i, ~i, i * 7);
}

/* Over 10,000 machines: raising the figure adds machines and takes none away, and the
 * share is what it says. */
static void more_percent_only_add_machines(void **state)
{
	enum { MACHINES = 10000, TOLERANCE = MACHINES / 50 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	uint32_t *figures = pc_arena_new_array(&arena, uint32_t, MACHINES);
	size_t before = 0;

	(void)state;
	for (int i = 0; i < MACHINES; i++)
		figures[i] = pc_ring_figure(PC_STR("salt"), id_of(&arena, i));
	for (int percent = 0; percent <= 100; percent++) {
		size_t n = 0;

		for (int i = 0; i < MACHINES; i++) {
			bool has = pc_ring_has(percent, figures[i]);

			if (percent && pc_ring_has(percent - 1, figures[i]))
				assert_true(has);
			n += has;
		}
		assert_true(n >= before);
		assert_in_range(n + TOLERANCE, (size_t)percent * MACHINES / 100,
			(size_t)percent * MACHINES / 100 + 2 * TOLERANCE);
		before = n;
	}
	assert_int_equal(before, MACHINES);
	assert_false(pc_ring_has(0, 0));
	assert_true(pc_ring_has(1, 0));
	assert_true(pc_ring_has(100, UINT32_MAX));
}

static void another_salt_deals_anew(void **state)
{
	enum { MACHINES = 1000 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	size_t both = 0;

	(void)state;
	for (int i = 0; i < MACHINES; i++) {
		struct pc_str id = id_of(&arena, i);

		both += pc_ring_has(10, pc_ring_figure(PC_STR("a"), id)) &&
			pc_ring_has(10, pc_ring_figure(PC_STR("b"), id));
		assert_int_equal(
			pc_ring_figure(PC_STR("a"), id), pc_ring_figure(PC_STR("a"), id));
	}
	assert_in_range(both, 0, MACHINES / 20);
	/* Where one text ends and the other begins counts. */
	assert_int_not_equal(pc_ring_figure(PC_STR("ab"), PC_STR("c")),
		pc_ring_figure(PC_STR("a"), PC_STR("bc")));
}

/* ---- choosing ---------------------------------------------------------- */

#define RINGS                                                                            \
	"groups: {builders: {host: build-*}, lappies: {host: lap-*}}\n"                  \
	"rings:\n- {name: canary, groups: lappies, soak: 1h}\n"                          \
	"- {name: early, percent: 50, soak: 1d}\n- {name: rest}\n"
#define PAUSE(until) "pause: [{owner: ann, reason: freeze, until: " until "}]\n"
#define KILL(what)                                                                       \
	"kill: [{what: " what ", owner: ann, reason: bad, until: 2027-02-01}]\n"

enum { MOST_COMMITS = 4 };

static const struct choice_row {
	const char *name, *yaml;
	struct {
		const char *commit;
		int64_t age;
		const char *flaw; /* "unsigned", or who halted it */
	} commits[MOST_COMMITS];
	const char *in_force, *held;
	const char *takes; /* "": nothing is changed */
	const char *waits; /* a part of it; NULL: it has nothing to wait for */
	enum pc_kill kill;
	int64_t due; /* from now */
	bool is_rollback;
} choices[] = {
	{"no targets: the head", "about: nothing", {{"c", 0, 0}}, "b", "", "c", NULL,
		PC_KILL_NOTHING, 0, false},
	{"nothing new: what is in force", "about: nothing", {{0}}, "b", "", "b", NULL,
		PC_KILL_NOTHING, 0, false},
	{"a ring that it is in by group: at once",
		"groups: {b: {host: build-*}}\nrings: [{name: a, groups: b, soak: 1d}, "
		"{name: c}]",
		{{"c", 0, 0}}, "b", "", "c", NULL, PC_KILL_NOTHING, 0, false},
	{"a late ring, too early", RINGS, {{"c", HOUR, 0}}, "b", "", "b",
		"ring 'rest' gets it at 2027-01-16T08:00:00Z", PC_KILL_NOTHING, DAY,
		false},
	{"a late ring, a second too early", RINGS, {{"c", DAY + HOUR - 1, 0}}, "b", "",
		"b", "ring 'rest'", PC_KILL_NOTHING, 1, false},
	{"a late ring, on time", RINGS, {{"c", DAY + HOUR, 0}}, "b", "", "c", NULL,
		PC_KILL_NOTHING, 0, false},
	{"the newest that is due", RINGS,
		{{"e", 0, 0}, {"d", 2 * HOUR, 0}, {"c", 2 * DAY, 0}, {"b", 3 * DAY, 0}},
		"a", "", "c", "ring 'rest' gets it at 2027-01-16T09:00:00Z",
		PC_KILL_NOTHING, DAY + HOUR, false},
	{"one that nobody signed is passed over", RINGS,
		{{"e", 0, 0}, {"d", 2 * DAY, "unsigned"}, {"c", 2 * DAY, 0}}, "b", "",
		"c", "ring 'rest'", PC_KILL_NOTHING, DAY + HOUR, false},
	{"one that was halted is passed over", "about: x", {{"d", 0, "eve"}, {"c", 0, 0}},
		"b", "", "c", "it was halted by eve", PC_KILL_NOTHING, 0, false},
	{"what is behind a halted one is not halted", "about: x",
		{{"d", 0, 0}, {"c", 0, "eve"}}, "b", "", "d", NULL, PC_KILL_NOTHING, 0,
		false},
	{"all of them halted: it stays", "about: x", {{"c", 0, "eve"}}, "b", "", "b",
		"it was halted by eve", PC_KILL_NOTHING, 0, false},
	{"with nothing in force, the newest that is due", RINGS,
		{{"d", 0, 0}, {"c", 2 * DAY, 0}}, "", "", "c", "ring 'rest'",
		PC_KILL_NOTHING, DAY + HOUR, false},
	{"with nothing in force and nothing due, the head", RINGS,
		{{"d", 0, 0}, {"c", HOUR, 0}}, "", "", "d", NULL, PC_KILL_NOTHING,
		DAY + HOUR, false},
	{"with nothing in force, no halted one", RINGS, {{"d", 0, "eve"}, {"c", HOUR, 0}},
		"", "", "c", "halted", PC_KILL_NOTHING, 0, false},
	{"no ring reaches it", "rings: [{name: a, percent: 10}]", {{"c", 9 * DAY, 0}},
		"b", "", "b", "no ring reaches", PC_KILL_NOTHING, 0, false},
	{"a ring that just reaches it", "rings: [{name: a, percent: 86}]", {{"c", 0, 0}},
		"b", "", "c", NULL, PC_KILL_NOTHING, 0, false},
	{"paused: nothing is changed", PAUSE("2027-02-01"), {{"c", 0, 0}}, "b", "", "",
		"paused by ann until 2027-02-01T00:00:00Z: freeze", PC_KILL_NOTHING, 0,
		false},
	{"a pause that is over", PAUSE("2027-01-15T08:00:00Z"), {{"c", 0, 0}}, "b", "",
		"c", NULL, PC_KILL_NOTHING, 0, false},
	{"a pause in its last second", PAUSE("2027-01-15T08:00:01Z"), {{"c", 0, 0}}, "b",
		"", "", "paused", PC_KILL_NOTHING, 0, false},
	{"a pause of others",
		RINGS "pause: [{groups: lappies, owner: a, reason: x, until: "
		      "2028-01-01}]",
		{{"c", 2 * DAY, 0}}, "b", "", "c", NULL, PC_KILL_NOTHING, 0, false},
	{"a pause of all but these",
		RINGS "pause: [{not: builders, owner: a, reason: x, until: 2028-01-01}]",
		{{"c", 2 * DAY, 0}}, "b", "", "c", NULL, PC_KILL_NOTHING, 0, false},
	{"a pause with nothing in force does not count", PAUSE("2027-02-01"),
		{{"c", 0, 0}}, "", "", "c", NULL, PC_KILL_NOTHING, 0, false},
	{"killed: the policy", KILL("policy"), {{"c", 0, 0}}, "b", "", "c", NULL,
		PC_KILL_POLICY, 0, false},
	{"killed: the agents", KILL("agents"), {{0}}, "b", "", "b", NULL, PC_KILL_AGENTS,
		0, false},
	{"killed while paused", KILL("agents") PAUSE("2027-02-01"), {{"c", 0, 0}}, "b",
		"", "b", "paused", PC_KILL_AGENTS, 0, false},
	{"the agents outrank the policy",
		"kill:\n- {what: agents, owner: a, reason: x, until: 2027-02-01}\n"
		"- {what: policy, owner: a, reason: x, until: 2027-02-01}\n",
		{{0}}, "b", "", "b", NULL, PC_KILL_AGENTS, 0, false},
	{"a kill switch that is over",
		"kill: [{what: agents, owner: a, reason: x, until: 2027-01-01}]", {{0}},
		"b", "", "b", NULL, PC_KILL_NOTHING, 0, false},
	{"held: what it went back from does not come again", "about: x", {{"c", 0, 0}},
		"b", "c", "", "this machine went back from it: it hurt", PC_KILL_NOTHING,
		0, false},
	{"held: nor what came before that", "about: x", {{"d", 0, 0}, {"c", 0, 0}}, "b",
		"d", "", "went back", PC_KILL_NOTHING, 0, false},
	{"held: something newer", "about: x", {{"d", 0, 0}, {"c", 0, 0}}, "b", "c", "d",
		NULL, PC_KILL_NOTHING, 0, false},
	{"held: something newer that is not due", RINGS, {{"d", 0, 0}, {"c", 2 * DAY, 0}},
		"b", "c", "", "ring 'rest'", PC_KILL_NOTHING, DAY + HOUR, false},
	{"held and killed", KILL("agents"), {{"c", 0, 0}}, "b", "c", "b", "went back",
		PC_KILL_AGENTS, 0, false},
	{"back to what was in force, with another part of it", "about: x", {{0}}, "b",
		"b", "", NULL, PC_KILL_NOTHING, 0, false},
	{"a rollback soaks for nobody", RINGS, {{"a", 0, 0}}, "b", "", "a", NULL,
		PC_KILL_NOTHING, 0, true},
};

static void check_choice(const struct choice_row *r)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct pc_candidate commits[MOST_COMMITS];
	struct pc_choice choice;
	struct pc_targets_question question = {
		.targets = read_targets(&diags, r->yaml, 0),
		.machine = &machine,
		.now = now,
		.candidates = commits,
		.in_force = pc_str(r->in_force),
		.held = pc_str(r->held),
		.held_why = PC_STR("it hurt"),
		.is_rollback = r->is_rollback,
	};

	for (; question.n_candidates < MOST_COMMITS &&
		r->commits[question.n_candidates].commit;
		question.n_candidates++) {
		size_t i = question.n_candidates;
		struct pc_str flaw = pc_str(r->commits[i].flaw);

		commits[i] = (struct pc_candidate){.commit = pc_str(r->commits[i].commit),
			.published = now - r->commits[i].age,
			.is_signed = !pc_str_is(flaw, "unsigned"),
			.halted =
				pc_str_is(flaw, "unsigned") ? (struct pc_str){0} : flaw};
	}
	pc_targets_choose(&choice, &arena, &question);
	assert_str(choice.commit, r->takes);
	assert_int_equal(choice.kill, r->kill);
	assert_int_equal(choice.due ? choice.due - now : 0, r->due);
	if (!r->waits)
		assert_str(choice.waits, "");
	else if (pc_str_find_str(choice.waits, pc_str(r->waits)) >= choice.waits.len)
		fail_msg("%.*s", PC_STR_ARG(choice.waits));
}

static void who_cannot_be_dealt_comes_last(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_facts nameless = {.os = PC_STR("linux")};
	const struct pc_candidate head = {PC_STR("c"), now, true, {0}};
	struct pc_choice choice;
	struct pc_targets_question question = {
		.targets = read_targets(&diags,
			"rings: [{name: a, percent: 99, soak: 1h}, {name: b}]", 0),
		.machine = &nameless,
		.now = now,
		.candidates = &head,
		.n_candidates = 1,
		.in_force = PC_STR("b"),
	};

	(void)state;
	pc_targets_choose(&choice, &arena, &question);
	assert_str(choice.commit, "b");
	assert_int_equal(choice.due, now + HOUR);
}

/* ---- overrides and fragments: files in a directory
 * ------------------------------------- */

static char top[64];

static void put_file(const char *name, const char *text)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_err err;

	assert_int_equal(
		pc_fs_replace(AT_FDCWD, pc_arena_printf(&arena, "%s/%s", top, name).ptr,
			pc_str(text), 0600, &err),
		PC_OK);
}

static const struct pick_row {
	const char *name, *yaml, *override;
	const char *picks; /* of a.json, b.json, c.json: i in, o out, m monitored */
	const char *takes; /* of d and c, after b */
	const char *code;  /* a finding of the override; NULL: none */
} picks[] = {
	{"nothing said: everything", "about: x", NULL, "iii", "d", NULL},
	{"for a group that it is in",
		"groups: {g: {os: linux}}\nfragments: {b.json: "
		"{groups: g}}",
		NULL, "iii", "d", NULL},
	{"for a group that it is not in",
		"groups: {g: {os: macos}}\nfragments: {b.json: {groups: g}}", NULL, "ioi",
		"d", NULL},
	{"not for a group that it is in",
		"groups: {g: {os: linux}}\nfragments: {b.json: {not: g}}", NULL, "ioi",
		"d", NULL},
	{"monitored", "fragments: {c.json: {mode: monitor}}", NULL, "iim", "d", NULL},
	{"monitored on a group",
		"groups: {g: {os: linux}}\nfragments: {c.json: {monitor: g}}", NULL,
		"iim", "d", NULL},
	{"monitored on others",
		"groups: {g: {os: macos}}\nfragments: {c.json: {monitor: g}}", NULL,
		"iii", "d", NULL},
	{"what it does not get is not monitored",
		"groups: {g: {os: macos}}\nfragments: {c.json: {groups: g, mode: "
		"monitor}}",
		NULL, "iio", "d", NULL},
	{"skipped by an override", "about: x",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"oii", "d", NULL},
	{"monitored by an override", "about: x",
		"users: ann\nmonitor: [a.json, b.json]\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"mmi", "d", NULL},
	{"an override for somebody else", "about: x",
		"machines: lap-*\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"iii", "d", NULL},
	{"an override in its last second", "about: x",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-01-15T08:00:01Z\n",
		"oii", "d", NULL},
	{"an override that is over", "about: x",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-01-15T08:00:00Z\n",
		"iii", "d", "PC2309"},
	{"held by an override", "about: x",
		"machines: build-7\nhold: true\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"iii", "", NULL},
	{"pinned to an older one", "rings: [{name: a, percent: 1, soak: 1d}, {name: b}]",
		"machines: build-7\npin: cccccccccccccccccccccccccccccccccccccccc\n"
		"owner: ann\nreason: x\nexpires: 2027-02-01\n",
		"iii", "c", NULL},
	{"pinned to what is in force", "about: x",
		"machines: build-7\npin: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
		"owner: ann\nreason: x\nexpires: 2027-02-01\n",
		"iii", "b", NULL},
	{"as long as may be", "about: x",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-04-15T08:00:00Z\n",
		"oii", "d", NULL},
	{"a second longer", "about: x",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-04-15T08:00:01Z\n",
		"oii", "d", "PC2308"},
	{"longer than these authors want", "longest-override: 1d",
		"machines: build-7\nskip: a.json\nowner: ann\nreason: x\n"
		"expires: 2027-01-17\n",
		"oii", "d", "PC2308"},
	{"no owner", "about: x",
		"machines: build-7\nskip: a.json\nreason: x\nexpires: 2027-02-01\n",
		"oii", "d", "PC2103"},
	{"no end", "about: x", "machines: build-7\nskip: a.json\nowner: a\nreason: x\n",
		"iii", "d", "PC2103"},
	{"for nobody", "about: x",
		"skip: a.json\nowner: ann\nreason: x\nexpires: 2027-02-01\n", "iii", "d",
		"PC2307"},
	{"about nothing", "about: x",
		"machines: build-7\nowner: ann\nreason: x\nexpires: 2027-02-01\n", "iii",
		"d", "PC2307"},
	{"of a fragment that is not there", "about: x",
		"machines: build-7\nskip: x.json\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"iii", "d", "PC2304"},
	{"pinned to half a commit", "about: x",
		"machines: build-7\npin: cccccccc\nowner: ann\nreason: x\n"
		"expires: 2027-02-01\n",
		"iii", "b", "PC2104"},
	{"an unknown key", "about: x",
		"machines: build-7\nskips: a.json\nskip: b.json\nowner: a\nreason: x\n"
		"expires: 2027-02-01\n",
		"ioi", "d", "PC2101"},
};

static void check_pick(const struct pick_row *r)
{
	static const struct pc_str names[] = {
		{"a.json", 6}, {"b.json", 6}, {"c.json", 6}};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_targets_where where = {
		.dir = pc_str(top), .now = now, .made = now};
	struct pc_str items[PC_COUNT(names)];
	const struct pc_texts files = {.items = items, .count = PC_COUNT(names)};
	const struct pc_candidate commits[] = {
		{PC_STR("dddddddddddddddddddddddddddddddddddddddd"), now - 2 * DAY, true,
			{0}},
		{PC_STR("cccccccccccccccccccccccccccccccccccccccc"), now - 2 * DAY, true,
			{0}},
	};
	struct pc_targets_question question = {.machine = &machine,
		.now = now,
		.candidates = commits,
		.n_candidates = PC_COUNT(commits),
		.in_force = PC_STR("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")};
	struct pc_targets *targets;
	struct pc_choice choice;
	struct pc_picks got;
	char text[PC_COUNT(names) + 1] = "";
	struct pc_err err;

	memcpy(items, names, sizeof(names));
	put_file("targets.yaml", r->yaml);
	if (r->override)
		put_file("overrides/one.yaml", r->override);
	assert_int_equal(pc_targets_load(&targets, &where, &diags, &err), PC_OK);
	if (r->override)
		unlink(pc_arena_printf(&arena, "%s/overrides/one.yaml", top).ptr);
	assert_int_equal(diags.count, r->code ? 1 : 0);
	if (r->code)
		assert_string_equal(diags.items[0].code, r->code);
	question.targets = targets;
	pc_targets_choose(&choice, &arena, &question);
	assert_str(pc_str_head(choice.commit, 1), r->takes);
	pc_targets_pick(&got, &arena, targets, &question, &files, &choice);
	for (size_t i = 0; i < got.count; i++)
		text[i] = !got.items[i].is_in ? 'o' : got.items[i].is_watched ? 'm' : 'i';
	assert_string_equal(text, r->picks);
}

static void a_fragment_that_is_not_there(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	const struct pc_targets_where where = {.dir = pc_str(top),
		.shown = PC_STR("policies/"),
		.now = now,
		.made = now};
	struct pc_targets *targets;
	struct pc_err err;

	(void)state;
	put_file("targets.yaml", "fragments:\n  a.json: {}\n  z.json: {}\n");
	assert_int_equal(pc_targets_load(&targets, &where, &diags, &err), PC_OK);
	assert_int_equal(diags.count, 1);
	assert_string_equal(diags.items[0].code, "PC2304");
	assert_string_equal(diags.items[0].at.file, "policies/targets.yaml");
	assert_int_equal(diags.items[0].at.line, 3);
}

/* The plan tells answers apart, and nothing else. */
static void a_plan_is_of_what_differs(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	static const char *const yaml[] = {"about: a", "about: b",
		"fragments: {a.json: {mode: monitor}}",
		"groups: {g: {os: macos}}\nfragments: {a.json: {groups: g}}"};
	struct pc_str name = PC_STR("a.json");
	const struct pc_texts files = {.items = &name, .count = 1};
	struct pc_picks got[PC_COUNT(yaml)];
	struct pc_choice choice;

	(void)state;
	for (size_t i = 0; i < PC_COUNT(yaml); i++) {
		struct pc_targets_question question = {
			.targets = read_targets(&diags, yaml[i], 0),
			.machine = &machine,
			.now = now};

		pc_targets_choose(&choice, &arena, &question);
		pc_targets_pick(
			&got[i], &arena, question.targets, &question, &files, &choice);
	}
	assert_string_equal(got[0].plan, got[1].plan);
	assert_string_not_equal(got[0].plan, got[2].plan);
	assert_string_not_equal(got[2].plan, got[3].plan);
	choice.kill = PC_KILL_POLICY;
	pc_targets_pick(&got[1], &arena, read_targets(&diags, yaml[0], 0),
		&(struct pc_targets_question){.targets = read_targets(&diags, yaml[0], 0),
			.machine = &machine,
			.now = now},
		&files, &choice);
	assert_string_not_equal(got[0].plan, got[1].plan);
}

PC_TABLE(patterns, check_pattern)
PC_TABLE(groups, check_group)
PC_TABLE(findings, check_finding)
PC_TABLE(choices, check_choice)
PC_TABLE(picks, check_pick)

static void set_up(void)
{
	static const char *const directories[] = {"overrides", "managed-settings.d"};
	static const char *const files[] = {"managed-settings.d/a.json",
		"managed-settings.d/b.json", "managed-settings.d/c.json"};
	char path[128];

	snprintf(top, sizeof(top), "/tmp/pc-targets-XXXXXX");
	if (!mkdtemp(top))
		exit(EXIT_FAILURE);
	for (size_t i = 0; i < PC_COUNT(directories); i++) {
		snprintf(path, sizeof(path), "%s/%s", top, directories[i]);
		mkdir(path, 0700);
	}
	for (size_t i = 0; i < PC_COUNT(files); i++)
		put_file(files[i], "{}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_percent_only_add_machines),
		cmocka_unit_test(another_salt_deals_anew),
		cmocka_unit_test(who_cannot_be_dealt_comes_last),
		cmocka_unit_test(a_fragment_that_is_not_there),
		cmocka_unit_test(a_plan_is_of_what_differs),
	};
	int failed;

	set_up();
	failed = PC_RUN(patterns) + PC_RUN(groups) + PC_RUN(findings) + PC_RUN(choices) +
		 PC_RUN(picks) + cmocka_run_group_tests(tests, NULL, NULL);
	pc_fs_remove_tree(top);
	return failed;
}
