/* SPDX-License-Identifier: Apache-2.0 */
/* Reads "pattern TAB path" lines, writes yes, no, gave-up or unusable for each. */
#include "pc/match/glob.h"

static const char *answer(struct pc_scratch *scratch, struct pc_str line)
{
	static const char *const names[] = {"no", "yes", "gave-up"};
	PC_AUTO(pc_glob_freep) struct pc_glob *glob = NULL;
	struct pc_str pattern = pc_str_cut(&line, '\t');
	struct pc_err err;

	if (pc_glob_compile(&glob, pattern, &err) != PC_OK)
		return "unusable";
	return names[pc_glob_match(glob, scratch, line)];
}

int main(void)
{
	PC_AUTO(pc_scratch_freep) struct pc_scratch *scratch = pc_scratch_new();
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		struct pc_str text = {line, (size_t)len};

		text.len -= line[len - 1] == '\n';
		puts(answer(scratch, text));
	}
	free(line);
	return 0;
}
