/* SPDX-License-Identifier: Apache-2.0 */
/* The driver: from the tables of commands and options to parsing, help and one call. */
#include "cmd.h"

#include <stdio.h>

#include "pc/base/fs.h"

const struct cmd *const commands[] = {
	&cmd_analyze,
	&cmd_audit,
	&cmd_build,
	&cmd_check,
	&cmd_completion,
	&cmd_diff,
	&cmd_doctor,
	&cmd_explain,
	&cmd_fmt,
	&cmd_helper,
	&cmd_hook,
	&cmd_job,
	&cmd_log,
	&cmd_models,
	&cmd_probe,
	&cmd_report,
	&cmd_rollback,
	&cmd_run,
	&cmd_schema,
	&cmd_show,
	&cmd_status,
	&cmd_sync,
	&cmd_test,
	&cmd_verify,
	NULL,
};

static const char overview[] =
	"usage: policyctl COMMAND [OPTION...] [OPERAND...]\n"
	"\n"
	"Says what Claude Code's managed settings add up to, and decides any tool call\n"
	"as the client would.\n"
	"\n";

static void print_overview(FILE *to)
{
	fputs(overview, to);
	for (size_t i = 0; commands[i]; i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->brief);
	fputs("\n'policyctl COMMAND --help' lists a command's options.\n", to);
}

static void print_option(FILE *to, const struct opt *opt)
{
	enum { COLUMN = 31 };
	const char *value = opt->value ? opt->value : "";
	int used = fprintf(to, "  --%s%s%s", opt->name, *value ? " " : "", value);

	if (used >= COLUMN) {
		fputc('\n', to);
		used = 0;
	}
	fprintf(to, "%*s%s\n", COLUMN - used, "", opt->brief);
}

static void print_help(FILE *to, const struct cmd *cmd)
{
	fprintf(to, "usage: policyctl %s [OPTION...]%s%s\n\n%s.\n\n", cmd->name,
		*cmd->operands ? " " : "", cmd->operands, cmd->brief);
	for (size_t t = 0; cmd->opts[t]; t++) {
		for (const struct opt *opt = cmd->opts[t]; opt->kind != OPT_END; opt++)
			print_option(to, opt);
	}
	fputs("  --help                       Print this help\n", to);
}

/* The word behind the command's: "list" of "models list". */
static struct pc_str verb_of(const struct cmd *verb)
{
	struct pc_str name = pc_str(verb->name);

	return pc_str_from(name, pc_str_find(name, ' ') + 1);
}

static void print_verbs(FILE *to, const struct cmd *cmd)
{
	fprintf(to, "usage: policyctl %s VERB [OPTION...] [OPERAND...]\n\n%s.\n\n",
		cmd->name, cmd->brief);
	for (size_t i = 0; cmd->verbs[i]; i++)
		fprintf(to, "  %-10.*s %s\n", PC_STR_ARG(verb_of(cmd->verbs[i])),
			cmd->verbs[i]->brief);
	fprintf(to, "\n'policyctl %s VERB --help' lists a verb's options.\n", cmd->name);
}

static const struct opt *find_option(const struct cmd *cmd, struct pc_str name)
{
	for (size_t t = 0; cmd->opts[t]; t++) {
		for (const struct opt *opt = cmd->opts[t]; opt->kind != OPT_END; opt++) {
			if (pc_str_is(name, opt->name))
				return opt;
		}
	}
	return NULL;
}

/* The known name nearest to a mistyped one, or NULL when none is near. */
static const char *nearest(struct pc_str typed, const char *known, const char *best)
{
	enum { NEAR = 3 };
	size_t distance = pc_str_distance(typed, pc_str(known));

	if (distance > NEAR)
		return best;
	return best && pc_str_distance(typed, pc_str(best)) <= distance ? best : known;
}

