/* SPDX-License-Identifier: Apache-2.0 */
/* 7z archives, unpacked by a child that can take only so much memory and time. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive_priv.h"
#include "pc/base/limits.h"

/* Pages that this process has already, shared ones and reserved ones too. */
static size_t memory_in_use(void)
{
	char text[64] = {0};
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return got > 0 ? strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool set_ceilings(void)
{
	size_t memory = memory_in_use() + ((size_t)PC_MAX_UNPACKER_MB << 20);
	const struct rlimit space = {memory, memory};
	const struct rlimit time = {PC_MAX_UNPACKER_SECONDS, PC_MAX_UNPACKER_SECONDS};

	return setrlimit(RLIMIT_AS, &space) == 0 && setrlimit(RLIMIT_CPU, &time) == 0;
}

static bool copy_data(struct archive *from, struct archive *to)
{
	static char block[64 << 10];
	la_ssize_t got;

	while ((got = pc_la.archive_read_data(from, block, sizeof(block))) > 0)
		if (pc_la.archive_write_data(to, block, (size_t)got) < 0)
			return false;
	return got == 0;
}

static bool copy_members(struct archive *from, struct archive *to)
{
	struct archive_entry *entry;
	int got;

	while ((got = pc_la.archive_read_next_header(from, &entry)) >= ARCHIVE_WARN &&
		got != ARCHIVE_EOF) {
		if (pc_la.archive_entry_filetype(entry) != AE_IFREG)
			continue;
		if (pc_la.archive_write_header(to, entry) < ARCHIVE_WARN ||
			!copy_data(from, to))
			return false;
	}
	return got == ARCHIVE_EOF && pc_la.archive_write_close(to) == ARCHIVE_OK;
}

static bool unpack(struct pc_str bytes, int fd, int out)
{
	struct archive *from = pc_la.archive_read_new();
	struct archive *to = pc_la.archive_write_new();
	int got;

	if (!from || !to || !set_ceilings())
		return false;
	if (pc_la.archive_read_support_format_7zip(from) < ARCHIVE_WARN ||
		pc_la.archive_write_set_format_gnutar(to) < ARCHIVE_WARN)
		return false;
	if (fd >= 0)
		got = pc_la.archive_read_open_fd(from, fd, PC_SECRET_OVERLAP);
	else
		got = pc_la.archive_read_open_memory(from, bytes.ptr, bytes.len);
	return got == ARCHIVE_OK && pc_la.archive_write_open_fd(to, out) == ARCHIVE_OK &&
	       copy_members(from, to);
}

bool pc_audit_unpack_7z(struct pc_audit_unpacker *out, struct pc_str bytes, int fd)
{
	int ends[2];
	pid_t child;

	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		return false;
	if (pipe2(ends, O_CLOEXEC))
		return false;
	child = fork();
	if (child == 0) {
		close(ends[0]);
		_exit(unpack(bytes, fd, ends[1]) ? 0 : 1);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return false;
	}
	*out = (struct pc_audit_unpacker){.child = child, .fd = ends[0]};
	return true;
}

enum { PADDING = 16 };

static void end_child(struct pc_audit_unpacker *unpacker)
{
	close(unpacker->fd);
	unpacker->fd = -1;
}

long pc_audit_unpack_read(void *context, char *to, size_t size)
{
	enum { MS = 1000 };
	struct pc_audit_unpacker *unpacker = context;
	struct pollfd pipe = {.fd = unpacker->fd, .events = POLLIN};
	ssize_t got;

	if (unpacker->fd < 0)
		return 0;
	/* A lock that another thread held when it was forked would keep it for ever. */
	if (poll(&pipe, 1, PC_MAX_UNPACKER_SECONDS * MS) != 1)
		got = 0;
	else
		got = read(unpacker->fd, to, size);
	if (got <= 0)
		end_child(unpacker);
	return got > 0 ? (long)got : 0;
}

bool pc_audit_unpack_end(struct pc_audit_unpacker *unpacker)
{
	char rest[PC_MAX_AUDIT_LINE];
	int status = 0;
	pid_t got;

	/* A tar ends with some blocks of nothing, which need not have been read. */
	for (size_t i = 0; i < PADDING && unpacker->fd >= 0; i++)
		pc_audit_unpack_read(unpacker, rest, sizeof(rest));
	if (unpacker->fd >= 0)
		end_child(unpacker);
	kill((pid_t)unpacker->child, SIGKILL);
	do
		got = waitpid((pid_t)unpacker->child, &status, 0);
	while (got < 0 && errno == EINTR);
	return got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
