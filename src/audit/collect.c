/* SPDX-License-Identifier: Apache-2.0 */
/* Where all threads put what they find.  A key is fingerprinted where it is handed in and
 * not kept; what is told of it is sorted at the end, so that the same input gives the
 * same report however many threads looked. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "allow_priv.h"
#include "collect_priv.h"
#include "pc/audit/baseline.h"
#include "pc/audit/policy.h"
#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/base/limits.h"
#include "pc/base/redact.h"
#include "pc/report/codes.h"

static double now_steady(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

struct pc_audit *pc_audit_new(const struct pc_audit_options *options)
{
	struct pc_audit *audit = pc_xcalloc(1, sizeof(*audit));

	audit->options = *options;
	audit->diags.arena = &audit->arena;
	audit->begun = audit->told = now_steady();
	audit->result.started = (int64_t)time(NULL);
	pthread_mutex_init(&audit->lock, NULL);
	return audit;
}

void pc_audit_free(struct pc_audit *audit)
{
	if (!audit)
		return;
	pthread_mutex_destroy(&audit->lock);
	free(audit->findings);
	pc_arena_done(&audit->arena);
	free(audit);
}

void pc_audit_root(struct pc_audit *audit, struct pc_str root)
{
	audit->root = pc_path_normal(&audit->arena, root);
}

/* "sk-o... (73 bytes)"; of a short one fewer than four, so that most of it stays
 * unknown. */
static void show(char out[PC_SHOWN_KEY], struct pc_str key)
{
	enum { SHOWN = 4, PART = 4 };
	size_t n = key.len / PART < SHOWN ? key.len / PART : SHOWN;
	char head[SHOWN + 1] = {0};

	for (size_t i = 0; i < n; i++)
		head[i] = key.ptr[i] > ' ' && key.ptr[i] <= '~' ? key.ptr[i] : '?';
	snprintf(out, PC_SHOWN_KEY, "%s... (%zu bytes)", head, key.len);
}

static void fingerprint(
	char out[PC_FINGERPRINT_HEX], const struct pc_audit_key *with, struct pc_str key)
{
	char hex[PC_SHA256_HEX];

	pc_hmac_sha256_hex(hex, (struct pc_str){with->bytes, with->size}, key);
	memcpy(out, hex, PC_FINGERPRINT_HEX - 1);
	out[PC_FINGERPRINT_HEX - 1] = '\0';
}

/* A copy without the key: a file may be named by one, too. */
static struct pc_str without(
	struct pc_arena *arena, struct pc_str text, struct pc_str key)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	size_t at;

	if (!key.len || pc_str_find_str(text, key) == text.len)
		return pc_arena_str(arena, text);
	while ((at = pc_str_find_str(text, key)) < text.len) {
		pc_buf_add(&out, pc_str_head(text, at));
		pc_buf_puts(&out, "[key]");
		text = pc_str_from(text, at + key.len);
	}
	pc_buf_add(&out, text);
	return pc_arena_str(arena, pc_buf_str(&out));
}

struct pc_diags *pc_audit_diags(struct pc_audit *audit)
{
	return &audit->diags;
}

struct pc_str pc_audit_below(const struct pc_audit *audit, struct pc_str path)
{
	struct pc_str root = audit->root;

	while (pc_str_starts(path, PC_STR("./")))
		path = pc_str_from(path, 2);
	if (!root.len || pc_str_is(root, ".") || !pc_str_starts(path, root))
		return path;
	if (pc_str_ends(root, PC_STR("/")))
		return pc_str_from(path, root.len);
	return path.len > root.len && path.ptr[root.len] == '/'
		       ? pc_str_from(path, root.len + 1)
		       : path;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether chance seems to have made part of a name: eight hexadecimal digits in a row, of
 * which four are digits. */
static bool is_by_chance(struct pc_str name)
{
	enum { RUN = 8, DIGITS = 4 };
	size_t run = 0, digits = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
			run = digits = 0;
			continue;
		}
		run++;
		digits += is_digit(c);
		if (run >= RUN && digits >= DIGITS)
			return true;
	}
	return false;
}

/* What stands before a '=' or ':' may be the other half of the key, or another key: a
 * name that could be one is none. */
static struct pc_str copy_name(
	struct pc_arena *arena, struct pc_str name, struct pc_str key)
{
	PC_AUTO(pc_buf_done) struct pc_buf redacted = {0};

	pc_redact(&redacted, name);
	if (is_by_chance(name) || !pc_str_eq(pc_buf_str(&redacted), name))
		return (struct pc_str){0};
	return without(arena, name, key);
}

static struct pc_audit_place copy_place(
	struct pc_arena *arena, const struct pc_audit_place *at, struct pc_str key)
{
	struct pc_audit_place copy = *at;

	copy.path = without(arena, at->path, key);
	copy.service = copy_name(arena, at->service, key);
	copy.container = copy_name(arena, at->container, key);
	copy.variable = copy_name(arena, at->variable, key);
	copy.commit = pc_arena_str(arena, at->commit);
	return copy;
}