/* typed has its dashes. */
static int unknown_option(const struct cmd *cmd, struct pc_str typed)
{
	struct pc_str name = typed;
	const char *best = NULL;

	while (pc_str_starts(name, PC_STR("-")))
		name = pc_str_from(name, 1);

	for (size_t t = 0; cmd->opts[t]; t++) {
		for (const struct opt *opt = cmd->opts[t]; opt->kind != OPT_END; opt++)
			best = nearest(name, opt->name, best);
	}
	fprintf(stderr, "policyctl %s: unknown option '%.*s'", cmd->name,
		PC_STR_ARG(typed));
	if (best)
		fprintf(stderr, "; did you mean '--%s'?\n", best);
	else
		fprintf(stderr, "; 'policyctl %s --help' lists the options\n", cmd->name);
	return EXIT_USAGE;
}

void texts_add(struct texts *texts, struct pc_arena *arena, struct pc_str text)
{
	pc_arena_grow(arena, texts->items, texts->count, texts->cap);
	texts->items[texts->count++] = text;
}

static void store(
	const struct opt *opt, void *args, struct pc_arena *arena, const char *value)
{
	char *field = (char *)args + opt->offset;

	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)(void *)field = true;
		break;
	case OPT_TEXT:
	case OPT_WORD:
		*(struct pc_str *)(void *)field = pc_str(value);
		break;
	case OPT_LIST:
		texts_add((struct texts *)(void *)field, arena, pc_str(value));
		break;
	case OPT_END:
		break;
	}
}

static bool is_one_of(struct pc_str words, struct pc_str typed)
{
	while (words.ptr) {
		if (pc_str_eq(pc_str_cut(&words, '|'), typed))
			return true;
	}
	return false;
}

/* "--format must be text, json or yaml, not 'xml'" */
static int wrong_word(const struct cmd *cmd, const struct opt *opt, const char *typed)
{
	struct pc_str rest = pc_str(opt->value), word = pc_str_cut(&rest, '|');

	fprintf(stderr, "policyctl %s: --%s must be %.*s", cmd->name, opt->name,
		PC_STR_ARG(word));
	while (rest.ptr) {
		word = pc_str_cut(&rest, '|');
		fprintf(stderr, "%s%.*s", rest.ptr ? ", " : " or ", PC_STR_ARG(word));
	}
	fprintf(stderr, ", not '%s'\n", typed);
	return EXIT_USAGE;
}

/* What is being parsed; argv[at] is next. */
struct words {
	const struct cmd *cmd;
	char **argv;
	int argc, at;
	void *args;
	struct texts operands;
	struct pc_arena *arena;
};

static int parse_option(struct words *words)
{
	struct pc_str word = pc_str(words->argv[words->at++]);
	struct pc_str typed = pc_str_head(word, pc_str_find(word, '='));
	const struct opt *opt = NULL;
	const char *value = NULL;

	if (pc_str_starts(typed, PC_STR("--")))
		opt = find_option(words->cmd, pc_str_from(typed, 2));
	if (!opt)
		return unknown_option(words->cmd, typed);
	if (typed.len < word.len)
		value = word.ptr + typed.len + 1;
	if (opt->kind == OPT_FLAG && value) {
		fprintf(stderr, "policyctl %s: option '--%s' takes no value\n",
			words->cmd->name, opt->name);
		return EXIT_USAGE;
	}
	if (opt->kind != OPT_FLAG && !value && words->at < words->argc)
		value = words->argv[words->at++];
	if (opt->kind != OPT_FLAG && !value) {
		fprintf(stderr, "policyctl %s: option '--%s' needs a value: --%s %s\n",
			words->cmd->name, opt->name, opt->name, opt->value);
		return EXIT_USAGE;
	}
	if (opt->kind == OPT_WORD && !is_one_of(pc_str(opt->value), pc_str(value)))
		return wrong_word(words->cmd, opt, value);
	store(opt, words->args, words->arena, value);
	return 0;
}

static int count_operands(const struct words *words)
{
	const struct cmd *cmd = words->cmd;

	if (words->operands.count >= cmd->min_operands &&
		words->operands.count <= cmd->max_operands)
		return 0;
	fprintf(stderr, "policyctl %s: %s; usage: policyctl %s [OPTION...]%s%s\n",
		cmd->name,
		words->operands.count < cmd->min_operands ? "an operand is missing"
							  : "too many operands",
		cmd->name, *cmd->operands ? " " : "", cmd->operands);
	return EXIT_USAGE;
}

