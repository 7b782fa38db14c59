/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own headers, where the linker says that they lie in memory; its file, and
 * those beside it; its limits. */
#include "pc/base/self.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pc/base/fs.h"

extern const ElfW(Ehdr) __ehdr_start __attribute__((weak, visibility("hidden")));

static size_t padded(size_t size)
{
	enum { ALIGNMENT = 4 };

	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static struct pc_str find_id(struct pc_str notes)
{
	ElfW(Nhdr) note;

	while (notes.len >= sizeof(note)) {
		size_t name, size;

		memcpy(&note, notes.ptr, sizeof(note));
		name = padded(note.n_namesz);
		size = padded(note.n_descsz);
		notes = pc_str_from(notes, sizeof(note));
		if (notes.len < name || notes.len - name < size)
			break;
		if (note.n_type == NT_GNU_BUILD_ID &&
			note.n_namesz == sizeof(ELF_NOTE_GNU) &&
			memcmp(notes.ptr, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) == 0)
			return pc_str_head(pc_str_from(notes, name), note.n_descsz);
		notes = pc_str_from(notes, name + size);
	}
	return (struct pc_str){0};
}

struct pc_str pc_self_id(void)
{
	const ElfW(Ehdr) *self = &__ehdr_start;
	struct pc_str id = {0};

	if (!self || self->e_type != ET_EXEC)
		return id;
	for (size_t i = 0; i < self->e_phnum && id.len == 0; i++) {
		ElfW(Phdr) part;
		const char *at = (const char *)self + self->e_phoff + i * sizeof(part);

		memcpy(&part, at, sizeof(part));
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): that is where it is */
		at = (const char *)part.p_vaddr;
		if (part.p_type == PT_NOTE)
			id = find_id((struct pc_str){at, part.p_memsz});
	}
	return id;
}

enum pc_status pc_self_path(
	struct pc_str *out, struct pc_arena *arena, struct pc_err *err)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));

	if (len < 0 || (size_t)len == sizeof(self))
		return pc_err_sys(err, "/proc/self/exe");
	*out = pc_arena_str(arena, (struct pc_str){self, (size_t)len});
	return PC_OK;
}

enum pc_status pc_self_beside(
	struct pc_str *out, struct pc_arena *arena, const char *name, struct pc_err *err)
{
	struct pc_str self = PC_STR(""), path;

	PC_TRY(pc_self_path(&self, arena, err));
	path = pc_path_join(arena, pc_path_dir(self), pc_str(name));
	if (access(path.ptr, X_OK) < 0)
		return pc_err_sys(err, "'%s'", path.ptr);
	*out = path;
	return PC_OK;
}

void pc_self_hide(void)
{
	static const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}
