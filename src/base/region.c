/* SPDX-License-Identifier: Apache-2.0 */
/* The region: an arena whose first block lies at a fixed address.  What does not fit goes
 * to ordinary blocks, and then there are no bytes to keep. */
#include "pc/base/region.h"

#include <sys/mman.h>

/* Half way between where programs, heaps and sanitizers begin and where the system puts
 * libraries and stacks, on every 64-bit system with 47 bits for a process. */
static const uintptr_t place = 0x6f0000000000;
static const size_t reserved = (size_t)256 << 20;

/* The one thing here that a process can have but once. */
static bool is_open;

char *pc_region_start(void)
{
	return (char *)place; /* NOLINT(performance-no-int-to-ptr): the whole point */
}

size_t pc_region_size(void)
{
	return reserved;
}

/* An old kernel takes the address for a wish and maps elsewhere. */
static bool map_here(size_t size, int flags, int fd)
{
	char *start = pc_region_start();
	void *there = mmap(start, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_FIXED_NOREPLACE | flags, fd, 0);

	if (there == start) {
		is_open = true;
		return true;
	}
	if (there != MAP_FAILED)
		munmap(there, size);
	return false;
}

bool pc_region_open(struct pc_arena *arena)
{
	if (!map_here(reserved, MAP_ANONYMOUS | MAP_NORESERVE, -1))
		return false;
	*arena = (struct pc_arena){
		.at = pc_region_start(), .end = pc_region_start() + reserved};
	return true;
}

struct pc_str pc_region_bytes(const struct pc_arena *arena)
{
	char *start = pc_region_start();

	if (arena->blocks || arena->at < start || arena->at > start + reserved)
		return (struct pc_str){0};
	return (struct pc_str){start, (size_t)(arena->at - start)};
}

bool pc_region_map(int fd, size_t size)
{
	return size > 0 && size <= reserved && map_here(size, 0, fd);
}

void pc_region_close(void)
{
	if (is_open)
		munmap(pc_region_start(), reserved);
	is_open = false;
}

bool pc_region_is_open(void)
{
	return is_open;
}
