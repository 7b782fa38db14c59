/* SPDX-License-Identifier: Apache-2.0 */
/* Where the organization's key for fingerprints is read from, or made. */
#include "pc/audit/key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/fs.h"
#include "pc/base/hash.h"

static void name_key(struct pc_audit_key *key)
{
	char hex[PC_SHA256_HEX];

	pc_hmac_sha256_hex(hex, (struct pc_str){key->bytes, key->size},
		PC_STR("policyctl audit: id of this key"));
	memcpy(key->id, hex, PC_AUDIT_KEY_ID - 1);
	key->id[PC_AUDIT_KEY_ID - 1] = '\0';
}

static enum pc_status check_file(const char *path, int fd, struct pc_err *err)
{
	const struct pc_span nowhere = {0};
	struct stat st;

	if (fstat(fd, &st) < 0)
		return pc_err_sys(err, "'%s'", path);
	if (!S_ISREG(st.st_mode))
		return pc_err_set(
			err, PC_ERR_SYSTEM, nowhere, "'%s' is no regular file", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return pc_err_set(err, PC_ERR_SYSTEM, nowhere,
			"the key for fingerprints '%s' belongs to another user", path);
	if (st.st_mode & (S_IWGRP | S_IRWXO))
		return pc_err_set(err, PC_ERR_SYSTEM, nowhere,
			"others may read or write the key for fingerprints '%s': "
			"chmod 600 '%s'",
			path, path);
	return PC_OK;
}

static enum pc_status take(struct pc_audit_key *out, const char *path, struct pc_str text,
	struct pc_err *err)
{
	struct pc_str bytes = pc_str_trim(text);

	if (bytes.len < PC_AUDIT_KEY_LEAST)
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){.file = path},
			"a key for fingerprints has at least %d characters",
			PC_AUDIT_KEY_LEAST);
	memcpy(out->bytes, bytes.ptr, bytes.len);
	out->size = bytes.len;
	name_key(out);
	return PC_OK;
}

static enum pc_status read_some(char *room, size_t size, size_t *n_out, int fd,
	const char *path, struct pc_err *err)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, room + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pc_err_sys(err, "'%s'", path);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*n_out = n;
	return PC_OK;
}

enum pc_status pc_audit_key_read(
	struct pc_audit_key *out, const char *path, struct pc_err *err)
{
	PC_AUTO(pc_close)
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char room[PC_AUDIT_KEY_MOST + 1];
	enum pc_status status;
	size_t n = 0;

	if (fd < 0)
		return pc_err_sys(err, "the key for fingerprints '%s'", path);
	PC_TRY(check_file(path, fd, err));
	status = read_some(room, sizeof(room), &n, fd, path, err);
	if (status == PC_OK && n > PC_AUDIT_KEY_MOST)
		status = pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){.file = path},
			"a key for fingerprints has at most %d bytes", PC_AUDIT_KEY_MOST);
	if (status == PC_OK)
		status = take(out, path, (struct pc_str){room, n}, err);
	explicit_bzero(room, sizeof(room));
	return status;
}

enum pc_status pc_audit_key_make(struct pc_audit_key *out, struct pc_err *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char chance[32];

	if (getrandom(chance, sizeof(chance), 0) != (ssize_t)sizeof(chance))
		return pc_err_sys(err, "a key for fingerprints cannot be made");
	for (size_t i = 0; i < sizeof(chance); i++) {
		out->bytes[2 * i] = digits[chance[i] >> 4];
		out->bytes[2 * i + 1] = digits[chance[i] & 15];
	}
	out->size = 2 * sizeof(chance);
	explicit_bzero(chance, sizeof(chance));
	name_key(out);
	return PC_OK;
}

/* Every directory before the last slash. */
static enum pc_status make_way(const char *path, struct pc_err *err)
{
	char way[PATH_MAX];

	if (snprintf(way, sizeof(way), "%s", path) >= (int)sizeof(way))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%s' is too long a path", path);
	for (char *at = way + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(way, S_IRWXU) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%s'", way);
		*at = '/';
	}
	return PC_OK;
}

/* Under a name of its own first: nobody ever reads half a key. */
static enum pc_status write_new(
	const struct pc_audit_key *key, const char *path, struct pc_err *err)
{
	PC_AUTO(pc_close)
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		S_IRUSR | S_IWUSR);

	if (fd < 0)
		return pc_err_sys(err, "'%s'", path);
	PC_TRY(pc_fs_write_fd(fd, (struct pc_str){key->bytes, key->size}, err));
	return pc_fs_write_fd(fd, PC_STR("\n"), err);
}

enum pc_status pc_audit_key_keep(
	struct pc_audit_key *out, const char *path, struct pc_err *err)
{
	struct pc_audit_key key = {0};
	enum pc_status status;
	char at_first[PATH_MAX];

	if (snprintf(at_first, sizeof(at_first), "%s.%ld", path, (long)getpid()) >=
		(int)sizeof(at_first))
		return pc_err_set(err, PC_ERR_LIMIT, (struct pc_span){0},
			"'%s' is too long a path", path);
	PC_TRY(make_way(path, err));
	PC_TRY(pc_audit_key_make(&key, err));
	status = write_new(&key, at_first, err);
	if (status == PC_OK && link(at_first, path) == 0)
		*out = key;
	else if (status == PC_OK && errno == EEXIST)
		status = pc_audit_key_read(out, path, err);
	else if (status == PC_OK)
		status = pc_err_sys(err, "'%s'", path);
	unlink(at_first);
	pc_audit_key_done(&key);
	return status;
}

void pc_audit_key_done(struct pc_audit_key *key)
{
	explicit_bzero(key, sizeof(*key));
}
