/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_stub.h"

#include <ctype.h>
#include <stdarg.h>

#include "pc/base/limits.h"

bool stub_scans = true;

static const struct pc_secret_rule rule = {
	.id = "planted", .provider = "Nobody", .sureness = PC_SECRET_SURE};

struct pc_secret_scanner {
	int unused;
};

struct pc_secret_scanner *pc_secret_scanner_new(const struct pc_secrets *secrets)
{
	(void)secrets;
	return pc_xcalloc(1, sizeof(struct pc_secret_scanner));
}

void pc_secret_scanner_free(struct pc_secret_scanner *scanner)
{
	free(scanner);
}

static size_t key_len(struct pc_str rest)
{
	size_t len = 7;

	while (len < rest.len && isdigit((unsigned char)rest.ptr[len]))
		len++;
	return len;
}

void pc_secret_scan(struct pc_secret_scanner *scanner, const struct pc_secret_text *text,
	pc_secret_hit_fn *found, void *context)
{
	struct pc_str all = text->text;
	uint32_t line = text->line ? text->line : 1;
	size_t line_start = 0, counted = 0;

	(void)scanner;
	for (size_t at = 0; stub_scans && at < all.len;) {
		const char *next = memmem(all.ptr + at, all.len - at, "PLANTED", 7);

		if (!next)
			break;
		at = (size_t)(next - all.ptr);
		for (; counted < at; counted++)
			if (all.ptr[counted] == '\n') {
				line++;
				line_start = counted + 1;
			}

		struct pc_secret_hit hit = {
			.rule = &rule,
			.sureness = rule.sureness,
			.key = {next, key_len(pc_str_from(all, at))},
			.at = at,
			.line = line,
			.col = (uint32_t)(at - line_start) + 1,
		};

		hit.len = hit.key.len;
		/* What ends where the window does may be longer than it looks. */
		bool is_cut = text->goes_on && at + hit.len == all.len;
		bool was_told = at + hit.len < text->seen;

		if (!is_cut && !was_told)
			found(context, &hit);
		at += hit.len;
	}
}

void pc_secret_scan_value(struct pc_secret_scanner *scanner, struct pc_str name,
	struct pc_str value, pc_secret_hit_fn *found, void *context)
{
	(void)name;
	pc_secret_scan(scanner, &(struct pc_secret_text){.text = value}, found, context);
}

static struct stub_row *add_row(struct pc_audit *audit, struct pc_str path)
{
	pc_xgrow(audit->rows, audit->n, audit->cap);

	struct stub_row *row = &audit->rows[audit->n++];

	*row = (struct stub_row){0};
	snprintf(row->path, sizeof(row->path), "%.*s", PC_STR_ARG(path));
	return row;
}

static void lock(struct pc_audit *audit)
{
	while (__atomic_test_and_set(&audit->lock, __ATOMIC_ACQUIRE))
		;
}

static void unlock(struct pc_audit *audit)
{
	__atomic_clear(&audit->lock, __ATOMIC_RELEASE);
}

void pc_audit_add(struct pc_audit *audit, const struct pc_audit_place *at,
	const struct pc_secret_hit *hit, struct pc_str line)
{
	(void)line;
	lock(audit);

	struct stub_row *row = add_row(audit, at->path);

	snprintf(row->text, sizeof(row->text), "%.*s", PC_STR_ARG(hit->key));
	row->line = at->line;
	row->col = at->col;
	row->source = at->source;
	unlock(audit);
}

void pc_audit_note(struct pc_audit *audit, const char *code, struct pc_str path,
	const char *fmt, ...)
{
	char text[STUB_TEXT - 10];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	lock(audit);

	struct stub_row *row = add_row(audit, path);

	snprintf(row->text, sizeof(row->text), "%s: %s", code, text);
	audit->n_notes++;
	unlock(audit);
}

void pc_audit_count(struct pc_audit *audit, uint64_t files, uint64_t bytes)
{
	__atomic_add_fetch(&audit->files, files, __ATOMIC_RELAXED);
	__atomic_add_fetch(&audit->bytes, bytes, __ATOMIC_RELAXED);
}

static int compare(const void *va, const void *vb)
{
	const struct stub_row *a = va, *b = vb;
	int order = strcmp(a->path, b->path);

	if (!order)
		order = (a->line > b->line) - (a->line < b->line);
	if (!order)
		order = (a->col > b->col) - (a->col < b->col);
	return order ? order : strcmp(a->text, b->text);
}

void stub_sort(struct pc_audit *audit)
{
	if (audit->n)
		qsort(audit->rows, audit->n, sizeof(audit->rows[0]), compare);
}

void stub_done(struct pc_audit *audit)
{
	free(audit->rows);
	*audit = (struct pc_audit){0};
}

size_t stub_count(const struct pc_audit *audit, const char *path, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < audit->n; i++)
		n += (!path || !strcmp(audit->rows[i].path, path)) &&
		     (!text || !strncmp(audit->rows[i].text, text, strlen(text)));
	return n;
}
