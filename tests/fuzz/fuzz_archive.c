/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file, in one piece or in many: archives in archives, and what looks like
 * one.  Looking ends, and what comes out of it is no more than the ceilings say.
 *
 * The first byte says how many bytes a read brings, the rest is the file. */
#include "audit/audit_priv.h"
#include "audit_stub.h"
#include "must.h"
#include "pc/base/limits.h"

struct file {
	const uint8_t *data;
	size_t size, at, step;
};

static long read_file(void *context, char *to, size_t size)
{
	struct file *file = context;
	size_t left = file->size - file->at;
	size_t n = size < left ? size : left;

	if (file->step && n > file->step)
		n = file->step;
	if (n)
		memcpy(to, file->data + file->at, n);
	file->at += n;
	return (long)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint64_t most = (uint64_t)PC_MAX_ARCHIVE_MB << 20;
	struct pc_audit audit = {0};
	const struct pc_audit_job job = {.audit = &audit};
	const struct pc_audit_place at = {.path = PC_STR("file")};
	struct pc_audit_reader reader;

	if (size == 0)
		return 0;

	struct file file = {.data = data + 1, .size = size - 1, .step = data[0]};
	const struct pc_audit_input input = {.read = read_file, .context = &file};

	pc_audit_reader_init(&reader, &job, NULL);
	must(pc_audit_read(&reader, &at, &input) == 0, "memory can be read");
	pc_audit_reader_done(&reader);
	must(audit.bytes <= most + 8 * size + 2 * (uint64_t)PC_MAX_AUDIT_DOCUMENT,
		"no more is unpacked than the ceiling says");
	must(audit.files <= PC_MAX_ARCHIVE_MEMBERS + 1, "members have a ceiling");
	for (size_t i = 0; i < audit.n; i++)
		must(strncmp(audit.rows[i].path, "file", 4) == 0, "rows have the path");
	stub_done(&audit);
	return 0;
}
