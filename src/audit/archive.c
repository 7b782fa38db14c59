/* SPDX-License-Identifier: Apache-2.0 */
/* Archives and compressed files, and those in them, each member as a document of its own.
 * Who makes an archive decides what it costs to look into it, so all of them together
 * have a budget; what lies behind it is not looked at, and a note says so.
 *
 * Of libarchive's filters exactly one is taken, by what a file begins with: it would put
 * them on top of each other, past the budget. */
#include <errno.h>
#include <sys/stat.h>

#include "archive_priv.h"
#include "pc/base/buf.h"
#include "pc/base/limits.h"

struct pc_audit_budget {
	struct archive *outermost;
	uint64_t packed; /* its size; 0: as much as it has read */
	uint64_t unpacked;
	size_t members;
	bool has_encrypted;
	const char *spent; /* on what; NULL: there is some left */
};

enum form { ZIP, TAR, PACKED, DEB, SEVEN };

struct kind {
	struct pc_str magic;
	size_t at;
	enum form form;
	int filter;
};

static const struct kind kinds[] = {
	{PC_STR("PK\3\4"), 0, ZIP, ARCHIVE_FILTER_NONE},
	{PC_STR("\x1f\x8b\x08"), 0, PACKED, ARCHIVE_FILTER_GZIP},
	{PC_STR("\xfd"
		"7zXZ\0"),
		0, PACKED, ARCHIVE_FILTER_XZ},
	{PC_STR("\x28\xb5\x2f\xfd"), 0, PACKED, ARCHIVE_FILTER_ZSTD},
	{PC_STR("1AY&SY"), 4, PACKED, ARCHIVE_FILTER_BZIP2},
	{PC_STR("7z\xbc\xaf\x27\x1c"), 0, SEVEN, ARCHIVE_FILTER_NONE},
	{PC_STR("!<arch>\ndebian-binary"), 0, DEB, ARCHIVE_FILTER_NONE},
	{PC_STR("ustar"), 257, TAR, ARCHIVE_FILTER_NONE},
};

static const struct kind *kind_of(struct pc_str head)
{
	for (size_t i = 0; i < PC_COUNT(kinds); i++)
		if (pc_str_starts(pc_str_from(head, kinds[i].at), kinds[i].magic))
			return &kinds[i];
	return NULL;
}

bool pc_audit_is_archive(struct pc_str head)
{
	return kind_of(head) != NULL;
}

/* One archive that is open. */
struct opened {
	struct pc_audit_reader
		*reader; /* has the buffer that the archive comes through */
	const struct pc_audit_input *input;
	const struct pc_audit_place *at;
	struct pc_str head; /* the rest of the first bytes, not yet handed on */
	bool is_all;
	bool is_begun; /* the input is no longer where it was */
	bool is_spent; /* what lies behind is not wanted */
	uint64_t packed;
	struct archive *archive;
	struct pc_audit_reader members;
	struct pc_buf path;
};

/* libarchive's next bytes. */
static la_ssize_t next_block(struct archive *archive, void *context, const void **out)
{
	struct opened *opened = context;
	long got = (long)opened->head.len;

	(void)archive;
	*out = opened->head.ptr;
	opened->head.len = 0;
	if (got == 0 && !opened->is_all) {
		opened->is_begun = true;
		*out = opened->reader->buffer;
		got = opened->input->read(opened->input->context, opened->reader->buffer,
			PC_MAX_AUDIT_DOCUMENT);
		if (got > 0)
			opened->reader->bytes += (uint64_t)got;
	}
	return got;
}

static int add_formats(struct archive *archive, const struct kind *kind, bool is_all)
{
	if (kind->filter != ARCHIVE_FILTER_NONE &&
		pc_la.archive_read_append_filter(archive, kind->filter) != ARCHIVE_OK)
		return ARCHIVE_FATAL;
	switch (kind->form) {
	case ZIP:
		return is_all ? pc_la.archive_read_support_format_zip(archive)
			      : pc_la.archive_read_support_format_zip_streamable(archive);
	case PACKED: /* a tar in it is found as an archive of its own */
		return pc_la.archive_read_support_format_raw(archive);
	case DEB:
		return pc_la.archive_read_support_format_ar(archive);
	default:
		return pc_la.archive_read_support_format_tar(archive);
	}
}

