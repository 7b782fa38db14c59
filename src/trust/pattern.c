/* SPDX-License-Identifier: Apache-2.0 */
/* OpenSSH's patterns (ssh_config(5), PATTERNS): lists with commas, '*', '?', and '!'
 * before a pattern that may not match. */
#include "pc/base/utf.h"
#include "trust_priv.h"

bool is_text(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\t') ||
			s.ptr[i] == 0x7f)
			return false;
	}
	return pc_utf8_valid(s, NULL);
}

static bool takes(char wanted, char c)
{
	return wanted == '?' || wanted == c;
}

bool pattern_matches(struct pc_str pattern, struct pc_str text)
{
	return pc_str_fits(pattern, text, takes);
}

bool pattern_list_matches(struct pc_str list, struct pc_str text)
{
	bool matches = false;

	while (list.ptr) {
		struct pc_str pattern = pc_str_cut(&list, ',');
		bool is_negated = pc_str_starts(pattern, PC_STR("!"));

		if (!pattern_matches(pc_str_from(pattern, is_negated), text))
			continue;
		if (is_negated)
			return false;
		matches = true;
	}
	return matches;
}
