/* SPDX-License-Identifier: Apache-2.0 */
/* The index of path rules.  A lookup walks the path once and asks a hash table for what
 * the path has literally: its prefixes (rules that name one place), its components (rules
 * that name a file at any depth), and its three-byte runs (rules with wildcards that have
 * such a run somewhere).  Only what the table returns is matched, so the cost follows the
 * path and not the number of rules.
 *
 * Rules that a negated rule may carve live in groups of their own and are evaluated in
 * order, parent by parent, as the client does. */
#include "pc/base/buf.h"
#include "pc/base/fs.h"

#include "path_priv.h"

/* What part of a path a key is. */
enum key_kind { KEY_PREFIX, KEY_NAME, KEY_RUN, KEY_TAIL, N_KEYS };

enum { RUN_SIZE = 3, TAIL_SIZE = 2, FOLDED_SIZE = 1024, TRIED_PER_MATCH = 16 };

struct entry {
	const struct pc_rule *rule;
	struct path_pattern pattern;
	struct pc_glob *glob; /* GENERAL, and any in a group; NULL: unusable */
	enum path_tool tool;
	size_t run_at;      /* KEY_RUN: where in the pattern's run the key's bytes are */
	struct entry *next; /* in its bucket, or in its group */
};

struct bucket {
	uint64_t key; /* 0: free */
	struct entry *entries;
	size_t n_entries;
};

/* Bare rules of one list, tool, source and anchor. */
struct group {
	const struct pc_rule *sample;
	struct pc_str root;
	enum path_tool tool;
	bool is_carved; /* with at least one negated rule among them */
	struct entry *first;
	struct group *next;
};

struct path_rules {
	const struct pc_settings *settings;
	struct entry *entries;
	size_t n_entries;
	struct bucket *buckets;
	size_t mask;
	uint64_t *filter; /* a bit for each key, so that most lookups touch little */
	size_t filter_mask;
	bool has[N_KEYS];
	struct entry *always; /* nothing literal to look for */
	struct group *groups;
};

/* A path under lookup. */
struct walk {
	const struct path_rules *index;
	struct pc_scratch *scratch;
	struct pc_str path;
	struct pc_str folded;
	struct path_hits *hits;
	size_t tried; /* entries */
};

/* ---- keys ----------------------------------------------------------------- */

static uint64_t hash_step(uint64_t h, char c)
{
	return (h ^ (unsigned char)c) * 0x100000001b3ull;
}

static uint64_t hash_start(enum key_kind kind)
{
	return 0xcbf29ce484222325ull + (uint64_t)kind * 0x9e3779b97f4a7c15ull;
}

static uint64_t key_of(enum key_kind kind, struct pc_str s)
{
	uint64_t h = hash_start(kind);

	for (size_t i = 0; i < s.len; i++)
		h = hash_step(h, s.ptr[i]);
	return h | 1;
}

static uint64_t run_key(const char *s)
{
	uint64_t run = (uint64_t)(unsigned char)s[0] << 16 |
		       (uint64_t)(unsigned char)s[1] << 8 | (unsigned char)s[2];

	return (run * 0x9e3779b97f4a7c15ull) | 1;
}

static size_t filter_bit(const struct path_rules *index, uint64_t key)
{
	return (key >> 24) & index->filter_mask;
}

static bool may_have(const struct path_rules *index, uint64_t key)
{
	size_t bit = filter_bit(index, key);

	return index->filter[bit / 64] >> (bit % 64) & 1;
}

static struct bucket *bucket_of(const struct path_rules *index, uint64_t key)
{
	size_t at = (key >> 20) & index->mask;

	while (index->buckets[at].key && index->buckets[at].key != key)
		at = (at + 1) & index->mask;
	return &index->buckets[at];
}

/* ---- matching one rule ---------------------------------------------------- */

