/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the fragment from the options; cmd_hook.c runs the hook itself. */
#include "hook_install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "pc/base/fs.h"
#include "pc/base/limits.h"
#include "pc/base/self.h"
#include "pc/doc/format.h"
#include "pc/doc/read.h"
#include "pc/doc/write.h"
#include "pc/settings/settings.h"
#include "places.h"

/* Before every name that begins with a letter, and with those that policies are given. */
static const char fragment_name[] = "00-policyctl-hook.json";

struct pc_str hook_program(struct pc_arena *arena)
{
	struct pc_str path = PC_STR("");
	struct pc_err err;

	if (pc_self_beside(&path, arena, "policyctl-hook", &err) != PC_OK)
		fprintf(stderr, "policyctl hook: %s\n", err.text);
	return path;
}

/* Whole seconds, so that the client's own limit can stand behind ours. 0: wrong. */
static unsigned seconds_of(struct pc_str text)
{
	enum { USUAL = 5, LONGEST = 600, BASE = 10 };
	unsigned n = 0;

	if (text.len == 0)
		return USUAL;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > LONGEST)
			return 0;
		n = n * BASE + (unsigned)(text.ptr[i] - '0');
	}
	return n <= LONGEST ? n : 0;
}

static void add_argument(struct pc_buf *out, const char *name, struct pc_str value)
{
	if (value.len == 0)
		return;
	pc_json_next(out);
	pc_json_quote(out, pc_str(name));
	pc_json_next(out);
	pc_json_quote(out, value);
}

/* No shell starts the program, and whatever keeps it from answering blocks the call. */
static void add_event(struct pc_buf *out, const char *event, struct pc_str program,
	const struct hook_words *words)
{
	/* The hook gives up before the client does. */
	enum { GRACE = 5 };
	bool is_call = strcmp(event, "PreToolUse") == 0;

	pc_json_key(out, event);
	pc_buf_puts(out, is_call ? "[{\"matcher\":\"*\",\"hooks\":[{" : "[{\"hooks\":[{");
	pc_json_member(out, "type", PC_STR("command"));
	pc_json_member(out, "command", program);
	pc_json_key(out, "args");
	pc_buf_add_char(out, '[');
	add_argument(out, "--agent", PC_STR("claude"));
	add_argument(out, "--state", words->state);
	add_argument(out, "--audit", words->audit);
	add_argument(out, "--spool", words->spool);
	add_argument(out, "--shared", words->shared);
	add_argument(out, "--time-limit", words->time_limit);
	pc_buf_add_char(out, ']');
	pc_json_key(out, "timeout");
	pc_buf_printf(out, "%u", seconds_of(words->time_limit) + GRACE);
	pc_json_member(out, "onFailure", PC_STR("block"));
	pc_buf_puts(out, "}]}]");
}

static void make_fragment(
	struct pc_buf *out, struct pc_str program, const struct hook_words *words)
{
	static const char *const events[] = {
		"PreToolUse", "SessionStart", "ConfigChange"};

	pc_buf_puts(out, "{\"x-policyctl\":{");
	pc_json_member(out, "purpose",
		PC_STR("Deploys policyctl's hook: deny and ask rules hold however a "
		       "call is spelled. Written by policyctl hook --install."));
	pc_buf_puts(out, "},\"hooks\":{");
	for (size_t i = 0; i < PC_COUNT(events); i++)
		add_event(out, events[i], program, words);
	pc_buf_puts(out, "}}\n");
}

static enum pc_status fragment_text(struct pc_buf *out, struct pc_str program,
	const struct hook_words *words, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf raw = {0};

	make_fragment(&raw, program, words);
	return pc_format(out, fragment_name, pc_buf_str(&raw), PC_LANGUAGE_JSON, err);
}

static struct pc_str managed_of(const struct hook_words *words, struct pc_arena *arena)
{
	return words->managed.len ? places_absolute(arena, words->managed)
				  : pc_managed_dir();
}

/* The directory is the client's, for everybody to read. */
static enum pc_status make_dirs(
	struct pc_arena *arena, struct pc_str dir, struct pc_err *err)
{
	enum { MODE = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH };
	const struct pc_str dirs[] = {dir, pc_path_dir(dir)};

	for (size_t i = PC_COUNT(dirs); i > 0; i--) {
		struct pc_str path = pc_arena_str(arena, dirs[i - 1]);

		if (mkdir(path.ptr, MODE) < 0 && errno != EEXIST)
			return pc_err_sys(err, "'%.*s'", PC_STR_ARG(path));
	}
	return PC_OK;
}

static int put_in_place(struct pc_arena *arena, struct pc_str managed, struct pc_str text)
{
	enum { MODE = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH };
	struct pc_str dir = pc_path_join(arena, managed, PC_STR("managed-settings.d"));
	struct pc_str path = pc_path_join(arena, dir, pc_str(fragment_name));
	struct pc_str old;
	struct pc_err err;

	if (make_dirs(arena, dir, &err) != PC_OK)
		return output_failure(&err);
	if (pc_fs_read(&old, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err) == PC_OK &&
		pc_str_eq(old, text)) {
		printf("%.*s: is installed already\n", PC_STR_ARG(path));
		return EXIT_FINE;
	}
	if (pc_fs_replace(AT_FDCWD, path.ptr, text, MODE, &err) != PC_OK)
		return output_failure(&err);
	printf("%.*s: installed\n", PC_STR_ARG(path));
	return EXIT_FINE;
}

