/* SPDX-License-Identifier: Apache-2.0 */
/* How long a command line takes to parse and flatten.  Prints nanoseconds for each of a
 * few typical lines, or the mean over the lines of a file given as argument; then the
 * hostile texts, in milliseconds.  Processor time, the best of many batches, so that a
 * busy machine does not matter much. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/shell/effects.h"

static const char *const typical[] = {
	"git status",
	"npm run test -- --watch=false --reporter dot",
	"git commit -m \"fix: handle empty input in the parser\" --no-verify --author=me",
	"find . -type f -name '*.c' -not -path './build/*' | xargs grep -n TODO | head",
	"cd /srv/app && make clean && make -j4 2>&1 | tee build.log",
	"for f in src/*.ts; do echo \"$f: $(wc -l < \"$f\")\"; done",
};

enum { ROUNDS = 2000, BATCHES = 100 };

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static size_t run(struct pc_arena *arena, struct pc_str line)
{
	struct pc_sh_commands commands;
	struct pc_sh_tree tree;

	pc_arena_reset(arena);
	pc_sh_parse(&tree, arena, line);
	pc_sh_commands(&commands, arena, &tree);
	return commands.count;
}

static void bench_typical(struct pc_arena *arena)
{
	for (size_t i = 0; i < PC_COUNT(typical); i++) {
		struct pc_str line = pc_str(typical[i]);
		double best = 1e18;
		size_t n = 0;

		for (int batch = 0; batch < BATCHES; batch++) {
			double start = now_ns();

			for (int round = 0; round < ROUNDS; round++)
				n = run(arena, line);
			best = least(best, now_ns() - start);
		}
		printf("%7.0f ns  %3zu bytes  %zu commands  %s\n", best / ROUNDS,
			line.len, n, typical[i]);
	}
}

static int bench_file(struct pc_arena *arena, const char *path)
{
	struct pc_arena keep = {0};
	size_t n = 0, bytes = 0;
	struct pc_str file;
	struct pc_err err;
	double best = 1e18;

	if (pc_fs_read(&file, &keep, AT_FDCWD, path, 64 << 20, &err) != PC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (int batch = 0; batch < BATCHES; batch++) {
		double start = now_ns();
		struct pc_str rest = file;

		n = bytes = 0;
		while (rest.ptr && rest.len) {
			struct pc_str line = pc_str_cut(&rest, '\n');

			run(arena, line);
			bytes += line.len;
			n++;
		}
		best = least(best, now_ns() - start);
	}
	printf("%7.0f ns a line, %.0f bytes a line\n", best / (double)n,
		(double)bytes / (double)n);
	pc_arena_done(&keep);
	return 0;
}

/* One text of unit over and over, up to the limit. */
static void bench_hostile(const char *unit, size_t size)
{
	struct pc_arena arena = {0};
	struct pc_buf text = {0};
	double start;

	while (text.len + strlen(unit) <= size)
		pc_buf_puts(&text, unit);
	start = now_ns();
	run(&arena, pc_buf_str(&text));
	printf("%7.2f ms  %zu kB of %s\n", (now_ns() - start) / 1e6, size >> 10, unit);
	pc_buf_done(&text);
	pc_arena_done(&arena);
}

int main(int argc, char **argv)
{
	static const char *const hostile[] = {"$(", "`\\", "cat <<A\n", "$(cat <<A\n",
		"((", "$((", "{", "[", "${x:-", "\"$(", "a ", "{a,", "[[", "[[ a ", "x=(",
		"a[", "<(", "f() ", "if ", "case a in ", "~:", "a=:~", "\\\n", "'", "\"",
		"$((a) )", "[\"", "|", "! ", "time ", "((a)\n", "a;", "elif ", "a[$((",
		"cat <<A\\\n", "[[:", "a|", "a&&", "`a`", "{1..2}", "@(", "x <<'A'\nA\n",
		"if a; then b; elif c; then d; "};
	struct pc_arena arena = {0};
	int failed = 0;

	if (argc > 1)
		failed = bench_file(&arena, argv[1]);
	else
		bench_typical(&arena);
	pc_arena_done(&arena);
	for (size_t i = 0; i < PC_COUNT(hostile) && argc == 1; i++)
		bench_hostile(hostile[i], PC_MAX_COMMAND_SIZE);
	return failed;
}
