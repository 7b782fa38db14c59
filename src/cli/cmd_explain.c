/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl explain: what a finding code means, from the table of codes. */
#include <stdio.h>

#include "cmd.h"
#include "output.h"
#include "pc/report/codes.h"

struct explain_args {
	bool all;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct explain_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "all", NULL, "Every code there is", FIELD(all)},
	{OPT_WORD, "format", "text|markdown|man",
		"How to print all of them (default: text)", FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

static void write_all_text(struct pc_buf *out)
{
	const struct pc_code *code;

	for (size_t i = 0; (code = pc_code_at(i)); i++) {
		if (i > 0)
			pc_buf_puts(out, "\n\n");
		pc_code_write_text(out, code);
	}
}

static const struct {
	const char *name;
	void (*write_all)(struct pc_buf *out);
} formats[] = {
	{"text", write_all_text},
	{"markdown", pc_codes_write_markdown},
	{"man", pc_codes_write_man},
};

/* format is one of theirs, or empty for the first. */
static int explain_all(struct pc_buf *out, struct pc_str format)
{
	size_t i = 0;

	while (format.len && !pc_str_is(format, formats[i].name))
		i++;
	formats[i].write_all(out);
	return EXIT_FINE;
}

static int explain_codes(struct pc_buf *out, const struct texts *operands)
{
	for (size_t i = 0; i < operands->count; i++) {
		const struct pc_code *code = pc_code_find(operands->items[i]);

		if (!code) {
			fprintf(stderr,
				"policyctl explain: '%.*s' is no finding code; "
				"'policyctl explain --all' prints every one\n",
				PC_STR_ARG(operands->items[i]));
			return EXIT_USAGE;
		}
		if (i > 0)
			pc_buf_puts(out, "\n\n");
		pc_code_write_text(out, code);
	}
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct explain_args *args = opaque;
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	int status;

	(void)arena;
	if (args->all == (operands->count > 0) || (!args->all && args->format.len)) {
		fputs("policyctl explain: name codes (policyctl explain PC1201), or "
		      "--all, which alone takes --format\n",
			stderr);
		return EXIT_USAGE;
	}
	status = args->all ? explain_all(&out, args->format)
			   : explain_codes(&out, operands);
	if (status == EXIT_FINE)
		output_text(stdout, pc_buf_str(&out));
	return status;
}

const struct cmd cmd_explain = {
	.name = "explain",
	.operands = "[CODE...]",
	.brief = "Say what a finding code means and what to do about it",
	.opts = {options, NULL},
	.args_size = sizeof(struct explain_args),
	.max_operands = SIZE_MAX,
	.run = run,
};
