/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a path pattern and a path: the first line is the pattern, the rest the
 * path.  The automaton must say what the matcher says, and the shortest word of the
 * pattern must be one that the matcher takes. */
#include "pc/base/utf.h"
#include "pc/match/automaton.h"
#include "pc/match/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

/* Case beyond ASCII is folded by the matcher alone. */
static bool is_ascii(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.ptr[i] >= 0x80)
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
	struct pc_str path = {(const char *)data, size}, pattern, word;
	struct pc_auto *a = pc_auto_new(&arena);
	const struct pc_lang *lang;
	enum pc_match match;
	struct pc_err err;

	pattern = pc_str_cut(&path, '\n');
	if (pc_glob_compile(&glob, pattern, &err) != PC_OK ||
		!pc_auto_glob(a, 0, pattern) || !is_ascii(pattern) || !is_ascii(path))
		return 0;
	lang = pc_lang_auto(&arena, a);
	match = pc_glob_match(glob, scratch, path);
	must(match == PC_MATCH_GAVE_UP ||
			pc_lang_has(lang, path) == (match == PC_MATCH_YES),
		"the automaton says what the matcher says");
	if (pc_lang_shortest(&word, &arena, lang, NULL) != PC_FOUND_WORD)
		return 0;
	must(pc_lang_has(lang, word), "the shortest word is in the language");
	must(pc_glob_match(glob, scratch, word) != PC_MATCH_NO,
		"the matcher takes the shortest word");
	return 0;
}
