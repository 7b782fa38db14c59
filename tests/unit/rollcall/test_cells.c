/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of tables as dates, states and ids. */
#include "cells.h"
#include "pc_test.h"
#include "reading_text.h"

static const struct date_row {
	const char *name;
	const char *text;
	const char *reads; /* NULL: no date */
} dates[] = {
	{"as in America", "October 15, 2026", " retires=2026-10-15"},
	{"a short month", "Oct 15, 2026", " retires=2026-10-15"},
	{"four letters of it", "Sept 5, 2026", " retires=2026-09-05"},
	{"without a comma", "October 15 2026", " retires=2026-10-15"},
	{"with a point", "Oct. 15, 2026", " retires=2026-10-15"},
	{"an ordinal", "October 1st, 2026", " retires=2026-10-01"},
	{"as in Europe", "15 Oct 2026", " retires=2026-10-15"},
	{"the year first", "2026 October 15", " retires=2026-10-15"},
	{"numbers alone", "2026-10-15", " retires=2026-10-15"},
	{"blanks around it", "  2026-10-15\n", " retires=2026-10-15"},
	{"small letters", "may 7, 2027", " retires=2027-05-07"},
	{"a day of a leap year", "February 29, 2028", " retires=2028-02-29"},
	{"the last day", "December 31, 2099", " retires=2099-12-31"},
	{"the first one", "January 1, 2018", " retires=2018-01-01"},
	{"a note behind it", "August 5, 2026*", " retires=2026-08-05"},
	{"words in brackets", "August 5, 2026 (planned)", " retires=2026-08-05"},
	{"a floor", "Not sooner than May 28, 2027", " not-before=2027-05-28"},
	{"a floor in other letters", "NOT SOONER THAN May 28, 2027",
		" not-before=2027-05-28"},
	{"no earlier than", "No earlier than 2027-05-28", " not-before=2027-05-28"},
	{"a floor in brackets", "May 28, 2027 (earliest)", " not-before=2027-05-28"},
	{"a floor of a month", "Earliest February 2026", " not-before=2026-02-01"},
	{"a floor with a colon", "Earliest: May 28, 2027", " not-before=2027-05-28"},
	{"none", "N/A", " retires=none"},
	{"a dash", "-", " retires=none"},
	{"nothing", "", " retires=none"},
	{"none was announced", "No shutdown date announced", " retires=none"},
	{"one will be", "To be announced", " retires=to-announce"},
	{"one will be, in short", "TBD", " retires=to-announce"},
	{"a month alone is no end", "October 2026", NULL},
	{"a year alone", "2026", NULL},
	{"a floor of a year", "Earliest 2026", NULL},
	{"a floor without a date", "Not sooner than", NULL},
	{"a day that is not", "February 30, 2026", NULL},
	{"a day of no leap year", "February 29, 2027", NULL},
	{"day zero", "2026-10-00", NULL},
	{"month 13", "2026-13-01", NULL},
	{"a year before there were models", "May 1, 2012", NULL},
	{"a year far off", "May 1, 2100", NULL},
	{"numbers that may be two dates", "03/04/2026", NULL},
	{"a month twice", "May May 2026", NULL},
	{"a day twice", "May 1 2, 2026", NULL},
	{"a month that is none", "Mayday 1, 2026", NULL},
	{"words", "When it is ready", NULL},
	{"words behind it", "May 1, 2026 or later", NULL},
	{"another date in brackets", "August 5, 2026 (Bedrock: 2027-01-08)", NULL},
	{"two dates", "2026-10-15 2026-10-16", NULL},
	{"an ordinal's wrong letters", "May 1xx, 2026", NULL},
	{"a time of day", "2026-10-15T00:00:00Z", NULL},
};

