/* SPDX-License-Identifier: Apache-2.0 */
/* bench_stamp FILE: adds the time at which it began, in ns of the monotonic clock, as a
 * line.  The worker of tests/bench/jobs-latency. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	enum { MODE = 0600, SECOND = 1000000000 };
	struct timespec now;
	char line[32];
	int fd, n;

	clock_gettime(CLOCK_MONOTONIC, &now);
	fd = argc == 2 ? open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, MODE)
		       : -1;
	n = snprintf(line, sizeof(line), "%lld\n",
		(long long)now.tv_sec * SECOND + now.tv_nsec);
	return fd < 0 || write(fd, line, (size_t)n) != n;
}
