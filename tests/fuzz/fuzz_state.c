/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what we remember of a site, after somebody or a broken disk was at it: it
 * is refused, or planning, going back and looking for drift can go on with it. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "must.h"
#include "pc/base/fs.h"
#include "pc/enforce/drift.h"
#include "pc/enforce/plan.h"

static char top[] = "/tmp/pc-fuzz-state-XXXXXX";
static int state = -1;

static void remove_top(void)
{
	pc_fs_remove_tree(top);
}

/* A machine with a document of ours and one of somebody else's. */
static void make_machine(void)
{
	static const char *const dirs[] = {"state", "state/objects", "root", "root/etc",
		"root/etc/claude-code", "root/etc/claude-code/managed-settings.d"};
	static const char object[] =
		"state/objects/"
		"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
	static const char *const files[] = {object,
		"root/etc/claude-code/managed-settings.json",
		"root/etc/claude-code/managed-settings.d/zz-policyd.json"};
	int dir;

	must(mkdtemp(top) != NULL, "a directory");
	atexit(remove_top);
	dir = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	umask(022);
	for (size_t i = 0; i < PC_COUNT(dirs); i++)
		must(mkdirat(dir, dirs[i], i < 2 ? 0700 : 0755) == 0, dirs[i]);
	for (size_t i = 0; i < PC_COUNT(files); i++) {
		PC_AUTO(pc_close)
		int fd = openat(dir, files[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

		must(fd >= 0 && write(fd, "{}", 2) == 2, files[i]);
	}
	state = openat(dir, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(dir);
}

static void put_state(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_close)
	int fd = openat(
		state, "state.json", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size, "the file");
}

static void check_history(const struct pc_history *history)
{
	must(history->current >= 0, "numbers are not negative");
	must(!history->current || pc_applied_find(history, history->current),
		"what is in force is remembered");
	for (size_t i = 0; i < history->n_applied; i++)
		must(strspn(history->applied[i].sha256, "0123456789abcdef") ==
				strlen(history->applied[i].sha256),
			"a digest is the name of a file");
}

static void use(struct pc_site *site)
{
	const struct pc_history *history = pc_site_history(site);
	struct pc_wish wish = {.path = pc_str(pc_wish_path),
		.bytes = PC_STR("{\"model\":\"x\"}"),
		.at_us = 1};
	struct pc_drift drift;
	struct pc_plan plan;
	struct pc_err err;

	check_history(history);
	if (pc_plan_make(&plan, site, &wish, &err) == PC_OK)
		must(plan.generation > 0, "a policy has a number");
	if (pc_drift_check(&drift, site, &err) != PC_OK)
		must(err.text[0], "a failure has its reason");
	for (size_t i = 0; i <= history->n_applied && i < 4; i++) {
		int64_t number = i ? history->applied[i - 1].number : 0;

		if (pc_wish_of_generation(&wish, site, number, &err) != PC_OK)
			must(err.text[0], "a failure has its reason");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_site_freep) struct pc_site *site = NULL;
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_site_where where = {
		.target = pc_target_find(PC_STR("claude-linux")),
		.uid = geteuid(),
		.gid = getegid(),
	};
	struct pc_err err;

	if (state < 0)
		make_machine();
	put_state(data, size);
	where.root = pc_arena_printf(&arena, "%s/root", top);
	where.state = pc_arena_printf(&arena, "%s/state", top);
	if (pc_site_open(&site, &where, PC_SITE_LOOK, &err) == PC_OK)
		use(site);
	else
		must(err.text[0], "a refusal has its reason");
	return 0;
}
