/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens in files. */
#include "pc/net/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/arena.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"

static enum pc_status check_owner(const char *path, int fd, struct pc_err *err)
{
	const struct pc_span none = {0};
	struct stat st;

	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (!S_ISREG(st.st_mode))
		return pc_err_set(err, PC_ERR_SYSTEM, none, "'%s' is no file", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"'%s' belongs to another user: chown root '%s'", path, path);
	if (st.st_mode & (S_IWGRP | S_IRWXO))
		return pc_err_set(err, PC_ERR_SYSTEM, none,
			"others may use '%s': chmod g-w,o= '%s'", path, path);
	return PC_OK;
}

/* One line end, one byte to see that there is more, and the NUL. */
enum { ROOM = PC_MAX_TOKEN + 3 };

static bool is_token(struct pc_str text)
{
	enum { LEAST = 8 };

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
			return false;
	}
	return text.len >= LEAST;
}

/* Without its line end; whole says that nothing stands behind it. */
static enum pc_status judge(
	struct pc_secret *secret, bool is_whole, const char *whose, struct pc_err *err)
{
	char *bytes = secret->bytes;

	while (secret->len > 0 &&
		(bytes[secret->len - 1] == '\n' || bytes[secret->len - 1] == '\r'))
		secret->len--;
	bytes[secret->len] = '\0';
	if (is_whole && secret->len <= PC_MAX_TOKEN &&
		is_token((struct pc_str){bytes, secret->len}))
		return PC_OK;
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"'%s' holds no token, which is one word of 8 to %d letters, digits and "
		"signs",
		whose, PC_MAX_TOKEN);
}

/* Never through an arena or a buffer that grows: each would leave a copy behind. */
static enum pc_status read_into(
	struct pc_secret *out, int fd, const char *path, struct pc_err *err)
{
	ssize_t n = 1;

	while (n > 0 && out->len < ROOM - 1) {
		n = read(fd, out->bytes + out->len, ROOM - 1 - out->len);
		if (n < 0 && errno != EINTR)
			return pc_err_sys(err, "'%s'", path);
		out->len += n > 0 ? (size_t)n : 0;
		n = n < 0 ? 1 : n;
	}
	return judge(out, n == 0, path, err);
}

enum pc_status pc_secret_copy(
	struct pc_secret *out, struct pc_str text, const char *whose, struct pc_err *err)
{
	PC_AUTO(pc_secret_done) struct pc_secret secret = {.bytes = pc_xcalloc(ROOM, 1)};
	bool fits = text.len < ROOM;

	secret.len = fits ? text.len : 0;
	if (secret.len)
		memcpy(secret.bytes, text.ptr, secret.len);
	PC_TRY(judge(&secret, fits, whose, err));
	*out = secret;
	secret.bytes = NULL;
	return PC_OK;
}

enum pc_status pc_secret_read(struct pc_secret *out, const char *path, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	PC_AUTO(pc_secret_done) struct pc_secret secret = {0};

	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	PC_TRY(check_owner(path, fd, err));
	secret.bytes = pc_xcalloc(ROOM, 1);
	PC_TRY(read_into(&secret, fd, path, err));
	*out = secret;
	secret.bytes = NULL;
	return PC_OK;
}

void pc_secret_done(struct pc_secret *secret)
{
	if (secret->bytes)
		explicit_bzero(secret->bytes, ROOM);
	free(secret->bytes);
	*secret = (struct pc_secret){0};
}