static int run_command(
	const struct cmd *cmd, int argc, char **argv, struct pc_arena *arena)
{
	struct words words = {.cmd = cmd, .argc = argc, .argv = argv, .arena = arena};
	bool only_operands = false;
	int status;

	words.args = pc_arena_alloc(arena, cmd->args_size);
	while (words.at < argc) {
		const char *word = argv[words.at];

		if (!only_operands && strcmp(word, "--") == 0) {
			only_operands = true;
			words.at++;
		} else if (!only_operands &&
			   (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
			print_help(stdout, cmd);
			return EXIT_FINE;
		} else if (!only_operands && word[0] == '-' && word[1]) {
			status = parse_option(&words);
			if (status != 0)
				return status;
		} else {
			texts_add(&words.operands, arena, pc_str(word));
			words.at++;
		}
	}
	status = count_operands(&words);
	return status != 0 ? status : cmd->run(words.args, &words.operands, arena);
}

static int run_named(const struct cmd *cmd, int argc, char **argv, struct pc_arena *arena)
{
	int status = run_command(cmd, argc, argv, arena);

	return status == EXIT_USAGE && cmd->wrong_words ? cmd->wrong_words : status;
}

static int unknown_verb(const struct cmd *cmd, struct pc_str typed)
{
	fprintf(stderr, "policyctl %s: unknown verb '%.*s'; the verbs are ", cmd->name,
		PC_STR_ARG(typed));
	for (size_t i = 0; cmd->verbs[i]; i++)
		fprintf(stderr, "%s%.*s", i ? ", " : "",
			PC_STR_ARG(verb_of(cmd->verbs[i])));
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static int run_verb(const struct cmd *cmd, int argc, char **argv, struct pc_arena *arena)
{
	struct pc_str typed = argc ? pc_str(argv[0]) : (struct pc_str){0};

	if (pc_str_is(typed, "--help") || pc_str_is(typed, "-h")) {
		print_verbs(stdout, cmd);
		return EXIT_FINE;
	}
	if (!argc || typed.ptr[0] == '-')
		return run_named(cmd->verbs[0], argc, argv, arena);
	for (size_t i = 0; cmd->verbs[i]; i++) {
		if (pc_str_eq(typed, verb_of(cmd->verbs[i])))
			return run_named(cmd->verbs[i], argc - 1, argv + 1, arena);
	}
	return unknown_verb(cmd, typed);
}

static int unknown_command(struct pc_str name)
{
	const char *best = NULL;

	for (size_t i = 0; commands[i]; i++)
		best = nearest(name, commands[i]->name, best);
	fprintf(stderr, "policyctl: unknown command '%.*s'", PC_STR_ARG(name));
	if (best)
		fprintf(stderr, "; did you mean '%s'?\n", best);
	else
		fputs("; 'policyctl --help' lists the commands\n", stderr);
	return EXIT_USAGE;
}

int cmd_main(int argc, char **argv)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str name = argc > 1 ? pc_str(argv[1]) : (struct pc_str){0};

	/* The client starts its policyHelper without a word. */
	if (argc && pc_str_is(pc_path_base(pc_str(argv[0])), "policyctl-helper"))
		return run_named(&cmd_helper, argc - 1, argv + 1, &arena);
	if (argc < 2) {
		print_overview(stderr);
		return EXIT_USAGE;
	}
	if (pc_str_is(name, "--help") || pc_str_is(name, "-h") ||
		pc_str_is(name, "help")) {
		print_overview(stdout);
		return EXIT_FINE;
	}
	if (pc_str_is(name, "--version")) {
		puts("policyctl " PC_VERSION);
		return EXIT_FINE;
	}
	for (size_t i = 0; commands[i]; i++) {
		const struct cmd *cmd = commands[i];

		if (pc_str_is(name, cmd->name))
			return (cmd->verbs ? run_verb : run_named)(
				cmd, argc - 2, argv + 2, &arena);
	}
	return unknown_command(name);
}
