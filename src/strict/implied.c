/* SPDX-License-Identifier: Apache-2.0 */
/* What the files about programs report: a command or a script is walked, all else is
 * asked about. */
#include "pc/base/fs.h"
#include "roles.h"
#include "walk_priv.h"

/* What was so before one thing that is implied. */
struct before {
	const char *how;
	bool remote;
	const struct flow *input;
	struct flow *output;
	bool is_inner;
};

static struct before begin(struct walk *walk, const char *how)
{
	struct before before = {
		walk->how, walk->remote, walk->input, walk->output, walk->is_inner};

	if (how)
		walk->how = how;
	return before;
}

static void end(struct walk *walk, const struct before *before)
{
	walk->how = before->how;
	walk->remote = before->remote;
	walk->input = before->input;
	walk->output = before->output;
	walk->is_inner = before->is_inner;
}

static bool is_assignment(const struct field *word)
{
	struct pc_str text = word->text;
	size_t equals = pc_str_find(text, '=');

	if (word->kind != FIELD_KNOWN || equals == text.len || equals == 0)
		return false;
	for (size_t i = 0; i < equals; i++) {
		char c = text.ptr[i];

		if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (i && c >= '0' && c <= '9')))
			return false;
	}
	return true;
}

/* Programs that start another in a directory of its own. */
static void change_dir(struct walk *walk, const struct simple *by, struct scope *scope)
{
	static const struct {
		const char *program, *brief, *option;
	} changers[] = {
		{"env", "-C", "--chdir"},
		{"sudo", "-D", "--chdir"},
		{"direnv", "-", "exec"},
		{"uv", "-", "--directory"},
		{"poetry", "-C", "--directory"},
		{"systemd-run", "-", "--working-directory"},
	};
	struct pc_str program = simple_program(by);
	const struct fields *words = by->words;

	for (size_t i = 0; i < PC_COUNT(changers); i++) {
		struct pc_str option = pc_str(changers[i].option);

		if (!pc_str_is(program, changers[i].program))
			continue;
		for (size_t k = 1; k < words->count; k++) {
			struct pc_str word = words->items[k].text;
			struct field to = words->items[k];

			if (pc_str_starts(word, option) && word.len > option.len &&
				word.ptr[option.len] == '=') {
				to.text = pc_str_from(word, option.len + 1);
				scope_change_dir(scope, walk, &to);
			} else if ((pc_str_is(word, changers[i].brief) ||
					   pc_str_eq(word, option)) &&
				   k + 1 < words->count) {
				scope_change_dir(scope, walk, &words->items[k + 1]);
			}
		}
	}
}

void implies_command(struct walk *walk, const struct simple *by,
	const struct field *words, size_t n, const char *how)
{
	struct before before = begin(walk, how);
	struct scope own = *by->scope;
	struct simple inner = *by;
	struct fields fields;

	change_dir(walk, by, &own);
	for (; n && is_assignment(words); words++, n--)
		builtin_assign(walk, &own, words);
	fields.items = pc_arena_new_array(walk->arena, struct field, n + 1);
	fields.count = n;
	if (n)
		memcpy(fields.items, words, n * sizeof(*words));
	inner.words = &fields;
	inner.redirs = NULL;
	inner.is_counted = false;
	inner.how = walk->how;
	walk_fields(walk, &own, &inner);
	end(walk, &before);
}

void implies_script(struct walk *walk, const struct simple *by, struct pc_str script,
	const char *how, bool remote)
{
	struct before before = begin(walk, how);
	struct scope own = *by->scope;

	walk->is_inner = true;
	if (remote) {
		walk->remote = true;
		own.cwd = (struct pc_str){0};
	}
	walk_script(walk, &own, script);
	end(walk, &before);
}

void implies_fed(struct walk *walk, const struct simple *by, struct pc_str script,
	struct pc_str lines, const char *how)
{
	const struct flow *input = walk->input;
	struct flow fed = {.unknown = true, .lines = lines};

	walk->input = &fed;
	implies_script(walk, by, script, how, false);
	walk->input = input;
}

bool implies_lines(struct walk *walk, const struct simple *by, const struct field *word,
	const char *how)
{
	struct before before = begin(walk, how);
	struct scope own = *by->scope;
	bool runs = plain_run_word(walk, &own, word);

	end(walk, &before);
	return runs;
}

/* Programs that show or copy all that is in a file; grep where it looks for anything. */
static bool shows_all(const struct simple *by)
{
	static const char shows[] =
		"cat tac nl head tail less more bat cp base64 base32 xxd od hexdump "
		"strings rev curl scp dd openssl gpg install paste";

	return names_have(shows, simple_program(by));
}

void implies_file(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	static const struct flow unknown = {.unknown = true};

	(void)how;
	if (writes)
		plain_note_file(walk, path);
	walk->shows_all = by->words && by->words->count && shows_all(by);
	judge_path(walk, by->scope, path, writes, false);
	walk->shows_all = false;
	if (writes && walk->in_code && path->kind == FIELD_KNOWN && path->text.len)
		written_add(walk, by->scope, path->text, &unknown, false);
}

void implies_tree(struct walk *walk, const struct simple *by, const struct field *path,
	bool writes, const char *how)
{
	(void)how;
	walk->tree_words = by->words;
	judge_path(walk, by->scope, path, writes, true);
	walk->tree_words = NULL;
}

void implies_host(struct walk *walk, const struct simple *by, const struct field *host,
	const char *how)
{
	(void)by;
	(void)how;
	judge_host(walk, host);
}

void implies_unknown(
	struct walk *walk, const struct simple *by, unsigned kinds, const char *how)
{
	struct before before = begin(walk, how);

	/* A list of files that a program reads is as unknown as files in a loop. */
	if (kinds != UNKNOWN_READ)
		judge_unknown(walk, kinds, simple_program(by));
	end(walk, &before);
}
