/* SPDX-License-Identifier: Apache-2.0 */
/* One simple command that the client would run without a rule.  What it does to files is
 * bash_files.c's question; whether the line as a whole can be read is safety.c's.  Where
 * it is not known what the client does, the answer is no. */
#include "readonly_priv.h"

#include "safety_priv.h"

/* pc_sh_word.has of a word that says the same at run time, but for patterns. */
static const unsigned RUN_TIME_FREE = PC_SH_HAS_QUOTE | PC_SH_HAS_GLOB;

static bool is_digits(struct pc_str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.len > 0;
}

static bool in_list(const char *list, struct pc_str word)
{
	return list && safety_in_list(list, word);
}

/* ---- options -------------------------------------------------------------- */

static bool is_option(struct pc_str s)
{
	return s.len > 1 && s.ptr[0] == '-';
}

/* What a word may not hold, for programs with an option table. */
static bool word_fits(const struct ro_program *program, struct pc_str word)
{
	bool brace = false;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		if (c == '$' || c == '`')
			return false;
		if (c == '\n' && program->rules & RO_ONE_LINE)
			return false;
		if (c == '/' && program->rules & RO_NO_SLASH)
			return false;
		brace |= c == '{';
		if (brace && (c == ',' || (c == '.' && i > 0 && word.ptr[i - 1] == '.')))
			return false;
	}
	return true;
}

/* The same for what the word is written like. */
static bool source_fits(const struct ro_program *program, const struct pc_sh_arg *arg)
{
	struct pc_str text = arg->word->text;

	if (arg->known && !word_fits(program, arg->value))
		return false;
	if (!(program->rules & RO_NO_TILDE))
		return true;
	return arg->known && pc_str_find(text, '~') == text.len &&
	       pc_str_find(text, '\\') == text.len;
}

/* -abc: every letter an option without a value. */
static bool bundle_fits(const struct ro_program *program, struct pc_str word)
{
	for (size_t i = 1; i < word.len; i++) {
		char option[2] = {'-', word.ptr[i]};

		if (!in_list(program->flags, (struct pc_str){option, 2}))
			return false;
	}
	return true;
}

static bool short_fits(const struct ro_program *program, struct pc_str word)
{
	struct pc_str option = pc_str_head(word, 2), rest = pc_str_from(word, 2);

	if (program->rules & RO_COUNT && is_digits(pc_str_from(word, 1)))
		return true;
	if (program->rules & RO_DIGITS && is_digits(rest) &&
		(in_list(program->numbers, option) || in_list(program->texts, option)))
		return true;
	return word.ptr[1] != '-' && bundle_fits(program, word);
}

static bool format_fits(struct pc_str value)
{
	static const char known[] = " oneline short medium full fuller raw email ";

	return value.len == 0 || pc_str_find(value, '%') < value.len ||
	       pc_str_starts(value, PC_STR("format:")) ||
	       pc_str_starts(value, PC_STR("tformat:")) || safety_in_list(known, value);
}

struct reading { /* of a program's words */
	const struct ro_program *program;
	const struct ro_words *words;
	size_t at;
	size_t operands;
	bool listed;  /* an option made the operands patterns */
	bool seen;    /* an option at all */
	size_t value; /* a word that an option may take as its value, from 1 */
};

static bool is_format(const struct ro_program *program, struct pc_str option)
{
	return (program->rules & RO_FORMAT && pc_str_is(option, "--format")) ||
	       (program->rules & RO_PRETTY && pc_str_is(option, "--pretty"));
}

/* The option's value: behind its = or the next word.  NULL: there is none. */
static const struct pc_str *value_of(
	struct reading *reading, struct pc_str word, size_t equals, struct pc_str *value)
{
	if (equals < word.len) {
		*value = pc_str_from(word, equals + 1);
		return value;
	}
	if (reading->at + 1 >= reading->words->count)
		return NULL;
	reading->at++;
	*value = reading->words->args[reading->at].value;
	return is_option(*value) ? NULL : value;
}

static void note_listing(struct reading *reading, struct pc_str option)
{
	if (in_list(" -l --list ", option))
		reading->listed = true;
	if (in_list(" --merged --no-merged ", option))
		reading->value = reading->at + 2;
}

static bool option_fits(struct reading *reading, struct pc_str word)
{
	const struct ro_program *program = reading->program;
	size_t equals = pc_str_find(word, '=');
	struct pc_str option = pc_str_head(word, equals), value = {0};
	bool number = in_list(program->numbers, option);
	bool format = is_format(program, option);

	reading->seen = true;
	if (program->rules & RO_LISTED)
		note_listing(reading, option);
	if (!number && !format && !in_list(program->texts, option)) {
		if (option.len == 2 && pc_str_find(word, 'l') < word.len)
			reading->listed = true;
		return (equals == word.len && in_list(program->flags, word)) ||
		       (word.ptr[1] != '-' && short_fits(program, word));
	}
	if (equals < word.len && word.ptr[1] != '-')
		return false;
	if (!value_of(reading, word, equals, &value))
		return false;
	if (format)
		return format_fits(value);
	return word_fits(program, value) && (!number || is_digits(value));
}

