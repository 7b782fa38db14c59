/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about rules that other rules make pointless, or that do something else beside
 * them than alone.  One rule has at most one of them.
 *
 * Path rules are compared in a project and a home that no rule can name, so that nothing
 * depends on where the question is asked. */
#include "relations_priv.h"

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/lint/analyze.h"
#include "pc/settings/rule_text.h"

/* Where rules are compared: deep enough that no wildcard hits them by chance. */
static const char project[] = "/~/any/where/deep/project";
static const char home[] = "/~/any/one/deep/home";

enum { MOST_NAMED = 3 };

/* ---- reading -------------------------------------------------------------- */

static struct pc_str moved(
	struct pc_arena *arena, struct pc_str path, struct pc_str from, const char *to)
{
	return pc_arena_printf(
		arena, "%s%.*s", to, PC_STR_ARG(pc_str_from(path, from.len)));
}

/* A directory seen from the user, as if the user were nobody. */
static struct pc_str stand_in(struct relations *relations, struct pc_str path)
{
	const struct pc_settings *settings = relations->settings;

	if (settings->cwd.len > 1 && pc_path_within(path, settings->cwd))
		return moved(&relations->arena, path, settings->cwd, project);
	if (settings->home.len > 1 && pc_path_within(path, settings->home))
		return moved(&relations->arena, path, settings->home, home);
	return path;
}

static void set_places(struct relations *relations)
{
	struct pc_settings *settings = &relations->analysis.settings;
	struct pc_str *dirs = pc_arena_new_array(
		&relations->arena, struct pc_str, settings->n_dirs + 1);

	for (size_t i = 0; i < settings->n_dirs; i++)
		dirs[i] = stand_in(relations, settings->dirs[i]);
	settings->dirs = dirs;
	settings->cwd = pc_str(project);
	settings->home = pc_str(home);
	if (settings->n_dirs == 0)
		dirs[settings->n_dirs++] = settings->cwd;
}

static void read_rule(struct relations *relations, struct entry *entry,
	const struct pc_rule_text *written)
{
	entry->written = written;
	entry->text = *written;
	if (written->from.layer == PC_LAYER_USER)
		entry->text.base = pc_arena_printf(&relations->arena, "%s/.claude", home);
	else
		entry->text.base = stand_in(relations, written->base);
	pc_rule_parse(&entry->rule, &relations->arena, &entry->text, NULL);
	language_init(&entry->language, &entry->rule);
	entry->is_out = entry->language.n_facets == 0 || entry->language.is_unknown;
}

/* A rule that "!" carves from means less than it says. */
static void leave_out_carved(struct relations *relations)
{
	bool carves[PC_N_LISTS][2] = {0};

	for (size_t i = 0; i < relations->n_entries; i++) {
		const struct entry *e = &relations->entries[i];

		if (e->rule.form == PC_RULE_PATH &&
			pc_str_starts(e->rule.spec, PC_STR("!")))
			carves[e->text.list][pc_str_is(e->rule.tool, "Edit")] = true;
	}
	for (size_t i = 0; i < relations->n_entries; i++) {
		struct entry *e = &relations->entries[i];
		bool is_bare = e->rule.spec.len && !strchr("/~", e->rule.spec.ptr[0]);

		if (e->rule.form == PC_RULE_PATH && is_bare)
			e->is_out |=
				carves[e->text.list][pc_str_is(e->rule.tool, "Edit")];
	}
}

/* ---- findings ------------------------------------------------------------- */

static struct pc_str place(struct relations *relations, const struct entry *entry)
{
	struct pc_span at = entry->written->from.at;

	if (!at.file)
		return PC_STR("the command line");
	if (!at.line)
		return pc_str(at.file);
	return pc_arena_printf(&relations->arena, "%s:%u:%u", at.file, at.line, at.col);
}

static struct pc_diag *say(struct relations *relations, const struct entry *entry,
	const char *code, enum pc_severity severity, enum pc_effect effect,
	struct pc_str text)
{
	const struct pc_rule_text *written = entry->written;
	struct pc_diag *diag = pc_diag_add(relations->diags, code, severity,
		written->from.at, "%s rule \"%.*s\" %.*s", pc_list_name(written->list),
		PC_STR_ARG(written->text), PC_STR_ARG(text));

	diag->effect = effect;
	diag->key = pc_list_key(written->list);
	diag->rule = written->text;
	return diag;
}

/* "deny rule "X" at FILE:1:2", and up to two more. */
static struct pc_str named(struct relations *relations, const struct found *by)
{
	struct pc_arena *arena = &relations->arena;
	struct pc_str out = {0};

