/* SPDX-License-Identifier: Apache-2.0 */
/* The file of findings that are known. */
#include "pc/audit/baseline.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"

static const char header[] = "# policyctl audit baseline 1, key ";

void pc_baseline_init(struct pc_baseline *out, struct pc_arena *arena, const char *file)
{
	char cwd[PATH_MAX];

	*out = (struct pc_baseline){.arena = arena, .file = file};
	out->cwd = pc_arena_str(arena, pc_str(getcwd(cwd, sizeof(cwd)) ? cwd : "/"));
	out->dir = pc_path_dir(
		pc_path_normal(arena, pc_path_join(arena, out->cwd, pc_str(file))));
}

/* ---- paths ---------------------------------------------------------------- */

static bool is_plain(unsigned char c)
{
	return c > ' ' && c != '%' && c != 0x7F;
}

static struct pc_str escaped(struct pc_arena *arena, struct pc_str path)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	for (size_t i = 0; i < path.len; i++) {
		if (is_plain((unsigned char)path.ptr[i]))
			pc_buf_add_char(&out, path.ptr[i]);
		else
			pc_buf_printf(&out, "%%%02X", (unsigned char)path.ptr[i]);
	}
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* "process 812 (node)" without the number, which is another one tomorrow. */
static struct pc_str process_name(struct pc_arena *arena, const struct pc_audit_place *at)
{
	struct pc_str name = pc_str_from(at->path, pc_str_find(at->path, '('));

	name = pc_str_from(name, 1);
	name = pc_str_head(name, pc_str_rfind(name, ')'));
	return pc_arena_printf(
		arena, "process:%.*s:%.*s", PC_STR_ARG(name), PC_STR_ARG(at->variable));
}

/* What a finding's place is called: below the directory of the file where it can be, so
 * that it does not matter from where an audit was started. */
static struct pc_str path_of(
	const struct pc_baseline *baseline, const struct pc_audit_finding *finding)
{
	const struct pc_audit_place *at = &finding->at;
	struct pc_arena *arena = baseline->arena;
	struct pc_str path;

	switch (at->source) {
	case PC_AUDIT_PROCESS:
		return escaped(arena, process_name(arena, at));
	case PC_AUDIT_HISTORY:
		path = pc_arena_printf(arena, "history:%.*s", PC_STR_ARG(finding->below));
		return escaped(arena, path);
	case PC_AUDIT_STAGED:
	case PC_AUDIT_STDIN:
		return escaped(arena, finding->below);
	case PC_AUDIT_FILE:
	case PC_AUDIT_MEMBER:
		break;
	}
	path = pc_path_normal(arena, pc_path_join(arena, baseline->cwd, at->path));
	if (pc_path_within(path, baseline->dir) && path.len > baseline->dir.len)
		path = pc_str_from(
			path, baseline->dir.len + !pc_str_is(baseline->dir, "/"));
	else
		path = finding->below;
	return escaped(arena, path);
}

/* ---- reading -------------------------------------------------------------- */

static int compare_texts(
	const struct pc_baseline_entry *a, const struct pc_baseline_entry *b)
{
	int order = pc_str_cmp(a->rule, b->rule);

	if (order == 0)
		order = pc_str_cmp(a->path, b->path);
	return order ? order : pc_str_cmp(a->fingerprint, b->fingerprint);
}

static int compare(const void *a, const void *b)
{
	return compare_texts(a, b);
}

static bool is_fingerprint(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!text.ptr[i] || !strchr("0123456789abcdef", text.ptr[i]))
			return false;
	}
	return text.len == PC_FINGERPRINT_HEX - 1;
}

/* As escaped() writes it. */
static bool is_escaped(struct pc_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '%' && !is_plain((unsigned char)text.ptr[i]))
			return false;
	}
	return text.len > 0;
}

/* No mark of git's. */
static bool is_rule(struct pc_str text)
{
	return is_escaped(text) && !strchr("<=>", text.ptr[0]);
}

static void add(struct pc_baseline *baseline, const struct pc_baseline_entry *entry)
{
	pc_arena_grow(baseline->arena, baseline->entries, baseline->count, baseline->cap);
	baseline->entries[baseline->count++] = *entry;
}

/* What git leaves where it could not merge: all of both sides counts. */
static bool is_conflict_mark(struct pc_str line)
{
	return pc_str_starts(line, PC_STR("<<<<<<<")) ||
	       pc_str_starts(line, PC_STR("=======")) ||
	       pc_str_starts(line, PC_STR(">>>>>>>"));
}