static bool operand_fits(struct reading *reading, struct pc_str word)
{
	const struct ro_program *program = reading->program;

	if (program->rules & RO_OPTIONS)
		return false;
	if (program->rules & RO_UNMIXED && reading->seen)
		return false;
	if (program->rules & RO_LISTED && !reading->listed &&
		reading->value != reading->at + 1)
		return false;
	return !program->operand || program->operand(word, reading->operands++);
}

/* An option may hold a pattern where the program may be given one. */
static bool option_known(const struct reading *reading, const struct pc_sh_arg *arg)
{
	if (arg->known)
		return true;
	return reading->program->rules & RO_GLOB && !(arg->word->has & ~RUN_TIME_FREE);
}

bool ro_options(const struct ro_program *program, const struct ro_words *words)
{
	struct reading reading = {.program = program, .words = words};
	bool options = true;

	for (; reading.at < words->count; reading.at++) {
		const struct pc_sh_arg *arg = &words->args[reading.at];

		if (!source_fits(program, arg))
			return false;
		if (!options || !is_option(arg->value)) {
			if (!operand_fits(&reading, arg->value))
				return false;
		} else if (pc_str_is(arg->value, "--") &&
			   !(program->rules & RO_OPTIONS)) {
			options = false;
		} else if (!option_known(&reading, arg) ||
			   !option_fits(&reading, arg->value)) {
			return false;
		}
	}
	return true;
}

/* ---- words ---------------------------------------------------------------- */

/* Pieces of a word that are settled at run time and that the client reads all the same.
 */
static bool part_fits(const struct pc_sh_part *part, unsigned rules)
{
	switch (part->kind) {
	case PC_SH_PARAM:
		if (pc_str_is(part->name, "HOME"))
			return true;
		if (pc_str_is(part->name, "PWD"))
			return !(rules & RO_KNOWN);
		return !(rules & RO_FILES) && part->name.len > 1;
	case PC_SH_COMMAND:
	case PC_SH_BACKTICK:
	case PC_SH_ARITH:
		return !(rules & RO_FILES);
	case PC_SH_TILDE:
		return part->text.len <= 1;
	case PC_SH_GLOB:
		return rules & RO_GLOB;
	case PC_SH_DOUBLE:
		for (part = part->parts; part; part = part->next) {
			if (!part_fits(part, rules))
				return false;
		}
		return true;
	default:
		return true;
	}
}

static bool arg_fits(const struct pc_sh_arg *arg, unsigned rules)
{
	if (arg->known)
		return true;
	for (const struct pc_sh_part *p = arg->word->parts; p; p = p->next) {
		if (!part_fits(p, rules))
			return false;
	}
	return true;
}

static bool words_fit(const struct ro_words *words, unsigned rules)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!arg_fits(&words->args[i], rules))
			return false;
	}
	return true;
}

/* ---- tables --------------------------------------------------------------- */