int hook_install(const struct hook_words *words, struct pc_arena *arena)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	struct hook_words absolute = *words;
	struct pc_str program = hook_program(arena);
	struct pc_err err;

	if (program.len == 0)
		return EXIT_COULD_NOT;
	if (seconds_of(words->time_limit) == 0) {
		fprintf(stderr,
			"policyctl hook: --time-limit must be whole seconds from 1 to "
			"600, not '%.*s'\n",
			PC_STR_ARG(words->time_limit));
		return EXIT_USAGE;
	}
	absolute.state = places_absolute(arena, words->state);
	absolute.audit = places_absolute(arena, words->audit);
	absolute.spool = places_absolute(arena, words->spool);
	absolute.shared = places_absolute(arena, words->shared);
	if (fragment_text(&text, program, &absolute, &err) != PC_OK)
		return output_failure(&err);
	if (words->print) {
		output_text(stdout, pc_buf_str(&text));
		return EXIT_FINE;
	}
	return put_in_place(arena, managed_of(words, arena), pc_buf_str(&text));
}

/* ---- removing ------------------------------------------------------------- */

static const struct pc_node *list_item(const struct pc_node *list, size_t i)
{
	return list && list->kind == PC_LIST && i < list->n_items ? list->items[i] : NULL;
}

/* Where the value of an option that a fragment may have belongs; NULL: it may not. */
static struct pc_str *word_of(struct hook_words *words, struct pc_str name)
{
	const struct {
		const char *name;
		struct pc_str *value;
	} options[] = {
		{"--state", &words->state},
		{"--audit", &words->audit},
		{"--spool", &words->spool},
		{"--shared", &words->shared},
		{"--time-limit", &words->time_limit},
	};

	for (size_t i = 0; i < PC_COUNT(options); i++) {
		if (pc_str_is(name, options[i].name))
			return options[i].value;
	}
	return NULL;
}

/* The program and the options that a fragment was written with. */
static void read_words(
	struct hook_words *out, struct pc_str *program, const struct pc_node *root)
{
	const struct pc_node *calls =
		pc_node_get_c(pc_node_get_c(root, "hooks"), "PreToolUse");
	const struct pc_node *group = list_item(calls, 0);
	const struct pc_node *handler = list_item(pc_node_get_c(group, "hooks"), 0);
	const struct pc_node *args = pc_node_get_c(handler, "args");

	*program = pc_node_text(pc_node_get_c(handler, "command"));
	for (size_t i = 0; list_item(args, i + 1); i += 2) {
		struct pc_str *word = word_of(out, pc_node_text(list_item(args, i)));

		if (word)
			*word = pc_node_text(list_item(args, i + 1));
	}
}

/* Whether installing with the same words would write the same text. */
static bool is_ours(struct pc_arena *arena, struct pc_str text)
{
	PC_AUTO(pc_buf_done) struct pc_buf again = {0};
	struct hook_words words = {0};
	struct pc_str program = {0};
	struct pc_node *root;
	struct pc_err err;

	if (pc_json_read(&root, arena, fragment_name, text, NULL, &err) != PC_OK)
		return false;
	read_words(&words, &program, root);
	return pc_str_is(pc_path_base(program), "policyctl-hook") &&
	       fragment_text(&again, program, &words, &err) == PC_OK &&
	       pc_str_eq(pc_buf_str(&again), text);
}

int hook_uninstall(const struct hook_words *words, struct pc_arena *arena)
{
	struct pc_str path = pc_path_join(arena,
		pc_path_join(
			arena, managed_of(words, arena), PC_STR("managed-settings.d")),
		pc_str(fragment_name));
	struct pc_str text;
	struct pc_err err;
	enum pc_status got =
		pc_fs_read(&text, arena, AT_FDCWD, path.ptr, PC_MAX_DOC_SIZE, &err);

	if (got == PC_ERR_ABSENT) {
		if (!words->print)
			printf("%.*s: is not installed\n", PC_STR_ARG(path));
		return EXIT_FINE;
	}
	if (got != PC_OK)
		return output_failure(&err);
	if (!is_ours(arena, text)) {
		fprintf(stderr,
			"policyctl hook: '%.*s' is not as --install writes it, and "
			"stays\n",
			PC_STR_ARG(path));
		return EXIT_COULD_NOT;
	}
	if (!words->print && unlink(path.ptr) < 0 && errno != ENOENT) {
		fprintf(stderr, "policyctl hook: '%.*s': %s\n", PC_STR_ARG(path),
			strerror(errno));
		return EXIT_COULD_NOT;
	}
	printf(words->print ? "%.*s\n" : "%.*s: removed\n", PC_STR_ARG(path));
	return EXIT_FINE;
}