static void check_date(const struct date_row *row)
{
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_model_date date = {PC_DATE_EXACT, 7};
	bool is_date = cell_date(&date, pc_str(row->text));

	assert_int_equal(is_date, row->reads != NULL);
	if (!is_date) {
		assert_int_equal(date.at, 7);
		return;
	}
	text_date(&buf, date);
	assert_str(pc_buf_str(&buf), row->reads);
}
PC_TABLE(dates, check_date)

static const struct heading_row {
	const char *name;
	const char *text;
	int64_t at; /* 0: none */
} headings[] = {
	{"a notice", "2026-09-30: Claude Sonnet 4.5 model", INT64_C(1790726400)},
	{"a date alone", "2026-09-30", INT64_C(1790726400)},
	{"a dash behind it", "2026-09-30 - more", INT64_C(1790726400)},
	{"no date", "Deprecation history", 0},
	{"a date that is not", "2026-09-31: x", 0},
	{"part of a longer number", "2026-09-301: x", 0},
	{"a date further on", "On 2026-09-30", 0},
	{"nothing", "", 0},
};

static void check_heading(const struct heading_row *row)
{
	int64_t at = 0;

	assert_int_equal(heading_date(&at, pc_str(row->text)), row->at != 0);
	assert_int_equal(at, row->at);
}
PC_TABLE(headings, check_heading)

static const struct state_row {
	const char *name;
	const char *text;
	enum pc_model_state state;
} states[] = {
	{"active", "Active", PC_MODEL_CURRENT},
	{"the latest", "Active (latest)", PC_MODEL_CURRENT},
	{"active and legacy", "Active (legacy)", PC_MODEL_LEGACY},
	{"legacy", "legacy", PC_MODEL_LEGACY},
	{"deprecated", "DEPRECATED", PC_MODEL_DEPRECATED},
	{"retired", "Retired", PC_MODEL_RETIRED},
	{"shut down", "Shutdown", PC_MODEL_RETIRED},
	{"in two words", "Shut down", PC_MODEL_RETIRED},
	{"by invitation", "Active (invitation only)", PC_MODEL_PREVIEW},
	{"by invitation, with a dash", "Invite-only", PC_MODEL_PREVIEW},
	{"a preview", "Research preview", PC_MODEL_PREVIEW},
	{"a note behind it", "Deprecated*", PC_MODEL_DEPRECATED},
	{"a number behind it", "Retired\xc2\xb9", PC_MODEL_RETIRED},
	{"nothing", "", PC_MODEL_UNKNOWN},
	{"none", "N/A", PC_MODEL_UNKNOWN},
	{"a new word", "Paused", PC_MODEL_UNKNOWN},
	{"two states", "Active Deprecated", PC_MODEL_UNKNOWN},
	{"not a state", "Not active", PC_MODEL_UNKNOWN},
	{"a part of a word", "Activ", PC_MODEL_UNKNOWN},
	{"active, and something else", "Active (until May)", PC_MODEL_UNKNOWN},
};

static void check_state(const struct state_row *row)
{
	assert_int_equal(cell_state(pc_str(row->text)), row->state);
}
PC_TABLE(states, check_state)

