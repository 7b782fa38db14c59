/* SPDX-License-Identifier: Apache-2.0 */
/* What a finding is recognized by from one run to the next: its code, its file and what
 * it is about, and not its line, which moves. */
#include <stdlib.h>

#include "report_priv.h"

static struct pc_str basis(struct pc_arena *arena, const struct pc_diag *diag)
{
	/* A sentence may name other lines; it has to do where nothing else is known. */
	struct pc_str about = diag->key.len || diag->rule.len ? PC_STR("") : diag->text;

	return pc_arena_printf(arena, "%s\n%s\n%.*s\n%.*s\n%.*s", diag->code,
		diag->at.file ? diag->at.file : "", PC_STR_ARG(diag->key),
		PC_STR_ARG(diag->rule), PC_STR_ARG(about));
}

void fingerprint(struct fingerprints *prints, char hex[FINGERPRINT_HEX],
	const struct pc_diags *diags, const struct pc_diag *diag)
{
	struct pc_str text = basis(&prints->arena, diag);
	uint64_t hash = pc_str_hash(text);
	size_t like = 0;

	if (!prints->seen)
		prints->seen = pc_xcalloc(diags->count, sizeof(*prints->seen));
	for (size_t i = 0; i < prints->count; i++)
		like += prints->seen[i] == hash;
	prints->seen[prints->count++] = hash;
	if (like)
		text = pc_arena_printf(
			&prints->arena, "%.*s\n%zu", PC_STR_ARG(text), like);
	pc_sha256_hex(hex, text);
	pc_arena_reset(&prints->arena);
}

void fingerprints_done(struct fingerprints *prints)
{
	free(prints->seen);
	pc_arena_done(&prints->arena);
}
