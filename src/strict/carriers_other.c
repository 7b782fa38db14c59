/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that no row speaks of: where a program that rules name stands among their
 * words as a command does, they are taken for one more starter.
 *
 *   srun curl x    tool -a -- curl x    tool exec curl x    tool --on-exit 'curl x'
 *
 * What merely is a word stays one: tldr curl, tool -n curl, tool install curl. */
#include "carriers_priv.h"
#include "roles.h"

/* Words are data, whatever they look like; programs that files.c knows need no place
 * here. */
static const char takes_data[] =
	"turbo nx lerna moon rush melos composer fastlane dvc pre-commit tox nox act nps "
	"go gradle gradlew mvn mvnw dotnet swift deno bun npm pnpm yarn cargo make gmake "
	"rake "
	"bazel buck just task ninja invoke-rc.d update-rc.d rc-service chkconfig initctl "
	"getcap setcap killall lsof pip pip3 gem black ruff mypy flake8 pytest eslint "
	"prettier "
	"cheat cht.sh expr update-alternatives pacman apk port choco scoop winget zypper "
	"emerge "
	"getent espeak toilet dialog whiptail zenity rm cat ls file readelf ldd nm "
	"objdump "
	"asdf mise nvm rustup tmux screen";

/* What also is a common name for a subcommand: "gsutil rm", "heroku ps". */
static const char is_verb[] = "rm ls cp mv cat ps kill diff find test sort cut tail head "
			      "touch link install make env "
			      "time exec date id log ssh top sh bash run apply stat du "
			      "watch open sync set host who "
			      "info patch split join tar zip gzip mount head more less "
			      "wait shell scp python node";

/* In front of a command, behind options and other operands. */
static const char runs_next[] =
	"run exec x start spawn launch submit shell record trace wrap with enter ssh do "
	"shell-command run-program auto-restart";

/* Programs that run the rest of the words themselves. */
static const char is_starter[] = "sh bash zsh dash env sudo doas nohup timeout nice";

static bool is_data(struct pc_str program)
{
	return list_has(takes_data, program) || program_row(program);
}

static struct pc_str last_part(struct pc_str word)
{
	size_t slash = pc_str_rfind(word, '/');

	return slash < word.len ? pc_str_from(word, slash + 1) : word;
}

static bool is_ruled(const struct carry *carry, struct pc_str word)
{
	return word.len && walk_has_rules(carry->walk, last_part(word));
}

/* A text of several words whose first is ruled: 'curl x'. */
static bool is_script(const struct carry *carry, const struct field *word)
{
	struct pc_str text = pc_str_trim(field_start(word));
	size_t blank = pc_str_find(text, ' ');

	return blank < text.len &&
	       (is_ruled(carry, pc_str_head(text, blank)) ||
		       list_has(is_starter, pc_str_head(text, blank)));
}

/* --exec, --on-success-command, -c, -e, -x: their value may be run. */
static bool runs_value(struct pc_str option)
{
	static const char *const parts[] = {"exec", "cmd", "command", "run", "shell",
		"hook", "pager", "editor", "browser", "script", "eval", "launch", "spawn",
		"wrap", "askpass", "handler", "filter", "program", "preview"};

	if (list_has("-c -e -x -C", option))
		return true;
	for (size_t i = 0; i < PC_COUNT(parts); i++)
		if (pc_str_find_str(option, pc_str(parts[i])) < option.len)
			return true;
	return false;
}

enum place { FIRST, BEHIND_VERB, MARKED };

/* The words from at on are a command: returns true when they were told. */
static bool starts_command(struct carry *carry, size_t at, enum place how)
{
	const struct field *word = &carry->words[at];
	struct pc_str text = field_start(word);
	size_t n = carry->n_words - at;

	if (word->kind == FIELD_UNKNOWN)
		return false;
	if (is_script(carry, word)) {
		tell_joined(carry, word, 1);
		return true;
	}
	if (!(is_ruled(carry, text) &&
		    (how == MARKED || (n > 1 && (how == BEHIND_VERB ||
							!list_has(is_verb, text))))) &&
		!(n > 1 && list_has(is_starter, text)))
		return false;
	tell_words(carry, word, n);
	return true;
}

static void option_word(struct carry *carry, size_t at)
{
	const struct field *word = &carry->words[at];
	struct pc_str text = field_start(word);
	size_t equals = pc_str_find(text, '=');
	const struct field *value;

	if (!runs_value(pc_str_head(text, equals)))
		return;
	if (equals < text.len)
		value = field_from(carry->arena, word, equals + 1);
	else if (at + 1 < carry->n_words)
		value = &carry->words[at + 1];
	else
		return;
	if (is_script(carry, value) || (text.len > 2 && text.ptr[1] == '-' &&
					       is_ruled(carry, field_start(value))))
		tell_text(carry, value, pc_str_head(text, equals));
}

void carry_other(struct carry *carry)
{
	bool candidate = false, marked = false;
	size_t n_operands = 0;

	/* Most commands end here. */
	for (size_t i = 1; i < carry->n_words && !candidate; i++) {
		struct pc_str text = field_start(&carry->words[i]);
		size_t equals = pc_str_find(text, '=');

		candidate = is_ruled(carry, text) || is_script(carry, &carry->words[i]) ||
			    list_has(is_starter, text) ||
			    (equals < text.len && text.ptr[0] == '-');
	}
	if (!candidate || is_data(carry->program))
		return;
	for (size_t i = 1; i < carry->n_words; i++) {
		struct pc_str text = field_start(&carry->words[i]);
		bool behind_option = i > 1 && field_start(&carry->words[i - 1]).len > 1 &&
				     field_start(&carry->words[i - 1]).ptr[0] == '-' &&
				     !marked;

		if (!marked && text.len > 1 && text.ptr[0] == '-') {
			marked = pc_str_is(text, "--");
			if (!marked)
				option_word(carry, i);
			else if (i + 1 < carry->n_words)
				(void)starts_command(carry, i + 1, MARKED);
			if (marked)
				return;
			continue;
		}
		if (n_operands++ == 0 ? !behind_option && starts_command(carry, i, FIRST)
				      : list_has(runs_next,
						field_start(&carry->words[i - 1])) &&
						starts_command(carry, i, BEHIND_VERB))
			return;
	}
}
