/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two audits, for people and for programs. */
#include "pc/audit/compare.h"
#include "pc/doc/write.h"
#include "pc/report/put.h"

static const char *const names[] = {
	[PC_AUDIT_NEW] = "new",
	[PC_AUDIT_STILL] = "open",
	[PC_AUDIT_MOVED] = "moved",
	[PC_AUDIT_ACCEPTED] = "accepted",
	[PC_AUDIT_FIXED] = "fixed",
};

static const char *const colours[] = {
	[PC_AUDIT_NEW] = "\033[31m",
	[PC_AUDIT_STILL] = "\033[31m",
	[PC_AUDIT_MOVED] = "\033[33m",
	[PC_AUDIT_ACCEPTED] = "\033[36m",
	[PC_AUDIT_FIXED] = "\033[32m",
};

static const char *place_change(const struct pc_audit_changed_place *place)
{
	return place->was && place->is ? "still" : place->is ? "now" : "was";
}

static bool is_open(enum pc_audit_change change)
{
	return change == PC_AUDIT_NEW || change == PC_AUDIT_STILL ||
	       change == PC_AUDIT_MOVED;
}

static void put_name(struct pc_buf *out, const char *what, struct pc_str name)
{
	if (!name.len)
		return;
	pc_buf_printf(out, ", %s ", what);
	pc_put_clean(out, name);
}

static void put_place(struct pc_buf *out, const struct pc_audit_changed_place *place)
{
	enum { SHORT_COMMIT = 12 };

	pc_buf_printf(out, "  %-5s ", place_change(place));
	pc_put_clean(out, place->path);
	if (place->line)
		pc_buf_printf(out, ":%u", place->line);
	put_name(out, "service", place->service);
	put_name(out, "container", place->container);
	put_name(out, "variable", place->variable);
	put_name(out, "commit", pc_str_head(place->commit, SHORT_COMMIT));
	pc_buf_add_char(out, '\n');
}

static void put_changed(
	struct pc_buf *out, const struct pc_audit_changed *changed, bool colour)
{
	pc_buf_printf(out, "%s%-8s%s ", colour ? colours[changed->change] : "",
		names[changed->change], colour ? "\033[0m" : "");
	pc_put_clean(out, changed->rule);
	pc_buf_puts(out, ": ");
	pc_put_clean(out, changed->kind);
	pc_buf_puts(out, ", ");
	pc_put_clean(out, changed->shown);
	pc_buf_puts(out, ", fingerprint ");
	pc_put_clean(out, changed->fingerprint);
	pc_buf_add_char(out, '\n');
	for (size_t i = 0; i < changed->n_places; i++)
		put_place(out, &changed->places[i]);
	if (!is_open(changed->change) || !(changed->mend.len || changed->rotate.len))
		return;
	pc_buf_puts(out, " fix: ");
	pc_put_clean(out, changed->mend);
	if (changed->rotate.len) {
		pc_buf_printf(out, "%sRotate it at ", changed->mend.len ? " " : "");
		pc_put_clean(out, changed->rotate);
	}
	pc_buf_add_char(out, '\n');
}

void pc_audit_compare_text(
	struct pc_buf *out, const struct pc_audit_comparison *comparison, bool colour)
{
	for (size_t i = 0; i < comparison->count; i++)
		put_changed(out, &comparison->items[i], colour);
	for (size_t i = 0; i < PC_AUDIT_CHANGES; i++)
		pc_buf_printf(out, "%s%zu %s", i ? ", " : "", comparison->n[i], names[i]);
	pc_buf_add_char(out, '\n');
}

static void put_json_place(struct pc_buf *out, const struct pc_audit_changed_place *place)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n  {");
	pc_json_member(out, "change", pc_str(place_change(place)));
	pc_json_member(out, "path", place->path);
	pc_json_key(out, "line");
	if (place->line)
		pc_buf_printf(out, "%u", place->line);
	else
		pc_buf_puts(out, "null");
	pc_json_member(out, "service", place->service);
	pc_json_member(out, "container", place->container);
	pc_json_member(out, "variable", place->variable);
	pc_json_member(out, "commit", place->commit);
	pc_buf_add_char(out, '}');
}

static void put_json_changed(struct pc_buf *out, const struct pc_audit_changed *changed)
{
	pc_json_next(out);
	pc_buf_puts(out, "\n {");
	pc_json_member(out, "change", pc_str(names[changed->change]));
	pc_json_member(out, "fingerprint", changed->fingerprint);
	pc_json_member(out, "rule", changed->rule);
	pc_json_member(out, "shown", changed->shown);
	pc_json_member(out, "severity", changed->severity);
	pc_json_member(out, "mend", changed->mend);
	pc_json_member(out, "rotate", changed->rotate);
	pc_json_key(out, "places");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < changed->n_places; i++)
		put_json_place(out, &changed->places[i]);
	pc_buf_puts(out, "]}");
}

void pc_audit_compare_json(
	struct pc_buf *out, const struct pc_audit_comparison *comparison)
{
	pc_buf_puts(out, "{\"policyctl-audit-comparison\":1");
	pc_json_member(out, "key", comparison->key_id);
	pc_json_key(out, "incidents");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < comparison->count; i++)
		put_json_changed(out, &comparison->items[i]);
	pc_buf_puts(out, "]");
	pc_json_key(out, "summary");
	pc_buf_add_char(out, '{');
	for (size_t i = 0; i < PC_AUDIT_CHANGES; i++) {
		pc_json_key(out, names[i]);
		pc_buf_printf(out, "%zu", comparison->n[i]);
	}
	pc_buf_puts(out, "}}\n");
}