static void read_line(struct pc_baseline *baseline, struct pc_str line, uint32_t number,
	struct pc_diags *diags)
{
	struct pc_str rest = line;
	struct pc_baseline_entry entry = {.line = number};

	entry.rule = pc_str_cut(&rest, ' ');
	entry.path = pc_str_cut(&rest, ' ');
	entry.fingerprint = rest;
	if (is_rule(entry.rule) && is_escaped(entry.path) && is_fingerprint(rest)) {
		add(baseline, &entry);
		return;
	}
	pc_diag_add(diags, "PC2544", PC_ERROR,
		(struct pc_span){baseline->file, number, 1},
		is_conflict_mark(line)
			? "a conflict that nobody resolved"
			: "this is no line of a baseline: RULE PATH FINGERPRINT")
		->hint = PC_STR("write it anew: policyctl audit --write-baseline");
}

static enum pc_status check_key(const struct pc_baseline *baseline, struct pc_str line,
	const struct pc_audit_key *key, struct pc_err *err)
{
	struct pc_str id = pc_str_from(line, sizeof(header) - 1);

	if (pc_str_is(id, key->id))
		return PC_OK;
	return pc_err_set(err, PC_ERR_USAGE, (struct pc_span){.file = baseline->file},
		"it was made with another key for fingerprints: %.*s, and this one is "
		"%s; name that one with --fingerprint-key, or remove the file and "
		"write it anew",
		PC_STR_ARG(id), key->id);
}

/* Of lines that stand twice, as merges leave them, one. */
static void sort(struct pc_baseline *baseline)
{
	size_t n = 0;

	if (baseline->count)
		qsort(baseline->entries, baseline->count, sizeof(*baseline->entries),
			compare);
	for (size_t i = 0; i < baseline->count; i++) {
		if (n == 0 || compare_texts(&baseline->entries[n - 1],
				      &baseline->entries[i]) != 0)
			baseline->entries[n++] = baseline->entries[i];
	}
	baseline->count = n;
}

enum pc_status pc_baseline_parse(struct pc_baseline *baseline, struct pc_str rest,
	const struct pc_audit_key *key, struct pc_diags *diags, struct pc_err *err)
{
	uint32_t number = 0;
	bool is_signed = false;

	while (rest.len) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		number++;
		if (pc_str_ends(line, PC_STR("\r")))
			line.len--;
		if (pc_str_starts(line, pc_str(header))) {
			PC_TRY(check_key(baseline, line, key, err));
			is_signed = true;
		} else if (line.len && line.ptr[0] != '#') {
			read_line(baseline, line, number, diags);
		}
	}
	sort(baseline);
	if (baseline->count && !is_signed)
		return pc_err_set(err, PC_ERR_PARSE,
			(struct pc_span){.file = baseline->file},
			"it does not say with which key it was made: its first line is "
			"missing");
	return PC_OK;
}

enum pc_status pc_baseline_read(struct pc_baseline *baseline,
	const struct pc_audit_key *key, struct pc_diags *diags, struct pc_err *err)
{
	struct pc_str text;
	enum pc_status status = pc_fs_read(
		&text, baseline->arena, AT_FDCWD, baseline->file, PC_MAX_BASELINE, err);

	baseline->is_new = status == PC_ERR_ABSENT;
	PC_TRY(status);
	return pc_baseline_parse(baseline, text, key, diags, err);
}

/* ---- asking --------------------------------------------------------------- */

bool pc_baseline_meets(
	struct pc_baseline *baseline, const struct pc_audit_finding *finding)
{
	const struct pc_baseline_entry wanted = {
		.rule = escaped(baseline->arena, pc_str(finding->rule->id)),
		.path = path_of(baseline, finding),
		.fingerprint = pc_str(finding->fingerprint)};
	struct pc_baseline_entry *entry = NULL;

	if (baseline->count)
		entry = bsearch(&wanted, baseline->entries, baseline->count,
			sizeof(*baseline->entries), compare);
	if (entry)
		entry->is_met = true;
	return entry != NULL;
}

void pc_baseline_scope(struct pc_baseline *baseline, struct pc_str path)
{
	pc_arena_grow(baseline->arena, baseline->scopes, baseline->n_scopes,
		baseline->cap_scopes);
	baseline->scopes[baseline->n_scopes++] = pc_path_normal(
		baseline->arena, pc_path_join(baseline->arena, baseline->cwd, path));
}