/* Code stands between \1 and \2. */
static const struct ids_row {
	const char *name;
	const char *text;
	enum id_rule rule;
	const char *ids;
	const char *bad; /* NULL: it is fine; "": no id at all */
} ids[] = {
	{"one", "claude-opus-5-5", ID_EACH, "claude-opus-5-5", NULL},
	{"one in code", "\1o3\2", ID_EACH, "o3", NULL},
	{"a word in code", "\1davinci\2", ID_SOME, "davinci", NULL},
	{"a word in code, where only ids may stand", "\1davinci\2", ID_EACH, "",
		"davinci"},
	{"empty code", "\1 \2", ID_ANY, "", "``"},
	{"empty code behind an id", "\1a-1\2 \1\2", ID_EACH, "a-1", "``"},
	{"code that only begins", "\1a-1", ID_EACH, "a-1", NULL},
	{"code that only ends", "a-1\2", ID_EACH, "a-1", NULL},
	{"a word", "davinci", ID_EACH, "", "davinci"},
	{"a word with a digit", "o3", ID_EACH, "o3", NULL},
	{"commas", "\1gpt-5\2, \1gpt-5-2025-08-07\2", ID_EACH, "gpt-5 gpt-5-2025-08-07",
		NULL},
	{"lines", "claude-2.0\nclaude-2.1", ID_EACH, "claude-2.0 claude-2.1", NULL},
	{"a pipe", "\1a-1\2 | \1a-2\2", ID_EACH, "a-1 a-2", NULL},
	{"a stroke", "a-1 / a-2", ID_EACH, "a-1 a-2", NULL},
	{"and", "a-1 and a-2", ID_EACH, "a-1 a-2", NULL},
	{"code and none", "\1a-1\2, a-2", ID_EACH, "a-1 a-2", NULL},
	{"the same twice", "a-1, a-1", ID_EACH, "a-1", NULL},
	{"signs of sellers", "us.anthropic.claude-1:0, claude-1@2026", ID_EACH,
		"us.anthropic.claude-1:0 claude-1@2026", NULL},
	{"words in brackets", "\1claude-mythos-5\2 (invitation only)", ID_EACH,
		"claude-mythos-5", NULL},
	{"a note", "claude-opus-5-5*", ID_EACH, "claude-opus-5-5", NULL},
	{"a name before ids", "GPT-4o (\1gpt-4o-2024-08-06\2, \1gpt-4o-2024-11-20\2)",
		ID_SOME, "gpt-4o-2024-08-06 gpt-4o-2024-11-20", NULL},
	{"a name, where ids are wanted", "Claude Opus", ID_EACH, "", "Claude Opus"},
	{"a name, where one id is", "Claude Opus", ID_SOME, "", ""},
	{"a name, where none has to be", "Assistants API", ID_ANY, "", NULL},
	{"an address", "\1/v1/answers\2", ID_ANY, "", NULL},
	{"an id among words", "gpt-5.6-sol with reasoning.mode: pro", ID_ANY,
		"gpt-5.6-sol", NULL},
	{"words with dashes", "see the step-by-step guide", ID_ANY, "", NULL},
	{"words in brackets behind one", "\1gpt-5.6-sol\2 (reasoning.mode: pro)", ID_ANY,
		"gpt-5.6-sol", NULL},
	{"nothing", "", ID_EACH, "", ""},
	{"nothing, where that may be", "", ID_ANY, "", NULL},
	{"capitals", "Claude-Opus-5", ID_EACH, "", "Claude-Opus-5"},
	{"a digit first", "5-opus", ID_EACH, "", "5-opus"},
	{"a dash last", "claude-", ID_EACH, "", "claude-"},
	{"one letter", "\1a\2", ID_EACH, "", "a"},
	{"a blank in code", "\1gpt 5\2", ID_EACH, "", "gpt 5"},
	{"what was not filled in", "{{ model.id }}", ID_SOME, "", "{{ model.id }}"},
	{"what was not filled in, with one", "a-1, ${next}", ID_SOME, "a-1", "${next}"},
	{"a tag", "<b>x-1", ID_ANY, "", "<b>x-1"},
};

static void check_ids(const struct ids_row *row)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct cell_ids found;
	struct pc_str bad = {0};
	bool is_fine = cell_ids(&found, &bad, &arena, pc_str(row->text), row->rule);

	assert_int_equal(is_fine, row->bad == NULL);
	if (row->bad && row->bad[0])
		assert_str(bad, row->bad);
	for (size_t i = 0; i < found.ids.count; i++)
		pc_buf_printf(
			&buf, "%s%.*s", i ? " " : "", PC_STR_ARG(found.ids.items[i]));
	assert_str(pc_buf_str(&buf), row->ids);
}
PC_TABLE(ids, check_ids)

int main(void)
{
	return PC_RUN(dates) | PC_RUN(headings) | PC_RUN(states) | PC_RUN(ids);
}
