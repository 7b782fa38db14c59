/* SPDX-License-Identifier: Apache-2.0 */
/* Shows what an adapter reads in documents, as reading_text.h writes it.
 *
 *   source_dump RETRIEVED SOURCE FILE [SOURCE FILE...]
 *
 * RETRIEVED is when they came, in seconds since 1970.  Before each reading stands a line
 * "== FILE". */
#include <fcntl.h>

#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "reading_text.h"

static int dump(int64_t retrieved, const char *name, const char *file)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf buf = {0};
	struct pc_reading reading = {
		.source = pc_source_find(pc_str(name)), .retrieved = retrieved};
	struct pc_err err;
	struct pc_str body;

	if (!reading.source) {
		fprintf(stderr, "source_dump: no source \"%s\"\n", name);
		return 64;
	}
	if (pc_fs_read(&body, &arena, AT_FDCWD, file, 2 * PC_MAX_SOURCE_SIZE, &err) !=
		PC_OK) {
		fprintf(stderr, "source_dump: %s\n", err.text);
		return 70;
	}
	reading.source->read(&reading, &arena, body);
	text_reading(&buf, &reading);
	printf("== %s\n%.*s", file, PC_STR_ARG(pc_buf_str(&buf)));
	return 0;
}

int main(int argc, char **argv)
{
	int rc = 0;

	if (argc < 4) {
		fprintf(stderr, "usage: source_dump RETRIEVED SOURCE FILE...\n");
		return 64;
	}
	for (int i = 2; i + 1 < argc && rc == 0; i += 2)
		rc = dump(strtoll(argv[1], NULL, 10), argv[i], argv[i + 1]);
	return rc;
}
