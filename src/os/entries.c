/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of directories as the kernel hands them out, and kinds of file systems. */
#include "pc/os/entries.h"

#include <dirent.h>
#include <linux/magic.h>
#include <sys/vfs.h>

long pc_entries_read(int fd, char *buffer)
{
	return getdents64(fd, buffer, PC_ENTRIES_SIZE);
}

static enum pc_entry_kind kind_of(unsigned char type)
{
	switch (type) {
	case DT_REG:
		return PC_ENTRY_FILE;
	case DT_DIR:
		return PC_ENTRY_DIR;
	case DT_LNK:
		return PC_ENTRY_LINK;
	case DT_UNKNOWN:
		return PC_ENTRY_UNKNOWN;
	default:
		return PC_ENTRY_OTHER;
	}
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

bool pc_entries_next(struct pc_entry *out, const char *buffer, long size, long *at)
{
	while (*at < size) {
		const struct dirent64 *entry = (const void *)(buffer + *at);

		*at += entry->d_reclen;
		if (is_dots(entry->d_name))
			continue;
		*out = (struct pc_entry){entry->d_name, kind_of(entry->d_type)};
		return true;
	}
	return false;
}

enum {
	MQUEUE_MAGIC = 0x19800202,
	FUSECTL_MAGIC = 0x65735543,
	CONFIGFS_TYPE = 0x62656570,
	RPC_PIPEFS_TYPE = 0x67596969,
	NFSD_TYPE = 0x6e667364,
	XFS_TYPE = 0x58465342,
	ZFS_TYPE = 0x2fc12fc1,
};

static const unsigned long made_up[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC, DEBUGFS_MAGIC,
	TRACEFS_MAGIC, SECURITYFS_MAGIC, SELINUX_MAGIC, SMACK_MAGIC, CGROUP_SUPER_MAGIC,
	CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC, PSTOREFS_MAGIC, EFIVARFS_MAGIC, BINFMTFS_MAGIC,
	DEVPTS_SUPER_MAGIC, NSFS_MAGIC, MQUEUE_MAGIC, FUSECTL_MAGIC, CONFIGFS_TYPE,
	RPC_PIPEFS_TYPE, NFSD_TYPE};

static const unsigned long reading_whole[] = {EXT4_SUPER_MAGIC, XFS_TYPE,
	BTRFS_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC, F2FS_SUPER_MAGIC,
	SQUASHFS_MAGIC, ZFS_TYPE, RAMFS_MAGIC};

static bool is_among(const unsigned long *types, size_t n, unsigned long type)
{
	for (size_t i = 0; i < n; i++)
		if (types[i] == type)
			return true;
	return false;
}

bool pc_mount_of(struct pc_mount *out, int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return false;

	unsigned long type = (unsigned long)fs.f_type & 0xffffffff;

	*out = (struct pc_mount){
		.is_made_up = is_among(made_up, PC_COUNT(made_up), type),
		.reads_whole = is_among(reading_whole, PC_COUNT(reading_whole), type),
	};
	return true;
}