static int open_archive(struct opened *opened, const struct kind *kind)
{
	struct pc_str head = opened->head;

	if (add_formats(opened->archive, kind, opened->is_all) < ARCHIVE_WARN)
		return ARCHIVE_FATAL;
	/* Memory can be gone back in, as the directory at the end of a zip wants it. */
	if (opened->is_all)
		return pc_la.archive_read_open_memory(
			opened->archive, head.ptr, head.len);
	return pc_la.archive_read_open(opened->archive, opened, NULL, next_block, NULL);
}

static uint64_t mb(uint64_t n)
{
	return n << 20;
}

static void check_budget(struct pc_audit_budget *budget)
{
	la_int64_t taken = pc_la.archive_filter_bytes(budget->outermost, -1);
	uint64_t size = taken > 0 ? (uint64_t)taken : 1;

	if (budget->packed)
		size = budget->packed;

	if (budget->unpacked > mb(PC_MAX_ARCHIVE_MB) + 4 * size)
		budget->spent = "unpacks to too much";
	else if (budget->unpacked > mb(PC_MAX_ARCHIVE_RATIO_FROM_MB) &&
		 budget->unpacked / size > PC_MAX_ARCHIVE_RATIO)
		budget->spent = "unpacks to far more than its size, as bombs do";
	else if (budget->members > PC_MAX_ARCHIVE_MEMBERS)
		budget->spent = "has too many members";
}

/* What a member says; nothing more of it once the budget is spent. */
static long read_member(void *context, char *to, size_t size)
{
	struct opened *opened = context;
	struct pc_audit_budget *budget = opened->members.budget;
	la_ssize_t got;

	if (budget->spent)
		return 0;
	got = pc_la.archive_read_data(opened->archive, to, size);
	if (got < 0) {
		errno = EIO;
		return -1;
	}
	budget->unpacked += (uint64_t)got;
	check_budget(budget);
	return (long)got;
}

static const char *name_of(struct archive_entry *entry)
{
	const char *name = pc_la.archive_entry_pathname(entry);

	if (!name)
		name = pc_la.archive_entry_pathname_utf8(entry);
	return name ? name : "?";
}

static void note_damage(const struct opened *opened, struct pc_str path)
{
	const char *why = pc_la.archive_error_string(opened->archive);

	pc_audit_note(opened->reader->job->audit, "PC2525", path,
		"not all of it was looked at, as it is damaged or of an unknown form: %s",
		why ? why : "no reason is known");
}

static void note_not_one(const struct opened *opened)
{
	const char *why = pc_la.archive_error_string(opened->archive);

	pc_audit_note(opened->reader->job->audit, "PC2525", opened->at->path,
		"begins as an archive does and cannot be unpacked; its bytes were looked "
		"at as they are: %s",
		why ? why : "no reason is known");
}

/* Files that are only compressed go by their own name. */
static void name_member(struct opened *opened, struct archive_entry *entry)
{
	opened->path.len = 0;
	pc_buf_add(&opened->path, opened->at->path);
	if (pc_la.archive_format(opened->archive) == ARCHIVE_FORMAT_RAW)
		return;
	pc_buf_add_char(&opened->path, '!');
	pc_buf_puts(&opened->path, name_of(entry));
}

static void look_at_member(struct opened *opened, struct archive_entry *entry)
{
	const struct pc_audit_job *job = opened->reader->job;
	const struct pc_audit_input input = {.read = read_member, .context = opened};
	struct pc_audit_place place = *opened->at;

	name_member(opened, entry);
	place.path = pc_buf_str(&opened->path);
	place.source = PC_AUDIT_MEMBER;
	if (job->is_left_out && job->is_left_out(job->context, place.path))
		return;
	if (pc_la.archive_entry_is_data_encrypted(entry)) {
		opened->members.budget->has_encrypted = true;
		return;
	}
	if (pc_audit_read(&opened->members, &place, &input))
		note_damage(opened, place.path);
}

/* False: it was no archive. */
static bool look_at_members(struct opened *opened)
{
	struct pc_audit_budget *budget = opened->members.budget;
	bool is_first = true;

	while (!budget->spent) {
		struct archive_entry *entry;
		int got = pc_la.archive_read_next_header(opened->archive, &entry);

		if (got == ARCHIVE_EOF)
			break;
		if (got < ARCHIVE_WARN && is_first && !opened->is_begun)
			return false;
		if (got < ARCHIVE_WARN) {
			note_damage(opened, opened->at->path);
			break;
		}
		is_first = false;
		budget->members++;
		check_budget(budget);
		if (pc_la.archive_entry_filetype(entry) == AE_IFREG && !budget->spent)
			look_at_member(opened, entry);
	}
	return true;
}