	for (size_t i = 0; i < by->n && i < MOST_NAMED; i++) {
		const struct entry *e = by->items[i];

		out = pc_arena_printf(arena, "%.*s%s%s rule \"%.*s\" at %.*s",
			PC_STR_ARG(out), i ? ", " : "", pc_list_name(e->text.list),
			PC_STR_ARG(e->text.text), PC_STR_ARG(place(relations, e)));
	}
	if (by->n > MOST_NAMED)
		out = pc_arena_printf(
			arena, "%.*s and %zu more", PC_STR_ARG(out), by->n - MOST_NAMED);
	return out;
}

static struct pc_str shown(struct relations *relations, const struct point *point)
{
	enum { MOST_SHOWN = 80 };
	struct pc_action action;
	struct pc_str text;

	call_of_point(&action, &relations->analysis, point);
	text = pc_analyze_show(&relations->arena, &relations->analysis.settings, &action);
	return text.len <= MOST_SHOWN
		       ? text
		       : pc_arena_printf(&relations->arena, "%.*s...",
				 PC_STR_ARG(pc_str_head(text, MOST_SHOWN)));
}

/* ", for example X"; nothing for a rule that is its own example. */
static struct pc_str example(
	struct relations *relations, const struct entry *entry, const struct point *point)
{
	if (pc_str_eq(point->word, entry->rule.spec) ||
		pc_str_eq(point->word, entry->rule.tool))
		return (struct pc_str){0};
	return pc_arena_printf(&relations->arena, ", for example %.*s",
		PC_STR_ARG(shown(relations, point)));
}

/* ---- the same rule twice -------------------------------------------------- */

struct seen {
	struct entry **slots;
	size_t mask;
};

static bool is_same(const struct entry *a, const struct entry *b)
{
	return a->text.list == b->text.list && a->text.from.layer == b->text.from.layer &&
	       pc_str_eq(a->text.text, b->text.text) &&
	       (a->rule.form != PC_RULE_PATH || pc_str_eq(a->text.base, b->text.base));
}

/* The first entry that says the same, which may be the entry itself. */
static struct entry *first_of(struct seen *seen, struct entry *entry)
{
	size_t at = pc_str_hash(entry->text.text) & seen->mask;

	while (seen->slots[at] && !is_same(seen->slots[at], entry))
		at = (at + 1) & seen->mask;
	if (!seen->slots[at])
		seen->slots[at] = entry;
	return seen->slots[at];
}

static void find_repeated(struct relations *relations)
{
	struct pc_arena *arena = &relations->arena;
	struct seen seen = {.mask = 63};

	while (seen.mask < 2 * relations->n_entries)
		seen.mask = seen.mask * 2 + 1;
	seen.slots = pc_arena_new_array(arena, struct entry *, seen.mask + 1);
	for (size_t i = 0; i < relations->n_entries; i++) {
		struct entry *e = &relations->entries[i], *first;
		struct pc_diag *diag;

		if (e->rule.form == PC_RULE_SKIPPED || e->rule.form == PC_RULE_INERT)
			continue;
		first = first_of(&seen, e);
		if (first == e)
			continue;
		e->is_out = true;
		diag = say(relations, e, "PC1604", PC_NOTE, PC_EFFECT_IGNORED,
			pc_arena_printf(arena,
				"stands at %.*s already: the client keeps one of them",
				PC_STR_ARG(place(relations, first))));
		diag->hint = PC_STR("remove one of the two");
		diag->fix = (struct pc_fix){PC_FIX_REMOVE, e->written->from.at, {0}};
	}
}

/* ---- rules that never count ----------------------------------------------- */

static bool is_same_file(const struct entry *a, const struct entry *b)
{
	const char *one = a->text.from.at.file, *other = b->text.from.at.file;

	return one == other || (one && other && strcmp(one, other) == 0);
}

static bool is_fragment(const struct entry *entry)
{
	return entry->text.from.layer == PC_LAYER_MANAGED && !entry->text.from_flag;
}

/* All of it was said in files that the entry's file comes after. */
static bool is_later(const struct entry *entry, const struct found *by)
{
	for (size_t i = 0; i < by->n; i++) {
		const struct entry *other = by->items[i];

		if (!is_fragment(other) || other > entry ||
			other->text.list != PC_LIST_DENY || !other->text.from.at.file ||
			!entry->text.from.at.file ||
			strcmp(other->text.from.at.file, entry->text.from.at.file) == 0)
			return false;
	}
	return is_fragment(entry);
}

