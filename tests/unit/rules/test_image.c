/* SPDX-License-Identifier: Apache-2.0 */
/* Images: what a header must say, and that what is kept leads nowhere but into itself and
 * into this program.  Linked at a fixed address, as the hook is. */
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "image_priv.h"
#include "pc/base/fs.h"
#include "pc/base/hash.h"
#include "pc/rules/generation.h"
#include "pc_test.h"

static char top[] = "/tmp/pc-image-XXXXXX";

static const char policy[] =
	"{\"permissions\":{\"deny\":[\"Bash(curl *)\",\"Bash(* --force "
	"*)\",\"Read(./.env)\","
	"\"Read(~/.ssh/**)\",\"Read(**/"
	"*.key)\",\"WebFetch(domain:*.example.com)\",\"mcp__x\","
	"\"Agent(Explore)\",\"PowerShell(del *)\",\"Edit(src/**)\",\"Edit(!src/x)\"],"
	"\"ask\":[\"Bash(git push:*)\",\"Bash(rm **)\"],\"allow\":[\"Bash(ls *)\"],"
	"\"additionalDirectories\":[\"../more\"]},\"env\":{\"A\":\"1\"},\"x-policyctl\":"
	"{\"reasons\":{\"Bash(curl *)\":\"no downloads\"}}}";

static struct pc_str below(struct pc_arena *arena, const char *name)
{
	return pc_arena_printf(arena, "%s/%s", top, name);
}

static int lay(void **state)
{
	const struct timespec wait = {.tv_nsec = 50000000};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_err err;

	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(mkdir(below(&arena, "etc").ptr, S_IRWXU), 0);
	assert_int_equal(
		pc_fs_replace(AT_FDCWD, below(&arena, "etc/managed-settings.json").ptr,
			PC_STR(policy), S_IRUSR | S_IWUSR, &err),
		PC_OK);
	nanosleep(&wait, NULL);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	pc_fs_remove_tree(top);
	return 0;
}

static void open_one(struct pc_generation *out, struct pc_arena *arena)
{
	const struct pc_where where = {
		.managed_dir = below(arena, "etc"),
		.home = below(arena, "home"),
		.cwd = below(arena, "proj"),
		.moved_to = below(arena, "proj/sub"),
		.permission_mode = PC_STR("default"),
	};
	struct pc_err err;

	assert_int_equal(
		pc_generation_open(out, &where,
			&(struct pc_image_dirs){.own = below(arena, "state")}, &err),
		PC_OK);
	assert_int_equal(out->notice.status, PC_OK);
}

/* Memory of this process that will be somebody else's in another one. */
struct range {
	uintptr_t start, end;
};

static size_t foreign_memory(struct range *out, size_t most)
{
	const size_t largest = (size_t)1 << 26;
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[4096], self[1024] = "";
	size_t n = 0;

	assert_non_null(maps);
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	while (n < most && fgets(line, sizeof(line), maps)) {
		char *end;
		struct range range = {.start = strtoull(line, &end, 16)};

		range.end = strtoull(end + 1, NULL, 16);
		/* A sanitizer's tables span what numbers fall into by chance: 256 MiB
		 * around 0x80000000, and terabytes. */
		if (range.start != (uintptr_t)pc_region_start() && !strstr(line, self) &&
			range.end - range.start < largest)
			out[n++] = range;
	}
	fclose(maps);
	/* With a sanitizer memory lies wherever numbers may point to. */
#if defined(__SANITIZE_ADDRESS__)
	n = 0;
#endif
	return n;
}

static void leads_nowhere_else(void **state)
{
	enum { MOST = 512 };
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_generation first, second;
	struct range ranges[MOST];
	struct pc_str bytes;
	size_t n;

	(void)state;
	open_one(&first, &arena);
	assert_int_equal(first.origin, PC_GENERATION_KEPT);
	bytes = pc_region_bytes(&first.arena);
	n = foreign_memory(ranges, MOST);
	for (size_t at = 0; at + sizeof(uintptr_t) <= bytes.len; at += 8) {
		uintptr_t word;

		memcpy(&word, bytes.ptr + at, sizeof(word));
		for (size_t i = 0; i < n; i++)
			assert_false(word >= ranges[i].start && word < ranges[i].end);
	}
	pc_generation_done(&first);
	open_one(&second, &arena);
	assert_int_equal(second.origin, PC_GENERATION_MAPPED);
	assert_int_equal(second.settings->n_rules, 14);
	assert_str(second.settings->cwd, below(&arena, "proj/sub").ptr);
	assert_int_equal(strlen(second.digest), PC_SHA256_HEX - 1);
	pc_generation_done(&second);
}