static void note_budget(const struct pc_audit_reader *reader, struct pc_str path,
	const struct pc_audit_budget *budget)
{
	if (budget->spent)
		pc_audit_note(reader->job->audit, "PC2524", path,
			"the archive %s: what lies behind its first %llu MB and %zu "
			"members was not looked at",
			budget->spent, (unsigned long long)(budget->unpacked >> 20),
			budget->members);
	if (budget->has_encrypted)
		pc_audit_note(reader->job->audit, "PC2525", path,
			"it has members that are encrypted, which were not looked at");
}

static bool look_into(struct opened *opened, const struct kind *kind)
{
	struct pc_audit_reader *reader = opened->reader;
	struct pc_audit_budget own = {
		.outermost = opened->archive, .packed = opened->packed};
	locale_t before = pc_la.utf8 ? uselocale(pc_la.utf8) : (locale_t)0;
	bool is_archive = false;

	pc_audit_reader_init(&opened->members, reader->job, reader->scanner);
	opened->members.depth = reader->depth + 1;
	opened->members.budget = reader->budget ? reader->budget : &own;
	if (open_archive(opened, kind) >= ARCHIVE_WARN)
		is_archive = look_at_members(opened);
	if (!is_archive && !opened->packed)
		note_not_one(opened);
	opened->is_spent = opened->members.budget->spent != NULL;
	if (!reader->budget)
		note_budget(reader, opened->at->path, &own);
	pc_audit_reader_done(&opened->members);
	if (before)
		uselocale(before);
	return is_archive;
}

static bool open_and_look(struct opened *opened, const struct kind *kind)
{
	bool is_archive;

	opened->archive = pc_la.archive_read_new();
	if (!opened->archive)
		return false;
	is_archive = look_into(opened, kind);
	pc_la.archive_read_free(opened->archive);
	pc_buf_done(&opened->path);
	return is_archive;
}

static uint64_t size_of(const struct opened *opened)
{
	struct stat st;

	if (opened->is_all)
		return opened->head.len;
	return fstat(*opened->input->file, &st) ? 1 : (uint64_t)st.st_size;
}

/* A child makes a tar of it. */
static void look_into_7z(struct opened *opened)
{
	static const struct kind tar = {.form = TAR, .filter = ARCHIVE_FILTER_NONE};
	const struct pc_audit_reader *reader = opened->reader;
	struct pc_audit_unpacker unpacker;
	const struct pc_audit_input input = {
		.read = pc_audit_unpack_read, .context = &unpacker};

	if (!opened->is_all && !opened->input->file) {
		pc_audit_note(reader->job->audit, "PC2525", opened->at->path,
			"is not unpacked: a 7z archive that is no file of its own and "
			"larger than %d MB",
			PC_MAX_AUDIT_DOCUMENT >> 20);
		return;
	}
	opened->packed = size_of(opened);
	if (!pc_audit_unpack_7z(&unpacker, opened->head,
		    opened->is_all ? -1 : *opened->input->file)) {
		pc_audit_note(reader->job->audit, "PC2525", opened->at->path,
			"is not unpacked: there can be no process for it");
		return;
	}

	struct opened tarred = *opened;

	tarred.input = &input;
	tarred.head = (struct pc_str){0};
	tarred.is_all = false;
	open_and_look(&tarred, &tar);
	if (!pc_audit_unpack_end(&unpacker) && !tarred.is_spent)
		pc_audit_note(reader->job->audit, "PC2525", opened->at->path,
			"not all of it was looked at: it is damaged, encrypted, or takes "
			"more than %d MB of memory or %d seconds to unpack",
			PC_MAX_UNPACKER_MB, PC_MAX_UNPACKER_SECONDS);
}

bool pc_audit_archive(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input, struct pc_str head, bool is_all)
{
	const struct kind *kind = kind_of(head);
	struct opened opened = {.reader = reader,
		.input = input,
		.at = at,
		.head = head,
		.is_all = is_all};

	if (reader->depth >= PC_MAX_ARCHIVE_DEPTH) {
		pc_audit_note(reader->job->audit, "PC2524", at->path,
			"is not unpacked: it lies in %d archives within each other",
			PC_MAX_ARCHIVE_DEPTH);
		return false;
	}
	if (!pc_la_is_loaded()) {
		pc_audit_note(reader->job->audit, "PC2525", at->path,
			"is not unpacked: libarchive is not installed");
		return false;
	}
	if (kind->form != SEVEN)
		return open_and_look(&opened, kind);
	look_into_7z(&opened);
	return true;
}
