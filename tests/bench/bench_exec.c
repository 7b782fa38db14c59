/* SPDX-License-Identifier: Apache-2.0 */
/* How long whole processes take, from exec to exit: bench_exec ROUNDS STDIN -- COMMAND...
 * -- COMMAND...
 *
 * The commands take turns, so that a machine that is busy for a while is busy for all of
 * them.  Each reads the file STDIN.  Prints for each command, in order,
 *
 *   {"median_us":..., "p99_us":..., "cpu_us":..., "rss_kb":..., "exit":...}
 *
 * where cpu_us is the least processor time of any run, which other programs disturb
 * least, exit is the last exit status that was not 0, and rss_kb the largest resident
 * set. tests/bench/hook makes tables of it. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct command {
	char **argv;
	double *times; /* microseconds */
	double cpu;
	long rss_kb;
	int exit;
};

enum { MAX_COMMANDS = 16, MAX_ROUNDS = 1000000, BASE = 10 };

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double microseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Runs it once; false when it could not be started. */
static int run(struct command *command, int input, posix_spawn_file_actions_t *actions,
	int round)
{
	struct rusage usage;
	double start, cpu;
	int status;
	pid_t pid;

	lseek(input, 0, SEEK_SET);
	start = now_us();
	errno = posix_spawn(
		&pid, command->argv[0], actions, NULL, command->argv, environ);
	if (errno != 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror(command->argv[0]);
		return 0;
	}
	command->times[round] = now_us() - start;
	cpu = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	if (round == 0 || cpu < command->cpu)
		command->cpu = cpu;
	if (usage.ru_maxrss > command->rss_kb)
		command->rss_kb = usage.ru_maxrss;
	if (status != 0)
		command->exit =
			WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	return 1;
}

/* Cuts the words at "--" into commands. */
static int cut(struct command *commands, char **argv, int rounds)
{
	int n = 0;

	for (; *argv; argv++) {
		if (strcmp(*argv, "--") != 0)
			continue;
		*argv = NULL;
		if (n == MAX_COMMANDS || !argv[1])
			return 0;
		commands[n++] = (struct command){.argv = argv + 1,
			.times = calloc((size_t)rounds, sizeof(double))};
	}
	return n;
}

int main(int argc, char **argv)
{
	struct command commands[MAX_COMMANDS] = {0};
	int rounds = argc > 3 ? (int)strtol(argv[1], NULL, BASE) : 0;
	int input = argc > 3 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
	int n = rounds > 0 && rounds <= MAX_ROUNDS ? cut(commands, argv + 3, rounds) : 0;
	posix_spawn_file_actions_t actions;

	if (n == 0 || input < 0) {
		fputs("usage: bench_exec ROUNDS STDIN -- COMMAND... [-- COMMAND...]\n",
			stderr);
		return 64;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_addopen(
		&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(
		&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < n; i++) {
			if (!run(&commands[i], input, &actions, round))
				return 70;
		}
	}
	for (int i = 0; i < n; i++) {
		double *times = commands[i].times;

		qsort(times, (size_t)rounds, sizeof(*times), ascending);
		printf("{\"median_us\":%.1f,\"p99_us\":%.1f,\"cpu_us\":%.1f,"
		       "\"rss_kb\":%ld,\"exit\":%d}\n",
			times[rounds / 2], times[(int)(rounds * 0.99)], commands[i].cpu,
			commands[i].rss_kb, commands[i].exit);
		free(times);
	}
	posix_spawn_file_actions_destroy(&actions);
	return 0;
}