bool pc_baseline_is_at(const struct pc_baseline *baseline, struct pc_str path)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str own = pc_path_join(&arena, baseline->cwd, pc_str(baseline->file));

	return pc_str_eq(pc_path_normal(&arena, own),
		pc_path_normal(&arena, pc_path_join(&arena, baseline->cwd, path)));
}

/* Whether it is about what nobody looked for. */
static bool is_left_out(
	const struct pc_baseline *baseline, const struct pc_baseline_entry *entry)
{
	for (size_t i = 0; i < baseline->n_left_out; i++) {
		if (pc_str_eq(entry->rule, baseline->left_out[i]))
			return true;
	}
	return baseline->no_members && pc_str_find(entry->path, '!') < entry->path.len;
}

bool pc_baseline_is_stale(
	const struct pc_baseline *baseline, const struct pc_baseline_entry *entry)
{
	struct pc_str path;

	if (entry->is_met || is_left_out(baseline, entry))
		return false;
	if (pc_str_starts(entry->path, PC_STR("history:")))
		return baseline->looked_at & PC_BASELINE_HISTORY;
	if (pc_str_starts(entry->path, PC_STR("process:")))
		return baseline->looked_at & PC_BASELINE_PROCESSES;
	/* Escapes do not matter to whether it lies below a directory whose name has
	 * none; where it has some, nothing is stale, which is the safe answer. */
	path = pc_path_join(baseline->arena, baseline->dir, entry->path);
	path = pc_str_head(path, pc_str_find(path, '!'));
	for (size_t i = 0; i < baseline->n_scopes; i++) {
		if (pc_path_within(path, baseline->scopes[i]))
			return true;
	}
	return false;
}

void pc_baseline_report_stale(const struct pc_baseline *baseline, struct pc_diags *diags)
{
	for (size_t i = 0; i < baseline->count; i++) {
		const struct pc_baseline_entry *entry = &baseline->entries[i];

		if (!pc_baseline_is_stale(baseline, entry))
			continue;
		pc_diag_add(diags, "PC2543", PC_NOTE,
			(struct pc_span){baseline->file, entry->line, 1},
			"no such key is found any more: %.*s in %.*s",
			PC_STR_ARG(entry->rule), PC_STR_ARG(entry->path))
			->hint = PC_STR("remove the line, or all such: policyctl audit "
					"--write-baseline");
	}
}

/* ---- writing -------------------------------------------------------------- */

static void put_entry(struct pc_buf *out, const struct pc_baseline_entry *entry)
{
	pc_buf_printf(out, "%.*s %.*s %.*s\n", PC_STR_ARG(entry->rule),
		PC_STR_ARG(entry->path), PC_STR_ARG(entry->fingerprint));
}

static void gather(struct pc_baseline *to, const struct pc_baseline *baseline,
	const struct pc_audit_result *result)
{
	for (size_t i = 0; i < baseline->count; i++) {
		if (!pc_baseline_is_stale(baseline, &baseline->entries[i]))
			add(to, &baseline->entries[i]);
	}
	for (size_t i = 0; i < result->n_findings; i++) {
		const struct pc_audit_finding *finding = &result->findings[i];
		const struct pc_baseline_entry entry = {
			.rule = escaped(baseline->arena, pc_str(finding->rule->id)),
			.path = path_of(baseline, finding),
			.fingerprint = pc_str(finding->fingerprint)};

		if (finding->state == PC_AUDIT_OPEN)
			add(to, &entry);
	}
	sort(to);
}

struct pc_baseline_change pc_baseline_write(struct pc_buf *out,
	const struct pc_baseline *baseline, const struct pc_audit_result *result)
{
	struct pc_baseline now = {.arena = baseline->arena};
	struct pc_baseline_change change = {0};
	size_t n_stale = 0;

	for (size_t i = 0; i < baseline->count; i++)
		n_stale += pc_baseline_is_stale(baseline, &baseline->entries[i]);
	gather(&now, baseline, result);
	pc_buf_printf(out, "%s%s\n", header, result->key_id);
	for (size_t i = 0; i < now.count; i++)
		put_entry(out, &now.entries[i]);
	change.n_entries = now.count;
	change.n_removed = n_stale;
	change.n_added = now.count - (baseline->count - n_stale);
	return change;
}
