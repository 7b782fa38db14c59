/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a fragment, managed and a user's, JSON and YAML: loaded, compiled, linted,
 * reported in every format and built.  Findings have a code that is known and one line of
 * text; reports are UTF-8, and those that are JSON can be read. */
#include "pc/base/utf.h"
#include "pc/doc/read.h"
#include "pc/enforce/build.h"
#include "pc/lint/lint.h"
#include "pc/report/codes.h"
#include "pc/report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static void check_findings(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		must(pc_code_find(pc_str(diag->code)) != NULL, "a code is known");
		must(diag->text.len > 0, "a finding says something");
		must(pc_str_find(diag->text, '\n') == diag->text.len, "in one line");
	}
}

static void check_reports(const struct pc_diags *diags, struct pc_report_source source)
{
	static const char *const formats[] = {
		"text", "json", "sarif", "junit", "tap", "github", "gitlab", "azure"};
	const char *const files[] = {source.file};
	const struct pc_report report = {
		.diags = diags, .source = &source, .files = files, .n_files = 1};

	for (size_t i = 0; i < PC_COUNT(formats); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		PC_AUTO(pc_buf_done) struct pc_buf out = {0};
		struct pc_node *node;
		struct pc_err err;

		pc_report_format(pc_str(formats[i]))(&out, &report);
		must(pc_utf8_valid(pc_buf_str(&out), NULL), "a report is UTF-8");
		if (i == 1 || i == 2 || i == 6) {
			must(pc_json_read(&node, &arena, "r", pc_buf_str(&out), NULL,
				     &err) != PC_ERR_PARSE,
				"a report is JSON");
		}
	}
}

/* The forms that hold one document: they can be made, or say why not. */
static void check_builds(const struct pc_settings *settings)
{
	const struct pc_target *target;

	for (size_t i = 0; (target = pc_target_at(i)); i++) {
		PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
		const struct pc_build_wish wish = {.target = target};
		struct pc_diags diags = {.arena = &arena};
		struct pc_build build;
		struct pc_err err;

		if (pc_build_make(&build, &arena, settings, &wish, &diags, &err) == PC_OK)
			must(build.n_files == 3, "a document, a manifest, the sums");
		else
			must(settings->refused || err.status == PC_ERR_LIMIT ||
					pc_diags_count(&diags, PC_ERROR),
				"a build says why not");
		check_findings(&diags);
	}
}

static void verify(struct pc_str text, const char *name, enum pc_layer layer)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_policy_freep) struct pc_policy *policy = NULL;
	struct pc_named_file file = {pc_str(name), text, layer};
	struct pc_where where = {.apart = true, .file = &file, .yaml = true};
	struct pc_diags diags = {.arena = &arena};
	struct pc_lint_options options = {.windows = true};
	struct pc_settings *settings = NULL;
	struct pc_err err;

	if (pc_settings_load(&settings, &arena, &where, &diags, &err) != PC_OK)
		return;
	must(!settings->refused || diags.count, "a refusal is said");
	must(pc_policy_compile(&policy, settings, &diags, &err) == PC_OK, "it compiles");
	pc_lint(settings, policy, &options, &diags);
	check_findings(&diags);
	check_reports(&diags, (struct pc_report_source){name, text});
	if (layer == PC_LAYER_MANAGED)
		check_builds(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str text = {size ? (const char *)data : "", size};

	verify(text, "managed.json", PC_LAYER_MANAGED);
	verify(text, "managed.yaml", PC_LAYER_MANAGED);
	verify(text, "user.json", PC_LAYER_USER);
	return 0;
}