static void say_shadowed(struct relations *relations, struct entry *entry,
	const struct found *by, const struct point *point)
{
	struct pc_arena *arena = &relations->arena;
	struct pc_str rules = named(relations, by);
	struct pc_diag *diag;

	if (is_later(entry, by)) {
		diag = say(relations, entry, "PC1603", PC_WARNING, PC_EFFECT_IGNORED,
			pc_arena_printf(arena,
				"does not lift %.*s: deny wins, whatever the order of "
				"the fragments; %.*s stays denied",
				PC_STR_ARG(rules), PC_STR_ARG(shown(relations, point))));
		diag->hint = PC_STR("narrow the deny rule where it stands, or remove "
				    "this rule");
		return;
	}
	diag = say(relations, entry,
		entry->text.list == PC_LIST_ASK ? "PC1602" : "PC1601", PC_WARNING,
		PC_EFFECT_IGNORED,
		pc_arena_printf(arena,
			"never counts: %.*s %s first for every call that it speaks "
			"of%.*s",
			PC_STR_ARG(rules), by->n == 1 ? "comes" : "come",
			PC_STR_ARG(example(relations, entry, point))));
	diag->hint = PC_STR("remove it, or narrow what comes before it");
}

static bool find_shadowed(struct relations *relations, struct entry *entry)
{
	struct found by;
	struct point point;
	const struct entry *decides;

	if (!is_shadowed(relations, entry, &by) ||
		!entry_point(entry, &entry->language.facets[0], &point))
		return false;
	decides = who_decides(relations, entry, &by, &point);
	if (!decides || decides == entry)
		return false;
	say_shadowed(relations, entry, &by, &point);
	return true;
}

/* ---- ask rules that open a deny rule -------------------------------------- */

/* "x", and "x:*" where x is the whole command: said exactly. */
static bool says_exactly(struct relations *relations, const struct entry *entry)
{
	struct pc_command_shape shape;

	if (entry->rule.form != PC_RULE_COMMAND || !pc_str_is(entry->rule.tool, "Bash"))
		return false;
	pc_command_shape(&shape, &relations->arena, &entry->rule);
	return shape.kind == PC_COMMAND_EXACT || shape.colon;
}

static bool find_opening(struct relations *relations, struct entry *entry)
{
	struct found denies = {0};
	struct pc_diag *diag;
	struct point point;

	if (entry->text.list != PC_LIST_ASK || !says_exactly(relations, entry) ||
		!entry_point(entry, &entry->language.facets[0], &point))
		return false;
	index_find(relations, &point, entry, PC_LIST_DENY, PC_LIST_DENY, &denies);
	if (!denies.n || who_decides(relations, entry, &denies, &point) != entry)
		return false;
	diag = say(relations, entry, "PC1607", PC_WARNING, PC_EFFECT_ACCEPTED,
		pc_arena_printf(&relations->arena,
			"comes before %.*s, because it says the command exactly: the "
			"client asks about '%.*s' instead of denying it",
			PC_STR_ARG(named(relations, &denies)), PC_STR_ARG(point.word)));
	diag->hint = PC_STR("add the exact deny rule for the command, or remove this "
			    "rule, if it should stay denied");
	return true;
}

/* ---- rules that add nothing to others of their list ----------------------- */

/* An exact rule counts before others in the client, so it may be needed beside one that
 * covers it. */
static bool is_needed(
	struct relations *relations, const struct entry *entry, const struct point *point)
{
	struct found others = {0};
	enum pc_list_kind other =
		entry->text.list == PC_LIST_DENY ? PC_LIST_ASK : PC_LIST_DENY;

	if (entry->text.list == PC_LIST_ALLOW || !says_exactly(relations, entry))
		return false;
	index_find(relations, point, entry, other, other, &others);
	return others.n > 0;
}

static void say_redundant(struct relations *relations, struct entry *entry,
	struct entry *by, const struct point *point, bool is_equal)
{
	struct found one = {&by, 1, 1};
	struct pc_arena *arena = &relations->arena;
	struct pc_diag *diag;
	struct pc_str text;

	if (is_equal)
		text = pc_arena_printf(arena, "means what %.*s means",
			PC_STR_ARG(named(relations, &one)));
	else
		text = pc_arena_printf(arena,
			"adds nothing to %.*s, which covers every call of it%.*s",
			PC_STR_ARG(named(relations, &one)),
			PC_STR_ARG(example(relations, entry, point)));
	diag = say(relations, entry, is_equal ? "PC1606" : "PC1605", PC_NOTE,
		PC_EFFECT_ACCEPTED, text);
	diag->hint = is_equal ? PC_STR("keep one of the two spellings")
			      : PC_STR("remove it, or narrow the other rule");
}

/* A grant of every command has its own finding (PC1506); the rules beside it are what
 * should be left. */
static bool allows_all(const struct entry *entry)
{
	return entry->text.list == PC_LIST_ALLOW && entry->rule.form == PC_RULE_TOOL &&
	       (pc_str_is(entry->rule.tool, "Bash") ||
		       pc_str_is(entry->rule.tool, "PowerShell"));
}