/* ---- headers -------------------------------------------------------------- */

#define IN(member)  offsetof(struct image, member)
#define PTR(member) IN(place.member) + offsetof(struct pc_str, ptr)
#define LEN(member) IN(place.member) + offsetof(struct pc_str, len)

/* Eight bytes at a place in a header that fits. */
static const struct change {
	const char *name;
	size_t at;
	uint64_t value;
} changes[] = {
	{"no image", IN(magic), 0x41414141414141},
	{"another version", IN(version), 0},
	{"another program", IN(id), 0},
	{"another address", IN(start), 0x6f0000000040},
	{"another size", IN(size), 1 << 20},
	{"settings before it", IN(settings), 0x6effffffffff},
	{"settings in the header", IN(settings), 0x6f0000000010},
	{"settings that begin inside and end outside", IN(settings), 0x6f000000fff8},
	{"settings at the end of memory", IN(settings), UINT64_MAX},
	{"no policy", IN(policy), 0},
	{"a policy behind it", IN(policy), 0x6f0000010000},
	{"no digest", IN(digest), 0},
	{"a place outside", PTR(managed_dir), 0},
	{"a home outside", PTR(home), 16},
	{"a directory outside", PTR(cwd), UINT64_MAX - 2},
	{"a name longer than all of it", LEN(cwd), UINT64_MAX},
	{"another directory too long", LEN(moved_to), 1 << 20},
	{"a mode too long", LEN(permission_mode), UINT64_MAX - 0x100},
};

static struct image fitting(size_t size)
{
	struct pc_arena arena = {0};
	struct image_place place = {.uid = 0};
	struct image image;
	char *inside;

	assert_true(pc_region_open(&arena));
	image = *image_new(&arena, &place);
	inside = pc_arena_bytes(&arena, 1);
	image.size = size;
	image.settings = (const void *)inside;
	image.policy = (const void *)inside;
	image.digest = inside;
	pc_region_close();
	return image;
}

static void check_change(const struct change *change)
{
	enum { SIZE = 0x10000 };
	struct image image = fitting(SIZE);

	assert_true(image_header_fits(&image, SIZE));
	assert_false(image_header_fits(&image, SIZE - 1));
	memcpy((char *)&image + change->at, &change->value, sizeof(change->value));
	assert_false(image_header_fits(&image, SIZE));
}

PC_TABLE(changes, check_change)

/* ---- names and owners ----------------------------------------------------- */

static void places_have_names_of_their_own(void **state)
{
	const struct image_place places[] = {
		{0},
		{.uid = 1},
		{.bypass = true},
		{.yaml = true},
		{.managed_dir = PC_STR("/a")},
		{.home = PC_STR("/a")},
		{.cwd = PC_STR("/a")},
		{.moved_to = PC_STR("/a")},
		{.permission_mode = PC_STR("/a")},
		{.home = PC_STR("/"), .cwd = PC_STR("a")},
	};
	char names[PC_COUNT(places)][IMAGE_NAME];

	(void)state;
	for (size_t i = 0; i < PC_COUNT(places); i++) {
		image_name(names[i], &places[i]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(names[i], names[k]);
	}
}

static void owners(void **state)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct image_place place = {
		.uid = geteuid(), .managed_dir = below(&arena, "etc")};
	const uid_t stranger = 12345;

	(void)state;
	assert_true(image_owner_is_trusted(0, &place));
	assert_true(image_owner_is_trusted(geteuid(), &place));
	assert_false(image_owner_is_trusted(stranger, &place));
	place.managed_dir = PC_STR("/");
	place.uid = stranger;
	assert_false(image_owner_is_trusted(stranger, &place));
	place.managed_dir = PC_STR("/nowhere/at/all");
	assert_true(image_owner_is_trusted(stranger, &place));
	assert_false(image_owner_is_trusted(stranger + 1, &place));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads_nowhere_else),
		cmocka_unit_test(places_have_names_of_their_own),
		cmocka_unit_test(owners),
	};

	return PC_RUN(changes) + cmocka_run_group_tests(tests, lay, clear);
}
