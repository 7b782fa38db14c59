/* SPDX-License-Identifier: Apache-2.0 */
/* States, and cells that say nothing, by tables of the words that providers use.  Dates
 * are in cells_date.c, ids in cells_ids.c. */
#include "cells_priv.h"

bool word_find(int *value, const struct word *words, size_t n, struct pc_str text)
{
	for (size_t i = 0; i < n; i++) {
		if (!pc_str_eq_nocase(text, pc_str(words[i].text)))
			continue;
		*value = words[i].value;
		return true;
	}
	return false;
}

bool cell_is_none(struct pc_str text)
{
	static const struct word words[] = {{"", 1}, {"-", 1}, {"--", 1}, {"---", 1},
		{"N/A", 1}, {"NA", 1}, {"none", 1}, {"not applicable", 1}};
	int value;

	return WORD_FIND(&value, words, pc_str_trim(text));
}

/* Signs of a note behind a cell's text. */
struct pc_str without_notes(struct pc_str text)
{
	static const char *const signs[] = {"*", "\xe2\x80\xa0", "\xe2\x80\xa1",
		"\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "."};
	bool again = true;

	while (again) {
		again = false;
		text = pc_str_trim(text);
		for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
			struct pc_str sign = pc_str(signs[i]);

			if (!pc_str_ends(text, sign))
				continue;
			text.len -= sign.len;
			again = true;
		}
	}
	return text;
}

enum pc_model_state cell_state(struct pc_str text)
{
	static const struct word words[] = {{"Active", PC_MODEL_CURRENT},
		{"Active (latest)", PC_MODEL_CURRENT},
		{"Active (current)", PC_MODEL_CURRENT}, {"Current", PC_MODEL_CURRENT},
		{"Latest", PC_MODEL_CURRENT}, {"Active (legacy)", PC_MODEL_LEGACY},
		{"Legacy", PC_MODEL_LEGACY}, {"Deprecated", PC_MODEL_DEPRECATED},
		{"Retired", PC_MODEL_RETIRED}, {"Shutdown", PC_MODEL_RETIRED},
		{"Shut down", PC_MODEL_RETIRED}, {"Preview", PC_MODEL_PREVIEW},
		{"Research preview", PC_MODEL_PREVIEW},
		{"Limited preview", PC_MODEL_PREVIEW},
		{"Gated preview", PC_MODEL_PREVIEW},
		{"Active (preview)", PC_MODEL_PREVIEW},
		{"Active (research preview)", PC_MODEL_PREVIEW},
		{"Active (limited preview)", PC_MODEL_PREVIEW},
		{"Active (invitation)", PC_MODEL_PREVIEW},
		{"Active (invitation only)", PC_MODEL_PREVIEW},
		{"Active (invite only)", PC_MODEL_PREVIEW},
		{"Active (invite-only)", PC_MODEL_PREVIEW},
		{"Active, invitation", PC_MODEL_PREVIEW},
		{"Active, invitation only", PC_MODEL_PREVIEW},
		{"Invitation only", PC_MODEL_PREVIEW}, {"Invite-only", PC_MODEL_PREVIEW},
		{"Invite only", PC_MODEL_PREVIEW}};
	int state;

	return WORD_FIND(&state, words, without_notes(text)) ? (enum pc_model_state)state
							     : PC_MODEL_UNKNOWN;
}
