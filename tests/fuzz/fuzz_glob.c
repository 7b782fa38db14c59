/* SPDX-License-Identifier: Apache-2.0 */
/* Path patterns from hostile hands: pattern, a line end, paths.  Whatever the bytes, the
 * matcher answers, and a path that matches as a whole matches with parents too. */
#include "pc/match/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = NULL;
	struct pc_str rest = {(const char *)data, size};
	struct pc_str pattern = pc_str_cut(&rest, '\n');
	struct pc_err err;

	if (pc_glob_compile(&glob, pattern, &err) != PC_OK)
		return 0;
	scratch = pc_scratch_new();
	while (rest.ptr) {
		struct pc_str path = pc_str_cut(&rest, '\n');
		enum pc_match any = pc_glob_match(glob, scratch, path);

		if (pc_glob_match_whole(glob, scratch, path) == PC_MATCH_YES &&
			any == PC_MATCH_NO)
			__builtin_trap();
	}
	return 0;
}