/* Binary search in a table whose entries begin with their name. */
static const void *find(const void *table, size_t n, size_t size, struct pc_str name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const void *entry = (const char *)table + middle * size;
		int order = pc_str_cmp(name, pc_str(*(const char *const *)entry));

		if (order == 0)
			return entry;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static bool git_fits(const struct ro_words *words)
{
	size_t used = 0;
	const struct ro_program *program = ro_git(words, &used);
	struct ro_words rest = {words->args + used, words->count - used};

	if (!program)
		return false;
	if (program->rules & RO_ALONE && rest.count > 0)
		return rest.count == 1 && in_list(program->flags, rest.args[0].value);
	return words_fit(&rest, RO_FILES | RO_KNOWN) && ro_options(program, &rest);
}

static bool table_fits(struct pc_str name, const struct ro_words *words)
{
	const struct ro_plain *plain = find(ro_plain, ro_n_plain, sizeof(*plain), name);
	const struct ro_program *program;
	const struct ro_special *special;

	if (plain)
		return words_fit(words, plain->rules);
	program = find(ro_programs, ro_n_programs, sizeof(*program), name);
	if (program) {
		return words_fit(
			       words, RO_FILES | RO_KNOWN | (program->rules & RO_GLOB)) &&
		       ro_options(program, words);
	}
	special = find(ro_specials, ro_n_specials, sizeof(*special), name);
	if (special)
		return words_fit(words, RO_FILES | RO_KNOWN) && special->check(words);
	if (pc_str_is(name, "git"))
		return git_fits(words);
	return pc_str_is(name, "docker") && words_fit(words, RO_FILES | RO_KNOWN) &&
	       ro_docker(words);
}

/* ---- what stands before the program --------------------------------------- */

static const char harmless_variables[] =
	" ANTHROPIC_API_KEY BLOCKSIZE BLOCK_SIZE CGO_ENABLED CHARSET CI CLICOLOR"
	" CLICOLOR_FORCE COLORTERM COLUMNS FORCE_COLOR GCC_COLORS GO111MODULE GOARCH"
	" GOEXPERIMENT GOOS GREP_COLOR GREP_COLORS LANG LANGUAGE LC_ALL LC_CTYPE LC_TIME "
	"LINES"
	" LS_COLORS LSCOLORS NODE_ENV NO_COLOR PYTEST_DEBUG "
	"PYTEST_DISABLE_PLUGIN_AUTOLOAD"
	" PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED RUST_BACKTRACE RUST_LOG TERM "
	"TIME_STYLE TZ ";

static bool value_fits(const struct pc_sh_word *value)
{
	for (const struct pc_sh_part *p = value->parts; p; p = p->next) {
		if (p->kind != PC_SH_LITERAL && p->kind != PC_SH_SINGLE &&
			p->kind != PC_SH_DOUBLE)
			return false;
	}
	for (size_t i = 0; i < value->text.len; i++) {
		char c = value->text.ptr[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			     (c >= 'A' && c <= 'Z') || memchr("_-.\"'", c, 5);

		if (!plain)
			return false;
	}
	return true;
}

static bool assigns_fit(const struct pc_sh_assign *assign)
{
	for (; assign; assign = assign->next) {
		if (assign->append || !safety_in_list(harmless_variables, assign->name) ||
			!value_fits(&assign->value))
			return false;
	}
	return true;
}

/* timeout 5, command, command -p, builtin, noglob: the client's list looks behind them;
 * behind time, nice, nohup and stdbuf it does not. */
static size_t skip_wrapper(const struct pc_sh_command *command, size_t at)
{
	struct pc_str name = command->args[at].value;

	if (pc_str_is(name, "builtin") || pc_str_is(name, "noglob"))
		return at + 1;
	if (pc_str_is(name, "command")) {
		bool path = at + 1 < command->n_args &&
			    pc_str_is(command->args[at + 1].value, "-p");

		return at + (path ? 2 : 1);
	}
	if (pc_str_is(name, "timeout") && at + 1 < command->n_args &&
		command->args[at + 1].value.len > 0 &&
		command->args[at + 1].value.ptr[0] != '-')
		return at + 2;
	return at;
}

static size_t program_at(const struct pc_sh_command *command)
{
	size_t at = 0, next;

	while (at < command->n_args && command->args[at].known) {
		next = skip_wrapper(command, at);
		if (next == at)
			return at;
		at = next;
	}
	return command->n_args;
}

/* [[ ]] with words that are there as written. */
static bool cond_fits(const struct pc_sh_node *node)
{
	for (const struct pc_sh_word *word = node->words; word; word = word->next) {
		if (word->has & ~(unsigned)PC_SH_HAS_QUOTE)
			return false;
	}
	return true;
}

/* A bare assignment, or the redirection of a substitution alone. */
static bool bare_fits(const struct pc_sh_node *node)
{
	return node->assigns && !node->redirs;
}

bool ro_program_words(
	const struct pc_sh_command *command, struct pc_str *name, struct ro_words *words)
{
	size_t at;

	if (!assigns_fit(command->node->assigns))
		return false;
	at = program_at(command);
	if (at >= command->n_args)
		return false;
	*name = command->args[at].value;
	*words = (struct ro_words){command->args + at + 1, command->n_args - at - 1};
	return true;
}

bool readonly_command(const struct bash_call *call, const struct pc_sh_command *command)
{
	struct ro_words words;
	struct pc_str name;

	(void)call;
	if (command->within & PC_SH_IS_TIMED)
		return false;
	if (command->node->kind == PC_SH_COND)
		return cond_fits(command->node);
	if (command->node->kind != PC_SH_SIMPLE)
		return false;
	if (command->n_args == 0)
		return bare_fits(command->node);
	return ro_program_words(command, &name, &words) && table_fits(name, &words);
}

bool readonly_edit(const struct pc_sh_command *command)
{
	static const char programs[] = " cp mkdir mv rm rmdir touch ";
	struct ro_words words;
	struct pc_str name;

	if (command->within & PC_SH_IS_TIMED || command->node->kind != PC_SH_SIMPLE ||
		!ro_program_words(command, &name, &words))
		return false;
	if (pc_str_is(name, "sed"))
		return ro_sed(&words, true);
	if (pc_str_is(name, "touch") &&
		pc_str_starts(words.count ? words.args[0].value : name, PC_STR("-")))
		return false;
	return safety_in_list(programs, name);
}
