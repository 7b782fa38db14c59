/* SPDX-License-Identifier: Apache-2.0 */
/* What the codes of this module weigh: how bad, and what the client does.  A place that
 * knows better changes the finding that it gets back. */
#include "pc/base/buf.h"
#include "settings_priv.h"

static const struct usual {
	const char *code;
	enum pc_severity severity;
	enum pc_effect effect;
} usual[] = {
	{"PC1201", PC_ERROR, PC_EFFECT_REFUSED},
	{"PC1202", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1203", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1204", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1205", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1206", PC_NOTE, PC_EFFECT_ACCEPTED},
	{"PC1207", PC_WARNING, PC_EFFECT_ACCEPTED},
	{"PC1208", PC_WARNING, PC_EFFECT_IGNORED},
	{"PC1301", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1302", PC_ERROR, PC_EFFECT_RESTRICTIVE},
	{"PC1303", PC_ERROR, PC_EFFECT_EMPTIED},
	{"PC1304", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1305", PC_NOTE, PC_EFFECT_WARNED},
	{"PC1306", PC_WARNING, PC_EFFECT_WARNED},
	{"PC1309", PC_WARNING, PC_EFFECT_ACCEPTED},
	{"PC1310", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1311", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1312", PC_ERROR, PC_EFFECT_IGNORED},
	{"PC1313", PC_WARNING, PC_EFFECT_IGNORED},
	{"PC1314", PC_NOTE, PC_EFFECT_ACCEPTED},
	{"PC1315", PC_ERROR, PC_EFFECT_REFUSED},
	{"PC1316", PC_WARNING, PC_EFFECT_IGNORED},
	{"PC1317", PC_WARNING, PC_EFFECT_ACCEPTED},
	{"PC1318", PC_WARNING, PC_EFFECT_ACCEPTED},
	{"PC1319", PC_WARNING, PC_EFFECT_ACCEPTED},
	{"PC1320", PC_WARNING, PC_EFFECT_ACCEPTED},
};

static const struct usual *find_usual(const char *code)
{
	for (size_t i = 0; i < PC_COUNT(usual); i++) {
		if (strcmp(usual[i].code, code) == 0)
			return &usual[i];
	}
	return &usual[0]; /* a slip, which the test of the table of codes finds */
}

struct pc_diag *finding_vadd(struct pc_diags *diags, const char *code, struct pc_span at,
	struct pc_str key, const char *fmt, va_list args)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	const struct usual *like = find_usual(code);
	struct pc_diag *diag;

	pc_buf_vprintf(&text, fmt, args);
	diag = pc_diag_add(diags, code, like->severity, at, "%.*s%s%.*s", PC_STR_ARG(key),
		key.len ? ": " : "", PC_STR_ARG(pc_buf_str(&text)));
	diag->effect = like->effect;
	diag->key = key;
	return diag;
}

struct pc_diag *finding_add(struct pc_diags *diags, const char *code, struct pc_span at,
	struct pc_str key, const char *fmt, ...)
{
	struct pc_diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = finding_vadd(diags, code, at, key, fmt, args);
	va_end(args);
	return diag;
}

static bool is_at(const struct pc_diag *diag, struct pc_span at)
{
	return diag->at.file == at.file && diag->at.line == at.line &&
	       diag->at.col == at.col;
}

void finding_refused(
	struct pc_diags *diags, struct pc_span at, struct pc_str key, struct pc_str why)
{
	for (size_t i = 0; diags && i < diags->count; i++) {
		struct pc_diag *diag = &diags->items[i];

		if (!is_at(diag, at))
			continue;
		if (diag->effect != PC_EFFECT_REFUSED)
			diag->text = pc_arena_printf(diags->arena,
				"%.*s; here it refuses to start", PC_STR_ARG(diag->text));
		diag->severity = PC_ERROR;
		diag->effect = PC_EFFECT_REFUSED;
		return;
	}
	finding_add(diags, "PC1315", at, key, "%.*s; the client refuses to start",
		PC_STR_ARG(why));
}
