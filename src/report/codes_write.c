/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codes as text for one finding, as docs/codes.md and as
 * policyctl-findings(7): three forms of the same fields. */
#include "codes_priv.h"
#include "report_priv.h"

static const struct area {
	const char *prefix, *title;
	const char *effect;   /* of who is not the client; NULL: the code says it */
	const char *on_error; /* instead, of errors; NULL: the same */
} areas[] = {
	{"PC11", "Documents", NULL, NULL},
	{"PC12", "Files", NULL, NULL},
	{"PC13", "Keys and values", NULL, NULL},
	{"PC14", "Rules that mean nothing", NULL, NULL},
	{"PC15", "Rules that mean less than they seem", NULL, NULL},
	{"PC16", "Rules against each other", NULL, NULL},
	{"PC17", "Fragments, hooks and machines", NULL, NULL},
	{"PC18", "Policy tests", NULL, NULL},
	{"PC19", "Builds", NULL, NULL},
	{"PC21", "Configurations of policyd", "policyd takes none of it", NULL},
	{"PC22", "Machines, as policyd sees them",
		"policyd records it, policyctl status tells it", NULL},
	{"PC23", "Targets and overrides", "policyd heeds it", "policyd takes none of it"},
	{"PC24", "Decisions of hooks on a machine", "policyd leaves it out", NULL},
	{"PC25", "Audits for keys", "the audit leaves it out", NULL},
	{"PC26", "Models", "policyctl takes it as it is", "policyctl does not go by it"},
	{"PC27", "The orchestrator", "jobs go by it as it is", "jobs do not go by it"},
};

static const char *const effects[] = {
	[PC_EFFECT_ACCEPTED] = "takes it as it is written",
	[PC_EFFECT_IGNORED] = "ignores it",
	[PC_EFFECT_RESTRICTIVE] = "reads the strictest value instead",
	[PC_EFFECT_EMPTIED] = "enforces an empty list",
	[PC_EFFECT_WARNED] = "takes it and says something",
	[PC_EFFECT_REFUSED] = "does not start",
};

static bool is_in(const struct pc_code *code, const struct area *area)
{
	return pc_str_starts(pc_str(code->code), pc_str(area->prefix));
}

static bool is_said(const char *text)
{
	return text && *text;
}

static void put_effect(struct pc_buf *out, const struct pc_code *code)
{
	pc_buf_printf(out, "%s; ", pc_severity_name(code->severity));
	for (size_t i = 0; i < PC_COUNT(areas); i++) {
		const struct area *area = &areas[i];

		if (area->effect && is_in(code, area)) {
			pc_buf_puts(out, area->on_error && code->severity == PC_ERROR
						 ? area->on_error
						 : area->effect);
			return;
		}
	}
	pc_buf_printf(out, "the client %s", effects[code->effect]);
}

typedef void area_fn(struct pc_buf *out, const struct area *area);
typedef void code_fn(struct pc_buf *out, const struct pc_code *code);

/* Every code below the head of its area; areas without any have none. */
static void put_all(struct pc_buf *out, area_fn *put_area, code_fn *put_code)
{
	for (size_t a = 0; a < PC_COUNT(areas); a++) {
		const struct area *area = &areas[a];
		const struct pc_code *code;
		bool first = true;

		for (size_t i = 0; (code = pc_code_at(i)); i++) {
			if (!is_in(code, area))
				continue;
			if (first)
				put_area(out, area);
			first = false;
			put_code(out, code);
		}
	}
}

/* ---- text ----------------------------------------------------------------- */

static void put_example(struct pc_buf *out, const char *title, const char *example)
{
	struct pc_str rest = pc_str(example);

	if (!is_said(example))
		return;
	pc_buf_printf(out, "\n%s:\n", title);
	while (rest.ptr) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		pc_buf_printf(out, "    %.*s\n", PC_STR_ARG(line));
	}
}

void pc_code_write_text(struct pc_buf *out, const struct pc_code *code)
{
	pc_buf_printf(out, "%s: %s\n\n", code->code, code->title);
	put_effect(out, code);
	pc_buf_add_char(out, '\n');
	if (is_said(code->then))
		pc_buf_printf(out, "\n%s\n", code->then);
	if (is_said(code->mend))
		pc_buf_printf(out, "\nWhat to do: %s\n", code->mend);
	put_example(out, "Raises it", code->bad);
	put_example(out, "Does not", code->good);
}

/* ---- docs/codes.md -------------------------------------------------------- */

static void put_md(struct pc_buf *out, const char *text)
{
	static const struct escape table[] = {{'\\', "\\\\"}, {'*', "\\*"}, {'_', "\\_"},
		{'`', "\\`"}, {'[', "\\["}, {']', "\\]"}, {'<', "&lt;"}, {'&', "&amp;"},
		{'|', "\\|"}, {0, NULL}};

	put_escaped(out, pc_str(text), table);
}

static void put_md_paragraph(struct pc_buf *out, const char *title, const char *text)
{
	if (!is_said(text))
		return;
	pc_buf_printf(out, "**%s.** ", title);
	put_md(out, text);
	pc_buf_puts(out, "\n\n");
}

static void put_md_example(struct pc_buf *out, const char *title, const char *example)
{
	if (is_said(example))
		pc_buf_printf(out, "%s:\n\n```\n%s\n```\n\n", title, example);
}

