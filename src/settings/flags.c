/* SPDX-License-Identifier: Apache-2.0 */
/* How the text of --allowedTools and --disallowedTools falls into rules. */
#include "settings_priv.h"

static void take_piece(struct pc_str value, size_t from, size_t to,
	void (*take)(void *user, struct pc_str rule), void *user)
{
	struct pc_str piece = js_trim((struct pc_str){value.ptr + from, to - from});

	if (piece.len)
		take(user, piece);
}

void flags_split(
	struct pc_str value, void (*take)(void *user, struct pc_str rule), void *user)
{
	size_t from = 0;
	bool inside = false;

	/* The client does not count parentheses: the first ')' ends what any number of
	 * '(' began, and a backslash in front of one changes nothing. */
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '(')
			inside = true;
		else if (c == ')')
			inside = false;
		else if (!inside && (c == ',' || c == ' ')) {
			take_piece(value, from, i, take, user);
			from = i + 1;
		}
	}
	take_piece(value, from, value.len, take, user);
}
