/* SPDX-License-Identifier: Apache-2.0 */
/* policyd-orch: jobs, their queue and their workers.  A program and a service of its own:
 * workers need the network, homes and programs that no role of policyd may have. */
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "orch.h"

static const char usage[] =
	"usage: policyd-orch [--config FILE] [--root DIR] [--check]\n"
	"Runs jobs on the models and workers that policy lets them have.\n"
	"\n"
	"  --config FILE  who does jobs (default: /etc/policyctl/orchestrator.yaml)\n"
	"  --root DIR     a directory that stands for the machine's root\n"
	"  --check        say whether jobs could run by all of it, and end\n"
	"  --version      print the version\n"
	"  --help         print this\n";

enum { EXIT_USAGE = 64, EXIT_CONFIG = 78, UMASK = 077 };

struct words {
	const char *config, *root;
	bool is_check;
};

/* -1: go on; else the exit status. */
static int parse(struct words *words, int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"root", required_argument, NULL, 'd'},
		{"check", no_argument, NULL, 'k'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			words->config = optarg;
			break;
		case 'd':
			words->root = optarg;
			break;
		case 'k':
			words->is_check = true;
			break;
		case 'v':
			puts("policyd-orch " PC_VERSION);
			return EXIT_SUCCESS;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return -1;
	fprintf(stderr, "policyd-orch: '%s' is no option\n%s", argv[optind], usage);
	return EXIT_USAGE;
}

static void tell(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		fprintf(stderr, "policyd-orch: %s:%u:%u: %s: %.*s%s%.*s\n", diag->at.file,
			diag->at.line, diag->at.col, diag->code, PC_STR_ARG(diag->text),
			diag->hint.len ? "; " : "", PC_STR_ARG(diag->hint));
	}
}

static int check(const struct rules_where *where)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_diags diags = {.arena = &arena};
	struct rules *rules = NULL;
	struct pc_err err;
	enum pc_status status = rules_read(&rules, NULL, where, &diags, &err);

	tell(&diags);
	if (status != PC_OK) {
		fprintf(stderr, "policyd-orch: %s\n", err.text);
		return EXIT_CONFIG;
	}
	rules_free(rules);
	printf("%s: right\n", where->config);
	return EXIT_SUCCESS;
}

/* A file that nobody named is the machine's. */
static bool find(struct rules_where *where, char root[static PATH_MAX],
	struct pc_arena *arena, const struct words *words)
{
	root[0] = '\0';
	if (words->root && !realpath(words->root, root)) {
		perror("policyd-orch: --root");
		return false;
	}
	where->root = pc_str_is(pc_str(root), "/") ? PC_STR("") : pc_str(root);
	where->config = words->config;
	if (!where->config)
		where->config = pc_arena_printf(
			arena, "%.*s%s", PC_STR_ARG(where->root), PC_ORCH_FILE)
					.ptr;
	return true;
}

int main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct rules_where where = {0};
	struct words words = {0};
	char root[PATH_MAX];
	int status;

	signal(SIGPIPE, SIG_IGN);
	umask(UMASK);
	status = parse(&words, argc, argv);
	if (status >= 0)
		return status;
	if (!find(&where, root, &arena, &words))
		return EXIT_CONFIG;
	return words.is_check ? check(&where) : orch_serve(&where);
}