static bool wildcard(struct pc_str pattern, struct pc_str name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, retry = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			retry = n;
		} else if (p < pattern.len && pattern.ptr[p] == name.ptr[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++retry;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

static size_t root_skip(struct pc_str root)
{
	return pc_str_is(root, "/") ? 1 : root.len + 1;
}

/* A component below the root that the pattern names. */
static bool matches_component(const struct entry *e, const struct walk *w)
{
	struct pc_str rest = pc_str_from(w->folded, root_skip(e->pattern.root));
	bool is_simple = e->pattern.shape == PATH_SIMPLE;

	while (rest.ptr) {
		struct pc_str name = pc_str_cut(&rest, '/');

		if (e->pattern.below_only && !rest.ptr)
			return false;
		if (is_simple ? wildcard(e->pattern.text, name)
			      : pc_str_eq(e->pattern.text, name))
			return true;
	}
	return false;
}

/* What the matcher gave up on counts where that is the stricter reading. */
static bool strictly(enum pc_match match, const struct pc_rule *rule)
{
	return match == PC_MATCH_YES ||
	       (match == PC_MATCH_GAVE_UP && rule->src->list != PC_LIST_ALLOW);
}

static bool matches(const struct entry *e, const struct walk *w)
{
	struct pc_str root = e->pattern.root;

	if (!pc_path_within(w->path, root) || w->path.len <= root.len)
		return e->pattern.shape == PATH_EXACT && !e->pattern.below_only &&
		       pc_str_eq(w->folded, e->pattern.text);
	switch (e->pattern.shape) {
	case PATH_EXACT:
		return pc_path_within(w->folded, e->pattern.text) &&
		       !(e->pattern.below_only && w->folded.len == e->pattern.text.len);
	case PATH_NAME:
	case PATH_SIMPLE:
		return matches_component(e, w);
	case PATH_GENERAL:
		return e->glob && strictly(pc_glob_match(e->glob, w->scratch,
						   pc_str_from(w->path, root_skip(root))),
					  e->rule);
	default:
		return false;
	}
}

static void try_entry(struct walk *w, const struct entry *e)
{
	const struct pc_rule **best = &w->hits->rule[e->rule->src->list][e->tool];

	w->tried++;
	if ((!*best || e->rule < *best) && matches(e, w))
		*best = e->rule;
}

static void try_key(struct walk *w, uint64_t key)
{
	if (!may_have(w->index, key | 1))
		return;
	for (const struct entry *e = bucket_of(w->index, key | 1)->entries; e;
		e = e->next)
		try_entry(w, e);
}

/* The entries of three bytes at a place in the path, less those whose run goes on
 * otherwise around it. */
static void try_run(struct walk *w, size_t at)
{
	uint64_t key = run_key(w->folded.ptr + at);

	if (!may_have(w->index, key))
		return;
	for (const struct entry *e = bucket_of(w->index, key)->entries; e; e = e->next) {
		struct pc_str run = e->pattern.run;

		if (e->run_at <= at && run.len <= w->folded.len - (at - e->run_at) &&
			memcmp(w->folded.ptr + at - e->run_at, run.ptr, run.len) == 0)
			try_entry(w, e);
	}
}

/* ---- groups with negated rules -------------------------------------------- */

/* One step of the client's evaluation: the rules in order over one path, a directory's
 * with its '/'. */
static const struct pc_rule *carve(
	const struct group *g, const struct walk *w, struct pc_str relative)
{
	const struct pc_rule *by = NULL;

	for (const struct entry *e = g->first; e; e = e->next) {
		bool wanted = e->pattern.is_negated ? by != NULL : by == NULL;

		if (wanted && e->glob &&
			strictly(pc_glob_match_whole(e->glob, w->scratch, relative),
				e->rule))
			by = e->pattern.is_negated ? NULL : e->rule;
	}
	return by;
}

static void try_group(const struct walk *w, const struct group *g)
{
	struct pc_str root = g->root;
	const struct pc_rule **best = &w->hits->rule[g->sample->src->list][g->tool];
	const struct pc_rule *by = NULL;
	struct pc_str relative;

	if (!pc_path_within(w->path, root) || w->path.len <= root.len)
		return;
	relative = pc_str_from(w->path, root_skip(root));
	for (size_t i = 0; i < relative.len && !by; i++) {
		if (relative.ptr[i] == '/')
			by = carve(g, w, pc_str_head(relative, i + 1));
	}
	if (!by)
		by = carve(g, w, relative);
	if (by && (!*best || by < *best))
		*best = by;
}

/* ---- the walk ------------------------------------------------------------- */

static void walk_component(struct walk *w, size_t start, size_t end, uint64_t name)
{
	const struct path_rules *index = w->index;

	if (index->has[KEY_NAME])
		try_key(w, name);
	if (index->has[KEY_TAIL] && end - start >= TAIL_SIZE)
		try_key(w,
			key_of(KEY_TAIL, (struct pc_str){w->folded.ptr + end - TAIL_SIZE,
						 TAIL_SIZE}));
}

static void walk_runs(struct walk *w)
{
	for (size_t i = 0; i + RUN_SIZE <= w->folded.len; i++)
		try_run(w, i);
}

static void walk(struct walk *w)
{
	struct pc_str s = w->folded;
	uint64_t prefix = hash_start(KEY_PREFIX), name = hash_start(KEY_NAME);
	size_t start = 1;

	if (w->index->has[KEY_PREFIX])
		try_key(w, hash_step(prefix, '/'));
	for (size_t i = 0; i < s.len; i++) {
		prefix = hash_step(prefix, s.ptr[i]);
		if (i > 0 && s.ptr[i] != '/')
			name = hash_step(name, s.ptr[i]);
		if (i == 0 || (i + 1 < s.len && s.ptr[i + 1] != '/'))
			continue;
		if (w->index->has[KEY_PREFIX])
			try_key(w, prefix);
		walk_component(w, start, i + 1, name);
		start = i + 2;
		name = hash_start(KEY_NAME);
	}
	if (w->index->has[KEY_RUN])
		walk_runs(w);
	for (const struct entry *e = w->index->always; e; e = e->next)
		try_entry(w, e);
	for (const struct group *g = w->index->groups; g; g = g->next) {
		if (g->is_carved)
			try_group(w, g);
	}
}

static void fold_into(char *out, struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
}

void path_rules_lookup(const struct path_rules *index, struct pc_scratch *scratch,
	struct pc_str path, struct path_hits *out)
{
	PC_AUTO(pc_buf_done) struct pc_buf long_path = {0};
	char short_path[FOLDED_SIZE];
	char *folded = short_path;
	struct walk w = {.index = index, .scratch = scratch, .path = path, .hits = out};

	*out = (struct path_hits){0};
	if (index->n_entries == 0)
		return;
	if (path.len > sizeof(short_path))
		folded = pc_buf_room(&long_path, path.len);
	fold_into(folded, path);
	w.folded = (struct pc_str){folded, path.len};
	walk(&w);
	pc_scratch_charge(scratch, w.tried / TRIED_PER_MATCH);
}

/* Deny and ask rules count wherever they match; allow rules only if both ends do. */
static void add_restrictions(struct path_hits *out, const struct path_hits *more)
{
	for (int tool = 0; tool < PATH_N_TOOLS; tool++) {
		for (int list = PC_LIST_DENY; list <= PC_LIST_ASK; list++) {
			out->rule[list][tool] =
				first_rule(out->rule[list][tool], more->rule[list][tool]);
		}
	}
}

void path_rules_hits(const struct path_rules *index, const struct pc_evaluator *ev,
	const struct path_target *target, struct path_hits *out)
{
	struct path_hits more;

	path_rules_lookup(index, ev->scratch, target->path, out);
	if (!target->is_linked)
		return;
	for (size_t i = 0; i < target->n_stops; i++) {
		path_rules_lookup(index, ev->scratch, target->stops[i], &more);
		add_restrictions(out, &more);
	}
	path_rules_lookup(index, ev->scratch, target->real, &more);
	add_restrictions(out, &more);
	for (int tool = 0; tool < PATH_N_TOOLS; tool++) {
		if (!more.rule[PC_LIST_ALLOW][tool])
			out->rule[PC_LIST_ALLOW][tool] = NULL;
	}
}

const struct pc_rule *path_rules_find(const struct path_rules *index,
	const struct pc_evaluator *ev, enum pc_list_kind list, enum path_use use,
	struct pc_str path)
{
	struct path_hits hits;

	path_rules_lookup(index, ev->scratch, path, &hits);
	return hits.rule[list][use == PATH_READ ? PATH_TOOL_READ : PATH_TOOL_EDIT];
}

/* ---- building ------------------------------------------------------------- */

static enum path_tool tool_of(const struct pc_rule *rule)
{
	return pc_str_is(rule->tool, "Read") ? PATH_TOOL_READ : PATH_TOOL_EDIT;
}

/* The least crowded three-byte run, so that a thousand patterns with one ending do not
 * share a bucket. */
static uint64_t best_run(const struct path_rules *index, struct entry *e)
{
	struct pc_str run = e->pattern.run;
	uint64_t best = 0;
	size_t fewest = SIZE_MAX;

	for (size_t i = 0; i + RUN_SIZE <= run.len; i++) {
		uint64_t key = run_key(run.ptr + i);
		size_t n = bucket_of(index, key)->n_entries;

		if (n <= fewest) {
			fewest = n;
			best = key;
			e->run_at = i;
		}
	}
	return best;
}

/* The kind and key under which an entry is found; 0: it must always be tried. */
static uint64_t choose_key(
	const struct path_rules *index, struct entry *e, enum key_kind *kind)
{
	const struct path_pattern *p = &e->pattern;

	*kind = KEY_PREFIX;
	if (p->shape == PATH_EXACT)
		return key_of(KEY_PREFIX, p->text);
	*kind = KEY_NAME;
	if (p->shape == PATH_NAME)
		return key_of(KEY_NAME, p->text);
	if (p->component.len)
		return key_of(KEY_NAME, p->component);
	*kind = KEY_RUN;
	if (p->run.len >= RUN_SIZE)
		return best_run(index, e);
	*kind = KEY_TAIL;
	if (p->run.len == TAIL_SIZE && p->ends_component)
		return key_of(KEY_TAIL, p->run);
	return 0;
}

static void file_entry(struct path_rules *index, struct entry *e)
{
	enum key_kind kind;
	uint64_t key = choose_key(index, e, &kind);
	size_t bit = filter_bit(index, key);
	struct bucket *bucket;

	if (!key) {
		e->next = index->always;
		index->always = e;
		return;
	}
	index->has[kind] = true;
	index->filter[bit / 64] |= 1ull << (bit % 64);
	bucket = bucket_of(index, key);
	bucket->key = key;
	e->next = bucket->entries;
	bucket->entries = e;
	bucket->n_entries++;
}

static bool is_same_group(const struct group *g, const struct entry *e)
{
	const struct pc_rule_text *a = g->sample->src, *b = e->rule->src;

	return g->tool == e->tool && a->list == b->list &&
	       a->from.layer == b->from.layer && a->from_flag == b->from_flag &&
	       pc_str_eq(g->root, e->pattern.root);
}

static struct group *group_of(
	struct path_rules *index, struct pc_arena *arena, const struct entry *e)
{
	struct group *g = index->groups;

	while (g && !is_same_group(g, e))
		g = g->next;
	if (g)
		return g;
	g = pc_arena_new(arena, struct group);
	g->sample = e->rule;
	g->root = e->pattern.root;
	g->tool = e->tool;
	g->next = index->groups;
	index->groups = g;
	return g;
}

static void compile_glob(struct entry *e, struct pc_arena *arena)
{
	struct pc_err err;

	if (pc_glob_compile_in(&e->glob, arena, e->pattern.source, &err) != PC_OK)
		path_pattern_take_literally(&e->pattern, arena, e->rule);
}

/* From the last rule to the first, so that each list ends up in their order: of rules
 * that say the same, the first one found makes the others needless to try. */
static void file_all(struct path_rules *index, struct pc_arena *arena)
{
	for (size_t i = index->n_entries; i > 0; i--) {
		struct entry *e = &index->entries[i - 1];
		struct group *g = e->pattern.is_bare ? group_of(index, arena, e) : NULL;

		if (g && g->is_carved) {
			compile_glob(e, arena);
			e->next = g->first;
			g->first = e;
			continue;
		}
		if (e->pattern.shape == PATH_GENERAL)
			compile_glob(e, arena);
		if (e->pattern.shape != PATH_NEVER)
			file_entry(index, e);
	}
}

static size_t table_size(size_t n)
{
	size_t size = 64;

	while (size < 3 * n)
		size *= 2;
	return size;
}

static void add_entry(struct path_rules *index, struct pc_arena *arena,
	const struct pc_rule *rule, struct pc_str dir)
{
	struct entry *e = &index->entries[index->n_entries++];

	e->rule = rule;
	e->tool = tool_of(rule);
	path_pattern_read(&e->pattern, arena, index->settings, rule, dir);
	if (e->pattern.is_negated)
		group_of(index, arena, e)->is_carved = true;
}

/* What a rule without an anchor forbids, it forbids in every working directory; what it
 * allows, only in the first. */
static bool is_repeated(const struct pc_rule *rule)
{
	return path_is_bare(rule->spec) && rule->src->list != PC_LIST_ALLOW;
}

size_t path_rules_bare(const struct pc_rule *const *rules, size_t n)
{
	size_t bare = 0;

	for (size_t i = 0; i < n; i++)
		bare += is_repeated(rules[i]);
	return bare;
}

static void add_rule(
	struct path_rules *index, struct pc_arena *arena, const struct pc_rule *rule)
{
	const struct pc_settings *settings = index->settings;
	add_entry(index, arena, rule, settings->cwd);
	if (!is_repeated(rule))
		return;
	for (size_t i = 0; i < settings->n_dirs; i++) {
		if (!pc_str_eq(settings->dirs[i], settings->cwd))
			add_entry(index, arena, rule, settings->dirs[i]);
	}
}

struct path_rules *path_rules_new(struct pc_arena *arena,
	const struct pc_settings *settings, const struct pc_rule *const *rules, size_t n)
{
	struct path_rules *index = pc_arena_new(arena, struct path_rules);
	size_t most = n + path_rules_bare(rules, n) * settings->n_dirs + 1;
	size_t size = table_size(n);

	index->settings = settings;
	index->entries = pc_arena_new_array(arena, struct entry, most);
	for (size_t i = 0; i < n; i++)
		add_rule(index, arena, rules[i]);
	while (size < 2 * index->n_entries)
		size *= 2;
	index->buckets = pc_arena_new_array(arena, struct bucket, size);
	index->mask = size - 1;
	index->filter = pc_arena_new_array(arena, uint64_t, size / 8);
	index->filter_mask = size * 8 - 1;
	file_all(index, arena);
	return index;
}

void path_rules_free(struct path_rules *index)
{
	if (!index)
		return;
	for (size_t i = 0; i < index->n_entries; i++)
		pc_glob_free(index->entries[i].glob);
}
