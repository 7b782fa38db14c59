/* SPDX-License-Identifier: Apache-2.0 */
/* All words that there are on each channel, as the client sees them, and those among them
 * that people write: examples are taken from these where there is one. */
#include "language_priv.h"

/* Some characters, by their ranges. */
struct chars {
	const struct pc_range *ranges;
	size_t n;
};

/* Words one space apart; the first of characters of its own. */
static void add_words(
	struct pc_auto *a, struct chars begin, struct chars first, struct chars more)
{
	uint32_t end = pc_auto_one(a, 0, begin.ranges, begin.n), next;

	end = pc_auto_run(a, end, first.ranges, first.n);
	pc_auto_accept(a, end);
	next = pc_auto_text(a, end, PC_STR(" "), false);
	end = pc_auto_one(a, next, more.ranges, more.n);
	end = pc_auto_run(a, end, more.ranges, more.n);
	pc_auto_accept(a, end);
	pc_auto_skip(a, pc_auto_text(a, end, PC_STR(" "), false), next);
}

/* Capitals stand last, so that they can be left out for PowerShell. */
static void add_commands(struct pc_auto *a, bool plain, bool lower)
{
	static const struct pc_range begin[] = {
		{'a', 'z'}, {'.', '9'}, {'_', '_'}, {'A', 'Z'}};
	static const struct pc_range first[] = {
		{'a', 'z'}, {'+', ':'}, {'_', '_'}, {'@', '@'}, {'%', '%'}, {'A', 'Z'}};
	static const struct pc_range more[] = {{'a', 'z'}, {'+', ':'}, {'_', '_'},
		{'=', '='}, {'@', '@'}, {'%', '%'}, {'A', 'Z'}};
	static const struct pc_range any[] = {{0, '\t' - 1}, {'\t' + 1, ' ' - 1},
		{' ' + 1, 'A' - 1}, {'Z' + 1, 0x10FFFF}, {'A', 'Z'}};
	struct chars all = {any, PC_COUNT(any) - lower};

	if (plain)
		add_words(a, (struct chars){begin, PC_COUNT(begin) - lower},
			(struct chars){first, PC_COUNT(first) - lower},
			(struct chars){more, PC_COUNT(more) - lower});
	else
		add_words(a, all, all, all);
}

/* Hosts as a URL parser gives them back, but for those that are all digits. */
static void add_hosts(struct pc_auto *a, bool plain)
{
	static const struct pc_range chars[] = {
		{'a', 'z'}, {'0', '9'}, {'-', '-'}, {'_', '_'}};
	static const struct pc_range address[] = {{'0', '9'}, {'a', 'f'}, {':', ':'}};
	static const struct pc_range letters[] = {{'a', 'z'}};
	uint32_t label = pc_auto_state(a), end, last;

	pc_auto_skip(a, 0, label);
	end = pc_auto_run(
		a, pc_auto_one(a, label, chars, plain ? 2 : 4), chars, plain ? 3 : 4);
	pc_auto_skip(a, pc_auto_text(a, end, PC_STR("."), false), label);
	if (!plain) {
		pc_auto_accept(a, end);
		end = pc_auto_text(a, 0, PC_STR("["), false);
		end = pc_auto_run(a, end, address, PC_COUNT(address));
		pc_auto_accept(a, pc_auto_text(a, end, PC_STR("]"), false));
		return;
	}
	last = pc_auto_run(a, pc_auto_one(a, label, letters, 1), chars, 2);
	pc_auto_accept(a, last);
}

/* Trimmed, not empty; plain: letters, digits and what joins them. */
static void add_values(struct pc_auto *a, bool is_name, bool plain)
{
	static const struct pc_range solid[] = {{' ' + 1, '/' - 1}, {'/', '/'},
		{'/' + 1, 0x9F}, {0xA1, 0x167F}, {0x1681, 0x1FFF}, {0x2030, 0x205E},
		{0x2060, 0x2FFF}, {0x3001, 0xFEFE}, {0xFF00, 0x10FFFF}};
	static const struct pc_range open[] = {{' ' + 1, '/' - 1}, {'/' + 1, 0x9F},
		{0xA1, 0x167F}, {0x1681, 0x1FFF}, {0x2030, 0x205E}, {0x2060, 0x2FFF},
		{0x3001, 0xFEFE}, {0xFF00, 0x10FFFF}};
	static const struct pc_range plain_chars[] = {
		{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}, {'-', ':'}};
	uint32_t at;

	if (plain) {
		at = pc_auto_one(a, 0, plain_chars, 4);
		pc_auto_accept(a, pc_auto_run(a, at, plain_chars, 5));
		return;
	}
	at = is_name ? pc_auto_one(a, 0, open, PC_COUNT(open))
		     : pc_auto_one(a, 0, solid, PC_COUNT(solid));
	pc_auto_accept(a, at);
	at = pc_auto_run(a, at, &pc_any_char, 1);
	pc_auto_accept(a, pc_auto_one(a, at, solid, PC_COUNT(solid)));
}

static const struct pc_lang *make_universe(
	struct analysis *analysis, enum channel channel, bool plain)
{
	struct pc_auto *a;

	if (channel == CHANNEL_TOOL)
		return universe_of_tools(analysis);
	if (channel == CHANNEL_PATH || channel == CHANNEL_READS ||
		channel == CHANNEL_WRITES)
		return universe_of_paths(analysis, plain);
	a = pc_auto_new(analysis->arena);
	if (channel == CHANNEL_COMMAND || channel == CHANNEL_POWERSHELL)
		add_commands(a, plain, channel == CHANNEL_POWERSHELL);
	else if (channel == CHANNEL_HOST)
		add_hosts(a, plain);
	else
		add_values(a, channel == CHANNEL_NAME, plain);
	return pc_lang_auto(analysis->arena, a);
}

const struct pc_lang *words_of_universe(
	struct analysis *analysis, enum channel channel, bool plain)
{
	const struct pc_lang **slot =
		plain ? &analysis->plain[channel] : &analysis->universe[channel];

	if (!*slot)
		*slot = make_universe(analysis, channel, plain);
	return *slot;
}