static void put_md_code(struct pc_buf *out, const struct pc_code *code)
{
	pc_buf_printf(out, "### %s\n\n", code->code);
	put_md(out, code->title);
	pc_buf_puts(out, ". *");
	put_effect(out, code);
	pc_buf_puts(out, ".*\n\n");
	put_md_paragraph(out, "What happens", code->then);
	put_md_paragraph(out, "What to do", code->mend);
	put_md_example(out, "Raises it", code->bad);
	put_md_example(out, "Does not", code->good);
}

static void put_md_area(struct pc_buf *out, const struct area *area)
{
	pc_buf_printf(out, "## %s\n\n", area->title);
}

void pc_codes_write_markdown(struct pc_buf *out)
{
	pc_buf_puts(out,
		"<!-- SPDX-License-Identifier: Apache-2.0 -->\n"
		"<!-- Written by: policyctl explain --all --format markdown -->\n"
		"# Finding codes\n\n"
		"Every code that `policyctl verify` reports, with its usual severity, "
		"what the client\n"
		"does, and what to do. `policyctl explain CODE` prints one of them.\n\n");
	put_all(out, put_md_area, put_md_code);
	/* One line's end at the end. */
	if (out->len && out->ptr[out->len - 1] == '\n')
		out->ptr[--out->len] = '\0';
}

/* ---- policyctl-findings(7) ------------------------------------------------ */

enum { MAN_COLUMNS = 82 };

/* Words with what scdoc takes for markup written plainly. */
static void put_man_word(struct pc_buf *out, struct pc_str word)
{
	static const struct escape table[] = {
		{'\\', "\\\\"}, {'*', "\\*"}, {'_', "\\_"}, {0, NULL}};
	static const char openings[] = "#-.;[]|`!+";

	if (word.len && strchr(openings, word.ptr[0]))
		pc_buf_add_char(out, '\\');
	put_escaped(out, word, table);
}

/* A paragraph below a term, in lines that fit. */
static void put_man_paragraph(struct pc_buf *out, struct pc_str text)
{
	size_t column = 0;

	while (text.ptr) {
		struct pc_str word = pc_str_cut(&text, ' ');

		/* A line that begins with a full stop is a request to roff. */
		if (column && column + 1 + word.len > MAN_COLUMNS &&
			!pc_str_starts(word, PC_STR("."))) {
			pc_buf_add_char(out, '\n');
			column = 0;
		}
		pc_buf_add_char(out, column ? ' ' : '\t');
		put_man_word(out, word);
		column += 1 + word.len;
	}
	pc_buf_add_char(out, '\n');
}

static void put_man_example(struct pc_buf *out, const char *title, const char *example)
{
	if (!is_said(example))
		return;
	pc_buf_printf(out, "\n\t%s:\n\n\t```\n", title);
	for (struct pc_str rest = pc_str(example); rest.ptr;) {
		struct pc_str line = pc_str_cut(&rest, '\n');

		pc_buf_printf(out, "\t%.*s\n", PC_STR_ARG(line));
	}
	pc_buf_puts(out, "\t```\n");
}

static void put_man_code(struct pc_buf *out, const struct pc_code *code)
{
	PC_AUTO(pc_buf_done) struct pc_buf head = {0};

	pc_buf_printf(out, "*%s*\n", code->code);
	pc_buf_printf(&head, "%s (", code->title);
	put_effect(&head, code);
	pc_buf_puts(&head, ").");
	put_man_paragraph(out, pc_buf_str(&head));
	if (is_said(code->then)) {
		pc_buf_add_char(out, '\n');
		put_man_paragraph(out, pc_str(code->then));
	}
	if (is_said(code->mend)) {
		pc_buf_add_char(out, '\n');
		put_man_paragraph(out, pc_str(code->mend));
	}
	put_man_example(out, "Raises it", code->bad);
	put_man_example(out, "Does not", code->good);
	pc_buf_add_char(out, '\n');
}

static void put_man_area(struct pc_buf *out, const struct area *area)
{
	pc_buf_puts(out, "# ");
	for (const char *at = area->title; *at; at++) {
		bool lower = *at >= 'a' && *at <= 'z';

		pc_buf_add_char(out, (char)(lower ? *at - 'a' + 'A' : *at));
	}
	pc_buf_puts(out, "\n\n");
}

static const char man_head[] =
	"policyctl-findings(7)\n\n"
	"; SPDX-License-Identifier: Apache-2.0\n"
	"; Written by: policyctl explain --all --format man\n\n"
	"# NAME\n\n"
	"policyctl-findings - the codes of what policyctl finds in settings files\n\n"
	"# DESCRIPTION\n\n"
	"Each finding has a code that does not change, a severity, the place, what the "
	"client does\n"
	"about it, and a fix where there is one. *policyctl verify* prints all of them, "
	"*check* and\n"
	"*show* those that are warnings or errors, on standard error. *policyctl "
	"explain* "
	"prints one\n"
	"of the entries below.\n\n";

static const char man_foot[] =
	"# SEE ALSO\n\n"
	"*policyctl-verify*(1), *policyctl-explain*(1), *policy-fragment*(5)\n";

void pc_codes_write_man(struct pc_buf *out)
{
	pc_buf_puts(out, man_head);
	put_all(out, put_man_area, put_man_code);
	pc_buf_puts(out, man_foot);
}
