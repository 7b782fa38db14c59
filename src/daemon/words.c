/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of policyd and of the programs beside it: words to the supervisor, or
 * to one role.  Only the supervisor gives --role. */
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon_priv.h"
#include "pc/base/self.h"

static const char default_config[] = "/etc/policyd/policyd.yaml";

static const char usage[] =
	"usage: policyd [--config FILE] [--root DIR] [--once] [--check]\n"
	"Keeps this machine on the policy that its signers published.\n"
	"\n"
	"  --config FILE  what to keep to (default: /etc/policyd/policyd.yaml)\n"
	"  --root DIR     a directory that stands for the machine's root\n"
	"  --once         look at the repository once, put in force what is there, end\n"
	"  --check        say whether the configuration is right, and end\n"
	"  --version      print the version\n"
	"  --help         print this\n";

enum { EXIT_USAGE = 64, EXIT_CONFIG = 78 };

struct words {
	const char *role;
	const char *root;
	bool is_check;
};

/* -1: go on; else the exit status. */
static int parse(struct words *words, struct daemon *daemon, int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"root", required_argument, NULL, 'd'},
		{"role", required_argument, NULL, 'r'},
		{"once", no_argument, NULL, 'o'},
		{"check", no_argument, NULL, 'k'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			daemon->config_file = optarg;
			break;
		case 'd':
			words->root = optarg;
			break;
		case 'r':
			words->role = optarg;
			break;
		case 'o':
			daemon->is_once = true;
			break;
		case 'k':
			words->is_check = true;
			break;
		case 'v':
			puts("policyd " PC_VERSION);
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
	fprintf(stderr, "policyd: '%s' is no option\n%s", argv[optind], usage);
	return EXIT_USAGE;
}

static void tell(const struct pc_diags *diags, const struct pc_err *err)
{
	for (size_t i = 0; i < diags->count; i++) {
		const struct pc_diag *diag = &diags->items[i];

		fprintf(stderr, "policyd: %s:%u:%u: %s: %.*s%s%.*s\n", diag->at.file,
			diag->at.line, diag->at.col, diag->code, PC_STR_ARG(diag->text),
			diag->hint.len ? "; " : "", PC_STR_ARG(diag->hint));
	}
	fprintf(stderr, "policyd: %s\n", err->text);
}

static int run(struct daemon *daemon, const struct words *words,
	const struct role_entry *roles, size_t n_roles)
{
	if (words->is_check) {
		printf("%s: right\n", daemon->config_file);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < n_roles; i++) {
		if (pc_str_is(pc_str(words->role), roles[i].name))
			return roles[i].fn(daemon);
	}
	fprintf(stderr, "policyd: there is no role '%s' here\n",
		words->role ? words->role : "");
	return EXIT_USAGE;
}

/* The whole path of what --root names; "" without it. */
static enum pc_status find_root(struct daemon *daemon, char whole[static PATH_MAX],
	const char *typed, struct pc_err *err)
{
	whole[0] = '\0';
	daemon->root = whole;
	if (!typed || realpath(typed, whole))
		return PC_OK;
	return pc_err_sys(err, "--root '%s'", typed);
}

/* A file that nobody named is the machine's. */
static enum pc_status configure(struct daemon *daemon, struct pc_arena *arena,
	struct pc_diags *diags, struct pc_err *err)
{
	if (!daemon->config_file)
		daemon->config_file =
			pc_arena_printf(arena, "%s%s", daemon->root, default_config).ptr;
	PC_TRY(pc_config_read(&daemon->config, arena, daemon->config_file, diags, err));
	pc_config_put_under(&daemon->config, arena, pc_str(daemon->root));
	return PC_OK;
}

int daemon_main(int argc, char **argv, const struct role_entry *roles, size_t n_roles)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct daemon daemon = {0};
	struct pc_diags diags = {.arena = &arena};
	struct words words = {0};
	struct pc_str program = PC_STR("");
	char root[PATH_MAX];
	struct pc_err err;
	int status;

	signal(SIGPIPE, SIG_IGN);
	status = parse(&words, &daemon, argc, argv);
	if (status >= 0)
		return status;
	if (pc_self_path(&program, &arena, &err) != PC_OK)
		program = pc_str(argv[0]);
	daemon.program = program.ptr;
	if (find_root(&daemon, root, words.root, &err) != PC_OK ||
		configure(&daemon, &arena, &diags, &err) != PC_OK) {
		tell(&diags, &err);
		return EXIT_CONFIG;
	}
	return run(&daemon, &words, roles, n_roles);
}