struct bad_allow {
	const char *code, *text, *hint;
};

static const struct bad_allow bad_allows[] = {
	[ALLOW_EXPIRED] = {"PC2540", "the comment that allows it has expired",
		"rotate the key and take it out, or say until when it stays, and why"},
	[ALLOW_INCOMPLETE] = {"PC2541", "the comment that should allow it is incomplete",
		"write policyctl:allow RULE, why, and until when: until 2027-06-30"},
	[ALLOW_TOO_LONG] = {"PC2542",
		"the comment allows it for longer than policy lets it",
		"choose an earlier day"},
};

/* What somebody wrote for other people to read, without keys. */
static struct pc_str copy_reason(
	struct pc_arena *arena, struct pc_str reason, struct pc_str key)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_redact(&out, without(arena, reason, key));
	return pc_arena_str(arena, pc_buf_str(&out));
}

/* Under the lock. */
static void apply_allow(struct pc_audit *audit, struct pc_audit_finding *finding,
	const struct allow *allow, struct pc_str key)
{
	const struct bad_allow *bad;
	struct pc_diag *diag;

	if (allow->kind == ALLOW_NONE)
		return;
	if (allow->kind == ALLOW_GOOD) {
		finding->state = PC_AUDIT_ALLOWED;
		finding->why = copy_reason(&audit->arena, allow->reason, key);
		return;
	}
	bad = &bad_allows[allow->kind];
	diag = pc_diag_add(&audit->diags, bad->code, PC_ERROR,
		(struct pc_span){finding->at.path.ptr,
			finding->at.line - (allow->is_above && finding->at.line > 1), 1},
		"%s", bad->text);
	diag->hint = pc_str(bad->hint);
}

void pc_audit_add(struct pc_audit *audit, const struct pc_audit_place *at,
	const struct pc_secret_hit *hit, struct pc_str line)
{
	struct pc_audit_finding finding = {.rule = hit->rule,
		.length = hit->key.len,
		.sureness = hit->sureness,
		.severity = hit->rule->severity,
		.is_encoded = hit->is_encoded};

	const struct pc_audit_policy *policy = audit->options.policy;
	const struct allow_asked asked = {.rule = hit->rule->id,
		.now = audit->options.now,
		.longest = policy ? policy->longest_allow : PC_AUDIT_LONGEST_ALLOW};
	const struct allow allow = allow_read(line, &asked);

	fingerprint(finding.fingerprint, audit->options.key, hit->key);
	show(finding.shown, hit->key);
	pthread_mutex_lock(&audit->lock);
	if (audit->options.keep)
		audit->options.keep(
			audit->options.keeper, hit->rule, finding.fingerprint, hit->key);
	if (audit->n_findings < PC_MAX_AUDIT_FINDINGS) {
		finding.at = copy_place(&audit->arena, at, hit->key);
		finding.below = pc_audit_below(audit, finding.at.path);
		apply_allow(audit, &finding, &allow, hit->key);
		pc_xgrow(audit->findings, audit->n_findings, audit->cap);
		audit->findings[audit->n_findings++] = finding;
	} else {
		audit->dropped++;
	}
	pthread_mutex_unlock(&audit->lock);
}

void pc_audit_note(struct pc_audit *audit, const char *code, struct pc_str path,
	const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const struct pc_code *known = pc_code_find(pc_str(code));
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	pthread_mutex_lock(&audit->lock);
	pc_diag_add(&audit->diags, code, known ? known->severity : PC_WARNING,
		(struct pc_span){.file = pc_arena_str(&audit->arena, path).ptr}, "%.*s",
		PC_STR_ARG(pc_buf_str(&text)));
	pthread_mutex_unlock(&audit->lock);
}

/* Under the lock. */
static void tell(struct pc_audit *audit)
{
	static const double apart = 0.1;
	double now;

	if (!audit->options.progress)
		return;
	now = now_steady();
	if (now - audit->told < apart)
		return;
	audit->told = now;
	audit->counts.seconds = now - audit->begun;
	audit->options.progress(audit->options.context, &audit->counts);
}

void pc_audit_count(struct pc_audit *audit, uint64_t files, uint64_t bytes)
{
	pthread_mutex_lock(&audit->lock);
	audit->counts.files += files;
	audit->counts.bytes += bytes;
	tell(audit);
	pthread_mutex_unlock(&audit->lock);
}

void pc_audit_expect(struct pc_audit *audit, uint64_t files, uint64_t bytes)
{
	pthread_mutex_lock(&audit->lock);
	audit->counts.expected_files += files;
	audit->counts.expected_bytes += bytes;
	pthread_mutex_unlock(&audit->lock);
}

void pc_audit_share(struct pc_audit *audit, uint64_t done, uint64_t all)
{
	pthread_mutex_lock(&audit->lock);
	audit->counts.done = done;
	audit->counts.all = all;
	pthread_mutex_unlock(&audit->lock);
}

