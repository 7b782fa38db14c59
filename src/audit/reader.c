/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of any size in bounded memory: as one text where they fit, else as windows
 * of it that overlap.  One open, one read and one close is what a usual file costs. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_priv.h"
#include "pc/base/limits.h"

enum {
	BUFFER = PC_MAX_AUDIT_DOCUMENT,
	/* Counters that threads share are told now and then. */
	COUNT_FILES = 256,
	COUNT_BYTES = 8 << 20,
};

void pc_audit_reader_init(struct pc_audit_reader *reader, const struct pc_audit_job *job,
	struct pc_secret_scanner *scanner)
{
	*reader = (struct pc_audit_reader){
		.job = job,
		.scanner = scanner || job->visit ? scanner
						 : pc_secret_scanner_new(job->secrets),
		.is_scanner_ours = !scanner && !job->visit,
	};
}

static void tell_counts(struct pc_audit_reader *reader)
{
	if (reader->files || reader->bytes)
		pc_audit_count(reader->job->audit, reader->files, reader->bytes);
	reader->files = reader->bytes = 0;
}

void pc_audit_reader_done(struct pc_audit_reader *reader)
{
	tell_counts(reader);
	pc_audit_hits_done(&reader->hits);
	if (reader->buffer) {
		explicit_bzero(reader->buffer, reader->n_used);
		free(reader->buffer);
	}
	if (reader->is_scanner_ours)
		pc_secret_scanner_free(reader->scanner);
	*reader = (struct pc_audit_reader){0};
}

/* Pages that no file needs are never touched, so that small files cost little. */
static void make_buffer(struct pc_audit_reader *reader)
{
	if (!reader->buffer)
		reader->buffer = pc_xmalloc(BUFFER);
}

/* What has been read of a document. */
struct window {
	size_t n;       /* bytes in the buffer */
	size_t seen;    /* of them, in the window before too */
	uint32_t line;  /* number of the first */
	size_t left_of; /* bytes of that line before the window */
	bool is_last;   /* of the document */
	int cause;      /* errno of a read that failed */
};

static void fill(struct pc_audit_reader *reader, const struct pc_audit_input *input,
	struct window *window)
{
	size_t before = window->n;

	while (window->n < BUFFER && !window->is_last) {
		size_t room = BUFFER - window->n;
		long got = input->read(input->context, reader->buffer + window->n, room);

		if (got < 0)
			window->cause = errno;
		if (got > 0)
			window->n += (size_t)got;
		window->is_last = got <= 0 || (input->reads_whole && (size_t)got < room);
	}
	reader->bytes += window->n - before;
	if (window->n > reader->n_used)
		reader->n_used = window->n;
}

typedef int8_t lanes __attribute__((vector_size(16), aligned(1)));

enum { LANES = 16, MOST_IN_LANE = 127 };

/* Lines that end in a text.  Each lane counts those of its own bytes until it is full:
 * large files are all counted, a line for each key in them. */
static uint32_t count_lines(const char *at, size_t len)
{
	uint32_t count = 0;

	while (len >= LANES) {
		size_t n = len / LANES < MOST_IN_LANE ? len / LANES : MOST_IN_LANE;
		lanes sum = {0};

		for (size_t i = 0; i < n; i++, at += LANES, len -= LANES)
			sum -= *(const lanes *)(const void *)at == '\n';
		for (size_t i = 0; i < LANES; i++)
			count += (uint32_t)sum[i];
	}
	for (; len; at++, len--)
		count += *at == '\n';
	return count;
}

/* Where the next window begins: so far back that whatever the end cuts through stands
 * whole in it, and at the beginning of a line where there is one near. */
static size_t next_start(const char *text, size_t n)
{
	size_t start = n - PC_SECRET_OVERLAP;
	const char *end =
		memrchr(text + start - PC_SECRET_OVERLAP, '\n', PC_SECRET_OVERLAP);

	return end ? (size_t)(end - text) + 1 : start;
}

/* The window goes on behind the first n bytes of it. */
static void leave(struct window *window, char *text, size_t n)
{
	const char *end = memrchr(text, '\n', n);

	window->left_of = end ? (size_t)(text + n - end) - 1 : window->left_of + n;
	window->line += count_lines(text, n);
	window->n -= n;
	window->seen = window->n;
	memmove(text, text + n, window->n);
}

static void scan_window(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct window *window, bool goes_on)
{
	const struct pc_secret_text text = {
		.text = {reader->buffer, window->n},
		.seen = window->seen,
		.line = window->line,
		.goes_on = goes_on,
	};

	pc_audit_scan(reader->scanner, &text, &reader->hits);
	for (size_t i = 0; i < reader->hits.n; i++)
		if (reader->hits.items[i].hit.line == window->line)
			reader->hits.items[i].hit.col += (uint32_t)window->left_of;
	if (reader->hits.n) {
		pc_audit_hand_in(reader->job, at, text.text, &reader->hits);
		pc_audit_hits_clear(&reader->hits);
	}
}