/* Who may edit may read; to say both is only plain. */
static bool reads_what_is_edited(const struct entry *entry, const struct entry *by)
{
	return pc_str_is(entry->rule.tool, "Read") && pc_str_is(by->rule.tool, "Edit");
}

/* A fragment stands for itself: what a later one says more broadly does not make its
 * rules superfluous, but it need not repeat what an earlier one says. */
static bool may_rely_on(const struct entry *entry, const struct entry *by)
{
	return entry->text.from.layer == by->text.from.layer &&
	       (by < entry || is_same_file(entry, by));
}

static bool is_redundant_beside(struct relations *relations, struct entry *entry,
	struct entry *by, const struct point *point)
{
	struct pc_action action;
	bool is_equal;

	if (!may_rely_on(entry, by) || allows_all(by) ||
		reads_what_is_edited(entry, by) || !is_within(relations, entry, by))
		return false;
	is_equal = is_within(relations, by, entry);
	if (is_equal && by > entry)
		return false; /* said of the other */
	call_of_point(&action, &relations->analysis, point);
	if (!rule_decides(&relations->analysis, &entry->rule, &action) ||
		!rule_decides(&relations->analysis, &by->rule, &action))
		return false;
	say_redundant(relations, entry, by, point, is_equal);
	return true;
}

static void find_redundant(struct relations *relations, struct entry *entry)
{
	enum { MOST_TRIED = 8 };
	enum pc_list_kind list = entry->text.list;
	struct found others = {0};
	struct point point;

	if (!entry_point(entry, &entry->language.facets[0], &point))
		return;
	index_find(relations, &point, entry, list, list, &others);
	if (others.n == 0 || is_needed(relations, entry, &point))
		return;
	for (size_t i = 0; i < others.n && i < MOST_TRIED; i++) {
		if (is_redundant_beside(relations, entry, others.items[i], &point))
			return;
	}
}

/* ---- the whole ------------------------------------------------------------ */

/* Most rules have an example that no other rule has. */
static bool has_company(struct relations *relations, struct entry *entry)
{
	struct found all = {0};
	struct point point;

	if (!entry_point(entry, &entry->language.facets[0], &point))
		return false;
	index_find(relations, &point, entry, PC_LIST_DENY, entry->text.list, &all);
	return all.n > 0;
}

static void compare(struct relations *relations, struct entry *entry)
{
	if (entry->text.list != PC_LIST_DENY &&
		(find_opening(relations, entry) || find_shadowed(relations, entry)))
		return;
	find_redundant(relations, entry);
}

static void say_gave_up(struct relations *relations, const struct entry *entry)
{
	bool is_end = relations->tries == 0 || relations->analysis.steps == 0;
	struct pc_diag *diag = say(relations, entry, "PC1608", PC_NOTE,
		PC_EFFECT_ACCEPTED,
		is_end ? PC_STR("is where comparing the rules ended: they are too many "
				"and too alike")
		       : PC_STR("was not compared with every other rule: the patterns "
				"have too many combinations"));

	diag->hint = PC_STR("write simpler patterns");
}

static void compare_all(struct relations *relations)
{
	for (size_t i = 0; i < relations->n_entries; i++) {
		struct entry *e = &relations->entries[i];

		if (!e->is_out && has_company(relations, e))
			compare(relations, e);
		if (relations->analysis.gave_up) {
			say_gave_up(relations, e);
			relations->analysis.gave_up = false;
		}
		if (relations->tries == 0 || relations->analysis.steps == 0)
			return;
	}
}

void pc_analyze_settings(const struct pc_settings *settings, struct pc_diags *diags)
{
	struct relations relations = {
		.settings = settings, .diags = diags, .tries = PC_MAX_RULE_PAIRS};

	analysis_init(&relations.analysis, &relations.arena, settings);
	relations.analysis.steps = PC_MAX_RULE_STEPS;
	set_places(&relations);
	relations.n_entries = settings->n_rules;
	relations.entries =
		pc_arena_new_array(&relations.arena, struct entry, settings->n_rules + 1);
	for (size_t i = 0; i < settings->n_rules; i++)
		read_rule(&relations, &relations.entries[i], &settings->rules[i]);
	leave_out_carved(&relations);
	find_repeated(&relations);
	index_init(&relations);
	for (size_t i = 0; i < settings->n_rules; i++) {
		if (!relations.entries[i].is_out)
			index_add(&relations, &relations.entries[i]);
	}
	compare_all(&relations);
	analysis_done(&relations.analysis);
	pc_arena_done(&relations.arena);
}