static int compare_numbers(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* By their places, one and the same place by the key, the surest first. */
static int compare(const void *a, const void *b)
{
	const struct pc_audit_finding *x = a, *y = b;
	const int orders[] = {
		compare_numbers(x->at.source, y->at.source),
		pc_str_cmp(x->at.path, y->at.path),
		compare_numbers(x->at.date, y->at.date),
		pc_str_cmp(x->at.commit, y->at.commit),
		compare_numbers(x->at.line, y->at.line),
		strcmp(x->fingerprint, y->fingerprint),
		compare_numbers(y->sureness, x->sureness),
		strcmp(x->rule->id, y->rule->id),
		compare_numbers(x->at.col, y->at.col),
		pc_str_cmp(x->at.variable, y->at.variable),
		pc_str_cmp(x->at.service, y->at.service),
		pc_str_cmp(x->at.container, y->at.container),
	};

	for (size_t i = 0; i < PC_COUNT(orders); i++) {
		if (orders[i])
			return orders[i];
	}
	return 0;
}

/* Two names, as in a document of one line that names many services. */
static bool differ(struct pc_str a, struct pc_str b)
{
	return a.len && b.len && !pc_str_eq(a, b);
}

static bool are_one(const struct pc_audit_finding *a, const struct pc_audit_finding *b)
{
	if (differ(a->at.service, b->at.service) ||
		differ(a->at.container, b->at.container) ||
		differ(a->at.variable, b->at.variable))
		return false;
	return a->at.source == b->at.source && a->at.line == b->at.line &&
	       pc_str_eq(a->at.path, b->at.path) &&
	       pc_str_eq(a->at.commit, b->at.commit) &&
	       strcmp(a->fingerprint, b->fingerprint) == 0;
}

static void take_name(struct pc_str *name, struct pc_str other)
{
	if (!name->len)
		*name = other;
}

/* The text of a document and its structure tell of the same key: one place with the
 * names that either knows. */
static void take_names(struct pc_audit_finding *to, const struct pc_audit_finding *from)
{
	take_name(&to->at.service, from->at.service);
	take_name(&to->at.container, from->at.container);
	take_name(&to->at.variable, from->at.variable);
	if (!to->at.col || (from->at.col && from->at.col < to->at.col))
		to->at.col = from->at.col;
	to->is_encoded = to->is_encoded && from->is_encoded;
	if (to->state == PC_AUDIT_OPEN && from->state != PC_AUDIT_OPEN) {
		to->state = from->state;
		to->why = from->why;
	}
}

static void sort_findings(struct pc_audit *audit)
{
	size_t n = 0;

	if (audit->n_findings)
		qsort(audit->findings, audit->n_findings, sizeof(*audit->findings),
			compare);
	for (size_t i = 0; i < audit->n_findings; i++) {
		if (n && are_one(&audit->findings[n - 1], &audit->findings[i]))
			take_names(&audit->findings[n - 1], &audit->findings[i]);
		else
			audit->findings[n++] = audit->findings[i];
	}
	audit->n_findings = n;
}

/* Who allows it, and what is known of it, in that order: what is allowed needs no line in
 * a baseline. */
static void judge(struct pc_audit *audit)
{
	for (size_t i = 0; i < audit->n_findings; i++) {
		struct pc_audit_finding *finding = &audit->findings[i];

		if (audit->options.policy)
			pc_audit_policy_apply(audit->options.policy, finding);
		if (audit->options.baseline &&
			pc_baseline_meets(audit->options.baseline, finding) &&
			finding->state == PC_AUDIT_OPEN)
			finding->state = PC_AUDIT_KNOWN;
	}
	if (audit->options.baseline)
		pc_baseline_report_stale(audit->options.baseline, &audit->diags);
}

/* A comment is seen once for each key that it stands beside. */
static void thin_diags(struct pc_diags *diags)
{
	size_t n = 0;

	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *last = n ? &diags->items[n - 1] : NULL;
		const struct pc_diag *diag = &diags->items[i];

		if (last && strcmp(last->code, diag->code) == 0 &&
			last->at.line == diag->at.line && last->at.file &&
			diag->at.file && strcmp(last->at.file, diag->at.file) == 0 &&
			pc_str_eq(last->text, diag->text))
			continue;
		diags->items[n++] = *diag;
	}
	diags->count = n;
}

const struct pc_audit_result *pc_audit_finish(struct pc_audit *audit)
{
	struct pc_audit_result *result = &audit->result;

	sort_findings(audit);
	judge(audit);
	pc_diags_sort(&audit->diags);
	thin_diags(&audit->diags);
	audit->counts.seconds = now_steady() - audit->begun;
	result->findings = audit->findings;
	result->n_findings = audit->n_findings;
	result->n_dropped = audit->dropped;
	result->diags = &audit->diags;
	result->counts = audit->counts;
	result->key_id = audit->options.key->id;
	result->ended = (int64_t)time(NULL);
	audit->incidents = incidents_make(result, &audit->arena);
	return result;
}