/* Windows of UTF-16 are not turned into what rules are for. */
static void note_utf16(struct pc_audit_reader *reader, const struct pc_audit_place *at)
{
	const char *text = reader->buffer;
	bool is_little = text[0] == '\xff' && text[1] == '\xfe' && !text[3];
	bool is_big = text[0] == '\xfe' && text[1] == '\xff' && !text[2];

	if (is_little || is_big)
		pc_audit_note(reader->job->audit, "PC2520", at->path,
			"is UTF-16 and larger than %d MB: keys in it are not found",
			BUFFER >> 20);
}

/* A document that is larger than the buffer, which is full of its beginning. */
static void scan_windows(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input, struct window *window)
{
	if (pc_audit_shape_is_wanted(
		    at->path, (struct pc_str){reader->buffer, window->n}))
		pc_audit_note_structure(reader->job, at->path);
	note_utf16(reader, at);
	window->line = 1;
	while (!window->is_last) {
		uint64_t hole = input->skip ? input->skip(input->context) : 0;

		scan_window(reader, at, window, !hole);

		size_t done = hole ? window->n : next_start(reader->buffer, window->n);

		leave(window, reader->buffer, done);
		window->left_of += hole;
		fill(reader, input, window);
	}
	scan_window(reader, at, window, false);
}

/* The same for a visitor. */
static void visit_windows(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input, struct window *window)
{
	const struct pc_audit_job *job = reader->job;
	bool is_wanted = true;

	window->line = 1;
	while (is_wanted && window->n) {
		uint64_t hole =
			input->skip && !window->is_last ? input->skip(input->context) : 0;
		bool is_end = window->is_last || hole;
		const struct pc_audit_part part = {
			.text = {reader->buffer, window->n},
			.own = is_end ? window->n : next_start(reader->buffer, window->n),
			.line = window->line,
			.left_of = window->left_of,
		};

		is_wanted = job->visit(job->visitor, at->path, &part);
		leave(window, reader->buffer, part.own);
		window->left_of += hole;
		fill(reader, input, window);
	}
}

static bool is_unpacked(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input, const struct window *window)
{
	struct pc_str head = {reader->buffer, window->n};

	return pc_audit_is_archive(head) &&
	       pc_audit_archive(reader, at, input, head, window->is_last);
}

int pc_audit_read(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	const struct pc_audit_input *input)
{
	struct window window = {0};

	make_buffer(reader);
	fill(reader, input, &window);
	if (reader->job->visit && !window.is_last)
		visit_windows(reader, at, input, &window);
	else if (!reader->job->visit && !reader->job->no_archives &&
		 is_unpacked(reader, at, input, &window))
		;
	else if (window.is_last)
		pc_audit_look(reader->job, reader->scanner, at,
			(struct pc_str){reader->buffer, window.n}, &reader->hits);
	else
		scan_windows(reader, at, input, &window);
	reader->files++;
	if (reader->files >= COUNT_FILES || reader->bytes >= COUNT_BYTES)
		tell_counts(reader);
	return window.cause;
}

static long read_fd(void *context, char *to, size_t size)
{
	ssize_t got;

	do
		got = read(*(int *)context, to, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Files are mostly holes only where somebody wants to keep a reader busy. */
static uint64_t skip_hole(void *context)
{
	int fd = *(int *)context;
	off_t here = lseek(fd, 0, SEEK_CUR);
	off_t data = here < 0 ? -1 : lseek(fd, here, SEEK_DATA);

	if (data < 0 && here >= 0 && errno == ENXIO)
		data = lseek(fd, 0, SEEK_END);
	else if (data < 0 && here >= 0)
		data = lseek(fd, here, SEEK_SET);
	return data > here ? (uint64_t)(data - here) : 0;
}

void pc_audit_read_fd(struct pc_audit_reader *reader, const struct pc_audit_place *at,
	int fd, bool reads_whole)
{
	const struct pc_audit_input input = {
		.read = read_fd,
		.skip = skip_hole,
		.context = &fd,
		.reads_whole = reads_whole,
		.file = &fd,
	};
	int cause = pc_audit_read(reader, at, &input);

	/* A directory by now, that was a file when it was listed. */
	if (cause == EISDIR)
		pc_audit_note_errno(reader->job, at->path, cause);
	else if (cause)
		pc_audit_note(reader->job->audit, "PC2520", at->path,
			"reading it failed, not all of it was looked at: %s",
			strerror(cause));
}
